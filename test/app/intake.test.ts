import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isSigned, isWanted, takeIn } from '../../src/app/intake.js';
import { databasePool } from '../../src/adapters/postgres/connect.js';
import { postgresDeliveries } from '../../src/adapters/postgres/deliveries.js';
import { testDatabase } from '../setup/postgres.js';
import type { TestDatabase } from '../setup/postgres.js';
import { noMetrics, pullPayload, sha, silent } from './harness.js';

const secrets = ['the present secret, long', 'the former secret, longer'];
const sign = (body: string, secret = secrets[0] ?? ''): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

describe('signatures', () => {
  const body = Buffer.from('{"a":1}');
  test.each([
    ['the present secret', sign('{"a":1}'), true],
    ['the former secret', sign('{"a":1}', secrets[1]), true],
    ['another secret', sign('{"a":1}', 'development'), false],
    ['another body', sign('{"a": 1}'), false],
    ['sha1', 'sha1=0123456789012345678901234567890123456789', false],
    ['upper case', sign('{"a":1}').toUpperCase(), false],
    ['a short one', 'sha256=00', false],
    ['none', undefined, false],
    ['a list', [sign('{"a":1}')], false],
  ])('%s', (_, header, expected) => {
    expect(isSigned(body, header, secrets)).toBe(expected);
  });
});

describe('what is wanted', () => {
  test.each([
    ['pull_request', { action: 'opened' }, true], ['pull_request', { action: 'labeled' }, false],
    ['pull_request', { action: 'edited', changes: { base: {} } }, true], ['pull_request', { action: 'edited', changes: { title: {} } }, false],
    ['check_run', { action: 'rerequested', check_run: { app: { id: 5 } } }, true], ['check_run', { action: 'rerequested', check_run: { app: { id: 6 } } }, false],
    ['check_run', { action: 'created', check_run: { app: { id: 5 } } }, false], ['check_suite', { action: 'rerequested', check_suite: { app: { id: 5 } } }, true],
    ['merge_group', { action: 'checks_requested' }, true], ['merge_group', { action: 'destroyed' }, false],
    ['push', { ref: 'refs/heads/main' }, true], ['push', { ref: 'refs/tags/v1' }, false], ['push', { ref: 'refs/heads/x', deleted: true }, false],
    ['installation', { action: 'deleted' }, true], ['installation_repositories', { action: 'removed' }, true], ['ping', {}, false], ['__proto__', {}, false],
  ] as const)('%s %j: %s', (event, payload, expected) => {
    expect(isWanted(event, payload, 5)).toBe(expected);
  });
});

describe('taking in', () => {
  let database: TestDatabase;
  let pool: ReturnType<typeof databasePool>;
  beforeAll(async () => {
    database = await testDatabase();
    pool = databasePool(database.address);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  const body = pullPayload({ action: 'opened', head: sha('1') });
  const headers = { 'x-hub-signature-256': sign(body), 'x-github-delivery': '00000000-0000-4000-8000-000000000001', 'x-github-event': 'pull_request', 'content-type': 'application/json' };
  const take = (changed: Record<string, string> = {}, text = body) => takeIn({ deliveries: postgresDeliveries(pool), settings: { secrets, appId: 5 }, log: silent, metrics: noMetrics }, { ...headers, ...changed }, Buffer.from(text));
  const count = async () => (await pool.query<{ rows: number; jobs: number }>('select (select count(*) from mergewarden.delivery)::int as rows, (select count(*) from graphile_worker.jobs)::int as jobs')).rows[0];

  test('stores and queues in one, once', async () => {
    expect(await take()).toEqual({ status: 202, state: 'stored' });
    expect(await count()).toEqual({ rows: 1, jobs: 1 });
    expect(await take()).toEqual({ status: 202, state: 'known' });
    expect(await count()).toEqual({ rows: 1, jobs: 1 });
    expect((await postgresDeliveries(pool).read(headers['x-github-delivery']))).toMatchObject({ event: 'pull_request', body, installation: 7, repository: 11 });
  });

  test('a job that cannot be queued leaves no delivery behind, and the sender is not told it was taken', async () => {
    await pool.query('create function public.fail() returns trigger language plpgsql as $$ begin raise exception \'no\'; end $$');
    await pool.query('create trigger fail before insert on graphile_worker._private_jobs for each row execute function public.fail()');
    expect(await take({ 'x-github-delivery': '00000000-0000-4000-8000-000000000002' })).toEqual({ status: 503, state: 'unavailable' });
    await pool.query('drop trigger fail on graphile_worker._private_jobs');
    expect(await count()).toEqual({ rows: 1, jobs: 1 });
    expect(await take({ 'x-github-delivery': '00000000-0000-4000-8000-000000000002' })).toEqual({ status: 202, state: 'stored' });
  });

  test.each([
    ['its account, in any case', { ids: [], accounts: ['ACME'] }, 'pull_request', 'stored'],
    ['its id', { ids: [7], accounts: [] }, 'pull_request', 'stored'],
    ['neither', { ids: [8], accounts: ['other'] }, 'pull_request', 'ignored'],
    ['neither, but it tells that its rows may go', { ids: [8], accounts: ['other'] }, 'installation', 'stored'],
  ] as const)('with a list of installations that holds %s', async (name, installations, event, state) => {
    const before = await count();
    const counted: string[] = [];
    const text = event === 'installation' ? JSON.stringify({ action: 'deleted', installation: { id: 7, account: { login: 'acme' } } }) : body;
    const answer = await takeIn(
      { deliveries: postgresDeliveries(pool), settings: { secrets, appId: 5, installations }, log: silent, metrics: { ...noMetrics, delivery: (result) => { counted.push(result); } } },
      { ...headers, 'x-github-event': event, 'x-hub-signature-256': sign(text), 'x-github-delivery': `list-of-${name.replaceAll(/[^a-z]/g, '-')}` }, Buffer.from(text),
    );
    expect(answer).toEqual({ status: 202, state });
    expect(counted).toEqual([state === 'ignored' ? 'not-served' : state]);
    expect((await count())!.rows - before!.rows).toBe(state === 'ignored' ? 0 : 1);
  });

  test.each([
    ['no signature', { 'x-hub-signature-256': '' }, body, 401],
    ['a wrong signature before anything else', { 'x-hub-signature-256': sign('x'), 'x-github-delivery': '' }, body, 401],
    ['no delivery id', { 'x-github-delivery': '' }, body, 400],
    ['an id with foreign characters', { 'x-github-delivery': 'a\'; drop table x; --' }, body, 400],
    ['no event', { 'x-github-event': '' }, body, 400],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, body, 400],
    ['no JSON', { 'x-hub-signature-256': sign('{') }, '{', 400],
    ['no object', { 'x-hub-signature-256': sign('[]') }, '[]', 400],
    ['an event of no interest', { 'x-github-event': 'star' }, body, 202],
  ])('%s', async (_, changed, text, status) => {
    const before = await count();
    expect((await take(changed, text)).status).toBe(status);
    expect(await count()).toEqual(before);
  });
});
