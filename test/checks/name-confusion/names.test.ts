import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formsOf, glance, longestName } from '../../../src/checks/record/name-forms.js';
import { editsFor, NearIndex } from '../../../src/checks/record/near-index.js';
import { isInUse, likenessOf, resemblance } from '../../../src/checks/record/likeness.js';
import { nameConfusion } from '../../../src/checks/record/name-confusion.js';
import { neighbourNames } from '../../../src/checks/record/neighbour-names.js';
import { popularCount, popularNames } from '../../../src/checks/record/popular-names.js';
import { popular } from '../../../src/checks/record/popular.js';
import { runCase } from '../case.js';
import { added } from './cases.js';
import { distance } from './reference.js';

interface Drawn { readonly name: string; readonly popular: string }
const drawn = <T extends Drawn>(file: string): readonly T[] => JSON.parse(readFileSync(`test/checks/name-confusion/${file}`, 'utf8')) as T[];
const squats = drawn<Drawn & { readonly id: string; readonly half: 'developed' | 'measured' }>('squats.json');
const neighbours = drawn<Drawn & { readonly known: 'popular' | 'used' | 'old' }>('neighbours.json');

const aDay = { '1.0.0': '2026-11-21T00:00:00Z' };
/** The youngest that a package can be whose users were counted in December 2025. */
const since2025 = { '1.0.0': '2025-12-31T00:00:00Z' };
/** The youngest that a package can be that the counts of that month name. */
const since2017 = { '1.0.0': '2017-10-01T00:00:00Z' };
const told = (name: string, times: { readonly [version: string]: string }): boolean => runCase(nameConfusion, added(name, times)).findings.some(({ level }) => level === 'default');

describe('names of published squats', () => {
  test('a hundred, by records of malicious packages', () => {
    expect(new Set(squats.map(({ name }) => name)).size).toBe(100);
    for (const { id } of squats) expect(id).toMatch(/^MAL-\d{4}-\d+$/);
  });

  test.each(['developed', 'measured'] as const)('all are told, put up a day ago: %s', (half) => {
    expect(squats.filter((one) => one.half === half && !told(one.name, aDay)).map(({ name }) => name)).toEqual([]);
  });
});

describe('names of honest packages near popular ones', () => {
  test('three hundred, preact and lodash-es among them', () => {
    expect(new Set(neighbours.map(({ name }) => name)).size).toBe(300);
    expect(neighbours.map(({ name }) => name)).toEqual(expect.arrayContaining(['preact', 'lodash-es']));
  });

  test('those in use are silent: the much used ones whatever the registry says of their age, the others as young as they can be', () => {
    expect(neighbours.filter(({ name, known }) => known === 'popular' && told(name, aDay)).map(({ name }) => name)).toEqual([]);
    const used = neighbours.filter(({ known }) => known === 'used');
    expect(used).toHaveLength(100);
    expect(used.filter(({ name }) => told(name, since2025)).map(({ name }) => name)).toEqual([]);
    // One whose record begins later was given up, and is somebody else's.
    expect(used.filter(({ name }) => told(name, aDay)).length).toBeGreaterThan(60);
  });

  test('old ones are silent by their age alone', () => {
    const old = neighbours.filter(({ known }) => known === 'old');
    expect(old).toHaveLength(100);
    expect(old.filter(({ name }) => told(name, since2017)).map(({ name }) => name)).toEqual([]);
    // It is the age that silences them.
    expect(old.filter(({ name }) => told(name, aDay)).length).toBeGreaterThan(60);
  });
});

describe('the lists', () => {
  test('ten thousand names, each once, and no neighbour is a popular one', () => {
    const names = popularNames();
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(popularCount);
    expect(popularCount).toBe(10_000);
    expect(neighbourNames().filter(isInUse)).toEqual([]);
  });

  test('each neighbour is like a popular name: the list is as old as the comparison', () => {
    const some = neighbourNames().filter((_, index) => index % 5 === 0);
    expect(some.filter((name) => !resemblance(name))).toEqual([]);
    expect(some.filter(likenessOf)).toEqual([]);
  });

  test('no popular name is like another', () => {
    expect(popularNames().filter(likenessOf)).toEqual([]);
  });
});

describe('the index', () => {
  const letters = popular().letters;
  const edited = fc.array(fc.tuple(fc.constantFrom('insert', 'take', 'replace', 'swap'), fc.nat(40), fc.constantFrom('a', 'e', 'q', '7')), { minLength: 1, maxLength: 3 });
  const edit = (word: string, edits: readonly (readonly [string, number, string])[]): string => edits.reduce((text, [kind, place, letter]) => {
    const at = text.length === 0 ? 0 : place % text.length;
    switch (kind) {
      case 'insert': return text.slice(0, at) + letter + text.slice(at);
      case 'take': return text.slice(0, at) + text.slice(at + 1);
      case 'replace': return text.slice(0, at) + letter + text.slice(at + 1);
      default: return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);
    }
  }, word);

  test('finds what a comparison with every word finds', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 60 }), fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 15 }), (words, word) => {
      const wanted = words.flatMap((one, index) => (Math.abs(one.length - word.length) <= 2 && distance(word, one) <= editsFor(one.length) ? [{ index, edits: distance(word, one) }] : []));
      expect(new NearIndex(words).near(word)).toEqual(wanted);
    }), { numRuns: 300 });
  });

  test('finds the popular name that a slip was made from', () => {
    fc.assert(fc.property(fc.nat(letters.length - 1), edited, (place, edits) => {
      const word = letters[place]!;
      const slip = edit(word, edits);
      if (distance(slip, word) > editsFor(word.length)) return;
      expect(popular().near.near(slip).map(({ index }) => letters[index])).toContain(word);
    }), { numRuns: 500 });
  });

  // Comparing 1500 names with 10,000 would be fifteen million.
  test('measures few words', () => {
    const index = new NearIndex(letters);
    const names = neighbourNames();
    for (let at = 0; at < 1500; at++) index.near(formsOf(names[Math.floor((at * names.length) / 1500)]!).plain);
    expect(index.measured).toBeLessThan(60_000);
    const before = index.measured;
    index.near(formsOf('eslint-plugin-react-x').plain);
    expect(index.measured - before).toBeLessThan(300);
  });
});

describe('any text', () => {
  test('does not throw, and is bounded', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      likenessOf(text);
      if (text.length > longestName) expect(formsOf(text).words).toEqual([]);
    }), { numRuns: 200 });
    for (const name of ['', '@', '@/', '/', '-', '__proto__', '@a/', '-a'.repeat(107), '1'.repeat(213) + 'a', 'rn'.repeat(107)]) likenessOf(name);
  });

  test('ﬁ and wide letters are read as they look', () => {
    expect(formsOf('ｌｏｄａｓｈ').plain).toBe('lodash');
    expect(formsOf('@Bábel/Core')).toMatchObject({ scope: 'babel', base: 'core', words: ['babel', 'core'] });
    expect(glance('rnoo0ment1')).toBe('momentl');
  });
});
