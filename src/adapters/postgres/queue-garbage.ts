import type pg from 'pg';
import { inTransaction } from './connect.js';
import { execute } from './statement.js';
import { collectFailed, collectQueues, findLost, lockQueues, waitForLocks } from './statements/collect-queues.js';

/** What PostgreSQL says where a lock was not had in time. postgresql.org/docs/current/errcodes-appendix.html, lock_not_available. */
const notHad = '55P03';

/**
 * Removes rows of the queue that are of no more use: jobs that failed for good, and the names of idle queues. The library's own way to do this deletes a name
 * beside a transaction that is adding a job under it: the two have no reference, the job then has a queue that is no row, no worker finds it and nothing tells. So this is
 * done under a lock, and jobs that were lost in that way are made to be found again. Where the lock is not had within `patienceMs`, names stay until the next time, since those who add
 * jobs stand in line behind it.
 */
export async function collectQueueGarbage(pool: pg.Pool, patienceMs = 1_000): Promise<void> {
  await execute(pool, findLost, []);
  await execute(pool, collectFailed, []);
  try {
    await inTransaction(pool, async (client) => {
      await execute(client, waitForLocks, [String(patienceMs)]);
      await execute(client, lockQueues, []);
      await execute(client, collectQueues, []);
    });
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== notHad) throw error;
  }
}
