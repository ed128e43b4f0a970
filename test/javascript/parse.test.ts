import { describe, expect, test } from '@jest/globals';
import { parseSource, type SourceFormat } from '../../src/javascript/parse.js';
import { decodeSource, LineIndex } from '../../src/javascript/text.js';
import { Steps, StepsSpent, walk } from '../../src/javascript/walk.js';

function outcome(text: string, format: SourceFormat = 'unknown'): string {
  const result = parseSource(text, format);
  return result.kind === 'failed' ? result.code : result.trees.map(({ goal, guessed }) => (guessed ? `${goal}?` : goal)).join(' ');
}

describe('what a parser takes', () => {
  test.each([
    ['a hashbang', '#!/usr/bin/env node\nf()', 'commonjs'],
    ['a return at the top', 'if (a) return; f()', 'commonjs'],
    ['a module', 'import a from "a"; export default a', 'module'],
    ['await at the top', 'const a = await f()', 'module'],
    ['import attributes', 'import a from "a.json" with { type: "json" }', 'module'],
    ['import defer', 'import defer * as a from "a"', 'module'],
    ['resource management', 'using a = f()', 'commonjs'],
    ['an octal, sloppy', 'a = 010; with (b) c', 'commonjs'],
    ['a regular expression newer than this engine', 'a = /(?i:x)[\\p{L}--q]/v', 'commonjs'],
    ['delete of a name in strict code, by recovery', '"use strict"; delete a', 'commonjs'],
    ['decorators', '@d class A { @e x = 1; accessor y = 2; #z; static { f() } }', 'commonjs'],
    ['JSX', 'a = <b c={d}>e</b>', 'commonjs'],
    ['Flow', '// @flow\nconst f = (a: string): ?number => 1', 'commonjs'],
    ['TypeScript in a .js', 'enum A { B }; const a = b as C', 'commonjs'],
    ['a NUL in a string', '"a\0b"', 'commonjs'],
    ['comments like those of HTML: both readings', 'a <!--b\n', 'commonjs module'],
    ['line separators', 'a\u2028b\u2029c\r\nd\re', 'commonjs'],
    ['nothing', '', 'commonjs'],
    ['a NUL', 'a\0b', 'PARSE_FAILED'],
    ['no JavaScript, by guessing', 'MIT License\n\nPermission is hereby', 'commonjs?'],
    ['no JavaScript at all', '# Title\n\n* [a](b)', 'PARSE_FAILED'],
    ['half of it', 'f({', 'PARSE_FAILED'],
  ])('%s', (_, text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  test('the goal of the runtime is tried first', () => {
    expect(outcome('f()', 'module')).toBe('module');
    expect(outcome('with (a) b', 'module')).toBe('commonjs');
    expect(outcome('f()', 'commonjs')).toBe('commonjs');
  });
});

describe('bytes', () => {
  test.each([
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x61], 'commonjs'],
    ['invalid UTF-8 in a comment', [0x2f, 0x2f, 0xff, 0xfe, 0x0a, 0x61], 'commonjs'],
    ['invalid UTF-8 in code', [0x61, 0xff, 0x61], 'PARSE_FAILED'],
    ['UTF-16, which no runtime reads', [...Buffer.from('\uFEFFeval(x)', 'utf16le')], 'PARSE_FAILED'],
  ])('%s', (_, bytes, expected) => {
    expect(outcome(decodeSource(Uint8Array.from(bytes)))).toBe(expected);
  });
});

test('a line index counts LF, CR and CR LF, from 1', () => {
  const index = new LineIndex('ab\ncd\r\nef\rgh');
  expect([0, 2, 3, 7, 9, 10, 11, 12].map((offset) => index.at(offset))).toEqual([
    { line: 1, column: 1 }, { line: 1, column: 3 }, { line: 2, column: 1 }, { line: 3, column: 1 }, { line: 3, column: 3 }, { line: 4, column: 1 }, { line: 4, column: 2 }, { line: 4, column: 3 },
  ]);
});

describe('walking', () => {
  const deep = (): ReturnType<typeof parseSource> => parseSource(Array(50_000).fill('a').join('+'), 'unknown');

  test('takes no stack, whatever the depth', () => {
    const result = deep();
    let nodes = 0;
    let left = 0;
    if (result.kind === 'parsed') walk(result.trees[0]!.program, { enter: () => { nodes += 1; }, leave: () => { left += 1; } }, new Steps(1_000_000));
    expect(nodes).toBe(100_001);
    expect(left).toBe(nodes);
  });

  test('stops when its steps are spent', () => {
    const result = deep();
    const steps = new Steps(1_000);
    expect(() => { if (result.kind === 'parsed') walk(result.trees[0]!.program, { enter: () => undefined }, steps); }).toThrow(StepsSpent);
    expect(steps.remaining).toBe(0);
  });
});
