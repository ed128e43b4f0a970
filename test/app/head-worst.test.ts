import { expect, test } from '@jest/globals';
import { worstResult } from '../../src/app/head-outcome.js';
import type { ReviewResult } from '../../src/app/review.types.js';
import type { Outcome } from '../../src/core/verdict.js';

// What speaks for a head: whole, over every list of up to three targets. head-outcome.test.ts says the same by chance and longer lists.

interface Said { readonly name: string; readonly outcome: Outcome; readonly fails: boolean }
const outcomes: readonly Outcome[] = ['pass', 'warn', 'unknown', 'block'];
/** How bad a target is, written as a list: whoever stands later speaks. A base that only observes never fails. */
const byWeight: readonly (readonly [Outcome, boolean])[] = [['pass', false], ['warn', false], ['unknown', false], ['block', false], ['pass', true], ['warn', true], ['unknown', true], ['block', true]];
const weight = (said: Said): number => byWeight.findIndex(([outcome, fails]) => outcome === said.outcome && fails === said.fails);
const judged = ({ name, outcome, fails }: Said) => ({ name, result: { verdict: { outcome }, texts: { conclusion: fails ? 'failure' : 'success' } } as unknown as ReviewResult });
const worst = (list: readonly Said[]): string | undefined => worstResult(list.map(judged))?.name;

const all = outcomes.flatMap((outcome) => [false, true].map((fails) => ({ outcome, fails })));
const lists = [[] as Said[]].concat(all.map((one) => [{ ...one, name: 'a' }]), all.flatMap((one) => all.map((two) => [{ ...one, name: 'a' }, { ...two, name: 'b' }])),
  all.flatMap((one) => all.flatMap((two) => all.map((three) => [{ ...one, name: 'a' }, { ...two, name: 'b' }, { ...three, name: 'c' }]))));

test('the worst speaks, of equals the first', () => {
  for (const list of lists) {
    const heaviest = Math.max(-1, ...list.map(weight));
    expect([list, worst(list)]).toEqual([list, list.find((one) => weight(one) === heaviest)?.name]);
  }
});

test('in any order it weighs the same, and one more never makes it lighter', () => {
  const weightOf = (list: readonly Said[]): number => {
    const name = worst(list);
    return name === undefined ? -1 : weight(list.find((one) => one.name === name)!);
  };
  for (const list of lists) {
    expect(weightOf(list.toReversed())).toBe(weightOf(list));
    for (let left = 0; left < list.length; left++) expect(weightOf(list)).toBeGreaterThanOrEqual(weightOf(list.toSpliced(left, 1)));
  }
});
