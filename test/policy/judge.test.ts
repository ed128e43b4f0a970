import { describe, expect, test } from '@jest/globals';
import type { Confidence, Finding, Level, Severity } from '../../src/core/finding.js';
import type { CheckMode, PolicyMode } from '../../src/core/policy.js';
import type { FoundGap, Outcome } from '../../src/core/verdict.js';
import { conclusionOf } from '../../src/core/publication.js';
import { exitCodeOf, judge, type JudgeInput } from '../../src/policy/judge.js';
import { checkModes, confidences, failModes, finding, fingerprint, gap, levels, now, policy, policyModes, severities, waiver, without } from './build.js';

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

test('what a rule of the policy lets only warn is told, and blocks nothing, whatever its severity', () => {
  const warned = finding({ severity: 'critical', warnsBy: 'advisories.unfixed' });
  expect(judge(input({ findings: [warned] }))).toMatchObject({ outcome: 'warn', blocking: [], findings: [warned] });
  expect(judge(input({ findings: [warned, finding({ severity: 'critical', fingerprint: fingerprint('other') })] }))).toMatchObject({ outcome: 'block', blocking: [fingerprint('other')] });
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
