import semver from 'semver';
import type { DependencyChange } from '../../core/change.js';
import type { LockedPackage } from '../../core/lockfile.js';
import type { Origin } from '../../core/origin.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import type { RegistryRecord, VersionRecord } from '../../packages/record.types.js';
import type { FactReader, OwnGap, ReviewInput } from '../check.js';

/** A changed package as its registry knows it. */
export interface Registered {
  readonly change: DependencyChange;
  readonly record: RegistryRecord;
  /** Undefined where the registry does not list the version. */
  readonly now?: VersionRecord;
  /** What the lockfile held before, as far as the same record lists it. */
  readonly before: readonly VersionRecord[];
  /** A manifest of the repository asks for it. */
  readonly direct: boolean;
}

export const hour = 3_600_000;
export const day = 24 * hour;

/**
 * How long a version is fresh, in milliseconds: nearly all malicious versions are found and taken down within days (the same sources as for
 * `packages/predecessor`). What stood two weeks was open to everybody's eyes, and who published it, and after what, says little by then.
 */
export const fresh = 14 * day;

/**
 * The changes that bring in a version of a package whose registry's record is there.
 * @param patched also of packages that are patched after they were fetched; those of Yarn have an entry of what is patched beside them.
 */
export function registered(input: ReviewInput, facts: FactReader, patched: 'patched' | 'plain' = 'plain'): readonly Registered[] {
  const originOf = (locked: LockedPackage): Origin => (patched === 'patched' && locked.origin.kind === 'patched' && !isYarnsPatch(locked) ? locked.origin.base : locked.origin);
  return input.changes.filter(bringsIn).flatMap((change): Registered[] => {
    const origin = originOf(change.after!);
    if (origin.kind !== 'registry') return [];
    const record = facts.get(subjectOf(change.after!), 'record').value;
    if (!record || record.name !== origin.name) return [];
    const now = listed(record, origin.version);
    const before = change.before.map(originOf).flatMap((one) => (one.kind === 'registry' && one.name === record.name && one.registry === origin.registry ? (listed(record, one.version) ?? []) : []));
    return [{ change, record, before, direct: change.introducers.some(({ path }) => path.length <= 2), ...(now ? { now } : {}) }];
  });
}

/** Yarn names the patch in the entry's resolution. */
function isYarnsPatch({ raw }: LockedPackage): boolean {
  const resolution = raw['resolution'];
  return typeof resolution === 'string' && resolution.includes('@patch:');
}

/** Registries list versions without what stands behind `+`. */
function listed(record: RegistryRecord, version: string): VersionRecord | undefined {
  const key = semver.valid(version) ?? version;
  return Object.hasOwn(record.versions, key) ? record.versions[key] : undefined;
}

/** When a version was put up, in milliseconds since 1970; NaN where the registry does not say. */
export function publishedAt(version: VersionRecord | undefined): number {
  return version?.publishedAt === undefined ? Number.NaN : Date.parse(version.publishedAt);
}

/** Whether a version has stood for less than `limit` milliseconds at the time of the review; a time to come counts as now. */
export function isYounger(version: VersionRecord | undefined, now: string, limit: number): boolean {
  return Date.parse(now) - publishedAt(version) < limit;
}

/**
 * What a registry leaves out of its record: of every version of a package, as abbreviated records and many mirrors do, which is one remark about the
 * registry; or of this one alone.
 */
export function notServed({ change, record }: Registered, what: 'times' | 'publishers'): OwnGap {
  const serves = Object.values(record.versions).some((one) => (what === 'times' ? one.publishedAt : one.publisher) !== undefined);
  const about = serves ? { name: record.name, version: change.after!.version } : {};
  return { subject: serves ? record.name : record.registry, identity: [record.registry, what, ...Object.values(about)], coverage: { kind: 'partial', code: 'RECORD_INCOMPLETE', data: { registry: record.registry, what, ...about } } };
}

/** A span of time as a person says it: hours below two days, then days. */
export function spanText(ms: number): string {
  const hours = Math.max(0, Math.floor(ms / hour));
  return hours < 48 ? `${hours} hour${hours === 1 ? '' : 's'}` : `${Math.floor(ms / day)} days`;
}
