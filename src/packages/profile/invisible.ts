import { sha256 } from '../../core/hash.js';
import type { Signal, SignalWords } from './signal.types.js';
import type { Span } from './spans.js';
import { clustersOf } from './spans.js';
import { decoders } from './invisible-decoders.js';

/** Signals of one kind that are told of one text. */
const mostOfAKind = 16;
/** Selectors, or characters without width, in a row that make a payload. Emoji take one, and no script more than two. */
const selectorRun = 8;
const widthlessRun = 6;
/** Characters without width in a row, of two kinds and more, that make a payload: eight bytes. No script joins or parts more than two, and marks of texts have some dozens. */
const payloadRun = 64;

/**
 * What in a text a reader does not see, or sees as something else (Unicode UTS #39 and UTR #36; "Trojan Source", CVE-2021-42574): each with its
 * span, keyed by its sha256; a name of look-alikes by itself. Marks of direction in strings of scripts that run from right to left, joiners in emoji and
 * in scripts that need them, one byte order mark, and single selectors behind emoji are ordinary. Time is linear in the text.
 */
export function invisibleOf(text: string): readonly Signal[] {
  const of = (what: SignalWords['invisible'], spans: readonly Span[]): Signal[] => spans.slice(0, mostOfAKind).map(({ start, end }) => ({ kind: 'invisible', what, key: sha256(text.slice(start, end)), start, end }));
  const decoder = of('decoder', decoders(text));
  const held = unseenIn(text);
  if (held === 0) return decoder;
  return [
    ...decoder, ...((held & turning) === 0 ? [] : of('bidi', bidi(text))), ...((held & selecting) === 0 ? [] : [...of('variation-selectors', selectors(text)), ...of('tags', tags(text))]),
    ...((held & unseen) === 0 ? [] : ofWidth(text, of)),
    ...((held & confusing) === 0 ? [] : homoglyphs(text)).slice(0, mostOfAKind).map(({ start, end }): Signal => ({ kind: 'invisible', what: 'homoglyph', key: text.slice(start, end), start, end })),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
}

function ofWidth(text: string, of: (what: SignalWords['invisible'], spans: readonly Span[]) => readonly Signal[]): readonly Signal[] {
  const spans = widthless(text);
  const carries = ({ start, end }: Span): boolean => end - start >= payloadRun && new Set(text.slice(start, Math.min(end, start + 4_096))).size > 1;
  return [...of('zero-width-run', spans.filter(carries)), ...of('zero-width', spans.filter((one) => !carries(one)))];
}

/** What a text holds: controls of direction, selectors and tags, characters without width or ink, letters that look like others. */
const turning = 1;
const selecting = 2;
const unseen = 4;
const confusing = 8;

/** One way through a text; most hold nothing of these, or nothing beyond ASCII. */
function unseenIn(text: string): number {
  let held = 0;
  const kinds = tableOfKinds();
  for (const { 0: run } of text.matchAll(/[\u0080-\uffff]+/g)) for (let at = 0; at < run.length; at += 1) held |= kinds[run.charCodeAt(at)]!;
  return held;
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
const confused = new RegExp(`[${alike}][A-Za-z0-9_$${alike}]*`, 'g');
const classes: readonly (readonly [kind: number, of: RegExp])[] = [[turning, /[\u202a-\u202e\u2066-\u2069]/], [selecting, /[\ufe00-\ufe0f\udb40]/], [unseen, /[\u200b-\u200f\u2060-\u2064\ufeff\u180e\u00ad\u3164\uffa0\u115f\u1160]/], [confusing, new RegExp(`[${alike}]`)]];
let known: Uint8Array | undefined;

/** By unit: what it is of all that is looked for. Made for the first text. */
function tableOfKinds(): Uint8Array {
  if (known !== undefined) return known;
  const table = known = new Uint8Array(65_536);
  for (let unit = 128; unit < table.length; unit += 1) for (const [kind, of] of classes) if (of.test(String.fromCharCode(unit))) table[unit]! |= kind;
  return table;
}
const foreign = /[\u0370-\u058f]/;

/** Names that mix Latin letters with such: four letters at least, half of them Latin. (`\u0394x` and words of one script are none.) */
function homoglyphs(text: string): readonly Span[] {
  const out: Span[] = [];
  const seen = new Set<string>();
  for (const match of text.matchAll(confused)) {
    // What stands before the first such letter was in no match before: whatever comes behind one belongs to it.
    let start = match.index;
    while (start > 0 && isLatinUnit(text.charCodeAt(start - 1))) start -= 1;
    const name = text.slice(start, match.index + match[0].length);
    const latin = name.length < 4 || name.length > 80 ? 0 : name.replace(/[^A-Za-z]/g, '').length;
    if (latin < 2 || latin * 2 < name.length || seen.has(name)) continue;
    if (foreign.test((text[start - 1] ?? '') + (text[start + name.length] ?? ''))) continue;
    seen.add(name);
    out.push({ start, end: start + name.length });
  }
  return out;
}

function isLatinUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95 || unit === 36;
}
