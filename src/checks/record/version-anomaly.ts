import semver from 'semver';
import type { DependencyChange } from '../../core/change.js';
import { bringsIn } from '../../facts/planner.js';
import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';

type Kind = 'downgrade' | 'prerelease';

/** What is odd about a changed package's new version, among changes from versions that compare; other changes of identity are `substitution`'s. */
export function kindOf({ kind, before, after }: DependencyChange): Kind | undefined {
  const now = semver.parse(after?.version);
  const old = before.map((one) => semver.parse(one.version));
  if (kind !== 'updated' || !now || old.length === 0 || old.some((one) => one === null)) return undefined;
  if (old.every((one) => semver.gt(one!, now))) return 'downgrade';
  return now.prerelease.length > 0 && old.every((one) => one!.prerelease.length === 0) ? 'prerelease' : undefined;
}

/** True where only other packages brought it: a manifest of the repository names its own direct dependencies' versions, so somebody asked for those. */
export function isUnasked({ introducers }: DependencyChange): boolean {
  return introducers.length > 0 && introducers.every(({ path }) => path.length > 2);
}

function drafts(change: DependencyChange): Draft[] {
  const message = kindOf(change);
  if (message === undefined) return [];
  const loud = message === 'prerelease' && isUnasked(change);
  return [aboutChange(change, { message, severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: 'added', identity: [message, change.after!.version] })];
}

export const versionAnomaly = defineCheck({
  id: 'version-anomaly',
  group: 'record',
  title: 'A version that goes back, or a prerelease where a release stood',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [],
  messages: {
    downgrade: {
      what: '{package} goes back from {before} to {version}.',
      why: 'Faults that were mended in between come back, those of security too.',
      todo: 'Nothing, where going back is meant.',
    },
    prerelease: {
      what: '{package} goes from the release {before} to the prerelease {version}, and no manifest of this repository asks for one.',
      why: 'Prereleases are put up with less care, and ranges of npm do not take them unless they name one themselves.',
      todo: 'See which package asks for it, and whether it can be kept at a release.',
    },
  },
  run: (input: ReviewInput) => ({ drafts: input.changes.filter(bringsIn).flatMap(drafts), gaps: [] }),
});
