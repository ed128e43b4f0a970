import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { Failure } from '../../core/errors.js';
import { migrations as shipped } from './migrations/index.js';

/** One migration at a time over all processes of a database. Any number, but never another one. */
const migrationLock = 7_243_393;

async function versionOf(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ version: number }>('select coalesce(max(version), 0)::int as version from mergewarden.migration');
  return rows[0]?.version ?? 0;
}

/**
 * Brings a database to this binary's schema, and the queue's own with it. Safe to run from several processes at once and again.
 * @throws Failure SCHEMA_NEWER when the database was migrated by a newer binary: an older one would write rows that mean something else.
 */
export async function migrate(pool: pg.Pool, migrations: readonly string[] = shipped): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query('create schema if not exists mergewarden');
    await client.query('create table if not exists mergewarden.migration (version integer primary key, applied_at timestamptz not null default now())');
    const version = await versionOf(client);
    if (version > migrations.length) throw new Failure('SCHEMA_NEWER', { database: version, binary: migrations.length });
    for (const [index, text] of migrations.entries()) {
      if (index < version) continue;
      await inside(client, text, index + 1);
    }
    await runMigrations({ pgPool: pool });
  } finally {
    // The connection is closed, not given back: its lock and settings go with it.
    client.release(true);
  }
}

async function inside(client: pg.ClientBase, text: string, version: number): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into mergewarden.migration (version) values ($1)', [version]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** True when the database has exactly this binary's schema. */
export async function isCurrent(pool: pg.Pool, migrations: readonly string[] = shipped): Promise<boolean> {
  const { rows } = await pool.query<{ version: number }>('select coalesce(max(version), 0)::int as version from mergewarden.migration');
  return rows[0]?.version === migrations.length;
}
