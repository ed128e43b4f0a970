import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type pg from 'pg';
import { databasePool } from '../../src/adapters/postgres/connect.js';
import { testDatabase } from '../setup/postgres.js';
import type { TestDatabase } from '../setup/postgres.js';
import { cuttingProxy } from './cutting-proxy.js';
import type { CuttingProxy, CutMoment } from './cutting-proxy.js';
import { accept, asQueued, left, prepare, processOn, sceneOf, whole } from './scene.js';

// The connections to PostgreSQL are cut at every single statement of taking a delivery in, of its job, and of the review with its publishing.
// The run's database server may be starting yet, which a busy machine does slowly.
jest.setTimeout(300_000);

let database: TestDatabase;
let control: pg.Pool;
let proxy: CuttingProxy;
beforeAll(async () => {
  database = await testDatabase();
  control = databasePool(database.address);
  proxy = await cuttingProxy(database.address);
});
afterAll(async () => {
  await proxy.close();
  await control.end();
  await database.drop();
});

let scenes = 0;
/** Runs everything with one cut. Answers whether there were that many statements. */
async function cutAt(nth: number, moment: CutMoment): Promise<boolean> {
  const scene = sceneOf(scenes += 1);
  await prepare(processOn(control, control, scene), scene);
  await control.query('delete from mergewarden.delivery where id = $1', [`pushed-${scene.number}`]);
  const pool = databasePool(proxy.address);
  const one = processOn(pool, control, scene);
  proxy.arm(nth, moment);
  // Whoever sends a delivery that was not acknowledged is asked for it again.
  await asQueued(() => accept(one, `pushed-${scene.number}`, scene.payload).then(() => ({ kind: 'done' })));
  await asQueued(() => one.deliver(`pushed-${scene.number}`));
  await asQueued(() => one.review(scene.head));
  const { met } = proxy;
  await pool.end();
  expect({ nth, moment, ...(await left(control, scene) as object) }).toEqual({ nth, moment, ...whole });
  return met;
}

describe('connections to the database that are cut', () => {
  test.each(['before', 'after'] as const)('%s any single statement is carried out: the jobs are run again and leave one of everything', async (moment) => {
    let nth = 1;
    while (await cutAt(nth, moment)) nth += 1;
    expect(nth).toBeGreaterThan(60);
  });
});
