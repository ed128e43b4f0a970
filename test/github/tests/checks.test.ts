import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appToken, at, call, events, finish, lines, permissions, startReceiver, startScene, type Reply, type Scene } from './client.js';

let scene: Scene;
let token: string;
let head: string;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const send = (operation: string, body?: unknown, as = token): Promise<Reply> => {
  const [method = '', target = ''] = operation.split(' ');
  return call(scene.github, `${method} /repos/acme/shop${target}`, { token: as, ...(body === undefined ? {} : { body }) });
};
const run = (more: Record<string, unknown> = {}, as = token) => send('POST /check-runs', { name: 'gate', head_sha: head, ...more }, as);
const note = (line = 1, more: Record<string, unknown> = {}) => ({ path: 'src/a.js', start_line: line, end_line: line, annotation_level: 'warning', message: `line ${line}`, ...more });
const notes = (count: number) => Array.from({ length: count }, (_, index) => note(index + 1));
beforeEach(async () => {
  receiver = await startReceiver();
  scene = await startScene({ head: { 'src/a.js': lines(40, [20]) }, webhookUrl: receiver.url });
  token = await scene.token();
  head = await scene.github.tip('acme/shop', 'change');
});
afterEach(async () => {
  const problems = await finish(scene);
  await receiver.close();
  expect(problems).toEqual([]);
});

describe('a check run', () => {
  test('goes from queued to completed; annotations only ever add up', async () => {
    const made = await run({ external_id: 'review-1' });
    const id = Number(at(made.json, 'id'));
    expect([made.status, at(made.json, 'status'), at(made.json, 'conclusion'), at(made.json, 'app', 'id'), at(made.json, 'pull_requests', 0, 'number')]).toEqual([201, 'queued', null, scene.app.id, 1]);
    await send(`PATCH /check-runs/${id}`, { status: 'in_progress', output: { title: 't', summary: 's', annotations: notes(50) } });
    const done = await send(`PATCH /check-runs/${id}`, { conclusion: 'failure', output: { title: 't2', summary: 's2', annotations: notes(10) } });
    expect([at(done.json, 'status'), at(done.json, 'conclusion'), at(done.json, 'output', 'annotations_count'), at(done.json, 'output', 'title'), at(done.json, 'external_id')]).toEqual(['completed', 'failure', 60, 't2', 'review-1']);
    expect(((await send(`GET /check-runs/${id}/annotations?per_page=100`)).json as unknown[]).length).toBe(60);
    expect(at((await send(`GET /check-runs/${id}`)).json, 'completed_at')).toEqual(expect.any(String));
    await scene.github.deliveries.settled();
    expect(receiver.received.filter((one) => one.event === 'check_run' || one.action === 'completed').map((one) => `${one.event}.${String(one.action)}`)).toEqual(['check_run.created', 'check_run.completed', 'check_suite.completed']);
  });

  test('takes texts and annotations at their limits', async () => {
    expect((await run({ status: 'completed', conclusion: 'neutral', output: { title: 't', summary: 'x'.repeat(65_535), text: 'y'.repeat(65_535), annotations: notes(50) } })).status).toBe(201);
  });

  test('is written by Apps alone, and changed by its own alone', async () => {
    expect((await run({}, scene.github.userToken('alice'))).status).toBe(403);
    const id = Number(at((await run()).json, 'id'));
    const other = scene.github.createApp({ name: 'Other', permissions, events });
    const { id: installation } = scene.github.install(other.id, 'acme');
    const theirs = String(at((await call(scene.github, `POST /app/installations/${installation}/access_tokens`, { token: appToken(other), body: {} })).json, 'token'));
    expect((await send(`PATCH /check-runs/${id}`, { conclusion: 'success' }, theirs)).status).toBe(403);
    expect((await send(`GET /check-runs/${id}`, undefined, theirs)).status).toBe(200);
  });

  test('lists give the newest of each name unless all are asked for', async () => {
    const first = at((await run({ conclusion: 'failure' })).json, 'id');
    const second = at((await run({ conclusion: 'success' })).json, 'id');
    const ids = async (query: string, ref = head) => ((at((await send(`GET /commits/${ref}/check-runs${query}`)).json, 'check_runs') as unknown[]) ?? []).map((one) => at(one, 'id'));
    expect([await ids(''), await ids('?filter=all'), await ids('?check_name=none'), await ids(`?app_id=${scene.app.id}`, 'change'), await ids('?status=queued')]).toEqual([[second], [second, first], [], [second], []]);
    const suites = await send(`GET /commits/${head}/check-suites`);
    expect([at(suites.json, 'total_count'), at(suites.json, 'check_suites', 0, 'conclusion'), at(suites.json, 'check_suites', 0, 'head_branch')]).toEqual([1, 'success', 'change']);
    const suite = Number(at(suites.json, 'check_suites', 0, 'id'));
    expect(at((await send(`GET /check-suites/${suite}/check-runs`)).json, 'total_count')).toBe(1);
  });

  test('asked for again is told to its own App, and clears the suite, not the run', async () => {
    const made = await run({ conclusion: 'success' });
    const suite = Number(at(made.json, 'check_suite', 'id'));
    expect((await send(`POST /check-runs/${Number(at(made.json, 'id'))}/rerequest`)).status).toBe(201);
    expect([at((await send(`GET /check-suites/${suite}`)).json, 'status'), at((await send(`GET /check-runs/${Number(at(made.json, 'id'))}`)).json, 'conclusion')]).toEqual(['queued', 'success']);
    expect((await send(`POST /check-suites/${suite}/rerequest`)).status).toBe(201);
    scene.github.rerequestRun('acme/shop', Number(at(made.json, 'id')), 'alice');
    await scene.github.rerequestSuite('acme/shop', suite);
    await scene.github.deliveries.settled();
    const told = receiver.received.filter((one) => one.action === 'rerequested');
    expect(told.map((one) => [one.event, at(one.payload, one.event, 'app', 'id')])).toEqual(['check_run', 'check_suite', 'check_run', 'check_suite'].map((event) => [event, scene.app.id]));
  });
});

