import { describe, expect, test } from '@jest/globals';
import { groups, more, notFollowed, programs, type Row } from './further.js';
import { ways } from './ways.js';

const all: readonly (readonly [group: string, rows: readonly Row[]])[] = [...Object.entries(groups), ['programs', programs], ...Object.entries(more)];

describe.each(all)('%s', (group, rows) => {
  test.each(rows)('%s', (name, text, wanted = ['secret-variable>network']) => {
    const told = ways(text).filter((one) => !one.startsWith('download>network'));
    if (notFollowed.has(`${group}: ${name}`)) expect(told).not.toEqual(wanted);
    else expect(told).toEqual(wanted);
  });
});

test('what is not followed is one of these', () => {
  const names = new Set(all.flatMap(([group, rows]) => rows.map(([name]) => `${group}: ${name}`)));
  expect([...notFollowed].filter((one) => !names.has(one))).toEqual([]);
});
