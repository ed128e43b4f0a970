import { sha256 } from '../../core/hash.js';
import type { Signal, SignalWords } from './signal.types.js';
import type { Span } from './spans.js';
import { clustersOf } from './spans.js';

/** Signals of one kind that are told of one text. */
const mostOfAKind = 16;
/** Selectors, or characters without width, in a row that make a payload. Emoji take one, and no script more than two. */
const selectorRun = 8;
const widthlessRun = 6;

/**
 * What in a text a reader does not see, or sees as something else (Unicode UTS #39 and UTR #36; "Trojan Source", CVE-2021-42574): each with its
 * span, keyed by its sha256; a name of look-alikes by itself. Marks of direction in strings of scripts that run from right to left, joiners in emoji and
 * in scripts that need them, one byte order mark, and single selectors behind emoji are ordinary. Time is linear in the text.
 */
export function invisibleOf(text: string): readonly Signal[] {
  const of = (what: SignalWords['invisible'], spans: readonly Span[]): Signal[] => spans.slice(0, mostOfAKind).map(({ start, end }) => ({ kind: 'invisible', what, key: sha256(text.slice(start, end)), start, end }));
  const decoder = of('decoder', decoders(text));
  if (!/[\u0080-\uffff]/.test(text)) return decoder;
  return [
    ...decoder, ...of('bidi', bidi(text)), ...of('variation-selectors', selectors(text)), ...of('tags', tags(text)), ...of('zero-width', widthless(text)),
    ...homoglyphs(text).slice(0, mostOfAKind).map(({ start, end }): Signal => ({ kind: 'invisible', what: 'homoglyph', key: text.slice(start, end), start, end })),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Controls of direction: an override always; an embedding or an isolate that its line does not close. A constant that is one control alone, and a string in
 * a script from right to left, are data.
 */
function bidi(text: string): readonly Span[] {
  const out: Span[] = [];
  let open: { readonly closing: number; readonly at: number }[] = [];
  let line = -1;
  const leave = (): void => {
    for (const { at } of open) if (!isAlone(text, at) && !rightToLeft.test(text.slice(at, at + 60))) out.push({ start: at, end: at + 1 });
    open = [];
  };
  for (const match of text.matchAll(/[\u202a-\u202e\u2066-\u2069]/g)) {
    const at = match.index;
    const unit = text.charCodeAt(at);
    if (line >= 0 && at > line) leave();
    if (at > line) line = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
    if ((unit === 0x202d || unit === 0x202e) && !isAlone(text, at)) out.push({ start: at, end: at + 1 });
    else if (unit === 0x202c || unit === 0x2069) {
      if (open.at(-1)?.closing === unit) open.pop();
    } else if (open.length < 200) open.push({ closing: unit >= 0x2066 ? 0x2069 : 0x202c, at });
  }
  leave();
  return clustersOf(out.sort((a, b) => a.start - b.start), 200, 1);
}

/** `'\u202e'` in quotes, or in a class of a regular expression between others of its kind. */
function isAlone(text: string, at: number): boolean {
  const before = text[at - 1] ?? '';
  const after = text[at + 1] ?? '';
  return (/["'`]/.test(before) && before === after) || (/[[\-\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(before) && /[\]\-\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(after));
}

/** Eight and more variation selectors in a row carry bytes (U+FE00 to U+FE0F for the first sixteen, U+E0100 to U+E01EF for the others). */
function selectors(text: string): readonly Span[] {
  const places = Array.from(text.matchAll(/[\ufe00-\ufe0f]+|(?:\udb40[\udd00-\uddef])+/g), (match) => ({ start: match.index, end: match.index + match[0].length, count: [...countable(match[0])].length }));
  return clustersOf(places, 0, 1).filter(({ start, end }) => [...countable(text.slice(start, end))].length >= selectorRun);
}

/** Code points of a text, up to as many as decide. */
function* countable(text: string): Generator<string> {
  let left = selectorRun;
  for (const char of text) {
    yield char;
    if ((left -= 1) <= 0) return;
  }
}

/** Tag characters spell ASCII that nobody sees. They are ordinary only behind the black flag, for flags of regions. */
function tags(text: string): readonly Span[] {
  return Array.from(text.matchAll(/(?:\udb40[\udc00-\udc7f])+/g), (match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter(({ start, end }) => !(text.slice(start - 2, start) === '\u{1f3f4}' && end - start <= 16 && text.slice(end - 2, end) === '\u{e007f}'));
}

/** Runs of characters without width, one of them between letters of a name in code, and letters that show nothing (Hangul fillers) used as names. */
function widthless(text: string): readonly Span[] {
  const runs = Array.from(text.matchAll(/[\u200b-\u200f\u2060-\u2064\ufeff\u180e\u00ad]+/g), (match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter(({ start, end }) => end - start >= widthlessRun || (/\u200c|\u200d|\u2060|\ufeff/.test(text.slice(start, end)) && /[\w$]/.test(text[start - 1] ?? '') && /[\w$]/.test(text[end] ?? '') && isName(text, start, end)));
  const fillers = Array.from(text.matchAll(/[\u3164\uffa0\u115f\u1160]+/g), (match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter(({ start, end }) => end - start >= widthlessRun || (!isAlone(text, start) && /[\s,;{}()[\].=]/.test(text[start - 1] ?? ' ') && /[\s,;{}()[\].=:]/.test(text[end] ?? ' ') && !/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/.test(text.slice(Math.max(0, start - 10), start) + text.slice(end, end + 10))));
  return [...clustersOf(runs, 0, 1), ...fillers];
}

/** The word around a place, with what may follow a name in code. */
function isName(text: string, start: number, end: number): boolean {
  return /(?:^|[^\w$"'`-])[\w$]{1,60}$/.test(text.slice(Math.max(0, start - 61), start)) && /^[\w$]{1,60}\s{0,3}(?:[=(.;,)[]|$)/.test(text.slice(end, end + 70));
}

/** Letters of other scripts that look like Latin ones in most typefaces (a part of Unicode's confusables.txt), full-width letters, and the click that looks like `!`. Not the dotless i: Turkish words mix it with Latin letters. */
const alike = '\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405\u03bf\u03bd\u03c1\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u0585\u0578\u057d\u01c3\uff21-\uff3a\uff41-\uff5a';
const mixed = new RegExp(`[A-Za-z0-9_$]*[${alike}][A-Za-z0-9_$${alike}]*`, 'g');
const foreign = /[\u0370-\u058f]/;

/** Names that mix Latin letters with such: four letters at least, half of them Latin. (`\u0394x` and words of one script are none.) */
function homoglyphs(text: string): readonly Span[] {
  if (!new RegExp(`[${alike}]`).test(text)) return [];
  const out: Span[] = [];
  const seen = new Set<string>();
  for (const match of text.matchAll(mixed)) {
    const name = match[0];
    const start = match.index;
    const latin = name.length < 4 || name.length > 80 ? 0 : name.replace(/[^A-Za-z]/g, '').length;
    if (latin < 2 || latin * 2 < name.length || seen.has(name)) continue;
    if (foreign.test((text[start - 1] ?? '') + (text[start + name.length] ?? ''))) continue;
    seen.add(name);
    out.push({ start, end: start + name.length });
  }
  return out;
}

/**
 * Code that turns such characters back into bytes: it takes the first selector away from a code point (a test of ranges, as measuring the width of text needs,
 * does not), the first tag, or reads two characters without width, or two fillers, as digits.
 */
function decoders(text: string): readonly Span[] {
  const out: Span[] = [];
  if (text.includes('odePoint') || text.includes('harCode')) {
    for (const match of text.matchAll(/-\s{0,9}(?:0xfe00|65024|0xe0100|917760|0xe00f0|917744|0xe0000|917504)\b/gi)) out.push({ start: match.index, end: match.index + match[0].length });
    for (const match of text.matchAll(/\b(?:0xfe00|65024|0xe0100|917760)\s{0,9}\+\s{0,9}[\w$.[\]]{1,40}\s{0,9}\)?\s{0,9}(?:===?|,\s{0,9}[\w$]{1,40}\))/gi)) out.push({ start: match.index, end: match.index + match[0].length });
  }
  if (/200[bcd]|[\u200b-\u200d]/i.test(text)) {
    for (const match of text.matchAll(/(?:\\u200[bcd]|[\u200b-\u200d])[^\n]{0,24}["'`][01]["'`][^\n]{0,60}(?:\\u200[bcd]|[\u200b-\u200d])[^\n]{0,24}["'`][01]["'`]/gi)) out.push({ start: match.index, end: match.index + match[0].length });
  }
  if (/ffa0|\uffa0/i.test(text) && /3164|\u3164/.test(text)) {
    for (const match of text.matchAll(/(?:\\u(?:ffa0|3164)|[\uffa0\u3164])[^\n]{0,160}parseInt\(/gi)) out.push({ start: match.index, end: match.index + match[0].length });
  }
  return clustersOf(out.sort((a, b) => a.start - b.start), 400, 1);
}
