import { compare, parse } from 'semver';
import type { SemVer } from 'semver';
import type { RegistryRecord } from './record.types.js';

export interface PredecessorOptions {
  /** Milliseconds that a version must have stood in the registry. */
  readonly minimumAge: number;
  /** Versions no further apart than this, in milliseconds, belong to one burst. */
  readonly burstGap: number;
}

const day = 86_400_000;
/**
 * Fourteen days: nearly all malicious versions are found and taken down within days (Ohm et al., "Backstabber's Knife Collection", DIMVA 2020,
 * give the tail), so what has stood for two weeks was open to everybody's eyes. One day: takeovers put up several versions in one sitting.
 */
const standard: PredecessorOptions = { minimumAge: 14 * day, burstGap: day };

interface Dated { readonly version: string; readonly semver: SemVer; readonly at: number }

function dated(record: RegistryRecord): Dated[] {
  return Object.values(record.versions).flatMap((one) => {
    const semver = parse(one.version);
    const at = one.publishedAt === undefined ? Number.NaN : Date.parse(one.publishedAt);
    return semver && !Number.isNaN(at) ? [{ version: one.version, semver, at }] : [];
  });
}

/**
 * When the burst of publications that `at` belongs to began: walking back from it, as long as the next earlier version of the package (of any
 * major) came at most `burstGap` before. It is never longer than `minimumAge`: packages with daily builds would otherwise be one burst.
 */
function burstStart(versions: readonly Dated[], at: number, options: PredecessorOptions): number {
  let start = at;
  for (const earlier of versions.map((one) => one.at).filter((time) => time <= at && time >= at - options.minimumAge).sort((a, b) => b - a)) {
    if (start - earlier > options.burstGap) break;
    start = earlier;
  }
  return start;
}

/** The greatest version of the same major below a version. */
function greatestBelow(versions: readonly Dated[], subject: Dated): Dated | undefined {
  return versions.filter((one) => one.semver.major === subject.semver.major && compare(one.semver, subject.semver) < 0).sort((a, b) => compare(b.semver, a.semver) || b.at - a.at)[0];
}

/**
 * The version of a package that a new one is compared with when the lockfile held none, or beside the one it held: what the registry had
 * before. `now` is RFC 3339.
 *
 * A candidate was published before `version` and before the burst that `version` belongs to began, is at least `minimumAge` old at `now`, and is
 * no prerelease unless `version` is one. Of the candidates it is the greatest version below `version` with the same major; where there is
 * none, the previous latest: the stable candidate that was published last, whatever its major, since that is what `latest` stood at
 * by npm's default tag. A mirror's times may be those at which it took the versions in, in any order: where no version came before, but `version`
 * and a lower one of its major have both stood for `minimumAge`, the greatest such one serves. Undefined when there is no candidate or `version` has no known time: then nothing vouches for any baseline, and a
 * doubtful one would hide what it shares with `version`.
 */
export function predecessorOf(record: RegistryRecord, version: string, now: string, options: PredecessorOptions = standard): string | undefined {
  const versions = dated(record);
  const subject = versions.find((one) => one.version === version);
  if (!subject) return undefined;
  const start = burstStart(versions, subject.at, options);
  const oldEnough = Date.parse(now) - options.minimumAge;
  const before = versions.filter((one) => one.at < start && one.at <= oldEnough);
  const stable = before.filter((one) => one.semver.prerelease.length === 0);
  const sameMajor = greatestBelow(subject.semver.prerelease.length > 0 ? before : stable, subject);
  const latest = stable.sort((a, b) => b.at - a.at || compare(b.semver, a.semver))[0];
  const stood = subject.at <= oldEnough ? greatestBelow(versions.filter((one) => one.at <= oldEnough && one.semver.prerelease.length === 0), subject) : undefined;
  return (sameMajor ?? latest ?? stood)?.version;
}
