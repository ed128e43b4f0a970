import { Failure } from '../../core/errors.js';
import { databaseClient, unreachable } from './connect.js';
import type { DatabaseAddress } from './connect.js';

/** What the probe asks of a connection. */
export interface ProbedConnection {
  query(text: string): Promise<{ readonly rows: readonly { readonly [column: string]: unknown }[] }>;
}

/** A lock that only the probe takes. */
const probeLock = 7_243_394;

/**
 * Refuses what the service cannot stand on: a replica, which cannot be written, and a transaction pooler, which takes a session from
 * us after each statement, so that session locks, LISTEN and prepared statements silently mean nothing. A pooler shows itself when
 * a second connection, inside a transaction, is given the very session that the first one has a lock in.
 * @throws Failure DATABASE_REPLICA or DATABASE_POOLER.
 */
export async function probe(first: ProbedConnection, second: ProbedConnection): Promise<void> {
  const { rows: [state] } = await first.query('select pg_is_in_recovery() as recovery, current_setting(\'transaction_read_only\') as read_only');
  if (state?.['recovery'] !== false || state['read_only'] !== 'off') throw new Failure('DATABASE_REPLICA');

  const { rows: [mine] } = await first.query(`select pg_backend_pid() as pid, pg_try_advisory_lock(${probeLock}, pg_backend_pid()) as locked`);
  const pid = mine?.['pid'];
  if (typeof pid !== 'number' || mine?.['locked'] !== true) throw new Failure('DATABASE_POOLER');
  await second.query('begin');
  try {
    const { rows: [theirs] } = await second.query(`select pg_backend_pid() as pid, pg_try_advisory_xact_lock(${probeLock}, ${pid}) as locked`);
    const { rows: [again] } = await first.query('select pg_backend_pid() as pid');
    if (theirs?.['pid'] === pid || theirs?.['locked'] !== false || again?.['pid'] !== pid) throw new Failure('DATABASE_POOLER');
  } finally {
    await second.query('rollback');
    await first.query(`select pg_advisory_unlock(${probeLock}, ${pid})`);
  }
}

/**
 * Probes a database over two connections of its own.
 * @throws Failure DATABASE_UNREACHABLE, DATABASE_REPLICA, DATABASE_POOLER.
 */
export async function probeDatabase(address: DatabaseAddress): Promise<void> {
  const first = databaseClient(address);
  const second = databaseClient(address);
  for (const client of [first, second]) client.on('error', () => undefined);
  try {
    await first.connect();
    await second.connect();
    await probe(first, second);
  } catch (error) {
    throw unreachable(error);
  } finally {
    await Promise.allSettled([first.end(), second.end()]);
  }
}
