import { diffFiles, followLine, type FileDiff } from '../git/diff.js';
import { commitsBetween, isAncestor, mergeBase, resolveRef, setRef } from '../git/objects.js';
import { git } from '../git/run.js';
import { commitTree, mergeTree } from '../git/write.js';
import { Refusal, invalid, type Body } from '../http/answer.js';
import { addressOf } from '../objects/repositories.js';
import { pullObject, type PullFigures } from '../objects/pulls.js';
import type { Pull, Repository, State } from '../state.js';
import { newId, repositoryById, unmetChecks } from './lookup.js';
import type { Site } from './site.js';

export const baseTip = (repository: Repository, pull: Pull): Promise<string | undefined> => resolveRef(repository.dir, `refs/heads/${pull.base.ref}`);

/** Brings the head's objects into the base repository, as `refs/pull/N/head`. */
async function takeHead(state: State, repository: Repository, pull: Pull): Promise<void> {
  const ref = `refs/pull/${pull.number}/head`;
  if (pull.head.repositoryId === repository.id) return setRef(repository.dir, ref, pull.head.sha);
  const fork = repositoryById(state, pull.head.repositoryId);
  await git(repository.dir, ['fetch', '--quiet', '--no-tags', '--force', fork.dir, `+${pull.head.sha}:${ref}`]);
}

/** The files of a pull request: merge base to head, as its Files tab. */
export async function pullDiff(repository: Repository, pull: Pull, head = pull.head.sha): Promise<FileDiff[]> {
  const tip = pull.merged ? pull.base.sha : ((await baseTip(repository, pull)) ?? pull.base.sha);
  const from = (await mergeBase(repository.dir, tip, head)) ?? tip;
  return diffFiles(repository.dir, from, head);
}

/** The ids of a pull request's commits, oldest first. */
export async function pullCommits(repository: Repository, pull: Pull): Promise<string[]> {
  const tip = pull.merged ? pull.base.sha : ((await baseTip(repository, pull)) ?? pull.base.sha);
  return commitsBetween(repository.dir, tip, pull.head.sha);
}

/** Makes the test merge of base tip and head, as `refs/pull/N/merge`; on a conflict the older one stays, as at GitHub. */
async function makeTestMerge(site: Site, repository: Repository, pull: Pull): Promise<void> {
  const tip = await baseTip(repository, pull);
  const head = pull.head.sha;
  if (tip === undefined || pull.testMerge.kind !== 'unknown') return;
  const merged = await mergeTree(repository.dir, tip, head);
  if (pull.head.sha !== head) return;
  if ('conflict' in merged) {
    pull.testMerge = { kind: 'conflict' };
    return;
  }
  const author = { name: pull.author, email: addressOf(pull.author) };
  const commit = await commitTree(repository.dir, merged.tree, [tip, head], `Merge ${head} into ${tip}\n`, author, site.state.clock.now());
  await setRef(repository.dir, `refs/pull/${pull.number}/merge`, commit);
  pull.lastMergeCommit = commit;
  pull.testMerge = { kind: 'clean', commit };
}

/** What one answer about a pull request says of its test merge: null as often as the settings ask for, then the truth. */
export async function askMergeable(site: Site, repository: Repository, pull: Pull): Promise<boolean | null> {
  if (pull.state === 'closed') return pull.testMerge.kind === 'clean' ? true : null;
  const { testMerge } = pull;
  if (testMerge.kind === 'unknown') {
    if (testMerge.asked < site.state.settings.mergeableNulls) {
      testMerge.asked += 1;
      return null;
    }
    await site.exclusive(repository, () => makeTestMerge(site, repository, pull));
  }
  return pull.testMerge.kind === 'unknown' ? null : pull.testMerge.kind === 'clean';
}

/** Forgets a test merge whose head or base has moved. */
export function forgetTestMerge(pull: Pull): void {
  pull.testMerge = { kind: 'unknown', asked: 0 };
}

