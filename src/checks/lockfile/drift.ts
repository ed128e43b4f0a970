import type { LockfileProblem } from '../../core/lockfile.js';

/** How a manifest and its lockfile disagree. */
export type Drift = 'unlocked' | 'unsatisfied' | 'unasked' | 'workspace' | 'workspaces' | 'overrides';

const kinds: ReadonlySet<string> = new Set<Drift>(['unlocked', 'unsatisfied', 'unasked', 'workspace', 'workspaces', 'overrides']);

/** The disagreement that a problem of a lockfile is; undefined for a problem that keeps the file from being understood. */
export function driftOf(problem: LockfileProblem): Drift | undefined {
  const { reason } = problem.data;
  return problem.code === 'LOCKFILE_INCOMPLETE' && typeof reason === 'string' && kinds.has(reason) ? (reason as Drift) : undefined;
}
