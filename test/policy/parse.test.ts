import { describe, expect, test } from '@jest/globals';
import { limits } from '../../src/core/limits.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { daysUntil } from '../../src/policy/schema.js';
import { fingerprint, known, now } from './build.js';

const checks = new Set(known.keys());
const read = (text: string) => parsePolicy(text, 'p.yml', checks, now);
const waiverLines = (more: Record<string, string>): string => {
  const all = { finding: fingerprint('a'), package: 'left-pad', version: '1.3.0', integrity: 'sha512-AAAA', reason: 'read by hand, harmless', by: 'reviewer', until: '2026-10-31', ...more };
  return `waivers:\n  - ${Object.entries(all).filter(([, value]) => value !== '').map(([key, value]) => `${key}: ${value}`).join('\n    ')}\n`;
};

describe('a policy file that is fine', () => {
  test('gives what is written, and only that', () => {
    const parsed = read('mode: warn\nthreshold: low\nfail-mode: open\nchecks:\n  install-script: { mode: block, threshold: critical }\n  network-access:\n    fail-mode: closed\nregistries:\n  allowed: [B.example, a.example:4873]\n');
    expect(parsed).toMatchObject({ ok: true, settings: { mode: 'warn', threshold: 'low', failMode: 'open', allowed: ['a.example:4873', 'b.example'], waivers: [] } });
    expect(parsed.ok && [...parsed.settings.checks]).toEqual([['install-script', { mode: 'block', threshold: 'critical' }], ['network-access', { failMode: 'closed' }]]);
    expect(parsed.ok && parsed.settings.lines.get('checks.network-access.fail-mode')).toBe(7);
  });
  test.each([['', 'empty'], ['# nothing\n', 'a comment'], ['waivers:\n#  - finding: x\n', 'a list with everything commented out'], ['\ufeffmode: warn\r\nchecks:\r\n', 'a byte order mark and CRLF']])('%j: %s', (text) => {
    expect(read(text).ok).toBe(true);
  });
  test('keeps versions as text', () => {
    const parsed = read(waiverLines({ version: '1.0' }));
    expect(parsed.ok && parsed.settings.waivers[0]).toEqual({ fingerprint: fingerprint('a'), package: 'left-pad', version: '1.0', integrity: 'sha512-AAAA', reason: 'read by hand, harmless', by: 'reviewer', until: '2026-10-31' });
  });
  test('a waiver that has ended is no fault of the file', () => expect(read(waiverLines({ until: '2025-01-01' })).ok).toBe(true));
  test('a waiver may last 90 days', () => expect(read(waiverLines({ until: '2026-12-29' })).ok).toBe(true));
  test.each(['ann', '"@ann-b"', 'ann_acme', '"renovate[bot]"'])('a login: %s', (by) => expect(read(waiverLines({ by })).ok).toBe(true));
  test('a finding without a package is waived by its fingerprint', () => expect(read(waiverLines({ package: '', version: '', integrity: '' })).ok).toBe(true));
});

