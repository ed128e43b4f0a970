import semver from 'semver';
import type { DependencyChange } from '../../core/change.js';
import { bringsIn } from '../../facts/planner.js';
import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { foldAlike } from '../fold.js';
import { tagDrafts, tagsSeen, unaskedGaps } from './dist-tags.js';
import { registered } from './registered.js';

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
  title: 'A version or a dist-tag that goes back, or a prerelease where a release stood',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
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
    'tag-back': {
      what: 'The dist-tag {tag} of {package} went back from {from} to {version}.',
      why: 'Installs that name no version take the lower one now. Where it was also put up later, somebody filled up a line that had been left behind; it may be a slip, and has been an attack.',
      todo: 'See whether the project says anything about it. After two weeks in the registry this is folded.',
    },
    'tag-prerelease': {
      what: 'The dist-tag {tag} of {package} went from the release {from} to the prerelease {version}.',
      why: 'Installs that name no version take a prerelease now, which is put up with less care. It may be a slip.',
      todo: 'Stay at {from}, unless the prerelease is meant. After two weeks in the registry this is folded.',
    },
    'first-sight': {
      what: 'Where the dist-tags of {package} that point to {version} ({tags}) pointed before is {known}.',
      why: 'No earlier review of this installation saw the package, or its record was not kept.',
      todo: 'Nothing: the next review of the package has this one to compare with.',
    },
    'first-sight-others': {
      what: 'Of {count} further packages it is unknown where their dist-tags pointed before: first sight.',
      why: 'No earlier review of this installation saw them, or their records were not kept.',
      todo: 'Nothing: the next review of these packages has this one to compare with.',
    },
  },
  run: (input: ReviewInput, facts) => {
    const seen = tagsSeen(input);
    const records = new Map(registered(input, facts).map((one) => [one.change, one]));
    const all = input.changes.filter(bringsIn).flatMap((change) => {
      const own = drafts(change);
      const one = records.get(change);
      return one ? [...own, ...tagDrafts(one, seen(one), input, own.some(({ level }) => level === 'default'))] : own;
    });
    return { drafts: all, gaps: unaskedGaps(input) };
  },
  fold: (drafts) => foldAlike(drafts, 'first-sight', 'first-sight-others'),
});
