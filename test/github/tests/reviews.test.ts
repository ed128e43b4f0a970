import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { at, call, finish, lines, startReceiver, startScene, type Reply, type Scene } from './client.js';

let scene: Scene;
let token: string;
const send = (operation: string, body?: unknown, as = token): Promise<Reply> => {
  const [method = '', target = ''] = operation.split(' ');
  return call(scene.github, `${method} /repos/acme/shop${target}`, { token: as, ...(body === undefined ? {} : { body }) });
};
// Line 20 changed and line 30 gone: the hunks show 17 to 23 on both sides, and 27 to 33 on the left.
const head = { 'src/a.js': lines(40, [20]).replace('line 30\n', ''), 'new.js': lines(3) };
beforeEach(async () => {
  scene = await startScene({ head });
  token = await scene.token();
});
afterEach(async () => expect(await finish(scene)).toEqual([]));

type Comment = Record<string, unknown>;
const review = (comments: Comment[], more: Record<string, unknown> = {}) => send('POST /pulls/1/reviews', { event: 'COMMENT', body: 'see below', comments, ...more });

describe('a review with comments', () => {
  test('is taken on changed and on context lines of both sides', async () => {
    const places: [string, number, string][] = [['src/a.js', 20, 'RIGHT'], ['src/a.js', 17, 'RIGHT'], ['src/a.js', 23, 'LEFT'], ['src/a.js', 20, 'LEFT'], ['src/a.js', 30, 'LEFT'], ['new.js', 3, 'RIGHT']];
    const reply = await review(places.map(([path, line, side]) => ({ path, line, side, body: `${path}:${line}` })));
    expect([reply.status, at(reply.json, 'state'), at(reply.json, 'user', 'login')]).toEqual([200, 'COMMENTED', `${scene.app.slug}[bot]`]);
    const listed = (await send(`GET /pulls/1/reviews/${Number(at(reply.json, 'id'))}/comments`)).json as Comment[];
    expect(listed.map((one) => [one['path'], one['line'], one['side']])).toEqual(places);
    expect(listed[0]?.['diff_hunk']).toMatch(/^@@ -17,7 \+17,7 @@[\s\S]*\n-line 20\n\+changed 20$/);
  });

  test('stays hidden while it is pending', async () => {
    expect(at((await review([{ path: 'new.js', line: 1, body: 'x' }], { event: undefined })).json, 'state')).toBe('PENDING');
    expect((await send('GET /pulls/1/comments')).json).toEqual([]);
  });

  test('of a large file is held against its hunks although its patch is left out', async () => {
    scene.github.settings.patchLines = 1;
    expect([(await review([{ path: 'new.js', line: 3, body: 'x' }])).status, (await review([{ path: 'src/a.js', line: 16, body: 'x' }])).status]).toEqual([200, 422]);
  });
});

describe('one comment', () => {
  const post = async (wish: Comment) => send('POST /pulls/1/comments', { commit_id: await scene.github.tip('acme/shop', 'change'), body: 'text', ...wish });
  test('on a line, on a file, as a reply', async () => {
    const first = await post({ path: 'src/a.js', line: 20, side: 'RIGHT' });
    const file = await post({ path: 'src/a.js', subject_type: 'file' });
    const id = Number(at(first.json, 'id'));
    const reply = await send(`POST /pulls/1/comments/${id}/replies`, { body: 'answer' });
    expect([first.status, file.status, at(file.json, 'subject_type'), reply.status, at(reply.json, 'in_reply_to_id'), at(reply.json, 'line')]).toEqual([201, 201, 'file', 201, id, 20]);
    const outside = await post({ path: 'src/a.js', line: 1, side: 'RIGHT' });
    expect([outside.status, at(outside.json, 'errors', 0, 'field')]).toEqual([422, 'pull_request_review_thread.line']);
  });
  test('is edited and deleted by its author, or by a person who may write, alone', async () => {
    const id = Number(at((await post({ path: 'new.js', line: 1 })).json, 'id'));
    const own = await send(`PATCH /pulls/comments/${id}`, { body: 'other' });
    expect([own.status, at(own.json, 'body'), at((await send(`GET /pulls/comments/${id}`)).json, 'body')]).toEqual([200, 'other', 'other']);
    scene.github.createUser('eve');
    expect((await send(`PATCH /pulls/comments/${id}`, { body: 'mine' }, scene.github.userToken('eve'))).status).toBe(403);
    expect((await send(`DELETE /pulls/comments/${id}`, undefined, scene.github.userToken('alice'))).status).toBe(204);
    expect((await send(`GET /pulls/comments/${id}`)).status).toBe(404);
  });
  test('goes with its line after a push, and is outdated once the line has changed', async () => {
    const ids = [];
    for (const line of [20, 17]) ids.push(Number(at((await post({ path: 'src/a.js', line, side: 'RIGHT' })).json, 'id')));
    const after = await scene.github.push('acme/shop', { branch: 'change', by: 'bob', files: { 'src/a.js': `above\n${lines(40, [18, 20])}`.replace('changed 20', 'changed again') } });
    const [changed, moved] = [await send(`GET /pulls/comments/${ids[0] ?? 0}`), await send(`GET /pulls/comments/${ids[1] ?? 0}`)];
    expect([at(changed.json, 'line'), at(changed.json, 'position'), at(changed.json, 'original_line'), at(moved.json, 'line'), at(moved.json, 'commit_id')]).toEqual([null, null, 20, 18, after]);
  });
});

