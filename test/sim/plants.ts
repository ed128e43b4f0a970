import type { WorkerParts } from '../../src/entries/worker/handle.js';
import type { Publisher } from '../../src/ports/publisher.js';
import { writeIntents } from './memory-outbox.js';
import type { Tables } from './tables.js';

/** A bug of known kind, planted around the ports to see whether the simulation finds it. The application's code stays as it is. */
export interface Plant {
  readonly what: string;
  readonly publisher?: (publisher: Publisher) => Publisher;
  readonly parts?: (parts: WorkerParts, tables: Tables) => WorkerParts;
}

export const plants: { readonly [name: string]: Plant } = {
  'no-reread': {
    what: 'before something is said about a pull request, nobody looks whether it still has the head',
    publisher: (publisher) => {
      let about: string | undefined;
      return {
        ...publisher,
        checks: (head) => publisher.checks(about = head),
        createCheck: (head, ...write) => publisher.createCheck(about = head, ...write),
        pullsWithHead: (head) => publisher.pullsWithHead(about = head),
        pull: async (number) => {
          const now = await publisher.pull(number);
          return about === undefined ? now : { ...now, state: 'open', head: about };
        },
      };
    },
  },
  'no-epoch': {
    what: 'the right to write about a head is given to whoever asks, and never ends',
    parts: (parts, tables) => ({
      ...parts,
      outbox: {
        ...parts.outbox,
        acquire: async (repository, head) => await parts.outbox.acquire(repository, head) ?? { repository, head, epoch: tables.head(repository, head)?.epoch ?? 0 },
        hold: async (lease) => {
          const state = await parts.outbox.hold(lease);
          const row = tables.head(lease.repository, lease.head);
          return state.held || !row ? state : { held: true, review: row.review, generation: row.generation };
        },
      },
    }),
  },
  'no-dedupe': {
    what: 'nobody looks for what is ours already before something is written',
    publisher: (publisher) => ({ ...publisher, checks: async () => [], comments: async () => [], reviewComments: async () => [] }),
  },
  'lost-intent': {
    what: 'a verdict is stored in one transaction and what it has to say in the next',
    parts: (parts, tables) => ({
      ...parts,
      reviews: {
        ...parts.reviews,
        async conclude(head, conclusion) {
          if (!(await parts.reviews.conclude(head, { ...conclusion, intents: [] }))) return false;
          await parts.reviews.head(head.repository.id, head.sha);
          writeIntents(tables, { installation: head.installation, repository: head.repository.id, head: head.sha, review: head.review.id }, conclusion.intents);
          return true;
        },
      },
    }),
  },
  'wrong-worst': {
    what: 'only the first of a head\'s pull requests is judged',
    parts: (parts) => ({
      ...parts,
      reviews: {
        ...parts.reviews,
        async head(repository, sha) {
          const head = await parts.reviews.head(repository, sha);
          return head && { ...head, pulls: head.pulls.slice(0, 1) };
        },
      },
    }),
  },
};
