import { Failure, problemOf } from '../core/errors.js';
import type { ErrorCode } from '../core/errors.js';
import { limits } from '../core/limits.js';
import type { Clock, Ids, Timers } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { Metrics } from '../ports/metrics.js';
import type { Outbox } from '../ports/outbox.js';
import type { ListedPulls, Publisher, StandingPull } from '../ports/publisher.js';
import type { JobContext, JobEnd } from '../ports/queue.js';
import type { Conclusion, HeadState, RepositoryName, Reviews } from '../ports/reviews.js';
import { concludeJudged, concludeSuperseded, concludeUnreviewed, earlyIntent } from './head-conclusion.js';
import { evaluate } from './head-evaluation.js';
import { headProgress, type HeadProgress } from './head-progress.js';
import { disagreement, targetsOf, unsureForMs } from './head-targets.js';
import { publishHead, showProgress } from './publish.js';
import { answered } from './publish-lease.js';
import type { SeenChecks } from './publish-seen.js';
import { isServed, type InstallationList } from './served.js';
import type { Reviewer, ReviewResult } from './review.types.js';
import type { Told } from './told.js';

export interface HeadDependencies {
  readonly reviews: Reviews;
  readonly outbox: Outbox;
  readonly reviewer: Reviewer;
  /** Writes to one repository, with a token that is good for it alone. */
  readonly publisherFor: (installation: number, repository: RepositoryName) => Promise<Publisher>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly watchMs: number;
  /** What this process's publishers left on the host, kept over their leases. */
  readonly seen?: SeenChecks;
  /** Whose heads are judged; all where it is left out. */
  readonly installations?: InstallationList;
}

const done: JobEnd = { kind: 'done' };
/** Wait after a rate limit whose answer names no time; GitHub asks for at least a minute. */
const politeMs = 60_000;
const mostPoliteMs = 3_600_000;

/** A host that is away may be back while the check still has time: looked at again after this, without an evaluation being spent on it. */
const awayMs = 15_000;
const away: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['HOST_ERROR', 'HOST_TIMEOUT', 'HOST_UNREACHABLE']);

function retryAfter(error: Failure): number {
  const ms = error.data['retryAfterMs'];
  return typeof ms === 'number' && ms > 0 ? Math.min(ms, mostPoliteMs) : politeMs;
}

/**
 * Asks the host which pull requests have this head, and takes in what our rows lack (a webhook that was lost or came in another
 * order). True when something changed: the head then has a new job, and this one ends. No pull request is gone because a list leaves it out: what
 * our rows have and the list has not is asked for by its number. One whose webhook was lost and that a partial list leaves out is found when the
 * reconciler asks for the delivery again.
 */
async function takeInHost(dependencies: HeadDependencies, publisher: Publisher, head: HeadState, listed: Promise<ListedPulls>): Promise<boolean> {
  const { timers, clock } = dependencies;
  const { repository, sha } = head;
  const { pulls, partial } = await listed;
  if (partial) dependencies.log.warn('not all open pull requests were looked through', { review: head.review.id, repository: repository.id, head: sha, code: limits.pullPages.code });
  const { unknown, doubted } = disagreement(head, pulls, clock.now());
  const confirmed = await Promise.all(doubted.map((number) => answered(timers, publisher.pull(number))));
  let changed = false;
  for (const pull of unknown) changed = (await takeInRead(dependencies, head, pull)) || changed;
  for (const pull of confirmed) if (!agrees(head, pull)) changed = (await takeInRead(dependencies, head, pull)) || changed;
  return changed;
}

const agrees = (head: HeadState, pull: StandingPull): boolean => pull.state === 'open' && pull.head === head.sha && head.pulls.some((row) => row.number === pull.number && row.baseRef === pull.baseRef);

/** Takes in what a read of the host told, unless it is older than what is known. True when something is to be judged anew. */
async function takeInRead({ reviews, ids }: HeadDependencies, { installation, repository }: HeadState, { number, state, head, baseRef, base, merged, updatedAt }: StandingPull): Promise<boolean> {
  const queued = await reviews.observePull({
    installation, repository, number, state, head, baseRef, base, ...(merged === true ? { merged } : {}), ...(updatedAt === undefined ? {} : { observedAt: updatedAt, read: true }),
  }, { reviewId: ids.next(), priority: 0 });
  return queued.length > 0;
}

/**
 * Looks once more at the pull requests of a judged head of which only a read of the host told: it may have lagged behind a webhook of the same second,
 * which then had come before it. Done when the host can lag no more; one that stands as it was told is sure from then on.
 * @returns how long to wait before that, in ms; undefined where nothing is left to do.
 */
