import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createBlobCache } from '../../../src/adapters/github/blobs.js';
import { createGitHubCodeHost, type GitHubCodeHostOptions } from '../../../src/adapters/github/code-host.js';
import { blobId } from '../../../src/adapters/github/text-bytes.js';
import { Failure } from '../../../src/core/errors.js';
import { limits } from '../../../src/core/limits.js';
import { json, repository, scripted, type Handler } from './scripted.js';

const sha = (text: string): string => createHash('sha1').update(text).digest('hex');
const [base, tip, head, merge, fork, older] = ['base', 'tip', 'head', 'merge', 'fork', 'older'].map(sha) as [string, string, string, string, string, string];
const at = '/v3/repos/acme/shop';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const oid = (text: string): string => blobId(bytesOf(text), head);
type Item = readonly [path: string, mode: string, type: 'blob' | 'commit' | 'tree', sha: string, size?: number];
const file = (path: string, text: string, mode = '100644'): Item => [path, mode, 'blob', oid(text), text.length];
const treeJson = (items: readonly Item[], truncated = false) => ({ sha: sha('x'), url: 'x', truncated, tree: items.map(([path, mode, type, id, size]) => ({ path, mode, type, sha: id, ...(size === undefined ? {} : { size }), url: 'x' })) });

const hosted = (changes = {}) => ({ id: 7, name: 'shop', owner: { id: 1, login: 'acme', type: 'Organization' }, private: true, visibility: 'private', fork: false, default_branch: 'main', ...changes });
const pull = (changes = {}) => ({
  number: 5, state: 'open', draft: false, user: { id: 3, login: 'ann' }, head: { sha: head, ref: 'topic', repo: { id: 7 } }, base: { sha: base, ref: 'main', repo: hosted() },
  mergeable: true, merge_commit_sha: merge, ...changes,
});

interface World {
  readonly trees?: Record<string, readonly Item[]>;
  readonly blobs?: Record<string, string>;
  readonly handlers?: Record<string, Handler>;
  readonly pulls?: readonly object[];
  readonly tip?: string;
  readonly parents?: readonly string[];
  readonly mergeBase?: string;
}

/** GitHub without an answer to GraphQL: all is asked for by REST, one round later. A repository whose base is main at `base`, with the pull request 5 from `head`, which branched off at `older`; its test merge is `merge`. */
function handlersOf(world: World): Record<string, Handler> {
  const trees: Record<string, readonly Item[]> = { [older]: [file('a', 'zero')], [base]: [file('a', 'one')], [head]: [file('a', 'two')], [merge]: [file('a', 'two'), file('b', 'other')], ...world.trees };
  const answers = [...(world.pulls ?? [pull()])];
  const say = (value: unknown): Handler => (_request, response) => { json(response, value); };
  const out: Record<string, Handler> = {
    [`GET ${at}/pulls/5`]: (_request, response) => { json(response, answers.length > 1 ? answers.shift() : answers[0]); },
    [`GET ${at}`]: say(hosted()),
    [`GET ${at}/git/ref/heads/main`]: say({ ref: 'refs/heads/main', object: { sha: world.tip ?? base, type: 'commit' } }),
    [`GET ${at}/git/commits/${merge}`]: say({ sha: merge, tree: { sha: sha('t') }, parents: (world.parents ?? [world.tip ?? base, head]).map((one) => ({ sha: one })) }),
  };
  for (const from of [base, tip, 'main']) out[`GET ${at}/compare/${from}...${head}`] = say({ base_commit: { sha: from === 'main' ? world.tip ?? base : from }, merge_base_commit: { sha: world.mergeBase ?? older } });
  for (const [id, items] of Object.entries(trees)) out[`GET ${at}/git/trees/${id}`] = say(treeJson(items));
  for (const text of Object.values({ one: 'one', two: 'two', other: 'other', ...world.blobs })) {
    out[`GET ${at}/git/blobs/${oid(text)}`] = (_request, response) => { response.writeHead(200, { 'content-type': 'application/vnd.github.raw; charset=utf-8' }).end(text); };
  }
  return { ...out, ...world.handlers };
}

