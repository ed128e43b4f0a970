import { compare, diff, major, prerelease } from 'semver';
import { isExact, parseIntegrity } from '../../src/core/integrity.js';
import type { RegistryRecord, VersionRecord } from '../../src/packages/record.types.js';

/** `patch` and `minor`: two releases that follow one another. `jump`: two to eight releases on, in one major. `major`: the last of one major to one of the first ten of the next. */
export type Step = 'patch' | 'minor' | 'jump' | 'major';

/** Two versions of one package, and what kind of step lies between them. */
export interface Upgrade {
  readonly step: Step;
  readonly before: VersionRecord;
  readonly after: VersionRecord;
}

/** A list that is made again later must not see newer releases. */
export const publishedBefore = '2026-11-01';
const jumpReleases = 8;
const majorReleases = 10;
/** A package with fewer stable releases has no half that is worth the name. */
const fewReleases = 8;

/** What maintainers and the registry write on versions that were not the maintainers' own. */
const disowned = /malicious|malware|compromis|hijack|backdoor|trojan|unauthori[sz]ed|supply[- ]chain|security (?:holding|incident)|protestware|stolen/i;

/** Whether a version may stand in a list: a stable release with one full sha512, a known time, and not disowned. */
export function isEligible(record: VersionRecord): boolean {
  return prerelease(record.version) === null && record.integrity !== undefined && isExact(parseIntegrity(record.integrity, 'record'))
    && record.publishedAt !== undefined && record.publishedAt < publishedBefore && !disowned.test(record.deprecated ?? '');
}

/**
 * All upgrades of one kind that a record offers, in the order of versions, among the later half of the stable releases that `admits` lets in. The half stands
 * for "of the last years": the times of a record cannot, since a registry that is a mirror may date old releases by the day on which it took them in.
 */
export function upgradesOf(record: RegistryRecord, step: Step, admits: (version: VersionRecord) => boolean): Upgrade[] {
  const stable = Object.values(record.versions).filter((version) => isEligible(version) && admits(version)).sort((a, b) => compare(a.version, b.version));
  const late = stable.slice(stable.length < fewReleases ? 0 : Math.floor(stable.length / 2));
  return late.flatMap((before, at) => followers(late, at, step).map((after): Upgrade => ({ step, before, after })));
}

/** The versions that a step of this kind leads to from the one at `at`. */
function followers(all: readonly VersionRecord[], at: number, step: Step): VersionRecord[] {
  const from = all[at]!.version;
  switch (step) {
    case 'patch':
    case 'minor': return all.slice(at + 1, at + 2).filter((after) => diff(from, after.version) === step);
    case 'jump': return all.slice(at + 2, at + 1 + jumpReleases).filter((after) => major(after.version) === major(from));
    case 'major': {
      const next = all[at + 1];
      if (next === undefined || major(next.version) === major(from)) return [];
      return all.slice(at + 1, at + 1 + majorReleases).filter((after) => major(after.version) === major(next.version));
    }
  }
}
