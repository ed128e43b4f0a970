import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { afterCooldown, cooldownEnd } from '../../src/app/cooldown.js';
import type { Reviewer } from '../../src/app/review.types.js';
import type { Finding, Level } from '../../src/core/finding.js';
import type { Job } from '../../src/ports/queue.js';
import { harness, pullPayload, repository, result, sha, type Harness } from './harness.js';

const reviewedAt = '2026-11-22T12:00:30.000Z';
const finding = (data: { readonly ends?: string }, more: { readonly check?: string; readonly level?: Level } = {}): Finding => ({ check: 'release-age', level: 'default', fingerprint: 'f'.repeat(64), data, ...more }) as unknown as Finding;

describe('when a cooldown is over', () => {
  const told: readonly (readonly [string, readonly Finding[], string | undefined])[] = [
    ['a time of RFC 3339, at the next whole minute', [finding({ ends: '2026-11-23T04:00:00.001Z' })], '2026-11-23T04:01:00.000Z'],
    ['with another offset', [finding({ ends: '2026-11-23T04:00:00+02:00' })], '2026-11-23T02:00:00.000Z'],
    ['the first of several', [finding({ ends: '2026-11-25T00:00:00Z' }), finding({ ends: '2026-11-23T00:00:00Z' })], '2026-11-23T00:00:00.000Z'],
    ['what is over is passed by', [finding({ ends: '2026-11-22T11:00:00Z' }), finding({ ends: '2026-11-25T00:00:00Z' })], '2026-11-25T00:00:00.000Z'],
    ['folded ones decide nothing', [finding({ ends: '2026-11-25T00:00:00Z' }, { level: 'folded' })], undefined],
    ['findings of other checks neither', [finding({ ends: '2026-11-25T00:00:00Z' }, { check: 'yanked' })], undefined],
    ['years ahead', [finding({ ends: '2029-01-01T00:00:00Z' })], undefined],
    ['no time at all', [finding({ ends: 'tomorrow' }), finding({ ends: '2026-13-45T99:99:00Z' }), finding({})], undefined],
    ['nothing is told', [], undefined],
  ];
  test.each(told)('%s', (_, findings, end) => {
    expect(cooldownEnd({ findings, reviewedAt })).toBe(end === undefined ? undefined : Date.parse(end));
  });
});

describe('a head that waits for a release to be old enough', () => {
  const begun = Date.now();
  let ahead = 0;
  let end: number | undefined;
  let app: Harness;
  beforeEach(async () => {
    ahead = 0;
    end = begun + 6 * 3_600_000;
    const clock = { now: () => Date.now() + ahead };
    const reviewer: Reviewer = async (target) => {
      app.seen.push(target);
      const waits = end !== undefined && clock.now() < end;
      const made = result(target, { outcome: waits ? 'warn' : 'pass' });
      return { ...made, verdict: { ...made.verdict, reviewedAt: new Date(clock.now()).toISOString(), findings: waits ? [finding({ ends: new Date(end!).toISOString() })] : [] } };
    };
    app = await harness({ reviewer, clock });
    app.host.open(1, sha('1'));
    await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('1') }));
    await app.settle();
  });
  afterEach(() => app.close());

  const jobs = async () => (await app.pool.query<{ readonly key: string; readonly payload: Omit<Extract<Job, { readonly task: 'cooldown' }>, 'task'>; readonly at: number }>('select key, payload, (extract(epoch from run_at) * 1000)::float8 as at from graphile_worker._private_jobs where key like \'cooldown:%\'')).rows;
  const minute = (ms: number): number => Math.ceil(ms / 60_000) * 60_000;
  async function run(): Promise<unknown> {
    const [job] = await jobs();
    return afterCooldown(app.dependencies, { task: 'cooldown', ...job!.payload });
  }

  test('has one job, for the time when that is over; it is judged anew then, once', async () => {
    expect(await jobs()).toMatchObject([{ key: `cooldown:${repository.id}:${sha('1')}`, at: minute(end!), payload: { at: minute(end!) } }]);
    expect(await run()).toEqual({ kind: 'later', afterMs: expect.any(Number) });
    expect(await app.due()).toEqual([]);
    ahead = 6 * 3_600_000 + 60_000;
    expect(await run()).toEqual({ kind: 'done' });
    // A process that died after that runs the job again.
    expect(await run()).toEqual({ kind: 'done' });
    await app.settle();
    expect(await run()).toEqual({ kind: 'done' });
    expect(await app.due()).toEqual([]);
    expect(app.seen).toHaveLength(2);
    expect(app.host.checks.at(-1)).toMatchObject({ conclusion: 'success', title: expect.stringMatching(/^pass/) });
  });

  test('a later judgement takes the place of the job', async () => {
    end = begun + 9 * 3_600_000;
    await app.dependencies.reviews.request(7, repository, sha('1'), { reviewId: 'asked-by-hand', priority: 0 });
    await app.settle();
    expect(await jobs()).toMatchObject([{ at: minute(end), payload: { review: 'asked-by-hand' } }]);
  });

  test('nothing happens to a closed pull request, nor to a head that another took the place of', async () => {
    app.host.open(2, sha('2'));
    await app.delivered('pull_request', pullPayload({ action: 'opened', number: 2, head: sha('2') }));
    await app.settle();
    app.host.open(1, sha('3'));
    app.host.close(2);
    await app.delivered('pull_request', pullPayload({ action: 'synchronize', head: sha('3') }));
    await app.delivered('pull_request', pullPayload({ action: 'closed', state: 'closed', number: 2, head: sha('2') }));
    await app.settle();
    const before = app.seen.length;
    ahead = 7 * 3_600_000;
    for (const { payload } of await jobs()) if (payload.head !== sha('3')) expect(await afterCooldown(app.dependencies, { task: 'cooldown', ...payload })).toEqual({ kind: 'done' });
    await app.settle();
    expect(app.seen).toHaveLength(before);
  });

  test('a judgement that is not stored leaves no job', async () => {
    await app.pool.query('select graphile_worker.remove_job(key) from graphile_worker._private_jobs where key like \'cooldown:%\'');
    const head = (await app.dependencies.reviews.head(repository.id, sha('1')))!;
    expect(await app.dependencies.reviews.conclude(head, { outcome: 'warn', audit: [], intents: [], again: begun + 3_600_000 })).toBe(false);
    expect(await jobs()).toEqual([]);
  });
});