type Scripted = Awaited<ReturnType<typeof scripted>>;
const running: Scripted[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map((one) => one.close())); });
const target = { kind: 'pull', installation: 1, repository, number: 5, headSha: head, baseRef: 'main', baseSha: base } as const;

async function hostOf(world: World, options: Partial<GitHubCodeHostOptions> = {}) {
  const one = await scripted(handlersOf(world));
  running.push(one);
  const blobs = createBlobCache();
  return { ...one, cache: blobs, host: createGitHubCodeHost({ github: one.github, target, blobs, timers: one.time.timers, ...options }) };
}
async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(() => 'none', (error: unknown) => { if (error instanceof Failure) return error.code; throw error; });
}

describe('the snapshot of a pull request', () => {
  test('holds base tip, head, merge base and merge result, in four rounds', async () => {
    const { host, traces } = await hostOf({});
    const snapshot = await host.snapshot();
    expect(snapshot).toMatchObject({
      repository: { host: '127.0.0.1', owner: 'acme', name: 'shop', visibility: 'private', fork: false },
      base: { commit: base, ref: 'main' }, head: { commit: head }, mergeBase: older, landing: { kind: 'merge', commit: merge },
    });
    expect([...snapshot.trees.merge!.entries.keys()]).toEqual(['a', 'b']);
    expect(snapshot.trees.policy).toBe(snapshot.trees.base);
    expect(snapshot.trees.mergeBase.commit).toBe(older);
    expect(snapshot.trees.head.commit).toBe(head);
    expect(Math.max(...traces.map((one) => one.round))).toBe(4);
    expect(traces).toHaveLength(10);
  });

  test.each<readonly [string, World]>([
    ['made long ago', {}], ['not made yet', { pulls: [pull({ mergeable: null, merge_commit_sha: null })] }], ['of something else', { parents: [fork, head] }],
    ['on a base that moved', { tip, mergeBase: tip, trees: { [tip]: [file('a', 'one')] } }],
  ])('a head that contains the base tip is itself what lands; a test merge, %s, is not asked for', async (_name, world) => {
    const { host, traces } = await hostOf({ mergeBase: base, ...world });
    const snapshot = await host.snapshot();
    expect(snapshot.landing).toEqual({ kind: 'merge', commit: head });
    expect(snapshot.trees.merge).toBe(snapshot.trees.head);
    expect(snapshot.trees.mergeBase).toBe(snapshot.trees.base);
    expect(traces.filter((one) => one.operation === 'repository.commit' || one.operation === 'pull.read')).toHaveLength(1);
    expect(Math.max(...traces.map((one) => one.round))).toBe(world.tip === undefined ? 3 : 4);
  });

  test('a tag that stands in for the base branch does not make a head contain it', async () => {
    const { host } = await hostOf({ handlers: { [`GET ${at}/compare/main...${head}`]: (_request, response) => { json(response, { base_commit: { sha: fork }, merge_base_commit: { sha: base } }); } } });
    expect((await host.snapshot()).landing).toEqual({ kind: 'merge', commit: merge });
  });

  test('what it will most likely hold is told while the test merge is not made yet', async () => {
    const trees = { [older]: [file('a', 'zero'), file('both', 'zero'), file('gone', 'zero')], [base]: [file('a', 'zero'), file('b', 'one'), file('both', 'one'), file('gone', 'zero')], [head]: [file('a', 'two'), file('both', 'two')] };
    const { host } = await hostOf({ trees, pulls: [pull({ mergeable: null, merge_commit_sha: null })] });
    const snapshot = host.snapshot();
    const expected = await host.expected?.();
    expect([...expected!.trees.merge!.entries.values()].map(({ path, oid: id }) => [path, id])).toEqual([['a', oid('two')], ['b', oid('one')], ['both', oid('two')]]);
    expect(expected).toMatchObject({ repository: { owner: 'acme', visibility: 'private' }, base: { commit: base }, mergeBase: older });
    expect(await snapshot).toMatchObject({ repository: expected!.repository, landing: { kind: 'head', reason: 'unknown' } });
  });
  test.each([['a head that contains the tip', { mergeBase: base }], ['a pull request with another head', { pulls: [pull({ head: { sha: fork, ref: 'topic', repo: { id: 7 } } })] }]] as const)('nothing is expected of %s', async (_name, world) => {
    const { host } = await hostOf(world);
    await host.snapshot().catch(() => undefined);
    expect(await host.expected?.()).toBeUndefined();
  });
  test('what is asked for ahead costs no further round', async () => {
    const { host, traces } = await hostOf({}, { ahead: (path) => (path === 'a' ? { when: 'changed', maxBytes: 1000 } : undefined) });
    await host.snapshot();
    const before = await host.blobs([oid('one'), oid('two')], 10);
    expect([...before.values()].map((bytes) => Buffer.from(bytes as Uint8Array).toString())).toEqual(['one', 'two']);
    expect(Math.max(...traces.map((one) => one.round))).toBe(5);
    expect(traces.filter((one) => one.operation === 'repository.blob')).toHaveLength(2);
  });

  test.each([[10, 1], [2, 2]])('a blob under way for at most %d bytes serves a wider reading, unless it is larger: %d request', async (maxBytes, requests) => {
    const { host, traces } = await hostOf({ mergeBase: base, trees: { [base]: [], [head]: [['a', '100644', 'blob', oid('two')]] } }, { ahead: () => ({ when: 'changed', maxBytes }) });
    await host.snapshot();
    const got = await host.blobs([oid('two')], 1000);
    expect(Buffer.from(got.get(oid('two')) as Uint8Array).toString()).toBe('two');
    expect(traces.filter((one) => one.operation === 'repository.blob')).toHaveLength(requests);
  });

  test('a base that moved since the webhook: the tip is read now, in the same four rounds', async () => {
    const { host, traces } = await hostOf({ tip, trees: { [tip]: [file('a', 'one'), file('c', 'new')] } });
    const snapshot = await host.snapshot();
    expect(snapshot).toMatchObject({ base: { commit: tip }, mergeBase: older, landing: { kind: 'merge' } });
    expect([...snapshot.trees.base.entries.keys()]).toEqual(['a', 'c']);
    expect(snapshot.trees.policy).toBe(snapshot.trees.base);
    expect(snapshot.trees.mergeBase.commit).toBe(older);
    expect(Math.max(...traces.map((one) => one.round))).toBe(4);
  });

  test('a tag named as the branch stands in for nothing: the merge base is asked of the tip again', async () => {
    const { host, calls } = await hostOf({
      tip, trees: { [tip]: [] }, handlers: { [`GET ${at}/compare/main...${head}`]: (_request, response) => { json(response, { base_commit: { sha: fork }, merge_base_commit: { sha: fork } }); } },
    });
    expect((await host.snapshot()).mergeBase).toBe(older);
    expect(calls.some((call) => call.path.includes(`/compare/${tip}...`))).toBe(true);
  });

  test.each<readonly [string, World, object]>([
    ['a conflict', { pulls: [pull({ mergeable: false })] }, { kind: 'head', reason: 'conflict' }],
    ['a test merge that GitHub never makes', { pulls: [pull({ mergeable: null, merge_commit_sha: null })] }, { kind: 'head', reason: 'unknown' }],
    ['a test merge that comes on the second asking', { pulls: [pull({ mergeable: null, merge_commit_sha: null }), pull()] }, { kind: 'merge', commit: merge }],
    ['a test merge of an older base', { parents: [fork, head] }, { kind: 'head', reason: 'unknown' }],
    ['a test merge of an older head', { parents: [base, fork] }, { kind: 'head', reason: 'unknown' }],
    ['parents the other way round', { parents: [head, base] }, { kind: 'head', reason: 'unknown' }],
    ['a squashed one, with one parent', { parents: [base] }, { kind: 'head', reason: 'unknown' }],
    ['an octopus', { parents: [base, head, fork] }, { kind: 'head', reason: 'unknown' }],
    ['a commit that is gone', { pulls: [pull({ merge_commit_sha: fork })] }, { kind: 'head', reason: 'unknown' }],
    ['a closed pull request', { pulls: [pull({ state: 'closed' })] }, { kind: 'head', reason: 'unknown' }],
  ])('%s', async (_name, world, landing) => {
    const { host, calls } = await hostOf(world);
    const snapshot = await host.snapshot();
    expect(snapshot.landing).toEqual(landing);
    expect(snapshot.trees.merge === undefined).toBe(landing !== undefined && !('commit' in landing));
    expect(calls.filter((call) => call.path.endsWith('/pulls/5')).length).toBeLessThanOrEqual(5);
  });

  test.each<readonly [string, World, string]>([
    ['another head by now', { pulls: [pull({ head: { sha: fork, ref: 'topic', repo: { id: 7 } } })] }, 'SUPERSEDED'],
    ['another base branch by now', { pulls: [pull({ base: { sha: base, ref: 'next', repo: hosted() } })] }, 'SUPERSEDED'],
    ['another head while waiting for the test merge', { pulls: [pull({ mergeable: null, merge_commit_sha: null }), pull({ head: { sha: fork, ref: 'topic', repo: { id: 7 } } })] }, 'SUPERSEDED'],
    ['no common ancestor', { handlers: { [`GET ${at}/compare/main...${head}`]: (_request, response) => { json(response, { message: `No common ancestor between main and ${head}.` }, 404); } } }, 'NO_MERGE_BASE'],
    ['a base branch that is gone', { handlers: { [`GET ${at}/git/ref/heads/main`]: (_request, response) => { json(response, { message: 'Not Found' }, 404); } } }, 'REVISION_UNKNOWN'],
    ['a ref that only begins like ours', { handlers: { [`GET ${at}/git/ref/heads/main`]: (_request, response) => { json(response, { ref: 'refs/heads/main2', object: { sha: base, type: 'commit' } }); } } }, 'REVISION_UNKNOWN'],
    ['a head that GitHub does not have', { handlers: { [`GET ${at}/git/trees/${head}`]: (_request, response) => { json(response, { message: 'Not Found' }, 404); } } }, 'REVISION_UNKNOWN'],
    ['a server that fails', { handlers: { [`GET ${at}/git/trees/${head}`]: (_request, response) => { json(response, {}, 503); } } }, 'HOST_ERROR'],
    ['a tree entry without an id', { trees: { [head]: [['a', '100644', 'blob', 'nothing']] } }, 'HOST_MALFORMED'],
  ])('%s', async (_name, world, code) => {
    const { host } = await hostOf(world);
    expect(await codeOf(host.snapshot())).toBe(code);
  });

  test.each([
    ['a fork', pull({ head: { sha: head, ref: 'topic', repo: { id: 99 } } }), { fork: true, visibility: 'private' }],
    ['a fork that is gone', pull({ head: { sha: head, ref: 'topic', repo: null } }), { fork: true }],
    ['a repository that is itself a fork', pull({ base: { sha: base, ref: 'main', repo: hosted({ fork: true }) } }), { fork: true }],
    ['a public one', pull({ base: { sha: base, ref: 'main', repo: hosted({ private: false, visibility: 'public' }) } }), { visibility: 'public', fork: false }],
    ['an internal one', pull({ base: { sha: base, ref: 'main', repo: hosted({ private: true, visibility: 'internal' }) } }), { visibility: 'private' }],
  ])('%s is told as such, and read through the base repository', async (_name, answer, expected) => {
    const { host, calls } = await hostOf({ pulls: [answer] });
    expect((await host.snapshot()).repository).toMatchObject(expected);
    for (const call of calls.filter((one) => one.path.includes('/repos/'))) expect(call.path.startsWith('/api/v3/repos/acme/shop')).toBe(true);
  });
});

