import type { DependencyChange } from '../../core/change.js';
import type { MetadataDifference } from '../../core/lockfile.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader, type OwnGap } from '../check.js';
import { subjectText } from '../run.js';
import { aboutChange } from '../draft.js';

/** Keys that make an installer do something: run it, link it, fetch it. */
const acting = new Set(['scripts', 'bin', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'bundleDependencies', 'hasInstallScript', 'hasShrinkwrap', 'gypfile', 'os', 'cpu', 'libc', 'inBundle', 'link', 'dev', 'optional', 'devOptional', 'extraneous', 'name']);

/** The other keys that npm writes (arborist, `Shrinkwrap.metaFromNode`): a difference there is told, folded. Any key beside these no install wrote. */
const telling = new Set(['version', 'resolved', 'integrity', 'license', 'engines', 'funding', 'acceptDependencies', 'workspaces', 'deprecated', 'peer', 'ideallyInert']);

/** What hooks of a package manager may change in what a package asks for. */
const hookable = new Set(['dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta']);

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

function* drafts(change: DependencyChange, facts: FactReader): Generator<Draft> {
  for (const difference of facts.entryDifferences(change).value ?? []) yield draftOf(change, difference);
}

/** `before` is what the verified package says, `after` what the lockfile entry says. */
function draftOf(change: DependencyChange, { key, before, after }: MetadataDifference): Draft {
  // Of what a tarball carries only the entry tells the version by which advisories are looked up: no URL and no digest names it.
  if (change.after?.settled?.hooked === true && hookable.has(key)) {
    return aboutChange(change, {
      message: 'hooked', severity: 'medium', confidence: 'high', level: 'default', change: 'added',
      data: { key, locked: show(after), published: show(before), lockfile: change.root.lockfile },
      evidence: [{ kind: 'lockfile', text: `${key}: ${show(after)}` }, { kind: 'manifest', text: `${key}: ${show(before)}` }], identity: ['hooked', key, show(after)],
    });
  }
  const acts = acting.has(key) || !telling.has(key) || (key === 'version' && change.after?.origin.kind === 'bundled');
  return aboutChange(change, {
    message: acts ? 'forged' : 'differs', severity: acts ? 'high' : 'low', confidence: 'high', level: acts ? 'default' : 'folded', change: 'added',
    data: { key, locked: show(after), published: show(before), lockfile: change.root.lockfile },
    evidence: [{ kind: 'lockfile', text: `${key}: ${show(after)}` }, { kind: 'manifest', text: `${key}: ${show(before)}` }],
    identity: [key, show(after)],
  });
}

/**
 * A package with a lockfile of its own brings packages that the repository's lockfile need not hold (npm 11 installed some). What it
 * brings is not read yet, so it is a hole, unless these very bytes stood at base.
 */
function* ownLockfiles(change: DependencyChange, facts: FactReader): Generator<OwnGap> {
  const subject = subjectOf(change.after!);
  if (facts.get(subject, 'archive').value?.hasShrinkwrap !== true) return;
  if (change.kind === 'metadata' && !change.differences.some((one) => one.key === 'hasShrinkwrap')) return;
  const name = subjectText(subject.origin);
  yield { subject: name, identity: [name, ...subject.integrity.digests.map((digest) => Buffer.from(digest.bytes).toString('hex'))], coverage: { kind: 'failed', code: 'LOCKFILE_INCOMPLETE', data: { reason: 'a lockfile inside the package', package: name } } };
}

export const lockMetadata = defineCheck({
  id: 'lock-metadata',
  group: 'lockfile',
  title: 'A lockfile entry says something else about a package than the package itself',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after'], kinds: ['archive'] }],
  messages: {
    forged: {
      what: 'The entry of {package} {version} in {lockfile} says `{key}` is {locked}; the published package says {published}.',
      why: 'Installers act on the lockfile entry: they run its scripts, link its commands and fetch its dependencies, even where the package itself has none. No install writes such an entry.',
      todo: 'Remove the entry and run the install again, and ask who edited the lockfile by hand.',
    },
    hooked: {
      what: 'The entry of {package} {version} in {lockfile} says `{key}` is {locked}; the published package says {published}.',
      why: 'The repository has hooks that change what packages ask for when the lockfile is written, and this may be their work. What the hooks do is not followed.',
      todo: 'See that the hooks of the repository change just this package in just this way.',
    },
    differs: {
      what: 'The entry of {package} {version} in {lockfile} says `{key}` is {locked}; the published package says {published}.',
      why: 'Installers do not act on this key, but no install writes such an entry.',
      todo: 'Run the install again.',
    },
  },
  run: (input, facts) => {
    const changes = input.changes.filter(bringsIn);
    return { drafts: changes.flatMap((change) => [...drafts(change, facts)]), gaps: changes.flatMap((change) => [...ownLockfiles(change, facts)]) };
  },
});
