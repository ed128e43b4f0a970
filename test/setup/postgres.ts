import { randomUUID } from 'node:crypto';
import net from 'node:net';
import pg from 'pg';
import type { DatabaseAddress } from '../../src/adapters/postgres/connect.js';

type Connection = Extract<DatabaseAddress, { readonly host: string }>;

function ask(): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(process.env['MERGEWARDEN_TEST_POSTGRES'] ?? '');
    let said = '';
    socket.on('data', (part) => { said += part.toString('utf8'); });
    socket.on('error', reject);
    socket.on('close', () => {
      const answer = JSON.parse(said || '{"error":"no answer"}') as Connection & { readonly error?: string };
      if (answer.error === undefined) resolve(answer);
      else reject(new Error(answer.error));
    });
  });
}

async function asAdmin(server: Connection, text: string): Promise<void> {
  const client = new pg.Client({ ...server });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  readonly address: Connection;
  drop(): Promise<void>;
}

/** A database of its own on the run's server; migrated unless it is asked for empty. */
export async function testDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const server = await ask();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(server, `create database ${name}${kind === 'migrated' ? ' template template_migrated' : ''}`);
  return { address: { ...server, database: name }, drop: () => asAdmin(server, `drop database ${name} with (force)`) };
}
