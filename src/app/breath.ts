import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../core/steps.js';

/** A long computation lets others go first after this much time, in milliseconds: everything else in the process waits for it. */
const spellMs = 10;

/** The long computations that wait, in the order in which they stopped. One goes on in each turn of the event loop, however many there are. */
let last: Promise<void> = Promise.resolve();

/** Lets everything else that waits go first: called between the parts of a long computation, so that large reviews do not hold up all others. */
export async function breath(): Promise<void> {
  const before = last;
  last = before.then(() => setImmediate());
  await last;
}

/** Maps a list in parts of so many, with a breath between them. */
export async function mapInParts<T, R>(items: readonly T[], size: number, map: (item: T) => R): Promise<R[]> {
  const made: R[] = [];
  let since = performance.now();
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % size === 0 && performance.now() - since > spellMs) {
      await breath();
      since = performance.now();
    }
    made.push(map(item));
  }
  return made;
}

/** Runs a computation that offers to stop at its yields, with a breath wherever it has taken long. What comes out is the same. */
export async function inSteps<T>(steps: Steps<T>): Promise<T> {
  for (let since = performance.now(); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since <= spellMs) continue;
    await breath();
    since = performance.now();
  }
}
