import { describe, expect, test } from '@jest/globals';
import type { LockedEntry, ParsedLockfile } from '../../../src/lockfiles/format.js';
import { buildGraph } from '../../../src/lockfiles/graph.js';
import { read, special } from './fixtures.js';

function entry(file: ParsedLockfile, location: string): LockedEntry {
  const reading = file.read(location);
  if (reading.kind === 'problem') throw new Error(JSON.stringify(reading.problem));
  return reading.entry;
}

const brief = ({ name, version, alias, origin, integrity, resolved }: LockedEntry): unknown => ({
  is: `${alias === undefined ? '' : `${alias}=`}${name}@${version}`, origin: { ...origin, ecosystem: undefined }, pins: integrity.digests.map((digest) => digest.algorithm), ...(resolved === undefined ? {} : { resolved }),
});

const registry = (name: string, version: string): object => ({ kind: 'registry', registry: 'default', name, version });

describe('Yarn 1', () => {
  const { text, manifests } = special('1.22.22');
  const file = read(text, { manifests, oid: (path) => `oid of ${path}` });

  test.each<[string, unknown]>([
    ['alias@npm:is-number@7.0.0', { is: 'alias=is-number@7.0.0', origin: registry('is-number', '7.0.0'), pins: ['sha512'], resolved: 'https://registry.example/is-number/-/is-number-7.0.0.tgz' }],
    ['folder@0.1.0', { is: 'folder@0.1.0', origin: { kind: 'link', path: 'vendor/folder' }, pins: [] }],
    ['linked@0.0.0', { is: 'linked@0.0.0', origin: { kind: 'link', path: 'vendor/linked' }, pins: [] }],
    ['from-file@2.0.0', { is: 'from-file@2.0.0', origin: { kind: 'repository', path: 'vendor/from-file.tgz', oid: 'oid of vendor/from-file.tgz' }, pins: ['sha1'], resolved: 'file:./vendor/from-file.tgz' }],
    ['from-git@1.0.0', { is: 'from-git@1.0.0', origin: { kind: 'git', url: 'git+https://git.example/from-git.git', commit: expect.stringMatching(/^[0-9a-f]{40}$/) }, pins: [], resolved: 'git+https://git.example/from-git.git' }],
    ['from-http@2.0.0', { is: 'from-http@2.0.0', origin: { kind: 'url', url: 'https://git.example/from-http.tgz' }, pins: ['sha1'], resolved: 'https://git.example/from-http.tgz' }],
  ])('%s', (location, expected) => {
    expect(brief(entry(file, location))).toEqual(expected);
  });

  test('what `resolutions` put in its place is what is asked for', () => {
    const edges = ['workspace:packages/one', 'workspace:packages/two', 'is-odd@3.0.1'].flatMap((from) => file.edgesOf(from)).filter(({ name }) => name === 'kind-of' || name === 'is-number');
    expect(edges.filter(({ name }) => name === 'kind-of').map(({ spec, to, resolved }) => ({ spec, to, resolved }))).toEqual([
      { spec: '6.0.2', to: 'kind-of@6.0.2', resolved: true }, { spec: '6.0.2', to: 'kind-of@6.0.2', resolved: true },
    ]);
    expect(edges.filter(({ name }) => name === 'is-number').map(({ to }) => to)).toContain('is-number@4.0.0');
  });

  test('a workspace of a fitting version is taken before any entry', () => {
    expect(file.edgesOf('workspace:packages/one').find(({ name }) => name === '@acme/two')).toEqual({ from: 'workspace:packages/one', name: '@acme/two', spec: '^1.0.0', field: 'dependencies', to: 'workspace:packages/two' });
  });

  test('holds nothing that cannot be read', () => {
    expect([...file.problems, ...file.packages.filter((location) => file.read(location).kind === 'problem')]).toEqual([]);
  });
});

