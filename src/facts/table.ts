import type { DependencyChange } from '../core/change.js';
import { failed, notApplicable } from '../core/coverage.js';
import type { Introducer, MetadataDifference } from '../core/lockfile.js';
import type { Remedy } from '../core/remedy.js';
import type { Release, Served } from '../core/sighting.js';
import type { Check, DependencyOf, FactReader } from '../checks/check.js';
import type { CodeDelta } from '../packages/profile.types.js';
import { factKey, type Fact, type FactKind, type FactValues, type Subject } from './kinds.js';
import { bringsIn, subjectOf } from './planner.js';

/** All facts of one review. Entries are only ever added. */
export type FactTable = Map<string, Fact<unknown>>;

/** What the application derives from facts for the checks: pure functions over the table. */
export interface Derivations {
  readonly predecessor: (change: DependencyChange) => Subject | undefined;
  readonly peers: (change: DependencyChange) => readonly Subject[];
  readonly delta: (change: DependencyChange) => Fact<CodeDelta>;
  readonly entryDifferences: (change: DependencyChange) => Fact<readonly MetadataDifference[]>;
  readonly dependency: (change: DependencyChange, name: string) => DependencyOf | undefined;
  readonly releases: readonly Release[];
  readonly served: readonly Served[];
  readonly remedy: (change: DependencyChange) => Remedy | undefined;
  readonly introducers: (change: DependencyChange) => readonly Introducer[];
}

/**
 * Finds what a changed package's dependency is installed as, among what the same review brings in, with as much of its record and archive as is in
 * the table: by the folders that Node looks through from the package's own (`node_modules` of it and of those that hold it).
 */
export function dependencies(changes: readonly DependencyChange[], table: FactTable): Derivations['dependency'] {
  let known: Map<string, DependencyChange> | undefined;
  const at = (lockfile: string, location: string): string => `${lockfile}\0${location}`;
  const index = (): Map<string, DependencyChange> => {
    const places = new Map<string, DependencyChange>();
    for (const change of changes) if (bringsIn(change)) for (const location of [change.after!.location, ...change.copies]) places.set(at(change.root.lockfile, location), change);
    return places;
  };
  const answered = (found: DependencyChange | undefined): DependencyOf | undefined => {
    if (!found) return undefined;
    const subject = subjectOf(found.after!);
    const [record, archive] = [table.get(factKey(subject, 'record')), table.get(factKey(subject, 'archive'))] as [DependencyOf['record'], DependencyOf['archive']];
    return { change: found, ...(record ? { record } : {}), ...(archive ? { archive } : {}) };
  };
  let names: Map<string, DependencyChange[]> | undefined;
  /** Where locations are no folders: the one change of that name, or the one that a way through this package leads to. */
  const byName = (change: DependencyChange, name: string): DependencyChange | undefined => {
    if (!names) {
      names = new Map();
      for (const one of changes) {
        if (!bringsIn(one)) continue;
        const key = at(one.root.lockfile, one.after!.alias ?? one.after!.name);
        const known = names.get(key);
        if (known) known.push(one);
        else names.set(key, [one]);
      }
    }
    const found = names.get(at(change.root.lockfile, name)) ?? [];
    const own = new Set([change.after!.location, ...change.copies]);
    return found.length === 1 ? found[0] : found.find((one) => one.introducers.some(({ path }) => path.some((step, index) => own.has(step.location) && path[index + 1]?.location === one.after!.location)));
  };
  return (change, name) => {
    known ??= index();
    if (!isFolder(change.after?.location ?? '')) return answered(byName(change, name));
    for (const folder of foldersOf(change.after?.location ?? '')) {
      const found = known.get(at(change.root.lockfile, `${folder}node_modules/${name}`));
      if (found) return answered(found);
    }
    return undefined;
  };
}

/** Folders of a location that are looked through: deeper ones no installer makes. */
const mostFolders = 64;

/** The prefixes of the `node_modules` folders that are looked through from a location, nearest first. */
function foldersOf(location: string): readonly string[] {
  const folders: string[] = [];
  for (let at = location; at !== '' && folders.length < mostFolders; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) if (!at.endsWith('/node_modules') && at !== 'node_modules') folders.push(`${at}/`);
  return [...folders, ''];
}

/** Thrown when a check reads what it did not declare: a defect of that check. */
export class UndeclaredFact extends Error {}

/** A fact that was asked for and is not there: never planned, which is a defect, but doubt may only raise, so it reads as a gap. */
const missing: Fact<never> = { coverage: failed('INTERNAL', { reason: 'not fetched' }) };

/** Reads one fact of the table, whatever the check. */
export function lookUp<K extends FactKind>(table: FactTable, subject: Subject, kind: K): Fact<FactValues[K]> {
  return (table.get(factKey(subject, kind)) as Fact<FactValues[K]> | undefined) ?? missing;
}

/** The view of the table that one check may have: only the kinds that it declared. */
export function readerFor(check: Check, table: FactTable, derived: Derivations): FactReader {
  const declared = new Set(check.needs.flatMap((need) => need.kinds));
  const demand = (kind: FactKind): void => {
    if (!declared.has(kind)) throw new UndeclaredFact(`${check.id} reads ${kind} and did not declare it`);
  };
  return {
    get(subject, kind) {
      demand(kind);
      return lookUp(table, subject, kind);
    },
    predecessor: derived.predecessor,
    peers(change) {
      demand('trust');
      return derived.peers(change);
    },
    introducers: derived.introducers,
    dependency(change, name) {
      demand('archive');
      demand('record');
      return derived.dependency(change, name);
    },
    served() {
      demand('trust');
      return derived.served;
    },
    releases() {
      demand('record');
      return derived.releases;
    },
    delta(change) {
      demand('code');
      return derived.delta(change);
    },
    remedy(change) {
      if (check.late !== true) demand('advisories');
      return derived.remedy(change);
    },
    entryDifferences(change) {
      demand('archive');
      return derived.entryDifferences(change);
    },
  };
}

/** The fact for a kind that makes no sense for an origin, such as a registry record of a workspace. */
export const doesNotApply: Fact<never> = { coverage: notApplicable };

/** Whether a location is a folder below `node_modules`, as npm's are. */
const isFolder = (location: string): boolean => location.startsWith('node_modules/') || location.includes('/node_modules/');
