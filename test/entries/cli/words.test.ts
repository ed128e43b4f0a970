import { afterAll, describe, expect, test } from '@jest/globals';
import { commands } from '../../../src/entries/cli/commands/index.js';
import { workshop } from '../../adapters/local-git/repository.js';
import { machine, mergewarden } from './cli.js';
import { document } from './documents.js';

const shop = workshop();
afterAll(() => shop.clean());
const cwd = shop.folder();
const env = machine(shop.folder());
const cli = (...argv: string[]) => mergewarden(argv, { cwd, env });

describe('help', () => {
  test.each(commands.map((command) => command.name))('%s tells its usage and its exit codes on stdout', async (name) => {
    for (const argv of [[name, '--help'], [name, '-h'], ['help', name]]) {
      const { code, out, err } = await cli(...argv);
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(new RegExp(`^Usage: mergewarden ${name} `.trimEnd()));
      expect(out).toMatch(/Exit code: /);
    }
  });
  test('without a word it lists the commands, as wrong usage', async () => {
    const [bare, asked] = [await cli(), await cli('--help')];
    expect([bare.code, asked.code]).toEqual([64, 0]);
    expect(bare.out).toBe(asked.out);
    for (const { name, summary } of commands) expect(asked.out).toContain(`  ${name.padEnd(10)}  ${summary}`);
  });
  test.each([['', '--help'], ...commands.map((command) => [command.name, '--help'])])('%s fits on 80 columns', async (...argv) => {
    for (const line of (await cli(...argv.filter((word) => word !== ''))).out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
  test.each(commands.map((command) => [command.name, command] as const))('%s has an example, and tells of its options all and no other', (name, { usage, options }) => {
    expect(usage).toMatch(new RegExp(`\nExample: (?:[A-Z_]+=\\S+ )?mergewarden ${name}\\b.*\n`));
    const told = new Set([...usage.replaceAll(/"[^"]*"/g, '').matchAll(/--([a-z][a-z-]*)/g)].map((match) => match[1]!));
    expect([...told].sort()).toEqual([...options].sort());
    for (const option of options) expect(usage).toMatch(new RegExp(`^  --${option}(?: [A-Z]+)?(?:\\s{2,}\\S|$)`, 'm'));
  });
  test('the version is a version', async () => expect((await cli('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/));
});

test.each<[words: string, said: string]>([
  ['frobnicate', 'there is no command "frobnicate". '], ['reviw', 'there is no command "reviw"; did you mean review? '], ['review --offlin', 'there is no option "--offlin"; did you mean --offline? '], ['review --polcy=x', 'there is no option "--polcy"; did you mean --policy? '], ['review -x', 'there is no option "-x". '], ['review --frob', '--frob'], ['review extra', 'extra'], ['review --base', '--base'], ['review --registry nonsense', '--registry wants an http or https URL, not "nonsense"'],
  ['review --policy gone.yml', '--policy: gone.yml cannot be read'], ['review --advisories gone', '--advisories: '], ['review --exploited gone', '--exploited: '], ['review --save gone/file', '--save: gone/file cannot be written (ENOENT)'], ['review --sarif gone/file', '--sarif: gone/file cannot be written (ENOENT)'],
  ['replay', 'it wants the FILE of a saved review'], ['replay a b', 'one word too many'], ['policy', 'it wants "check FILE"'], ['policy frob x', 'it wants "check FILE"'], ['policy check', 'it wants "check FILE"'],
  ['lockfile', 'it wants "list FILE"'], ['lockfile list', 'it wants "list FILE"'], ['lockfile list README.md', 'README.md is no lockfile\'s name; --format npm|pnpm|yarn|bun|requirements|poetry|uv says what it is'], ['lockfile diff a', 'it wants'], ['lockfile diff --rev a b', 'it wants'],
  ['trust', 'it wants "verify'], ['trust verify', '--attestations FILE or --packument FILE is missing'], ['trust verify --attestations package.json --integrity sha1-x', '--integrity wants one whole sha512'],
  ['advisories', 'it wants "match'], ['advisories match', '--db DIR is missing'], ['advisories match --db .', '--ecosystem wants npm or PyPI'], ['advisories match --db . --ecosystem npm', 'a package is missing'],
])('wrong usage is said in one line, with the next step: %s', async (words, said) => {
  const { code, out, err } = await cli(...words.split(' '));
  expect([code, out]).toEqual([64, '']);
  expect(err).toContain(said);
  expect(err).toMatch(/^mergewarden[^\n]*--help[^\n]*\n$/);
});

test.each<[words: string, code: string]>([
  ['review', 'NOT_A_REPOSITORY'], ['review --repo gone', 'NOT_A_REPOSITORY'], ['lockfile list gone/package-lock.json', 'FILE_UNREADABLE'],
  ['lockfile diff --rev a b package-lock.json', 'NOT_A_REPOSITORY'], ['policy check gone.yml', 'FILE_UNREADABLE'], ['replay gone', 'FILE_UNREADABLE'], ['advisories match --db gone --ecosystem npm a@1.0.0', 'ADVISORIES_ABSENT'],
])('what cannot be done is said by its code, without a stack: %s', async (words, code) => {
  const ended = await cli(...words.split(' '));
  expect(ended.code).toBe(2);
  expect(ended.err.trim().split('\n').at(-1)).toMatch(new RegExp(`^mergewarden .*\\[${code}\\]$`));
  expect(ended.out).toBe('');
});

test.each(['review --json', 'policy check gone.yml --json', 'replay gone --json', 'lockfile diff --rev a b package-lock.json --json'])('one document for a program, also where nothing could be done: %s', async (words) => {
  const { code, out, err } = await cli(...words.split(' '));
  const { error } = document('error', out) as { readonly error: { readonly code: string; readonly text: string } };
  expect([code, err]).toEqual([2, expect.stringContaining(error.text)]);
  expect(error.text).toContain(`[${error.code}]`);
});
