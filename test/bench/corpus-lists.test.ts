import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { major, prerelease } from 'semver';
import { choose, keyOf, nameClasses, pairCount, pairsEach, type NameClass, type Wish } from '../../bench/corpus/choose.js';
import { drawFrom } from '../../bench/corpus/draw.js';
import { listText, readList, readNames } from '../../bench/corpus/lists.js';
import { upgradesOf } from '../../bench/corpus/steps.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';

const sha512 = (text: string): string => `sha512-${createHash('sha512').update(text).digest('base64')}`;
const records = new Map<string, RegistryRecord>();
const known = (name: string): RegistryRecord => records.get(name) ?? records.set(name, recordOf(name)).get(name)!;

/** A package of four majors with three minors of three patches each. */
function recordOf(name: string, change: (version: string) => { readonly [key: string]: unknown } = () => ({})): RegistryRecord {
  const versions = [1, 2, 3, 4].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => `${a}.${b}.${c}`)));
  return reduceRecord({
    name,
    versions: Object.fromEntries(versions.map((version) => [version, { name, version, hasInstallScript: true, dist: { integrity: sha512(`${name}@${version}`) }, ...change(version) }])),
    time: Object.fromEntries(versions.map((version) => [version, `2024-01-0${version[0]}T00:00:00.000Z`])),
  } as Parameters<typeof reduceRecord>[0], name, 'default');
}

const names = Object.fromEntries(nameClasses.flatMap((kind) => Array.from({ length: 120 }, (_, at): [string, NameClass[]] => [`${kind}-${at}`, [kind]])));
const wish = (seed: number, more: Partial<Wish> = {}): Wish => ({ seed, names, recordOf: async (name) => known(name), isMalicious: async () => false, taken: new Set(), ...more });

describe('the generator', () => {
  test('gives the same numbers for the same seed, in range, and others for another', () => {
    const numbers = (seed: number): number[] => { const draw = drawFrom(seed); return Array.from({ length: 50 }, () => draw.below(1000)); };
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
    expect(numbers(7).every((one) => Number.isInteger(one) && one >= 0 && one < 1000)).toBe(true);
    expect(new Set(drawFrom(3).shuffled([...Array(100).keys()])).size).toBe(100);
  });
});

describe('choosing', () => {
  test('depends on the seed alone', async () => {
    const first = await choose(wish(1));
    const slow = await choose(wish(1, { recordOf: async (name) => { if (name.length % 2 === 0) await new Promise((resolve) => { setImmediate(resolve); }); return known(name); } }));
    expect(listText(slow)).toBe(listText(first));
    expect(listText(await choose(wish(2)))).not.toBe(listText(first));
    expect(first.pairs).toHaveLength(pairCount);
  });

  test('leaves another list names of its own', async () => {
    const first = new Set((await choose(wish(1))).pairs.map(({ name }) => name));
    const second = await choose(wish(2, { taken: first }));
    expect(second.pairs.filter(({ name }) => first.has(name))).toEqual([]);
  });

  test('never takes a malicious version, nor a name without a record', async () => {
    const { pairs } = await choose(wish(1, { isMalicious: async (_name, version) => version.endsWith('.2.1'), recordOf: async (name) => (/[05]$/.test(name) ? undefined : known(name)) }));
    expect(pairs.filter(({ name, before, after }) => /[05]$/.test(name) || before.endsWith('.2.1') || after.endsWith('.2.1'))).toEqual([]);
  });

  test('says when the names do not offer enough', async () => {
    await expect(choose(wish(1, { recordOf: async () => undefined }))).rejects.toThrow(RangeError);
  });

  test.each<[string, (version: string) => { readonly [key: string]: unknown }]>([
    ['a deprecation that disowns it', (version) => (version === '4.0.0' ? { deprecated: 'This version was COMPROMISED, do not use' } : {})],
    ['no digest', (version) => (version === '4.0.0' ? { dist: {} } : {})],
    ['a weak digest', (version) => (version === '4.0.0' ? { dist: { integrity: `sha1-${Buffer.alloc(20).toString('base64')}` } } : {})],
  ])('leaves out a version with %s', (_, change) => {
    const all = (record: RegistryRecord): string[] => upgradesOf(record, 'major', () => true).flatMap(({ before, after }) => [before.version, after.version]);
    expect(all(recordOf('x'))).toContain('4.0.0');
    expect(all(recordOf('x', change))).not.toContain('4.0.0');
  });

  test('steps are what they are called', () => {
    const pairs = (step: 'patch' | 'minor' | 'jump' | 'major'): string[] => upgradesOf(recordOf('x'), step, () => true).map(({ before, after }) => `${before.version}..${after.version}`);
    expect(pairs('patch')).toContain('3.0.0..3.0.1');
    expect(pairs('minor')).toEqual(['3.0.2..3.1.0', '3.1.2..3.2.0', '4.0.2..4.1.0', '4.1.2..4.2.0']);
    expect(pairs('jump')).toContain('3.0.0..3.2.2');
    expect(pairs('major')).toEqual(['4.0.0', '4.0.1', '4.0.2', '4.1.0', '4.1.1', '4.1.2', '4.2.0', '4.2.1', '4.2.2'].map((after) => `3.2.2..${after}`));
  });
});

describe.each(['A', 'B'])('list %s', (letter) => {
  const { pairs } = readList(letter);

  test('has 150 different upgrades in order, of names that are on the list of names', () => {
    const allowed = readNames();
    expect(pairs).toHaveLength(pairCount);
    expect(new Set(pairs.map(keyOf)).size).toBe(pairCount);
    expect(pairs.filter(({ name }) => !Object.hasOwn(allowed, name))).toEqual([]);
    expect(pairs.filter(({ name }) => pairs.filter((one) => one.name === name).length > pairsEach)).toEqual([]);
    expect(listText(readList(letter))).toBe(listText({ ...readList(letter), pairs: [...pairs].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) }));
  });

  test.each([...nameClasses, 'major'] as const)('has at least twenty of class %s', (kind) => {
    expect(pairs.filter(({ classes }) => classes.includes(kind)).length).toBeGreaterThanOrEqual(20);
  });

  test('has stable versions, other bytes on each side, and majors where it says so', () => {
    for (const { before, after, step, classes, integrity } of pairs) {
      expect([prerelease(before), prerelease(after)]).toEqual([null, null]);
      expect(integrity.before).not.toBe(integrity.after);
      expect(classes.includes('major')).toBe(major(before) !== major(after));
      expect(step === 'major').toBe(major(before) !== major(after));
    }
  });

  test('names no host', () => { expect(listText(readList(letter))).not.toMatch(/https?:|registry\./); });
});

test('the lists share no name', () => {
  const first = new Set(readList('A').pairs.map(({ name }) => name));
  expect(readList('B').pairs.filter(({ name }) => first.has(name))).toEqual([]);
});
