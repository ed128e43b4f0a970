import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { computed, handed } from './folding.js';
import { stringArray } from './string-array.js';
import type { Encoding } from './string-array.js';

const seeded = { seed: 20_261_122, numRuns: 40 } as const;
const quote = JSON.stringify;
const units = (text: string): number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const plain = fc.string({ minLength: 1, maxLength: 60, unit: 'binary-ascii' });
const wide = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
const bytes = fc.integer({ min: 1, max: 255 });

describe('whatever is encoded is read again', () => {
  test('by xor with a key', () => {
    fc.assert(fc.property(plain, fc.string({ minLength: 1, maxLength: 9, unit: 'binary-ascii' }), (text, key) => {
      const hidden = units(text).map((unit, at) => unit ^ key.charCodeAt(at % key.length));
      expect(computed(`function d(a, k) { let s = ''; for (let i = 0; i < a.length; i++) s += String.fromCharCode(a[i] ^ k.charCodeAt(i % k.length)); return s } fetch(d(${quote(hidden)}, ${quote(key)}))`)).toEqual([text]);
      expect(computed(`const k = ${quote(key)}; fetch(${quote(hidden)}.map((c, i) => String.fromCharCode(c ^ k.charCodeAt(i % k.length))).join(''))`)).toEqual([text]);
      expect(computed(`var s = '', a = ${quote(String.fromCharCode(...hidden))}, k = ${quote(key)}; for (var i = 0; i < a.length; i++) { s += String.fromCharCode(a.charCodeAt(i) ^ k.charCodeAt(i % k.length)) } fetch(s)`)).toEqual([text]);
    }), seeded);
  });

  test('by a rolling key', () => {
    fc.assert(fc.property(plain, bytes, bytes, (text, first, step) => {
      const hidden = units(text).map((unit, at) => unit ^ ((first + at * step) & 255));
      expect(computed(`const d = (a, k) => { let s = ''; for (const c of a) { s += String.fromCharCode(c ^ k); k = k + ${step} & 255 } return s }; fetch(d([${hidden.join()}], ${first}))`)).toEqual([text]);
    }), seeded);
  });

  test('by base64 and hex', () => {
    fc.assert(fc.property(wide.filter((text) => !/\p{Surrogate}/u.test(text)), (text) => {
      expect(computed(`const d = (t) => Buffer.from(t, 'base64').toString(); fetch(d(${quote(Buffer.from(text).toString('base64'))}))`)).toEqual([text]);
      expect(computed(`fetch(Buffer.from(${quote(Buffer.from(text).toString('hex'))}, 'hex').toString('utf8'))`)).toEqual([text]);
      expect(computed(`fetch(new TextDecoder().decode(Uint8Array.from([${[...Buffer.from(text)].join()}])))`)).toEqual([text.replace(/^\ufeff/, '')]);
      expect(computed(`fetch(decodeURIComponent(escape(atob(${quote(Buffer.from(text).toString('base64'))}))))`)).toEqual([text]);
    }), seeded);
  });

  test('by turning letters, and the order', () => {
    fc.assert(fc.property(plain, fc.integer({ min: 1, max: 25 }), (text, by) => {
      const turned = text.replace(/[a-zA-Z]/g, (char) => { const base = char <= 'Z' ? 65 : 97; return String.fromCharCode((char.charCodeAt(0) - base + by) % 26 + base); });
      expect(computed(`function d(s, n) { return s.replace(/[a-z]/gi, (c) => { const b = c <= 'Z' ? 65 : 97; return String.fromCharCode((c.charCodeAt(0) - b + 26 - n) % 26 + b) }) } fetch(d(${quote(turned)}, ${by}))`)).toEqual([text]);
      expect(handed(`fetch(${quote(text.split('').reverse().join(''))}.split('').reverse().join(''))`)).toEqual([text]);
    }), seeded);
  });

  test.each<Encoding>(['none', 'base64', 'rc4'])('in an array that is rotated, encoding %s', (encoding) => {
    const name = (prefix: string): fc.Arbitrary<string> => fc.oneof(fc.integer({ min: 0x1000, max: 0xffff }).map((n) => `${prefix}_0x${n.toString(16)}`), fc.constant(prefix));
    const shape = fc.record({
      encoding: fc.constant(encoding), offset: fc.integer({ min: 0, max: 400 }), turns: fc.integer({ min: 0, max: 30 }), key: fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b', 'X', 'Z', '0', '9', '$', '#') }),
      names: fc.tuple(name('a'), name('b'), name('c'), name('d')), wrapped: fc.constantFrom('no', 'function', 'variable'), order: fc.constantFrom('first', 'last'),
    });
    const texts = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 16, unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '.', '/', ':', '-', '_', ' ', '\u00e9') }), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(texts, shape, (all, form) => {
      expect(handed(stringArray(all, form as Parameters<typeof stringArray>[1]))).toEqual(all);
    }), { ...seeded, numRuns: 25 });
  });
});
