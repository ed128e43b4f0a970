import { describe, expect, test } from '@jest/globals';
import { predecessorOf } from '../../src/packages/predecessor.js';
import { reduceRecord } from '../../src/packages/record.js';

const now = '2026-06-30T00:00:00Z';
const of = (times: { [version: string]: string | undefined }, version: string, at = now): string | undefined =>
  predecessorOf(reduceRecord({ name: 'left', versions: Object.fromEntries(Object.keys(times).map((key) => [key, {}])), time: Object.fromEntries(Object.entries(times).filter((pair): pair is [string, string] => pair[1] !== undefined)) }, 'left', 'default'), version, at);

describe('predecessorOf', () => {
  test.each<[string, { [version: string]: string | undefined }, string, string | undefined]>([
    ['the greatest lower version of the same major', { '1.0.0': '2025-01-01T00:00:00Z', '1.1.0': '2025-02-01T00:00:00Z', '1.2.0': '2025-03-01T00:00:00Z', '2.0.0': '2025-02-15T00:00:00Z' }, '1.2.0', '1.1.0'],
    ['published before, though the number is lower', { '1.1.0': '2025-05-01T00:00:00Z', '1.0.0': '2025-01-01T00:00:00Z', '1.2.0': '2025-03-01T00:00:00Z' }, '1.2.0', '1.0.0'],
    ['not higher than the version, though earlier', { '1.9.0': '2025-01-01T00:00:00Z', '1.0.0': '2024-01-01T00:00:00Z', '1.0.1': '2025-03-01T00:00:00Z' }, '1.0.1', '1.0.0'],
    ['nothing that is younger than fourteen days', { '1.0.0': '2026-01-01T00:00:00Z', '1.0.1': '2026-06-20T00:00:00Z', '1.0.2': '2026-06-28T00:00:00Z' }, '1.0.2', '1.0.0'],
    ['exactly fourteen days is old enough', { '1.0.0': '2026-06-16T00:00:00Z', '1.0.1': '2026-06-28T00:00:00Z' }, '1.0.1', '1.0.0'],
    ['nothing of the same burst, by a chain of hours', { '1.0.0': '2025-01-01T00:00:00Z', '1.0.1': '2025-03-01T00:00:00Z', '1.0.2': '2025-03-01T20:00:00Z', '1.0.3': '2025-03-02T10:00:00Z' }, '1.0.3', '1.0.0'],
    ['other majors take part in a burst', { '1.0.0': '2025-01-01T00:00:00Z', '1.0.1': '2025-03-01T00:00:00Z', '2.0.1': '2025-03-01T20:00:00Z', '1.0.2': '2025-03-02T10:00:00Z' }, '1.0.2', '1.0.0'],
    ['more than a day apart is another sitting', { '1.0.0': '2025-03-01T00:00:00Z', '1.0.1': '2025-03-02T00:00:01Z' }, '1.0.1', '1.0.0'],
    ['daily builds are no endless burst', Object.fromEntries(Array.from({ length: 28 }, (_, index) => [`1.0.${index}`, `2025-02-${String(index + 1).padStart(2, '0')}T00:00:00Z`])), '1.0.27', '1.0.12'],
    ['no prerelease for a release', { '1.0.0': '2025-01-01T00:00:00Z', '1.1.0-rc.1': '2025-02-01T00:00:00Z', '1.1.0': '2025-03-01T00:00:00Z' }, '1.1.0', '1.0.0'],
    ['a prerelease for a prerelease', { '1.0.0': '2025-01-01T00:00:00Z', '1.1.0-rc.1': '2025-02-01T00:00:00Z', '1.1.0-rc.2': '2025-03-01T00:00:00Z' }, '1.1.0-rc.2', '1.1.0-rc.1'],
    ['the previous latest for the first of a major', { '1.0.0': '2025-01-01T00:00:00Z', '1.1.0': '2025-02-01T00:00:00Z', '1.0.1': '2025-02-15T00:00:00Z', '2.0.0': '2025-06-01T00:00:00Z' }, '2.0.0', '1.0.1'],
    ['nothing for the first version', { '1.0.0': '2025-01-01T00:00:00Z' }, '1.0.0', undefined],
    ['nothing where all came in one burst', { '1.0.0': '2026-06-28T00:00:00Z', '1.0.1': '2026-06-28T01:00:00Z' }, '1.0.1', undefined],
    ['a lower one where both have long stood', { '1.0.0': '2025-01-01T00:00:00Z', '1.0.1': '2025-01-01T01:00:00Z' }, '1.0.1', '1.0.0'],
    ['a mirror that took the lower one in later', { '1.0.0': '2025-03-01T00:00:00Z', '1.0.1': '2025-01-01T00:00:00Z' }, '1.0.1', '1.0.0'],
    ['a mirror that took the lower one in lately', { '1.0.0': '2026-06-20T00:00:00Z', '1.0.1': '2025-01-01T00:00:00Z' }, '1.0.1', undefined],
    ['nothing without the time of the version', { '1.0.0': '2025-01-01T00:00:00Z', '1.0.1': undefined }, '1.0.1', undefined],
    ['no candidate without a time', { '1.0.0': undefined, '1.0.1': '2025-03-01T00:00:00Z' }, '1.0.1', undefined],
    ['nothing for a version that is not there', { '1.0.0': '2025-01-01T00:00:00Z' }, '9.9.9', undefined],
  ])('%s', (_, times, version, expected) => expect(of(times, version)).toBe(expected));

  test('what was too young is a candidate later', () => {
    const times = { '1.0.0': '2026-01-01T00:00:00Z', '1.0.1': '2026-06-20T00:00:00Z', '1.0.2': '2026-06-28T00:00:00Z' };
    expect(of(times, '1.0.2', '2026-07-30T00:00:00Z')).toBe('1.0.1');
  });
});
