import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { at, call, finish, startScene, type Scene } from './client.js';

let scene: Scene;
let token: string;
beforeAll(async () => {
  scene = await startScene({ head: { 'a.txt': 'a' } });
  token = await scene.token();
});
beforeEach(() => scene.github.faults.clear());
afterAll(async () => expect(await finish(scene)).toEqual([]));
const get = (target = '') => call(scene.github, `GET /repos/acme/shop${target}`, { token });
const comment = (body: string) => call(scene.github, 'POST /repos/acme/shop/issues/1/comments', { token, body: { body } });
const bodies = () => scene.github.repository('acme/shop').comments.map((one) => one.body);

test.each([[403, 7], [429, undefined]] as const)('a secondary limit answers %i with retry-after %s', async (status, retryAfter) => {
  scene.github.faults.add({ path: '/repos/acme/shop', fault: { kind: 'rate-limit', status, ...(retryAfter === undefined ? {} : { retryAfter }) } });
  const reply = await get();
  expect([reply.status, reply.headers.get('retry-after'), at(reply.json, 'message')]).toEqual([status, retryAfter === undefined ? null : String(retryAfter), expect.stringContaining('secondary rate limit')]);
  expect((await get()).status).toBe(200);
});

test('a rule meets only its method and path, so often, and after so many', async () => {
  scene.github.faults.add({ method: 'POST', path: /comments$/, fault: { kind: 'status', status: 502 }, times: 2, after: 1 });
  const seen = [];
  for (const one of ['a', 'b', 'c', 'd']) seen.push((await comment(one)).status, (await get('/issues/1/comments')).status);
  expect(seen).toEqual([201, 200, 502, 200, 502, 200, 201, 200]);
  expect(bodies()).toEqual(['a', 'd']);
});

describe('a connection that breaks', () => {
  test.each([['before', 0], ['after', 1]] as const)('%s the request took effect', async (when, effect) => {
    const before = bodies().length;
    scene.github.faults.add({ method: 'POST', path: '/repos/acme/shop/issues/1/comments', fault: { kind: 'reset', when } });
    await expect(comment('lost')).rejects.toThrow();
    expect(bodies().length - before).toBe(effect);
  });
  test('in the middle of an answer', async () => {
    scene.github.faults.add({ path: '/repos/acme/shop', fault: { kind: 'truncate' } });
    await expect(get()).rejects.toThrow();
  });
  test.each([['before', 0], ['after', 1]] as const)('never: no answer comes, %s the request took effect', async (when, effect) => {
    const before = bodies().length;
    scene.github.faults.add({ method: 'POST', path: '/repos/acme/shop/issues/1/comments', fault: { kind: 'timeout', when } });
    const given = AbortSignal.timeout(when === 'after' ? 1500 : 200);
    await expect(fetch(`${scene.github.apiUrl}/repos/acme/shop/issues/1/comments`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{"body":"late"}', signal: given })).rejects.toThrow();
    expect(bodies().length - before).toBe(effect);
  });
});

test('latency is added to every answer, and requests are logged with who made them', async () => {
  const { github } = scene;
  github.requests.length = 0;
  github.settings.latencyMs = 30;
  await Promise.all([get(), get('/branches/main')]);
  github.settings.latencyMs = 0;
  expect(github.requests.map((one) => [one.method, one.path, one.actor, one.status])).toEqual([
    ['GET', '/repos/acme/shop', `installation ${scene.installationId}`, 200], ['GET', '/repos/acme/shop/branches/main', `installation ${scene.installationId}`, 200],
  ]);
  for (const one of github.requests) expect((one.endedAt ?? 0) - one.startedAt).toBeGreaterThanOrEqual(29);
});

test.each([['not JSON', '{', 400], ['a list', '[]', 400], ['a property unknown to GitHub', '{"body":"x","extra":1}', 422]])('a body that is %s is refused with %s', async (_name, body, status) => {
  const answer = await fetch(`${scene.github.apiUrl}/repos/acme/shop/issues/1/comments`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
  expect(answer.status).toBe(status);
});

test('unknown operations, paths and tokens', async () => {
  expect([(await get('/no/such/thing')).status, (await call(scene.github, 'DELETE /repos/acme/shop', { token })).status, (await call(scene.github, 'GET /repos/acme/shop', { token: 'ghs_unknown' })).status, (await call(scene.github, 'GET /repos/acme/shop')).status]).toEqual([404, 404, 401, 200]);
  expect((await fetch(`${scene.github.url}/acme/shop/pull/1`)).status).toBe(404);
});
