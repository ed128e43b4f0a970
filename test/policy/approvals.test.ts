import { describe, expect, test } from '@jest/globals';
import { needsApproval, secondPersons } from '../../src/policy/approvals.js';
import type { PolicyReading } from '../../src/policy/reading.types.js';
import { policy } from './build.js';

describe('approvals that count', () => {
  test.each<readonly [string, readonly string[] | 'unknown', readonly string[], readonly string[]]>([
    ['of a second person', ['author'], ['carol'], ['carol']],
    ['never of the author', ['author'], ['author', 'carol'], ['carol']],
    ['nor in capitals', ['author'], ['AUTHOR'], []],
    ['nor of a committer or the last pusher', ['author', 'bob', 'Dave'], ['bob', 'dave'], []],
    ['none while nobody knows who wrote it', 'unknown', ['carol'], []],
    ['none by nobody', ['author'], [], []],
  ])('%s', (_name, own, approved, counted) => expect(secondPersons({ own, approved })).toEqual(counted));
});

describe('approvals are asked for', () => {
  const head: NonNullable<PolicyReading['head']> = { change: 'changed', problems: [], loosenings: [], addedWaivers: [], alone: true };
  const reading = (more?: Partial<NonNullable<PolicyReading['head']>>): PolicyReading => ({ path: 'p', inForce: policy(), baseProblems: [], usable: true, ...(more ? { head: { ...head, ...more } } : {}) });
  const problem = { path: 'p', line: 1, code: 'syntax', key: '', detail: '' } as const;
  test.each<readonly [string, PolicyReading, boolean]>([
    ['where the policy is loosened', reading({ loosenings: [{ key: 'mode', before: 'block', after: 'warn', line: 1 }] }), true],
    ['where something is waived', reading({ addedWaivers: [{ fingerprint: 'f', reason: 'r', by: 'b', until: 'u', line: 1 }] }), true],
    ['not where it is only tightened or broken', reading({ problems: [problem] }), false],
    ['not where it stays', reading(), false],
  ])('%s', (_name, given, asked) => expect(needsApproval(given)).toBe(asked));
});
