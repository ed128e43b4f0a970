import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { repeats } from '../members.js';
import { findDuplicates } from '../places.js';
import type { DuplicateKey } from '../scan.js';
import { readJsonc, withoutOwnCommas } from './jsonc.js';

/** A lockfile's text as read: its own members without the packages, and the packages by key. */
export interface BunDocument {
  readonly own: JsonObject;
  /** None where they are no object. */
  readonly packages?: ReadonlyMap<string, Json>;
  /** Where the text was read line by line. */
  readonly lines?: Lines;
  /** The text as a plain JSON parser reads it. */
  readonly plain: string;
}

/** Where the packages' lines lie in a text laid out as Bun writes it: key and value of line `i` from `starts[i]` to `ends[i]`. */
export interface Lines {
  readonly text: string;
  readonly keys: readonly string[];
  readonly values: readonly Json[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The text around the lines, and what was read of it. */
  readonly frame: string;
  /** The other side whose values were taken over, and which of its lines stand here too, byte by byte. */
  readonly beside?: Lines;
  readonly shared: Uint8Array;
}

/**
 * Reads a text lockfile. One laid out as Bun writes it, a package on each line, is read line by line, and of a line that stands in `beside` too,
 * byte by byte, the value is taken from there; any other one is read whole. Both give the same: each line is parsed by itself, and so is the
 * text around them. Undefined for what is no JSON.
 */
export function readDocument(text: string, most: number, beside?: Lines): BunDocument | undefined {
  const byLine = readLines(text, most, beside);
  if (byLine) return byLine;
  const whole = readJsonc(text);
  if (!whole || !isObject(whole.value)) return whole && { own: {}, plain: whole.plain };
  const packages = Object.hasOwn(whole.value, 'packages') ? whole.value['packages'] : {};
  return { own: whole.value, plain: whole.plain, ...(isObject(packages) ? { packages: new Map(Object.entries(packages)) } : {}) };
}

const opening = '\n  "packages": {\n';

function readLines(text: string, most: number, beside: Lines | undefined): BunDocument | undefined {
  const open = text.indexOf(opening);
  if (open === -1) return undefined;
  const starts: number[] = [];
  const ends: number[] = [];
  let at = open + opening.length;
  for (; text.startsWith('    "', at) || text[at] === '\n'; ) {
    const end = text.indexOf('\n', at);
    if (end === -1 || starts.length > most) return undefined;
    if (end > at) {
      if (text[end - 1] !== ',') return undefined;
      starts.push(at + 4);
      ends.push(end - 1);
    }
    at = end + 1;
  }
  try {
    const [before, after] = [withoutOwnCommas(text.slice(0, open + opening.length)), withoutOwnCommas(text.slice(at))];
    const own = framed(before, after);
    const read = own && valuesOf({ text, starts, ends, frame: before + after, shared: new Uint8Array(beside?.keys.length ?? 0), ...(beside ? { beside } : {}) });
    return own && read && { own, packages: read.packages, lines: read.lines, plain: text };
  } catch {
    return undefined;
  }
}

/** The document around its packages: they are the last member that the first part opens, and the second part closes them. @throws SyntaxError */
function framed(before: string, after: string): JsonObject | undefined {
  const first = JSON.parse(`${before}}}`) as Json;
  const second = JSON.parse(`{"":{${after}`) as Json;
  if (!isObject(first) || !isObject(second) || Object.keys(second).length !== 1 || !isObject(second['']) || Object.keys(second['']).length > 0) return undefined;
  return first;
}

/** @throws SyntaxError where a line is no JSON. */
function valuesOf(at: Omit<Lines, 'keys' | 'values'>): { readonly packages: ReadonlyMap<string, Json>; readonly lines: Lines } | undefined {
  const { text, starts, ends, beside, shared } = at;
  const packages = new Map<string, Json>();
  const keys: string[] = [];
  const values: Json[] = [];
  let places: ReadonlyMap<string, number> | undefined;
  const placeOf = (key: string): number | undefined => (places ??= new Map(beside?.keys.map((one, index) => [one, index]))).get(key);
  const same = (index: number, place: number | undefined): place is number =>
    beside !== undefined && place !== undefined && place < beside.keys.length && text.slice(starts[index], ends[index]) === beside.text.slice(beside.starts[place], beside.ends[place]);
  for (let index = 0, next = 0; index < starts.length; index++, next++) {
    let place = same(index, next) ? next : undefined;
    const key = place === undefined ? keyAt(text, starts[index]!) : beside!.keys[place];
    if (key === undefined) return undefined;
    if (beside && place === undefined) {
      const elsewhere = placeOf(key);
      if (same(index, elsewhere)) place = elsewhere;
      next = elsewhere ?? next - 1;
    }
    if (place !== undefined) shared[place] = 1;
    const value = place === undefined ? (JSON.parse(text.slice(starts[index]! + key.length + 3, ends[index])) as Json) : beside!.values[place]!;
    keys.push(key);
    values.push(value);
    packages.set(key, value);
  }
  return packages.size === keys.length ? { packages, lines: { ...at, keys, values } } : undefined;
}

/** The key whose opening quote stands at `from`; undefined for one with an escape, or with what JSON does not allow in a string. */
function keyAt(text: string, from: number): string | undefined {
  const quote = text.indexOf('"', from + 1);
  const key = text.slice(from + 1, quote);
  return quote === -1 || text[quote + 1] !== ':' || /[^ -\uffff]|\\/.test(key) ? undefined : key;
}

/** Keys that stand twice in a document, where its counterpart, read beside it, does not hold the very same text. At most 20. */
export function duplicatesIn(document: BunDocument, counterpart: Lines | undefined): DuplicateKey[] {
  const { lines, plain, own } = document;
  if (!lines) return repeats(plain, own) ? findDuplicates(plain, 20) : [];
  const shared = counterpart?.beside === lines ? counterpart.shared : undefined;
  const frame = counterpart?.frame !== lines.frame && repeats(lines.frame, own);
  const twice = lines.keys.some((key, index) => shared?.[index] !== 1 && repeats(lines.text.slice(lines.starts[index]! + key.length + 3, lines.ends[index]), lines.values[index]));
  return frame || twice ? findDuplicates(plain, 20) : [];
}
