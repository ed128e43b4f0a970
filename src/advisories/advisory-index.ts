import { byCodePoint } from '../core/order.js';
import { blockText, entryText, headText, keyOf, openIndex, packIndex } from './packed.js';
import type { AdvisoryRecord, AffectedEntry } from './records.js';
import { readRecord } from './records.js';
import { versioningOf } from './versions.js';

/** What a record tells beside what it affects. */
export type RecordHead = Omit<AdvisoryRecord, 'affected'>;

/** An entry of a record under the name of its package. */
export interface IndexedEntry {
  readonly record: RecordHead;
  readonly entry: AffectedEntry;
}

/** A place in the data that could not be read: the file's name inside the source, the line (from 1) in a file of many. */
export interface MalformedPlace {
  readonly file: string;
  readonly line?: number;
  readonly reason: 'not-json' | 'not-a-record' | 'too-large' | 'unreadable' | 'symlink' | 'compression';
}

/** Advisories by ecosystem and normalised name. Entries are decoded when they are asked for; two of one answer share the head of one record. */
export interface AdvisoryIndex {
  /** The entries of a package, none where nothing is known against it; undefined where they cannot be decoded. */
  entriesOf(ecosystem: string, name: string): readonly IndexedEntry[] | undefined;
  /** A record by its id, withdrawn ones too: they have no entries, but an older record of the same id elsewhere no longer counts. */
  headOf(id: string): RecordHead | undefined;
  /** Every head, then every entry with its head. Throws for an index whose texts cannot be decoded. */
  all(): Iterable<{ readonly record: RecordHead; readonly entry?: AffectedEntry }>;
  /** Records that are in force, and those withdrawn by their database. */
  readonly records: number;
  readonly withdrawn: number;
  /**
   * The ecosystems that records are about alone, or all that are named where none is; by code point. Of others, that nothing is known against a package says nothing:
   * an export of one ecosystem names packages of another here and there, beside its own.
   */
  readonly ecosystems: readonly string[];
  /** The newest `modified` of any record, RFC 3339; '' without records. */
  readonly asOf: string;
  /** How many places could not be read, and the first of them. Any package may have been named there. */
  readonly malformed: { readonly count: number; readonly first: readonly MalformedPlace[] };
  /** The whole index as bytes, which `openIndex` opens again, and their SHA-256 in hex. Records in another order give the same. */
  readonly packed: Buffer;
  readonly digest: string;
}

/** Takes records one by one, so that a source never holds all of its text at once. */
export interface IndexBuilder {
  /** Adds one parsed OSV record; `where` names it if it turns out to be none. */
  add(json: unknown, where: { readonly file: string; readonly line?: number }): void;
  /** Adds one parsed OSV record and tells which; undefined for what is none, of which nothing is kept. */
  offer(json: unknown): RecordHead | undefined;
  /** Takes over what another index holds, as its `all` gives it: a head, and later its entries. Records that are added count by their age. */
  carry(record: RecordHead, entry?: AffectedEntry): void;
  /** Takes a record out again. */
  drop(id: string): void;
  /** Counts a place that could not be read. */
  reject(place: MalformedPlace): void;
  finish(): AdvisoryIndex;
}

const placesNamed = 20;

/** A record as it will stand in the index. */
interface Kept {
  readonly id: string;
  readonly modified: string;
  readonly withdrawn: boolean;
  readonly head: string;
  /** Key and text of each entry, in turns. Texts, not objects: a quarter of a million records would be a burden for the collector. */
  readonly entries: string[];
  /** True where it was taken over and its entries are still to come. */
  readonly carried?: true;
}

/** Starts an empty index. Of two records with one id the newer one counts, whatever their order. */
export function indexBuilder(): IndexBuilder {
  const records = new Map<string, Kept>();
  const first: MalformedPlace[] = [];
  let count = 0;
  const reject = (place: MalformedPlace) => {
    count += 1;
    if (first.length < placesNamed) first.push(place);
  };
  const offer = (json: unknown): RecordHead | undefined => {
    const record = readRecord(json);
    const known = record && records.get(record.id);
    if (!record || (known && compareTimes(record.modified, known.modified) < 0)) return record;
    const made = keep(record);
    if (!known || comesAfter(made, known)) records.set(record.id, made);
    return record;
  };
  return {
    offer,
    add(json, where) {
      if (!offer(json)) reject({ ...where, reason: 'not-a-record' });
    },
    carry(record, entry) {
      const known = records.get(record.id);
      if (entry) { if (known?.carried) known.entries.push(keyOf(entry.ecosystem, entry.name), entryText(entry)); return; }
      if (!known) records.set(record.id, { id: record.id, modified: record.modified, withdrawn: record.withdrawn, head: headText(record), entries: [], carried: true });
    },
    drop: (id) => { records.delete(id); },
    reject,
    finish: () => indexOf([...records.values()], { count, first }),
  };
}

function keep(record: AdvisoryRecord): Kept {
  const entries = record.affected.flatMap((entry) => [keyOf(entry.ecosystem, versioningOf(entry.ecosystem).normaliseName(entry.name)), entryText(entry)]);
  return { id: record.id, modified: record.modified, withdrawn: record.withdrawn, head: headText(record), entries };
}

/** Newer; at the same time the one in force before the withdrawn one, then the one that names more packages, then any, so long as it is always the same. */
function comesAfter(record: Kept, known: Kept): boolean {
  const order = compareTimes(record.modified, known.modified);
  if (order !== 0) return order > 0;
  if (record.withdrawn !== known.withdrawn) return known.withdrawn;
  if (record.entries.length !== known.entries.length) return record.entries.length > known.entries.length;
  return record.head + record.entries.join('\0') > known.head + known.entries.join('\0');
}

/** Orders RFC 3339 times in UTC: the text without its `Z`, so that a time with a fraction comes after the one without. */
export function compareTimes(a: string, b: string): number {
  const left = a.replace(/Z$/, '');
  const right = b.replace(/Z$/, '');
  return left < right ? -1 : Number(left > right);
}

function indexOf(records: Kept[], malformed: AdvisoryIndex['malformed']): AdvisoryIndex {
  records.sort((a, b) => a.id < b.id ? -1 : 1); // ids are ASCII and none stands twice
  const packages = new Map<string, [number, string][]>();
  const alone = new Set<string>();
  const named = new Set<string>();
  let withdrawn = 0;
  let asOf = '';
  for (const [head, record] of records.entries()) {
    if (compareTimes(record.modified, asOf) > 0) asOf = record.modified;
    if (record.withdrawn) withdrawn += 1;
    const own = new Set<string>();
    for (let at = 0; at < record.entries.length; at += 2) own.add(record.entries[at]!.split('\0', 1)[0]!);
    for (const ecosystem of own) (own.size === 1 ? alone : named).add(ecosystem);
    for (let at = 0; at < record.entries.length; at += 2) {
      const key = record.entries[at]!;
      const entries = packages.get(key);
      if (entries) entries.push([head, record.entries[at + 1]!]);
      else packages.set(key, [[head, record.entries[at + 1]!]]);
    }
  }
  const keys = [...packages.keys()].sort(byCodePoint);
  const texts = { heads: records.map(({ head }) => head), keys, blocks: keys.map((key) => blockText(packages.get(key)!)) };
  // What was just written opens.
  return openIndex(packIndex({ records: records.length - withdrawn, withdrawn, asOf, malformed, ecosystems: [...(alone.size > 0 ? alone : named)].sort(byCodePoint) }, texts))!;
}
