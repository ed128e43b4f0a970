import { describe, expect, test } from '@jest/globals';
import { limits } from '../../src/core/limits.js';
import { readYaml } from '../../src/policy/yaml.js';

type Told = readonly [line: number, code: string, key: string, detail: string];
const told = (text: string): Told[] => readYaml(text).problems.map(({ line, code, key, detail }) => [line, code, key, detail]);
/** With ordinary prototypes, so that a member that is there without a value is told from one that is not. */
const plain = (text: string): unknown => structuredClone(readYaml(text).value);

describe('what a text says', () => {
  test.each<[text: string, value: unknown, lines: readonly (readonly [string, number])[]]>([
    ['', undefined, [['', 1]]],
    ['# only a comment\n', undefined, [['', 1]]],
    ['plain', 'plain', [['', 1]]],
    ['--- plain\n', 'plain', [['', 1]]],
    ['a: ~\nb: null\nc: true\nd: 1.0\n', { a: '~', b: 'null', c: 'true', d: '1.0' }, [['', 1], ['a', 1], ['b', 2], ['c', 3], ['d', 4]]],
    ['a:\nb: c\n', { a: '', b: 'c' }, [['', 1], ['a', 1], ['b', 2]]],
    ['? a\n? b\n', {}, [['', 1], ['a', 1], ['b', 2]]],
    ['{a, b: c}\n', { b: 'c' }, [['', 1], ['a', 1], ['b', 1]]],
    ['a: {b: [c,\n  d]}\n', { a: { b: ['c', 'd'] } }, [['', 1], ['a', 1], ['a.b', 1], ['a.b.0', 1], ['a.b.1', 2]]],
    ['- a\n-\n- b: c\n', ['a', '', { b: 'c' }], [['', 1], ['0', 1], ['1', 2], ['2', 3], ['2.b', 3]]],
    ['"a": \'b\'\nc: |\n  d\n  e\n', { a: 'b', c: 'd\ne\n' }, [['', 1], ['a', 1], ['c', 2]]],
    ['# first\n\na:\n  b: c\n', { a: { b: 'c' } }, [['', 3], ['a', 3], ['a.b', 4]]],
    ['\ufeffa: b\r\nc: d\r\n', { a: 'b', c: 'd' }, [['', 1], ['a', 1], ['c', 2]]],
    ['a: b\n...\n', { a: 'b' }, [['', 1], ['a', 1]]],
    ['&x a: &y b\n', { a: 'b' }, [['', 1], ['a', 1]]],
    ['%YAML 1.2\n---\na: no\n', { a: 'no' }, [['', 3], ['a', 3]]],
    ['%YAML 1.1\n---\na: no\n', { a: 'no' }, [['', 3], ['a', 3]]],
  ])('%j', (text, value, lines) => {
    expect(told(text)).toEqual([]);
    expect(plain(text)).toStrictEqual(value);
    expect([...readYaml(text).lines]).toEqual(lines);
  });
  test('a map has no prototype', () => expect(Object.getPrototypeOf(readYaml('a: b\n').value)).toBeNull());
});

const noAlias = 'a policy holds no aliases: write the value out';
const noTag = 'a policy holds no tags';
const noKey = 'a key is a text without a tag';

