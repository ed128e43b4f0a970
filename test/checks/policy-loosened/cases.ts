import type { CheckCase } from '../case.js';

const head = { change: 'changed', problems: [], loosenings: [], addedWaivers: [], alone: true } as const;
const loosened = { ...head, loosenings: [{ key: 'threshold', before: 'high', after: 'critical', line: 2 }] } as const;
const waived = { ...head, addedWaivers: [{ fingerprint: 'f'.repeat(64), package: 'left', reason: 'we do not call it', by: 'ada', until: '2026-12-01', line: 5 }] } as const;

export const cases: readonly CheckCase[] = [
  { name: 'the threshold is raised', given: { policyReading: { head: loosened } }, fires: [{ message: 'loosened', severity: 'high', level: 'default', change: 'worsened' }] },
  { name: 'a waiver is added', given: { policyReading: { head: waived } }, fires: [{ message: 'waived', severity: 'high', data: { package: 'left', until: '2026-12-01' } }] },
  { name: 'a second person approved the raised threshold', given: { policyReading: { head: loosened }, approvedBy: ['lin'] }, fires: [{ message: 'loosened-approved', severity: 'high', level: 'default', data: { key: 'threshold' } }] },
  { name: 'a second person approved the waiver', given: { policyReading: { head: waived }, approvedBy: ['lin'] }, fires: [{ message: 'waived-approved', severity: 'high', level: 'default', data: { by: 'ada' } }] },
  { name: 'nobody approved', given: { policyReading: { head: loosened }, approvedBy: [] }, fires: [{ message: 'loosened' }] },
  { name: 'the policy is tightened', given: { policyReading: { head } } },
  { name: 'the policy is tightened and approved', given: { policyReading: { head }, approvedBy: ['lin'] } },
  { name: 'the policy is not touched', given: {} },
];
