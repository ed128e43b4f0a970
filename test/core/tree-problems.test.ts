import { expect, test } from '@jest/globals';
import { treeProblems } from '../../src/core/tree-problems.js';
import type { TreeEntry } from '../../src/core/tree.js';

const problemsOf = (...paths: string[]) => treeProblems({ entries: new Map(paths.map((path): [string, TreeEntry] => [path, { path, mode: '100644', oid: path }])), unread: [] });
const collision = (...paths: string[]) => ({ kind: 'collision', paths });
const disguise = (path: string, reads: string) => ({ kind: 'disguise', path, reads });

test.each<[string, string[], object[]]>([
  ['nothing', ['package.json', 'a/package.json', 'src/Index.js', 'src/index.js', 'Cargo.lock', 'Gemfile', 'README.md', 'readme.md'], []],
  ['case of the name', ['package-lock.json', 'Package-Lock.json'], [collision('Package-Lock.json', 'package-lock.json'), disguise('Package-Lock.json', 'package-lock.json')]],
  ['case of a folder', ['App/yarn.lock', 'app/yarn.lock'], [collision('App/yarn.lock', 'app/yarn.lock')]],
  ['normalisation of a folder', ['caf\u00e9/package.json', 'cafe\u0301/package.json'], [collision('cafe\u0301/package.json', 'caf\u00e9/package.json')]],
  ['a lone one in disguise', ['x/Package.json'], [disguise('x/Package.json', 'package.json')]],
  ['characters that HFS+ leaves out', ['package\u200d.json'], [disguise('package\u200d.json', 'package.json')]],
  ['trailing dots and spaces', ['package.json. .', 'package.json'], [collision('package.json', 'package.json. .'), disguise('package.json. .', 'package.json')]],
  ['capitals that are right, and wrong', ['cargo.lock', 'b/Cargo.lock'], [disguise('cargo.lock', 'Cargo.lock')]],
  ['two right spellings', ['Manifest.toml', 'a/manifest.toml', 'NuGet.Config', 'a/nuget.config'], []],
  ['ordinary files', ['description', 'a/workspace', 'project.toml', 'makefile', 'Requirements.txt'], []],
  ['the policy', ['.github/Mergewarden.yml'], [disguise('.github/Mergewarden.yml', 'mergewarden.yml')]],
  ['settings', ['.NPMRC', '.gitAttributes'], [disguise('.NPMRC', '.npmrc'), disguise('.gitAttributes', '.gitattributes')]],
])('%s', (_name, paths, expected) => expect(problemsOf(...paths)).toEqual(expected));

test('other names on request', () => {
  const tree = { entries: new Map([['A.lock', { path: 'A.lock', mode: '100644' as const, oid: '1' }], ['a.lock', { path: 'a.lock', mode: '100644' as const, oid: '2' }]]), unread: [] };
  expect(treeProblems(tree, (name) => name === 'a.lock')).toEqual([collision('A.lock', 'a.lock'), disguise('A.lock', 'a.lock')]);
});

test('a link or a submodule in place of a folder on the way to a file', () => {
  const entries = (mode: TreeEntry['mode'], at: string, file: string) => treeProblems({ entries: new Map([[at, { path: at, mode, oid: '1' }], [file, { path: file, mode: '100644' as const, oid: '2' }]]), unread: [] });
  for (const mode of ['120000', '160000'] as const) expect(entries(mode, 'App', 'app/x/package.json')).toEqual([collision('App', 'app/x/package.json')]);
  expect(entries('120000', 'App', 'application/package.json')).toEqual([]);
  expect(entries('120000', 'Docs', 'docs/readme.md')).toEqual([]);
  expect(entries('100644', 'App', 'app/package.json')).toEqual([]);
});
