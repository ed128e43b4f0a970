import type { ErrorCode } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import type { Policy, Waiver } from '../core/policy.js';
import type { Remark } from '../core/verdict.js';
import { apply, defaultValues, loosenings, policyOf, tighten, tightest, type KnownChecks, type PolicyValues, type RefusedLoosening } from './merge.js';
import { noSettings, parsePolicy, type PolicySettings } from './parse.js';
import type { Loosening, PolicyProblem, PolicyReading } from './reading.types.js';

/** The one path at which a policy is looked for, in the repository and in the organisation's `.github` repository. */
export const policyPath = '.github/mergewarden.yml';

/** What was found where a policy may stand. `unreadable`: it is there and its text could not be had (its code tells why). */
export type PolicyText =
  | { readonly kind: 'absent' }
  | { readonly kind: 'text'; readonly path: string; readonly text: string; readonly oid?: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly code: ErrorCode; readonly oid?: string };

export interface PolicyInput {
  /** The repository's file at the tip of the protected branch: never the head's. */
  readonly base: PolicyText;
  /** The file as the change leaves it, where the change touches it. */
  readonly head?: { readonly change: 'added' | 'removed' | 'changed'; readonly text: PolicyText };
  readonly organisation?: PolicyText;
  /** The file on which a merge queue built this entry: what entries before it changed is theirs, and was judged with them. */
  readonly queueBase?: PolicyText;
  /** The reviewed repository is the one that holds the organisation's policy: what its head says will hold every repository. */
  readonly organisationIsHere?: boolean;
  /** A file that a person names on the command line: it stands instead of repository and organisation. */
  readonly file?: PolicyText;
  /** The organisation's file as a person names it on the command line: it stands over `file`, too. */
  readonly organisationFile?: PolicyText;
  /** The last policy in force here that could be read whole. */
  readonly lastGood?: Policy;
  readonly changedPaths: readonly string[];
  readonly known: KnownChecks;
  /** RFC 3339. */
  readonly now: string;
}

/** A policy reading with what render has to say about it. */
export interface PolicyRead {
  readonly reading: PolicyReading;
  readonly refused: readonly RefusedLoosening[];
  readonly remarks: readonly Remark[];
}

type Source = Policy['sources'][number];
interface Layer {
  readonly text: PolicyText;
  readonly settings: PolicySettings | undefined;
  readonly problems: readonly PolicyProblem[];
}

function layerOf(text: PolicyText, input: PolicyInput): Layer {
  switch (text.kind) {
    case 'absent': return { text, settings: undefined, problems: [] };
    case 'unreadable': return { text, settings: undefined, problems: [{ path: text.path, line: 1, code: text.code === 'FILE_TOO_LARGE' ? 'too-large' : 'encoding', key: '', detail: text.code }] };
    case 'text': {
      const parsed = parsePolicy(text.text, text.path, new Set(input.known.keys()), input.now);
      return parsed.ok ? { text, settings: parsed.settings, problems: [] } : { text, settings: undefined, problems: parsed.problems };
    }
  }
}

function sourceOf(kind: Source['kind'], text: PolicyText, state: Source['state']): Source {
  if (text.kind === 'absent') return { kind, state };
  return { kind, state, path: text.path, ...(text.kind === 'text' && text.oid !== undefined ? { oid: text.oid } : {}) };
}

interface Force { readonly values: PolicyValues; readonly refused: readonly RefusedLoosening[] }

/** Defaults × organisation × repository. Where an organisation has a policy, a repository may only tighten it. */
function combine(known: KnownChecks, organisation: PolicySettings | undefined, repository: PolicySettings | undefined): Force {
  const defaults = defaultValues(known);
  if (!organisation) return { values: apply(defaults, repository ?? noSettings), refused: [] };
  return tighten(apply(defaults, organisation), repository ?? noSettings);
}

/**
 * What is in force when a layer is broken: the last good policy, tightened by whatever can still be read. Without one it is the
 * defaults tightened likewise, and the reading is not usable. A broken file must never leave less than there was.
 */
function fallBack(input: PolicyInput, organisation: Layer, repository: Layer): PolicyValues {
  const readable = combine(input.known, organisation.settings, repository.settings).values;
  if (!input.lastGood) return { ...tightest(defaultValues(input.known), readable), waivers: [] };
  const waivers = repository.problems.length > 0 ? input.lastGood.waivers : readable.waivers;
  return { ...tightest(input.lastGood, readable), waivers };
}

function waiversAdded(before: readonly Waiver[], head: PolicySettings): NonNullable<PolicyReading['head']>['addedWaivers'] {
  const known = new Set(before.map((waiver) => canonicalJson(waiver)));
  return head.waivers.flatMap((waiver, index) => known.has(canonicalJson(waiver)) ? [] : [{
    fingerprint: waiver.fingerprint, ...(waiver.package === undefined ? {} : { package: waiver.package }),
    ...(waiver.version === undefined ? {} : { version: waiver.version }), ...(waiver.integrity === undefined ? {} : { integrity: waiver.integrity }),
    reason: waiver.reason, by: waiver.by, until: waiver.until, line: head.lines.get(`waivers.${index}`) ?? 1,
  }]);
}

/** The line of a key in a file, or of the nearest key above it, or of the general key that stands for it; else the first. */
function lineOfKey(settings: PolicySettings | undefined, key: string): number {
  const parts = key.split('.');
  const general = settings?.lines.get(parts[2]!);
  for (let length = parts.length; length > 0; length--) {
    const line = settings?.lines.get(parts.slice(0, length).join('.'));
    if (line !== undefined && !(length < parts.length && general !== undefined)) return line;
  }
  return general ?? 1;
}

