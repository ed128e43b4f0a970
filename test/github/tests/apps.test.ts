import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Level } from '../state.js';
import { appToken, at, call, events, finish, permissions, startScene, type Scene } from './client.js';

const start = 1_800_000_000_000;
let now = start;
let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ clock: { now: () => now } });
  await scene.github.createRepository({ owner: 'acme', name: 'secret', visibility: 'private', files: { 'a.txt': 'a' } });
  scene.github.createOrganisation('other');
  await scene.github.createRepository({ owner: 'other', name: 'hidden', visibility: 'private', files: { 'a.txt': 'a' } });
  await scene.github.createRepository({ owner: 'other', name: 'open', files: { 'a.txt': 'a' } });
});
afterAll(async () => expect(await finish(scene)).toEqual([]));

describe("an App's own token", () => {
  const seconds = start / 1000;
  test.each<[string, Record<string, unknown>, Record<string, unknown>, number, string]>([
    ['as GitHub asks', {}, {}, 200, ''],
    ['ten minutes ahead', { exp: seconds + 600 }, {}, 200, ''],
    ['more than ten minutes ahead', { exp: seconds + 601 }, {}, 401, 'too far in the future'],
    ['passed', { exp: seconds }, {}, 401, 'Expiration time'],
    ['issued in the future', { iat: seconds + 61 }, {}, 401, 'Issued at'],
    ['without a time of issue', { iat: undefined }, {}, 401, 'Issued at'],
    ['of another issuer', { iss: '999999' }, {}, 401, 'Issuer'],
    ['with another algorithm', {}, { alg: 'HS256' }, 401, 'could not be decoded'],
    ['unsigned', {}, { alg: 'none' }, 401, 'could not be decoded'],
  ])('%s', async (_name, claims, header, status, message) => {
    now = start;
    const reply = await call(scene.github, 'GET /app', { token: appToken(scene.app, now, claims, header) });
    expect(reply.status).toBe(status);
    if (message !== '') expect(at(reply.json, 'message')).toContain(message);
  });

  test('signed by another key is refused; by client id it is taken', async () => {
    const other = scene.github.createApp({ name: 'Other', permissions, events });
    const forged = await call(scene.github, 'GET /app', { token: appToken({ ...scene.app, privateKey: other.privateKey }, now) });
    expect(forged.status).toBe(401);
    const reply = await call(scene.github, 'GET /app', { token: appToken(scene.app, now, { iss: scene.app.clientId }) });
    expect([at(reply.json, 'id'), at(reply.json, 'installations_count')]).toEqual([scene.app.id, 1]);
  });

  test('is no installation token, and the other way round', async () => {
    expect((await call(scene.github, 'GET /repos/acme/shop/pulls', { token: appToken(scene.app, now) })).status).toBe(401);
    expect((await call(scene.github, 'GET /app', { token: await scene.token() })).status).toBe(401);
    expect((await call(scene.github, 'GET /installation/repositories', { token: scene.github.userToken('alice') })).status).toBe(403);
  });
});

describe('an installation token', () => {
  test('is long, lives an hour and is refused afterwards', async () => {
    now = start;
    const token = await scene.token();
    expect(token).toMatch(new RegExp(`^ghs_${scene.app.id}_[\\w-]+\\.[\\w-]+\\.[\\w-]+$`));
    now = start + 3_599_000;
    expect((await call(scene.github, 'GET /repos/acme/shop', { token })).status).toBe(200);
    now = start + 3_600_000;
    const reply = await call(scene.github, 'GET /repos/acme/shop', { token });
    expect([reply.status, at(reply.json, 'message')]).toEqual([401, 'Bad credentials']);
    now = start;
  });

  test.each<[string, Record<string, Level> | undefined, string, number]>([
    ['all that the installation has', undefined, 'POST /repos/acme/shop/check-runs', 422],
    ['reading checks alone', { checks: 'read' }, 'POST /repos/acme/shop/check-runs', 403],
    ['reading checks alone', { checks: 'read' }, 'GET /repos/acme/shop/commits/main/check-runs', 200],
    ['nothing of checks', { contents: 'read' }, 'GET /repos/acme/shop/commits/main/check-runs', 403],
    ['no contents', { checks: 'write' }, 'GET /repos/acme/shop/git/trees/main', 403],
    ['no issues, but pull requests', { pull_requests: 'read' }, 'GET /repos/acme/shop/issues/99/comments', 404],
    ['no administration', undefined, 'POST /repos/acme/shop/rulesets', 403],
    ['metadata, always', { checks: 'read' }, 'GET /repos/acme/shop/rulesets', 200],
  ])('narrowed to %s: %o, %s answers %i', async (_name, narrow, operation, status) => {
    const token = await scene.token(narrow ? { permissions: narrow } : {});
    const reply = await call(scene.github, operation, { token, ...(operation.startsWith('POST') ? { body: {} } : {}) });
    expect(reply.status).toBe(status);
    if (status === 403) expect(at(reply.json, 'message')).toBe('Resource not accessible by integration');
  });

  test('narrowed to one repository does not see the others that are private', async () => {
    const { github } = scene;
    const token = await scene.token({ repository_ids: [github.repository('acme/shop').id] });
    const listed = await call(github, 'GET /installation/repositories', { token });
    expect([at(listed.json, 'total_count'), at(listed.json, 'repositories', 0, 'name')]).toEqual([1, 'shop']);
    expect((await call(github, 'GET /repos/acme/secret', { token })).status).toBe(404);
    expect((await call(github, 'GET /repos/acme/secret', { token: await scene.token() })).status).toBe(200);
  });

  test.each([['GET /repos/other/hidden', 404], ['GET /repos/other/open', 200], ['POST /repos/other/open/check-runs', 403], ['GET /repos/nobody/nothing', 404]])(
    'elsewhere %s answers %i', async (operation, status) => {
      const reply = await call(scene.github, operation, { token: await scene.token(), ...(operation.startsWith('POST') ? { body: {} } : {}) });
      expect(reply.status).toBe(status);
    });

  test.each<[string, unknown]>([
    ['a permission that the installation has not', { permissions: { contents: 'write' } }], ['a repository that is not there', { repository_ids: [1] }],
    ['a permission unknown to GitHub', { permissions: { everything: 'write' } }], ['a property unknown to GitHub', { permission: {} }],
  ])('is not given for %s', async (_name, body) => {
    const reply = await call(scene.github, `POST /app/installations/${scene.installationId}/access_tokens`, { token: appToken(scene.app, now), body });
    expect(reply.status).toBe(422);
  });

  test("is not given for another App's installation", async () => {
    const other = scene.github.createApp({ name: 'Another', permissions, events });
    const reply = await call(scene.github, `POST /app/installations/${scene.installationId}/access_tokens`, { token: appToken(other, now), body: {} });
    expect(reply.status).toBe(404);
  });

  test('follows permissions that were accepted later, and dies with its installation', async () => {
    const app = scene.github.createApp({ name: 'Leaving', permissions, events });
    const { id } = scene.github.install(app.id, 'acme', { repositories: ['shop'] });
    const reply = await call(scene.github, `POST /app/installations/${id}/access_tokens`, { token: appToken(app, now), body: {} });
    const token = String(at(reply.json, 'token'));
    expect(at(reply.json, 'repository_selection')).toBe('selected');
    expect((await call(scene.github, 'GET /repos/acme/secret', { token })).status).toBe(404);
    expect((await call(scene.github, 'GET /repos/acme/secret/installation', { token: appToken(app, now) })).status).toBe(404);
    scene.github.uninstall(id);
    expect((await call(scene.github, 'GET /repos/acme/shop', { token })).status).toBe(401);
  });
});

