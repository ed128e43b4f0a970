import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, jest } from '@jest/globals';
import { databasePool } from '../../../src/adapters/postgres/connect.js';
import { postgresQueue, queueTiming } from '../../../src/adapters/postgres/queue.js';
import { sweepDead } from '../../../src/adapters/postgres/statements/sweep-dead.js';
import { execute } from '../../../src/adapters/postgres/statement.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import type { Job, JobContext, JobEnd, WorkOptions } from '../../../src/ports/queue.js';
import { silent } from '../../app/harness.js';
import { testDatabase } from '../../setup/postgres.js';
import type { TestDatabase } from '../../setup/postgres.js';

// Processes and servers are started here, which a busy machine does slowly.
jest.setTimeout(120_000);

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
const timing = { ...queueTiming, pollMs: 50, sweepMs: 100, deadMs: 0, abortMs: 50 };
const queue = () => postgresQueue(database.address, pool, silent, systemTimers, timing);
const work = (handle: WorkOptions['handle'], tasks: WorkOptions['tasks'] = ['review'], concurrency = 4) => queue().work({ tasks, concurrency, handle, onLost: () => undefined });

/** Resolves with the first `count` jobs that a worker is given. */
function taking(count: number, handle: (job: Job, context: JobContext) => Promise<JobEnd> | JobEnd = () => ({ kind: 'done' })) {
  const jobs: Job[] = [];
  let ready: () => void = () => undefined;
  const all = new Promise<readonly Job[]>((resolve) => { ready = () => { resolve(jobs); }; });
  return {
    all,
    handle: async (job: Job, context: JobContext): Promise<JobEnd> => {
      jobs.push(job);
      if (jobs.length === count) ready();
      return handle(job, context);
    },
  };
}
const left = async (): Promise<number> => (await pool.query<{ count: number }>('select count(*)::int as count from graphile_worker.jobs')).rows[0]?.count ?? 0;

