import semver from 'semver';
import type { DependencyChange } from '../core/change.js';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import { sitting, type AccountSpan, type PackageName, type Release, type Sighted, type TagPointer } from '../core/sighting.js';
import type { Steps } from '../core/steps.js';
import type { RegistryRecord, VersionRecord } from '../packages/record.types.js';
import { isRead } from './kinds.js';
import { bringsIn, subjectOf } from './planner.js';
import { lookUp, type FactTable } from './table.js';

const day = 86_400_000;
/** Releases before this one that tell of a package's rhythm. */
const rhythm = 5;

const timeOf = (version: VersionRecord | undefined): number => (version?.publishedAt === undefined ? Number.NaN : Date.parse(version.publishedAt));

/** A version's release as its record tells of it; undefined where the registry does not list the version. What was put up within a day before is of its own sitting. */
export function releaseOf(record: RegistryRecord, version: string): Release | undefined {
  const key = semver.valid(version) ?? version;
  const now = Object.hasOwn(record.versions, key) ? record.versions[key] : undefined;
  if (!now) return undefined;
  const at = timeOf(now);
  const before = Object.values(record.versions).filter((one) => timeOf(one) < at - day);
  return {
    registry: record.registry, name: record.name, version: now.version, trusted: now.publisher?.trusted !== undefined,
    known: before.every((one) => one.publisher === undefined) || before.some((one) => one.publisher?.name === now.publisher?.name),
    earlier: before.map(timeOf).sort((a, b) => b - a).slice(0, rhythm),
    ...(now.publisher ? { publisher: now.publisher.name } : {}), ...(Number.isNaN(at) ? {} : { publishedAt: at }),
  };
}

/**
 * The dist-tags of a record that are remembered: `latest`, and those that point to releases, at most `limits.sightedTags`. Tags of nightly builds move
 * back and forth by design.
 */
export function tagsOf({ registry, name, distTags }: RegistryRecord): readonly TagPointer[] {
  const kept = Object.entries(distTags).filter(([tag, version]) => tag === 'latest' || (semver.valid(version) !== null && semver.prerelease(version) === null));
  return kept.sort(([a], [b]) => Number(b === 'latest') - Number(a === 'latest') || byCodePoint(a, b)).slice(0, limits.sightedTags.value).map(([tag, version]) => ({ registry, name, tag, version }));
}

/** The packages that a review may learn of from registries' records, each once, in the order of the changes. */
export function namesOf(changes: readonly DependencyChange[]): readonly PackageName[] {
  const names = new Map<string, PackageName>();
  for (const change of changes) {
    const origin = bringsIn(change) ? change.after!.origin : undefined;
    if (origin?.kind === 'registry' && isRead(subjectOf(change.after!), 'record')) names.set(`${origin.registry}\0${origin.name}`, { registry: origin.registry, name: origin.name });
  }
  return [...names.values()];
}

/** For how long releases are compared with others of their account: a burst is told for three days (`checks/record/burst`). */
const compared = 7 * day;

/**
 * The accounts of persons that put up the versions that these changes bring in, lately as of `now` (ms since the epoch), and when what else they put up may be of the
 * same sitting; those with the newest releases first, as far as the records in a table tell.
 */
export function accountsOf(changes: readonly DependencyChange[], table: FactTable, now: number): readonly AccountSpan[] {
  const spans = new Map<string, AccountSpan>();
  for (const change of changes) {
    const origin = bringsIn(change) ? change.after!.origin : undefined;
    const record = origin?.kind === 'registry' ? lookUp(table, subjectOf(change.after!), 'record').value : undefined;
    if (origin?.kind !== 'registry' || !record || record.name !== origin.name || record.registry !== origin.registry) continue;
    const key = semver.valid(origin.version) ?? origin.version;
    const version = Object.hasOwn(record.versions, key) ? record.versions[key] : undefined;
    const at = timeOf(version);
    if (!version?.publisher || version.publisher.trusted !== undefined || !(at > now - compared)) continue;
    const account = `${record.registry}\0${version.publisher.name}`;
    const { from, until } = spans.get(account) ?? { from: at, until: at };
    spans.set(account, { registry: record.registry, publisher: version.publisher.name, from: Math.min(from, at - sitting), until: Math.max(until, at + sitting) });
  }
  return [...spans.values()].sort((a, b) => b.until - a.until || byCodePoint(a.registry, b.registry) || byCodePoint(a.publisher, b.publisher));
}

/**
 * What the records in a table say of the versions that these changes bring in; of what has no record, nothing. Of no more than `limits.sightedNames` names the
 * tags are kept.
 */
export function* sightedIn(changes: readonly DependencyChange[], table: FactTable): Steps<Omit<Sighted, 'served'>> {
  const tags = new Map<string, readonly TagPointer[]>();
  const releases = new Map<string, Release>();
  for (const [index, change] of changes.entries()) {
    if (index > 0 && index % changesAtOnce === 0) yield;
    const origin = bringsIn(change) ? change.after!.origin : undefined;
    if (origin?.kind !== 'registry') continue;
    const record = lookUp(table, subjectOf(change.after!), 'record').value;
    if (!record || record.name !== origin.name || record.registry !== origin.registry) continue;
    const key = `${origin.registry}\0${origin.name}`;
    if (!tags.has(key) && tags.size < limits.sightedNames.value) tags.set(key, tagsOf(record));
    const release = releaseOf(record, origin.version);
    if (release) releases.set(`${key}\0${release.version}`, release);
  }
  return { tags: [...tags.values()].flat(), releases: [...releases.values()] };
}
const changesAtOnce = 25;
