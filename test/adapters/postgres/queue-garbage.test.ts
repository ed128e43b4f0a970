import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { databasePool } from '../../../src/adapters/postgres/connect.js';
import { postgresQueue, queueTiming } from '../../../src/adapters/postgres/queue.js';
import { collectQueueGarbage } from '../../../src/adapters/postgres/queue-garbage.js';
import { addReview } from '../../../src/adapters/postgres/statements/add-review.js';
import { execute } from '../../../src/adapters/postgres/statement.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import type { Job } from '../../../src/ports/queue.js';
import { silent } from '../../app/harness.js';
import { testDatabase, type TestDatabase } from '../../setup/postgres.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let pool: ReturnType<typeof databasePool>;
beforeAll(async () => {
  database = await testDatabase();
  pool = databasePool(database.address);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const names = async (): Promise<readonly string[]> => (await pool.query<{ name: string }>('select queue_name as name from graphile_worker._private_job_queues order by 1')).rows.map(({ name }) => name);
const idle = (...all: readonly string[]) => pool.query('insert into graphile_worker._private_job_queues (queue_name) select unnest($1::text[]) on conflict do nothing', [all]);

/** Runs `during` while a job of repository 1 is added and not yet committed. */
async function whileAdding(during: () => Promise<void>): Promise<void> {
  const other = await pool.connect();
  try {
    await other.query('begin');
    await execute(other, addReview, [1, 'a', 0, 0, false]);
    await during();
    await other.query('commit');
  } finally {
    other.release();
  }
}
/** Lets a worker do what it finds until it was given the one job that there is, and tells it. */
async function found(): Promise<unknown> {
  let take: (job: Job) => void = () => undefined;
  const taken = new Promise<Job>((resolve) => { take = resolve; });
  const worker = await postgresQueue(database.address, pool, silent, systemTimers, { ...queueTiming, pollMs: 50 })
    .work({ tasks: ['review'], concurrency: 1, handle: async (job) => { take(job); return { kind: 'done' }; }, onLost: () => undefined });
  const job = await taken;
  await worker.stop();
  return job;
}
const job = { task: 'review', repository: 1, head: 'a' };

test('the name of an idle queue goes; that of one with a job stays, whatever it waits for, and so does one that is held', async () => {
  await idle('repository:1', 'repository:2');
  await execute(pool, addReview, [3, 'a', 0, 3_600_000, false]);
  await pool.query('insert into graphile_worker._private_job_queues (queue_name, locked_by, locked_at) values (\'repository:4\', \'a worker\', now())');
  await collectQueueGarbage(pool);
  expect(await names()).toEqual(['repository:3', 'repository:4']);
  await pool.query('delete from graphile_worker._private_jobs');
  await pool.query('delete from graphile_worker._private_job_queues');
});

test('a job that is added while names are collected keeps its queue: without it no worker would ever find the job', async () => {
  await idle('repository:1', 'repository:2');
  let collecting: Promise<void> = Promise.resolve();
  await whileAdding(async () => {
    let ended = false;
    collecting = collectQueueGarbage(pool, 20_000).finally(() => { ended = true; });
    const waits = async (): Promise<boolean> => ((await pool.query('select 1 from pg_locks where not granted and relation = \'graphile_worker._private_job_queues\'::regclass')).rowCount ?? 0) > 0;
    while (!ended && !(await waits()));
  });
  await collecting;
  expect(await names()).toEqual(['repository:1']);
  expect(await found()).toEqual(job);
});

test('where somebody adds jobs for longer than this waits, names stay, and nothing fails', async () => {
  await idle('repository:1', 'repository:2');
  await whileAdding(() => collectQueueGarbage(pool, 1));
  expect(await names()).toEqual(['repository:1', 'repository:2']);
  expect(await found()).toEqual(job);
});

test('a job that lost its queue is found again', async () => {
  await execute(pool, addReview, [1, 'a', 0, 0, false]);
  await pool.query('delete from graphile_worker._private_job_queues');
  await collectQueueGarbage(pool);
  expect(await found()).toEqual(job);
});

test('a job that failed for good goes, and the name of its queue with it; one that is tried again stays', async () => {
  await execute(pool, addReview, [1, 'a', 0, 0, false]);
  await execute(pool, addReview, [2, 'b', 0, 0, false]);
  await pool.query('update graphile_worker._private_jobs set attempts = case when key like \'review:1:%\' then max_attempts else max_attempts - 1 end');
  await collectQueueGarbage(pool);
  expect(await names()).toEqual(['repository:2']);
  expect((await pool.query('select key from graphile_worker._private_jobs')).rows).toEqual([{ key: 'review:2:b' }]);
});
