import { afterEach, describe, expect, test } from '@jest/globals';
import { at, call, finish, lines, startReceiver, startScene, type Scene } from './client.js';

let scene: Scene;
let token: string;
const get = (target: string, headers?: Record<string, string>) => call(scene.github, `GET /repos/acme/shop${target}`, { token, ...(headers ? { headers } : {}) });
async function open(options: Parameters<typeof startScene>[0] = {}): Promise<void> {
  scene = await startScene({ head: { 'src/a.js': lines(40, [20]) }, ...options });
  token = await scene.token();
}
afterEach(async () => expect(await finish(scene)).toEqual([]));

describe('the test merge', () => {
  test('is unknown at first, then a merge of base tip and head', async () => {
    await open();
    const [first, second] = [await get('/pulls/1'), await get('/pulls/1')];
    expect([at(first.json, 'mergeable'), at(first.json, 'mergeable_state'), at(first.json, 'merge_commit_sha')]).toEqual([null, 'unknown', null]);
    const commit = String(at(second.json, 'merge_commit_sha'));
    expect([at(second.json, 'mergeable'), at(second.json, 'mergeable_state')]).toEqual([true, 'clean']);
    const read = await get('/commits/pull/1/merge');
    expect([at(read.json, 'sha'), at(read.json, 'parents', 0, 'sha'), at(read.json, 'parents', 1, 'sha')]).toEqual([commit, await scene.github.tip('acme/shop', 'main'), at(second.json, 'head', 'sha')]);
  });

  test('is stale after a push to the base until it is asked for again; base.sha stays as it was', async () => {
    await open({ settings: { mergeableNulls: 0 } });
    const first = await get('/pulls/1');
    const tip = await scene.github.push('acme/shop', { branch: 'main', files: { other: '1' } });
    expect(await scene.github.tip('acme/shop', 'refs/pull/1/merge')).toBe(at(first.json, 'merge_commit_sha'));
    const second = await get('/pulls/1');
    expect(at(second.json, 'merge_commit_sha')).not.toBe(at(first.json, 'merge_commit_sha'));
    expect(at((await get('/commits/pull/1/merge')).json, 'parents', 0, 'sha')).toBe(tip);
    expect(at(second.json, 'base', 'sha')).toBe(at(first.json, 'base', 'sha'));
  });

  test('is refused on a conflict, and the older merge commit goes on being told', async () => {
    await open({ settings: { mergeableNulls: 0 } });
    const before = at((await get('/pulls/1')).json, 'merge_commit_sha');
    await scene.github.push('acme/shop', { branch: 'main', files: { 'src/a.js': lines(40, [19, 20, 21]).replace('changed 20', 'otherwise') } });
    const after = await get('/pulls/1');
    expect([at(after.json, 'mergeable'), at(after.json, 'mergeable_state'), at(after.json, 'merge_commit_sha')]).toEqual([false, 'dirty', before]);
    await expect(scene.github.merge('acme/shop', 1)).rejects.toMatchObject({ status: 405 });
  });
});

describe('files', () => {
  const files = async (query = '') => (await get(`/pulls/1/files${query}`)).json as { filename: string; status: string; patch?: string; previous_filename?: string; additions: number }[];
  test('added, removed, renamed, binary and of another type', async () => {
    await open({ head: { 'src/a.js': null, 'src/moved.js': lines(40), 'new.txt': 'n', 'docs/readme.md': null, 'package.json': '{}\n' } });
    await scene.github.push('acme/shop', { branch: 'change', files: { picture: new Uint8Array([0, 255, 0]), 'docs/readme.md': { symlink: '../package.json' } } });
    const found = await files();
    expect(found.map((one) => [one.status, one.filename, one.previous_filename, one.patch === undefined])).toEqual([
      ['changed', 'docs/readme.md', undefined, false], ['added', 'new.txt', undefined, false], ['modified', 'package.json', undefined, false],
      ['added', 'picture', undefined, true], ['renamed', 'src/moved.js', 'src/a.js', true],
    ]);
  });
  test('leave their patch out over the limits, and are capped and paged', async () => {
    await open({ head: Object.fromEntries(['b', 'c', 'd', 'e'].map((name) => [name, lines(10)])) });
    const { settings } = scene.github;
    settings.patchLines = 9;
    expect((await files()).map((one) => [one.additions, one.patch])).toEqual(Array.from({ length: 4 }, () => [10, undefined]));
    Object.assign(settings, { patchLines: 20_000, patchTotalLines: 25, pullFiles: 3 });
    expect((await files()).map((one) => one.patch !== undefined)).toEqual([true, true, false]);
    expect((await files('?per_page=2&page=2')).map((one) => one.filename)).toEqual(['d']);
    expect(at((await get('/pulls/1')).json, 'changed_files')).toBe(4);
  });
  test('are counted from the merge base, also after the base went on', async () => {
    await open();
    await scene.github.push('acme/shop', { branch: 'main', files: { other: '1' } });
    expect((await files()).map((one) => one.filename)).toEqual(['src/a.js']);
    expect(((await get('/pulls/1/commits')).json as unknown[]).length).toBe(1);
    expect((await get('/pulls/1', { accept: 'application/vnd.github.v3.diff' })).text).toContain('+changed 20');
  });
});

test('lists filter by state, base and head', async () => {
  await open();
  await scene.github.push('acme/shop', { branch: 'two', from: 'main', files: { two: '2' } });
  await scene.github.openPull('acme/shop', { head: 'two', base: 'change' });
  await scene.github.editPull('acme/shop', 2, { state: 'closed' });
  const numbers = async (query: string) => ((await get(`/pulls${query}`)).json as { number: number }[]).map((one) => one.number);
  expect([await numbers(''), await numbers('?state=all'), await numbers('?state=closed'), await numbers('?state=all&base=change'), await numbers('?head=acme:change'), await numbers('?head=acme:none')])
    .toEqual([[1], [2, 1], [2], [2], [1], []]);
});

