import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readAppManifest } from '../../../src/adapters/github/app-manifest.js';
import { createBlobCache } from '../../../src/adapters/github/blobs.js';
import { createGitHub } from '../../../src/adapters/github/client.js';
import { createGitHubCodeHost, type GitHubCodeHostOptions } from '../../../src/adapters/github/code-host.js';
import { createGitHubInstallations } from '../../../src/adapters/github/deliveries.js';
import { createDoctorReads } from '../../../src/adapters/github/doctor-reads.js';
import { createGitHubPublisher } from '../../../src/adapters/github/publisher.js';
import type { RequestTrace } from '../../../src/adapters/github/transport.js';
import { doctor } from '../../../src/app/doctor.js';
import { handledEvents } from '../../../src/app/events.js';
import { limits } from '../../../src/core/limits.js';
import type { HostTarget } from '../../../src/ports/code-host.js';
import { startGitHub, type GitHub as StandIn, type RegisteredApp } from '../../github/github.js';
import type { Pull } from '../../github/state.js';
import { handTime } from './scripted.js';

const manifest = readAppManifest(readFileSync(path.join(import.meta.dirname, '../../../app.yml'), 'utf8'));
const lock = (versions: number): string => JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(Array.from({ length: versions }, (_, index) => [`node_modules/p${index}`, { version: '1.0.0' }])) }, null, 2);
const files = { 'package.json': '{"name":"shop"}', 'package-lock.json': lock(3), 'src/a.js': 'a\n', 'docs/deep/b.md': 'b\n' };

let site: StandIn;
let app: RegisteredApp;
let installation: number;
let repository: { id: number; owner: string; name: string };
let traces: RequestTrace[];
const time = handTime();
const clock = { now: () => Date.now() };

beforeAll(async () => {
  site = await startGitHub();
  site.createUser('ann');
  site.createUser('mallory');
  site.createOrganisation('acme', { ann: 'owner' });
  app = site.createApp({ name: 'mergewarden', owner: 'acme', permissions: manifest.permissions, events: manifest.events, webhookUrl: 'http://127.0.0.1:9/webhook' });
});
afterAll(() => site.close());
let count = 0;
beforeEach(async () => {
  const made = await site.createRepository({ owner: 'acme', name: `shop${++count}`, files });
  installation = [...site.state.installations.values()].find((one) => one.appId === app.id)?.id ?? site.install(app.id, 'acme').id;
  repository = { id: made.id, owner: 'acme', name: made.name };
  traces = [];
});
afterEach(() => { expect(site.problems).toEqual([]); site.faults.clear(); });

const named = () => `acme/${repository.name}`;
const client = () => createGitHub({ baseUrl: site.apiUrl, appId: app.id, privateKey: app.privateKey, clock, timers: time.timers, onRequest: (trace) => traces.push(trace) });
const targetOf = (pull: Pull): HostTarget => ({ kind: 'pull', installation, repository, number: pull.number, headSha: pull.head.sha, baseRef: pull.base.ref, baseSha: pull.base.sha });
const hostOf = (target: HostTarget, options: Partial<GitHubCodeHostOptions> = {}) => createGitHubCodeHost({ github: client(), target, blobs: createBlobCache(), timers: time.timers, ...options });
const publisher = () => createGitHubPublisher({ github: client(), installation, repository });
async function opened(changes: Record<string, string | null>, branch = 'topic'): Promise<Pull> {
  await site.push(named(), { branch, from: 'main', files: changes as never, by: 'ann' });
  return site.openPull(named(), { head: branch, by: 'ann' } as never);
}

