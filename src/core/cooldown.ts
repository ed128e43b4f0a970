import type { Finding } from './finding.js';
import type { Verdict } from './verdict.js';

/** The check that tells of versions which are too young, and the member of its findings' data that says when such a finding ends (RFC 3339, UTC). */
const check = 'release-age';
const ends = 'ends';

function endOf({ check: of, level, change, data }: Finding): number {
  const value = of === check && level === 'default' && change !== 'standing' ? data[ends] : undefined;
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

/** When each finding of a verdict on a version that is too young ends, in ms since the epoch; those that are no news here are left out. */
export function cooldownTimes({ findings }: Pick<Verdict, 'findings'>): readonly number[] {
  return findings.map(endOf).filter((time) => !Number.isNaN(time));
}

/**
 * The earliest moment at which a finding of this verdict ends by itself because a version has become old enough; RFC 3339, UTC. Undefined where there is none. The same review at that
 * moment no longer has the finding as it is, and says when the next one ends.
 */
export function cooldownEnds(verdict: Pick<Verdict, 'findings'>): string | undefined {
  const times = cooldownTimes(verdict);
  return times.length === 0 ? undefined : new Date(times.reduce((least, time) => Math.min(least, time))).toISOString();
}
