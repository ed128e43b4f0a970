import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ansiColours, noColours } from '../../src/render/terminal.js';
import { terminalMarkdown } from './terminal-markdown.js';

const plain = (text: string, width = 60): string[] => terminalMarkdown(text, { palette: noColours, struck: (one) => `~${one}~`, width });

describe('markdown on a terminal', () => {
  test.each<[string, string, string[]]>([
    ['a heading and a paragraph', '### One\n\ntwo `three` **four**, ~~five~~', ['One', '', 'two three four, ~five~']],
    ['running text in lines', 'aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj kkkk llll mmmm', ['aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj kkkk llll', 'mmmm']],
    ['lists, nested', '1. one\n2. two\n   - three', ['1. one', '2. two', '   • three']],
    ['code as it is', '```yaml\na:  1\n\n  b: 2\n```', ['│ a:  1', '│ ', '│   b: 2']],
    ['a link by its words', '[known](https://example.invalid/x): yes', ['known: yes']],
    ['folds, the inner ones closed', '<details>\n<summary>Outer</summary>\n\ninside\n\n<details>\n<summary>Inner</summary>\n\nhidden\n\n</details>\n\n</details>\n\nafter', ['▾ Outer', '', '  inside', '', '  ▸ Inner', '', 'after']],
    ['comments not at all', '<!-- mark\nof two -->\ntext', ['text']],
    ['a table in columns', '| a | b |\n|---|---|\n| 1 | `two` |', ['a │ b', '──┼────', '1 │ two']],
  ])('shows %s', (_, text, lines) => { expect(plain(text)).toEqual(lines); });

  test('a table wider than the terminal gives way in its widest column', () => {
    const lines = plain(`| a | b |\n|---|---|\n| short | ${'word '.repeat(30)} |`, 40);
    expect(lines.every((line) => line.length <= 40)).toBe(true);
    expect(lines.join(' ').match(/word/g)).toHaveLength(30);
    expect(lines[2]).toMatch(/^short │ word/);
  });

  test('no control character of a text reaches the terminal, whatever it is', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('\u001b[31m', '\u009b', '\u0007', '\u202e', '\r', '`', '|', '\n', '<details>', '</details>', '<summary>', '- ', '> ', '~~', '**', 'word', ' ', '```', '| a |\n|---|\n'), { maxLength: 60 }), (parts) => {
      for (const line of plain(parts.join(''))) expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    }), { seed: 7, numRuns: 300 });
  });

  test('a long or deep text is cut, and says so', () => {
    const long = plain('line\n\n'.repeat(1_000));
    expect([long.length, long.at(-1)]).toEqual([121, '… 1879 more lines']);
    expect(plain('> '.repeat(500)).length).toBeLessThan(200);
    expect(plain(`${'- '.repeat(300)}x`).length).toBeLessThan(200);
  });

  test('colours stand around words and change no column', () => {
    const text = '# One\n\n`two` | ~~x~~\n\n| a | b |\n|---|---|\n| `1` | 2 |';
    const coloured = terminalMarkdown(text, { palette: ansiColours, struck: (one) => `~${one}~`, width: 60 });
    expect(stripVTControlCharacters(coloured.join('\n'))).toBe(plain(text).join('\n'));
    expect(coloured[0]).toContain('\u001b[1m');
  });
});
