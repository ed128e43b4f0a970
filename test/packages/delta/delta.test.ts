import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deltaOf } from '../../../src/packages/delta/delta.js';
import type { Capability, CodeProfile, Trigger } from '../../../src/packages/profile.types.js';

const capability = (api: string, trigger: Trigger, line = 1): Capability => ({ kind: 'process-spawn', api, trigger, path: 'a.js', line, column: 1, endLine: line, excerpt: api, computed: false });
const profile = (more: Partial<CodeProfile> = {}): CodeProfile => ({ installSteps: [], capabilities: [], files: { read: 0, bytes: 0 }, unread: [], undecided: false, signals: [], flows: [], imports: [], ...more });
const able = (...capabilities: Capability[]): CodeProfile => profile({ capabilities });
const news = (after: CodeProfile, baselines: readonly CodeProfile[]): string[] => deltaOf(after, baselines).capabilities.map(({ capability: one, places }) => `${one.api} ${one.trigger} ${places}`);

describe('capabilities', () => {
  test.each([
    ['the same', ['load'], ['load'], false],
    ['more places', ['load', 'load'], ['load'], false],
    ['from load to install', ['install'], ['load'], true],
    ['from install to load', ['load'], ['install'], true],
    ['both stood', ['install', 'load'], ['install', 'load'], false],
    ['from unreached to reached', ['load'], ['unreachable'], true],
    ['from unreached to undecided', ['undecided'], ['unreachable'], true],
    ['from undecided to reached', ['load'], ['undecided'], true],
    ['from reached to undecided', ['undecided'], ['load'], false],
    ['from reached to unreached', ['unreachable'], ['load'], false],
    ['from load to call', ['call'], ['load'], false],
    ['from call to load', ['load'], ['call'], true],
  ] as const)('%s', (_, after, before, isNew) => {
    expect(news(able(...after.map((trigger) => capability('exec', trigger))), [able(...before.map((trigger) => capability('exec', trigger)))]).length > 0).toBe(isNew);
  });

  test('one finding for a kind, api and trigger, the earliest trigger first, with the number of places', () => {
    expect(news(able(capability('exec', 'load', 3), capability('exec', 'load', 7), capability('exec', 'install'), capability('fork', 'load')), [able(capability('fork', 'load'))])).toEqual(['exec install 1', 'exec load 2']);
  });

  test('what some baseline lacks is new; without one everything is, and it is said', () => {
    const after = able(capability('exec', 'load'));
    expect(news(after, [after, profile()])).toEqual(['exec load 1']);
    expect(deltaOf(after, []).capabilities).toMatchObject([{ withoutBaseline: true }]);
    expect(deltaOf(after, [profile()]).capabilities).toMatchObject([{ withoutBaseline: false }]);
  });

  test('a further baseline, or a baseline that is able to do less, never takes a finding away', () => {
    const trigger = fc.constantFrom<Trigger[]>('install', 'load', 'call', 'unreachable', 'undecided');
    const some = fc.array(fc.record({ api: fc.constantFrom('a', 'b', 'c'), trigger }), { maxLength: 6 }).map((all) => able(...all.map((one) => capability(one.api, one.trigger))));
    fc.assert(fc.property(some, fc.array(some, { minLength: 1, maxLength: 3 }), some, (after, baselines, further) => {
      const found = news(after, baselines);
      expect(news(after, [...baselines, further])).toEqual(expect.arrayContaining(found));
      const fewer = baselines.map((one) => ({ ...one, capabilities: one.capabilities.slice(1) }));
      expect(news(after, fewer)).toEqual(expect.arrayContaining(found));
      expect(news(after, [])).toEqual(expect.arrayContaining(found));
    }), { seed: 20_261_122, numRuns: 300 });
  });
});

describe('unread files', () => {
  const unread = (trigger: Trigger, sha256?: string): CodeProfile => profile({ unread: [{ path: 'a.js', code: 'PARSE_FAILED', trigger, ...(sha256 ? { sha256 } : {}) }] });
  test.each([
    ['the same bytes stood', unread('load', 'x'), [unread('load', 'x')], 0],
    ['other bytes', unread('load', 'y'), [unread('load', 'x')], 1],
    ['some baseline has other bytes', unread('load', 'x'), [unread('load', 'x'), profile()], 1],
    ['bytes that nobody knows', unread('load'), [unread('load')], 1],
    ['what nothing runs', unread('unreachable', 'y'), [], 0],
    ['undecided', unread('undecided', 'y'), [profile()], 1],
    ['stood, but nothing ran it', unread('load', 'x'), [unread('unreachable', 'x')], 1],
    ['no baseline', unread('install', 'x'), [], 1],
  ] as const)('%s', (_, after, baselines, count) => {
    expect(deltaOf(after, baselines).unread).toHaveLength(count);
  });
});
