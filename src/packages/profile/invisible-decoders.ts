import type { Span } from './spans.js';
import { clustersOf } from './spans.js';

/**
 * Code that turns such characters back into bytes: it takes the first selector away from a code point (a test of ranges, as measuring the width of text needs,
 * does not), the first tag, or reads two characters without width, or two fillers, as digits.
 */
export function decoders(text: string): readonly Span[] {
  const out: Span[] = [];
  if (text.includes('odePoint') || text.includes('harCode')) {
    for (const match of text.matchAll(/-\s{0,9}(?:0xfe00|65024|0xe0100|917760|0xe00f0|917744|0xe0000|917504)\b/gi)) out.push({ start: match.index, end: match.index + match[0].length });
    for (const match of text.matchAll(/\b(?:0xfe00|65024|0xe0100|917760)\s{0,9}\+\s{0,9}[\w$.[\]]{1,40}\s{0,9}\)?\s{0,9}(?:===?|,\s{0,9}[\w$]{1,40}\))/gi)) out.push({ start: match.index, end: match.index + match[0].length });
  }
  if (/200[bcd]|[\u200b-\u200d]/i.test(text)) out.push(...digitReaders(text));
  if (/ffa0|\uffa0/i.test(text) && /3164|\u3164/.test(text)) {
    for (const match of text.matchAll(/(?:\\u(?:ffa0|3164)|[\uffa0\u3164])[^\n]{0,160}parseInt\(/gi)) out.push({ start: match.index, end: match.index + match[0].length });
  }
  return clustersOf(out.sort((a, b) => a.start - b.start), 400, 1);
}

/** Between a character without width and the digit that it stands for, and between two such pairs. */
const toDigit = 24;
const toNext = 60;

/**
 * Two characters without width (or their escapes), each before a digit in quotes, on one line: `'\u200b' ? '0' : c === '\u200c' ? '1'`. Of each place the
 * farthest digit counts. Work is bounded by these distances for every character.
 */
function digitReaders(text: string): readonly Span[] {
  const characters = Array.from(text.matchAll(/\\u200[bcd]|[\u200b-\u200d]/gi), (match) => ({ start: match.index, end: match.index + match[0].length }));
  const digits = Array.from(text.matchAll(/(?=["'`][01]["'`])/g), (match) => ({ start: match.index, end: match.index + 3 }));
  const pairs = new Map<Span, Span | undefined>();
  const endOfPair = (digit: Span): Span | undefined => {
    // From the farthest character on that has a digit behind it.
    if (!pairs.has(digit)) pairs.set(digit, lastOf(text, characters, digit.end, toNext, (one) => lastOf(text, digits, one.end, toDigit, (end) => end)));
    return pairs.get(digit);
  };
  const out: Span[] = [];
  let done = 0;
  for (const { start, end } of characters) {
    const last = start < done ? undefined : lastOf(text, digits, end, toDigit, endOfPair);
    if (last === undefined) continue;
    out.push({ start, end: last.end });
    done = last.end;
  }
  return out;
}

/** What `find` says of the last of `places` that begin within `most` characters from `from` on, on its line, and of which it says something. */
function lastOf(text: string, places: readonly Span[], from: number, most: number, find: (place: Span) => Span | undefined): Span | undefined {
  const line = text.slice(from, from + most).indexOf('\n');
  const to = from + (line < 0 ? most : line);
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]!.start <= to) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= 0 && places[at]!.start >= from; at -= 1) {
    const found = find(places[at]!);
    if (found !== undefined) return found;
  }
  return undefined;
}
