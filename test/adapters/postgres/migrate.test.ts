import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { databasePool } from '../../../src/adapters/postgres/connect.js';
import { isCurrent, migrate } from '../../../src/adapters/postgres/migrate.js';
import { migrations } from '../../../src/adapters/postgres/migrations/index.js';
import { testDatabase } from '../../setup/postgres.js';
import type { TestDatabase } from '../../setup/postgres.js';

let database: TestDatabase;
let pool: ReturnType<typeof databasePool>;
beforeAll(async () => {
  database = await testDatabase('empty');
  pool = databasePool(database.address);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
const versions = async (): Promise<readonly number[]> => (await pool.query<{ version: number }>('select version from mergewarden.migration order by 1')).rows.map((row) => row.version);

describe('migrations', () => {
  test('bring an empty database up to date, by several processes at once, and again', async () => {
    const other = databasePool(database.address);
    await Promise.all([migrate(pool), migrate(other)]);
    await migrate(pool);
    await other.end();
    expect(await versions()).toEqual(migrations.map((_, index) => index + 1));
    expect(await isCurrent(pool)).toBe(true);
  });

  test('one that fails leaves nothing of itself', async () => {
    await expect(migrate(pool, [...migrations, 'create table mergewarden.half (a int); select nothing_of_the_kind()'])).rejects.toThrow();
    expect((await pool.query('select to_regclass(\'mergewarden.half\') as half')).rows).toEqual([{ half: null }]);
    expect(await versions()).toHaveLength(migrations.length);
  });

  test('an older binary refuses a newer schema', async () => {
    await migrate(pool, [...migrations, 'create table mergewarden.newer (a int)']);
    await expect(migrate(pool)).rejects.toMatchObject({ code: 'SCHEMA_NEWER', data: { database: migrations.length + 1, binary: migrations.length } });
    expect(await isCurrent(pool)).toBe(false);
  });
});
