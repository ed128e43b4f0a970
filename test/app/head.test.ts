import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/core/errors.js';
import { reviewHead } from '../../src/app/head.js';
import type { Outcome } from '../../src/core/verdict.js';
import type { Log, LogFields } from '../../src/ports/log.js';
import type { Operation } from './fake-host.js';
import { comment, fingerprint, harness, note, pullPayload, repository, result, sha, silent } from './harness.js';
import type { Harness } from './harness.js';

let app: Harness;
beforeEach(async () => {
  app = await harness();
});
// At once: a pool keeps idle connections for ten seconds, and those of a quick file's tests would be more than the server takes.
afterEach(() => app.close());

/** Counts how many calls of one operation are under way at once. */
function mostAtOnce(operation: Operation): () => number {
  let [running, most] = [0, 0];
  app.host.before = async (called) => {
    if (called !== operation) return;
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => { setImmediate(resolve); });
    running -= 1;
  };
  return () => most;
}

const openPull = async (head: string, fields: Partial<Parameters<typeof pullPayload>[0]> = {}): Promise<void> => {
  app.host.open(fields.number ?? 1, head, fields.base, fields.baseRef);
  await app.delivered('pull_request', pullPayload({ action: 'opened', head, ...fields }));
};

describe('one head', () => {
  test('is put in progress by its delivery, then concluded, and a pass is silent', async () => {
    await openPull(sha('1'));
    expect(app.host.checkOf(sha('1'))).toMatchObject({ status: 'in_progress' });
    await app.settle();
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(app.host.comments).toHaveLength(0);
    expect(app.host.reviews).toHaveLength(0);
    expect((await app.audit.read({ limit: 10 })).map((row) => [row.kind, row.head, row.pull])).toEqual([['verdict', sha('1'), 1]]);
  });

  test('a block leaves one check, one review, one comment; doing it all again changes nothing', async () => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c'), comment('d', 2)], summary: 'Blocked.', annotations: [note('n')] });
    await openPull(sha('1'));
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure', title: 'block against bbbb' });
    expect(app.host.reviews).toEqual([{ pull: 1, head: sha('1'), comments: 2 }]);
    expect(app.host.comments).toHaveLength(1);
    const writes = app.host.writes().length;
    await app.pool.query('update mergewarden.publication set state = \'pending\'');
    await app.review(sha('1'));
    expect(app.host.writes().slice(writes).filter((operation) => operation !== 'updateCheck')).toEqual([]);
    expect(app.host.checkOf(sha('1')).annotations).toHaveLength(1);
    expect(app.host.checks).toHaveLength(1);
  });

  test('the same delivery again does nothing, and neither does another that says the same', async () => {
    await openPull(sha('1'));
    await app.settle();
    await app.delivered('pull_request', pullPayload({ action: 'reopened', head: sha('1') }));
    expect(await app.due()).toEqual([]);
    expect(app.host.checks).toHaveLength(1);
  });

  test('a re-request makes a new evaluation and a new check', async () => {
    await openPull(sha('1'));
    await app.settle();
    app.said.set(sha('1'), { outcome: 'block' });
    await app.delivered('check_run', JSON.stringify({ action: 'rerequested', installation: { id: 7 }, repository: { id: 11, name: 'shop', owner: { login: 'acme' } }, check_run: { head_sha: sha('1') } }));
    expect(app.host.checks.map((check) => check.status)).toEqual(['completed', 'in_progress']);
    await app.settle();
    expect(app.host.checks.map((check) => check.conclusion)).toEqual(['success', 'failure']);
  });
});

