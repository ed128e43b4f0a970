import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { DependencyChange } from '../../src/core/change.js';
import { byCodePoint } from '../../src/core/order.js';
import type { LockedPackage } from '../../src/core/lockfile.js';
import { brief, compare, entry, lock, sri, type Packages, type Raw } from './fixtures.js';

// Pairing picks the baseline that a package is compared with, so whoever steers it steers what is told. Small lockfiles by chance:
// few names, so that copies, aliases, moves and substitutions meet.

const parameters = { seed: 20_261_122, numRuns: 100 };
const names = ['a', 'b', 'c'] as const;
const fields = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

interface Drawn { readonly version: string; readonly real: string | undefined; readonly from: string | undefined; readonly bytes: string | undefined; readonly asks: readonly string[]; readonly more: Raw }
const drawn: fc.Arbitrary<Drawn> = fc.record({
  version: fc.constantFrom('1.0.0', '1.1.0', '1.2.0', '2.0.0', '1.2.0-beta'), real: fc.option(fc.constantFrom('a', 'b', 'evil'), { nil: undefined, freq: 6 }), from: fc.option(fc.constantFrom('https://evil.example/x.tgz', 'git+https://git.example/x.git#abcdef0'), { nil: undefined, freq: 6 }),
  bytes: fc.option(fc.constantFrom('x', 'y'), { nil: undefined, freq: 4 }), asks: fc.subarray([...names]), more: fc.constantFrom<Raw>({}, {}, { hasInstallScript: true }, { bin: { x: 'x.js' } }, { dev: true }),
});
function rawOf(name: string, { version, real, from, bytes, asks, more }: Drawn): Raw {
  return entry(real ?? name, version, { ...(real === undefined ? {} : { name: real }), ...(from === undefined ? {} : { resolved: from }), ...(bytes === undefined ? {} : { integrity: sri(bytes) }), ...(asks.length > 0 ? { dependencies: Object.fromEntries(asks.map((one) => [one, '*'])) } : {}), ...more });
}

interface Side { readonly packages: Packages; readonly root: Raw }
const side: fc.Arbitrary<Side> = fc.record({
  top: fc.dictionary(fc.constantFrom(...names), drawn, { maxKeys: 3 }), nested: fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names), drawn), { maxLength: 2 }), fields: fc.tuple(...names.map(() => fc.constantFrom(...fields, undefined))),
}).map(({ top, nested, fields: asked }) => {
  const packages: Packages = {};
  for (const [name, one] of Object.entries(top)) packages[`node_modules/${name}`] = rawOf(name, one);
  for (const [outer, name, one] of nested) if (packages[`node_modules/${outer}`]) packages[`node_modules/${outer}/node_modules/${name}`] = rawOf(name, one);
  const root: Raw = {};
  for (const [index, name] of names.entries()) {
    const field = asked[index];
    if (field !== undefined) root[field] = { ...(root[field] as Raw | undefined), [name]: '*' };
  }
  return { packages, root };
});
/** Half of the time the head is an edit of the base, so that much stays the same. */
const sides: fc.Arbitrary<readonly [Side, Side]> = fc.tuple(side, side, fc.boolean()).map(([base, head, edit]) => [base, edit ? { packages: { ...base.packages, ...head.packages }, root: { ...base.root, ...head.root } } : head]);
const textOf = ({ packages, root }: Side): string => lock({}, packages, { root });
const compared = (base: Side, head: Side) => compare(textOf(base), textOf(head));
const entering = (changes: readonly DependencyChange[]): DependencyChange[] => changes.filter((change) => change.kind !== 'removed');
const told = (changes: readonly DependencyChange[]): Map<string, DependencyChange> => new Map(entering(changes).flatMap((change) => [change.after!.location, ...change.copies].map((location): [string, DependencyChange] => [location, change])));

/** Who a package is, by what the entry says: its name and where it comes from, whatever the version. */
function whose({ name, origin }: LockedPackage): string {
  if (origin.kind === 'registry') return `${name} of ${origin.registry}`;
  return origin.kind === 'git' || origin.kind === 'url' ? `${name} of ${origin.url}` : `${name} ${origin.kind}`;
}

