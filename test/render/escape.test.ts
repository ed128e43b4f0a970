import { describe, expect, test } from '@jest/globals';
import { fenced, linesOf, markdownBlock, markdownCode, markdownWords, plainValue, redact, sarifText, visible, yamlText } from '../../src/render/escape.js';

describe('what cannot be seen is shown', () => {
  test.each([
    ['left-pad', 'left-pad'], ['a\u202eb', 'a\\u{202e}b'], ['a\u200bb', 'a\\u{200b}b'], ['\u001b[31mred', '\\u{1b}[31mred'], ['a\r\nb\tc', 'a\\r\\nb\\tc'], ['a\0b', 'a\\u{0}b'], ['\u009b31m', '\\u{9b}31m'],
    ['eval\ufe0f', 'eval\\u{fe0f}'], ['\u{e0041}tag', '\\u{e0041}tag'], ['lone \ud800', 'lone \\u{d800}'], ['no\u00a0break', 'no\\u{a0}break'], ['\u3164', '\\u{3164}'], ['caf\u00e9 \u4e2d \u{1f600}', 'caf\u00e9 \u4e2d \u{1f600}'],
    ['z\u0301\u0301\u0301\u0301', 'z\u0301\u0301\\u{301}\\u{301}'],
  ])('%j', (text, shown) => expect(visible(text)).toBe(shown));
  test('every code point that Unicode calls a control, a format, a separator, a surrogate, private or ignorable', () => {
    const bad = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u;
    const passed: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const char = String.fromCodePoint(code);
      if (char !== ' ' && bad.test(char) && visible(char) === char) passed.push(code.toString(16));
    }
    expect(passed).toEqual([]);
  });
  test('ends of what is shown as a number: both, and not what stands beside them', () => {
    const ends: readonly (readonly [from: number, to: number])[] = [
      [0x7f, 0xa0], [0xad, 0xad], [0x34f, 0x34f], [0x600, 0x605], [0x61c, 0x61c], [0x6dd, 0x6dd], [0x70f, 0x70f], [0x890, 0x891], [0x8e2, 0x8e2], [0x115f, 0x1160], [0x1680, 0x1680], [0x17b4, 0x17b5],
      [0x180b, 0x180f], [0x2000, 0x200f], [0x2028, 0x202f], [0x205f, 0x206f], [0x2800, 0x2800], [0x3000, 0x3000], [0x3164, 0x3164], [0xd800, 0xf8ff], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xffa0, 0xffa0],
      [0xfff0, 0xfffd], [0x110bd, 0x110bd], [0x110cd, 0x110cd], [0x13430, 0x1343f], [0x1bca0, 0x1bca3], [0x1d173, 0x1d17a], [0xe0000, 0x10ffff],
    ];
    const shown = (code: number): string => visible(String.fromCodePoint(code));
    for (const [from, to] of ends) {
      for (const code of [from, to]) expect(shown(code)).toBe(`\\u{${code.toString(16)}}`);
      for (const code of [from - 1, to + 1]) if (code <= 0x10ffff && !ends.some(([low, high]) => code >= low && code <= high)) expect(shown(code)).toBe(String.fromCodePoint(code));
    }
    expect([shown(0x1f), shown(0x20), shown(0x7e)]).toEqual(['\\u{1f}', ' ', '~']);
  });
  test('two marks over a letter stand, a third of any kind is shown, and a letter begins anew', () => {
    const blocks: readonly (readonly [from: number, to: number])[] = [[0x300, 0x34e], [0x350, 0x36f], [0x483, 0x489], [0x1ab0, 0x1aff], [0x1dc0, 0x1dff], [0x20d0, 0x20ff], [0xfe20, 0xfe2f]];
    for (const code of blocks.flat()) {
      const mark = String.fromCodePoint(code);
      expect(visible(`a${mark}${mark}${mark}b${mark}${mark}`)).toBe(`a${mark}${mark}\\u{${code.toString(16)}}b${mark}${mark}`);
      expect(visible(`a\u0301${mark}\u0302`)).toBe(`a\u0301${mark}\\u{302}`);
    }
    for (const code of [0x2ff, 0x370, 0x482, 0x48a, 0x1aaf, 0x1b00, 0x1dbf, 0x1e00, 0x20cf, 0x2100, 0xfe1f, 0xfe30]) expect(visible(String.fromCodePoint(code).repeat(4))).toBe(String.fromCodePoint(code).repeat(4));
  });
});