describe.each(['3.8.7', '4.18.1'])('Yarn %s', (release) => {
  const { text, manifests, settings, info } = special(release);
  const file = read(text, { manifests, settings, declared: 'both', oid: (path) => `oid of ${path}` });
  const graph = buildGraph(file);
  const at = (start: string): string => file.packages.find((location) => location.startsWith(start))!;

  test.each<[string, unknown]>([
    ['is-number@npm:7', { is: 'alias=is-number@7.0.0', origin: registry('is-number', '7.0.0'), pins: [] }],
    ['folder@', { is: 'folder@0.1.0', origin: { kind: 'link', path: 'vendor/folder' }, pins: [], resolved: './vendor/folder' }],
    ['linked@', { is: 'linked@0.0.0-use.local', origin: { kind: 'link', path: 'vendor/linked' }, pins: [], resolved: './vendor/linked' }],
    ['ported@', { is: 'ported@0.0.0-use.local', origin: { kind: 'link', path: 'vendor/ported' }, pins: [], resolved: './vendor/ported' }],
    ['from-file@', { is: 'from-file@2.0.0', origin: { kind: 'repository', path: 'vendor/from-file.tgz', oid: 'oid of vendor/from-file.tgz' }, pins: [], resolved: './vendor/from-file.tgz' }],
    ['from-git@', { is: 'from-git@1.0.0', origin: { kind: 'git', url: 'https://git.example/from-git.git', commit: expect.stringMatching(/^[0-9a-f]{40}$/) }, pins: [], resolved: 'https://git.example/from-git.git' }],
    ['from-http@', { is: 'from-http@2.0.0', origin: { kind: 'url', url: 'https://git.example/from-http.tgz' }, pins: [], resolved: 'https://git.example/from-http.tgz' }],
    ['left-pad@patch', { is: 'left-pad@1.3.0', origin: { kind: 'patched', base: { ...registry('left-pad', '1.3.0'), ecosystem: 'npm' }, patch: './patches/left-pad.patch#3ae32c' }, pins: [] }],
    ['typescript@patch', { is: 'typescript@4.1.6', origin: { kind: 'patched', base: { ...registry('typescript', '4.1.6'), ecosystem: 'npm' }, patch: 'builtin<compat/typescript>' }, pins: [] }],
  ])('%s', (start, expected) => {
    expect(brief(entry(file, at(start)))).toEqual(expected);
  });

  test('keeps its own checksum apart from digests', () => {
    const { integrity } = entry(file, 'is-number@npm:6.0.0');
    expect(integrity).toEqual({ digests: [], malformed: [], pinned: 'none', yarnCache: { key: release.startsWith('4') ? '10c0' : '8', value: expect.stringMatching(/^[0-9a-f]{128}$/) } });
  });

  test("has Yarn's own edges", () => {
    const names = new Map(file.importers.map(({ location, name, directory }) => [location, `${name}@workspace:${directory === '' ? '.' : directory}`]));
    const of = (location: string): string => names.get(location) ?? location;
    const mine = [...names.keys(), ...file.packages].flatMap((location) => file.edgesOf(location))
      .filter((edge) => !(edge.from.includes('@patch:') && edge.resolved === true) && edge.field !== 'peerDependencies')
      .map((edge) => `${of(edge.from)} > ${edge.name} > ${edge.to === undefined ? 'nothing' : of(edge.to)}`);
    const plain = (locator: string): string => locator.replace(/@virtual:[0-9a-f]+#/, '@');
    const theirs = info.flatMap(({ value, children }) => (children.Dependencies ?? []).map(({ descriptor, locator }) => `${plain(value)} > ${descriptor.slice(0, descriptor.indexOf('@', 1))} > ${plain(locator)}`));
    // `packageExtensions` add what no entry holds: it is told as asked for by the root.
    const extended = 'special@workspace:. > is-arrayish > is-arrayish@npm:0.3.4';
    expect(mine.filter((line) => line !== extended).filter((line) => !theirs.includes(line))).toEqual([]);
    expect(theirs.filter((line) => !mine.includes(line)).map((line) => line.split(' > ')[1])).toEqual(['is-arrayish', 'is-arrayish']);
    expect(mine).toContain(extended);
  });

  test('reads how each is reached', () => {
    expect(graph.reach(at('fsevents@patch'))).toEqual({ runtime: false, development: false, optional: true, peer: false });
    expect(graph.reach('is-obj@npm:3.0.0')).toEqual({ runtime: false, development: true, optional: false, peer: false });
    expect(graph.reach('is-number@npm:4.0.0')).toMatchObject({ runtime: true });
  });

  test('holds nothing that cannot be read', () => {
    expect([...file.problems, ...file.packages.filter((location) => file.read(location).kind === 'problem')]).toEqual([]);
  });
});