test('merging asks for the head that was looked at, and moves the base', async () => {
  await open();
  const put = (body: unknown) => call(scene.github, 'PUT /repos/acme/shop/pulls/1/merge', { token: scene.github.userToken('alice'), body });
  expect((await put({ sha: '0'.repeat(40) })).status).toBe(409);
  expect((await get('/pulls/1/merge')).status).toBe(404);
  const merged = await put({ merge_method: 'squash' });
  expect([merged.status, await scene.github.tip('acme/shop')]).toEqual([200, at(merged.json, 'sha')]);
  const pull = await get('/pulls/1');
  expect([at(pull.json, 'merged'), at(pull.json, 'state'), at(pull.json, 'merge_commit_sha'), at(pull.json, 'merged_by', 'login')]).toEqual([true, 'closed', at(merged.json, 'sha'), 'alice']);
  expect((await get('/pulls/1/merge')).status).toBe(204);
  expect((await put({})).status).toBe(405);
  expect((await call(scene.github, 'PUT /repos/acme/shop/pulls/1/merge', { token, body: {} })).status).toBe(403);
});

describe('what happens to it is told', () => {
  test('edited with the old base, closed, reopened, draft and ready', async () => {
    const receiver = await startReceiver();
    await open({ webhookUrl: receiver.url });
    await scene.github.push('acme/shop', { branch: 'next', from: 'main', files: { next: '1' } });
    const alice = scene.github.userToken('alice');
    const old = await scene.github.tip('acme/shop');
    expect((await call(scene.github, 'PATCH /repos/acme/shop/pulls/1', { token: alice, body: { base: 'next' } })).status).toBe(200);
    expect((await call(scene.github, 'PATCH /repos/acme/shop/pulls/1', { token: alice, body: { base: 'nowhere' } })).status).toBe(422);
    await call(scene.github, 'PATCH /repos/acme/shop/pulls/1', { token: alice, body: { state: 'closed' } });
    await call(scene.github, 'PATCH /repos/acme/shop/pulls/1', { token: alice, body: { state: 'open' } });
    await scene.github.editPull('acme/shop', 1, { draft: true });
    await scene.github.editPull('acme/shop', 1, { draft: false });
    await scene.github.deliveries.settled();
    const told = receiver.received.filter((one) => one.event === 'pull_request');
    expect(told.map((one) => one.action)).toEqual(['opened', 'edited', 'closed', 'reopened', 'converted_to_draft', 'ready_for_review']);
    expect(at(told[1]?.payload, 'changes')).toEqual({ base: { ref: { from: 'main' }, sha: { from: old } } });
    expect([at(told[0]?.payload, 'number'), at(told[0]?.payload, 'installation', 'id'), at(told[0]?.payload, 'pull_request', 'mergeable')]).toEqual([1, scene.installationId, null]);
    await receiver.close();
  });

  test("a fork's branch is read through the base repository and moves its pull request", async () => {
    const receiver = await startReceiver();
    await open({ webhookUrl: receiver.url });
    const fork = await scene.github.createFork('acme/shop', 'mallory');
    await scene.github.push(fork, { branch: 'evil', from: 'main', files: { evil: '1' } });
    await scene.github.openPull('acme/shop', { head: 'mallory:evil' });
    const moved = await scene.github.push(fork, { branch: 'evil', files: { evil: '2' } });
    expect(await scene.github.tip('acme/shop', 'refs/pull/2/head')).toBe(moved);
    const pull = await get('/pulls/2');
    expect([at(pull.json, 'head', 'repo', 'full_name'), at(pull.json, 'head', 'repo', 'fork'), at(pull.json, 'base', 'repo', 'full_name'), at(pull.json, 'author_association')]).toEqual(['mallory/shop', true, 'acme/shop', 'NONE']);
    const run = await call(scene.github, 'POST /repos/acme/shop/check-runs', { token, body: { name: 'gate', head_sha: moved } });
    expect([run.status, at(run.json, 'pull_requests')]).toEqual([201, []]);
    await scene.github.deliveries.settled();
    expect(receiver.received.filter((one) => one.event === 'check_suite' && at(one.payload, 'check_suite', 'head_sha') === moved)).toEqual([]);
    expect(receiver.received.some((one) => one.action === 'synchronize' && at(one.payload, 'after') === moved)).toBe(true);
    await receiver.close();
  });

  test('a head that reaches the base by a push counts as merged', async () => {
    await open();
    const head = await scene.github.tip('acme/shop', 'change');
    await scene.github.push('acme/shop', { branch: 'main', from: 'main', merge: ['change'], files: { 'src/a.js': lines(40, [20]) } });
    const pull = await get('/pulls/1');
    expect([at(pull.json, 'merged'), at(pull.json, 'head', 'sha')]).toEqual([true, head]);
  });
});

test('the pull requests of a commit are those that hold it', async () => {
  await open();
  await scene.github.push('acme/shop', { branch: 'change', files: { more: '1' } });
  const first = String(at((await get('/pulls/1/commits')).json, 0, 'sha'));
  const numbers = async (sha: string) => ((await get(`/commits/${sha}/pulls`)).json as { number: number }[]).map((one) => one.number);
  expect([await numbers(first), await numbers(await scene.github.tip('acme/shop', 'change')), await numbers(await scene.github.tip('acme/shop'))]).toEqual([[1], [1], []]);
});