test('a merge group is judged on its own base, under the policy of the protected branch', async () => {
  const group = { kind: 'merge-group', installation: 1, repository, headSha: head, headRef: 'refs/heads/gh-readonly-queue/main/pr-5', baseRef: 'refs/heads/main', baseSha: base } as const;
  const { host, traces } = await hostOf({ tip, trees: { [tip]: [file('policy', 'p')] } }, { target: group });
  const snapshot = await host.snapshot();
  expect(snapshot).toMatchObject({ base: { commit: base, ref: 'main' }, head: { commit: head }, landing: { kind: 'merge', commit: head }, mergeBase: older });
  expect(snapshot.trees.merge).toBe(snapshot.trees.head);
  expect([...snapshot.trees.policy.entries.keys()]).toEqual(['policy']);
  expect(traces.some((one) => one.operation === 'pull.read')).toBe(false);
  expect(Math.max(...traces.map((one) => one.round))).toBe(3);
});

describe('trees', () => {
  test('modes as they stand: executables, symlinks, submodules, odd old ones; folders are no entries; hostile names are only names', async () => {
    const items: Item[] = [
      file('run', 'one', '100755'), file('link', 'two', '120000'), ['sub', '160000', 'commit', fork], file('old', 'one', '100664'), ['dir', '040000', 'tree', sha('d')],
      file('dir/__proto__', 'one'), file('constructor', 'two'), file('pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
    ];
    const { host } = await hostOf({ trees: { [head]: items }, pulls: [pull({ mergeable: false })] });
    const { entries, unread } = (await host.snapshot()).trees.head;
    expect([...entries.values()].map((one) => [one.path, one.mode])).toEqual([
      ['run', '100755'], ['link', '120000'], ['sub', '160000'], ['old', '100644'], ['dir/__proto__', '100644'], ['constructor', '100644'], ['pointer', '100644'],
    ]);
    expect(unread).toEqual([]);
  });

  test('a tree that names a path twice is a hole', async () => {
    const { host } = await hostOf({ trees: { [head]: [file('d/a', 'one'), file('d/a', 'two')] }, pulls: [pull({ mergeable: false })] });
    expect((await host.snapshot()).trees.head.unread).toEqual([{ path: 'd', code: 'TREE_TRUNCATED' }]);
  });

  /** Trees by id, each whole or cut when read recursively. */
  function levels(trees: Record<string, { readonly items: readonly Item[]; readonly recursive?: readonly Item[]; readonly cutLevel?: boolean }>): Record<string, Handler> {
    return Object.fromEntries(Object.entries(trees).map(([id, tree]) => [`GET ${at}/git/trees/${id}`, ((request, response) => {
      const recursive = request.url!.includes('recursive');
      if (recursive) json(response, treeJson(tree.recursive ?? [], tree.recursive === undefined));
      else json(response, treeJson(tree.items, tree.cutLevel === true));
    }) satisfies Handler]));
  }
  const [big, small, huge] = ['big', 'small', 'huge'].map(sha) as [string, string, string];

  test('a cut one is read folder by folder, whole; a folder that is too big by itself is named', async () => {
    const { host } = await hostOf({ pulls: [pull({ mergeable: false })], handlers: levels({
      [head]: { items: [file('z', 'one'), ['big', '040000', 'tree', big], ['small', '040000', 'tree', small]] },
      [big]: { items: [file('in', 'two'), ['huge', '040000', 'tree', huge]] },
      [small]: { items: [], recursive: [file('x/package-lock.json', 'one')] },
      [huge]: { items: [file('first', 'one')], cutLevel: true },
    }) });
    const { entries, unread } = (await host.snapshot()).trees.head;
    expect([...entries.keys()].sort()).toEqual(['big/huge/first', 'big/in', 'small/x/package-lock.json', 'z']);
    expect(unread).toEqual([{ path: 'big/huge', code: 'TREE_TRUNCATED' }]);
  });

  test('one that never ends stops at the budget of requests and names what is left', async () => {
    const endless: Handler = (_request, response) => { json(response, treeJson([['again', '040000', 'tree', big]], false)); };
    const { host, traces } = await hostOf({ pulls: [pull({ mergeable: false })], handlers: {
      ...levels({ [head]: { items: [['deep', '040000', 'tree', big]] } }),
      [`GET ${at}/git/trees/${big}`]: (request, response) => (request.url!.includes('recursive') ? json(response, treeJson([], true)) : endless(request, response, '')),
    } });
    const { unread } = (await host.snapshot()).trees.head;
    expect(unread).toHaveLength(1);
    expect(unread[0]!.path.startsWith('deep/again/again')).toBe(true);
    expect(traces.filter((one) => one.operation === 'repository.tree').length).toBeLessThanOrEqual(limits.treeRequests.value);
  });
});

describe('blobs', () => {
  const wait = { pulls: [pull({ mergeable: false })] };
  test('come as bytes whatever the media type says, verified, once', async () => {
    const odd = '\u0000\ufffd\u00e9';
    const { host, traces } = await hostOf({ ...wait, blobs: { odd } });
    const [first, second] = [await host.blobs([oid(odd), oid(odd)], 100), await host.blobs([oid(odd)], 100)];
    expect(first.get(oid(odd))).toEqual(bytesOf(odd));
    expect(second.get(oid(odd))).toEqual(bytesOf(odd));
    expect(traces.filter((one) => one.operation === 'repository.blob')).toHaveLength(1);
  });

  test.each<readonly [string, Handler, string]>([
    ['other bytes than the id says', (_request, response) => { response.end('evil'); }, 'HOST_MALFORMED'],
    ['a body cut short', (_request, response) => { response.writeHead(200, { 'content-length': '3' }); response.write('o'); setImmediate(() => response.destroy()); }, 'HOST_MALFORMED'],
    ['JSON where bytes were asked for', (_request, response) => { json(response, { content: 'b25l', encoding: 'base64' }); }, 'HOST_MALFORMED'],
    ['more than was allowed', (_request, response) => { response.end(Buffer.alloc(101)); }, 'FILE_TOO_LARGE'],
    ['over what GitHub serves', (_request, response) => { json(response, { message: 'too big', errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] }, 403); }, 'FILE_TOO_LARGE'],
    ['not there', (_request, response) => { json(response, { message: 'Not Found' }, 404); }, 'HOST_NOT_FOUND'],
    ['a rate limit', (_request, response) => { json(response, {}, 429); }, 'HOST_RATE_LIMITED'],
  ])('%s is a failure in its place; the others are there', async (_name, handler, code) => {
    const { host } = await hostOf({ ...wait, handlers: { [`GET ${at}/git/blobs/${oid('one')}`]: handler } });
    const first = await host.blobs([oid('two')], 100);
    const got = await host.blobs([oid('one')], 100);
    expect(first.get(oid('two'))).toEqual(bytesOf('two'));
    expect(got.get(oid('one'))).toMatchObject({ name: 'Failure', code });
  });

  test('one whose size the tree tells is not fetched at all when it is too large', async () => {
    const { host, traces } = await hostOf({ ...wait, trees: { [head]: [['a', '100644', 'blob', oid('two'), 5000]] } });
    await host.snapshot();
    expect((await host.blobs([oid('two')], 4999)).get(oid('two'))).toMatchObject({ code: 'FILE_TOO_LARGE', data: { bytes: 5000, limit: 4999 } });
    expect(traces.some((one) => one.operation === 'repository.blob')).toBe(false);
  });

  test('the read budget of a review counts each id once, cached or not, and what is over it is not fetched', async () => {
    const half = Math.ceil(limits.reviewReadBytes.value / 2) + 1;
    const items: Item[] = [['a', '100644', 'blob', oid('one'), half], ['b', '100644', 'blob', oid('two'), half]];
    const { host, traces } = await hostOf({ ...wait, trees: { [base]: [], [head]: items } });
    await host.snapshot();
    const got = await host.blobs([oid('one'), oid('two'), oid('one')], limits.reviewReadBytes.value);
    expect(got.get(oid('one'))).toBeInstanceOf(Uint8Array);
    expect(got.get(oid('two'))).toMatchObject({ code: 'READ_BUDGET' });
    expect(traces.filter((one) => one.operation === 'repository.blob')).toHaveLength(1);
  });

  test('the cache is shared between reviews of one repository and never between tenants', async () => {
    const one = await hostOf(wait);
    await one.host.blobs([oid('one')], 100);
    const again = createGitHubCodeHost({ github: one.github, target, blobs: one.cache, timers: one.time.timers });
    await again.blobs([oid('one')], 100);
    const count = () => one.traces.filter((trace) => trace.operation === 'repository.blob').length;
    expect(count()).toBe(1);
    const other = createGitHubCodeHost({ github: one.github, target: { ...target, installation: 2 }, blobs: one.cache, timers: one.time.timers });
    await other.blobs([oid('one')], 100);
    expect(count()).toBe(2);
  });

  test('the cache holds no more than its bytes, the newest', () => {
    const cache = createBlobCache(80);
    for (const name of 'abcdefghijk') cache.put(name, new Uint8Array(10));
    expect(['a', 'b', 'c', 'd', 'k'].map((name) => cache.get(name)?.byteLength)).toEqual([undefined, undefined, undefined, 10, 10]);
    cache.put('big', new Uint8Array(11));
    expect(cache.get('big')).toBeUndefined();
  });
});

