import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isResolved, isSummary, markedFinding, resolvedBody, sameBody, withFindingMarker, withoutMarkers, withSummaryMarker } from '../../src/app/publish-markers.js';
import { fingerprint, sha } from './harness.js';

describe('markers', () => {
  test('a body is known again by its marker, whatever foreign text is in it', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      expect(markedFinding(withFindingMarker(text, fingerprint('a')))).toBe(fingerprint('a'));
      expect(isSummary(withSummaryMarker(text))).toBe(true);
    }), { numRuns: 200, seed: 4 });
  });

  test('only the first and the last line are read', () => {
    const foreign = `<!-- mergewarden:finding:${fingerprint('c')} -->`;
    expect(markedFinding(`one\n${foreign}\ntwo`)).toBeUndefined();
    expect(markedFinding(withFindingMarker(`one\n${foreign}`, fingerprint('a')))).toBe(fingerprint('a'));
    expect(isSummary('a\n<!-- mergewarden:summary -->\nb')).toBe(false);
  });

  test('a struck comment is one line, keeps its marker, and holds no foreign markup', () => {
    const body = resolvedBody(withFindingMarker('**[evil](https://evil.example.invalid)** `x` @team ~~\n\nmore', fingerprint('a')), fingerprint('a'), sha('2'));
    expect(isResolved(body)).toBe(true);
    expect(markedFinding(body)).toBe(fingerprint('a'));
    expect(body.split('\n')[1]).toMatch(/^~~[^@[\]`<>*~]+~~ resolved in 222222222222$/);
  });

  test('markers are left out of notes, and line ends do not make a body another', () => {
    expect(withoutMarkers(withFindingMarker('text', fingerprint('a')))).toBe('text');
    expect(sameBody('a\r\nb\r\n', 'a\nb')).toBe(true);
    expect(sameBody('a', 'b')).toBe(false);
  });
});
