import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { compare, fixture, lock, entry } from './fixtures.js';

const parameters = { seed: 20_261_122, numRuns: 60 };
type Document = { lockfileVersion: unknown; packages: { [location: string]: unknown }; dependencies?: unknown };

const texts = { app: fixture('app'), 'mixed-v2': fixture('mixed-v2') };
const names = Object.keys(texts) as (keyof typeof texts)[];
const anyJson = fc.jsonValue({ maxDepth: 3 });
const keys = fc.constantFrom('version', 'resolved', 'integrity', 'dependencies', 'peerDependencies', 'peerDependenciesMeta', 'link', 'inBundle', 'bundleDependencies', 'name', 'dev', 'bin', 'os', '__proto__', 'constructor');

/** One edit of an entry, of a location, or of the document. */
const edits = fc.oneof(
  fc.record({ kind: fc.constant('key' as const), at: fc.nat(), key: keys, value: anyJson }),
  fc.record({ kind: fc.constant('entry' as const), at: fc.nat(), value: anyJson }),
  fc.record({ kind: fc.constant('location' as const), at: fc.nat(), to: fc.oneof(fc.string(), fc.constantFrom('node_modules/x', '../x', 'node_modules/a/node_modules/b', 'node_modules/', '/')) }),
  fc.record({ kind: fc.constant('packages' as const), value: anyJson }),
  fc.record({ kind: fc.constant('version' as const), value: anyJson }),
);
type Edit = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function put(target: { [key: string]: unknown }, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function apply(document: Document, edit: Edit): void {
  if (edit.kind === 'packages') document.packages = edit.value as Document['packages'];
  if (edit.kind === 'version') document.lockfileVersion = edit.value;
  if (edit.kind === 'packages' || edit.kind === 'version' || typeof document.packages !== 'object' || document.packages === null) return;
  const locations = Object.keys(document.packages);
  const location = locations[edit.at % Math.max(1, locations.length)];
  if (location === undefined) return;
  const own = document.packages[location];
  if (edit.kind === 'entry') put(document.packages, location, edit.value);
  else if (edit.kind === 'location') {
    delete document.packages[location];
    put(document.packages, edit.to, own);
  } else if (typeof own === 'object' && own !== null) put(own as { [key: string]: unknown }, edit.key, edit.value);
}

function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item], index) => ({ key, item, order: ((index + 1) * 2_654_435_761 * (seed + 1)) % 1_000_003 }));
  return Object.fromEntries(entries.sort((a, b) => a.order - b.order).map(({ key, item }) => [key, shuffled(item, seed)]));
}

describe('any edit of a real lockfile', () => {
  test('is read or refused with a code, never taken for an empty one', () => {
    fc.assert(fc.property(fc.constantFrom(...names), fc.array(edits, { minLength: 1, maxLength: 4 }), (name, changes) => {
      const document = JSON.parse(texts[name]) as Document;
      for (const change of changes) apply(document, change);
      const manifest = fixture(name, 'package.json');
      const { reading, changes: found } = compare(texts[name], JSON.stringify(document, null, 2), { 'package.json': { before: manifest, after: manifest } });
      if (reading.coverage.kind === 'failed') expect(reading.count).toBe(0);
      else expect(reading.count).toBeGreaterThan(0);
      for (const change of found) expect(change.after ?? change.before[0]).toBeDefined();
    }), parameters);
  }, 120_000);

  test('of one installed entry is told, as a change or as a problem', () => {
    fc.assert(fc.property(fc.nat(), keys, anyJson, (at, key, value) => {
      const document = JSON.parse(texts.app) as Document;
      const locations = Object.keys(document.packages).filter((location) => location !== '');
      const location = locations[at % locations.length]!;
      const own = document.packages[location] as { [key: string]: unknown };
      fc.pre(JSON.stringify(Object.hasOwn(own, key) ? own[key] : undefined) !== JSON.stringify(value));
      put(own, key, value);
      const { reading, changes } = compare(texts.app, JSON.stringify(document, null, 2));
      const told = [...changes.flatMap((change) => [change.after?.location, ...change.copies]), ...reading.problems.map((problem) => problem.location)];
      expect(told).toContain(location);
    }), parameters);
  }, 120_000);

  test('cut anywhere is refused', () => {
    fc.assert(fc.property(fc.nat({ max: texts['mixed-v2'].length - 4 }), (at) => {
      expect(compare(texts['mixed-v2'], texts['mixed-v2'].slice(0, at)).reading.coverage.kind).toBe('failed');
    }), parameters);
  });
});

test('order and layout change nothing', () => {
  fc.assert(fc.property(fc.constantFrom(...names), fc.nat({ max: 1000 }), fc.constantFrom(0, 1, 2, 4, '\t'), (name, seed, indent) => {
    const { changes, reading } = compare(texts[name], JSON.stringify(shuffled(JSON.parse(texts[name]), seed), null, indent));
    expect([changes, reading.problems]).toEqual([[], []]);
  }), parameters);
}, 120_000);

test('what is told does not depend on the order of keys', () => {
  const before = lock({ a: '1', b: '1' }, { 'node_modules/a': entry('a', '1.0.0', { dependencies: { x: '1', y: '1' } }), 'node_modules/b': entry('b', '1.0.0', { dependencies: { x: '1' } }) });
  const after = JSON.parse(lock({ a: '1', b: '1' }, {
    'node_modules/a': entry('a', '1.1.0', { dependencies: { x: '1', y: '1' } }), 'node_modules/b': entry('b', '1.0.0', { dependencies: { x: '1' } }),
    'node_modules/x': entry('x', '1.0.0'), 'node_modules/y': entry('y', '1.0.0'), 'node_modules/b/node_modules/x': entry('x', '1.0.0'),
  })) as unknown;
  const told = (text: string): unknown => compare(before, text).changes.map((change) => ({ ...change, at: undefined }));
  const expected = told(JSON.stringify(after));
  fc.assert(fc.property(fc.nat({ max: 1000 }), (seed) => {
    expect(told(JSON.stringify(shuffled(after, seed)))).toEqual(expected);
  }), parameters);
});

test('a baseline more never removes a change', () => {
  // Adding any further copy of a package to the base side must not make another identity, other bytes or grown reach pass.
  const after = lock({ a: 'npm:evil@1' }, { 'node_modules/a': entry('evil', '1.0.1', { name: 'evil' }) });
  fc.assert(fc.property(fc.constantFrom('1.0.0', '1.0.1', '2.0.0'), fc.boolean(), (version, dev) => {
    const extra = { 'node_modules/evil': entry('evil', version, dev ? { dev: true } : {}) };
    const before = lock({ a: '*', ...(dev ? {} : { evil: '1' }) }, { 'node_modules/a': entry('a', '1.0.0'), ...extra }, { root: dev ? { devDependencies: { evil: '1' } } : {} });
    expect(compare(before, after).changes.filter((change) => change.after).map((change) => [change.kind, change.before.length, change.substituted?.name])).toEqual([['added', 0, 'a']]);
  }), parameters);
});
