import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Confidence, Finding, Level, Severity } from '../../src/core/finding.js';
import type { CheckMode, FailMode, PolicyMode } from '../../src/core/policy.js';
import type { FoundGap, Outcome } from '../../src/core/verdict.js';
import { conclusionOf } from '../../src/core/publication.js';
import { exitCodeOf, judge, type JudgeInput } from '../../src/policy/judge.js';
import { finding, fingerprint, gap, now, policy, waiver, without } from './build.js';

const severities: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];
const confidences: readonly Confidence[] = ['low', 'medium', 'high'];
const levels: readonly Level[] = ['default', 'folded', 'audit'];
const checkModes: readonly CheckMode[] = ['off', 'warn', 'block'];
const policyModes: readonly PolicyMode[] = ['observe', 'warn', 'block'];
const failModes: readonly FailMode[] = ['open', 'closed'];
const both = [false, true] as const;

/** Numbers written out, so that the model shares no order with the code that it checks. */
const weight: Record<Severity, number> = { info: 0, low: 1, medium: 2, high: 3, critical: 4 };

/** The table once more, from the point of view of one finding alone. */
function model(row: { severity: Severity; threshold: Severity; confidence: Confidence; level: Level; checkMode: CheckMode; policyMode: PolicyMode; waived: boolean }): Outcome {
  if (row.checkMode === 'off' || row.waived || row.level !== 'default') return 'pass';
  if (row.checkMode === 'warn' || row.policyMode === 'warn') return 'warn';
  if (row.confidence === 'low' || weight[row.severity] < weight[row.threshold]) return 'warn';
  return 'block';
}

const input = (more: Partial<JudgeInput> = {}): JudgeInput => ({ findings: [], gaps: [], policy: policy(), policyUsable: true, own: ['author'], now, ...more });

test('every row of one finding', () => {
  let rows = 0;
  for (const severity of severities) for (const threshold of severities) for (const confidence of confidences) for (const level of levels) {
    for (const checkMode of checkModes) for (const policyMode of policyModes) for (const waived of both) {
      const verdict = judge(input({
        findings: [finding({ severity, confidence, level })],
        policy: policy({ mode: policyMode, checks: { 'install-script': { mode: checkMode, threshold, failMode: 'closed' } }, waivers: waived ? [waiver()] : [] }),
      }));
      const row = { severity, threshold, confidence, level, checkMode, policyMode, waived };
      const outcome = model(row);
      expect({ row, outcome: verdict.outcome, enforced: verdict.enforced, blocking: verdict.blocking.length, waived: verdict.waived.length })
        .toEqual({ row, outcome, enforced: policyMode !== 'observe', blocking: outcome === 'block' ? 1 : 0, waived: waived && checkMode !== 'off' ? 1 : 0 });
      rows++;
    }
  }
  expect(rows).toBe(5 * 5 * 3 * 3 * 3 * 3 * 2);
});

test('every row of one gap', () => {
  for (const failMode of failModes) for (const ours of both) for (const checkMode of checkModes) for (const policyMode of policyModes) for (const waived of both) for (const policyUsable of both) {
    const verdict = judge(input({
      gaps: [gap({ ours })], policyUsable,
      policy: policy({ mode: policyMode, checks: { 'install-script': { mode: checkMode, threshold: 'high', failMode } }, waivers: waived ? [without(waiver({ fingerprint: fingerprint('gap') }), 'package', 'version', 'integrity')] : [] }),
    }));
    const counts = checkMode !== 'off' && !waived && (failMode === 'closed' || ours);
    const row = { failMode, ours, checkMode, policyMode, waived, policyUsable };
    expect({ row, outcome: verdict.outcome, gaps: verdict.gaps.map((one) => [one.counts, one.waived]) })
      .toEqual({ row, outcome: counts || !policyUsable ? 'unknown' : 'pass', gaps: checkMode === 'off' ? [] : [[counts, waived]] });
  }
});

describe('a second person\'s approval', () => {
  const approved = finding({ approvedBy: ['carol'] });
  test('tells what would block, and blocks nothing', () => {
    expect(judge(input({ findings: [approved] }))).toMatchObject({ outcome: 'warn', blocking: [], findings: [approved] });
    expect(judge(input({ findings: [finding({ severity: 'critical', approvedBy: ['carol'] })], policy: policy({ checks: {} }) })).outcome).toBe('warn');
  });
  test('is of that finding alone', () => {
    expect(judge(input({ findings: [approved, finding({ fingerprint: fingerprint('b') })] }))).toMatchObject({ outcome: 'block', blocking: [fingerprint('b')] });
    expect(judge(input({ findings: [approved], gaps: [gap()] })).outcome).toBe('unknown');
  });
  test('by nobody is none', () => expect(judge(input({ findings: [finding({ approvedBy: [] })] })).outcome).toBe('block'));
});

