import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { at, call } from '../github/tests/client.js';
import { startWhole, type Whole } from './service.js';

// A policy that is loosened, from the signed webhook to the merge: it takes a second person, with write access, on exactly the newest head.
jest.setTimeout(180_000);

const file = '.github/mergewarden.yml';
let whole: Whole;
beforeAll(async () => {
  whole = await startWhole({ packages: [], advisories: [] });
  const { github, app } = whole;
  github.createOrganisation('acme', { ada: 'owner', lin: 'member' });
  await github.createRepository({ owner: 'acme', name: 'shop', collaborators: { lin: 'write', max: 'write', eve: 'read' }, files: { [file]: 'mode: block\n', 'README.md': '# shop\n' } });
  github.install(app.id, 'acme');
  github.requireCheck('acme/shop', 'mergewarden', app.id);
});
afterAll(async () => { await whole.close(); });

async function open(branch: string, policy: string): Promise<number> {
  await whole.github.push('acme/shop', { branch, from: 'main', by: 'lin', files: { [file]: policy } });
  const { number } = await whole.github.openPull('acme/shop', { head: branch, by: 'lin' });
  await whole.idle();
  return number;
}
const api = (operation: string) => call(whole.github, operation, { token: whole.github.userToken('ada') });
async function check(number: number): Promise<{ readonly conclusion: unknown; readonly title: string; readonly text: string }> {
  const head = whole.github.repository('acme/shop').pulls.get(number)!.head.sha;
  const run = (at((await api(`GET /repos/acme/shop/commits/${head}/check-runs`)).json, 'check_runs') as readonly unknown[])[0];
  return { conclusion: at(run, 'conclusion'), title: String(at(run, 'output', 'title')), text: `${String(at(run, 'output', 'summary'))}${String(at(run, 'output', 'text'))}` };
}
const say = async (number: number, by: string, event: Parameters<Whole['github']['review']>[3], commit?: string): Promise<number> => {
  const id = await whole.github.review('acme/shop', number, by, event, commit);
  await whole.idle();
  return id;
};

test('approved, pushed again, approved again, dismissed, approved and merged', async () => {
  const number = await open('looser', 'mode: warn\n');
  const blocked = { conclusion: 'failure', title: 'blocked: 1 finding' };
  expect(await check(number)).toMatchObject(blocked);
  await say(number, 'eve', 'APPROVE');
  expect(await check(number)).toMatchObject(blocked);
  await say(number, 'max', 'COMMENT');
  expect(await check(number)).toMatchObject(blocked);
  await say(number, 'max', 'APPROVE');
  const passed = await check(number);
  expect(passed).toMatchObject({ conclusion: 'success', title: 'warned: 1 finding' });
  expect(passed.text).toMatch(/Approved by `max`/);

  const before = whole.github.repository('acme/shop').pulls.get(number)!.head.sha;
  await whole.github.push('acme/shop', { branch: 'looser', by: 'lin', files: { [file]: 'mode: observe\n' } });
  await whole.idle();
  expect(await check(number)).toMatchObject(blocked);
  await say(number, 'max', 'APPROVE', before);
  expect(await check(number)).toMatchObject(blocked);
  const id = await say(number, 'max', 'APPROVE');
  expect((await check(number)).conclusion).toBe('success');
  await whole.github.dismiss('acme/shop', number, id, 'ada');
  await whole.idle();
  expect(await check(number)).toMatchObject(blocked);
  await say(number, 'ada', 'APPROVE');
  expect((await check(number)).conclusion).toBe('success');
  expect((await api(`PUT /repos/acme/shop/pulls/${number}/merge`)).status).toBe(200);
  await whole.idle();
  expect(whole.github.problems).toEqual([]);
  expect(whole.complaints).toEqual([]);
});

test('who pushed last does not approve, whoever opened it; another base branch asks again', async () => {
  const number = await open('second', 'mode: observe\nchecks: { install-script: { threshold: critical } }\n');
  await whole.github.push('acme/shop', { branch: 'second', by: 'max', files: { 'b.txt': '1' } });
  await whole.idle();
  await say(number, 'max', 'APPROVE');
  const first = await check(number);
  await say(number, 'ada', 'APPROVE');
  const second = await check(number);
  expect([first.title, second.title]).toEqual(['observed: blocked: 1 finding', 'observed: warned: 1 finding']);
  await whole.github.push('acme/shop', { branch: 'release', from: 'main', by: 'ada', files: { 'c.txt': '1' } });
  await whole.github.editPull('acme/shop', number, { base: 'release' }, 'lin');
  await whole.idle();
  expect((await check(number)).title).toBe('observed: blocked: 1 finding');
  whole.pass(1);
  await say(number, 'ada', 'APPROVE');
  expect((await check(number)).title).toBe('observed: warned: 1 finding');
});

test('in a merge queue the approval of the entry\'s own pull request holds, and without one it is blocked', async () => {
  const group = async (number: number): Promise<readonly unknown[]> => {
    const { headSha } = await whole.github.enqueue('acme/shop', number);
    await whole.idle();
    const runs = at((await api(`GET /repos/acme/shop/commits/${headSha}/check-runs`)).json, 'check_runs') as readonly unknown[];
    return runs.map((run) => at(run, 'output', 'title'));
  };
  const approved = await open('queued', 'mode: observe\nchecks: { process-spawn: { mode: warn } }\n');
  await say(approved, 'max', 'APPROVE');
  expect(await group(approved)).toEqual([expect.stringMatching(/warned: \d finding/)]);
  const alone = await open('unapproved', 'mode: observe\nchecks: { process-spawn: { mode: "off" } }\n');
  expect(await group(alone)).toEqual([expect.stringMatching(/blocked: \d finding/)]);
  expect(whole.complaints).toEqual([]);
});