test('a push opens a suite unless its message says not to', async () => {
  const quiet = await scene.github.push('acme/shop', { branch: 'change', files: { q: '1' }, message: 'Quiet\n\n\nskip-checks: true' });
  expect(at((await send(`GET /commits/${quiet}/check-suites`)).json, 'total_count')).toBe(0);
  expect(at((await send(`GET /commits/${head}/check-suites`)).json, 'total_count')).toBe(1);
});

test('statuses combine to the worst of the newest of each context', async () => {
  const status = (state: string, context: string) => send(`POST /statuses/${head}`, { state, context });
  const combined = async () => at((await send('GET /commits/change/status')).json, 'state');
  const seen = [await combined()];
  for (const [state, context] of [['failure', 'a'], ['success', 'b'], ['success', 'a'], ['pending', 'c']] as const) {
    expect((await status(state, context)).status).toBe(201);
    seen.push(await combined());
  }
  expect(seen).toEqual(['pending', 'failure', 'failure', 'success', 'pending']);
  expect(((await send('GET /commits/change/statuses')).json as unknown[]).length).toBe(4);
  expect((await send(`POST /statuses/${head}`, { state: 'green' })).status).toBe(422);
});

describe('a required check', () => {
  const merge = async () => {
    const reply = await send('PUT /pulls/1/merge', {}, scene.github.userToken('alice'));
    return [reply.status, String(at(reply.json, 'message')).split('\n\n')[1] ?? ''];
  };
  const state = async () => at((await send('GET /pulls/1')).json, 'mergeable_state');
  beforeEach(() => void (scene.github.settings.mergeableNulls = 0));

  test.each<[string, Record<string, unknown> | undefined, string | undefined]>([
    ['missing', undefined, 'is expected'], ['in progress', { status: 'in_progress' }, 'is expected'], ['failed', { conclusion: 'failure' }, 'is failing'], ['cancelled', { conclusion: 'cancelled' }, 'is failing'],
    ['passed under another name', { conclusion: 'success', name: 'other' }, 'is expected'], ['passed', { conclusion: 'success' }, undefined], ['neutral', { conclusion: 'neutral' }, undefined], ['skipped', { conclusion: 'skipped' }, undefined],
  ])('that is %s', async (_name, more, refusal) => {
    scene.github.requireCheck('acme/shop', 'gate', scene.app.id);
    if (more) await run(more);
    expect(await state()).toBe(refusal === undefined ? 'clean' : 'blocked');
    const [status, reason] = await merge();
    expect([status, reason]).toEqual(refusal === undefined ? [200, ''] : [405, `Required status check "gate" ${refusal}.`]);
  });

  test('bound to our App is not met by another App or by a status', async () => {
    scene.github.requireCheck('acme/shop', 'gate', scene.app.id);
    const other = scene.github.createApp({ name: 'Other', permissions, events });
    const { id } = scene.github.install(other.id, 'acme');
    const theirs = String(at((await call(scene.github, `POST /app/installations/${id}/access_tokens`, { token: appToken(other), body: {} })).json, 'token'));
    await run({ conclusion: 'success' }, theirs);
    await send(`POST /statuses/${head}`, { state: 'success', context: 'gate' }, scene.github.userToken('alice'));
    expect((await merge())[0]).toBe(405);
    await run({ conclusion: 'failure' });
    await run({ conclusion: 'success' });
    expect((await merge())[0]).toBe(200);
  });

  test('bound to no App is met by anyone who can write; a check and a status of its name must both pass', async () => {
    scene.github.requireCheck('acme/shop', 'gate');
    await send(`POST /statuses/${head}`, { state: 'failure', context: 'gate' }, scene.github.userToken('alice'));
    await run({ conclusion: 'success' });
    expect((await merge())[0]).toBe(405);
    await send(`POST /statuses/${head}`, { state: 'success', context: 'gate' }, scene.github.userToken('bob'));
    expect((await merge())[0]).toBe(200);
  });

  test('must pass on the newest head', async () => {
    scene.github.requireCheck('acme/shop', 'gate', scene.app.id);
    await run({ conclusion: 'success' });
    await scene.github.push('acme/shop', { branch: 'change', files: { more: '1' } });
    expect((await merge())[0]).toBe(405);
  });
});

