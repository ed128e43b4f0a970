/** A part of a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Places that lie within `gap` of the one before, as one span each; only those of at least `least` places. */
export function clustersOf(places: readonly Span[], gap: number, least: number): readonly (Span & { readonly count: number })[] {
  const out: { start: number; end: number; count: number }[] = [];
  for (const { start, end } of places) {
    const last = out.at(-1);
    if (last && start - last.end <= gap) {
      last.end = Math.max(last.end, end);
      last.count += 1;
    } else out.push({ start, end, count: 1 });
  }
  return out.filter(({ count }) => count >= least);
}

/** Shannon entropy of a histogram, in bits a symbol. */
export function entropyOf(counts: ArrayLike<number>, total: number): number {
  let bits = 0;
  for (let at = 0; at < counts.length; at += 1) {
    const count = counts[at]!;
    if (count > 0) bits -= (count / total) * Math.log2(count / total);
  }
  return bits;
}
