import { describe, expect, test } from '@jest/globals';
import { doctor, doctorText, type DoctorPorts, type DoctorRepository, type RequiredCheck } from '../../src/app/doctor.js';
import { Failure } from '../../src/core/errors.js';

const needed = { permissions: { checks: 'write', contents: 'read' }, events: ['pull_request', 'push'] };
const shop: DoctorRepository = { id: 7, owner: 'acme', name: 'shop', defaultBranch: 'main', archived: false };
const policy: DoctorRepository = { ...shop, id: 8, name: '.github' };
const ours: RequiredCheck = { name: 'mergewarden', source: 12, from: 'ruleset' };
const good: DoctorPorts = {
  needed, checkName: 'mergewarden', since: 0,
  app: async () => ({ id: 12, slug: 'mergewarden', ...needed }),
  hook: async () => ({ url: 'https://review.example.invalid/webhook', secret: true, json: true, insecure: false }),
  failedDeliveries: async () => [],
  installations: async () => [{ id: 1, account: 'acme', suspended: false, ...needed }],
  repositories: async () => [shop, policy],
  requiredChecks: async () => [ours, { name: 'tests', from: 'ruleset' }],
};
const grant = (changes: Partial<typeof needed>) => async () => [{ id: 1, account: 'acme', suspended: false, ...needed, ...changes }];

test('all in place: nothing is said and the exit code is 0', async () => {
  const report = await doctor(good);
  expect(report).toEqual({ schema: 1, app: { id: 12, slug: 'mergewarden' }, checked: { installations: 1, repositories: 1 }, findings: [], exitCode: 0 });
  expect(doctorText(report)).toBe('App: mergewarden (id 12); 1 installations, 1 repositories\nall is in place\n');
});