describe('the queue', () => {
  test('a job that a lookup missed, since another one held the queues, is looked for again without a poll', async () => {
    const steps: (() => void)[] = [];
    let free = false;
    const timers = {
      ...systemTimers,
      sleep: (ms: number, signal?: AbortSignal): Promise<void> => (free || ms > 150 ? systemTimers.sleep(ms, signal) : new Promise((resolve) => { steps.push(resolve); })),
    };
    const taken = taking(1);
    const worker = await postgresQueue(database.address, pool, silent, timers, { ...timing, pollMs: 600_000, sweepMs: 600_000 }).work({ tasks: ['review'], concurrency: 1, handle: taken.handle, onLost: () => undefined });
    const other = await pool.connect();
    try {
      await pool.query('insert into graphile_worker._private_job_queues (queue_name) values (\'repository:77\') on conflict do nothing');
      await other.query('begin');
      await other.query('select id from graphile_worker._private_job_queues for update');
      // What adding a job does, without waiting for the queue's row: it stands already.
      await pool.query(`insert into graphile_worker._private_jobs (job_queue_id, task_id, payload)
        select q.id, t.id, '{"repository":77,"head":"a"}' from graphile_worker._private_job_queues q, graphile_worker._private_tasks t where q.queue_name = 'repository:77' and t.identifier = 'review'`);
      // Whether it listens already cannot be seen: it is told until it has heard.
      while (steps.length === 0) await pool.query('select pg_notify(\'jobs:insert\', \'{"count":1}\')');
      await other.query('rollback');
      // From here on nobody tells the worker anything: only its own further looks find the job.
      free = true;
      steps.splice(0).forEach((step) => { step(); });
      expect(await taken.all).toEqual([{ task: 'review', repository: 77, head: 'a' }]);
    } finally {
      free = true;
      other.release();
      await worker.stop();
    }
  });
  test('gives jobs to a worker that takes their task; one that waits twice runs once', async () => {
    await queue().add({ task: 'review', repository: 1, head: 'a' });
    await queue().add({ task: 'review', repository: 1, head: 'a' });
    await queue().add({ task: 'review', repository: 1, head: 'b' });
    await queue().add({ task: 'delivery', id: 'x' });
    const taken = taking(2);
    const worker = await work(taken.handle);
    expect(await taken.all).toEqual([{ task: 'review', repository: 1, head: 'a' }, { task: 'review', repository: 1, head: 'b' }]);
    await worker.stop();
    expect(await left()).toBe(1);
    const other = taking(1);
    const short = await work(other.handle, ['delivery']);
    expect(await other.all).toEqual([{ task: 'delivery', id: 'x' }]);
    await short.stop();
    expect(await left()).toBe(0);
    expect(await queue().age()).toBe(0);
  });

  test('one review of a repository at a time, others beside it', async () => {
    let running = 0;
    let most = 0;
    const seen = new Set<number>();
    let bothIn: () => void = () => undefined;
    const both = new Promise<void>((resolve) => { bothIn = resolve; });
    const taken = taking(4, async (job) => {
      if (job.task !== 'review') return { kind: 'done' };
      if (job.repository === 1) most = Math.max(most, running += 1);
      seen.add(job.repository);
      if (seen.size === 2) bothIn();
      await both;
      if (job.repository === 1) running -= 1;
      return { kind: 'done' };
    });
    for (const [repository, head] of [[1, 'a'], [1, 'b'], [1, 'c'], [2, 'd']] as const) await queue().add({ task: 'review', repository, head });
    const worker = await work(taken.handle);
    await taken.all;
    await worker.stop();
    expect(most).toBe(1);
  });

  test('a job that asks for later comes back, without its tries being counted; somebody who asks meanwhile is not put off', async () => {
    const attempts: number[] = [];
    const taken = taking(3, (_, { attempt }) => {
      attempts.push(attempt);
      return attempts.length < 3 ? { kind: 'later', afterMs: 0 } : { kind: 'done' };
    });
    await queue().add({ task: 'review', repository: 3, head: 'a' });
    const worker = await work(taken.handle);
    await taken.all;
    await worker.stop();
    expect(attempts).toEqual([1, 1, 1]);

    const again = taking(1, async () => {
      await queue().add({ task: 'review', repository: 3, head: 'a' });
      return { kind: 'later', afterMs: 3_600_000 };
    });
    await queue().add({ task: 'review', repository: 3, head: 'a' });
    const second = await work(again.handle, ['review'], 1);
    await again.all;
    await second.stop();
    expect((await pool.query('select 1 from graphile_worker.jobs where run_at <= now()')).rowCount).toBe(1);
    const last = taking(1);
    const third = await work(last.handle);
    await last.all;
    await third.stop();
  });

  test('stopping aborts a running job, which is given back at once and unlocked', async () => {
    let started: () => void = () => undefined;
    const running = new Promise<void>((resolve) => { started = resolve; });
    await queue().add({ task: 'review', repository: 4, head: 'a' });
    const worker = await work(async (_, { signal }) => {
      started();
      await once(signal, 'abort');
      return { kind: 'later', afterMs: 0 };
    });
    await running;
    await worker.stop();
    const { rows } = await pool.query('select locked_by, attempts from graphile_worker.jobs');
    expect(rows).toEqual([{ locked_by: null, attempts: 0 }]);
    const taken = taking(1);
    const next = await work(taken.handle);
    await taken.all;
    await next.stop();
    expect(await left()).toBe(0);
  });

  test('a worker that is killed in the middle of a job: another takes over, and a live one is left alone', async () => {
    await queue().add({ task: 'review', repository: 5, head: 'a' });
    const child = spawn(process.execPath, ['--import', './dev/register.mjs', 'test/adapters/postgres/worker-process.ts', JSON.stringify(database.address)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await once(child.stdout, 'data') as [Buffer];
    expect(JSON.parse(said.toString('utf8'))).toMatchObject({ head: 'a' });
    const taken = taking(2);
    const worker = await work(taken.handle);
    expect((await execute(pool, sweepDead, [0])).rows).toEqual([]);
    await queue().add({ task: 'review', repository: 6, head: 'b' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await taken.all).map((job) => (job.task === 'review' ? job.head : '')).sort()).toEqual(['a', 'b']);
    await worker.stop();
    expect(await left()).toBe(0);
  });

  test('what a living worker holds without working on it is freed: a lookup whose answer was lost, a queue whose job another one ended', async () => {
    const taken = taking(4);
    const worker = await work(taken.handle);
    const { rows: [life] } = await pool.query<{ worker: string }>('select worker from mergewarden.beat order by at desc limit 1');
    // As if it had taken them: jobs before it is told of them, and the queue of a job that is gone.
    const hold = async (repository: number, withJob: boolean): Promise<void> => {
      await pool.query(`with q as (insert into graphile_worker._private_job_queues (queue_name, locked_by, locked_at) values ('repository:${repository}', '${life?.worker}', now() - interval '2 minutes') returning id),
        t as (select id from graphile_worker._private_tasks where identifier = 'review')
        insert into graphile_worker._private_jobs (job_queue_id, task_id, payload, key, locked_by, locked_at, attempts)
        select q.id, t.id, '{"repository":${repository},"head":"a"}', 'review:${repository}:a', case when ${withJob} then '${life?.worker}' end, case when ${withJob} then now() - interval '2 minutes' end, 1 from q, t`);
    };
    await hold(91, true);
    await hold(92, false);
    await queue().add({ task: 'review', repository: 91, head: 'b' });
    await queue().add({ task: 'review', repository: 92, head: 'b' });
    expect((await taken.all).map((job) => (job.task === 'review' ? `${job.repository}${job.head}` : '')).sort()).toEqual(['91a', '91b', '92a', '92b']);
    await worker.stop();
    expect(await left()).toBe(0);
  });

  test('a worker whose sign of life is cut off says so', async () => {
    let lost: (error: unknown) => void = () => undefined;
    const told = new Promise<unknown>((resolve) => { lost = resolve; });
    const worker = await queue().work({ tasks: ['review'], concurrency: 1, handle: async () => ({ kind: 'done' }), onLost: (error) => { lost(error); } });
    await pool.query('select pg_terminate_backend(pid) from pg_locks where locktype = \'advisory\' and classid = 4242');
    expect(await told).toBeInstanceOf(Error);
    await worker.stop();
  });
});