/**
 * Every way in which a file asks for less than is in force. In the organisation's own repository its file becomes both layers, so that
 * nothing above it refuses what it loosens.
 */
function looserThan(inForce: PolicyValues, input: PolicyInput, organisation: Layer, settings: PolicySettings | undefined): readonly RefusedLoosening[] {
  const after = [combine(input.known, organisation.settings, settings), ...(input.organisationIsHere === true ? [combine(input.known, settings, settings)] : [])];
  return distinctLoosenings(after.flatMap(({ values }) => loosenings(inForce, values)));
}

const loosening = ({ key, before, after }: RefusedLoosening): string => canonicalJson([key, before, after]);

function distinctLoosenings(all: readonly RefusedLoosening[]): readonly RefusedLoosening[] {
  return [...new Map(all.map((one) => [loosening(one), one])).values()];
}

/** What the change does to the policy: its faults, every way in which it asks for less than is in force now, its new waivers. */
function readHead(input: PolicyInput, inForce: PolicyValues, organisation: Layer): PolicyReading['head'] {
  const { head } = input;
  if (!head) return undefined;
  const layer = layerOf(head.text, input);
  const broken = layer.problems.length > 0;
  const queued = input.queueBase ? layerOf(input.queueBase, input) : undefined;
  const earlier = queued === undefined || queued.problems.length > 0 ? [] : looserThan(inForce, input, organisation, queued.settings).map(loosening);
  const looser = broken ? [] : looserThan(inForce, input, organisation, layer.settings).filter((one) => !earlier.includes(loosening(one)));
  return {
    change: head.change, ...(head.text.kind !== 'absent' && head.text.oid !== undefined ? { oid: head.text.oid } : {}), problems: layer.problems, loosenings: looser.map((one): Loosening => ({ ...one, line: lineOfKey(layer.settings, one.key) })),
    addedWaivers: layer.settings ? waiversAdded([...inForce.waivers, ...(queued?.settings?.waivers ?? [])], layer.settings) : [],
    alone: input.changedPaths.every((path) => path === policyPath),
  };
}

/** Same text at base in both places: the organisation's own `.github` repository, where mending one mends the other. */
function sameText(a: PolicyText, b: PolicyText): boolean {
  return a.kind === 'text' && b.kind === 'text' && a.text === b.text;
}

/**
 * Reads the policy in force and what the change does to it. Only the base decides; an unreadable or invalid file, the repository's or
 * the organisation's, leaves the last good policy in force, or, without one, a reading that is not usable. Never throws.
 */
export function readPolicy(input: PolicyInput): PolicyRead {
  const absent: PolicyText = { kind: 'absent' };
  const organisation = layerOf(input.organisationFile ?? (input.file ? absent : input.organisation ?? absent), input);
  const repository = layerOf(input.file ?? input.base, input);
  const problems = [...organisation.problems, ...repository.problems];
  const force = problems.length > 0 ? { values: fallBack(input, organisation, repository), refused: [] } : combine(input.known, organisation.settings, repository.settings);
  const usable = problems.length === 0 || input.lastGood !== undefined;
  const state = (layer: Layer): Source['state'] => layer.problems.length > 0 ? (input.lastGood ? 'last-good' : 'absent') : layer.text.kind === 'absent' ? 'absent' : 'read';
  const inForce = policyOf(force.values, [
    { kind: 'default', state: 'read' }, ...(input.file && !input.organisationFile ? [] : [sourceOf('organisation', organisation.text, state(organisation))]),
    sourceOf(input.file ? 'file' : 'repository', repository.text, state(repository)),
  ]);
  const head = readHead(input, force.values, organisation);
  const reading: PolicyReading = { path: policyPath, inForce, baseProblems: problems, usable, ...(head ? { head } : {}), mends: mends(head, organisation, repository, input.organisationIsHere === true) };
  return { reading, refused: force.refused, remarks: remarksOf(input, reading, force.refused) };
}

/**
 * Whether the change does nothing but mend the broken policy. Removing the file is no mending: it would turn a broken strict policy
 * into no policy. A broken organisation's policy is mended in its own repository only.
 */
function mends(head: PolicyReading['head'], organisation: Layer, repository: Layer, here: boolean): boolean {
  const brokenElsewhere = organisation.problems.length > 0 && !(here && sameText(organisation.text, repository.text));
  return repository.problems.length > 0 && !brokenElsewhere && head?.change === 'changed' && head.alone && head.problems.length === 0;
}

/** Whether anything may pass at all under this reading: it is usable, or the change does nothing but mend it. */
export function policyAllowsPass(reading: PolicyReading): boolean {
  return reading.usable || reading.mends === true;
}

function remarksOf(input: PolicyInput, reading: PolicyReading, refused: readonly RefusedLoosening[]): Remark[] {
  const remarks: Remark[] = [];
  if (reading.baseProblems.length > 0 && input.lastGood) remarks.push({ code: 'policy-last-good', data: { hash: input.lastGood.hash, path: reading.baseProblems[0]!.path } });
  if (!policyAllowsPass(reading)) remarks.push({ code: 'policy-unusable', data: { path: reading.baseProblems[0]!.path, line: reading.baseProblems[0]!.line } });
  if (reading.inForce.sources.every((source) => source.kind === 'default' || source.state === 'absent') && reading.baseProblems.length === 0) remarks.push({ code: 'policy-default', data: {} });
  for (const one of refused) remarks.push({ code: 'policy-loosening-refused', data: { key: one.key, before: one.before, after: one.after } });
  return remarks;
}
