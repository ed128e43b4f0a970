import { describe, expect, test } from '@jest/globals';
import type { Origin } from '../../../src/core/origin.js';
import { sri, type Raw } from '../fixtures.js';
import { entry, fixture, lock, packageAt, parsed, told, yaml } from './fixtures.js';

const sha = 'a'.repeat(40);
const own = (name: string, version: string, registry = 'default'): Origin => ({ kind: 'registry', ecosystem: 'npm', registry, name, version });
const url = (address: string): Origin => ({ kind: 'url', url: address });

describe('where version 9 takes bytes from', () => {
  const of = (key: string, resolution: Raw, more: Raw = {}) => packageAt(lock({}, { [key]: { resolution, ...more } }), key);
  const integrity = sri('x');
  const archive = `https://codeload.github.com/o/r/tar.gz/${sha}`;
  test.each<[string, string, Raw, Origin]>([
    ['no address: the registry', 'x@1.0.0', { integrity }, own('x', '1.0.0')],
    ['no address: the registry of the scope', '@acme/x@1.0.0', { integrity }, own('@acme/x', '1.0.0', 'https://npm.acme.example/')],
    ['the registry\'s own address', 'x@1.0.0', { integrity, tarball: 'https://registry.example/x/-/x-1.0.0.tgz' }, own('x', '1.0.0')],
    ['an address on the registry', '@acme/x@1.0.0', { integrity, tarball: '@acme/x/-/x-1.0.0.tgz' }, own('@acme/x', '1.0.0', 'https://npm.acme.example/')],
    ['another package\'s address', 'x@1.0.0', { integrity, tarball: 'https://registry.example/y/-/y-1.0.0.tgz' }, url('https://registry.example/y/-/y-1.0.0.tgz')],
    ['another version\'s address', 'x@1.0.0', { integrity, tarball: 'https://registry.example/x/-/x-1.0.1.tgz' }, url('https://registry.example/x/-/x-1.0.1.tgz')],
    ['another host', 'x@1.0.0', { integrity, tarball: 'https://evil.example/x/-/x-1.0.0.tgz' }, url('https://evil.example/x/-/x-1.0.0.tgz')],
    ['a host without a scheme', 'x@1.0.0', { integrity, tarball: '//evil.example/x/-/x-1.0.0.tgz' }, url('https://evil.example/x/-/x-1.0.0.tgz')],
    ['an address in the key', 'x@https://host.example/x.tgz', { integrity, tarball: 'https://host.example/x.tgz' }, url('https://host.example/x.tgz')],
    ['a commit\'s archive', `x@${archive}`, { tarball: archive }, { kind: 'git', url: 'https://codeload.github.com/o/r', commit: sha }],
    ['a folder in a commit\'s archive', `x@${archive}#path:/packages/x`, { tarball: archive, path: '/packages/x', gitHosted: true }, { kind: 'git', url: 'https://codeload.github.com/o/r', commit: sha }],
    ['an archive of a branch', 'x@https://codeload.github.com/o/r/tar.gz/main', { tarball: 'https://codeload.github.com/o/r/tar.gz/main' }, url('https://codeload.github.com/o/r/tar.gz/main')],
    ['git', `x@git+https://git.example/x.git#${sha}`, { type: 'git', repo: 'https://git.example/x.git', commit: sha }, { kind: 'git', url: 'https://git.example/x.git', commit: sha }],
    ['git by a short commit', 'x@git+https://git.example/x.git#abcdef0', { type: 'git', repo: 'https://git.example/x.git', commit: 'abcdef0' }, { kind: 'git', url: 'https://git.example/x.git', commit: 'abcdef0' }],
    ['a tarball of the repository', 'x@file:vendor/x.tgz', { integrity, tarball: 'file:vendor/x.tgz' }, { kind: 'repository', path: 'vendor/x.tgz', oid: 'oid of vendor/x.tgz' }],
    ['a tarball outside', 'x@file:../x.tgz', { integrity, tarball: 'file:../x.tgz' }, url('file:../x.tgz')],
    ['a folder', 'x@file:vendor/x', { type: 'directory', directory: 'vendor/x' }, { kind: 'link', path: 'vendor/x' }],
    ['a folder outside', 'x@file:../x', { type: 'directory', directory: '../x' }, { kind: 'link', path: '../x' }],
    ['a folder from the machine\'s root', 'x@file:/etc', { type: 'directory', directory: '/etc' }, { kind: 'link', path: '/etc' }],
    ['a runtime', 'node@runtime:24.0.0', { type: 'binary', url: 'https://node.example/node.tgz', integrity: `sha256-${Buffer.alloc(32).toString('base64')}`, bin: 'bin/node', archive: 'tarball' }, url('https://node.example/node.tgz')],
    ['a registry by its prefix', 'x@work:1.0.0', { integrity }, url('work:x@1.0.0')],
    ['jsr', '@jsr/std__path@1.0.0', { integrity }, url('jsr:@jsr/std__path@1.0.0')],
  ])('%s', (_, key, resolution, origin) => {
    const locked = of(key, resolution, key.startsWith('x@') && !/^x@(?:1|file:(?!.*tgz))/.test(key) ? { version: '1.0.0' } : {});
    expect(locked.origin).toEqual(origin);
    expect(locked.name).toBe(key.slice(0, key.indexOf('@', 1)));
  });

  test('a folder that has no entry of its own', () => {
    const text = yaml({ lockfileVersion: '9.0', importers: { '.': {} }, snapshots: { 'x@file:vendor/x': {} } });
    expect(packageAt(text, 'x@file:vendor/x').origin).toEqual({ kind: 'link', path: 'vendor/x' });
  });

  test('a runtime by platform tells every address, and pins nothing where one is not pinned', () => {
    const variant = (host: string, digest?: string): Raw => ({ targets: [{ os: 'linux', cpu: 'x64' }], resolution: { type: 'binary', archive: 'tarball', url: `https://${host}/node.tgz`, ...(digest === undefined ? {} : { integrity: digest }) } });
    const digest = `sha256-${Buffer.alloc(32, 1).toString('base64')}`;
    const text = (...variants: Raw[]): string => lock({}, { 'node@runtime:24.0.0': { hasBin: true, resolution: { type: 'variations', variants } } });
    const locked = packageAt(text(variant('a.example', digest), variant('b.example', digest)), 'node@runtime:24.0.0');
    expect([locked.version, locked.origin, locked.integrity.digests.length]).toEqual(['24.0.0', url('node: https://a.example/node.tgz https://b.example/node.tgz'), 2]);
    expect(packageAt(text(variant('a.example', digest), variant('b.example')), 'node@runtime:24.0.0').integrity.pinned).toBe('none');
  });

  test('a project is a workspace, linked or copied', () => {
    const text = lock({ dependencies: { '@acme/a': ['workspace:*', 'link:packages/a'] } }, { '@acme/a@file:packages/a(react@18.0.0)': { resolution: { type: 'directory', directory: 'packages/a' } } }, {
      importers: { 'packages/a': {}, 'packages/c': { dependencies: { '@acme/a': ['workspace:*', 'file:packages/a(react@18.0.0)'] } } },
    });
    expect(packageAt(text, '@acme/a@file:packages/a(react@18.0.0)').origin).toEqual({ kind: 'workspace', path: 'packages/a' });
    expect(parsed(text).edgesOf('')).toMatchObject([{ name: '@acme/a', to: 'packages/a', field: 'dependencies', spec: 'workspace:*' }]);
    expect(parsed(text).edgesOf('packages/c')).toMatchObject([{ to: '@acme/a@file:packages/a(react@18.0.0)' }]);
  });

  test('a link that leads to no project is an entry of its own, also out of the repository', () => {
    const text = lock({ dependencies: { x: ['link:vendor/x', 'link:vendor/x'] } }, {}, { importers: { 'packages/a': { dependencies: { y: ['link:../../../y', 'link:../../../y'] } } } });
    expect(parsed(text, { directory: 'app' }).packages).toEqual(['link:app/vendor/x', 'link:y']);
    expect(packageAt(text, 'link:../../../y').origin).toEqual({ kind: 'link', path: '../../../y' });
    expect(packageAt(text, 'link:vendor/x', { manifests: { 'vendor/x/package.json': '{"name":"real"}' } }).name).toBe('real');
  });

  test.each<[string, string, Raw, Raw, string]>([
    ['no resolution', 'x@1.0.0', {}, {}, 'resolution'],
    ['no version', 'x@latest', { resolution: { integrity } }, {}, 'address'],
    ['another address in the key', 'x@https://good.example/x.tgz', { version: '1.0.0', resolution: { tarball: 'https://evil.example/x.tgz' } }, {}, 'address'],
    ['another commit in the key', `x@git+https://git.example/x.git#${sha}`, { version: '1.0.0', resolution: { type: 'git', repo: 'https://git.example/x.git', commit: 'b'.repeat(40) } }, {}, 'address'],
    ['another repository in the key', `x@git+https://git.example/x.git#${sha}`, { version: '1.0.0', resolution: { type: 'git', repo: 'https://evil.example/x.git', commit: sha } }, {}, 'address'],
    ['an archive for what the key says is git', `x@git+https://git.example/x.git#${sha}`, { version: '1.0.0', resolution: { tarball: 'https://evil.example/x.tgz' } }, {}, 'address'],
    ['another folder in the key', 'x@file:vendor/x', { resolution: { type: 'directory', directory: '../x' } }, {}, 'address'],
    ['another name', 'x@1.0.0', { name: 'y', resolution: { integrity } }, {}, 'name'],
    ['another version', 'x@1.0.0', { version: '1.0.1', resolution: { integrity } }, {}, 'version'],
    ['no name for a package', '../x@1.0.0', { resolution: { integrity } }, {}, 'name'],
    ['an unknown way to fetch', 'x@1.0.0', { resolution: { type: 'custom:mine', integrity } }, {}, 'resolution-type'],
    ['that a registry\'s package is built as one from git', 'x@1.0.0', { resolution: { integrity, gitHosted: true } }, {}, 'git-hosted'],
    ['a mark for git that is none', 'x@1.0.0', { resolution: { integrity, gitHosted: 'no' } }, {}, 'git-hosted'],
    ['a way to fetch that is not known', 'x@1.0.0', { resolution: { integrity, revision: 2 } }, {}, 'resolution-key revision'],
    ['an address that is no text', 'x@1.0.0', { resolution: { integrity, tarball: ['https://evil.example'] } }, {}, 'key-type resolution.tarball'],
    ['dependencies beside the digest, where they win over the others', 'x@1.0.0', { resolution: { integrity }, dependencies: { evil: '1.0.0' } }, { dependencies: { y: '1.0.0' } }, 'key-place dependencies'],
    ['a digest beside the dependencies', 'x@1.0.0', { resolution: { integrity } }, { resolution: { integrity: sri('evil') } }, 'key-place resolution'],
    ['a dependency that is no text', 'x@1.0.0', { resolution: { integrity } }, { dependencies: { y: 1 } }, 'key-type dependencies'],
    ['a mark that is none', 'x@1.0.0', { resolution: { integrity }, hasBin: 'yes' }, {}, 'key-type hasBin'],
  ])('an entry that says %s is a problem', (_, key, shared, variant, reason) => {
    const text = yaml({ lockfileVersion: '9.0', importers: { '.': {} }, packages: { [key]: shared }, snapshots: { [key]: variant } });
    expect(told(text).filter((one) => !one.includes(' count'))).toEqual([expect.stringContaining(`LOCKFILE_MALFORMED ${reason}`)]);
  });
});

