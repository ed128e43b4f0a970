import { deniesLicence, namesLicence } from '../core/licence-ids.js';
import { byCodePoint } from '../core/order.js';
import { severities, type Severity } from '../core/finding.js';
import { licenceUnknown, unfixedRules, type AdvisoryRules, type LicenceUnknown, type PackageRules, type ProvenanceDemand } from '../core/policy.js';
import { joinedDemands, lessDemanded } from './demands.js';

/** What a policy says of packages, key by key, each with a value. */
export interface Rules {
  readonly 'cooldown.days': number;
  readonly 'cooldown.except': readonly string[];
  readonly 'private.scopes': readonly string[];
  readonly 'private.names': readonly string[];
  readonly 'licences.allow': readonly string[] | 'all';
  readonly 'licences.deny': readonly string[];
  readonly 'licences.unknown': LicenceUnknown;
  readonly 'licences.except': readonly string[];
  readonly 'advisories.development': Severity;
  readonly 'advisories.unfixed': AdvisoryRules['unfixed'];
  readonly 'provenance.require': readonly ProvenanceDemand[];
}
export type RuleKey = keyof Rules;

/** What a file writes of them: only that. */
export type RuleSettings = { readonly [key in RuleKey]?: Rules[key] };

/** From what to what a value asks for less. */
type Less = readonly [before: string, after: string];

/** How the values of one key compare. */
interface Order<T> {
  readonly nothing: T;
  readonly tighter: (one: T, other: T) => T;
  /** Every way in which `after` asks for less than `before`. */
  readonly less: (before: T, after: T) => readonly Less[];
  /** A file adds to what stands: what it does not name is no wish for less. */
  readonly adds?: true;
}

type Names = (rule: string, item: string) => boolean;
/** Of names, and of scopes with all that they hold. */
export const namesPackage: Names = (rule, item) => rule === item || (rule.endsWith('/*') && item.startsWith(rule.slice(0, -1)));
const same: Names = (rule, item) => rule === item;

/** A list without what another of its items names already, sorted: lists that say the same are equal. */
export function shortest(list: Iterable<string>, names: Names): readonly string[] {
  const all = [...new Set(list)];
  return all.filter((item) => !all.some((rule) => rule !== item && names(rule, item))).sort(byCodePoint);
}

/** What both lists name. */
function common(one: readonly string[], other: readonly string[], names: Names): readonly string[] {
  const inBoth = (list: readonly string[], rules: readonly string[]): string[] => list.filter((item) => rules.some((rule) => names(rule, item)));
  return shortest([...inBoth(one, other), ...inBoth(other, one)], names);
}

function missing(from: readonly string[], rules: readonly string[], names: Names): readonly string[] {
  return from.filter((item) => !rules.some((rule) => names(rule, item)));
}

/** Exceptions: fewer are tighter. */
const exceptions: Order<readonly string[]> = {
  nothing: [], tighter: (one, other) => common(one, other, namesPackage), less: (before, after) => missing(after, before, namesPackage).map((item): Less => ['not excepted', item]),
};

/** What is guarded or forbidden: more is tighter. */
const guarded = (word: string, names: Names): Order<readonly string[]> => ({
  nothing: [], adds: true, tighter: (one, other) => shortest([...one, ...other], names), less: (before, after) => missing(before, after, names).map((item): Less => [item, word]),
});

const allowed: Order<readonly string[] | 'all'> = {
  nothing: 'all',
  tighter: (one, other) => (one === 'all' ? other : other === 'all' ? one : common(one, other, namesLicence)),
  less: (before, after) => (before === 'all' ? [] : after === 'all' ? [['only those listed', 'all']] : missing(after, before, namesLicence).map((item): Less => ['not allowed', item])),
};

/** Words from the loosest to the tightest. */
const ranked = <T extends string>(words: readonly T[], nothing: T): Order<T> => ({
  nothing, tighter: (one, other) => (words.indexOf(one) >= words.indexOf(other) ? one : other), less: (before, after) => (words.indexOf(after) < words.indexOf(before) ? [[before, after]] : []),
});

const orders: { readonly [key in RuleKey]: Order<Rules[key]> } = {
  'cooldown.days': { nothing: 0, tighter: Math.max, less: (before, after) => (after < before ? [[String(before), String(after)]] : []) },
  'cooldown.except': exceptions,
  'private.scopes': guarded('not private', same),
  'private.names': guarded('not private', same),
  'licences.allow': allowed,
  'licences.deny': guarded('not denied', deniesLicence),
  'licences.unknown': ranked(licenceUnknown, 'ignore'),
  'licences.except': exceptions,
  'advisories.development': ranked(severities.toReversed(), 'info'),
  'advisories.unfixed': ranked(unfixedRules, 'block'),
  'provenance.require': { nothing: [], adds: true, tighter: (one, other) => joinedDemands([...one, ...other]), less: lessDemanded },
};
export const ruleKeys = Object.keys(orders) as readonly RuleKey[];

/** One value for each key. */
function each(value: <K extends RuleKey>(key: K) => Rules[K]): Rules {
  return Object.fromEntries(ruleKeys.map((key) => [key, value(key)])) as unknown as Rules;
}

