import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, call, finish, lines, startScene, type Reply, type Scene } from './client.js';

// What is refused leaves nothing behind, so that all of these share one stand-in.
let scene: Scene;
let token: string;
let sha: string;
const send = (operation: string, body?: unknown, as = token): Promise<Reply> => {
  const [method = '', target = ''] = operation.split(' ');
  return call(scene.github, `${method} /repos/acme/shop${target}`, { token: as, ...(body === undefined ? {} : { body }) });
};
// Line 20 changed and line 30 gone: the hunks show 17 to 23 on both sides, and 27 to 33 on the left.
const head = { 'src/a.js': lines(40, [20]).replace('line 30\n', ''), 'new.js': lines(3) };
beforeAll(async () => {
  scene = await startScene({ head });
  token = await scene.token();
  sha = await scene.github.tip('acme/shop', 'change');
});
afterAll(async () => expect(await finish(scene)).toEqual([]));

type Comment = Record<string, unknown>;
const review = (comments: Comment[], more: Record<string, unknown> = {}) => send('POST /pulls/1/reviews', { event: 'COMMENT', body: 'see below', comments, ...more });
const run = (more: Record<string, unknown> = {}) => send('POST /check-runs', { name: 'gate', head_sha: sha, ...more });
const note = (line = 1, more: Record<string, unknown> = {}) => ({ path: 'src/a.js', start_line: line, end_line: line, annotation_level: 'warning', message: `line ${line}`, ...more });
const notes = (count: number) => Array.from({ length: count }, (_, index) => note(index + 1));

describe('a review', () => {
  test.each<[string, Comment, string]>([
    ['above the hunk', { path: 'src/a.js', line: 16, side: 'RIGHT' }, 'Line could not be resolved'],
    ['below the hunk', { path: 'src/a.js', line: 24, side: 'RIGHT' }, 'Line could not be resolved'],
    ['between two hunks on the left', { path: 'src/a.js', line: 25, side: 'LEFT' }, 'Line could not be resolved'],
    ['on the left of a new file', { path: 'new.js', line: 1, side: 'LEFT' }, 'Line could not be resolved'],
    ['after the end', { path: 'new.js', line: 4, side: 'RIGHT' }, 'Line could not be resolved'],
    ['no line', { path: 'new.js' }, 'Line could not be resolved'],
    ['in a file that did not change', { path: 'package.json', line: 1, side: 'RIGHT' }, 'Path could not be resolved'],
    ['starting outside', { path: 'src/a.js', start_line: 10, line: 20, side: 'RIGHT' }, 'Start line could not be resolved'],
    ['on no side', { path: 'new.js', line: 1, side: 'MIDDLE' }, 'Side is invalid'],
    ['saying nothing', { path: 'new.js', line: 1, side: 'RIGHT', body: ' ' }, "Body can't be blank"],
  ])('one comment %s refuses the whole with 422', async (_name, comment, message) => {
    const reply = await review([{ path: 'new.js', line: 1, side: 'RIGHT', body: 'fine' }, { body: 'not', ...comment }]);
    expect([reply.status, at(reply.json, 'message'), at(reply.json, 'errors')]).toEqual([422, 'Unprocessable Entity', expect.arrayContaining([message])]);
    expect([(await send('GET /pulls/1/comments')).json, (await send('GET /pulls/1/reviews')).json]).toEqual([[], []]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['REQUEST_CHANGES without a body', { event: 'REQUEST_CHANGES', comments: [{ path: 'new.js', line: 1, body: 'x' }] }], ['nothing at all', { event: 'COMMENT' }],
    ['an unknown event', { event: 'BLOCK', body: 'x' }], ['a line that is no number', { event: 'COMMENT', body: 'x', comments: [{ path: 'new.js', line: '1', body: 'x' }] }],
    ['a comment without a body', { event: 'COMMENT', body: 'x', comments: [{ path: 'new.js', line: 1 }] }],
    ['an unknown property', { event: 'COMMENT', body: 'x', extra: 1 }], ['an unknown property of a comment', { event: 'COMMENT', body: 'x', comments: [{ path: 'new.js', line: 1, body: 'x', subject_type: 'file' }] }],
    ['a commit of another branch', { event: 'COMMENT', body: 'x', commit_id: '0'.repeat(40) }],
  ])('with %s is refused', async (_name, body) => {
    expect((await send('POST /pulls/1/reviews', body)).status).toBe(422);
  });
});

describe('a check run', () => {
  test.each<[string, Record<string, unknown>]>([
    ['51 annotations', { output: { title: 't', summary: 's', annotations: notes(51) } }], ['a summary of 65,536 characters', { output: { title: 't', summary: 'x'.repeat(65_536) } }],
    ['a text of 65,536 characters', { output: { title: 't', summary: 's', text: 'x'.repeat(65_536) } }], ['no title', { output: { summary: 's' } }],
    ['completed without a conclusion', { status: 'completed' }], ['an unknown conclusion', { conclusion: 'bogus' }], ['a conclusion that is GitHub’s own', { conclusion: 'stale' }],
    ['a commit that is not there', { head_sha: '0'.repeat(40) }], ['a branch for a commit', { head_sha: 'main' }], ['no commit', { head_sha: undefined }],
    ['an unknown level', { output: { title: 't', summary: 's', annotations: [note(1, { annotation_level: 'error' })] } }],
    ['columns over several lines', { output: { title: 't', summary: 's', annotations: [note(1, { end_line: 2, start_column: 1 })] } }],
    ['lines the wrong way round', { output: { title: 't', summary: 's', annotations: [note(2, { end_line: 1 })] } }],
    ['a title of 256 characters', { output: { title: 't', summary: 's', annotations: [note(1, { title: 'x'.repeat(256) })] } }],
    ['four actions', { actions: Array.from({ length: 4 }, () => ({ label: 'l', description: 'd', identifier: 'i' })) }], ['a long label', { actions: [{ label: 'x'.repeat(21), description: 'd', identifier: 'i' }] }],
    ['an unknown property', { colour: 'red' }], ['an unknown property of the output', { output: { title: 't', summary: 's', html: '' } }],
    ['an unknown property of an annotation', { output: { title: 't', summary: 's', annotations: [note(1, { line: 1 })] } }],
  ])('with %s is refused', async (_name, more) => {
    expect((await run(more)).status).toBe(422);
    expect(scene.github.repository('acme/shop').checkRuns).toEqual([]);
  });
});

describe('a comment on the conversation', () => {
  test.each<[string, unknown, number]>([['65,536 characters', { body: 'x'.repeat(65_536) }, 201], ['one more', { body: 'x'.repeat(65_537) }, 422], ['none', { body: ' ' }, 422], ['no body', {}, 422], ['an unknown property', { body: 'x', to: 'y' }, 422]])(
    '%s', async (_name, body, status) => {
      expect((await send('POST /issues/1/comments', body)).status).toBe(status);
    });
});

describe('a pull request', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a head that is not there', { head: 'nowhere', base: 'main', title: 't' }], ['a base that is not there', { head: 'change', base: 'nowhere', title: 't' }],
    ['the same once more', { head: 'change', base: 'main', title: 't' }], ['nothing to merge', { head: 'main', base: 'main', title: 't' }], ['no title', { head: 'main', base: 'change' }],
    ['a property unknown to GitHub', { head: 'change', base: 'main', title: 't', labels: [] }],
  ])('is not opened for %s', async (_name, body) => {
    expect((await call(scene.github, 'POST /repos/acme/shop/pulls', { token: scene.github.userToken('bob'), body })).status).toBe(422);
  });
});