async function lookAgain(dependencies: HeadDependencies, publisher: Publisher, head: HeadState): Promise<number | undefined> {
  const { timers, clock } = dependencies;
  const waitMs = unsureForMs(head, clock.now());
  if (waitMs === undefined || waitMs > 0) return waitMs;
  const unsure = head.pulls.filter((row) => row.unsure);
  const told = await Promise.all(unsure.map((row) => answered(timers, publisher.pull(row.number))));
  for (const [index, row] of unsure.entries()) {
    const now = told[index]!;
    // What is older still than the row by now is no reason to look a third time.
    const stands = { ...now, state: 'open', merged: false, head: head.sha, baseRef: row.baseRef, base: row.base, updatedAt: row.observedAt } as const;
    await takeInRead(dependencies, head, agrees(head, now) || (now.updatedAt ?? row.observedAt) < row.observedAt ? stands : now);
  }
  return undefined;
}

async function conclude(dependencies: HeadDependencies, head: HeadState, conclusion: Conclusion): Promise<boolean> {
  const stored = await dependencies.reviews.conclude(head, conclusion);
  if (!stored) return false;
  dependencies.metrics.concluded(conclusion.outcome, Math.max(0, dependencies.clock.now() - head.review.openedAt) / 1000);
  if (conclusion.outcome === 'unreviewed') dependencies.metrics.couldNotCheck(conclusion.code ?? 'INTERNAL');
  dependencies.log.info('concluded', { review: head.review.id, repository: head.repository.id, head: head.sha, outcome: conclusion.outcome, code: conclusion.code });
  return true;
}

/** Ends a head that could not be judged, and says so. */
export async function giveUp(dependencies: HeadDependencies, head: HeadState, code: ErrorCode, signal: AbortSignal): Promise<void> {
  if (!(await conclude(dependencies, head, concludeUnreviewed(head, code)))) return;
  await publishHead(dependencies, await dependencies.publisherFor(head.installation, head.repository), head, signal);
}

/** Tells a block while evidence is on its way, where it fails the check: one that is only observed says nothing about the head's other pull requests. What goes wrong here is told with the verdict. */
function earlyHook(dependencies: HeadDependencies, publisher: Publisher, head: HeadState, signal: AbortSignal, told: { early: boolean }, telling: Promise<Told>, progress: HeadProgress): (result: ReviewResult) => Promise<void> {
  return async (result) => {
    if (told.early || result.verdict.outcome !== 'block' || result.texts.conclusion !== 'failure') return;
    told.early = true;
    await progress.end();
    try {
      if (await dependencies.reviews.early(head, earlyIntent(result))) await publishHead(dependencies, publisher, head, signal, await telling);
    } catch (error) {
      dependencies.log.warn('an early block could not be told', { review: head.review.id, code: problemOf(error).code });
    }
  };
}

type Judgement = { readonly kind: 'concluded'; readonly told?: Told } | { readonly kind: 'end'; readonly end: JobEnd };

/** Brings an open evaluation to its conclusion, or tells how the job ends without one. */
async function judge(dependencies: HeadDependencies, publisher: Publisher, head: HeadState, { signal }: JobContext): Promise<Judgement> {
  const { reviews, clock, log } = dependencies;
  const evaluation = {};
  const targets = targetsOf(head, evaluation);
  const remainingMs = head.review.begunAt === undefined ? limits.checkMs.value : head.review.begunAt + limits.checkMs.value - clock.now();
  const concluded = async (conclusion: Conclusion): Promise<Judgement> => ((await conclude(dependencies, head, conclusion)) ? { kind: 'concluded' } : { kind: 'end', end: done });
  if (head.review.evaluations >= limits.evaluations.value) return concluded(concludeUnreviewed(head, 'INTERNAL'));
  if (remainingMs <= 0) return concluded(concludeUnreviewed(head, 'DEADLINE'));
  if (targets.length > limits.pullsPerHead.value) return concluded(concludeUnreviewed(head, 'BUDGET_PULLS'));

  const told = { early: false };
  const opening = targets.length === 0 ? Promise.resolve() : showProgress(dependencies, publisher, head, signal);
  const opened = opening.catch((error: unknown) => { log.warn('the check could not be put in progress', { review: head.review.id, code: problemOf(error).code }); });
  if (!(await reviews.begin(head))) return { kind: 'end', end: done };
  // Judging begins before the host has answered: its answer rarely differs, and a change ends this evaluation.
  const ending = new AbortController();
  const stop = AbortSignal.any([signal, ending.signal]);
  const at = clock.now();
  const [near] = head.pulls;
  const listed = answered(dependencies.timers, publisher.pullsWithHead(head.sha, near && { evaluation, number: near.number, baseRef: near.baseRef }));
  const telling = listed.then((one): Told => ({ at, listed: one }));
  telling.catch(() => undefined);
  const listing = takeInHost(dependencies, publisher, head, listed).then((changed) => {
    if (changed) ending.abort(new Failure('SUPERSEDED'));
    return changed;
  });
  const progress = headProgress(dependencies, publisher, head, stop);
  const judging = targets.length === 0
    ? Promise.resolve([])
    : evaluate(dependencies, head, targets, progress.of, earlyHook(dependencies, publisher, head, signal, told, telling, progress), remainingMs, stop);
  try {
    const [changed, judged] = await Promise.all([listing, judging]);
    await Promise.all([opened, progress.end()]);
    if (changed) {
      await reviews.giveBack(head);
      return { kind: 'end', end: done };
    }
    if (targets.length === 0) return await concluded(concludeSuperseded(head));
    const conclusion = concludeJudged(head, judged);
    for (const { result } of judged) for (const gap of result.verdict.gaps) if (gap.counts && !gap.waived) dependencies.metrics.couldNotCheck(gap.code);
    // A block that was told never turns into a pass within one evaluation.
    const judgement = await concluded(told.early && judged.every(({ result }) => result.texts.conclusion !== 'failure') ? concludeUnreviewed(head, 'INTERNAL') : conclusion);
    return judgement.kind === 'concluded' ? { ...judgement, told: await telling } : judgement;
  } catch (error) {
    ending.abort(error);
    await Promise.allSettled([opened, judging, listing, progress.end()]);
    return afterFailure(dependencies, head, error, remainingMs, signal);
  }
}

