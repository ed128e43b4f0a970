import type pg from 'pg';
import { lastBeat } from './statements/beat.js';
import { retainAudit, retainBrought, retainFacts, retainMostSightings, retainServed, retainSightings, retention } from './statements/retention.js';
import { limits } from '../../core/limits.js';
import { inTransaction } from './connect.js';
import { allowErasing } from './statements/erase.js';
import { execute } from './statement.js';
import { isCurrent } from './migrate.js';

/** How long rows are kept. Days; the fact cache by its size in bytes. */
export interface Retention {
  readonly days: number;
  readonly auditDays: number;
  readonly sightingDays: number;
  readonly factBytes: number;
}

/** Deletes what is older than its retention. Safe to run at any time and twice. */
export async function cleanUp(pool: pg.Pool, keep: Retention): Promise<void> {
  for (const statement of retention) await execute(pool, statement, [keep.days]);
  await execute(pool, retainFacts, [keep.factBytes]);
  await execute(pool, retainBrought, [keep.auditDays]);
  await execute(pool, retainServed, [keep.sightingDays]);
  for (const statement of retainSightings) await execute(pool, statement, [keep.sightingDays]);
  for (const statement of retainMostSightings) await execute(pool, statement, [limits.sightedRows.value]);
  await inTransaction(pool, async (client) => {
    await execute(client, allowErasing, []);
    await execute(client, retainAudit, [keep.auditDays]);
  });
}

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: 'database' | 'migrations' | 'worker' };

/** Ready: the database answers, its schema is ours, and a worker gave a sign of life within `beatMs`. Never throws. */
export async function readiness(pool: pg.Pool, beatMs = 60_000): Promise<Readiness> {
  try {
    if (!(await isCurrent(pool))) return { ready: false, reason: 'migrations' };
    const { rows: [row] } = await execute<{ age: number | null }>(pool, lastBeat, []);
    return row?.age === null || row === undefined || row.age > beatMs ? { ready: false, reason: 'worker' } : { ready: true };
  } catch {
    return { ready: false, reason: 'database' };
  }
}