describe('where older versions take bytes from', () => {
  const old = (version: string | number, key: string, raw: Raw): string => yaml({ lockfileVersion: version, importers: { '.': {} }, packages: { [key]: raw } });
  const archive = `https://codeload.github.com/o/r/tar.gz/${sha}`;
  const integrity = sri('x');
  test.each<[string | number, string, Raw, string, Origin]>([
    [5.4, '/x/1.0.0', { resolution: { integrity } }, 'x', own('x', '1.0.0')],
    [5.4, '/@acme/x/1.0.0_react@18.2.0', { resolution: { integrity } }, '@acme/x', own('@acme/x', '1.0.0', 'https://npm.acme.example/')],
    [5.3, '/x/1.0.0', { resolution: { integrity, tarball: 'x/-/x-1.0.0.tgz' } }, 'x', own('x', '1.0.0')],
    [5.1, 'npm.acme.example/x/1.0.0', { name: 'x', version: '1.0.0', resolution: { integrity, registry: 'https://npm.acme.example/', tarball: 'https://npm.acme.example/x/-/x-1.0.0.tgz' } }, 'x', own('x', '1.0.0', 'https://npm.acme.example/')],
    [5.1, 'evil.example/x/1.0.0', { name: 'x', version: '1.0.0', resolution: { integrity, registry: 'https://evil.example/' } }, 'x', url('https://evil.example/x/-/x-1.0.0.tgz')],
    [5.4, `github.com/o/r/${sha}`, { name: 'x', version: '1.0.0', resolution: { tarball: archive } }, 'x', { kind: 'git', url: 'https://codeload.github.com/o/r', commit: sha }],
    [5.4, '@host.example/x.tgz', { name: 'x', version: '1.0.0', resolution: { tarball: 'https://host.example/x.tgz', integrity } }, 'x', url('https://host.example/x.tgz')],
    [5.4, 'file:vendor/x.tgz', { name: 'x', version: '1.0.0', resolution: { tarball: 'file:vendor/x.tgz', integrity } }, 'x', { kind: 'repository', path: 'vendor/x.tgz', oid: 'oid of vendor/x.tgz' }],
    ['6.0', '/x@1.0.0', { resolution: { integrity } }, 'x', own('x', '1.0.0')],
    ['6.1', '/@acme/x@1.0.0(react@18.2.0)(y@1.0.0(z@2.0.0))', { resolution: { integrity } }, '@acme/x', own('@acme/x', '1.0.0', 'https://npm.acme.example/')],
    ['6.0', `github.com/o/r/${sha}`, { name: 'x', version: '1.0.0', resolution: { tarball: archive } }, 'x', { kind: 'git', url: 'https://codeload.github.com/o/r', commit: sha }],
    ['6.0', `git.example/o/r/${sha}`, { name: 'x', version: '1.0.0', resolution: { type: 'git', repo: 'https://git.example/o/r.git', commit: sha } }, 'x', { kind: 'git', url: 'https://git.example/o/r.git', commit: sha }],
    ['6.0', 'file:vendor/x', { name: 'x', resolution: { type: 'directory', directory: 'vendor/x' } }, 'x', { kind: 'link', path: 'vendor/x' }],
  ])('%s: %s', (version, key, raw, name, origin) => {
    const locked = packageAt(old(version, key, raw), key);
    expect([locked.name, locked.origin]).toEqual([name, origin]);
  });
  test.each<[string | number, string, Raw, string]>([
    [5.4, '/x/1.0.0', { name: 'y', version: '1.0.0', resolution: { integrity } }, 'name'],
    ['6.0', '/x@1.0.0', { name: 'y', resolution: { integrity } }, 'name'],
    ['6.0', '/x@1.0.0/../y', { resolution: { integrity } }, 'name'],
    ['6.0', `github.com/o/r/${sha}`, { name: 'x', version: '1.0.0', resolution: { tarball: `https://codeload.github.com/evil/r/tar.gz/${sha}` } }, 'address'],
    ['6.0', '@host.example/x.tgz', { name: 'x', version: '1.0.0', resolution: { tarball: 'https://evil.example/x.tgz' } }, 'address'],
    ['6.0', 'file:vendor/x', { name: 'x', resolution: { type: 'directory', directory: 'vendor/y' } }, 'address'],
    ['6.0', '/x@1.0.0(patch_hash=abc)', { resolution: { integrity } }, 'patch'],
    ['6.0', '/x@1.0.0', { patched: true, resolution: { integrity } }, 'patch'],
  ])('%s: %s that contradicts itself', (version, key, raw, reason) => {
    expect(told(old(version, key, raw))).toEqual([expect.stringContaining(`LOCKFILE_MALFORMED ${reason}`)]);
  });
});

