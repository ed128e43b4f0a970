import type { ErrorCode } from '../../core/errors.js';
import type { Evidence, MessageId } from '../../core/finding.js';
import { hashOf } from '../../core/hash.js';
import { canonicalJson } from '../../core/json.js';
import { byCodePoint } from '../../core/order.js';
import { isPrivate } from '../../core/policy.js';
import { subjectKey, type Subject } from '../../facts/kinds.js';
import { subjectOf } from '../../facts/planner.js';
import type { AttestationEvidence, Refusal, VersionTrust } from '../../trust/evidence.types.js';
import { registered, type Registered } from '../record/registered.js';
import type { Draft, FactReader, Need, OwnGap, ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';

/** A package that a change brings in, and what vouches for its new version and for those that it is compared with. */
export interface Vouched extends Registered {
  readonly now: NonNullable<Registered['now']>;
  readonly registry: string;
  readonly subject: Subject;
  readonly trust: VersionTrust;
  /** Of each baseline; undefined where its evidence could not be gathered, and then nothing stood. */
  readonly baselines: readonly (VersionTrust | undefined)[];
}

/** What all checks on evidence want. */
export const evidenceNeeds: readonly Need[] = [{ per: 'change', of: ['after', 'before'], kinds: ['trust'] }, { per: 'change', of: ['after'], kinds: ['record'] }];

/** The changes that bring in other bytes than before, of packages whose record and evidence are there. */
export function vouched(input: ReviewInput, facts: FactReader): readonly Vouched[] {
  return registered(input, facts, 'patched').flatMap((one): Vouched[] => {
    const { change, now, record: { registry } } = one;
    const subject = subjectOf(change.after!);
    const trust = facts.get(subject, 'trust').value;
    if (!now || !trust || change.kind === 'metadata') return [];
    return [{ ...one, now, registry, subject, trust, baselines: change.before.map((locked) => facts.get(subjectOf(locked), 'trust').value) }];
  });
}

/** Whether what a check has to say stood: all baselines show it too. */
export function stood({ baselines }: Pick<Vouched, 'baselines'>, shows: (trust: VersionTrust) => boolean): boolean {
  return baselines.length > 0 && baselines.every((trust) => trust !== undefined && shows(trust));
}

/** Whether some baseline was better than that. */
export function wasBetter({ baselines }: Pick<Vouched, 'baselines'>, shows: (trust: VersionTrust) => boolean): boolean {
  return baselines.some((trust) => trust !== undefined && shows(trust));
}

/** Whether a version has an attestation that is refused for this reason. */
export function isRefused({ attestations }: VersionTrust, code: Refusal): boolean {
  return attestations.some(({ outcome }) => outcome.state === 'refused' && outcome.code === code);
}

type Told = Pick<Draft, 'severity' | 'confidence'> & { readonly message: MessageId; readonly stands: boolean; readonly worse: boolean; readonly data?: Draft['data']; readonly evidence: Draft['evidence']; readonly identity: readonly string[] };

/** A draft about a version's evidence: what stood is kept and folded. */
export function told({ change }: Pick<Vouched, 'change'>, { stands, worse, severity, ...parts }: Told): Draft {
  return aboutChange(change, { ...parts, severity: stands ? 'low' : severity, level: stands ? 'folded' : 'default', change: stands ? 'standing' : worse ? 'worsened' : 'added' });
}

/** A hole that is one remark about a registry, however many packages show it. `failure`: something was asked and failed, by our own deadline or not; the two are two remarks, since only the first counts. */
export function ofRegistry(registry: string, code: ErrorCode, what: string, failure?: { readonly ours: boolean }): OwnGap {
  return { subject: registry, identity: [registry, code, what, ...(failure?.ours === true ? ['ours'] : [])], coverage: coverageOf(code, { registry, what }, failure) };
}

/** A hole of one version; a waiver of it binds its bytes. */
export function ofVersion({ subject, registry, record: { name }, now: { version } }: Pick<Vouched, 'subject' | 'registry' | 'record' | 'now'>, code: ErrorCode, what: string, failure?: { readonly ours: boolean }): OwnGap {
  return { subject: `${name}@${version}`, of: subject, identity: [subjectKey(subject), code, what], coverage: coverageOf(code, { registry, what, name, version }, failure) };
}

function coverageOf(code: ErrorCode, data: { readonly [key: string]: string }, failure: { readonly ours: boolean } | undefined): OwnGap['coverage'] {
  // What a record leaves out, and an endpoint that fails, have words of their own in render, by this reason.
  return { kind: failure ? 'failed' : 'partial', code, data: code === 'RECORD_INCOMPLETE' || failure ? { ...data, reason: data['what']! } : data, ...(failure?.ours === true ? { ours: true } : {}) };
}

/** Whether a package comes from elsewhere than the public registry: what a mirror's record says of times is its own, and who signs there nobody else knows. */
export function isElsewhere({ registry }: Pick<Vouched, 'registry'>, { registries }: Pick<ReviewInput, 'registries'>): boolean {
  return registry !== 'default' || (registries !== undefined && registries.default !== registries.publicDefault);
}

/** Whether a package may be vouched for by an organisation's own signing service, whose root nobody else knows: it comes from elsewhere than the public registry, or its name is the organisation's. */
export function mayHaveOwnRoot(one: Pick<Vouched, 'registry' | 'record'>, input: ReviewInput): boolean {
  return isElsewhere(one, input) || isPrivate(input.policy, one.record.name);
}

/** What came of each attestation, for a person to read. */
export function attestationRows(attestations: readonly AttestationEvidence[]): readonly Evidence[] {
  return attestations.map(({ predicateType, outcome }) => ({ kind: 'record', text: `${predicateType === '' ? 'an attestation without a type' : predicateType}: ${outcome.state === 'verified' ? 'verified' : `${outcome.state}, ${outcome.code}`}` }));
}

/**
 * Puts together drafts that say the same of several packages of one registry, such as that it changed its key: one for each lockfile, with a list that a waiver of it binds. `all` names the
 * message for several, by the message for one.
 */
export function foldByRegistry(drafts: readonly Draft[], all: { readonly [message: string]: MessageId }): readonly Draft[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const several = draft.level === 'default' ? all[draft.message] : undefined;
    const key = several === undefined ? canonicalJson([groups.size]) : canonicalJson([several, draft.root?.lockfile ?? '', draft.data['registry'] ?? '', draft.data['keyid'] ?? '', draft.data['code'] ?? '']);
    groups.set(key, [...(groups.get(key) ?? []), draft]);
  }
  return [...groups.values()].map((group) => {
    const first = group[0]!;
    if (group.length === 1) return first;
    const list = hashOf(group.map((one) => canonicalJson([one.subject ?? null, one.integrity ?? null, one.identity])).sort(byCodePoint));
    const message = all[first.message]!;
    return { ...first, message, data: { ...first.data, count: group.length, packages: group.map(({ data }) => `${String(data['package'])}@${String(data['version'])}`) }, identity: [message, list] };
  });
}
