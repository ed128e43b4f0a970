import type { Coverage } from '../core/coverage.js';
import { complete } from '../core/coverage.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import type { IndexedEntry, RecordHead } from './advisory-index.js';
import { compareTimes } from './advisory-index.js';
import { databaseOf } from './databases.js';
import type { AskedIndex } from './join.js';
import type { AdvisoryAnswer, AdvisoryMatch, PackageVersion } from './match.types.js';
import { evaluateRange, holdsEveryVersion } from './ranges.js';
import type { AffectedEntry } from './records.js';
import { gravest, malwareRating } from './severity.js';
import type { Versioning } from './versions.js';
import { versioningOf } from './versions.js';

/** A query made ready: the text, the version it reads as (if it is one), and the order to compare in. */
interface Asked {
  readonly text: string;
  readonly version?: unknown;
  readonly versioning: Versioning;
}

/**
 * Everything that is known against one version of a package, by the rules of the OSV schema: an entry holds a version that it
 * enumerates or that one of its ranges holds; all entries of a package are one union. Withdrawn records say nothing. Packages are
 * found by ecosystem and name, never by purl, which most malware records lack.
 *
 * Coverage is partial with VERSION_UNKNOWN where the version is none in its ecosystem's order (a URL, a tag, nothing) and records
 * on the package would have to be compared with it: malware that is in every version is reported even so. It is partial with
 * ADVISORIES_MALFORMED where a part of the data could not be read that may speak of this package.
 */
export function match(index: AskedIndex, query: PackageVersion): AdvisoryAnswer {
  const versioning = versioningOf(query.ecosystem);
  const entries = index.entriesOf(query.ecosystem, versioning.normaliseName(query.name));
  if (!entries) return { matches: [], coverage: { kind: 'partial', code: 'ADVISORIES_MALFORMED', data: { incomplete: [], unread: 1, places: [] } } };
  if (entries.length === 0) return { matches: [], coverage: readCoverage(index, entries) };
  const text = query.version?.trim() ?? '';
  const asked: Asked = { text, version: versioning.parse(text), versioning };
  const hits = entries.filter(({ record, entry }) => holds(entry, asked, record.malware));
  const matches = components(hits).map((component) => describe(component, entries, asked));
  return { matches: sortedBy(matches, (one) => one.id), coverage: coverageOf(index, entries, asked) };
}

function holds(entry: AffectedEntry, asked: Asked, malware: boolean): boolean {
  if (enumerates(entry, asked)) return true;
  if (asked.version === undefined) return malware && entry.ranges.some(holdsEveryVersion);
  return entry.ranges.some((range) => evaluateRange(range, asked.version, asked.versioning).affected);
}

/** `versions` holds the text as it stands, or a spelling of the same version (leading v, build metadata). */
function enumerates(entry: AffectedEntry, asked: Asked): boolean {
  if (entry.versions.length === 0 || asked.text === '') return false;
  if (entry.versions.includes(asked.text)) return true;
  if (asked.version === undefined) return false;
  return entry.versions.some((listed) => {
    const version = asked.versioning.parse(listed);
    return version !== undefined && asked.versioning.compare(version, asked.version) === 0;
  });
}

function coverageOf(index: AskedIndex, entries: readonly IndexedEntry[], asked: Asked): Coverage {
  if (asked.version === undefined && entries.some(({ record, entry }) => leavesOpen(record, entry))) {
    return { kind: 'partial', code: 'VERSION_UNKNOWN', data: { version: asked.text, records: new Set(entries.map(({ record }) => record.id)).size } };
  }
  return readCoverage(index, entries);
}

/** What of the data could not be read that may speak of this package. */
function readCoverage(index: AskedIndex, entries: readonly IndexedEntry[]): Coverage {
  const incomplete = entries.filter(({ entry }) => entry.incomplete).map(({ record }) => record.id);
  const { count, first } = index.malformed;
  if (incomplete.length === 0 && count === 0) return complete;
  const places = first.map(({ file, line, reason }) => ({ file, reason, ...(line !== undefined && { line }) }));
  return { kind: 'partial', code: 'ADVISORIES_MALFORMED', data: { incomplete: [...new Set(incomplete)].sort(byCodePoint), unread: count, places } };
}

