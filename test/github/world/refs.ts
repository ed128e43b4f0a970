import { commitsBetween, isAncestor, listRefs, readCommit, readCommits } from '../git/objects.js';
import { writeCommit, type FileChanges } from '../git/write.js';
import { addressOf, htmlOf, loginOfAddress, repositoryObject, simpleCommit } from '../objects/repositories.js';
import { nodeId } from '../objects/accounts.js';
import type { Body } from '../http/answer.js';
import type { Repository, State } from '../state.js';
import { openSuites } from './checks.js';
import { baseMoved, headMoved } from './pulls.js';
import type { Site } from './site.js';

const none = '0'.repeat(40);

export interface Move {
  readonly ref: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What changed between two readings of a repository's refs. Pull request refs are GitHub's own and no push. */
export function movesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Move[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((ref) => !ref.startsWith('refs/pull/') && before.get(ref) !== after.get(ref)).sort()
    .map((ref) => ({ ref, before: before.get(ref), after: after.get(ref) }));
}

async function pushPayload(state: State, repository: Repository, move: Move, pusher: string): Promise<Body> {
  const { dir } = repository;
  const before = move.before ?? none;
  const after = move.after ?? none;
  const html = htmlOf(state, repository);
  const commits = move.after === undefined || !move.ref.startsWith('refs/heads/') ? []
    : await readCommits(dir, (await commitsBetween(dir, move.before ?? repository.defaultBranch, move.after).catch(() => [])).slice(-20));
  const tell = (commit: Parameters<typeof simpleCommit>[0]): Body => ({
    ...simpleCommit(commit), distinct: true, url: `${html}/commit/${commit.sha}`, added: [], removed: [], modified: [],
    author: { ...commit.author, username: loginOfAddress(state, commit.author.email) ?? commit.author.name },
    committer: { ...commit.committer, username: loginOfAddress(state, commit.committer.email) ?? commit.committer.name },
  });
  const head = move.after === undefined ? undefined : commits.at(-1) ?? (await readCommit(dir, move.after).catch(() => undefined));
  return {
    ref: move.ref, before, after, created: move.before === undefined, deleted: move.after === undefined,
    forced: move.before !== undefined && move.after !== undefined && !(await isAncestor(dir, move.before, move.after)), base_ref: null,
    compare: `${html}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`, commits: commits.map(tell), head_commit: head ? tell(head) : null,
    pusher: { name: pusher, email: addressOf(pusher) }, repository: pushRepository(state, repository),
  };
}

/** A push carries its repository with times in seconds. */
function pushRepository(state: State, repository: Repository): Body {
  return {
    ...repositoryObject(state, repository), node_id: nodeId('R', repository.id), created_at: Math.floor(repository.createdAt / 1000),
    pushed_at: Math.floor(repository.pushedAt / 1000), stargazers: 0, master_branch: repository.defaultBranch,
  };
}

/** Everything that follows from refs having moved: pull requests, suites, events. Inside exclusive work on the repository. */
export async function refsMoved(site: Site, repository: Repository, moves: readonly Move[], pusher: string): Promise<void> {
  const { state } = site;
  repository.pushedAt = state.clock.now();
  for (const move of moves) {
    site.emit({ event: 'push', action: null, repository, sender: pusher, payload: await pushPayload(state, repository, move, pusher) });
    const branch = /^refs\/heads\/(.+)$/.exec(move.ref)?.[1];
    if (branch === undefined) continue;
    if (move.after !== undefined) await openSuites(site, repository, branch, move.before, move.after, pusher);
    for (const base of state.repositories.values()) {
      const pulls = [...base.pulls.values()].filter((pull) => pull.state === 'open' && pull.head.repositoryId === repository.id && pull.head.ref === branch);
      for (const pull of pulls) {
        const carry = () => headMoved(site, base, pull, move.after, pusher);
        await (base.id === repository.id ? carry() : site.exclusive(base, carry));
      }
    }
    if (move.after !== undefined) await baseMoved(site, repository, branch, move.after, pusher);
  }
}

/** Runs work that moves refs, and then everything that follows from it. */
export function movingRefs<T>(site: Site, repository: Repository, pusher: string, work: (before: ReadonlyMap<string, string>) => Promise<T>): Promise<T> {
  return site.exclusive(repository, async () => {
    const before = await listRefs(repository.dir);
    const result = await work(before);
    const moves = movesBetween(before, await listRefs(repository.dir));
    if (moves.length > 0) await refsMoved(site, repository, moves, pusher);
    return result;
  });
}

export interface Push {
  readonly branch: string;
  readonly files: FileChanges;
  readonly message?: string;
  readonly by: string;
  /** Where a new branch starts, or what a forced push stands on: a branch or a commit. */
  readonly from?: string;
  /** Further parents, for a merge commit. */
  readonly merge?: readonly string[];
  /** Begin from an empty tree. */
  readonly fresh?: boolean;
}

/** Pushes one commit without a clone; gives its id. */
export function push(site: Site, repository: Repository, wanted: Push, resolve: (rev: string) => Promise<string>): Promise<string> {
  return movingRefs(site, repository, wanted.by, async (before) => {
    const first = wanted.from === undefined ? undefined : await resolve(wanted.from);
    const more = await Promise.all((wanted.merge ?? []).map(resolve));
    const tip = first ?? before.get(`refs/heads/${wanted.branch}`);
    return writeCommit(repository.dir, {
      branch: wanted.branch, files: wanted.files, message: wanted.message ?? `Change ${Object.keys(wanted.files).slice(0, 3).join(', ')}`,
      parents: [...(tip === undefined ? [] : [tip]), ...more], author: { name: wanted.by, email: addressOf(wanted.by) }, at: site.state.clock.now(),
      ...(wanted.fresh === true ? { fresh: true } : {}),
    });
  });
}
