import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { readAppManifest } from '../../src/adapters/github/app-manifest.js';
import { startGitHub, type GitHub, type RegisteredApp } from '../github/github.js';
import type { FaultRule } from '../github/http/faults.js';
import { at, call } from '../github/tests/client.js';
import { testDatabase, type TestDatabase } from '../setup/postgres.js';

// A service in a process of its own, killed with SIGKILL while the stand-in GitHub holds an answer back; the next process ends what it began, and is then
// killed at the next point itself. The points are one for each state of what is public: nothing, a check in progress, one with its conclusion, a review.
jest.setTimeout(300_000);

let github: GitHub;
let app: RegisteredApp;
let database: TestDatabase;
let control: pg.Client;
let token: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  github = await startGitHub();
  const { name, permissions, events } = readAppManifest(readFileSync('app.yml', 'utf8'));
  app = github.createApp({ name, permissions, events });
  github.createOrganisation('acme', { ada: 'owner', lin: 'member' });
  token = github.userToken('ada');
  await github.createRepository({ owner: 'acme', name: 'shop', collaborators: { lin: 'write' }, files: { 'package.json': '{\n  "name": "shop",\n  "version": "1.0.0"\n}\n' } });
  github.install(app.id, 'acme');
  database = await testDatabase();
  control = new pg.Client({ ...database.address });
  await control.connect();
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await github.close();
  await control.end();
  await database.drop();
});

/** Starts a service; what was sent to none before it reaches it. */
async function start(): Promise<ChildProcess> {
  const parts = { address: database.address, api: github.apiUrl, id: app.id, key: app.privateKey, secret: app.webhookSecret };
  const child = spawn(process.execPath, ['--import', './dev/register.mjs', 'test/faults/service-process.ts', JSON.stringify(parts)], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const failed = once(child, 'exit').then(([code]) => { throw new Error(`the service ended without a port: ${code}`); });
  failed.catch(() => undefined);
  const [said] = await Promise.race([once(child.stdout!, 'data'), failed]) as [Buffer];
  github.setWebhook(app.id, `http://127.0.0.1:${said.toString('utf8').trim()}/webhook`);
  return child;
}
async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  // The time that a dead process's lease lasts goes by.
  await control.query('update mergewarden.head set lease_until = clock_timestamp() - interval \'1 second\' where lease_until is not null');
}

/** Resolves once something holds; looked at again and again, since nobody tells of it. */
async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 120_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}
const idle = (): Promise<void> => until('no job is left', async () => {
  await github.deliveries.settled();
  const { rows } = await control.query<{ count: number }>('select (select count(*) from graphile_worker.jobs where task_identifier in (\'delivery\', \'review\', \'reconcile\'))::int as count');
  return rows[0]?.count === 0;
});

interface Published {
  readonly checks: readonly { readonly status: unknown; readonly conclusion: unknown; readonly notes: unknown }[];
  readonly reviews: number;
  readonly comments: number;
}
async function published(number: number): Promise<Published> {
  const get = async (below: string): Promise<unknown> => (await call(github, `GET /repos/acme/shop${below}`, { token })).json;
  const runs = at(await get(`/commits/${github.repository('acme/shop').pulls.get(number)!.head.sha}/check-runs?filter=all`), 'check_runs') as readonly unknown[];
  return {
    checks: runs.map((run) => ({ status: at(run, 'status'), conclusion: at(run, 'conclusion'), notes: at(run, 'output', 'annotations_count') })),
    reviews: (await get(`/pulls/${number}/reviews`) as readonly unknown[]).length, comments: (await get(`/issues/${number}/comments`) as readonly unknown[]).length,
  };
}
const begun = (method: string, at_: RegExp): ((now: Published) => boolean) => () => github.requests.some((one) => one.fault === 'timeout' && one.method === method && at_.test(one.path));

/** Where a process is killed: the request whose answer is held back, and what is to be seen by then. */
type Point = readonly [name: string, rule: Omit<FaultRule, 'fault'> & { readonly method: string; readonly path: RegExp }, when: 'before' | 'after', seen?: (now: Published) => boolean];
const points: readonly Point[] = [
  ['after the delivery was acknowledged, before anything was public', { method: 'POST', path: /\/access_tokens$/ }, 'before'],
  ['when its check was created, and the answer was not there', { method: 'POST', path: /\/check-runs$/ }, 'after', ({ checks }) => checks.length === 1],
  ['in the middle of the review', { method: 'GET', path: /^\/zen$/ }, 'before', ({ checks }) => checks.length === 1],
  ['between the creation of the check and its conclusion', { method: 'PATCH', path: /\/check-runs\/\d+$/ }, 'before'],
  ['between the first fifty notes and the others', { method: 'PATCH', path: /\/check-runs\/\d+$/, after: 1 }, 'before', ({ checks }) => checks.some((one) => one.conclusion === 'failure')],
  ['between the review and the summary', { method: 'POST', path: /\/pulls\/\d+\/reviews$/ }, 'after', ({ reviews }) => reviews === 1],
];

describe('a service that is killed', () => {
  let victim: ChildProcess | undefined;
  test.each(points)('%s: the next process leaves one check, one review, one comment', async (_name, rule, when, seen = begun(rule.method, rule.path)) => {
    victim ??= await start();
    github.requests.length = 0;
    github.faults.add({ ...rule, times: 1_000, fault: { kind: 'timeout', when } });
    const branch = `change-${points.findIndex((one) => one[1] === rule)}`;
    await github.push('acme/shop', { branch, from: 'main', by: 'lin', files: { 'package.json': `{\n  "name": "shop",\n  "version": "${branch}"\n}\n` } });
    const { number, head } = await github.openPull('acme/shop', { head: branch, by: 'lin' });
    await until('the answer is held back', async () => github.requests.some((one) => one.fault === 'timeout') && seen(await published(number)));
    await kill(victim);
    const stored = await control.query('select 1 from mergewarden.delivery where event = \'pull_request\' and body::json -> \'pull_request\' ->> \'number\' = $1', [String(number)]);
    expect(stored.rowCount).toBe(1);
    github.faults.clear();
    victim = await start();
    await idle();
    expect(await published(number)).toEqual({ checks: [{ status: 'completed', conclusion: 'failure', notes: 70 }], reviews: 1, comments: 1 });
    const { rows } = await control.query('select kind from mergewarden.audit where head = $1 and pull = $2', [head.sha, number]);
    expect(rows).toEqual([{ kind: 'verdict' }]);
  });
});