describe('two heads and two bases', () => {
  test('a newer head supersedes: the old check is cancelled and names its successor', async () => {
    await openPull(sha('1'));
    app.host.open(1, sha('2'));
    await app.delivered('pull_request', pullPayload({ action: 'synchronize', head: sha('2') }));
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'cancelled', title: `superseded by ${sha('2').slice(0, 12)}` });
    expect(app.host.checkOf(sha('2'))).toMatchObject({ conclusion: 'success' });
    expect(app.seen.map((target) => target.headSha)).toEqual([sha('2')]);
  });

  test('a payload that is older than what is known changes nothing', async () => {
    const at = Date.UTC(2026, 5, 1);
    app.host.open(1, sha('2'));
    await app.delivered('pull_request', pullPayload({ action: 'synchronize', head: sha('2'), at }));
    await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('1'), at: at - 1_000 }));
    expect(await app.due()).toEqual([sha('2')]);
    expect(app.host.checks.map((check) => check.headSha)).toEqual([sha('2')]);
  });

  test('payloads of one second in the wrong order: the host is asked, and the newest head is judged', async () => {
    const at = Date.UTC(2026, 5, 1);
    app.host.open(1, sha('2'));
    await app.delivered('pull_request', pullPayload({ action: 'synchronize', head: sha('2'), at }));
    await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('1'), at }));
    await app.settle();
    expect(app.host.checkOf(sha('2'))).toMatchObject({ conclusion: 'success' });
    expect(app.host.checkOf(sha('1'))).toMatchObject({ status: 'completed' });
    expect((await app.dependencies.reviews.head(repository.id, sha('2')))?.pulls.map((pull) => pull.number)).toEqual([1]);
    expect((await app.dependencies.reviews.head(repository.id, sha('1')))?.pulls).toEqual([]);
  });

  test('one head, two bases: the worst concludes, and a second base puts a green check back in progress', async () => {
    app.said.set(`${sha('1')}:${sha('b')}`, { outcome: 'pass' });
    app.said.set(`${sha('1')}:${sha('e')}`, { outcome: 'block', comments: [comment('c')], summary: 'Blocked.' });
    await openPull(sha('1'));
    await app.settle();
    expect(app.host.checkOf(sha('1')).conclusion).toBe('success');
    await openPull(sha('1'), { number: 2, base: sha('e'), baseRef: 'release' });
    expect(app.host.checkOf(sha('1')).status).toBe('in_progress');
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure', title: 'block against eeee' });
    expect(app.host.comments.map((one) => one.pull)).toEqual([2]);
    app.host.close(2);
    await app.delivered('pull_request', pullPayload({ action: 'closed', number: 2, head: sha('1'), base: sha('e'), baseRef: 'release', state: 'closed' }));
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'success' });
  });

  test('a pull request whose webhook was lost is found on the host', async () => {
    app.said.set(`${sha('1')}:${sha('e')}`, { outcome: 'block' });
    app.host.open(2, sha('1'), sha('e'), 'release');
    await openPull(sha('1'));
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure', title: 'block against eeee' });
  });

  test('a list of the host that is partial ends no pull request and no review: what it leaves out is asked for by its number, all at once', async () => {
    app.said.set(`${sha('1')}:${sha('e')}`, { outcome: 'block' });
    await openPull(sha('1'));
    await openPull(sha('1'), { number: 2, base: sha('e'), baseRef: 'release' });
    await openPull(sha('1'), { number: 3 });
    await app.pool.query('update mergewarden.pull set seen_at = now() - interval \'2 minutes\'');
    for (const number of [1, 2, 3]) app.host.unlisted.add(number);
    app.host.close(3);
    const most = mostAtOnce('pull');
    const warned: LogFields[] = [];
    const log: Log = { ...silent, warn: (_message, fields) => { warned.push(fields ?? {}); }, with: () => log };
    await app.due();
    await reviewHead({ ...app.dependencies, log }, { repository: repository.id, head: sha('1') }, app.context());
    expect(warned).toMatchObject([{ head: sha('1'), code: 'READ_BUDGET' }]);
    expect(most()).toBe(3);
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure', title: 'block against eeee' });
    expect((await app.dependencies.reviews.head(repository.id, sha('1')))?.pulls.map((pull) => pull.number)).toEqual([1, 2]);
  });

  test('whatever a list leaves out, the conclusion is the worst of all open pull requests that a webhook or the list has told of', async () => {
    const one = fc.record({ told: fc.boolean(), open: fc.boolean(), listed: fc.boolean(), old: fc.boolean(), moved: fc.boolean(), outcome: fc.constantFrom<Outcome>('pass', 'warn', 'block', 'unknown') });
    let run = 0;
    await fc.assert(fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 4 }), async (drawn) => {
      run += 1;
      const head = run.toString(16).padStart(40, '0');
      app.host.unlisted.clear();
      const pulls = drawn.map((pull, index) => ({ ...pull, told: pull.told || index === 0, number: run * 10 + index, base: (run * 10 + index).toString(16).padStart(40, 'b'), baseRef: `base-${index}` }));
      for (const { number, base, baseRef, told, open, listed, old, moved, outcome } of pulls) {
        app.said.set(`${head}:${base}`, { outcome });
        app.host.open(number, head, base, baseRef);
        if (!listed) app.host.unlisted.add(number);
        const first = moved ? { base: sha('0'), baseRef: 'before' } : { base, baseRef };
        if (told) await app.delivered('pull_request', pullPayload({ action: 'opened', number, head, ...first }));
        // A row that is young is believed, so that a closing or another base must be of long ago to be found here.
        if (old || moved || !open) await app.pool.query('update mergewarden.pull set seen_at = now() - interval \'2 minutes\' where number = $1', [number]);
        if (!open) app.host.close(number);
      }
      await app.settle();
      const counted = pulls.filter((pull) => pull.open && (pull.told || pull.listed));
      const failing = counted.some(({ outcome }) => outcome === 'block' || outcome === 'unknown');
      expect(app.host.checkOf(head).conclusion).toBe(counted.length === 0 ? 'cancelled' : failing ? 'failure' : 'success');
    }), { numRuns: 40, seed: 700, examples: [[[{ told: true, open: true, listed: false, old: true, moved: true, outcome: 'block' }]], [[{ told: true, open: true, listed: false, old: true, moved: false, outcome: 'block' }]]] });
  });

  test('a push to the base that touches a lockfile has its pull requests judged anew; another does not', async () => {
    await openPull(sha('1'));
    await app.settle();
    const push = (after: string, modified: string[]): string => JSON.stringify({
      ref: 'refs/heads/main', after, installation: { id: 7 }, repository: { id: 11, name: 'shop', owner: { login: 'acme' } }, commits: [{ added: [], removed: [], modified }],
    });
    await app.delivered('push', push(sha('d'), ['src/index.ts']));
    expect(await app.due()).toEqual([]);
    await app.delivered('push', push(sha('e'), ['package-lock.json']));
    expect(app.host.checkOf(sha('1')).status).toBe('in_progress');
    await app.settle();
    expect(app.seen.map((target) => target.baseSha)).toEqual([sha('b'), sha('e')]);
  });

  test.each([
    ['the policy on the default branch', '.github', 'main', ['.github/mergewarden.yml'], true],
    ['a push that does not tell all its paths', '.github', 'main', undefined, true],
    ['another file', '.github', 'main', ['profile/README.md'], false],
    ['another branch', '.github', 'topic', ['.github/mergewarden.yml'], false],
    ['the policy of another repository', 'docs', 'main', ['.github/mergewarden.yml'], false],
  ])('a push to the organisation\'s repository judges every open pull request anew where it may change the policy: %s', async (_name, name, branch, modified, anew) => {
    await openPull(sha('1'));
    await openPull(sha('2'), { number: 2, baseRef: 'release' });
    await openPull(sha('3'), { number: 3 });
    await app.settle();
    app.host.close(3);
    await app.delivered('pull_request', pullPayload({ action: 'closed', number: 3, head: sha('3'), state: 'closed' }));
    await app.settle();
    await app.delivered('push', JSON.stringify({
      ref: `refs/heads/${branch}`, after: sha('d'), installation: { id: 7 }, repository: { id: 99, name, owner: { login: 'acme' }, default_branch: 'main' },
      commits: [{ added: [], removed: [], modified: modified ?? [] }],
    }));
    expect((await app.due()).toSorted()).toEqual(anew ? [sha('1'), sha('2')] : []);
  });

  test('a merge group is judged on its own base, and gets a check and no comment', async () => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'Blocked.' });
    await app.delivered('merge_group', JSON.stringify({
      action: 'checks_requested', installation: { id: 7 }, repository: { id: 11, name: 'shop', owner: { login: 'acme' } },
      merge_group: { head_sha: sha('1'), head_ref: 'refs/heads/gh-readonly-queue/main/pr-1', base_sha: sha('e'), base_ref: 'refs/heads/main' },
    }));
    await app.settle();
    expect(app.seen).toMatchObject([{ kind: 'merge-group', baseSha: sha('e'), baseRef: 'main' }]);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
    expect(app.host.writes()).not.toContain('createReview');
    expect(app.host.comments).toHaveLength(0);
  });
});

