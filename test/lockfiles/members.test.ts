import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/core/json.js';
import { mayRepeat, readSection, repeats } from '../../src/lockfiles/members.js';
import { fixture } from './fixtures.js';

const parameters = { seed: 20_261_122, numRuns: 300 };
const most = 1_000;
type Document = { [key: string]: unknown; packages: { [key: string]: unknown } };

/** Both parts of a reading as one parsed value. */
function whole(text: string, beside?: string): unknown {
  const other = beside === undefined ? undefined : readSection(beside, 'packages', most);
  const read = readSection(text, 'packages', most, other);
  return read && { ...read.document, packages: Object.fromEntries(read.members) };
}

/** How many entries of `text` were parsed for themselves with `beside` read before it. */
function parsedApart(text: string, beside: string): number {
  const other = readSection(beside, 'packages', most)!;
  const read = readSection(text, 'packages', most, other)!;
  return read.keys.filter((key) => read.members.get(key) !== other.members.get(key)).length;
}

describe('a section read in pieces', () => {
  test.each([['app', '\n', 2], ['app', '\r\n', 2], ['app', '\n', 4], ['mixed-v2', '\n', 2], ['workspaces-v2', '\n', 2], ['workspaces-v2', '\n', '\t']] as const)('%s with line ends %j and indentation %j', (name, end, indent) => {
    const text = JSON.stringify(JSON.parse(fixture(name)), null, indent).replaceAll('\n', end);
    expect(whole(text)).toEqual(JSON.parse(text));
    expect(whole(text, text)).toEqual(JSON.parse(text));
    expect(parsedApart(text, text)).toBe(0);
  });
  test('takes from the other side what is the same there, whatever was added or removed between', () => {
    const document = JSON.parse(fixture('app')) as Document;
    const { packages } = document;
    const keys = Object.keys(packages);
    const edited = { ...document, packages: Object.fromEntries(keys.flatMap((key, index) => (index % 7 === 3 ? [] : index % 11 === 5 ? [[`${key}-new`, {}], [key, packages[key]]] : [[key, index % 13 === 1 ? { version: '9.9.9' } : packages[key]]]))) };
    const [before, after] = [document, edited].map((one) => JSON.stringify(one, null, 2)) as [string, string];
    expect(whole(after, before)).toEqual(edited);
    expect(whole(before, after)).toEqual(document);
    const same = Object.keys(edited.packages).filter((key) => JSON.stringify(edited.packages[key]) === JSON.stringify(packages[key])).length;
    // The section's last entry of one side stands in the middle of the other.
    expect(Object.keys(edited.packages).length - parsedApart(after, before)).toBeGreaterThanOrEqual(same - 1);
  });
  test.each([
    ['on one line', '{"packages":{"a":{"version":"1"}}}'], ['without members', '{\n  "packages": {}\n}'], ['not there', '{\n  "name": "packages"\n}'], ['no JSON behind it', '{\n  "packages": {\n    "a": {\n    }\n  }\n}}'],
    ['inside another one', '{\n  "x": {\n  "packages": {\n    "a": {}\n  }\n  }\n}'], ['inside a name', '{\n  "x\\"packages": {\n    "a": {}\n  }\n}'], ['twice', '{\n  "packages": {\n    "a": {}\n  },\n  "packages": {}\n}'],
    ['with a key twice', '{\n  "packages": {\n    "a": {},\n    "a": {}\n  }\n}'], ['with a line break in a key', '{\n  "packages": {\n    "a\n": {}\n  }\n}'], ['with an escape in a key', '{\n  "packages": {\n    "\\u0061": {},\n    "a": {}\n  }\n}'],
    ['with a member that reaches into the next line start', '{\n  "packages": {\n    "a": {"x": {\n    "y": {\n    },\n    "b": {}}}\n  }\n}'],
  ])('is left to the reading of the whole: %s', (_, text) => {
    expect(whole(text)).toBeUndefined();
  });
  test('more members than allowed are not read', () => {
    const text = JSON.stringify({ packages: Object.fromEntries(Array.from({ length: most + 2 }, (_, index) => [`k${index}`, {}])) }, null, 2);
    expect(whole(text)).toBeUndefined();
  });
});

/** Texts near what package managers write, cut and joined at the places on which the pieces rest. */
const fragments = fc.constantFrom('{\n', '  "packages": {\n', '    "a": {\n', '    "b": {', '    "a": {}', '    },\n', '    }, ', '    }\n', '  },\n', '  }\n', '}\n', '      "x": {\n', '      }\n', '      "y": "z"\n', '"version": "1"', ',', '\n', '  "name": "n"', '"": {', '}', '{', '  "dependencies": {\n', '"__proto__": {"version": 1}', '"packages": {\n');
const layouts = fc.array(fragments, { minLength: 3, maxLength: 14 }).map((parts) => `{\n  "packages": {\n    "a": {\n${parts.join('')}`);
const members = fc.dictionary(fc.constantFrom('', 'node_modules/a', 'node_modules/b', 'c', '__proto__', '1', 'd"'), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })));

test('whatever is read in pieces is what a parser of the whole reads', () => {
  const held = (text: string, beside?: string): void => {
    const found = whole(text, beside);
    if (found !== undefined) expect(found).toEqual(JSON.parse(text));
  };
  fc.assert(fc.property(layouts, layouts, (text, beside) => { held(text); held(text, beside); }), { ...parameters, numRuns: 3_000 });
  fc.assert(fc.property(members, members, fc.constantFrom(2, 4, '\t'), (one, other, indent) => {
    const [text, beside] = [one, other].map((packages) => JSON.stringify({ name: 'n', packages, requires: true }, null, indent)) as [string, string];
    held(text);
    held(text, beside);
  }), parameters);
});

test('a key that stands twice is found wherever it stands, and nothing else is', () => {
  const duplicates = (value: Json): number => JSON.stringify(value).split('"twice":').length - 1;
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (value, twice) => {
    const text = JSON.stringify({ a: value, b: [{ c: 1 }] }, null, 1);
    expect(repeats(text, JSON.parse(text))).toBe(false);
    const hidden = text.replace('"c": 1', twice ? '"c": 1e20, "c": 1' : '"d": ":", "c": 1');
    expect(repeats(hidden, JSON.parse(hidden))).toBe(twice);
    expect(duplicates(null)).toBe(0);
  }), parameters);
  const clean = readSection(fixture('app'), 'packages', most)!;
  expect(mayRepeat(clean, undefined)).toBe(false);
});
