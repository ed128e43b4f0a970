import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Permissions } from '../state.js';
import { appToken, at, call, events, finish, permissions, startReceiver, startScene, type Scene } from './client.js';

let scene: Scene;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const own = (operation: string) => call(scene.github, operation, { token: appToken(scene.app) });
const settle = () => scene.github.deliveries.settled();
const pulls = () => receiver.received.filter((one) => one.event === 'pull_request').map((one) => one.action);
beforeEach(async () => {
  receiver = await startReceiver();
  scene = await startScene({ webhookUrl: receiver.url, head: { 'a.txt': 'a' } });
  await settle();
});
afterEach(async () => {
  const problems = await finish(scene);
  await receiver.close();
  expect(problems).toEqual([]);
});

test('are signed over their raw bytes and carry GitHub’s headers', () => {
  const one = receiver.received.find((each) => each.event === 'pull_request');
  if (!one) throw new Error('nothing came');
  expect(one.headers).toMatchObject({
    'x-hub-signature-256': `sha256=${createHmac('sha256', scene.app.webhookSecret).update(one.raw).digest('hex')}`, 'x-github-event': 'pull_request', 'content-type': 'application/json',
    'x-github-delivery': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/), 'x-github-hook-installation-target-type': 'integration', 'x-github-hook-installation-target-id': String(scene.app.id),
  });
  expect([at(one.payload, 'installation', 'id'), at(one.payload, 'repository', 'full_name'), at(one.payload, 'organization', 'login'), at(one.payload, 'sender', 'login')]).toEqual([scene.installationId, 'acme/shop', 'acme', 'bob']);
});

test('are recorded, told, and delivered again under the same id with the same bytes', async () => {
  const listed = (await own('GET /app/hook/deliveries?per_page=100')).json as Record<string, unknown>[];
  const opened = listed.find((one) => one['event'] === 'pull_request');
  expect([opened?.['action'], opened?.['status'], opened?.['status_code'], opened?.['redelivery']]).toEqual(['opened', 'OK', 202, false]);
  const whole = await own(`GET /app/hook/deliveries/${Number(opened?.['id'])}`);
  expect([at(whole.json, 'request', 'payload', 'number'), at(whole.json, 'request', 'headers', 'x-github-delivery'), at(whole.json, 'response', 'payload')]).toEqual([1, opened?.['guid'], 'taken']);
  expect((await own(`POST /app/hook/deliveries/${Number(opened?.['id'])}/attempts`)).status).toBe(202);
  await settle();
  const both = receiver.received.filter((one) => one.id === opened?.['guid']);
  expect([both.length, both[0]?.raw.equals(both[1]?.raw ?? Buffer.alloc(0))]).toEqual([2, true]);
  expect(at((await own('GET /app/hook/deliveries')).json, 0, 'redelivery')).toBe(true);
});

test('are listed by a cursor, and by whether they failed', async () => {
  receiver.answer.status = 500;
  await scene.github.editPull('acme/shop', 1, { title: 'Other' });
  await settle();
  const failed = await own('GET /app/hook/deliveries?status=failure');
  expect((failed.json as unknown[]).map((one) => [at(one, 'action'), at(one, 'status_code')])).toEqual([['edited', 500]]);
  const first = await own('GET /app/hook/deliveries?per_page=2');
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1]?.replace(scene.github.apiUrl, '') ?? '';
  const second = await own(`GET ${next}`);
  expect(Number(at(second.json, 0, 'id'))).toBeLessThan(Number(at(first.json, 1, 'id')));
});

test('are dropped, doubled, held and reordered on demand', async () => {
  receiver.received.length = 0;
  const { deliveries } = scene.github;
  const title = async (text: string) => {
    await scene.github.editPull('acme/shop', 1, { title: text });
    await settle();
    return receiver.received.splice(0).map((one) => [one.id, at(one.payload, 'pull_request', 'title')]);
  };
  deliveries.next({ mode: 'drop', event: 'pull_request', action: 'edited' });
  expect(await title('dropped')).toEqual([]);
  deliveries.next({ mode: 'double' });
  const doubled = await title('doubled');
  expect([doubled.length, doubled[0]]).toEqual([2, doubled[1]]);
  deliveries.next({ mode: 'hold', event: 'push' });
  deliveries.next({ mode: 'hold', event: 'pull_request', times: 2 });
  expect([await title('first'), await title('second')]).toEqual([[], []]);
  deliveries.release('last-first');
  await settle();
  expect(receiver.received.splice(0).map((one) => at(one.payload, 'pull_request', 'title'))).toEqual(['second', 'first']);
  const dropped = deliveries.list().find((one) => one.state === 'dropped');
  deliveries.redeliver(dropped?.id ?? 0);
  await settle();
  expect(receiver.received.map((one) => [one.id, at(one.payload, 'pull_request', 'title')])).toEqual([[dropped?.guid, 'dropped']]);
});

