import type { CheckId, Severity } from '../core/finding.js';
import { deniesLicence, namesLicence } from '../core/licence-ids.js';
import type { CheckMode, FailMode, PolicyMode, Waiver } from '../core/policy.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import type { PolicyProblem } from './reading.types.js';
import { joinedDemands } from './demands.js';
import { namesPackage, shortest, type RuleSettings } from './rules.js';
import { daysUntil, maxWaiverDays, policyFile } from './schema.js';
import type { z } from 'zod';
import { pathOf, readYaml, type YamlValue } from './yaml.js';

/** What one check is set to in one file: only what is written. */
export interface CheckSettings {
  readonly mode?: CheckMode;
  readonly threshold?: Severity;
  readonly failMode?: FailMode;
}

/** One policy file's settings: only what is written. `threshold` and `failMode` speak for every check that has none of its own. */
export interface PolicySettings {
  readonly mode?: PolicyMode;
  readonly threshold?: Severity;
  readonly failMode?: FailMode;
  readonly checks: ReadonlyMap<CheckId, CheckSettings>;
  /** Absent where the file does not say; hosts in lower case. */
  readonly allowed?: readonly string[];
  readonly waivers: readonly Waiver[];
  /** What the file says of packages: waiting times, private names, licences. */
  readonly rules: RuleSettings;
  /** The line of each key, by dotted path (`checks.install-script.mode`, `waivers.0`), counted from 1. */
  readonly lines: ReadonlyMap<string, number>;
}

export type ParsedPolicy = { readonly ok: true; readonly settings: PolicySettings } | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** The settings of a file that says nothing. */
export const noSettings: PolicySettings = { checks: new Map(), waivers: [], rules: {}, lines: new Map() };

const mayBeEmpty: ReadonlySet<string> = new Set(['checks', 'registries', 'waivers', 'cooldown', 'private', 'licences', 'advisories', 'provenance']);

/** An empty value where a list or map belongs (`waivers:` with everything below it commented out) says nothing. */
function withoutEmpty(value: YamlValue | undefined): YamlValue {
  if (value === undefined || value === '') return {};
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const kept = Object.create(null) as { [key: string]: YamlValue };
  for (const [key, member] of Object.entries(value)) if (!(member === '' && mayBeEmpty.has(key))) kept[key] = member;
  return kept;
}

function codeOf(issue: z.core.$ZodIssue, parts: readonly (string | number)[], lines: ReadonlyMap<string, number>): PolicyProblem['code'] {
  if (issue.code === 'unrecognized_keys') return 'unknown-key';
  if (issue.code === 'custom' && typeof issue.params?.['code'] === 'string') return issue.params['code'] as PolicyProblem['code'];
  // What is not there has no line.
  return lines.has(pathOf(parts)) || parts[0] !== 'waivers' ? 'bad-value' : 'waiver-incomplete';
}

function lineAt(lines: ReadonlyMap<string, number>, parts: readonly (string | number)[]): number {
  for (let length = parts.length; length >= 0; length--) {
    const line = lines.get(pathOf(parts.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}

function problemsOf(path: string, error: z.ZodError, lines: ReadonlyMap<string, number>): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  for (const issue of error.issues.slice(0, 50)) {
    const parts = issue.path as (string | number)[];
    const places = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 10).map((key) => [...parts, key]) : [parts];
    const code = codeOf(issue, parts, lines);
    const detail = code === 'unknown-key' ? 'no such key' : issue.code !== 'custom' && !lines.has(pathOf(parts)) ? 'is missing' : issue.message;
    for (const place of places) problems.push({ path, line: lineAt(lines, place), code, key: pathOf(place), detail });
  }
  return problems;
}

/** What the shape alone does not show: unknown checks, and waivers that last too long. */
function meaningProblems(path: string, file: z.infer<typeof policyFile>, lines: ReadonlyMap<string, number>, knownChecks: ReadonlySet<CheckId>, now: string): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  for (const id of Object.keys(file.checks ?? {})) {
    if (!knownChecks.has(id)) problems.push({ path, line: lineAt(lines, ['checks', id]), code: 'unknown-key', key: pathOf(['checks', id]), detail: 'no check of this name' });
  }
  for (const [index, waiver] of (file.waivers ?? []).entries()) {
    const place = ['waivers', index, 'until'];
    const days = daysUntil(waiver.until, now);
    if (days === undefined || days > maxWaiverDays) problems.push({ path, line: lineAt(lines, place), code: 'waiver-too-long', key: pathOf(place), detail: `ends more than ${maxWaiverDays} days ahead` });
    if (waiver.package === undefined && (waiver.version !== undefined || waiver.integrity !== undefined)) problems.push({ path, line: lineAt(lines, ['waivers', index]), code: 'waiver-incomplete', key: pathOf(['waivers', index, 'package']), detail: 'is missing' });
  }
  return problems;
}

