import { afterEach, expect, test } from '@jest/globals';
import { peopleOf, type PusherOf } from '../../../src/adapters/github/people.js';
import { json, repository, scripted, type Handler } from './scripted.js';

const at = '/v3/repos/acme/shop';
const [head, base] = ['a'.repeat(40), 'b'.repeat(40)];
const commit = (sha: string, author: string | null, committer: string | null = author) => ({ sha, author: author === null ? null : { login: author }, committer: committer === null ? null : { login: committer } });
const pull = (user: string | null = 'ann') => ({
  number: 5, state: 'open', user: user === null ? null : { id: 1, login: user }, head: { sha: head, ref: 'x', repo: null },
  base: { sha: base, ref: 'main', repo: { id: 7, name: 'shop', owner: { id: 1, login: 'acme' }, private: true, fork: false } },
});
const target = { kind: 'pull', installation: 1, repository, number: 5, headSha: head, baseRef: 'main', baseSha: base } as const;
const group = { kind: 'merge-group', installation: 1, repository, headSha: head, headRef: `refs/heads/gh-readonly-queue/main/pr-5-${base}`, baseRef: 'refs/heads/main', baseSha: base } as const;
const say = (value: unknown): Handler => (_request, response) => { json(response, value); };

const running: Awaited<ReturnType<typeof scripted>>[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map((one) => one.close())); });
async function ask(opened: unknown, commits: readonly unknown[], of: typeof target | typeof group | { readonly [key: string]: unknown } = target, handlers: Record<string, Handler> = {}, pusher: PusherOf = async () => 'ann') {
  const one = await scripted({
    [`GET ${at}/pulls/5`]: say(opened), [`GET ${at}/pulls/5/commits`]: say(commits), [`GET ${at}/compare/${base}...${head}`]: say({ total_commits: commits.length, commits }), ...handlers,
  });
  running.push(one);
  return peopleOf(one.github, of as typeof target, pusher);
}

test.each<readonly [string, unknown, readonly unknown[], unknown]>([
  ['who opened it, wrote and committed', pull(), [commit('c'.repeat(40), 'bob', 'carol'), commit(head, 'ann')], ['ann', 'bob', 'carol']],
  ['who is named as a co-author by GitHub’s own address', pull(), [{ ...commit(head, 'ann'), commit: { message: 'x\n\nCo-authored-by: Bob <7+bob@users.noreply.github.com>\nco-authored-by: C <carol@users.noreply.example>\r\nCo-authored-by: D <d@example.invalid>\nCo-authored-by: E e@users.noreply.github.com.evil/' } }], ['ann', 'bob', 'carol']],
  ['GitHub itself is nobody', pull(), [commit(head, 'bob', 'web-flow')], ['ann', 'bob']],
  ['an author without an account', pull(), [commit('c'.repeat(40), null, 'bob'), commit(head, 'ann')], 'unknown'],
  ['an account that is gone', pull(null), [commit(head, 'ann')], 'unknown'],
  ['a head that moved', pull(), [commit('d'.repeat(40), 'ann')], 'unknown'],
  ['no commits', pull(), [], 'unknown'],
  ['more commits than GitHub lists', pull(), [...Array.from({ length: 249 }, () => commit('c'.repeat(40), 'ann')), commit(head, 'ann')], 'unknown'],
])('%s', async (_name, opened, commits, expected) => {
  expect(await ask(opened, commits)).toEqual(expected);
  expect(await ask(opened, commits, group)).toEqual(expected);
});

test('who pushed commits of others last has a part in them; a push that nobody saw could be anybody’s', async () => {
  const asked: unknown[] = [];
  const mallory: PusherOf = async (...what) => { asked.push(what); return 'mallory'; };
  expect(await ask(pull(), [commit(head, 'bob')], target, {}, mallory)).toEqual(['ann', 'bob', 'mallory']);
  expect(await ask(pull(), [commit(head, 'bob')], group, {}, mallory)).toEqual(['ann', 'bob', 'mallory']);
  expect(asked).toEqual([[5, head], [5]]);
  expect(await ask(pull(), [commit(head, 'bob')], target, {}, async () => undefined)).toBe('unknown');
});

test('a queue branch that names no pull request, and a pull request that is gone', async () => {
  expect(await ask(pull(), [commit(head, 'ann')], { ...group, headRef: 'refs/heads/other' })).toBe('unknown');
  expect(await ask(pull(), [commit(head, 'ann')], target, { [`GET ${at}/pulls/5`]: (_request, response) => { json(response, {}, 404); } })).toBe('unknown');
});

test('a server that fails is a failure, not an answer', async () => {
  await expect(ask(pull(), [], target, { [`GET ${at}/pulls/5/commits`]: (_request, response) => { json(response, {}, 502); } })).rejects.toMatchObject({ code: 'HOST_ERROR' });
});
