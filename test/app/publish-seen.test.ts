import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { seenChecks } from '../../src/app/publish-seen.js';
import { reviewHead } from '../../src/app/head.js';
import { Failure } from '../../src/core/errors.js';
import { comment, harness, note, pullPayload, repository, result, sha, type Harness } from './harness.js';

let app: Harness;
beforeEach(async () => {
  app = await harness({ seen: seenChecks() });
});
// At once: a pool keeps idle connections for ten seconds, and those of a quick file's tests would be more than the server takes.
afterEach(() => app.close());

const openPull = async (): Promise<void> => {
  app.host.open(1, sha('1'));
  await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('1') }));
};
const looks = (): number => app.host.calls.filter((operation) => operation === 'checks').length;
const block = { outcome: 'block', comments: [comment('c')], summary: 'Blocked.', annotations: Array.from({ length: 120 }, (_, index) => note(`n${index}`)) } as const;

describe('what a process saw of a head\'s check', () => {
  test('is not looked at again by its own next publisher: nor by its first: from the delivery to the conclusion no look', async () => {
    app.said.set(sha('1'), block);
    await openPull();
    await app.review(sha('1'));
    expect(looks()).toBe(0);
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
    expect(app.host.checkOf(sha('1')).annotations.map((one) => one.title)).toEqual(block.annotations.map((one) => one.title));
  });

  test('counts its notes: an early block, the conclusion, and all of it again, add none twice', async () => {
    await openPull();
    const reviewer: Harness['dependencies']['reviewer'] = async (target, { early }) => {
      await early(result(target, { outcome: 'block' }));
      return result(target, block);
    };
    await reviewHead({ ...app.dependencies, reviewer }, { repository: repository.id, head: sha('1') }, app.context());
    await app.pool.query('update mergewarden.publication set state = \'pending\'');
    await app.review(sha('1'));
    expect(looks()).toBe(0);
    expect(app.host.checkOf(sha('1')).annotations).toHaveLength(120);
    expect(app.host.checks).toHaveLength(1);
  });

  test('a comment that the host refuses becomes a note of the check that was seen', async () => {
    app.host.outside.add(1);
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'Blocked.', annotations: [note('n')] });
    await openPull();
    await app.review(sha('1'));
    expect(app.host.checkOf(sha('1')).annotations).toHaveLength(2);
    expect(looks()).toBe(0);
  });

  test('means nothing once another publisher had its turn', async () => {
    app.said.set(sha('1'), block);
    await openPull();
    await app.pool.query('update mergewarden.head set epoch = epoch + 1');
    await app.review(sha('1'));
    expect(looks()).toBe(1);
    expect(app.host.checks).toHaveLength(1);
  });

  test.each([['tells of', true], ['does not tell of', false]] as const)('does not hide what an earlier life of the service left pending, which the host %s', async (_name, tells) => {
    app.host.tells = tells;
    await app.host.publisher().createCheck(sha('1'), 'lost', { title: 'reviewing', summary: '' });
    await openPull();
    expect(looks()).toBe(0);
    await app.review(sha('1'));
    expect(looks()).toBe(1);
    expect(app.host.checks.map((check) => [check.externalId === 'lost', check.conclusion])).toEqual([[true, 'cancelled'], [false, 'success']]);
  });

  test('means nothing for another evaluation of the head', async () => {
    await openPull();
    await app.settle();
    const before = looks();
    await app.delivered('check_run', JSON.stringify({ action: 'rerequested', installation: { id: 7 }, repository: { id: 11, name: 'shop', owner: { login: 'acme' } }, check_run: { head_sha: sha('1') } }));
    expect(looks()).toBe(before + 1);
    await app.settle();
    expect(app.host.checks.map((check) => check.status)).toEqual(['completed', 'completed']);
  });

  test.each(['createCheck', 'updateCheck', 'createReview', 'createComment', 'checks', 'reviewComments', 'comments'] as const)('an answer of %s that is lost leaves exactly one of each', async (operation) => {
    app.said.set(sha('1'), block);
    let lost = 0;
    app.host.after = (called) => {
      if (called !== operation || lost >= 2) return;
      lost += 1;
      throw new Failure('HOST_TIMEOUT');
    };
    await openPull();
    for (let attempt = 0; attempt < 6; attempt += 1) await app.review(sha('1')).catch(() => undefined);
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
    expect(app.host.checkOf(sha('1')).annotations.map((one) => one.title)).toEqual(block.annotations.map((one) => one.title));
    expect(app.host.reviews).toHaveLength(1);
    expect(app.host.comments).toHaveLength(1);
  });

  test('a publisher that stalled until another took over leaves nothing behind that is believed', async () => {
    app.said.set(sha('1'), block);
    await openPull();
    const other = { ...app.dependencies, seen: seenChecks() };
    let stalled = false;
    app.host.after = async (called) => {
      if (called !== 'updateCheck' || stalled) return;
      stalled = true;
      await app.pool.query('update mergewarden.head set lease_until = now() - interval \'1 second\'');
      await reviewHead(other, { repository: repository.id, head: sha('1') }, app.context());
    };
    await app.review(sha('1'));
    expect(stalled).toBe(true);
    await app.pool.query('update mergewarden.publication set state = \'pending\'');
    await app.review(sha('1'));
    expect(app.host.checkOf(sha('1')).annotations).toHaveLength(120);
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.reviews).toHaveLength(1);
  });
});

test('so many heads are remembered, the ones that were seen last', () => {
  const seen = seenChecks(2);
  const lease = (head: string, epoch = 1) => ({ repository: 1, head, epoch });
  const check = (id: number) => ({ id, externalId: 'r', headSha: 'x', status: 'in_progress', annotations: 0 } as const);
  for (const [index, head] of ['a', 'b', 'a', 'c'].entries()) seen.put(lease(head), 'r', check(index));
  expect(['a', 'b', 'c'].map((head) => seen.get(lease(head, 2), 'r')?.check.id)).toEqual([2, undefined, 3]);
  expect(seen.get(lease('a', 3), 'r')).toBeUndefined();
  expect(seen.get(lease('a', 2), 'other')).toBeUndefined();
  seen.drop(lease('a'));
  expect(seen.get(lease('a', 1), 'r')).toBeUndefined();
});
