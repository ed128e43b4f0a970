import { afterEach, expect, test } from '@jest/globals';
import type { Reviewer } from '../../src/app/review.types.js';
import { harness, pullPayload, repository, result, sha, type Harness } from './harness.js';

let app: Harness;
afterEach(() => app.close());

test('a head whose stranger\'s review runs and that a member asks for runs in both lanes, and has one conclusion: the later one\'s', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => { release = resolve; });
  let began: () => void = () => undefined;
  const running = new Promise<void>((resolve) => { began = resolve; });
  const standings: (string | undefined)[] = [];
  const reviewer: Reviewer = async (target) => {
    standings.push(target.standing);
    if (standings.length > 1) return result(target, { outcome: 'block' });
    began();
    // It does not listen to its signal, as a review in another process would not at once.
    await held;
    return result(target, { outcome: 'pass' });
  };
  app = await harness({ reviewer, watchMs: 3_600_000 });
  app.host.open(1, sha('1'));
  await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('1') }).replace('"MEMBER"', '"NONE"'));
  const { rows: [job] } = await app.pool.query('select queue_name, flags from graphile_worker.jobs where task_identifier = \'review\'');
  expect(job).toEqual({ queue_name: `repository:${repository.id}:strangers`, flags: { stranger: true } });
  await app.due();
  const first = app.review(sha('1'));
  await running;
  await app.delivered('check_run', JSON.stringify({ action: 'rerequested', installation: { id: 7 }, repository: { id: repository.id, name: repository.name, owner: { login: repository.owner } }, check_run: { head_sha: sha('1') } }));
  const { rows: [moved] } = await app.pool.query('select queue_name, flags from graphile_worker.jobs where task_identifier = \'review\'');
  expect(moved).toEqual({ queue_name: `repository:${repository.id}`, flags: null });
  await app.due();
  await app.review(sha('1'));
  release();
  await first;
  expect(standings).toEqual(['stranger', 'member']);
  expect(app.host.checks.map((check) => check.conclusion)).toEqual(['failure']);
  expect((await app.pool.query('select kind, body -> \'verdict\' ->> \'outcome\' as outcome from mergewarden.audit')).rows).toEqual([{ kind: 'verdict', outcome: 'block' }]);
  expect((await app.pool.query('select state, outcome, evaluations from mergewarden.review')).rows).toEqual([{ state: 'concluded', outcome: 'block', evaluations: 1 }]);
});
