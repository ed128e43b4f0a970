import type { Timers } from '../../src/ports/clock.js';
import type { Random } from './random.js';

/** Whose step it is. A dead one's never comes, a stalled one's waits until it wakes. */
export interface Owner {
  readonly alive: boolean;
  /** Virtual time before which it does nothing. */
  readonly stalledUntil: number;
}

export interface Step {
  at: number;
  readonly tie: number;
  readonly order: number;
  readonly owner: Owner | undefined;
  readonly run: () => void;
  cancelled: boolean;
}

function before(a: Step, b: Step): boolean {
  return a.at !== b.at ? a.at < b.at : a.tie !== b.tie ? a.tie < b.tie : a.order < b.order;
}

/**
 * Virtual time and the scheduler over it. Nothing waits for a real clock: the next step in time is run, and of those at one time the one
 * that the seed draws. Between two steps every promise that can go on does, so that a run hangs on the seed alone.
 */
export class VirtualTime {
  now: number;
  steps = 0;
  private readonly heap: Step[] = [];
  private order = 0;

  constructor(private readonly random: Random, start: number) {
    this.now = start;
  }

  /** Runs something after so many milliseconds of virtual time. */
  after(ms: number, run: () => void, owner?: Owner): Step {
    const step: Step = { at: this.now + Math.max(0, ms), tie: this.random.next(), order: (this.order += 1), owner, run, cancelled: false };
    this.push(step);
    return step;
  }

  /** Steps until `until` says so, nothing is left, or the time is `end`. `each` is called after every step, once all promises stand still. */
  async run(end: number, until: () => boolean, each: () => void): Promise<void> {
    for (;;) {
      const step = this.pop();
      if (!step || step.at > end) {
        if (step) this.push(step);
        this.now = Math.max(this.now, step ? end : this.now);
        return;
      }
      if (step.cancelled || step.owner?.alive === false) continue;
      if (step.owner && step.owner.stalledUntil > step.at) {
        step.at = step.owner.stalledUntil;
        this.push(step);
        continue;
      }
      this.now = step.at;
      this.steps += 1;
      step.run();
      await settled();
      each();
      if (until()) return;
    }
  }

  /** Steps that will still come. */
  get waiting(): number {
    return this.heap.filter((step) => !step.cancelled && step.owner?.alive !== false).length;
  }

  private push(step: Step): void {
    const { heap } = this;
    let index = heap.push(step) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(step, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = step;
  }

  private pop(): Step | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

/** Every promise that could go on did: a macrotask begins only when no microtask is left. */
function settled(): Promise<void> {
  return new Promise((resolve) => { setImmediate(resolve); });
}

/** The port `Timers` on virtual time; a dead process's timers never fire, a stalled one's fire when it wakes. */
export function virtualTimers(time: VirtualTime, owner: Owner): Timers {
  return {
    sleep: (ms, signal) => new Promise((resolve, reject) => {
      const fail = (): void => { reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted')); };
      if (signal?.aborted === true) {
        fail();
        return;
      }
      const abort = (): void => {
        step.cancelled = true;
        fail();
      };
      const step = time.after(ms, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, owner);
      signal?.addEventListener('abort', abort, { once: true });
    }),
    deadline(ms) {
      const control = new AbortController();
      const step = time.after(ms, () => { control.abort(new DOMException('the time is up', 'TimeoutError')); }, owner);
      return { signal: control.signal, clear: () => { step.cancelled = true; } };
    },
  };
}
