import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gitEnvironment } from '../git/run.js';
import { at, call, finish, startReceiver, startScene, type Scene } from './client.js';

const run = promisify(execFile);
let scene: Scene;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let root: string;
const git = (folder: string, ...args: string[]) => run('git', ['-c', 'user.name=bob', '-c', 'user.email=bob@example.invalid', ...args], { cwd: path.join(root, folder), env: gitEnvironment });
const refused = (folder: string, ...args: string[]) => git(folder, ...args).then(() => 'taken', (error: unknown) => String(at(error, 'stderr')));

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'stand-in-git-'));
  receiver = await startReceiver();
  scene = await startScene({ webhookUrl: receiver.url, head: { 'a.txt': 'a' } });
  await scene.github.createRepository({ owner: 'acme', name: 'secret', visibility: 'private', files: { 'a.txt': 'secret' } });
  await git('.', 'clone', '--quiet', scene.github.cloneUrl('acme/shop', 'bob'), 'shop');
});
afterAll(async () => {
  const problems = await finish(scene);
  await receiver.close();
  await rm(root, { recursive: true, force: true });
  expect(problems).toEqual([]);
});

test('pull request refs can be fetched, never pushed', async () => {
  await git('shop', 'fetch', '--quiet', 'origin', 'refs/pull/1/head:pr');
  expect((await git('shop', 'rev-parse', 'pr')).stdout.trim()).toBe(await scene.github.tip('acme/shop', 'change'));
  expect(await refused('shop', 'push', 'origin', 'HEAD:refs/pull/1/head')).toContain('hidden ref');
});

test('a private repository asks for a token, and an App’s reads and does not write', async () => {
  const { github } = scene;
  expect(await refused('.', 'clone', github.cloneUrl('acme/secret'), 'none')).toMatch(/could not read Username|Authentication failed/);
  github.createUser('eve');
  expect(await refused('.', 'clone', github.cloneUrl('acme/secret', 'eve'), 'none')).toContain('not found');
  const url = new URL(github.cloneUrl('acme/secret'));
  Object.assign(url, { username: 'x-access-token', password: await scene.token() });
  await git('.', 'clone', '--quiet', url.href, 'secret');
  expect(await readFile(path.join(root, 'secret/a.txt'), 'utf8')).toBe('secret');
  expect(await refused('secret', 'push', 'origin', 'HEAD:other')).toContain('403');
});

test('who may only read does not push', async () => {
  scene.github.createUser('carol');
  expect(await refused('shop', 'push', scene.github.cloneUrl('acme/shop', 'carol'), 'HEAD:main')).toContain('403');
  expect(await refused('shop', 'push', scene.github.cloneUrl('acme/shop'), 'HEAD:main')).toMatch(/could not read Username|Authentication failed/);
});

test('a push of many branches, a forced one and a deletion are told one by one', async () => {
  const { github } = scene;
  await git('shop', 'checkout', '--quiet', '-b', 'one', 'origin/change');
  await writeFile(path.join(root, 'shop/b.txt'), 'b'.repeat(200_000));
  await git('shop', 'add', '.');
  await git('shop', 'commit', '--quiet', '-m', 'One');
  await github.deliveries.settled();
  receiver.received.length = 0;
  await git('shop', 'push', '--quiet', 'origin', 'one:change', 'one:two/three');
  await github.deliveries.settled();
  const head = (await git('shop', 'rev-parse', 'one')).stdout.trim();
  expect(receiver.received.filter((one) => one.event === 'push').map((one) => at(one.payload, 'ref'))).toEqual(['refs/heads/change', 'refs/heads/two/three']);
  expect(receiver.received.filter((one) => one.event === 'pull_request').map((one) => [one.action, at(one.payload, 'after'), at(one.payload, 'sender', 'login')])).toEqual([['synchronize', head, 'bob']]);
  expect(at((await call(github, 'GET /repos/acme/shop/pulls/1')).json, 'head', 'sha')).toBe(head);

  receiver.received.length = 0;
  await git('shop', 'push', '--quiet', '--force', 'origin', 'origin/main:change');
  await git('shop', 'push', '--quiet', 'origin', ':change');
  await github.deliveries.settled();
  expect(receiver.received.filter((one) => one.event === 'push').map((one) => [at(one.payload, 'forced'), at(one.payload, 'deleted')])).toEqual([[true, false], [false, true]]);
  expect(github.repository('acme/shop').pulls.get(1)?.state).toBe('closed');
});

test('a shallow and partial clone works, as reviewers of large repositories make it', async () => {
  await git('.', 'clone', '--quiet', '--depth=1', '--filter=blob:none', '--no-checkout', scene.github.cloneUrl('acme/shop'), 'thin');
  expect((await git('thin', 'ls-tree', '--name-only', 'HEAD')).stdout).toContain('package.json');
});
