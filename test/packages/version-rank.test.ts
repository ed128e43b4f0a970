import { expect, test } from '@jest/globals';
import semver from 'semver';
import { byCodePoint } from '../../src/core/order.js';
import { versionRank } from '../../src/packages/version-rank.js';

const versions = ['0.0.0-0', '0.0.1', '0.9.0', '0.10.0', '1.0.0-1', '1.0.0-2', '1.0.0-10', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.2', '1.0.0-alpha.10', '1.0.0-alpha.b', '1.0.0-alpha-1', '1.0.0-alphaa', '1.0.0-rc', '1.0.0-12345678901234567890', '1.0.0', '1.0.9', '1.0.10', '9.0.0', '10.0.0', '9007199254740991.0.0'];

test('sorts as versions do, with releases above prereleases', () => {
  const above = (a: string, b: string): number => Number(semver.prerelease(a) === null) - Number(semver.prerelease(b) === null) || semver.compare(a, b);
  for (const a of versions) for (const b of versions) expect([a, b, Math.sign(byCodePoint(versionRank(a)!, versionRank(b)!))]).toEqual([a, b, Math.sign(above(a, b))]);
});

test.each(['', 'main', '1.0', '1.0.0.0', '\0', 'x'.repeat(300)])('%s is no version', (text) => {
  expect(versionRank(text)).toBeUndefined();
});

test('what is built of a version is that version', () => {
  expect(versionRank('1.0.0+build.7')).toBe(versionRank('1.0.0'));
});
