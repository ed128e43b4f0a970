import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, call, finish, lines, startScene, type Scene } from './client.js';

let scene: Scene;
let token: string;
let tip: string;
const get = (target: string, headers?: Record<string, string>) => call(scene.github, `GET /repos/acme/shop${target}`, { token, ...(headers ? { headers } : {}) });
beforeAll(async () => {
  scene = await startScene();
  token = await scene.token();
  tip = await scene.github.push('acme/shop', {
    branch: 'release/1.x', from: 'main', message: 'Release\n\nbody',
    files: { 'src/b.js': 'b\n', 'docs/readme.md': null, 'bin/run': { executable: '#!/bin/sh\n' }, link: { symlink: 'src/a.js' }, away: { symlink: '/etc/passwd' }, sub: { submodule: '1'.repeat(40) }, 'odd "name\\x.txt': 'x', binary: new Uint8Array([0, 1, 2]) },
  });
});
afterAll(async () => expect(await finish(scene)).toEqual([]));

describe('names of commits', () => {
  test.each(['release/1.x', 'heads/release/1.x', 'heads%2Frelease%2F1.x', 'refs/heads/release/1.x'])('commits/%s is the tip', async (ref) => {
    const reply = await get(`/commits/${ref}`);
    expect([at(reply.json, 'sha'), at(reply.json, 'commit', 'message'), at(reply.json, 'files', 0, 'filename')]).toEqual([tip, 'Release\n\nbody', 'away']);
  });
  test.each(['nothing', 'main~1', 'main^', '--all', 'main@{0}', '0'.repeat(40)])('commits/%s is none', async (ref) => {
    expect((await get(`/commits/${encodeURIComponent(ref)}`)).status).toBe(422);
  });
  test('by short id, as a sha alone, and before further segments', async () => {
    expect(at((await get(`/commits/${tip.slice(0, 8)}`)).json, 'sha')).toBe(tip);
    expect((await get('/commits/release/1.x', { accept: 'application/vnd.github.sha' })).text).toBe(tip);
    expect(at((await get('/commits/release/1.x/status')).json, 'sha')).toBe(tip);
  });
  test('branches, refs and commit objects', async () => {
    expect(at((await get('/branches/release/1.x')).json, 'commit', 'sha')).toBe(tip);
    expect(at((await get('/branches/release%2F1.x')).json, 'name')).toBe('release/1.x');
    expect((await get('/branches/release')).status).toBe(404);
    expect(at((await get('/git/ref/heads/release/1.x')).json, 'object', 'sha')).toBe(tip);
    expect((await get('/git/ref/heads/release')).status).toBe(404);
    expect(at((await get(`/git/commits/${tip}`)).json, 'parents', 0, 'sha')).toBe(await scene.github.tip('acme/shop'));
    expect((await get(`/git/commits/${'0'.repeat(40)}`)).status).toBe(404);
    expect(at((await get('/commits?sha=release/1.x&per_page=1')).json, 0, 'sha')).toBe(tip);
  });
});

describe('trees', () => {
  const paths = (json: unknown) => (at(json, 'tree') as { path: string; mode: string; type: string }[]).map((one) => `${one.mode} ${one.type} ${one.path}`);
  test('one level, or all with the folders', async () => {
    expect(paths((await get('/git/trees/release/1.x')).json)).toEqual([
      '120000 blob away', '040000 tree bin', '100644 blob binary', '120000 blob link', '100644 blob odd "name\\x.txt', '100644 blob package.json', '040000 tree src', '160000 commit sub',
    ]);
    expect(paths((await get(`/git/trees/${tip}?recursive=1`)).json)).toEqual(expect.arrayContaining(['100755 blob bin/run', '040000 tree src', '100644 blob src/b.js']));
  });
  test('are cut only when recursive, and say so', async () => {
    scene.github.settings.treeEntries = 3;
    const whole = await get(`/git/trees/${tip}?recursive=1`);
    const level = await get(`/git/trees/${tip}`);
    scene.github.settings.treeEntries = 100_000;
    expect([at(whole.json, 'truncated'), paths(whole.json).length, at(level.json, 'truncated'), paths(level.json).length]).toEqual([true, 3, false, 8]);
  });
});

