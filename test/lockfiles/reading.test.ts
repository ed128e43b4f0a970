import { describe, expect, test } from '@jest/globals';
import { limits } from '../../src/core/limits.js';
import { brief, compare, entry, fixture, lock, type Packages, type Raw } from './fixtures.js';

const packages: Packages = { 'node_modules/a': entry('a', '1.0.0'), 'node_modules/b': entry('b', '1.0.0') };
const good = lock({ a: '1', b: '1' }, packages);
const edit = (change: (document: { [key: string]: unknown; packages: { [location: string]: unknown } }) => void): string => {
  const document = JSON.parse(good) as { packages: { [location: string]: unknown } };
  change(document);
  return JSON.stringify(document, null, 2);
};

describe('a lockfile that cannot be read', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const rows: [string, string, string][] = [
    ['nothing', '', 'LOCKFILE_MALFORMED'],
    ['half of it', good.slice(0, 200), 'LOCKFILE_MALFORMED'],
    ['conflict markers', good.replace('"node_modules/a"', '<<<<<<< HEAD\n"node_modules/a"'), 'LOCKFILE_MALFORMED'],
    ['a list', '[]', 'LOCKFILE_MALFORMED'],
    ['null', 'null', 'LOCKFILE_MALFORMED'],
    ['packages as a list', edit((document) => { Object.assign(document, { packages: [] }); }), 'LOCKFILE_MALFORMED'],
    ['version 0', edit((document) => { document['lockfileVersion'] = 0; }), 'LOCKFILE_UNSUPPORTED'],
    ['version 5', edit((document) => { document['lockfileVersion'] = 5; }), 'LOCKFILE_UNSUPPORTED'],
    ['a version as text', edit((document) => { document['lockfileVersion'] = '3'; }), 'LOCKFILE_UNSUPPORTED'],
    ['no version', edit((document) => { delete document['lockfileVersion']; }), 'LOCKFILE_UNSUPPORTED'],
    ['an empty object', '{}', 'LOCKFILE_UNSUPPORTED'],
    ['no packages for a manifest that asks for some', edit((document) => { document.packages = { '': document.packages[''] }; }), 'LOCKFILE_EMPTY'],
    ['a key without end', edit((document) => { document.packages[`node_modules/${'a'.repeat(limits.lockfileLocation.value)}`] = {}; }), 'LOCKFILE_LIMIT'],
    ['deep nesting in place of packages', `{"lockfileVersion":3,"packages":${deep}}`, 'LOCKFILE_MALFORMED'],
  ];
  test.each(rows)('%s, on either side', (_, text, code) => {
    const head = compare(good, text);
    expect(head.reading).toMatchObject({ change: 'changed', coverage: { kind: 'failed', code, data: { side: 'after' } }, count: 0 });
    expect(head.changes).toEqual([]);
    const base = compare(text, good);
    expect(base.reading.coverage).toMatchObject({ kind: 'failed', code, data: { side: 'before' } });
    expect(brief(base.changes)).toEqual(['added node_modules/a a@1.0.0', 'added node_modules/b b@1.0.0']);
  });
  test('unreadable and unchanged is still unreadable', () => {
    expect(compare('{', '{').reading).toMatchObject({ change: 'unchanged', coverage: { kind: 'failed' } });
  });
  test('one entry too many', () => {
    const many: { [location: string]: unknown } = { '': {} };
    for (let index = 0; index < limits.lockfileEntries.value; index++) many[`node_modules/p${index}`] = 0;
    const { reading } = compare(good, JSON.stringify({ lockfileVersion: 3, packages: many }));
    expect(reading.coverage).toMatchObject({ kind: 'failed', code: 'LOCKFILE_LIMIT', data: { limit: 'lockfileEntries' } });
  });
  test('no packages where the manifest beside it asks for some', () => {
    const empty = JSON.stringify({ lockfileVersion: 3, packages: {} });
    const manifest = JSON.stringify({ dependencies: { a: '1' } });
    expect(compare(good, empty, { 'package.json': { before: manifest, after: manifest } }).reading.coverage).toMatchObject({ code: 'LOCKFILE_EMPTY' });
    expect(compare(undefined, JSON.stringify({ lockfileVersion: 3 })).reading.coverage).toEqual({ kind: 'complete' });
  });
});

