import type { Finding } from '../core/finding.js';
import { atLeast } from '../core/finding.js';
import type { Policy } from '../core/policy.js';
import { byCodePoint } from '../core/order.js';
import type { FoundGap, Gap, Outcome, Remark, Verdict, WaivedFinding } from '../core/verdict.js';
import { checkPolicyOf } from './merge.js';
import { matchWaivers } from './waivers.js';

export interface JudgeInput {
  readonly findings: readonly Finding[];
  readonly gaps: readonly FoundGap[];
  readonly policy: Policy;
  /** False when the base's policy could not be used and nothing may pass by it; see `policyAllowsPass`. */
  readonly policyUsable: boolean;
  /** The logins whose waivers do not count here; see `WaiverContext`. */
  readonly own: readonly string[] | 'unknown';
  /** RFC 3339. */
  readonly now: string;
  /** What the review has to say beside findings; handed through. */
  readonly remarks?: readonly Remark[];
}

export type Judgement = Pick<Verdict, 'outcome' | 'enforced' | 'findings' | 'blocking' | 'waived' | 'gaps' | 'remarks'>;

/** The exit code of the command line for an outcome: 0 pass or warn, 1 block, 2 could not check; 0 when nothing is enforced. */
export function exitCodeOf(verdict: Pick<Verdict, 'outcome' | 'enforced'>): 0 | 1 | 2 {
  if (!verdict.enforced || verdict.outcome === 'pass' || verdict.outcome === 'warn') return 0;
  return verdict.outcome === 'block' ? 1 : 2;
}

/** Whether a finding that nobody waived, and no second person approved, stops the change; the mode observe is decided apart, by `enforced`. */
function blocks(finding: Finding, policy: Policy): boolean {
  const check = checkPolicyOf(policy, finding.check);
  if ((finding.approvedBy ?? []).length > 0 || finding.warnsBy !== undefined) return false;
  return finding.level === 'default' && finding.confidence !== 'low' && atLeast(finding.severity, check.threshold)
    && check.mode === 'block' && policy.mode !== 'warn';
}

function isOff(policy: Policy, check: string): boolean {
  return checkPolicyOf(policy, check).mode === 'off';
}

/** Worst first: blocking, then severity, then place; the order of every list that a person reads. */
function ordered(findings: readonly Finding[], blocking: ReadonlySet<string>): Finding[] {
  const rank = (finding: Finding): number => (blocking.has(finding.fingerprint) ? 0 : 1);
  const level = (finding: Finding): number => ['default', 'folded', 'audit'].indexOf(finding.level);
  return findings.toSorted((a, b) => rank(a) - rank(b) || level(a) - level(b)
    || (a.severity === b.severity ? 0 : atLeast(a.severity, b.severity) ? -1 : 1)
    || byCodePoint(a.check, b.check) || byCodePoint(a.at.path, b.at.path) || a.at.line - b.at.line || byCodePoint(a.fingerprint, b.fingerprint));
}

/**
 * The outcome table. Checks that are off say nothing.
 *
 * | a finding blocks iff | not waived, not approved, no rule of the policy lets it only warn, level default, severity ≥ threshold, confidence ≥ medium, and check mode and policy mode both block |
 * | a gap counts iff     | not waived, and the check's fail mode is closed or we caused it ourselves |
 * | outcome              | block if any blocks; else unknown if a gap counts or the policy is not usable; else warn if a default finding remains; else pass |
 *
 * Mode observe computes what mode block would say, with `enforced: false`.
 */
export function judge(input: JudgeInput): Judgement {
  const { policy } = input;
  const speaking = input.findings.filter((finding) => !isOff(policy, finding.check));
  const open = input.gaps.filter((gap) => !isOff(policy, gap.check));
  const accepted = matchWaivers(speaking, open, { waivers: policy.waivers, own: input.own, now: input.now });
  const remaining = speaking.filter((finding) => !accepted.findings.has(finding));
  const blocking = new Set(remaining.filter((finding) => blocks(finding, policy)).map((finding) => finding.fingerprint));
  const gaps = open.map((gap): Gap => {
    const waived = accepted.gaps.has(gap);
    return { ...gap, waived, counts: !waived && (gap.ours === true || checkPolicyOf(policy, gap.check).failMode === 'closed') };
  }).toSorted((a, b) => Number(b.counts) - Number(a.counts) || byCodePoint(a.check, b.check) || byCodePoint(a.subject, b.subject) || byCodePoint(a.fingerprint, b.fingerprint));
  const waived = ordered([...accepted.findings.keys()], blocking).map((finding): WaivedFinding => ({ finding, waiver: accepted.findings.get(finding)! }));
  return {
    outcome: outcomeOf(blocking.size > 0, !input.policyUsable || gaps.some((gap) => gap.counts), remaining.some((finding) => finding.level === 'default')),
    enforced: policy.mode !== 'observe', findings: ordered(remaining, blocking), blocking: [...blocking].sort(byCodePoint),
    waived, gaps, remarks: [...(input.remarks ?? []), ...accepted.remarks],
  };
}

function outcomeOf(blocked: boolean, unsure: boolean, told: boolean): Outcome {
  if (blocked) return 'block';
  if (unsure) return 'unknown';
  return told ? 'warn' : 'pass';
}
