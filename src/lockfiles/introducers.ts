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
  /** Edges that may be followed in all; the default stands in the table of limits. */
  readonly steps?: number;
}

/** At most this many importers are listed for one package; the rest is counted. */
const listed = 5;

/**
 * Answers why packages are there: for each importer the shortest path, of equal ones the one first by code point. Importers whose
 * paths did not fit the budget of steps are not listed.
 */
export function introducersOf(graph: Graph, options: IntroducerOptions = {}): (locations: readonly string[]) => Introducer[] {
  const trails = new Map<Importer, ReadonlyMap<string, string>>();
  const budget = { left: options.steps ?? limits.introducerSteps.value };
  const trailOf = (importer: Importer): ReadonlyMap<string, string> => {
    let trail = trails.get(importer);
    if (!trail) trails.set(importer, (trail = shortestPaths(graph, importer, budget, options.declares)));
    return trail;
  };
  return (locations) => {
    const found: { importer: Importer; path: string[] }[] = [];
    let importers = 0;
    for (const importer of graph.lockfile.importers) {
      const trail = trailOf(importer);
      const paths = locations.filter((location) => trail.has(location)).map((location) => walk(trail, location));
      const best = paths.sort((a, b) => a.length - b.length || byCodePoint(a.join('\n'), b.join('\n')))[0];
      if (!best) continue;
      importers++;
      if (found.length < listed) found.push({ importer, path: best });
    }
    const asking = new Set(locations.flatMap((location) => graph.dependents(location).filter((edge) => options.declares?.(edge) !== false).map((edge) => edge.from)));
    for (const { path } of found) asking.delete(path.at(-2) ?? '');
    const others = importers - found.length + asking.size;
    return found.map(({ importer, path }, index) => introducer(graph, importer, path, index === 0 ? others : 0));
  };
}

/** For each location that an importer reaches, the location before it on a shortest path. Other importers are not walked through. */
function shortestPaths(graph: Graph, importer: Importer, budget: { left: number }, declares: IntroducerOptions['declares']): ReadonlyMap<string, string> {
  const { lockfile } = graph;
  const importing = new Set(lockfile.importers.map((one) => one.location));
  const previous = new Map<string, string>();
  let level = [importer.location];
  const levelOf = new Map([[importer.location, 0]]);
  for (let depth = 1; level.length > 0; depth++) {
    const next: string[] = [];
    for (const location of level) {
      const target = lockfile.follow(location);
      if (target !== location && importing.has(target)) continue;
      for (const edge of lockfile.edgesOf(target)) {
        if (budget.left-- <= 0) return previous;
        if (edge.to === undefined || declares?.(edge) === false) continue;
        const known = levelOf.get(edge.to);
        if (known === undefined) {
          levelOf.set(edge.to, depth);
          previous.set(edge.to, location);
          next.push(edge.to);
        } else if (known === depth && byCodePoint(location, previous.get(edge.to)!) < 0) previous.set(edge.to, location);
      }
    }
    level = next;
  }
  return previous;
}

function walk(trail: ReadonlyMap<string, string>, location: string): string[] {
  const path = [location];
  for (let at = trail.get(location); at !== undefined; at = trail.get(at)) path.push(at);
  return path.reverse();
}

function introducer(graph: Graph, importer: Importer, path: readonly string[], others: number): Introducer {
  const [first, ...rest] = path;
  const items = rest.map((location) => ({ name: graph.lockfile.nameOf(location), version: graph.package(location)?.version ?? '', location }));
  return { importer: importer.directory, path: [{ name: importer.name ?? importer.directory, version: '', location: first ?? '' }, ...items], others };
}