async function afterFailure(dependencies: HeadDependencies, head: HeadState, error: unknown, remainingMs: number, signal: AbortSignal): Promise<Judgement> {
  const { reviews, log } = dependencies;
  const { code } = problemOf(error);
  const end = async (how: JobEnd): Promise<Judgement> => {
    await reviews.giveBack(head);
    return { kind: 'end', end: how };
  };
  if (signal.aborted) return end({ kind: 'later', afterMs: 0 });
  if (code === 'SUPERSEDED') return end(done);
  if (error instanceof Failure && code === 'HOST_RATE_LIMITED' && remainingMs > 0) return end({ kind: 'later', afterMs: Math.min(retryAfter(error), Math.max(remainingMs, 1_000)) });
  if (error instanceof Failure && away.has(code) && remainingMs > 0) {
    log.warn('the host is away', { review: head.review.id, head: head.sha, code });
    return end({ kind: 'later', afterMs: Math.min(awayMs, Math.max(remainingMs, 1_000)) });
  }
  log.warn('an evaluation failed', { review: head.review.id, head: head.sha, code, evaluation: head.review.evaluations + 1, ...(code === 'INTERNAL' ? { error: String(error instanceof Error ? error.stack : error).slice(0, 2_000) } : {}) });
  const last = head.review.evaluations + 1 >= limits.evaluations.value;
  if (code !== 'DEADLINE' && code !== 'HOST_RATE_LIMITED' && !last) throw error;
  return (await conclude(dependencies, head, concludeUnreviewed(head, code === 'HOST_RATE_LIMITED' ? 'DEADLINE' : code))) ? { kind: 'concluded' } : { kind: 'end', end: done };
}

/**
 * The job `review`: judges one head of one repository against every open pull request that has it, stores the verdict with its
 * audit rows and intents, and carries the intents out. Run again after any end of its process, it goes on where it stood.
 * @throws whatever failed and may work at another try; the queue then calls again, later each time.
 */
export async function reviewHead(dependencies: HeadDependencies, job: { readonly repository: number; readonly head: string }, context: JobContext): Promise<JobEnd> {
  const { reviews, ids } = dependencies;
  const head = await reviews.head(job.repository, job.head);
  if (!head || !isServed(dependencies.installations, head.installation, head.repository.owner)) return done;
  const publisher = await dependencies.publisherFor(head.installation, head.repository);
  let told: Told | undefined;
  if (head.review.state === 'open') {
    const judgement = await judge(dependencies, publisher, head, context);
    if (judgement.kind === 'end') return judgement.end;
    told = judgement.told;
  }
  let waitMs: number | undefined;
  try {
    waitMs = await publishHead(dependencies, publisher, head, context.signal, told) ?? await lookAgain(dependencies, publisher, head);
  } catch (error) {
    if (context.signal.aborted) return { kind: 'later', afterMs: 0 };
    if (error instanceof Failure && error.code === 'HOST_RATE_LIMITED') return { kind: 'later', afterMs: retryAfter(error) };
    if (error instanceof Failure && error.code === 'SUPERSEDED') return { kind: 'later', afterMs: 1_000 };
    throw error;
  }
  // It waited so long for its turn that its check was ended unread: now it is its turn.
  if (head.review.outcome === 'unreviewed' && head.review.evaluations === 0 && targetsOf(head).length > 0 && targetsOf(head).length <= limits.pullsPerHead.value) {
    await reviews.request(head.installation, head.repository, head.sha, { reviewId: ids.next(), priority: 0, ...(head.standing === undefined ? {} : { standing: head.standing }) });
  }
  return waitMs === undefined ? done : { kind: 'later', afterMs: waitMs };
}
