import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/core/finding.js';
import { judge, type JudgeInput } from '../../src/policy/judge.js';
import { apply, defaultValues, loosenings, tighten, tightest } from '../../src/policy/merge.js';
import { noSettings } from '../../src/policy/parse.js';
import { policyPath, readPolicy, type PolicyInput, type PolicyText } from '../../src/policy/read.js';
import { matchWaivers } from '../../src/policy/waivers.js';
import { finding, fingerprint, gap, known, now, policy, waiver } from './build.js';

// What is said of a judgement and of a policy, and in which order: a person acts on it, and the same review says it the same way.

const judged = (more: Partial<JudgeInput>) => judge({ findings: [], gaps: [], policy: policy(), policyUsable: true, own: [], now, ...more });
const at = (path: string, line: number): Pick<Finding, 'at'> => ({ at: { in: 'repository', path, side: 'head', line, endLine: line } });

describe('order', () => {
  const told: readonly (readonly [name: string, more: Partial<Finding>])[] = [
    ['blocks, critical', { severity: 'critical' }], ['blocks, high, first place', at('a.json', 2)], ['blocks, high, tenth line', at('a.json', 10)], ['blocks, high, other file', at('b.json', 1)],
    ['warns, though critical', { severity: 'critical', confidence: 'low' }], ['warns, medium', { severity: 'medium' }], ['warns, low', { severity: 'low' }],
    ['folded, critical', { level: 'folded', severity: 'critical' }], ['folded, low', { level: 'folded', severity: 'low' }], ['audit, critical', { level: 'audit', severity: 'critical' }],
  ];
  const all = told.map(([, more], index) => finding({ ...more, fingerprint: fingerprint(index) }));
  test.each([['as they come', all], ['the other way round', all.toReversed()], ['in two halves', [...all.slice(5), ...all.slice(0, 5)]]])('findings: blocking, level, severity, place, %s', (_name, findings) => {
    const { findings: ordered, blocking } = judged({ findings });
    expect(ordered.map((one) => told[all.indexOf(one)]![0])).toEqual(told.map(([name]) => name));
    expect(blocking).toEqual([0, 1, 2, 3].map(fingerprint).toSorted());
  });
  test('findings in one place: check, then fingerprint', () => {
    const same = [finding({ check: 'install-script', fingerprint: fingerprint('a') }), finding({ check: 'install-script', fingerprint: fingerprint('b') }), finding({ check: 'known-vulnerability', fingerprint: fingerprint('0') })];
    for (const findings of [same, same.toReversed()]) expect(judged({ findings }).findings).toEqual(same);
    expect(judged({ findings: same.toReversed() }).blocking).toEqual([fingerprint('0'), fingerprint('a'), fingerprint('b')].toSorted());
  });
  test('gaps: counting, check, subject, fingerprint', () => {
    const gaps = [
      gap({ check: 'install-script', subject: 'a', fingerprint: fingerprint(1) }), gap({ check: 'install-script', subject: 'a', fingerprint: fingerprint(2) }), gap({ check: 'install-script', subject: 'b', fingerprint: fingerprint(0) }),
      gap({ check: 'known-vulnerability', subject: 'a', fingerprint: fingerprint(3) }), gap({ check: 'network-access', subject: 'a', fingerprint: fingerprint(4), ours: true }), gap({ check: 'dynamic-code', subject: 'a', fingerprint: fingerprint(5) }),
    ];
    const open = { ...policy(), checks: { ...policy().checks, 'dynamic-code': { mode: 'block', threshold: 'info', failMode: 'open' } } } as const;
    for (const given of [gaps, gaps.toReversed(), [...gaps.slice(3), ...gaps.slice(0, 3)]]) expect(judged({ gaps: given, policy: open }).gaps.map((one) => one.fingerprint)).toEqual([1, 2, 0, 3, 4, 5].map(fingerprint));
  });
});

