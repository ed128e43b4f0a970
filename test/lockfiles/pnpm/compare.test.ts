import { describe, expect, test } from '@jest/globals';
import { isExact } from '../../../src/core/integrity.js';
import { compareLockfile } from '../../../src/lockfiles/compare.js';
import { pnpm } from '../../../src/lockfiles/pnpm/format.js';
import { brief, registries, sri, type Raw } from '../fixtures.js';
import { compare, entries, entry, fixture, lock, root, withEnvironment, type Asks, type Entries } from './fixtures.js';

const asks: Asks = { dependencies: { a: ['^1.0.0', '1.0.0'] } };
const base: Entries = entries({ 'a@1.0.0': { b: '1.0.0' }, 'b@1.0.0': {} });
const changes = (before: string | undefined, after: string | undefined): string[] => brief(compare(before, after).changes);
const reasons = (before: string | undefined, after: string): unknown[] => compare(before, after).reading.problems.map((problem) => problem.data['reason'] ?? problem.code);
const text = lock(asks, base);

describe('what changed', () => {
  test.each<[string, Asks, Entries, string[]]>([
    ['nothing', asks, base, []],
    ['an upgrade', { dependencies: { a: ['^1.0.0', '1.1.0'] } }, entries({ 'a@1.1.0': { b: '1.0.0' }, 'b@1.0.0': {} }), ['updated a@1.1.0 a@1.1.0 from a@1.0.0']],
    ['a downgrade', { dependencies: { a: ['^0.9.0', '0.9.0'] } }, entries({ 'a@0.9.0': { b: '1.0.0' }, 'b@1.0.0': {} }), ['updated a@0.9.0 a@0.9.0 from a@1.0.0']],
    ['an upgrade below', asks, entries({ 'a@1.0.0': { b: '2.0.0' }, 'b@2.0.0': {} }), ['updated b@2.0.0 b@2.0.0 from b@1.0.0']],
    ['an addition', { dependencies: { ...asks['dependencies'], c: ['1', '1.0.0'] } }, { ...base, ...entries({ 'c@1.0.0': {} }) }, ['added c@1.0.0 c@1.0.0']],
    ['a removal', {}, {}, ['removed a@1.0.0 from a@1.0.0', 'removed b@1.0.0 from b@1.0.0']],
    ['other bytes under the same version', asks, { ...base, 'b@1.0.0': { resolution: { integrity: sri('other') } } }, ['rewritten b@1.0.0 b@1.0.0 from b@1.0.0 differs in resolution']],
    ['another address', asks, { ...base, 'b@1.0.0': { resolution: { integrity: sri('b@1.0.0'), tarball: 'https://evil.example/b.tgz' } } }, ['rewritten b@1.0.0 b@1.0.0 instead of b@1.0.0']],
    ['a command', asks, { ...base, 'b@1.0.0': entry('b@1.0.0', { hasBin: true }) }, ['metadata b@1.0.0 b@1.0.0 from b@1.0.0 differs in hasBin']],
    ['a key that pnpm never writes', asks, { ...base, 'b@1.0.0': entry('b@1.0.0', { scripts: { install: 'x' } }) }, ['metadata b@1.0.0 b@1.0.0 from b@1.0.0 differs in scripts']],
    ['a phantom dependency', asks, { ...base, 'b@1.0.0': entry('b@1.0.0', { dependencies: { evil: '1.0.0' } }), ...entries({ 'evil@1.0.0': {} }) }, ['metadata b@1.0.0 b@1.0.0 from b@1.0.0 differs in dependencies', 'added evil@1.0.0 evil@1.0.0']],
    ['a dependency that leads to another package', asks, { 'a@1.0.0': entry('a@1.0.0', { dependencies: { b: 'evil@1.0.0' } }), ...entries({ 'evil@1.0.0': {} }) }, ['metadata a@1.0.0 a@1.0.0 from a@1.0.0 differs in dependencies', 'added evil@1.0.0 evil@1.0.0 instead of b@1.0.0']],
    ['an alias that leads to another package', { dependencies: { a: ['npm:evil@1', 'evil@1.0.0'] } }, entries({ 'evil@1.0.0': { b: '1.0.0' }, 'b@1.0.0': {} }), ['added evil@1.0.0 evil@1.0.0 instead of a@1.0.0']],
    ['a mark that lets its install fail', asks, { ...base, 'b@1.0.0': entry('b@1.0.0', { optional: true }) }, ['metadata b@1.0.0 b@1.0.0 from b@1.0.0 differs in optional']],
  ])('%s', (_, asked, packages, expected) => {
    expect(changes(text, lock(asked, packages)).sort()).toEqual([...expected].sort());
  });

  test('a changed peer moves nothing and says nothing of the entry', () => {
    const peer = (version: string, more: Raw = {}): Entries => ({ [`p@1.0.0(react@${version})`]: entry('p@1.0.0', { peerDependencies: { react: '*' }, dependencies: { react: version, ...more } }), ...entries({ [`react@${version}`]: {} }) });
    const side = (version: string, more?: Raw): string => lock({ dependencies: { p: ['1', `1.0.0(react@${version})`], react: ['*', version] } }, peer(version, more));
    expect(changes(side('18.0.0'), side('19.0.0'))).toEqual(['updated react@19.0.0 react@19.0.0 from react@18.0.0']);
    expect(changes(side('18.0.0'), lock({ dependencies: { p: ['1', '1.0.0'] } }, { 'p@1.0.0': entry('p@1.0.0', { peerDependencies: { react: '*' } }) }))).toEqual(['removed react@18.0.0 from react@18.0.0']);
    const evil = lock({ dependencies: { p: ['1', '1.0.0(react@18.0.0)'], react: ['*', '18.0.0'] } }, { ...peer('18.0.0', { react: 'evil@1.0.0' }), ...entries({ 'evil@1.0.0': {} }) });
    expect(changes(side('18.0.0'), evil)).toEqual(expect.arrayContaining(['metadata p@1.0.0(react@18.0.0) p@1.0.0 from p@1.0.0 differs in dependencies', expect.stringContaining('added evil@1.0.0')]));
  });
  test('a changed patch is other bytes under the same version', () => {
    const side = (hash: string): string => lock({ dependencies: { b: ['1', `1.0.0(patch_hash=${hash})`] } }, { [`b@1.0.0(patch_hash=${hash})`]: entry('b@1.0.0') }, { more: { patchedDependencies: { 'b@1.0.0': { hash, path: 'patches/b.patch' } } } });
    expect(changes(side('aa'), side('bb'))).toEqual(['rewritten b@1.0.0(patch_hash=bb) b@1.0.0 from b@1.0.0']);
    expect(changes(lock({ dependencies: { b: ['1', '1.0.0'] } }, entries({ 'b@1.0.0': {} })), side('aa'))).toEqual(['rewritten b@1.0.0(patch_hash=aa) b@1.0.0 instead of b@1.0.0']);
  });
  test('a folder in an archive decides bytes', () => {
    const key = `x@https://codeload.github.com/o/r/tar.gz/${'a'.repeat(40)}`;
    const side = (path: string): string => lock({ dependencies: { x: ['o/r', key.slice(2)] } }, { [key]: { version: '1.0.0', resolution: { tarball: key.slice(2), path } } });
    expect(changes(side('/packages/x'), side('/packages/y'))).toEqual([`rewritten ${key} x@1.0.0 from x@1.0.0 differs in resolution`]);
  });
  test('order changes nothing', () => {
    const turned = Object.fromEntries(Object.entries(base).reverse());
    expect(changes(text, lock(asks, turned))).toEqual([]);
  });
  test('a link to another folder is no baseline of it', () => {
    const side = (folder: string): string => lock({ dependencies: { l: [`link:${folder}`, `link:${folder}`] } }, {});
    expect(changes(side('x'), side('../../y'))).toEqual(['rewritten link:../../y l@ instead of l@']);
    expect(reasons(side('x'), side('../../y'))).toEqual(['link-outside']);
  });
  test('a config dependency is no update of the project\'s package of that name', () => {
    expect(changes(text, withEnvironment(text, { b: '1.0.0' }, entries({ 'b@1.0.0': {} })))).toEqual(['added env:b@1.0.0 b@1.0.0']);
    expect(changes(text, withEnvironment(text, { p: '1.0.0' }, entries({ 'p@1.0.0': {} })))).toEqual(['added env:p@1.0.0 p@1.0.0']);
    expect(changes(withEnvironment(text, { p: '1.0.0' }, entries({ 'p@1.0.0': {} })), withEnvironment(text, { p: '1.0.1' }, entries({ 'p@1.0.1': {} })))).toEqual(['updated env:p@1.0.1 p@1.0.1 from p@1.0.0']);
  });
  test('from one version of the file to the next: locations differ, what they hold does not', () => {
    expect(changes(fixture('special-9.yaml'), fixture('special-9-two-documents.yaml')).filter((one) => !/plugin-types-fixer|@types|color-convert|ansi-styles|debug/.test(one))).toEqual([]);
  });
});

