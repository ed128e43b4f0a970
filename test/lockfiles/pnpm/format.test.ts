import { describe, expect, test } from '@jest/globals';
import { formatOf } from '../../../src/lockfiles/index.js';
import { pnpm } from '../../../src/lockfiles/pnpm/format.js';
import { entries, entry, fixture, lock, parsed, withEnvironment } from './fixtures.js';

describe('which files make a lockfile', () => {
  test.each(['pnpm-lock.yaml', 'a/pnpm-lock.yaml', 'pnpm-lock.feature!x.yaml'])('%s', (path) => {
    expect(formatOf(path)?.id).toBe('pnpm');
  });
  test.each(['pnpm-lock.yml', 'xpnpm-lock.yaml', 'pnpm-lock..yaml.txt', 'pnpm-workspace.yaml'])('not %s', (path) => {
    expect(formatOf(path)).toBeUndefined();
  });
  test('its manifests and settings; a branch has one of its own', () => {
    const files = ['.npmrc', 'package.json', 'pnpm-lock.feature.yaml', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'packages/a/package.json', 'packages/a/.npmrc', 'packages/a/node_modules/b/package.json', 'other/package.json', 'other/pnpm-lock.yaml'];
    expect(pnpm.matches(files)).toEqual([
      { root: { lockfile: 'other/pnpm-lock.yaml', directory: 'other' }, manifests: ['other/package.json'], settings: [] },
      ...['pnpm-lock.feature.yaml', 'pnpm-lock.yaml'].map((lockfile) => ({ root: { lockfile, directory: '' }, manifests: ['package.json', 'packages/a/package.json', 'other/package.json'], settings: ['.npmrc', 'pnpm-workspace.yaml'] })),
    ]);
  });
});

