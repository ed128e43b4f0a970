import { problemOf } from '../core/errors.js';
import { limits } from '../core/limits.js';
import type { Deliveries, FailedDeliveries } from '../ports/deliveries.js';
import type { JobContext, JobEnd, Queue } from '../ports/queue.js';
import { giveUp } from './head.js';
import type { HeadDependencies } from './head.js';
import { isServed, mayBeServed } from './served.js';

export interface ReconcileDependencies extends HeadDependencies {
  readonly queue: Queue;
  readonly deliveries: Deliveries;
  readonly failedDeliveries?: FailedDeliveries;
}

/** What has waited this long without a job is picked up. */
const unattendedMs = 120_000;
/** A running evaluation ends itself at its deadline; this much later somebody else does it. */
const graceMs = 30_000;
/** GitHub keeps deliveries for three days; a service that was down for longer has its heads from the pull requests' next events. */
const redeliveryMs = 3 * 86_400_000;

async function pickUp({ reviews, queue, installations }: ReconcileDependencies): Promise<number> {
  let picked = 0;
  for (const { repository, sha } of await reviews.unattended(unattendedMs)) {
    const head = installations ? await reviews.head(repository, sha) : undefined;
    if (head && !isServed(installations, head.installation, head.repository.owner)) continue;
    await queue.add({ task: 'review', repository, head: sha }, { priority: 5 });
    picked += 1;
  }
  return picked;
}

async function endOverdue(dependencies: ReconcileDependencies, signal: AbortSignal): Promise<number> {
  const heads = await dependencies.reviews.overdue(limits.checkMs.value + graceMs);
  for (const { repository, sha } of heads) {
    signal.throwIfAborted();
    const head = await dependencies.reviews.head(repository, sha);
    if (head?.review.state !== 'open' || !isServed(dependencies.installations, head.installation, head.repository.owner)) continue;
    try {
      await giveUp(dependencies, head, 'DEADLINE', signal);
    } catch (error) {
      dependencies.log.warn('an overdue head could not be told', { repository, head: sha, code: problemOf(error).code });
    }
  }
  return heads.length;
}

async function askAgain({ failedDeliveries, deliveries, clock, installations }: ReconcileDependencies, signal: AbortSignal): Promise<number> {
  if (!failedDeliveries) return 0;
  const failed = (await failedDeliveries.list(clock.now() - redeliveryMs)).filter((delivery) => mayBeServed(installations, delivery.installation));
  const missing = new Set(await deliveries.missing(failed.map((delivery) => delivery.guid)));
  const once = failed.filter((delivery, index) => missing.has(delivery.guid) && failed.findIndex((other) => other.guid === delivery.guid) === index);
  for (const delivery of once) {
    signal.throwIfAborted();
    await failedDeliveries.redeliver(delivery.id);
  }
  return once.length;
}

/**
 * The job `reconcile`: finds what fell through. Heads and stored deliveries that wait with no job are queued, checks past their time are concluded as
 * could not check, deliveries that never arrived are asked for again. Each part goes on when another fails.
 */
export async function reconcile(dependencies: ReconcileDependencies, { signal }: JobContext): Promise<JobEnd> {
  const counts: { [part: string]: number } = {};
  for (const [part, work] of [['overdue', endOverdue], ['pickedUp', pickUp], ['takenUp', ({ deliveries }: ReconcileDependencies) => deliveries.requeue(unattendedMs)], ['askedAgain', askAgain]] as const) {
    try {
      counts[part] = await work(dependencies, signal);
    } catch (error) {
      if (signal.aborted) return { kind: 'later', afterMs: 0 };
      dependencies.log.warn('a part of reconciling failed', { part, code: problemOf(error).code });
    }
  }
  if (Object.values(counts).some((count) => count > 0)) dependencies.log.info('reconciled', counts);
  return { kind: 'done' };
}
