import { describe, expect, test } from '@jest/globals';
import { compareLockfile } from '../../../src/lockfiles/compare.js';
import { pnpm } from '../../../src/lockfiles/pnpm/format.js';
import { compare, entries, lock, parsed, root, type Asks, type Entries, type Options } from './fixtures.js';
import { registries, type Raw } from '../fixtures.js';

const asks: Asks = { dependencies: { a: ['^1.0.0', '1.0.0'] } };

/** The registry's entries that a project's dependencies lead to. */
const packagesOf = (asked: Asks): Entries => entries(Object.fromEntries(Object.values(asked).flatMap((names) => Object.entries(names).map(([name, [, version]]) => [`${name}@${version}`, {}]))));

interface Side {
  readonly asks?: Asks;
  readonly more?: Options['more'];
  readonly manifest?: Raw;
  readonly settings?: string;
  readonly npmrc?: string;
}

const said = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOf = (side: Side): string => lock(side.asks ?? asks, packagesOf(side.asks ?? asks), { more: side.more ?? {} });
const manifestOf = (side: Side): string => JSON.stringify({ dependencies: { a: '^1.0.0' }, ...side.manifest });

/** Section or name of what is told of one file, with what is locked and asked for. */
function told(side: Side): string[] {
  const lockfile = parsed(textOf(side), {
    manifests: { 'package.json': manifestOf(side) }, declared: 'both',
    settings: { ...(side.settings === undefined ? {} : { 'pnpm-workspace.yaml': side.settings }), ...(side.npmrc === undefined ? {} : { '.npmrc': side.npmrc }) },
  });
  return lockfile.problems.map(({ data }) => `${data['minor'] === true ? 'minor ' : ''}${said(data['section'] ?? data['reason'])} ${said(data['name'])}: ${said(data['locked'])} for ${said(data['asked'])}`);
}

/** The fixtures answer an object id for every path, files with hooks among them: what a hook may have done is told as such. */
const hook = 'minor ';

describe('what a lockfile of pnpm keeps a copy of', () => {
  test.each<[string, Side, string[]]>([
    ['an override that no setting asks for', { more: { overrides: { b: '1.0.0' } } }, [`${hook}overrides b: 1.0.0 for nothing`]],
    ['an override that the manifest asks for', { more: { overrides: { b: '1.0.0' } }, manifest: { pnpm: { overrides: { b: '1.0.0' } } } }, []],
    ['the same in the workspace file', { more: { overrides: { b: '1.0.0' } }, settings: 'overrides:\n  b: 1.0.0\n' }, []],
    ['a resolution', { more: { overrides: { b: '1.0.0' } }, manifest: { resolutions: { b: '1.0.0' } } }, []],
    ['an override to another version', { more: { overrides: { b: '2.0.0' } }, manifest: { pnpm: { overrides: { b: '1.0.0' } } } }, [`${hook}overrides b: 2.0.0 for 1.0.0`]],
    ['an override to another package', { more: { overrides: { b: 'npm:evil@1.0.0' } }, settings: 'overrides:\n  b: 1.0.0\n' }, [`${hook}overrides b: npm:evil@1.0.0 for 1.0.0`]],
    ['an override that the lockfile lacks', { manifest: { pnpm: { overrides: { b: '1.0.0' } } } }, [`${hook}overrides b: nothing for 1.0.0`]],
    ['one of `pnpm` in a manifest, where pnpm 11 is used', { manifest: { packageManager: 'pnpm@11.1.0', pnpm: { overrides: { b: '1.0.0' } } } }, []],
    ['one of a workspace file, where pnpm 9 is used', { manifest: { packageManager: 'pnpm@9.1.0' }, settings: 'overrides:\n  b: 1.0.0\n' }, []],
    ['a resolution that the lockfile lacks, of a tool that nobody knows', { manifest: { resolutions: { b: '1.0.0' } } }, []],
    ['a resolution that the lockfile lacks', { manifest: { packageManager: 'pnpm@10.2.0', resolutions: { b: '1.0.0' } } }, [`${hook}overrides b: nothing for 1.0.0`]],
    ['a reference to what the root asks for', { more: { overrides: { 'b>c': '^1.0.0' } }, manifest: { pnpm: { overrides: { 'b>c': '$a' } } } }, []],
    ['a reference to a catalog', { more: { overrides: { 'b>c': '3.0.0' } }, settings: 'catalog:\n  c: 3.0.0\noverrides:\n  b>c: "catalog:"\n' }, []],
    ['a value out of the environment', { more: { overrides: { b: '3.0.0' } }, settings: 'overrides:\n  b: ${B}\n' }, []],
    ['a catalog that says something else', { more: { catalogs: { default: { c: { specifier: '^2.0.0', version: '2.0.0' } } } }, settings: 'catalog:\n  c: ^1.0.0\n' }, [`${hook}catalogs c: ^2.0.0 for ^1.0.0`]],
    ['a named catalog', { more: { catalogs: { old: { c: { specifier: '^1.0.0', version: '1.0.0' } } } }, settings: 'catalogs:\n  old:\n    c: ^1.0.0\n    d: ^1.0.0\n' }, []],
    ['a patch', { more: { patchedDependencies: { 'a@1.0.0': { hash: 'x', path: 'patches/a.patch' } } }, settings: 'patchedDependencies:\n  a@1.0.0: ./patches/a.patch\n' }, []],
    ['a patch as pnpm 11 writes it', { more: { patchedDependencies: { 'a@1.0.0': 'x' } }, settings: 'patchedDependencies:\n  a@1.0.0: patches/a.patch\n' }, []],
    ['a patch that no setting names', { more: { patchedDependencies: { 'a@1.0.0': { hash: 'x', path: 'patches/a.patch' } } } }, [`${hook}patchedDependencies a@1.0.0: patches/a.patch for nothing`]],
    ['a patch from another file', { more: { patchedDependencies: { 'a@1.0.0': { hash: 'x', path: 'x/a.patch' } } }, settings: 'patchedDependencies:\n  a@1.0.0: patches/a.patch\n' }, [`${hook}patchedDependencies a@1.0.0: x/a.patch for patches/a.patch`]],
    ['settings as pnpm has them by itself', { more: { settings: { autoInstallPeers: true, excludeLinksFromLockfile: false } } }, []],
    ['settings as the repository says them', { more: { settings: { autoInstallPeers: false } }, npmrc: 'auto-install-peers=false\n' }, []],
    ['settings that are others', { more: { settings: { autoInstallPeers: false, excludeLinksFromLockfile: false } } }, ['minor settings autoInstallPeers: false for true']],
    ['a setting that nobody knows', { more: { settings: { newThing: false } } }, []],
    ['an optional dependency that is left out', { more: { ignoredOptionalDependencies: ['f'] } }, ['minor ignoredOptionalDependencies f: f for nothing']],
    ['one that the settings leave out', { more: { ignoredOptionalDependencies: ['f'] }, settings: 'ignoredOptionalDependencies: [f]\n' }, []],
    ['a checksum of extensions that are not there', { more: { packageExtensionsChecksum: 'x' } }, ['minor packageExtensionsChecksum : x for nothing']],
    ['a checksum of extensions that are', { more: { packageExtensionsChecksum: 'x' }, settings: 'packageExtensions:\n  a@1:\n    dependencies:\n      b: 1.0.0\n' }, []],
  ])('%s', (_, side, expected) => {
    expect(told(side)).toEqual(expected);
  });

  test('nothing is told where no manifest is known', () => {
    expect(parsed(textOf({ more: { overrides: { b: '1.0.0' } } })).problems).toEqual([]);
  });
});

