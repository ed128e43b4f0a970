import type { Job, TaskName } from '../../src/ports/queue.js';

export interface JobRow {
  readonly id: number;
  readonly task: TaskName;
  job: Job;
  queue: string | undefined;
  key: string | undefined;
  priority: number;
  runAt: number;
  attempts: number;
  maxAttempts: number;
  lockedBy: string | undefined;
  lockedAt: number | undefined;
}

const maxAttempts = 12;

/** The key of a job, as the adapter gives it. */
function keyOf(job: Job): string {
  switch (job.task) {
    case 'delivery': return `delivery:${job.id}`;
    case 'review':
    case 'cooldown': return `${job.task}:${job.repository}:${job.head}`;
    case 'reconcile':
    case 'cleanup': return job.task;
  }
}

export interface AddOptions {
  readonly priority?: number;
  readonly afterMs?: number;
  /** `preserve_run_at`: a job that waits already keeps its time. */
  readonly keepTime?: boolean;
  /** A job that waits already is left as it is. */
  readonly keep?: boolean;
  readonly queue?: string;
  /** Before the priority. */
  readonly rank?: number;
}

/**
 * The tables of graphile-worker 0.17 as its statements treat them: add_jobs of its migration 18 (modes `replace` and `preserve_run_at`), and
 * getJobs, completeJobs, failJobs of its lib. Turns among repositories are not modelled: whatever holds must hold in any order of jobs.
 */
export class JobTable {
  readonly rows = new Map<number, JobRow>();
  /** Queues by name; those that are held, with their holder. */
  readonly queues = new Map<string, { lockedBy: string; lockedAt: number }>();
  /** Called when a job may have become due. */
  changed: () => void = () => undefined;
  private id = 0;

  constructor(private readonly now: () => number) {}

  add(job: Job, { priority: urgency = 0, afterMs = 0, keepTime = false, keep = false, queue, rank = 0 }: AddOptions = {}): void {
    const key = keyOf(job);
    const priority = rank * 1_000 + urgency;
    const runAt = this.now() + afterMs;
    let standing = this.byKey(key);
    if (keep && standing && isAvailable(standing)) return;
    if (standing && !isAvailable(standing)) {
      // It runs, or was tried as often as it may be: what asks now is about something newer.
      standing.key = undefined;
      standing.attempts = standing.maxAttempts;
      standing = undefined;
    }
    if (standing) {
      if (!keepTime || standing.attempts > 0) standing.runAt = runAt;
      Object.assign(standing, { job, queue, priority, maxAttempts, attempts: 0 });
    } else {
      this.id += 1;
      this.rows.set(this.id, { id: this.id, task: job.task, job, queue, key, priority, runAt, attempts: 0, maxAttempts, lockedBy: undefined, lockedAt: undefined });
    }
    this.changed();
  }

  /** The next job that is due for a worker, or a certain one, now held by its pool; counts as a try. */
  claim(pool: string, tasks: readonly TaskName[], only?: number): JobRow | undefined {
    let best: JobRow | undefined;
    for (const row of this.rows.values()) {
      if (!this.canRun(row, tasks) || (only !== undefined && row.id !== only)) continue;
      if (!best || row.priority < best.priority || (row.priority === best.priority && row.runAt < best.runAt)) best = row;
    }
    if (!best) return undefined;
    best.attempts += 1;
    best.lockedBy = pool;
    best.lockedAt = this.now();
    if (best.queue !== undefined) this.queues.set(best.queue, { lockedBy: pool, lockedAt: this.now() });
    return { ...best };
  }

  /** Deletes a job, whoever holds it by now; its queue is freed by the one that took it, and only along with the row. */
  complete(pool: string, id: number): void {
    const row = this.rows.get(id);
    if (!row) return;
    this.rows.delete(id);
    this.freeQueue(row, pool);
    this.changed();
  }

  /** Gives a job back after a failure, to be run again e^tries seconds later. */
  fail(pool: string, id: number): void {
    const row = this.rows.get(id);
    if (!row || row.lockedBy !== pool) return;
    row.runAt = Math.max(this.now(), row.runAt) + Math.round(Math.exp(Math.min(row.attempts, 10)) * 1_000);
    row.lockedBy = undefined;
    row.lockedAt = undefined;
    this.freeQueue(row, pool);
    this.changed();
  }

  /** Frees what a dead pool holds. True when it held something. */
  sweep(pool: string): boolean {
    let held = false;
    for (const row of this.rows.values()) {
      if (row.lockedBy !== pool) continue;
      row.lockedBy = undefined;
      row.lockedAt = undefined;
      held = true;
    }
    for (const [name, { lockedBy }] of this.queues) if (lockedBy === pool) held = this.queues.delete(name);
    if (held) this.changed();
    return held;
  }

  /** Frees what a living pool holds since before a time and does not work on. */
  freeForgotten(pool: string, jobs: ReadonlySet<number>, queues: ReadonlySet<string>, before: number): boolean {
    let freed = false;
    for (const row of this.rows.values()) {
      if (row.lockedBy !== pool || jobs.has(row.id) || (row.lockedAt ?? 0) >= before) continue;
      row.lockedBy = undefined;
      row.lockedAt = undefined;
      freed = true;
    }
    for (const [name, { lockedBy, lockedAt }] of this.queues) if (lockedBy === pool && !queues.has(name) && lockedAt < before) freed = this.queues.delete(name);
    if (freed) this.changed();
    return freed;
  }

  holds(pool: string): boolean {
    for (const row of this.rows.values()) if (row.lockedBy === pool) return true;
    for (const { lockedBy } of this.queues.values()) if (lockedBy === pool) return true;
    return false;
  }

  byKey(key: string): JobRow | undefined {
    for (const row of this.rows.values()) if (row.key === key) return row;
    return undefined;
  }

  /** When the next job is due that one of these tasks is of, and whose queue nobody holds; undefined when none is. */
  nextDue(tasks: readonly TaskName[]): number | undefined {
    let next: number | undefined;
    for (const row of this.rows.values()) if (isAvailable(row) && tasks.includes(row.task) && !(row.queue !== undefined && this.queues.has(row.queue)) && (next === undefined || row.runAt < next)) next = row.runAt;
    return next;
  }

  /** Whether a lookup would find something now. */
  isClaimable(tasks: readonly TaskName[]): boolean {
    for (const row of this.rows.values()) if (this.canRun(row, tasks)) return true;
    return false;
  }

  private canRun(row: JobRow, tasks: readonly TaskName[]): boolean {
    return isAvailable(row) && row.runAt <= this.now() && tasks.includes(row.task) && !(row.queue !== undefined && this.queues.has(row.queue));
  }

  private freeQueue({ queue }: JobRow, pool: string): void {
    if (queue !== undefined && this.queues.get(queue)?.lockedBy === pool) this.queues.delete(queue);
  }
}

export function isAvailable(row: JobRow): boolean {
  return row.lockedBy === undefined && row.attempts < row.maxAttempts;
}