describe('faults of the host', () => {
  test.each(['createCheck', 'updateCheck', 'createReview', 'createComment', 'checks', 'reviewComments', 'comments'] as const)('an answer of %s that is lost leaves exactly one of each', async (operation) => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'Blocked.', annotations: Array.from({ length: 120 }, (_, index) => note(`n${index}`)) });
    let lost = 0;
    app.host.after = (called) => {
      if (called !== operation || lost >= 2) return;
      lost += 1;
      throw new Failure('HOST_TIMEOUT');
    };
    await openPull(sha('1'));
    for (let attempt = 0; attempt < 6; attempt += 1) await app.review(sha('1')).catch(() => undefined);
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
    expect(app.host.checkOf(sha('1')).annotations.map((one) => one.title)).toEqual(Array.from({ length: 120 }, (_, index) => `n${index}`));
    expect(app.host.reviews).toHaveLength(1);
    expect(app.host.comments).toHaveLength(1);
    expect((await app.audit.read({ limit: 10 })).length).toBe(1);
  });

  test.each(['checks', 'updateCheck', 'createReview', 'createComment'] as const)('a rate limit on %s sends the job back for as long as it says, and nothing is dropped', async (operation) => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'Blocked.' });
    await openPull(sha('1'));
    let limited = true;
    app.host.before = (called) => { if (called === operation && limited) throw new Failure('HOST_RATE_LIMITED', { retryAfterMs: 61_000 }); };
    expect(await app.review(sha('1'))).toEqual({ kind: 'later', afterMs: 61_000 });
    limited = false;
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
    expect(app.host.reviews).toHaveLength(1);
    expect(app.host.comments).toHaveLength(1);
  });

  test('a rate limit while reading does not use up an evaluation', async () => {
    await openPull(sha('1'));
    app.host.before = (called) => { if (called === 'pullsWithHead') throw new Failure('HOST_RATE_LIMITED', { retryAfterMs: 5_000 }); };
    for (let attempt = 0; attempt < 6; attempt += 1) expect(await app.review(sha('1'))).toEqual({ kind: 'later', afterMs: 5_000 });
    app.host.before = () => undefined;
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'success' });
  });

  test.each(['HOST_ERROR', 'HOST_TIMEOUT', 'HOST_UNREACHABLE'] as const)('a host that is away (%s) is looked for again while the check has time, and uses up no evaluation', async (code) => {
    await openPull(sha('1'));
    app.host.before = (called) => { if (called === 'pullsWithHead') throw new Failure(code); };
    for (let attempt = 0; attempt < 6; attempt += 1) expect(await app.review(sha('1'))).toEqual({ kind: 'later', afterMs: 15_000 });
    app.host.before = () => undefined;
    expect(await app.review(sha('1'))).toEqual({ kind: 'done' });
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'success' });
  });

  test('a host that is away for longer than a check may take leaves it as could not check', async () => {
    await openPull(sha('1'));
    app.host.before = (called) => { if (called === 'pullsWithHead') throw new Failure('HOST_ERROR'); };
    await app.review(sha('1'));
    await app.pool.query('update mergewarden.review set begun_at = begun_at - interval \'11 minutes\'');
    await app.review(sha('1'));
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure', title: 'could not check: the review was not done within its time' });
  });

  test('comments that may not be written do not hold up the check, nor each other', async () => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'Blocked.' });
    app.host.before = (called) => { if (called === 'createReview') throw new Failure('HOST_FORBIDDEN'); };
    await openPull(sha('1'));
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
    expect(app.host.comments).toHaveLength(1);
  });
});