describe('without a hook', () => {
  const problems = (before: Side, after: Side): string[] => compare(textOf(before), textOf(after), {
    manifests: { 'package.json': { before: manifestOf(before), after: manifestOf(after) } },
    settings: { 'pnpm-workspace.yaml': { ...(before.settings === undefined ? {} : { before: before.settings }), ...(after.settings === undefined ? {} : { after: after.settings }) } },
  }).reading.problems.filter(({ code }) => code === 'LOCKFILE_INCOMPLETE').map(({ data }) => `${data['minor'] === true ? 'minor ' : ''}${said(data['section'] ?? data['reason'])} ${said(data['name'])}`);
  const copy = (specifier: string, version = '1.0.0'): Asks => ({ dependencies: { a: [specifier, version] } });

  test.each<[string, Side, Side, string[]]>([
    ['an override that nobody asks for comes', {}, { more: { overrides: { b: '1.0.0' } } }, ['overrides b']],
    ['an override comes with its setting', {}, { more: { overrides: { b: '1.0.0' } }, settings: 'overrides: {b: 1.0.0}\n' }, []],
    ['an override that the lockfile lacks comes', {}, { settings: 'overrides: {b: 1.0.0}\n' }, ['overrides b']],
    ['one that disagreed at base already stays', { more: { overrides: { b: '1.0.0' } } }, { more: { overrides: { b: '1.0.0' } }, manifest: { name: 'x' } }, []],
    ['a specifier that fits all the same', {}, { asks: copy('1') }, ['minor specifier a']],
    ['a specifier that is no range', {}, { asks: copy('latest') }, ['minor specifier a']],
    ['a specifier where the manifest has no range', { manifest: { dependencies: { a: 'github:acme/a' } }, asks: copy('github:acme/a') }, { manifest: { dependencies: { a: 'github:acme/a' } } }, ['specifier a']],
    ['a specifier that an override made', { more: { overrides: { a: '1.0.0' } }, manifest: { pnpm: { overrides: { a: '1.0.0' } } } }, { more: { overrides: { a: '1.0.0' } }, manifest: { pnpm: { overrides: { a: '1.0.0' } }, name: 'x' }, asks: copy('1.0.0') }, []],
    ['a version that the manifest does not allow', {}, { asks: copy('^1.0.0', '2.0.0') }, ['unsatisfied a']],
    ['the same, with the specifier', {}, { asks: copy('^2.0.0', '2.0.0') }, ['unsatisfied a']],
    ['the same through a catalog', { manifest: { dependencies: { a: 'catalog:' } }, settings: 'catalog: {a: ^1.0.0}\n', asks: copy('catalog:') }, { manifest: { dependencies: { a: 'catalog:' } }, settings: 'catalog: {a: ^1.0.0}\n', asks: copy('catalog:', '2.0.0') }, ['unsatisfied a']],
    ['a version that the manifest does not allow and an override asks for', {}, { asks: copy('2.0.0', '2.0.0'), more: { overrides: { a: '2.0.0' } }, manifest: { pnpm: { overrides: { a: '2.0.0' } } } }, []],
    ['the same for a dependency that comes just now', { manifest: { dependencies: {} }, asks: {} }, { asks: copy('2.0.0', '2.0.0'), more: { overrides: { a: '2.0.0' } }, manifest: { resolutions: { a: '2.0.0' } } }, []],
    ['a version that was outside already', { asks: copy('^1.0.0', '2.0.0') }, { asks: copy('^1.0.0', '2.0.0'), manifest: { name: 'x' } }, []],
    ['an update within the range', {}, { asks: copy('^1.0.0', '1.2.0') }, []],
    ['a peer that pnpm only warns of', { manifest: { peerDependencies: {} } }, { manifest: { devDependencies: { a: '^1.0.0' }, dependencies: {}, peerDependencies: { a: '^3.0.0' } }, asks: { devDependencies: { a: ['^1.0.0', '1.0.0'] } } }, []],
    ['a runtime that pnpm downloads', {}, { manifest: { devEngines: { runtime: { name: 'node', version: '^22.0.0', onFail: 'download' } } }, asks: { ...asks, devDependencies: { node: ['runtime:^22.0.0', 'runtime:22.0.0'] } } }, []],
  ])('%s', (_, before, after, expected) => {
    expect(problems(before, after)).toEqual(expected);
  });
});