describe('any two lockfiles', () => {
  test('only one name of one source is ever compared', () => {
    fc.assert(fc.property(sides, ([base, head]) => {
      for (const change of entering(compared(base, head).changes)) for (const before of change.before) expect(whose(before)).toBe(whose(change.after!));
    }), parameters);
  });

  test('another package behind a name has no baseline, and says whose place it took', () => {
    fc.assert(fc.property(sides, ([base, head]) => {
      const { changes, graphs } = compared(base, head);
      for (const [location, change] of told(changes)) {
        const was = graphs.before?.package(location);
        if (!was || whose(was) === whose(change.after!)) continue;
        expect([change.before, change.substituted === undefined]).toEqual([[], false]);
        expect(['added', 'rewritten']).toContain(change.kind);
      }
    }), parameters);
  });

  test('a move is of bytes that stood, and of no more reach than they had', () => {
    fc.assert(fc.property(sides, ([base, head]) => {
      const { changes, graphs } = compared(base, head);
      for (const change of changes) {
        if (change.kind !== 'moved') continue;
        const before = graphs.before!;
        const stood = before.lockfile.packages.filter((location) => before.lockfile.bytesKey(location) === graphs.after!.lockfile.bytesKey(change.after!.location) && before.package(location)?.name === change.after!.name);
        expect(change.before).toHaveLength(1);
        expect(stood).toContain(change.before[0]!.location);
        for (const location of [change.after!.location, ...change.copies]) expect(graphs.after!.strength(location)).toBeLessThanOrEqual(Math.max(...stood.map((one) => before.strength(one))));
      }
    }), parameters);
  });

  test('whatever is new, is told: other bytes than stood, or more reach than they had', () => {
    fc.assert(fc.property(sides, ([base, head]) => {
      const { changes, graphs, reading } = compared(base, head);
      // A package is not called rewritten while its bytes are the ones that stood.
      for (const change of changes) if (change.kind === 'rewritten' && !change.substituted) expect(graphs.before!.lockfile.packages.map((one) => graphs.before!.lockfile.bytesKey(one))).not.toContain(graphs.after!.lockfile.bytesKey(change.after!.location));
      if (!graphs.after || !graphs.before) return;
      const [before, after, places] = [graphs.before, graphs.after, told(changes)];
      const problems = new Set(reading.problems.map((problem) => problem.location));
      for (const location of after.lockfile.packages) {
        const one = after.package(location);
        if (!one || problems.has(location)) continue;
        const stood = before.lockfile.packages.filter((other) => before.package(other)?.name === one.name && before.lockfile.bytesKey(other) === after.lockfile.bytesKey(location));
        const known = stood.length > 0 && after.strength(location) <= Math.max(...stood.map((other) => before.strength(other)));
        if (!known) expect(places.has(location)).toBe(true);
        if (stood.length > 0 && !known) expect(places.get(location)).toMatchObject({ before: [] });
      }
    }), parameters);
  });

  test('no baseline at all for what production comes to depend on more than on any of them', () => {
    fc.assert(fc.property(sides, ([base, head]) => {
      const { changes, graphs } = compared(base, head);
      for (const change of entering(changes)) {
        if (change.before.length === 0) continue;
        for (const location of [change.after!.location, ...change.copies]) expect(graphs.after!.strength(location)).toBeLessThanOrEqual(Math.max(...graphs.before!.lockfile.packages.filter((one) => graphs.before!.package(one)?.name === change.after!.name).map((one) => graphs.before!.strength(one))));
      }
    }), parameters);
  });

  test('the order of entries and of keys changes nothing that is told', () => {
    const turned = (raw: unknown): unknown => (typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.fromEntries(Object.entries(raw).toReversed().map(([key, value]) => [key, turned(value)])) : raw);
    const words = (changes: readonly DependencyChange[]): unknown => changes.map((change) => [brief([{ ...change, before: change.before.toSorted((a, b) => byCodePoint(a.location, b.location)) }])[0], change.reach]);
    fc.assert(fc.property(sides, ([base, head]) => {
      const { changes } = compared(base, head);
      const other = compare(JSON.stringify(turned(JSON.parse(textOf(base)))), JSON.stringify(turned(JSON.parse(textOf(head)))));
      expect(words(other.changes)).toEqual(words(changes));
    }), parameters);
  });
});

describe('one more copy of a package at base', () => {
  const withCopy = (base: Side, name: string, raw: Raw, field: 'dependencies' | 'devDependencies'): Side => ({
    packages: { ...base.packages, 'node_modules/zz': entry('zz', '1.0.0', { dependencies: { [name]: '*' } }), [`node_modules/zz/node_modules/${name}`]: raw },
    root: { ...base.root, [field]: { ...(base.root[field] as Raw | undefined), zz: '*' } },
  });

  test('of other bytes hides no change, and takes no baseline away', () => {
    fc.assert(fc.property(sides, fc.constantFrom(...names), drawn, ([base, head], name, one) => {
      const plain = compared(base, head).changes;
      const more = told(compared(withCopy(base, name, rawOf(name, { ...one, bytes: 'z', from: undefined, asks: [] }), 'dependencies'), head).changes);
      for (const [location, change] of told(plain)) {
        const now = more.get(location);
        expect(now).toBeDefined();
        if (change.substituted) expect([now!.before, now!.substituted?.location]).toEqual([[], change.substituted.location]);
        // Where nothing but the version told the baseline, a nearer version may take its place; it is never nothing.
        if (change.before.length > 0) expect(now!.before.length).toBeGreaterThan(0);
      }
    }), parameters);
  });

  test('of the same bytes, for development alone, lets nothing into production', () => {
    fc.assert(fc.property(sides, fc.constantFrom(...names), ([base, head], name) => {
      const own = head.packages[`node_modules/${name}`];
      if (!own) return;
      // Without what it asks for: else it would tell the baselines of that.
      const { dependencies: _, ...raw } = own;
      const { changes, graphs } = compared(base, head);
      const now = told(compared(withCopy(base, name, raw, 'devDependencies'), head).changes);
      for (const [location, change] of told(changes)) {
        if (graphs.after!.strength(location) < 2 || change.kind === 'moved') continue;
        expect(now.get(location)?.kind).not.toBe('moved');
        if (change.kind === 'added') expect([now.get(location)?.kind, now.get(location)?.before]).toEqual(['added', []]);
      }
    }), parameters);
  });
});
