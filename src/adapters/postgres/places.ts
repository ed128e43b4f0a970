import type { WorkerEvents } from 'graphile-worker';
import { strangersFlag } from './lanes.js';

/** Flags of jobs that a lookup has to leave, or null. */
export type Forbidden = () => string[] | null;

/**
 * Keeps strangers' reviews to `most` of a worker's places. A lookup cannot tell what it will find, so it takes one of their places before it looks, and
 * gives it back when it found another's job or none; a lookup for which no place is left leaves strangers' jobs.
 */
export function keepPlaces(events: WorkerEvents, most: number): Forbidden {
  let taken = 0;
  /** Lookups that were asked about and have not begun, in their order; then those that run, and the jobs, by worker. */
  const asked: boolean[] = [];
  const held = new Set<unknown>();
  const begun = (worker: unknown): void => {
    if (asked.shift() === true) held.add(worker);
  };
  const giveBack = (worker: unknown): void => {
    if (held.delete(worker)) taken -= 1;
  };
  events.on('worker:getJob:start', ({ worker }) => { begun(worker); });
  events.on('worker:getJob:empty', ({ worker }) => { giveBack(worker); });
  events.on('worker:getJob:error', ({ worker }) => { giveBack(worker); });
  events.on('job:start', ({ worker, job }) => {
    if (job.flags?.[strangersFlag] !== true) giveBack(worker);
  });
  events.on('job:complete', ({ worker }) => { giveBack(worker); });
  return () => {
    const free = taken < most;
    if (free) taken += 1;
    asked.push(free);
    return free ? null : [strangersFlag];
  };
}
