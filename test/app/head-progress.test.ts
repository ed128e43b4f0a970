import { describe, expect, test } from '@jest/globals';
import { headProgress, tellingMs, type HeadProgress } from '../../src/app/head-progress.js';
import { seenChecks } from '../../src/app/publish-seen.js';
import { Failure } from '../../src/core/errors.js';
import type { Timers } from '../../src/ports/clock.js';
import type { Lease, Outbox } from '../../src/ports/outbox.js';
import type { Publisher } from '../../src/ports/publisher.js';
import type { HeadState, Reviews } from '../../src/ports/reviews.js';
import { installation, repository, sha, silent } from './harness.js';

/** A clock that goes on when it is told to. */
function manualTime() {
  let now = 0;
  const sleeping: { readonly at: number; readonly wake: () => void }[] = [];
  const timers: Timers = {
    sleep: (ms, signal) => new Promise((resolve, reject) => {
      const abort = (): void => { reject(signal!.reason as Error); };
      signal?.addEventListener('abort', abort, { once: true });
      sleeping.push({ at: now + ms, wake: () => { signal?.removeEventListener('abort', abort); resolve(); } });
    }),
    deadline: () => ({ signal: new AbortController().signal, clear: () => undefined }),
  };
  const settled = async (): Promise<void> => { for (let turn = 0; turn < 50; turn += 1) await Promise.resolve(); };
  return {
    timers, now: () => now,
    pass: async (ms: number): Promise<void> => {
      for (const until = now + ms; now < until;) {
        now += 1_000;
        for (const one of sleeping.splice(0)) if (one.at <= now) one.wake(); else sleeping.push(one);
        await settled();
      }
    },
  };
}

/** One head with a pending check of this process, and what is written about it. */
function site(options: { readonly refuses?: () => void; readonly status?: 'in_progress' | 'completed'; readonly unseen?: boolean } = {}) {
  const time = manualTime();
  const written: { readonly at: number; readonly summary: string }[] = [];
  const review = { id: 'r1', state: 'open', openedAt: 0, evaluations: 1 } as HeadState['review'];
  const state = { installation, repository, sha: sha('1'), generation: 1, review, pulls: [] } as HeadState;
  const stands = { state: state as HeadState | undefined, busy: false, epoch: 1 };
  const seen = seenChecks();
  if (!options.unseen) seen.put({ repository: repository.id, head: state.sha, epoch: 1 }, 'r1', { id: 5, externalId: 'r1', headSha: state.sha, status: options.status ?? 'in_progress', annotations: 0 });
  const outbox = {
    acquire: async (of: number, head: string): Promise<Lease | undefined> => (stands.busy ? undefined : { repository: of, head, epoch: (stands.epoch += 1) }),
    hold: async () => ({ held: true, review: stands.state?.review.id ?? '', generation: 1 }), release: async () => undefined,
  } as unknown as Outbox;
  const publisher = { describeCheck: async (id: number, summary: string) => { options.refuses?.(); expect(id).toBe(5); written.push({ at: time.now() / 1_000, summary }); } } as unknown as Publisher;
  const reviews = { head: async () => stands.state } as unknown as Reviews;
  const stop = new AbortController();
  const progress: HeadProgress = headProgress({ outbox, reviews, seen, clock: { now: time.now }, timers: time.timers, log: silent }, publisher, state, stop.signal);
  return { ...time, written, stands, seen, state, stop, progress, times: () => written.map((one) => one.at) };
}

