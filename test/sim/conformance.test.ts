import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { databasePool } from '../../src/adapters/postgres/connect.js';
import { postgresDeliveries } from '../../src/adapters/postgres/deliveries.js';
import { postgresOutbox } from '../../src/adapters/postgres/outbox.js';
import { postgresReviews } from '../../src/adapters/postgres/reviews.js';
import type { Deliveries } from '../../src/ports/deliveries.js';
import type { Lease, Outbox } from '../../src/ports/outbox.js';
import type { HeadState, ReviewRequest, Reviews } from '../../src/ports/reviews.js';
import { testDatabase } from '../setup/postgres.js';
import type { TestDatabase } from '../setup/postgres.js';
import { drawOperation, installation, queueStatements, repository } from './conformance.js';
import type { Operation } from './conformance.js';
import { memoryDeliveries } from './memory-deliveries.js';
import { memoryOutbox } from './memory-outbox.js';
import { memoryReviews } from './memory-reviews.js';
import { hexOf, randomOf } from './random.js';
import { Tables } from './tables.js';
import type { Sync } from './tables.js';

type Store = { readonly reviews: Reviews | Sync<Reviews>; readonly outbox: Outbox | Sync<Required<Outbox>>; readonly deliveries: Deliveries | Sync<Deliveries> };
/** What one side keeps between operations, as a process would. */
interface Hand { readonly heads: Map<string, HeadState>; readonly leases: Lease[] }

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = databasePool(database.address);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** An operation of the ports on one side; what is asked of the queue is done beside it. */
async function perform({ reviews, outbox, deliveries }: Store, hand: Hand, operation: Operation): Promise<unknown> {
  const request = (one: { readonly id: string; readonly standing?: ReviewRequest['standing'] }): ReviewRequest => ({ reviewId: one.id, priority: 0, ...(one.standing === undefined ? {} : { standing: one.standing }) });
  const known = (sha: string): HeadState | undefined => hand.heads.get(sha);
  const sorted = async (heads: readonly unknown[] | Promise<readonly unknown[]>): Promise<unknown> => [...await heads].map((one) => JSON.stringify(one)).sort();
  switch (operation.kind) {
    case 'observePull': return sorted(reviews.observePull(operation.seen, request(operation)));
    case 'observeGroup': return reviews.observeGroup(installation, repository, operation.head, { headRef: 'q', baseRef: 'main', base: operation.base }, request(operation));
    case 'request': return reviews.request(installation, repository, operation.head, request(operation));
    case 'requestIfTold': return reviews.requestIfTold(repository, operation.head, operation.check, request(operation));
    case 'moveBase': {
      let part = 0;
      return sorted(reviews.moveBase(repository.id, operation.ref, operation.base, () => `${operation.id}-${(part += 1)}`, 5));
    }
    case 'judgeAnew': {
      let part = 0;
      return reviews.judgeAnew(installation, () => `${operation.id}-${(part += 1)}`, 5);
    }
    case 'keep': {
      const head = await reviews.head(repository.id, operation.head);
      if (head) hand.heads.set(operation.head, head);
      return undefined;
    }
    case 'begin': return known(operation.head) && reviews.begin(known(operation.head)!);
    case 'giveBack': return known(operation.head) && reviews.giveBack(known(operation.head)!);
    case 'early': return known(operation.head) && reviews.early(known(operation.head)!, operation.intent);
    case 'conclude': {
      const head = known(operation.head);
      const verdict = { review: head?.review.id ?? '', verdict: { findings: [{ check: 'x', level: 'default' }] } };
      return head && reviews.conclude(head, { outcome: operation.outcome, audit: [{ kind: 'verdict', installation, repository: repository.id, head: head.sha, body: verdict }], intents: operation.intents, ...(operation.again === undefined ? {} : { again: operation.again }) });
    }
    case 'unattended':
    case 'overdue': return sorted(reviews[operation.kind](operation.olderThanMs));
    case 'requeue': return deliveries.requeue(operation.olderThanMs);
    case 'acquire': {
      const lease = await outbox.acquire(repository.id, operation.head);
      if (lease) hand.leases.push(lease);
      return lease;
    }
    case 'hold':
    case 'release':
    case 'pending':
    case 'sent':
    case 'annotate': return held(outbox, hand.leases.at(-1 - operation.lease), operation);
    case 'checksOfComments': return sorted([...await outbox.checksOfComments(repository.id, operation.number)]);
    case 'pusher': return reviews.pusher(repository.id, operation.number);
    case 'speak':
    case 'spoken': return outbox[operation.kind]!(repository.id, operation.number);
    case 'accept': return deliveries.accept({ id: operation.delivery, event: 'push', body: '{}', installation, repository: repository.id });
    case 'finish': return deliveries.finish(operation.delivery, { state: 'failed', code: 'X' });
    case 'read': return deliveries.read(operation.delivery);
    case 'missing': return sorted(deliveries.missing(operation.deliveries));
    case 'erase': return reviews.erase(installation, operation.all ? undefined : [repository.id]);
    case 'claim':
    case 'complete':
    case 'fail':
    case 'sweep':
    case 'age': return undefined;
  }
}