test('a waived finding is told with its waiver; remarks of the review come before those of waivers', () => {
  const [used, unused] = [waiver(), waiver({ fingerprint: fingerprint('z') })];
  const judgement = judged({ findings: [finding()], policy: policy({ waivers: [used, unused] }), remarks: [{ code: 'policy-default', data: {} }] });
  expect(judgement.waived).toEqual([{ finding: finding(), waiver: used }]);
  expect(judgement.remarks.map((remark) => remark.code)).toEqual(['policy-default', 'waiver-unused']);
  expect(judged({}).remarks).toEqual([]);
});

describe('waivers', () => {
  const match = (waivers: Parameters<typeof matchWaivers>[2]['waivers'], own: readonly string[] = []) => matchWaivers([finding()], [gap()], { waivers, own, now });
  test.each([' @Reviewer ', 'REVIEWER', '@reviewer'])('%j is the reviewer', (own) => expect(match([waiver()], [own]).findings.size).toBe(0));
  test.each(['re@viewer', 'reviewer2'])('%j is somebody else', (own) => expect(match([waiver()], [own]).findings.size).toBe(1));
  test('logins with letters that fold two ways are told apart only by what GitHub allows', () => expect(match([waiver({ by: 'stra\u00dfe' })], ['strasse']).findings.size).toBe(1));
  test('the 90th day counts', () => expect(match([waiver({ until: '2026-12-29' })]).findings.size).toBe(1));
  test('of two that fit, the first by name and day is the one that is told, in any order', () => {
    const [one, other] = [waiver({ by: 'alice' }), waiver({ by: 'bob' })];
    for (const waivers of [[one, other], [other, one]]) expect([...match(waivers).findings.values()]).toEqual([one]);
    expect([...match([waiver({ until: '2026-10-31' }), waiver({ until: '2026-10-30' })]).findings.values()]).toEqual([waiver({ until: '2026-10-30' })]);
  });
  test('whatever differs is named once, in order', () => {
    const findings = [finding({ integrity: 'sha512-BBBB' }), finding({ subject: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'other', version: '1.3.0' } })];
    for (const given of [findings, findings.toReversed()]) expect(matchWaivers(given, [], { waivers: [waiver()], own: [], now }).remarks).toEqual([{ code: 'waiver-mismatch', data: { fingerprint: waiver().fingerprint, by: 'reviewer', until: '2026-10-31', field: 'bytes, package' } }]);
  });
});

describe('merging', () => {
  const defaults = defaultValues(known);
  test('nothing is allowed and nothing waived by default', () => expect(defaults).toMatchObject({ registries: { allowed: [] }, waivers: [] }));
  test('each refused setting is named as it is written, by key, with what stands and what was wanted', () => {
    const floor = apply(defaults, { ...noSettings, allowed: ['good.example'] });
    const own = new Map([['known-vulnerability', { mode: 'off' as const }], ['install-script', { failMode: 'open' as const, mode: 'warn' as const, threshold: 'high' as const }]]);
    expect(tighten(floor, { ...noSettings, mode: 'warn', failMode: 'open', threshold: 'critical', allowed: ['a.example', 'good.example', 'b.example'], checks: own }).refused).toEqual([
      { key: 'checks.install-script.fail-mode', before: 'closed', after: 'open' }, { key: 'checks.install-script.mode', before: 'block', after: 'warn' }, { key: 'checks.known-vulnerability.mode', before: 'block', after: 'off' },
      { key: 'fail-mode', before: 'closed', after: 'open' }, { key: 'mode', before: 'block', after: 'warn' },
      { key: 'registries.allowed', before: 'not allowed', after: 'a.example' }, { key: 'registries.allowed', before: 'not allowed', after: 'b.example' }, { key: 'threshold', before: 'high', after: 'critical' },
    ]);
  });
  test('what is wanted as it stands is not refused', () => expect(tighten(defaults, { ...noSettings, mode: 'block', checks: new Map([['install-script', { mode: 'block', threshold: 'high', failMode: 'closed' }]]) }).refused).toEqual([]));
  test('the tightest of two takes the hosts of both, and checks that one alone knows as they are', () => {
    const [a, b] = [{ ...defaults, registries: { allowed: ['a.example', 'b.example'] }, waivers: [waiver()] }, { ...defaults, checks: { extra: { mode: 'warn', threshold: 'low', failMode: 'open' } }, registries: { allowed: ['b.example', 'c.example'] } }] as const;
    expect(tightest(a, b)).toEqual({ ...defaults, checks: { ...defaults.checks, ...b.checks }, registries: { allowed: ['b.example'] }, waivers: [waiver()] });
    expect(tightest(b, a).checks).toEqual(tightest(a, b).checks);
  });
  test('loosenings of hosts come in order', () => expect(loosenings(defaults, { ...defaults, registries: { allowed: ['b.example', 'a.example'] } }).map((one) => one.after)).toEqual(['a.example', 'b.example']));
});