describe('patches', () => {
  const hash = 'f'.repeat(64);
  const key = `x@1.0.0(patch_hash=${hash})(react@18.0.0)`;
  const patched = (path: string): Origin => ({ kind: 'patched', base: own('x', '1.0.0'), patch: path });
  const text = (patchedDependencies: Raw): string => lock({}, { [key]: entry('x@1.0.0') }, { more: { patchedDependencies } });
  test.each<[string, Raw, { settings?: { [path: string]: string }; manifests?: { [path: string]: string } }, string]>([
    ['the lockfile', { 'x@1.0.0': { hash, path: 'patches/x.patch' } }, {}, 'patches/x.patch'],
    ['the lockfile, for a range', { 'y@1': { hash: 'e', path: 'y.patch' }, 'x@^1': { hash, path: 'patches/x.patch' } }, {}, 'patches/x.patch'],
    ['the workspace file', { x: hash }, { settings: { 'pnpm-workspace.yaml': 'patchedDependencies:\n  x: patches/any.patch\n' } }, 'patches/any.patch'],
    ['the manifest', { 'x@1.0.0': hash }, { manifests: { 'package.json': '{"pnpm":{"patchedDependencies":{"x@1.0.0":"patches/x.patch"}}}' } }, 'patches/x.patch'],
    ['nobody', {}, {}, `patch_hash=${hash}`],
    ['a selector with another digest', { 'x@1.0.0': { hash: 'other', path: 'patches/x.patch' } }, {}, `patch_hash=${hash}`],
  ])('%s says the path', (_, patchedDependencies, around, path) => {
    expect(packageAt(text(patchedDependencies), key, around).origin).toEqual(patched(path));
    expect(parsed(text(patchedDependencies)).place(key)).toBe(`x@1.0.0(patch_hash=${hash})`);
  });
  test.each([['5', '/is-odd/3.0.1_brtmjvnul52mi5fxy7vbidatc4'], ['6', '/is-odd@3.0.1(patch_hash=brtmjvnul52mi5fxy7vbidatc4)']])('as pnpm wrote it in version %s', (version, location) => {
    expect(packageAt(fixture(`special-${version}.yaml`), location).origin).toEqual({ kind: 'patched', base: own('is-odd', '3.0.1'), patch: 'patches/is-odd@3.0.1.patch' });
  });
  test('as pnpm 12 wrote it, with the path in the settings', () => {
    const around = { settings: { 'pnpm-workspace.yaml': fixture('pnpm-workspace.yaml') } };
    const lockfile = parsed(fixture('special-9-two-documents.yaml'), around);
    const location = lockfile.packages.find((one) => one.startsWith('is-odd@'))!;
    expect(packageAt(fixture('special-9-two-documents.yaml'), location, around).origin).toEqual({ kind: 'patched', base: own('is-odd', '3.0.1'), patch: 'patches/is-odd@3.0.1.patch' });
  });
});