async function mergeableState(site: Site, repository: Repository, pull: Pull, mergeable: boolean | null): Promise<string> {
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  if (pull.draft) return 'draft';
  if (unmetChecks(site.state, repository, pull.base.ref, pull.head.sha, pull.lastMergeCommit).length > 0) return 'blocked';
  const runs = repository.checkRuns.filter((run) => run.headSha === pull.head.sha);
  return runs.some((run) => run.status !== 'completed' || run.conclusion === 'failure') ? 'unstable' : 'clean';
}

/** Everything about a pull request that git and the rules must be asked for. `peek` does not count as asking for the test merge. */
export async function pullFigures(site: Site, repository: Repository, pull: Pull, peek = false): Promise<PullFigures> {
  const [files, commits] = await Promise.all([pullDiff(repository, pull), pullCommits(repository, pull)]);
  const mergeable = peek ? (pull.testMerge.kind === 'unknown' ? null : pull.testMerge.kind === 'clean') : await askMergeable(site, repository, pull);
  const sum = (pick: (file: FileDiff) => number) => files.reduce((total, file) => total + pick(file), 0);
  return {
    mergeable, mergeableState: await mergeableState(site, repository, pull, mergeable), commits: commits.length,
    additions: sum((file) => file.additions), deletions: sum((file) => file.deletions), changedFiles: files.length,
  };
}

/** A pull request's whole object, as an answer to a question about it. */
export async function showPull(site: Site, repository: Repository, pull: Pull, peek = false): Promise<Body> {
  const figures = await pullFigures(site, repository, pull, peek);
  return pullObject(site.state, repository, pull, figures);
}

/** Tells Apps about a pull request. */
export async function tellPull(site: Site, repository: Repository, pull: Pull, action: string, sender: string, more: Body = {}): Promise<void> {
  site.emit({ event: 'pull_request', action, repository, sender, payload: { action, number: pull.number, ...more, pull_request: await showPull(site, repository, pull, true) } });
}

export interface NewPull {
  /** `branch`, or `owner:branch` for a fork's. */
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body?: string | null;
  readonly draft?: boolean;
  readonly author: string;
}

/** Opens a pull request. */
export function openPull(site: Site, repository: Repository, wanted: NewPull): Promise<Pull> {
  return site.exclusive(repository, async () => {
    const { state } = site;
    const [first = '', ...rest] = wanted.head.split(':');
    const owner = rest.length > 0 ? first : repository.owner;
    const ref = rest.length > 0 ? rest.join(':') : first;
    const from = [...state.repositories.values()].find((one) =>
      one.owner.toLowerCase() === owner.toLowerCase() && (one.id === repository.id || one.parent === repository.id || one.id === repository.parent));
    const sha = from && (await resolveRef(from.dir, `refs/heads/${ref}`));
    if (!from || sha === undefined) throw invalid('PullRequest', 'head', 'invalid');
    const tip = await resolveRef(repository.dir, `refs/heads/${wanted.base}`);
    if (tip === undefined) throw invalid('PullRequest', 'base', 'invalid');
    const standing = [...repository.pulls.values()].find((pull) =>
      pull.state === 'open' && pull.base.ref === wanted.base && pull.head.ref === ref && pull.head.repositoryId === from.id);
    if (standing) throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message: `A pull request already exists for ${owner}:${ref}.` }]);
    if (sha === tip) throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message: `No commits between ${wanted.base} and ${ref}` }]);
    const now = state.clock.now();
    const pull: Pull = {
      id: newId(state), number: repository.nextNumber++, author: wanted.author, createdAt: now, updatedAt: now, title: wanted.title, body: wanted.body ?? null,
      state: 'open', draft: wanted.draft ?? false, base: { ref: wanted.base, sha: tip }, head: { repositoryId: from.id, ref, sha },
      testMerge: { kind: 'unknown', asked: 0 }, pushes: 0,
    };
    await takeHead(state, repository, pull);
    repository.pulls.set(pull.number, pull);
    await tellPull(site, repository, pull, 'opened', wanted.author);
    return pull;
  });
}