describe('the organisation\'s policy file', () => {
  const where = 'GET /v3/repos/acme/.github/contents/.github/mergewarden.yml';
  const path = '.github/mergewarden.yml';
  const token = 'POST /v3/app/installations/1/access_tokens';
  const text: Handler = (_request, response) => { response.end('mode: block\n'); };
  const named: Handler = (_request, response, body) => {
    if (body.includes('"repositories"')) json(response, { message: 'There is at least one repository that does not exist or is not accessible' }, 422);
    else json(response, { token: 'ghs_ordinary1', expires_at: '2027-01-01T00:00:00Z' }, 201);
  };
  test.each<readonly [string, Record<string, Handler>, string | undefined]>([
    ['read with a token of its own', { [where]: text }, 'mode: block\n'],
    ['none', {}, undefined],
    ['not in the installation, but public', { [where]: text, [token]: named }, 'mode: block\n'],
    ['not in the installation, and not to be seen', { [token]: named }, undefined],
  ])('%s', async (_name, handlers, expected) => {
    const { host, calls } = await hostOf({ handlers });
    const found = await host.organisationFile(path, 1000);
    expect(found && Buffer.from(found.bytes).toString()).toBe(expected);
    if (found) expect(found.oid).toBe(oid(expected!));
    expect(JSON.parse(calls.find((call) => call.body.includes('repositories'))!.body)).toEqual({ repositories: ['.github'], permissions: { contents: 'read', metadata: 'read' } });
  });

  test.each<readonly [string, Handler, string]>([
    ['a server that fails', (_request, response) => { json(response, {}, 500); }, 'HOST_ERROR'],
    ['refused', (_request, response) => { json(response, {}, 403); }, 'HOST_FORBIDDEN'],
    ['too large', (_request, response) => { response.end(Buffer.alloc(2000)); }, 'FILE_TOO_LARGE'],
  ])('%s is unreadable, which is not absence', async (_name, handler, code) => {
    const { host } = await hostOf({ handlers: { [where]: handler } });
    expect(await codeOf(host.organisationFile(path, 1000))).toBe(code);
  });

  test('a policy repository that is not installed is not asked for a token again within a minute', async () => {
    const one = await hostOf({ handlers: { [token]: named } });
    const ask = () => createGitHubCodeHost({ github: one.github, target, blobs: one.cache, timers: one.time.timers }).organisationFile(path, 1000);
    const refusals = () => one.traces.filter((trace) => trace.operation === 'app.token' && trace.status === 422).length;
    await ask();
    await ask();
    expect(refusals()).toBe(1);
    one.time.state.now += 60_000;
    await ask();
    expect(refusals()).toBe(2);
  });

  test('is fetched beside the snapshot when it will be asked for', async () => {
    const { host, traces } = await hostOf({ handlers: { [where]: text } }, { organisationPaths: [path] });
    await host.snapshot();
    await host.organisationFile(path, limits.policyBytes.value);
    expect(traces.filter((one) => one.operation === 'repository.file')).toHaveLength(1);
  });
});
