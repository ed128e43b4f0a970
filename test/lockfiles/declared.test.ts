import { describe, expect, test } from '@jest/globals';
import type { DependencyChange } from '../../src/core/change.js';
import type { JsonObject } from '../../src/core/json.js';
import { withDeclaredIntroducers } from '../../src/lockfiles/declared.js';
import { compare, entry, lock, root, type Packages } from './fixtures.js';

/** The root asks for a and d; a asks for b, b for c, d for c. */
const packages: Packages = {
  'node_modules/a': entry('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), 'node_modules/b': entry('b', '1.0.0', { dependencies: { c: '^1.0.0' } }),
  'node_modules/c': entry('c', '1.0.0'), 'node_modules/d': entry('d', '1.0.0', { optionalDependencies: { c: '^1.0.0' } }),
};
const { changes, graphs } = compare(undefined, lock({ a: '1', d: '1' }, packages));
const ways = (of: readonly DependencyChange[]): { [name: string]: string[] } =>
  Object.fromEntries(of.map((change) => [change.after!.name, change.introducers.map((one) => one.path.slice(1).map((step) => step.name).join(' > '))]));
const told = (manifests: { readonly [name: string]: JsonObject }): readonly DependencyChange[] =>
  withDeclaredIntroducers(changes, new Map([[root.lockfile, graphs.after!]]), (locked) => manifests[locked.name]);
const honest = { a: { dependencies: { b: ' ^1.0.0 ' } }, b: { dependencies: { c: '^1.0.0' } }, c: {}, d: { dependencies: { c: '^1.0.0' } } };

describe('the reason why a package is there', () => {
  test('without a manifest, and with honest ones, is what the lockfile says', () => {
    expect(told({})).toBe(changes);
    expect(told(honest)).toBe(changes);
    expect(ways(changes)).toEqual({ a: ['a'], b: ['a > b'], c: ['d > c'], d: ['d'] });
  });
  test.each<[string, { readonly [name: string]: JsonObject }, { readonly [name: string]: readonly string[] }]>([
    ['another way, where the shortest is not declared', { ...honest, d: {} }, { a: ['a'], b: ['a > b'], c: ['a > b > c'], d: ['d'] }],
    ['none, where no way is declared', { ...honest, a: { devDependencies: { b: '^1.0.0' } }, d: {} }, { a: ['a'], b: [], c: [], d: ['d'] }],
    ['no way that is declared with another range', { ...honest, d: { dependencies: { c: 'npm:evil@1' } } }, { a: ['a'], b: ['a > b'], c: ['a > b > c'], d: ['d'] }],
    ['no way over a name of the prototype', { ...honest, d: { dependencies: { constructor: '^1.0.0' } } }, { a: ['a'], b: ['a > b'], c: ['a > b > c'], d: ['d'] }],
    ['what the lockfile says of a package whose manifest was not read', { d: {} }, { a: ['a'], b: ['a > b'], c: ['a > b > c'], d: ['d'] }],
  ])('is %s', (_, manifests, expected) => {
    expect(ways(told(manifests))).toEqual(expected);
  });
});
