import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { worstResult } from '../../src/app/head-outcome.js';
import type { Outcome } from '../../src/core/verdict.js';
import { result, sha } from './harness.js';

const outcomes: readonly Outcome[] = ['pass', 'warn', 'unknown', 'block'];
const anOutcome = fc.constantFrom(...outcomes);
const said = fc.record({ outcome: anOutcome, enforced: fc.boolean() });
const judged = (list: readonly { outcome: Outcome; enforced: boolean }[]) => list.map((one) => ({ result: result({ headSha: sha('1'), baseSha: sha('b') }, one) }));

describe('the worst outcome', () => {
  const worstOf = (list: readonly Outcome[]): Outcome | undefined => worstResult(judged(list.map((outcome) => ({ outcome, enforced: true }))))?.result.verdict.outcome;
  test.each([
    [['pass', 'warn'], 'warn'], [['warn', 'unknown'], 'unknown'], [['unknown', 'block', 'pass'], 'block'], [['pass', 'pass'], 'pass'],
  ] as const)('of %j is %s', (list, expected) => {
    expect(worstOf(list)).toBe(expected);
  });

  test('one more target never makes it better, in any order', () => {
    fc.assert(fc.property(fc.array(anOutcome, { minLength: 1 }), anOutcome, (list, more) => {
      expect(outcomes.indexOf(worstOf([...list, more])!)).toBeGreaterThanOrEqual(outcomes.indexOf(worstOf(list)!));
      expect(worstOf([...list].reverse())).toBe(worstOf(list));
    }), { numRuns: 200, seed: 1 });
  });

  test('the result that speaks fails when any fails, also beside a base that only observes', () => {
    fc.assert(fc.property(fc.array(said, { minLength: 1 }), (list) => {
      const all = judged(list);
      expect(worstResult(all)?.result.texts.conclusion).toBe(all.some((one) => one.result.texts.conclusion === 'failure') ? 'failure' : 'success');
    }), { numRuns: 200, seed: 2 });
  });

  test('nobody looked: nothing speaks', () => {
    expect(worstResult([])).toBeUndefined();
  });
});