test.each([
  ['two digests', { integrity: `${sri('good')} ${sri('evil')}` }], ['sha1', { integrity: `sha1-${Buffer.alloc(20).toString('base64')}` }], ['nothing', {}], ['options', { integrity: `${sri('good')}?x` }],
])('a pin that accepts other bytes: %s', (_, resolution) => {
  const found = compare(text, lock(asks, { ...base, 'b@1.0.0': { resolution } })).changes;
  expect(found.map((change) => [change.kind, isExact(change.after!.integrity)])).toEqual([['rewritten', false]]);
});

describe('a move is no laundry', () => {
  const evil = entries({ 'evil@1.0.0': {} });
  test.each<[string, Asks]>([['development', { devDependencies: { evil: ['1', '1.0.0'] } }], ['optional', { optionalDependencies: { evil: ['1', '1.0.0'] } }], ['what nothing reaches', {}]])('from %s into production', (_, before) => {
    expect(changes(lock({ ...asks, ...before }, { ...base, ...evil }), lock({ dependencies: { ...asks['dependencies'], evil: ['1', '1.0.0'] } }, { ...base, ...evil }))).toEqual(['added evil@1.0.0 evil@1.0.0']);
  });
  test('by the manifest alone, the lockfile untouched', () => {
    const both = lock({ ...asks, devDependencies: { evil: ['1', '1.0.0'] } }, { ...base, ...evil });
    const { changes: found } = compare(both, both, { manifests: { 'package.json': { before: '{"dependencies":{"a":"^1.0.0"},"devDependencies":{"evil":"1"}}', after: '{\n"dependencies":{"a":"^1.0.0",\n"evil":"1"}}' } } });
    expect(brief(found)).toEqual(['added evil@1.0.0 evil@1.0.0']);
    expect(found[0]!.at).toMatchObject({ path: 'package.json', line: 3 });
  });
});

