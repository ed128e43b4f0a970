import semver from 'semver';
import type { DependencyChange } from '../core/change.js';
import { complete, failed, isWhole } from '../core/coverage.js';
import { noIntegrity, parseIntegrity } from '../core/integrity.js';
import type { Introducer, MetadataDifference } from '../core/lockfile.js';
import type { Remedy } from '../core/remedy.js';
import type { Release, Served } from '../core/sighting.js';
import { subjectOf } from '../facts/planner.js';
import { dependencies, doesNotApply, lookUp, type Derivations, type FactTable } from '../facts/table.js';
import type { Fact, Subject } from '../facts/kinds.js';
import { formatOf } from '../lockfiles/index.js';
import type { RegistryOrigin } from '../core/origin.js';
import { predecessorOf } from '../packages/predecessor.js';
import type { RegistryRecord } from '../packages/record.types.js';
import { peersOf } from '../packages/peers.js';
import { deltaOf } from '../packages/delta/delta.js';
import type { CodeDelta } from '../packages/profile.types.js';

export type Derived = Derivations;

/** What is found out of changes once all facts are there; before that, nothing. */
export interface KnownOfChanges {
  /** How they are mended. */
  readonly remedies?: ReadonlyMap<DependencyChange, Remedy>;
  /** Why their packages are there, without what verified manifests do not declare. */
  readonly introducers?: ReadonlyMap<DependencyChange, readonly Introducer[]>;
  /** The versions that they bring in, once all records are there. */
  readonly releases?: readonly Release[];
  /** What registries served of their packages, once all facts are there. */
  readonly served?: readonly Served[];
}

/**
 * What follows from the facts of a review by pure functions: deltas and entry comparisons, each made once.
 * @param predecessor the registry's earlier version chosen for a change, as it stands at this point of the review.
 * @param changes all changes of the review, among which a package's new dependencies are found.
 */
export function derive(table: FactTable, predecessor: (change: DependencyChange) => Subject | undefined, changes: readonly DependencyChange[], known: KnownOfChanges = {}): Derived {
  const deltas = new Map<DependencyChange, Fact<CodeDelta>>();
  const entries = new Map<DependencyChange, Fact<readonly MetadataDifference[]>>();
  const peers = new Map<DependencyChange, readonly Subject[]>();
  return {
    peers: (change) => remembered(peers, change, () => choosePeers(change, table)),
    predecessor, releases: known.releases ?? [], served: known.served ?? [],
    remedy: (change) => known.remedies?.get(change),
    introducers: (change) => known.introducers?.get(change) ?? change.introducers,
    dependency: dependencies(changes, table),
    delta: (change) => remembered(deltas, change, () => codeDelta(change, table, predecessor(change))),
    entryDifferences: (change) => remembered(entries, change, () => entryDifferences(change, table)),
  };
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/**
 * A baseline that could not be read is left out, and its hole is counted for itself; but where none at all could be read the change is
 * not compared with nothing, since then everything that the package has always done would look new.
 */
function codeDelta(change: DependencyChange, table: FactTable, predecessor: Subject | undefined): Fact<CodeDelta> {
  if (!change.after) return doesNotApply;
  const after = lookUp(table, subjectOf(change.after), 'code');
  if (!after.value) return { coverage: after.coverage };
  const baselines = [...change.before.map(subjectOf), ...(predecessor ? [predecessor] : [])].map((subject) => ({ subject, fact: lookUp(table, subject, 'code') }));
  const readable = baselines.flatMap(({ subject, fact }) => (fact.value ? [{ origin: subject.origin, profile: fact.value }] : []));
  const hole = baselines.find(({ fact }) => !isWhole(fact.coverage))?.fact.coverage;
  if (baselines.length > 0 && readable.length === 0 && hole) return { coverage: hole };
  const [first] = readable;
  return { coverage: hole ?? after.coverage, value: { ...deltaOf(after.value, readable.map(({ profile }) => profile)), ...(first ? { against: first.origin } : {}) } };
}

/**
 * Where the entry says something else than the verified manifest, than the graph (marks by which installers skip it), or than anybody
 * asked for (an alias of a name that no dependent names).
 */
function entryDifferences(change: DependencyChange, table: FactTable): Fact<readonly MetadataDifference[]> {
  if (!change.after) return doesNotApply;
  const archive = lookUp(table, subjectOf(change.after), 'archive');
  if (!archive.value) return { coverage: archive.coverage };
  const problem = archive.value.manifestProblem;
  if (!archive.value.manifest) return { coverage: problem ? failed(problem.code, problem.data) : failed('MANIFEST_MALFORMED') };
  const { after } = change;
  const unasked = change.differences.filter((one) => one.key === 'name' && one.after !== undefined && one.before === after.alias);
  const format = formatOf(change.root.lockfile);
  if (!format) return { coverage: failed('LOCKFILE_UNSUPPORTED', { path: change.root.lockfile }) };
  return { coverage: complete, value: [...format.verify(after, archive.value), ...unasked] };
}

/** The versions of the same line that by the record vouch for themselves better than the new one (`packages/peers`), as subjects. */
export function choosePeers(change: DependencyChange, table: FactTable): readonly Subject[] {
  const origin = change.after?.origin;
  if (!change.after || origin?.kind !== 'registry') return [];
  const record = lookUp(table, subjectOf(change.after), 'record').value;
  return record ? peersOf(record, origin.version).map((version) => subjectAt(origin, record, version)) : [];
}

function subjectAt(origin: RegistryOrigin, record: RegistryRecord, version: string): Subject {
  const integrity = record.versions[version]?.integrity;
  return { origin: { ...origin, version }, integrity: integrity === undefined ? noIntegrity : parseIntegrity(integrity, 'record') };
}

/** The registry's earlier version that serves as a second baseline: for a new package the only one. Not what the lockfile held already. */
export function choosePredecessor(change: DependencyChange, table: FactTable, now: string): Subject | undefined {
  const origin = change.after?.origin;
  if (!change.after || origin?.kind !== 'registry') return undefined;
  const record = lookUp(table, subjectOf(change.after), 'record').value;
  const version = record && predecessorOf(record, origin.version, now);
  if (version === undefined || change.before.some((one) => one.version === version && one.name === origin.name)) return undefined;
  // Beside what the lockfile held, another major says nothing: all that the package learnt since would look new.
  if (change.before.length > 0 && semver.parse(version)?.major !== semver.parse(origin.version)?.major) return undefined;
  return record && subjectAt(origin, record, version);
}
