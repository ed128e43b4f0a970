import { afterEach, expect, test } from '@jest/globals';
import { approvalsOf } from '../../../src/adapters/github/approvals.js';
import type { PusherOf } from '../../../src/adapters/github/people.js';
import { secondPersons } from '../../../src/policy/approvals.js';
import { json, repository, scripted, type Handler } from './scripted.js';

const at = '/v3/repos/acme/shop';
const [head, base, old] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const ids: Readonly<Record<string, number>> = { ann: 1, bob: 2, carol: 3, dave: 4, Eve: 5, 'helper[bot]': 6 };
const target = { kind: 'pull', installation: 1, repository, number: 5, headSha: head, baseRef: 'main', baseSha: base } as const;
const group = { kind: 'merge-group', installation: 1, repository, headSha: 'd'.repeat(40), headRef: `refs/heads/gh-readonly-queue/main/pr-5-${base}`, baseRef: 'refs/heads/main', baseSha: base } as const;
const say = (value: unknown): Handler => (_request, response) => { json(response, value); };
const pull = {
  number: 5, state: 'open', user: { id: 1, login: 'ann' }, head: { sha: head, ref: 'x', repo: null },
  base: { sha: base, ref: 'main', repo: { id: 7, name: 'shop', owner: { id: 1, login: 'acme' }, private: true, fork: false } },
};
const commits = [{ sha: head, author: { login: 'ann' }, committer: { login: 'bob' } }];

interface Said { readonly by: string | null; readonly state: string; readonly commit?: string; readonly minute?: number; readonly type?: string; readonly association?: string }
let id = 100;
const review = ({ by, state, commit = head, minute = 10, type = 'User', association = 'MEMBER' }: Said) => ({
  id: id++, user: by === null ? null : { id: ids[by] ?? 99, login: by, type }, state, commit_id: commit, author_association: association,
  ...(state === 'PENDING' ? {} : { submitted_at: `2026-11-20T12:${String(minute).padStart(2, '0')}:00Z` }),
});
const retargeted = (...times: string[]) => ({ data: { repository: { pullRequest: { timelineItems: { nodes: times.map((createdAt) => ({ createdAt })) } } } } });

const running: Awaited<ReturnType<typeof scripted>>[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map((one) => one.close())); });
async function ask(reviews: readonly Said[], more: { readonly roles?: Record<string, unknown>; readonly times?: readonly string[]; readonly handlers?: Record<string, Handler>; readonly of?: typeof target | typeof group; readonly pusher?: PusherOf } = {}) {
  const roles = Object.fromEntries(Object.entries({ ann: 'admin', bob: 'write', carol: 'write', dave: 'read', Eve: 'admin', 'helper[bot]': 'write', ...more.roles }).map(([login, role]): [string, Handler] => [
    `GET ${at}/collaborators/${encodeURIComponent(login)}/permission`, typeof role === 'string' ? say({ permission: role, role_name: role, user: { id: ids[login] ?? 99, login } }) : say(role),
  ]));
  const one = await scripted({
    [`GET ${at}/pulls/5`]: say(pull), [`GET ${at}/pulls/5/commits`]: say(commits), [`GET ${at}/pulls/5/reviews`]: say(reviews.map(review)), 'POST /graphql': say(retargeted(...(more.times ?? []))), ...roles, ...more.handlers,
  });
  running.push(one);
  const answer = await approvalsOf(one.github, more.of ?? target, more.pusher ?? (async () => 'ann'));
  return { answer, counted: secondPersons(answer), asked: one.calls.filter((call) => call.path.includes('/collaborators/')).length };
}

