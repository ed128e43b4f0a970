import { readCommit, setRef } from '../git/objects.js';
import { commitTree, mergeTree } from '../git/write.js';
import { Refusal } from '../http/answer.js';
import { addressOf, simpleCommit } from '../objects/repositories.js';
import type { Pull, QueueEntry, Repository } from '../state.js';
import { unmetChecks, pullOf } from './lookup.js';
import { baseTip, markMerged } from './pulls.js';
import { refsMoved } from './refs.js';
import type { Site } from './site.js';

async function tellGroup(site: Site, repository: Repository, entry: QueueEntry, action: string, more: Record<string, unknown> = {}): Promise<void> {
  const commit = await readCommit(repository.dir, entry.headSha);
  const merge_group = {
    head_sha: entry.headSha, head_ref: entry.headRef, base_sha: entry.baseSha, base_ref: `refs/heads/${entry.baseRef}`, head_commit: simpleCommit(commit),
  };
  site.emit({ event: 'merge_group', action, repository, sender: repository.owner, payload: { action, ...more, merge_group } });
}

/**
 * Puts a pull request at the end of its base branch's queue: merges it onto the entry before it (or the tip), makes the queue's own branch and asks
 * for checks. The checks that the branch requires are asked of that commit, not of the pull request's head.
 */
export function enqueue(site: Site, repository: Repository, pull: Pull): Promise<QueueEntry> {
  return site.exclusive(repository, async () => {
    if (pull.state === 'closed' || pull.draft) throw new Refusal(422, 'Pull request is not open and ready');
    if (repository.queue.some((one) => one.number === pull.number)) throw new Refusal(422, 'Pull request is already in the queue');
    return append(site, repository, pull);
  });
}

async function append(site: Site, repository: Repository, pull: Pull): Promise<QueueEntry> {
  const before = repository.queue.findLast((one) => one.baseRef === pull.base.ref);
  const base = before?.headSha ?? (await baseTip(repository, pull)) ?? pull.base.sha;
  const merged = await mergeTree(repository.dir, base, pull.head.sha);
  if ('conflict' in merged) throw new Refusal(422, 'Pull request is in conflict with the queue');
  const author = { name: pull.author, email: addressOf(pull.author) };
  const headSha = await commitTree(repository.dir, merged.tree, [base, pull.head.sha], `Merge pull request #${pull.number} from ${pull.head.ref}\n`, author, site.state.clock.now());
  const headRef = `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${pull.number}-${base}`;
  await setRef(repository.dir, headRef, headSha);
  const entry: QueueEntry = { number: pull.number, baseRef: pull.base.ref, baseSha: base, headRef, headSha };
  repository.queue.push(entry);
  await refsMoved(site, repository, [{ ref: headRef, before: undefined, after: headSha }], pull.author);
  await tellGroup(site, repository, entry, 'checks_requested');
  return entry;
}

async function leave(site: Site, repository: Repository, entry: QueueEntry, reason: 'merged' | 'invalidated' | 'dequeued'): Promise<void> {
  repository.queue.splice(repository.queue.indexOf(entry), 1);
  await tellGroup(site, repository, entry, 'destroyed', { reason });
  await setRef(repository.dir, entry.headRef, undefined);
  await refsMoved(site, repository, [{ ref: entry.headRef, before: entry.headSha, after: undefined }], repository.owner);
}

/** Takes a pull request out of the queue; those behind it are built anew. */
export function dequeue(site: Site, repository: Repository, number: number): Promise<void> {
  return site.exclusive(repository, () => drop(site, repository, number));
}

async function drop(site: Site, repository: Repository, number: number): Promise<void> {
  const at = repository.queue.findIndex((one) => one.number === number);
  const entry = repository.queue[at];
  if (!entry) return;
  const behind = repository.queue.slice(at + 1).filter((one) => one.baseRef === entry.baseRef);
  await leave(site, repository, entry, 'dequeued');
  for (const one of behind) await leave(site, repository, one, 'invalidated');
  for (const one of behind) await append(site, repository, pullOf(repository, one.number));
}

/** Moves the queues on after a check has changed: the first entry lands when its checks pass and goes when one fails. */
export function advanceQueue(site: Site, repository: Repository): Promise<void> {
  if (repository.queue.length === 0) return Promise.resolve();
  return site.exclusive(repository, async () => {
    for (const branch of new Set(repository.queue.map((one) => one.baseRef))) {
      for (let first = firstOf(repository, branch); first; first = firstOf(repository, branch)) {
        const unmet = unmetChecks(site.state, repository, branch, first.headSha);
        if (unmet.some((one) => one.state === 'failing')) {
          await drop(site, repository, first.number);
          continue;
        }
        if (unmet.length > 0) break;
        const ref = `refs/heads/${branch}`;
        await setRef(repository.dir, ref, first.headSha);
        await markMerged(site, repository, pullOf(repository, first.number), first.headSha, repository.owner);
        await leave(site, repository, first, 'merged');
        await refsMoved(site, repository, [{ ref, before: first.baseSha, after: first.headSha }], repository.owner);
      }
    }
  });
}

const firstOf = (repository: Repository, branch: string): QueueEntry | undefined => repository.queue.find((one) => one.baseRef === branch);