describe('several together', () => {
  const blocking = finding({ fingerprint: fingerprint(1) });
  const warning = finding({ fingerprint: fingerprint(2), severity: 'low' });
  const open = gap({ check: 'network-access', fingerprint: fingerprint(3) });
  test.each<[name: string, findings: readonly Finding[], gaps: readonly FoundGap[], outcome: Outcome]>([
    ['a block stands over a gap', [blocking, warning], [gap()], 'block'],
    ['a gap stands over a warning', [warning], [gap()], 'unknown'],
    ['an open gap is only named', [warning], [open], 'warn'],
    ['an open gap alone passes', [], [open], 'pass'],
    ['nothing passes', [], [], 'pass'],
    ['a check that the policy does not know is strict', [finding({ check: 'new', severity: 'info' })], [], 'block'],
    ['so is its gap', [], [gap({ check: 'new' })], 'unknown'],
  ])('%s', (_name, findings, gaps, outcome) => expect(judge(input({ findings, gaps })).outcome).toBe(outcome));
  test('the worst is told first', () => {
    expect(judge(input({ findings: [warning, finding({ fingerprint: fingerprint(4), severity: 'critical', level: 'folded' }), blocking, finding({ fingerprint: fingerprint(5), severity: 'critical' })] })).findings.map((one) => one.fingerprint))
      .toEqual([5, 1, 2, 4].map(fingerprint));
  });
});

test.each<[outcome: Outcome, conclusion: string, exit: number]>([['pass', 'success', 0], ['warn', 'success', 0], ['block', 'failure', 1], ['unknown', 'failure', 2]])('%s concludes in %s and exits with %i', (outcome, conclusion, exit) => {
  expect([conclusionOf({ outcome, enforced: true }), exitCodeOf({ outcome, enforced: true })]).toEqual([conclusion, exit]);
  expect([conclusionOf({ outcome, enforced: false }), exitCodeOf({ outcome, enforced: false })]).toEqual(['success', 0]);
});

describe('doubt may only raise', () => {
  const rank: Record<Outcome, number> = { pass: 0, warn: 1, unknown: 2, block: 3 };
  const checks = ['install-script', 'network-access', 'known-vulnerability', 'unknown-check'];
  const anyFinding = fc.record({ check: fc.constantFrom(...checks), severity: fc.constantFrom(...severities), confidence: fc.constantFrom(...confidences), level: fc.constantFrom(...levels), fingerprint: fc.integer({ min: 0, max: 5 }).map(fingerprint) }).map(finding);
  const anyGap = fc.record({ check: fc.constantFrom(...checks), ours: fc.boolean(), fingerprint: fc.integer({ min: 0, max: 5 }).map(fingerprint) }).map(gap);
  const anyWaiver = fc.record({ fingerprint: fc.integer({ min: 0, max: 5 }).map(fingerprint), by: fc.constantFrom('reviewer', 'author'), until: fc.constantFrom('2026-09-29', '2026-10-31', '2099-01-01') }).map(waiver);
  const anyInput = fc.record({
    findings: fc.array(anyFinding, { maxLength: 5 }), gaps: fc.array(anyGap, { maxLength: 4 }), waivers: fc.array(anyWaiver, { maxLength: 4 }), mode: fc.constantFrom(...policyModes),
    checks: fc.record(Object.fromEntries(checks.slice(0, 3).map((id) => [id, fc.record({ mode: fc.constantFrom(...checkModes), threshold: fc.constantFrom(...severities), failMode: fc.constantFrom(...failModes) })]))),
  }).map(({ findings, gaps, waivers, mode, checks: all }) => input({ findings, gaps, policy: policy({ mode, waivers, checks: all }) }));
  const never = (name: string, change: (from: JudgeInput, finding: Finding, gap: FoundGap, pick: number) => JudgeInput) => test(`${name} never moves towards pass`, () => {
    fc.assert(fc.property(anyInput, anyFinding, anyGap, fc.nat(10), (from, one, hole, pick) => {
      expect(rank[judge(change(from, one, hole, pick)).outcome]).toBeGreaterThanOrEqual(rank[judge(from).outcome]);
    }), { numRuns: 300, seed: 11 });
  });
  const at = <T>(list: readonly T[], pick: number, change: (item: T) => T[]): T[] => list.flatMap((item, index) => (list.length > 0 && index === pick % list.length ? change(item) : [item]));
  never('adding a finding', (from, one) => ({ ...from, findings: [...from.findings, one] }));
  never('adding a gap', (from, _one, hole) => ({ ...from, gaps: [...from.gaps, hole] }));
  never('raising a severity', (from, _one, _hole, pick) => ({ ...from, findings: at(from.findings, pick, (item) => [{ ...item, severity: severities[Math.min(4, severities.indexOf(item.severity) + 1)]! }]) }));
  never('raising a confidence', (from, _one, _hole, pick) => ({ ...from, findings: at(from.findings, pick, (item) => [{ ...item, confidence: 'high' }]) }));
  never('removing a waiver', (from, _one, _hole, pick) => ({ ...from, policy: { ...from.policy, waivers: at(from.policy.waivers, pick, () => []) } }));
  never('not knowing who wrote the change', (from) => ({ ...from, own: 'unknown' }));
  never('one more author', (from) => ({ ...from, own: [...(from.own as readonly string[]), 'reviewer'] }));
  never('a policy that cannot be read', (from) => ({ ...from, policyUsable: false }));
  never('a gap of our own making', (from, _one, _hole, pick) => ({ ...from, gaps: at(from.gaps, pick, (item) => [{ ...item, ours: true }]) }));
  never('bytes that nobody pins', (from, _one, _hole, pick) => ({ ...from, findings: at(from.findings, pick, (item) => [without(item, 'integrity') as Finding]) }));
  never('a later day', (from) => ({ ...from, now: '2026-11-30T00:00:00Z', policy: { ...from.policy, waivers: from.policy.waivers.filter((one) => one.until !== '2099-01-01') } }));
});
