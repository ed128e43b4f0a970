import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../src/policy/parse.js';
import { fingerprint, known, now } from './build.js';

type Told = readonly [code: string, key: string, detail: string];
const read = (file: unknown) => parsePolicy(JSON.stringify(file), 'p.yml', new Set(known.keys()), now);
function told(file: unknown): Told[] {
  const parsed = read(file);
  return parsed.ok ? [] : parsed.problems.map(({ code, key, detail }) => [code, key, detail]);
}

const whole = { finding: fingerprint('a'), package: 'left-pad', version: '1.3.0', integrity: 'sha512-AAAA', reason: 'read by hand, harmless', by: 'reviewer', until: '2026-10-31' };
const empty: Told[2] = 'must not be empty';
const long = 'too long';
const noVersion = 'names exactly one version: no range, no tag, no wildcard';
const noPackage = 'names exactly one package: no wildcard';
const noFinding = 'names exactly one finding: no wildcard';
const noFingerprint = 'is the finding\'s fingerprint: 64 characters of 0-9 and a-f';
const noReason = 'says in words why this is accepted';
const noLogin = 'is the login of the person who accepts this';
const noDay = 'is a day, written YYYY-MM-DD';

/** What is told of a waiver with one other value: its code and words, or what it is read as. */
describe('a value of a waiver', () => {
  test.each<[field: keyof typeof whole, value: string, is: { readonly read: string } | readonly [code: string, detail: string]]>([
    ['finding', `  ${fingerprint('b')} `, { read: fingerprint('b') }],
    ['finding', '0123456789abcdef'.repeat(4), { read: '0123456789abcdef'.repeat(4) }],
    ['finding', `${fingerprint('a')}0`, ['bad-value', noFingerprint]],
    ['finding', `g${fingerprint('a')}`, ['bad-value', noFingerprint]],
    ['finding', fingerprint('a').slice(1), ['bad-value', noFingerprint]],
    ['finding', 'A'.repeat(64), ['bad-value', noFingerprint]],
    ['finding', `${fingerprint('a').slice(1)}*`, ['wildcard', noFinding]],
    ['package', ' @scope/left-pad ', { read: '@scope/left-pad' }],
    ['package', 'a'.repeat(1000), { read: 'a'.repeat(1000) }],
    ['package', 'a'.repeat(1001), ['bad-value', long]],
    ['package', '', ['bad-value', empty]],
    ['package', ' \t', ['bad-value', empty]],
    ['package', 'left-*', ['wildcard', noPackage]],
    ['integrity', ' sha512-BBBB', { read: 'sha512-BBBB' }],
    ['integrity', 'sha512-*', ['wildcard', noPackage]],
    ['version', ' 1.3.0-x1 ', { read: '1.3.0-x1' }],
    ['version', '1.3.0-latest', { read: '1.3.0-latest' }],
    ['version', 'next-1', { read: 'next-1' }],
    ['version', '1.3.0+x.next', { read: '1.3.0+x.next' }],
    ['version', '1.3.*', ['wildcard', noVersion]],
    ['version', '^1.3.0', ['wildcard', noVersion]],
    ['version', '~1.3.0', ['wildcard', noVersion]],
    ['version', '>1.3.0', ['wildcard', noVersion]],
    ['version', '<1.3.0', ['wildcard', noVersion]],
    ['version', '1.3.0 | 1.3.1', ['wildcard', noVersion]],
    ['version', 'x', ['wildcard', noVersion]],
    ['version', 'X.1', ['wildcard', noVersion]],
    ['version', '1.x.0', ['wildcard', noVersion]],
    ['version', ' 1.X ', ['wildcard', noVersion]],
    ['version', 'latest', ['wildcard', noVersion]],
    ['version', ' Next ', ['wildcard', noVersion]],
    ['version', 'any', ['wildcard', noVersion]],
    ['version', 'ALL', ['wildcard', noVersion]],
    ['reason', '  read, then read again ', { read: 'read, then read again' }],
    ['reason', 'abcd 56789', { read: 'abcd 56789' }],
    ['reason', 'abcd 5678', ['waiver-incomplete', noReason]],
    ['reason', '   abcd 5678   ', ['waiver-incomplete', noReason]],
    ['reason', 'abcd abcd abcd', { read: 'abcd abcd abcd' }],
    ['reason', 'abc abc abc abc', ['waiver-incomplete', noReason]],
    ['reason', 'aAbBcC aAbBcC', ['waiver-incomplete', noReason]],
    ['reason', 'ßsßsß abababab', { read: 'ßsßsß abababab' }],
    ['reason', '1234567890 1234567890', ['waiver-incomplete', noReason]],
    ['reason', '\u{20000}\u{20001}\u{20002}\u{20003}\u{20000}', ['waiver-incomplete', noReason]],
    ['reason', `abcd${'.'.repeat(996)}`, { read: `abcd${'.'.repeat(996)}` }],
    ['reason', `abcd${'.'.repeat(997)}`, ['bad-value', long]],
    ['by', ' ann ', { read: 'ann' }],
    ['by', '@ann', { read: 'ann' }],
    ['by', 'a-b_c[bot]', { read: 'a-b_c[bot]' }],
    ['by', 'a'.repeat(100), { read: 'a'.repeat(100) }],
    ['by', 'a'.repeat(101), ['waiver-incomplete', noLogin]],
    ['by', '@@ann', ['waiver-incomplete', noLogin]],
    ['by', 'ann@acme', ['waiver-incomplete', noLogin]],
    ['by', 'ann-', ['waiver-incomplete', noLogin]],
    ['by', '-ann', ['waiver-incomplete', noLogin]],
    ['by', '[bot]', ['waiver-incomplete', noLogin]],
    ['by', 'ann[bot]x', ['waiver-incomplete', noLogin]],
    ['by', '', ['waiver-incomplete', noLogin]],
    ['until', '1970-01-01', { read: '1970-01-01' }],
    ['until', '2024-02-29', { read: '2024-02-29' }],
    ['until', '1969-12-31', ['bad-value', noDay]],
    ['until', '0099-12-31', ['bad-value', noDay]],
    ['until', '2025-02-29', ['bad-value', noDay]],
    ['until', '2026-09-31', ['bad-value', noDay]],
    ['until', '2026-09-00', ['bad-value', noDay]],
    ['until', '2026-00-10', ['bad-value', noDay]],
    ['until', '2025-13-01', ['bad-value', noDay]],
    ['until', '2025-12-99', ['bad-value', noDay]],
    ['until', '2026-10-10T00:00:00Z', ['bad-value', noDay]],
    ['until', '2026-10-100', ['bad-value', noDay]],
    ['until', '12026-10-10', ['bad-value', noDay]],
    ['until', ' 2026-10-10', ['bad-value', noDay]],
    ['until', '2026-10-1', ['bad-value', noDay]],
  ])('%s: %j', (field, value, is) => {
    const file = { waivers: [{ ...whole, [field]: value }] };
    if (!('read' in is)) return expect(told(file)).toEqual([[is[0], `waivers.0.${field}`, is[1]]]);
    const parsed = read(file);
    const { finding, ...rest } = { ...whole, [field]: is.read };
    expect(parsed.ok && parsed.settings.waivers).toStrictEqual([{ fingerprint: finding, ...rest }]);
  });
});

