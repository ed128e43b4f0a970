import type pg from 'pg';
import { execute } from './statement.js';
import { importAlone } from './statements/import-alone.js';
import { importEnded } from './statements/import-ended.js';

/**
 * Runs `work` unless another process is at what `lock` stands for: any number, but never another one. The lock is held by a connection of its own, so that it ends with the process.
 * @returns whether it ran.
 */
export async function alone(pool: pg.Pool, lock: number, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect();
  try {
    const { rows: [row] } = await execute<{ readonly held: boolean }>(client, importAlone, [lock]);
    if (row?.held !== true) return false;
    try {
      await work();
    } finally {
      await execute(client, importEnded, [lock]).catch(() => undefined);
    }
    return true;
  } finally {
    // Closed, not given back: whatever happened, the lock goes with it.
    client.release(true);
  }
}
