import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../../src/core/hash.js';
import { invisibleOf } from '../../../src/packages/profile/invisible.js';

const kinds = (text: string): string[] => [...new Set(invisibleOf(text).map(({ what }) => what))].sort();
const low = (bytes: readonly number[]): string => bytes.map((one) => String.fromCodePoint(0xfe00 + one)).join('');
const high = (bytes: readonly number[]): string => bytes.map((one) => String.fromCodePoint(0xe0100 + one)).join('');

describe('what is not seen', () => {
  test.each([
    ['an override', 'if (level !== "user\u202e \u2066// check if admin\u2069 \u2066") {', ['bidi']],
    ['a comment that ends early', '/*\u202e } \u2066if (admin)\u2069 \u2066 begin */', ['bidi']],
    ['an isolate that is left open', "a = '\u2067'; return x", []],
    ['an isolate that is left open in code', '/* \u2067 */ return x', ['bidi']],
    ['an embedding that is left open', 'let a = 1; // \u202b b', ['bidi']],
    ['sixteen bytes in selectors', `const a = eval(decode(\`${low([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])}\`))`, ['variation-selectors']],
    ['bytes in selectors', `const a = '${high([60, 61, 62, 63, 64, 65, 66, 67, 68])}'`, ['variation-selectors']],
    ['bytes in both', `const a = '${low([1, 2, 3, 4])}${high([60, 61, 62, 63])}'`, ['variation-selectors']],
    ['tags', `const a = 'x${String.fromCodePoint(0xe0068, 0xe0069)}'`, ['tags']],
    ['a message behind a flag', `\u{1f3f4}${String.fromCodePoint(...Array.from({ length: 30 }, (_, at) => 0xe0061 + (at % 20)))}`, ['tags']],
    ['digits without width', `const a = '${'\u200b\u200c\u200b\u200b'.repeat(10)}'`, ['zero-width']],
    ['bytes without width', `const a = 'x${'\u200b\u200c'.repeat(40)}'`, ['zero-width-run']],
    ['one sign without width, over and over', `const a = '${'\u200b'.repeat(90)}'`, ['zero-width']],
    ['a name with a joiner', 'const ad\u200dmin = true;', ['zero-width']],
    ['a filler as a name', 'const { timeout,\u3164} = req.query; run([\u3164])', ['zero-width']],
    ['a Cyrillic letter in a name', "globalThis['pr\u043ecess'].env", ['homoglyph']],
    ['a Greek letter in a name', 'const r\u03bfot = 1', ['homoglyph']],
    ['full-width letters in a name', 'con\uff53ole.log(1)', ['homoglyph']],
    ['a host of look-alikes', 'https://ap\u0440le.example/', ['homoglyph']],
    ['a decoder of selectors', 'const f = (c) => { const p = c.codePointAt(0); if (p >= 0xfe00 && p <= 0xfe0f) return p - 0xfe00; if (p >= 0xe0100 && p <= 0xe01ef) return p - 0xe0100 + 16; }', ['decoder']],
    ['a decoder in decimal', 's.map(c=>c.codePointAt(0)).map(p=>p>65023&&p<65040?p-65024:p-917760+16)', ['decoder']],
    ['a decoder of tags', 'String.fromCharCode(c.codePointAt(0) - 0xE0000)', ['decoder']],
    ['a decoder of digits without width', "s.replace(/\\u200b/g, '0').replace(/\\u200c/g, '1')", ['decoder']],
    ['a decoder of fillers', "[...s].map((c) => '\\u3164' === c ? 1 : '\\uFFA0' === c ? 0 : '').join('').match(/.{8}/g).map((b) => parseInt(b, 2))", ['decoder']],
  ])('%s', (_, text, expected) => { expect(kinds(text)).toEqual(expected); });

  test('the same run is the same thing wherever it stands', () => {
    const run = high([60, 61, 62, 63, 64, 65, 66, 67, 68]);
    expect(invisibleOf(`abc '${run}'`)).toEqual([{ kind: 'invisible', what: 'variation-selectors', key: sha256(run), start: 5, end: 5 + run.length }]);
  });
  test('a name of look-alikes is its own key', () => { expect(invisibleOf('const r\u03bfot = 1; r\u03bfot')).toEqual([{ kind: 'invisible', what: 'homoglyph', key: 'r\u03bfot', start: 6, end: 10 }]); });
});

