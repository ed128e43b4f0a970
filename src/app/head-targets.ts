import type { HeadState } from '../ports/reviews.js';
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

/** Differences between our rows and the host's list of open pull requests with this head. */
export interface Disagreement {
  /** On the host, and unknown to us with this head or base branch. */
  readonly unknown: readonly { readonly number: number; readonly baseRef: string; readonly base: string }[];
  /** In our rows, old enough to be doubted, and not in the host's list: each is asked for by its number before it is believed to be gone, since a list may be partial or move while it is read. */
  readonly doubted: readonly number[];
}

/** Compares the rows with what the host lists. `now` in ms since the epoch. */
export function disagreement(head: HeadState, listed: readonly { readonly number: number; readonly baseRef: string; readonly base: string; readonly state: 'open' | 'closed' }[], now: number): Disagreement {
  const open = listed.filter((pull) => pull.state === 'open');
  return {
    unknown: open.filter((pull) => !head.pulls.some((row) => row.number === pull.number && row.baseRef === pull.baseRef)).map(({ number, baseRef, base }) => ({ number, baseRef, base })),
    doubted: head.pulls.filter((row) => now - row.seenAt > trustRowMs && !open.some((pull) => pull.number === row.number)).map((row) => row.number),
  };
}