describe('rulesets', () => {
  test('are made, read, and told for a branch, an organisation’s among them', async () => {
    const { github } = scene;
    const checks = [{ context: 'gate', integration_id: scene.app.id }];
    const rules = [{ type: 'required_status_checks', parameters: { strict_required_status_checks_policy: false, required_status_checks: checks } }];
    const wish = { name: 'main', enforcement: 'active', target: 'branch', conditions: { ref_name: { include: ['refs/heads/release/**'], exclude: ['refs/heads/release/old'] } }, rules };
    const made = await send('POST /rulesets', wish, github.userToken('alice'));
    expect([made.status, (await send('POST /rulesets', wish, github.userToken('bob'))).status, (await send('POST /rulesets', { ...wish, rules: [{ type: 'magic' }] }, github.userToken('alice'))).status]).toEqual([201, 403, 422]);
    const above = github.ruleset({ organisation: 'acme' }, { name: 'all', enforcement: 'active', conditions: { ref_name: { include: ['~ALL'] } }, rules: [{ type: 'deletion' }] });
    const of = async (branch: string) => ((await send(`GET /rules/branches/${branch}`)).json as unknown[]).map((one) => [at(one, 'type'), at(one, 'ruleset_source_type')]);
    expect([await of('release/1/x'), await of('release/old'), await of('main')]).toEqual([
      [['required_status_checks', 'Repository'], ['deletion', 'Organization']], [['deletion', 'Organization']], [['deletion', 'Organization']],
    ]);
    expect(((await send('GET /rulesets')).json as unknown[]).map((one) => [at(one, 'name'), at(one, 'rules')])).toEqual([['main', undefined], ['all', undefined]]);
    expect(at((await send(`GET /rulesets/${Number(at(made.json, 'id'))}`)).json, 'rules', 0, 'parameters', 'required_status_checks')).toEqual(checks);
    expect(((await send('GET /rulesets?includes_parents=false')).json as unknown[]).length).toBe(1);
    expect((await call(github, `GET /orgs/acme/rulesets/${above.id}`, { token: github.userToken('alice') })).status).toBe(200);
    expect((await call(github, 'GET /orgs/acme/rulesets', { token })).status).toBe(403);
    expect(at((await send('GET /branches/change')).json, 'protected')).toBe(true);
  });
});