test.each<[string, string | undefined, string | undefined, string, string[]]>([
  ['added', undefined, good, 'added', ['added node_modules/a a@1.0.0', 'added node_modules/b b@1.0.0']],
  ['deleted', good, undefined, 'removed', ['removed node_modules/a from a@1.0.0', 'removed node_modules/b from b@1.0.0']],
  ['unchanged', good, good, 'unchanged', []],
  ['with line ends of Windows', good, good.replaceAll('\n', '\r\n'), 'changed', []],
  ['with a byte order mark', good, `\uFEFF${good}`, 'changed', []],
  ['on one line', good, JSON.stringify(JSON.parse(good)), 'changed', []],
  ['in another order', good, JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(Object.entries((JSON.parse(good) as { packages: Raw }).packages).reverse()) }), 'changed', []],
])('a lockfile %s', (_, before, after, change, expected) => {
  const { reading, changes } = compare(before, after);
  expect(reading).toMatchObject({ change, coverage: { kind: 'complete' }, problems: [] });
  expect(brief(changes)).toEqual(expected);
});

describe('an entry that cannot be read', () => {
  let nested: unknown = 'x';
  for (let level = 0; level < 100; level++) nested = { nested };
  test.each<[string, string, unknown, string]>([
    ['a text', 'node_modules/a', 'x', 'LOCKFILE_MALFORMED'], ['null', 'node_modules/a', null, 'LOCKFILE_MALFORMED'], ['a list', 'node_modules/a', [], 'LOCKFILE_MALFORMED'],
    ['a number as version', 'node_modules/a', { version: 1 }, 'LOCKFILE_MALFORMED'], ['dependencies as a list', 'node_modules/a', { ...entry('a', '1.0.1'), dependencies: ['x'] }, 'LOCKFILE_MALFORMED'],
    ['a list of pins', 'node_modules/a', { version: '1.0.0', integrity: ['x'] }, 'LOCKFILE_MALFORMED'], ['no version', 'node_modules/a', {}, 'LOCKFILE_MALFORMED'],
    ['a link to nowhere', 'node_modules/a', { link: true }, 'LOCKFILE_MALFORMED'], ['an impossible name', 'node_modules/a', { ...entry('a', '1.0.1'), name: '../x' }, 'LOCKFILE_MALFORMED'],
    ['a dot in its location', 'node_modules/./a', entry('a', '6.6.6'), 'LOCKFILE_MALFORMED'], ['two dots', 'node_modules/x/../a', entry('a', '6.6.6'), 'LOCKFILE_MALFORMED'],
    ['a backslash', 'node_modules\\a', entry('a', '6.6.6'), 'LOCKFILE_MALFORMED'], ['a doubled slash', 'node_modules//a', entry('a', '6.6.6'), 'LOCKFILE_MALFORMED'],
    ['a scope alone', 'node_modules/@a', entry('a', '6.6.6'), 'LOCKFILE_MALFORMED'], ['a folder within a package', 'node_modules/a/lib/b', entry('b', '6.6.6'), 'LOCKFILE_MALFORMED'],
    ['deep nesting', 'node_modules/a', { ...entry('a', '1.0.1'), engines: nested }, 'LOCKFILE_LIMIT'],
  ])('%s', (_, location, raw, code) => {
    const { reading } = compare(good, edit((document) => { document.packages[location] = raw; }));
    expect(reading.problems).toMatchObject([{ code, location }]);
    expect(reading.coverage).toMatchObject({ kind: 'partial', code });
  });
  test('a bad entry at base is no baseline', () => {
    expect(brief(compare(edit((document) => { document.packages['node_modules/a'] = { version: 1 }; }), good).changes)).toEqual(['added node_modules/a a@1.0.0']);
  });
  test('prototype names are names', () => {
    const text = good.replace('"node_modules/a"', '"__proto__": {"version":"1.0.0"}, "constructor": {}, "node_modules/__proto__": {"version":"1.0.0"}, "node_modules/a"');
    expect(brief(compare(good, text).changes)).toEqual(['added node_modules/__proto__ __proto__@1.0.0']);
  });
});