describe('a publisher that is late', () => {
  test.each(['checks', 'updateCheck', 'reviewComments', 'createReview', 'createComment'] as const)('one that stalled in %s until another took over writes nothing more, and nothing is doubled', async (operation) => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'Blocked.', annotations: Array.from({ length: 70 }, (_, index) => note(`n${index}`)) });
    app.host.tells = false;
    await openPull(sha('1'));
    let stalled = false;
    let between = 0;
    app.host.after = async (called) => {
      if (called !== operation || stalled || app.host.calls.filter((one) => one === 'checks').length < 2) return;
      stalled = true;
      await app.pool.query('update mergewarden.head set lease_until = now() - interval \'1 second\'');
      await app.review(sha('1'));
      between = app.host.writes().length;
    };
    expect(await app.review(sha('1'))).toEqual({ kind: 'later', afterMs: 1_000 });
    expect(stalled).toBe(true);
    expect(app.host.writes().length).toBe(between);
    await app.review(sha('1'));
    expect(app.host.writes().length).toBe(between);
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.checkOf(sha('1')).annotations).toHaveLength(70);
    expect(app.host.reviews).toHaveLength(1);
    expect(app.host.comments).toHaveLength(1);
  });
});

describe('a review that does not end well', () => {
  const failing = async (reviewer: Harness['dependencies']['reviewer'], attempts: number): Promise<void> => {
    await openPull(sha('1'));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await reviewHead({ ...app.dependencies, reviewer }, { repository: repository.id, head: sha('1') }, app.context()).catch(() => undefined);
    }
  };

  test('a poison job is tried four times and concluded as could not check, with its trace id', async () => {
    let calls = 0;
    await failing(() => { calls += 1; return Promise.reject(new TypeError('poison')); }, 6);
    expect(calls).toBe(4);
    const check = app.host.checkOf(sha('1'));
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.title).toMatch(/^could not check/);
    expect(await app.audit.read({ limit: 10 })).toMatchObject([{ kind: 'unreviewed', body: { code: 'INTERNAL' } }]);
  });

  test('evaluations whose process died count', async () => {
    await openPull(sha('1'));
    await app.pool.query('update mergewarden.review set evaluations = 4');
    await app.review(sha('1'));
    expect(app.seen).toEqual([]);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
  });

  test('the deadline concludes, also when the reviewer does not listen', async () => {
    const timers = { ...app.dependencies.timers, deadline: (ms: number) => (ms > 100_000 ? { signal: AbortSignal.abort(), clear: () => undefined } : app.dependencies.timers.deadline(ms)) };
    await openPull(sha('1'));
    await reviewHead({ ...app.dependencies, timers, reviewer: () => new Promise(() => undefined) }, { repository: repository.id, head: sha('1') }, app.context());
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure', title: 'could not check: the review was not done within its time' });
  });

  test('a shutdown gives the job back unharmed', async () => {
    await openPull(sha('1'));
    const control = new AbortController();
    const reviewer: Harness['dependencies']['reviewer'] = () => { control.abort(); return new Promise(() => undefined); };
    expect(await reviewHead({ ...app.dependencies, reviewer }, { repository: repository.id, head: sha('1') }, app.context(control.signal))).toEqual({ kind: 'later', afterMs: 0 });
    expect((await app.dependencies.reviews.head(repository.id, sha('1')))?.review).toMatchObject({ state: 'open', evaluations: 0 });
    await app.review(sha('1'));
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'success' });
  });

  test('a head that is asked for anew while it is judged is not concluded by the old judgement', async () => {
    await openPull(sha('1'));
    const reviewer: Harness['dependencies']['reviewer'] = async (target) => {
      app.host.open(1, sha('1'), sha('e'), 'release');
      await app.delivered('pull_request', pullPayload({ action: 'edited', head: sha('1'), base: sha('e'), baseRef: 'release' }));
      return result(target, { outcome: 'pass' });
    };
    await app.due();
    await reviewHead({ ...app.dependencies, reviewer }, { repository: repository.id, head: sha('1') }, app.context());
    expect(app.host.checkOf(sha('1')).status).toBe('in_progress');
    app.said.set(`${sha('1')}:${sha('e')}`, { outcome: 'block' });
    await app.settle();
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
  });

  test('too many pull requests with one head are said, not reviewed', async () => {
    for (let number = 1; number <= 21; number += 1) await openPull(sha('1'), { number });
    await app.settle();
    expect(app.seen).toEqual([]);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure', title: 'could not check: too many open pull requests have this head' });
  });
});

