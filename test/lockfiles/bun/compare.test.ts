import { describe, expect, test } from '@jest/globals';
import { bun } from '../../../src/lockfiles/bun/format.js';
import { brief, sri } from '../fixtures.js';
import { compare, lock, npmEntry } from './fixtures.js';

const own = { dependencies: { a: '^1.0.0' } };
const base = { a: npmEntry('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), b: npmEntry('b', '1.0.0') };
const before = lock(own, base);
const changes = (after: string, from = before): string[] => brief(compare(from, after).changes);

describe('what changed', () => {
  test.each<[string, string, string[]]>([
    ['nothing', before, []],
    ['the order', lock(own, { b: base.b, a: base.a }), []],
    ['the layout', before.replace(/\n\s*/g, ''), []],
    ['an upgrade', lock(own, { ...base, b: npmEntry('b', '1.0.1') }), ['updated b b@1.0.1 from b@1.0.0']],
    ['a downgrade', lock(own, { ...base, b: npmEntry('b', '0.9.0') }), ['updated b b@0.9.0 from b@1.0.0']],
    ['one more', lock({ dependencies: { a: '^1.0.0', c: '1' } }, { ...base, c: npmEntry('c', '1.0.0') }), ['added c c@1.0.0']],
    ['one less', lock(own, { a: npmEntry('a', '1.0.0') }), ['metadata a a@1.0.0 from a@1.0.0 differs in dependencies', 'removed b from b@1.0.0']],
    ['another place', lock(own, { a: base.a, 'a/b': base.b }), ['moved a/b b@1.0.0 from b@1.0.0']],
    ['other bytes of the same version', lock(own, { ...base, b: npmEntry('b', '1.0.0', {}, { integrity: sri('evil') }) }), ['rewritten b b@1.0.0 from b@1.0.0 differs in integrity']],
    ['another address', lock(own, { ...base, b: npmEntry('b', '1.0.0', {}, { resolved: 'https://evil.example/b-1.0.0.tgz' }) }), ['rewritten b b@1.0.0 instead of b@1.0.0']],
    ['another package by the same name', lock(own, { ...base, b: npmEntry('evil', '1.0.0') }), ['added b evil@1.0.0 instead of b@1.0.0 differs in name']],
    ['a script in the entry', lock(own, { ...base, b: npmEntry('b', '1.0.0', { scripts: { postinstall: 'x' } }) }), ['metadata b b@1.0.0 from b@1.0.0 differs in scripts']],
    ['a forged command', lock(own, { ...base, b: npmEntry('b', '1.0.0', { bin: { node: 'x.js' } }) }), ['metadata b b@1.0.0 from b@1.0.0 differs in bin']],
    ['a phantom dependency', lock(own, { ...base, b: npmEntry('b', '1.0.0', { dependencies: { evil: '1' } }), evil: npmEntry('evil', '1.0.0') }), ['metadata b b@1.0.0 from b@1.0.0 differs in dependencies', 'added evil evil@1.0.0']],
    ['a patch', lock(own, base, { top: { patchedDependencies: { 'b@1.0.0': 'patches/b.patch' } } }), ['rewritten b b@1.0.0 instead of b@1.0.0']],
    ['trust to run install scripts', lock(own, base, { top: { trustedDependencies: ['b'] } }), ['metadata b b@1.0.0 from b@1.0.0 differs in trusted']],
    ['a package for what was a workspace', lock(own, { ...base, w: npmEntry('w', '1.0.0') }, { workspaces: { w: { name: 'w' } } }), ['added w w@1.0.0']],
  ])('%s', (_, after, expected) => {
    expect(changes(after)).toEqual(expected);
  });

  test('a package that comes from development into production is looked at as new', () => {
    const dev = lock({ dependencies: { a: '^1.0.0' }, devDependencies: { c: '1' } }, { ...base, c: npmEntry('c', '1.0.0') });
    expect(changes(lock({ dependencies: { a: '^1.0.0', c: '1' } }, { ...base, c: npmEntry('c', '1.0.0') }), dev)).toEqual(['added c c@1.0.0']);
  });
  test('cycles and edges to nothing are no harm; a lost dependency is told', () => {
    const { reading } = compare(before, lock(own, { a: npmEntry('a', '1.0.0', { dependencies: { b: '1' } }), b: npmEntry('b', '1.0.0', { dependencies: { a: '1', gone: '1' } }) }));
    expect(reading.problems).toMatchObject([{ code: 'LOCKFILE_INCOMPLETE', data: { reason: 'dangling', name: 'gone' } }]);
  });
  test('trust by the alias that dependents ask for', () => {
    const aliased = (trusted: string[]): string => lock({ dependencies: { x: 'npm:b@1' } }, { x: npmEntry('b', '1.0.0') }, { top: { trustedDependencies: trusted } });
    expect(changes(aliased(['x']), aliased([]))).toEqual(['metadata x b@1.0.0 from b@1.0.0 differs in trusted']);
  });
});

test('a change is told at the manifest, the catalog or the lockfile, by its line', () => {
  const manifest = (spec: string, more = ''): string => `{\n  "name": "app",\n  "workspaces": {\n    "packages": [],\n    "catalog": {\n      "b": "${spec}"\n    },\n    "catalogs": { "old": {\n      "c": "1" } }\n  },\n  "dependencies": {\n    "b": "catalog:"${more}\n  }\n}\n`;
  const file = (version: string): string => lock({ dependencies: { b: 'catalog:' } }, { b: npmEntry('b', version) }, { top: { catalog: { b: `^${version}` }, catalogs: { old: { c: '1' } } } });
  const at = (texts: { before: string; after: string }): unknown => compare(file('1.0.0'), file('1.1.0'), { 'package.json': texts }).changes[0]!.at;
  expect(at({ before: manifest('^1.0.0'), after: manifest('^1.1.0') })).toEqual({ in: 'repository', side: 'head', path: 'package.json', line: 6, endLine: 6 });
  expect(at({ before: manifest('^1.1.0').replace('"b": "catalog:"', '"b": "1"'), after: manifest('^1.1.0') })).toMatchObject({ path: 'package.json', line: 12 });
  expect(at({ before: manifest('^1.1.0'), after: manifest('^1.1.0') })).toMatchObject({ path: 'bun.lock', line: file('1.1.0').split('\n').findIndex((line) => line.startsWith('    "b": [')) + 1 });
  expect([...bun.catalogs!('package.json', manifest('^1.0.0')).get('old')!]).toEqual([['c', { line: 9, endLine: 9, spec: '1' }]]);
  expect([...bun.catalogs!('package.json', '{"catalog": {"a": "1"}, "catalogs": {"x": {"b": "2"}}}')].map(([name, members]) => [name, [...members.keys()]])).toEqual([['default', ['a']], ['x', ['b']]]);
  expect([...bun.catalogs!('bunfig.toml', 'x'), ...bun.catalogs!('package.json', '{'), ...bun.catalogs!('package.json', '{"catalog": 1, "workspaces": []}')]).toEqual([]);
});

test('the lockfiles of a tree', () => {
  const paths = ['bun.lock', 'bun.lockb', 'package.json', 'bunfig.toml', 'packages/w/package.json', 'node_modules/x/package.json', 'old/bun.lockb', 'old/package.json', 'old/.npmrc', 'packages/w/.npmrc'];
  expect(bun.matches(paths)).toEqual([
    { root: { lockfile: 'bun.lock', directory: '' }, manifests: ['package.json', 'packages/w/package.json', 'old/package.json'], settings: ['bunfig.toml'] },
    { root: { lockfile: 'old/bun.lockb', directory: 'old' }, manifests: ['old/package.json'], settings: ['old/.npmrc'] },
  ]);
  expect(bun.workspaces({ lockfile: 'bun.lock', directory: '' }, new Map([['package.json', '{"workspaces": {"packages": ["packages/*"]}}']]))).toEqual(['packages/*']);
});
