import { describe, expect, test } from '@jest/globals';
import { cvssScore, gravest, ratingOfVectors, severityOfScore } from '../../src/advisories/severity.js';

describe('CVSS', () => {
  // scores as the specifications' own examples and NVD give them
  test.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N', 5.5],
    ['CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N', 0],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0],
    ['CVSS:3.1/AV:N/AC:L', undefined],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/__proto__:X', undefined],
    ['CVSS:4.0/AV:Q', undefined],
    ['AV:N/AC:L/Au:N/C:P/I:P/A:P', undefined],
    ['CVSS:3.1/' + 'AV:N/'.repeat(1000), undefined],
    ['', undefined], [7.5, undefined], [null, undefined], [{}, undefined],
  ])('%j scores %p', (vector, score) => expect(cvssScore(vector)).toBe(score));

  test.each([[0, 'info'], [0.1, 'low'], [3.9, 'low'], [4, 'medium'], [6.9, 'medium'], [7, 'high'], [8.9, 'high'], [9, 'critical'], [10, 'critical']])('%d is %s', (score, severity) => expect(severityOfScore(score)).toBe(severity));

  test.each([undefined, null, 'x', {}, [], [null], [{ type: 'CVSS_V3' }], [{ type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' }], [{ type: '__proto__', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }]])('%j rates nothing', (list) => expect(ratingOfVectors(list)).toBeUndefined());
});

test('nothing known at all is high', () => expect(gravest([])).toEqual({ severity: 'high', from: 'unknown' }));
