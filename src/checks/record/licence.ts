import type { DependencyChange } from '../../core/change.js';
import { canonicalJson } from '../../core/json.js';
import { parseLicence, statedLicence, type LicenceTree } from '../../core/licence-expression.js';
import { deniesLicence, namesLicence } from '../../core/licence-ids.js';
import type { LockedPackage } from '../../core/lockfile.js';
import { isListed, type LicenceRules } from '../../core/policy.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { asksMore, isKnownLicence, kindOf, type LicenceKind } from './licence-kinds.js';
import { registered, type Registered } from './registered.js';

/** What one version says of its licence, and where. */
interface Stated {
  readonly text?: string;
  readonly source: 'record' | 'package.json';
  readonly tree?: LicenceTree;
  readonly kind?: LicenceKind;
}

/** From what is fine to what is worst. */
const faults = ['unknown', 'not-allowed', 'denied'] as const;
type Fault = (typeof faults)[number];
const weight = (fault: Fault | undefined): number => (fault === undefined ? -1 : faults.indexOf(fault));

/** The record speaks first, since it is what the registry shows to everybody; a manifest where the record has nothing. */
function statedBy(locked: LockedPackage, one: Registered | undefined, facts: FactReader): Stated {
  const recorded = one && (locked === one.change.after ? one.now : one.before.find(({ version }) => version === locked.version))?.licence;
  const manifest = recorded === undefined ? facts.get(subjectOf(locked), 'archive').value?.manifest?.raw : undefined;
  const text = recorded ?? (manifest && statedLicence(manifest));
  const tree = text === undefined ? undefined : parseLicence(text);
  const kind = tree && kindOf(tree);
  return { source: recorded === undefined && text !== undefined ? 'package.json' : 'record', ...(text === undefined ? {} : { text }), ...(tree ? { tree } : {}), ...(kind ? { kind } : {}) };
}

/** What a policy finds wrong with an expression: of alternatives the best counts, of several that all hold the worst. Whoever lists what is allowed has not allowed what nobody can tell. */
function faultOf(tree: LicenceTree | undefined, rules: LicenceRules): Fault | undefined {
  if (!tree) return rules.allow !== undefined && rules.unknown === 'block' ? 'not-allowed' : 'unknown';
  if (tree.kind === 'id') {
    if (rules.deny.some((rule) => deniesLicence(rule, tree.id))) return 'denied';
    if (rules.allow !== undefined) return rules.allow.some((rule) => namesLicence(rule, tree.id)) ? undefined : 'not-allowed';
    return isKnownLicence(tree.id) ? undefined : 'unknown';
  }
  const parts = tree.of.map((part) => faultOf(part, rules));
  if (tree.kind === 'any' && parts.includes(undefined)) return undefined;
  // Of alternatives the best counts, but one that nobody knows redeems none that is known to be wrong.
  const known = parts.filter((fault) => fault !== 'unknown');
  return (tree.kind === 'any' && known.length > 0 ? known : parts).reduce((one, other) => ((weight(other) < weight(one)) === (tree.kind === 'any') ? other : one));
}

/** `Apache 2.0` and `Apache-2.0` are two texts and one licence. */
const plain = ({ text = '' }: Stated): string => text.toLowerCase().replace(/[^a-z0-9+]/g, '');
const sameLicence = (one: Stated, other: Stated): boolean => plain(one) === plain(other) || (one.tree !== undefined && other.tree !== undefined && canonicalJson(one.tree) === canonicalJson(other.tree));

/** Whether what stood was known, and what comes asks for more, or nobody can tell what it asks for. */
const isWorse = (was: Stated, is: Stated): boolean => was.kind !== undefined && was.kind !== 'none' && (is.kind === undefined || asksMore(is.kind, was.kind));

interface Version {
  readonly change: DependencyChange;
  readonly is: Stated;
  readonly was: readonly Stated[];
  /** The policy's rules, where there are any for this package. */
  readonly rules?: LicenceRules;
}

function faultDraft({ change, is, was, rules }: Version): Draft | undefined {
  const fault = rules && faultOf(is.tree, rules);
  if (!fault || (fault === 'unknown' && rules.unknown === 'ignore')) return undefined;
  const standing = was.length > 0 && was.every((one) => weight(faultOf(one.tree, rules)) >= weight(fault));
  const severity = fault === 'unknown' && rules.unknown === 'warn' ? 'medium' : 'high';
  return aboutChange(change, {
    message: fault, severity: standing ? 'low' : severity, confidence: 'high', level: standing ? 'folded' : 'default', change: standing ? 'standing' : 'added',
    data: { licence: is.text ?? 'nothing', source: is.source }, evidence: is.text === undefined ? [] : [{ kind: 'record', text: is.text }], identity: [fault, plain(is)],
  });
}

