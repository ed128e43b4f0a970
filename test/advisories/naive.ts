import fc from 'fast-check';
import { match } from '../../src/advisories/match.js';
import type { AdvisoryIndex } from '../../src/advisories/advisory-index.js';

// A second matcher, written from the OSV schema alone and without the semver package.
interface Event { introduced?: string; fixed?: string; last_affected?: string }
interface Affected { package?: { ecosystem: string; name: string }; versions?: string[]; ranges?: { type: string; events: Event[] }[] }
export interface Osv { id: string; withdrawn?: string; affected?: Affected[] }

const numeric = /^\d+$/;
function compare(a: string, b: string): number {
  const split = (text: string) => {
    const plain = text.replace(/\+.*$/, '');
    const dash = plain.indexOf('-');
    return { core: (dash < 0 ? plain : plain.slice(0, dash)).split('.').map(Number), pre: dash < 0 ? [] : plain.slice(dash + 1).split('.') };
  };
  const [x, y] = [split(a), split(b)];
  for (const at of [0, 1, 2]) if (x.core[at] !== y.core[at]) return x.core[at]! - y.core[at]!;
  if (x.pre.length === 0 || y.pre.length === 0) return Number(x.pre.length === 0) - Number(y.pre.length === 0);
  for (let at = 0; at < Math.max(x.pre.length, y.pre.length); at += 1) {
    const [p, q] = [x.pre[at], y.pre[at]];
    if (p === undefined || q === undefined) return p === undefined ? -1 : 1;
    if (p === q) continue;
    const [m, n] = [numeric.test(p), numeric.test(q)];
    if (m && n) return Number(p) - Number(q);
    if (m !== n) return m ? -1 : 1;
    return p < q ? -1 : 1;
  }
  return 0;
}

function holds({ versions = [], ranges = [] }: Affected, version: string): boolean {
  if (versions.some((listed) => compare(listed, version) === 0)) return true;
  return ranges.filter(({ type }) => type !== 'GIT').some(({ events }) => {
    const edges = events.flatMap((event) => Object.entries(event) as [string, string][]);
    const reached = edges.filter(([, at]) => at === '0' || compare(at, version) <= 0).sort(([, a], [, b]) => a === '0' ? -1 : b === '0' ? 1 : compare(a, b));
    const last = reached.at(-1);
    return last !== undefined && (last[0] === 'introduced' || (last[0] === 'last_affected' && compare(last[1], version) === 0));
  });
}

/** The ids of all records that hold a version of an npm package: every record is asked. */
export function naive(records: readonly Osv[], name: string, version: string): string[] {
  const found = records.filter(({ withdrawn, affected = [] }) => !withdrawn && affected.some((one) => one.package?.ecosystem === 'npm' && one.package.name === name && holds(one, version)));
  return found.map(({ id }) => id).sort();
}

const named = ({ affected = [] }: Osv): string[] => affected.flatMap((one) => one.package?.ecosystem === 'npm' ? [one.package.name] : []);

/** The records by the npm packages that they name, so that a naive answer need not ask all of them. */
export function byName(records: readonly Osv[]): ReadonlyMap<string, readonly Osv[]> {
  const out = new Map<string, Osv[]>();
  for (const record of records) for (const name of new Set(named(record))) out.set(name, [...out.get(name) ?? [], record]);
  return out;
}

/** A package of the records, and a version at, just below or just above one of its bounds, or any other. */
export function questions(records: readonly Osv[]): fc.Arbitrary<{ readonly name: string; readonly version: string }> {
  const of = byName(records);
  const boundsOf = (name: string): string[] => (of.get(name) ?? []).flatMap(({ affected = [] }) => affected.filter((one) => one.package?.ecosystem === 'npm' && one.package.name === name))
    .flatMap(({ versions = [], ranges = [] }) => [...versions, ...ranges.flatMap(({ events }) => events.flatMap((event) => Object.values(event) as string[]))])
    .filter((at) => at !== '0');
  return fc.constantFrom(...[...of.keys()].sort()).chain((name) => fc.record({
    name: fc.constant(name),
    version: fc.oneof(
      fc.tuple(fc.nat(6), fc.nat(20), fc.nat(30)).map((parts) => parts.join('.')),
      fc.tuple(fc.constantFrom('1.0.0', ...boundsOf(name)), fc.constantFrom('', '-0', '-alpha.1', '-rc.10', '+build.7', 'up', 'down')).map(([at, change]) => {
        if (change !== 'up' && change !== 'down') return at.includes('-') || at.includes('+') ? at : at + change;
        const [major = '0', minor = '0', patch = '0'] = at.replace(/[-+].*$/, '').split('.');
        return `${major}.${minor}.${Math.max(0, Number(patch) + (change === 'up' ? 1 : -1))}`;
      }),
    ),
  }));
}

/** Fails for the first of so many questions on which the matcher and the naive one disagree. Returns how many records were found in all. */
export function agree(index: AdvisoryIndex, records: readonly Osv[], numRuns: number, seed: number): number {
  const of = byName(records);
  let hits = 0;
  fc.assert(fc.property(questions(records), ({ name, version }) => {
    const ids = match(index, { ecosystem: 'npm', name, version }).matches.flatMap((one) => one.ids).sort();
    const expected = naive(of.get(name) ?? [], name, version);
    hits += ids.length;
    if (ids.join() !== expected.join()) throw new Error(`${name}@${version}: ${ids.join()} and not ${expected.join()}`);
  }), { numRuns, seed });
  return hits;
}