test('go only to whom the events, the permissions and the repositories allow', async () => {
  const { github } = scene;
  await github.createRepository({ owner: 'acme', name: 'else', files: { a: 'a' } });
  const told = async (name: string, granted: Permissions, asked: string[], repositories?: string[]) => {
    const place = await startReceiver();
    const app = github.createApp({ name, permissions: granted, events: asked, webhookUrl: place.url });
    const { id } = github.install(app.id, 'acme', repositories ? { repositories } : {});
    await github.push('acme/shop', { branch: 'change', files: { [name]: '1' } });
    await settle();
    github.uninstall(id);
    await settle();
    await place.close();
    return place.received.map((one) => (typeof one.action === 'string' ? `${one.event}.${one.action}` : one.event));
  };
  expect(await told('all', permissions, events)).toEqual(expect.arrayContaining(['installation.created', 'push', 'pull_request.synchronize', 'check_suite.requested', 'installation.deleted']));
  expect(await told('pushes', { contents: 'read' }, ['push'])).toEqual(['installation.created', 'push', 'installation.deleted']);
  expect(await told('checks alone', { checks: 'write' }, [])).toEqual(['installation.created', 'check_suite.requested', 'installation.deleted']);
  expect(await told('elsewhere', permissions, events, ['else'])).toEqual(['installation.created', 'installation.deleted']);
});

test('an installation’s changes are told and count from then on', async () => {
  const { github } = scene;
  await github.createRepository({ owner: 'acme', name: 'later', visibility: 'private', files: { a: 'a' } });
  const app = github.createApp({ name: 'Choosy', permissions: { checks: 'write' }, events: [], webhookUrl: receiver.url });
  const { id } = github.install(app.id, 'acme', { repositories: ['shop'] });
  const sees = async () => {
    const made = await call(github, `POST /app/installations/${id}/access_tokens`, { token: appToken(app), body: {} });
    const token = String(at(made.json, 'token'));
    return [(await call(github, 'GET /repos/acme/later', { token })).status, (await call(github, 'GET /repos/acme/shop/pulls', { token })).status];
  };
  const before = await sees();
  github.chooseRepositories(id, { add: ['later'] });
  github.acceptPermissions(id, { checks: 'write', pull_requests: 'read' }, ['pull_request']);
  const after = await sees();
  github.chooseRepositories(id, { remove: ['later'] });
  await settle();
  expect([before, after, (await sees())[0]]).toEqual([[404, 403], [200, 200], 404]);
  expect(receiver.received.filter((one) => at(one.payload, 'installation', 'id') === id).map((one) => `${one.event}.${String(one.action)}`)).toEqual(
    ['installation.created', 'installation_repositories.added', 'installation.new_permissions_accepted', 'installation_repositories.removed']);
  expect(at(receiver.received.find((one) => one.action === 'added')?.payload, 'repositories_added', 0, 'full_name')).toBe('acme/later');
});

test('a secret that was changed signs from then on', async () => {
  await call(scene.github, 'PATCH /app/hook/config', { token: appToken(scene.app), body: { secret: 'next' } });
  receiver.received.length = 0;
  await scene.github.editPull('acme/shop', 1, { title: 'signed anew' });
  await settle();
  const [one] = receiver.received;
  expect(one?.headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', 'next').update(one?.raw ?? '').digest('hex')}`);
  expect(pulls()).toEqual(['edited']);
});

test('a push tells what it did to its ref', async () => {
  receiver.received.length = 0;
  const { github } = scene;
  const before = await github.tip('acme/shop', 'change');
  const forced = await github.push('acme/shop', { branch: 'change', from: 'main', files: { other: '1' }, message: 'Forced', by: 'bob' });
  await settle();
  const push = receiver.received.find((one) => one.event === 'push');
  expect(['ref', 'before', 'after', 'forced', 'created', 'deleted'].map((key) => at(push?.payload, key))).toEqual(['refs/heads/change', before, forced, true, false, false]);
  expect([at(push?.payload, 'head_commit', 'message'), at(push?.payload, 'pusher', 'name'), pulls()]).toEqual(['Forced', 'bob', ['synchronize']]);
});
