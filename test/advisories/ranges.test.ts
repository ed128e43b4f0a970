import { describe, expect, test } from '@jest/globals';
import type { RangeEvent } from '../../src/advisories/ranges.js';
import { evaluateRange, holdsEveryVersion } from '../../src/advisories/ranges.js';
import { versioningOf } from '../../src/advisories/versions.js';

const npm = versioningOf('npm');
/** Reads `i1.0.0 f2.0.0 l3.0.0 <4.0.0` as events: introduced, fixed, last_affected, limit. */
function events(text: string): RangeEvent[] {
  const kinds = { i: 'introduced', f: 'fixed', l: 'last_affected', '<': 'limit' } as const;
  return text.split(' ').map((word) => ({ kind: kinds[word[0] as keyof typeof kinds], version: word.slice(1) }));
}

describe('one range', () => {
  test.each([
    ['i0', '0.0.0-0', true, undefined],
    ['i0 f1.0.0', '0.9.9', true, '1.0.0'],
    ['i0 f1.0.0', '1.0.0-rc.1', true, '1.0.0'],
    ['i0 f1.0.0', '1.0.0', false, undefined],
    ['i0 l1.0.0', '1.0.0', true, undefined],
    ['i0 l1.0.0', '1.0.1-0', false, undefined],
    ['i1.0.0 f1.5.0 i2.0.0 f2.5.0', '1.7.0', false, undefined],
    ['i1.0.0 f1.5.0 i2.0.0 f2.5.0', '2.0.0', true, '2.5.0'],
    ['f2.5.0 i2.0.0 f1.5.0 i1.0.0', '2.1.0', true, '2.5.0'],
    ['f2.5.0 i2.0.0 f1.5.0 i1.0.0', '1.6.0', false, undefined],
    ['f1.5.0 i0', '1.4.0', true, '1.5.0'],
    ['i1.0.0 l1.5.0 i2.0.0 f2.5.0', '1.5.0', true, undefined],
    ['i1.0.0 l1.5.0 i2.0.0 f2.5.0', '1.5.1', false, undefined],
    ['i1.0.0 f2.0.0 i2.0.0 f3.0.0', '2.0.0', true, '3.0.0'],
    ['i2.0.0 f2.0.0', '2.0.0', false, undefined],
    ['i2.0.0 f2.0.0', '3.0.0', false, undefined],
    ['i2.0.0 l2.0.0', '2.0.0', true, undefined],
    ['i0 i1.0.0 f2.0.0', '0.5.0', true, '2.0.0'],
    ['i0 <1.0.0', '0.5.0', true, undefined],
    ['i0 <1.0.0', '1.0.0', false, undefined],
    ['i0 <1.0.0 <3.0.0', '2.0.0', true, undefined],
    ['i0 <*', '99.0.0', true, undefined],
    ['i1.0.0+build f2.0.0+build', '1.0.0+other', true, '2.0.0+build'],
    ['i1.0.0+build f2.0.0+build', '2.0.0', false, undefined],
    ['iv1.0.0 fv2.0.0', '1.5.0', true, 'v2.0.0'],
    ['isome f2.0.0', '1.0.0', true, '2.0.0'],
    ['i1.0.0 fsoon', '99.0.0', true, undefined],
    ['i1.0.0 lsoon', '99.0.0', true, undefined],
  ])('%s, %s: affected %s, fixed %s', (text, version, affected, fixed) => {
    expect(evaluateRange({ events: events(text) }, npm.parse(version), npm)).toEqual(fixed === undefined ? { affected } : { affected, fixed });
  });

  test.each([['i0', true], ['i0 <*', true], ['i0 i1.0.0', true], ['i0 f1.0.0', false], ['i0 l1.0.0', false], ['i0.0.0', false], ['i0 <2.0.0', false], ['f0', false]])('%s is every version: %s', (text, every) => {
    expect(holdsEveryVersion({ events: events(text) })).toBe(every);
  });
});

describe('npm\'s version order', () => {
  // semver.org, §11, and what npm takes off
  const ascending = ['0.0.0-0', '0.0.0', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1-a', '1.9.0', '1.10.0', '2.0.0', '9007199254740991.0.0'];
  test('is total and strict', () => {
    for (const [i, a] of ascending.entries()) for (const [j, b] of ascending.entries()) expect(Math.sign(npm.compare(npm.parse(a), npm.parse(b)))).toBe(Math.sign(i - j));
  });
  test.each([['1.0.0', '1.0.0+a'], ['1.0.0+a', '1.0.0+b'], ['v1.2.3', '1.2.3'], ['=1.2.3', '1.2.3'], ['1.0.0-a+b', '1.0.0-a']])('%s equals %s', (a, b) => {
    expect(npm.compare(npm.parse(a), npm.parse(b))).toBe(0);
  });
});
