import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createBlobCache } from '../../../src/adapters/github/blobs.js';
import { createGitHubCodeHost, type GitHubCodeHostOptions } from '../../../src/adapters/github/code-host.js';
import { createGitHubPublisher } from '../../../src/adapters/github/publisher.js';
import { blobId } from '../../../src/adapters/github/text-bytes.js';
import { createTreeCache, treeId } from '../../../src/adapters/github/tree-cache.js';
import type { Tree, TreeEntry } from '../../../src/core/tree.js';
import { json, repository, scripted, type Handler } from './scripted.js';

const sha = (text: string): string => createHash('sha1').update(text).digest('hex');
const [base, tip, head, merge, fork, older] = ['base', 'tip', 'head', 'merge', 'fork', 'older'].map(sha) as [string, string, string, string, string, string];
const at = '/v3/repos/acme/shop';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const oid = (text: string): string => blobId(bytesOf(text), head);
const entry = (path: string, text: string): TreeEntry => ({ path, mode: '100644', oid: oid(text), size: text.length });
const treeOf = (...entries: TreeEntry[]): Tree => ({ entries: new Map(entries.map((one) => [one.path, one])), unread: [] });
/** The base branch went on: `b` is new there; the head changed `a`. */
const trees: Record<string, Tree> = { [older]: treeOf(entry('a', 'zero')), [base]: treeOf(entry('a', 'zero'), entry('b', 'other')), [head]: treeOf(entry('a', 'two')), [merge]: treeOf(entry('a', 'two'), entry('b', 'other')) };
const commits = (...list: readonly (readonly [string, ...string[]])[]) => ({ totalCount: list.length, nodes: list.map(([one, ...parents]) => ({ oid: one, parents: { totalCount: parents.length, nodes: parents.map((parent) => ({ oid: parent })) } })) });
const blob = (text: string, changes = {}) => ({ __typename: 'Blob', oid: oid(text), byteSize: text.length, isBinary: false, isTruncated: false, text, ...changes });

const made = { oid: merge, tree: { oid: treeId(trees[merge]!, head)! }, parents: { totalCount: 2, nodes: [{ oid: base }, { oid: head }] } };
const pull = (changes = {}) => ({
  number: 5, state: 'OPEN', isDraft: false, headRefOid: head, baseRefName: 'main', baseRefOid: base, mergeable: 'MERGEABLE', isCrossRepository: false, headRepository: { id: 'R_1' }, author: { login: 'ann' },
  potentialMergeCommit: made, comments: { totalCount: 0 }, reviewThreads: { totalCount: 2 }, ...changes,
});
const compared = (changes = {}) => ({ behindBy: 1, baseTarget: { oid: base }, headTarget: { oid: head }, commits: commits([head, older]), ...changes });
const listed = (number: number, oidOf = head) => ({ number, state: 'OPEN', isDraft: false, headRefOid: oidOf, baseRefName: 'main', baseRefOid: base, author: null });
const suites = (...runs: readonly { externalId: string | null; status: string }[]) => ({ oid: head, checkSuites: { pageInfo: { hasNextPage: false }, nodes: [{ checkRuns: { pageInfo: { hasNextPage: false }, nodes: runs } }] } });
const answer = (changes: Record<string, unknown> = {}, organisation: unknown = { defaultBranchRef: { target: { file: null } } }) => ({
  data: {
    repository: {
      databaseId: 7, name: 'shop', isPrivate: true, visibility: 'PRIVATE', isFork: false, owner: { login: 'acme' }, pullRequest: pull(),
      ref: { name: 'main', prefix: 'refs/heads/', target: { __typename: 'Commit', oid: base }, compare: compared() },
      pullRequests: { totalCount: 2, pageInfo: { hasNextPage: false }, nodes: [listed(6, fork), listed(5)] }, object: suites({ externalId: 'r', status: 'IN_PROGRESS' }, { externalId: null, status: 'COMPLETED' }), ...changes,
    },
    organisation,
  },
});

type Scripted = Awaited<ReturnType<typeof scripted>>;
const running: Scripted[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map((one) => one.close())); });

