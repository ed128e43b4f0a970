import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { seenChecks } from '../../src/app/publish-seen.js';
import { Failure } from '../../src/core/errors.js';
import { comment, harness, pullPayload, sha, type Harness } from './harness.js';

let app: Harness;
beforeEach(async () => { app = await harness({ seen: seenChecks() }); });
afterEach(() => app.close());

const block = { outcome: 'block', comments: [comment('c')], summary: 'Blocked.' } as const;
async function opened(head = sha('1'), action: 'opened' | 'synchronize' = 'opened'): Promise<void> {
  app.host.open(1, head);
  await app.delivered('pull_request', pullPayload({ action, head }));
}
const looks = (): readonly string[] => app.host.calls.filter((operation) => operation === 'comments' || operation === 'reviewComments');
const foreign = (body: string): void => { app.host.comments.push({ id: 900, pull: 1, body, ours: false }); };

describe('on a pull request on which nobody said anything', () => {
  test('a pass asks for no comments at all', async () => {
    await opened();
    await app.review(sha('1'));
    expect(looks()).toEqual([]);
    expect(app.host.writes()).toEqual(['createCheck', 'updateCheck']);
  });
  test('a block is told without a look: a check, a review, a summary', async () => {
    app.said.set(sha('1'), block);
    await opened();
    await app.review(sha('1'));
    expect(looks()).toEqual([]);
    expect(app.host.calls).toEqual(['createCheck', 'pullsWithHead', 'updateCheck', 'createReview', 'createComment']);
  });
  test('and the same again is told without a word', async () => {
    app.said.set(sha('1'), block);
    await opened();
    await app.review(sha('1'));
    await app.pool.query('update mergewarden.publication set state = \'pending\'');
    await app.review(sha('1'));
    expect(looks()).toEqual(['reviewComments', 'comments']);
    expect([app.host.reviews.length, app.host.comments.length]).toEqual([1, 1]);
  });
});

describe('what stands is looked for', () => {
  const says = async (prepare: () => Promise<void> | void): Promise<void> => {
    app.said.set(sha('1'), block);
    app.said.set(sha('2'), block);
    await opened();
    await app.settle();
    await prepare();
    app.host.calls.length = 0;
    await opened(sha('2'), 'synchronize');
    await app.settle();
    expect([app.host.reviews.length, app.host.comments.filter((one) => one.ours).length]).toEqual([1, 1]);
  };
  test.each<readonly [string, () => Promise<void> | void]>([
    ['after we spoke', () => undefined],
    ['after the database was lost', async () => { await app.pool.query('truncate mergewarden.pull, mergewarden.head, mergewarden.review, mergewarden.publication'); }],
    ['after the database was put back to before we spoke', async () => { await app.pool.query('update mergewarden.pull set spoken = false'); }],
    ['where the host does not know of our comments yet', () => { app.host.remarksOn = () => ({ comments: 0, threads: 0 }); }],
    ['where the host does not tell', () => { app.host.tells = false; }],
  ])('%s', async (_name, prepare) => {
    await says(prepare);
    expect(looks()).toEqual(['reviewComments', 'comments']);
  });
  test('where somebody else spoke, also for a pass', async () => {
    await opened();
    foreign('me too');
    await app.review(sha('1'));
    expect(looks()).toEqual(['comments']);
  });
  test('where a row stood before it was remembered', async () => {
    await opened();
    await app.pool.query('update mergewarden.pull set spoken = true');
    await app.review(sha('1'));
    expect(looks()).toEqual(['reviewComments', 'comments']);
  });
  test('where another publisher began meanwhile', async () => {
    app.said.set(sha('1'), block);
    await opened();
    const { outbox } = app.dependencies;
    const speak = outbox.speak!.bind(outbox);
    app.dependencies.outbox.speak = async (repository, pull) => { await app.pool.query('update mergewarden.pull set spoken = true'); return speak(repository, pull); };
    await app.review(sha('1'));
    expect(looks()).toEqual(['reviewComments', 'comments']);
  });
});

test.each([
  ['createReview', 'after'], ['createReview', 'before'], ['createComment', 'after'], ['createComment', 'before'],
] as const)('%s that fails %s it was carried out is looked for before it is tried again: exactly one of each', async (operation, when) => {
  app.said.set(sha('1'), block);
  let failed = false;
  app.host[when] = (called) => {
    if (called !== operation || failed) return;
    failed = true;
    throw new Failure('HOST_TIMEOUT');
  };
  await opened();
  await app.review(sha('1')).catch(() => undefined);
  await app.review(sha('1'));
  expect(failed).toBe(true);
  expect([app.host.checks.length, app.host.reviews.length, app.host.comments.length]).toEqual([1, 1, 1]);
  expect(looks().length).toBeGreaterThan(0);
});
