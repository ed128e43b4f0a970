import { setTimeout as sleep } from 'node:timers/promises';

/** A step that did not come about. Its message is for the person who looks on. */
export class StepFailed extends Error {}
/** The person pressed Ctrl-C. */
export class Interrupted extends Error {}

/**
 * Asks until there is an answer, at most `ms` long.
 * @param step what is waited for, as the sentence goes on: `the check to be in progress`.
 * @throws StepFailed when the time is over; the signal's reason at once.
 */
export async function until<T>(step: string, ms: number, signal: AbortSignal, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new StepFailed(`waited ${ms / 1000} s in vain for ${step}`);
    await sleep(50, undefined, { signal }).catch(() => { throw signal.reason as Error; });
  }
}

/** Gives a promise at most `ms`; what it does afterwards is nobody's matter. */
export async function within<T>(step: string, ms: number, signal: AbortSignal, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  let abort = (): void => undefined;
  try {
    return await Promise.race([work, new Promise<never>((_, reject) => {
      timer = setTimeout(() => { reject(new StepFailed(`waited ${ms / 1000} s in vain for ${step}`)); }, ms);
      abort = () => { reject(signal.reason as Error); };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    })]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