describe('nothing is longer than its place', () => {
  test.each([
    ['x'.repeat(1000), 10, 'xxxxxxxxxx…'], ['x'.repeat(10), 10, 'xxxxxxxxxx'], ['x'.repeat(11), 10, 'xxxxxxxxxx…'], ['\u00e9'.repeat(10), 10, '\u00e9'.repeat(10)], ['\u00e9'.repeat(11), 10, `${'\u00e9'.repeat(10)}…`],
    ['\u202e'.repeat(1000), 20, '\\u{202e}\\u{202e}…'], ['\u202e'.repeat(2), 16, '\\u{202e}\\u{202e}'],
  ])('%j in %i', (text, max, shown) => expect(visible(text, max)).toBe(shown));
  test('the place is 160 characters wide unless told', () => {
    expect([visible('x'.repeat(160)), visible('x'.repeat(161)), plainValue('x'.repeat(161)), markdownCode('x'.repeat(161))]).toEqual(['x'.repeat(160), `${'x'.repeat(160)}…`, `${'x'.repeat(160)}…`, `\`${'x'.repeat(160)}…\``]);
  });
  test('what redaction takes out makes room, and a cut is told even where all that is left is short', () => {
    const secret = `Bearer ${'s'.repeat(1020)}`;
    expect(visible(`${secret} end`, 20)).toBe('Bearer *** end');
    expect(visible(`${secret}${'s'.repeat(100)} end`, 20)).toBe('Bearer ***…');
    expect(visible(`Bearer ${'s'.repeat(1033)}`, 10)).toBe('Bearer ***');
    expect(visible(`Bearer ${'s'.repeat(1034)}`, 10)).toBe('Bearer ***…');
    expect(visible(`\u00e9 Bearer ${'s'.repeat(1043)}`, 13)).toBe('\u00e9 Bearer ***');
    expect(visible(`\u00e9 Bearer ${'s'.repeat(1044)}`, 13)).toBe('\u00e9 Bearer ***…');
  });
});

describe('credentials are taken out', () => {
  const rows: readonly (readonly [text: string, clean: string])[] = [
    ['https://user:secret@registry.example/x', 'https://***@registry.example/x'], ['https://:secret@registry.example/x', 'https://***@registry.example/x'], ['a https://u:p@x and https://v:q@y', 'a https://***@x and https://***@y'],
    ['https://user@registry.example/x', 'https://user@registry.example/x'], ['https://registry.example:80/a@b', 'https://registry.example:80/a@b'], ['https://registry.example/a:b@c', 'https://registry.example/a:b@c'], ['https://a b:c@d', 'https://a b:c@d'], ['https://a:b c@d', 'https://a:b c@d'],
    [`https://${'u'.repeat(200)}:${'p'.repeat(200)}@x`, 'https://***@x'],
    ...['ghp_', 'gho_', 'ghs_', 'ghu_', 'ghr_', 'github_pat_', 'npm_'].flatMap((prefix): [string, string][] => [
      [`token ${prefix}0123456789abcdeZ`, `token ${prefix}***`], [`${prefix}012345678_.-bcdef!`, `${prefix}***!`], [`${prefix}0123456789abcde`, `${prefix}0123456789abcde`], [`x${prefix}0123456789abcdef`, `x${prefix}0123456789abcdef`],
    ]),
    ['AKIAABCDEFGHIJKLMNOP', 'AKIA***'], ['ASIAABCDEFGHIJ012345', 'ASIA***'], ['AKIAABCDEFGHIJKLMNO', 'AKIAABCDEFGHIJKLMNO'], ['AKIAABCDEFGHIJKLMNOPQ', 'AKIAABCDEFGHIJKLMNOPQ'], ['xAKIAABCDEFGHIJKLMNOP', 'xAKIAABCDEFGHIJKLMNOP'], ['AKIAABCDEFGHIJKLMNOp', 'AKIAABCDEFGHIJKLMNOp'],
    ['//registry.example/:_authToken=abcdefgh', '//registry.example/:_authToken=***'], ['_authToken  =  abcdefgh;', '_authToken  =  ***;'], ['_authToken=abcdefg', '_authToken=abcdefg'], ['_authToken=a!bcdefgh', '_authToken=a!bcdefgh'],
    ['Authorization: Bearer abc.DEF~1+/=-_', 'Authorization: Bearer ***'], ['bearer  abcdefgh', 'bearer  ***'], ['xbearer abcdefgh', 'xbearer abcdefgh'], ['bearerabcdefgh', 'bearerabcdefgh'], ['BEARER abcdefgh', 'BEARER abcdefgh'],
    ['left-pad@1.3.0', 'left-pad@1.3.0'],
  ];
  test.each(rows)('%s', (text, clean) => expect([redact(text), visible(text, 500)]).toEqual([clean, clean]));
  test('also in what is no plain text', () => expect(visible('\u00e9 ghs_0123456789abcdef0123')).toBe('\u00e9 ghs_***'));
});

