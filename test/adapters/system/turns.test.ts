import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTurns, strangersPlaces } from '../../../src/adapters/system/turns.js';
import { standings, type Flow, type Standing } from '../../../src/core/standing.js';

/** `m:a` is a member's review a, `g` a group's, `s` a stranger's; each may stand several times. */
function flowOf(text: string): Flow {
  const [letter = '', id = ''] = text.split(':');
  return { standing: standings.find((one) => one.startsWith(letter))!, id };
}

describe('the order of those that wait', () => {
  test.each([
    ['one review, as it asked', ['m:a', 'm:a', 'm:a'], [0, 1, 2]],
    ['two reviews in turns, however much one asked before', ['m:a', 'm:a', 'm:a', 'm:a', 'm:b', 'm:b'], [0, 4, 1, 5, 2, 3]],
    ['three reviews in turns', ['m:a', 'm:a', 'm:b', 'm:b', 'm:c', 'm:c'], [0, 2, 4, 1, 3, 5]],
    ['better standings first', ['s:x', 's:y', 'm:a', 'g:q', 'm:b', 'g:q'], [3, 5, 2, 4, 0, 1]],
    ['ids of different standings are different reviews', ['s:a', 'm:a', 's:b'], [1, 0, 2]],
  ] as const)('%s', (_, asked, order) => {
    const turns = createTurns<number>();
    asked.forEach((text, index) => { turns.add(index, flowOf(text)); });
    expect(asked.map(() => turns.take(true))).toEqual(order);
    expect([turns.size, turns.take(true)]).toEqual([0, undefined]);
  });

  test('without strangers theirs wait; a review without a flow counts as a member\'s', () => {
    const turns = createTurns<string>();
    turns.add('theirs', flowOf('s:x'));
    turns.add('plain');
    expect([turns.take(false), turns.take(false), turns.size, turns.take(true)]).toEqual(['plain', undefined, 1, 'theirs']);
  });

  test('who is taken out is passed over, and only once', () => {
    const turns = createTurns<string>();
    for (const one of ['a1', 'a2', 'b1']) turns.add(one, flowOf(`m:${one[0]!}`));
    expect([turns.remove('a1'), turns.remove('a1'), turns.take(true), turns.take(true), turns.take(true)]).toEqual([true, false, 'a2', 'b1', undefined]);
  });

  test('of one review the one that fits best goes first, of equals the first; whose turn it is does not change', () => {
    const turns = createTurns<string>();
    for (const one of ['a1', 'a2', 'a3', 'b1', 'b2']) turns.add(one, flowOf(`m:${one[0]!}`));
    const likes = (liked: string) => (one: string): number => (one === liked ? 1 : 0);
    expect([turns.take(true, likes('b2')), turns.take(true, likes('b2')), turns.take(true, likes('a3')), turns.take(true), turns.take(true)]).toEqual(['a1', 'b2', 'a3', 'b1', 'a2']);
  });

  test('what stands far behind is not looked for', () => {
    const turns = createTurns<number>();
    for (let one = 0; one < 100; one += 1) turns.add(one, flowOf('m:a'));
    expect([turns.take(true, (one) => one), turns.take(true)]).toEqual([63, 0]);
  });

  test('nobody who waits is passed over by another review of the same standing more than once', () => {
    const step = fc.oneof(
      fc.record({ add: fc.constantFrom('a', 'b', 'c', 'd', 'e'), standing: fc.constantFrom<Standing>(...standings) }), fc.constant('take' as const), fc.constant('take' as const),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const turns = createTurns<{ readonly id: string; readonly standing: Standing }>();
      const waiting = new Map<string, Map<string, number>>();
      for (const one of steps) {
        if (one !== 'take') {
          const flow = { id: one.add, standing: one.standing };
          turns.add(flow, flow);
          const key = `${flow.standing} ${flow.id}`;
          if (!waiting.has(key)) waiting.set(key, new Map());
          waiting.get(key)!.set('', (waiting.get(key)!.get('') ?? 0) + 1);
          continue;
        }
        const taken = turns.take(true);
        if (!taken) continue;
        const key = `${taken.standing} ${taken.id}`;
        for (const [other, passed] of waiting) {
          if (other === key) continue;
          if (!other.startsWith(`${taken.standing} `)) {
            // A better standing never waits while a worse one goes.
            expect(standings.indexOf(taken.standing)).toBeLessThan(standings.indexOf(other.split(' ')[0] as Standing));
            continue;
          }
          passed.set(key, (passed.get(key) ?? 0) + 1);
          expect(passed.get(key)).toBeLessThanOrEqual(1);
        }
        const left = waiting.get(key)!.get('')! - 1;
        waiting.delete(key);
        if (left > 0) waiting.set(key, new Map([['', left]]));
      }
    }), { numRuns: 300, seed: 18 });
  });
});

test.each([[1, 1], [2, 1], [8, 7]])('of %i places strangers have %i', (places, theirs) => {
  expect(strangersPlaces(places)).toBe(theirs);
});