describe('comments on the conversation', () => {
  test('are made, listed, edited by their author, answered with a reaction, deleted, and told', async () => {
    const receiver = await startReceiver();
    scene.github.setWebhook(scene.app.id, receiver.url);
    const made = await send('POST /issues/1/comments', { body: 'hello' });
    const id = Number(at(made.json, 'id'));
    expect([made.status, at(made.json, 'performed_via_github_app', 'id'), at(made.json, 'user', 'type')]).toEqual([201, scene.app.id, 'Bot']);
    expect((await send(`PATCH /issues/comments/${id}`, { body: 'hello again' })).status).toBe(200);
    const theirs = scene.github.comment('acme/shop', 1, 'alice', '/mergewarden recheck');
    expect((await send(`PATCH /issues/comments/${theirs}`, { body: 'mine now' })).status).toBe(403);
    const react = () => send(`POST /issues/comments/${theirs}/reactions`, { content: 'eyes' });
    expect([(await react()).status, (await react()).status, at((await send(`GET /issues/comments/${theirs}`)).json, 'reactions', 'eyes')]).toEqual([201, 200, 1]);
    expect(((await send('GET /issues/1/comments')).json as unknown[]).length).toBe(2);
    expect((await send(`DELETE /issues/comments/${id}`)).status).toBe(204);
    await scene.github.deliveries.settled();
    expect(receiver.received.map((one) => [one.event, one.action, at(one.payload, 'comment', 'user', 'login')])).toEqual([
      ['issue_comment', 'created', `${scene.app.slug}[bot]`], ['issue_comment', 'edited', `${scene.app.slug}[bot]`], ['issue_comment', 'created', 'alice'], ['issue_comment', 'deleted', `${scene.app.slug}[bot]`],
    ]);
    await receiver.close();
  });
});

describe('threads over GraphQL', () => {
  const graphql = async (query: string, variables: Record<string, unknown> = {}, as = token) => {
    const answer = await fetch(`${scene.github.url}/api/graphql`, { method: 'POST', headers: { authorization: `bearer ${as}` }, body: JSON.stringify({ query, variables }) });
    return (await answer.json()) as unknown;
  };
  const threads = `query($owner: String!, $name: String!, $number: Int = 1) { repository(owner: $owner, name: $name) { pullRequest(number: $number) { reviewThreads(first: 50) {
    pageInfo { hasNextPage endCursor } nodes { id isResolved isOutdated comments(first: 1) { nodes { id databaseId } } } } } } }`;
  const resolve = 'mutation($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { id isResolved } } }';

  test('are found by the comments in them, and resolved by who may write contents', async () => {
    await review([{ path: 'new.js', line: 1, body: 'x' }, { path: 'new.js', line: 2, body: 'y' }]);
    const comment = at((await send('GET /pulls/1/comments')).json, 1, 'node_id');
    const found = await graphql(threads, { owner: 'acme', name: 'shop' });
    const nodes = at(found, 'data', 'repository', 'pullRequest', 'reviewThreads', 'nodes') as unknown[];
    const thread = nodes.find((one) => at(one, 'comments', 'nodes', 0, 'id') === comment);
    expect([nodes.length, at(thread, 'isResolved')]).toEqual([2, false]);
    const id = at(thread, 'id');
    const refused = await graphql(resolve, { id });
    expect([at(refused, 'data', 'resolveReviewThread'), at(refused, 'errors', 0, 'type'), at(refused, 'errors', 0, 'message')]).toEqual([null, 'FORBIDDEN', 'Resource not accessible by integration']);
    expect(at(await graphql(resolve, { id }, scene.github.userToken('alice')), 'data', 'resolveReviewThread', 'thread', 'isResolved')).toBe(true);
    const again = await graphql('query($id: ID!) { node(id: $id) { __typename ... on PullRequestReviewThread { isResolved resolvedBy { login } } } }', { id });
    expect(at(again, 'data', 'node')).toEqual({ __typename: 'PullRequestReviewThread', isResolved: true, resolvedBy: { login: 'alice' } });
  });
  test.each([
    ['an unknown field', '{ viewer { shoeSize } }', "Field 'shoeSize' doesn't exist on type 'Bot'"], ['an unknown mutation', 'mutation { deleteEverything { ok } }', "Field 'deleteEverything' doesn't exist"],
    ['no document', 'hello', 'Expected an operation'], ['a field without its selection', '{ viewer }', 'must have selections'], ['a connection without bounds', '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { reviewThreads { pageInfo { hasNextPage } } } } }', 'provide a `first` or `last`'],
    ['a repository that is not there', '{ repository(owner: "acme", name: "none") { id } }', 'Could not resolve to a Repository'],
  ])('%s is an error', async (_name, query, message) => {
    expect(at(await graphql(query), 'errors', 0, 'message')).toContain(message);
  });
  test('a draft is made and taken back', async () => {
    const id = at((await send('GET /pulls/1')).json, 'node_id');
    const alice = scene.github.userToken('alice');
    const draft = await graphql('mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }', { id }, alice);
    const ready = await graphql('mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }', { id }, alice);
    expect([at(draft, 'data', 'convertPullRequestToDraft', 'pullRequest', 'isDraft'), at(ready, 'data', 'markPullRequestReadyForReview', 'pullRequest', 'isDraft')]).toEqual([true, false]);
  });
});
