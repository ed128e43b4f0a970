import { rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/server.js';
import { databasePool } from '../../src/adapters/postgres/connect.js';
import { migrate } from '../../src/adapters/postgres/migrate.js';

// Runs beside the tests: starts a server with a migrated template database, prints how to reach it, ends when its input closes.
const folder = process.argv[2];
if (folder === undefined) throw new Error('which folder?');
const closed = new Promise<void>((resolve) => { process.stdin.on('close', resolve).on('end', resolve).resume(); });
const server = await startEmbeddedPostgres(path.join(folder, 'data'));
try {
  const client = new pg.Client({ ...server.connection });
  await client.connect();
  await client.query('alter system set fsync = off');
  await client.query('select pg_reload_conf()');
  await client.query('create database template_migrated');
  await client.end();
  const pool = databasePool({ ...server.connection, database: 'template_migrated' });
  await migrate(pool);
  await pool.end();
  process.stdout.write(`${JSON.stringify(server.connection)}\n`);
  await closed;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
