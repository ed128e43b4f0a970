import { problemOf } from '../core/errors.js';
import type { Progress } from '../ports/log.js';
import type { Publisher } from '../ports/publisher.js';
import type { HeadState, Reviews } from '../ports/reviews.js';
import { reading } from './head-texts.js';
import { describeProgress, type PublishDependencies } from './publish.js';

/**
 * When a waiting person is told how far a review is, in ms after the last time: first after ten seconds, never more often than every ten, and
 * rarer the longer it takes. A review of the longest time makes eleven such writes, of the 80 a minute that a code host takes from an installation.
 */
export const tellingMs = [10_000, 10_000, 20_000, 30_000, 60_000] as const;

/** What is told while one head is judged. */
export interface HeadProgress {
  /** For the review of one target; what several report is added up. */
  readonly of: () => Progress;
  /** To be called before anything is concluded. Settles when nothing is under way any more; never rejects. */
  readonly end: () => Promise<void>;
}

interface Reached { done: number; total: number; now?: string }

/**
 * Says in the summary of a head's pending check what its review is reading. Nothing depends on it: a write that fails is the last one, and
 * whoever else writes about the head goes first. It is never begun after `end`, nor on a check that is concluded, and it changes the summary alone, so that even
 * one that comes late leaves the conclusion and its title as they are.
 */
export function headProgress(dependencies: PublishDependencies & { readonly reviews: Reviews }, publisher: Publisher, head: HeadState, signal: AbortSignal): HeadProgress {
  const { timers, log } = dependencies;
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const targets: Reached[] = [];
  let said = '';

  async function tell(): Promise<void> {
    for (let time = 0; ; time += 1) {
      await timers.sleep(tellingMs[Math.min(time, tellingMs.length - 1)]!, stop);
      const summary = summaryOf(targets);
      if (summary === undefined || summary === said) continue;
      const told = await describeProgress(dependencies, publisher, head, summary, () => stop.aborted, signal);
      if (told === 'never') return;
      if (told === 'told') said = summary;
    }
  }
  const telling = tell().catch((error: unknown) => { if (!stop.aborted) log.info('progress could not be told', { review: head.review.id, code: problemOf(error).code }); });

  return {
    of() {
      const reached: Reached = { done: 0, total: 0 };
      targets.push(reached);
      return {
        report(stage, done, total, detail) {
          log.debug('progress', { stage, done, total });
          if (stage !== 'facts') return;
          reached.done = done;
          reached.total = total;
          if (detail === undefined) delete reached.now;
          else reached.now = detail;
        },
      };
    },
    async end() {
      ended.abort(new Error('the review ended'));
      await telling;
    },
  };
}

function summaryOf(targets: readonly Reached[]): string | undefined {
  const total = targets.reduce((sum, one) => sum + one.total, 0);
  return total === 0 ? undefined : reading(targets.reduce((sum, one) => sum + one.done, 0), total, targets.find((one) => one.now !== undefined)?.now);
}
