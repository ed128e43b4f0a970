import { standings, type Standing } from '../../core/standing.js';

/*
 * How the order of reviews is told to the queue, which takes the lowest priority first and of equal ones the one that is due longest. Of each
 * installation the next review of each standing is put first ("released"); when it starts, the one after it is, behind those of all others: so
 * installations take turns. What nobody released is taken where nothing else waits, so no turn is ever waited for in vain.
 */

/** Priorities of one standing: from this number times its place. The queue's priority is a 16-bit integer. */
export const band = 1_000;
/** Within the band: 0 is its installation's turn, then what comes back (put off, or picked up after a crash), then all that wait, by urgency. */
export const comesBack = 400;
export const waits = 500;
/** Urgencies beyond this are cut, so that a band is never left. */
export const mostUrgency = 400;

/** The flag of strangers' jobs, by which a worker leaves them when enough of its places are theirs. */
export const strangersFlag = 'stranger';

export function rankOf(standing: Standing): number {
  return standings.indexOf(standing);
}
export function standingOf(rank: number): Standing {
  return standings[rank] ?? 'stranger';
}
export function urgencyOf(priority: number): number {
  return Math.max(-mostUrgency, Math.min(mostUrgency, Math.trunc(priority)));
}

/** SQL for the name of the queue of a repository's reviews: strangers' have one of their own, so that none of theirs holds up another's. */
export const lane = (repository: string, standing: string): string => `'repository:' || ${repository} || case when ${standing} = 2 then ':strangers' else '' end`;
/** SQL for the key of a review's job. */
export const jobKey = (repository: string, sha: string): string => `'review:' || ${repository} || ':' || ${sha}`;
