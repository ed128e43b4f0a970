import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { databasePool } from '../../../src/adapters/postgres/connect.js';
import { isCurrent, migrate } from '../../../src/adapters/postgres/migrate.js';
import { migrations } from '../../../src/adapters/postgres/migrations/index.js';
import { versionRank } from '../../../src/packages/version-rank.js';
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

  test('what was seen of a tag before its highest version was kept: where it pointed until it moved', async () => {
    const older = await testDatabase('empty');
    const on = databasePool(older.address);
    try {
      await migrate(on, migrations.slice(0, 7));
      const row = (name: string, version: string, before: string) => `(1, 0, 'default', '${name}', 'latest', '${version}', ${before}, '2026-11-02T00:00:00Z', '2026-11-03T00:00:00Z')`;
      await on.query(`insert into mergewarden.seen_tag (installation, repository, registry, name, tag, version, before, since, seen_at) values ${row('a', '4.0.10', "'5.0.0'")}, ${row('b', '1.0.0', 'null')}, ${row('c', 'odd', "'2.0.0-rc.1'")}`);
      await migrate(on);
      const { rows } = await on.query('select name, rank, highest, highest_rank, highest_until from mergewarden.seen_tag order by name');
      const until = new Date('2026-11-02T00:00:00Z');
      expect(rows).toEqual([
        { name: 'a', rank: versionRank('4.0.10'), highest: '5.0.0', highest_rank: versionRank('5.0.0'), highest_until: until },
        { name: 'b', rank: versionRank('1.0.0'), highest: null, highest_rank: null, highest_until: null },
        { name: 'c', rank: null, highest: '2.0.0-rc.1', highest_rank: null, highest_until: until },
      ]);
    } finally {
      await on.end();
      await older.drop();
    }
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