/** The value of each key, that of one which says nothing too. */
export function rulesOf({ cooldown, private: own, licences, advisories, provenance }: PackageRules): Rules {
  return {
    'cooldown.days': cooldown?.days ?? 0, 'cooldown.except': cooldown?.except ?? [], 'private.scopes': own?.scopes ?? [], 'private.names': own?.names ?? [],
    'licences.allow': licences?.allow ?? 'all', 'licences.deny': licences?.deny ?? [], 'licences.unknown': licences?.unknown ?? 'ignore', 'licences.except': licences?.except ?? [],
    'advisories.development': advisories?.development ?? 'info', 'advisories.unfixed': advisories?.unfixed ?? 'block',
    'provenance.require': provenance?.require ?? [],
  };
}

/** Whether a key says nothing by this value. */
export function saysNothing<K extends RuleKey>(key: K, value: Rules[K]): boolean {
  return value === orders[key].nothing || (Array.isArray(value) && value.length === 0 && key !== 'licences.allow');
}

/** The keys of exceptions, each with those of the rule that they are from. */
const exceptedFrom: { readonly [key in 'cooldown.except' | 'licences.except']: readonly RuleKey[] } = {
  'cooldown.except': ['cooldown.days'], 'licences.except': ['licences.allow', 'licences.deny', 'licences.unknown'],
};

/** Whether exceptions are from something: where nobody asks anything of any package there is nothing to except one from, and to write some asks for no less. Of other keys, yes. */
function isFromRule(key: RuleKey, rules: Rules): boolean {
  return !(key in exceptedFrom) || exceptedFrom[key as keyof typeof exceptedFrom].some((rule) => !saysNothing(rule, rules[rule]));
}

/** The same as parts of a policy; a part of which every key says nothing is left out, and so are exceptions from nothing. */
function partsOf(written: Rules): PackageRules {
  const rules = each((key) => (isFromRule(key, written) ? written[key] : orders[key].nothing));
  const says = (part: string): boolean => ruleKeys.some((key) => key.startsWith(`${part}.`) && !saysNothing(key, rules[key]));
  const allow = rules['licences.allow'];
  return {
    ...(says('cooldown') ? { cooldown: { days: rules['cooldown.days'], except: rules['cooldown.except'] } } : {}),
    ...(says('private') ? { private: { scopes: rules['private.scopes'], names: rules['private.names'] } } : {}),
    ...(says('licences') ? { licences: { ...(allow === 'all' ? {} : { allow }), deny: rules['licences.deny'], unknown: rules['licences.unknown'], except: rules['licences.except'] } } : {}),
    ...(says('advisories') ? { advisories: { development: rules['advisories.development'], unfixed: rules['advisories.unfixed'] } } : {}),
    ...(says('provenance') ? { provenance: { require: rules['provenance.require'] } } : {}),
  };
}

/** The rules on packages of a policy, without its other members. */
export function packageRules(policy: PackageRules): PackageRules {
  return partsOf(rulesOf(policy));
}

/** What a file means by what it writes: a list of allowed licences without a word on those that nobody can tell has not allowed them. */
function meaning(written: RuleSettings): RuleSettings {
  return Array.isArray(written['licences.allow']) ? { 'licences.unknown': 'block', ...written } : written;
}

/** Puts what a file writes over rules: what is written stands, whatever stood before. */
export function applyRules(stands: PackageRules, settings: RuleSettings): PackageRules {
  const written = meaning(settings);
  const rules = rulesOf(stands);
  return partsOf(each((key) => written[key] ?? rules[key]));
}

/** The tighter of two, key by key. */
export function tightestRules(one: PackageRules, other: PackageRules): PackageRules {
  const [left, right] = [rulesOf(one), rulesOf(other)];
  return partsOf(each((key) => (!isFromRule(key, left) ? right[key] : !isFromRule(key, right) ? left[key] : orders[key].tighter(left[key], right[key]))));
}

export interface LessRule {
  readonly key: RuleKey;
  readonly before: string;
  readonly after: string;
}

function lessOf<K extends RuleKey>(key: K, before: Rules[K], after: Rules[K]): readonly LessRule[] {
  return orders[key].less(before, after).map(([was, is]) => ({ key, before: was, after: is }));
}

/**
 * Puts what a repository writes over its organisation's rules: only what tightens stands. Exceptions from rules that the organisation does not have stand with the repository's own.
 * @returns what was refused as well.
 */
export function tightenRules(floor: PackageRules, settings: RuleSettings): { readonly rules: PackageRules; readonly refused: readonly LessRule[] } {
  const [stands, written] = [rulesOf(floor), meaning(settings)];
  const refused: LessRule[] = [];
  const wanted = <K extends RuleKey>(key: K): Rules[K] => {
    const own = written[key];
    if (own === undefined) return stands[key];
    if (!isFromRule(key, stands)) return own;
    if (orders[key].adds !== true) refused.push(...lessOf(key, stands[key], own));
    return orders[key].tighter(stands[key], own);
  };
  return { rules: partsOf(each(wanted)), refused };
}

/** Every way in which `after` asks for less than `before`: no exception from what `before` does not ask. */
export function rulesLoosened(before: PackageRules, after: PackageRules): readonly LessRule[] {
  const [was, is] = [rulesOf(before), rulesOf(after)];
  return ruleKeys.flatMap((key) => (isFromRule(key, was) ? lessOf(key, was[key], is[key]) : []));
}
