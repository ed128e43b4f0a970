import { describe, expect, test } from '@jest/globals';
import { aged, newest, recordLines, toldOfRecord } from '../../bench/corpus/record-checks.js';
import type { Json } from '../../src/core/json.js';
import { reduceRecord } from '../../src/packages/record.js';

const time = { '1.0.0': '2024-01-01T00:00:00.000Z', '1.0.1': '2024-02-01T00:00:00.000Z', '2.0.0-b': '2024-03-01T00:00:00.000Z', '2.0.0': '2026-06-01T00:00:00.000Z' };
const record = reduceRecord({
  name: 'some', time, 'dist-tags': { latest: '2.0.0' },
  versions: Object.fromEntries(Object.keys(time).map((version) => [version, { name: 'some', version, ...(version === '1.0.1' ? { deprecated: 'use 2' } : {}) }])),
} as unknown as Json, 'some', 'default');
const hour = 3_600_000;

describe('an upgrade as it was when it came out', () => {
  test('its record holds nothing later, leads to the newest of that time, and no deprecation that came who knows when', () => {
    const step = aged(record, '1.0.0', '1.0.1', 72 * hour)!;
    expect([Object.keys(step.record.versions), step.record.distTags, step.record.versions['1.0.1']!.deprecated, new Date(step.now).toISOString()]).toEqual([['1.0.0', '1.0.1'], { latest: '1.0.1' }, undefined, '2024-02-04T00:00:00.000Z']);
  });

  test('the version before stays, whatever a mirror dates it by', () => {
    expect(Object.keys(aged(record, '2.0.0', '1.0.1', hour)!.record.versions)).toContain('2.0.0');
  });

  test('without a time there is none', () => { expect(aged(record, '1.0.0', '9.9.9', hour)).toBeUndefined(); });
});

test('the newest release follows the stable one before it', () => {
  expect(newest(record, 0)).toMatchObject({ before: '1.0.1', after: '2.0.0' });
  expect(newest({ ...record, distTags: {} }, 0)).toBeUndefined();
});

describe('what the record alone says', () => {
  test.each([
    ['young', aged(record, '1.0.0', '1.0.1', hour), ['release-age fresh']],
    ['three days old', aged(record, '1.0.0', '1.0.1', 72 * hour), []],
    ['after two years', aged(record, '1.0.1', '2.0.0', 72 * hour), ['dormant-release dormant']],
    ['deprecated today', { record, before: '1.0.0', after: '1.0.1', now: Date.parse('2026-11-22') }, ['deprecated deprecated']],
  ])('%s', (_name, step, said) => { expect(toldOfRecord(step!)).toEqual(said); });

  test('shares by check, and each upgrade of which something is told', () => {
    const lines = recordLines('once', [aged(record, '1.0.1', '2.0.0', 72 * hour)!, aged(record, '1.0.0', '1.0.1', 72 * hour)!]);
    expect(lines[0]).toBe('once: 1 of 2 (50.0 %) with anything at the default level');
    expect(lines).toContain('  dormant-release    1 of 2 (50.0 %)');
    expect(lines.at(-1)).toBe('    some@1.0.1..2.0.0  dormant-release dormant');
  });
});