export interface PullEdit {
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'open' | 'closed';
  readonly base?: string;
  readonly draft?: boolean;
}

/** Edits a pull request and tells each change by its own event. */
export function editPull(site: Site, repository: Repository, pull: Pull, edit: PullEdit, sender: string): Promise<void> {
  return site.exclusive(repository, async () => {
    const changes: Body = {};
    if (edit.base !== undefined && edit.base !== pull.base.ref) {
      const tip = await resolveRef(repository.dir, `refs/heads/${edit.base}`);
      if (tip === undefined) throw invalid('PullRequest', 'base', 'invalid', `Proposed base branch '${edit.base}' was not found`);
      changes['base'] = { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } };
      pull.base = { ref: edit.base, sha: tip };
      pull.retargets = [...(pull.retargets ?? []), site.state.clock.now()];
      forgetTestMerge(pull);
    }
    if (edit.title !== undefined && edit.title !== pull.title) {
      changes['title'] = { from: pull.title };
      pull.title = edit.title;
    }
    if (edit.body !== undefined && edit.body !== pull.body) {
      changes['body'] = { from: pull.body ?? '' };
      pull.body = edit.body;
    }
    pull.updatedAt = site.state.clock.now();
    if (Object.keys(changes).length > 0) await tellPull(site, repository, pull, 'edited', sender, { changes });
    if (edit.state !== undefined && edit.state !== pull.state) await setPullState(site, repository, pull, edit.state, sender);
    if (edit.draft !== undefined && edit.draft !== pull.draft) {
      pull.draft = edit.draft;
      await tellPull(site, repository, pull, edit.draft ? 'converted_to_draft' : 'ready_for_review', sender);
    }
  });
}

async function setPullState(site: Site, repository: Repository, pull: Pull, to: 'open' | 'closed', sender: string): Promise<void> {
  if (pull.merged) throw invalid('PullRequest', 'state', 'invalid', 'A merged pull request cannot be reopened');
  pull.state = to;
  if (to === 'closed') pull.closedAt = site.state.clock.now();
  else delete pull.closedAt;
  await tellPull(site, repository, pull, to === 'closed' ? 'closed' : 'reopened', sender);
}

/** Carries a pull request on after its head branch moved. Inside exclusive work on the base repository. */
export async function headMoved(site: Site, repository: Repository, pull: Pull, after: string | undefined, sender: string): Promise<void> {
  if (after === undefined) return setPullState(site, repository, pull, 'closed', sender);
  const before = pull.head.sha;
  pull.head.sha = after;
  pull.pushes += 1;
  pull.updatedAt = site.state.clock.now();
  pull.base.sha = (await baseTip(repository, pull)) ?? pull.base.sha;
  forgetTestMerge(pull);
  await takeHead(site.state, repository, pull);
  for (const comment of repository.reviewComments.filter((one) => one.number === pull.number && one.line !== undefined && one.side === 'RIGHT')) {
    const line = await followLine(repository.dir, before, after, comment.path, comment.line ?? 0);
    comment.line = line;
    if (line !== undefined) comment.commit = after;
  }
  await tellPull(site, repository, pull, 'synchronize', sender, { before, after });
}

/** Marks a pull request as merged by a commit that is on its base now. */
export async function markMerged(site: Site, repository: Repository, pull: Pull, commit: string, by: string): Promise<void> {
  const now = site.state.clock.now();
  pull.state = 'closed';
  pull.closedAt = now;
  pull.updatedAt = now;
  pull.merged = { at: now, by, commit };
  await tellPull(site, repository, pull, 'closed', by);
}

/** Looks again at the open pull requests into a branch that moved: their test merges are stale, and some may have landed. */
export async function baseMoved(site: Site, repository: Repository, branch: string, tip: string, by: string): Promise<void> {
  for (const pull of repository.pulls.values()) {
    if (pull.state !== 'open' || pull.base.ref !== branch) continue;
    forgetTestMerge(pull);
    if (await isAncestor(repository.dir, pull.head.sha, tip)) await markMerged(site, repository, pull, tip, by);
  }
}
