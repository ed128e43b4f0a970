import { describe, expect, test } from '@jest/globals';
import { buildGraph, type Graph } from '../../../src/lockfiles/graph.js';
import { parseNpm } from '../../../src/lockfiles/npm/parse.js';
import { registries, root } from '../fixtures.js';
import { manifestsOf, oracles, type Oracle, type OracleNode } from './oracle.fixtures.js';

// Lockfiles of 13 real projects as six majors of npm wrote them, versions 1 to 4. The tree that npm itself makes of each is the authority.
const types: { [field: string]: string } = { dependencies: 'prod', devDependencies: 'dev', optionalDependencies: 'optional', peerDependencies: 'peer' };

function ours({ files }: Oracle): Graph {
  const parsed = parseNpm(files['package-lock.json']!, { root, registries, manifests: manifestsOf(files), declared: 'both' });
  if (parsed.kind === 'failed') throw new Error(parsed.problem.code);
  return buildGraph(parsed.lockfile);
}

const installed = ({ at }: OracleNode): boolean => at.includes('node_modules/');
let edges = 0;

test('there are lockfiles of six versions of npm and of four of the format', () => {
  expect([new Set(oracles.map((one) => one.version)).size, oracles.length]).toEqual([6, 79]);
  expect([...new Set(oracles.map((one) => ours(one).lockfile.version))].sort()).toEqual(['1', '2', '3', '4']);
});

describe.each(oracles.map((one) => [one.version, one.project, one] as const))('npm %s, %s', (_version, _project, one) => {
  const graph = ours(one);

  test('is read without a problem', () => {
    expect([...graph.lockfile.problems, ...graph.lockfile.repeated()]).toEqual([]);
  });
  test('holds the same packages under the same names and versions', () => {
    const mine = graph.lockfile.packages.map((location) => {
      const { name, version, origin } = graph.package(location)!;
      return `${location} ${name} ${origin.kind === 'workspace' || origin.kind === 'link' ? '' : version}`;
    });
    expect(mine.sort()).toEqual(one.view.nodes.filter(installed).map((node) => `${node.at} ${node.name} ${node.version}`).sort());
  });
  test('has the same edges', () => {
    for (const node of one.view.nodes) {
      if (node.link) continue;
      const workspaces = new Set(node.edges.filter(([type]) => type === 'workspace').map(([, name]) => name));
      const mine = new Set(graph.lockfile.edgesOf(node.at).filter((edge) => !workspaces.has(edge.name))
        .map((edge) => `${types[edge.field]}${edge.optional ? 'Optional' : ''} ${edge.name} ${edge.spec} -> ${edge.to ?? 'nothing'}`));
      const theirs = node.edges.filter(([type]) => type !== 'workspace').map(([type, name, spec, to]) => `${type} ${name} ${spec} -> ${to ?? 'nothing'}`);
      expect({ at: node.at, edges: [...mine].sort() }).toEqual({ at: node.at, edges: theirs.sort() });
      edges += theirs.length;
    }
  });
  test('reaches packages in the same ways', () => {
    for (const node of one.view.nodes) {
      if (!installed(node) || node.link) continue;
      const reach = graph.reach(node.at);
      const required = reach.runtime || reach.peer;
      const has = (flag: string): boolean => node.flags.includes(flag);
      if (has('extraneous') || !(required || reach.optional || reach.development)) {
        expect({ at: node.at, reached: required || reach.development }).toEqual({ at: node.at, reached: false });
        continue;
      }
      expect({ at: node.at, dev: !(required || reach.optional), always: required, peer: has('peer') && reach.runtime })
        .toEqual({ at: node.at, dev: has('dev'), always: !has('dev') && !has('optional') && !has('devOptional'), peer: false });
    }
  });
  test('takes the same packages from their carrier', () => {
    const theirs = one.view.nodes.flatMap((node) => (node.carrier === undefined ? [] : [`${node.at} in ${node.carrier}`]));
    const mine = graph.lockfile.packages.flatMap((location) => {
      const { origin } = graph.package(location)!;
      return origin.kind === 'bundled' ? [`${location} in ${location.slice(0, -origin.path.length - 1)}`] : [];
    });
    expect(mine.sort()).toEqual(theirs.sort());
  });
  test("does not contradict npm's own marks", () => {
    expect(graph.lockfile.packages.flatMap((location) => graph.lockfile.contradictions(location, graph.reach(location)).map((mark) => `${location} ${mark.key}`))).toEqual([]);
  });
});

test('many edges were compared', () => {
  expect(edges).toBeGreaterThan(25_000);
});
