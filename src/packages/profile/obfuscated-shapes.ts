import type { Span } from './spans.js';
import { clustersOf, flags, lineEnds, runsOf } from './spans.js';

/** Places of one pattern that are looked at in one text; a text that holds more is told by those. */
const mostPlaces = 200_000;

function* placesOf(text: string, pattern: RegExp): Generator<Span & { readonly text: string }> {
  let left = mostPlaces;
  for (const match of text.matchAll(pattern)) {
    yield { start: match.index, end: match.index + match[0].length, text: match[0] };
    if ((left -= 1) <= 0) return;
  }
}

/**
 * Names that only a machine gives: `_0x1f3a` (javascript-obfuscator's and its many copies' default), and names of `I`, `l`, `1` or of `O`, `0`, `o` alone.
 * No compiler or minifier writes either. A few may be a quotation: twelve close together, of at least four names, are none.
 */
export function machineNames(text: string): readonly Span[] {
  const hex = text.includes('_0x') ? [...placesOf(text, /_0x[0-9a-f]{2,8}/gi)] : [];
  const alike = [...namesOf(text, bars), ...namesOf(text, rings)].sort((a, b) => a.start - b.start);
  return [...clusteredNames(hex), ...clusteredNames(alike)];
}

const bars = flags('Il1');
const rings = flags('Oo0');

/** Names of six to sixteen characters of a class alone: of different ones, but for capitals. */
function namesOf(text: string, table: Uint8Array): readonly (Span & { readonly text: string })[] {
  return runsOf(text, table, 6).flatMap(({ start, end }) => {
    const name = end - start <= 16 ? text.slice(start, end) : '';
    return /^[IlOo](?=.*(?:[Oo].*0|0.*[Oo]|[Oo].*[oO]|1|I.*l|l.*I))/.test(name) && !/[\w$]/.test((text[start - 1] ?? ' ') + (text[end] ?? ' ')) ? [{ start, end, text: name }] : [];
  });
}

function clusteredNames(places: readonly (Span & { readonly text: string })[]): readonly Span[] {
  let at = 0;
  return clustersOf(places, 2_000, 12).filter(({ start, end }) => {
    const names = new Set<string>();
    while (places[at]!.start < start) at += 1;
    for (; at < places.length && places[at]!.end <= end; at += 1) if (names.size < 4) names.add(places[at]!.text);
    at = Math.min(at, places.length - 1);
    return names.size >= 4;
  });
}

/**
 * A table of strings with the code that puts it in order: numbers parsed out of entries, summed up, and entries moved from its front to its end until
 * the sum fits (javascript-obfuscator's `rotate`); or a table whose entries are encoded, beside the decoder's alphabet in its unusual order.
 */
export function stringTables(text: string): readonly Span[] {
  const turned = /push['"]?\]?\([\w$]{1,40}(?:\.|\[['"])shift\b/.test(text) || /push\\x|shift\\x|\\x73\\x68\\x69\\x66\\x74/.test(text);
  const sums = turned && text.includes('parseInt(') ? clustersOf([...placesOf(text, /parseInt\([\w$]{1,40}\([^()]{0,80}\)\)/g)], 60, 4) : [];
  const decoder = text.includes('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/');
  const tables = turned || decoder ? encodedArrays(text) : [];
  return [...sums, ...tables];
}

/** Arrays of at least twelve strings that change between capitals, small letters and digits as no words do. */
function encodedArrays(text: string): readonly Span[] {
  const element = /\s*(?:'((?:[^'\\\n]|\\[^\n]){0,2000})'|"((?:[^"\\\n]|\\[^\n]){0,2000})")\s*(,|\])/y;
  const out: Span[] = [];
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at)) {
    element.lastIndex = at + 1;
    let count = 0;
    let units = 0;
    let changes = 0;
    let plain = 0;
    let end = at + 1;
    for (let match = element.exec(text); match; match = element.exec(text)) {
      const entry = match[1] ?? match[2] ?? '';
      count += 1;
      units += entry.length;
      changes += changesIn(entry);
      if (entry.length < 2 || entry.startsWith('0x') || !/^[A-Za-z0-9+/=]{2,2000}$/.test(entry)) plain += 1;
      end = element.lastIndex;
      if (match[3] === ']') break;
    }
    if (count >= 12 && units >= 100 && changes / units >= 0.4 && plain * 5 <= count) out.push({ start: at, end });
    at = Math.max(end, at + 1);
  }
  return out;
}

