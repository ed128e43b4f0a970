import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { at, call } from '../github/tests/client.js';
import { packVersion, sri, type StandInPackage } from '../registry/index.js';
import { startWhole, type Whole } from './service.js';

// What the service remembers from one pull request to the next: a dist-tag that goes back, over a restart, and a burst over three pull requests of a day.
jest.setTimeout(180_000);

const hour = 3_600;
const ago = (hours: number): string => new Date(Date.now() - hours * hour * 1_000).toISOString();
const version = (number: string, hours: number) => ({ version: number, publishedAt: ago(hours), files: { 'index.js': `module.exports = "${number}";\n` } });
const line: StandInPackage = { name: '@acme/line', versions: [version('1.0.0', 90 * 24), version('2.0.0', 60 * 24), version('1.0.1', 50)] };
const unlike: StandInPackage[] = ['chalky', 'debugger', 'wrapper'].map((name, index) => ({ name, versions: [version('1.0.0', (30 + 11 * index) * 24), version('1.1.0', 29 - index / 10)] }));
const all = [line, ...unlike];

function files(dependencies: Record<string, string>): Record<string, string> {
  const entries = Object.entries(dependencies).map(([name, number]): [string, object] => [`node_modules/${name}`, { version: number, integrity: sri(packVersion(name, all.find((one) => one.name === name)!.versions.find((one) => one.version === number)!)) }]);
  const root = { name: 'shop', version: '1.0.0', dependencies };
  const text = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return { 'package.json': text({ ...root, private: true }), 'package-lock.json': text({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': root, ...Object.fromEntries(entries) } }) };
}
const before = { '@acme/line': '1.0.0', chalky: '1.0.0', debugger: '1.0.0', wrapper: '1.0.0' };

let whole: Whole;
beforeAll(async () => {
  const other = { id: 'GHSA-none-none-none', modified: '2026-01-01T00:00:00Z', schema_version: '1.7.0', summary: 'Of another package', affected: [{ package: { ecosystem: 'npm', name: 'none-of-these' }, versions: ['1.0.0'] }] };
  whole = await startWhole({ packages: [{ ...line, distTags: { latest: '2.0.0' } }, ...unlike], advisories: [other], signatures: true });
  const { github, app } = whole;
  github.createOrganisation('acme', { ada: 'owner', lin: 'member' });
  for (const name of ['shop', 'till']) await github.createRepository({ owner: 'acme', name, visibility: 'private', collaborators: { lin: 'write' }, files: files(before) });
  github.install(app.id, 'acme');
});
afterAll(async () => { await whole.close(); });

/** Opens a pull request; what its check says. */
async function said(repository: string, branch: string, changed: Partial<typeof before>): Promise<{ readonly title: string; readonly text: string }> {
  await whole.github.push(`acme/${repository}`, { branch, from: 'main', by: 'lin', files: files({ ...before, ...changed }) });
  const { number } = await whole.github.openPull(`acme/${repository}`, { head: branch, by: 'lin' });
  await whole.idle();
  const head = whole.github.repository(`acme/${repository}`).pulls.get(number)!.head.sha;
  const run = (at((await call(whole.github, `GET /repos/acme/${repository}/commits/${head}/check-runs`, { token: whole.github.userToken('ada') })).json, 'check_runs') as readonly unknown[])[0];
  return { title: String(at(run, 'output', 'title')), text: String(at(run, 'output', 'text')) };
}

test('a dist-tag that went back since another repository was reviewed', async () => {
  expect((await said('shop', 'two', { '@acme/line': '2.0.0' })).title).not.toContain('warned');
  await whole.stop();
  whole.registry.publish({ ...line, distTags: { latest: '1.0.1' } });
  await whole.start();
  // The kept record is asked for again.
  await whole.later(600);
  expect(await said('till', 'one', { '@acme/line': '1.0.1' })).toEqual({ title: 'warned: 1 finding', text: expect.stringContaining('went back from `2.0.0` to `1.0.1`') });
});

test('the third of three pull requests names what one account put up at once', async () => {
  expect((await said('shop', 'chalky', { chalky: '1.1.0' })).title).not.toContain('warned');
  expect((await said('till', 'debugger', { debugger: '1.1.0' })).title).not.toContain('warned');
  const third = await said('shop', 'wrapper', { wrapper: '1.1.0' });
  expect(third.title).toBe('warned: 1 finding');
  expect(third.text).toContain('chalky@1.1.0, debugger@1.1.0, wrapper@1.1.0');
});
