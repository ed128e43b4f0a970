import { expect, test } from '@jest/globals';
import { checks } from '../../../src/checks/index.js';
import { bindingOf, type Waiver } from '../../../src/core/policy.js';
import { judge } from '../../../src/policy/judge.js';
import { defaultValues, policyOf } from '../../../src/policy/merge.js';
import { expected } from './expected.js';
import { incidents, replicaOf } from './incidents.js';
import { minuteOne, reviewed } from './world.js';

const standing = policyOf(defaultValues(new Map(checks.map((one) => [one.id, one.default]))), []);
const now = '2026-11-22T00:00:00.000Z';

/** Those that `takeover` stands beside what blocks by itself: not `colors`, where nothing else does, and without the two that take long to read. */
const joined = incidents.filter(({ id }) => !['shai-hulud-2-2025', 'colors-2022', 'bitwarden-cli-2026'].includes(id) && expected.some((row) => row.id === id && row.whole.includes('takeover')));

test.each(joined)('$id: whoever waives all that blocks by itself still meets what joins the rest with the record', async (incident) => {
  const [whole] = await reviewed(minuteOne(incident, await replicaOf(incident)), ['whole']);
  const { findings, blocking, gaps } = whole!;
  const waivers = findings.filter((one) => blocking.includes(one.fingerprint) && one.check !== 'takeover').map((one): Waiver => ({
    ...(one.subject ? bindingOf(one.subject, one.integrity) : {}), fingerprint: one.fingerprint, reason: 'seen', by: 'alice', until: '2026-12-01',
  }));
  expect(waivers.length).toBeGreaterThan(0);
  const after = judge({ findings, gaps, policy: { ...standing, waivers }, policyUsable: true, own: [], now });
  expect(after.waived).toHaveLength(waivers.length);
  expect(after.outcome).toBe('block');
  expect(after.findings.filter((one) => after.blocking.includes(one.fingerprint)).map(({ check }) => check)).toEqual(['takeover']);
}, 120_000);
