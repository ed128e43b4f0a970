import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bench, harmless } from './harmless.js';
import { applied, operators } from './mutate.js';

/** What mutations must not change is what a program does; the replicas do nothing, so two programs that only compute are changed and run. */
let place: ReturnType<typeof bench>;
const told = new Map<string, string>();
beforeAll(() => {
  place = bench();
  for (const one of harmless) told.set(one.id, place.run({ ...one, brings: [] }));
});
afterAll(() => { place.end(); });

test('the harmless programs tell something', () => {
  for (const text of told.values()) expect(text.split('\n').length).toBeGreaterThan(6);
});

describe('a program that was rewritten does what it did', () => {
  test.each(operators.map(({ name }) => [name]))('%s', async (operator) => {
    let changed = 0;
    for (const [at, replica] of harmless.entries()) {
      const { variant, steps } = await applied(replica, [{ operator, seed: `fixed ${at}` }]);
      if (steps.length === 0) continue;
      changed += 1;
      expect({ id: replica.id, told: place.run(variant) }).toEqual({ id: replica.id, told: told.get(replica.id)! });
      // The same seed, the same text.
      expect((await applied(replica, steps)).variant).toEqual(variant);
    }
    if (!['bundle-both', 'minify-both'].includes(operator)) expect(changed).toBeGreaterThan(0);
  }, 60_000);
});