async function held(outbox: Store['outbox'], lease: Lease | undefined, operation: Extract<Operation, { readonly lease: number }>): Promise<unknown> {
  if (!lease) return undefined;
  const plain = async (): Promise<readonly { readonly review: string }[]> => (await outbox.pending(lease)).map((one) => ({ ...one, id: 0 }));
  switch (operation.kind) {
    case 'hold': return outbox.hold(lease);
    case 'release': return outbox.release(lease);
    case 'pending': return plain();
    case 'sent': {
      const [first] = await outbox.pending(lease);
      return first && outbox.sent(lease, first);
    }
    case 'annotate': return outbox.annotate(lease, (await plain())[0]?.review ?? '', [{ path: 'p', startLine: 1, endLine: 1, level: 'notice', title: operation.title, message: 'm' }]);
  }
}

const shift = [
  'update mergewarden.delivery set received_at = received_at - $1', 'update mergewarden.pull set seen_at = seen_at - $1, hour = hour - $1',
  'update mergewarden.review set opened_at = opened_at - $1, begun_at = begun_at - $1', 'update mergewarden.head set lease_until = lease_until - $1, asked_at = asked_at - $1, waits_since = waits_since - $1',
  'update mergewarden.publication set created_at = created_at - $1', 'update graphile_worker._private_jobs set run_at = run_at - $1, locked_at = locked_at - $1', 'update graphile_worker._private_job_queues set locked_at = locked_at - $1',
];

/** What stands in the tables, without times: those are compared by what they bring about. */
async function standingInPostgres(): Promise<unknown> {
  const rows = async (text: string): Promise<unknown> => (await pool.query<{ row: unknown }>(text)).rows.map(({ row }) => JSON.stringify(row)).sort();
  return {
    pulls: await rows('select json_build_array(number, state, head, base_ref, base, hour_count, pusher, merged, stranger, spoken) as row from mergewarden.pull'),
    heads: await rows('select json_build_array(sha, generation, review, successor, group_base, epoch, lease_until is not null, standing, waits_since is not null) as row from mergewarden.head'),
    reviews: await rows('select json_build_array(id, head, state, outcome, code, evaluations, early, begun_at is not null) as row from mergewarden.review'),
    publications: await rows('select json_build_array(head, review, kind, pull, hash, state, epoch) as row from mergewarden.publication'),
    deliveries: await rows('select json_build_array(id, state, code) as row from mergewarden.delivery'),
    jobs: await rows('select json_build_array(v.task_identifier, j.key, q.queue_name, j.attempts, j.locked_by, j.run_at <= now()) as row from graphile_worker._private_jobs j join graphile_worker.jobs v on v.id = j.id left join graphile_worker._private_job_queues q on q.id = j.job_queue_id'),
    queues: await rows('select json_build_array(queue_name, locked_by) as row from graphile_worker._private_job_queues where locked_by is not null'),
  };
}

