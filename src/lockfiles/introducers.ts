import type { Edge, Importer, Introducer } from '../core/lockfile.js';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import { drained, stepwise, type Steps } from '../core/steps.js';
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
  /** Told of each limit that left something out. */
  readonly onCut?: (limit: IntroducerLimit) => void;
}

/** The limits that cut short what is said about why packages are there. None of them takes a package out of the review. */
export type IntroducerLimit = 'introducerSteps' | 'introducerItems' | 'introducerLength';

/** At most this many importers are listed for one package; the rest is counted. */
const listed = 5;

interface Budget {
  steps: number;
  items: number;
}

interface Found {
  readonly paths: { readonly importer: Importer; readonly path: readonly string[] }[];
  importers: number;
}

/**
 * Answers why packages are there, for each group of locations that hold the same package: for each importer the shortest path, of equal
 * ones the one first by code point. What did not fit the budgets is not listed; of a path longer than its limit the middle is left out. `onCut` hears of both.
 */
export function introducersOf(graph: Graph, groups: readonly (readonly string[])[], options: IntroducerOptions = {}): Introducer[][] {
  return drained(introducerSteps(graph, groups, options));
}

/** The same in steps. */
export function* introducerSteps(graph: Graph, groups: readonly (readonly string[])[], options: IntroducerOptions = {}): Steps<Introducer[][]> {
  const found = groups.map((): Found => ({ paths: [], importers: 0 }));
  const importing = new Set(graph.lockfile.importers.map((importer) => importer.location));
  const budget: Budget = { steps: options.steps ?? limits.introducerSteps.value, items: options.items ?? limits.introducerItems.value };
  const groupsAt = indexOf(groups);
  // One importer after another, so that only one set of paths is held at a time.
  for (const importer of graph.lockfile.importers) {
    yield;
    const trail = yield* shortestPaths(graph, importer, importing, budget, options);
    yield;
    const nearest = nearestOf(trail, groupsAt);
    let walked = 0;
    for (const [index, best] of nearest) {
      if ((walked += 1) % locationsAtOnce === 0) yield;
      if (best === importer.location) continue;
      const own = found[index]!;
      own.importers++;
      if (own.paths.length < listed) own.paths.push(...pathTo(trail, best, budget, options).map((path) => ({ importer, path })));
    }
  }
  return yield* stepwise(groups, (locations, index) => told(graph, locations, found[index]!, options.declares));
}

/** Locations that are walked over between two steps. */
const locationsAtOnce = 500;

/** How far a location is from its importer, and the location before it on a shortest path. */
type Trail = ReadonlyMap<string, { readonly depth: number; previous: string | undefined }>;

/** The groups that each location belongs to. */
function indexOf(groups: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const at = new Map<string, number[]>();
  for (const [index, locations] of groups.entries()) {
    for (const location of locations) {
      const known = at.get(location);
      if (known) known.push(index);
      else at.set(location, [index]);
    }
  }
  return at;
}

/** Of each group that a trail reaches the nearest location, in the order of the groups. As long as the trail, which the budget bounds. */
function nearestOf(trail: Trail, groupsAt: ReadonlyMap<string, readonly number[]>): readonly (readonly [group: number, location: string])[] {
  const nearest = new Map<number, string>();
  for (const [location, { depth }] of trail) {
    for (const index of groupsAt.get(location) ?? []) {
      const known = nearest.get(index);
      if (known === undefined || depth < trail.get(known)!.depth || (depth === trail.get(known)!.depth && byCodePoint(location, known) < 0)) nearest.set(index, location);
    }
  }
  return [...nearest].sort(([a], [b]) => a - b);
}

/** Walks an importer's edges breadth first. Other importers are not walked through: they introduce for themselves. */
function* shortestPaths(graph: Graph, importer: Importer, importing: ReadonlySet<string>, budget: Budget, { declares, onCut }: IntroducerOptions): Steps<Trail> {
  const { lockfile } = graph;
  const trail = new Map<string, { readonly depth: number; previous: string | undefined }>([[importer.location, { depth: 0, previous: undefined }]]);
  let level = [importer.location];
  for (let depth = 1; level.length > 0; depth++) {
    const next: string[] = [];
    for (const [index, location] of level.entries()) {
      if (index > 0 && index % locationsAtOnce === 0) yield;
      const target = lockfile.follow(location);
      if (location !== importer.location && importing.has(target)) continue;
      for (const edge of lockfile.edgesOf(target)) {
        if (budget.steps <= 0) {
          onCut?.('introducerSteps');
          return trail;
        }
        budget.steps -= 1;
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

/** The path to a location, importer first; none where a budget is spent. Walking it back counts as following its edges. */
function pathTo(trail: Trail, location: string, budget: Budget, { onCut }: IntroducerOptions): readonly (readonly string[])[] {
  const length = trail.get(location)!.depth + 1;
  const most = limits.introducerLength.value;
  const kept = Math.min(length, most);
  const spent = length > budget.steps ? 'introducerSteps' : kept > budget.items ? 'introducerItems' : undefined;
  if (spent !== undefined) {
    onCut?.(spent);
    return [];
  }
  budget.steps -= length;
  budget.items -= kept;
  const path: string[] = [];
  for (let at: string | undefined = location; at !== undefined; at = trail.get(at)?.previous) path.push(at);
  path.reverse();
  if (length <= most) return [path];
  onCut?.('introducerLength');
  return [[...path.slice(0, Math.ceil(most / 2)), ...path.slice(length - Math.floor(most / 2))]];
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