describe('what a text may not hold is told by line and key, and is left out', () => {
  test.each<[text: string, problems: readonly Told[], value: unknown]>([
    ['a: &x 1\nb: *x\n', [[2, 'alias', 'b', noAlias]], { a: '1' }],
    ['*x\n', [[1, 'alias', '', noAlias]], undefined],
    ['- *x\n- b\n', [[1, 'alias', '0', noAlias]], ['b']],
    ['a: &m {x: y}\nb:\n  <<: *m\n', [[3, 'unknown-key', 'b.<<', 'no such key']], { a: { x: 'y' }, b: {} }],
    ['<<: {a: b}\nc: d\n', [[1, 'unknown-key', '<<', 'no such key']], { c: 'd' }],
    ['a: b\n__proto__: {c: d}\n', [[2, 'unknown-key', '__proto__', 'no such key']], { a: 'b' }],
    ['a: !!str b\n', [[1, 'syntax', 'a', noTag]], {}],
    ['a: ! b\n', [[1, 'syntax', 'a', noTag]], {}],
    ['a:\n  !!map\n  b: c\n', [[3, 'syntax', 'a', noTag]], {}],
    ['a: !!seq [b]\n', [[1, 'syntax', 'a', noTag]], {}],
    ['a: !x b\n', [[1, 'syntax', '', 'Unresolved tag: !x'], [1, 'syntax', 'a', noTag]], {}],
    ['a: b\n? !!str c\n: d\n', [[2, 'syntax', '', noKey]], { a: 'b' }],
    ['a: b\n[c]: d\n', [[2, 'syntax', '', noKey]], { a: 'b' }],
    ['a:\n  ? {b: c}\n  : d\n', [[2, 'syntax', 'a', noKey]], { a: {} }],
    ['a: &x b\n*x : c\n', [[2, 'syntax', '', noKey]], { a: 'b' }],
    ['%FOO x\n---\na: b\n', [[1, 'syntax', '', 'Unknown directive %FOO']], { a: 'b' }],
  ])('%j', (text, problems, value) => {
    expect(told(text)).toEqual(problems);
    expect(plain(text)).toStrictEqual(value);
  });
});

describe('what cannot be read as one document says nothing', () => {
  test.each<[text: string, problem: Told]>([
    ['a: b\nc: d\na: e\n', [3, 'duplicate-key', '', 'a key stands twice']],
    ['a:\n  b: c\n  "b": d\n', [3, 'duplicate-key', '', 'a key stands twice']],
    ['{a: b, a: c}\n', [1, 'duplicate-key', '', 'a key stands twice']],
    ['a: b\n---\na: c\n', [2, 'syntax', '', 'Source contains multiple documents; please use YAML.parseAllDocuments()']],
    ['a: b\n...\na: c\n', [3, 'syntax', '', 'Source contains multiple documents; please use YAML.parseAllDocuments()']],
    ['a:\n\tb: c\n', [2, 'syntax', '', 'Tabs are not allowed as indentation']],
    ['a: b\nc: @d\n', [2, 'syntax', '', 'Plain value cannot start with reserved character @']],
    ['a: b: c\n', [1, 'syntax', '', 'Nested mappings are not allowed in compact mappings']],
    ['[a]#b\n', [1, 'syntax', '', 'Comments must be separated from other tokens by white space characters']],
  ])('%j', (text, problem) => {
    expect(readYaml(text)).toEqual({ value: undefined, lines: new Map(), problems: [{ line: problem[0], code: problem[1], key: problem[2], detail: problem[3] }] });
  });
  test('neither does one whose second document alone is at fault', () => expect(plain('a: b\n--- !x\n')).toBeUndefined());
});

const bytes = limits.policyBytes.value;
const tooDeep = 'nested too deeply, or more than 400 brackets and braces: write lists and maps on lines of their own';