test.each<[string, { [path: string]: string }, string[]]>([
  ['the workspace file', { 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - "!**/test/**"\n' }, ['packages/*', '!**/test/**']],
  ['a workspace file for settings only, whatever the manifest says', { 'pnpm-workspace.yaml': 'overrides: {}\n', 'package.json': '{"workspaces":["x"]}' }, []],
  ['a workspace file that is none', { 'pnpm-workspace.yaml': 'packages: [\n' }, []],
  ['the manifest', { 'package.json': '{"workspaces":["x"]}' }, ['x']],
])('workspaces are named by %s', (_, files, patterns) => {
  expect(pnpm.workspaces({ lockfile: 'pnpm-lock.yaml', directory: '' }, new Map(Object.entries(files)))).toEqual(patterns);
});

describe('lines', () => {
  const lines = (text: string): string[] => text.split(/\r?\n/);
  /** The text of the lines that are given for a location, without indentation. */
  const shown = (text: string, location: string): string | undefined => {
    const range = pnpm.locate(text, new Set([location])).get(location);
    return range && lines(text).slice(range.line - 1, range.endLine).map((line) => line.trim()).join(' | ').replace(/sha512-[^}, |]+/, '…');
  };
  const text = lock({}, { ...entries({ 'a@1.0.0': {}, '@acme/x@1.0.0': {} }), 'p@1.0.0(react@18.0.0)': entry('p'), 'q@1.0.0(react@18.0.0)': entry('q') });
  test.each<[string, string, string, string | undefined]>([
    ['an entry', text, 'a@1.0.0', 'a@1.0.0: | resolution: | integrity: >-'],
    ['the last variant', text, 'q@1.0.0(react@18.0.0)', 'q@1.0.0: | resolution: | integrity: >-'],
    ['nothing', text, 'b@1.0.0', undefined],
    ['an entry of version 5', fixture('special-5.yaml'), '/use-sync-external-store/1.7.0_react@17.0.2', '/use-sync-external-store/1.7.0_react@17.0.2: | resolution: {integrity: …} | peerDependencies: | react: ^16.8.0 || ^17.0.0 || ^18.0.0 || ^19.0.0 | dependencies: | react: 17.0.2 | dev: false'],
    ['an entry of version 6', fixture('special-6.yaml'), '/ms@2.1.2', '/ms@2.1.2: | resolution: {integrity: …} | dev: true'],
    ['a variant of version 9', fixture('special-9.yaml'), 'use-sync-external-store@1.7.0(react@17.0.2)', 'use-sync-external-store@1.7.0: | resolution: {integrity: …} | peerDependencies: | react: ^16.8.0 || ^17.0.0 || ^18.0.0 || ^19.0.0'],
    ['a folder, with CRLF', fixture('special-9.yaml').replaceAll('\n', '\r\n'), '@acme/a@file:packages/a(react@18.3.1)', "'@acme/a@file:packages/a': | resolution: {directory: packages/a, type: directory} | peerDependencies: | react: '>=17'"],
    ['the first document', fixture('special-9-two-documents.yaml'), 'env:@pnpm/plugin-types-fixer@0.1.0', "'@pnpm/plugin-types-fixer@0.1.0': | resolution: {integrity: …}"],
    ['the second document', fixture('special-9-two-documents.yaml'), 'ms@2.1.2', 'ms@2.1.2: | resolution: {integrity: …}'],
    ['a variant without an entry', "lockfileVersion: '9.0'\nsnapshots:\n\n  x@file:x: {}\n", 'x@file:x', 'x@file:x: {}'],
    ['keys in double quotes', "packages:\n\n  \"@a/b@1.0.0\":\n    resolution: {}\n", '@a/b@1.0.0', '"@a/b@1.0.0": | resolution: {}'],
  ])('of %s', (_, written, location, expected) => {
    if (expected?.includes('>-')) expect(shown(written, location)?.startsWith(expected.slice(0, 12))).toBe(true);
    else expect(shown(written, location)?.replace(/ \| (?:engines|hasBin): [^|]*(?= \||$)/g, '')).toBe(expected);
  });
  test('of every package that pnpm wrote', () => {
    for (const name of ['special-5.yaml', 'special-6.yaml', 'special-9.yaml', 'special-9-two-documents.yaml']) {
      const { packages } = parsed(fixture(name));
      const found = pnpm.locate(fixture(name), new Set(packages));
      expect(packages.filter((location) => !found.has(location))).toEqual(['link:vendor/folder']);
      expect([...found.values()].filter(({ line, endLine }) => endLine < line || !lines(fixture(name))[line - 1]!.trimEnd().endsWith(':'))).toEqual([]);
    }
  });
  test('of a variant that has an entry of its own', () => {
    const six = "lockfileVersion: '6.0'\npackages:\n  /a@1.0.0:\n    resolution: {}\n  /a@1.0.0(b@1.0.0):\n    resolution: {}\n";
    expect(pnpm.locate(six, new Set(['/a@1.0.0(b@1.0.0)']))).toEqual(new Map([['/a@1.0.0(b@1.0.0)', { line: 5, endLine: 6 }]]));
  });
  test('of the first document with CRLF', () => {
    const both = withEnvironment(text, { p: '1.0.0' }, entries({ 'p@1.0.0': {} })).replaceAll('\n', '\r\n');
    const range = pnpm.locate(both, new Set(['env:p@1.0.0', 'a@1.0.0']));
    expect([...range].map(([location, { line }]) => [location, lines(both)[line - 1]])).toEqual([['env:p@1.0.0', '  p@1.0.0:'], ['a@1.0.0', '  a@1.0.0:']]);
  });
});

describe('catalogs', () => {
  test('of the workspace file, with their lines', () => {
    const catalogs = pnpm.catalogs!('app/pnpm-workspace.yaml', "packages: [x]\ncatalog:\n  a: ^1.0.0\n  '@b/c': \"2\"\ncatalogs:\n  react17:\n    # the old one\n    react: ^17.0.2\n  empty: {}\n  bad: [x]\n");
    expect([...catalogs].map(([name, members]) => [name, [...members]])).toEqual([
      ['default', [['a', { spec: '^1.0.0', line: 3, endLine: 3 }], ['@b/c', { spec: '2', line: 4, endLine: 4 }]]],
      ['react17', [['react', { spec: '^17.0.2', line: 8, endLine: 8 }]]],
    ]);
  });
  test.each([['another file', 'package.json', 'catalog: {a: 1}'], ['a broken file', 'pnpm-workspace.yaml', 'catalog: {a: 1'], ['an empty file', 'pnpm-workspace.yaml', '']])('none of %s', (_, path, text) => {
    expect(pnpm.catalogs!(path, text).size).toBe(0);
  });
});
