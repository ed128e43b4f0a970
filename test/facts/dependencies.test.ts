import { expect, test } from '@jest/globals';
import { newDependency } from '../../src/checks/package/new-dependency.js';
import type { ReviewInput } from '../../src/checks/check.js';
import { complete, failed } from '../../src/core/coverage.js';
import { factKey } from '../../src/facts/kinds.js';
import { subjectOf } from '../../src/facts/planner.js';
import { dependencies, readerFor, type FactTable } from '../../src/facts/table.js';
import { archive, change, code, locked } from '../checks/case.js';

const at = (name: string, location: string) => change(undefined, locked(name, '1.0.0', { location }));
const parent = at('p', 'packages/a/node_modules/p');

test.each([
  ['packages/a/node_modules/p/node_modules/d', true], ['packages/a/node_modules/d', true], ['packages/node_modules/d', true], ['node_modules/d', true],
  ['packages/b/node_modules/d', false], ['node_modules/q/node_modules/d', false], ['node_modules/p/node_modules/d', false],
])('a dependency at %s: %s', (location, found) => {
  const child = at('d', location);
  expect(dependencies([parent, child], new Map())(parent, 'd')?.change).toBe(found ? child : undefined);
});

test('the nearest one counts, in the same install root, whatever it is called by', () => {
  const [near, far] = [at('d', 'packages/a/node_modules/d'), at('d', 'node_modules/d')];
  expect(dependencies([far, near, parent], new Map())(parent, 'd')?.change).toBe(near);
  expect(dependencies([{ ...far, root: { lockfile: 'other/package-lock.json', directory: 'other' } }, parent], new Map())(parent, 'd')).toBeUndefined();
  expect(dependencies([at('evil', 'node_modules/d'), parent], new Map())(parent, 'd')?.change.after?.name).toBe('evil');
  expect(dependencies([{ ...far, after: { ...far.after!, location: 'node_modules/x/node_modules/d' }, copies: ['node_modules/d'] }, parent], new Map())(parent, 'd')).toBeDefined();
});

test('only what is there of its facts is handed out', () => {
  const child = at('d', 'node_modules/d');
  const table: FactTable = new Map();
  const of = dependencies([parent, child], table);
  expect(of(parent, 'd')).toEqual({ change: child });
  table.set(factKey(subjectOf(child.after!), 'archive'), { coverage: complete, value: archive() });
  expect(of(parent, 'd')?.archive?.value).toEqual(archive());
  expect(of(parent, 'd')?.record).toBeUndefined();
});

test('a check that looks at a dependency grows louder with its facts, and never quieter', () => {
  const [old, now] = [locked('p', '1.0.0'), locked('p', '1.1.0')];
  const [parent, child] = [change(old, now), change(undefined, locked('d', '1.0.0'))];
  const asks = (dependencies: Record<string, string>) => archive({ manifest: { scripts: {}, bin: {}, raw: { dependencies } } });
  const put = (table: FactTable, locked: typeof now, kind: 'archive' | 'code' | 'record', value: unknown): unknown => table.set(factKey(subjectOf(locked), kind), value === undefined ? { coverage: failed('REGISTRY_TIMEOUT') } : { coverage: complete, value });
  const record = (publishedAt: string) => ({ name: 'd', registry: 'default', distTags: {}, maintainers: [], versions: { '0.9.0': { version: '0.9.0', publishedAt: '2020-01-01T00:00:00Z' }, '1.0.0': { version: '1.0.0', publishedAt } } });
  const loudness = (facts: readonly (readonly ['archive' | 'record', unknown])[]): readonly number[] => {
    const table: FactTable = new Map();
    put(table, old, 'archive', asks({}));
    put(table, now, 'archive', asks({ d: '1' }));
    put(table, now, 'code', code());
    put(table, now, 'record', { name: 'p', registry: 'default', distTags: {}, maintainers: [], versions: {} });
    const said = (): number => {
      const reader = readerFor(newDependency, table, { predecessor: () => undefined, peers: () => [], served: [], remedy: () => undefined, introducers: () => [], delta: () => ({ coverage: complete }), entryDifferences: () => ({ coverage: complete }), dependency: dependencies([parent, child], table), releases: [] });
      const { drafts } = newDependency.run({ changes: [parent], now: '2026-11-22T00:00:00Z' } as unknown as ReviewInput, reader);
      return Math.max(...drafts.map((one) => (one.level === 'default' ? ['info', 'low', 'medium', 'high', 'critical'].indexOf(one.severity) : 0)));
    };
    return [said(), ...facts.map(([kind, value]) => { put(table, child.after!, kind, value); return said(); })];
  };
  const step = archive({ scripts: { postinstall: 'x' } });
  const young = record('2026-11-21T00:00:00Z');
  expect(loudness([['archive', step], ['record', young]])).toEqual([0, 3, 4]);
  expect(loudness([['record', young], ['archive', step]])).toEqual([0, 3, 4]);
  expect(loudness([['record', record('2024-01-01T00:00:00Z')], ['archive', archive()]])).toEqual([0, 0, 0]);
  expect(loudness([['archive', undefined], ['record', young]])).toEqual([0, 2, 3]);
});
