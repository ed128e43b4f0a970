import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { match } from '../../src/advisories/match.js';
import { agree, naive, questions, type Osv } from './naive.js';
import { indexOver, realRecords } from './records.js';

const records = realRecords('npm') as unknown as Osv[];
const index = indexOver(records);

test('agrees with a naive matcher on 10,000 questions over real records', () => {
  expect(agree(index, records, 10_000, 20261122)).toBeGreaterThan(2_500);
});

test('a fixed version that is offered is never affected by the same records', () => {
  fc.assert(fc.property(questions(records), ({ name, version }) => {
    for (const { ids, fixed } of match(index, { ecosystem: 'npm', name, version }).matches) {
      for (const fix of fixed) expect(naive(records, name, fix).filter((id) => ids.includes(id))).toEqual([]);
    }
  }), { numRuns: 1_000, seed: 20261122 });
});
