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