/** GitHub whose GraphQL says these, one after another (the last again and again), blobs by themselves; its REST knows everything too. */
async function worldOf(answers: readonly unknown[], { handlers = {}, blobs }: { readonly handlers?: Record<string, Handler>; readonly blobs?: (ids: readonly string[]) => unknown } = {}, options: Partial<GitHubCodeHostOptions> = {}) {
  const queries: string[] = [];
  const left = [...answers];
  const hosted = { id: 7, name: 'shop', owner: { id: 1, login: 'acme' }, private: true, fork: false };
  const say = (value: unknown): Handler => (_request, response) => { json(response, value); };
  const rest: Record<string, Handler> = {
    [`GET ${at}/pulls/5`]: say({ number: 5, state: 'open', user: null, head: { sha: head, ref: 'topic', repo: { id: 7 } }, base: { sha: base, ref: 'main', repo: hosted }, mergeable: true, merge_commit_sha: merge }),
    [`GET ${at}/git/ref/heads/main`]: say({ ref: 'refs/heads/main', object: { sha: base, type: 'commit' } }),
    [`GET ${at}/git/commits/${merge}`]: say({ sha: merge, tree: { sha: merge }, parents: [{ sha: base }, { sha: head }] }),
    [`GET ${at}/pulls`]: say([]), [`GET ${at}/commits/${head}/pulls`]: say([]),
  };
  for (const from of [base, 'main']) rest[`GET ${at}/compare/${from}...${head}`] = say({ base_commit: { sha: base }, merge_base_commit: { sha: older } });
  for (const [id, { entries }] of Object.entries(trees)) rest[`GET ${at}/git/trees/${id}`] = say({ truncated: false, tree: [...entries.values()].map((one) => ({ path: one.path, mode: one.mode, type: 'blob', sha: one.oid, size: one.size })) });
  for (const text of ['zero', 'two', 'other']) rest[`GET ${at}/git/blobs/${oid(text)}`] = (_request, response) => { response.end(text); };
  const one = await scripted({ ...rest, 'POST /graphql': (_request, response, body) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, string> };
    queries.push(query);
    if (query.includes('$o0')) json(response, blobs?.(Object.entries(variables).filter(([name]) => /^o\d/.test(name)).map(([, id]) => id)) ?? { message: 'x' }, blobs ? 200 : 502);
    else json(response, left.length > 1 ? left.shift() : left[0]);
  }, ...handlers });
  running.push(one);
  const evaluation = {};
  const target = { kind: 'pull', evaluation, installation: 1, repository, number: 5, headSha: head, baseRef: 'main', baseSha: base } as const;
  const host = createGitHubCodeHost({ github: one.github, target, blobs: createBlobCache(), timers: one.time.timers, ...options });
  const asked = (operation: string): number => one.traces.filter((trace) => trace.operation === operation).length;
  return { ...one, host, target, evaluation, queries, asked, publisher: createGitHubPublisher({ github: one.github, installation: 1, repository }) };
}
const restReads = ['pull.read', 'repository.ref', 'repository.compare', 'repository.commit'] as const;