describe('an early block', () => {
  test('stands before the evidence is in, and the end does not double anything', async () => {
    const states: (string | undefined)[] = [];
    const reviewer: Harness['dependencies']['reviewer'] = async (target, { early }) => {
      const first = result(target, { outcome: 'block', annotations: [note('early')] });
      await early(first);
      states.push(app.host.checkOf(sha('1')).conclusion);
      return result(target, { outcome: 'block', annotations: [note('a'), note('b')], comments: [comment('c')], summary: 'Blocked.' });
    };
    await openPull(sha('1'));
    await reviewHead({ ...app.dependencies, reviewer }, { repository: repository.id, head: sha('1') }, app.context());
    expect(states).toEqual(['failure']);
    expect(app.host.checks).toHaveLength(1);
    expect(app.host.checkOf(sha('1')).annotations.map((one) => one.title)).toEqual(['a', 'b']);
    expect(app.host.reviews).toHaveLength(1);
  });

  test('is not told where the policy only observes', async () => {
    const states: (string | undefined)[] = [];
    const reviewer: Harness['dependencies']['reviewer'] = async (target, { early }) => {
      await early(result(target, { outcome: 'block', enforced: false }));
      states.push(app.host.checkOf(sha('1')).status);
      return result(target, { outcome: 'block', enforced: false });
    };
    await openPull(sha('1'));
    await reviewHead({ ...app.dependencies, reviewer }, { repository: repository.id, head: sha('1') }, app.context());
    expect(states).toEqual(['in_progress']);
    expect(app.host.checkOf(sha('1'))).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  test('never turns into a pass within its evaluation', async () => {
    const reviewer: Harness['dependencies']['reviewer'] = async (target, { early }) => {
      await early(result(target, { outcome: 'block' }));
      return result(target, { outcome: 'pass' });
    };
    await openPull(sha('1'));
    await reviewHead({ ...app.dependencies, reviewer }, { repository: repository.id, head: sha('1') }, app.context());
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
  });
});

describe('comments', () => {
  const push = async (from: string, to: string): Promise<void> => {
    app.host.open(1, to);
    await app.delivered('pull_request', pullPayload({ action: 'synchronize', head: to }));
    await app.settle();
    expect(app.host.checkOf(from).status).toBe('completed');
  };

  test('standing findings are not told twice, mended ones are struck and resolved, the summary is settled', async () => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c'), comment('d')], summary: 'Two.' });
    app.said.set(sha('2'), { outcome: 'block', comments: [comment('d'), comment('e')], summary: 'Two others.' });
    await openPull(sha('1'));
    await app.settle();
    await push(sha('1'), sha('2'));
    expect(app.host.reviews.map((review) => review.comments)).toEqual([2, 1]);
    expect(app.host.lines.map((line) => line.body.split('\n').slice(0, 2).join(' '))).toEqual([`<!-- mergewarden:resolved --> ~~Finding c~~ resolved in ${sha('2').slice(0, 12)}`, 'Finding d ', 'Finding e ']);
    expect(app.host.resolved).toEqual([app.host.lines[0]?.nodeId]);
    expect(app.host.comments.map((one) => one.body)).toEqual([expect.stringContaining('Two others.')]);
    await push(sha('2'), sha('3'));
    expect(app.host.lines.every((line) => line.body.includes('resolved in'))).toBe(true);
    expect(app.host.comments.map((one) => one.body)).toEqual([expect.stringContaining('All settled.')]);
  });

  test.each([
    ['what it told at the beginning holds for writes that follow soon', 0, 0], ['and it is asked again for one that comes later', 6_000, 3],
  ])('whether a head is the newest: %s', async (_name, pauseMs, asked) => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c'), comment('d')], summary: 'Two.' });
    app.said.set(sha('2'), { outcome: 'block', comments: [comment('e')], summary: 'Another.' });
    await openPull(sha('1'));
    await app.settle();
    app.host.open(1, sha('2'));
    await app.delivered('pull_request', pullPayload({ action: 'synchronize', head: sha('2') }));
    let skew = 0;
    app.host.after = (called) => { if (called === 'createReview' || called === 'updateReviewComment') skew += pauseMs; };
    app.host.calls.length = 0;
    await reviewHead({ ...app.dependencies, clock: { now: () => Date.now() + skew } }, { repository: repository.id, head: sha('2') }, app.context());
    expect(app.host.writes().filter((operation) => operation !== 'updateCheck')).toEqual(['createReview', 'resolveThread', 'updateReviewComment', 'resolveThread', 'updateReviewComment', 'updateComment']);
    expect(app.host.calls.filter((operation) => operation === 'pull')).toHaveLength(asked);
  });

  test('a finding that comes back is told again', async () => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'One.' });
    app.said.set(sha('3'), { outcome: 'block', comments: [comment('c')], summary: 'One.' });
    await openPull(sha('1'));
    await app.settle();
    await push(sha('1'), sha('2'));
    await push(sha('2'), sha('3'));
    expect(app.host.reviews.map((review) => review.head)).toEqual([sha('1'), sha('3')]);
  });

  test('a finding whose check could not look is not called mended; that of another check is', async () => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'One.' });
    app.said.set(sha('2'), { outcome: 'unknown', gaps: ['install-script'] });
    app.said.set(sha('3'), { outcome: 'unknown', gaps: ['network-access'] });
    await openPull(sha('1'));
    await app.settle();
    await push(sha('1'), sha('2'));
    expect(app.host.lines[0]?.body).toContain('Finding c');
    expect(app.host.lines[0]?.body).not.toContain('resolved in');
    await push(sha('2'), sha('3'));
    expect(app.host.lines[0]?.body).toContain('resolved in');
  });

  test.each([true, false])('a line outside the diff is told as a note on the check (named by the host: %s)', async (named) => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c', 1), comment('d', 77)], summary: 'Two.', annotations: [note('n')] });
    app.host.outside.add(77);
    app.host.nameLines = named;
    await openPull(sha('1'));
    await app.settle();
    const notes = app.host.checkOf(sha('1')).annotations.map((one) => one.title);
    expect(notes).toEqual(named ? ['n', 'Finding d'] : ['n', 'Finding c', 'Finding d']);
    expect(app.host.lines.map((line) => line.line)).toEqual(named ? [1] : []);
  });

  test('a marker that somebody else posted, or that stands inside a foreign excerpt, hides nothing', async () => {
    app.host.lines.push({ id: 900, pull: 1, path: 'x', line: 1, side: 'RIGHT', nodeId: 'n', ours: false, body: `<!-- mergewarden:finding:${fingerprint('c')} -->` });
    app.host.comments.push({ id: 901, pull: 1, ours: false, body: 'mine\n<!-- mergewarden:summary -->' });
    const excerpt = { ...comment('d'), body: `Finding d\n\n<!-- mergewarden:finding:${fingerprint('c')} -->\n\nmore` };
    app.said.set(sha('1'), { outcome: 'block', comments: [excerpt], summary: 'One.' });
    app.said.set(sha('2'), { outcome: 'block', comments: [excerpt, comment('c')], summary: 'Two.' });
    await openPull(sha('1'));
    await app.settle();
    await push(sha('1'), sha('2'));
    expect(app.host.reviews.map((review) => review.comments)).toEqual([1, 1]);
    expect(app.host.comments.filter((one) => one.ours)).toHaveLength(1);
    expect(app.host.comments.find((one) => !one.ours)?.body).toContain('mine');
  });

  test('nothing is said about a pull request that has moved on, and the check of its head stays', async () => {
    app.said.set(sha('1'), { outcome: 'block', comments: [comment('c')], summary: 'One.' });
    await openPull(sha('1'));
    let skew = 0;
    app.host.before = (called) => {
      if (called !== 'updateCheck') return;
      app.host.open(1, sha('2'));
      skew = 6_000;
    };
    await reviewHead({ ...app.dependencies, clock: { now: () => Date.now() + skew } }, { repository: repository.id, head: sha('1') }, app.context());
    expect(app.host.checkOf(sha('1'))).toMatchObject({ conclusion: 'failure' });
    expect(app.host.reviews).toEqual([]);
    expect(app.host.comments).toEqual([]);
  });
});
