import semver from 'semver';
import type { DependencyField, Edge, LockedPackage } from '../core/lockfile.js';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import type { Holder, Remedy, Way } from '../core/remedy.js';
import type { Graph } from '../lockfiles/graph.js';
import { askedOfRegistry, pickVersion } from '../packages/pick.js';
import type { RegistryRecord } from '../packages/record.types.js';
import type { VersionsAbove } from '../packages/versions-above.js';

/** What the registry and the advisories say of a locked package. */
export interface Known {
  readonly record: RegistryRecord;
  readonly unaffected: VersionsAbove;
}

/** Looks a locked package up; undefined for what is not known, or not yet. */
export type Look = (locked: LockedPackage) => Known | undefined;

/** What the repository's own manifests say; the lockfile's copy of it may be another. */
export interface Manifests {
  /** What one asks for; undefined for one that cannot be read, or does not. */
  readonly asks: (manifest: string, field: DependencyField, name: string) => string | undefined;
  /** Whether an override or a resolution of the root's is about a package: then no range decides. */
  readonly overrides: (name: string) => boolean;
}

// Bounds on the search for what holds a version back; advice that is cut short is not given.
const mostEdges = 200;
const mostHolders = 3;
const mostLevels = 8;

/** What the graph has to let in: any of some versions of a package, wherever it is locked; where none will do, nothing that asks for it. */
interface Target {
  readonly steps: Steps;
  readonly name: string;
  readonly locations: readonly string[];
  readonly record: RegistryRecord;
  readonly good: ReadonlySet<string>;
  /** The one to be proposed: the lowest of them that has stood for a day. */
  readonly first?: string;
  readonly allowed: Map<string, boolean>;
}

/** What is left of the work that one piece of advice may take: ways up a graph may be many. */
interface Steps { left: number }

