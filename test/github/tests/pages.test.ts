import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rowsOf } from '../pages/diff.js';
import { html } from '../pages/html.js';
import { markdown } from '../pages/markdown.js';
import { pagesFor } from '../pages/pages.js';
import type { Pull } from '../state.js';
import { call, finish, lines, startScene, type Scene } from './client.js';

let scene: Scene;
function inScene(): void {
  beforeEach(async () => { scene = await startScene({ pages: pagesFor('alice'), head: { 'src/a.js': lines(40, [20]) } }); });
  afterEach(async () => { expect(await finish(scene)).toEqual([]); });
}

interface Shown { readonly status: number; readonly text: string; readonly headers: Headers }
async function get(path: string): Promise<Shown> {
  const answer = await fetch(`${scene.github.url}${path}`);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}
async function press(path: string, fields: Record<string, string> = {}): Promise<Shown> {
  const answer = await fetch(`${scene.github.url}${path}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}
const pull = (): Pull => scene.github.repository('acme/shop').pulls.get(1)!;
/** What a text looks like to a reader: without tags. */
const words = (text: string): string => text.replace(/<[^>]*>/g, ' ').replaceAll('&quot;', '"').replace(/\s+/g, ' ');
async function report(conclusion: 'success' | 'failure', more: object = {}): Promise<void> {
  const token = await scene.token();
  const body = { name: 'gate', head_sha: pull().head.sha, status: 'completed', conclusion, output: { title: `it is ${conclusion}`, summary: 'a **summary**', ...more } };
  expect((await call(scene.github, 'POST /repos/acme/shop/check-runs', { token, body })).status).toBe(201);
}
const say = async (body: string): Promise<void> => void scene.github.comment('acme/shop', 1, 'bob', body);

describe('what is written on a page', () => {
  inScene();
  const hostile = '<img src=x onerror=alert(1)>"\'&</title><script>alert(1)</script>';

  test('a template escapes whatever is not markup, in content and in attributes', () => {
    expect(html`<a title="${hostile}">${[hostile, 1, false, undefined, html`<b>${'<'}</b>`]}</a>`.markup)
      .toBe(`<a title="${escaped}">${escaped}1<b>&lt;</b></a>`);
  });
  const escaped = '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;';

  test('titles, bodies, comments, file names, lines, checks and annotations are never alive', async () => {
    const { github } = scene;
    await github.push('acme/shop', { branch: 'evil', from: 'main', by: 'bob', message: hostile, files: { '<script>.js': `${hostile}\n`, 'README.md': `${hostile}\n` } });
    const { number } = await github.openPull('acme/shop', { head: 'evil', title: hostile, body: hostile, by: 'bob' });
    github.comment('acme/shop', number, 'bob', `${hostile}\n\n${hostile}`);
    const token = await scene.token();
    const head = github.repository('acme/shop').pulls.get(number)!.head.sha;
    const annotation = { path: '<script>.js', start_line: 1, end_line: 1, annotation_level: 'failure', title: hostile, message: hostile, raw_details: hostile };
    const body = { name: '<script>', head_sha: head, status: 'completed', conclusion: 'failure', output: { title: hostile, summary: hostile, text: hostile, annotations: [annotation] } };
    const run = await call(github, 'POST /repos/acme/shop/check-runs', { token, body });
    const comment = { path: '<script>.js', line: 1, side: 'RIGHT', body: hostile };
    expect((await call(github, `POST /repos/acme/shop/pulls/${number}/reviews`, { token, body: { event: 'COMMENT', body: hostile, comments: [comment] } })).status).toBe(200);
    const runId = (run.json as { id: number }).id;
    const delivery = github.deliveries.list().at(-1)!.id;
    const paths = ['/', '/acme', '/acme/shop', `/acme/shop/pull/${number}`, `/acme/shop/pull/${number}/files`, `/acme/shop/pull/${number}/checks`, `/acme/shop/runs/${runId}`,
      '/acme/shop/blob/evil/%3Cscript%3E.js', '/acme/shop/tree/evil/src', '/-/deliveries', `/-/deliveries/${delivery}`];
    for (const path of paths) {
      const { status, text, headers } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toMatch(/<script|<img|<\/title>.*<\/title>|\son\w+=[^&]*alert\(1\)[^&]*>/s);
      expect(headers.get('content-security-policy')).toContain('default-src \'none\'');
    }
  });

  test('nothing comes from elsewhere, and no script is needed', async () => {
    await say('![tracker](https://elsewhere.example/pixel.png) and [a link](https://elsewhere.example/)');
    const { text } = await get('/acme/shop/pull/1');
    expect([...text.matchAll(/<(?:link|img|script|iframe|object|embed|video|audio|source)\b[^>]*>/g)].map((one) => one[0])).toEqual(['<link rel="stylesheet" href="/-/style.css">']);
    const style = await get('/-/style.css');
    expect(style.headers.get('content-type')).toContain('text/css');
    expect(style.text).not.toMatch(/url\(|@import/);
  });
});

describe('markdown', () => {
  test.each([
    ['folds as reviews do', '<details>\n<summary>More</summary>\n\n**inside**\n\n</details>', ['<details>', '<summary>More</summary>', '<strong>inside</strong>', '</details>']],
    ['drops comments, of several lines too', 'before\n\n<!-- a marker\nof two lines -->\n\nafter', ['<p>before</p>', '<p>after</p>']],
    ['renders tables and struck text', '| a |\n|---|\n| ~~b~~ |', ['<table>', '<del>b</del>']],
    ['shows other HTML as text', '<b onclick="x()">bold</b>\n\n<div>\nx\n</div>', ['&lt;b onclick=&quot;x()&quot;&gt;bold&lt;/b&gt;', '&lt;div&gt;']],
    ['takes no attribute on what it lets through', '<details ontoggle="x()">\n\nx', ['&lt;details ontoggle=&quot;x()&quot;&gt;']],
    ['takes no harmful scheme', '[a](javascript:alert(1)) <javascript:alert(1)>', ['<a href="">a</a>']],
  ])('%s', (_, text, parts) => {
    const { markup } = markdown(text);
    for (const part of parts) expect(markup).toContain(part);
    expect(markup).not.toContain('marker');
  });

  test.each(['</details></summary></div></div>', '<details><summary>', 'x <details> y </summary> z', '<details>\n\n<summary>\n\n</details>', '- <details>\n\n</details></details>'])('leaves nothing open: %j', (text) => {
    const open: string[] = [];
    for (const [, close, name = ''] of markdown(text).markup.matchAll(/<(\/?)(details|summary|div)\b[^>]*>/g)) {
      if (close === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });
});

describe('a pull request', () => {
  inScene();
  test('its diff has the numbers of both sides', () => {
    expect(rowsOf('@@ -1,2 +1,3 @@ top\n same\n-old\n+new\n+more\n\\ No newline at end of file')).toEqual([
      { kind: 'hunk', text: '@@ -1,2 +1,3 @@ top' }, { kind: 'same', left: 1, right: 1, text: 'same' }, { kind: 'del', left: 2, text: 'old' },
      { kind: 'add', right: 2, text: 'new' }, { kind: 'add', right: 3, text: 'more' }, { kind: 'same', text: '\\ No newline at end of file' },
    ]);
  });

  test('comments and annotations stand below the lines they are about', async () => {
    const comments = [{ path: 'src/a.js', line: 20, side: 'RIGHT', body: 'on the new line' }, { path: 'src/a.js', line: 20, side: 'LEFT', body: 'on the old line' }];
    await call(scene.github, 'POST /repos/acme/shop/pulls/1/reviews', { token: await scene.token(), body: { event: 'COMMENT', body: 'Two things.', comments } });
    await report('failure', { annotations: [{ path: 'src/a.js', start_line: 22, end_line: 22, annotation_level: 'warning', message: 'noted below' }, { path: 'src/a.js', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'noted above' }, { path: 'gone.js', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'noted elsewhere' }] });
    const files = (await get('/acme/shop/pull/1/files')).text;
    const order = ['noted above', '- line 20', 'on the old line', '+ changed 20', 'on the new line', 'line 22', 'noted below', 'line 23', 'noted elsewhere'];
    const places = order.map((text) => files.lastIndexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    const conversation = (await get('/acme/shop/pull/1')).text;
    expect(words(conversation)).toContain('Two things.');
    expect(words(conversation)).toMatch(/\+ changed 20 .* on the new line/);
  });

  test('an outdated comment is folded in the conversation and stands nowhere in the diff', async () => {
    await call(scene.github, 'POST /repos/acme/shop/pulls/1/reviews', { token: await scene.token(), body: { event: 'COMMENT', comments: [{ path: 'src/a.js', line: 20, side: 'RIGHT', body: 'said once' }] } });
    await scene.github.push('acme/shop', { branch: 'change', files: { 'src/a.js': lines(40, [21]) }, by: 'bob' });
    expect((await get('/acme/shop/pull/1')).text).toMatch(/<details class="thread"[^>]*><summary>.*outdated.*<\/summary>.*said once/s);
    expect((await get('/acme/shop/pull/1/files')).text).not.toContain('said once');
  });

  test('the merge box: expected, failing, from another App, then ready; the button merges', async () => {
    const { github, app } = scene;
    const box = async (): Promise<string> => /<section class="box.*?<\/section>/s.exec((await get('/acme/shop/pull/1')).text)?.[0] ?? '';
    expect(words(await box())).toContain('Ready to be merged');
    github.requireCheck('acme/shop', 'gate', app.id);
    expect(words(await box())).toMatch(/Merging is blocked Required status check "gate" is expected\..* gate expected, waiting to be reported required, only from Mergewarden/);
    expect(await box()).toContain('<button class="go" disabled>');
    const refused = await press('/acme/shop/pull/1/merge');
    expect([refused.status, words(refused.text).includes('Repository rule violations found')]).toEqual([409, true]);
    expect(pull().merged).toBeUndefined();

    const stranger = github.createApp({ name: 'Stranger', permissions: { checks: 'write' }, events: [] });
    github.repository('acme/shop').checkRuns.push({
      id: 1, appId: stranger.id, suiteId: 1, headSha: pull().head.sha, name: 'gate', externalId: '', detailsUrl: undefined, status: 'completed', conclusion: 'success',
      startedAt: '', completedAt: '', title: 'all good', summary: undefined, text: undefined, annotations: [],
    });
    expect(words(await box())).toMatch(/is expected.*from another App: does not count/);
    await report('failure');
    expect(words(await box())).toContain('Required status check "gate" is failing.');
    await report('success');
    expect(words(await box())).toMatch(/Ready to be merged.*gate it is success/);
    const merged = await press('/acme/shop/pull/1/merge');
    expect([merged.status, merged.headers.get('location')]).toEqual([303, '/acme/shop/pull/1']);
    expect(pull().merged?.by).toBe('alice');
    expect(words(await box())).toContain('Merged by alice');
  });

  test('a conflict and a draft are said, and neither can be merged', async () => {
    const { github } = scene;
    await github.push('acme/shop', { branch: 'main', files: { 'src/a.js': lines(40, [19, 20]) } });
    for (let asked = 0; asked < 2; asked += 1) await call(github, 'GET /repos/acme/shop/pulls/1', { token: await scene.token() });
    expect(words((await get('/acme/shop/pull/1')).text)).toContain('This branch has conflicts with main');
    await github.editPull('acme/shop', 1, { draft: true });
    expect(words((await get('/acme/shop/pull/1')).text)).toContain('This is a draft');
    expect((await press('/acme/shop/pull/1/merge')).status).toBe(409);
  });

  test('buttons comment, close, reopen and re-run, and nothing else', async () => {
    await report('failure');
    const repository = scene.github.repository('acme/shop');
    expect((await press('/acme/shop/pull/1/comment', { body: 'Thank you' })).status).toBe(303);
    expect(repository.comments.map((one) => [one.author, one.body])).toEqual([['alice', 'Thank you']]);
    expect((await press('/acme/shop/pull/1/comment', { body: ' ' })).status).toBe(409);
    await press('/acme/shop/pull/1/state', { to: 'closed' });
    expect(pull().state).toBe('closed');
    await press('/acme/shop/pull/1/state', { to: 'open' });
    expect(pull().state).toBe('open');
    const { id } = repository.checkRuns[0]!;
    expect((await press('/acme/shop/pull/1/rerun', { run: String(id) })).status).toBe(303);
    expect(scene.github.deliveries.list().some((one) => one.event === 'check_run' && one.action === 'rerequested')).toBe(true);
    expect((await press('/acme/shop/pull/1/rerun', { run: '0' })).status).toBe(404);
    expect((await press('/acme/shop/pull/1/delete')).status).toBe(404);
    expect((await press('/acme/shop/pull/9/merge')).status).toBe(404);
  });

  test('what is not there is not found', async () => {
    for (const path of ['/nobody', '/acme/nothing', '/acme/shop/pull/9', '/acme/shop/pull/1/nothing', '/acme/shop/blob/main/nothing', '/acme/shop/runs/1', '/-/deliveries/1', '/-/nothing', '/%E0%A4%A']) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
  });

  test('a page of a check run shows its summary rendered and its annotations', async () => {
    await report('failure', { text: '| a |\n|---|\n| b |', annotations: [{ path: 'src/a.js', start_line: 3, end_line: 5, annotation_level: 'failure', title: 'A title', message: 'a **message**' }] });
    for (const path of ['/acme/shop/pull/1/checks', `/acme/shop/runs/${scene.github.repository('acme/shop').checkRuns[0]!.id}`]) {
      const { text } = await get(path);
      expect(text).toContain('<strong>summary</strong>');
      expect(text).toContain('<table>');
      expect(words(text)).toMatch(/failure A title src\/a\.js lines 3 to 5 a \*\*message\*\*/);
    }
  });
});
