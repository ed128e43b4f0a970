import { describe, expect, test } from '@jest/globals';
import type { Introducer } from '../../src/core/lockfile.js';
import { introducersOf } from '../../src/lockfiles/introducers.js';
import { listPackages } from '../../src/lockfiles/list.js';
import { npm } from '../../src/lockfiles/npm/format.js';
import { compare, entry, fixture, lock, registries, root, sri, type Packages, type Raw } from './fixtures.js';

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe('where a change is told', () => {
  const before = lock({ a: '1.0.0' }, { 'node_modules/a': entry('a', '1.0.0', { dependencies: { b: '1' } }), 'node_modules/b': entry('b', '1.0.0') });
  const after = lock({ a: '1.1.0' }, { 'node_modules/a': entry('a', '1.1.0', { dependencies: { b: '1' } }), 'node_modules/b': entry('b', '1.1.0') });
  const manifest = (version: string, more: Raw = {}): string => `${JSON.stringify({ name: 'app', dependencies: { z: '1', a: version, ...more } }, null, 2)}\n`;

  test('at the manifest line that was touched, and in the lockfile for what nobody asks for directly', () => {
    const texts = { before: manifest('1.0.0'), after: manifest('1.1.0') };
    const { changes, reading } = compare(before, after, { 'package.json': texts });
    const line = lineOf(after, '"node_modules/b"');
    expect(changes.map((change) => change.at)).toEqual([
      { in: 'repository', path: 'package.json', side: 'head', line: lineOf(texts.after, '"a"'), endLine: lineOf(texts.after, '"a"') },
      { in: 'repository', path: 'package-lock.json', side: 'head', line, endLine: line + 4 },
    ]);
    expect([...reading.lines.keys()].sort()).toEqual(['node_modules/a', 'node_modules/b']);
  });
  test('in the lockfile where the manifest was touched elsewhere', () => {
    const { changes } = compare(before, after, { 'package.json': { before: manifest('1'), after: manifest('1', { y: '1' }) } });
    expect(changes.map((change) => change.at.path)).toEqual(['package-lock.json', 'package-lock.json']);
  });
  test("on the head side's own lines where the merge result is another text", () => {
    const head = after.replace('{\n', '{\n\n\n');
    const { changes } = compare(before, after, {}, { head });
    expect(changes[1]!.at).toMatchObject({ line: lineOf(head, '"node_modules/b"'), side: 'head' });
  });
  test('a removed one on the base side', () => {
    const { changes } = compare(before, lock({}, {}), { 'package.json': { before: manifest('1.0.0'), after: JSON.stringify({ name: 'app' }) } });
    expect(changes.map((change) => [change.kind, change.at.side, change.at.path, change.at.line])).toEqual([
      ['removed', 'base', 'package.json', lineOf(manifest('1.0.0'), '"a"')], ['removed', 'base', 'package-lock.json', lineOf(before, '"node_modules/b"')],
    ]);
  });
  test.each([['\r\n', 2], ['\n', 4], ['\n', 0]] as const)('lines with end %j and indentation %i', (end, indent) => {
    const text = JSON.stringify(JSON.parse(after), null, indent).replaceAll('\n', end);
    const range = npm.locate(text, new Set(['node_modules/b', 'node_modules/none'])).get('node_modules/b')!;
    const lines = text.split('\n').slice(range.line - 1, range.endLine).join('\n');
    expect(lines).toContain('b-1.1.0.tgz');
    if (indent > 0) expect(lines).not.toContain('a-1.1.0.tgz');
  });
  test('characters beyond one byte do not shift lines', () => {
    const text = after.replace('"name": "app"', '"name": "\u{1F600}\u00e9\\u0022\\n"');
    expect(npm.locate(text, new Set(['node_modules/b'])).get('node_modules/b')!.line).toBe(lineOf(text, '"node_modules/b"'));
  });
});

