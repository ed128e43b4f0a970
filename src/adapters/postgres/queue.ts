import { EventEmitter } from 'node:events';
import { Logger, run } from 'graphile-worker';
import type { JobHelpers, TaskList, WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Timers } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type { Job, Queue, RunningWorker, TaskName, WorkOptions } from '../../ports/queue.js';
import { databaseClient, inTransaction, workerPool } from './connect.js';
import type { DatabaseAddress } from './connect.js';
import { strangersFlag, urgencyOf } from './lanes.js';
import { followJobs, type HeldJobs } from './held-jobs.js';
import { lookAgain } from './look-again.js';
import { keepPlaces } from './places.js';
import { addJob } from './statements/add-job.js';
import { addReview } from './statements/add-review.js';
import { beat } from './statements/beat.js';
import { freeForgotten } from './statements/free-forgotten.js';
import { giveTurns } from './statements/give-turns.js';
import { holdLife } from './statements/hold-life.js';
import { jobsHeld } from './statements/jobs-held.js';
import { lockRepository } from './statements/lock-repository.js';
import { postponeJob } from './statements/postpone-job.js';
import { queueAge } from './statements/queue-age.js';
import { sweepDead } from './statements/sweep-dead.js';
import { takeTurn } from './statements/take-turn.js';
import { execute } from './statement.js';

/** Intervals of the queue, in milliseconds. A dead worker's jobs are taken over within sweepMs + deadMs + pollMs. */
export interface QueueTiming {
  readonly pollMs: number;
  readonly sweepMs: number;
  /** A worker that took a job this recently is not yet looked at: its sign of life may be on its way. */
  readonly deadMs: number;
  /** What a living worker took so long ago and does not work on is freed; longer than any answer of the database takes. */
  readonly forgottenMs: number;
  /** Running jobs are told to give themselves back this long after a stop was asked for. */
  readonly abortMs: number;
  /** How long a stop waits for results to be written. */
  readonly drainMs: number;
}
export const queueTiming: QueueTiming = { pollMs: 500, sweepMs: 15_000, deadMs: 10_000, forgottenMs: 60_000, abortMs: 5_000, drainMs: 3_000 };

const maxAttempts = 12;

type ReviewJob = Extract<Job, { readonly task: 'review' }>;
type ShortJob = Exclude<Job, ReviewJob>;

function identity(job: ShortJob): { readonly payload: string; readonly key: string } {
  switch (job.task) {
    case 'delivery': return { payload: JSON.stringify({ id: job.id }), key: `delivery:${job.id}` };
    case 'cooldown': return { payload: JSON.stringify({ repository: job.repository, head: job.head, review: job.review, at: job.at }), key: `cooldown:${job.repository}:${job.head}` };
    case 'reconcile':
    case 'cleanup': return { payload: '{}', key: job.task };
  }
}

/** A job as the database gives it back; one that we did not write is undefined. */
function jobOf(task: TaskName, payload: unknown): Job | undefined {
  const fields = (typeof payload === 'object' && payload !== null ? payload : {}) as { readonly [key: string]: unknown };
  switch (task) {
    case 'delivery': return typeof fields['id'] === 'string' ? { task, id: fields['id'] } : undefined;
    case 'review': return typeof fields['repository'] === 'number' && typeof fields['head'] === 'string' ? { task, repository: fields['repository'], head: fields['head'] } : undefined;
    case 'cooldown': {
      const { repository, head, review, at } = fields;
      return typeof repository === 'number' && typeof head === 'string' && typeof review === 'string' && typeof at === 'number' ? { task, repository, head, review, at } : undefined;
    }
    case 'reconcile':
    case 'cleanup': return { task };
  }
}

/** Said at each start, since a worker's pool is kept at two connections on purpose (see `workerPool`). */
const expected = 'WARNING: having maxPoolSize (2) smaller than concurrency (';

/** The queue's own log, at our levels; it never sees a payload. */
function loggerOver(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    const fields = { worker: scope.workerId, task: scope.taskIdentifier, job: scope.jobId, said: message };
    if (level === 'error') log.error('queue', fields);
    else if (level === 'warning' && !message.startsWith(expected)) log.warn('queue', fields);
    else log.debug('queue', fields);
  });
}

/** A failure that tells the operator nothing foreign: graphile-worker stores and logs its message. */
function tasksOver(pool: pg.Pool, options: WorkOptions): TaskList {
  const tasks: TaskList = {};
  for (const task of options.tasks) {
    tasks[task] = async (payload: unknown, helpers: JobHelpers) => {
      const job = jobOf(task, payload);
      if (!job) return;
      const context = { signal: helpers.abortSignal, attempt: helpers.job.attempts };
      if (job.task === 'review') {
        const end = await inTurn(pool, job, helpers.job.flags?.[strangersFlag] === true, () => options.handle(job, context));
        if (end.kind === 'later') await execute(pool, addReview, [job.repository, job.head, 0, end.afterMs, true]);
        return;
      }
      const end = await options.handle(job, context);
      if (end.kind === 'done') return;
      const { payload: text, key } = identity(job);
      await execute(pool, postponeJob, [task, text, null, key, maxAttempts, helpers.job.priority, end.afterMs]);
    };
  }
  return tasks;
}

