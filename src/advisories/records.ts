import { isObject } from '../core/json.js';
import { isMalware } from './malware.js';
import type { AffectedRange, RangeEvent } from './ranges.js';
import type { Rating } from './severity.js';
import { malwareRating, ratingOfVectors, ratingOfWord, unknownRating } from './severity.js';

/** What is kept of one OSV record (https://ossf.github.io/osv-schema/): a tenth of it. Withdrawn records keep no entries. */
export interface AdvisoryRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  /** RFC 3339, as written; '' where the record gives none. */
  readonly modified: string;
  readonly withdrawn: boolean;
  readonly malware: boolean;
  readonly rating: Rating;
  readonly summary: string;
  readonly affected: readonly AffectedEntry[];
}

/** One `affected[]` entry. A package may have several; they are read as one union. */
export interface AffectedEntry {
  readonly ecosystem: string;
  readonly name: string;
  readonly versions: readonly string[];
  readonly ranges: readonly AffectedRange[];
  /** The rating of this entry alone, where it has one of its own. */
  readonly rating?: Rating;
  /** True where a part of the entry could not be read, so that it may hold more versions than it tells. */
  readonly incomplete: boolean;
}

const idPattern = /^[A-Za-z0-9][\w.:+-]{0,127}$/;
const datePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const summaryCharacters = 500;
/** The kinds of a range's events, in the order that a packed index counts them by. */
export const eventKinds = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

/**
 * Reads one OSV record, hostile as it may be. Nothing is taken on trust: an unreadable entry of a readable record is kept as
 * incomplete under its package's name.
 * @returns the record, or undefined for what is none: no id, or entries that do not even name a package.
 */
export function readRecord(json: unknown): AdvisoryRecord | undefined {
  if (!isObject(json)) return undefined;
  const { id, withdrawn } = json;
  if (typeof id !== 'string' || !idPattern.test(id)) return undefined;
  const aliases = stringsOf(json['aliases']).filter((alias) => idPattern.test(alias));
  const isWithdrawn = typeof withdrawn === 'string' && withdrawn !== '';
  const affected = isWithdrawn ? [] : readAffected(json['affected']);
  if (affected === undefined) return undefined;
  const malware = isMalware(json, id, aliases);
  return {
    id, aliases, malware, affected,
    modified: typeof json['modified'] === 'string' && datePattern.test(json['modified']) ? json['modified'] : '',
    withdrawn: isWithdrawn,
    rating: malware ? malwareRating : ratingOf(json),
    summary: summaryOf(json),
  };
}

/** The order of trust inside a record: what the database says, then CVSS v4, then v3, then nothing. */
function ratingOf(record: { readonly [key: string]: unknown }): Rating {
  const specific = record['database_specific'];
  return ratingOfWord(isObject(specific) ? specific['severity'] : undefined) ?? ratingOfVectors(record['severity']) ?? unknownRating;
}

function readAffected(value: unknown): AffectedEntry[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const entries: AffectedEntry[] = [];
  for (const item of value) {
    if (!isObject(item)) return undefined;
    const named = item['package'];
    if (named === undefined && Array.isArray(item['ranges'])) continue; // a source repository alone: GIT ranges, no package
    if (!isObject(named)) return undefined;
    const { ecosystem, name } = named;
    if (typeof ecosystem !== 'string' || ecosystem.includes('\0') || typeof name !== 'string' || name === '') return undefined;
    const versions = readVersions(item['versions']);
    const ranges = readRanges(item['ranges']);
    const rating = ratingOfVectors(item['severity']);
    entries.push({
      ecosystem, name, versions: versions.read, ranges: ranges.read, incomplete: versions.incomplete || ranges.incomplete, ...(rating && { rating }),
    });
  }
  return entries;
}

interface Reading<T> {
  readonly read: readonly T[];
  readonly incomplete: boolean;
}
const nothing: Reading<never> = { read: [], incomplete: false };

function readVersions(value: unknown): Reading<string> {
  if (value === undefined || value === null) return nothing;
  if (!Array.isArray(value)) return { read: [], incomplete: true };
  const read = value.every((item) => typeof item === 'string') ? value : stringsOf(value);
  return { read, incomplete: read.length < value.length };
}

/** One line. PyPA's records have no summary, and begin their details with one. */
function summaryOf(json: { readonly [key: string]: unknown }): string {
  const [summary, details] = [json['summary'], json['details']].map((text) => (typeof text === 'string' ? text.slice(0, 20 * summaryCharacters).trim() : ''));
  const first = details!.split('\n', 1)[0]!.replace(/^#+\s{0,10}/, '');
  return (summary! || first).slice(0, summaryCharacters) || 'told without a summary';
}

/** GIT ranges are passed over, wherever they stand: they speak of commits, and the entry's other ranges still count. */
function readRanges(value: unknown): Reading<AffectedRange> {
  if (value === undefined || value === null) return nothing;
  if (!Array.isArray(value)) return { read: [], incomplete: true };
  const read: AffectedRange[] = [];
  let incomplete = false;
  for (const range of value) {
    const type = isObject(range) ? range['type'] : undefined;
    if (type === 'GIT') continue;
    const events = isObject(range) && (type === 'SEMVER' || type === 'ECOSYSTEM') ? readEvents(range['events']) : undefined;
    if (events) read.push({ events });
    else incomplete = true;
  }
  return { read, incomplete };
}

/** The events of a range, or undefined where one is unreadable or none introduces anything. */
function readEvents(value: unknown): RangeEvent[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const events: RangeEvent[] = [];
  for (const item of value) {
    if (!isObject(item)) return undefined;
    for (const kind of eventKinds) {
      const version = item[kind];
      if (version === undefined) continue;
      if (typeof version !== 'string') return undefined;
      events.push({ kind, version });
    }
  }
  return events.some((event) => event.kind === 'introduced') ? events : undefined;
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