describe('bytes', () => {
  const blobOf = async (path: string) => String(at((await get(`/contents/${path}?ref=release/1.x`)).json, 'sha'));
  test('a blob as JSON and raw', async () => {
    const sha = await blobOf('binary');
    const json = await get(`/git/blobs/${sha}`);
    expect([at(json.json, 'encoding'), at(json.json, 'size'), Buffer.from(String(at(json.json, 'content')), 'base64')]).toEqual(['base64', 3, Buffer.from([0, 1, 2])]);
    expect((await get(`/git/blobs/${sha}`, { accept: 'application/vnd.github.raw+json' })).text).toBe('\u0000\u0001\u0002');
    expect((await get(`/git/blobs/${tip}`)).status).toBe(404);
    expect((await get('/git/blobs/not-an-id')).status).toBe(404);
  });
  test('over its limits a blob is refused, and contents only as JSON', async () => {
    const sha = await blobOf('src/a.js');
    const { settings } = scene.github;
    Object.assign(settings, { contentBytes: 100, rawBytes: 1000 });
    const contents = (accept?: string) => get('/contents/src/a.js?ref=main', accept === undefined ? undefined : { accept });
    const [json, raw, object] = [await contents(), await contents('application/vnd.github.raw'), await contents('application/vnd.github.object')];
    settings.rawBytes = 100;
    const [blob, rawLarge] = [await get(`/git/blobs/${sha}`), await contents('application/vnd.github.raw')];
    Object.assign(settings, { contentBytes: 1024 * 1024, rawBytes: 100 * 1024 * 1024 });
    expect([json.status, raw.status, raw.text, object.status, at(object.json, 'content'), at(object.json, 'encoding')]).toEqual([403, 200, lines(40), 200, '', 'none']);
    expect([blob.status, at(blob.json, 'errors', 0, 'code'), rawLarge.status]).toEqual([403, 'too_large', 403]);
  });
  test('files, folders, links and submodules as contents', async () => {
    const at1 = (path: string) => get(`/contents/${path}?ref=release/1.x`);
    const folder = (await at1('')).json as { name: string; type: string }[];
    expect(folder.map((one) => `${one.type} ${one.name}`)).toEqual(expect.arrayContaining(['dir src', 'file package.json', 'symlink link', 'file sub']));
    const link = (await at1('link')).json;
    expect([at(link, 'type'), Buffer.from(String(at(link, 'content')), 'base64').toString('utf8')]).toEqual(['file', lines(40)]);
    expect([at((await at1('away')).json, 'type'), at((await at1('away')).json, 'target')]).toEqual(['symlink', '/etc/passwd']);
    expect(at((await at1('sub')).json, 'type')).toBe('submodule');
    expect((await at1('docs/readme.md')).status).toBe(404);
    expect((await get('/contents/docs/readme.md')).status).toBe(200);
    expect((await get('/contents/a?ref=nowhere')).status).toBe(404);
    expect(at((await get('/contents/src?ref=main', { accept: 'application/vnd.github.object+json' })).json, 'entries', 0, 'name')).toBe('a.js');
  });
});

test('compare goes from the merge base', async () => {
  const { github } = scene;
  await github.push('acme/shop', { branch: 'side', from: 'main', files: { 'src/a.js': lines(40, [3]) } });
  await github.push('acme/shop', { branch: 'side', files: { 'src/c.js': 'c\n' } });
  const reply = await get('/compare/release%2F1.x...side');
  expect([at(reply.json, 'status'), at(reply.json, 'ahead_by'), at(reply.json, 'behind_by'), at(reply.json, 'merge_base_commit', 'sha')]).toEqual(['diverged', 2, 1, await github.tip('acme/shop', 'main')]);
  expect((at(reply.json, 'files') as { filename: string }[]).map((one) => one.filename)).toEqual(['src/a.js', 'src/c.js']);
  expect(at(reply.json, 'files', 0, 'patch')).toContain('-line 3\n+changed 3');
  expect((await get('/compare/main...nowhere')).status).toBe(404);
  expect((await get('/compare/main...side', { accept: 'application/vnd.github.diff' })).text).toContain('diff --git a/src/a.js b/src/a.js');
});

test('lists are paged with links that lead on', async () => {
  for (let index = 0; index < 3; index += 1) await scene.github.push('acme/shop', { branch: 'many', ...(index === 0 ? { from: 'main' } : {}), files: { n: String(index) } });
  const first = await get('/commits?sha=many&per_page=2');
  expect(first.headers.get('link')).toMatch(/page=2>; rel="next", <[^>]*page=2>; rel="last"$/);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await fetch(next, { headers: { authorization: `Bearer ${token}` } });
  expect([((await second.json()) as unknown[]).length, second.headers.get('link')]).toEqual([2, expect.stringContaining('rel="prev"')]);
  expect(((await get('/commits?sha=many&per_page=1000')).json as unknown[]).length).toBe(4);
});

test('an answer that has not changed is 304 and free', async () => {
  const first = await get('/branches/main');
  const etag = first.headers.get('etag') ?? '';
  const again = await get('/branches/main', { 'if-none-match': etag });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  const used = Number(first.headers.get('x-ratelimit-used'));
  expect(Number((await get('/branches/main', { 'if-none-match': '"other"' })).headers.get('x-ratelimit-used'))).toBe(used + 1);
});

test('the primary rate limit counts down, is told, and refuses', async () => {
  const fresh = await startScene({ settings: { requestsPerHour: 3 } });
  const own = await fresh.token();
  const ask = () => call(fresh.github, 'GET /repos/acme/shop', { token: own });
  const left = [await ask(), await ask(), await ask(), await ask()].map((reply) => [reply.status, reply.headers.get('x-ratelimit-remaining')]);
  expect(left).toEqual([[200, '2'], [200, '1'], [200, '0'], [403, '0']]);
  const overview = await call(fresh.github, 'GET /rate_limit', { token: own });
  expect([overview.status, at(overview.json, 'resources', 'core', 'remaining')]).toEqual([200, 0]);
  await fresh.github.close();
});
