import { describe, expect, test } from '@jest/globals';
import { matchWaivers } from '../../src/policy/waivers.js';
import { finding, fingerprint, gap, now, waiver, without } from './build.js';

const match = (waivers: Parameters<typeof matchWaivers>[2]['waivers'], own: readonly string[] | 'unknown' = ['author'], findings = [finding()], gaps = [gap()]) => {
  const result = matchWaivers(findings, gaps, { waivers, own, now });
  return { findings: result.findings.size, gaps: result.gaps.size, remarks: result.remarks.map((remark) => remark.code), result };
};
const nothing = { findings: 0, gaps: 0 };

describe('a waiver fits one finding of one package, version and bytes', () => {
  test('exactly this', () => expect(match([waiver()])).toMatchObject({ findings: 1, gaps: 0, remarks: [] }));
  test.each([
    ['another version', waiver({ version: '1.3.1' }), 'version'],
    ['another package', waiver({ package: 'right-pad' }), 'package'],
    ['other bytes', waiver({ integrity: 'sha512-BBBB' }), 'bytes'],
    ['no bytes', without(waiver(), 'integrity'), 'bytes'],
    ['no version', without(waiver(), 'version', 'integrity'), 'version'],
    ['no package', without(waiver(), 'package', 'version', 'integrity'), 'package'],
  ])('%s does not fit', (_name, one, field) => {
    const matched = match([one]);
    expect(matched).toMatchObject({ ...nothing, remarks: ['waiver-mismatch'] });
    expect(matched.result.remarks[0]!.data['field']).toBe(field);
  });
  test('another fingerprint is not used', () => expect(match([waiver({ fingerprint: fingerprint('b') })])).toMatchObject({ ...nothing, remarks: ['waiver-unused'] }));
  test('a finding without a package takes no waiver that names one', () => {
    expect(match([waiver()], [], [without(finding(), 'subject', 'integrity')])).toMatchObject({ ...nothing, remarks: ['waiver-mismatch'] });
    expect(match([without(waiver(), 'package', 'version', 'integrity')], [], [without(finding(), 'subject', 'integrity')])).toMatchObject({ findings: 1 });
  });
  test('a finding whose bytes nobody pins takes no waiver that names bytes', () => {
    expect(match([waiver()], [], [without(finding(), 'integrity')])).toMatchObject(nothing);
    expect(match([without(waiver(), 'integrity')], [], [without(finding(), 'integrity')])).toMatchObject({ findings: 1 });
  });
});

describe('a waiver that does not count', () => {
  test.each([
    ['ended yesterday', waiver({ until: '2026-09-29' }), 'waiver-expired'],
    ['lasts 91 days', waiver({ until: '2026-12-30' }), 'waiver-too-long'],
    ['has no day', waiver({ until: 'soon' }), 'waiver-too-long'],
    ['by the author', waiver({ by: 'author' }), 'waiver-own'],
    ['by the author, in capitals', waiver({ by: 'AUTHOR' }), 'waiver-own'],
    ['by the author, with an at sign', waiver({ by: '@author' }), 'waiver-own'],
  ])('%s', (_name, one, code) => expect(match([one])).toMatchObject({ ...nothing, remarks: [code] }));
  test('lasts through its own last day', () => expect(match([waiver({ until: '2026-09-30' })]).findings).toBe(1));
  test('nobody knows who wrote the change', () => expect(match([waiver()], 'unknown')).toMatchObject({ ...nothing, remarks: ['waiver-own'] }));
  test('by a committer who is not the author', () => expect(match([waiver({ by: 'third' })], ['author', 'second', 'third']).findings).toBe(0));
});

describe('gaps are waived one by one', () => {
  const plain = without(waiver({ fingerprint: fingerprint('gap') }), 'package', 'version', 'integrity');
  test('by their own fingerprint', () => expect(match([plain])).toMatchObject({ findings: 0, gaps: 1, remarks: [] }));
  test('never two at once', () => expect(match([plain], [], [], [gap(), gap({ fingerprint: fingerprint('other') })]).gaps).toBe(1));
  test('with their origin, where they have one', () => {
    const origin = { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'left-pad', version: '1.3.0' } as const;
    expect(match([plain], [], [], [gap({ origin })]).gaps).toBe(0);
    expect(match([waiver({ fingerprint: fingerprint('gap') })], [], [], [gap({ origin, integrity: 'sha512-AAAA' })]).gaps).toBe(1);
  });
});
