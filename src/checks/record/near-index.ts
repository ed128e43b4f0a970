/** Names of this many letters and more may differ in two places from what they are taken for; in shorter ones that makes another word. */
export const twoEditsFrom = 9;

/** How many edits still make a name of that length be taken for another. */
export function editsFor(length: number): 1 | 2 {
  return length >= twoEditsFrom ? 2 : 1;
}

/**
 * The number of letters to insert, take out, replace or swap with their neighbour, where no place is edited twice (optimal string alignment, Oommen and
 * Loker 1997, after Damerau 1964). Stops beyond `limit` and gives `limit + 1`.
 */
export function editsBetween(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const now = [row];
    let least = row;
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let edits = Math.min(last[column]! + 1, now[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) edits = Math.min(edits, before[column - 2]! + 1);
      now.push(edits);
      if (edits < least) least = edits;
    }
    if (least > limit) return limit + 1;
    before = last;
    last = now;
  }
  return last[right.length]!;
}

/** A word that is near another: its place in the list, and how many edits away it is. */
export interface Near {
  readonly index: number;
  readonly edits: number;
}

const slots = 1 << 16;

/** FNV-1a over some of the letters, folded to a slot. Different letters may meet there: each find is compared. */
function slotOf(begun: number, letters: string, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ begun;
  for (let at = from; at < to && at < letters.length; at++) hash = Math.imul(hash ^ letters.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 16)) & (slots - 1);
}

/** Finds the first of a list of keys that equals one. Holds numbers only: the keys are made again where one may be meant. */
export class KeyIndex {
  readonly #heads = new Int32Array(slots).fill(-1);
  readonly #next: Int32Array;
  readonly #keyOf: (index: number) => string;

  /** @param keyOf the key at a place; the empty one is never found. */
  constructor(count: number, keyOf: (index: number) => string) {
    this.#next = new Int32Array(count).fill(-1);
    this.#keyOf = keyOf;
    for (let index = count - 1; index >= 0; index--) {
      const key = keyOf(index);
      if (key === '') continue;
      const slot = slotOf(0, key, 0, key.length);
      this.#next[index] = this.#heads[slot]!;
      this.#heads[slot] = index;
    }
  }

  get(key: string): number | undefined {
    for (let index = this.#heads[slotOf(0, key, 0, key.length)]!; index !== -1; index = this.#next[index]!) if (this.#keyOf(index) === key) return index;
    return undefined;
  }
}

/** What tells parts of other lengths and places apart. */
const partOf = (length: number, part: number): number => length * 4 + part + 1;

/** Where the parts of a word of that length begin and end: one part more than edits, so that one of them stays whole. */
function cutsOf(length: number): readonly number[] {
  const parts = editsFor(length) + 1;
  return (knownCuts[length] ??= Array.from({ length: parts + 1 }, (_, index) => Math.floor((length * index) / parts)));
}

/** By length, which a name's own bounds. */
const knownCuts: (readonly number[] | undefined)[] = [];

/**
 * Finds the words that are near a given one without comparing it with each. Two words that differ in k places share one of k + 1 parts, moved by at
 * most k; a swap across the end of a part breaks two, so the outer parts are looked for with their letter swapped as well.
 */
export class NearIndex {
  readonly #words: readonly string[];
  readonly #heads = new Int32Array(slots).fill(-1);
  readonly #next: Int32Array;
  /** Words that were measured so far: what the work of a look-up is. */
  measured = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#next = new Int32Array(words.length * 3).fill(-1);
    words.forEach((word, index) => {
      const cuts = cutsOf(word.length);
      for (let part = 0; part + 1 < cuts.length; part++) {
        const slot = slotOf(partOf(word.length, part), word, cuts[part]!, cuts[part + 1]!);
        this.#next[index * 3 + part] = this.#heads[slot]!;
        this.#heads[slot] = index * 3 + part;
      }
    });
  }

  /** The words that are within `editsFor` their own length of this one, in order of the list. */
  near(word: string): readonly Near[] {
    const found: Near[] = [];
    const seen = new Set<number>();
    for (let length = Math.max(1, word.length - 2); length <= word.length + 2; length++) {
      const limit = editsFor(length);
      if (Math.abs(length - word.length) > limit) continue;
      for (const slot of slotsOf(word, length, limit)) {
        for (let at = this.#heads[slot]!; at !== -1; at = this.#next[at]!) {
          const index = Math.floor(at / 3);
          if (this.#words[index]!.length !== length || seen.has(index)) continue;
          seen.add(index);
          this.measured++;
          const edits = editsBetween(word, this.#words[index]!, limit);
          if (edits <= limit) found.push({ index, edits });
        }
      }
    }
    return found.sort((a, b) => a.index - b.index);
  }
}

/** Where words of that length stand that share a part with this one. */
function slotsOf(word: string, length: number, limit: number): readonly number[] {
  const out: number[] = [];
  const cuts = cutsOf(length);
  const shift = word.length - length;
  const last = cuts.length - 2;
  for (let part = 0; part <= last; part++) {
    const [from, to] = [cuts[part]!, cuts[part + 1]!];
    for (let moved = -limit; moved <= limit; moved++) {
      // What is before the part has `moved` letters more, what is behind it the rest: both cost edits.
      if (Math.abs(moved) + Math.abs(shift - moved) > limit || from + moved < 0) continue;
      if ((part === 0 && moved !== 0) || (part === last && moved !== shift)) continue;
      out.push(slotOf(partOf(length, part), word, from + moved, to + moved));
    }
  }
  const [end, start] = [cuts[1]!, cuts[last]! + shift];
  const first = word.slice(0, end - 1) + word.slice(end, end + 1);
  out.push(slotOf(partOf(length, 0), first, 0, first.length));
  const final = start >= 1 ? word.slice(start - 1, start) + word.slice(start + 1) : '';
  if (final !== '') out.push(slotOf(partOf(length, last), final, 0, final.length));
  return out;
}