const noHost = 'is a host name, without scheme and path';
const host253 = `${'a.'.repeat(126)}a`;

describe('a host', () => {
  test.each<[host: string, is: string | readonly [code: string, detail: string]]>([
    ['localhost', 'localhost'],
    ['registry.example', 'registry.example'],
    ['A.B-c.Example', 'a.b-c.example'],
    ['a.example:4', 'a.example:4'],
    ['a.example:65535', 'a.example:65535'],
    ['127.0.0.1:4873', '127.0.0.1:4873'],
    [host253, host253],
    [`${host253}a`, ['bad-value', noHost]],
    ['', ['bad-value', noHost]],
    ['a..example', ['bad-value', noHost]],
    ['.example', ['bad-value', noHost]],
    ['a.example.', ['bad-value', noHost]],
    ['a.example:', ['bad-value', noHost]],
    ['a.example:123456', ['bad-value', noHost]],
    ['a.example/b', ['bad-value', noHost]],
    ['https://a.example', ['bad-value', noHost]],
    ['somebody@a.example', ['bad-value', noHost]],
    [' a.example', ['bad-value', noHost]],
    ['a_b.example', ['bad-value', noHost]],
    ['*', ['wildcard', 'names exactly one host: no wildcard']],
    ['*.example', ['wildcard', 'names exactly one host: no wildcard']],
  ])('%j', (host, is) => {
    const file = { registries: { allowed: [host] } };
    if (typeof is !== 'string') return expect(told(file)).toEqual([[is[0], 'registries.allowed.0', is[1]]]);
    const parsed = read(file);
    expect(parsed.ok && parsed.settings.allowed).toEqual([is]);
  });
});