describe('reading', () => {
  test('a pull request: base tip, head and test merge, its blobs, and the rounds it took', async () => {
    const pull = await opened({ 'package-lock.json': lock(5) });
    await site.push(named(), { branch: 'main', files: { 'later.txt': 'later\n' } });
    const host = hostOf(targetOf(pull), { ahead: (name) => (/(^|\/)package(-lock)?\.json$/.test(name) ? { when: 'changed', maxBytes: 1_000_000 } : undefined), organisationPaths: ['.github/mergewarden.yml'] });
    const snapshot = await host.snapshot();
    const tip = await site.tip(named());
    expect(snapshot).toMatchObject({ base: { commit: tip, ref: 'main' }, head: { commit: pull.head.sha }, mergeBase: pull.base.sha, landing: { kind: 'merge' }, repository: { fork: false } });
    expect([...snapshot.trees.merge!.entries.keys()].sort()).toEqual(['docs/deep/b.md', 'later.txt', 'package-lock.json', 'package.json', 'src/a.js']);
    const entry = snapshot.trees.merge!.entries.get('package-lock.json')!;
    expect(entry.size).toBe(lock(5).length);
    expect(Buffer.from((await host.blobs([entry.oid], 1_000_000)).get(entry.oid) as Uint8Array).toString()).toBe(lock(5));
    expect(await host.organisationFile('.github/mergewarden.yml', limits.policyBytes.value)).toBeUndefined();
    // Token; the pull request and all else; the pull request once more, as the test merge was not made yet; the test merge.
    expect(Math.max(...traces.map((one) => one.round))).toBeLessThanOrEqual(5);
  });

  test('a conflict lands nothing; the head is read against the merge base', async () => {
    const pull = await opened({ 'src/a.js': 'mine\n' });
    await site.push(named(), { branch: 'main', files: { 'src/a.js': 'theirs\n' } });
    const snapshot = await hostOf(targetOf(pull)).snapshot();
    expect(snapshot.landing).toEqual({ kind: 'head', reason: 'conflict' });
    expect(snapshot.mergeBase).toBe(pull.base.sha);
    expect(snapshot.trees.mergeBase.entries.get('src/a.js')).not.toEqual(snapshot.trees.base.entries.get('src/a.js'));
  });

  test('a branch with slashes as the base', async () => {
    await site.push(named(), { branch: 'release/1.x', from: 'main', files: { 'r.txt': 'r\n' } });
    await site.push(named(), { branch: 'topic', from: 'release/1.x', files: { 'package-lock.json': lock(4) }, by: 'ann' });
    const pull = await site.openPull(named(), { head: 'topic', base: 'release/1.x', by: 'ann' } as never);
    expect((await hostOf(targetOf(pull)).snapshot())).toMatchObject({ base: { ref: 'release/1.x', commit: await site.tip(named(), 'release/1.x') }, landing: { kind: 'merge' } });
  });

  test('a fork is read through the base repository', async () => {
    const fork = await site.createFork(named(), 'mallory');
    await site.push(fork, { branch: 'topic', from: 'main', files: { 'package-lock.json': lock(9) }, by: 'mallory' });
    const pull = await site.openPull(named(), { head: 'mallory:topic', by: 'mallory' } as never);
    const host = hostOf(targetOf(pull));
    const snapshot = await host.snapshot();
    expect(snapshot).toMatchObject({ repository: { fork: true, owner: 'acme' }, landing: { kind: 'merge' } });
    const { oid } = snapshot.trees.head.entries.get('package-lock.json')!;
    expect(Buffer.from((await host.blobs([oid], 1_000_000)).get(oid) as Uint8Array).toString()).toBe(lock(9));
  });

  test('a push meanwhile is told as superseded', async () => {
    const pull = await opened({ 'x.txt': '1\n' });
    const target = targetOf(pull);
    await site.push(named(), { branch: 'topic', files: { 'x.txt': '2\n' }, by: 'ann' });
    await expect(hostOf(target).snapshot()).rejects.toMatchObject({ code: 'SUPERSEDED' });
  });

  test('a repository too big for one listing is read folder by folder', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`d${index % 4}/f${index}.txt`, `${index}\n`]));
    const pull = await opened(many);
    const usual = site.settings.treeEntries;
    site.settings.treeEntries = 20;
    try {
      const { head } = (await hostOf(targetOf(pull)).snapshot()).trees;
      expect(head.unread).toEqual([]);
      expect(head.entries.size).toBe(44);
      site.settings.treeEntries = 6;
      expect((await hostOf(targetOf(pull)).snapshot()).trees.head.entries).toEqual(head.entries);
    } finally {
      site.settings.treeEntries = usual;
    }
  });

  test('a merge group is read on the queue\'s own base', async () => {
    const pull = await opened({ 'package-lock.json': lock(6) });
    const { headSha: head_sha, headRef: head_ref, baseSha: base_sha, baseRef: base_ref } = await site.enqueue(named(), pull.number);
    const snapshot = await hostOf({ kind: 'merge-group', installation, repository, headSha: head_sha, headRef: head_ref, baseRef: base_ref, baseSha: base_sha }).snapshot();
    expect(snapshot).toMatchObject({ base: { commit: base_sha, ref: 'main' }, landing: { kind: 'merge', commit: head_sha } });
    expect(snapshot.trees.merge!.entries.get('package-lock.json')!.size).toBe(lock(6).length);
  });
});

