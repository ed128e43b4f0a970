import { describe, expect, test } from '@jest/globals';
import type { DependencyField, Edge } from '../../../src/core/lockfile.js';
import type { Graph } from '../../../src/lockfiles/graph.js';
import { lastName } from '../../../src/lockfiles/bun/keys.js';
import { graphOf, manifestsOf, oracles, type Oracle } from './fixtures.js';

// Bun's own view of the lockfiles that five of its versions wrote is the authority. Bun keeps one package for every name and resolution, wherever it is
// nested, so what is compared is what asks for which name and version.
const marks: { readonly [field in DependencyField]: string } = { dependencies: '', devDependencies: 'dev ', optionalDependencies: 'optional ', peerDependencies: 'peer ' };

function ours({ files }: Oracle): Graph {
  return graphOf(files['bun.lock']!, { manifests: manifestsOf(files) });
}

/** `name@resolution` of a location, as `bun why` writes it as a target (`workspace:` with its folder) or as what asks (without). */
function label(graph: Graph, location: string, asks: boolean): string {
  const importer = graph.lockfile.importers.find((one) => one.location === location);
  if (importer) return location === '' ? (asks ? (importer.name ?? '') : `${importer.name ?? ''}@`) : `${importer.name ?? ''}@workspace${asks ? '' : `:${importer.directory}`}`;
  const { name, version } = graph.package(location)!;
  return `${name}@${version}`;
}

function told(graph: Graph, edge: Edge): string {
  return `${edge.optional ? 'optional ' : ''}${marks[edge.field]}${label(graph, edge.from, true)} (requires ${edge.spec}) -> ${label(graph, edge.to!, false)}`;
}

const counted: number[] = [];
const compared: number[] = [];

/** Bun 1.4 leaves out what workspaces ask for in a lockfile of version 0 (and binds their peers by version): 1.1 read it, and so do we. */
function isExplained({ version }: Oracle, edge: string): boolean {
  return version === '1.1.45' && edge.includes('@workspace (requires ');
}

const full = oracles.filter((one) => one.files['bun.lock'] !== undefined);
test('there are lockfiles of five versions', () => {
  expect([new Set(oracles.map((one) => one.version)).size, oracles.length, full.length]).toEqual([5, 65, 60]);
});

describe.each(full.map((one) => [one.version, one.project, one] as const))('%s %s', (_version, _project, one) => {
  const graph = ours(one);
  const nodes = [...graph.lockfile.importers.map((importer) => importer.location), ...graph.lockfile.packages];

  test('is read without a problem', () => {
    expect([...graph.lockfile.problems, ...graph.lockfile.repeated()]).toEqual([]);
    expect(graph.lockfile.packages.filter((location) => !graph.package(location))).toEqual([]);
  });
  test('holds the same packages', () => {
    expect([...new Set(nodes.map((location) => label(graph, location, false)))].sort()).toEqual(one.view.packages);
  });
  test('has the same edges', () => {
    const mine = new Set(nodes.flatMap((location) => graph.lockfile.edgesOf(location).filter((edge) => edge.to !== undefined).map((edge) => told(graph, edge))));
    // Up to 1.3 `bun why` puts the alias before what it stands for.
    const theirs = new Set(one.view.edges.filter((edge) => edge.includes('(requires ')).map((edge) => edge.replace(/\(requires [^ ]+@npm:/, '(requires npm:')));
    const more = [...mine].filter((edge) => !theirs.has(edge));
    const less = [...theirs].filter((edge) => !mine.has(edge));
    const explained = [...more, ...less].filter((edge) => isExplained(one, edge));
    expect({ more: more.filter((edge) => !isExplained(one, edge)), less: less.filter((edge) => !isExplained(one, edge)) }).toEqual({ more: [], less: [] });
    counted.push(explained.length);
    compared.push(mine.size);
  });
  test('reaches the same packages in production', () => {
    if (one.version === '1.1.45' && one.project === 'workspaces') return;
    // Here an aliased package stands under its alias.
    const named = (location: string): string => (graph.lockfile.has(location) ? `${lastName(location)}@${graph.package(location)!.version}` : label(graph, location, false));
    const reached = new Set(nodes.filter((location) => graph.strength(location) > 1 && location !== '').map(named));
    expect([...reached].sort()).toEqual(one.view.production);
  });
});

test('some 24,000 edges were compared, and few of them needed a reason', () => {
  expect([compared.reduce((sum, one) => sum + one, 0) > 20_000, counted.reduce((sum, one) => sum + one, 0)]).toEqual([true, 16]);
});