const faults: readonly (readonly [text: string, line: number, code: string, key: string])[] = [
  ['mode: blocking\n', 1, 'bad-value', 'mode'],
  ['mode: block\nmoed: warn\n', 2, 'unknown-key', 'moed'],
  ['checks:\n  install-scripts:\n    mode: off\n', 2, 'unknown-key', 'checks.install-scripts'],
  ['checks:\n  install-script:\n    modes: off\n', 3, 'unknown-key', 'checks.install-script.modes'],
  ['checks:\n  install-script: off\n', 2, 'bad-value', 'checks.install-script'],
  ['checks: { constructor: { mode: off } }\n', 1, 'unknown-key', 'checks.constructor'],
  ['__proto__: { mode: warn }\n', 1, 'unknown-key', '__proto__'],
  ['<<: { mode: warn }\n', 1, 'unknown-key', '<<'],
  ['threshold: severe\n', 1, 'bad-value', 'threshold'],
  ['mode: block\n\nmode: warn\n', 3, 'duplicate-key', ''],
  ['mode: &m block\nthreshold: *m\n', 2, 'alias', 'threshold'],
  ['mode: !!str block\n', 1, 'syntax', 'mode'],
  ['mode: !!js/function "block"\n', 1, 'syntax', ''],
  ['mode: block\n---\nmode: warn\n', 2, 'syntax', ''],
  ['mode: [\n', 2, 'syntax', ''],
  ['- mode\n', 1, 'bad-value', ''],
  ['registries:\n  allowed:\n    - "*.example"\n', 3, 'wildcard', 'registries.allowed.0'],
  ['registries:\n  allowed:\n    - https://a.example/\n', 3, 'bad-value', 'registries.allowed.0'],
  [waiverLines({ finding: '"*"' }), 2, 'wildcard', 'waivers.0.finding'],
  [waiverLines({ finding: 'abc' }), 2, 'bad-value', 'waivers.0.finding'],
  [waiverLines({ package: '"@scope/*"' }), 3, 'wildcard', 'waivers.0.package'],
  [waiverLines({ version: '^1.3.0' }), 4, 'wildcard', 'waivers.0.version'],
  [waiverLines({ version: '1.x' }), 4, 'wildcard', 'waivers.0.version'],
  [waiverLines({ version: 'latest' }), 4, 'wildcard', 'waivers.0.version'],
  [waiverLines({ package: '' }), 2, 'waiver-incomplete', 'waivers.0.package'],
  [waiverLines({ reason: '' }), 2, 'waiver-incomplete', 'waivers.0.reason'],
  [waiverLines({ reason: 'ok' }), 6, 'waiver-incomplete', 'waivers.0.reason'],
  [waiverLines({ reason: 'xxxxxxxxxxxxxxxx' }), 6, 'waiver-incomplete', 'waivers.0.reason'],
  [waiverLines({ by: '' }), 2, 'waiver-incomplete', 'waivers.0.by'],
  [waiverLines({ by: 'some bot[bot]' }), 7, 'waiver-incomplete', 'waivers.0.by'],
  [waiverLines({ by: 'ann@acme.example' }), 7, 'waiver-incomplete', 'waivers.0.by'],
  [waiverLines({ by: 'ann--b' }), 7, 'waiver-incomplete', 'waivers.0.by'],
  [waiverLines({ by: 'ann.b' }), 7, 'waiver-incomplete', 'waivers.0.by'],
  [waiverLines({ until: '' }), 2, 'waiver-incomplete', 'waivers.0.until'],
  [waiverLines({ until: '2099-01-01' }), 8, 'waiver-too-long', 'waivers.0.until'],
  [waiverLines({ until: '2026-12-30' }), 8, 'waiver-too-long', 'waivers.0.until'],
  [waiverLines({ until: '2026-02-30' }), 8, 'bad-value', 'waivers.0.until'],
  [waiverLines({ until: 'forever' }), 8, 'bad-value', 'waivers.0.until'],
  ['mode: "\0"\n', 1, 'encoding', ''],
];

describe('a policy file with a fault gives no settings, and names the line', () => {
  test.each(faults)('%j', (text, line, code, key) => {
    const parsed = read(text);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.problems).toEqual(expect.arrayContaining([expect.objectContaining({ path: 'p.yml', line, code, key })]));
  });
});

type Told = readonly [line: number, code: string, key: string, detail: string];
const told = (text: string, at = now): Told[] => {
  const parsed = parsePolicy(text, 'p.yml', checks, at);
  return parsed.ok ? [] : parsed.problems.map(({ path, line, code, key, detail }) => { expect(path).toBe('p.yml'); return [line, code, key, detail]; });
};
const notAMap = 'Invalid input: expected object, received';
const missing = 'is missing';
const noReason = 'says in words why this is accepted';
const late = 'ends more than 90 days ahead';
const bound = { package: '', version: '', integrity: '' };

