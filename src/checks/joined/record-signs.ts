import type { DependencyChange } from '../../core/change.js';
import type { Check, Draft, FactReader, ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { dormantRelease } from '../record/dormant-release.js';
import { publisherChange } from '../record/publisher-change.js';
import { day, fresh, isYounger, publishedAt, registered, spanText, type Registered } from '../record/registered.js';
import { isUnasked, kindOf } from '../record/version-anomaly.js';
import { trustDowngrade } from '../trust/trust-downgrade.js';

export const signKinds = ['person', 'account', 'address', 'lost', 'refused', 'stated', 'peer', 'dormant', 'old-line', 'odd-tag', 'new-package', 'young'] as const;
export type SignKind = (typeof signKinds)[number];

/** What a registry's record says of a new version that is out of the ordinary, as the check on it words it. */
export interface Sign {
  readonly kind: SignKind;
  /** An ordinary release has it as well: of every package on the day of a release, and of every package that somebody just began. */
  readonly common: boolean;
  readonly draft: Draft;
}

/** The checks whose findings at the default level are signs, and under which message ids: only what was measured as a sign is one. */
const siblings: readonly { readonly check: Check; readonly kinds: readonly SignKind[] }[] = [
  { check: publisherChange, kinds: ['person', 'account', 'address'] },
  // Not where a registry failed, or the build's own identity is still named: honest releases look so.
  { check: trustDowngrade, kinds: ['lost', 'refused', 'stated', 'peer'] },
  { check: dormantRelease, kinds: ['dormant', 'old-line'] },
];

/** Signs that ordinary releases have as well. */
const common: ReadonlySet<SignKind> = new Set(['new-package', 'young']);

function sign(kind: SignKind, change: DependencyChange, parts: Pick<Draft, 'evidence' | 'identity'> & Partial<Pick<Draft, 'data'>>): Sign {
  return { kind, common: common.has(kind), draft: aboutChange(change, { message: kind, severity: 'medium', confidence: 'high', level: 'default', change: 'added', ...parts }) };
}

/**
 * A prerelease in the place of a release that `latest` leads to, or that no manifest of the repository asks for: ranges of npm do
 * not lead to prereleases, and npm tags none of them `latest` unless it is told to.
 */
function oddTag({ change, record }: Registered): Sign[] {
  const { version } = change.after!;
  if (kindOf(change) !== 'prerelease' || (!isUnasked(change) && record.distTags['latest'] !== version)) return [];
  return [sign('odd-tag', change, { evidence: [{ kind: 'record', text: `latest: ${record.distTags['latest'] ?? 'none'}` }], identity: ['odd-tag', version] })];
}

/** A package of which nothing has stood long enough for anybody to have looked at it. */
function newPackage({ change, record, before }: Registered, now: string): Sign[] {
  const versions = Object.values(record.versions);
  if (before.some((one) => one.version === change.after!.version) || !versions.every((one) => isYounger(one, now, fresh))) return [];
  const first = versions.reduce((oldest, one) => (publishedAt(one) < publishedAt(oldest) ? one : oldest));
  return [sign('new-package', change, { data: { age: spanText(Date.parse(now) - publishedAt(first)) }, evidence: [{ kind: 'record', text: `${first.version} ${first.publishedAt!}` }], identity: ['new-package'] })];
}

/** A release on its first day, by the record itself: what a policy or an installer's settings say of ages neither takes this sign away nor makes it. */
function young({ change, now, before }: Registered, at: string): Sign[] {
  if (!isYounger(now, at, day) || before.some((one) => one.version === now!.version)) return [];
  return [sign('young', change, { data: { age: spanText(Date.parse(at) - publishedAt(now)) }, evidence: [{ kind: 'record', text: `published ${now!.publishedAt!}` }], identity: ['young', now!.version] })];
}

/** What the checks beside this one tell of a change, as the signs that it is. */
function* toldSigns(input: ReviewInput, facts: FactReader): Generator<Sign> {
  for (const { check, kinds } of siblings) {
    for (const draft of check.run(input, facts).drafts) {
      const kind = kinds.find((one) => one === draft.message);
      if (kind !== undefined && draft.level === 'default') yield { kind, common: common.has(kind), draft };
    }
  }
}

/**
 * What is out of the ordinary about who put the version of a change up, when, under what name and with what evidence, while it is fresh. What no ordinary release has comes
 * first. Empty where the registry tells nothing of it: the checks on records name that hole.
 */
export function signsOf(change: DependencyChange, input: ReviewInput, facts: FactReader): readonly Sign[] {
  const alone = { ...input, changes: [change] };
  const [one] = registered(alone, facts);
  if (!one?.now || !isYounger(one.now, input.now, fresh)) return [];
  return [...toldSigns(alone, facts), ...oddTag(one), ...newPackage(one, input.now), ...young(one, input.now)];
}
