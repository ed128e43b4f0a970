import { duplicateKeys, linesOf, scanJson, type DuplicateKey, type JsonScan, type LineRange } from './scan.js';
import { sameJson } from './same.js';

/**
 * Where the members of one top-level object of a JSON text stand, found without a full pass where the text is laid out as package
 * managers write it: one member begins per line, at one indentation. JSON strings hold no raw line break, so such a line begins
 * either a member of that depth or one of a neighbouring section.
 */
export interface Places {
  /** The lines that begin a member at the section's indentation, in the whole text; -1 where the layout is another. */
  readonly count: number;
  /**
   * Whether the member at `index` of the parsed keys stands where the layout says, with exactly the value that the parser gave.
   * False says nothing but that the slow way must be taken.
   */
  confirms(index: number, key: string, value: unknown): boolean;
}

/** The line break and indentation with which the members of `section` begin; undefined where its `{` ends no line. */
function memberStart(text: string, section: string): string | undefined {
  const at = text.indexOf(`"${section}"`);
  if (at === -1) return undefined;
  const match = /^:\s{0,4}\{\r?(\n[ \t]{1,32})"/.exec(text.slice(at + section.length + 2, at + section.length + 64));
  return match?.[1];
}

/** Finds the places of a section's members by layout. See `Places`. */
export function placesByLayout(text: string, section: string): Places {
  const start = memberStart(text, section);
  if (start === undefined) return { count: -1, confirms: () => false };
  const offsets: number[] = [];
  const pattern = `${start}"`;
  for (let at = text.indexOf(pattern); at !== -1; at = text.indexOf(pattern, at + pattern.length)) offsets.push(at + start.length);
  const close = `${start}}`;
  const confirms = (index: number, key: string, value: unknown): boolean => {
    const from = offsets[index];
    const token = `${JSON.stringify(key)}:`;
    if (from === undefined || !text.startsWith(token, from)) return false;
    const block = text.slice(from + token.length, offsets[index + 1] ?? text.length);
    const end = block.indexOf(close);
    if (end === -1) return false;
    // Between this member and the next stands a comma and nothing else: a second, hidden copy of the key would have to be there.
    const rest = block.slice(end + close.length).trim();
    if (rest !== ',' && !(offsets[index + 1] === undefined ? /^[\s}]*$/.test(rest) : /^\}\s*,\s*"[^"]*"\s*:\s*\{$/.test(rest))) return false;
    return reads(block.slice(0, end + close.length), value);
  };
  return { count: offsets.length, confirms };
}

function reads(text: string, value: unknown): boolean {
  try {
    const read: unknown = JSON.parse(text);
    return sameJson(read, value) && sameSize(text, read);
  } catch {
    return false;
  }
}

/** Whether a text holds exactly the members of the value read from it: a key that stands twice makes it longer. */
function sameSize(text: string, read: unknown): boolean {
  return compact(text) === JSON.stringify(read).length;
}

/** The length of a JSON text without white space outside of strings; unusual escapes make it longer and so only cost time. */
function compact(text: string): number {
  let length = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      length++;
      if (code === 0x5c) {
        length++;
        at++;
      } else if (code === 0x22) inString = false;
    } else if (code > 0x20) {
      length++;
      inString = code === 0x22;
    }
  }
  return length;
}

/** What the slow way finds: every key that stands twice. */
export function findDuplicates(text: string, most: number): DuplicateKey[] {
  return duplicateKeys(new TextEncoder().encode(text), most);
}

/** First and last line (from 1) of each wanted member of the given top-level sections of a JSON text, by section. One linear pass. */
export function memberLines(text: string, wanted: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Map<string, LineRange>> {
  const scan: JsonScan = scanJson(text, [...wanted.keys()]);
  return new Map([...wanted].map(([section, keys]) => [section, linesOf(scan, section, keys)]));
}

export type { LineRange } from './scan.js';
