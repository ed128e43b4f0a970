import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { graphOf } from './fixtures.js';

function read(name: string): ReturnType<typeof graphOf> {
  const file = (path: string): string => readFileSync(new URL(`fixtures/${name}/${path}`, import.meta.url), 'utf8');
  return graphOf(file('bun.lock'), { manifests: new Map([['package.json', file('package.json')]]), declared: 'both', oid: (path) => `oid of ${path}` });
}

test('catalogs, patch, override, git, tarballs and what a tarball carries', () => {
  const graph = read('special');
  expect([...graph.lockfile.problems, ...graph.lockfile.repeated()]).toEqual([]);
  const origin = (key: string): unknown => graph.package(key)?.origin;
  expect(origin('is-odd')).toMatchObject({ kind: 'patched', base: { kind: 'registry', name: 'is-odd' }, patch: 'patches/is-odd@3.0.1.patch#oid of patches/is-odd@3.0.1.patch' });
  expect(origin('gitted')).toEqual({ kind: 'git', url: 'git+https://git.example/gitted.git', commit: '6c273e432d3077d7c42e0cca5b4b62c09e778e63' });
  expect(origin('tarred')).toEqual({ kind: 'repository', path: 'vendor/tarred-1.2.3.tgz', oid: 'oid of vendor/tarred-1.2.3.tgz' });
  expect([graph.package('remote')?.name, graph.package('remote')?.alias, origin('remote')]).toEqual(['tarred', 'remote', { kind: 'url', url: 'https://files.example/tarred-1.2.3.tgz' }]);
  expect(origin('npm/@isaacs/string-locale-compare')).toEqual({ kind: 'bundled', parent: origin('npm'), path: 'node_modules/@isaacs/string-locale-compare' });
  expect(graph.lockfile.edgesOf('').map((edge) => [edge.name, edge.spec, edge.to]).slice(0, 3)).toEqual([['tarred', 'file:./vendor/tarred-1.2.3.tgz', 'tarred'], ['ms', 'catalog:', 'ms'], ['debug', 'catalog:old', 'debug']]);
  expect(graph.lockfile.packages.filter((key) => graph.package(key)?.origin.kind === 'bundled')).toHaveLength(68);
});

test('workspaces, alias, linked folder, trust, optional package and peer', () => {
  const graph = read('folders');
  expect([...graph.lockfile.problems, ...graph.lockfile.repeated()]).toEqual([]);
  expect(graph.lockfile.importers.map((one) => one.location)).toEqual(['', 'workspace:packages/core', 'workspace:packages/ui']);
  expect(graph.lockfile.edgesOf('workspace:packages/ui').map((edge) => `${edge.field} ${edge.name} -> ${edge.to ?? ''}`)).toEqual(['dependencies @acme/core -> workspace:packages/core', 'dependencies ms -> @acme/ui/ms', 'peerDependencies react -> react']);
  expect(graph.package('old')).toMatchObject({ name: 'lodash', version: '3.10.1', alias: 'old' });
  expect([graph.package('linked')?.origin, graph.lockfile.edgesOf('linked').map((edge) => edge.to)]).toEqual([{ kind: 'link', path: 'vendor/link' }, ['linked/ms']]);
  expect([graph.package('esbuild')?.raw['trusted'], graph.package('ms')?.raw['trusted']]).toEqual([true, undefined]);
  expect([graph.reach('fsevents'), graph.reach('react-dom')]).toEqual([{ runtime: false, development: false, optional: true, peer: false }, { runtime: false, development: true, optional: false, peer: false }]);
});
