import { setMaxListeners } from 'node:events';
import type { WorkerEvents, WorkerPool } from 'graphile-worker';
import type { Timers } from '../../ports/clock.js';

/**
 * Milliseconds after which a worker looks again for a job that it was told of. graphile-worker's lookup locks every free queue for its
 * length and skips what another lookup has locked: of two lookups at one time, of whatever pool or process, one sees no job that is in a
 * queue, and would see it only at the next poll.
 */
const waits = [4, 12, 40, 120];

/**
 * Nudges an idle worker again after each sign that there may be a job for it: one was queued, begun or ended. Ends with `signal`.
 */
export function lookAgain(events: WorkerEvents, timers: Timers, signal: AbortSignal): void {
  let sign = 0;
  // Under load many looks wait at once, each until it sees that it is not the last.
  setMaxListeners(0, signal);
  const look = async (pool: WorkerPool): Promise<void> => {
    const mine = (sign += 1);
    for (const ms of waits) {
      await timers.sleep(ms, signal);
      if (mine !== sign || signal.aborted) return;
      pool.nudge(1);
    }
  };
  const begin = (pool: WorkerPool): void => {
    // A pool that ended meanwhile refuses to be nudged, and its jobs are another's.
    if (!signal.aborted) look(pool).catch(() => undefined);
  };
  events.on('pool:listen:notification', ({ workerPool }) => { begin(workerPool); });
  events.on('job:start', ({ worker }) => { begin(worker.workerPool); });
  events.on('job:complete', ({ worker }) => { begin(worker.workerPool); });
}
