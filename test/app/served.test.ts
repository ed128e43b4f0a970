import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../src/app/reconcile.js';
import { isServed, mayBeServed } from '../../src/app/served.js';
import { harness, installation, pullPayload, sha, type Harness } from './harness.js';

test.each([
  [undefined, 7, 'acme', true, true], [{ ids: [7], accounts: [] }, 7, 'other', true, true], [{ ids: [8], accounts: [] }, 7, 'acme', false, false],
  [{ ids: [], accounts: ['Acme'] }, 7, 'aCME', true, true], [{ ids: [], accounts: ['acme'] }, 7, undefined, false, true], [{ ids: [7], accounts: [] }, undefined, undefined, false, true],
  [{ ids: [], accounts: ['__proto__'] }, 7, 'acme', false, true],
] as const)('list %j, installation %j of %j: served %j, perhaps %j', (list, id, account, served, perhaps) => {
  expect([isServed(list, id, account), mayBeServed(list, id)]).toEqual([served, perhaps]);
});

describe('an installation that is no longer on the list', () => {
  const others = { installations: { ids: [8], accounts: [] } };
  let app: Harness;
  beforeEach(async () => { app = await harness(others); });
  afterEach(() => app.close());

  test('what was stored of it before is not taken in', async () => {
    app.host.open(1, sha('1'));
    await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('1') }));
    expect((await app.pool.query('select state from mergewarden.delivery')).rows).toEqual([{ state: 'ignored' }]);
    expect((await app.pool.query('select 1 from mergewarden.head')).rowCount).toBe(0);
    expect(app.host.calls).toEqual([]);
  });

  test('its heads are neither judged, nor picked up, nor ended; its lost deliveries are not asked for', async () => {
    app.host.open(1, sha('1'));
    await app.dependencies.reviews.observePull({ installation, repository: { id: 11, owner: 'acme', name: 'shop' }, number: 1, state: 'open', head: sha('1'), baseRef: 'main', base: sha('b'), observedAt: 1, stranger: false }, { reviewId: 'r', priority: 0 });
    await app.due();
    await app.pool.query('update mergewarden.head set asked_at = now() - interval \'1 hour\'');
    await app.pool.query('update mergewarden.review set opened_at = now() - interval \'1 hour\'');
    const asked: number[] = [];
    const failedDeliveries = {
      list: async () => [{ id: 1, guid: 'one-of-theirs', installation }, { id: 2, guid: 'one-of-ours', installation: 8 }, { id: 3, guid: 'of-nobody' }], redeliver: async (id: number) => { asked.push(id); },
    };
    await reconcile({ ...app.dependencies, failedDeliveries }, app.context());
    expect(await app.due()).toEqual([]);
    expect(asked).toEqual([2, 3]);
    await app.review(sha('1'));
    expect([app.host.calls, app.seen]).toEqual([[], []]);
  });

  test('that it is gone, or some of its repositories are, is heeded', async () => {
    await app.dependencies.reviews.observePull({ installation, repository: { id: 11, owner: 'acme', name: 'shop' }, number: 1, state: 'open', head: sha('1'), baseRef: 'main', base: sha('b'), observedAt: 1, stranger: false }, { reviewId: 'r', priority: 0 });
    await app.delivered('installation', JSON.stringify({ action: 'deleted', installation: { id: installation } }));
    expect((await app.pool.query('select 1 from mergewarden.head')).rowCount).toBe(0);
    expect((await app.pool.query('select 1 from mergewarden.line')).rowCount).toBe(0);
  });
});
