/** Seeded choices: the same seed gives the same choices everywhere. */
export interface Chance {
  /** A whole number from 0 to below `below`. */
  int(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** True in so many of a hundred. */
  percent(share: number): boolean;
  /** All of them in another order. */
  shuffled<T>(of: readonly T[]): T[];
  /** One, some or all, in the order given. */
  some<T>(of: readonly T[]): T[];
}

/** Choices by a text: FNV-1a of it, then mulberry32 (both public domain). */
export function chanceOf(seed: string): Chance {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let one = Math.imul(state ^ (state >>> 15), state | 1);
    one ^= one + Math.imul(one ^ (one >>> 7), one | 61);
    return (one ^ (one >>> 14)) >>> 0;
  };
  const int = (below: number): number => next() % below;
  const shuffled = <T>(of: readonly T[]): T[] => {
    const all = [...of];
    for (let at = all.length - 1; at > 0; at -= 1) {
      const other = int(at + 1);
      [all[at], all[other]] = [all[other]!, all[at]!];
    }
    return all;
  };
  return {
    int,
    shuffled,
    pick: (from) => from[int(from.length)]!,
    percent: (share) => int(100) < share,
    some: (of) => {
      if (of.length < 2) return [...of];
      const way = int(3);
      if (way === 0) return [of[int(of.length)]!];
      if (way === 1) return [...of];
      return of.filter(() => int(3) > 0);
    },
  };
}
