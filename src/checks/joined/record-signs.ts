import type { DependencyChange } from '../../core/change.js';
import type { Check, Draft, FactReader, ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { dormantRelease } from '../record/dormant-release.js';
import { publisherChange } from '../record/publisher-change.js';
import { fresh, isYounger, publishedAt, registered, spanText, type Registered } from '../record/registered.js';
import { releaseAge } from '../record/release-age.js';
import { isUnasked, kindOf } from '../record/version-anomaly.js';

export const signKinds = ['person', 'account', 'address', 'dormant', 'old-line', 'odd-tag', 'new-package', 'young'] as const;
export type SignKind = (typeof signKinds)[number];

/** What a registry's record says of a new version that is out of the ordinary, as the check on it words it. */
export interface Sign {
  readonly kind: SignKind;
  /** An ordinary release has it as well: of every package on the day of a release, and of every package that somebody just began. */
  readonly common: boolean;
  readonly draft: Draft;
}

/** The checks whose findings at the default level are signs under their own message ids. */
const siblings: readonly Check[] = [publisherChange, dormantRelease];

/**
 * A prerelease in the place of a release that `latest` leads to, or that no manifest of the repository asks for: ranges of npm do
 * not lead to prereleases, and npm tags none of them `latest` unless it is told to.
 */
function oddTag({ change, record }: Registered): Draft[] {
  const { version } = change.after!;
  if (kindOf(change) !== 'prerelease' || (!isUnasked(change) && record.distTags['latest'] !== version)) return [];
  return [aboutChange(change, { message: 'odd-tag', severity: 'medium', confidence: 'high', level: 'default', change: 'added', evidence: [{ kind: 'record', text: `latest: ${record.distTags['latest'] ?? 'none'}` }], identity: ['odd-tag', version] })];
}

/** A package of which nothing has stood long enough for anybody to have looked at it. */
function newPackage({ change, record, before }: Registered, now: string): Draft[] {
  const versions = Object.values(record.versions);
  if (before.some((one) => one.version === change.after!.version) || !versions.every((one) => isYounger(one, now, fresh))) return [];
  const first = versions.reduce((oldest, one) => (publishedAt(one) < publishedAt(oldest) ? one : oldest));
  return [aboutChange(change, {
    message: 'new-package', severity: 'medium', confidence: 'high', level: 'default', change: 'added', data: { age: spanText(Date.parse(now) - publishedAt(first)) },
    evidence: [{ kind: 'record', text: `${first.version} ${first.publishedAt!}` }], identity: ['new-package'],
  })];
}

const told = (check: Check, input: ReviewInput, facts: FactReader): readonly Draft[] => check.run(input, facts).drafts.filter(({ level, severity }) => level === 'default' && severity === 'medium');

/**
 * What is out of the ordinary about who put the version of a change up, when and under what name, while it is fresh. What no ordinary release has comes
 * first. Empty where the registry tells nothing of it: the checks on records name that hole.
 */
export function signsOf(change: DependencyChange, input: ReviewInput, facts: FactReader): readonly Sign[] {
  const alone = { ...input, changes: [change] };
  const [one] = registered(alone, facts);
  if (!one?.now || !isYounger(one.now, input.now, fresh)) return [];
  const rare = [...siblings.flatMap((check) => told(check, alone, facts)), ...oddTag(one)];
  const common = [...newPackage(one, input.now), ...told(releaseAge, alone, facts).map((draft) => ({ ...draft, message: 'young' }))];
  return [...rare.map((draft) => ({ kind: draft.message as SignKind, common: false, draft })), ...common.map((draft) => ({ kind: draft.message as SignKind, common: true, draft }))];
}