describe('what the lockfile does not answer', () => {
  const manifest = (dependencies: Raw): string => JSON.stringify({ dependencies });
  test.each<[string, Raw, Raw, unknown[]]>([
    ['a dependency that is not locked', { a: '^1.0.0' }, { a: '^1.0.0', x: '1' }, ['unlocked']],
    ['a range that is not satisfied', { a: '^1.0.0' }, { a: '^2.0.0' }, ['unsatisfied']],
    ['one that is', { a: '^1.0.0' }, { a: '~1.0.0' }, ['specifier']],
  ])('%s', (_, before, after, expected) => {
    const { reading } = compare(text, text, { manifests: { 'package.json': { before: manifest(before), after: manifest(after) } } });
    expect(reading.problems.map((problem) => problem.data['reason'])).toEqual(expected);
  });
  test('a workspace that the settings name', () => {
    const settings = { 'pnpm-workspace.yaml': { before: 'packages: [packages/*]\n', after: 'packages: [packages/*]\n' } };
    const manifests = { 'package.json': { before: '{}', after: '{}' }, 'packages/n/package.json': { after: manifest({ x: '1' }) } };
    expect(compare(text, text, { manifests, settings }).reading.problems.map((problem) => problem.data)).toEqual([{ reason: 'workspace', manifest: 'packages/n/package.json' }]);
  });
  test.each([['a link', 'link:vendor/x/y', {}], ['a folder', 'file:vendor/x', { 'x@file:vendor/x': { resolution: { type: 'directory', directory: 'vendor/x' } } }], ['a tarball', 'file:vendor/x/x.tgz', { 'x@file:vendor/x/x.tgz': { version: '1.0.0', resolution: { tarball: 'file:vendor/x/x.tgz' } } }]])('%s into a submodule that changed', (_, ref, packages) => {
    const both = lock({ dependencies: { x: [ref, ref] } }, packages);
    const { reading } = compareLockfile({ format: pnpm, root, before: both, after: both, manifests: new Map(), submodules: ['vendor/x', 'other'] }, { registries });
    expect(reading.problems.map(({ code, data }) => [code, data['path']])).toEqual([['FILE_SUBMODULE', 'vendor/x']]);
  });
  test('what hangs on nothing', () => {
    expect(reasons(text, lock(asks, entries({ 'a@1.0.0': { b: '1.0.1' } })))).toEqual(['dangling']);
  });
});

describe('a change is told at its line', () => {
  const at = (before: string, after: string, files: Parameters<typeof compare>[2] = {}): unknown[] => compare(before, after, files).changes.map((change) => [change.at.in === 'repository' ? `${change.at.path}:${change.at.line}` : '']);
  const next = lock({ dependencies: { a: ['^1.0.0', '1.1.0'] } }, entries({ 'a@1.1.0': { b: '1.0.0' }, 'b@1.0.0': {} }));
  const lineOf = (written: string, line: string): number => written.split('\n').indexOf(line) + 1;
  test('of the lockfile', () => {
    expect(at(text, next)).toEqual([[`pnpm-lock.yaml:${lineOf(next, '  a@1.1.0:')}`]]);
  });
  test('of the catalog', () => {
    const side = (version: string): string => lock({ dependencies: { a: ['catalog:', version] } }, entries({ [`a@${version}`]: {} }));
    const settings = { 'pnpm-workspace.yaml': { before: 'catalog:\n  b: ^1.0.0\n  a: ^1.0.0\n', after: 'catalog:\n  b: ^1.0.0\n  a: ^1.1.0\n' } };
    expect(at(side('1.0.0'), side('1.1.0'), { settings })).toEqual([['pnpm-workspace.yaml:3']]);
  });
});