describe('digests that a lockfile keeps', () => {
  interface Kept { readonly more: Options['more']; readonly release?: string; readonly settings?: string; readonly oids?: { readonly [path: string]: string } }
  const sections = (before: Kept, after: Kept): string[] => compareLockfile({
    format: pnpm, root, before: textOf(before), after: textOf(after), manifests: new Map([['package.json', { before: manifestOf({ manifest: { packageManager: before.release } }), after: manifestOf({ manifest: { name: 'x', packageManager: after.release } }) }]]),
    settings: new Map([['pnpm-workspace.yaml', { before: before.settings ?? '', after: after.settings ?? '' }]]),
  }, { registries, oid: { before: (path) => before.oids?.[path], after: (path) => after.oids?.[path] } }).reading.problems.map(({ data }) => `${said(data['section'])}: ${said(data['asked'])}`);
  const hooked = (digest: string, oid: string): Kept => ({ more: { pnpmfileChecksum: digest }, oids: { '.pnpmfile.cjs': oid } });
  const patched = (hash: string, oid: string): Kept => ({ more: { patchedDependencies: { 'a@1.0.0': { hash, path: 'patches/a.patch' } } }, settings: 'patchedDependencies: {a@1.0.0: patches/a.patch}\n', oids: { 'patches/a.patch': oid } });
  const extended = (digest: string, version: string): Kept => ({ more: { packageExtensionsChecksum: digest }, settings: `packageExtensions: {a@1: {dependencies: {b: ${version}}}}\n` });

  test.each<[string, Kept, Kept, string[]]>([
    ['a hook changes with its digest', hooked('aa', '1'), hooked('bb', '2'), []],
    ['a hook changes without its digest', hooked('aa', '1'), hooked('aa', '2'), ['pnpmfileChecksum: another content']],
    ['a digest changes without its hook', { ...hooked('aa', '1'), release: 'pnpm@10.1.0' }, { ...hooked('bb', '1'), release: 'pnpm@10.1.0' }, ['pnpmfileChecksum: aa']],
    ['a digest changes with the release', { ...hooked('aa', '1'), release: 'pnpm@10.1.0' }, { ...hooked('bb', '1'), release: 'pnpm@10.2.0' }, []],
    ['a digest changes, maybe with the release', hooked('aa', '1'), hooked('bb', '1'), []],
    ['a digest changes without its patch', patched('aa', '1'), patched('bb', '1'), ['patchedDependencies: aa']],
    ['a digest is computed another way', hooked('aa', '1'), hooked('sha256-bb', '1'), []],
    ['a patch changes with its digest', patched('aa', '1'), patched('bb', '2'), []],
    ['a patch changes without its digest', patched('aa', '1'), patched('aa', '2'), ['patchedDependencies: another content']],
    ['extensions change with their digest', extended('aa', '1.0.0'), extended('bb', '2.0.0'), []],
    ['extensions change without it', extended('aa', '1.0.0'), extended('aa', '2.0.0'), ['packageExtensionsChecksum: another content']],
    ['nothing changes', extended('aa', '1.0.0'), extended('aa', '1.0.0'), []],
  ])('%s', (_, before, after, expected) => {
    expect(sections(before, after)).toEqual(expected);
  });
});
