import { subjectOf } from '../../facts/planner.js';
import type { LockedPackage } from '../../core/lockfile.js';
import type { Provenance } from '../../trust/evidence.types.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange } from '../draft.js';
import { registered, type Registered } from '../record/registered.js';
import { manifestRepository, repositoryName, sameRepository, verifiedProvenance } from './builds.js';
import { isSettled } from './standing.js';

/** Where a version was built, verified, and where its own manifest says that it lives. */
interface Source {
  readonly provenance: Provenance;
  readonly built: string;
  readonly named: string;
}

function sourceOf(locked: LockedPackage, facts: FactReader): Source | undefined {
  const provenance = verifiedProvenance(facts.get(subjectOf(locked), 'trust').value);
  const manifest = facts.get(subjectOf(locked), 'archive').value?.manifest;
  const named = manifest && manifestRepository(Object.hasOwn(manifest.raw, 'repository') ? manifest.raw['repository'] : undefined);
  const built = provenance && repositoryName(provenance.repository);
  return provenance && built !== undefined && named !== undefined ? { provenance, built, named } : undefined;
}

function draftOf(one: Registered, facts: FactReader, at: string): Draft[] {
  const { change } = one;
  const now = sourceOf(change.after!, facts);
  if (!now || now.built === now.named || change.kind === 'metadata') return [];
  const before = change.before.map((locked) => sourceOf(locked, facts));
  const standing = before.length > 0 && before.every((old) => old?.built === now.built && old.named === now.named);
  // A repository keeps its number when it moves, and its packages the old name until somebody mends them.
  const moved = before.length > 0 && before.every((old) => old !== undefined && old.provenance.repositoryId !== undefined && sameRepository(old.provenance, now.provenance));
  const loud = !standing && !moved && !isSettled(one.now, at);
  return [aboutChange(change, {
    message: moved && !standing ? 'moved' : 'elsewhere', severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: standing ? 'standing' : 'added',
    data: { built: now.built, named: now.named }, evidence: [{ kind: 'record', text: `built from ${now.built}` }, { kind: 'manifest', text: `repository: ${now.named}` }], identity: [now.built, now.named],
  })];
}

const todo = 'See whether {named} leads to {built}, or the project says that it moved. After two weeks in the registry this is folded.';

export const provenanceSource = defineCheck({
  id: 'provenance-source',
  group: 'trust',
  title: 'A version was built from another repository than its own manifest names',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after', 'before'], kinds: ['trust', 'archive'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  // What could not be checked or read is told by the checks on the evidence itself and on archives.
  gapMatters: () => false,
  messages: {
    elsewhere: { what: '{package} {version} was built from {built}, while its own package.json names {named}.', why: 'What people read is not what was built. Packages that dress up as others name the others\' repository; projects that moved and kept the old name look the same.', todo },
    moved: { what: '{package} {version} was built from {built}, while its own package.json names {named}. It is the repository that the version before was built from, by its number.', why: 'A repository keeps its number when it is renamed.', todo },
  },
  run: (input, facts) => ({ drafts: registered(input, facts, 'patched').flatMap((one) => draftOf(one, facts, input.now)), gaps: [] }),
});
