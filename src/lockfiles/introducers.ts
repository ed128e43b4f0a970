import type { Edge, Importer, Introducer } from '../core/lockfile.js';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import type { Graph } from './graph.js';

export interface IntroducerOptions {
  /**
   * Whether the verified manifest of an edge's source declares it; undefined where none was verified. An edge that the parent's own
   * tarball does not declare was written into the lockfile by hand and introduces nothing.
   */
  readonly declares?: (edge: Edge) => boolean | undefined;
  /** Edges that may be followed in all, and packages that may be named; the defaults stand in the table of limits. */
  readonly steps?: number;
  readonly items?: number;
}

/** At most this many importers are listed for one package; the rest is counted. */
const listed = 5;

interface Found {
  readonly paths: { readonly importer: Importer; readonly path: readonly string[] }[];
  importers: number;
}

/**
 * Answers why packages are there, for each group of locations that hold the same package: for each importer the shortest path, of equal
 * ones the one first by code point. What did not fit the budgets is not listed; of a path longer than its limit the middle is left out.
 */
export function introducersOf(graph: Graph, groups: readonly (readonly string[])[], options: IntroducerOptions = {}): Introducer[][] {
  const found = groups.map((): Found => ({ paths: [], importers: 0 }));
  const importing = new Set(graph.lockfile.importers.map((importer) => importer.location));
  const budget = { steps: options.steps ?? limits.introducerSteps.value, items: options.items ?? limits.introducerItems.value };
  // One importer after another, so that only one set of paths is held at a time.
  for (const importer of graph.lockfile.importers) {
    if (budget.steps <= 0) break;
    const trail = shortestPaths(graph, importer, importing, budget, options.declares);
    for (const [index, locations] of groups.entries()) {
      const best = nearest(trail, locations);
      const own = found[index]!;
      if (best === undefined || best === importer.location) continue;
      own.importers++;
      if (own.paths.length >= listed || budget.items <= 0) continue;
      const path = walk(trail, best);
      budget.items -= path.length;
      own.paths.push({ importer, path });
    }
  }
  return groups.map((locations, index) => told(graph, locations, found[index]!, options.declares));
}

/** How far a location is from its importer, and the location before it on a shortest path. */
type Trail = ReadonlyMap<string, { readonly depth: number; previous: string | undefined }>;

function nearest(trail: Trail, locations: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const location of locations) {
    const own = trail.get(location);
    if (own && (best === undefined || own.depth < trail.get(best)!.depth || (own.depth === trail.get(best)!.depth && byCodePoint(location, best) < 0))) best = location;
  }
  return best;
}

/** Walks an importer's edges breadth first. Other importers are not walked through: they introduce for themselves. */
function shortestPaths(graph: Graph, importer: Importer, importing: ReadonlySet<string>, budget: { steps: number }, declares: IntroducerOptions['declares']): Trail {
  const { lockfile } = graph;
  const trail = new Map<string, { readonly depth: number; previous: string | undefined }>([[importer.location, { depth: 0, previous: undefined }]]);
  let level = [importer.location];
  for (let depth = 1; level.length > 0; depth++) {
    const next: string[] = [];
    for (const location of level) {
      const target = lockfile.follow(location);
      if (target !== location && importing.has(target)) continue;
      for (const edge of lockfile.edgesOf(target)) {
        if (budget.steps-- <= 0) return trail;
        if (edge.to === undefined || declares?.(edge) === false) continue;
        const known = trail.get(edge.to);
        if (!known) {
          trail.set(edge.to, { depth, previous: location });
          next.push(edge.to);
        } else if (known.depth === depth && byCodePoint(location, known.previous!) < 0) known.previous = location;
      }
    }
    level = next;
  }
  return trail;
}

/** The path to a location, importer first. */
function walk(trail: Trail, location: string): string[] {
  const path: string[] = [];
  for (let at: string | undefined = location; at !== undefined; at = trail.get(at)?.previous) path.push(at);
  path.reverse();
  const most = limits.introducerLength.value;
  return path.length <= most ? path : [...path.slice(0, most / 2), ...path.slice(-most / 2)];
}

function told(graph: Graph, locations: readonly string[], found: Found, declares: IntroducerOptions['declares']): Introducer[] {
  const asking = new Set(locations.flatMap((location) => graph.dependents(location).filter((edge) => declares?.(edge) !== false).map((edge) => edge.from)));
  for (const { path } of found.paths) asking.delete(path.at(-2) ?? '');
  const others = found.importers - found.paths.length + asking.size;
  return found.paths.map(({ importer, path }, index): Introducer => {
    const items = path.slice(1).map((location) => ({ name: graph.lockfile.nameOf(location), version: graph.package(location)?.version ?? '', location }));
    return { importer: importer.directory, path: [{ name: importer.name ?? importer.directory, version: '', location: importer.location }, ...items], others: index === 0 ? others : 0 };
  });
}
