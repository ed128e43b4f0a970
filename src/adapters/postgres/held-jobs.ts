import type { Job, WorkerEvents } from 'graphile-worker';

/** What a worker works on, or ended since it was last asked: the write of an end may be on its way. */
export interface HeldJobs {
  readonly jobs: readonly number[];
  readonly queues: readonly number[];
}

/**
 * Follows what a worker works on. graphile-worker frees what a dead pool holds, but a living pool can hold what it knows nothing of, and would for
 * four hours: a job whose lookup was committed while its connection broke; a queue whose job another worker deleted, which had lost it to this one
 * and came to its end all the same (the library deletes a job whoever holds it, and frees a queue only along with a job that it deleted).
 */
export function followJobs(events: WorkerEvents): () => HeldJobs {
  const running = new Map<string, Job>();
  let ended: Job[] = [];
  events.on('job:start', ({ job }) => { running.set(job.id, job); });
  events.on('job:complete', ({ job }) => {
    running.delete(job.id);
    ended.push(job);
  });
  return () => {
    const held = [...running.values(), ...ended];
    ended = [];
    return { jobs: held.map((job) => Number(job.id)), queues: held.flatMap((job) => (job.job_queue_id === null ? [] : [job.job_queue_id])) };
  };
}