/** How often a text changes between capitals, small letters and digits. In base64 nearly two times of three, in words once in ten. */
export function changesIn(text: string): number {
  let changes = 0;
  let before = -1;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const kind = unit >= 97 && unit <= 122 ? 0 : unit >= 65 && unit <= 90 ? 1 : unit >= 48 && unit <= 57 ? 2 : 3;
    if (before >= 0 && kind !== before) changes += 1;
    before = kind;
  }
  return changes;
}

/**
 * Letters and digits written as escapes, eight or more in a row: what stands there is plain ASCII that somebody did not want to be read. Tables of
 * other scripts escape what is not ASCII, tables of bytes hold few letters side by side, and no printer escapes a letter.
 */
export function escapedLetters(text: string): readonly Span[] {
  if (!text.includes('\\x') && !text.includes('\\u') && !/\\[01][0-7]{2}/.test(text)) return [];
  const printable = /\\x(?:[2-6][0-9a-f]|7[0-9a-e])|\\u00(?:[2-6][0-9a-f]|7[0-9a-e])|\\u\{0{0,4}(?:[2-6][0-9a-f]|7[0-9a-e])\}|\\(?:0[4-7][0-7]|1[0-7][0-7])/gi;
  return clustersOf([...placesOf(text, printable)], 0, 8).filter(({ start, end }) => {
    const codes = text.slice(start, Math.min(end, start + 4_000)).match(printable) ?? [];
    return codes.filter((code) => /\w/.test(String.fromCharCode(codeOf(code)))).length * 10 >= codes.length * 7;
  });
}

function codeOf(escape: string): number {
  return /^\\[xu]/i.test(escape) ? Number.parseInt(escape.replace(/^\\[xu]\{?/i, ''), 16) : Number.parseInt(escape.slice(1), 8);
}

/** Dean Edwards's packer and those made after it. */
export function packers(text: string): readonly Span[] {
  if (!text.includes('eval')) return [];
  const lineFrom = lineEnds(text);
  return [...placesOf(text, /\beval\s{0,20}\(\s{0,20}function\s{0,20}\(\s{0,9}p\s{0,9},\s{0,9}a\s{0,9},\s{0,9}c\s{0,9},\s{0,9}k\s{0,9},\s{0,9}e\s{0,9},\s{0,9}[dr]?\s{0,9}\)/g)].map(({ start }) => ({ start, end: lineFrom(start) }));
}

/** jjencode and aaencode by what each of their outputs begins with. JSFuck is told by its run of symbols. */
export function encoders(text: string): readonly Span[] {
  const out: Span[] = [];
  const jj = text.includes('=~[];') ? /[\w$]{1,20}=~\[\];[\w$]{1,20}=\{_{3}:\+\+/.exec(text) : null;
  if (jj) out.push({ start: jj.index, end: lineEnds(text)(jj.index) });
  const aa = text.indexOf('\uff9f\u03c9\uff9f\uff89');
  if (aa >= 0) out.push({ start: aa, end: lineEnds(text)(aa) });
  return out;
}

/**
 * Statements put out of order and called by a list of numbers (`'3|0|2|1'.split('|')` before a `switch`), and operators hidden behind members of an object
 * under random names of five letters: javascript-obfuscator's control flow flattening.
 */
export function flattened(text: string): readonly Span[] {
  const out: Span[] = [];
  for (const { start, end } of placesOf(text, /(?:\.split|\[['"]split['"]\])\(['"]\|['"]\)/g)) {
    const before = /['"](?:\d{1,3}\|){2,300}\d{1,3}['"]$/.exec(text.slice(Math.max(0, start - 1_200), start));
    const after = text.slice(end, end + 400);
    if (before && /\bswitch\s{0,9}\(/.test(after) && /\b(?:while|for)\b/.test(after)) out.push({ start: start - before[0].length, end: end + 400 < text.length ? end + 400 : text.length });
  }
  const member = /:\s{0,2}function\s{0,2}\([\w$]{1,20}(?:,\s{0,2}[\w$]{1,20}){0,5}\)\s{0,2}\{\s{0,60}return [\w$]{1,20}\s?(?:[-+*/%<>=!&|^]{1,3}\s?[\w$]{1,20}|\((?:[\w$]{1,20}(?:,\s{0,2}[\w$]{1,20}){0,5})?\))\s{0,2};?\s{0,60}\}/g;
  const named = [...placesOf(text, member)].filter(({ start }) => /(?:^|[{,\s])(['"]?)[A-Za-z]{5}\1\s?$/.test(text.slice(Math.max(0, start - 10), start)));
  out.push(...clustersOf(named, 2_000, 6));
  return out;
}
