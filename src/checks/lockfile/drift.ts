import type { LockfileProblem } from '../../core/lockfile.js';

/** How a manifest and its lockfile disagree. */
export type Drift = 'unlocked' | 'unsatisfied' | 'unasked' | 'workspace' | 'workspaces' | 'overrides' | 'specifier' | 'section';

const kinds: ReadonlySet<string> = new Set<Drift>(['unlocked', 'unsatisfied', 'unasked', 'workspace', 'workspaces', 'overrides', 'specifier', 'section']);

/** Rules of other names: Yarn's resolutions, catalogs of which the lockfile keeps a copy. */
const rules: ReadonlySet<string> = new Set(['resolutions', 'catalog', 'catalogs']);

/** The disagreement that a problem of a lockfile is; undefined for a problem that keeps the file from being understood. */
export function driftOf(problem: LockfileProblem): Drift | undefined {
  const { reason } = problem.data;
  if (problem.code !== 'LOCKFILE_INCOMPLETE' || typeof reason !== 'string' || typeof problem.data['manifest'] !== 'string') return undefined;
  if (rules.has(reason)) return 'overrides';
  return kinds.has(reason) ? (reason as Drift) : undefined;
}