describe('introducers', () => {
  const packages: Packages = {
    'packages/w': { name: 'w', version: '1.0.0', dependencies: { b: '1' } }, 'node_modules/w': { resolved: 'packages/w', link: true },
    'node_modules/a': entry('a', '1.0.0', { dependencies: { b: '1' } }), 'node_modules/b': entry('b', '1.0.0', { dependencies: { a: '1', c: '1' } }),
    'node_modules/c': entry('c', '1.0.0', { dependencies: { b: '1' } }),
  };
  const text = lock({ a: '1' }, packages, { root: { workspaces: ['packages/*'] } });
  const { graphs, changes } = compare(undefined, text);
  const paths = (of: readonly Introducer[] = []): string[] => of.map((one) => `${one.importer}: ${one.path.map((item) => item.name).join(' > ')} +${one.others}`);

  test('are the shortest path of each importer; cycles end', () => {
    expect(paths(changes.find((change) => change.after?.name === 'c')!.introducers)).toEqual([': app > a > b > c +0', 'packages/w: w > b > c +0']);
    expect(paths(introducersOf(graphs.after!, [['node_modules/b']])[0])).toEqual([': app > a > b +1', 'packages/w: w > b +0']);
  });
  test('an edge that the verified manifest does not declare introduces nothing', () => {
    const found = introducersOf(graphs.after!, [['node_modules/c']], { declares: (edge) => (edge.from === 'node_modules/a' ? false : undefined) });
    expect(paths(found[0])).toEqual(['packages/w: w > b > c +0']);
  });
  test('stop at their budget', () => {
    expect(introducersOf(graphs.after!, [['node_modules/c']], { steps: 0 })).toEqual([[]]);
    const cut: string[] = [];
    expect(introducersOf(graphs.after!, [['node_modules/c']], { items: 3, onCut: (limit) => cut.push(limit) })[0]).toHaveLength(1);
    expect(introducersOf(graphs.after!, [['node_modules/c']], { items: 2, onCut: (limit) => cut.push(limit) })[0]).toHaveLength(0);
    expect(cut).toEqual(['introducerItems', 'introducerItems', 'introducerItems']);
  });
  test('five importers are listed, the rest is counted', () => {
    const many: Packages = { 'node_modules/x': entry('x', '1.0.0') };
    for (let index = 0; index < 8; index++) {
      many[`packages/w${index}`] = { name: `w${index}`, dependencies: { x: '1' } };
      many[`node_modules/w${index}`] = { resolved: `packages/w${index}`, link: true };
    }
    const found = compare(undefined, lock({}, many, { root: { workspaces: ['packages/*'] } })).changes.find((change) => change.after?.name === 'x')!.introducers;
    expect([found.length, found[0]!.others]).toEqual([5, 6]);
  });
});

test('a renamed workspace only moves', () => {
  const of = (folder: string): string => lock({}, {
    [`packages/${folder}`]: { name: 'w', version: '1.0.0', dependencies: { x: '1' } }, 'node_modules/w': { resolved: `packages/${folder}`, link: true },
    [`packages/${folder}/node_modules/x`]: entry('x', '1.0.0'), 'node_modules/x': entry('x', '2.0.0'),
  }, { root: { workspaces: ['packages/*'], dependencies: { x: '2' } } });
  const { changes } = compare(of('one'), of('two'));
  expect(changes.map((change) => [change.kind, change.after?.location])).toEqual([['moved', 'node_modules/w'], ['moved', 'packages/two/node_modules/x']]);
});

test('lists packages with their reach', () => {
  const list = listPackages(fixture('app'), { format: npm, root, registries });
  expect([list.format, list.version, list.packages.length, list.problems]).toEqual(['npm', '3', 291, []]);
  expect(list.packages.find((one) => one.location === 'node_modules/http-util')).toMatchObject({ name: 'execa', alias: 'http-util', reach: { runtime: true, development: false } });
  expect(list.packages.find((one) => one.name === 'vite')).toMatchObject({ reach: { runtime: false, development: true } });
  const twice = lock({ a: '1' }, { 'node_modules/a': entry('a', '1.0.0') }).replace('"version": "1.0.0",\n      "resolved"', '"version": "1.0.0", "version": "1.0.0",\n      "resolved"');
  expect(listPackages(twice, { format: npm, root, registries }).problems).toMatchObject([{ code: 'LOCKFILE_AMBIGUOUS' }]);
  expect(listPackages('{"lockfileVersion":5}', { format: npm, root, registries })).toMatchObject({ packages: [], problems: [{ code: 'LOCKFILE_UNSUPPORTED' }] });
});

test('a long chain of links is walked without recursion', () => {
  const links: Packages = {};
  for (let index = 0; index < 50_000; index++) links[`node_modules/l${index}`] = { resolved: `node_modules/l${index + 1}`, link: true };
  const list = listPackages(lock({ l0: '*' }, links), { format: npm, root, registries });
  expect(list.packages.at(-1)).toMatchObject({ location: 'node_modules/l49999', reach: { runtime: true } });
});

test('finds lockfiles with their manifests', () => {
  const places = npm.matches(['package.json', '.npmrc', 'package-lock.json', 'packages/a/package.json', 'packages/a/.npmrc', 'node_modules/x/package.json', 'apps/b/npm-shrinkwrap.json', 'apps/b/package-lock.json', 'apps/b/package.json', 'docs/package-lock.json.md']);
  expect(places).toEqual([
    { root: { lockfile: 'apps/b/npm-shrinkwrap.json', directory: 'apps/b' }, manifests: ['apps/b/package.json'], settings: [] },
    { root: { lockfile: 'apps/b/package-lock.json', directory: 'apps/b' }, manifests: ['apps/b/package.json'], settings: [] },
    { root: { lockfile: 'package-lock.json', directory: '' }, manifests: ['package.json', 'packages/a/package.json', 'apps/b/package.json'], settings: [] },
  ]);
});

test('an object id tells the bytes of a tarball in the repository', () => {
  const parsed = npm.parse(lock({ x: '*' }, { 'node_modules/x': { version: '1.0.0', resolved: 'file:vendor/x.tgz', integrity: sri('x') } }), { root: { lockfile: 'app/package-lock.json', directory: 'app' }, registries, oid: (path) => (path === 'app/vendor/x.tgz' ? 'abc' : undefined) });
  expect(parsed.kind === 'parsed' && parsed.lockfile.read('node_modules/x')).toMatchObject({ entry: { origin: { kind: 'repository', path: 'app/vendor/x.tgz', oid: 'abc' } } });
});