describe('what is told of a file is all that is wrong with it, in words, on its line', () => {
  test.each<[text: string, problems: readonly Told[]]>([
    ['""\n', []],
    ['{}\n', []],
    ['checks:\nregistries:\nwaivers: ""\n', []],
    ['hello\n', [[1, 'bad-value', '', `${notAMap} string`]]],
    ['# a list\n\n- mode\n', [[3, 'bad-value', '', `${notAMap} array`]]],
    ['mode:\nthreshold: low\n', [[1, 'bad-value', 'mode', 'Invalid option: expected one of "observe"|"warn"|"block"']]],
    ['mode: {}\nfail-mode: []\n', [[1, 'bad-value', 'mode', 'Invalid option: expected one of "observe"|"warn"|"block"'], [2, 'bad-value', 'fail-mode', 'Invalid option: expected one of "open"|"closed"']]],
    ['moed: warn\n"": x\n', [[1, 'unknown-key', 'moed', 'no such key'], [2, 'unknown-key', '', 'no such key']]],
    ['registries:\n  allow: []\n', [[2, 'unknown-key', 'registries.allow', 'no such key']]],
    ['registries: a.example\n', [[1, 'bad-value', 'registries', `${notAMap} string`]]],
    ['registries:\n  allowed:\n', [[2, 'bad-value', 'registries.allowed', 'Invalid input: expected array, received string']]],
    ['checks: []\n', [[1, 'bad-value', 'checks', 'Invalid input: expected record, received array']]],
    ['checks:\n  install-script:\n', [[2, 'bad-value', 'checks.install-script', `${notAMap} string`]]],
    ['checks:\n  network-access: {}\n  installed: {}\n  toString: {}\n', [[3, 'unknown-key', 'checks.installed', 'no check of this name'], [4, 'unknown-key', 'checks.toString', 'no check of this name']]],
    ['waivers: {}\n', [[1, 'bad-value', 'waivers', 'Invalid input: expected array, received object']]],
    ['waivers:\n- one\n', [[2, 'bad-value', 'waivers.0', `${notAMap} string`]]],
    ['waivers:\n- {}\n', [[2, 'waiver-incomplete', 'waivers.0.finding', missing], [2, 'waiver-incomplete', 'waivers.0.reason', missing], [2, 'waiver-incomplete', 'waivers.0.by', missing], [2, 'waiver-incomplete', 'waivers.0.until', missing]]],
    [waiverLines({ reason: '[]' }), [[6, 'bad-value', 'waivers.0.reason', 'Invalid input: expected string, received array']]],
    [waiverLines({ reason: 'ok', by: '' }), [[6, 'waiver-incomplete', 'waivers.0.reason', noReason], [2, 'waiver-incomplete', 'waivers.0.by', missing]]],
    [waiverLines({ note: 'x' }), [[9, 'unknown-key', 'waivers.0.note', 'no such key']]],
    [waiverLines({ package: '' }), [[2, 'waiver-incomplete', 'waivers.0.package', missing]]],
    [waiverLines({ ...bound, version: '1.3.0' }), [[2, 'waiver-incomplete', 'waivers.0.package', missing]]],
    [waiverLines({ ...bound, integrity: 'sha512-AAAA' }), [[2, 'waiver-incomplete', 'waivers.0.package', missing]]],
    [waiverLines({ ...bound, package: 'left-pad' }), []],
    [waiverLines({ until: '2026-12-29' }), []],
    [`mode: warn\n${waiverLines({ ...bound, version: '1', until: '2026-12-30' })}`, [[7, 'waiver-too-long', 'waivers.0.until', late], [3, 'waiver-incomplete', 'waivers.0.package', missing]]],
    ['checks:\n  nope: {}\n  nope: {}\n', [[3, 'duplicate-key', '', 'a key stands twice']]],
  ])('%j', (text, problems) => expect(told(text)).toEqual(problems));

  test.each(['never', ''])('a waiver lasts too long where the moment is %j', (at) => {
    expect(told(waiverLines({}), at)).toEqual([[8, 'waiver-too-long', 'waivers.0.until', late]]);
  });
  test('of many unknown keys in one place ten are told, in order', () => {
    const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
    expect(told(keys.map((key) => `${key}: x\n`).join(''))).toEqual(keys.slice(0, 10).map((key, index) => [index + 1, 'unknown-key', key, 'no such key']));
  });
  test('of many faults fifty are told, in order', () => {
    const rows = Array.from({ length: 60 }, (_, index) => [index + 3, 'bad-value', `registries.allowed.${index}`, 'is a host name, without scheme and path']);
    expect(told(`registries:\n  allowed:\n${'  - a/b\n'.repeat(60)}`)).toEqual(rows.slice(0, 50));
  });
});

