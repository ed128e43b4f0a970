import Arborist from '@npmcli/arborist';
import { describe, expect, test } from '@jest/globals';
import { buildGraph, type Graph } from '../../../src/lockfiles/graph.js';
import { parseNpm } from '../../../src/lockfiles/npm/parse.js';
import { fixture, fixtureFolder, registries, root } from '../fixtures.js';

// npm's own tree of the same lockfile is the authority for what asks for what and how it is reached. `rawSpec` is the spec before overrides.
const names = ['app', 'workspaces-v2', 'mixed-v2'];

interface Node {
  location: string; isLink: boolean; isProjectRoot: boolean; dev: boolean; optional: boolean; devOptional: boolean; peer: boolean; extraneous: boolean; inDepBundle: boolean; getBundler(): Node | null;
  packageName: string | null; version: string; target: Node; edgesOut: Map<string, { type: string; name: string; rawSpec: string; to: Node | null }>;
}

async function arboristTree(name: string): Promise<Node[]> {
  const tree = await new Arborist({ path: fixtureFolder(name) }).loadVirtual();
  return [...tree.inventory.values()] as unknown as Node[];
}

function ours(name: string): Graph {
  const parsed = parseNpm(fixture(name), { root, registries });
  if (parsed.kind === 'failed') throw new Error(parsed.problem.code);
  return buildGraph(parsed.lockfile);
}

const types: { [field: string]: string } = { dependencies: 'prod', devDependencies: 'dev', optionalDependencies: 'optional', peerDependencies: 'peer' };

describe.each(names)('%s', (name) => {
  test('holds the same packages under the same names and versions', async () => {
    const nodes = (await arboristTree(name)).filter((node) => node.location.includes('node_modules/'));
    const graph = ours(name);
    const theirs = nodes.map((node) => `${node.location} ${node.packageName} ${node.isLink ? '' : node.version}`).sort();
    const mine = graph.lockfile.packages.map((location) => {
      const own = graph.package(location)!;
      return `${location} ${own.name} ${own.raw['link'] === true ? '' : own.version}`;
    }).sort();
    expect(mine).toEqual(theirs);
  });

  test('has the same edges', async () => {
    const graph = ours(name);
    for (const node of await arboristTree(name)) {
      if (node.isLink) continue;
      const location = node.isProjectRoot ? '' : node.location;
      const theirs = [...node.edgesOut.values()].filter((edge) => edge.type !== 'workspace').map((edge) => `${edge.type} ${edge.name} ${edge.rawSpec} -> ${edge.to?.location ?? 'nothing'}`).sort();
      const workspaces = new Set([...node.edgesOut.values()].filter((edge) => edge.type === 'workspace').map((edge) => edge.name));
      const mine = graph.lockfile.edgesOf(location).filter((edge) => !workspaces.has(edge.name))
        .map((edge) => `${types[edge.field]}${edge.optional ? 'Optional' : ''} ${edge.name} ${edge.spec} -> ${edge.to ?? 'nothing'}`).sort();
      expect({ location, edges: mine }).toEqual({ location, edges: theirs });
    }
  });

  test('reaches packages in the same ways', async () => {
    const graph = ours(name);
    for (const node of await arboristTree(name)) {
      if (!node.location.includes('node_modules/') || node.isLink) continue;
      const reach = graph.reach(node.location);
      const all = reach.runtime || reach.development || reach.optional || reach.peer;
      if (node.extraneous || !all) {
        expect({ at: node.location, reached: reach.runtime || reach.development || reach.peer }).toEqual({ at: node.location, reached: false });
        continue;
      }
      const always = reach.runtime || reach.peer;
      expect({ at: node.location, dev: !(always || reach.optional), always, peer: node.peer && reach.runtime })
        .toEqual({ at: node.location, dev: node.dev, always: !node.dev && !node.optional && !node.devOptional, peer: false });
    }
  });

  test('takes the same packages from their carrier', async () => {
    const graph = ours(name);
    const theirs = (await arboristTree(name)).filter((node) => node.inDepBundle).map((node) => `${node.location} in ${node.getBundler()!.location}`).sort();
    const mine = graph.lockfile.packages.flatMap((location) => {
      const { origin } = graph.package(location)!;
      return origin.kind === 'bundled' ? [`${location} in ${location.slice(0, -origin.path.length - 1)}`] : [];
    });
    expect(mine.sort()).toEqual(theirs);
  });

  test("does not contradict npm's own marks", () => {
    const graph = ours(name);
    expect(graph.lockfile.packages.flatMap((location) => graph.lockfile.contradictions(location, graph.reach(location)).map((one) => `${location} ${one.key}`))).toEqual([]);
  });
});
