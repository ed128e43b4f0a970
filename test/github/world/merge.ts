import { setRef } from '../git/objects.js';
import { commitTree, mergeTree } from '../git/write.js';
import { Refusal } from '../http/answer.js';
import { addressOf } from '../objects/repositories.js';
import type { Pull, Repository } from '../state.js';
import { unmetChecks } from './lookup.js';
import { baseTip, markMerged } from './pulls.js';
import { refsMoved } from './refs.js';
import type { Site } from './site.js';

export interface MergeWish {
  readonly method?: 'merge' | 'squash' | 'rebase';
  readonly sha?: string;
  readonly title?: string;
  readonly message?: string;
  readonly by: string;
}

const blocked = (lines: readonly string[]): Refusal => new Refusal(405, `Repository rule violations found\n\n${lines.join('\n')}`);

/** Why the rules keep a pull request from landing; empty when they do not. */
export function obstacles(site: Site, repository: Repository, pull: Pull): string[] {
  return unmetChecks(site.state, repository, pull.base.ref, pull.head.sha, pull.testMerge.kind === 'clean' ? pull.testMerge.commit : undefined)
    .map(({ context, state }) => (state === 'failing' ? `Required status check "${context}" is failing.` : `Required status check "${context}" is expected.`));
}

/**
 * Merges a pull request, or refuses: 409 where the head has moved from the one named, 405 where it is closed, a draft, in conflict or where a
 * required check has not passed.
 */
export function mergePull(site: Site, repository: Repository, pull: Pull, wish: MergeWish): Promise<string> {
  return site.exclusive(repository, async () => {
    if (pull.state === 'closed' || pull.draft) throw new Refusal(405, pull.draft ? 'Pull Request is still a draft' : 'Pull Request is not mergeable');
    if (wish.sha !== undefined && wish.sha !== pull.head.sha) throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
    const reasons = obstacles(site, repository, pull);
    if (reasons.length > 0) throw blocked(reasons);
    const tip = await baseTip(repository, pull);
    if (tip === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
    const merged = await mergeTree(repository.dir, tip, pull.head.sha);
    if ('conflict' in merged) throw new Refusal(405, 'Pull Request is not mergeable');
    const parents = wish.method === undefined || wish.method === 'merge' ? [tip, pull.head.sha] : [tip];
    const title = wish.title ?? (parents.length > 1 ? `Merge pull request #${pull.number} from ${pull.head.ref}` : `${pull.title} (#${pull.number})`);
    const message = `${title}\n${wish.message === undefined ? '' : `\n${wish.message}\n`}`;
    const commit = await commitTree(repository.dir, merged.tree, parents, message, { name: wish.by, email: addressOf(wish.by) }, site.state.clock.now());
    const ref = `refs/heads/${pull.base.ref}`;
    await setRef(repository.dir, ref, commit);
    await markMerged(site, repository, pull, commit, wish.by);
    await refsMoved(site, repository, [{ ref, before: tip, after: commit }], wish.by);
    return commit;
  });
}
