import { sha256 } from '../core/hash.js';
import { isObject } from '../core/json.js';
import { byCodePoint } from '../core/order.js';
import type { AdvisoryIndex, IndexedEntry, MalformedPlace, RecordHead } from './advisory-index.js';
import type { AffectedRange } from './ranges.js';
import { eventKinds, type AffectedEntry } from './records.js';
import type { Rating } from './severity.js';

/**
 * The index as bytes: a magic text, the version of the layout (u32), the SHA-256 of all that follows, the length of a JSON header (u32), the header, and
 * three tables in the order of `tables`, each its offsets (count + 1 times u32) and its texts (UTF-8). All numbers are little-endian.
 * Heads are records, by id; keys are `ecosystem NUL name`, by code point; blocks, one a key, are that package's entries, which name their head by its place.
 * Only what is asked for is ever decoded, so that opening costs one read and one digest.
 */
const magic = Buffer.from('mergewarden advisories\n');
/** To be raised where the layout changes, and where records are read otherwise than before: what was kept is then made anew. */
const layoutVersion = 2;
const digestBytes = 32;
const bodyAt = magic.length + 4 + digestBytes;

/** What stands in an index beside its records. */
export interface IndexFacts {
  readonly records: number;
  readonly withdrawn: number;
  readonly asOf: string;
  readonly malformed: { readonly count: number; readonly first: readonly MalformedPlace[] };
  readonly ecosystems: readonly string[];
}

/** The texts of an index, in their order. `heads` and `blocks` are JSON, made by `headText` and `blockText`. */
export interface IndexTexts {
  readonly heads: readonly string[];
  readonly keys: readonly string[];
  readonly blocks: readonly string[];
}

const tables = ['heads', 'keys', 'blocks'] as const;

/** One package's key: its ecosystem, which holds no NUL, and its normalised name. */
export function keyOf(ecosystem: string, name: string): string {
  return `${ecosystem}\0${name}`;
}

/** A record without its entries, as JSON. */
export function headText({ id, modified, withdrawn, malware, rating, summary, aliases }: RecordHead): string {
  return JSON.stringify([id, modified, Number(withdrawn), Number(malware), rating.severity, rating.from, summary, ...aliases]);
}

/** What an entry tells beside the package it is about, as JSON. */
export function entryText({ versions, ranges, incomplete, rating }: AffectedEntry): string {
  const events = ranges.map((range) => range.events.flatMap((event) => [eventKinds.indexOf(event.kind), event.version]));
  return JSON.stringify([versions, events, Number(incomplete), ...(rating ? [rating.severity, rating.from] : [])]);
}

/** A package's entries: the place of each one's head, and its text. */
export function blockText(entries: readonly (readonly [head: number, text: string])[]): string {
  return `[${entries.map(([head, text]) => `${head},${text}`).join(',')}]`;
}

/** Writes an index. The same texts and facts give the same bytes. */
export function packIndex(facts: IndexFacts, texts: IndexTexts): Buffer {
  const packed = tables.map((name) => packTable(texts[name]));
  const header = Buffer.from(JSON.stringify({ ...facts, tables: tables.map((name, at) => [texts[name].length, packed[at]!.texts]) }));
  const size = bodyAt + 4 + header.length + packed.reduce((sum, table) => sum + table.bytes.length, 0);
  const out = Buffer.allocUnsafe(size);
  magic.copy(out);
  out.writeUInt32LE(layoutVersion, magic.length);
  let at = out.writeUInt32LE(header.length, bodyAt);
  for (const part of [header, ...packed.map((table) => table.bytes)]) at += part.copy(out, at);
  Buffer.from(sha256(out.subarray(bodyAt)), 'hex').copy(out, magic.length + 4);
  return out;
}

function packTable(texts: readonly string[]): { readonly bytes: Buffer; readonly texts: number } {
  const offsets = 4 * (texts.length + 1);
  let size = 0;
  for (const text of texts) size += Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(offsets + size);
  let end = 0;
  for (const [index, text] of texts.entries()) {
    bytes.writeUInt32LE(end, 4 * index);
    end += bytes.write(text, offsets + end);
  }
  bytes.writeUInt32LE(end, 4 * texts.length);
  return { bytes, texts: size };
}

interface Table {
  readonly count: number;
  /** The bytes of one text; the offsets were all looked at when the index was opened. */
  bytes(index: number): Buffer;
  /** How one text stands to others bytes: by code point, since that is the order of UTF-8. */
  compare(index: number, text: Buffer): number;
}

/**
 * Opens an index that `packIndex` wrote.
 * @returns undefined for anything else: cut, altered, of another layout. Nobody is ever given an empty index for a spoiled one.
 */
export function openIndex(packed: Buffer): AdvisoryIndex | undefined {
  if (packed.length < bodyAt + 4 || !packed.subarray(0, magic.length).equals(magic) || packed.readUInt32LE(magic.length) !== layoutVersion) return undefined;
  const digest = sha256(packed.subarray(bodyAt));
  if (packed.toString('hex', magic.length + 4, bodyAt) !== digest) return undefined;
  const headerEnd = bodyAt + 4 + packed.readUInt32LE(bodyAt);
  const header = headerEnd <= packed.length ? parsed(packed.subarray(bodyAt + 4, headerEnd)) : undefined;
  if (!isObject(header) || !isFacts(header) || !Array.isArray(header['tables'])) return undefined;
  const opened = openTables(packed, headerEnd, header['tables']);
  if (!opened || opened.keys.count !== opened.blocks.count) return undefined;
  const { records, withdrawn, asOf, malformed, ecosystems } = header;
  return { ...answers(opened), records, withdrawn, asOf, malformed, ecosystems, packed, digest };
}

