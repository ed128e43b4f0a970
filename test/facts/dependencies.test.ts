import { expect, test } from '@jest/globals';
import { complete } from '../../src/core/coverage.js';
import { factKey } from '../../src/facts/kinds.js';
import { subjectOf } from '../../src/facts/planner.js';
import { dependencies, type FactTable } from '../../src/facts/table.js';
import { archive, change, locked } from '../checks/case.js';

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