/** A member only where the file has it: absent keys stay absent under exactOptionalPropertyTypes. */
function present<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: V });
}

function ruleSettings({ cooldown, private: own, licences, advisories, provenance }: z.infer<typeof policyFile>): RuleSettings {
  const names = (list: readonly string[] | undefined): readonly string[] | undefined => list && shortest(list, namesPackage);
  return {
    ...present('cooldown.days', cooldown?.days), ...present('cooldown.except', names(cooldown?.except)), ...present('private.scopes', names(own?.scopes)), ...present('private.names', names(own?.names)),
    ...present('licences.allow', licences?.allow && shortest(licences.allow, namesLicence)), ...present('licences.deny', licences?.deny && shortest(licences.deny, deniesLicence)), ...present('licences.unknown', licences?.unknown), ...present('licences.except', names(licences?.except)),
    ...present('advisories.development', advisories?.development), ...present('advisories.unfixed', advisories?.unfixed),
    ...present('provenance.require', provenance?.require && joinedDemands(provenance.require.map((one) => ({ packages: one.packages, ...present('repository', one.repository), ...present('builder', one.builder) })))),
  };
}

function settingsOf(file: z.infer<typeof policyFile>, lines: ReadonlyMap<string, number>): PolicySettings {
  const checks = new Map<CheckId, CheckSettings>();
  for (const [id, check] of Object.entries(file.checks ?? {}).sort(([a], [b]) => byCodePoint(a, b))) {
    checks.set(id, { ...present('mode', check.mode), ...present('threshold', check.threshold), ...present('failMode', check['fail-mode']) });
  }
  const waivers = (file.waivers ?? []).map((one): Waiver => ({
    fingerprint: one.finding, ...present('package', one.package), ...present('version', one.version), ...present('integrity', one.integrity),
    reason: one.reason.trim(), by: one.by.replace(/^@/, ''), until: one.until,
  }));
  const allowed = file.registries?.allowed;
  return {
    ...present('mode', file.mode), ...present('threshold', file.threshold), ...present('failMode', file['fail-mode']),
    checks, waivers, rules: ruleSettings(file), lines, ...present('allowed', allowed && sortedBy(new Set(allowed), (host) => host)),
  };
}

/**
 * Reads a policy file's text. `path` is only for the problems, which carry lines counted from 1; `knownChecks` are the ids that may
 * stand under `checks`; `now` (RFC 3339) is the moment of the review, from which a waiver lasts at most 90 days. A waiver that has
 * ended is no problem here: time alone must not make a policy unreadable. Never throws. An invalid file gives no settings at all:
 * half a policy would be a looser one.
 */
export function parsePolicy(text: string, path: string, knownChecks: ReadonlySet<CheckId>, now: string): ParsedPolicy {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) return { ok: false, problems: yaml.problems.map((problem) => ({ path, ...problem })) };
  const file = policyFile.safeParse(withoutEmpty(yaml.value));
  const problems = file.success ? meaningProblems(path, file.data, yaml.lines, knownChecks, now) : problemsOf(path, file.error, yaml.lines);
  if (!file.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: settingsOf(file.data, yaml.lines) };
}
