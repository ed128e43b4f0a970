import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attributesOf, attributeText, effectOf, parseAttributes } from '../../src/core/attributes.js';
import { globOf } from '../../src/core/glob.js';

const folder = mkdtempSync(path.join(tmpdir(), 'attributes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (args: string[], input = ''): string => execFileSync('git', ['-c', 'core.ignoreCase=true', ...args], { cwd: folder, input, encoding: 'utf8', env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_ATTR_NOSYSTEM: '1', HOME: folder } });
run(['init', '-q']);

const names = ['filter', 'diff', 'working-tree-encoding', 'linguist-generated', 'eol', 'ident', 'text', 'merge'];
/** What git itself says, as `name=value` of those that are specified. */
function asked(files: Record<string, string>, paths: readonly string[]): string[][] {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const words = run(['check-attr', '-z', '--stdin', ...names], paths.map((one) => `${one}\0`).join('')).split('\0');
  for (const name of Object.keys(files)) rmSync(path.join(folder, name));
  const said = new Map(paths.map((one): [string, string[]] => [one, []]));
  for (let at = 0; at + 2 < words.length; at += 3) if (words[at + 2] !== 'unspecified') said.get(words[at]!)!.push(`${words[at + 1]}=${words[at + 2]}`);
  return paths.map((one) => said.get(one)!.sort());
}
function ours(files: Record<string, string>, paths: readonly string[]): string[][] {
  const read = Object.entries(files).map(([name, text]) => parseAttributes(text, name));
  return paths.map((one) => [...attributesOf(one, read).values()].filter(({ name }) => names.includes(name)).map(({ name, state }) => `${name}=${state === true ? 'set' : state === false ? 'unset' : state}`).sort());
}

const paths = ['package-lock.json', 'a/package-lock.json', 'a/b/package-lock.json', '.npmrc', 'a/.npmrc', 'yarn.lock', 'a b/x.lock', 'PACKAGE.json', 'a/[x].json'];
describe('as git reads it', () => {
  test.each<[string, Record<string, string>]>([
    ['a name', { '.gitattributes': 'package-lock.json -diff\n' }],
    ['stars', { '.gitattributes': '* filter=a\n*.json filter=b\n*.lock !filter\n' }],
    ['folders', { '.gitattributes': 'a/*.json diff=x\n/package-lock.json filter=root\n/a/.npmrc filter=deep\nb/package-lock.json filter=never\n' }],
    ['two stars', { '.gitattributes': '**/package-lock.json filter=a\na/**/package-lock.json diff=b\na/** eol=crlf\n**/b/* ident\n**foo -diff\na/**b -text\n' }],
    ['classes and marks', { '.gitattributes': '[a-p]ackage-lock.jso[!m] filter=x\n?npmrc filter=y\na/[[]x].json -diff\n[ filter=z\n[]x]* text\n' }],
    ['escapes and quotes', { '.gitattributes': '"a b/x.lock" filter=q\n"a\\\\/x" -diff\n\\* filter=no\n\\.npmrc ident\n"unclosed filter=u\n' }],
    ['macros', { '.gitattributes': '[attr]hide -diff linguist-generated filter=m\n*.json hide\nyarn.lock binary\na/*.json -hide diff\n', 'a/.gitattributes': '[attr]late filter=late\n.npmrc late\n' }],
    ['nearer files win', { '.gitattributes': '* filter=far -diff\n', 'a/.gitattributes': '*.json filter=near\n.npmrc !filter\n', 'a/b/.gitattributes': '/package-lock.json diff\n' }],
    ['later lines and words win', { '.gitattributes': '* filter=a\n* filter=b -filter filter=c\n*.json -filter\n' }],
    ['what is passed over', { '.gitattributes': `# *.json filter=c\n!*.json filter=n\na/ filter=f\n${'x'.repeat(2100)} filter=l\n  .npmrc   ident  \n\n*.json\n` }],
    ['carriage returns', { '.gitattributes': '*.json filter=a\r\n*.lock -diff\r\n' }],
    ['a byte order mark', { '.gitattributes': '\uFEFF*.json filter=a\n' }],
    ['letters of either case', { '.gitattributes': 'Package-LOCK.json filter=a\npackage.json -diff\n' }],
  ])('%s', (_, files) => expect(ours(files, paths)).toEqual(asked(files, paths)));

  test('patterns at random', () => {
    const piece = fc.constantFrom('a', 'b', '*', '**', '/', '?', '[ab]', '[!a]', '.', 'package-lock.json', '.npmrc', '\\a', '**/', '/**');
    const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')).filter((one) => !one.startsWith('"') && !one.includes('//') && !one.includes('***'));
    fc.assert(fc.property(fc.array(fc.tuple(pattern, fc.constantFrom('filter=a', 'filter=b', '-diff', '!filter', 'binary')), { minLength: 1, maxLength: 6 }), (lines) => {
      const files = { '.gitattributes': lines.map(([one, attribute]) => `${one} ${attribute}\n`).join('') };
      expect([files, ours(files, paths)]).toEqual([files, asked(files, paths)]);
    }), { numRuns: 60, seed: 7 });
  });
});

test('a pattern that would backtrack is matched step by step', () => {
  expect(globOf(`${'*a'.repeat(500)}b`)!.matches('a'.repeat(4000))).toBe(false);
  expect(globOf(`${'**/'.repeat(300)}x`)!.matches(`${'a/'.repeat(1500)}y`)).toBe(false);
});

test('macros that name one another end, however many they are', () => {
  const chain = Array.from({ length: 100_000 }, (_, at) => `[attr]m${at} m${at + 1}\n`).join('');
  expect([...attributesOf('a', [parseAttributes(`${chain}[attr]x y\n[attr]y x -diff\n* m0 x\n`, '.gitattributes')]).keys()]).toEqual(expect.arrayContaining(['m100000', 'diff']));
});

test('effects', () => {
  const effects = (text: string): string[] => [...attributesOf('yarn.lock', [parseAttributes(`* ${text}\n`, '.gitattributes')]).values()].flatMap((one) => { const effect = effectOf(one); return effect ? [`${attributeText(one)}: ${effect}`] : []; }).sort();
  expect(effects('filter=crypt working-tree-encoding=UTF-16 ident eol=crlf')).toEqual(['eol=crlf: line-ends', 'filter=crypt: rewritten', 'ident: rewritten', 'working-tree-encoding=UTF-16: rewritten']);
  expect(effects('binary linguist-generated')).toEqual(['-diff: hidden', 'linguist-generated: hidden']);
  expect(effects('linguist-generated=true')).toEqual(['linguist-generated=true: hidden']);
  expect(effects('text=auto eol=lf -filter filter=lfs working-tree-encoding=UTF-8 diff=lockb linguist-generated=false -linguist-generated merge=ours -ident')).toEqual([]);
});
