import semver from 'semver';
import { ranks, statedRank } from '../core/rank.js';
import { lineOf } from '../core/version-line.js';
import type { RegistryRecord, VersionRecord } from './record.types.js';

/** How many of the best are verified. */
const mostPeers = 3;

const timeOf = ({ publishedAt }: VersionRecord): number => (publishedAt === undefined ? Number.NaN : Date.parse(publishedAt));
const rankOf = (version: VersionRecord): number => ranks.indexOf(statedRank(version));

/**
 * The earlier versions of the same line (`lineOf`) that by their record vouch for themselves better than `version` does (`Rank`), the best first and of equal ones the last published; at most three. Another line
 * has ways of its own (semver 6.3.1 came by hand after attested versions of 7). Prereleases are left out for a release, and what came later, or at an unknown
 * time, for any.
 */
export function peersOf(record: RegistryRecord, version: string): readonly string[] {
  const key = semver.valid(version) ?? version;
  const subject = Object.hasOwn(record.versions, key) ? record.versions[key]! : undefined;
  const own = semver.parse(key);
  if (!subject || !own) return [];
  const better = Object.values(record.versions).filter((one) => {
    if (rankOf(one) <= rankOf(subject) || !(timeOf(one) < timeOf(subject))) return false;
    const other = semver.parse(one.version);
    return other !== null && lineOf(one.version) === lineOf(key) && (own.prerelease.length > 0 || other.prerelease.length === 0);
  });
  return better.sort((a, b) => rankOf(b) - rankOf(a) || timeOf(b) - timeOf(a)).slice(0, mostPeers).map((one) => one.version);
}
