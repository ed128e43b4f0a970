import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { markdownBlock, markdownCode, markdownWords, plainValue, redact, sarifText, visible, yamlText } from '../../src/render/escape.js';
import { nodes, treeOf } from './tree.js';

describe('what cannot be seen is shown', () => {
  test.each([
    ['left-pad', 'left-pad'], ['a\u202eb', 'a\\u{202e}b'], ['a\u200bb', 'a\\u{200b}b'], ['\u001b[31mred', '\\u{1b}[31mred'], ['a\r\nb\tc', 'a\\r\\nb\\tc'], ['a\0b', 'a\\u{0}b'], ['\u009b31m', '\\u{9b}31m'],
    ['eval\ufe0f', 'eval\\u{fe0f}'], ['\u{e0041}tag', '\\u{e0041}tag'], ['lone \ud800', 'lone \\u{d800}'], ['no\u00a0break', 'no\\u{a0}break'], ['\u3164', '\\u{3164}'], ['caf\u00e9 \u4e2d \u{1f600}', 'caf\u00e9 \u4e2d \u{1f600}'],
    ['z\u0301\u0301\u0301\u0301', 'z\u0301\u0301\\u{301}\\u{301}'],
  ])('%j', (text, shown) => expect(visible(text)).toBe(shown));
  test('nothing is longer than its place', () => {
    expect(visible('x'.repeat(1000), 10)).toBe('xxxxxxxxxx…');
    expect(visible('\u202e'.repeat(1000), 20)).toBe('\\u{202e}\\u{202e}…');
    expect(visible('x'.repeat(50_000_000), 5)).toBe('xxxxx…');
  });
});

test.each([
  ['https://user:secret@registry.example/x', 'https://***@registry.example/x'], ['token ghs_0123456789abcdef0123', 'token ghs_***'], ['npm_0123456789abcdef0123456789', 'npm_***'],
  ['//registry.example/:_authToken=abcdefgh12345', '//registry.example/:_authToken=***'], ['AKIAABCDEFGHIJKLMNOP', 'AKIA***'], ['left-pad@1.3.0', 'left-pad@1.3.0'],
])('credentials are taken out of %s', (text, clean) => expect([redact(text), visible(text)]).toEqual([clean, clean]));

describe('markdown', () => {
  test.each([
    ['left-pad', '`left-pad`'], ['a`b', '``a`b``'], ['`', '`` ` ``'], ['```', '```` ``` ````'], ['a|b', '`a\\u{7c}b`'], ['', '(empty)'], ['  ', '(blank)'], [' x', '`  x `'], ['@octocat', '`@octocat`'],
  ])('%j is one code span', (text, code) => expect(markdownCode(text)).toBe(code));
  test('any text is exactly one code span that reads as the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom('`', '``', ' ', '\\', '|', '\n', 'a', '<', '[', '](x)', '*'), { maxLength: 12 }).map((all) => all.join(''))), (text) => {
      const [root, paragraph, span, ...more] = [...nodes(treeOf(`x ${markdownCode(text)} y`))].filter((node) => node.type !== 'text');
      if (text.trim() === '' && !/[^ ]/.test(text)) return;
      expect([root?.type, paragraph?.type, span?.type, more.length]).toEqual(['root', 'paragraph', 'inlineCode', 0]);
      expect(span!.value).toBe(visible(text).replaceAll('|', '\\u{7c}'));
    }), { numRuns: 500, seed: 5 });
  });
  test('a block cannot be closed from inside, nor grow', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('```', '~~~', '\n', 'a', '````\n', '<b>', '\r'), { maxLength: 20 }).map((all) => all.join('')), (text) => {
      const types = [...nodes(treeOf(markdownBlock(text)))].map((node) => node.type);
      expect(types).toEqual(['root', 'code']);
    }), { numRuns: 300, seed: 6 });
    expect(markdownBlock('1\n2\n3\n4\n5').split('\n')).toEqual(['```', '1', '2', '3', '…', '```']);
  });
  test('words of ours need no thought', () => {
    const words = 'a *b* _c_ [d](e) <f> | ~g~ $h$ &amp; #1 @types \\ `i`';
    expect([...nodes(treeOf(markdownWords(words)))].map((node) => node.type)).toEqual(['root', 'paragraph', 'text', 'inlineCode', 'text']);
  });
});

test.each([['left-pad@1.3.0', 'left-pad@1.3.0'], ['1.0.0 is fine', '"1.0.0 is fine"'], ['say "hi"', '"say \\"hi\\""'], ['', '""'], ['a\nb', '"a\\nb"']])('a plain value %j cannot pass for words', (text, shown) => expect(plainValue(text)).toBe(shown));
test('SARIF text holds no embedded link and no placeholder', () => expect(sarifText('[a](1) {0}')).toBe('\\[a\\](1) {{0}}'));
test('a YAML scalar reads back as the same text, in printable characters', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }).chain((ascii) => fc.string({ unit: 'grapheme' }).map((rest) => ascii + rest)), (text) => {
    const written = yamlText(text);
    expect(parseDocument(`a: ${written}`, { schema: 'failsafe' }).toJS()).toEqual({ a: text });
    expect(written).not.toMatch(/[\n\r\u202e\u200b]/);
  }), { numRuns: 300, seed: 9 });
});