describe('what is not as it should be', () => {
  test.each<readonly [string, Partial<DoctorPorts>, readonly string[], 0 | 1 | 2]>([
    ['a permission that the App lacks', { app: async () => ({ id: 12, slug: 'm', ...needed, permissions: { contents: 'read' } }) }, ['error app permission-missing checks: write'], 1],
    ['a level that is too low', { installations: grant({ permissions: { checks: 'read', contents: 'read' } as never }) }, ['error acme permission-missing checks: write (has read)'], 1],
    ['a level that is higher than needed', { installations: grant({ permissions: { checks: 'write', contents: 'write' } }) }, ['warning acme permission-superfluous contents: write (read is enough)'], 1],
    ['a permission that nothing needs', { installations: grant({ permissions: { ...needed.permissions, administration: 'write' } as never }) }, ['warning acme permission-superfluous administration: write'], 1],
    ['a permission by the name of a prototype key', { installations: grant({ permissions: { ...needed.permissions, constructor: 'read' } as never }) }, ['warning acme permission-superfluous constructor: read'], 1],
    ['events', { installations: grant({ events: ['push', 'star'] }) }, ['error acme event-missing pull_request', 'warning acme event-superfluous star'], 1],
    ['no webhook', { hook: async () => ({ secret: false, json: false, insecure: false }) }, ['error app hook-absent no webhook address is set'], 1],
    ['no secret, form encoded, unverified, in clear', { hook: async () => ({ url: 'http://h/x', secret: false, json: false, insecure: true }) }, ['warning app hook-not-https', 'error app hook-secret-absent', 'error app hook-not-json', 'warning app hook-insecure'], 1],
    ['failed deliveries', { failedDeliveries: async () => [{ guid: 'a' }, { guid: 'b' }] }, ['warning app deliveries-failed 2 deliveries did not arrive'], 1],
    ['installed nowhere', { installations: async () => [] }, ['error app not-installed'], 1],
    ['suspended', { installations: async () => [{ id: 1, account: 'acme', suspended: true, ...needed }] }, ['warning acme suspended'], 1],
    ['an installation that is not served', { served: { ids: [], accounts: ['ACME'] }, installations: async () => [{ id: 1, account: 'acme', suspended: false, ...needed }, { id: 2, account: 'other', suspended: false, permissions: {}, events: [] }] }, ['info other not-served'], 0],
    ['no installation that is served', { served: { ids: [2], accounts: [] } }, ['info acme not-served', 'error app not-installed'], 1],
    ['trusted roots as they come', { trust: async () => ({ refreshed: true, own: [] }) }, ['info trust trust-roots those that this version comes with count'], 0],
    ['trusted roots of one\'s own beside them', { trust: async () => ({ refreshed: true, days: 14, own: ['default', 'https://npm.acme.example/'] }) }, ['info trust trust-roots last refreshed 14 days ago; of your own: default, https://npm.acme.example/'], 0],
    ['trusted roots that cannot be refreshed', { trust: async () => ({ refreshed: true, days: 15, own: [] }) }, ['info trust trust-roots last refreshed 15 days ago', 'warning trust trust-stale'], 1],
    ['trusted roots that are not refreshed', { trust: async () => ({ refreshed: false, days: 400, own: [] }) }, ['info trust trust-roots last refreshed 400 days ago, not refreshed (TRUST_TUF_URL=off)'], 0],
    ['a database that does not answer', { trust: async () => { throw new Failure('DATABASE_UNREACHABLE', {}); } }, ['error trust not-checked database: DATABASE_UNREACHABLE'], 2],
    ['no repositories', { repositories: async () => [] }, ['warning acme no-repositories', 'info acme policy-repository-absent'], 1],
    ['no policy repository', { repositories: async () => [shop] }, ['info acme policy-repository-absent'], 0],
    ['the check is not required', { requiredChecks: async () => [{ name: 'tests', from: 'ruleset' }] }, ['error acme/shop check-not-required'], 1],
    ['required from anybody', { requiredChecks: async () => [{ name: 'mergewarden', from: 'protection' }] }, ['error acme/shop check-without-source'], 1],
    ['required from another App', { requiredChecks: async () => [{ ...ours, source: 13 }] }, ['error acme/shop check-of-another-app the ruleset expects mergewarden from App 13'], 1],
    ['required from ours and once from anybody', { requiredChecks: async () => [{ name: 'mergewarden', from: 'protection' }, ours] }, [], 0],
    ['a queue that merges groups by their last check alone', { requiredChecks: async () => [{ ...ours, queue: 'last' }] }, ['error acme/shop queue-merges-blocked'], 1],
    ['an archived repository has no rules to read', { repositories: async () => [{ ...shop, archived: true }, policy], requiredChecks: async () => [] }, [], 0],
    ['more repositories than are read', { repositories: async () => [policy, ...Array.from({ length: 120 }, (_, id) => ({ ...shop, id, name: `r${id}` }))] }, ['info acme not-all-checked rules of 100 of 120 repositories were read'], 0],
    ['a read that fails is not taken for good', { requiredChecks: async () => { throw new Failure('HOST_FORBIDDEN'); } }, ['error acme/shop not-checked rules: HOST_FORBIDDEN'], 2],
    ['the App itself cannot be read', { app: async () => { throw new Failure('HOST_UNREACHABLE'); } }, ['error app not-checked permissions and events: HOST_UNREACHABLE'], 2],
  ])('%s', async (_name, ports, findings, exitCode) => {
    const report = await doctor({ ...good, ...ports });
    expect(report.findings).toHaveLength(findings.length);
    report.findings.forEach((one, index) => { expect(`${one.level} ${one.subject} ${one.code} ${one.detail}`).toContain(findings[index]); });
    expect(report.exitCode).toBe(exitCode);
  });
});

test('the text holds no control character of a foreign name', async () => {
  const text = doctorText(await doctor({ ...good, installations: async () => [{ id: 1, account: 'ac\u001b[31mme\u202e', suspended: true, ...needed }] }));
  expect(text).toContain('warning ac[31mme: suspended');
  expect(text).toContain('not all is in place');
});
