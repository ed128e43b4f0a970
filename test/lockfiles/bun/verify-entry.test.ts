import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.js';
import { verifyEntry } from '../../../src/lockfiles/bun/verify-entry.js';
import { sri } from '../fixtures.js';
import { graphOf, lock } from './fixtures.js';

/** Keys in which the entry with this info differs from the manifest of the tarball it stands for. */
function differing(manifest: JsonObject, info: object, more: { hasBindingGyp?: boolean; files?: string[]; settings?: { [key: string]: unknown } } = {}): string[] {
  const graph = graphOf(lock({ dependencies: { a: '1' } }, { a: JSON.stringify(['a@1.0.0', '', info, sri('a')]) }, { top: more.settings ?? {} }));
  const scripts = (manifest['scripts'] ?? {}) as { [name: string]: string };
  const name = typeof manifest['name'] === 'string' ? manifest['name'] : 'a';
  const version = typeof manifest['version'] === 'string' ? manifest['version'] : '1.0.0';
  return verifyEntry(graph.package('a')!, {
    manifest: { name, version, scripts, raw: manifest }, files: (more.files ?? []).map((path) => ({ path })), hasShrinkwrap: false, hasBindingGyp: more.hasBindingGyp ?? false,
  }).map((one) => one.key);
}

// Held against the manifests of 4,001 installed packages, of Bun 1.1.45, 1.2.0 and 1.4.5: no difference but for what a tarball carries.
test.each<[string, JsonObject, object]>([
  ['nothing more', {}, {}],
  ['dependencies', { dependencies: { x: '^1.0.0' } }, { dependencies: { x: '^1.0.0' } }],
  ['optional ones left out of the dependencies', { dependencies: { x: '1', y: '1' }, optionalDependencies: { y: '1' } }, { dependencies: { x: '1' }, optionalDependencies: { y: '1' } }],
  ['peers', { peerDependencies: { x: '1' } }, { peerDependencies: { x: '1' } }],
  ['optional peers', { peerDependencies: { x: '1' }, peerDependenciesMeta: { x: { optional: true } } }, { peerDependencies: { x: '1' }, optionalPeers: ['x'] }],
  ['a peer that only the meta section names', { peerDependenciesMeta: { x: { optional: true } } }, { peerDependencies: { x: '*' }, optionalPeers: ['x'] }],
  ['the same, of an older Bun', { peerDependenciesMeta: { x: { optional: true } } }, {}],
  ['a peer that is a dependency too', { dependencies: { x: '1' }, peerDependencies: { x: '1' }, peerDependenciesMeta: { x: { optional: true } } }, { dependencies: { x: '1' } }],
  ['one command', { bin: './cli.js' }, { bin: './cli.js' }],
  ['one command by name', { bin: './cli.js' }, { bin: { a: 'cli.js' } }],
  ['commands', { bin: { tool: './bin/tool.js' } }, { bin: { tool: 'bin/tool.js' } }],
  ['an install script', { scripts: { postinstall: 'node x.js' } }, { hasInstallScript: true }],
  ['an install script, of an older Bun', { scripts: { postinstall: 'node x.js' } }, {}],
  ['one platform', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }, { os: 'linux', cpu: 'x64', libc: 'musl' }],
  ['a platform that Bun does not know', { os: ['netbsd'], cpu: ['loong64'] }, { os: 'none', cpu: 'none' }],
  ['a refused platform', { os: ['!win32'] }, { os: '!win32' }],
  ['development dependencies of a package', { devDependencies: { x: '1' } }, {}],
])('no difference: %s', (_, manifest, info) => {
  expect(differing(manifest, info)).toEqual([]);
});

test('an install by node-gyp, a folder of commands, a patch and trust are no differences', () => {
  expect(differing({}, { hasInstallScript: true }, { hasBindingGyp: true })).toEqual([]);
  expect(differing({ directories: { bin: './bin' } }, { binDir: 'bin' }, { files: ['bin/tool'] })).toEqual([]);
  expect(differing({}, {}, { settings: { patchedDependencies: { 'a@1.0.0': 'patches/a.patch' }, trustedDependencies: ['a'] } })).toEqual([]);
});

test.each<[string, JsonObject, object, string[]]>([
  ['scripts', { scripts: { postinstall: 'x' } }, { scripts: { postinstall: 'x' } }, ['scripts']],
  ['a phantom dependency', { dependencies: { x: '1' } }, { dependencies: { x: '1', evil: '1' } }, ['dependencies']],
  ['another range', { dependencies: { x: '1' } }, { dependencies: { x: '*' } }, ['dependencies']],
  ['a dependency less', { dependencies: { x: '1' } }, {}, ['dependencies']],
  ['a phantom optional one', {}, { optionalDependencies: { evil: '1' } }, ['optionalDependencies']],
  ['a phantom peer', {}, { peerDependencies: { evil: '1' } }, ['peerDependencies']],
  ['a peer made optional', { peerDependencies: { x: '1' } }, { peerDependencies: { x: '1' }, optionalPeers: ['x'] }, ['optionalPeers']],
  ['a forged command', {}, { bin: { node: 'x.js' } }, ['bin']],
  ['a command that points elsewhere', { bin: 'cli.js' }, { bin: 'other.js' }, ['bin']],
  ['a folder of commands that is not there', {}, { binDir: 'bin' }, ['binDir']],
  ['an install mark', {}, { hasInstallScript: true }, ['hasInstallScript']],
  ['another platform', { os: ['linux'] }, { os: 'darwin' }, ['os']],
  ['a platform that the package does not name', {}, { cpu: 'x64' }, ['cpu']],
  ['development dependencies', { devDependencies: { x: '1' } }, { devDependencies: { x: '1' } }, ['devDependencies']],
  ['an unknown key', {}, { gypfile: true }, ['gypfile']],
  ['a key under a prototype name', {}, JSON.parse('{"constructor":{}}') as object, ['constructor']],
  ['another version', { version: '1.0.1' }, {}, ['version']],
  ['another name', { name: 'evil' }, {}, ['name']],
])('a difference: %s', (_, manifest, info, expected) => {
  expect(differing(manifest, info)).toEqual(expected);
});

test('what a tarball carries may be another version than the entry', () => {
  const packages = { c: JSON.stringify(['c@1.0.0', '', { dependencies: { x: '1' } }, sri('c')]), 'c/x': JSON.stringify(['x@1.2.0', '', { dependencies: { y: '1' }, bundled: true }, sri('x')]) };
  const carried = graphOf(lock({ dependencies: { c: '1' } }, packages)).package('c/x')!;
  const archive = { files: [], hasShrinkwrap: false, hasBindingGyp: false };
  expect(verifyEntry(carried, { ...archive, manifest: { name: 'x', version: '1.1.0', scripts: {}, raw: {} } })).toEqual([]);
  expect(verifyEntry(carried, { ...archive, manifest: { name: 'x', version: '1.2.0', scripts: {}, raw: {} } }).map((one) => one.key)).toEqual(['dependencies']);
  expect(verifyEntry(carried, archive)).toEqual([]);
});
