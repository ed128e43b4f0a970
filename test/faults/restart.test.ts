import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/server.js';
import type { EmbeddedServer } from '../../src/adapters/embedded-postgres/server.js';
import { databasePool } from '../../src/adapters/postgres/connect.js';
import { migrate } from '../../src/adapters/postgres/migrate.js';
import { accept, asQueued, left, prepare, processOn, sceneOf, whole } from './scene.js';

// A server as it ships, with its data kept safe: killed with SIGKILL and started again, under a process that goes on with the pool it has.
jest.setTimeout(300_000);

let folder: string;
let server: EmbeddedServer;
let control: pg.Pool;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mw-restart-'));
  chmodSync(folder, 0o711);
  server = await startEmbeddedPostgres(path.join(folder, 'data'));
  control = databasePool(server.connection);
  await migrate(control);
});
afterAll(async () => {
  await control.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Kills the postmaster; its children find that out by themselves. Resolves when a server runs on the same folder again. */
async function restart(): Promise<void> {
  const pid = Number.parseInt(readFileSync(path.join(folder, 'data', 'postgres', 'server', 'data', 'postmaster.pid'), 'utf8'), 10);
  process.kill(pid, 'SIGKILL');
  server = await startEmbeddedPostgres(path.join(folder, 'data'));
}

describe('a database server that is killed and started again', () => {
  test('right after a delivery was accepted: the delivery and its job are there', async () => {
    const scene = sceneOf(1);
    const one = processOn(control, control, scene);
    await prepare(one, scene);
    await restart();
    expect(await one.dependencies.deliveries.missing([`pushed-${scene.number}`, 'never-sent']).catch(() => one.dependencies.deliveries.missing([`pushed-${scene.number}`, 'never-sent']))).toEqual(['never-sent']);
    expect((await control.query('select key from graphile_worker.jobs where key = $1', [`delivery:pushed-${scene.number}`])).rowCount).toBe(1);
  });

  test.each(['pullsWithHead', 'updateCheck', 'createReview'] as const)('while a review waits for the answer of %s: the job is run again and leaves one of everything', async (stop) => {
    const scene = sceneOf(['pullsWithHead', 'updateCheck', 'createReview'].indexOf(stop) + 2);
    await prepare(processOn(control, control, scene), scene);
    let restarts = 0;
    const one = processOn(control, control, scene, async (moment, operation) => {
      if (moment !== 'answered' || operation !== stop || (restarts += 1) > 1) return;
      await restart();
    });
    await asQueued(() => one.deliver(`pushed-${scene.number}`));
    await asQueued(() => one.review(scene.head));
    expect(restarts).toBeGreaterThan(0);
    expect(await left(control, scene)).toEqual(whole);
    await accept(one, `after-${scene.number}`, scene.payload);
  });
});
