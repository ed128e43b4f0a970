import { describe, expect, test } from '@jest/globals';
import { plants } from './plants.js';
import { simulate } from './run.js';
import { drawPlan } from './scenario.js';
import { shrink } from './shrink.js';

const seeds = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the simulation', () => {
  test('a seed decides everything: the same one gives the same trace, another one another', async () => {
    const hashes = await Promise.all([1, 2, 3].map(async (seed) => [(await simulate(drawPlan(seed))).hash, (await simulate(drawPlan(seed), { keepTrace: true })).hash]));
    for (const [one, again] of hashes) expect(one).toBe(again);
    expect(new Set(hashes.flat()).size).toBe(3);
  });

  test('finds nothing in fifty seeds, and they are not spent on nothing', async () => {
    const met = new Map<string, number>();
    for (const seed of seeds(1, 50)) {
      const outcome = await simulate(drawPlan(seed));
      expect({ seed, violations: outcome.violations }).toEqual({ seed, violations: [] });
      for (const [what, times] of outcome.met) met.set(what, (met.get(what) ?? 0) + times);
    }
    expect([...met.keys()]).toEqual(expect.arrayContaining(['database dies before', 'database dies after', 'database lost (error)', 'host dies before', 'host dies after', 'host lost (error)', 'restart', 'stall', 'kill']));
  }, 120_000);

  test.each([['no-epoch', 1, 10], ['no-dedupe', 1, 10], ['wrong-worst', 1, 60], ['no-reread', 1, 200], ['lost-intent', 1, 100]] as const)('finds what is planted: %s', async (name, from, to) => {
    let found: number | undefined;
    for (const seed of seeds(from, to)) {
      if ((await simulate(drawPlan(seed), { plant: plants[name] })).violations.length === 0) continue;
      found = seed;
      break;
    }
    expect(found).toBeDefined();
  }, 240_000);

  test('takes away from a plan what its violation does not need', async () => {
    const plan = drawPlan(3);
    const { violations } = await simulate(plan, { plant: plants['no-dedupe'] });
    const { rule } = violations[0]!;
    const shorter = await shrink(plan, rule, plants['no-dedupe']);
    expect(shorter.plan.actions.length + shorter.plan.faults.length).toBeLessThan(plan.actions.length + plan.faults.length);
    expect(shorter.outcome.violations.map((one) => one.rule)).toContain(rule);
    expect(shorter.outcome.lines.length).toBeGreaterThan(0);
  }, 120_000);
});
