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

/** A class of ASCII characters, as a table by their units. */
export function flags(chars: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let at = 0; at < chars.length; at += 1) table[chars.charCodeAt(at)] = 1;
  return table;
}

/** Runs of at least `least` characters of a class. Each meets a multiple of `least`, so that most of a text is not looked at. */
export function runsOf(text: string, table: Uint8Array, least: number): readonly Span[] {
  const out: Span[] = [];
  let done = 0;
  for (let at = least - 1; at < text.length; at += least) {
    if (at < done || !isIn(table, text.charCodeAt(at))) continue;
    let start = at;
    while (start > done && isIn(table, text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && isIn(table, text.charCodeAt(end))) end += 1;
    done = end;
    if (end - start >= least) out.push({ start, end });
  }
  return out;
}

function isIn(table: Uint8Array, unit: number): boolean {
  return unit < 128 && table[unit] === 1;
}

/** Tells where the line of an offset ends. Asked in ascending order it looks at no character twice: a text may be one line. */
export function lineEnds(text: string): (from: number) => number {
  let [begin, end] = [0, -1];
  return (from) => {
    if (from < begin || from > end) {
      const found = text.indexOf('\n', from);
      [begin, end] = [from, found < 0 ? text.length : found];
    }
    return end;
  };
}
