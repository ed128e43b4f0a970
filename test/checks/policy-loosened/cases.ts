import type { CheckCase } from '../case.js';

const head = { change: 'changed', problems: [], loosenings: [], addedWaivers: [], alone: true } as const;

export const cases: readonly CheckCase[] = [
  { name: 'the threshold is raised', given: { policyReading: { head: { ...head, loosenings: [{ key: 'threshold', before: 'high', after: 'critical', line: 2 }] } } }, fires: [{ message: 'loosened', severity: 'high', level: 'default', change: 'worsened' }] },
  { name: 'a waiver is added', given: { policyReading: { head: { ...head, addedWaivers: [{ fingerprint: 'f'.repeat(64), package: 'left', reason: 'we do not call it', by: 'ada', until: '2026-12-01', line: 5 }] } } }, fires: [{ message: 'waived', severity: 'medium', data: { package: 'left', until: '2026-12-01' } }] },
  { name: 'the policy is tightened', given: { policyReading: { head } } },
  { name: 'the policy is not touched', given: {} },
];
