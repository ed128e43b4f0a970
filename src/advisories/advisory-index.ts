import type { AdvisoryRecord, AffectedEntry } from './records.js';
import { readRecord } from './records.js';
import { versioningOf } from './versions.js';

/** An entry of a record under the name of its package. */
export interface IndexedEntry {
  readonly record: AdvisoryRecord;
  readonly entry: AffectedEntry;
}

/** A place in the data that could not be read: the file's name inside the source, the line (from 1) in a file of many. */
export interface MalformedPlace {
  readonly file: string;
  readonly line?: number;
  readonly reason: 'not-json' | 'not-a-record' | 'too-large' | 'unreadable' | 'symlink' | 'compression';
}

/** Advisories by ecosystem and normalised name. */
export interface AdvisoryIndex {
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, readonly IndexedEntry[]>>;
  /** Records that are in force, and those withdrawn by their database. */
  readonly records: number;
  readonly withdrawn: number;
  /** The newest `modified` of any record, RFC 3339; '' without records. */
  readonly asOf: string;
  /** How many places could not be read, and the first of them. Any package may have been named there. */
  readonly malformed: { readonly count: number; readonly first: readonly MalformedPlace[] };
}

/** Takes records one by one, so that a source never holds all of its text at once. */
export interface IndexBuilder {
  /** Adds one parsed OSV record; `where` names it if it turns out to be none. */
  add(json: unknown, where: { readonly file: string; readonly line?: number }): void;
  /** Counts a place that could not be read. */
  reject(place: MalformedPlace): void;
  finish(): AdvisoryIndex;
}

const placesNamed = 20;

/** Starts an empty index. Of two records with one id the newer one counts, whatever their order. */
export function indexBuilder(): IndexBuilder {
  const records = new Map<string, AdvisoryRecord>();
  const first: MalformedPlace[] = [];
  let count = 0;
  const reject = (place: MalformedPlace) => {
    count += 1;
    if (first.length < placesNamed) first.push(place);
  };
  return {
    add(json, where) {
      const record = readRecord(json);
      if (!record) { reject({ ...where, reason: 'not-a-record' }); return; }
      const known = records.get(record.id);
      if (!known || comesAfter(record, known)) records.set(record.id, record);
    },
    reject,
    finish: () => ({ ...indexOf(records.values()), malformed: { count, first } }),
  };
}

/** Newer; at the same time the one in force before the withdrawn one, then the one that names more packages. */
function comesAfter(record: AdvisoryRecord, known: AdvisoryRecord): boolean {
  const order = compareTimes(record.modified, known.modified);
  if (order !== 0) return order > 0;
  if (record.withdrawn !== known.withdrawn) return known.withdrawn;
  return record.affected.length > known.affected.length;
}

/** Orders RFC 3339 times in UTC: the text without its `Z`, so that a time with a fraction comes after the one without. */
export function compareTimes(a: string, b: string): number {
  const left = a.replace(/Z$/, '');
  const right = b.replace(/Z$/, '');
  return left < right ? -1 : Number(left > right);
}

function indexOf(records: Iterable<AdvisoryRecord>): Omit<AdvisoryIndex, 'malformed'> {
  const packages = new Map<string, Map<string, IndexedEntry[]>>();
  let inForce = 0;
  let withdrawn = 0;
  let asOf = '';
  for (const record of records) {
    if (compareTimes(record.modified, asOf) > 0) asOf = record.modified;
    if (record.withdrawn) { withdrawn += 1; continue; }
    inForce += 1;
    for (const entry of record.affected) {
      let names = packages.get(entry.ecosystem);
      if (!names) packages.set(entry.ecosystem, names = new Map());
      const name = versioningOf(entry.ecosystem).normaliseName(entry.name);
      const entries = names.get(name);
      if (entries) entries.push({ record, entry });
      else names.set(name, [{ record, entry }]);
    }
  }
  return { packages, records: inForce, withdrawn, asOf };
}
