import type { Lease } from '../ports/outbox.js';
import type { StandingCheck } from '../ports/publisher.js';

/** The one check run of a head's present review, as the last publisher of this process left it. */
export interface SeenChecks {
  /**
   * The check run, if nobody can have written about the head since: the lease is the very one it was seen under, or the next after it. `alone`: no other
   * check of ours is left pending.
   */
  get(lease: Lease, review: string): { readonly check: StandingCheck; readonly alone: boolean } | undefined;
  /** To be called when all writes under a lease were answered. Not `alone` where nobody has looked yet whether another check of ours is left pending. */
  put(lease: Lease, review: string, check: StandingCheck, alone?: boolean): void;
  /** To be called before a write: until it is answered nobody knows what stands. */
  drop(lease: Pick<Lease, 'repository' | 'head'>): void;
}

/**
 * Remembers the checks of the `most` heads that were written about last, so that a publisher need not look at what it left itself a moment
 * ago. Every publisher, of whatever process, takes a lease with a greater epoch before it writes; a gap in the epochs means that somebody
 * else may have.
 */
export function seenChecks(most = 10_000): SeenChecks {
  const kept = new Map<string, { readonly epoch: number; readonly review: string; readonly check: StandingCheck; readonly alone: boolean }>();
  const key = ({ repository, head }: Pick<Lease, 'repository' | 'head'>): string => `${repository} ${head}`;
  return {
    get(lease, review) {
      const found = kept.get(key(lease));
      return found?.review === review && (found.epoch === lease.epoch || found.epoch === lease.epoch - 1) ? found : undefined;
    },
    put(lease, review, check, alone = true) {
      kept.delete(key(lease));
      kept.set(key(lease), { epoch: lease.epoch, review, check, alone });
      if (kept.size > most) kept.delete(kept.keys().next().value!);
    },
    drop(lease) { kept.delete(key(lease)); },
  };
}
