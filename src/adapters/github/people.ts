import { Failure } from '../../core/errors.js';
import type { HostTarget } from '../../ports/code-host.js';
import type { GitHub, RepositoryCaller } from './client.js';
import { comparedCommitsShape, committedShape, pullShape, type HostCommitted } from './shapes.js';

/** GitHub lists no more commits of a pull request than these. docs.github.com, "List commits on a pull request". */
const mostCommits = 250;
/** GitHub's own account, which commits what is merged or edited on its pages. */
const webFlow = 'web-flow';
/** A merge queue's branch names the pull request that its entry adds. */
const queueRef = /\/pr-([0-9]{1,10})-[0-9a-f]{40,64}$/;

/** The pull request that a target is about; not a number where a queue's branch names none. */
export function pullNumber(target: HostTarget): number {
  return target.kind === 'pull' ? target.number : Number(queueRef.exec(target.headRef)?.[1] ?? Number.NaN);
}

/** GitHub's address for an account that shows no other: the account's number, since 2017, and its login. */
const noReply = /^(?:[0-9]{1,20}\+)?([A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?)@users\.noreply\.[a-z0-9.-]{1,253}$/i;

/**
 * The co-authors that a commit's message names by an address that tells a login. Whoever hides a part in a commit leaves the line out, so that it
 * only ever adds people; another address names nobody for certain.
 */
function* coAuthors(message: string): Generator<string> {
  for (const line of message.split('\n')) {
    if (!/^co-authored-by:/i.test(line)) continue;
    const login = noReply.exec(line.slice(line.lastIndexOf('<') + 1).trim().replace(/>$/, ''))?.[1];
    if (login !== undefined) yield login;
  }
}

/** Everybody who wrote or committed these, and whom they name as co-authors; undefined when one of them is no account that GitHub knows. */
function loginsOf(commits: readonly HostCommitted[]): readonly string[] | undefined {
  const logins = new Set<string>();
  for (const { author, committer, commit } of commits) {
    if (author?.login === undefined || committer?.login === undefined) return undefined;
    for (const login of [author.login, committer.login]) if (login !== webFlow) logins.add(login);
    for (const login of coAuthors(commit?.message ?? '')) logins.add(login);
  }
  return [...logins];
}

async function groupCommits(caller: RepositoryCaller, base: string, head: string): Promise<readonly HostCommitted[] | undefined> {
  const commits: HostCommitted[] = [];
  for (let page = 1; ; page++) {
    const answer = await caller.call('repository.compare', { basehead: `${base}...${head}`, per_page: 100, page }, comparedCommitsShape);
    commits.push(...answer.commits);
    if (answer.total_commits >= mostCommits) return undefined;
    if (commits.length >= answer.total_commits) return commits;
    if (answer.commits.length === 0) return undefined;
  }
}

/** Who pushed the head of a pull request last, as the deliveries told; with `head`, of that head alone. GitHub's API does not tell it. */
export type PusherOf = (number: number, head?: string) => Promise<string | undefined>;

/**
 * The logins that have a part in a change, and whose waivers do not count for it: who opened it, who pushed last,
 * and every author, co-author and committer of its commits. `unknown` where that cannot be
 * told whole (250 commits or more, a commit by an address that belongs to no account, a head that moved, a push that was not seen), so that nobody waives a finding
 * of theirs by hiding behind one.
 */
export async function peopleOf(github: GitHub, target: HostTarget, pusherOf: PusherOf, signal?: AbortSignal): Promise<readonly string[] | 'unknown'> {
  const caller = github.forRepository(target.installation, target.repository, { signal });
  const number = pullNumber(target);
  if (!Number.isSafeInteger(number)) return 'unknown';
  try {
    const [pusher, pull, commits] = await Promise.all([
      // A queue's entry is pushed by GitHub; what counts is who pushed the pull request.
      target.kind === 'pull' ? pusherOf(number, target.headSha) : pusherOf(number),
      caller.call('pull.read', { pull_number: number }, pullShape),
      target.kind === 'pull'
        ? caller.list('pull.commits', { pull_number: number }, { shape: committedShape, pick: (page) => page, maxPages: 3 })
        : groupCommits(caller, target.baseSha, target.headSha),
    ]);
    if (pusher === undefined || pull.user === null || commits === undefined || commits.length >= mostCommits) return 'unknown';
    if (!commits.some((one) => one.sha === target.headSha)) return 'unknown';
    const logins = loginsOf(commits);
    return logins === undefined ? 'unknown' : [...new Set([pull.user.login, ...logins, pusher])];
  } catch (error) {
    if (error instanceof Failure && (error.code === 'HOST_NOT_FOUND' || error.code === 'READ_BUDGET')) return 'unknown';
    throw error;
  }
}
