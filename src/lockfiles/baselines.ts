import semver from 'semver';
import type { Edge } from '../core/lockfile.js';
import { canonicalJson } from '../core/json.js';
import { identityKey } from '../core/origin.js';
import { byCodePoint } from '../core/order.js';
import type { LockedEntry, ParsedLockfile } from './format.js';
import type { Graph } from './graph.js';

const none: ReadonlySet<string> = new Set();

/** The base side, as pairing asks it. */
export interface Baselines {
  readonly graph: Graph;
  readonly file: ParsedLockfile;
  /** Base locations by real name. */
  named(name: string): readonly string[];
  /** Base locations of a real name that hold the given bytes. */
  holding(name: string, bytes: string): ReadonlySet<string>;
  /** Base locations of an identity, by ascending version. */
  versions(entry: LockedEntry): readonly { readonly location: string; readonly version: semver.SemVer }[];
  /** What the dependents of an edge's source asked for under the same name at base. */
  asked(edge: Edge, after: ParsedLockfile): readonly string[];
}

/** The entry at a location; undefined where there is none or none that can be read. */
export function entryAt(file: ParsedLockfile, location: string): LockedEntry | undefined {
  if (!file.has(location)) return undefined;
  const reading = file.read(location);
  return reading.kind === 'package' ? reading.entry : undefined;
}

const identities = new WeakMap<LockedEntry, string>();

/**
 * Equal real name and registry, or other source: one address may serve packages of several names. What a tarball carries is told by its
 * carrier and name: installers lay it out anew in each version.
 */
function identity(entry: LockedEntry): string {
  const known = identities.get(entry);
  if (known !== undefined) return known;
  const { origin, name } = entry;
  const kind = origin.kind === 'patched' && origin.patch.startsWith('builtin<') ? origin.base.kind : origin.kind;
  const key = canonicalJson(origin.kind === 'bundled' ? ['carried', identityKey(origin.parent), name] : [kind, identityKey(origin), name]);
  identities.set(entry, key);
  return key;
}

/** Whether two entries may be compared as versions of one package. */
export function sameIdentity(a: LockedEntry | undefined, b: LockedEntry | undefined): boolean {
  return a !== undefined && b !== undefined && identity(a) === identity(b);
}

function groupedBy(locations: readonly string[], keyOf: (location: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const location of locations) {
    const key = keyOf(location);
    const known = groups.get(key);
    if (known) known.push(location);
    else groups.set(key, [location]);
  }
  return groups;
}

/** Indexes a base side for pairing; each index is built when first asked for. */
export function baselinesOf(graph: Graph): Baselines {
  const file = graph.lockfile;
  const importing = new Set(file.importers.map((importer) => importer.location));
  let names: Map<string, string[]> | undefined;
  const named = (name: string): readonly string[] => {
    names ??= groupedBy(file.packages, (location) => file.nameOf(location));
    return names.get(name) ?? [];
  };
  const answers = new Map<string, readonly string[]>();
  const asked = (edge: Edge, after: ParsedLockfile): readonly string[] => {
    const source = entryAt(after, edge.from);
    const here = importing.has(edge.from) || sameIdentity(source, entryAt(file, edge.from));
    const key = `${here ? `at ${edge.from}` : source ? identity(source) : ''}\n${edge.name}`;
    const known = answers.get(key);
    if (known) return known;
    const sources = here ? [edge.from] : source ? named(source.name).filter((location) => sameIdentity(source, entryAt(file, location))) : [];
    const found = [...new Set(sources.flatMap((location) => graph.asking(location, edge.name).flatMap((one) => one.to ?? [])))];
    answers.set(key, found);
    return found;
  };
  const bytes = new Map<string, Map<string, ReadonlySet<string>>>();
  const holding = (name: string, key: string): ReadonlySet<string> => {
    let own = bytes.get(name);
    if (!own) bytes.set(name, (own = new Map([...groupedBy(named(name), (location) => file.bytesKey(location))].map(([one, locations]) => [one, new Set(locations)]))));
    return own.get(key) ?? none;
  };
  const ascending = new Map<string, { readonly location: string; readonly version: semver.SemVer }[]>();
  const versions: Baselines['versions'] = (entry) => {
    const key = identity(entry);
    let own = ascending.get(key);
    if (!own) {
      own = named(entry.name).flatMap((location) => {
        const other = entryAt(file, location);
        const version = sameIdentity(entry, other) && other ? semver.parse(other.version) : null;
        return version ? [{ location, version }] : [];
      }).sort((a, b) => a.version.compare(b.version) || byCodePoint(b.location, a.location));
      ascending.set(key, own);
    }
    return own;
  };
  return { graph, file, named, holding, versions, asked };
}
