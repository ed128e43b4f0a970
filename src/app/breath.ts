import { setImmediate } from 'node:timers/promises';

/** Lets everything else that waits go first: called between the parts of a long computation, so that one large review does not hold up all others. */
export async function breath(): Promise<void> {
  await setImmediate();
}

/** Maps a list in parts of so many, with a breath between them. */
export async function mapInParts<T, R>(items: readonly T[], size: number, map: (item: T) => R): Promise<R[]> {
  const made: R[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % size === 0) await breath();
    made.push(map(item));
  }
  return made;
}