describe('markdown', () => {
  test.each([
    ['left-pad', '`left-pad`'], ['a`b', '``a`b``'], ['`', '`` ` ``'], ['```', '```` ``` ````'], ['a|b', '`a\\u{7c}b`'], ['', '(empty)'], ['  ', '(blank)'], [' x', '`  x `'], ['@octocat', '`@octocat`'],
    ['x ', '` x  `'], ['`x', '`` `x ``'], ['x`', '`` x` ``'], ['a``b`c', '```a``b`c```'], ['a`b``c', '```a`b``c```'], ['||', '`\\u{7c}\\u{7c}`'], ['a b', '`a b`'], ['\n', '`\\n`'],
  ])('%j is one code span', (text, code) => expect(markdownCode(text)).toBe(code));
  test('a block is at most three lines of 120 characters unless told', () => {
    expect(markdownBlock('1\n2\n3\n4\n5')).toBe('```\n1\n2\n3\n…\n```');
    expect(markdownBlock('1\n2\n3')).toBe('```\n1\n2\n3\n```');
    expect(markdownBlock(`${'x'.repeat(121)}\n\u202e`)).toBe(`\`\`\`\n${'x'.repeat(120)}…\n\\u{202e}\n\`\`\``);
    expect(markdownBlock('abc\ndef', 1, 2)).toBe('```\nab…\n…\n```');
  });
  test('a fence is longer than any run of backticks in it, and has at least three', () => {
    expect(fenced('a', 'yaml')).toBe('```yaml\na\n```');
    expect(fenced('``', '')).toBe('```\n``\n```');
    expect(fenced('a ``` b ```` c `', '')).toBe('`````\na ``` b ```` c `\n`````');
  });
  test('lines beyond the last are neither kept nor looked for', () => {
    expect([linesOf('a\nb', 2), linesOf('a\nb\nc', 2), linesOf('', 2), linesOf('a\nb\n', 2)]).toEqual([['a', 'b'], ['a', 'b', '…'], [''], ['a', 'b', '…']]);
    expect(linesOf('x'.repeat(50_000), 2)).toEqual(['x'.repeat(40_000)]);
  });
  test('words of ours: what markdown would act on is inert', () => {
    expect(markdownWords('a\\b`c*d_e[f]g<h>i~j|k&l$m#n')).toBe('a\\\\b\\`c\\*d\\_e\\[f\\]g\\<h\\>i\\~j\\|k\\&l\\$m\\#n');
    expect(markdownWords('@a and @b\nc\nd')).toBe('`@`a and `@`b c d');
  });
});

test.each([
  ['left-pad@1.3.0', 'left-pad@1.3.0'], ['https://a.example/~b:c+d^e=f#g,h%i', 'https://a.example/~b:c+d^e=f#g,h%i'], ['1.0.0 is fine', '"1.0.0 is fine"'], ['(x)', '"(x)"'], ['x)', '"x)"'], ['a;b', '"a;b"'], ['say "hi"', '"say \\"hi\\""'], ['', '""'], ['a\nb', '"a\\nb"'],
  ['caf\u00e9', '"caf\u00e9"'], ['a…b', '"a…b"'],
])('a plain value %j cannot pass for words', (text, shown) => expect(plainValue(text)).toBe(shown));
test.each([['[a](1) {0}', '\\[a\\](1) {{0}}'], ['a\\b {12}{3} {x} {} {1x}', 'a\\\\b {{12}}{{3}} {x} {} {1x}']])('SARIF text holds no embedded link and no placeholder: %s', (text, shown) => expect(sarifText(text)).toBe(shown));
test.each([
  ['a "b" \\c', '"a \\"b\\" \\\\c"'], ['\n\u202e', '"\\u000a\\u202e"'], ['\u{e0041}x\u{10ffff}', '"\\U000e0041x\\U0010ffff"'], ['\uffa0', '"\\uffa0"'], ['e\u0301', '"e\\u0301"'], ['caf\u00e9 \u{1f600}', '"caf\u00e9 \u{1f600}"'], ['', '""'],
])('a YAML scalar of %j', (text, written) => expect(yamlText(text)).toBe(written));