describe('the merge queue', () => {
  beforeEach(async () => {
    scene.github.requireCheck('acme/shop', 'gate', scene.app.id);
    await scene.github.push('acme/shop', { branch: 'two', from: 'main', files: { two: '2' }, by: 'bob' });
    await scene.github.openPull('acme/shop', { head: 'two', by: 'bob' });
  });
  const groups = async () => {
    await scene.github.deliveries.settled();
    return receiver.received.filter((one) => one.event === 'merge_group').map((one) => [one.action, at(one.payload, 'merge_group', 'base_sha'), at(one.payload, 'merge_group', 'head_sha'), at(one.payload, 'reason')]);
  };

  test('asks for checks of what would land, each entry upon the one before, and lands when they pass', async () => {
    const tip = await scene.github.tip('acme/shop');
    const one = await scene.github.enqueue('acme/shop', 1);
    const two = await scene.github.enqueue('acme/shop', 2);
    expect([one.baseSha, two.baseSha, await scene.github.tip('acme/shop', one.headRef)]).toEqual([tip, one.headSha, one.headSha]);
    expect(one.headRef).toBe(`refs/heads/gh-readonly-queue/main/pr-1-${tip}`);
    expect(((await send(`GET /commits/${two.headSha}/pulls`)).json as unknown[]).map((pull) => at(pull, 'number'))).toContain(2);
    await run({ head_sha: two.headSha, conclusion: 'success' });
    expect(await scene.github.tip('acme/shop')).toBe(tip);
    await run({ head_sha: one.headSha, conclusion: 'success' });
    expect(await scene.github.tip('acme/shop')).toBe(two.headSha);
    expect([at((await send('GET /pulls/1')).json, 'merged'), at((await send('GET /pulls/2')).json, 'merged')]).toEqual([true, true]);
    expect(await groups()).toEqual([['checks_requested', tip, one.headSha, undefined], ['checks_requested', one.headSha, two.headSha, undefined], ['destroyed', tip, one.headSha, 'merged'], ['destroyed', one.headSha, two.headSha, 'merged']]);
  });

  test('drops an entry whose check fails and builds those behind it anew', async () => {
    const tip = await scene.github.tip('acme/shop');
    const one = await scene.github.enqueue('acme/shop', 1);
    await scene.github.enqueue('acme/shop', 2);
    await run({ head_sha: one.headSha, conclusion: 'failure' });
    const [left] = scene.github.repository('acme/shop').queue;
    expect([left?.number, left?.baseSha]).toEqual([2, tip]);
    expect((await groups()).map(([action, , , reason]) => [action, reason])).toEqual([['checks_requested', undefined], ['checks_requested', undefined], ['destroyed', 'dequeued'], ['destroyed', 'invalidated'], ['checks_requested', undefined]]);
    await expect(scene.github.enqueue('acme/shop', 2)).rejects.toMatchObject({ status: 422 });
    await scene.github.dequeue('acme/shop', 2);
    expect(scene.github.repository('acme/shop').queue).toEqual([]);
  });
});
