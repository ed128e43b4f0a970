import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { databasePool } from '../../../src/adapters/postgres/connect.js';
import { postgresFactCache } from '../../../src/adapters/postgres/fact-cache.js';
import { cleanUp, readiness } from '../../../src/adapters/postgres/upkeep.js';
import type { FactCacheKey } from '../../../src/ports/fact-cache.js';
import type { HeadState } from '../../../src/ports/reviews.js';
import { harness, installation, pullPayload, repository, sha } from '../../app/harness.js';
import type { Harness } from '../../app/harness.js';

let app: Harness;
beforeAll(async () => { app = await harness(); });
afterAll(async () => { await app.close(); });
const key: FactCacheKey = { tenant: 'public', registry: 'r', name: 'n', version: '1.0.0', sha512: '', kind: 'profile', producer: '1' };
const rows = async (table: string): Promise<number> => (await app.pool.query<{ count: number }>(`select count(*)::int as count from mergewarden.${table}`)).rows[0]?.count ?? 0;

describe('the audit', () => {
  test('takes rows in their order, and lets none be changed or taken away', async () => {
    const entry = { kind: 'verdict', installation: 1, repository: 99, head: sha('a'), body: { text: 'a\u0000b', lone: '\ud800' } } as const;
    await app.audit.append([entry, { ...entry, pull: 3 }]);
    const read = await app.audit.read({ repository: 99, limit: 10 });
    expect(read).toMatchObject([entry, { ...entry, pull: 3 }]);
    expect(await app.audit.read({ repository: 99, after: read[0]?.sequence ?? 0, limit: 10 })).toHaveLength(1);
    for (const text of ['update mergewarden.audit set head = \'x\'', 'delete from mergewarden.audit', 'truncate mergewarden.audit']) await expect(app.pool.query(text)).rejects.toThrow('append-only');
    expect(await app.audit.read({ repository: 99, limit: 10 })).toHaveLength(2);
  });
});

describe('the fact cache', () => {
  const cache = () => postgresFactCache(app.pool);

  test('gives back what was put, whatever is in it, and only under the whole key', async () => {
    const value = { text: 'nul \u0000 lone \ud800 proto', list: [1, null, true], ['__proto__']: 'x' };
    await cache().put(key, { value, etag: '"1"', storedAt: 1_700_000_000_123 });
    expect(await cache().get(key)).toEqual({ value, etag: '"1"', storedAt: 1_700_000_000_123 });
    for (const field of Object.keys(key) as (keyof FactCacheKey)[]) expect(await cache().get({ ...key, [field]: 'other' })).toBeUndefined();
  });

  test('an older answer never replaces a newer one', async () => {
    await cache().put({ ...key, name: 'aged' }, { value: 'new', storedAt: 2_000 });
    await cache().put({ ...key, name: 'aged' }, { value: 'old', storedAt: 1_000 });
    expect((await cache().get({ ...key, name: 'aged' }))?.value).toBe('new');
  });

  test('a fact over the limit is not kept, and a row that is none is no fact', async () => {
    await cache().put({ ...key, name: 'huge' }, { value: randomBytes(12_000_000).toString('base64'), storedAt: 1 });
    expect(await cache().get({ ...key, name: 'huge' })).toBeUndefined();
    await cache().put({ ...key, name: 'broken' }, { value: 1, storedAt: 1 });
    await app.pool.query('update mergewarden.fact set value = \'\\x00\' where kind = \'profile\' and stored_at = to_timestamp(0.001)');
    expect(await cache().get({ ...key, name: 'broken' })).toBeUndefined();
  });
});

