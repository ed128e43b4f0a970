import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Ids, Timers } from '../../ports/clock.js';

/** This machine's time. */
export const systemClock: Clock = { now: () => Date.now() };

/** This machine's timers. A deadline never keeps a process alive. */
export const systemTimers: Timers = {
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
  deadline(ms) {
    const controller = new AbortController();
    const timer = setTimeout(() => { controller.abort(new DOMException('the time is up', 'TimeoutError')); }, ms);
    timer.unref();
    return { signal: controller.signal, clear: () => { clearTimeout(timer); } };
  },
};

/** UUIDs of version 4. */
export const systemIds: Ids = { next: () => randomUUID() };
