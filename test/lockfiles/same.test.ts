import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/core/json.js';
import { limits } from '../../src/core/limits.js';
import { differences, sameJson, tooDeep } from '../../src/lockfiles/same.js';

const parse = (text: string): Json => JSON.parse(text) as Json;
const nested = (depth: number, leaf = '1'): string => `${'[{"a":'.repeat(depth)}${leaf}${'}]'.repeat(depth)}`;

describe('equal JSON', () => {
  test.each([
    ['1', '1', true], ['1', '2', false], ['"1"', '1', false], ['null', 'null', true], ['null', '{}', false], ['{}', 'null', false], ['null', 'false', false], ['true', 'true', true],
    ['[]', '[]', true], ['{}', '{}', true], ['[]', '{}', false], ['{}', '[]', false], ['[1,2]', '[1,2]', true], ['[1,2]', '[2,1]', false], ['[1]', '[1,1]', false], ['[1,1]', '[1]', false], ['[1]', '1', false], ['1', '[1]', false], ['{}', '5', false], ['5', '{}', false], ['[]', '5', false], ['{}', '""', false],
    ['["a"]', '{"0":"a"}', false], ['{"0":"a"}', '["a"]', false], ['[[1]]', '[[1]]', true], ['[[1]]', '[[2]]', false],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', true], ['{"a":1}', '{"a":2}', false], ['{"a":1}', '{"b":1}', false], ['{"a":1}', '{"a":1,"b":1}', false], ['{"a":1,"b":1}', '{"a":1}', false], ['{"a":{"b":1}}', '{"a":{"b":1}}', true], ['{"a":{"b":1}}', '{"a":{"b":2}}', false],
    ['{"a":{}}', '{"b":{}}', false], ['{"a":{"b":1}}', '{"a":null}', false], ['{"a":null}', '{"a":{"b":1}}', false], ['{"a":[1]}', '{"a":[1]}', true], ['{"a":null}', '{"b":null}', false],
    ['{"__proto__":{}}', '{}', false], ['{}', '{"__proto__":{}}', false], ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}', true], ['{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}', false], ['{"__proto__":{}}', '{"x":{}}', false],
    ['{"constructor":1}', '{}', false], ['{"toString":{}}', '{}', false],
  ])('%s and %s: %s', (a, b, same) => expect(sameJson(parse(a), parse(b))).toBe(same));

  test('deeper than the limit nothing is equal, so that whoever reads it meets the limit', () => {
    const most = limits.lockfileDepth.value;
    const lists = (depth: number): Json => parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect([sameJson(lists(most + 1), lists(most + 1)), sameJson(lists(most + 2), lists(most + 2))]).toEqual([true, false]);
    const maps = (depth: number): Json => parse(`${'{"a":'.repeat(depth)}{}${'}'.repeat(depth)}`);
    expect([sameJson(maps(most), maps(most)), sameJson(maps(most + 1), maps(most + 1))]).toEqual([true, false]);
    expect(sameJson(parse(nested(most)), parse(nested(most)))).toBe(false);
  });
});

test('nested deeper than the limit', () => {
  const most = limits.lockfileDepth.value;
  const lists = (depth: number): Json => parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  const maps = (depth: number): Json => parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
  expect([0, 1, most, most + 1].map((depth) => tooDeep(depth === 0 ? 1 : lists(depth)))).toEqual([false, false, false, true]);
  expect([1, most, most + 1].map((depth) => tooDeep(maps(depth)))).toEqual([false, false, true]);
  expect([tooDeep(null), tooDeep('x'), tooDeep([1, null, 'x']), tooDeep({ a: null, b: lists(most - 1) }), tooDeep({ a: null, b: lists(most) })]).toEqual([false, false, false, false, true]);
});

describe('the keys in which two entries differ', () => {
  test.each<[before: string, after: string, keys: readonly { key: string; before?: Json; after?: Json }[]]>([
    ['{"a":1}', '{"a":1}', []],
    ['{"b":1,"a":1}', '{"a":2,"b":2}', [{ key: 'a', before: 1, after: 2 }, { key: 'b', before: 1, after: 2 }]],
    ['{"a":1}', '{}', [{ key: 'a', before: 1 }]],
    ['{}', '{"a":null}', [{ key: 'a', after: null }]],
    ['{}', '{"__proto__":{"x":1}}', [{ key: '__proto__', after: { x: 1 } }]],
    ['{"toString":1}', '{}', [{ key: 'toString', before: 1 }]],
    ['{}', '{"toString":{}}', [{ key: 'toString', after: {} }]],
    ['[1]', '{"a":1}', [{ key: 'a', after: 1 }]],
    ['{"a":1}', '"x"', [{ key: 'a', before: 1 }]],
    ['{"dev":true,"a":1}', '{"a":1}', []],
  ])('%s and %s', (before, after, found) => expect(differences(parse(before), parse(after), new Set(['dev']))).toStrictEqual(found));
  test('none is passed over unless told', () => expect(differences({ dev: true }, {})).toEqual([{ key: 'dev', before: true }]));
  test('an entry that is not there has no keys', () => {
    expect(differences(undefined, { a: 1 })).toEqual([{ key: 'a', after: 1 }]);
    expect(differences({ a: 1 }, undefined)).toEqual([{ key: 'a', before: 1 }]);
  });
});
