import type { CheckCase } from '../case.js';

const problem = { path: '.github/mergewarden.yml', line: 3, code: 'unknown-key', key: 'treshold', detail: 'did you mean threshold?' } as const;
const head = { change: 'changed', problems: [], loosenings: [], addedWaivers: [], alone: true } as const;

export const cases: readonly CheckCase[] = [
  { name: 'the pull request breaks the policy', given: { policyReading: { head: { ...head, problems: [problem] } } }, fires: [{ message: 'invalid', severity: 'high', data: { line: 3, key: 'treshold' } }] },
  { name: 'the base holds a broken one', given: { policyReading: { usable: false, baseProblems: [problem] } }, gaps: ['POLICY_INVALID'] },
  { name: 'the pull request does nothing but mend it', given: { policyReading: { usable: false, mends: true, baseProblems: [problem], head } } },
  { name: 'a broken one at base with a last good one', given: { policyReading: { usable: true, baseProblems: [problem] } } },
  { name: 'a valid change of the policy', given: { policyReading: { head } } },
];
