import semver from 'semver';
import { sha256 } from '../core/hash.js';
import { isObject } from '../core/json.js';
import type { RangeEvent } from './ranges.js';

/** An OSV record as a registry's answer makes it; not yet read by `readRecord`. */
export interface BulkRecord { readonly [key: string]: unknown }

const ghsa = /GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}$/;

/**
 * The answer of npm's bulk endpoint (`{ name: [{ id, url, title, severity, vulnerable_versions, cwe, cvss }] }`) as OSV records of the ecosystem npm: the id of the address where that is a
 * GitHub advisory's, else `npm:` and the number. What of it is none is kept as a record that could not be read whole, under its package's name: a registry that cannot
 * be understood says nothing good.
 * @returns undefined for what is no such answer at all.
 */
export function bulkRecords(answer: unknown): readonly BulkRecord[] | undefined {
  if (!isObject(answer)) return undefined;
  const records = new Map<string, BulkRecord & { readonly affected: unknown[] }>();
  for (const [name, list] of Object.entries(answer)) {
    if (!Array.isArray(list)) return undefined;
    for (const [at, one] of list.entries()) {
      const record = recordOf(name, one, at);
      const known = records.get(record.id);
      // One advisory comes once for each package and range of it; of two records of one id an index keeps one.
      if (known) known.affected.push(...record.affected);
      else records.set(record.id, record);
    }
  }
  return [...records.values()];
}

function recordOf(name: string, one: unknown, at: number): BulkRecord & { readonly id: string; readonly affected: unknown[] } {
  const stated: { readonly [key: string]: unknown } = isObject(one) ? one : {};
  const { id, url, title, severity, vulnerable_versions: range, cwe, cvss } = stated;
  const events = typeof range === 'string' && range.length <= longestRange ? rangesOf(range) : undefined;
  const vector = isObject(cvss) ? cvss['vectorString'] : undefined;
  return {
    id: ghsa.exec(typeof url === 'string' ? url : '')?.[0] ?? `npm:${typeof id === 'number' && Number.isSafeInteger(id) ? id : `unreadable-${sha256(name).slice(0, 16)}-${at}`}`,
    summary: title,
    // Events that are no list make the entry one that could not be read whole.
    affected: [{ package: { ecosystem: 'npm', name }, ranges: events ? events.map((list) => ({ type: 'SEMVER', events: list.map(({ kind, version }) => ({ [kind]: version })) })) : [{ type: 'SEMVER', events: null }] }],
    database_specific: { severity, cwe_ids: cwe },
    ...(typeof vector === 'string' ? { severity: [{ type: vector.startsWith('CVSS:4') ? 'CVSS_V4' : 'CVSS_V3', score: vector }] } : {}),
  };
}

const longestRange = 10_000;

/**
 * A range as npm writes it, as ranges of events in strict order, one for each part between `||`. Prereleases count, as in npm's own audit.
 * @returns undefined for what is no range.
 */
export function rangesOf(range: string): readonly (readonly RangeEvent[])[] | undefined {
  let parsed: semver.Range;
  try {
    parsed = new semver.Range(range, { loose: true, includePrerelease: true });
  } catch {
    return undefined;
  }
  return parsed.set.flatMap((comparators) => {
    const events = eventsOf(comparators);
    return events ? [events] : [];
  });
}

/** The stretch that some comparators leave; undefined where they leave none. */
function eventsOf(comparators: readonly semver.Comparator[]): readonly RangeEvent[] | undefined {
  let from: semver.SemVer | undefined;
  let to: { readonly version: semver.SemVer; readonly kind: 'fixed' | 'last_affected' } | undefined;
  const raise = (version: semver.SemVer): void => { if (!from || version.compare(from) > 0) from = version; };
  const lower = (version: semver.SemVer, kind: 'fixed' | 'last_affected'): void => {
    const order = to ? version.compare(to.version) : -1;
    if (order < 0 || (order === 0 && kind === 'fixed')) to = { version, kind };
  };
  for (const { operator, semver: version } of comparators) {
    // The comparator of any version has no version.
    if (!(version instanceof semver.SemVer)) continue;
    if (operator === '>=' || (operator as string) === '' || operator === '=') raise(version);
    if (operator === '>') raise(above(version));
    if (operator === '<') lower(version, 'fixed');
    if (operator === '<=' || (operator as string) === '' || operator === '=') lower(version, 'last_affected');
  }
  if (from && to) {
    const order = from.compare(to.version);
    if (order > 0 || (order === 0 && to.kind === 'fixed')) return undefined;
  }
  return [{ kind: 'introduced', version: from?.version ?? '0' }, ...(to ? [{ kind: to.kind, version: to.version.version }] : [])];
}

/** The lowest version above one: semver has a next one for each (semver 2.0 §11). */
function above({ major, minor, patch, prerelease, version }: semver.SemVer): semver.SemVer {
  return new semver.SemVer(prerelease.length > 0 ? `${version}.0` : `${major}.${minor}.${patch + 1}-0`);
}
