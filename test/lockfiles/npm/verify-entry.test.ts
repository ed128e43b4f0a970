import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.js';
import { verifyEntry } from '../../../src/lockfiles/npm/verify-entry.js';
import { compare, entry, lock, text, type Raw } from '../fixtures.js';

/** Keys in which the entry `raw` differs from the manifest of the tarball it stands for. */
function differing(manifest: JsonObject, raw: Raw, archive: { hasBindingGyp?: boolean; hasShrinkwrap?: boolean; files?: string[] } = {}, location = 'node_modules/a'): string[] {
  const { changes } = compare(undefined, lock({}, { [location]: entry('a', '1.0.0', raw) }));
  const scripts = (manifest['scripts'] ?? {}) as { [name: string]: string };
  return verifyEntry(changes[0]!.after!, {
    manifest: { name: text(manifest['name']) || 'a', version: text(manifest['version']) || '1.0.0', scripts, raw: manifest },
    files: (archive.files ?? []).map((path) => ({ path })), hasShrinkwrap: archive.hasShrinkwrap ?? false, hasBindingGyp: archive.hasBindingGyp ?? false,
  }).map((one) => one.key);
}

describe('what npm writes is no difference', () => {
  test.each<[string, JsonObject, Raw]>([
    ['nothing more', {}, {}],
    ['marks of place and pin', {}, { dev: true, peer: true, devOptional: true, deprecated: 'old', extraneous: true }],
    ['dependencies', { dependencies: { x: '^1.0.0' } }, { dependencies: { x: '^1.0.0' } }],
    ['optional ones left out of the dependencies', { dependencies: { x: '1', y: '1' }, optionalDependencies: { y: '1' } }, { dependencies: { x: '1' }, optionalDependencies: { y: '1' } }],
    ['peers', { peerDependencies: { x: '1' }, peerDependenciesMeta: { x: { optional: true } } }, { peerDependencies: { x: '1' }, peerDependenciesMeta: { x: { optional: true } } }],
    ['a command as text', { bin: './cli.js' }, { bin: { a: 'cli.js' } }],
    ['commands with leading dots', { bin: { tool: './bin/tool.js' } }, { bin: { tool: 'bin/tool.js' } }],
    ['an install script', { scripts: { postinstall: 'node x.js' } }, { hasInstallScript: true }],
    ['scripts that installs do not run', { scripts: { test: 'x', prepare: 'y' } }, {}],
    ['bundled ones under their older name', { bundledDependencies: ['x'], dependencies: { x: '1' } }, { bundleDependencies: ['x'], dependencies: { x: '1' } }],
    ['all dependencies bundled', { bundleDependencies: true, dependencies: { x: '1' } }, { bundleDependencies: ['x'], dependencies: { x: '1' } }],
    ['one platform as text', { os: 'linux' }, { os: ['linux'] }],
    ['platforms', { os: ['!win32'], cpu: ['x64'], libc: ['musl'] }, { os: ['!win32'], cpu: ['x64'], libc: ['musl'] }],
    ['a licence as an object', { license: { type: 'MIT', url: 'x' } }, { license: 'MIT' }],
    ['an address for funding', { funding: ['https://a.example', { url: 'https://b.example' }] }, { funding: [{ url: 'https://a.example' }, { url: 'https://b.example' }] }],
    ['keys that an older npm did not write', { license: 'MIT', funding: 'x', engines: { node: '>=1' }, libc: ['glibc'] }, {}],
    ['development dependencies of a package', { devDependencies: { x: '1' } }, {}],
    ['empty things', { dependencies: {}, bin: {} }, {}],
    ['a leading v', { version: 'v1.0.0' }, {}],
  ])('%s', (_, manifest, raw) => {
    expect(differing(manifest, raw)).toEqual([]);
  });
  test('an install by node-gyp, a shrinkwrap, a folder of commands', () => {
    expect(differing({}, { hasInstallScript: true }, { hasBindingGyp: true })).toEqual([]);
    expect(differing({ gypfile: false }, {}, { hasBindingGyp: true })).toEqual([]);
    expect(differing({}, { hasShrinkwrap: true }, { hasShrinkwrap: true })).toEqual([]);
    expect(differing({ directories: { bin: './bin' } }, { bin: { tool: 'bin/tool' } }, { files: ['bin/tool', 'lib/x.js'] })).toEqual([]);
  });
});

test.each<[string, JsonObject, Raw, string[]]>([
  ['scripts, even those of the package', { scripts: { postinstall: 'x' } }, { hasInstallScript: true, scripts: { postinstall: 'x' } }, ['scripts']],
  ['a phantom dependency', { dependencies: { x: '1' } }, { dependencies: { x: '1', evil: '1' } }, ['dependencies']],
  ['another range', { dependencies: { x: '1' } }, { dependencies: { x: '*' } }, ['dependencies']],
  ['a dependency less', { dependencies: { x: '1' } }, {}, ['dependencies']],
  ['a phantom peer', {}, { peerDependencies: { evil: '1' } }, ['peerDependencies']],
  ['a phantom optional one', {}, { optionalDependencies: { evil: '1' } }, ['optionalDependencies']],
  ['a forged command', {}, { bin: { node: 'x.js' } }, ['bin']],
  ['a command that points elsewhere', { bin: 'cli.js' }, { bin: { a: 'other.js' } }, ['bin']],
  ['an install mark', {}, { hasInstallScript: true }, ['hasInstallScript']],
  ['an install mark that is left out', { scripts: { install: 'x' } }, {}, ['hasInstallScript']],
  ['another platform', { os: ['linux'] }, { os: ['darwin'] }, ['os']],
  ['a platform that the package does not name', {}, { cpu: ['x64'] }, ['cpu']],
  ['a shrinkwrap that is not there', {}, { hasShrinkwrap: true }, ['hasShrinkwrap']],
  ['bundled ones that are not', { dependencies: { x: '1' } }, { dependencies: { x: '1' }, bundleDependencies: ['x'] }, ['bundleDependencies']],
  ['development dependencies', { devDependencies: { x: '1' } }, { devDependencies: { x: '1' } }, ['devDependencies']],
  ['an unknown key', {}, { gypfile: true }, ['gypfile']],
  ['another version', { version: '1.0.1' }, {}, ['version']],
  ['another name', { name: 'evil' }, {}, ['name']],
  ['another licence', { license: 'MIT' }, { license: 'ISC' }, ['license']],
])('%s', (_, manifest, raw, expected) => {
  expect(differing(manifest, raw)).toEqual(expected);
});
