import { problemOf } from '../../core/errors.js';
import { afterCooldown } from '../../app/cooldown.js';
import { deliver } from '../../app/deliver.js';
import type { DeliverDependencies } from '../../app/deliver.js';
import { reviewHead } from '../../app/head.js';
import { reconcile } from '../../app/reconcile.js';
import type { ReconcileDependencies } from '../../app/reconcile.js';
import type { Job, JobContext, JobEnd, Queue, RunningWorker } from '../../ports/queue.js';

export interface WorkerParts extends DeliverDependencies, ReconcileDependencies {
  /** Deletes what is past its retention. */
  readonly cleanUp: () => Promise<void>;
}

/** Does one job, and says how it ended. */
export async function handleJob(parts: WorkerParts, job: Job, context: JobContext): Promise<JobEnd> {
  try {
    const end = await run(parts, job, context);
    parts.metrics.jobEnded(job.task, end.kind);
    return end;
  } catch (error) {
    parts.metrics.jobEnded(job.task, 'failed');
    parts.log.warn('a job failed and is tried again', { task: job.task, attempt: context.attempt, code: problemOf(error).code });
    throw error;
  }
}

function run(parts: WorkerParts, job: Job, context: JobContext): Promise<JobEnd> {
  switch (job.task) {
    case 'delivery': return deliver(parts, job.id, context);
    case 'review': return reviewHead({ ...parts, log: parts.log.with({ repository: job.repository, head: job.head }) }, job, context);
    case 'cooldown': return afterCooldown(parts, job);
    case 'reconcile': return reconcile(parts, context);
    case 'cleanup': return parts.cleanUp().then(() => ({ kind: 'done' }));
  }
}

export interface WorkerSettings {
  readonly reviewsAtOnce: number;
  readonly reconcileMs: number;
  readonly cleanUpMs: number;
}

/**
 * Starts working: short tasks and reviews apart, so that a check is put in progress while every review slot is taken; one slot of several is never
 * a stranger's. Asks for
 * reconciling at start and at each interval; several processes ask for the same one job.
 */
export async function startWorkers(queue: Queue, parts: WorkerParts, settings: WorkerSettings, onLost: (error: unknown) => void): Promise<RunningWorker> {
  const handle = (job: Job, context: JobContext): Promise<JobEnd> => handleJob(parts, job, context);
  const short = await queue.work({ tasks: ['delivery', 'cooldown', 'reconcile', 'cleanup'], concurrency: 4, handle, onLost });
  const long = await queue.work({ tasks: ['review'], concurrency: settings.reviewsAtOnce, strangers: Math.max(1, settings.reviewsAtOnce - 1), handle, onLost });
  const ended = new AbortController();
  const ticking = Promise.all([tick(parts, queue, 'reconcile', settings.reconcileMs, ended.signal), tick(parts, queue, 'cleanup', settings.cleanUpMs, ended.signal)]);
  return {
    async stop() {
      ended.abort();
      await Promise.all([short.stop(), long.stop(), ticking]);
    },
  };
}

async function tick({ timers, log }: WorkerParts, queue: Queue, task: 'reconcile' | 'cleanup', ms: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await queue.add({ task }).catch((error: unknown) => { log.warn('a regular job could not be queued', { task, code: problemOf(error).code }); });
    await timers.sleep(ms, signal).catch(() => undefined);
  }
}
