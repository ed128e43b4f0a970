import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { markdownBlock, markdownCode, markdownWords, visible, yamlText } from '../../src/render/escape.js';
import { nodes, treeOf } from './tree.js';

// What an independent reader makes of the escaped texts. The tables in escape.test.ts are what mutants have to get past.

describe('markdown', () => {
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
  });
  test('words of ours need no thought', () => {
    const words = 'a *b* _c_ [d](e) <f> | ~g~ $h$ &amp; #1 @types \\ `i`';
    expect([...nodes(treeOf(markdownWords(words)))].map((node) => node.type)).toEqual(['root', 'paragraph', 'text', 'inlineCode', 'text']);
  });
});

test('a YAML scalar reads back as the same text, in printable characters', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }).chain((ascii) => fc.string({ unit: 'grapheme' }).map((rest) => ascii + rest)), (text) => {
    const written = yamlText(text);
    expect(parseDocument(`a: ${written}`, { schema: 'failsafe' }).toJS()).toEqual({ a: text });
    expect(written).not.toMatch(/[\n\r\u202e\u200b]/);
  }), { numRuns: 300, seed: 9 });
});

test('a long text costs no more than a short one', () => {
  expect(visible('x'.repeat(50_000_000), 5)).toBe('xxxxx…');
});
