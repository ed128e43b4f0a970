import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { at, call } from '../github/tests/client.js';
import { packVersion, sri, type StandInPackage } from '../registry/index.js';
import { startWhole, type Whole } from './service.js';

// A pull request that brings in what was published only just: it warns, and is green by itself when the release is old enough.
jest.setTimeout(180_000);

const hour = 3_600;
const fresh: StandInPackage = {
  name: '@acme/fresh', versions: [
    { version: '1.0.0', publishedAt: new Date(Date.now() - 60 * 24 * hour * 1_000).toISOString(), files: { 'index.js': 'module.exports = 1;\n' } },
    ...['1.0.1', '1.0.2'].map((version, index) => ({ version, publishedAt: new Date(Date.now() - (12 - index) * hour * 1_000).toISOString(), files: { 'index.js': `module.exports = 1.${index};\n` } })),
  ],
};

function files(version: string): Record<string, string> {
  const found = fresh.versions.find((one) => one.version === version)!;
  const root = { name: 'shop', version: '1.0.0', dependencies: { '@acme/fresh': version } };
  const text = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'package.json': text({ ...root, private: true }),
    'package-lock.json': text({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': root, 'node_modules/@acme/fresh': { version, integrity: sri(packVersion('@acme/fresh', found)) } } }),
  };
}

let whole: Whole;
beforeAll(async () => {
  const other = { id: 'GHSA-none-none-none', modified: '2026-01-01T00:00:00Z', schema_version: '1.7.0', summary: 'Of another package', affected: [{ package: { ecosystem: 'npm', name: 'none-of-these' }, versions: ['1.0.0'] }] };
  whole = await startWhole({ packages: [fresh], advisories: [other], signatures: true });
  const { github, app } = whole;
  github.createOrganisation('acme', { ada: 'owner', lin: 'member' });
  await github.createRepository({ owner: 'acme', name: 'shop', collaborators: { lin: 'write' }, files: { ...files('1.0.0'), 'README.md': '# shop\n' } });
  github.install(app.id, 'acme');
});
afterAll(async () => { await whole.close(); });

const pull = (number: number) => whole.github.repository('acme/shop').pulls.get(number)!;
async function checks(head: string): Promise<readonly { readonly title: string; readonly summary: string }[]> {
  const runs = at((await call(whole.github, `GET /repos/acme/shop/commits/${head}/check-runs`, { token: whole.github.userToken('ada') })).json, 'check_runs') as readonly unknown[];
  return runs.map((run) => ({ title: String(at(run, 'output', 'title')), summary: String(at(run, 'output', 'summary')) }));
}
const runsOf = (head: string): number => whole.github.repository('acme/shop').checkRuns.filter((run) => run.headSha === head).length;
async function open(branch: string, version = '1.0.1'): Promise<number> {
  await whole.github.push('acme/shop', { branch, from: 'main', by: 'lin', files: files(version) });
  const { number } = await whole.github.openPull('acme/shop', { head: branch, by: 'lin' });
  await whole.idle();
  return number;
}

test('a warning about a fresh release ends by itself, over a restart; what is closed or replaced stays as it was', async () => {
  const [waits, closed, replaced] = [await open('waits'), await open('closed'), await open('replaced')];
  const [head, ended, left] = [waits, closed, replaced].map((number) => pull(number).head.sha) as [string, string, string];
  const [first] = await checks(head);
  expect(first!.title).toBe('warned: 1 finding');
  expect(first!.summary).toMatch(/A release that is too fresh now is old enough by \d{4}-\d\d-\d\d \d\d:\d\d UTC: then this head is looked at again by itself\./);
  await whole.github.editPull('acme/shop', closed, { state: 'closed' }, 'lin');
  whole.pass(2);
  await whole.github.push('acme/shop', { branch: 'replaced', by: 'lin', files: { 'README.md': '# shop 2\n' } });
  await whole.idle();
  const [before, beforeLeft] = [runsOf(ended), runsOf(left)];

  await whole.later(11 * hour);
  await whole.idle();
  expect((await checks(head))[0]!.title).toBe('warned: 1 finding');
  expect(runsOf(head)).toBe(1);

  await whole.stop();
  await whole.start();
  await whole.later(hour + 120);
  await whole.idle();
  const [now] = await checks(head);
  expect(now!.title).not.toContain('warned');
  expect(now!.summary).not.toContain('looked at again');
  expect((await checks(pull(replaced).head.sha))[0]!.title).toBe(now!.title);
  expect([runsOf(ended), runsOf(left)]).toEqual([before, beforeLeft]);

  const many = runsOf(head);
  await whole.later(48 * hour);
  await whole.idle();
  expect(runsOf(head)).toBe(many);
});
