import { createVerify } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { z } from 'zod';
import { lastPage, nextPage } from '../../../src/adapters/github/caller.js';
import { createGitHub } from '../../../src/adapters/github/client.js';
import type { Budget } from '../../../src/adapters/github/transport.js';
import { Failure } from '../../../src/core/errors.js';
import { handTime, json, privateKey, publicKey, repository, scripted, start, type Handler } from './scripted.js';

type Scripted = Awaited<ReturnType<typeof scripted>>;
const open: Scripted[] = [];
async function serve(handlers: Record<string, Handler>, options = {}): Promise<Scripted> {
  const one = await scripted(handlers, options);
  open.push(one);
  return one;
}
afterEach(async () => {
  nock.cleanAll();
  nock.restore();
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const any = z.unknown();
const repo = 'GET /v3/repos/acme/shop';
async function failureOfCall(run: Promise<unknown>): Promise<Failure> {
  try {
    await run;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('failures', () => {
  const limited = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(start / 1000 + 90) };
  test.each([
    ['403 with retry-after', 403, { message: 'secondary' }, { 'retry-after': '7' }, 'HOST_RATE_LIMITED', { retryAfterMs: 7000 }],
    ['429 with retry-after', 429, {}, { 'retry-after': '120' }, 'HOST_RATE_LIMITED', { retryAfterMs: 120_000 }],
    ['retry-after as a date', 429, {}, { 'retry-after': new Date(start + 30_000).toUTCString() }, 'HOST_RATE_LIMITED', { retryAfterMs: 30_000 }],
    ['nothing left: the reset header', 403, { message: 'API rate limit exceeded' }, limited, 'HOST_RATE_LIMITED', { retryAfterMs: 90_000 }],
    ['secondary limit without a header: a minute', 403, { message: 'You have exceeded a secondary rate limit' }, {}, 'HOST_RATE_LIMITED', { retryAfterMs: 60_000 }],
    ['429 without a header: a minute', 429, {}, {}, 'HOST_RATE_LIMITED', { retryAfterMs: 60_000 }],
    ['retry-after that would never end: an hour', 429, {}, { 'retry-after': '999999999' }, 'HOST_RATE_LIMITED', { retryAfterMs: 3_600_000 }],
    ['a reset that has passed: a second', 403, {}, { ...limited, 'x-ratelimit-reset': '1' }, 'HOST_RATE_LIMITED', { retryAfterMs: 1000 }],
    ['403 otherwise', 403, { message: 'Resource not accessible by integration' }, {}, 'HOST_FORBIDDEN', { message: 'Resource not accessible by integration' }],
    ['404', 404, { message: 'Not Found' }, {}, 'HOST_NOT_FOUND', { status: 404 }],
    ['410', 410, {}, {}, 'HOST_NOT_FOUND', {}],
    ['422 with its errors', 422, { message: 'Validation Failed', errors: [{ field: 'line' }, 'words'] }, {}, 'HOST_REJECTED', { message: 'Validation Failed', errors: ['{"field":"line"}', 'words'] }],
    ['409', 409, { message: 'Git Repository is empty.' }, {}, 'HOST_REJECTED', {}],
    ['500', 500, '<html>', {}, 'HOST_ERROR', { status: 500 }],
    ['502', 502, '', {}, 'HOST_ERROR', { status: 502 }],
    ['a redirect to another host', 301, {}, { location: 'http://169.254.169.254/latest' }, 'HOST_MALFORMED', { reason: 'redirect' }],
    ['a redirect without a place', 301, {}, {}, 'HOST_MALFORMED', { reason: 'status' }],
  ] as const)('%s', async (_name, status, body, headers, code, data) => {
    if (!nock.isActive()) nock.activate();
    const time = handTime();
    nock('https://api.github.com').post('/app/installations/1/access_tokens').reply(201, { token: 'ghs_abcdefgh', expires_at: new Date(start + 3_600_000).toISOString() });
    nock('https://api.github.com').get('/repos/acme/shop').reply(status, body, headers);
    const github = createGitHub({ appId: 12, privateKey, clock: time.clock, timers: time.timers });
    const failure = await failureOfCall(github.forRepository(1, repository).call('repository.get', {}, any));
    expect({ code: failure.code, data: failure.data }).toMatchObject({ code, data });
    expect(nock.isDone()).toBe(true);
  });

  test.each([
    ['an answer that never comes is HOST_TIMEOUT', 'HOST_TIMEOUT', async (one: Scripted) => { for (const deadline of [...one.time.state.deadlines]) deadline.controller.abort(); }],
  ] as const)('%s', async (_name, code, act) => {
    const arrived = resolvers();
    const one = await serve({ [repo]: () => { arrived.resolve(undefined); } });
    const pending = failureOfCall(one.github.forRepository(1, repository).call('repository.get', {}, any));
    await arrived.promise;
    await act(one);
    expect(await pending).toMatchObject({ code, data: { operation: 'repository.get', ms: 20_000 } });
    expect(one.time.state.deadlines).toEqual([]);
  });

  test.each<readonly [string, Handler, string, object]>([
    ['a connection that closes without an answer', (request) => { request.socket.destroy(); }, 'HOST_UNREACHABLE', {}],
    ['a body that ends early', (_request, response) => { response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }); response.write('{"id":'); setImmediate(() => response.destroy()); }, 'HOST_MALFORMED', { reason: 'truncated' }],
    ['JSON that ends early', (_request, response) => { response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": 1, "own'); }, 'HOST_MALFORMED', { reason: 'json' }],
    ['no JSON at all', (_request, response) => { response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'); }, 'HOST_MALFORMED', { reason: 'json' }],
    ['bytes that are no UTF-8', (_request, response) => { response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0x22, 0xff, 0x22])); }, 'HOST_MALFORMED', { reason: 'json' }],
    ['an empty answer', (_request, response) => { response.writeHead(204).end(); }, 'HOST_MALFORMED', { reason: 'shape' }],
    ['another shape', (_request, response) => { json(response, { id: 'seven' }); }, 'HOST_MALFORMED', { reason: 'shape', at: 'id' }],
  ])('%s', async (_name, handler, code, data) => {
    const one = await serve({ [repo]: handler });
    expect(await failureOfCall(one.github.forRepository(1, repository).call('repository.get', {}, z.object({ id: z.number() })))).toMatchObject({ code, data });
  });

  test('an address where nothing listens is HOST_UNREACHABLE, by the system\'s code', async () => {
    const one = await serve({});
    await one.close();
    open.pop();
    expect(await failureOfCall(one.github.asApp.call('app.get', {}, any))).toMatchObject({ code: 'HOST_UNREACHABLE', data: { reason: 'ECONNREFUSED' } });
  });

  test('an endless answer is cut at its limit', async () => {
    const one = await serve({ 'GET /v3/repos/acme/shop/git/blobs/aa': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      const more = (): void => { if (!response.destroyed && response.write(Buffer.alloc(65_536))) setImmediate(more); else response.once('drain', more); };
      more();
    } });
    expect(await failureOfCall(one.github.forRepository(1, repository).raw('repository.blob', { file_sha: 'aa' }, 1_000_000))).toMatchObject({ code: 'HOST_MALFORMED', data: { reason: 'too-large' } });
  });

  test('the caller\'s own signal gives its own reason, not a failure of the host', async () => {
    const arrived = resolvers();
    const one = await serve({ [repo]: () => { arrived.resolve(undefined); } });
    const controller = new AbortController();
    const pending = one.github.forRepository(1, repository, { signal: controller.signal }).call('repository.get', {}, any);
    await arrived.promise;
    const reason = new Error('superseded');
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await expect(one.github.forRepository(1, repository, { signal: controller.signal }).call('repository.get', {}, any)).rejects.toBe(reason);
  });
});

test('a renamed repository is followed on the same host', async () => {
  const one = await serve({ [repo]: (_request, response) => { response.writeHead(301, { location: '/api/v3/repositories/7' }).end(); }, 'GET /v3/repositories/7': (_request, response) => { json(response, { id: 7 }); } });
  expect(await one.github.forRepository(1, repository).call('repository.get', {}, z.object({ id: z.number() }))).toEqual({ id: 7 });
});

describe('limits', () => {
  test('while GitHub has told an installation to wait, nothing of it is asked; another installation is', async () => {
    let refuse = true;
    const one = await serve({ [repo]: (_request, response) => { if (refuse) json(response, {}, 429, { 'retry-after': '30' }); else json(response, { id: 7 }); } });
    const caller = one.github.forRepository(1, repository);
    expect((await failureOfCall(caller.call('repository.get', {}, any))).data).toMatchObject({ retryAfterMs: 30_000 });
    refuse = false;
    one.time.state.now += 10_000;
    const asked = one.calls.length;
    expect((await failureOfCall(one.github.forRepository(1, repository).call('repository.get', {}, any))).data).toMatchObject({ retryAfterMs: 20_000, asked: false });
    expect(one.calls.length).toBe(asked);
    await one.github.forRepository(2, repository).call('repository.get', {}, any);
    one.time.state.now += 20_000;
    await caller.call('repository.get', {}, any);
  });

  test('tells the budget that GitHub reports', async () => {
    const budgets: Budget[] = [];
    const one = await serve({ [repo]: (_request, response) => { json(response, { id: 7 }, 200, { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4321', 'x-ratelimit-reset': '1800000000' }); } }, { onBudget: (budget: Budget) => budgets.push(budget) });
    await one.github.forRepository(1, repository).call('repository.get', {}, any);
    expect(budgets).toEqual([{ bucket: 'installation:1', limit: 5000, remaining: 4321, resetAt: 1_800_000_000_000 }]);
  });

  test('at most 40 requests are on their way at a time', async () => {
    let running = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const one = await serve({ [repo]: async (_request, response) => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => { waiting.push(resolve); if (waiting.length === 40 || most === 40) for (const go of waiting.splice(0)) go(); });
      running--;
      json(response, { id: 7 });
    } });
    const caller = one.github.forRepository(1, repository);
    await Promise.all(Array.from({ length: 120 }, () => caller.call('repository.get', {}, any)));
    expect(most).toBe(40);
  });
});

describe('tokens', () => {
  const ok: Handler = (_request, response) => { json(response, { id: 7 }); };
  const tokenCalls = (one: Scripted) => one.calls.filter((call) => call.path.endsWith('/access_tokens'));

  test('hold one repository and the least permissions, one for reading and one for writing, fetched once for all that ask', async () => {
    const one = await serve({ [repo]: ok, 'GET /v3/repos/acme/shop/pulls/1': ok });
    const reader = one.github.forRepository(1, repository);
    await Promise.all([reader.call('repository.get', {}, any), reader.call('repository.get', {}, any), one.github.forRepository(1, repository).call('repository.get', {}, any)]);
    await one.github.forRepository(1, repository, { as: 'writer' }).call('pull.get', { pull_number: 1 }, any);
    expect(tokenCalls(one).map((call) => JSON.parse(call.body))).toEqual([
      { repository_ids: [7], permissions: { checks: 'read', contents: 'read', metadata: 'read', pull_requests: 'read' } },
      { repository_ids: [7], permissions: { checks: 'write', metadata: 'read', pull_requests: 'write' } },
    ]);
  });

  test('are asked for with a JWT of the App that GitHub accepts', async () => {
    const one = await serve({ [repo]: ok });
    await one.github.forRepository(1, repository).call('repository.get', {}, any);
    const jwt = tokenCalls(one)[0]!.headers.authorization!.replace(/^bearer /i, '');
    const [head, payload, signature] = jwt.split('.') as [string, string, string];
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({ iat: start / 1000 - 60, exp: start / 1000 + 540, iss: 12 });
    expect(createVerify('RSA-SHA256').update(`${head}.${payload}`).verify(publicKey, signature, 'base64url')).toBe(true);
  });

  test('are renewed before they end, not before', async () => {
    const one = await serve({ [repo]: ok });
    const caller = one.github.forRepository(1, repository);
    await caller.call('repository.get', {}, any);
    one.time.state.now += 3_600_000 - 300_001;
    await caller.call('repository.get', {}, any);
    expect(tokenCalls(one)).toHaveLength(1);
    one.time.state.now += 2;
    await caller.call('repository.get', {}, any);
    expect(tokenCalls(one)).toHaveLength(2);
  });

  test('one that GitHub refuses is replaced, twice at most', async () => {
    let refused = 1;
    const one = await serve({ [repo]: (_request, response) => { if (refused-- > 0) json(response, { message: 'Bad credentials' }, 401); else json(response, { id: 7 }); } });
    await one.github.forRepository(1, repository).call('repository.get', {}, any);
    expect(tokenCalls(one)).toHaveLength(2);
    expect(one.time.state.slept).toEqual([1000]);
    refused = 99;
    expect(await failureOfCall(one.github.forRepository(1, repository).call('repository.get', {}, any))).toMatchObject({ code: 'HOST_FORBIDDEN', data: { status: 401 } });
    expect(tokenCalls(one)).toHaveLength(4);
  });

  test.each<readonly [string, Handler, string]>([
    ['refused for want of a permission', (_request, response) => { json(response, { message: 'The permissions requested are not granted to this installation.' }, 422); }, 'HOST_FORBIDDEN'],
    ['an installation that is gone', (_request, response) => { json(response, { message: 'Not Found' }, 404); }, 'HOST_NOT_FOUND'],
    ['an answer without a token', (_request, response) => { json(response, { expires_at: '2026-11-22T01:00:00Z' }, 201); }, 'HOST_MALFORMED'],
    ['an answer that ends early', (_request, response) => { response.writeHead(201, { 'content-type': 'application/json' }).end('{"tok'); }, 'HOST_MALFORMED'],
  ])('a token request: %s', async (_name, handler, code) => {
    const one = await serve({ 'POST /v3/app/installations/1/access_tokens': handler, [repo]: ok });
    expect((await failureOfCall(one.github.forRepository(1, repository).call('repository.get', {}, any))).code).toBe(code);
    // The failure is not kept: the next one asks again.
    expect(tokenCalls(one)).toHaveLength(1);
    await failureOfCall(one.github.forRepository(1, repository).call('repository.get', {}, any));
    expect(tokenCalls(one)).toHaveLength(2);
  });

  test.each([['no key', 'nonsense'], ['the first line alone', '-----BEGIN RSA PRIVATE KEY-----']])('a private key that is none says so and does not quote it: %s', async (_name, key) => {
    const one = await serve({}, { privateKey: key });
    const failure = await failureOfCall(one.github.asApp.call('app.get', {}, any));
    expect(failure).toMatchObject({ code: 'HOST_FORBIDDEN', data: { reason: 'private-key' } });
    expect(JSON.stringify([failure.data, String(failure.cause)])).not.toContain(key);
  });

  test('are known to the redactor, and so is the key', async () => {
    const one = await serve({ [repo]: ok });
    await one.github.forRepository(1, repository).call('repository.get', {}, any);
    const used = one.calls.map((call) => call.headers.authorization!.split(' ')[1]!);
    expect(used).toHaveLength(2);
    const text = one.github.secrets.redact(`a ${used.join(' b ')} c ${privateKey}`);
    for (const secret of [...used, privateKey.split('\n')[1]!]) expect(text).not.toContain(secret);
  });
});

describe('lists', () => {
  test('follow the pages that the Link header names, and end at their bound with a failure', async () => {
    const one = await serve({ 'GET /v3/repos/acme/shop/pulls': (request, response) => {
      const url = new URL(request.url!, one.baseUrl);
      const page = Number(url.searchParams.get('page') ?? 1);
      expect(url.searchParams.get('state')).toBe('open');
      expect(url.searchParams.get('per_page')).toBe('100');
      json(response, [page * 10, page * 10 + 1], 200, page < 4 ? { link: `<${one.baseUrl}/x?page=1>; rel="prev", <${one.baseUrl}/x?state=open&page=${page + 1}>; rel="next"` } : {});
    } });
    const list = (maxPages: number, more = {}) => one.github.forRepository(1, repository, { as: 'writer' }).list('pull.list', { state: 'open' }, { shape: z.array(z.number()), pick: (page) => page, maxPages, ...more });
    expect(await list(4)).toEqual([10, 11, 20, 21, 30, 31, 40, 41]);
    expect(await failureOfCall(list(3))).toMatchObject({ code: 'READ_BUDGET', data: { operation: 'pull.list', pages: 3 } });
    expect(await list(3, { partial: true })).toHaveLength(6);
    expect(await list(4, { until: (item: number) => item > 20 })).toEqual([10, 11, 20]);
  });

  test.each([
    ['', undefined], ['<http://h/x?page=2>; rel="prev"', undefined], ['<not a url>; rel="next"', undefined], ['garbage', undefined],
    ['<http://h/x?cursor=v1_9&per_page=5>; rel="next"', { cursor: 'v1_9', per_page: '5' }],
  ])('the Link header %j', (link, expected) => { expect(nextPage(link)).toEqual(expected); });

  test.each([
    ['', undefined], ['<http://h/x?page=2>; rel="next"', undefined], ['<http://h/x?page=2>; rel="next", <http://h/x?page=7>; rel="last"', 7], ['<http://h/x?page=1e9>; rel="last"', 1e9],
    ['<http://h/x?page=-1>; rel="last"', undefined], ['<http://h/x?page=many>; rel="last"', undefined], ['<http://h/x?cursor=a>; rel="last"', undefined],
  ])('the last page of the Link header %j', (link, expected) => { expect(lastPage(link)).toBe(expected); });
});

test('the trace counts requests and sequential rounds, the token among them', async () => {
  const ok: Handler = (_request, response) => { json(response, { id: 7 }); };
  const one = await serve({ [repo]: ok, 'GET /v3/repos/acme/shop/pulls/1': ok });
  const caller = one.github.forRepository(1, repository);
  await Promise.all([caller.call('repository.get', {}, any), caller.call('pull.read', { pull_number: 1 }, any)]);
  await caller.call('repository.get', {}, any);
  expect(one.traces.map(({ operation, round, method, route, status, sequence }) => [operation, round, method, route, status, sequence > 0])).toEqual([
    ['app.token', 1, 'POST', 'POST /app/installations/{installation_id}/access_tokens', 201, true],
    expect.arrayContaining(['repository.get', 2]), expect.arrayContaining(['pull.read', 2]), expect.arrayContaining(['repository.get', 3]),
  ]);
});

test('GraphQL goes to the Enterprise Server\'s own address, and its errors are failures', async () => {
  const answers: unknown[] = [
    { data: { ok: 1 } }, { data: null, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] },
    { errors: [{ type: 'NOT_FOUND', message: 'Could not resolve' }] }, { errors: [{ message: 'Parse error ghs_secretsecret' }] }, { errors: [{ type: 'RATE_LIMITED' }] },
  ];
  const one = await serve({ 'POST /graphql': (_request, response) => { json(response, answers.shift()); } });
  const caller = one.github.forRepository(1, repository, { as: 'writer' });
  const ask = () => caller.graphql('threads.list', 'query { ok }', { a: 1 }, z.object({ ok: z.number() }));
  expect(await ask()).toEqual({ ok: 1 });
  expect(JSON.parse(one.calls.at(-1)!.body)).toEqual({ query: 'query { ok }', variables: { a: 1 } });
  expect((await failureOfCall(ask())).code).toBe('HOST_FORBIDDEN');
  expect((await failureOfCall(ask())).code).toBe('HOST_NOT_FOUND');
  expect(await failureOfCall(ask())).toMatchObject({ code: 'HOST_REJECTED', data: { message: 'Parse error [redacted]' } });
  expect((await failureOfCall(ask())).code).toBe('HOST_RATE_LIMITED');
});

test('host and names: github.com by default, else the server\'s', () => {
  const time = handTime();
  const base = { appId: 1, privateKey, clock: time.clock, timers: time.timers };
  expect(createGitHub(base).host).toBe('github.com');
  expect(createGitHub({ ...base, baseUrl: 'https://git.acme.example/api/v3/' }).host).toBe('git.acme.example');
});

function resolvers() {
  let resolve!: (value: unknown) => void;
  const promise = new Promise((yes) => { resolve = yes; });
  return { promise, resolve };
}