const approves = (by: string, more: Partial<Said> = {}): Said => ({ by, state: 'APPROVED', ...more });
test.each<readonly [string, readonly Said[], Parameters<typeof ask>[1], readonly string[]]>([
  ['somebody who may write', [approves('carol')], {}, ['carol']],
  ['several, in order', [approves('Eve'), approves('carol')], {}, ['Eve', 'carol']],
  ['nobody', [], {}, []],
  ['who may only read, whatever GitHub calls them', [approves('dave')], {}, []],
  ['who maintains: GitHub names that write', [approves('dave')], { roles: { dave: { permission: 'write', role_name: 'maintain', user: { id: 4, login: 'dave' } } } }, ['dave']],
  ['who triages: GitHub names that read', [approves('carol')], { roles: { carol: { permission: 'read', role_name: 'triage', user: { id: 3, login: 'carol' } } } }, []],
  ['who is no member any more', [approves('carol')], { roles: { carol: 'none' } }, []],
  ['whose login another account has by now', [approves('carol')], { roles: { carol: { permission: 'admin', user: { id: 77, login: 'carol' } } } }, []],
  ['who opened it', [approves('ann')], {}, []],
  ['who committed some of it', [approves('bob')], {}, []],
  ['who pushed last', [approves('carol')], { pusher: async () => 'CAROL' }, []],
  ['a last push that nobody saw', [approves('carol')], { pusher: async () => undefined }, []],
  ['one, where an App pushed last: who made it do so may be that one', [approves('carol')], { pusher: async () => 'helper[bot]' }, []],
  ['two, where an App pushed last', [approves('carol'), approves('Eve')], { pusher: async () => 'helper[bot]' }, ['Eve', 'carol']],
  ['two, where an App pushed last, of whom one wrote some of it', [approves('carol'), approves('bob')], { pusher: async () => 'helper[bot]' }, []],
  ['two, where an App pushed last, of whom one may only read', [approves('carol'), approves('dave')], { pusher: async () => 'helper[bot]' }, []],
  ['an earlier head', [approves('carol', { commit: old })], {}, []],
  ['an earlier head, then this one', [approves('carol', { commit: old }), approves('carol', { minute: 20 })], {}, ['carol']],
  ['this head, then an earlier one: the last word counts', [approves('carol'), approves('carol', { commit: old, minute: 20 })], {}, []],
  ['dismissed', [{ by: 'carol', state: 'DISMISSED' }], {}, []],
  ['then changes are asked for', [approves('carol'), { by: 'carol', state: 'CHANGES_REQUESTED', minute: 20 }], {}, []],
  ['listed the other way round', [{ by: 'carol', state: 'CHANGES_REQUESTED', minute: 20 }, approves('carol')], {}, []],
  ['then a comment, which takes nothing back', [approves('carol'), { by: 'carol', state: 'COMMENTED', minute: 20 }], {}, ['carol']],
  ['then one begun and not sent', [approves('carol'), { by: 'carol', state: 'PENDING' }], {}, ['carol']],
  ['only a comment', [{ by: 'carol', state: 'COMMENTED' }], {}, []],
  ['changes asked for by another are for GitHub’s own rules', [approves('carol'), { by: 'Eve', state: 'CHANGES_REQUESTED' }], {}, ['carol']],
  ['an App, which anybody’s workflow may make approve', [approves('helper[bot]', { type: 'Bot' })], {}, []],
  ['an account that is gone', [{ by: null, state: 'APPROVED' }], {}, []],
  ['before the pull request got this base branch', [approves('carol')], { times: ['2026-11-20T12:30:00Z'] }, []],
  ['in the same second as that', [approves('carol')], { times: ['2026-11-20T12:10:00Z'] }, []],
  ['after it', [approves('carol', { minute: 40 })], { times: ['2026-11-20T12:30:00Z'] }, ['carol']],
])('%s', async (_name, reviews, more, expected) => {
  expect((await ask(reviews, more)).counted).toEqual(expected);
  expect((await ask(reviews, { ...more, of: group })).counted).toEqual(expected);
});

test.each<readonly [string, Record<string, Handler>]>([
  ['a role that is not told', { [`GET ${at}/collaborators/carol/permission`]: (_request, response) => { json(response, {}, 404); } }],
  ['reviews that may not be read', { [`GET ${at}/pulls/5/reviews`]: (_request, response) => { json(response, {}, 403); } }],
  ['a pull request that is gone', { [`GET ${at}/pulls/5`]: (_request, response) => { json(response, {}, 404); } }],
  ['a host that does not know of other base branches', { 'POST /graphql': say({ errors: [{ message: 'Field does not exist' }] }) }],
  ['commits by nobody', { [`GET ${at}/pulls/5/commits`]: say([{ sha: head, author: null, committer: null }]) }],
])('%s leaves no approval', async (_name, handlers) => {
  expect((await ask([approves('carol')], { handlers })).counted).toEqual([]);
});

test('a host that fails is a failure, not an answer', async () => {
  await expect(ask([approves('carol')], { handlers: { [`GET ${at}/pulls/5/reviews`]: (_request, response) => { json(response, {}, 502); } } })).rejects.toMatchObject({ code: 'HOST_ERROR' });
});

test('a queue branch that names no pull request has no approvals', async () => {
  expect((await ask([approves('carol')], { of: { ...group, headRef: 'refs/heads/other' } as unknown as typeof group })).answer).toEqual({ own: 'unknown', approved: [] });
});

test('strangers who approve push nobody out, and cost a bounded number of requests', async () => {
  const strangers = Array.from({ length: 90 }, (_, index): Said & { readonly n: number } => ({ by: `s${index}`, state: 'APPROVED', association: 'NONE', n: index }));
  const listed = [...strangers.map((one) => ({ ...review(one), user: { id: 1000 + one.n, login: one.by!, type: 'User' } })), review(approves('carol', { minute: 50 }))];
  const none = Object.fromEntries(strangers.map((one): [string, Handler] => [`GET ${at}/collaborators/${one.by!}/permission`, say({ permission: 'read' })]));
  const { counted, asked } = await ask([], { handlers: { ...none, [`GET ${at}/pulls/5/reviews`]: say(listed) } });
  expect([counted, asked]).toEqual([['carol'], 10]);
});