describe('one query about a head', () => {
  test('makes a snapshot of three trees: the merge result is known by its id and is not read', async () => {
    const { host, asked } = await worldOf([answer()]);
    const snapshot = await host.snapshot();
    expect(snapshot).toMatchObject({ base: { commit: base, ref: 'main' }, head: { commit: head }, mergeBase: older, landing: { kind: 'merge', commit: merge }, repository: { owner: 'acme', visibility: 'private', fork: false } });
    expect([...snapshot.trees.merge!.entries.values()].map((one) => [one.path, one.oid])).toEqual([['a', oid('two')], ['b', oid('other')]]);
    expect([asked('head.read'), asked('repository.tree'), ...restReads.map(asked)]).toEqual([1, 3, 0, 0, 0, 0]);
  });
  test('a head that contains the tip needs two trees, and trees that are known none', async () => {
    const known = createTreeCache();
    const contained = answer({ ref: { name: 'main', prefix: 'refs/heads/', target: { __typename: 'Commit', oid: base }, compare: compared({ behindBy: 0 }) } });
    const first = await worldOf([contained], {}, { trees: known });
    expect(await first.host.snapshot()).toMatchObject({ landing: { kind: 'merge', commit: head }, mergeBase: base });
    expect(first.asked('repository.tree')).toBe(2);
    const second = await worldOf([contained], {}, { trees: known });
    await second.host.snapshot();
    expect(second.traces.map((trace) => trace.operation)).toEqual(['app.token', 'head.read']);
    const other = await worldOf([contained], {}, { trees: known, target: { ...second.target, installation: 2 } });
    await other.host.snapshot();
    expect(other.asked('repository.tree')).toBe(2);
  });
  test('is asked once for the publisher and the review of an evaluation, and again for the next', async () => {
    const { host, publisher, asked, evaluation, target, github, time } = await worldOf([answer()]);
    const [listedPulls] = await Promise.all([publisher.pullsWithHead(head, { evaluation, number: 5, baseRef: 'main' }), host.snapshot()]);
    expect(listedPulls).toEqual({
      partial: false, checks: [{ externalId: 'r', completed: false }, { externalId: '', completed: true }],
      pulls: [{ number: 5, state: 'open', draft: false, head, base, baseRef: 'main', author: '', remarks: { comments: 0, threads: 2 } }],
    });
    expect(asked('head.read')).toBe(1);
    await createGitHubCodeHost({ github, target: { ...target, evaluation: {} }, blobs: createBlobCache(), timers: time.timers }).snapshot();
    expect(asked('head.read')).toBe(2);
  });
  test('with more open pull requests than it lists, the other pages are read at once', async () => {
    const page: Handler = (request, response) => { json(response, [{ number: Number(/[?&]page=(\d+)/.exec(request.url!)![1]), state: 'open', user: null, head: { sha: head, ref: 'x', repo: null }, base: { sha: base, ref: 'next', repo: { id: 7, name: 'shop', owner: { id: 1, login: 'acme' }, private: true, fork: false } } }]); };
    const { publisher, calls } = await worldOf([answer({ pullRequests: { totalCount: 320, pageInfo: { hasNextPage: true }, nodes: [listed(5)] } })], { handlers: { [`GET ${at}/pulls`]: page } });
    const found = await publisher.pullsWithHead(head, { evaluation: {}, number: 5, baseRef: 'main' });
    expect([found.pulls.map((one) => one.number), found.partial]).toEqual([[2, 3, 4, 5], false]);
    expect(calls.filter((call) => call.path.includes('/pulls?')).map((call) => /[?&]page=(\d+)/.exec(call.path)![1])).toEqual(['2', '3', '4']);
  });

  const ref = (changes: object) => ({ ref: { name: 'main', prefix: 'refs/heads/', target: { __typename: 'Commit', oid: base }, compare: compared(), ...changes } });
  test.each<readonly [string, object, string | undefined]>([
    ['a line of commits', { commits: commits([sha('1'), older], [sha('2'), sha('1')], [head, sha('2')]) }, older],
    ['a branch merged into it that itself began there', { commits: commits([sha('1'), older], [sha('2'), older], [head, sha('1'), sha('2')]) }, older],
    ['a history without a beginning in common, beside one with it', { commits: commits([sha('root')], [head, older, sha('root')]) }, older],
    ['nothing of its own', { behindBy: 3, commits: commits() }, head],
    ['the base merged into it: two places where it meets the base', { commits: commits([sha('1'), older], [head, sha('1'), fork]) }, undefined],
    ['more commits than are told', { commits: { ...commits([head, older]), totalCount: 51 } }, undefined],
    ['a commit with more parents than are told', { commits: { totalCount: 1, nodes: [{ oid: head, parents: { totalCount: 9, nodes: [{ oid: older }] } }] } }, undefined],
    ['commits without the head', { commits: commits([fork, older]) }, undefined],
    ['a comparison of another tip', { baseTarget: { oid: tip } }, undefined],
    ['a comparison of another head', { headTarget: { oid: fork } }, undefined],
  ])('tells the merge base of %s, or it is asked for by REST', async (_name, changes, expected) => {
    const { host, asked } = await worldOf([answer(ref({ compare: compared(changes) }))], { handlers: { [`GET ${at}/compare/${base}...${head}`]: (_request, response) => { json(response, { base_commit: { sha: base }, merge_base_commit: { sha: base } }); } } });
    expect((await host.snapshot()).mergeBase).toBe(expected ?? base);
    expect(asked('repository.compare')).toBe(expected === undefined ? 1 : 0);
  });

  test.each<readonly [string, unknown]>([
    ['an error and no data', { errors: [{ type: 'SOMETHING', message: 'x' }] }], ['a rate limit', { data: null, errors: [{ type: 'RATE_LIMITED', message: 'x' }] }], ['a field that the server does not know', { errors: [{ message: 'Field \'x\' doesn\'t exist on type \'Ref\'' }] }],
    ['an error about no field', { ...answer(), errors: [{ message: 'Something went wrong' }] }], ['an error about the pull request', { ...answer({ pullRequest: null }), errors: [{ type: 'FORBIDDEN', path: ['repository', 'pullRequest'], message: 'x' }] }],
    ['an error inside the pull request', { ...answer(), errors: [{ type: 'FORBIDDEN', path: ['repository', 'pullRequest', 'potentialMergeCommit'], message: 'x' }] }],
    ['a branch that is null', answer({ ref: null })], ['a branch of another name', answer(ref({ name: 'Main' }))], ['a tag', answer(ref({ prefix: 'refs/tags/' }))], ['a branch that points at no commit', answer(ref({ target: { __typename: 'Tag', oid: base } }))],
    ['another repository of this name', answer({ databaseId: 8 })], ['a visibility that is not known', answer({ visibility: 'SECRET' })], ['an id that is none', answer({ pullRequest: pull({ headRefOid: 'main' }) })], ['no JSON of GraphQL', []],
  ])('%s: all is asked for by REST', async (_name, said) => {
    const { host, asked } = await worldOf([said]);
    expect(await host.snapshot()).toMatchObject({ base: { commit: base }, mergeBase: older, landing: { kind: 'merge', commit: merge } });
    expect(restReads.map(asked)).toEqual([1, 1, 1, 1]);
  });

  test.each<readonly [string, unknown, object]>([
    ['errors elsewhere', { ...answer({ pullRequests: null, object: null }), errors: [{ type: 'FORBIDDEN', path: ['repository', 'pullRequests'], message: 'x' }, { type: 'FORBIDDEN', path: ['repository', 'object', 'checkSuites'], message: 'x' }] }, expect.not.objectContaining({ checks: expect.anything() })],
    ['check runs on a further page', answer({ object: { oid: head, checkSuites: { pageInfo: { hasNextPage: false }, nodes: [{ checkRuns: { pageInfo: { hasNextPage: true }, nodes: [] } }] } } }), expect.not.objectContaining({ checks: expect.anything() })],
    ['a head that is no commit', answer({ object: {} }), expect.not.objectContaining({ checks: expect.anything() })],
    ['comments that are not counted', answer({ pullRequest: pull({ comments: null }) }), expect.objectContaining({ pulls: [expect.not.objectContaining({ remarks: expect.anything() })] })],
  ])('%s: what is not told is absent', async (_name, said, expected) => {
    const { publisher, asked } = await worldOf([said], { handlers: { [`GET ${at}/pulls`]: (_request, response) => { json(response, []); } } });
    expect(await publisher.pullsWithHead(head, { evaluation: {}, number: 5, baseRef: 'main' })).toEqual(expected);
    expect(asked('head.read')).toBe(1);
  });
});

