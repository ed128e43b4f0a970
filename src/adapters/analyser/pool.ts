import { availableParallelism } from 'node:os';
import { failed, type Coverage } from '../../core/coverage.js';
import type { ErrorCode } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import { profileProducer } from '../../packages/profile/profile.js';
import type { CodeAnalyser } from '../../ports/analyser.js';
import type { Timers } from '../../ports/clock.js';
import { systemTimers } from '../system/clock.js';
import { createTurns, strangersPlaces } from '../system/turns.js';
import { defaultWorker } from './process.js';
import { Slot, type Input, type Job, type Outcome } from './slot.js';

export interface AnalyserOptions {
  /** Processes at most; by default two, or one on a single core. */
  readonly processes?: number;
  readonly timers?: Timers;
  /** Milliseconds for one package, and in the queue. */
  readonly ms?: number;
  readonly queueMs?: number;
  /** Megabytes of heap of one process. */
  readonly memory?: number;
  readonly steps?: number;
  /** Digests that are known to end the process, for example from an earlier run: they are not tried again. */
  readonly crashed?: Iterable<readonly [sha512: string, code: ErrorCode]>;
  readonly onCrash?: (sha512: string, code: ErrorCode) => void;
  readonly worker?: URL;
}

export interface PooledAnalyser extends CodeAnalyser {
  /** Digests that ended a process by themselves (crash or memory), with the code. They are not tried again. */
  readonly crashed: ReadonlyMap<string, ErrorCode>;
}

const failedStarts = 3;

/**
 * Analyses packages in child processes. A package that takes too long, too much memory or the process with it gets a coverage of `failed`
 * with the code; the process is replaced and the next package is analysed. The better standing goes first, reviews of one standing take turns, and of
 * several processes one is never a stranger's. One that ended a process by itself is remembered. Processes that
 * are idle do not keep this one alive; `close` ends them at once.
 */
export function createAnalyser(options: AnalyserOptions): PooledAnalyser {
  return new Pool(options);
}

class Pool implements PooledAnalyser {
  readonly producer = profileProducer;
  readonly crashed: Map<string, ErrorCode>;
  private readonly queue = createTurns<Job>();
  private readonly slots = new Set<Slot>();
  private readonly most: number;
  private readonly timers: Timers;
  private jobs = 0;
  /** Processes that ended before they were ready, in a row. */
  private starts = 0;
  private confined = true;
  private closed = false;

  constructor(private readonly options: AnalyserOptions) {
    this.most = options.processes ?? Math.min(2, availableParallelism());
    this.timers = options.timers ?? systemTimers;
    this.crashed = new Map(options.crashed ?? []);
  }

  analyse(input: Input, signal: AbortSignal): Promise<Outcome> {
    const known = this.crashed.get(input.sha512);
    if (known !== undefined) return Promise.resolve({ coverage: failed(known, { known: true }) });
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      if (this.closed) {
        resolve({ coverage: failed('ANALYSER_CRASHED', { reason: 'closed' }, true) });
        return;
      }
      const job: Job = { id: (this.jobs += 1), input, signal, settle: resolve, fail: reject, waiting: undefined, everything: false, rounds: 0, done: false };
      const onAbort = (): void => { this.drop(job); };
      signal.addEventListener('abort', onAbort, { once: true });
      const end = <T>(settle: (value: T) => void) => (value: T): void => {
        if (job.done) return;
        job.done = true;
        job.waiting?.clear();
        signal.removeEventListener('abort', onAbort);
        settle(value);
      };
      Object.assign(job, { settle: end(resolve), fail: end(reject) });
      this.wait(job);
      this.queue.add(job, input.flow);
      this.next();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.settleAll(failed('ANALYSER_CRASHED', { reason: 'closed' }, true));
    await Promise.all([...this.slots].map((slot) => slot.stop()));
  }

  /** Too long in the queue is our own load: it counts even where a check is open. */
  private wait(job: Job): void {
    const deadline = this.timers.deadline(this.options.queueMs ?? limits.analyserQueueMs.value);
    job.waiting = deadline;
    deadline.signal.addEventListener('abort', () => {
      if (!this.queue.remove(job)) return;
      job.settle({ coverage: failed('ANALYSER_TIMEOUT', { queued: true }, true) });
    }, { once: true });
  }

  private drop(job: Job): void {
    this.queue.remove(job);
    for (const slot of this.slots) if (slot.job === job) slot.kill();
    job.fail(job.signal.reason);
  }

  private next(): void {
    while (!this.closed && this.queue.size > 0) {
      const idle = [...this.slots].find((slot) => slot.isIdle);
      if (idle === undefined) {
        if (this.slots.size < this.most) this.open();
        return;
      }
      const strangers = [...this.slots].filter((slot) => slot.job?.input.flow?.standing === 'stranger').length;
      const job = this.queue.take(strangers < strangersPlaces(this.most), (one) => this.fit(one, idle));
      if (!job) return;
      job.waiting?.clear();
      idle.run(job);
    }
  }

  /** Versions of one package share files, which a process reads once: best one after the other in one process, and not beside each other. */
  private fit({ input }: Job, slot: Slot): number {
    const name = input.manifest?.name;
    if (name === undefined) return 1;
    if (slot.last === name) return 2;
    return [...this.slots].some((other) => other.job?.input.manifest?.name === name) ? 0 : 1;
  }

  private settleAll(coverage: Coverage): void {
    for (let job = this.queue.take(true); job; job = this.queue.take(true)) job.settle({ coverage });
  }

  private open(): void {
    const slot: Slot = new Slot({
      worker: this.options.worker ?? defaultWorker, memory: this.options.memory ?? limits.analyserMemory.value, ms: this.options.ms ?? limits.analyserMs.value,
      steps: this.options.steps ?? limits.analyserSteps.value, timers: this.timers,
      // Where links lead out of what may be read, a confined process does not start; the other walls stand without it.
      confined: this.confined,
      onIdle: () => { this.starts = 0; this.next(); },
      onEnd: (job, coverage, own) => { this.ended(slot, job, coverage, own); },
    });
    this.slots.add(slot);
  }

  private ended(slot: Slot, job: Job | undefined, coverage: Coverage, own: boolean): void {
    this.slots.delete(slot);
    if (job !== undefined && !job.done) {
      if (own && coverage.kind === 'failed' && (coverage.code === 'ANALYSER_CRASHED' || coverage.code === 'ANALYSER_MEMORY')) {
        this.crashed.set(job.input.sha512, coverage.code);
        this.options.onCrash?.(job.input.sha512, coverage.code);
      }
      job.settle({ coverage });
    } else if (job === undefined && !slot.wasReady) {
      // A process that cannot even start is this machine's fault; nobody waits for it for ever.
      this.starts += 1;
      this.confined = false;
      if (this.starts >= failedStarts) this.settleAll(failed('ANALYSER_CRASHED', { reason: 'no process could be started' }, true));
    }
    this.next();
  }
}
