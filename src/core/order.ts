/**
 * Orders two strings by code point, the only order used for anything that is shown or hashed: it does not depend on a locale,
 * and unlike `<` it puts U+1F600 after U+FFFD.
 */
export function byCodePoint(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Puts a UTF-16 code unit in code point order: surrogates stand for what lies above U+FFFF. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** Sorts a copy by the code points of each item's key. */
export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].map((item) => ({ item, key: key(item) })).sort((a, b) => byCodePoint(a.key, b.key)).map((entry) => entry.item);
}