describe('writing', () => {
  test('a check run from its start to its conclusion, with annotations that add up', async () => {
    const pull = await opened({ 'package-lock.json': lock(4) });
    const publish = publisher();
    const run = await publish.createCheck(pull.head.sha, 'review-1', { title: 'in progress', summary: 'begun' });
    const annotations = Array.from({ length: 50 }, (_, index) => ({ path: 'package-lock.json', startLine: index + 1, endLine: index + 1, level: 'failure', title: 't', message: 'm' } as const));
    await publish.updateCheck(run.id, { title: 'in progress', summary: 'more', annotations });
    await publish.updateCheck(run.id, { title: 'blocked: 2 findings', summary: 'done', conclusion: 'failure', annotations: annotations.slice(0, 10) });
    expect(await publish.checks(pull.head.sha)).toEqual([{ id: run.id, externalId: 'review-1', headSha: pull.head.sha, status: 'completed', conclusion: 'failure', annotations: 60 }]);
  });

  test('progress that comes too late changes no conclusion', async () => {
    const pull = await opened({ 'package-lock.json': lock(2) });
    const publish = publisher();
    const run = await publish.createCheck(pull.head.sha, 'review-2', { title: 'in progress', summary: 'begun' });
    await publish.describeCheck(run.id, 'reading');
    expect(await publish.checks(pull.head.sha)).toMatchObject([{ id: run.id, status: 'in_progress' }]);
    await publish.updateCheck(run.id, { title: 'blocked', summary: 'done', conclusion: 'failure' });
    await publish.describeCheck(run.id, 'reading');
    expect(await publish.checks(pull.head.sha)).toMatchObject([{ id: run.id, status: 'completed', conclusion: 'failure' }]);
  });

  test('a comment, a review, and threads; another\'s comment with our words is not ours', async () => {
    const pull = await opened({ 'src/a.js': 'a\nb\nc\n' });
    site.comment(named(), pull.number, 'mallory', 'ours? <!-- mergewarden -->');
    const publish = publisher();
    const id = await publish.createComment(pull.number, 'summary');
    await publish.updateComment(id, 'summary, again');
    expect(await publish.comments(pull.number)).toEqual([
      { id: expect.any(Number), body: 'ours? <!-- mergewarden -->', ours: false }, { id, body: 'summary, again', ours: true },
    ]);
    await publish.createReview(pull.number, pull.head.sha, 'words', [{ path: 'src/a.js', line: 2, side: 'RIGHT', body: 'here' }]);
    const [comment] = await publish.reviewComments(pull.number);
    expect(comment).toMatchObject({ ours: true, path: 'src/a.js', line: 2, body: 'here' });
    await publish.updateReviewComment(comment!.id, 'mended');
    expect((await publish.reviewComments(pull.number))[0]!.body).toBe('mended');
    await expect(publish.createReview(pull.number, pull.head.sha, '', [{ path: 'src/a.js', line: 40, side: 'RIGHT', body: 'x' }])).rejects.toMatchObject({ code: 'HOST_REJECTED' });
    expect(typeof await publish.resolveThread(comment!.nodeId)).toBe('boolean');
  });

  test('open pull requests with one head, from any base', async () => {
    const pull = await opened({ 'y.txt': 'y\n' });
    await site.push(named(), { branch: 'next', from: 'main', files: { 'n.txt': 'n\n' } });
    const second = await site.openPull(named(), { head: 'topic', base: 'next', by: 'ann' } as never);
    const found = await publisher().pullsWithHead(pull.head.sha);
    expect(found.partial).toBe(false);
    expect(found.pulls.map((one) => [one.number, one.baseRef])).toEqual([[pull.number, 'main'], [second.number, 'next']]);
    expect(await publisher().pull(pull.number)).toMatchObject({ state: 'open', head: pull.head.sha, author: 'ann' });
    expect(await createGitHubInstallations(client(), clock).openPulls(installation, repository)).toHaveLength(2);
  });

  test('open pull requests with one head among several hundred others, also when it is the one that was updated first', async () => {
    const pull = await opened({ 'y.txt': 'y\n' });
    site.crowd(named(), 320, { author: 'mallory', sha: await site.tip(named()), at: pull.updatedAt - 1000 });
    const found = async () => {
      traces = [];
      const { pulls, partial } = await publisher().pullsWithHead(pull.head.sha);
      return { numbers: pulls.map((one) => one.number), partial, pages: traces.filter((trace) => trace.operation === 'pull.list').length, rounds: Math.max(...traces.map((trace) => trace.round)) };
    };
    expect(await found()).toEqual({ numbers: [pull.number], partial: false, pages: 4, rounds: 3 });
    pull.updatedAt -= 2000;
    expect(await found()).toEqual({ numbers: [pull.number], partial: false, pages: 4, rounds: 3 });
  });

  test.each([
    ['others go to the front: it comes on a later page', (others: readonly Pull[]) => { for (const one of others.slice(-90)) one.updatedAt += 5000; }, true],
    ['others leave the front: it goes up to a page that was read already, and its number still finds it', (others: readonly Pull[]) => { for (const one of others.slice(0, 50)) one.state = 'closed'; }, false],
  ] as const)('pages that move after the first was read, %s', async (_name, move, listed) => {
    const pull = await opened({ 'y.txt': 'y\n' });
    site.crowd(named(), 320, { author: 'mallory', sha: await site.tip(named()), at: pull.updatedAt });
    const others = [...site.repository(named()).pulls.values()].filter((one) => one !== pull);
    for (const [index, one] of others.entries()) one.updatedAt = pull.updatedAt + (index < 120 ? 1000 - index : -1000 - index);
    let moved = false;
    const github = createGitHub({ baseUrl: site.apiUrl, appId: app.id, privateKey: app.privateKey, clock, timers: time.timers, onRequest: (trace) => {
      if (trace.operation !== 'pull.list' || moved) return;
      moved = true;
      move(others);
    } });
    const publish = createGitHubPublisher({ github, installation, repository });
    expect((await publish.pullsWithHead(pull.head.sha)).pulls.map((one) => one.number)).toEqual(listed ? [pull.number] : []);
    expect(moved).toBe(true);
    expect(await publish.pull(pull.number)).toMatchObject({ state: 'open', head: pull.head.sha });
  });

  test.each([
    ['a secondary limit', { kind: 'rate-limit', status: 403, retryAfter: 30 }, 'HOST_RATE_LIMITED'], ['a server error', { kind: 'status', status: 502 }, 'HOST_ERROR'],
    ['no answer', { kind: 'reset', when: 'before' }, 'HOST_UNREACHABLE'], ['a truncated answer', { kind: 'truncate', bytes: 20 }, 'HOST_MALFORMED'],
  ] as const)('%s', async (_name, fault, code) => {
    const pull = await opened({ 'z.txt': 'z\n' });
    site.faults.add({ method: 'POST', path: /check-runs$/, fault });
    await expect(publisher().createCheck(pull.head.sha, 'r', { title: 't', summary: 's' })).rejects.toMatchObject({ code });
  });

  test('a write whose answer was lost is found again by looking for ours', async () => {
    const pull = await opened({ 'z.txt': 'z\n' });
    site.faults.add({ method: 'POST', path: /check-runs$/, fault: { kind: 'reset', when: 'after' } });
    await expect(publisher().createCheck(pull.head.sha, 'review-7', { title: 't', summary: 's' })).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    expect((await publisher().checks(pull.head.sha)).map((one) => one.externalId)).toEqual(['review-7']);
  });
});

