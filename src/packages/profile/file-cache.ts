import type { Steps } from '../../javascript/walk.js';
import { stepsFor } from '../../javascript/analyse.js';
import type { FileFacts } from './source-files.js';

/** A text that is no module for sure is read in two ways. */
const mostReadings = 2;

/** Remembers what single files hold, so that the files which a new version takes over unchanged are not read again. */
export interface FileCache {
  /** What `read` gives for the file of `key`, which names everything that it depends on; `size` in bytes. The steps are taken either way. */
  facts(key: string, size: number, steps: Steps, read: () => FileFacts): FileFacts;
}

/** Asks a second cache for what the first one does not hold; both keep it then. */
export function layered(first: FileCache, second: FileCache): FileCache {
  return { facts: (key, size, steps, read) => first.facts(key, size, steps, () => second.facts(key, size, steps, read)) };
}

/**
 * A cache of files of at most `bytes` together; what was not asked for longest goes first. An answer from it is the one that reading would
 * give, and costs as many steps, so that a profile does not depend on what was profiled before.
 */
export function createFileCache(bytes: number): FileCache {
  const known = new Map<string, { readonly facts: FileFacts; readonly spent: number; readonly size: number }>();
  let held = 0;
  return {
    facts(key, size, steps, read) {
      // With fewer steps left a file may get less than it would alone: what is found then holds for that package only.
      const toSpare = mostReadings * stepsFor(size);
      if (steps.remaining < toSpare) return read();
      const before = steps.remaining;
      const cached = known.get(key);
      if (cached !== undefined) {
        known.delete(key);
        known.set(key, cached);
        steps.take(cached.spent);
        return cached.facts;
      }
      const facts = read();
      if (size > bytes) return facts;
      known.set(key, { facts, spent: before - steps.remaining, size });
      held += size;
      for (const [oldest, { size: freed }] of known) {
        if (held <= bytes) break;
        known.delete(oldest);
        held -= freed;
      }
      return facts;
    },
  };
}