describe('settings', () => {
  const settingsOf = (text: string) => {
    const parsed = read(text);
    if (!parsed.ok) throw new Error(parsed.problems[0]!.detail);
    const { lines: _, checks: found, rules: _rules, ...rest } = parsed.settings;
    return { ...rest, checks: [...found] };
  };
  test.each<[text: string, settings: unknown]>([
    ['', { checks: [], waivers: [] }],
    ['checks:\nregistries:\nwaivers:\n', { checks: [], waivers: [] }],
    ['registries: {}\n', { checks: [], waivers: [] }],
    ['registries:\n  allowed: []\n', { checks: [], waivers: [], allowed: [] }],
    ['registries:\n  allowed: [b.example, B.EXAMPLE, a.example]\n', { checks: [], waivers: [], allowed: ['a.example', 'b.example'] }],
    ['checks:\n  network-access: { mode: warn }\n  known-vulnerability: {}\n  install-script: { fail-mode: open }\n', { checks: [['install-script', { failMode: 'open' }], ['known-vulnerability', {}], ['network-access', { mode: 'warn' }]], waivers: [] }],
    [waiverLines({ ...bound, reason: '"  read by hand, harmless "', by: '"@ann"' }), { checks: [], waivers: [{ fingerprint: fingerprint('a'), reason: 'read by hand, harmless', by: 'ann', until: '2026-10-31' }] }],
    [waiverLines({ version: '', integrity: '' }), { checks: [], waivers: [{ fingerprint: fingerprint('a'), package: 'left-pad', reason: 'read by hand, harmless', by: 'reviewer', until: '2026-10-31' }] }],
  ])('of %j', (text, settings) => expect(settingsOf(text)).toStrictEqual(settings));
});

describe('a hostile policy file is refused in bounded time', () => {
  test.each([
    ['one byte over the limit', `#${'x'.repeat(limits.policyBytes.value)}`, 'too-large'],
    ['too many lines', '\n'.repeat(20_000), 'too-large'],
    ['opening brackets, which end the process inside the parser', '['.repeat(200_000), 'syntax'],
    ['brackets closed in quotes', `${'["]",'.repeat(20_000)}`, 'syntax'],
    ['nested maps on one line', '{a: '.repeat(50_000), 'syntax'],
    ['nested lists on one line', '- '.repeat(100_000), 'syntax'],
    ['nested keys on one line', '? '.repeat(100_000), 'syntax'],
    ['deep indentation', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'syntax'],
    ['an alias bomb', 'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n', 'alias'],
  ])('%s', (_name, text, code) => {
    const parsed = read(text);
    expect(!parsed.ok && parsed.problems.map((problem) => problem.code)).toContain(code);
  });
});

test.each([['2026-09-30', 0], ['2026-10-01', 1], ['2026-09-29', -1], ['2026-12-29', 90], ['2026-13-01', undefined]])('days until %s', (until, days) => {
  expect(daysUntil(until, now)).toBe(days);
});
test('days are counted in UTC, from any moment of the day', () => {
  expect([daysUntil('2026-10-01', '2026-09-30T00:00:00Z'), daysUntil('2026-10-01', '2026-09-30T23:59:59.999Z'), daysUntil('2026-10-01', 'never')]).toEqual([1, 1, undefined]);
});
