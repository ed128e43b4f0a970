import { afterEach, describe, expect, test } from '@jest/globals';
import { createGitHubDeliveries, createGitHubInstallations } from '../../../src/adapters/github/deliveries.js';
import { createGitHubPublisher } from '../../../src/adapters/github/publisher.js';
import { limits } from '../../../src/core/limits.js';
import { json, repository, scripted, start, type Handler } from './scripted.js';

const at = '/v3/repos/acme/shop';
const head = 'a'.repeat(40);
const other = 'b'.repeat(40);
const app: Handler = (_request, response) => { json(response, { id: 12, slug: 'mergewarden', permissions: {}, events: [] }); };

type Scripted = Awaited<ReturnType<typeof scripted>>;
const running: Scripted[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map((one) => one.close())); });
async function publisherOf(handlers: Record<string, Handler>) {
  const one = await scripted({ 'GET /v3/app': app, ...handlers });
  running.push(one);
  return { ...one, publisher: createGitHubPublisher({ github: one.github, installation: 1, repository }) };
}
const say = (...answers: unknown[]): Handler => (_request, response) => { json(response, answers.length > 1 ? answers.shift() : answers[0]); };
const sent = (one: { calls: Scripted['calls'] }) => JSON.parse(one.calls.at(-1)!.body) as unknown;
/** Pages of a list: each call gets the next one, with a Link header until the last. */
const paged = (...pages: unknown[]): Handler => (request, response) => {
  const page = Number(new URL(request.url!, 'http://x').searchParams.get('page') ?? 1);
  json(response, pages[page - 1] ?? [], 200, page < pages.length ? { link: `<http://127.0.0.1/x?page=${page + 1}>; rel="next"` } : {});
};

const run = (id: number, changes = {}) => ({ id, external_id: `review-${id}`, head_sha: head, status: 'completed', conclusion: 'success', name: 'mergewarden', app: { id: 12 }, output: { annotations_count: 3 }, ...changes });
const pullJson = (number: number, sha: string, changes = {}) => ({
  number, state: 'open', draft: false, user: { id: 3, login: 'ann' }, head: { sha, ref: 'x', repo: null },
  base: { sha: other, ref: 'main', repo: { id: 7, name: 'shop', owner: { id: 1, login: 'acme' }, private: true, fork: false } }, ...changes,
});

describe('check runs', () => {
  test('ours are those of our App with our name, on all pages', async () => {
    const one = await publisherOf({ [`GET ${at}/commits/${head}/check-runs`]: paged(
      { total_count: 5, check_runs: [run(1), run(2, { app: { id: 99 } }), run(3, { name: 'mergewarden ' })] },
      { total_count: 5, check_runs: [run(4, { app: null }), run(5, { status: 'in_progress', conclusion: null, external_id: null, output: null })] },
    ) });
    expect(await one.publisher.checks(head)).toEqual([
      { id: 1, externalId: 'review-1', headSha: head, status: 'completed', conclusion: 'success', annotations: 3 },
      { id: 5, externalId: '', headSha: head, status: 'in_progress', annotations: 0 },
    ]);
    expect(one.calls.at(-1)!.path).toContain('app_id=12');
    expect(one.calls.at(-1)!.path).toContain('filter=all');
  });

  test('begin in progress and end with a conclusion; annotations as GitHub names them', async () => {
    const one = await publisherOf({ [`POST ${at}/check-runs`]: (_request, response) => { json(response, run(9, { status: 'in_progress', conclusion: null }), 201); }, [`PATCH ${at}/check-runs/9`]: say(run(9)) });
    expect(await one.publisher.createCheck(head, 'review-9', { title: 'in progress', summary: 's' }, 'https://review.example.invalid/9')).toMatchObject({ id: 9, status: 'in_progress' });
    expect(sent(one)).toEqual({ name: 'mergewarden', head_sha: head, external_id: 'review-9', status: 'in_progress', output: { title: 'in progress', summary: 's' }, details_url: 'https://review.example.invalid/9' });
    await one.publisher.updateCheck(9, { title: 't', summary: 's', text: 'x', conclusion: 'failure', annotations: [{ path: 'a', startLine: 1, endLine: 2, level: 'failure', title: 'n', message: 'm' }] });
    expect(sent(one)).toEqual({ status: 'completed', conclusion: 'failure', output: { title: 't', summary: 's', text: 'x', annotations: [{ path: 'a', start_line: 1, end_line: 2, annotation_level: 'failure', title: 'n', message: 'm' }] } });
  });

  test('progress is words alone: neither a status nor a title is sent', async () => {
    const one = await publisherOf({ [`PATCH ${at}/check-runs/9`]: say(run(9)) });
    await one.publisher.describeCheck(9, 'reading');
    expect(sent(one)).toEqual({ output: { summary: 'reading' } });
  });
});