test('installations are found by id, list, repository and account', async () => {
  const token = appToken(scene.app, now);
  for (const target of [`/app/installations/${scene.installationId}`, '/repos/acme/shop/installation', '/orgs/acme/installation', '/users/acme/installation']) {
    const reply = await call(scene.github, `GET ${target}`, { token });
    expect([reply.status, at(reply.json, 'id'), at(reply.json, 'account', 'login')]).toEqual([200, scene.installationId, 'acme']);
  }
  expect(at((await call(scene.github, 'GET /app/installations', { token })).json, 0, 'id')).toBe(scene.installationId);
  expect((await call(scene.github, 'GET /repos/other/open/installation', { token })).status).toBe(404);
});

test('an App is made from a manifest by a code that works once', async () => {
  const { github } = scene;
  const manifest = { name: 'My Gate', url: 'http://127.0.0.1/', redirect_url: 'http://127.0.0.1:1/setup/done', hook_attributes: { url: 'http://127.0.0.1:1/hook' }, default_permissions: { checks: 'write' }, default_events: ['check_run'] };
  const form = await fetch(`${github.url}/settings/apps/new?state=s1`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ manifest: JSON.stringify(manifest) }) });
  const back = new URL(form.headers.get('location') ?? '');
  expect([form.status, back.searchParams.get('state'), back.pathname]).toEqual([302, 's1', '/setup/done']);
  const code = back.searchParams.get('code') ?? '';
  const made = await call(github, `POST /app-manifests/${code}/conversions`);
  expect([made.status, at(made.json, 'slug'), at(made.json, 'permissions', 'checks')]).toEqual([201, 'my-gate', 'write']);
  expect(at(made.json, 'pem')).toContain('BEGIN RSA PRIVATE KEY');
  const app = { id: Number(at(made.json, 'id')), privateKey: String(at(made.json, 'pem')), slug: '', clientId: '', webhookSecret: '' };
  expect((await call(github, 'GET /app', { token: appToken(app, now) })).status).toBe(200);
  expect(at((await call(github, 'GET /app/hook/config', { token: appToken(app, now) })).json, 'url')).toBe('http://127.0.0.1:1/hook');
  expect((await call(github, `POST /app-manifests/${code}/conversions`)).status).toBe(404);
});

test('an App may not subscribe to events that its permissions do not allow', () => {
  expect(() => scene.github.createApp({ name: 'X', permissions: { checks: 'write' }, events: ['pull_request'] })).toThrow('not supported by permissions: pull_request');
});

test('people act by their role', async () => {
  const { github } = scene;
  const role = async (login: string) => {
    const reply = await call(github, `GET /repos/acme/shop/collaborators/${login}/permission`, { token: await scene.token() });
    return [at(reply.json, 'permission'), at(reply.json, 'role_name')];
  };
  github.createUser('carol');
  expect([await role('alice'), await role('bob'), await role('tess'), await role('carol')]).toEqual([['admin', 'admin'], ['write', 'write'], ['read', 'triage'], ['read', 'read']]);
  expect((await call(github, 'GET /repos/acme/secret', { token: github.userToken('carol') })).status).toBe(404);
  expect((await call(github, 'GET /repos/acme/secret', { token: github.userToken('bob') })).status).toBe(200);
  expect((await call(github, 'POST /repos/acme/shop/statuses/x', { token: github.userToken('carol'), body: {} })).status).toBe(403);
  expect((await call(github, 'GET /user', { token: github.userToken('carol') })).status).toBe(200);
  expect((await call(github, 'GET /users/carol')).status).toBe(200);
  expect((await call(github, 'GET /orgs/acme')).status).toBe(200);
});
