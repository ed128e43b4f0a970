import { differingFiles } from '../../core/cached-files.js';
import type { DependencyChange } from '../../core/change.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';

/** At most this many files are named. */
const named = 5;

function* drafts(change: DependencyChange, input: ReviewInput, facts: FactReader): Generator<Draft> {
  const after = change.after!;
  const pinned = after.origin.kind === 'registry' ? after.integrity.yarnCache?.value : undefined;
  const archive = pinned === undefined ? undefined : input.committed?.find((one) => one.sha512 === pinned);
  const served = archive && facts.get(subjectOf(after), 'archive').value;
  if (!archive || !served) return;
  const found = differingFiles(archive.files ?? [], after.name, served.files);
  if (found.length === 0) return;
  const more = found.length > named ? ` and ${found.length - named} more` : '';
  yield aboutChange(change, {
    message: 'differs', severity: 'high', confidence: 'high', level: 'default', change: 'added', data: { path: archive.path, count: found.length, files: found.slice(0, named).join(', '), more },
    at: { in: 'repository', path: archive.path, side: 'head', line: 1, endLine: 1 }, identity: ['differs', archive.sha512 ?? ''],
  });
}

export const cacheDifference = defineCheck({
  id: 'cache-difference',
  group: 'lockfile',
  title: 'An archive in Yarn\'s cache holds other files than the registry\'s',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after'], kinds: ['archive'] }],
  messages: {
    differs: {
      what: '{path} holds other files of {package} {version} than the registry serves: {files}{more} ({count} in all).',
      why: 'It is installed as it lies in the repository, and the lockfile pins just these bytes: nothing else would notice.',
      todo: 'Delete the archive and its checksum, install again, and ask who made it.',
    },
  },
  gapMatters: ({ change }) => change.after?.integrity.yarnCache !== undefined,
  run: (input, facts) => ({ drafts: input.changes.filter(bringsIn).flatMap((change) => [...drafts(change, input, facts)]), gaps: [] }),
});