describe('a test merge', () => {
  test.each<readonly [string, readonly object[], object, number]>([
    ['made on the second asking', [{ mergeable: 'UNKNOWN', potentialMergeCommit: null }, {}], { kind: 'merge', commit: merge }, 3],
    ['that holds more than merging path by path', [{ potentialMergeCommit: { ...made, tree: { oid: sha('another') } } }], { kind: 'merge', commit: merge }, 4],
    ['of another base', [{ potentialMergeCommit: { ...made, parents: { totalCount: 2, nodes: [{ oid: fork }, { oid: head }] } } }], { kind: 'head', reason: 'unknown' }, 3],
    ['of another head', [{ potentialMergeCommit: { ...made, parents: { totalCount: 2, nodes: [{ oid: base }, { oid: fork }] } } }], { kind: 'head', reason: 'unknown' }, 3],
    ['with its parents the other way round', [{ potentialMergeCommit: { ...made, parents: { totalCount: 2, nodes: [{ oid: head }, { oid: base }] } } }], { kind: 'head', reason: 'unknown' }, 3],
    ['an octopus', [{ potentialMergeCommit: { ...made, parents: { totalCount: 4, nodes: [{ oid: base }, { oid: head }, { oid: fork }] } } }], { kind: 'head', reason: 'unknown' }, 3],
    ['that is never made', [{ mergeable: 'UNKNOWN', potentialMergeCommit: null }], { kind: 'head', reason: 'unknown' }, 3],
    ['that conflicts', [{ mergeable: 'CONFLICTING', potentialMergeCommit: null }], { kind: 'head', reason: 'conflict' }, 3],
    ['of a closed pull request', [{ state: 'CLOSED' }], { kind: 'head', reason: 'unknown' }, 3],
  ])('%s', async (_name, pulls, landing, treesRead) => {
    const { host, asked } = await worldOf(pulls.map((one) => answer({ pullRequest: pull(one) })));
    expect((await host.snapshot()).landing).toEqual(landing);
    expect(asked('repository.tree')).toBe(treesRead);
    expect(asked('repository.commit')).toBe(0);
  });
  test.each<readonly [string, object]>([['another head', { headRefOid: fork }], ['another base', { baseRefName: 'next' }]])('%s by now is told as superseded, at once or while waiting', async (_name, change) => {
    for (const answers of [[answer({ pullRequest: pull(change) })], [answer({ pullRequest: pull({ mergeable: 'UNKNOWN', potentialMergeCommit: null }) }), answer({ pullRequest: pull(change) })]]) {
      await expect((await worldOf(answers)).host.snapshot()).rejects.toMatchObject({ code: 'SUPERSEDED' });
    }
  });
});