function isFacts(header: { readonly [key: string]: unknown }): header is { readonly [key: string]: unknown } & IndexFacts {
  const { records, withdrawn, asOf, malformed, ecosystems } = header;
  return isTexts(ecosystems) && typeof records === 'number' && typeof withdrawn === 'number' && typeof asOf === 'string' && isObject(malformed) && typeof malformed['count'] === 'number' && Array.isArray(malformed['first']);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function openTables(packed: Buffer, start: number, sizes: readonly unknown[]): Record<(typeof tables)[number], Table> | undefined {
  const out: Table[] = [];
  let at = start;
  for (const size of sizes) {
    if (!Array.isArray(size) || !Number.isSafeInteger(size[0]) || !Number.isSafeInteger(size[1])) return undefined;
    const [count, texts] = size as [number, number];
    const textsAt = at + 4 * (count + 1);
    if (count < 0 || texts < 0 || textsAt + texts > packed.length || !rises(packed, at, count, texts)) return undefined;
    const offsets = at;
    const edge = (index: number): number => textsAt + packed.readUInt32LE(offsets + 4 * index);
    out.push({
      count, bytes: (index) => packed.subarray(edge(index), edge(index + 1)),
      compare: (index, text) => packed.compare(text, 0, text.length, edge(index), edge(index + 1)),
    });
    at = textsAt + texts;
  }
  const [heads, keys, blocks] = out;
  return at === packed.length && out.length === tables.length ? { heads: heads!, keys: keys!, blocks: blocks! } : undefined;
}

/** True where no offset lies before the one in front of it, and the last is the end. */
function rises(packed: Buffer, at: number, count: number, end: number): boolean {
  let before = 0;
  for (let index = 0; index <= count; index++) {
    const offset = packed.readUInt32LE(at + 4 * index);
    if (offset < before) return false;
    before = offset;
  }
  return before === end;
}

function answers({ heads, keys, blocks }: Record<(typeof tables)[number], Table>): Pick<AdvisoryIndex, 'entriesOf' | 'headOf' | 'all'> {
  const headAt = (index: number): RecordHead => readHead(parsed(heads.bytes(index)));
  const entriesAt = (index: number, ecosystem: string, name: string): IndexedEntry[] => {
    const read = new Map<number, RecordHead>();
    return readBlock(parsed(blocks.bytes(index)), ecosystem, name).map(({ head, entry }) => {
      let record = read.get(head);
      if (!record) read.set(head, record = headAt(head));
      return { record, entry };
    });
  };
  return {
    entriesOf(ecosystem, name) {
      if (ecosystem.includes('\0')) return [];
      const key = Buffer.from(keyOf(ecosystem, name));
      const index = search(keys.count, (at) => keys.compare(at, key));
      if (index === undefined) return [];
      try {
        return entriesAt(index, ecosystem, name);
      } catch {
        return undefined;
      }
    },
    headOf(id) {
      try {
        const index = search(heads.count, (at) => byCodePoint(headAt(at).id, id));
        return index === undefined ? undefined : headAt(index);
      } catch {
        return undefined;
      }
    },
    *all() {
      for (let index = 0; index < heads.count; index++) yield { record: headAt(index) };
      for (let index = 0; index < keys.count; index++) {
        const [ecosystem = '', ...name] = keys.bytes(index).toString('utf8').split('\0');
        yield* entriesAt(index, ecosystem, name.join('\0'));
      }
    },
  };
}

/** The place at which `compare` gives 0, if there is one. */
function search(count: number, compare: (index: number) => number): number | undefined {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compare(middle);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function readHead(value: unknown): RecordHead {
  const [id, modified, withdrawn, malware, severity, from, summary, ...aliases] = value as [string, string, number, number, Rating['severity'], Rating['from'], string, ...string[]];
  return { id, aliases, modified, withdrawn: withdrawn === 1, malware: malware === 1, rating: { severity, from }, summary };
}

function readBlock(value: unknown, ecosystem: string, name: string): { readonly head: number; readonly entry: AffectedEntry }[] {
  const items = value as (number | [readonly string[], readonly (readonly (string | number)[])[], number, Rating['severity']?, Rating['from']?])[];
  const out: { readonly head: number; readonly entry: AffectedEntry }[] = [];
  for (let at = 0; at < items.length; at += 2) {
    const [versions, ranges, incomplete, severity, from] = items[at + 1] as Exclude<(typeof items)[number], number>;
    const rating = severity !== undefined && from !== undefined ? { rating: { severity, from } } : {};
    out.push({ head: items[at] as number, entry: { ecosystem, name, versions, ranges: ranges.map(readRange), incomplete: incomplete === 1, ...rating } });
  }
  return out;
}

function readRange(flat: readonly (string | number)[]): AffectedRange {
  const events: AffectedRange['events'][number][] = [];
  for (let at = 0; at < flat.length; at += 2) events.push({ kind: eventKinds[flat[at] as number]!, version: flat[at + 1] as string });
  return { events };
}