const oneOf = (...words: string[]): string => `Invalid option: expected one of ${words.map((word) => `"${word}"`).join('|')}`;
const severities = ['info', 'low', 'medium', 'high', 'critical'];

describe('every word that a setting has, and no other', () => {
  test.each<[key: string, words: readonly string[], check: boolean]>([
    ['mode', ['observe', 'warn', 'block'], false],
    ['threshold', severities, false],
    ['fail-mode', ['open', 'closed'], false],
    ['mode', ['off', 'warn', 'block'], true],
    ['threshold', severities, true],
    ['fail-mode', ['open', 'closed'], true],
  ])('%s: %j', (key, words, check) => {
    const file = (value: string) => (check ? { checks: { 'install-script': { [key]: value } } } : { [key]: value });
    const name = key === 'fail-mode' ? 'failMode' : key;
    for (const word of words) {
      const parsed = read(file(word));
      expect(parsed.ok && (check ? parsed.settings.checks.get('install-script') : { [name]: parsed.settings[name as 'mode'] })).toStrictEqual({ [name]: word });
    }
    for (const other of ['', 'none', words[0]!.toUpperCase(), `${words[0]!} `]) expect(told(file(other))).toEqual([['bad-value', check ? `checks.install-script.${key}` : key, oneOf(...words)]]);
  });
});

/** On lines of their own: a list in brackets meets another bound first. */
const listed = (head: string, rows: number, row: (index: number) => string): string => `${head}${Array.from({ length: rows }, (_, index) => row(index)).join('')}`;

describe('how many', () => {
  const hosts = (count: number) => listed('registries:\n  allowed:\n', count, (index) => `  - h${index}.example\n`);
  const waivers = (count: number) => listed('waivers:\n', count, (index) => `- finding: ${fingerprint(index)}\n  reason: read by hand, harmless\n  by: reviewer\n  until: 2026-10-31\n`);
  test.each<[name: string, text: string, problems: readonly unknown[]]>([
    ['200 hosts', hosts(200), []],
    ['201 hosts', hosts(201), [{ path: 'p.yml', line: 2, code: 'bad-value', key: 'registries.allowed', detail: 'too many hosts' }]],
    ['500 waivers', waivers(500), []],
    ['501 waivers', waivers(501), [{ path: 'p.yml', line: 1, code: 'bad-value', key: 'waivers', detail: 'too many waivers' }]],
  ])('%s', (_name, text, problems) => {
    const parsed = parsePolicy(text, 'p.yml', new Set(known.keys()), now);
    expect(parsed.ok ? [] : parsed.problems).toEqual(problems);
  });
});
