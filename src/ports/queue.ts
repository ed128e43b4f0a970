/** Work that outlives a process. A review is of one head of one repository; its publishing is part of it. */
export type Job =
  | { readonly task: 'delivery'; readonly id: string }
  | { readonly task: 'review'; readonly repository: number; readonly head: string }
  /** `review` waited for a release to be old enough, until `at` (ms since the epoch): its head is judged anew, unless another review took its place. */
  | { readonly task: 'cooldown'; readonly repository: number; readonly head: string; readonly review: string; readonly at: number }
  | { readonly task: 'reconcile' }
  | { readonly task: 'cleanup' };
export type TaskName = Job['task'];

/** How a job ended: done, or to be run again after a while without this counting as a failed try. */
export type JobEnd = { readonly kind: 'done' } | { readonly kind: 'later'; readonly afterMs: number };

export interface JobContext {
  /** Aborts when the process is asked to end: give the job back within seconds. */
  readonly signal: AbortSignal;
  /** 1 for the first try; a process that died in it counts. */
  readonly attempt: number;
}

export interface WorkOptions {
  /** Tasks that this worker takes. Long tasks get a worker of their own, so that short ones never wait for them. */
  readonly tasks: readonly TaskName[];
  readonly concurrency: number;
  /** Of them for strangers' reviews, at most; all where it is left out. */
  readonly strangers?: number;
  readonly handle: (job: Job, context: JobContext) => Promise<JobEnd>;
  /** The worker cannot prove any more that it lives: its jobs may be running elsewhere, so the process must end. */
  readonly onLost: (error: unknown) => void;
}

export interface RunningWorker {
  /** Takes no new job, waits for the running ones (aborting them after a few seconds), gives back what is not finished. */
  stop(): Promise<void>;
}

/**
 * A durable queue. Reviews of merge groups go first, then members', then strangers'; among those of one standing, installations take turns, and so do
 * the repositories of each. For each repository one review of strangers and one of all others run at a time. A job whose worker died is given to another.
 */
export interface Queue {
  /** Adds a job; one that waits with the same identity is replaced. */
  add(job: Job, options?: { readonly priority?: number; readonly afterMs?: number }): Promise<void>;
  work(options: WorkOptions): Promise<RunningWorker>;
  /** Age in milliseconds of the oldest job that is due, 0 when none waits. */
  age(): Promise<number>;
}
