import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, test, jest } from '@jest/globals';
import { systemClock, systemIds, systemTimers } from '../../src/adapters/system/clock.js';
import type { Reviewer } from '../../src/app/review.types.js';
import { openDatabase, startService } from '../../src/entries/service/service.js';
import type { Database, Service } from '../../src/entries/service/service.js';
import { FakeHost } from '../app/fake-host.js';
import { pullPayload, repository, result, sha, silent } from '../app/harness.js';
import { testDatabase } from '../setup/postgres.js';
import type { TestDatabase } from '../setup/postgres.js';

// Processes and servers are started here, which a busy machine does slowly.
jest.setTimeout(120_000);

const secret = 'the secret of this test';
const former = 'the secret before this one';
let test_: TestDatabase;
let database: Database;
let host: FakeHost;
const running: Service[] = [];
beforeEach(async () => {
  test_ = await testDatabase();
  database = await openDatabase(test_.address);
  host = new FakeHost();
});
afterEach(async () => {
  for (const service of running.splice(0)) await service.stop();
  await database.close();
  await test_.drop();
});

async function start(reviewer: Reviewer = async (target) => result(target, { outcome: 'pass' }), roles = { intake: true, worker: true }): Promise<Service> {
  const service = await startService(database, {
    intake: { secrets: [secret, former], appId: 5 }, webhookPath: '/hooks/in', host: '127.0.0.1', port: 0, retention: { days: 30, auditDays: 365, sightingDays: 90, factBytes: 1e9 }, reviewsAtOnce: 2,
    timing: { pollMs: 50, sweepMs: 100, deadMs: 0, abortMs: 100, watchMs: 50 },
  }, { reviewer, publisherFor: async () => host.publisher(), clock: systemClock, timers: systemTimers, ids: systemIds, log: silent }, roles);
  running.push(service);
  return service;
}