function changeDraft({ change, is, was, rules }: Version, told: boolean): Draft | undefined {
  const other = was.filter((one) => one.text !== undefined && !sameLicence(one, is));
  if (other.length === 0) return undefined;
  // Who allows a licence by name knows what it asks; what the policy finds wrong with it is told once.
  const accepted = rules?.allow !== undefined && faultOf(is.tree, rules) === undefined;
  const loud = !told && !accepted && other.some((one) => isWorse(one, is));
  const old = [...new Set(other.map(({ text }) => text!))];
  return aboutChange(change, {
    message: is.text === undefined ? 'lost' : 'changed', severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: 'added',
    data: { old: old.join(', '), licence: is.text ?? 'nothing', source: is.source }, evidence: [{ kind: 'record', text: `${old.join(', ')} → ${is.text ?? ''}` }], identity: ['changed', ...old.map((text) => plain({ text, source: is.source })), plain(is)],
  });
}

/** Packages that are fetched by themselves. Of those that no registry has the record of, the manifest speaks where their archive is read. */
function* versions(input: ReviewInput, facts: FactReader): Generator<Version> {
  const known = new Map(registered(input, facts).map((one) => [one.change, one]));
  const { licences } = input.policy;
  for (const change of input.changes.filter(bringsIn)) {
    const after = change.after!;
    const one = known.get(change);
    const elsewhere = ['git', 'url', 'repository'].includes(after.origin.kind) && (after.ecosystem ?? 'npm') === 'npm';
    if (!one && !elsewhere) continue;
    // `yanked` speaks of a version that the registry does not list.
    if (one && !one.now) continue;
    const ruled = licences !== undefined && !isListed(licences.except, after.name);
    yield { change, is: statedBy(after, one, facts), was: change.before.map((locked) => statedBy(locked, one, facts)), ...(ruled ? { rules: licences } : {}) };
  }
}

function* drafts(input: ReviewInput, facts: FactReader): Generator<Draft> {
  for (const version of versions(input, facts)) {
    const fault = faultDraft(version);
    if (fault) yield fault;
    const changed = changeDraft(version, fault?.level === 'default');
    if (changed) yield changed;
  }
}

const why = 'A licence binds whoever ships the code. This is the policy\'s word, not advice on law.';
const elsewhere = 'Take another package or version, or have whoever is responsible for licences add the package to `licences.except`, or the licence to `licences.allow`, of the policy.';
const read = 'Read what the new licence asks before it is shipped. An old version stays under its old licence.';

export const licence = defineCheck({
  id: 'licence',
  group: 'record',
  title: 'A package comes in whose licence the policy does not allow, or a licence changes',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record', 'archive'] }, { per: 'change', of: ['before'], kinds: ['archive'] }],
  messages: {
    denied: { what: '{package} {version} is under {licence}, by its {source}. The policy denies it.', why, todo: elsewhere },
    'not-allowed': { what: 'The policy does not allow the licence of {package} {version}: its {source} says {licence}.', why, todo: `${elsewhere} For licences that nobody can tell there is \`licences.unknown\`.` },
    unknown: {
      what: 'Nobody can tell the licence of {package} {version}: its {source} says {licence}.',
      why: 'Without a licence nobody but its author may use, change or ship it. The policy wants to know of such packages.',
      todo: 'Look for a licence in the package and its repository; then add the package to `licences.except` of the policy, or take another one.',
    },
    changed: { what: 'The licence of {package} goes from {old} to {licence} with {version}.', why: 'Projects change their licences so that others may do less with the code: not compete, or only by publishing their own.', todo: read },
    lost: { what: '{package} {version} says nothing of its licence any more; it was {old}.', why: 'Without a licence nobody but its author may use, change or ship it.', todo: read },
  },
  // The archive is looked at only where the record says nothing, and other checks tell where it could not be read.
  gapMatters: ({ kind }) => kind === 'record',
  run: (input: ReviewInput, facts) => ({ drafts: [...drafts(input, facts)], gaps: [] }),
});
