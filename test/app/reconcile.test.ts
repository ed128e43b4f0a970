import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/core/errors.js';
import { reconcile } from '../../src/app/reconcile.js';
import { harness, pullPayload, repository, sha } from './harness.js';
import type { Harness } from './harness.js';

let app: Harness;
beforeEach(async () => {
  app = await harness();
  app.host.open(1, sha('1'));
  await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('1') }));
});
// At once: a pool keeps idle connections for ten seconds, and those of a quick file's tests would be more than the server takes.
afterEach(() => app.close());
const age = (minutes: number): Promise<unknown> => app.pool.query('update mergewarden.review set opened_at = now() - $1::int * interval \'1 minute\', begun_at = begun_at - $1::int * interval \'1 minute\'', [minutes])
  .then(() => app.pool.query('update mergewarden.head set asked_at = now() - $1::int * interval \'1 minute\'', [minutes]));

describe('reconciling', () => {
  test('a head whose job was lost is queued again', async () => {
    await app.due();
    await reconcile(app.dependencies, app.context());
    expect(await app.due()).toEqual([]);
    await age(3);
    await reconcile(app.dependencies, app.context());
    expect(await app.due()).toEqual([sha('1')]);
  });

  test('a check past its time is concluded as could not check; its job, once it has its turn, reviews after all', async () => {
    await age(11);
    await reconcile(app.dependencies, app.context());
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure', title: 'could not check: the review was not done within its time' });
    await app.settle();
    expect(app.host.checks.map((check) => check.conclusion)).toEqual(['failure', 'success']);
  });

  test('an evaluation that hangs past its time is ended, and stays ended', async () => {
    const head = await app.dependencies.reviews.head(repository.id, sha('1'));
    if (!head) throw new Error('no head');
    await app.dependencies.reviews.begin(head);
    await age(11);
    await reconcile(app.dependencies, app.context());
    await app.settle();
    expect(app.host.checks.map((check) => check.conclusion)).toEqual(['failure']);
  });

  test('a verdict that was stored and not published is published', async () => {
    app.host.before = (called) => { if (called === 'updateCheck') throw new Failure('HOST_ERROR'); };
    await app.due();
    await expect(app.review(sha('1'))).rejects.toMatchObject({ code: 'HOST_ERROR' });
    app.host.before = () => undefined;
    await app.pool.query('update mergewarden.publication set created_at = now() - interval \'3 minutes\'');
    await reconcile(app.dependencies, app.context());
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'success' });
    expect(app.seen).toHaveLength(1);
  });

  test('a delivery whose job failed for good gets a new one; one of three days ago is given up', async () => {
    const jobs = async (): Promise<readonly unknown[]> => (await app.pool.query('select key from graphile_worker.jobs where key like \'delivery:%\' and attempts < max_attempts order by key')).rows.map((row: { key: string }) => row.key);
    await app.pool.query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))');
    for (const id of ['waits-123', 'failed-12', 'lost-1234', 'ancient-1']) await app.dependencies.deliveries.accept({ id, event: 'pull_request', body: '{}' });
    await app.pool.query('select graphile_worker.permanently_fail_jobs(array(select id from graphile_worker.jobs where key in (\'delivery:failed-12\', \'delivery:ancient-1\')))');
    await app.pool.query('select graphile_worker.remove_job(\'delivery:lost-1234\')');
    await app.pool.query('update mergewarden.delivery set received_at = now() - interval \'3 minutes\' where id <> \'waits-123\'');
    await app.pool.query('update mergewarden.delivery set received_at = now() - interval \'73 hours\' where id = \'ancient-1\'');
    await reconcile(app.dependencies, app.context());
    expect(await jobs()).toEqual(['delivery:failed-12', 'delivery:lost-1234', 'delivery:waits-123']);
    expect((await app.pool.query('select state, code from mergewarden.delivery where id = \'ancient-1\'')).rows).toEqual([{ state: 'failed', code: 'DEADLINE' }]);
    expect(await app.dependencies.deliveries.requeue(0)).toBe(0);
  });

  test('deliveries that never arrived are asked for again, once; a part that fails holds up no other', async () => {
    const asked: number[] = [];
    const failedDeliveries = {
      list: async () => [{ id: 1, guid: 'delivery-0001' }, { id: 2, guid: 'never-seen' }, { id: 3, guid: 'never-seen' }],
      redeliver: async (id: number) => { asked.push(id); },
    };
    const reviews = { ...app.dependencies.reviews, overdue: () => Promise.reject(new Failure('INTERNAL')) };
    expect(await reconcile({ ...app.dependencies, reviews, failedDeliveries }, app.context())).toEqual({ kind: 'done' });
    expect(asked).toEqual([2]);
  });
});