describe('bounds: the last that is read, and the first that is not', () => {
  test.each<[name: string, text: string, problem: Told | undefined]>([
    ['bytes', `#${'x'.repeat(bytes - 1)}`, undefined],
    ['a byte more', `#${'x'.repeat(bytes)}`, [1, 'too-large', '', 'more than 262144 bytes']],
    ['bytes, not characters', `#${'é'.repeat(bytes / 2)}`, [1, 'too-large', '', 'more than 262144 bytes']],
    ['lines', '\n'.repeat(9999), undefined],
    ['a line more', '\n'.repeat(10_000), [1, 'too-large', '', 'more than 10000 lines']],
    ['a NUL', 'a: b\nc: "\0"\n', [1, 'encoding', '', 'not UTF-8 text']],
    ['what was no UTF-8', 'a: b\nc: "\ufffd"\n', [1, 'encoding', '', 'not UTF-8 text']],
    ['brackets', `[${'[],'.repeat(399)}]\n`, undefined],
    ['a bracket more', `[${'[],'.repeat(400)}]\n`, [1, 'syntax', '', tooDeep]],
    ['braces', `[${'{},'.repeat(399)}]\n`, undefined],
    ['a brace more', `a: b\nc: [${'{},'.repeat(400)}]\n`, [2, 'syntax', '', tooDeep]],
    ['brackets and braces together, over all lines', `- [${'[],'.repeat(199)}]\n- [${'{},'.repeat(199)}]\n- [{}]\n`, [3, 'syntax', '', tooDeep]],
    ['brackets and braces in a text', `a: "${'[{'.repeat(200)}"\n`, undefined],
    ['more of them in a text', `# a\n# b\na: "${'[{'.repeat(201)}"\n`, [3, 'syntax', '', tooDeep]],
    ['closed ones do not count', `# ${']}'.repeat(600)}\n`, undefined],
    ['spaces before a key', `a:\n${' '.repeat(64)}b: c\n`, undefined],
    ['a space more', `a:\n${' '.repeat(65)}b: c\n`, [2, 'syntax', '', tooDeep]],
    ['lists in lists', `${'- '.repeat(24)}a\n`, undefined],
    ['a list more', `# a\n${'- '.repeat(25)}a\n`, [2, 'syntax', '', tooDeep]],
    ['with nothing in it', `${'- '.repeat(24)}-\n`, [1, 'syntax', '', tooDeep]],
    ['by tabs', `# ${'-\t'.repeat(24)}\n`, undefined],
    ['a tab more', `# ${'-\t'.repeat(25)}\n`, [1, 'syntax', '', tooDeep]],
    ['keys', `# ${'? '.repeat(24)}\n`, undefined],
    ['a key more', `# ${'? '.repeat(25)}\n`, [1, 'syntax', '', tooDeep]],
    ['values', `# ${': '.repeat(24)}\n`, undefined],
    ['a value more', `# ${': '.repeat(25)}\n`, [1, 'syntax', '', tooDeep]],
    ['all three', `# ${'- ? : '.repeat(8)}-\n`, [1, 'syntax', '', tooDeep]],
    ['each line by itself', '# - - - - - - - - - - - - -\n'.repeat(3), undefined],
    ['signs in a word', `# ${'-x?y:z'.repeat(30)}\n`, undefined],
    ['signs that begin a word', `# ${'-x ?y :z '.repeat(30)}\n`, undefined],
    ['signs that begin a word after a tab', `# ${'-x\t?y\t:z\t'.repeat(30)}\n`, undefined],
    ['words', `# ${'x y\t'.repeat(100)}\n`, undefined],
  ])('%s', (_name, text, problem) => {
    expect(told(text)).toEqual(problem ? [problem] : []);
    if (problem) expect(readYaml(text)).toMatchObject({ value: undefined, lines: new Map() });
  });
});

describe('fifty problems are told', () => {
  test.each<[name: string, text: string, first: Told, last: Told]>([
    ['aliases', '- *x\n'.repeat(60), [1, 'alias', '0', noAlias], [50, 'alias', '49', noAlias]],
    ['faults of the parser', '- @x\n'.repeat(60), [1, 'syntax', '', 'Plain value cannot start with reserved character @'], [50, 'syntax', '', 'Plain value cannot start with reserved character @']],
    ['what the parser warns of, and what is refused', '- !x a\n'.repeat(30), [1, 'syntax', '', 'Unresolved tag: !x'], [20, 'syntax', '19', noTag]],
  ])('%s', (_name, text, first, last) => {
    const all = told(text);
    expect([all.length, all[0], all.at(-1)]).toEqual([50, first, last]);
  });
});
