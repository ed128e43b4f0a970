import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createOsvApi } from '../../src/adapters/osv/api-client.js';
import { asking } from '../../src/adapters/osv/asked.js';
import { joinedSource } from '../../src/adapters/osv/osv-source.js';
import { systemTimers } from '../../src/adapters/system/clock.js';
import { startAdvisoryHost, type AdvisoryHost } from '../advisories/service.js';
import { entry, osv } from '../advisories/records.js';
import { npmRepository } from './npm-repository.js';
import { shelf } from './shelf.js';
import { inShort, memoryHost, now, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
let host: AdvisoryHost;
let api: ReturnType<typeof createOsvApi>;
beforeAll(async () => {
  [world, host] = await Promise.all([startWorld([...shelf], ownAnalyser()), startAdvisoryHost()]);
  api = createOsvApi(host.url, { timers: systemTimers, network: { strictSsl: true } });
  host.records = [{ ...osv('GHSA-2222-3333-4444', [{ ...entry('leaky', [{ introduced: '0' }, { fixed: '2.0.0' }]) }], { database_specific: { severity: 'HIGH' } }), id: 'GHSA-2222-3333-4444' }];
});
beforeEach(() => { host.asked.length = 0; });
afterAll(async () => { api.close(); await Promise.all([world.close(), host.close()]); });

const base = npmRepository(shelf, { installed: { tidy: '1.0.0', words: '1.0.0' } });
const head = npmRepository(shelf, { installed: { tidy: '1.1.0', words: '1.0.1', leaky: '1.2.0', '@acme/unicode': '1.0.0' } });
const reviewed = async (policy: Files) => (await world.review(memoryHost({ ...policy, ...base }, { ...policy, ...head }), { advisories: joinedSource([], [asking(api, { now: () => now })]) })).verdict;
const told = (): string[] => host.asked.flatMap(({ path, body }) => (path === '/v1/querybatch' ? (JSON.parse(body) as { queries: { package: { name: string } }[] }).queries.map((one) => one.package.name) : [])).sort();

test('a service that was opted for hears of the public names of what changes, and what it knows is told', async () => {
  const verdict = await reviewed({});
  expect(told()).toEqual(['@acme/unicode', 'leaky', 'tidy', 'words']);
  expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: ['known-vulnerability vulnerable'], gaps: [] });
  expect(verdict.data).toEqual([{ source: 'osv-api', digest: expect.stringMatching(/^[0-9a-f]{64}$/), asOf: new Date(now).toISOString() }]);
});

test('it never hears of what the policy calls private', async () => {
  const verdict = await reviewed({ '.github/mergewarden.yml': 'private:\n  scopes: ["@acme"]\n  names: [words]\n' });
  expect(told()).toEqual(['leaky', 'tidy']);
  expect(JSON.stringify(host.asked)).not.toMatch(/acme|words/);
  expect(verdict.gaps.filter(({ check }) => check !== 'registry-signature')).toEqual([]);
});

test('where no policy can be read, nobody knows what is private: nothing is asked, and that is said', async () => {
  const verdict = await reviewed({ '.github/mergewarden.yml': 'private: [\n' });
  expect(host.asked).toEqual([]);
  expect(verdict.outcome).not.toBe('pass');
  expect(inShort(verdict).gaps.join('\n')).toMatch(/ADVISORIES_WITHHELD/);
});
