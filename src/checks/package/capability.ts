import type { DependencyChange } from '../../core/change.js';
import type { Confidence, Level, Severity } from '../../core/finding.js';
import type { Origin } from '../../core/origin.js';
import type { CapabilityKind, NewCapability, Trigger } from '../../packages/profile.types.js';
import { bringsIn } from '../../facts/planner.js';
import type { CheckResult, Draft, FactHole, FactReader, Need, ReviewInput } from '../check.js';
import { aboutChange, baselineText, inPackage, stoodEvidence } from '../draft.js';

/** What the checks on added capabilities want: the code of both sides, and the registry's predecessor as a second baseline. */
export const capabilityNeeds: readonly Need[] = [
  { per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['code'] },
  { per: 'change', of: ['after'], kinds: ['record'] },
];

/** How loud a new capability is, by when it runs. */
export type Loudness = { readonly [trigger in Trigger]: { readonly severity: Severity; readonly level: Level; readonly confidence: Confidence } };

const quiet = { severity: 'low', level: 'folded', confidence: 'medium' } as const;

/**
 * A capability that an install step newly has is told: of 60 ordinary upgrades that were measured none gained one. At load it is folded,
 * since bundles are laid out anew all the time (network 6, eval-like 1 of 60); a check may be louder where the measure allows. By itself none
 * blocks: one call carries no intent, the way of data does (see the checks on flows).
 */
export function loudness(atLoad: { readonly severity: Severity; readonly level: Level; readonly confidence: Confidence } = quiet): Loudness {
  return { install: { severity: 'medium', level: 'default', confidence: 'high' }, load: atLoad, undecided: atLoad, deep: quiet, call: quiet, unreachable: { severity: 'info', level: 'audit', confidence: 'low' } };
}

/**
 * Files that were not understood matter where they are new or changed and reached from install or load, or where that could not be decided: the
 * same rule as for findings. What a baseline holds of them only makes the new version look as if it added more. Any other hole counts.
 */
export function codeGapMatters({ change, side, kind, fact }: FactHole, facts: FactReader): boolean {
  if (kind !== 'code' || fact.value === undefined || fact.coverage.kind !== 'partial' || fact.coverage.code !== 'PARSE_FAILED') return true;
  if (side !== 'after') return false;
  const delta = facts.delta(change).value;
  return delta === undefined || delta.unread.length > 0;
}

function draftOf(change: DependencyChange, found: NewCapability, loud: Loudness, before: string, against: Origin | undefined): Draft {
  const { capability } = found;
  const origin = change.after!.origin;
  const place = inPackage(origin, capability);
  const old = stoodEvidence(found.stood, against);
  // A package that starts programs when it is loaded, and now does so by another function, has gained nothing that a reader can act on.
  const volume = found.kindStood && loud[capability.trigger].level === 'default' ? quiet : loud[capability.trigger];
  return aboutChange(change, {
    message: capability.trigger === 'install' ? 'at-install' : capability.trigger === 'load' || capability.trigger === 'undecided' ? 'at-load' : 'reachable-later',
    ...volume, change: 'added', related: [place, ...old.map((one) => one.at)],
    data: { before, api: capability.api, file: capability.path, line: capability.line, places: found.places },
    trace: [{ at: place, note: capability.api }],
    evidence: [{ kind: 'code', at: place, text: capability.excerpt }, ...old],
    identity: [capability.kind, capability.api, capability.trigger],
  });
}

/** The place of a capability is told already as one that runs at install or load: that it may be reached otherwise too adds nothing. */
function toldLouder({ capability: { trigger, api, path, line } }: NewCapability, all: readonly NewCapability[]): boolean {
  if (trigger === 'install' || trigger === 'load' || trigger === 'undecided') return false;
  return all.some(({ capability: other }) => (other.trigger === 'install' || other.trigger === 'load') && other.api === api && other.path === path && other.line === line);
}

/** The findings of one capability kind over all changes. */
export function capabilityFindings(kind: CapabilityKind, loud: Loudness, input: ReviewInput, facts: FactReader): CheckResult {
  const drafts = input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => {
    const delta = facts.delta(change).value;
    const found = (delta?.capabilities ?? []).filter((one) => one.capability.kind === kind);
    return found.filter((one) => !toldLouder(one, found)).map((one) => draftOf(change, one, loud, baselineText(change, facts), delta?.against));
  });
  return { drafts, gaps: [] };
}
