import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commentableLines } from '../../src/source/hunks.js';

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const text = (...lines: readonly (string | number)[]): string => lines.map((line) => `${line}\n`).join('');
const ten = text(...numbers(1, 10));
const sets = (before: string | undefined, after: string | undefined, maxEdits?: number) => {
  const { right, left } = commentableLines(before, after, maxEdits);
  return { right: [...right], left: [...left] };
};

describe('lines that a diff shows', () => {
  test.each<[name: string, before: string | undefined, after: string | undefined, right: number[], left: number[]]>([
    ['nothing changed', ten, ten, [], []],
    ['an added file', undefined, text('a', 'b'), [1, 2], []],
    ['a removed file', text('a', 'b'), undefined, [], [1, 2]],
    ['an empty file added', undefined, '', [], []],
    ['one line changed', ten, ten.replace('5\n', 'five\n'), numbers(2, 8), numbers(2, 8)],
    ['one line added', ten, ten.replace('5\n', '5\nmore\n'), numbers(3, 9), numbers(3, 8)],
    ['one line removed', ten, ten.replace('5\n', ''), numbers(2, 7), numbers(2, 8)],
    ['the first line', ten, ten.replace('1\n', 'one\n'), numbers(1, 4), numbers(1, 4)],
    ['a line after the last', ten, `${ten}11\n`, numbers(8, 11), numbers(8, 10)],
    ['the newline at the end', ten, ten.slice(0, -1), numbers(7, 10), numbers(7, 10)],
    ['line ends', text('a', 'b'), 'a\r\nb\r\n', [1, 2], [1, 2]],
    ['two changes far apart', text(...numbers(1, 30)), text(...numbers(1, 30)).replace('\n5\n', '\nfive\n').replace('\n25\n', '\ntwentyfive\n'), [...numbers(2, 8), ...numbers(22, 28)], [...numbers(2, 8), ...numbers(22, 28)]],
  ])('%s', (_name, before, after, right, left) => expect(sets(before, after)).toEqual({ right, left }));
});

test('more edits than the bound: no line is known, so none is given', () => {
  const before = text(...numbers(1, 40));
  const after = before.replaceAll('0', 'x').replace('\n11\n', '\neleven\n');
  expect(sets(before, after, 5)).toEqual({ right: [], left: [] });
  expect(sets(before, after, 50).right.length).toBeGreaterThan(0);
});

test('a long run added in one place is no matter of the bound', () => {
  expect(sets(ten, `${ten}${text(...numbers(11, 5000))}`, 10).right).toEqual(numbers(8, 5000));
});

test('what is left of both texts without the shown lines is equal', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '{', '}'), { maxLength: 40 });
  fc.assert(fc.property(lines, lines, (before, after) => {
    const { right, left } = commentableLines(text(...before), text(...after));
    expect(after.filter((_, index) => !right.has(index + 1))).toEqual(before.filter((_, index) => !left.has(index + 1)));
    expect([...right].every((line) => line >= 1 && line <= after.length)).toBe(true);
  }), { numRuns: 300, seed: 3 });
});