interface Search {
  readonly graph: Graph;
  readonly look: Look;
  readonly manifests: Manifests;
  readonly importers: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is younger is told by `release-age`: advice that leads there would be followed by a warning. */
const settledMs = 86_400_000;

/** Of several versions those that have stood for a day; all where none has, or the registry tells no times. */
function settled(record: RegistryRecord, versions: readonly string[], now: number): readonly string[] {
  const stood = versions.filter((version) => now - Date.parse(record.versions[version]?.publishedAt ?? '') >= settledMs);
  return stood.length > 0 ? stood : versions;
}

const deprecated = (record: RegistryRecord, version: string): boolean => (record.versions[version]?.deprecated ?? '') !== '';

/**
 * Finds the nearest version without a known advisory, and what has to change for it to come in: the dependents' ranges are followed upwards, as their
 * registry records state them, to the first that allows it or to a manifest of the repository. Pure; what `look` does not know yet makes the
 * way unknown.
 * @param named the versions that advisories name as their ends.
 * @param now milliseconds since 1970.
 */
export function remedyOf(graph: Graph, locked: LockedPackage, locations: readonly string[], named: readonly string[], look: Look, manifests: Manifests, now: number): Remedy | undefined {
  const known = look(locked);
  if (!known) return undefined;
  const { lockfile } = graph;
  const tool = { format: lockfile.format, version: lockfile.version, workspaces: lockfile.importers.length > 1 };
  const better = known.unaffected.versions.filter((version) => !deprecated(known.record, version));
  const [nearest] = settled(known.record, better, now);
  const ends = named.filter((version) => Object.hasOwn(known.record.versions, version));
  if (nearest === undefined) return { ends, whole: known.unaffected.whole, tool };
  const importers = new Map(lockfile.importers.map((one) => [one.location, one.manifest]));
  const steps: Steps = { left: limits.remedySteps.value };
  const found = wayOf({ graph, look, manifests, importers, now }, target(steps, locked.name, locations, known.record, better, nearest), mostLevels, new Set());
  const way = steps.left > 0 ? found : undefined;
  return { nearest, ends, whole: known.unaffected.whole, ...(way ? { way } : {}), tool };
}

function target(steps: Steps, name: string, locations: readonly string[], record: RegistryRecord, good: readonly string[], first: string | undefined): Target {
  return { steps, name, locations, record, good: new Set(good), ...(first === undefined ? {} : { first }), allowed: new Map() };
}

/** Whether an installer that resolves this range anew takes one of the good versions. */
function allows(range: string, { steps, record, good, allowed }: Target): boolean {
  const known = allowed.get(range);
  if (known !== undefined) return known;
  // Spent: whatever is answered now is not used.
  if ((steps.left -= Object.keys(record.versions).length) <= 0) return false;
  const picked = pickVersion(record, range);
  const answer = picked !== undefined && good.has(picked);
  allowed.set(range, answer);
  return answer;
}

function wayOf(search: Search, wanted: Target, levels: number, seen: ReadonlySet<string>): Way | undefined {
  const { graph, importers } = search;
  const edges = askingFor(graph, wanted.locations);
  if ((wanted.steps.left -= 1 + edges.length) <= 0 || edges.length === 0 || edges.length > mostEdges || levels === 0 || search.manifests.overrides(wanted.name)) return undefined;
  const held: { readonly edge: Edge; readonly range: string }[] = [];
  const made: Made[] = [];
  for (const written of edges) {
    const edge = asManifest(search, written);
    if (edge !== written && isMade(written, edge, wanted)) made.push({ manifest: importers.get(edge.from)!, field: edge.field, name: edge.name });
    const claimed = edge.resolved === true ? undefined : plainRange(edge.name, edge.spec, wanted.name);
    if (claimed !== undefined && allows(claimed, wanted)) continue;
    const range = rangeOf(search, edge, wanted.name);
    if (range === undefined) return undefined;
    if (!allows(range, wanted)) held.push({ edge, range });
  }
  // Package managers know it by the name it is asked for.
  const names = [...new Set(edges.map(({ name }) => name))].sort(byCodePoint);
  if (held.length === 0) {
    // Bun has no command that resolves anew and leaves the manifests alone: there a direct dependency is raised in its manifest.
    const own = graph.lockfile.format === 'bun' && made.length === 0 ? edges.find((edge) => importers.has(edge.from)) : undefined;
    return own ? editOf(search, own, rangeOf(search, own, wanted.name)!, wanted, names) : { kind: 'update', names, held: [], ...(made.length > 0 ? { made } : {}) };
  }
  const packages = held.filter(({ edge }) => !importers.has(edge.from));
  if (packages.length > mostHolders) return undefined;
  const ways: Way[] = [];
  for (const { edge, range } of packages) {
    const way = throughParent(search, wanted, edge, range, levels, seen);
    if (!way) return undefined;
    ways.push(way);
  }
  // What nothing lets in decides; else what is longest to do comes first, and the next review tells of the rest.
  const parent = ways.find(({ kind }) => kind === 'held') ?? ways.find(({ kind }) => kind === 'edit') ?? ways[0];
  if (parent) return ways.length === 1 ? parent : { ...parent, also: ways.flatMap((one) => (one === parent ? [] : one.held.slice(0, 1))) };
  const { edge, range } = held[0]!;
  return editOf(search, edge, range, wanted, names);
}

type Made = NonNullable<Way['made']>[number];

/** An edge of a manifest as that asks for it: the lockfile's copy says what it was made for. */
function asManifest({ manifests, importers }: Search, edge: Edge): Edge {
  const manifest = importers.get(edge.from);
  const own = manifest === undefined ? undefined : manifests.asks(manifest, edge.field, edge.name);
  return own === undefined || own === edge.spec ? edge : { ...edge, spec: own };
}

/** Whether a manifest now asks for just what would have been proposed for what it asked for when it was locked. */
function isMade(written: Edge, now: Edge, wanted: Target): boolean {
  const range = plainRange(written.name, written.spec, wanted.name);
  return range !== undefined && wanted.first !== undefined && !allows(range, wanted) && now.spec === raised(written.spec, range, wanted, wanted.first);
}

function editOf({ importers }: Search, { from, field, name, spec }: Edge, range: string, wanted: Target, names: readonly string[]): Way {
  // A manifest asks for it, and none of its versions will do.
  if (wanted.first === undefined) return { kind: 'held', held: [] };
  return { kind: 'edit', names, held: [], edit: { manifest: importers.get(from)!, field, name, asked: spec, range: raised(spec, range, wanted, wanted.first) } };
}

/** The edges that lead to a package, importers first. What only goes along with a package that others bring in says nothing where those are there. */
function askingFor(graph: Graph, locations: readonly string[]): readonly Edge[] {
  const edges = locations.flatMap((location) => graph.dependents(location));
  const strict = edges.filter((edge) => edge.field !== 'peerDependencies');
  return (strict.length > 0 ? strict : edges).toSorted((a, b) => byCodePoint(a.from, b.from) || byCodePoint(a.name, b.name));
}

/** What an edge asks for: of a package what the registry says that its version does, since a lockfile may say something else, or nothing. */
function rangeOf({ graph, look, importers }: Search, edge: Edge, name: string): string | undefined {
  let { spec } = edge;
  if (!importers.has(edge.from)) {
    const parent = graph.package(edge.from);
    const record = parent && look(parent)?.record;
    const stated = record ? askedBy(record, parent.version, edge) : undefined;
    if (stated === undefined && (edge.resolved === true || !parent)) return undefined;
    spec = stated ?? spec;
  }
  return plainRange(edge.name, spec, name);
}

/** The range that a spec asks for of just this package; undefined for a tag and for what leads elsewhere. */
function plainRange(edge: string, spec: string, name: string): string | undefined {
  const asked = askedOfRegistry(edge, spec);
  return asked?.name === name && semver.validRange(asked.range, { loose: true }) !== null ? asked.range : undefined;
}

const sections: readonly DependencyField[] = ['dependencies', 'optionalDependencies', 'peerDependencies'];

function askedBy(record: RegistryRecord, version: string, { field, name }: Edge): string | undefined {
  const stated = Object.hasOwn(record.versions, version) ? record.versions[version]!.dependencies : {};
  for (const section of new Set([field, ...sections])) {
    const names = stated[section];
    if (names && Object.hasOwn(names, name)) return names[name];
  }
  return undefined;
}

function throughParent(search: Search, wanted: Target, edge: Edge, range: string, levels: number, seen: ReadonlySet<string>): Way | undefined {
  const { graph, look } = search;
  const parent = graph.package(edge.from);
  const known = parent && look(parent);
  if (!known || seen.has(edge.from)) return undefined;
  const { record, unaffected } = known;
  const holder: Holder = { name: parent.name, version: parent.version, of: wanted.name, asks: range };
  const frees = unaffected.versions.filter((version) => !deprecated(record, version) && letsIn(record, version, edge, wanted));
  const [first] = settled(record, frees, search.now);
  if (frees.length === 0 && !unaffected.whole) return undefined;
  // Where no version of the parent will do, one of what asks for it may do without.
  const above = wayOf(search, target(wanted.steps, parent.name, [edge.from], record, frees, first), levels - 1, new Set([...seen, edge.from]));
  if (!above) return undefined;
  const held = [{ ...holder, ...(first === undefined ? {} : { frees: first }) }, ...above.held];
  return above.kind === 'held' ? { kind: 'held', held } : { ...above, names: [...new Set([...above.names, edge.name])], held };
}

/** A version that does not ask for the package any more lets any in. */
function letsIn(record: RegistryRecord, version: string, edge: Edge, wanted: Target): boolean {
  const spec = askedBy(record, version, edge);
  if (spec === undefined) return true;
  const range = plainRange(edge.name, spec, wanted.name);
  return range !== undefined && allows(range, wanted);
}

/** The range for a version, in the manner of the one that stood; the version alone where an installer would take another one for it that is not good. */
function raised(spec: string, range: string, wanted: Target, version: string): string {
  const plain = range.trim();
  const prefix = spec.includes('@') ? spec.slice(0, spec.lastIndexOf('@') + 1) : '';
  const operator = /^[=v]*\d+\.\d+\.\d+/.test(plain) && !/[ |]/.test(plain) ? '' : /^~|^\d+\.\d+(?:\.[x*])?$/.test(plain) ? '~' : '^';
  const text = `${operator}${version}`;
  return prefix + (allows(text, wanted) ? text : version);
}
