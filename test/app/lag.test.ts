import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { comment, harness, pullPayload, repository, sha, type Harness } from './harness.js';

let app: Harness;
beforeEach(async () => { app = await harness(); });
afterEach(() => app.close());

const at = Date.UTC(2026, 5, 1);
const second = 1_000;
const tell = (action: string, head: string, when: number, state: 'open' | 'closed' = 'open') => app.delivered('pull_request', pullPayload({ action, head, at: when, state }));
const pullsOf = async (head: string): Promise<readonly number[]> => (await app.dependencies.reviews.head(repository.id, head))?.pulls.map((pull) => pull.number) ?? [];
const age = (): Promise<unknown> => app.pool.query('update mergewarden.pull set seen_at = now() - interval \'2 minutes\'');
/** Another pull request has the same head, so that it is judged also after the first one was closed. */
const other = async (head: string): Promise<void> => {
  app.host.open(2, head, sha('e'), 'release', at);
  await app.delivered('pull_request', pullPayload({ action: 'opened', number: 2, head, base: sha('e'), baseRef: 'release', at }));
};

describe('a list that is older than the webhooks', () => {
  test('does not open again what was closed', async () => {
    await other(sha('1'));
    await tell('opened', sha('1'), at);
    await tell('closed', sha('1'), at + 2 * second, 'closed');
    app.host.open(1, sha('1'), sha('b'), 'main', at);
    await app.settle();
    expect(await pullsOf(sha('1'))).toEqual([2]);
    expect(app.seen.map((target) => target.kind === 'pull' && target.number)).toEqual([2]);
  });
  test('of the same second is believed, and asked about once more when it can lag no more', async () => {
    await other(sha('1'));
    await tell('opened', sha('1'), at);
    await tell('closed', sha('1'), at, 'closed');
    app.host.open(1, sha('1'), sha('b'), 'main', at);
    await app.settle();
    expect(await pullsOf(sha('1'))).toEqual([1, 2]);
    app.host.close(1);
    expect(await app.review(sha('1'))).toMatchObject({ kind: 'later' });
    await age();
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    await app.settle();
    expect(await pullsOf(sha('1'))).toEqual([2]);
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
  });
  test.each([['stands', at], ['is older even than what was told', at - second]])('what a read alone told, and %s a minute later, is asked about no more', async (_name, then) => {
    app.host.open(1, sha('1'), sha('b'), 'main', at);
    await other(sha('1'));
    await app.settle();
    expect(await app.review(sha('1'))).toMatchObject({ kind: 'later' });
    await age();
    app.host.open(1, sha('1'), sha('b'), 'main', then);
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    const asked = app.host.calls.length;
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    expect(app.host.calls).toHaveLength(asked);
    expect(await pullsOf(sha('1'))).toEqual([1, 2]);
  });
});

describe('a pull request that is read before something is said', () => {
  const judged = async (when: number): Promise<unknown> => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'Blocked.' });
    app.host.open(1, sha('2'), sha('b'), 'main', when);
    await tell('synchronize', sha('1'), at);
    return app.review(sha('1'));
  };
  const said = (): readonly number[] => [app.host.reviews.length, app.host.comments.length];
  test.each([['older than our row', at - second], ['of the same second', at]])('and is told %s with another head: nothing is said, and nothing forgotten', async (_name, when) => {
    expect(await judged(when)).toEqual({ kind: 'later', afterMs: 5_000 });
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
    expect(said()).toEqual([0, 0]);
    app.host.open(1, sha('1'), sha('b'), 'main', at);
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    expect(said()).toEqual([1, 1]);
  });
  test('and is told of a later time with another head: nothing is said', async () => {
    expect(await judged(at + second)).toEqual({ kind: 'done' });
    expect(said()).toEqual([0, 0]);
    app.host.open(1, sha('1'), sha('b'), 'main', at);
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    expect(said()).toEqual([0, 0]);
  });
  test('and that some replica does not know yet: nothing is said, and nothing forgotten', async () => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'Blocked.' });
    await tell('opened', sha('1'), at);
    expect(await app.review(sha('1'))).toEqual({ kind: 'later', afterMs: 5_000 });
    app.host.open(1, sha('1'), sha('b'), 'main', at);
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    expect(said()).toEqual([1, 1]);
  });
  test('and is still told older a minute later: the host is believed', async () => {
    await judged(at - second);
    await age();
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    expect(said()).toEqual([0, 0]);
    expect((await app.pool.query('select 1 from mergewarden.publication where state = \'pending\'')).rowCount).toBe(0);
  });
});
