import type { Release } from '../../../src/core/sighting.js';
import { change, locked, type CheckCase, type Given } from '../case.js';
import { by, recordOf, upgrade, type Versions } from '../registry-records.js';

const lately = '2026-11-21T12:00:00';
const put = (versions: Versions, from = '1.0.0', to = '1.1.0') => upgrade(recordOf(versions), from, to);

/**
 * Packages that one account put up one after the other, two minutes apart; of each when its versions before went out (days before the review, with the hour), and
 * who put those up.
 */
type Rhythm = { readonly [name: string]: { readonly days: readonly number[]; readonly by?: string; readonly trusted?: string; readonly now?: string; readonly apart?: number } };
const now = Date.parse('2026-11-22T00:00:00Z');
const minute = 60_000;
const day = 86_400_000;
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
function train(rhythm: Rhythm, more: { readonly age?: number; readonly from?: string; readonly seen?: readonly Release[] } = {}): Given {
  const parts = Object.entries(rhythm).map(([name, { days, by: earlier = 'ann', trusted, now: account = 'ann', apart = 2 }], index) => {
    const old = days.map((ago, place): [string, [string, ReturnType<typeof by>]] => [`1.0.${days.length - place}`, [stamp(now - ago * day + index * minute), by(earlier, undefined, trusted)]]);
    const versions: Versions = Object.fromEntries([...old, ['1.1.0', [stamp(now - (more.age ?? day / 2) + index * apart * minute), by(account, undefined, trusted)]]]);
    const [before, after] = [locked(name, more.from ?? '1.0.1'), locked(name, '1.1.0')];
    return { change: change(before, after), facts: { of: after, record: recordOf(versions, {}, { name }) } };
  });
  return { changes: parts.map((one) => one.change), facts: parts.map((one) => one.facts), ...(more.seen ? { seen: { releases: more.seen } } : {}) };
}
const release = (name: string, more: Partial<Release> = {}): Release => ({ registry: 'default', name, version: '1.1.0', publisher: 'ann', trusted: false, known: true, publishedAt: now - day / 2 + 5 * minute, earlier: [now - (name.length * 11 + 3) * day], ...more });

/** Eighteen packages of one hand, each with releases of its own days. */
const hijacked = ['ansi-a', 'ansi-b', 'backslash-c', 'chalk-d', 'chalk-e', 'color-f', 'color-g', 'color-h', 'color-i', 'debug-j', 'error-k', 'has-l', 'arrayish-m', 'slice-n', 'strip-o', 'supports-p', 'hyper-q', 'wrap-r'];
const rhythms: Rhythm = Object.fromEntries(hijacked.map((name, index) => [name, { days: [20 + index * 7.3, 120 + index * 5.7] }]));
const same = (names: readonly string[], more: Partial<Rhythm[string]> = {}): Rhythm => Object.fromEntries(names.map((name) => [name, { days: [7, 21, 35], ...more }]));

