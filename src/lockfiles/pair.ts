import semver from 'semver';
import type { ChangeKind } from '../core/change.js';
import type { Edge, MetadataDifference } from '../core/lockfile.js';
import { baselinesOf, entryAt, sameIdentity, type Baselines } from './baselines.js';
import type { LockedEntry } from './format.js';
import type { Graph } from './graph.js';
import { differences } from './same.js';
import { ruleFor, type OverrideRules } from './overridden.js';

/** What became of one location, with the locations of its baselines on the base side. */
export interface Paired {
  readonly kind: ChangeKind;
  readonly location: string;
  readonly before: readonly string[];
  readonly substituted?: string;
  readonly differences: readonly MetadataDifference[];
}

const none: ReadonlySet<string> = new Set();

/**
 * Picks the baseline of packages. Security-critical: what a baseline had already is not reported again.
 * - Only equal real name and registry pair. Another identity behind the same alias or location is `added`, and told as substituted;
 *   with the same name and version it is `rewritten`. Neither has a baseline.
 * - Same dependent and dependency name; else same location; else the greatest lower version of the same major.
 * - The same bytes pair whatever the place. They, and other versions, pair only while production does not come to depend on them more
 *   than it did: what was development only, optional or unreached, and what came in under another install root, is `added` and judged
 *   as new. A step into development first, and another version for production after it, would else never be looked at whole.
 *
 * The result answers for one location of the head side; undefined when nothing changed there.
 * @param rules what the root's overrides ask for: they put another name behind an alias as dependents do.
 */
export function pairing(before: Graph | undefined, after: Graph, rules: OverrideRules = new Map()): (location: string) => Paired | undefined {
  const base = before && baselinesOf(before);
  const file = after.lockfile;
  return (location) => {
    const entry = entryAt(file, location);
    if (!entry) return undefined;
    const marks = [...file.contradictions(location, after.reach(location)), ...unaskedName(entry, after.dependents(location), rules)];
    const added = (extra: Partial<Paired> = {}): Paired => ({ kind: 'added', location, before: [], differences: marks, ...extra });
    if (!base) return added();

    const asked = [...new Set(after.dependents(location).flatMap((edge) => base.asked(edge, file)))];
    const here = base.file.has(location) ? [location] : [];
    const other = [...here, ...asked].find((one) => !sameIdentity(entry, entryAt(base.file, one)));
    if (other !== undefined) {
      const was = entryAt(base.file, other);
      if (was?.origin.kind === 'workspace' && entry.origin.kind === 'workspace' && was.name === entry.name) return { kind: 'moved', location, before: [other], differences: [] };
      const rewritten = was !== undefined && was.name === entry.name && was.version === entry.version;
      return added({ kind: rewritten ? 'rewritten' : 'added', ...(was ? { substituted: other } : {}) });
    }
    const same = base.holding(entry.name, file.bytesKey(location));
    if (same.size > 0) return withSameBytes(location, entry, { same, asked }, marks, base, after);
    return withOtherBytes(location, entry, [asked, here], marks, base, after) ?? added();
  };
}

interface SameBytes {
  /** Where they stood; at least one place. */
  readonly same: ReadonlySet<string>;
  readonly asked: readonly string[];
}

/** The same bytes stood at base: `moved`, `metadata`, `added` when reach grew; undefined when nothing else changed either. */
function withSameBytes(location: string, entry: LockedEntry, { same, asked }: SameBytes, marks: readonly MetadataDifference[], base: Baselines, after: Graph): Paired | undefined {
  const grown = after.strength(location) > strongest(same, base);
  const chosen = same.has(location) ? location : (asked.find((one) => same.has(one)) ?? [...same][0]!);
  const ignored = chosen === location ? none : after.lockfile.positional;
  // Another tool's entry says the same in other words: no key can be compared, so the entry is looked at whole.
  if (base.file.format !== after.lockfile.format) return { kind: grown ? 'added' : 'metadata', location, before: grown ? [] : [chosen], differences: marks };
  const found = differences(base.file.content(chosen), after.lockfile.content(location), ignored);
  if (grown) return { kind: 'added', location, before: [], differences: [...found, ...marks] };
  if (found.length > 0) return { kind: 'metadata', location, before: [chosen], differences: [...found, ...marks.filter((mark) => !found.some((one) => one.key === mark.key))] };
  // A move with marks that the graph contradicts says something new about the entry, and is judged for it.
  return base.file.place(chosen) === after.lockfile.place(location) ? undefined : { kind: marks.length > 0 ? 'metadata' : 'moved', location, before: [chosen], differences: marks };
}

/** How strongly production depended on any of these at base. */
function strongest(locations: Iterable<string>, base: Baselines): number {
  let most = 0;
  for (const one of locations) most = Math.max(most, base.graph.strength(one));
  return most;
}

/** Another version or other bytes of the same identity stood at base, and production depended on them no less. */
function withOtherBytes(location: string, entry: LockedEntry, ranked: readonly (readonly string[])[], marks: readonly MetadataDifference[], base: Baselines, after: Graph): Paired | undefined {
  const baselines = ranked.find((candidates) => candidates.length > 0) ?? predecessor(entry, base);
  if (baselines.length === 0 || after.strength(location) > strongest(baselines, base)) return undefined;
  const sameVersion = baselines.filter((one) => entryAt(base.file, one)?.version === entry.version);
  const first = sameVersion[0];
  if (first === undefined) return { kind: 'updated', location, before: baselines, differences: marks };
  return { kind: 'rewritten', location, before: baselines, differences: [...(base.file.format === after.lockfile.format ? differences(base.file.content(first), after.lockfile.content(location)) : []), ...marks] };
}

/** The greatest lower version of the same major and identity, wherever it stood. */
function predecessor(entry: LockedEntry, base: Baselines): readonly string[] {
  const own = semver.parse(entry.version);
  if (!own) return [];
  const versions = base.versions(entry);
  let low = 0;
  for (let high = versions.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (versions[middle]!.version.compare(own) < 0) low = middle + 1;
    else high = middle;
  }
  const best = versions[low - 1];
  return best && best.version.major === own.major ? [best.location] : [];
}

/** npm does not compare an alias in the lockfile with what its dependents ask for: a real name that nobody asked for is told. */
function unaskedName(entry: LockedEntry, dependents: readonly Edge[], rules: OverrideRules): MetadataDifference[] {
  if (entry.alias === undefined || dependents.length === 0 || entry.origin.kind === 'workspace' || entry.origin.kind === 'link') return [];
  const specs = [...dependents.map((edge) => edge.spec), ...ruleFor(rules, entry.alias)];
  const asked = specs.some((spec) => spec === `npm:${entry.name}` || spec.startsWith(`npm:${entry.name}@`));
  const elsewhere = entry.origin.kind !== 'registry' && dependents.some((edge) => !semver.validRange(edge.spec));
  return asked || elsewhere ? [] : [{ key: 'name', before: entry.alias, after: entry.name }];
}

/** Base locations that nothing on the head side continues: neither the same bytes anywhere, nor a baseline of a change. */
export function removals(before: Graph, after: Graph | undefined, candidates: readonly string[], used: ReadonlySet<string>): string[] {
  const left = new Set<string>();
  const names = new Set(candidates.map((location) => before.lockfile.nameOf(location)));
  if (after) for (const location of after.lockfile.packages) if (names.has(after.lockfile.nameOf(location))) left.add(after.lockfile.bytesKey(location));
  return candidates.filter((location) => !used.has(location) && !left.has(before.lockfile.bytesKey(location)));
}
