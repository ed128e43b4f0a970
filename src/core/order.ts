/**
 * Orders two strings by code point, the only order used for anything that is shown or hashed: it does not depend on a locale,
 * and unlike `<` it puts U+1F600 after U+FFFD.
 */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const left = a[Symbol.iterator]();
  const right = b[Symbol.iterator]();
  for (;;) {
    const x = left.next();
    const y = right.next();
    if (x.done) return y.done ? 0 : -1;
    if (y.done) return 1;
    if (x.value !== y.value) return (x.value.codePointAt(0) ?? 0) - (y.value.codePointAt(0) ?? 0);
  }
}

/** Sorts a copy by the code points of each item's key. */
export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].map((item) => ({ item, key: key(item) })).sort((a, b) => byCodePoint(a.key, b.key)).map((entry) => entry.item);
}
