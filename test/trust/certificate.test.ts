import { describe, expect, test } from '@jest/globals';
import { buildClaims, derText } from '../../src/trust/certificate.js';

const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];
/** A DER UTF8String in the shortest form. */
function der(text: string): Uint8Array {
  const bytes = utf8(text);
  const length = bytes.length < 0x80 ? [bytes.length] : bytes.length < 0x100 ? [0x81, bytes.length] : [0x82, bytes.length >> 8, bytes.length & 0xff];
  return Uint8Array.from([0x0c, ...length, ...bytes]);
}
const bare = (text: string): Uint8Array => Uint8Array.from(utf8(text));
const extension = (number: number, value: Uint8Array) => ({ oid: `1.3.6.1.4.1.57264.1.${number}`, value });

describe('DER texts', () => {
  test.each(['', 'a', 'x'.repeat(127), 'x'.repeat(128), 'x'.repeat(300), 'grüß dich'])('%j', (text) => { expect(derText(der(text))).toBe(text); });
  test.each<[string, readonly number[]]>([
    ['nothing', []], ['a tag alone', [0x0c]], ['another tag', [0x13, 1, 0x61]], ['cut', [0x0c, 3, 0x61]], ['bytes behind it', [0x0c, 1, 0x61, 0x62]], ['an endless form', [0x0c, 0x80, 0x61, 0, 0]],
    ['a longer form than is needed', [0x0c, 0x81, 1, 0x61]], ['a length with a zero in front', [0x0c, 0x82, 0, 0x80, ...Array<number>(128).fill(0x61)]], ['a length of five bytes', [0x0c, 0x85, 0, 0, 0, 0, 1, 0x61]], ['no UTF-8', [0x0c, 1, 0xff]],
  ])('%s is none', (_name, bytes) => { expect(derText(Uint8Array.from(bytes))).toBeUndefined(); });
});

describe('the claims of a build', () => {
  test('of today, and of before March 2023', () => {
    expect(buildClaims([extension(8, der('https://issuer.example')), extension(12, der('https://github.com/acme/left')), extension(13, der('c')), extension(14, der('refs/tags/v1')), extension(11, der('github-hosted')), extension(15, der('7'))]))
      .toEqual({ issuer: 'https://issuer.example', repository: 'https://github.com/acme/left', commit: 'c', ref: 'refs/tags/v1', runner: 'github-hosted', repositoryId: '7' });
    expect(buildClaims([extension(1, bare('https://issuer.example')), extension(5, bare('acme/left')), extension(3, bare('c')), extension(6, bare('refs/heads/main'))]))
      .toEqual({ issuer: 'https://issuer.example', repository: 'https://github.com/acme/left', commit: 'c', ref: 'refs/heads/main' });
  });
  test('of what stands twice, is no text, or is another authority\'s, nothing is taken', () => {
    expect(buildClaims([extension(13, der('a')), extension(13, der('b')), extension(14, bare('x')), { oid: '1.2.3', value: der('y') }])).toEqual({});
  });
});