describe('pull requests with a head', () => {
  const linkTo = (page: number, rel: string): string => `<http://127.0.0.1/x?state=open&page=${page}>; rel="${rel}"`;
  /** So many open pull requests, 100 a page, those in `mine` with the head; `last`: whether the Link header says how many pages there are. */
  const open = (count: number, mine: readonly number[], { last = true }: { readonly last?: boolean } = {}): Handler => (request, response) => {
    const page = Number(new URL(request.url!, 'http://x').searchParams.get('page'));
    const pages = Math.ceil(count / 100);
    const numbers = Array.from({ length: count }, (_, index) => count - index).slice((page - 1) * 100, page * 100);
    json(response, numbers.map((number) => pullJson(number, mine.includes(number) ? head : other)), 200, page < pages ? { link: [linkTo(page + 1, 'next'), ...(last ? [linkTo(pages, 'last')] : [])].join(', ') } : {});
  };
  const pagesAsked = (one: { calls: Scripted['calls'] }): readonly number[] => one.calls.filter((call) => call.path.includes('/shop/pulls?')).map((call) => Number(new URL(call.path, 'http://x').searchParams.get('page')));
  const found = async (one: Awaited<ReturnType<typeof publisherOf>>) => {
    const { pulls, partial } = await one.publisher.pullsWithHead(head);
    return { pulls: pulls.map((pull) => pull.number), partial };
  };
  const rounds = (one: Scripted): number => Math.max(...one.traces.map((trace) => trace.round));

  test('whatever their base, each once', async () => {
    const one = await publisherOf({ [`GET ${at}/pulls`]: paged([pullJson(1, head), pullJson(2, other)], [pullJson(3, head, { draft: true, user: null }), pullJson(1, head)]), [`GET ${at}/pulls/1`]: say(pullJson(1, head)) });
    expect(await one.publisher.pullsWithHead(head)).toEqual({ partial: false, pulls: [
      { number: 1, state: 'open', draft: false, head, base: other, baseRef: 'main', author: 'ann' },
      { number: 3, state: 'open', draft: true, head, base: other, baseRef: 'main', author: '' },
    ] });
    expect(await one.publisher.pull(1)).toMatchObject({ number: 1, head });
  });

  test('among 700 open ones: the last updated first, all pages after the first together', async () => {
    const one = await publisherOf({ [`GET ${at}/pulls`]: open(700, [700, 350, 1]) });
    expect(await found(one)).toEqual({ pulls: [1, 350, 700], partial: false });
    expect(new Set(pagesAsked(one))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
    expect(pagesAsked(one)).toHaveLength(7);
    expect(rounds(one)).toBe(3);
    expect(one.calls.find((call) => call.path.includes('/shop/pulls?'))?.path).toContain('state=open&sort=updated&direction=desc');
  });

  test('one page is one request', async () => {
    const one = await publisherOf({ [`GET ${at}/pulls`]: open(100, [3]) });
    expect(await found(one)).toEqual({ pulls: [3], partial: false });
    expect(pagesAsked(one)).toEqual([1]);
  });

  test('more pages than the limit: what was read, what the commit itself is known by, and that it is partial', async () => {
    const count = limits.pullPages.value * 100 + 1;
    const handlers = { [`GET ${at}/commits/${head}/pulls`]: say([pullJson(1, head), pullJson(count, head), pullJson(7, other), pullJson(8, head, { state: 'closed' })]) };
    const one = await publisherOf({ ...handlers, [`GET ${at}/pulls`]: open(count, [count, 2, 1]) });
    expect(await found(one)).toEqual({ pulls: [1, 2, count], partial: true });
    expect(pagesAsked(one)).toHaveLength(limits.pullPages.value);
    expect(rounds(one)).toBe(4);
    const whole = await publisherOf({ ...handlers, [`GET ${at}/pulls`]: open(count - 1, [2, 1]) });
    expect(await found(whole)).toEqual({ pulls: [1, 2], partial: false });
    expect(whole.calls.some((call) => call.path.includes('/commits/'))).toBe(false);
  });

  test('a commit that the host does not know by itself leaves the list as it is; a failure is one', async () => {
    const count = limits.pullPages.value * 100 + 1;
    const one = await publisherOf({ [`GET ${at}/pulls`]: open(count, [count]) });
    expect(await found(one)).toEqual({ pulls: [count], partial: true });
    const broken = await publisherOf({ [`GET ${at}/pulls`]: open(count, [count]), [`GET ${at}/commits/${head}/pulls`]: (_request, response) => { json(response, {}, 502); } });
    await expect(broken.publisher.pullsWithHead(head)).rejects.toMatchObject({ code: 'HOST_ERROR' });
  });

  test('a list that does not say how far it goes is read to the limit', async () => {
    const one = await publisherOf({ [`GET ${at}/pulls`]: open(250, [250, 1], { last: false }) });
    expect(await found(one)).toEqual({ pulls: [1, 250], partial: false });
    expect(pagesAsked(one)).toHaveLength(limits.pullPages.value);
    expect(rounds(one)).toBe(3);
  });

  test('a list that grew while it was read is partial, and what comes on two pages is one', async () => {
    const one = await publisherOf({
      [`GET ${at}/commits/${head}/pulls`]: say([]),
      [`GET ${at}/pulls`]: (request, response) => {
        const page = Number(new URL(request.url!, 'http://x').searchParams.get('page'));
        if (page === 1) json(response, [pullJson(9, head), pullJson(8, head)], 200, { link: [linkTo(2, 'next'), linkTo(2, 'last')].join(', ') });
        else json(response, [pullJson(8, head, { draft: true }), pullJson(7, head)], 200, { link: [linkTo(3, 'next'), linkTo(3, 'last')].join(', ') });
      },
    });
    expect(await found(one)).toEqual({ pulls: [7, 8, 9], partial: true });
  });

  test('a page that fails fails the whole: half a list is none', async () => {
    const whole = open(300, [300]);
    const one = await publisherOf({ [`GET ${at}/pulls`]: (request, response, body) => { if (request.url!.includes('page=3')) json(response, {}, 502); else void whole(request, response, body); } });
    await expect(one.publisher.pullsWithHead(head)).rejects.toMatchObject({ code: 'HOST_ERROR' });
  });
});

describe('comments', () => {
  const marker = '<!-- mergewarden -->';
  const bot = { id: 5, login: 'mergewarden[bot]', type: 'Bot' };
  test.each<readonly [string, object, boolean]>([
    ['our App by its id', { user: bot, performed_via_github_app: { id: 12 } }, true],
    ['our bot where GitHub names no App', { user: bot }, true],
    ['our bot under a name in other case', { user: { ...bot, login: 'MergeWarden[bot]' }, performed_via_github_app: null }, true],
    ['a person with our marker', { user: { id: 9, login: 'mallory', type: 'User' }, performed_via_github_app: null }, false],
    ['a person by way of another App', { user: { id: 9, login: 'mallory', type: 'User' }, performed_via_github_app: { id: 13 } }, false],
    ['another App named like our bot', { user: bot, performed_via_github_app: { id: 13 } }, false],
    ['a user whose login looks like our bot', { user: { ...bot, type: 'User' } }, false],
    ['another bot', { user: { ...bot, login: 'renovate[bot]' } }, false],
    ['nobody', { user: null }, false],
  ])('%s', async (_name, fields, ours) => {
    const one = await publisherOf({ [`GET ${at}/issues/5/comments`]: say([{ id: 1, body: marker, ...fields }]), [`GET ${at}/pulls/5/comments`]: say([{ id: 2, node_id: 'N', path: 'a', line: null, body: null, ...fields }]) });
    expect(await one.publisher.comments(5)).toEqual([{ id: 1, body: marker, ours }]);
    expect(await one.publisher.reviewComments(5)).toEqual([{ id: 2, body: '', ours, nodeId: 'N', path: 'a' }]);
  });

  test('are read on all pages, and a list without an end is refused instead of written to twice', async () => {
    const one = await publisherOf({ [`GET ${at}/issues/5/comments`]: paged(...Array.from({ length: 3 }, (_, page) => [{ id: page, body: '', user: bot }])) });
    expect((await one.publisher.comments(5)).map((comment) => comment.id)).toEqual([0, 1, 2]);
    const endless = await publisherOf({ [`GET ${at}/issues/5/comments`]: (_request, response) => { json(response, [], 200, { link: '<http://127.0.0.1/x?page=2>; rel="next"' }); } });
    await expect(endless.publisher.comments(5)).rejects.toMatchObject({ code: 'READ_BUDGET' });
  });

  test('are written, edited, and reviews sent whole', async () => {
    const one = await publisherOf({
      [`POST ${at}/issues/5/comments`]: (_request, response) => { json(response, { id: 77 }, 201); }, [`PATCH ${at}/issues/comments/77`]: say({}), [`PATCH ${at}/pulls/comments/8`]: say({}),
      [`POST ${at}/pulls/5/reviews`]: (_request, response, body) => { if (body.includes('"line":99')) json(response, { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] }, 422); else json(response, { id: 1 }); },
    });
    expect(await one.publisher.createComment(5, 'hello')).toBe(77);
    await one.publisher.updateComment(77, 'more');
    expect(sent(one)).toEqual({ body: 'more' });
    await one.publisher.updateReviewComment(8, 'mended');
    expect(sent(one)).toEqual({ body: 'mended' });
    const comments = [{ path: 'a', line: 3, side: 'RIGHT', body: 'x' }] as const;
    await one.publisher.createReview(5, head, 'words', comments);
    expect(sent(one)).toEqual({ commit_id: head, event: 'COMMENT', body: 'words', comments });
    await expect(one.publisher.createReview(5, head, '', [{ ...comments[0], line: 99 }])).rejects.toMatchObject({ code: 'HOST_REJECTED', data: { errors: ['Line could not be resolved'] } });
  });
});

