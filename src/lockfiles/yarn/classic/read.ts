import type { JsonObject } from '../../../core/json.js';
import { limits } from '../../../core/limits.js';
import { put } from '../put.js';

/** One entry as it stands: the descriptors that it answers, its members, and its lines from 1. */
export interface ClassicEntry {
  readonly keys: readonly string[];
  readonly raw: JsonObject;
  readonly line: number;
  readonly endLine: number;
}

export type ClassicReading =
  | { readonly kind: 'entries'; readonly entries: readonly ClassicEntry[] }
  | { readonly kind: 'refused'; readonly reason: 'line' | 'duplicate-key' | 'header' | 'key' | 'entries' | 'block' | 'empty-block'; readonly line: number };

/** Members that are blocks of names with values; every other one is a value. */
const blocks: ReadonlySet<string> = new Set(['dependencies', 'optionalDependencies', 'permissions', 'prebuiltVariants']);

/** What Yarn leaves bare (`shouldWrapKey` in its `stringify`); a word that begins as a boolean is quoted, since Yarn would read it as one. */
const bare = /^[A-Za-z][^:\s\\",[\]]*$/;

/** The same in quotes, without control characters and escapes. */
const quoted = /^"[ !#-[\]-\uffff]*"$/;

/** A word as it stands in the file: bare, or quoted as JSON does. Undefined for what Yarn does not write and readers differ about. */
function wordOf(text: string): string | undefined {
  if (text.charCodeAt(0) !== 0x22) return bare.test(text) && !text.startsWith('true') && !text.startsWith('false') ? text : undefined;
  if (quoted.test(text)) return text.slice(1, -1);
  // Yarn takes a quote behind a backslash for a part of the word, also where the backslash is itself escaped.
  if (text.length < 2 || text.includes('\\"') || text.indexOf('"', 1) !== text.length - 1) return undefined;
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** Where the word that begins at `from` ends: after its closing quote, or before the next of `stops`. */
function wordEnd(line: string, from: number, stop: string): number {
  if (line.charCodeAt(from) === 0x22) {
    const quote = line.indexOf('"', from + 1);
    return quote === -1 ? line.length : quote + 1;
  }
  const at = line.indexOf(stop, from);
  return at === -1 ? line.length : at;
}

/** The descriptors of a line `a@1, "b@>=2":`; undefined where it is none as Yarn writes it. */
function keysOf(line: string): string[] | undefined {
  if (!line.endsWith(':')) return undefined;
  const all = line.slice(0, -1);
  const keys: string[] = [];
  for (let at = 0; ; at += 2) {
    const end = wordEnd(all, at, ',');
    const word = wordOf(all.slice(at, end));
    if (word === undefined || word === '' || word.length > limits.lockfileLocation.value) return undefined;
    keys.push(word);
    if (end === all.length) return keys;
    if (!all.startsWith(', ', end)) return undefined;
    at = end;
  }
}

/** The name and value of a line `name "value"`, from `indent` on. */
function pairOf(line: string, indent: number): readonly [string, string] | undefined {
  const end = wordEnd(line, indent, ' ');
  const name = wordOf(line.slice(indent, end));
  const value = line[end] === ' ' ? wordOf(line.slice(end + 1)) : undefined;
  return name === undefined || value === undefined ? undefined : [name, value];
}

type Members = { [key: string]: string | { [name: string]: string } };

/**
 * Reads the text of a lockfile as Yarn 1 writes it, line by line: `# yarn lockfile v1`, entries at no indent, their members at two spaces,
 * the members of a block at four. Everything else is refused with its line, as is a key that stands twice: Yarn's own reader takes the last
 * one, guesses at much that it never wrote, and asks a YAML reader where it cannot go on.
 */
export function readClassic(text: string): ClassicReading {
  const lines = text.split('\n');
  const entries: ClassicEntry[] = [];
  const seen = new Set<string>();
  let open: { keys: string[]; raw: Members; line: number; endLine: number } | undefined;
  let block: { [name: string]: string } | undefined;
  let headed = false;
  const refused = (reason: Extract<ClassicReading, { kind: 'refused' }>['reason'], line: number): ClassicReading => ({ kind: 'refused', reason, line });
  for (let index = 0; index < lines.length; index++) {
    const written = lines[index]!;
    const line = written.charCodeAt(written.length - 1) === 0x0d ? written.slice(0, -1) : written;
    const number = index + 1;
    if (line === '') {
      if (block && Object.keys(block).length === 0) return refused('empty-block', number);
      if (open) entries.push(open);
      open = block = undefined;
    } else if (line.charCodeAt(0) === 0x23) {
      if (open || entries.length > 0) return refused('line', number);
      headed ||= line === '# yarn lockfile v1';
    } else if (line.charCodeAt(0) !== 0x20) {
      if (open) return refused('line', number);
      if (!headed) return refused('header', number);
      const keys = keysOf(line);
      if (!keys) return refused('key', number);
      if (entries.length >= limits.lockfileEntries.value) return refused('entries', number);
      for (const key of keys) {
        if (seen.has(key)) return refused('duplicate-key', number);
        seen.add(key);
      }
      open = { keys, raw: {}, line: number, endLine: number };
    } else {
      if (!open) return refused('line', number);
      const problem = block && line.startsWith('    ') ? intoBlock(block, line) : intoEntry(open.raw, line);
      if (typeof problem === 'string') return refused(problem, number);
      if (problem) block = problem.block;
      open.endLine = number;
    }
  }
  if (open) entries.push(open);
  return headed ? { kind: 'entries', entries } : refused('header', 1);
}

function intoBlock(block: { [name: string]: string }, line: string): 'line' | 'duplicate-key' | undefined {
  const pair = line.charCodeAt(4) === 0x20 ? undefined : pairOf(line, 4);
  if (!pair) return 'line';
  if (Object.hasOwn(block, pair[0])) return 'duplicate-key';
  put(block, pair[0], pair[1]);
  return undefined;
}

/** Takes up a member; the block that it opens comes back. */
function intoEntry(raw: Members, line: string): 'line' | 'duplicate-key' | 'block' | { readonly block: { [name: string]: string } | undefined } {
  if (!line.startsWith('  ') || line.charCodeAt(2) === 0x20) return 'line';
  if (line.endsWith(':')) {
    const name = line.slice(2, -1);
    if (!blocks.has(name)) return 'block';
    if (Object.hasOwn(raw, name)) return 'duplicate-key';
    const block: { [name: string]: string } = {};
    raw[name] = block;
    return { block };
  }
  const pair = pairOf(line, 2);
  if (!pair || blocks.has(pair[0])) return 'line';
  if (Object.hasOwn(raw, pair[0])) return 'duplicate-key';
  put(raw, pair[0], pair[1]);
  return { block: undefined };
}
