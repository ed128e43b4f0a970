import type { LockfileReading } from '../../lockfiles/reading.types.js';

/** Whether a file is only named like a lockfile and holds a text for people, most lines of which no installer would take: it is named as not read, and stops nothing. */
export function isProse({ coverage }: LockfileReading): boolean {
  return coverage.kind === 'failed' && coverage.code === 'LOCKFILE_UNSUPPORTED' && coverage.data['reason'] === 'prose';
}
