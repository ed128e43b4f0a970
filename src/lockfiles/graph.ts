import type { Edge, LockedPackage, Reach } from '../core/lockfile.js';
import { drained, type Steps } from '../core/steps.js';
import type { ParsedLockfile } from './format.js';

/** What asks for what in one lockfile, by our own resolution; nothing of it is taken from an entry's own marks. */
export interface Graph {
  readonly lockfile: ParsedLockfile;
  /** The edges that lead to a location. */
  dependents(location: string): readonly Edge[];
  /** The edges of a location that ask for a name. */
  asking(location: string, name: string): readonly Edge[];
  reach(location: string): Reach;
  /** How strongly production depends on a location: 0 not reached, 1 development only, 2 optional, 3 runtime or peer. */
  strength(location: string): number;
  /** The package at a location; undefined when there is none that can be read. */
  package(location: string): LockedPackage | undefined;
}

const runtime = 1;
const peer = 2;
const optional = 4;
const development = 8;

/** The class of a path that goes on over an edge: the weakest edge on the way decides. */
function over(edge: Edge, path: number): number {
  if (path === development || edge.field === 'devDependencies') return development;
  if (path === optional || edge.field === 'optionalDependencies' || edge.optional === true) return optional;
  return path === peer || edge.field === 'peerDependencies' ? peer : runtime;
}

/** Builds the graph of a lockfile: each edge is followed at most four times. */
export function buildGraph(lockfile: ParsedLockfile): Graph {
  return drained(graphSteps(lockfile));
}

/** Locations whose edges are followed between two steps. */
const locationsAtOnce = 200;

/** The same in steps. */
export function* graphSteps(lockfile: ParsedLockfile): Steps<Graph> {
  const inward = new Map<string, Edge[]>();
  const named = new Map<string, Map<string, Edge[]>>();
  const sources = new Set([...lockfile.importers.map((importer) => importer.location), ...lockfile.packages]);
  for (const location of lockfile.packages) sources.add(lockfile.follow(location));
  let followed = 0;
  for (const location of sources) {
    if ((followed += 1) % locationsAtOnce === 0) yield;
    for (const edge of lockfile.edgesOf(location)) {
      if (edge.to === undefined) continue;
      const known = inward.get(edge.to);
      if (known) known.push(edge);
      else inward.set(edge.to, [edge]);
    }
  }
  const masks = yield* reachMasks(lockfile);
  const strength = (location: string): number => {
    const mask = masks.get(location) ?? 0;
    return (mask & (runtime | peer)) !== 0 ? 3 : (mask & optional) !== 0 ? 2 : mask === 0 ? 0 : 1;
  };
  const reach = (location: string): Reach => {
    const mask = masks.get(location) ?? 0;
    return { runtime: (mask & runtime) !== 0, development: (mask & development) !== 0, optional: (mask & optional) !== 0, peer: (mask & peer) !== 0 };
  };
  return {
    lockfile, strength, reach,
    dependents: (location) => inward.get(location) ?? [],
    asking: (location, name) => {
      let names = named.get(location);
      if (!names) {
        names = new Map();
        for (const edge of lockfile.edgesOf(location)) names.set(edge.name, [...(names.get(edge.name) ?? []), edge]);
        named.set(location, names);
      }
      return names.get(name) ?? [];
    },
    package: (location) => {
      if (!lockfile.has(location)) return undefined;
      const reading = lockfile.read(location);
      return reading.kind === 'package' ? { ...reading.entry, reach: reach(location) } : undefined;
    },
  };
}

function* reachMasks(lockfile: ParsedLockfile): Steps<Map<string, number>> {
  const masks = new Map<string, number>();
  const open: { readonly location: string; readonly path: number }[] = [];
  const arrive = (location: string, path: number): void => {
    const mask = masks.get(location) ?? 0;
    if ((mask & path) !== 0) return;
    masks.set(location, mask | path);
    open.push({ location, path });
  };
  for (const importer of lockfile.importers) arrive(importer.location, runtime);
  let followed = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    if ((followed += 1) % locationsAtOnce === 0) yield;
    const target = lockfile.follow(next.location);
    if (target !== next.location && lockfile.has(target)) arrive(target, next.path);
    for (const edge of lockfile.edgesOf(next.location)) if (edge.to !== undefined) arrive(edge.to, over(edge, next.path));
  }
  return masks;
}