interface Answer { readonly status: number; readonly body: string }
function request(port: number, method: string, path: string, headers: http.OutgoingHttpHeaders = {}, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => { text += part.toString('utf8'); });
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: text }); });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
function signed(body: string, key = secret, id = randomUUID()): http.OutgoingHttpHeaders {
  return { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': id, 'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` };
}

/** Resolves when the host's state satisfies a condition, looked at after each of its calls. */
function when(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const before = host.after;
    host.after = async (operation) => {
      await before(operation);
      if (condition()) resolve();
    };
    if (condition()) resolve();
  });
}

describe('the service', () => {
  test('takes a signed delivery, reviews, publishes; says that it lives, is ready, and counts', async () => {
    const service = await start();
    host.open(1, sha('1'));
    const concluded = when(() => host.checks.some((check) => check.conclusion === 'success'));
    const body = pullPayload({ action: 'opened', head: sha('1') });
    expect(await request(service.port, 'POST', '/hooks/in', signed(body), body)).toEqual({ status: 202, body: '{"state":"stored"}' });
    await concluded;
    const second = pullPayload({ action: 'synchronize', head: sha('2') });
    expect((await request(service.port, 'POST', '/hooks/in', signed(second, former), second)).status).toBe(202);
    expect((await request(service.port, 'POST', '/hooks/in', signed(second, 'a secret nobody agreed on'), second)).status).toBe(401);
    expect(await request(service.port, 'GET', '/healthz')).toEqual({ status: 200, body: '{"alive":true}' });
    expect(await request(service.port, 'GET', '/readyz')).toEqual({ status: 200, body: '{"ready":true}' });
    const metrics = await request(service.port, 'GET', '/metrics');
    expect(metrics.body).toContain('mergewarden_reviews_total{outcome="pass"} 1');
    expect(metrics.body).toContain('mergewarden_deliveries_total{result="unsigned"} 1');
    expect((await request(service.port, 'GET', '/hooks/in')).status).toBe(405);
    expect((await request(service.port, 'GET', '/elsewhere')).status).toBe(404);
    expect((await request(service.port, 'POST', '/elsewhere', {}, 'x')).status).toBe(404);
  });

  test('a body over the limit is refused, announced or not', async () => {
    const service = await start(undefined, { intake: true, worker: false });
    expect((await request(service.port, 'POST', '/hooks/in', { 'content-length': 26_214_401, expect: '100-continue' }).catch(() => ({ status: 413 }))).status).toBe(413);
    const endless = await new Promise<string>((resolve) => {
      // A sender that goes on writing may find its connection closed before it has read the answer.
      const socket = net.connect(service.port, '127.0.0.1', () => {
        socket.write('POST /hooks/in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
        const part = Buffer.concat([Buffer.from('f4240\r\n'), Buffer.alloc(1_000_000, 'x'), Buffer.from('\r\n')]);
        const more = (error?: Error | null): void => { if (!error && socket.writable) socket.write(part, more); };
        more();
      });
      let text = '';
      socket.on('data', (part) => { text += part.toString('utf8'); });
      socket.on('error', () => undefined);
      socket.on('close', () => { resolve(text.slice(0, 12)); });
    });
    expect(['HTTP/1.1 413', '']).toContain(endless);
    expect((await database.pool.query('select 1 from mergewarden.delivery')).rowCount).toBe(0);
  });

  test('twenty deliveries of one push, doubled and out of order, leave one check on the newest head', async () => {
    const service = await start();
    const at = Date.UTC(2026, 0, 1);
    const heads = ['1', '2', '3', '4', '5'].map(sha);
    host.open(1, sha('5'));
    const done = when(() => host.checks.some((check) => check.headSha === sha('5') && check.conclusion === 'success'));
    const sent = heads.flatMap((head, index) => {
      const body = pullPayload({ action: 'synchronize', head, at: at + index * 1_000 });
      const id = randomUUID();
      return [[body, id], [body, id], [body, randomUUID()], [body, randomUUID()]] as const;
    });
    await Promise.all([...sent].reverse().map(([body, id]) => request(service.port, 'POST', '/hooks/in', signed(body, secret, id), body)));
    await done;
    await when(() => host.checks.every((check) => check.status === 'completed'));
    expect(host.checks.filter((check) => check.headSha === sha('5'))).toHaveLength(1);
    expect(host.checks.filter((check) => check.headSha !== sha('5')).every((check) => check.conclusion === 'cancelled' || check.conclusion === 'success')).toBe(true);
  });

  test('a stored delivery survives the process that took it: killed right after its answer, another does the work', async () => {
    const child = spawn(process.execPath, ['--import', './dev/register.mjs', 'test/entries/service-process.ts', JSON.stringify(test_.address), secret], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await once(child.stdout, 'data') as [Buffer];
    const body = pullPayload({ action: 'opened', head: sha('1') });
    const answer = await request(Number(said.toString('utf8')), 'POST', '/webhook', signed(body), body);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(answer.status).toBe(202);
    host.open(1, sha('1'));
    const concluded = when(() => host.checks.some((check) => check.conclusion === 'success'));
    await start();
    await concluded;
    expect(host.checks).toHaveLength(1);
  });

  test('asked to end in the middle of a review: no delivery is taken any more, the job is given back, another process finishes it, once', async () => {
    let begun: () => void = () => undefined;
    const reviewing = new Promise<void>((resolve) => { begun = resolve; });
    const first = await start(() => { begun(); return new Promise(() => undefined); });
    host.open(1, sha('1'));
    const body = pullPayload({ action: 'opened', head: sha('1') });
    await request(first.port, 'POST', '/hooks/in', signed(body), body);
    await reviewing;
    running.splice(0);
    await first.stop();
    await expect(request(first.port, 'POST', '/hooks/in', signed(body), body)).rejects.toThrow('ECONNREFUSED');
    expect((await database.reviews.head(repository.id, sha('1')))?.review).toMatchObject({ state: 'open', evaluations: 0 });
    const concluded = when(() => host.checks.some((check) => check.conclusion === 'success'));
    await start();
    await concluded;
    expect(host.checks).toHaveLength(1);
  });

  test('a check is in progress while every review slot is taken', async () => {
    const service = await start(() => new Promise(() => undefined));
    const heads = ['1', '2', '3', '4'].map(sha);
    heads.forEach((head, index) => { host.open(index + 1, head); });
    const shown = when(() => heads.every((head) => host.checks.some((check) => check.headSha === head && check.status === 'in_progress')));
    for (const [index, head] of heads.entries()) {
      const body = pullPayload({ action: 'opened', number: index + 1, head });
      await request(service.port, 'POST', '/hooks/in', signed(body), body);
    }
    await shown;
    expect(host.checks).toHaveLength(4);
  });

  test('a worker that loses its database says so', async () => {
    const service = await start();
    await database.pool.query('select pg_terminate_backend(pid) from pg_locks where locktype = \'advisory\' and classid = 4242');
    expect(await service.lost).toBeInstanceOf(Error);
  });
});