export const cases: readonly CheckCase[] = [
  { name: 'the first release in three years', given: put({ '1.0.0': ['2023-11-21T12:00:00'], '1.1.0': [lately] }), fires: [{ message: 'dormant', severity: 'medium', level: 'default', data: { silence: '1096 days', last: '1.0.0' } }] },
  { name: 'several versions in one sitting after years', given: put({ '1.0.0': ['2023-11-21T12:00:00'], '1.0.1': ['2026-11-21T11:00:00'], '1.1.0': [lately] }), fires: [{ message: 'dormant', severity: 'medium', level: 'default' }] },
  { name: 'an old line, filled up again', given: put({ '1.0.0': ['2022-01-01T00:00:00'], '2.0.0': ['2023-01-01T00:00:00'], '2.1.0': ['2026-11-01T00:00:00'], '1.1.0': [lately] }), fires: [{ message: 'old-line', severity: 'medium', level: 'default', data: { last: '1.0.0', line: '1' } }] },
  { name: 'seven months are folded', given: put({ '1.0.0': ['2026-04-20T00:00:00'], '1.1.0': [lately] }), fires: [{ message: 'dormant', severity: 'low', level: 'folded' }] },
  { name: 'after two weeks in the registry it is folded', given: put({ '1.0.0': ['2023-01-01T00:00:00'], '1.1.0': ['2026-11-07T00:00:00'] }), fires: [{ message: 'dormant', severity: 'low', level: 'folded' }] },
  { name: 'the same version, moved', given: put({ '1.0.0': ['2023-01-01T00:00:00'], '1.1.0': [lately] }, '1.1.0'), fires: [{ level: 'folded', change: 'standing' }] },
  { name: 'a release every month', given: put({ '1.0.0': ['2026-10-20T00:00:00'], '1.1.0': [lately] }) },
  { name: 'an old line that is kept up', given: put({ '1.0.0': ['2026-10-01T00:00:00'], '2.0.0': ['2023-01-01T00:00:00'], '1.1.0': [lately] }) },
  { name: 'a new major after the others', given: put({ '1.0.0': ['2026-10-01T00:00:00'], '2.0.0': [lately] }, '1.0.0', '2.0.0') },
  { name: 'the first version of all', given: upgrade(recordOf({ '1.1.0': [lately] }), undefined, '1.1.0') },
  { name: 'a registry without times', given: put({ '1.0.0': [undefined], '1.1.0': [undefined] }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'eighteen packages with releases of their own days, put up by one account within an hour', given: train(rhythms), fires: [{ message: 'burst', severity: 'medium', level: 'default', data: { publisher: 'ann', count: 18, packages: hijacked.map((name) => `${name}@1.1.0`).sort().join(', ') } }] },
  { name: 'three are enough', given: train({ a: { days: [30] }, b: { days: [40] }, c: { days: [50] } }), fires: [{ message: 'burst', level: 'default', data: { count: 3, packages: 'a@1.1.0, b@1.1.0, c@1.1.0' } }] },
  { name: 'two are not', given: train({ a: { days: [30] }, b: { days: [40] } }) },
  { name: 'the others came with other pull requests of the day', given: train({ a: { days: [30] } }, { seen: [release('bb'), release('ccc')] }), fires: [{ message: 'burst', level: 'default', data: { count: 3, packages: 'a@1.1.0, bb@1.1.0, ccc@1.1.0' } }] },
  { name: 'a second version of the same package in that sitting makes no difference', given: train({ a: { days: [30] } }, { seen: [release('bb'), release('ccc'), release('a', { version: '1.1.1' })] }), fires: [{ message: 'burst', level: 'default', data: { count: 3 } }] },
  { name: 'versions of one package are one package', given: train({ a: { days: [30] } }, { seen: [release('bb'), release('a', { version: '1.1.1' })] }) },
  { name: 'the others were put up at another time', given: train({ a: { days: [30] } }, { seen: [release('bb', { publishedAt: now - 15 * 3_600_000 }), release('ccc')] }) },
  { name: 'the others are by another account', given: train({ a: { days: [30] } }, { seen: [release('bb', { publisher: 'bob' }), release('ccc')] }) },
  { name: 'the others are of another registry', given: train({ a: { days: [30] } }, { seen: [release('bb', { registry: 'https://npm.example/' }), release('ccc', { registry: 'https://npm.example/' })] }) },
  { name: 'a monorepo without a scope that goes out together is folded', given: train(same(['jest-a', 'jest-b', 'expect', 'pretty'])), fires: [{ message: 'burst', severity: 'low', level: 'folded' }] },
  { name: 'a train of one scope by a person, each with a rhythm of its own, is folded', given: train({ '@babel/a': { days: [9] }, '@babel/b': { days: [400] }, '@babel/c': { days: [33, 61] } }), fires: [{ message: 'burst', level: 'folded' }, { message: 'dormant', level: 'default' }] },
  { name: 'a train whose packages go out with some of the others each time is folded', given: train({ a: { days: [9, 30] }, b: { days: [30, 51] }, c: { days: [51] } }), fires: [{ message: 'burst', level: 'folded' }] },
  { name: 'a build service puts up many', given: train(Object.fromEntries(hijacked.map((name, index) => [name, { days: [20 + index * 7], trusted: 'github' }]))) },
  { name: 'two of a project and one that had been left alone', given: train({ a: { days: [9] }, b: { days: [9] }, c: { days: [370] } }, { seen: [] }), fires: [{ message: 'burst', level: 'default' }, { message: 'dormant', level: 'default' }] },
  { name: 'two of a project and one that the account never put up', given: train({ a: { days: [9] }, b: { days: [9] }, c: { days: [40], by: 'bob' } }), fires: [{ message: 'burst', level: 'default' }] },
  { name: 'two of a project and another of the same hand are folded', given: train({ a: { days: [9] }, b: { days: [9] }, c: { days: [40] } }), fires: [{ message: 'burst', level: 'folded' }] },
  { name: 'a project that the account never put up before is publisher-change\'s', given: train(same(['a', 'b', 'c'], { by: 'bob' })), fires: [{ message: 'burst', level: 'folded' }] },
  { name: 'first versions tell no rhythm', given: train({ a: { days: [] }, b: { days: [] }, c: { days: [] } }), fires: [{ message: 'burst', level: 'folded' }] },
  { name: 'over an afternoon, an hour and a half apart', given: train({ a: { days: [30], apart: 90 }, b: { days: [40], apart: 90 }, c: { days: [50], apart: 90 } }) },
  { name: 'after three days in the registry it is folded', given: train({ a: { days: [30] }, b: { days: [40] }, c: { days: [50] } }, { age: 3 * day + 60 * minute }), fires: [{ message: 'burst', level: 'folded' }] },
  { name: 'the same versions, moved', given: train({ a: { days: [30] }, b: { days: [40] }, c: { days: [50] } }, { from: '1.1.0' }), fires: [{ message: 'burst', level: 'folded', change: 'standing' }] },
  { name: 'more releases than one review is told of are a hole', given: { ...train({ a: { days: [30] } }), seen: { cut: true } }, gaps: ['RELEASES_LIMIT'] },
];