describe('a key that stands twice', () => {
  const evil = JSON.stringify(entry('a', '1.0.1', { integrity: 'sha512-evil' }));
  const inPlace = good.replace('"version": "1.0.0",\n      "resolved": "https://registry.example/a/', '"version": "1.0.0",\n      "scripts": {},\n      "scripts": {"install": "x"},\n      "resolved": "https://registry.example/a/');
  test.each<[string, string, string, string]>([
    ['hidden at the end of another line', good.replace('"node_modules/b": {', '"node_modules/b": {},\n    "node_modules/b": {').replace(/\}\n {2}\}\n\}\n$/, `}, "node_modules/a": ${evil}\n  }\n}\n`), 'node_modules/b', 'node_modules/b'],
    ['an entry, written once more on the last line', good.replace(/\}\n {2}\}\n\}\n$/, `}, "node_modules/a": ${evil}\n  }\n}\n`), 'node_modules/a', 'node_modules/a'],
    ['with an escape in its name', good.replace(/\}\n {2}\}\n\}\n$/, `}, "node_modules\\/\\u0061": ${evil}\n  }\n}\n`), 'node_modules/a', 'node_modules/a'],
    ['inside an entry', inPlace, 'node_modules/a', 'scripts'],
    ['the losing copy first, before another entry on its line', good.replace('"node_modules/a": {', `"node_modules/b": ${evil}, "node_modules/a": {`), 'node_modules/b', 'node_modules/b'],
    ['the losing copy first, in an entry that so reads as before', good.replace('"version": "1.0.0",', '"version": "6.6.6", "version": "1.0.0",'), '', 'version'],
    ['the losing copy first, deep in an entry that was edited too', good.replace('"node_modules/a": {', '"node_modules/a": {"bin": {"x": "evil.js", "x": "x.js"},'), 'node_modules/a', 'x'],
    ['the losing copy first, with a number that is shorter than as it is read', good.replace('"node_modules/a": {', '"node_modules/a": {"scripts":{},"scripts":{}, "n": 1e20,'), 'node_modules/a', 'scripts'],
    ["of the document's own, on one line", good.replace('"lockfileVersion": 3', '"lockfileVersion": 1, "lockfileVersion": 3'), '', 'lockfileVersion'],
    ['the losing section first, on one line', good.replace('"packages": {', '"packages": {}, "packages": {'), '', 'packages'],
    ['all on one line', JSON.stringify(JSON.parse(good)).replace('"node_modules/a":{', '"node_modules/a":{"bin":{},"bin":{},'), 'node_modules/a', 'bin'],
    ['the whole section', good.replace(/\n\}\n$/, `, "packages": {"": {}, "node_modules/a": ${evil}, "node_modules/b": ${JSON.stringify(packages['node_modules/b'])}}}`), '', 'packages'],
  ])('%s', (_, text, location, key) => {
    expect(() => { JSON.parse(text); }).not.toThrow();
    const { reading } = compare(good, text);
    expect(reading.problems).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'LOCKFILE_AMBIGUOUS', location, data: expect.objectContaining({ reason: 'duplicate-key', key }) })]));
  });
  test('one that stood at base just so is not told again', () => {
    const [before, , after] = [inPlace, '', inPlace.replace('"version": "1.0.0",\n      "resolved": "https://registry.example/b/-/b-1.0.0', '"version": "1.0.1",\n      "resolved": "https://registry.example/b/-/b-1.0.1')];
    expect(after).not.toBe(before);
    expect(compare(before, after).reading.problems).toEqual([]);
    expect(compare(undefined, before).reading.problems).toMatchObject([{ data: { reason: 'duplicate-key', key: 'scripts' } }]);
  });
  test('lockfiles as npm writes them have none', () => {
    for (const name of ['app', 'workspaces-v2', 'mixed-v2']) expect(compare(undefined, fixture(name)).reading.problems).toEqual([]);
  });
});

describe('a manifest that its lockfile does not answer', () => {
  const manifest = (dependencies: Raw, more: Raw = {}): string => JSON.stringify({ name: 'app', dependencies, ...more }, null, 2);
  const before = manifest({ a: '1', b: '1' });
  test.each<[string, string, string[]]>([
    ['a dependency that is not locked', manifest({ a: '1', b: '1', evil: '^1.0.0' }), ['unlocked']],
    ['a range that the locked version does not meet', manifest({ a: '^2.0.0', b: '1' }), ['unsatisfied']],
    ['an optional one', manifest({ a: '1', b: '1' }, { optionalDependencies: { evil: '1' } }), []],
    ['what it answers', manifest({ a: '1.x', b: '1' }), []],
  ])('%s', (_, after, reasons) => {
    const { reading } = compare(good, good, { 'package.json': { before, after } });
    expect(reading.problems.map((problem) => [problem.code, problem.data['reason']])).toEqual(reasons.map((reason) => ['LOCKFILE_INCOMPLETE', reason]));
  });
  test('a manifest that is no JSON', () => {
    expect(compare(good, good, { 'package.json': { before, after: '{' } }).reading.problems).toMatchObject([{ code: 'MANIFEST_MALFORMED', data: { path: 'package.json' } }]);
  });
});