describe('the lease of a head', () => {
  const opened = async (digit: string): Promise<HeadState> => {
    await app.dependencies.reviews.request(installation, repository, sha(digit), { reviewId: `review-${digit}`, priority: 0 });
    const head = await app.dependencies.reviews.head(repository.id, sha(digit));
    if (!head) throw new Error('no head');
    return head;
  };

  test('belongs to one at a time; a later holder has a greater epoch, and the earlier one may do nothing', async () => {
    const head = await opened('a');
    const { outbox, reviews } = app.dependencies;
    await reviews.conclude(head, { outcome: 'pass', audit: [], intents: [{ kind: 'check', body: { conclusion: 'success', check: { title: 't', summary: 's', text: '', annotations: [] } } }] });
    const late = await outbox.acquire(repository.id, head.sha);
    expect(late).toBeDefined();
    expect(await outbox.acquire(repository.id, head.sha)).toBeUndefined();
    await app.pool.query('update mergewarden.head set lease_until = now() - interval \'1 second\'');
    const newer = await outbox.acquire(repository.id, head.sha);
    if (!late || !newer) throw new Error('no lease');
    expect(newer.epoch).toBeGreaterThan(late.epoch);
    expect(await outbox.hold(late)).toEqual({ held: false });
    expect(await outbox.pending(late)).toEqual([]);
    const [publication] = await outbox.pending(newer);
    if (!publication) throw new Error('nothing pending');
    await outbox.sent(late, publication);
    expect(await outbox.pending(newer)).toHaveLength(1);
    await outbox.annotate(late, publication.review, [{ path: 'a', startLine: 1, endLine: 1, level: 'notice', title: 't', message: 'm' }]);
    expect((await outbox.pending(newer))[0]?.hash).toBe(publication.hash);
    await outbox.release(late);
    expect(await outbox.hold(newer)).toMatchObject({ held: true });
    await outbox.sent(newer, publication);
    expect(await outbox.pending(newer)).toEqual([]);
  });

  test('a conclusion counts once, and not after the head was asked for anew', async () => {
    const head = await opened('c');
    const { reviews } = app.dependencies;
    const conclusion = { outcome: 'pass', audit: [], intents: [] } as const;
    await app.dependencies.reviews.request(installation, repository, sha('c'), { reviewId: 'another', priority: 0 });
    expect(await reviews.begin(head)).toBe(false);
    expect(await reviews.conclude(head, conclusion)).toBe(false);
    const now = await reviews.head(repository.id, sha('c'));
    expect(now?.review.id).toBe(head.review.id);
    if (!now) throw new Error('no head');
    expect(await reviews.conclude(now, conclusion)).toBe(true);
    expect(await reviews.conclude(now, conclusion)).toBe(false);
  });

  test('what waits without a job is found, what has one is not', async () => {
    await opened('d');
    expect((await app.dependencies.reviews.unattended(-1_000)).map((head) => head.sha)).not.toContain(sha('d'));
    await app.due();
    expect((await app.dependencies.reviews.unattended(-1_000)).map((head) => head.sha)).toContain(sha('d'));
    expect((await app.dependencies.reviews.unattended(60_000)).map((head) => head.sha)).not.toContain(sha('d'));
    expect((await app.dependencies.reviews.overdue(-1_000)).map((head) => head.sha)).toContain(sha('d'));
  });
});

describe('urgency', () => {
  test('a pull request that keeps asking goes behind the others', async () => {
    for (let push = 0; push < 32; push += 1) await app.delivered('pull_request', pullPayload({ action: 'synchronize', number: 40, head: push.toString(16).padStart(40, '4') }));
    await app.delivered('pull_request', pullPayload({ action: 'opened', number: 41, head: sha('5') }));
    const due = await app.due();
    const last = (31).toString(16).padStart(40, '4');
    expect(due.indexOf(sha('5'))).toBeLessThan(due.indexOf(last));
  });
});

