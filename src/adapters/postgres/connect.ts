import pg from 'pg';
import { Failure } from '../../core/errors.js';

/** Where a database is: a URL, or the parts of a connection (a folder as host is a unix socket). */
export type DatabaseAddress =
  | { readonly url: string }
  | { readonly host: string; readonly port: number; readonly user: string; readonly password: string; readonly database: string };

/** 64-bit integers come as numbers: ids of the code host and our counters are below 2^53. */
function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === 20 && format !== 'binary') return Number;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
}

function configOf(address: DatabaseAddress): pg.ClientConfig {
  return 'url' in address ? { connectionString: address.url } : { ...address };
}

/** One connection, not yet opened. */
export function databaseClient(address: DatabaseAddress): pg.Client {
  return new pg.Client({ ...configOf(address), connectionTimeoutMillis: 10_000, keepAlive: true });
}

/**
 * The pool of the application's own statements: the server ends each of them within 15 seconds, and one whose answer never comes, since its connection
 * died without a word, is given up after `silentMs`, and the connection with it. The waits here are long, since a busy event loop sees its timers before its answers: short ones would fail
 * what is only late.
 */
export function databasePool(address: DatabaseAddress, max = 10, silentMs = 30_000): pg.Pool {
  const pool = new pg.Pool({
    ...configOf(address), max, connectionTimeoutMillis: 30_000, statement_timeout: 15_000, query_timeout: silentMs, idle_in_transaction_session_timeout: 30_000, keepAlive: true,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => { client.on('error', () => undefined); });
  return pool;
}

/** The pool of one queue worker, used by nothing else. Two connections, no more: with ten, jobs of one repository wait for the poll. */
export function workerPool(address: DatabaseAddress): pg.Pool {
  const pool = new pg.Pool({ ...configOf(address), max: 2, connectionTimeoutMillis: 60_000, keepAlive: true });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => { client.on('error', () => undefined); });
  return pool;
}

/** Runs some statements as one transaction. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => { broken = true; });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** What went wrong with a connection, as a code of ours. The address never goes along: it may hold a password. */
export function unreachable(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const reason = (error as { readonly code?: unknown }).code;
  return new Failure('DATABASE_UNREACHABLE', { reason: typeof reason === 'string' ? reason : 'unknown' }, error);
}
