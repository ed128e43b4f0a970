import type { Standing } from '../core/standing.js';

/**
 * Holds strangers' reviews back while another one runs in this process: all of them share one thread, and each package that is fetched takes of
 * its time. Strangers then fetch one thing at a time among all of them, so they go on, and nobody waits for them.
 */
export interface Courtesy {
  /** Counts a review as running until it settles. */
  during<T>(standing: Standing, work: () => Promise<T>): Promise<T>;
  /** Does one piece of a review's work when it may; pieces must not be inside one another. */
  pass<T>(standing: Standing, piece: () => Promise<T>): Promise<T>;
}

export function createCourtesy(): Courtesy {
  let others = 0;
  let inside = 0;
  const waiting = new Set<() => void>();
  const letIn = (): void => {
    for (const next of waiting) {
      if (others > 0 && inside > 0) return;
      waiting.delete(next);
      inside += 1;
      next();
    }
  };
  return {
    async during(standing, work) {
      if (standing === 'stranger') return work();
      others += 1;
      try {
        return await work();
      } finally {
        others -= 1;
        letIn();
      }
    },
    async pass(standing, piece) {
      if (standing !== 'stranger') return piece();
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        letIn();
      });
      try {
        return await piece();
      } finally {
        inside -= 1;
        letIn();
      }
    },
  };
}
