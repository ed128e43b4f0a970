import { duplicateKeys, linesOf, scanJson, type DuplicateKey, type JsonScan, type LineRange } from './scan.js';
import { sameJson } from './same.js';

/**
 * Where the members of one top-level object of a JSON text stand, found without a full pass where the text is laid out as package
 * managers write it: one member begins per line, at one indentation, after the line that closes the one before. JSON strings hold no
 * raw line break, so such a pair of lines stands between two members of that depth, of this section or of a neighbouring one.
 */
export interface Places {
  /** How many members follow another one at the section's depth, in the whole text; -1 where the layout is another. */
  readonly following: number;
  /**
   * Whether the member at `index` of the `size` parsed keys stands where the layout says, with exactly the value that the parser gave.
   * False says nothing but that the slow way must be taken.
   */
  confirms(index: number, size: number, key: string, value: unknown): boolean;
}

/** Where a section's first member begins (its quote), and the line break with indentation before it; undefined in another layout. */
function firstMember(text: string, section: string): { readonly at: number; readonly start: string; readonly carriage: string } | undefined {
  const name = text.indexOf(`"${section}"`);
  if (name === -1) return undefined;
  const from = name + section.length + 2;
  const match = /^:\s{0,4}\{(\r?)(\n[ \t]{1,32})"/.exec(text.slice(from, from + 64));
  return match ? { at: from + match[0].length - 1, start: match[2]!, carriage: match[1]! } : undefined;
}

/** Finds the places of a section's members by layout. See `Places`. */
export function placesByLayout(text: string, section: string): Places {
  const first = firstMember(text, section);
  if (!first) return { following: -1, confirms: () => false };
  const { start, carriage } = first;
  const close = `${start}}`;
  const between = `${close},${carriage}${start}"`;
  const step = start.slice(1, 1 + (start.length - 1) / 2);
  const offsets = [first.at];
  for (let at = text.indexOf(between); at !== -1; at = text.indexOf(between, at + between.length)) offsets.push(at + between.length - 1);
  const confirms = (index: number, size: number, key: string, value: unknown): boolean => {
    const from = offsets[index];
    const token = `${JSON.stringify(key)}:`;
    if (from === undefined || !text.startsWith(token, from)) return false;
    const block = text.slice(from + token.length, offsets[index + 1] ?? text.length);
    const end = block.indexOf(close);
    if (end === -1) return false;
    // After the member stands nothing but a comma, or the section's end: a second, hidden copy of the key would have to be there.
    const rest = block.slice(end + close.length).trim();
    if (index + 1 < size ? rest !== ',' : !/^\}(?:[\s}]*$|\s*,\s*"[^"\\]*"\s*:\s*\{)/.test(rest)) return false;
    const own = block.slice(0, end + close.length);
    return own === ` ${JSON.stringify(value, null, step).replaceAll('\n', start)}` || reads(own, value);
  };
  return { following: offsets.length - 1, confirms };
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
