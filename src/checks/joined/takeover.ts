import type { DependencyChange } from '../../core/change.js';
import { bringsIn } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader, type ReviewInput } from '../check.js';
import { earlyDeeds, fileOf, type EarlyDeed } from './early-code.js';
import { signsOf, type Sign, type SignKind } from './record-signs.js';

/**
 * The two halves that make one finding: a sign that no ordinary release has with anything that newly runs unasked, or one that every release has on its first
 * day with what no honest package was seen to gain. Everything that was measured for it stands in docs/attacks.md.
 */
function joined(signs: readonly Sign[], deeds: readonly EarlyDeed[]): { readonly sign: Sign; readonly deed: EarlyDeed; readonly others: number } | undefined {
  for (const sign of signs) {
    const fitting = sign.common ? deeds.filter(({ grave }) => grave) : deeds;
    if (fitting.length > 0) return { sign, deed: fitting[0]!, others: fitting.length - 1 };
  }
  return undefined;
}

function draftsOf(change: DependencyChange, input: ReviewInput, facts: FactReader): (Draft & { readonly message: SignKind })[] {
  // The record first: for most changes there is nothing to join, and the code is not looked at again.
  const signs = signsOf(change, input, facts);
  const deeds = signs.length > 0 ? earlyDeeds(change, input, facts) : [];
  const found = joined(signs, deeds);
  if (!found) return [];
  const { sign, deed, others } = found;
  const sure = sign.draft.confidence === 'high' && deed.draft.confidence === 'high';
  return [{
    ...deed.draft, message: sign.kind, severity: 'high', confidence: sure ? 'high' : 'medium', level: 'default', change: 'added',
    data: { ...deed.draft.data, ...sign.draft.data, deed: deed.deed, file: fileOf(deed), check: deed.check, others }, evidence: [...sign.draft.evidence, ...deed.draft.evidence],
    identity: [sign.kind, ...sign.draft.identity, deed.check, deed.draft.message, ...deed.draft.identity],
  }];
}

const why = 'Each half is told for itself and proves nothing: maintainers change and packages grow. Together they are how nearly every package that was taken over looked on its first day.';
const todo = 'Read {file} in the published package, and ask the maintainers whether the release is theirs. If it is meant, waive this finding for this version; if not, stay on the old one.';

export const takeover = defineCheck<SignKind>({
  id: 'takeover',
  group: 'joined',
  title: 'A release that is unusual by the registry and newly does something unasked',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['archive', 'code'] }, { per: 'change', of: ['after'], kinds: ['record'] }, { per: 'change', of: ['after', 'before', 'peer'], kinds: ['trust'] }],
  // What could not be read of either half is counted by the checks whose half it is.
  gapMatters: () => false,
  messages: {
    person: { what: '{package} {version} was put up by {publisher} by hand, where a build service had put up the version before, and newly {deed} ({file}).', why, todo },
    account: { what: '{package} {version} was put up by {publisher}, who never published this package before, and newly {deed} ({file}).', why, todo },
    address: { what: '{package} {version} was put up by {publisher} with an address at {domain}, which that account never had here before, and newly {deed} ({file}).', why, todo },
    lost: { what: '{package} {version} has no provenance, where that of {old} was verified, and newly {deed} ({file}).', why, todo },
    refused: { what: 'The provenance of {package} {version} is refused ({code}), where that of {old} was verified, and it newly {deed} ({file}).', why, todo },
    stated: { what: 'By the registry\'s record {package} {version} came with {now}, where {old} came with {was}, and it newly {deed} ({file}).', why, todo },
    peer: { what: '{package} {version} came with {now}, where {old} of the same line came with {was} ({basis}), and newly {deed} ({file}).', why, todo },
    dormant: { what: '{package} {version} is the first release in {silence}, and newly {deed} ({file}).', why, todo },
    'old-line': { what: '{package} {version} is the first release of its major line {line} in {silence}, while the package had gone on, and newly {deed} ({file}).', why, todo },
    'odd-tag': { what: '{package} goes from the release {before} to the prerelease {version}, to which no range leads by itself, and newly {deed} ({file}).', why, todo },
    'new-package': { what: '{package} {version} is of a package that was begun {age} ago, and {deed} ({file}).', why, todo },
    young: { what: '{package} {version} was published {age} ago, and newly {deed} ({file}).', why, todo },
  },
  run: (input, facts) => ({ drafts: input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => draftsOf(change, input, facts)), gaps: [] }),
});
