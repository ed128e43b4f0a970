import type { CheckId, Severity } from '../core/finding.js';
import { severities } from '../core/finding.js';
import { hashOf } from '../core/hash.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import type { CheckMode, CheckPolicy, FailMode, PackageRules, Policy, PolicyMode, Waiver } from '../core/policy.js';
import type { PolicySettings } from './parse.js';
import { applyRules, packageRules, rulesLoosened, tightenRules, tightestRules } from './rules.js';

/** What a check without any written setting, and an id that nobody knows, is judged by: the strictest there is. */
export const strictest: CheckPolicy = { mode: 'block', threshold: 'info', failMode: 'closed' };

/** The defaults of all checks. */
export type KnownChecks = ReadonlyMap<CheckId, CheckPolicy>;

/** A policy before it has a hash: values only. */
export interface PolicyValues extends PackageRules {
  readonly mode: PolicyMode;
  readonly checks: { readonly [check: CheckId]: CheckPolicy };
  readonly registries: { readonly allowed: readonly string[] };
  readonly waivers: readonly Waiver[];
}

/** A value by which a lower layer wanted less than an upper one allows; the upper one's stands. */
export interface RefusedLoosening {
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

// Each order runs from the loosest to the tightest.
const policyModes: readonly PolicyMode[] = ['observe', 'warn', 'block'];
const checkModes: readonly CheckMode[] = ['off', 'warn', 'block'];
const thresholds: readonly Severity[] = severities.toReversed();
const failModes: readonly FailMode[] = ['open', 'closed'];

/** Negative when `a` asks for less than `b`. */
function strictness<T>(order: readonly T[], a: T, b: T): number {
  return order.indexOf(a) - order.indexOf(b);
}
function tighter<T>(order: readonly T[], a: T, b: T): T {
  return strictness(order, a, b) >= 0 ? a : b;
}

/** The policy of an installation that wrote none: every check by its own default, in mode block, no further registries, no waivers, no rules on packages. */
export function defaultValues(known: KnownChecks): PolicyValues {
  return { mode: 'block', checks: checksOf(known), registries: { allowed: [] }, waivers: [] };
}

function checksOf(checks: Iterable<readonly [CheckId, CheckPolicy]>): { readonly [check: CheckId]: CheckPolicy } {
  const all = Object.create(null) as { [check: CheckId]: CheckPolicy };
  for (const [id, check] of sortedBy(checks, ([key]) => key)) all[id] = check;
  return all;
}

/** What a check is judged by under a policy; a check that the policy does not know is judged by the strictest. */
export function checkPolicyOf(policy: Pick<Policy, 'checks'>, check: CheckId): CheckPolicy {
  return Object.hasOwn(policy.checks, check) ? policy.checks[check]! : strictest;
}

/** Puts a file's settings over values: what is written stands, whatever stood before. */
export function apply(values: PolicyValues, settings: PolicySettings): PolicyValues {
  const checks = Object.entries(values.checks).map(([id, check]): [CheckId, CheckPolicy] => {
    const own = settings.checks.get(id);
    return [id, { mode: own?.mode ?? check.mode, threshold: own?.threshold ?? settings.threshold ?? check.threshold, failMode: own?.failMode ?? settings.failMode ?? check.failMode }];
  });
  return {
    mode: settings.mode ?? values.mode, checks: checksOf(checks),
    registries: { allowed: settings.allowed ?? values.registries.allowed }, waivers: [...values.waivers, ...settings.waivers], ...applyRules(values, settings.rules),
  };
}

/**
 * Puts a repository's settings over the organisation's values: only what tightens stands. A general `threshold` or `fail-mode` tightens
 * where it can and never loosens a check that the organisation holds tighter.
 * @returns the values, and every setting that was refused, under the key where it is written.
 */
export function tighten(floor: PolicyValues, settings: PolicySettings): { readonly values: PolicyValues; readonly refused: readonly RefusedLoosening[] } {
  const refused = new Map<string, RefusedLoosening>();
  const take = <T extends string>(order: readonly T[], key: string, stands: T, wanted: T | undefined): T => {
    if (wanted === undefined) return stands;
    if (strictness(order, wanted, stands) < 0 && !refused.has(key)) refused.set(key, { key, before: stands, after: wanted });
    return tighter(order, wanted, stands);
  };
  const checks = Object.entries(floor.checks).map(([id, check]): [CheckId, CheckPolicy] => {
    const own = settings.checks.get(id);
    return [id, {
      mode: take(checkModes, `checks.${id}.mode`, check.mode, own?.mode),
      threshold: take(thresholds, own?.threshold ? `checks.${id}.threshold` : 'threshold', check.threshold, own?.threshold ?? settings.threshold),
      failMode: take(failModes, own?.failMode ? `checks.${id}.fail-mode` : 'fail-mode', check.failMode, own?.failMode ?? settings.failMode),
    }];
  });
  const hosts = settings.allowed ?? floor.registries.allowed;
  for (const host of hosts) if (!floor.registries.allowed.includes(host)) refused.set(`registries.allowed ${host}`, { key: 'registries.allowed', before: 'not allowed', after: host });
  const { rules, refused: refusedRules } = tightenRules(floor, settings.rules);
  for (const one of refusedRules) refused.set(`${one.key} ${one.after}`, one);
  const values = {
    mode: take(policyModes, 'mode', floor.mode, settings.mode), checks: checksOf(checks),
    registries: { allowed: hosts.filter((host) => floor.registries.allowed.includes(host)) }, waivers: [...floor.waivers, ...settings.waivers], ...rules,
  };
  return { values, refused: [...refused.values()].sort((a, b) => byCodePoint(a.key, b.key)) };
}

/** The tighter of two, value by value; only hosts that both allow, and the waivers of `a`. */
export function tightest(a: PolicyValues, b: PolicyValues): PolicyValues {
  const ids = new Set([...Object.keys(a.checks), ...Object.keys(b.checks)]);
  const checks = [...ids].map((id): [CheckId, CheckPolicy] => {
    const [left, right] = [a, b].map((one) => (Object.hasOwn(one.checks, id) ? one.checks[id] : undefined));
    if (!left || !right) return [id, left ?? right ?? strictest];
    return [id, { mode: tighter(checkModes, left.mode, right.mode), threshold: tighter(thresholds, left.threshold, right.threshold), failMode: tighter(failModes, left.failMode, right.failMode) }];
  });
  return { mode: tighter(policyModes, a.mode, b.mode), checks: checksOf(checks), registries: { allowed: a.registries.allowed.filter((host) => b.registries.allowed.includes(host)) }, waivers: a.waivers, ...tightestRules(a, b) };
}

/**
 * SHA-256, in hex, over the canonical JSON of what the policy says: mode, checks, allowed registries, waivers, rules on packages. Where it was
 * read from is not part of it: equal policies have equal hashes. A policy without rules on packages has the hash that it had before there were any.
 */
export function policyHash(values: PolicyValues): string {
  return hashOf({ mode: values.mode, checks: values.checks, registries: values.registries, waivers: values.waivers, ...packageRules(values) });
}

/** Gives values their hash and sources. */
export function policyOf(values: PolicyValues, sources: Policy['sources']): Policy {
  return { mode: values.mode, checks: values.checks, registries: values.registries, waivers: values.waivers, ...packageRules(values), hash: policyHash(values), sources };
}

/**
 * Every way in which `after` asks for less than `before`, by key, sorted. Both are policies in force, so that a removed key counts by
 * what then stands, and a key that the organisation overrules counts for nothing. Waivers are not looked at.
 */
export function loosenings(before: PolicyValues, after: PolicyValues): RefusedLoosening[] {
  const found: RefusedLoosening[] = [];
  const compare = <T extends string>(order: readonly T[], key: string, from: T, to: T): void => {
    if (strictness(order, to, from) < 0) found.push({ key, before: from, after: to });
  };
  compare(policyModes, 'mode', before.mode, after.mode);
  for (const [id, from] of Object.entries(before.checks)) {
    const to = checkPolicyOf(after, id);
    compare(checkModes, `checks.${id}.mode`, from.mode, to.mode);
    compare(thresholds, `checks.${id}.threshold`, from.threshold, to.threshold);
    compare(failModes, `checks.${id}.fail-mode`, from.failMode, to.failMode);
  }
  for (const host of after.registries.allowed) if (!before.registries.allowed.includes(host)) found.push({ key: 'registries.allowed', before: 'not allowed', after: host });
  found.push(...rulesLoosened(before, after));
  return sortedBy(found, (one) => `${one.key}\0${one.after}`);
}
