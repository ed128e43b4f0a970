/**
 * A computation that offers to stop now and then: whoever runs it may let others go first at each of its yields, or run it to its end. What
 * comes out is the same.
 */
export type Steps<T> = Generator<void, T>;

/** Runs a computation to its end without a stop. */
export function drained<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Items that are looked at between two stops of `stepwise`. */
const atOnce = 100;

/** Maps a list, with a stop after every so many items. */
export function* stepwise<T, R>(items: readonly T[], map: (item: T, index: number) => R, most = atOnce): Steps<R[]> {
  const made: R[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % most === 0) yield;
    made.push(map(item, index));
  }
  return made;
}
