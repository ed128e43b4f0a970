import type { Confidence, Finding, Level, Severity } from '../../src/core/finding.js';
import type { CheckMode, CheckPolicy, FailMode, Policy, PolicyMode, Waiver } from '../../src/core/policy.js';
import type { FoundGap } from '../../src/core/verdict.js';
import { defaultValues, policyOf, type KnownChecks, type PolicyValues } from '../../src/policy/merge.js';

// The finite axes of the outcome, written out: a value that the code loses is missed here.
export const severities: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];
export const confidences: readonly Confidence[] = ['low', 'medium', 'high'];
export const levels: readonly Level[] = ['default', 'folded', 'audit'];
export const checkModes: readonly CheckMode[] = ['off', 'warn', 'block'];
export const policyModes: readonly PolicyMode[] = ['observe', 'warn', 'block'];
export const failModes: readonly FailMode[] = ['open', 'closed'];

export const now = '2026-09-30T12:00:00Z';

export const known: KnownChecks = new Map<string, CheckPolicy>([
  ['install-script', { mode: 'block', threshold: 'high', failMode: 'closed' }],
  ['network-access', { mode: 'warn', threshold: 'medium', failMode: 'open' }],
  ['known-vulnerability', { mode: 'block', threshold: 'high', failMode: 'closed' }],
]);

export function fingerprint(seed: string | number): string {
  return Buffer.from(String(seed)).toString('hex').padEnd(64, '0').slice(0, 64);
}

export function finding(more: Partial<Finding> = {}): Finding {
  return {
    check: 'install-script', message: 'added', data: {}, severity: 'high', confidence: 'high', level: 'default', change: 'added',
    at: { in: 'repository', path: 'package-lock.json', side: 'head', line: 10, endLine: 12 }, related: [], trace: [],
    subject: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'left-pad', version: '1.3.0' }, integrity: 'sha512-AAAA',
    evidence: [], fixes: [], fingerprint: fingerprint('a'), ...more,
  };
}

export function gap(more: Partial<FoundGap> = {}): FoundGap {
  return { check: 'install-script', subject: 'left-pad@1.3.0', code: 'REGISTRY_TIMEOUT', data: {}, fingerprint: fingerprint('gap'), ...more };
}

export function waiver(more: Partial<Waiver> = {}): Waiver {
  return { fingerprint: fingerprint('a'), package: 'left-pad', version: '1.3.0', integrity: 'sha512-AAAA', reason: 'read by hand, harmless', by: 'reviewer', until: '2026-10-31', ...more };
}

export function policy(more: Partial<PolicyValues> = {}): Policy {
  return policyOf({ ...defaultValues(known), ...more }, [{ kind: 'default', state: 'read' }]);
}

/** A copy without some members: an optional member is absent, never undefined. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
}
