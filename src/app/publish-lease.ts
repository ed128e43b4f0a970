import { Failure } from '../core/errors.js';
import { limits } from '../core/limits.js';
import type { Timers } from '../ports/clock.js';
import type { Lease, Outbox } from '../ports/outbox.js';

/** The right to write about one head for one review, asked for again around each write. */
export interface Pen {
  readonly lease: Lease;
  readonly review: string;
  /**
   * Does one write: not when the lease or the review is another's by now, and not believed when it became so meanwhile.
   * @throws Failure SUPERSEDED when somebody else may write now; HOST_TIMEOUT when no answer came within the limit `hostRequestMs`, which is shorter than a lease.
   */
  write<T>(what: () => Promise<T>): Promise<T>;
}

/** Bounds the wait for an answer of the host. The request may still have been carried out: callers look for ours before the next try. */
export async function answered<T>(timers: Timers, what: Promise<T>): Promise<T> {
  const deadline = timers.deadline(limits.hostRequestMs.value);
  try {
    return await Promise.race([what, new Promise<never>((_, reject) => {
      deadline.signal.addEventListener('abort', () => { reject(new Failure('HOST_TIMEOUT')); }, { once: true });
    })]);
  } finally {
    deadline.clear();
    what.catch(() => undefined);
  }
}

async function acquire(outbox: Outbox, timers: Timers, repository: number, head: string, patienceMs: number, signal: AbortSignal): Promise<Lease | undefined> {
  for (let waited = 0; ; waited += 100) {
    const lease = await outbox.acquire(repository, head);
    if (lease || waited >= patienceMs) return lease;
    await timers.sleep(100, signal);
  }
}

/**
 * Runs work with the sole right to write about a head. Waits up to `patienceMs` for another holder to end; undefined when it did not.
 * @throws what the work throws; Failure SUPERSEDED when the right was lost in between.
 */
export async function withPen<T>(
  { outbox, timers }: { readonly outbox: Outbox; readonly timers: Timers },
  head: { readonly repository: number; readonly sha: string; readonly review: string },
  patienceMs: number, signal: AbortSignal, work: (pen: Pen) => Promise<T>,
): Promise<T | undefined> {
  const lease = await acquire(outbox, timers, head.repository, head.sha, patienceMs, signal);
  if (!lease) return undefined;
  const stillOurs = async (): Promise<void> => {
    const state = await outbox.hold(lease);
    if (!state.held || state.review !== head.review) throw new Failure('SUPERSEDED');
  };
  try {
    return await work({
      lease, review: head.review,
      async write(what) {
        await stillOurs();
        const result = await answered(timers, what());
        await stillOurs();
        return result;
      },
    });
  } finally {
    await outbox.release(lease).catch(() => undefined);
  }
}
