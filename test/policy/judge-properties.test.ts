import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/core/finding.js';
import type { FoundGap, Outcome } from '../../src/core/verdict.js';
import { judge, type JudgeInput } from '../../src/policy/judge.js';
import { checkModes, confidences, failModes, finding, fingerprint, gap, levels, now, policy, policyModes, severities, waiver, without } from './build.js';

const input = (more: Partial<JudgeInput> = {}): JudgeInput => ({ findings: [], gaps: [], policy: policy(), policyUsable: true, own: ['author'], now, ...more });

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