/** True where only a comparable version could have told whether the entry holds it. */
function leavesOpen(record: RecordHead, entry: AffectedEntry): boolean {
  if (record.malware && entry.ranges.some(holdsEveryVersion)) return false;
  return entry.ranges.length > 0 || entry.versions.length > 0;
}

/**
 * Groups the entries that hold the version into records, and those into connected components over their ids and aliases. Only
 * within this package and version: one record may list as aliases the ids of a whole campaign.
 */
function components(hits: readonly IndexedEntry[]): readonly (readonly IndexedEntry[])[] {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    let root = id;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    parent.set(id, root);
    return root;
  };
  for (const { record } of hits) for (const alias of record.aliases) parent.set(find(alias), find(record.id));
  const groups = new Map<string, IndexedEntry[]>();
  for (const hit of hits) {
    const root = find(hit.record.id);
    const group = groups.get(root);
    if (group) group.push(hit);
    else groups.set(root, [hit]);
  }
  return [...groups.values()];
}

/** Makes one match of a component; `entries` are all of the package's, since a fix may lie in what another entry holds. */
function describe(component: readonly IndexedEntry[], entries: readonly IndexedEntry[], asked: Asked): AdvisoryMatch {
  const members = new Set(component.map(({ record }) => record));
  const records = sortedBy(members, ({ id }) => `${shownFirst(id)} ${id}`);
  const shown = records[0] as RecordHead;
  const ids = records.map(({ id }) => id);
  const malware = records.some((record) => record.malware);
  const rating = malware ? malwareRating : gravest(component.map(({ record, entry }) => record.rating.from === 'database' ? record.rating : entry.rating ?? record.rating));
  return {
    id: shown.id,
    ids: [shown.id, ...ids.slice(1).sort(byCodePoint)],
    aliases: [...new Set(records.flatMap(({ aliases }) => aliases))].filter((alias) => !ids.includes(alias)).sort(byCodePoint),
    malware,
    severity: rating.severity,
    severityFrom: rating.from,
    summary: records.find(({ summary }) => summary !== '')?.summary ?? '',
    fixed: fixesOf(entries.filter(({ record }) => members.has(record)).map(({ entry }) => entry), asked),
    source: databaseOf(shown.id),
    modified: records.reduce((newest, { modified }) => compareTimes(modified, newest) > 0 ? modified : newest, ''),
  };
}

/** GHSA is what people look up; MAL says what it is about. */
function shownFirst(id: string): number {
  if (id.startsWith('GHSA-')) return 0;
  return id.startsWith('MAL-') ? 1 : 2;
}

/** Ends looked at for one flaw; real records have a handful, and a fix is advice, never part of the judgement. */
const endsFollowed = 256;

/**
 * The versions to go to: each `fixed` event that ends a stretch holding the version. One that another entry of the same flaw holds
 * is no way out; its own ends are looked at instead.
 */
function fixesOf(entries: readonly AffectedEntry[], asked: Asked): readonly string[] {
  if (asked.version === undefined) return [];
  const { versioning } = asked;
  const out = new Map<string, unknown>();
  const seen = new Set<string>();
  const open: Asked[] = [asked];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const range of entries.flatMap((entry) => entry.ranges)) {
      const { fixed } = evaluateRange(range, at.version, versioning);
      if (fixed === undefined || seen.has(fixed) || seen.size >= endsFollowed) continue;
      seen.add(fixed);
      const next: Asked = { text: fixed, version: versioning.parse(fixed), versioning };
      if (next.version === undefined) continue;
      if (entries.some((entry) => holds(entry, next, false))) open.push(next);
      else out.set(fixed, next.version);
    }
  }
  return [...out].sort(([, a], [, b]) => versioning.compare(a, b)).map(([text]) => text);
}