describe('threads', () => {
  const page = (ids: readonly string[], next?: string) => ({ data: { node: { pullRequest: { reviewThreads: {
    nodes: ids.map((id) => ({ id: `T-${id}`, isResolved: id === 'done', comments: { nodes: [{ id }] } })), pageInfo: { hasNextPage: next !== undefined, endCursor: next ?? null },
  } } } } });
  const resolved = { data: { resolveReviewThread: { thread: { id: 'T', isResolved: true } } } };
  const forbidden = { data: { resolveReviewThread: null }, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] };

  test('are found by their first comment over pages, and resolved; one that is already is left', async () => {
    const one = await publisherOf({ 'POST /graphql': say(page(['x', 'done'], 'c1'), page(['mine']), resolved) });
    expect(await one.publisher.resolveThread('mine')).toBe(true);
    expect(one.calls.filter((call) => call.path === '/api/graphql').map((call) => (JSON.parse(call.body) as { variables: unknown }).variables)).toEqual([{ comment: 'mine', after: null }, { comment: 'mine', after: 'c1' }, { thread: 'T-mine' }]);
    expect(await one.publisher.resolveThread('done')).toBe(true);
    expect(await one.publisher.resolveThread('mine')).toBe(true);
    expect(one.calls.filter((call) => call.path === '/api/graphql')).toHaveLength(3);
  });

  test.each<readonly [string, readonly unknown[]]>([
    ['it is not allowed to us', [page(['mine']), forbidden]], ['the comment is gone', [{ data: { node: null } }]], ['it is no review comment', [{ data: { node: {} } }]],
    ['the thread is gone', [page(['mine']), { errors: [{ type: 'NOT_FOUND', message: 'x' }] }]],
  ])('false when %s', async (_name, answers) => {
    const one = await publisherOf({ 'POST /graphql': say(...answers) });
    expect(await one.publisher.resolveThread('mine')).toBe(false);
  });

  test('a rate limit is no "not allowed"', async () => {
    const one = await publisherOf({ 'POST /graphql': (_request, response) => { json(response, {}, 429); } });
    await expect(one.publisher.resolveThread('mine')).rejects.toMatchObject({ code: 'HOST_RATE_LIMITED' });
  });
});