/** Begins a review's turn, and gives the next ones of its installation: when it starts, and when its repository is about to be free. */
async function inTurn<T>(pool: pg.Pool, { repository, head }: ReviewJob, stranger: boolean, work: () => Promise<T>): Promise<T> {
  // Nobody waits for the book-keeping: a turn that is not given now is given when the next job begins, or at the next sweep.
  const begun = inTransaction(pool, async (client) => {
    await execute(client, lockRepository, [String(repository)]);
    return (await execute<{ readonly installation: number }>(client, takeTurn, [repository, head])).rows[0]?.installation;
  }).catch(() => undefined);
  const give = async (free: string | null): Promise<void> => {
    const installation = await begun;
    if (installation !== undefined) await execute(pool, giveTurns, [installation, free]).catch(() => undefined);
  };
  const first = give(null);
  try {
    return await work();
  } finally {
    await first;
    await give(`repository:${repository}${stranger ? ':strangers' : ''}`);
  }
}

/** The queue on graphile-worker. `pool` is the application's; each worker opens a pool and a connection of its own. */
export function postgresQueue(address: DatabaseAddress, pool: pg.Pool, log: Log, timers: Timers, timing: QueueTiming = queueTiming): Queue {
  return {
    async add(job, { priority = 0, afterMs = 0 } = {}) {
      if (job.task === 'review') {
        await execute(pool, addReview, [job.repository, job.head, Math.max(0, Math.min(urgencyOf(priority), 99)), afterMs, false]);
        return;
      }
      const { payload, key } = identity(job);
      await execute(pool, addJob, [job.task, payload, null, key, maxAttempts, priority, afterMs]);
    },
    work: (options) => startWorker({ address, pool, log, timers, timing, options }),
    async age() {
      return (await execute<{ age: number }>(pool, queueAge, [])).rows[0]?.age ?? 0;
    },
  };
}

interface Setting {
  readonly address: DatabaseAddress;
  readonly pool: pg.Pool;
  readonly log: Log;
  readonly timers: Timers;
  readonly timing: QueueTiming;
  readonly options: WorkOptions;
}

async function startWorker({ address, pool, log, timers, timing, options }: Setting): Promise<RunningWorker> {
  const life = databaseClient(address);
  let stopping = false;
  life.on('error', (error) => { if (!stopping) options.onLost(error); });
  life.on('end', () => { if (!stopping) options.onLost(new Error('connection ended')); });
  await life.connect();
  const own = workerPool(address);
  const events: WorkerEvents = new EventEmitter();
  let poolId = '';
  let alive: Promise<unknown> = Promise.resolve();
  events.on('pool:create', ({ workerPool: created }) => {
    poolId = created.id;
    alive = execute(life, holdLife, [poolId]);
    alive.catch(() => undefined);
  });
  const ended = new AbortController();
  // Jobs outside of queues are never missed, and each lookup makes others miss theirs.
  if (options.tasks.includes('review')) lookAgain(events, timers, ended.signal);
  const forbiddenFlags = options.strangers === undefined ? null : keepPlaces(events, options.strangers);
  const held = followJobs(events);
  // Before the first lookup: one that met rows which are being given their turn would pass over them, to what is behind them.
  await execute(pool, giveTurns, [null, null]).catch(() => undefined);
  const runner = await run({
    pgPool: own, taskList: tasksOver(pool, options), concurrency: options.concurrency, pollInterval: timing.pollMs, noHandleSignals: true,
    parsedCronItems: [], events, forbiddenFlags, logger: loggerOver(log), gracefulShutdownAbortTimeout: timing.abortMs,
  });
  runner.promise.catch((error: unknown) => { if (!stopping) options.onLost(error); });
  await alive;
  const watching = watch({ pool, log, timers, timing, poolId, held, signal: ended.signal });
  return {
    async stop() {
      stopping = true;
      ended.abort();
      await runner.stop();
      // stop() resolves before the results are written; ending the pool then would leave jobs locked for hours.
      for (let waited = 0; waited < timing.drainMs && (await execute(pool, jobsHeld, [poolId])).count > 0; waited += 10) await timers.sleep(10);
      await own.end();
      await watching;
      await life.end();
    },
  };
}

/** Gives a sign of life, frees the jobs of workers that gave none, and what this one holds without knowing, at start and at each interval. */
async function watch({ pool, log, timers, timing, poolId, held, signal }: { pool: pg.Pool; log: Log; timers: Timers; timing: QueueTiming; poolId: string; held: () => HeldJobs; signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    try {
      await execute(pool, beat, [poolId]);
      const { rows: [row] } = await execute<{ pools: readonly string[] }>(pool, sweepDead, [timing.deadMs]);
      if (row) log.warn('took over the jobs of dead workers', { workers: row.pools });
      const { jobs, queues } = held();
      const { rows: [forgotten] } = await execute<{ freed: number }>(pool, freeForgotten, [poolId, jobs, queues, timing.forgottenMs]);
      if (forgotten && forgotten.freed > 0) log.warn('freed jobs that were held and not worked on', { freed: forgotten.freed });
    } catch {
      log.warn('the sign of life could not be written');
    }
    await timers.sleep(timing.sweepMs, signal).catch(() => undefined);
    if (!signal.aborted) await execute(pool, giveTurns, [null, null]).catch(() => undefined);
  }
}
