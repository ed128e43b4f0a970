import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { headQuery, mergeQuery } from '../../../src/adapters/github/queries.js';
import { startGitHub, type GitHub } from '../github.js';
import { appToken, at, call, permissions } from './client.js';
import type { Pull } from '../state.js';

let site: GitHub;
let pull: Pull;
let appId = 0;
const tokens = new Map<string, string>();
beforeAll(async () => {
  site = await startGitHub();
  site.createUser('ann');
  site.createOrganisation('acme', { ann: 'owner' });
  const app = site.createApp({ name: 'gate', owner: 'acme', permissions, events: [], webhookUrl: 'http://127.0.0.1:9/hook' });
  appId = app.id;
  const shop = await site.createRepository({ owner: 'acme', name: 'shop', files: { 'a.txt': 'a\n', 'big.txt': 'x'.repeat(600_000) } });
  await site.createRepository({ owner: 'acme', name: '.github', visibility: 'public', files: { '.github/mergewarden.yml': 'mode: block\n' } });
  const { id } = site.install(app.id, 'acme', { repositories: ['shop'] });
  for (const [name, narrowed] of [['whole', permissions], ['narrow', { metadata: 'read', contents: 'read' }]] as const) {
    const made = await call(site, `POST /app/installations/${id}/access_tokens`, { token: appToken(app), body: { permissions: narrowed, repository_ids: [shop.id] } });
    tokens.set(name, String(at(made.json, 'token')));
  }
  await site.push('acme/shop', { branch: 'topic', from: 'main', files: { 'a.txt': 'b\n' }, by: 'ann' });
  await site.push('acme/shop', { branch: 'main', files: { 'later.txt': 'l\n' }, by: 'ann' });
  pull = await site.openPull('acme/shop', { head: 'topic', by: 'ann', title: 'x' });
  await call(site, 'POST /repos/acme/shop/check-runs', { token: tokens.get('whole')!, body: { name: 'gate', head_sha: pull.head.sha, external_id: 'r1', status: 'in_progress' } });
});
afterAll(() => site.close());

async function ask(query: string, variables: Record<string, unknown>, token = tokens.get('whole')!): Promise<unknown> {
  const answer = await fetch(`${site.url}/api/graphql`, { method: 'POST', headers: { authorization: `bearer ${token}` }, body: JSON.stringify({ query, variables: { owner: 'acme', name: 'shop', ...variables } }) });
  return answer.json();
}
const aboutHead = (changes: Record<string, unknown> = {}) => ({ number: pull.number, base: 'refs/heads/main', head: pull.head.sha, oid: pull.head.sha, app: appId, check: 'gate', organisation: '.github', path: '.github/mergewarden.yml', ...changes });

describe('the graph about a head', () => {
  test('a test merge is being made when it is first asked for, and is there the second time, with parents and tree', async () => {
    const first = await ask(headQuery, aboutHead());
    expect(at(first, 'errors')).toBeUndefined();
    expect([at(first, 'data', 'repository', 'pullRequest', 'mergeable'), at(first, 'data', 'repository', 'pullRequest', 'potentialMergeCommit')]).toEqual(['UNKNOWN', null]);
    const second = at(await ask(mergeQuery, { number: pull.number }), 'data', 'repository', 'pullRequest');
    expect(at(second, 'mergeable')).toBe('MERGEABLE');
    expect(at(second, 'potentialMergeCommit', 'parents')).toEqual({ totalCount: 2, nodes: [{ oid: await site.tip('acme/shop') }, { oid: pull.head.sha }] });
    const tree = await call(site, `GET /repos/acme/shop/git/commits/${String(at(second, 'potentialMergeCommit', 'oid'))}`, { token: tokens.get('whole')! });
    expect(at(second, 'potentialMergeCommit', 'tree', 'oid')).toBe(at(tree.json, 'tree', 'sha'));
  });
  test('tip, comparison, open pull requests, check runs, and a public repository\'s file', async () => {
    const told = at(await ask(headQuery, aboutHead()), 'data');
    const tip = await site.tip('acme/shop');
    expect(at(told, 'repository', 'ref')).toMatchObject({
      name: 'main', prefix: 'refs/heads/', target: { __typename: 'Commit', oid: tip },
      compare: { behindBy: 1, baseTarget: { oid: tip }, headTarget: { oid: pull.head.sha }, commits: { totalCount: 1, nodes: [{ oid: pull.head.sha, parents: { totalCount: 1 } }] } },
    });
    expect(at(told, 'repository', 'pullRequests')).toMatchObject({ totalCount: 1, pageInfo: { hasNextPage: false }, nodes: [{ number: pull.number, headRefOid: pull.head.sha }] });
    expect(at(told, 'repository', 'object', 'checkSuites', 'nodes', 0, 'checkRuns', 'nodes')).toEqual([{ externalId: 'r1', status: 'IN_PROGRESS' }]);
    expect(at(told, 'organisation', 'defaultBranchRef', 'target', 'file')).toMatchObject({ mode: 0o100644, type: 'blob', object: { __typename: 'Blob', text: 'mode: block\n', isBinary: false, isTruncated: false } });
  });
  test('what is not there is null; what a token may not see is null with an error beside it', async () => {
    const nothing = await ask(headQuery, aboutHead({ base: 'refs/heads/none', oid: '1'.repeat(40), path: 'none' }));
    expect([at(nothing, 'errors'), at(nothing, 'data', 'repository', 'ref'), at(nothing, 'data', 'repository', 'object'), at(nothing, 'data', 'organisation', 'defaultBranchRef', 'target', 'file')]).toEqual([undefined, null, null, null]);
    expect(at(await ask(headQuery, aboutHead({ head: 'f'.repeat(40) })), 'data', 'repository', 'ref', 'compare')).toBeNull();
    const narrow = await ask(headQuery, aboutHead(), tokens.get('narrow')!);
    expect(at(narrow, 'data', 'repository', 'ref', 'name')).toBe('main');
    expect([at(narrow, 'data', 'repository', 'pullRequest'), at(narrow, 'data', 'repository', 'object', 'checkSuites')]).toEqual([null, null]);
    expect((at(narrow, 'errors') as { type: string; path: string[] }[]).map((one) => [one.type, one.path.join('.')])).toEqual([
      ['FORBIDDEN', 'repository.pullRequest'], ['FORBIDDEN', 'repository.pullRequests'], ['FORBIDDEN', 'repository.object.checkSuites'],
    ]);
    const hidden = await ask(headQuery, aboutHead({ organisation: 'secret' }));
    expect([at(hidden, 'data', 'organisation'), at(hidden, 'errors', 0, 'type'), at(hidden, 'errors', 0, 'path')]).toEqual([null, 'NOT_FOUND', ['organisation']]);
  });
  test('a text is cut at 512,000 bytes, and says so', async () => {
    const tree = await call(site, `GET /repos/acme/shop/git/trees/${await site.tip('acme/shop')}`, { token: tokens.get('whole')! });
    const big = (at(tree.json, 'tree') as { path: string; sha: string }[]).find((one) => one.path === 'big.txt')!;
    const told = await ask('query ($owner: String!, $name: String!, $oid: GitObjectID!) { repository(owner: $owner, name: $name) { object(oid: $oid) { ... on Blob { byteSize isTruncated text } } } }', { oid: big.sha });
    expect([at(told, 'data', 'repository', 'object', 'byteSize'), at(told, 'data', 'repository', 'object', 'isTruncated'), String(at(told, 'data', 'repository', 'object', 'text')).length]).toEqual([600_000, true, 512_000]);
  });
});
