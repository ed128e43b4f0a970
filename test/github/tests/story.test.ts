import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gitEnvironment } from '../git/run.js';
import { at, call, lines, startReceiver, startScene, type Scene } from './client.js';

const run = promisify(execFile);
let scene: Scene;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let folder: string;
const git = (...args: string[]) => run('git', args, { cwd: folder, env: gitEnvironment });

beforeAll(async () => {
  receiver = await startReceiver();
  folder = await mkdtemp(path.join(os.tmpdir(), 'stand-in-clone-'));
  scene = await startScene({ webhookUrl: receiver.url });
});
afterAll(async () => {
  await scene.github.close();
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

test('a pull request made with git is checked, commented on, refused, mended and merged', async () => {
  const { github, app } = scene;
  github.requireCheck('acme/shop', 'gate', app.id);
  await git('clone', '--quiet', github.cloneUrl('acme/shop', 'bob'), '.');
  expect(await readFile(path.join(folder, 'docs/readme.md'), 'utf8')).toBe('hello\n');
  const commit = async (text: string, message: string) => {
    await writeFile(path.join(folder, 'src/a.js'), text);
    await git('-c', 'user.name=bob', '-c', 'user.email=bob@example.invalid', 'commit', '--quiet', '-am', message);
    await git('push', '--quiet', 'origin', 'HEAD:feature/one');
    return (await git('rev-parse', 'HEAD')).stdout.trim();
  };
  const first = await commit(lines(40, [20]), 'First');
  const token = await scene.token();
  const opened = await call(github, 'POST /repos/acme/shop/pulls', { token: github.userToken('bob'), body: { head: 'feature/one', base: 'main', title: 'One' } });
  expect(opened.status).toBe(201);
  expect(at(opened.json, 'head', 'sha')).toBe(first);

  const run1 = await call(github, 'POST /repos/acme/shop/check-runs', { token, body: { name: 'gate', head_sha: first, status: 'completed', conclusion: 'failure', output: { title: 'blocked', summary: 'no' } } });
  expect(run1.status).toBe(201);
  const review = await call(github, 'POST /repos/acme/shop/pulls/1/reviews', { token, body: { event: 'COMMENT', body: 'see', comments: [{ path: 'src/a.js', line: 20, side: 'RIGHT', body: 'here' }] } });
  expect(review.status).toBe(200);
  const refused = await call(github, 'PUT /repos/acme/shop/pulls/1/merge', { token: github.userToken('alice') });
  expect([refused.status, at(refused.json, 'message')]).toEqual([405, expect.stringContaining('Required status check "gate" is failing')]);

  const second = await commit(lines(40, [21]), 'Second');
  await github.deliveries.settled();
  const moved = receiver.received.find((one) => one.event === 'pull_request' && one.action === 'synchronize');
  expect([at(moved?.payload, 'before'), at(moved?.payload, 'after'), at(moved?.payload, 'pull_request', 'head', 'sha')]).toEqual([first, second, second]);
  const comments = await call(github, 'GET /repos/acme/shop/pulls/1/comments', { token });
  expect([at(comments.json, 0, 'line'), at(comments.json, 0, 'original_line')]).toEqual([null, 20]);

  await call(github, 'POST /repos/acme/shop/check-runs', { token, body: { name: 'gate', head_sha: second, status: 'completed', conclusion: 'success', output: { title: 'passed', summary: 'yes' } } });
  const merged = await call(github, 'PUT /repos/acme/shop/pulls/1/merge', { token: github.userToken('alice') });
  expect([merged.status, at(merged.json, 'merged')]).toEqual([200, true]);
  await git('fetch', '--quiet', 'origin', 'main');
  expect((await git('rev-parse', 'FETCH_HEAD')).stdout.trim()).toBe(at(merged.json, 'sha'));

  await github.deliveries.settled();
  const told = receiver.received.map((one) => (typeof one.action === 'string' ? `${one.event}.${one.action}` : one.event));
  expect(told).toEqual(expect.arrayContaining(['installation.created', 'push', 'check_suite.requested', 'pull_request.opened', 'check_run.created', 'check_run.completed', 'pull_request.synchronize', 'pull_request.closed']));
  expect(github.problems).toEqual([]);
});