test('failed deliveries: not those that arrived later, oldest first, back to a time', async () => {
  const time = (minutes: number): string => new Date(start - minutes * 60_000).toISOString();
  const delivery = (id: number, guid: string, status_code: number, minutes: number) => ({ id, guid, status_code, delivered_at: time(minutes), event: 'push', redelivery: false });
  const one = await publisherOf({
    'GET /v3/app/hook/deliveries': (request, response) => {
      if (request.url!.includes('cursor=next')) json(response, [delivery(4, 'd', 500, 30), delivery(5, 'e', 500, 90)]);
      else json(response, [delivery(9, 'a', 200, 1), delivery(8, 'b', 502, 2), delivery(7, 'a', 500, 3), delivery(6, 'b', 0, 4)], 200, { link: '<http://127.0.0.1/x?per_page=100&cursor=next>; rel="next"' });
    },
    'POST /v3/app/hook/deliveries/4/attempts': (_request, response) => { json(response, {}, 202); },
  });
  const deliveries = createGitHubDeliveries(one.github);
  expect(await deliveries.list(start - 3_600_000)).toEqual([{ id: 4, guid: 'd' }, { id: 6, guid: 'b' }]);
  await deliveries.redeliver(4);
  expect(one.calls.at(-1)).toMatchObject({ method: 'POST', path: '/api/v3/app/hook/deliveries/4/attempts' });
});

