import type { FactRequest } from '../facts/planner.js';
import { subjectKey } from '../facts/kinds.js';
import type { Progress } from '../ports/log.js';

/** How far the reading of packages is: how many were read of those wanted, and the name of the one that is waited for longest. */
export interface ReadingProgress {
  /** To be called with requests that are about to be made. */
  readonly wants: (requests: readonly FactRequest[]) => void;
  /** To be called with each request that was answered. */
  readonly has: (request: FactRequest) => void;
}

/**
 * Counts packages, not facts: what takes long is reading a package's code, and that is what a waiting person understands. Only names are told: a
 * version may be of a predecessor, which the lockfile of a public repository does not hold.
 */
export function readingProgress(progress: Pick<Progress, 'report'>): ReadingProgress {
  const waiting = new Map<string, string>();
  let read = 0;
  const tell = (): void => {
    const [first] = waiting.values();
    progress.report('facts', read, read + waiting.size, first);
  };
  return {
    wants(requests) {
      const before = waiting.size;
      for (const { subject, kind } of requests) {
        if (kind !== 'code') continue;
        const { origin } = subject;
        // Others are read with what carries them, or not at all.
        if (origin.kind === 'registry') waiting.set(subjectKey(subject), origin.name);
      }
      if (waiting.size > before) tell();
    },
    has({ subject, kind }) {
      if (kind !== 'code' || !waiting.delete(subjectKey(subject))) return;
      read += 1;
      tell();
    },
  };
}
