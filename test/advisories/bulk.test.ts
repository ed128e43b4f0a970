import { describe, expect, test } from '@jest/globals';
import semver from 'semver';
import { bulkRecords, rangesOf } from '../../src/advisories/bulk.js';
import { evaluateRange } from '../../src/advisories/ranges.js';
import { readRecord } from '../../src/advisories/records.js';
import { versioningOf } from '../../src/advisories/versions.js';

const versions = ['0.0.0-0', '0.0.0', '0.9.9', '1.0.0-0', '1.0.0-beta.1', '1.0.0-beta.1.0', '1.0.0-beta.2', '1.0.0', '1.0.1-0', '1.0.1', '1.2.2', '1.2.3-rc.1', '1.2.3', '1.2.4-0', '1.2.4-alpha', '1.2.4', '1.9.9', '2.0.0-0', '2.0.0-rc.1', '2.0.0', '2.0.1', '3.0.0', '10.0.0'];
const ranges = [
  '*', '', '<1.2.3', '<=1.2.3', '>1.2.3', '>=1.2.3', '=1.2.3', '1.2.3', '1.2.3 || 2.0.0', '>=1.0.0 <1.2.3', '>=1.0.0 <1.2.3 || >=2.0.0 <2.0.1', '>1.0.0-beta.1 <=1.0.0', '<1.0.0-beta.2', '>1.0.0-beta.1',
  '^1.2.3', '~1.2.3', '1.x', '1.0.0 - 1.2.3', '<=0.0.0', '>=2.0.0 <1.0.0', '>1.2.3 <1.2.3', '>1.2.3 <=1.2.4-0', '<1.2.3 <=1.2.3', '>=1.0.0 >1.0.0 <3.0.0', '<0.0.0-0',
];
const npm = versioningOf('npm');

describe('ranges as npm writes them hold what npm says that they hold', () => {
  test.each(ranges)('"%s"', (range) => {
    const events = rangesOf(range)!;
    const held = versions.filter((version) => events.some((list) => evaluateRange({ events: list }, npm.parse(version), npm).affected));
    expect(held).toEqual(versions.filter((version) => semver.satisfies(version, range, { includePrerelease: true, loose: true })));
  });
  test.each(['latest', '>=', 'not a range', 'x'.repeat(300)])('"%s" is none', (range) => { expect(rangesOf(range)).toBeUndefined(); });
  test('what ends one is what mends it', () => {
    expect(rangesOf('>=1.0.0 <1.2.3')).toEqual([[{ kind: 'introduced', version: '1.0.0' }, { kind: 'fixed', version: '1.2.3' }]]);
    expect(rangesOf('<=1.2.3')).toEqual([[{ kind: 'introduced', version: '0' }, { kind: 'last_affected', version: '1.2.3' }]]);
  });
});

describe('a bulk answer as records', () => {
  const advisory = { id: 1098583, url: 'https://github.example/advisories/GHSA-8hc4-vh64-cxmj', title: 'Server-side request forgery', severity: 'high', vulnerable_versions: '>=1.3.2 <1.7.4', cwe: ['CWE-918'], cvss: { score: 0, vectorString: null } };
  const read = (answer: unknown) => bulkRecords(answer)?.map(readRecord);

  test('has the id of its GitHub advisory, its severity and its range', () => {
    expect(read({ axios: [advisory] })).toMatchObject([{
      id: 'GHSA-8hc4-vh64-cxmj', malware: false, rating: { severity: 'high' }, summary: 'Server-side request forgery',
      affected: [{ name: 'axios', incomplete: false, ranges: [{ events: [{ kind: 'introduced', version: '1.3.2' }, { kind: 'fixed', version: '1.7.4' }] }] }],
    }]);
  });
  test.each<[string, object, object]>([
    ['an address of another kind', { ...advisory, url: 'https://registry.example/advisories/7' }, { id: 'npm:1098583' }],
    ['a moderate one', { ...advisory, severity: 'moderate' }, { rating: { severity: 'medium', from: 'database' } }],
    ['no word, but a vector', { ...advisory, severity: undefined, cvss: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } }, { rating: { severity: 'critical', from: 'cvss3' } }],
    ['embedded malicious code', { ...advisory, cwe: ['CWE-506'], severity: 'moderate' }, { malware: true, rating: { severity: 'critical' } }],
    ['a range that is none', { ...advisory, vulnerable_versions: 'latest' }, { affected: [{ incomplete: true }] }],
    ['no range', { ...advisory, vulnerable_versions: undefined }, { affected: [{ incomplete: true }] }],
    ['a range without end', { ...advisory, vulnerable_versions: '<2 '.repeat(5_000) }, { affected: [{ incomplete: true }] }],
  ])('%s', (_name, one, expected) => { expect(read({ axios: [one] })).toMatchObject([expected]); });
  test('one advisory on several packages, and on several ranges of one, is one record with all of them', () => {
    const lodash = { ...advisory, vulnerable_versions: '<4.17.21' };
    const ranged = (range: string) => ({ ...advisory, id: 9, url: 'https://github.example/advisories/GHSA-c2qf-rxjj-qqgw', vulnerable_versions: range });
    expect(read({ lodash: [lodash], 'lodash-es': [lodash], semver: [ranged('>=7.0.0 <7.5.2'), ranged('<5.7.2')] })).toMatchObject([
      { id: 'GHSA-8hc4-vh64-cxmj', affected: [{ name: 'lodash' }, { name: 'lodash-es' }] },
      { id: 'GHSA-c2qf-rxjj-qqgw', affected: [{ name: 'semver', ranges: [{ events: [{ version: '7.0.0' }, { version: '7.5.2' }] }] }, { name: 'semver', ranges: [{ events: [{ version: '0' }, { version: '5.7.2' }] }] }] },
    ]);
    const ids = read({ a: ['x'], b: ['x'] })!.map((one) => one!.id);
    expect(new Set(ids).size).toBe(2);
  });
  test('what is no advisory is one that could not be read', () => { expect(read({ axios: ['x', null] })).toMatchObject([{ id: expect.stringMatching(/^npm:unreadable-[0-9a-f]{16}-0$/), affected: [{ name: 'axios', incomplete: true }] }, { id: expect.stringMatching(/-1$/) }]); });
  test.each([[null], ['x'], [[]], [{ axios: {} }]])('%j is no answer', (answer) => { expect(bulkRecords(answer)).toBeUndefined(); });
});
