/** Time, timers and ids: everything that is not deterministic comes in here, so that a simulation can drive it by a seed. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
export interface Timers {
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after `ms` milliseconds. `clear` frees it. */
  deadline(ms: number): { readonly signal: AbortSignal; clear(): void };
}
export interface Ids {
  /** A new unique id (a UUID, version 4 or 7, in production). */
  next(): string;
}
