import { cooldownTimes } from '../core/cooldown.js';
import type { Verdict } from '../core/verdict.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { Job, JobEnd } from '../ports/queue.js';
import type { Reviews } from '../ports/reviews.js';
import { isServed, type InstallationList } from './served.js';

/** A moment that is farther away is none that a pull request waits for: registries say when a version was put up, and may say anything. */
const farthestMs = 366 * 86_400_000;
const minuteMs = 60_000;

/**
 * When the first of the told findings on fresh releases is over, in whole minutes as ms since the epoch; undefined where there is none, or only such that end too
 * far away. A verdict that rests on it is worth another look then.
 */
export function cooldownEnd(verdict: Pick<Verdict, 'findings' | 'reviewedAt'>): number | undefined {
  const now = Date.parse(verdict.reviewedAt);
  const ends = cooldownTimes(verdict).filter((end) => end > now && end <= now + farthestMs);
  return ends.length === 0 ? undefined : Math.ceil(ends.reduce((first, end) => Math.min(first, end)) / minuteMs) * minuteMs;
}

export interface CooldownDependencies {
  readonly reviews: Reviews;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly installations?: InstallationList;
}

/**
 * The job `cooldown`: a release is old enough now, so the head that waited for it is judged anew. Nothing happens where it was asked for anew meanwhile, where its
 * pull requests are closed or have another head, or where this ran before.
 */
export async function afterCooldown({ reviews, clock, ids, installations }: CooldownDependencies, { repository, head: sha, review, at }: Extract<Job, { readonly task: 'cooldown' }>): Promise<JobEnd> {
  const leftMs = at - clock.now();
  if (leftMs > 0) return { kind: 'later', afterMs: leftMs };
  const head = await reviews.head(repository, sha);
  if (!head || head.review.id !== review || head.review.state !== 'concluded' || head.pulls.length === 0 || !isServed(installations, head.installation, head.repository.owner)) return { kind: 'done' };
  await reviews.request(head.installation, head.repository, sha, { reviewId: ids.next(), priority: 1, ...(head.standing === undefined ? {} : { standing: head.standing }) });
  return { kind: 'done' };
}
