import type { ReviewedFile } from '../../../src/lockfiles/reading.types.js';
import type { CheckCase } from '../case.js';

const problem = { path: '.github/mergewarden.yml', line: 3, code: 'unknown-key', key: 'treshold', detail: 'did you mean threshold?' } as const;
const head = { change: 'changed', problems: [], loosenings: [], addedWaivers: [], alone: true } as const;

const changed = (path: string, change: ReviewedFile['change'] = 'added'): ReviewedFile => ({ path, change, mode: {}, oid: {}, text: {}, coverage: { kind: 'complete' } });

export const cases: readonly CheckCase[] = [
  { name: 'the pull request breaks the policy', given: { policyReading: { head: { ...head, problems: [problem] } } }, fires: [{ message: 'invalid', severity: 'high', data: { line: 3, key: 'treshold' } }] },
  { name: 'the base holds a broken one', given: { policyReading: { usable: false, baseProblems: [problem] } }, gaps: ['POLICY_INVALID'] },
  { name: 'the pull request does nothing but mend it', given: { policyReading: { usable: false, mends: true, baseProblems: [problem], head } } },
  { name: 'a broken one at base with a last good one', given: { policyReading: { usable: true, baseProblems: [problem] } } },
  { name: 'a valid change of the policy', given: { policyReading: { head } } },
  ...['.github/mergewarden.yaml', 'mergewarden.yml', '.mergewarden.yml', '.github/Mergewarden.yml', 'packages/a/.github/mergewarden.yml', '.mergewardenrc', 'mergewarden.config.json', '.github/merge-warden.yml'].map((path): CheckCase => (
    { name: `a file that looks like a policy and is not read: ${path}`, given: { files: [changed(path)] }, fires: [{ message: 'unread', severity: 'medium', data: { path, read: '.github/mergewarden.yml' } }] })),
  { name: 'one that goes away, and one whose mode changes', given: { files: [changed('.github/mergewarden.yaml', 'removed'), changed('mergewarden.yml', 'mode')] } },
  { name: 'files about the program, and the policy itself', given: { files: ['docs/mergewarden.md', '.github/workflows/mergewarden-review.yml', 'src/mergewarden.ts', '.github/mergewarden.yml', 'mergewarden.yml.txt'].map((path) => changed(path)) } },
];