test.each<readonly [string, Record<string, unknown>, object]>([
  ['a fork', { pullRequest: pull({ isCrossRepository: true }) }, { fork: true, visibility: 'private' }], ['a fork that is gone', { pullRequest: pull({ headRepository: null }) }, { fork: true }], ['a repository that is itself a fork', { isFork: true }, { fork: true }],
  ['a public one', { isPrivate: false, visibility: 'PUBLIC' }, { visibility: 'public', fork: false }], ['an internal one', { isPrivate: false, visibility: 'INTERNAL' }, { visibility: 'private' }], ['one that says both', { isPrivate: true, visibility: 'PUBLIC' }, { visibility: 'private' }],
])('%s is told as such', async (_name, changes, expected) => {
  const { host } = await worldOf([answer(changes)]);
  expect((await host.snapshot()).repository).toMatchObject(expected);
});

describe('small blobs', () => {
  const ids = [oid('zero'), oid('two'), oid('other')];
  const told = (texts: Record<string, object>) => (wanted: readonly string[]) => ({ data: { repository: Object.fromEntries(wanted.map((id, index) => [`b${index}`, texts[id] ?? null])) } });
  const all = { [oid('zero')]: blob('zero'), [oid('two')]: blob('two'), [oid('other')]: blob('other') };
  test.each<readonly [string, Record<string, object>, number]>([
    ['come together', all, 0], ['other text than the id says', { ...all, [oid('two')]: blob('two', { text: 'evil', byteSize: 4 }) }, 1], ['cut', { ...all, [oid('two')]: blob('two', { isTruncated: true }) }, 1], ['no text', { ...all, [oid('two')]: blob('two', { text: null, isBinary: true }) }, 1],
    ['another object', { ...all, [oid('two')]: blob('zero') }, 1], ['a size that is not its own', { ...all, [oid('two')]: blob('two', { byteSize: 5 }) }, 1], ['nothing', {}, 3],
  ])('%s; what did not come right is read by itself', async (_name, texts, single) => {
    const { host, asked } = await worldOf([answer()], { blobs: told(texts) });
    await host.snapshot();
    const read = await host.blobs(ids, 100);
    expect(ids.map((id) => Buffer.from(read.get(id) as Uint8Array).toString())).toEqual(['zero', 'two', 'other']);
    expect([asked('blobs.read'), asked('repository.blob')]).toEqual([1, single]);
  });
  test('a server that does not answer: each by itself', async () => {
    const { host, asked } = await worldOf([answer()]);
    await host.snapshot();
    expect([...(await host.blobs(ids, 100)).values()].every((bytes) => bytes instanceof Uint8Array)).toBe(true);
    expect(asked('repository.blob')).toBe(3);
  });
  test('one alone, and those whose size is not known, are not asked for so', async () => {
    const { host, queries } = await worldOf([answer()], { blobs: told(all) });
    await host.blobs(ids, 100);
    await host.snapshot();
    await host.blobs([oid('two')], 100);
    expect(queries.filter((query) => query.includes('$o0'))).toEqual([]);
  });
});