test('installations, their repositories, open pull requests, roles', async () => {
  const one = await publisherOf({
    'GET /v3/app/installations': say([{ id: 1, account: { login: 'acme' }, permissions: { checks: 'write' }, events: ['push'], suspended_at: null }, { id: 2, account: null, permissions: {}, events: [], suspended_at: '2026-01-01T00:00:00Z' }]),
    'GET /v3/installation/repositories': say({ total_count: 1, repositories: [{ id: 7, name: 'shop', owner: { id: 1, login: 'acme' }, private: true, fork: false, default_branch: 'trunk', archived: true }] }),
    [`GET ${at}/pulls`]: say([pullJson(1, head)]),
    [`GET ${at}/collaborators/ann/permission`]: say({ permission: 'write', role_name: 'maintain' }),
    [`GET ${at}/collaborators/old/permission`]: say({ permission: 'read' }),
  });
  const installations = createGitHubInstallations(one.github, one.time.clock);
  expect(await installations.list()).toEqual([
    { id: 1, account: 'acme', permissions: { checks: 'write' }, events: ['push'], suspended: false }, { id: 2, account: '', permissions: {}, events: [], suspended: true },
  ]);
  expect(await installations.repositories(1)).toEqual([{ id: 7, owner: 'acme', name: 'shop', defaultBranch: 'trunk', archived: true }]);
  expect(await installations.openPulls(1, repository)).toEqual([{ installation: 1, repository, number: 1, state: 'open', head, baseRef: 'main', base: other, observedAt: start }]);
  expect(await installations.role(1, repository, 'ann')).toBe('maintain');
  expect(await installations.role(1, repository, 'old')).toBe('read');
});