test('the doctor: without the rule, with a rule from anybody, with ours', async () => {
  const reads = createDoctorReads(client(), clock, handledEvents.filter((one) => !one.implicit).map((one) => one.event));
  const { permissions, events } = site.state.installations.get(installation)!;
  const look = () => doctor({ ...reads, installations: async () => [{ id: installation, account: 'acme', permissions: permissions as Record<string, string>, events, suspended: false }] });
  const codes = async () => (await look()).findings.filter((one) => one.subject === named() || one.code.startsWith('permission') || one.code.startsWith('event')).map((one) => one.code);
  expect(await codes()).toEqual(['check-not-required']);
  site.requireCheck(named(), 'mergewarden');
  expect(await codes()).toEqual(['check-without-source']);
  site.requireCheck(named(), 'mergewarden', app.id);
  expect(await codes()).toEqual([]);
  const queue = { check_response_timeout_minutes: 60, max_entries_to_build: 5, max_entries_to_merge: 5, merge_method: 'MERGE', min_entries_to_merge: 1, min_entries_to_merge_wait_minutes: 5 };
  for (const [strategy, expected] of [['ALLGREEN', []], ['HEADGREEN', ['queue-merges-blocked']]] as const) {
    const [ruleset] = [...site.state.repositories.values()].flatMap((one) => one.rulesets);
    (ruleset!.rules as object[]).push({ type: 'merge_queue', parameters: { ...queue, grouping_strategy: strategy } });
    expect(await codes()).toEqual(expected);
  }
});
