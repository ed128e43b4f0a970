import type { StandingPull } from '../ports/publisher.js';
import type { HeadState, KnownPull } from '../ports/reviews.js';
import type { ReviewTarget } from './review.types.js';

/** What a head is judged against: each open pull request that has it, with its own base, and a merge queue's group. `evaluation`: see HostTarget. */
export function targetsOf(head: HeadState, evaluation?: object): readonly ReviewTarget[] {
  const { repository, sha: headSha } = head;
  const shared = { installation: head.installation, ...(head.standing === undefined ? {} : { standing: head.standing }) };
  const pulls = head.pulls.map((pull): ReviewTarget => ({ kind: 'pull', ...(evaluation ? { evaluation } : {}), ...shared, repository, number: pull.number, headSha, baseRef: pull.baseRef, baseSha: pull.base }));
  if (!head.group) return pulls;
  return [...pulls, { kind: 'merge-group', ...shared, repository, headSha, headRef: head.group.headRef, baseRef: head.group.baseRef, baseSha: head.group.base }];
}

/** A row this young may know more than an answer of the host, which can lag behind its own webhooks. */
const trustRowMs = 60_000;

/** True while an answer of the host may be older than this row. `now` in ms since the epoch. */
export function isYoung(row: Pick<KnownPull, 'seenAt'>, now: number): boolean {
  return now - row.seenAt <= trustRowMs;
}

/**
 * True where the host's word that a pull request is not as our row has it may be of before the row: told of an earlier time, or of the same second,
 * within which nobody can tell which came first. An old row is no reason to doubt the host any more, so that this ends.
 */
export function isBehind(told: Pick<StandingPull, 'updatedAt'>, row: Pick<KnownPull, 'seenAt' | 'observedAt'>, now: number): boolean {
  return told.updatedAt !== undefined && told.updatedAt <= row.observedAt && isYoung(row, now);
}

/** How long, in ms, until the rows of which only a read of the host told can be asked about again for good; undefined where there are none. */
export function unsureForMs(head: HeadState, now: number): number | undefined {
  const unsure = head.pulls.filter((row) => row.unsure);
  return unsure.length === 0 ? undefined : Math.max(0, ...unsure.map((row) => row.seenAt + trustRowMs - now + 1));
}

/** Differences between our rows and the host's list of open pull requests with this head. */
export interface Disagreement {
  /** On the host, and unknown to us with this head or base branch. */
  readonly unknown: readonly StandingPull[];
  /** In our rows, old enough to be doubted, and not in the host's list: each is asked for by its number before it is believed to be gone, since a list may be partial or move while it is read. */
  readonly doubted: readonly number[];
}

/** Compares the rows with what the host lists. `now` in ms since the epoch. */
export function disagreement(head: HeadState, listed: readonly StandingPull[], now: number): Disagreement {
  const open = listed.filter((pull) => pull.state === 'open');
  return {
    unknown: open.filter((pull) => !head.pulls.some((row) => row.number === pull.number && row.baseRef === pull.baseRef)),
    doubted: head.pulls.filter((row) => !isYoung(row, now) && !open.some((pull) => pull.number === row.number)).map((row) => row.number),
  };
}
