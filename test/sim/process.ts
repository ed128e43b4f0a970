import type { JobRow } from './memory-queue.js';
import type { Tables } from './tables.js';
import { carry } from './wire.js';
import type { Sender, Ways } from './wire.js';
import type { Job, JobEnd, Queue, RunningWorker, WorkOptions } from '../../src/ports/queue.js';
import type { Step } from './virtual-time.js';

/** As in the adapter's timing: running jobs are told to give themselves back this long after a stop, and what was forgotten is freed after this, by the next sweep. */
const abortMs = 5_000;
const forgottenMs = 60_000;
const sweepMs = 15_000;

export interface QueueSetting {
  readonly ways: Ways;
  readonly tables: Tables;
  /** Every worker's `wake`, called when a job may be due. */
  readonly wakes: Set<() => void>;
  /** Called when a worker's end of a job could not be written: its process cannot go on. */
  readonly lose: (why: string) => void;
  readonly pool: () => string;
}

/** The port `Queue` of one process over the job table: what graphile-worker's pool does, with each lookup and each end of a job a request of its own. */
export function processQueue(sender: Sender, setting: QueueSetting): Queue {
  const { ways, tables } = setting;
  const ask = <T>(what: string, perform: () => T): Promise<T> => carry(ways, sender, 'database', what, perform);
  return {
    add: (job, options = {}) => ask(`queue.add ${nameOfJob(job)}`, () => { add(tables, job, options); }),
    work: async (options) => startPool(sender, setting, ask, options),
    age: async () => 0,
  };
}

function add(tables: Tables, job: Job, options: { readonly priority?: number; readonly afterMs?: number; readonly keep?: boolean }): void {
  if (job.task === 'review') tables.addReview(job.repository, job.head, options);
  else tables.jobs.add(job, options);
}

function nameOfJob(job: Job): string {
  switch (job.task) {
    case 'delivery': return job.id;
    case 'review':
    case 'cooldown': return `${job.task} ${job.repository}/${job.head.slice(0, 6)}`;
    case 'reconcile':
    case 'cleanup': return job.task;
  }
}

function startPool(sender: Sender, setting: QueueSetting, ask: <T>(what: string, perform: () => T) => Promise<T>, options: WorkOptions): RunningWorker {
  const { ways: { time, random, trace }, tables, wakes } = setting;
  const pool = setting.pool();
  const abort = new AbortController();
  let [taken, stopping] = [0, false];
  let timer: Step | undefined;
  let idle: (() => void) | undefined;

  const running = new Map<number, JobRow>();
  let sweeping = false;
  /** Looks at what this pool holds, where there may be something that it does not know of. The real one looks all the time. */
  const sweepLater = (): void => {
    if (sweeping) return;
    sweeping = true;
    time.after(forgottenMs + random.int(0, sweepMs), () => {
      sweeping = false;
      const work = [...running.values()];
      ask('queue.free-forgotten', () => tables.jobs.freeForgotten(pool, new Set(work.map((row) => row.id)), new Set(work.flatMap((row) => row.queue ?? [])), time.now - forgottenMs)).catch(() => undefined).finally(() => {
        if (!running.size && !tables.jobs.holds(pool)) return;
        sweepLater();
      });
    }, sender);
  };

  const look = (): void => {
    timer = undefined;
    const due = stopping || taken >= options.concurrency ? undefined : tables.jobs.nextDue(options.tasks);
    if (due === undefined) return;
    if (due > time.now) {
      timer = time.after(due - time.now, look, sender);
      return;
    }
    if (!tables.jobs.isClaimable(options.tasks)) return;
    taken += 1;
    ask('queue.claim', () => tables.jobs.claim(pool, options.tasks)).then((row) => {
      if (row) {
        void work(row);
        wake();
        return;
      }
      free();
    }, () => {
      free();
      sweepLater();
      timer ??= time.after(500, look, sender);
    });
  };
  const wake = (): void => {
    if (stopping || !sender.alive) return;
    if (timer) timer.cancelled = true;
    timer = time.after(random.int(1, 6), look, sender);
  };
  const free = (): void => {
    taken -= 1;
    if (taken === 0) idle?.();
  };
  const end = async (row: JobRow): Promise<void> => {
    let done: JobEnd | 'failed' = 'failed';
    try {
      if (row.job.task === 'review') await ask('queue.turn', () => { if (row.job.task === 'review') tables.takeTurn(row.job.repository, row.job.head); }).catch(() => undefined);
      done = await options.handle(row.job, { signal: abort.signal, attempt: row.attempts });
      const { afterMs } = done.kind === 'later' ? done : { afterMs: 0 };
      if (done.kind === 'later') await ask(`queue.postpone ${nameOfJob(row.job)} ${afterMs} ms`, () => { add(tables, row.job, { afterMs, keep: true }); });
    } catch {
      done = 'failed';
    }
    if (done === 'failed') await ask(`queue.fail ${nameOfJob(row.job)}`, () => { tables.jobs.fail(pool, row.id); });
    else await ask(`queue.complete ${nameOfJob(row.job)}`, () => { tables.jobs.complete(pool, row.id); });
  };
  const work = async (row: JobRow): Promise<void> => {
    running.set(row.id, row);
    trace.add(time.now, sender.name, `job ${nameOfJob(row.job)} try ${row.attempts}`);
    try {
      await end(row);
    } catch {
      // graphile-worker does not wait for what it writes here, and a rejection that nobody handles ends the process.
      setting.lose('the end of a job could not be written');
    }
    running.delete(row.id);
    if (tables.jobs.holds(pool)) sweepLater();
    free();
    wake();
  };
  wakes.add(wake);
  wake();
  return {
    async stop() {
      stopping = true;
      wakes.delete(wake);
      if (timer) timer.cancelled = true;
      time.after(abortMs, () => { abort.abort(new Error('stopping')); }, sender);
      if (taken > 0) await new Promise<void>((resolve) => { idle = resolve; });
    },
  };
}