describe('what scripts and emoji need', () => {
  test.each([
    ['emoji with a selector', "const a = '\u2764\ufe0f\u2600\ufe0f\u260e\ufe0f'"], ['a family', "const a = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'"], ['a flag of a region', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['marks of direction', "ar: '\u200f\u0645\u0631\u062d\u0628\u0627\u200f', he: '\u200e(\u05d0)\u200e'"], ['an embedding in Arabic', "a = '\u202b\u0645\u0631\u062d\u0628\u0627'"], ['isolates around a value', "t = '\u2068' + name + '\u2069'; u = `\u2068${name}\u2069`"], ['controls as constants', "const LRO = '\u202d', RLO = '\u202e'; const all = /[\u202a-\u202e\u2066-\u2069]/"],
    ['a byte order mark', '\ufeffconst a = 1'], ['Persian', "a = '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'"], ['Hindi', "a = '\u0915\u094d\u200d\u0937'"], ['a soft hyphen', "a = 'Donau\u00addampf\u00adschiff'"], ['a break in prose', "a = 'path/\u200bto/\u200bfile'"], ['Korean', "a = '\u3131\u3164\u3134 \uac00\u3164'"],
    ['Russian', "// \u043f\u0440\u0438\u0432\u0435\u0442 cpoc\u043e\u0431\nconst a = '\u0441\u043b\u043e\u0432\u043e'"], ['Greek in formulas', 'const \u0394x = 1, \u03bc = 2, \u03c3x = 3, \u03bb1 = 4'], ['Turkish', "a = 'varsay\u0131lan'"], ['Japanese with variants', "a = '\u845b\u{e0100}\u57ce\u8fbb\u{e0101}'"], ['full-width words', "a = '\uff21\uff22\uff23'"],
    ['a test of width', 'const wide = (x) => (x >= 0xFE00 && x <= 0xFE0F) || (x >= 0xE0100 && x <= 0xE01EF); s.codePointAt(0)'], ['taking marks out', "s.replace(/[\\u200b-\\u200d\\ufeff]/g, '')"], ['plain', 'const a = 1'],
  ])('%s', (_, text) => { expect(invisibleOf(text)).toEqual([]); });
});

describe('any text', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom('\u202e', '\u2066', '\u2069', '\n', low([1, 2, 3, 4, 5]), high([1, 2, 3, 4, 5]), '\u200b', '\u200d', 'a', '\udb40', '\udd00', '\u{1f3f4}', '\u{e0061}', '\u043e', 'ab', '\u3164', '-0xfe00', 'codePointAt'));
  test('never throws, and spans lie inside', () => {
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      for (const { start, end } of invisibleOf(text)) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }), { numRuns: 300, seed: 7 });
  });

  test('two characters and their digits are told as the pattern of both tells them', () => {
    const both = /(?:\\u200[bcd]|[\u200b-\u200d])[^\n]{0,24}["'`][01]["'`][^\n]{0,60}(?:\\u200[bcd]|[\u200b-\u200d])[^\n]{0,24}["'`][01]["'`]/gi;
    const digits = fc.constantFrom('\u200b', '\\u200c', '\\u200B', "'0'", '"1"', "'", '1', 'x', '\n', ' '.repeat(9), 'y'.repeat(22));
    fc.assert(fc.property(fc.array(digits, { minLength: 4, maxLength: 24 }), (pieces) => {
      const text = pieces.join('');
      const [first] = [...text.matchAll(both)];
      const found = invisibleOf(text).filter(({ what }) => what === 'decoder');
      expect(found.length > 0).toBe(first !== undefined);
      if (first !== undefined) expect(found[0]!.start).toBe(first.index);
    }), { numRuns: 500, seed: 11 });
  });

  test('a look-alike beside very long words', () => {
    const words = `${'abcdefghijklmnop'.repeat(100_000)} `;
    expect(kinds(`${words}acc\u043ent ${words}`)).toEqual(['homoglyph']);
  });

  test.each(['\u202e', '\u2066', '\u2066\n', '\ufe01', '\u{e0101}', '\u{e0061}', '\u200b', 'a\u200d', 'a\u043e', '\u043e', '\u3164', '\\u200b', '\\u200b"0"', `\u200b${"'0'".repeat(8)}${'\u200b'.repeat(90)}`, '\\uffa03164', 'codePointAt-', '-0xfe00 codePoint', '0xfe00+a codePoint', 'a'])('very much of %j', (unit) => {
    expect(() => invisibleOf(unit.repeat(Math.ceil(200_000 / unit.length)))).not.toThrow();
  });
});
