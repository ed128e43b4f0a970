import type { GitHub, Named } from '../github.types.js';
import type { Pull, Repository } from '../state.js';
import { makeAccount } from '../world/accounts.js';
import { newId } from '../world/lookup.js';
import { tellRun, tellSuite } from '../world/checks.js';
import { mergePull } from '../world/merge.js';
import { editPull, openPull } from '../world/pulls.js';
import { dequeue, enqueue } from '../world/queue.js';
import { createComment, createReview, dismissReview } from '../world/reviews.js';
import type { Site } from '../world/site.js';
import { byName } from './repositories.js';

/** Presses a check run's re-run button. */
export function rerequestRun(site: Site, repository: Repository, id: number, by: string): void {
  const run = repository.checkRuns.find((one) => one.id === id);
  if (!run) throw new Error(`no check run ${id}`);
  const suite = repository.suites.find((one) => one.id === run.suiteId);
  if (suite) suite.rerequested = true;
  tellRun(site, repository, run, 'rerequested', by);
}

type PullActions = Pick<GitHub, 'openPull' | 'crowd' | 'editPull' | 'comment' | 'review' | 'dismiss' | 'merge' | 'rerequestRun' | 'rerequestSuite' | 'enqueue' | 'dequeue'>;

/** What a test does about pull requests, checks and the queue. */
export function pullActions(site: Site): PullActions {
  const repository = (named: Named): Repository => byName(site.state, named);
  const pull = (named: Named, number: number): Pull => {
    const found = repository(named).pulls.get(number);
    if (!found) throw new Error(`no pull request ${number}`);
    return found;
  };
  return {
    openPull(named, { by, ...wanted }) {
      const one = repository(named);
      const owner = wanted.head.includes(':') ? (wanted.head.split(':')[0] ?? one.owner) : one.owner;
      const author = by ?? owner;
      makeAccount(site.state, author, 'User');
      return openPull(site, one, { base: one.defaultBranch, title: wanted.head, ...wanted, author });
    },
    crowd(named, count, wanted) {
      const one = repository(named);
      makeAccount(site.state, wanted.author, 'User');
      for (let added = 0; added < count; added++) {
        const number = one.nextNumber++;
        one.pulls.set(number, {
          id: newId(site.state), number, author: wanted.author, createdAt: wanted.at, updatedAt: wanted.at, title: `Standing ${number}`, body: null, state: 'open', draft: false,
          base: { ref: one.defaultBranch, sha: wanted.sha }, head: { repositoryId: one.id, ref: `standing-${number}`, sha: wanted.sha }, testMerge: { kind: 'conflict' }, pushes: 0,
        });
      }
    },
    editPull: (named, number, edit, by) => editPull(site, repository(named), pull(named, number), edit, by ?? repository(named).owner),
    comment(named, number, by, body) {
      makeAccount(site.state, by, 'User');
      return createComment(site, repository(named), pull(named, number), { login: by }, body).id;
    },
    async review(named, number, by, event, commit) {
      makeAccount(site.state, by, 'User');
      return (await createReview(site, repository(named), pull(named, number), { login: by }, { event, body: event === 'APPROVE' ? '' : 'See.', ...(commit === undefined ? {} : { commit_id: commit }) })).id;
    },
    async dismiss(named, number, review, by) { await dismissReview(site, repository(named), pull(named, number), review, by ?? repository(named).owner); },
    merge: (named, number, wish = {}) => mergePull(site, repository(named), pull(named, number), { by: repository(named).owner, ...wish }),
    rerequestRun: (named, id, by) => rerequestRun(site, repository(named), id, by ?? repository(named).owner),
    async rerequestSuite(named, id, by) {
      const one = repository(named);
      const suite = one.suites.find((each) => each.id === id);
      if (!suite) throw new Error(`no check suite ${id}`);
      suite.rerequested = true;
      await tellSuite(site, one, suite, 'rerequested', by ?? one.owner);
    },
    enqueue: (named, number) => enqueue(site, repository(named), pull(named, number)),
    dequeue: (named, number) => dequeue(site, repository(named), number),
  };
}
