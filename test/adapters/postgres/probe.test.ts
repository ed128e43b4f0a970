import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { databaseClient } from '../../../src/adapters/postgres/connect.js';
import { probe, probeDatabase } from '../../../src/adapters/postgres/probe.js';
import { openDatabase } from '../../../src/entries/service/service.js';
import { testDatabase } from '../../setup/postgres.js';
import type { TestDatabase } from '../../setup/postgres.js';

let database: TestDatabase;
beforeAll(async () => { database = await testDatabase('empty'); });
afterAll(async () => { await database.drop(); });

describe('the start-up probe', () => {
  test('takes a database', async () => {
    await expect(probeDatabase(database.address)).resolves.toBeUndefined();
  });

  test('refuses a transaction pooler: two connections that share one session', async () => {
    const session = databaseClient(database.address);
    await session.connect();
    await expect(probe(session, session)).rejects.toMatchObject({ code: 'DATABASE_POOLER' });
    await session.end();
  });

  test('refuses a pooler that gives each statement another session', async () => {
    const sessions = [databaseClient(database.address), databaseClient(database.address), databaseClient(database.address)];
    for (const session of sessions) await session.connect();
    let turn = 0;
    const wandering = { query: (text: string) => (sessions[(turn += 1) % 2] ?? sessions[0])!.query(text) };
    await expect(probe(wandering, sessions[2]!)).rejects.toMatchObject({ code: 'DATABASE_POOLER' });
    for (const session of sessions) await session.end();
  });

  test('refuses a database that cannot be written', async () => {
    const admin = databaseClient(database.address);
    await admin.connect();
    await admin.query(`alter database ${database.address.database} set default_transaction_read_only = on`);
    await expect(openDatabase(database.address)).rejects.toMatchObject({ code: 'DATABASE_REPLICA' });
    await admin.query('set default_transaction_read_only = off');
    await admin.query(`alter database ${database.address.database} reset default_transaction_read_only`);
    await admin.end();
  });

  test('refuses a replica', async () => {
    const replica = { query: async () => ({ rows: [{ recovery: true, read_only: 'on' }] }) };
    await expect(probe(replica, replica)).rejects.toMatchObject({ code: 'DATABASE_REPLICA' });
  });

  test('names a database that is not there, without its address', async () => {
    const error = await probeDatabase({ ...database.address, host: `${database.address.host}/nowhere` }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', data: { reason: 'ENOENT' } });
  });
});