describe('the organisation\'s policy file', () => {
  const path = '.github/mergewarden.yml';
  const file = (changes = {}) => ({ defaultBranchRef: { target: { file: { mode: 0o100644, type: 'blob', object: blob('mode: block\n'), ...changes } } } });
  const refuse: Handler = (_request, response, body) => {
    if (body.includes('"repositories"')) json(response, { message: 'x' }, 422);
    else json(response, { token: 'ghs_ordinary1', expires_at: '2027-01-01T00:00:00Z' }, 201);
  };
  const rest = { 'GET /v3/repos/acme/.github/contents/.github/mergewarden.yml': ((_request, response) => { response.end('by REST'); }) satisfies Handler };
  const token = { 'POST /v3/app/installations/1/access_tokens': refuse };
  const hidden = { data: { ...answer().data, organisation: null }, errors: [{ type: 'NOT_FOUND', path: ['organisation'], message: 'x' }] };
  test.each<readonly [string, unknown, Record<string, Handler>, string | undefined]>([
    ['comes with the query', answer({}, file()), rest, 'mode: block\n'], ['is absent where the repository has none', answer({}, file().defaultBranchRef && { defaultBranchRef: { target: { file: null } } }), rest, undefined],
    ['is absent where the repository is empty', answer({}, { defaultBranchRef: null }), rest, undefined],
    ['of a repository that is not seen is read with a token of its own', hidden, rest, 'by REST'], ['of a repository for which no token is made, and which is not seen, is absent', hidden, { ...rest, ...token }, undefined],
    ['that is a symlink is left to REST, which follows it', answer({}, file({ mode: 0o120000 })), rest, 'by REST'], ['that is a folder is left to REST', answer({}, file({ type: 'tree', mode: 0o40000, object: { oid: fork } })), rest, 'by REST'],
    ['with other text than its id says is left to REST', answer({}, file({ object: blob('mode: block\n', { text: 'mode: watch\n' }) })), rest, 'by REST'], ['with an error inside is left to REST', { ...answer({}, file()), errors: [{ type: 'NOT_FOUND', path: ['organisation', 'defaultBranchRef'], message: 'x' }] }, rest, 'by REST'],
    ['that is null without a reason is left to REST', answer({}, null), rest, 'by REST'], ['refused otherwise is left to REST', { ...hidden, errors: [{ type: 'FORBIDDEN', path: ['organisation'], message: 'x' }] }, { ...rest, ...token }, 'by REST'],
  ])('%s', async (_name, said, handlers, expected) => {
    const { host, asked } = await worldOf([said], { handlers });
    const found = await host.organisationFile(path, 1000);
    expect(found && Buffer.from(found.bytes).toString()).toBe(expected);
    expect(asked('repository.file')).toBe(expected === 'by REST' ? 1 : 0);
  });
});

describe('trees', () => {
  test('have the id that git gives them', () => {
    // As git itself wrote it: a folder stands where its name with a slash would.
    const made2 = treeOf(...([
      ['a-b/x', '100644', 'f719efd430d52bcfc8566a43b2eb655688d38871'],
      ['a.c', '100644', '5626abf0f72e58d7a153368ba57db4c673c0e171'],
      ['a/x', '100644', '5626abf0f72e58d7a153368ba57db4c673c0e171'],
      ['lib.js', '100644', '5626abf0f72e58d7a153368ba57db4c673c0e171'],
      ['lib/deep/y', '100755', 'f719efd430d52bcfc8566a43b2eb655688d38871'],
      ['link', '120000', '7e2844aca56489e5ed1111b5e32d999e7d4ad8b4'],
    ] as const).map(([path, mode, id]): TreeEntry => ({ path, mode, oid: id })));
    expect(treeId(made2, head)).toBe('32acfd5d59d2aee0d1abcea2575cab5a59a83559');
    expect(treeId({ entries: new Map(), unread: [] }, head)).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
    expect(treeId({ ...made2, unread: [{ path: '', code: 'TREE_TRUNCATED' }] }, head)).toBeUndefined();
    expect(treeId(treeOf({ path: Array.from({ length: 600 }, () => 'd').join('/'), mode: '100644', oid: oid('x') }), head)).toBeUndefined();
  });
  test('are kept within so many bytes, the newest, whole ones only', () => {
    const cache = createTreeCache(4 * 1100);
    const four = treeOf(entry('a', 'x'), entry('b', 'x'), entry('c', 'x'), entry('d', 'x'));
    for (const name of 'abcdef') cache.put(name, four);
    expect(['a', 'b', 'c', 'f'].map((name) => cache.get(name) !== undefined)).toEqual([false, false, true, true]);
    cache.put('cut', { ...four, unread: [{ path: '', code: 'TREE_TRUNCATED' }] });
    cache.put('big', treeOf(...'abcdefgh'.split('').map((name) => entry(name, 'x'))));
    expect([cache.get('cut'), cache.get('big')]).toEqual([undefined, undefined]);
  });
});