function standingInMemory(tables: Tables): unknown {
  const rows = (list: Iterable<readonly unknown[]>): unknown => [...list].map((row) => JSON.stringify(row.map((one) => one ?? null))).sort();
  const rank = { group: 0, member: 1, stranger: 2 } as const;
  return {
    pulls: rows([...tables.pulls.values()].map((one) => [one.number, one.state, one.head, one.baseRef, one.base, one.hourCount, one.pusher, one.merged, one.stranger, one.spoken])),
    heads: rows([...tables.heads.values()].map((one) => [one.sha, one.generation, one.review, one.successor, one.group?.base, one.epoch, one.leaseUntil !== undefined, rank[one.standing], one.waitsSince !== undefined])),
    reviews: rows([...tables.reviews.values()].map((one) => [one.id, one.head, one.state, one.outcome, one.code, one.evaluations, one.early, one.begunAt !== undefined])),
    publications: rows([...tables.publications.values()].map((one) => [one.head, one.review, one.kind, one.pull, one.hash, one.state, one.epoch])),
    deliveries: rows([...tables.deliveries.values()].map((one) => [one.delivery.id, one.state, one.code])),
    jobs: rows([...tables.jobs.rows.values()].map((one) => [one.task, one.key, one.queue, one.attempts, one.lockedBy, one.runAt <= tables.now()])),
    queues: rows([...tables.jobs.queues].map(([name, one]) => [name, one.lockedBy])),
  };
}

describe('the database of the simulation', () => {
  test.each(Array.from({ length: 12 }, (_, index) => index + 1))('answers and keeps what PostgreSQL does: sequence %i', async (seed) => {
    for (const table of ['delivery', 'pull', 'review', 'head', 'publication', 'line']) await pool.query(`delete from mergewarden.${table}`);
    for (const table of ['jobs', 'job_queues']) await pool.query(`delete from graphile_worker._private_${table}`);
    let aged = 0;
    const tables = new Tables(() => Date.now() + aged);
    const real = { reviews: postgresReviews(pool), outbox: postgresOutbox(pool, 240_000), deliveries: postgresDeliveries(pool) };
    const model = { reviews: memoryReviews(tables), outbox: memoryOutbox(tables, 240_000), deliveries: memoryDeliveries(tables) };
    const [realHand, modelHand] = [{ heads: new Map(), leases: [] }, { heads: new Map(), leases: [] }];
    const queue = queueStatements(pool);
    const taken: { readonly row: { readonly [name: string]: unknown }; readonly id: number }[] = [];
    const random = randomOf(`conformance ${seed}`);
    const done: string[] = [];
    for (let n = 0; n < 70; n += 1) {
      const operation = drawOperation(random, n);
      done.push(JSON.stringify(operation));
      if (operation.kind === 'age') {
        aged += operation.ms;
        for (const text of shift) await pool.query(text.replaceAll('$1', `interval '${operation.ms} milliseconds'`));
      } else if (operation.kind === 'claim') {
        // Which of those that are due comes first is another matter; that it may run is not.
        const [row] = await queue.claim(operation.pool, operation.tasks);
        const same = row && [...tables.jobs.rows.values()].find((one) => one.key === row['key'] && one.lockedBy === undefined);
        expect({ n, claimable: tables.jobs.isClaimable(operation.tasks) }).toEqual({ n, claimable: row !== undefined });
        if (row && same) taken.push({ row, id: tables.jobs.claim(operation.pool, operation.tasks, same.id)!.id });
      } else if (operation.kind === 'complete' || operation.kind === 'fail') {
        const one = taken.splice(operation.job, 1)[0];
        if (one) {
          await queue[operation.kind](operation.pool, one.row);
          tables.jobs[operation.kind](operation.pool, one.id);
        }
      } else if (operation.kind === 'sweep') {
        await pool.query('select graphile_worker.force_unlock_workers($1)', [[operation.pool]]);
        tables.jobs.sweep(operation.pool);
      } else {
        expect({ done, answer: await perform(model, modelHand, operation) ?? null }).toEqual({ done, answer: await perform(real, realHand, operation) ?? null });
      }
      expect({ done, standing: standingInMemory(tables) }).toEqual({ done, standing: await standingInPostgres() });
    }
    for (const number of [1, 2, 3, 4]) {
      const sha = hexOf(`head ${number}`, 40);
      const timeless = (head: HeadState | undefined): unknown => head && { ...head, pulls: head.pulls.map((pull) => ({ ...pull, seenAt: 0 })), review: { ...head.review, openedAt: 0, begunAt: head.review.begunAt === undefined ? undefined : 0 } };
      expect(timeless(model.reviews.head(repository.id, sha))).toEqual(timeless(await real.reviews.head(repository.id, sha)));
    }
  }, 120_000);
});
