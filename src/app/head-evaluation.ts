import { Failure } from '../core/errors.js';
import { limits } from '../core/limits.js';
import type { Timers } from '../ports/clock.js';
import type { HeadState, Reviews } from '../ports/reviews.js';
import type { Progress } from '../ports/log.js';
import type { Judged } from './head-conclusion.js';
import type { Reviewer, ReviewResult, ReviewTarget } from './review.types.js';

/** Settles with a promise, or rejects with the signal's reason as soon as it aborts: a reviewer that does not listen holds up nothing. */
export function orAborted<T>(signal: AbortSignal, what: Promise<T>): Promise<T> {
  what.catch(() => undefined);
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => { reject(signal.reason instanceof Error ? signal.reason : new Failure('INTERNAL')); };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    what.then(resolve, reject).finally(() => { signal.removeEventListener('abort', abort); });
  });
}

export interface EvaluationDependencies {
  readonly reviews: Reviews;
  readonly reviewer: Reviewer;
  readonly timers: Timers;
  /** How often the head is looked at while it is judged: a newer one, or a moved base, ends the evaluation. */
  readonly watchMs: number;
}

/** Aborts with SUPERSEDED once somebody asked for the head anew, from whatever process. */
async function watchHead({ reviews, timers, watchMs }: EvaluationDependencies, head: HeadState, ended: AbortSignal, abort: (reason: Failure) => void): Promise<void> {
  for (;;) {
    try {
      await timers.sleep(watchMs, ended);
      const now = await reviews.head(head.repository.id, head.sha);
      if (now && now.generation === head.generation && now.review.state === 'open') continue;
      abort(new Failure('SUPERSEDED'));
      return;
    } catch {
      if (ended.aborted) return;
    }
  }
}

/**
 * Judges a head against each of its targets at once.
 * @param remainingMs what is left of the check's time.
 * @throws Failure DEADLINE when the time is up, SUPERSEDED when the head was asked for anew; the reason of `stop` (a shutdown); a Failure of the reviewer.
 */
export async function evaluate(
  dependencies: EvaluationDependencies, head: HeadState, targets: readonly ReviewTarget[], progressOf: () => Progress,
  early: (result: ReviewResult) => Promise<void>, remainingMs: number, stop: AbortSignal,
): Promise<readonly Judged[]> {
  const { reviewer, timers } = dependencies;
  const control = new AbortController();
  const deadline = timers.deadline(Math.min(remainingMs, limits.reviewMs.value));
  const onDeadline = (): void => { control.abort(new Failure('DEADLINE')); };
  const onStop = (): void => { control.abort(stop.reason); };
  if (deadline.signal.aborted) onDeadline();
  if (stop.aborted) onStop();
  deadline.signal.addEventListener('abort', onDeadline, { once: true });
  stop.addEventListener('abort', onStop, { once: true });
  const ended = new AbortController();
  const watching = watchHead(dependencies, head, ended.signal, (reason) => { control.abort(reason); });
  try {
    return await orAborted(control.signal, Promise.all(targets.map(async (target): Promise<Judged> => ({ target, result: await reviewer(target, { progress: progressOf(), early }, control.signal) }))));
  } catch (error) {
    control.abort(error);
    throw error;
  } finally {
    deadline.clear();
    stop.removeEventListener('abort', onStop);
    ended.abort(new Failure('SUPERSEDED'));
    await watching;
  }
}
