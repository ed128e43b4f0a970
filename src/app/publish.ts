import { Failure, problemOf } from '../core/errors.js';
import type { Clock, Timers } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { Outbox, Publication } from '../ports/outbox.js';
import type { Publisher } from '../ports/publisher.js';
import type { HeadState, Reviews } from '../ports/reviews.js';
import { openCheck, publishCheck } from './publish-check.js';
import { isLag, publishReview, publishSummary } from './publish-comments.js';
import type { CommentSite } from './publish-comments.js';
import { withPen } from './publish-lease.js';
import type { SeenChecks } from './publish-seen.js';
import type { Told } from './told.js';

export interface PublishDependencies {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** What this process's publishers left on the host; without it every publisher looks for itself. */
  readonly seen?: SeenChecks;
}

/** How long a publisher waits for another one of the same head; longer than a lease. */
const patienceMs = 40_000;
/** Intents are carried out in rounds, since a refused comment becomes a note of the check. */
const rounds = 3;
/** What a further try cannot mend. Said once in the log; the check, which is what blocks, is always tried again. */
const hopeless = new Set(['HOST_FORBIDDEN', 'HOST_NOT_FOUND', 'HOST_REJECTED']);
/** How soon a host whose answer was older than its webhooks is asked again, in ms. */
const lagMs = 5_000;

type Target = Pick<HeadState, 'repository' | 'sha' | 'review' | 'pulls'>;

function site(dependencies: PublishDependencies, publisher: Publisher, head: Target, pen: CommentSite['pen'], told?: Told): CommentSite {
  const { outbox, timers, clock, seen } = dependencies;
  const mine = (told?.listed.pulls ?? []).filter((pull) => pull.state === 'open' && pull.head === head.sha);
  return {
    publisher, timers, clock, pen, sha: head.sha, outbox, claimed: new Set(), rows: head.pulls, asked: new Map(mine.map((pull) => [pull.number, { at: told!.at, newest: true }])),
    remarks: new Map(mine.flatMap((pull) => (pull.remarks ? [[pull.number, pull.remarks] as const] : []))),
    ...(seen ? { seen } : {}), ...(told?.listed.checks ? { told: told.listed.checks } : {}),
  };
}

/**
 * Puts a head's check in progress. Does nothing while somebody else writes about the head.
 * @throws Failure HOST_*; SUPERSEDED when the head got another review meanwhile.
 */
export async function showProgress(dependencies: PublishDependencies, publisher: Publisher, head: Target, signal: AbortSignal): Promise<void> {
  await withPen(dependencies, { repository: head.repository.id, sha: head.sha, review: head.review.id }, 0, signal, (pen) => openCheck(site(dependencies, publisher, head, pen)));
}

/**
 * Writes the summary of a head's pending check, as this process left that check. `later`: somebody else writes about the head now. `never`: it is
 * concluded, of another review, or this process does not know how it stands; `stopped` is asked last.
 * @throws Failure HOST_*; SUPERSEDED when the head got another review meanwhile.
 */
export async function describeProgress(
  dependencies: PublishDependencies & { readonly reviews: Reviews }, publisher: Publisher, head: HeadState, summary: string, stopped: () => boolean, signal: AbortSignal,
): Promise<'told' | 'later' | 'never'> {
  const { seen, reviews } = dependencies;
  const told = await withPen(dependencies, { repository: head.repository.id, sha: head.sha, review: head.review.id }, 0, signal, async (pen) => {
    const known = seen?.get(pen.lease, pen.review);
    if (!seen || !known) return 'never';
    // Whatever comes of it, the next publisher of this process need not look at the check: only an answer that is lost leaves it unknown.
    seen.put(pen.lease, pen.review, known.check, known.alone);
    const now = await reviews.head(head.repository.id, head.sha);
    if (stopped() || known.check.status === 'completed' || now?.review.id !== head.review.id || now.review.state !== 'open' || now.generation !== head.generation) return 'never';
    seen.drop(pen.lease);
    await pen.write(() => publisher.describeCheck(known.check.id, summary));
    seen.put(pen.lease, pen.review, known.check, known.alone);
    return 'told';
  });
  return told ?? 'later';
}

async function carryOut(dependencies: PublishDependencies, at: CommentSite, publication: Publication): Promise<void> {
  const { outbox } = dependencies;
  const { intent } = publication;
  switch (intent.kind) {
    case 'check':
      await publishCheck(at, intent.body);
      break;
    case 'review': {
      const notes = await publishReview(at, intent, await outbox.checksOfComments(at.pen.lease.repository, intent.pull));
      if (notes.length > 0) await outbox.annotate(at.pen.lease, publication.review, notes);
      break;
    }
    case 'summary':
    case 'settle':
      await publishSummary(at, intent);
      break;
  }
  await outbox.sent(at.pen.lease, publication);
}

/**
 * Carries out what waits for a head's present review. Doing it twice changes nothing: everything that stands is looked for first.
 * One intent that fails does not hold up the others; the first failure is thrown at the end.
 * @param told what the host told at the beginning of the evaluation whose intents these are.
 * @returns how long to wait, in ms, before what could not be carried out yet is tried again, where the host's own answers lag; else undefined.
 * @throws Failure HOST_RATE_LIMITED at once, with the time to wait; HOST_*; SUPERSEDED when another publisher or review took over.
 */
export async function publishHead(dependencies: PublishDependencies, publisher: Publisher, head: Target, signal: AbortSignal, told?: Told): Promise<number | undefined> {
  const { outbox, log } = dependencies;
  const done = await withPen(dependencies, { repository: head.repository.id, sha: head.sha, review: head.review.id }, patienceMs, signal, async (pen) => {
    const at = site(dependencies, publisher, head, pen, told);
    let failure: unknown;
    let waitMs: number | undefined;
    const failed = new Set<number>();
    for (let round = 0; round < rounds; round += 1) {
      const pending = (await outbox.pending(pen.lease)).filter((one) => !failed.has(one.id));
      if (pending.length === 0) break;
      for (const publication of pending) {
        signal.throwIfAborted();
        try {
          await carryOut(dependencies, at, publication);
        } catch (error) {
          const { code } = problemOf(error);
          if (isLag(error)) {
            log.info('the host lags behind its own webhooks', { review: publication.review, kind: publication.intent.kind });
            failed.add(publication.id);
            waitMs = lagMs;
            continue;
          }
          if (code === 'HOST_RATE_LIMITED' || code === 'SUPERSEDED' || !(error instanceof Failure)) throw error;
          log.warn('an intent could not be carried out', { review: publication.review, kind: publication.intent.kind, code });
          failed.add(publication.id);
          if (hopeless.has(code) && publication.intent.kind !== 'check') await outbox.sent(pen.lease, publication);
          else failure ??= error;
        }
      }
    }
    if (failure !== undefined) throw failure;
    return { waitMs };
  });
  if (done === undefined) throw new Failure('SUPERSEDED');
  return done.waitMs;
}