describe('reading', () => {
  const text = (content: string, more: Partial<Extract<PolicyText, { kind: 'text' }>> = {}): PolicyText => ({ kind: 'text', path: policyPath, text: content, ...more });
  const read = (more: Partial<PolicyInput> = {}) => readPolicy({ base: { kind: 'absent' }, changedPaths: [policyPath], known, now, ...more });
  const head = (base: string, content: string, more: Partial<PolicyInput> = {}) => read({ base: text(base), head: { change: 'changed', text: text(content) }, ...more }).reading.head!;

  test.each([['FILE_TOO_LARGE', 'too-large'], ['FILE_ENCODING', 'encoding']] as const)('a file that is there and unread: %s', (code, said) => {
    const result = read({ base: { kind: 'unreadable', path: policyPath, code } });
    expect(result.reading.baseProblems).toEqual([{ path: policyPath, line: 1, code: said, key: '', detail: code }]);
    expect(result.remarks).toEqual([{ code: 'policy-unusable', data: { path: policyPath, line: 1 } }]);
  });
  test('where each part came from', () => {
    const sources = (more: Partial<PolicyInput>) => read(more).reading.inForce.sources;
    const standing = { kind: 'default', state: 'read' };
    expect(sources({})).toStrictEqual([standing, { kind: 'organisation', state: 'absent' }, { kind: 'repository', state: 'absent' }]);
    expect(sources({ base: text('', { oid: 'f00d' }), organisation: text('') })).toStrictEqual([standing, { kind: 'organisation', state: 'read', path: policyPath }, { kind: 'repository', state: 'read', path: policyPath, oid: 'f00d' }]);
    expect(sources({ base: text('x: 1\n') })).toStrictEqual([standing, { kind: 'organisation', state: 'absent' }, { kind: 'repository', state: 'absent', path: policyPath }]);
    expect(sources({ base: { kind: 'unreadable', path: policyPath, code: 'FILE_ENCODING' }, lastGood: policy() })).toStrictEqual([standing, { kind: 'organisation', state: 'absent' }, { kind: 'repository', state: 'last-good', path: policyPath }]);
  });
  test.each<[name: string, organisation: PolicyText, base: PolicyText]>([
    ['another text', text('x: 1\n'), text('y: 1\n')], ['one that cannot be read', { kind: 'unreadable', path: policyPath, code: 'FILE_ENCODING' }, text('y: 1\n')], ['a text, and here none that can be read', text('y: 1\n'), { kind: 'unreadable', path: policyPath, code: 'FILE_ENCODING' }],
    ['none that can be read on either side', { kind: 'unreadable', path: policyPath, code: 'FILE_ENCODING' }, { kind: 'unreadable', path: policyPath, code: 'FILE_ENCODING' }],
  ])('mending here does not mend the organisation\'s: %s', (_name, organisation, base) => {
    expect(read({ organisation, base, organisationIsHere: true, head: { change: 'changed', text: text('mode: block\n') } }).reading.mends).toBe(false);
  });
  test('a file in the queue that is broken takes no loosening over: the head still answers for its own', () => {
    const strict = 'checks:\n  install-script: { threshold: info }\n';
    expect(head(strict, '', { queueBase: text('') }).loosenings).toEqual([]);
    expect(head(strict, '', { queueBase: text('x: 1\n') }).loosenings.map((one) => one.key)).toEqual(['checks.install-script.threshold']);
    expect(head(strict, '', { queueBase: text('mode: block\nmode: block\n') }).loosenings).toHaveLength(1);
  });
  test('what is not broken cannot be mended', () => expect(read({ base: text('mode: warn\n'), head: { change: 'changed', text: text('mode: block\n') } }).reading.mends).toBe(false));
  test('a last good policy is told only where it is needed, an unusable one with its line', () => {
    expect(read({ lastGood: policy(), base: text('mode: warn\n') }).remarks).toEqual([]);
    expect(read({ base: text('mode: warn\n\nmdoe: x\n', { path: 'other.yml' }) }).remarks).toEqual([{ code: 'policy-unusable', data: { path: 'other.yml', line: 3 } }]);
  });
  test('whose waivers stand while a file is broken: the last good ones, or where only the organisation\'s is broken those that can be read', () => {
    const lastGood = policy({ waivers: [waiver()] });
    expect(read({ base: text('x: 1\n'), lastGood }).reading.inForce.waivers).toEqual([waiver()]);
    expect(read({ base: text(''), organisation: text('x: 1\n'), lastGood }).reading.inForce.waivers).toEqual([]);
  });
  test('which version of the file the change brings', () => {
    const of = (one: PolicyText) => read({ head: { change: 'changed', text: one } }).reading.head;
    expect(of(text('', { oid: 'beef' }))).toHaveProperty('oid', 'beef');
    expect(of(text(''))).not.toHaveProperty('oid');
    expect(read({ head: { change: 'removed', text: { kind: 'absent' } } }).reading.head).toEqual({ change: 'removed', problems: [], loosenings: [], addedWaivers: [], alone: true });
    expect(of(text('x: 1\n'))).toMatchObject({ loosenings: [], addedWaivers: [], problems: [{ key: 'x' }] });
  });
  test('an added waiver is told with all that it binds, and only that', () => {
    const base = { reason: 'read by hand, harmless', by: 'reviewer', until: '2026-10-31' };
    const lines = (more: Record<string, string>): string => `waivers:\n  - finding: ${fingerprint('a')}\n${Object.entries({ ...base, ...more }).map(([key, value]) => `    ${key}: ${value}\n`).join('')}`;
    expect(head('', lines({})).addedWaivers).toStrictEqual([{ fingerprint: fingerprint('a'), ...base, line: 2 }]);
    expect(head('', lines({ package: 'x', version: '1.0.0', integrity: 'sha512-AAAA' })).addedWaivers).toStrictEqual([{ fingerprint: fingerprint('a'), package: 'x', version: '1.0.0', integrity: 'sha512-AAAA', ...base, line: 2 }]);
  });
  test('a loosening stands on its own line, that of the general key, or the nearest above', () => {
    const strict = 'mode: block\nchecks:\n  install-script: { threshold: info, fail-mode: closed }\nregistries: { allowed: [] }\n';
    const lines = (content: string) => head(strict, content).loosenings.map((one) => `${one.key} ${one.line}`);
    expect(lines('mode: warn\nchecks:\n\n  install-script:\n    threshold: high\n')).toEqual(['checks.install-script.threshold 5', 'mode 1']);
    expect(lines('\n\nchecks:\n  install-script: {}\n')).toEqual(['checks.install-script.threshold 4']);
    expect(lines('\nchecks:\n  network-access: {}\n')).toEqual(['checks.install-script.threshold 2']);
    expect(lines('\nthreshold: medium\nchecks:\n  install-script: {}\n')).toEqual(['checks.install-script.threshold 2']);
    expect(lines('\n\nregistries:\n\n  allowed: [x.example]\nchecks:\n  install-script: { threshold: info }\n')).toEqual(['registries.allowed 5']);
    expect(lines('')).toEqual(['checks.install-script.threshold 1']);
  });
});