describe('progress in the check', () => {
  test('says after ten seconds how many packages are read, and which is waited for', async () => {
    const { progress, pass, written } = site();
    progress.of().report('facts', 1, 3, 'left');
    await pass(9_000);
    expect(written).toEqual([]);
    await pass(1_000);
    expect(written).toEqual([{ at: 10, summary: 'This head is being reviewed. The result will stand here.\n\nReading packages: 1 of 3 done, now `left`.' }]);
    await progress.end();
  });
  test('at most every ten seconds, rarer later, and only what is new', async () => {
    const { progress, pass, times } = site();
    const one = progress.of();
    for (let second = 0; second < 540; second += 1) {
      one.report('facts', second, 1_000, `p${second}`);
      await pass(1_000);
    }
    const gaps = times().map((at, index, all) => (at - (all[index - 1] ?? 0)) * 1_000);
    expect(gaps.slice(0, tellingMs.length)).toEqual([...tellingMs]);
    expect(Math.min(...gaps)).toBe(10_000);
    expect(times().length).toBe(11);
    const before = times().length;
    await pass(300_000);
    expect(times().length).toBe(before + 1);
    await progress.end();
  });
  test('a quick review is told of by its end alone, and nothing follows it', async () => {
    const { progress, pass, written } = site();
    progress.of().report('facts', 1, 2, 'left');
    await pass(5_000);
    await progress.end();
    await pass(60_000);
    expect(written).toEqual([]);
  });
  test('what several targets read is added up', async () => {
    const { progress, pass, written } = site();
    progress.of().report('facts', 2, 2);
    const other = progress.of();
    other.report('facts', 1, 3, 'right');
    other.report('checks', 0, 9);
    await pass(10_000);
    expect(written[0]?.summary).toContain('3 of 5 done, now `right`');
    await progress.end();
  });
  test('before anything is known to be read there is nothing to say', async () => {
    const { progress, pass, written } = site();
    progress.of().report('snapshot', 0, 1);
    await pass(30_000);
    expect(written).toEqual([]);
    await progress.end();
  });
  test('a name that is markup or cannot be seen is shown, not obeyed', async () => {
    const { progress, pass, written } = site();
    progress.of().report('facts', 0, 1, '@ann `x` <img src=x> \u202e|');
    await pass(10_000);
    expect(written[0]?.summary).toContain('``@ann `x` <img src=x> \\u{202e}\\u{7c}``');
    await progress.end();
  });
  test('while somebody else writes it waits for the next time', async () => {
    const { progress, pass, stands, times } = site();
    stands.busy = true;
    progress.of().report('facts', 0, 1, 'left');
    await pass(15_000);
    stands.busy = false;
    await pass(15_000);
    expect(times()).toEqual([20]);
    await progress.end();
  });
  test.each<[string, (at: ReturnType<typeof site>) => void]>([
    ['the review is concluded, by whatever process', ({ stands, state }) => { stands.state = { ...state, review: { ...state.review, state: 'concluded' as never } }; }],
    ['the head has another review', ({ stands, state }) => { stands.state = { ...state, review: { ...state.review, id: 'r2' } }; }],
    ['the head was asked for anew', ({ stands, state }) => { stands.state = { ...state, generation: 2 }; }],
    ['the head is gone', ({ stands }) => { stands.state = undefined; }],
    ['the service stops', ({ stop }) => { stop.abort(new Error('stop')); }],
  ])('nothing is written where %s', async (_what, happens) => {
    const at = site();
    at.progress.of().report('facts', 0, 1, 'left');
    happens(at);
    await at.pass(120_000);
    expect(at.written).toEqual([]);
    await at.progress.end();
  });
  test.each([['was concluded early', { status: 'completed' }], ['is not known to this process', { unseen: true }]] as const)('nothing is written on a check that %s', async (_what, options) => {
    const { progress, pass, written } = site(options);
    progress.of().report('facts', 0, 1, 'left');
    await pass(120_000);
    expect(written).toEqual([]);
    await progress.end();
  });
  test.each(['HOST_RATE_LIMITED', 'HOST_ERROR', 'HOST_FORBIDDEN'] as const)('after %s there is no second try', async (code) => {
    let tries = 0;
    const { progress, pass } = site({ refuses: () => { tries += 1; throw new Failure(code); } });
    progress.of().report('facts', 0, 1, 'left');
    await pass(300_000);
    await progress.end();
    expect(tries).toBe(1);
  });
  test('the next publisher still knows the check, unless an answer was lost', async () => {
    const lease = (epoch: number): Lease => ({ repository: repository.id, head: sha('1'), epoch });
    const fine = site();
    fine.progress.of().report('facts', 0, 1, 'left');
    await fine.pass(10_000);
    await fine.progress.end();
    expect(fine.seen.get(lease(fine.stands.epoch + 1), 'r1')?.check.id).toBe(5);
    const lost = site({ refuses: () => { throw new Failure('HOST_TIMEOUT'); } });
    lost.progress.of().report('facts', 0, 1, 'left');
    await lost.pass(10_000);
    await lost.progress.end();
    expect(lost.seen.get(lease(lost.stands.epoch + 1), 'r1')).toBeUndefined();
  });
});
