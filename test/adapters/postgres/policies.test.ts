import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { postgresPolicies } from '../../../src/adapters/postgres/policies.js';
import type { Policy } from '../../../src/core/policy.js';
import { defaultValues, policyOf } from '../../../src/policy/merge.js';
import { harness } from '../../app/harness.js';
import type { Harness } from '../../app/harness.js';

let app: Harness;
beforeAll(async () => { app = await harness(); });
afterAll(async () => { await app.close(); });
const head = 'c'.repeat(40);
const place = { installation: 7, repository: 11, baseRef: 'main' };
const waiver = { fingerprint: 'a'.repeat(64), package: 'left', reason: 'read by hand', by: 'reviewer', until: '2026-10-31' };
const policy = (mode: Policy['mode']): Policy => policyOf({ ...defaultValues(new Map([['install-script', { mode: 'block', threshold: 'high', failMode: 'closed' }]])), mode, waivers: [waiver] }, [{ kind: 'default', state: 'read' }]);
const storedAt = async (): Promise<unknown> => (await app.pool.query('select stored_at::text from mergewarden.policy where base_ref = \'main\'')).rows[0];

test('a policy comes back whole, for its own branch alone', async () => {
  const policies = postgresPolicies(app.pool);
  expect(await policies.lastGood(place)).toBeUndefined();
  await policies.keep(place, policy('warn'), head);
  expect(await policies.lastGood(place)).toEqual(policy('warn'));
  for (const other of [{ baseRef: 'Main' }, { repository: 12 }, { installation: 8 }]) expect(await policies.lastGood({ ...place, ...other })).toBeUndefined();
});

test('its rules on packages come back with it', async () => {
  const policies = postgresPolicies(app.pool);
  const { hash: _hash, sources, ...values } = policy('warn');
  const ruled = policyOf({
    ...values, cooldown: { days: 7, except: ['left'] }, private: { scopes: ['@acme'], names: ['one'] }, licences: { allow: ['mit'], deny: ['isc'], unknown: 'warn', except: ['x'] }, advisories: { development: 'critical', unfixed: 'warn' },
    provenance: { require: [{ packages: ['@acme/*', 'left'], repository: 'https://github.com/acme/left', builder: 'hosted' }, { packages: ['right'] }] },
  }, sources);
  const ruledPlace = { ...place, repository: 21 };
  await policies.keep(ruledPlace, ruled, head);
  expect(await policies.lastGood(ruledPlace)).toEqual(ruled);
});

test('the same again writes nothing, another takes its place', async () => {
  const policies = postgresPolicies(app.pool);
  await policies.keep(place, policy('warn'), head);
  const before = await storedAt();
  await policies.keep(place, policy('warn'), head);
  expect(await storedAt()).toEqual(before);
  await policies.keep(place, policy('block'), head);
  expect(await policies.lastGood(place)).toEqual(policy('block'));
});

test('each change of a branch\'s policy is a row of the audit, with the hash before it', async () => {
  const rows = await app.audit.read({ repository: place.repository, limit: 10 });
  expect(rows).toMatchObject([
    { kind: 'policy', installation: 7, head, body: { baseRef: 'main', before: null, policy: policy('warn') } },
    { kind: 'policy', installation: 7, head, body: { baseRef: 'main', before: policy('warn').hash, policy: policy('block') } },
  ]);
});

test.each([
  ['a looser body under the old hash', (one: Policy) => ({ ...one, mode: 'observe' })],
  ['a key that is none', (one: Policy) => ({ ...one, more: 1 })],
  ['no policy', () => null],
])('what was kept is not believed: %s', async (_, change) => {
  const policies = postgresPolicies(app.pool);
  await policies.keep(place, policy('block'), head);
  await app.pool.query('update mergewarden.policy set body = $1', [JSON.stringify(change(policy('block')))]);
  expect(await policies.lastGood(place)).toBeUndefined();
  await app.pool.query('delete from mergewarden.policy');
});

test('uninstalling takes it away', async () => {
  const policies = postgresPolicies(app.pool);
  await policies.keep(place, policy('block'), head);
  await app.dependencies.reviews.erase(7);
  expect(await policies.lastGood(place)).toBeUndefined();
});
