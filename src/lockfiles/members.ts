import { isObject, type Json, type JsonObject } from '../core/json.js';

/**
 * A JSON document of which one section was read member by member. Each member was parsed by itself out of its own piece of the text,
 * and so were the texts before and after them, so together they are valid JSON exactly where every piece is; nothing rests on the layout
 * but the speed.
 */
export interface Sectioned {
  /** The document's own members; the section stands in it without its members. */
  readonly document: JsonObject;
  readonly members: ReadonlyMap<string, Json>;
  readonly keys: readonly string[];
  readonly pieces: Pieces;
}

/** Where the pieces of a text lie: member `i` from `starts[i]` (its key's quote) to `ends[i]`, the frame around all of them. */
interface Pieces {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The other side whose values were taken over, and which of its members stand here too, byte by byte. */
  readonly beside?: Sectioned;
  readonly shared: Uint8Array;
}

/**
 * Reads a section of a JSON text in pieces, where the text is laid out as package managers write it: members that are objects, one after
 * the other at one indentation. Undefined for any other layout, for what is no JSON, and where a key stands twice among the members or
 * beside the section: that must be read whole.
 * @param beside another text's reading. The value of a member whose piece is the same there, byte by byte, is taken from it unparsed.
 */
export function readSection(text: string, section: string, most: number, beside?: Sectioned): Sectioned | undefined {
  const first = firstMember(text, section);
  if (!first) return undefined;
  const { start, carriage } = first;
  const step = start.slice(1, 1 + (start.length - 1) / 2);
  const end = text.indexOf(`${carriage}\n${step}}`, first.at);
  if (end === -1) return undefined;
  const between = `},${carriage}${start}"`;
  const starts = [first.at];
  const ends: number[] = [];
  for (let at = text.indexOf(between, first.at); at !== -1 && at < end && starts.length <= most; at = text.indexOf(between, at + between.length)) {
    ends.push(at + 1);
    starts.push(at + between.length - 1);
  }
  ends.push(end);
  try {
    return pieced({ text, starts, ends, shared: new Uint8Array(beside?.keys.length ?? 0), ...(beside ? { beside } : {}) }, section);
  } catch {
    return undefined;
  }
}

/** Where a section's first member begins (its quote), and the line break with indentation before it; undefined in another layout. */
function firstMember(text: string, section: string): { readonly at: number; readonly start: string; readonly carriage: string } | undefined {
  const name = text.indexOf(`"${section}": {`);
  // After white space a quote opens a string: one that closed a string would be followed by punctuation, not by a word.
  if (name < 1 || !/\s/.test(text[name - 1]!)) return undefined;
  const from = name + section.length + 5;
  const match = /^(\r?)(\n[ \t]{1,32})"/.exec(text.slice(from, from + 40));
  return match ? { at: from + match[0].length - 1, start: match[2]!, carriage: match[1]! } : undefined;
}

/** @throws SyntaxError where a piece is no JSON. */
function pieced(pieces: Pieces, section: string): Sectioned | undefined {
  const { text, starts, ends } = pieces;
  // Valid with two brackets behind it, the text before the members opens the document and, as its last member, the section.
  const opening = JSON.parse(`${text.slice(0, starts[0])}}}`) as Json;
  const closing = JSON.parse(`{"":{${text.slice(ends.at(-1))}`) as Json;
  if (!isObject(opening) || !isObject(closing)) return undefined;
  const document: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  for (const key of Object.keys(opening)) document[key] = opening[key]!;
  for (const key of Object.keys(closing)) {
    if (key === '') continue;
    if (Object.hasOwn(document, key)) return undefined;
    document[key] = closing[key]!;
  }
  const found = membersOf(pieces);
  return found && Object.hasOwn(document, section) ? { document, ...found, pieces } : undefined;
}

function membersOf({ text, starts, ends, beside, shared }: Pieces): Pick<Sectioned, 'members' | 'keys'> | undefined {
  const members = new Map<string, Json>();
  const keys: string[] = [];
  let indexed: ReadonlyMap<string, number> | undefined;
  const placeOf = (key: string): number | undefined => (indexed ??= new Map(beside?.keys.map((one, index) => [one, index]))).get(key);
  const stands = (index: number, place: number | undefined): place is number =>
    beside !== undefined && place !== undefined && place < beside.keys.length
    && text.slice(starts[index], ends[index]) === beside.pieces.text.slice(beside.pieces.starts[place], beside.pieces.ends[place]);
  // Both sides are sorted alike, as a rule: what comes next here comes next there. What does not is looked for by its key.
  for (let index = 0, next = 0; index < starts.length; index++, next++) {
    let place = stands(index, next) ? next : undefined;
    const key = place === undefined ? keyAt(text, starts[index]!) : beside!.keys[place];
    if (key === undefined) return undefined;
    if (beside && place === undefined) {
      const elsewhere = placeOf(key);
      if (stands(index, elsewhere)) place = elsewhere;
      next = elsewhere ?? next - 1;
    }
    if (place !== undefined) shared[place] = 1;
    keys.push(key);
    members.set(key, place === undefined ? (JSON.parse(text.slice(starts[index]! + key.length + 3, ends[index])) as Json) : beside!.members.get(key)!);
  }
  return members.size === keys.length ? { members, keys } : undefined;
}

/** The key whose opening quote stands at `from`, with its colon. Undefined for one with an escape, or with what JSON does not allow in a string. */
function keyAt(text: string, from: number): string | undefined {
  const quote = text.indexOf('"', from + 1);
  const key = text.slice(from + 1, quote);
  return quote === -1 || text[quote + 1] !== ':' || /[^ -\uffff]|\\/.test(key) ? undefined : key;
}

/**
 * Whether the text of a reading may hold a key twice where its counterpart, read beside it, does not just so. A parser keeps the last of
 * two equal keys while a person reads the first. What is the same byte by byte on both sides is passed over; of everything else the members
 * in the text are counted and compared with those that were read.
 */
export function mayRepeat(own: Sectioned, counterpart: Sectioned | undefined): boolean {
  const { text, starts, ends } = own.pieces;
  const shared = counterpart?.pieces.beside === own ? counterpart.pieces.shared : undefined;
  const frame = (one: Sectioned): string => one.pieces.text.slice(0, one.pieces.starts[0]) + one.pieces.text.slice(one.pieces.ends.at(-1));
  // The document with its section empty: the members of both parts of the frame, each counted with the section that it opens or closes.
  if (!(counterpart && frame(counterpart) === frame(own)) && countMembers(frame(own)) !== membersIn(own.document)) return true;
  return own.keys.some((key, index) => shared?.[index] !== 1 && countMembers(text.slice(starts[index], ends[index])) !== 1 + membersIn(own.members.get(key)));
}

/** Whether a JSON text holds a key twice in one object: it then has more members than the value read from it. */
export function repeats(text: string, value: unknown): boolean {
  return countMembers(text) !== membersIn(value);
}

/** How many members a JSON text writes, in objects of any depth: the colons outside of strings. */
function countMembers(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) count++;
    else if (code === 0x22) for (at++; at < text.length && text.charCodeAt(at) !== 0x22; at++) if (text.charCodeAt(at) === 0x5c) at++;
  }
  return count;
}

/** How many members a parsed JSON value has, in objects of any depth. Walks without recursion: the depth is the writer's to choose. */
function membersIn(value: unknown): number {
  let count = 0;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const items: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) count += items.length;
    for (const item of items) if (typeof item === 'object' && item !== null) open.push(item);
  }
  return count;
}
