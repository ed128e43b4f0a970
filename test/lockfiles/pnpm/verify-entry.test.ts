import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.js';
import { pnpm } from '../../../src/lockfiles/pnpm/format.js';
import { text as textOf, type Raw } from '../fixtures.js';
import { entry, lock, packageAt, yaml } from './fixtures.js';

/** Keys in which the entry `raw` differs from the manifest of the package it stands for. */
function differing(manifest: JsonObject, raw: Raw, key = 'a@1.0.0'): string[] {
  const locked = packageAt(key.startsWith('/') ? yaml({ lockfileVersion: '6.0', importers: { '.': {} }, packages: { [key]: entry(key, raw) } }) : lock({}, { [key]: entry(key, raw) }), key);
  return pnpm.verify(locked, {
    manifest: { name: textOf(manifest['name']) || 'a', version: textOf(manifest['version']) || '1.0.0', scripts: {}, raw: manifest }, files: [], hasShrinkwrap: false, hasBindingGyp: false,
  }).map((one) => one.key);
}

describe('what pnpm writes is no difference', () => {
  test.each<[string, JsonObject, Raw]>([
    ['nothing more', {}, {}],
    ['what the registry said', {}, { deprecated: 'old' }],
    ['how it is reached', {}, { optional: true, transitivePeerDependencies: ['x'] }],
    ['dependencies', { dependencies: { x: '^1.0.0' } }, { dependencies: { x: '1.2.3' } }],
    ['a dependency with peers', { dependencies: { x: '^1.0.0' } }, { dependencies: { x: '1.2.3(react@18.0.0)(@acme/y@1.0.0)' } }],
    ['an alias', { dependencies: { x: 'npm:real@^1' } }, { dependencies: { x: 'real@1.2.3' } }],
    ['an alias of its own name', { dependencies: { x: 'npm:x@^1' } }, { dependencies: { x: '1.2.3' } }],
    ['a tag', { dependencies: { x: 'latest' } }, { dependencies: { x: '1.2.3' } }],
    ['a dependency from git', { dependencies: { x: 'github:o/r' } }, { dependencies: { x: 'https://codeload.github.com/o/r/tar.gz/c' } }],
    ['optional ones, locked or not', { dependencies: { x: '1', y: '1' }, optionalDependencies: { x: '1', y: '1' } }, { optionalDependencies: { x: '1.0.0' } }],
    ['carried ones left out', { dependencies: { x: '1', y: '1' }, bundledDependencies: ['x'] }, { dependencies: { y: '1.0.0' }, bundledDependencies: ['x'] }],
    ['all carried', { dependencies: { x: '1' }, bundleDependencies: true }, { bundledDependencies: true }],
    ['peers and what they were resolved to', { peerDependencies: { x: '^1', y: '*' }, peerDependenciesMeta: { y: { optional: true } } }, { peerDependencies: { x: '^1', y: '*' }, peerDependenciesMeta: { y: { optional: true } }, dependencies: { x: '1.0.0' }, optionalDependencies: { y: '2.0.0' } }],
    ['a peer known by its mark only', { peerDependenciesMeta: { y: { optional: true }, z: { optional: false } } }, { peerDependencies: { y: '*' }, peerDependenciesMeta: { y: { optional: true } } }],
    ['a peer that is a dependency too, kept', { dependencies: { x: '1' }, peerDependencies: { x: '1' } }, { dependencies: { x: '1.0.0' }, peerDependencies: { x: '1' } }],
    ['a peer that is a dependency too, left out', { dependencies: { x: '1' }, peerDependencies: { x: '1' } }, { dependencies: { x: '1.0.0' } }],
    ['itself as a peer', { peerDependencies: { a: '1' } }, {}],
    ['commands', { bin: 'cli.js' }, { hasBin: true }],
    ['commands in a folder', { directories: { bin: 'bin' } }, { hasBin: true }],
    ['no commands', { bin: {} }, {}],
    ['engines without those of any version', { engines: { node: '>=18', npm: '*' } }, { engines: { node: '>=18' } }],
    ['engines as a list, as older versions wrote them', { engines: ['node >= 0.6'] }, { engines: { 0: 'node >= 0.6' } }],
    ['a platform as text', { os: 'linux', cpu: ['x64'], libc: ['musl'] }, { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['keys that an older pnpm did not write', { libc: ['musl'], engines: { node: '1' } }, {}],
    ['scripts', { scripts: { postinstall: 'x' } }, {}],
  ])('%s', (_, manifest, raw) => {
    expect(differing(manifest, raw)).toEqual([]);
  });
  test('in older versions', () => {
    expect(differing({ dependencies: { x: '^1.0.0', y: 'npm:real@1' }, peerDependencies: { r: '*' } }, { dev: true, requiresBuild: true, dependencies: { x: '1.0.0(r@1.0.0)', y: '/real@1.0.0', r: '1.0.0' }, peerDependencies: { r: '*' } }, '/a@1.0.0')).toEqual([]);
  });
  test('peers of dependencies, as pnpm 5 wrote them', () => {
    const at = (key: string): string[] => pnpm.verify(packageAt(yaml({ lockfileVersion: 5.2, packages: { [key]: entry(key, { peerDependencies: { x: '1', typescript: '*' } }) } }), key), { manifest: { name: 'a', version: '1.0.0', scripts: {}, raw: { peerDependencies: { x: '1' } } }, files: [], hasShrinkwrap: false, hasBindingGyp: false }).map((one) => one.key);
    expect([at('/a/1.0.0_x@1.0.0+typescript@5.0.0'), at('/a/1.0.0')]).toEqual([[], ['peerDependencies']]);
  });
  test('what pnpm adds to some packages by itself', () => {
    const own = { name: 'eslint-module-utils', dependencies: { debug: '^3.2.7' } };
    expect(differing(own, { dependencies: { debug: '3.2.7' }, optionalDependencies: { '@typescript-eslint/parser': '6.0.0' }, peerDependencies: { '@typescript-eslint/parser': '*' }, peerDependenciesMeta: { '@typescript-eslint/parser': { optional: true } } }, 'eslint-module-utils@1.0.0')).toEqual([]);
    expect(differing(own, { dependencies: { debug: '3.2.7', '@typescript-eslint/parser': 'evil@6.0.0' } }, 'eslint-module-utils@1.0.0')).toEqual(['dependencies']);
  });
});

test.each<[string, JsonObject, Raw, string[]]>([
  ['a phantom dependency', { dependencies: { x: '1' } }, { dependencies: { x: '1.0.0', evil: '1.0.0' } }, ['dependencies']],
  ['a phantom optional one', {}, { optionalDependencies: { evil: '1.0.0' } }, ['optionalDependencies']],
  ['another package for a range', { dependencies: { x: '^1' } }, { dependencies: { x: 'evil@1.0.0' } }, ['dependencies']],
  ['another package for an alias', { dependencies: { x: 'npm:real@^1' } }, { dependencies: { x: 'evil@1.0.0' } }, ['dependencies']],
  ['the name itself for an alias', { dependencies: { x: 'npm:real@^1' } }, { dependencies: { x: '1.0.0' } }, ['dependencies']],
  ['another package for a peer', { peerDependencies: { x: '^1' } }, { peerDependencies: { x: '^1' }, dependencies: { x: 'evil@1.0.0' } }, ['dependencies']],
  ['an address for a range', { dependencies: { x: '^1' } }, { dependencies: { x: 'https://evil.example/x.tgz' } }, ['dependencies']],
  ['a folder for a range', { dependencies: { x: '^1' } }, { dependencies: { x: 'link:../evil' } }, ['dependencies']],
  ['a dependency less', { dependencies: { x: '1' } }, {}, ['dependencies']],
  ['a dependency made optional', { dependencies: { x: '1' } }, { optionalDependencies: { x: '1.0.0' } }, ['dependencies', 'optionalDependencies']],
  ['a phantom peer', {}, { peerDependencies: { evil: '*' } }, ['peerDependencies']],
  ['another range of a peer', { peerDependencies: { x: '^1' } }, { peerDependencies: { x: '*' } }, ['peerDependencies']],
  ['a peer less', { peerDependencies: { x: '^1' } }, {}, ['peerDependencies']],
  ['a peer made optional', { peerDependencies: { x: '^1' } }, { peerDependencies: { x: '^1' }, peerDependenciesMeta: { x: { optional: true } } }, ['peerDependenciesMeta']],
  ['a command that is not there', {}, { hasBin: true }, ['hasBin']],
  ['a command that is left out', { bin: 'x.js' }, {}, ['hasBin']],
  ['another platform', { os: ['linux'] }, { os: ['darwin'] }, ['os']],
  ['a platform that the package does not name', {}, { cpu: ['x64'] }, ['cpu']],
  ['a platform that is left out', { os: ['linux'] }, {}, ['os']],
  ['carried ones that are not', { dependencies: { x: '1' } }, { dependencies: { x: '1.0.0' }, bundledDependencies: ['x'] }, ['bundledDependencies']],
  ['another engine', { engines: { node: '1' } }, { engines: { node: '2' } }, ['engines']],
  ['another version', { version: '1.0.1' }, {}, ['version']],
  ['another name', { name: 'evil' }, {}, ['name']],
  ['scripts', { scripts: { install: 'x' } }, { scripts: { install: 'x' } }, ['scripts']],
  ['an unknown key', {}, { gypfile: true }, ['gypfile']],
])('%s', (_, manifest, raw, expected) => {
  expect(differing(manifest, raw)).toEqual(expected);
});

test('marks that the graph contradicts are told with them', () => {
  const text = lock({ dependencies: { a: ['1', '1.0.0'] } }, { 'a@1.0.0': entry('a', { optional: true }) });
  expect(pnpm.verify(packageAt(text, 'a@1.0.0'), { manifest: { name: 'a', version: '1.0.0', scripts: {}, raw: {} }, files: [], hasShrinkwrap: false, hasBindingGyp: false })).toEqual([{ key: 'optional', before: false, after: true }]);
});
test('so is a mark of old versions that keeps it for development', () => {
  const text = yaml({ lockfileVersion: 5.4, specifiers: { a: '1' }, dependencies: { a: '1.0.0' }, packages: { '/a/1.0.0': entry('a', { dev: true }) } });
  expect(pnpm.verify(packageAt(text, '/a/1.0.0'), { manifest: { name: 'a', version: '1.0.0', scripts: {}, raw: {} }, files: [], hasShrinkwrap: false, hasBindingGyp: false })).toEqual([{ key: 'dev', before: false, after: true }]);
});
test('a link is compared with nothing', () => {
  const text = lock({ dependencies: { l: ['link:l', 'link:l'] } }, {});
  expect(pnpm.verify(packageAt(text, 'link:l'), { manifest: { name: 'x', version: '1.0.0', scripts: {}, raw: { bin: 'x' } }, files: [], hasShrinkwrap: false, hasBindingGyp: false })).toEqual([]);
});