describe('deleting', () => {
  test('uninstalling deletes every row of the installation and no other; a repository that leaves, its own', async () => {
    await app.dependencies.reviews.request(8, { ...repository, id: 12 }, sha('e'), { reviewId: 'kept', priority: 0 });
    await postgresFactCache(app.pool).put({ ...key, tenant: String(installation), name: 'private' }, { value: 1, storedAt: 1 });
    await app.delivered('installation_repositories', JSON.stringify({ action: 'removed', installation: { id: 8 }, repositories_removed: [{ id: 999 }] }));
    expect(await app.dependencies.reviews.head(12, sha('e'))).toBeDefined();
    await app.delivered('installation', JSON.stringify({ action: 'deleted', installation: { id: installation } }));
    for (const table of ['delivery', 'pull', 'head', 'review', 'publication', 'audit', 'fact']) {
      expect((await app.pool.query(`select 1 from mergewarden.${table} where installation = $1`, [installation])).rowCount).toBe(0);
    }
    expect(await app.dependencies.reviews.head(12, sha('e'))).toBeDefined();
    expect(await postgresFactCache(app.pool).get({ ...key, tenant: String(installation), name: 'private' })).toBeUndefined();
    expect(await postgresFactCache(app.pool).get(key)).toBeDefined();
    await app.delivered('installation_repositories', JSON.stringify({ action: 'removed', installation: { id: 8 }, repositories_removed: [{ id: 12 }] }));
    expect(await app.dependencies.reviews.head(12, sha('e'))).toBeUndefined();
  });

  test('retention takes what is old, and keeps what is open', async () => {
    await app.dependencies.reviews.request(9, { ...repository, id: 13 }, sha('1'), { reviewId: 'open', priority: 0 });
    await app.dependencies.reviews.request(9, { ...repository, id: 13 }, sha('2'), { reviewId: 'ended', priority: 0 });
    const ended = await app.dependencies.reviews.head(13, sha('2'));
    if (!ended) throw new Error('no head');
    await app.dependencies.reviews.conclude(ended, { outcome: 'pass', audit: [{ kind: 'verdict', installation: 9, repository: 13, head: sha('2'), body: {} }], intents: [] });
    for (const [table, column] of [['head', 'asked_at'], ['review', 'opened_at']] as const) await app.pool.query(`update mergewarden.${table} set ${column} = now() - interval '40 days'`);
    await cleanUp(app.pool, { days: 30, auditDays: 365, sightingDays: 90, factBytes: 0 });
    expect(await app.dependencies.reviews.head(13, sha('1'))).toBeDefined();
    expect(await app.dependencies.reviews.head(13, sha('2'))).toBeUndefined();
    expect(await app.audit.read({ repository: 13, limit: 10 })).toHaveLength(1);
    expect(await rows('fact')).toBe(0);
    await cleanUp(app.pool, { days: 30, auditDays: 365, sightingDays: 90, factBytes: 1 });
  });
});

describe('readiness', () => {
  test.each([
    ['no worker yet', async () => { await app.pool.query('delete from mergewarden.beat'); }, { ready: false, reason: 'worker' }],
    ['an old beat', async () => { await app.pool.query('insert into mergewarden.beat (worker, at) values (\'a\', now() - interval \'61 seconds\')'); }, { ready: false, reason: 'worker' }],
    ['a fresh beat', async () => { await app.pool.query('insert into mergewarden.beat (worker) values (\'b\')'); }, { ready: true }],
    ['a newer schema', async () => { await app.pool.query('insert into mergewarden.migration (version) values (1000)'); }, { ready: false, reason: 'migrations' }],
  ] as const)('%s', async (_, prepare, expected) => {
    await prepare();
    expect(await readiness(app.pool)).toEqual(expected);
  });

  test('no database', async () => {
    const closed = databasePool({ ...app.address, host: `${app.address.host}/nowhere` });
    expect(await readiness(closed)).toEqual({ ready: false, reason: 'database' });
    await closed.end();
  });
});

describe('who pushed a head', () => {
  const seen = async (action: string, head: string, sender?: string): Promise<string | undefined> => {
    await app.delivered('pull_request', pullPayload({ action, number: 40, head: sha(head), ...(sender === undefined ? {} : { sender: { login: sender } }) }));
    return app.dependencies.reviews.pusher(repository.id, 40, sha(head));
  };

  test('is the sender of the push, until another head is there', async () => {
    expect(await seen('opened', '5', 'ann')).toBe('ann');
    expect(await seen('synchronize', '6', 'renovate[bot]')).toBe('renovate[bot]');
    expect(await seen('edited', '6', 'bob')).toBe('renovate[bot]');
    expect(await app.dependencies.reviews.pusher(repository.id, 40, sha('5'))).toBeUndefined();
    expect(await app.dependencies.reviews.pusher(repository.id, 40)).toBe('renovate[bot]');
    expect(await seen('reopened', '7', 'bob')).toBeUndefined();
    expect(await seen('synchronize', '8', 'no login')).toBeUndefined();
  });

  test('is told after a head was judged without knowing it: judged anew, once', async () => {
    await seen('reopened', '9', 'bob');
    await app.due();
    expect(await seen('synchronize', '9', 'ann')).toBe('ann');
    expect(await app.due()).toEqual([sha('9')]);
    expect(await seen('synchronize', '9', 'ann')).toBe('ann');
    expect(await app.due()).toEqual([]);
  });
});
