import { failed } from '../../../src/core/coverage.js';
import { subjectOf } from '../../../src/facts/planner.js';
import { change, code, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
const able = { kind: 'dynamic-code', api: 'eval' } as const;
const unread = (trigger: 'load' | 'unreachable') => ({ coverage: { kind: 'partial', code: 'PARSE_FAILED', data: {} }, value: code([], { unread: [{ path: 'x.js', code: 'PARSE_FAILED', trigger, sha256: 'a'.repeat(64) }] }) }) as const;

export const cases: readonly CheckCase[] = [
  { name: 'newly at install', given: { changes: [change(old, now)], facts: [{ of: now, code: code([{ ...able, trigger: 'install' }]) }] }, fires: [{ message: 'at-install', severity: 'medium', confidence: 'high', level: 'default', data: { api: 'eval', before: '1.0.0' } }] },
  { name: 'at install where the old version did it at load only', given: { changes: [change(old, now)], facts: [{ of: old, code: code([{ ...able, trigger: 'load' }]) }, { of: now, code: code([{ ...able, trigger: 'install' }]) }] }, fires: [{ message: 'at-install' }] },
  { name: 'a new package whose predecessor did not', given: { changes: [change(undefined, now)], predecessor: subjectOf(old), facts: [{ of: now, code: code([{ ...able, trigger: 'install' }]) }] }, fires: [{ message: 'at-install', data: { before: '1.0.0' } }] },
  { name: 'newly at load is folded', given: { changes: [change(old, now)], facts: [{ of: now, code: code([{ ...able, trigger: 'load' }]) }] } },
  { name: 'the old version does it too', given: { changes: [change(old, now)], facts: [{ of: old, code: code([{ ...able, trigger: 'install' }]) }, { of: now, code: code([{ ...able, trigger: 'install' }]) }] } },
  { name: 'in code that nothing reaches', given: { changes: [change(old, now)], facts: [{ of: now, code: code([{ ...able, trigger: 'unreachable' }]) }] } },
  { name: 'a mere change of the lockfile entry reads no code', given: { changes: [change(old, now, { kind: 'metadata' })], facts: [{ of: now, code: code([{ ...able, trigger: 'install' }]) }] } },
  { name: 'an unread file that is loaded is a hole', given: { changes: [change(old, now)], facts: [{ of: now, code: unread('load') }] }, gaps: ['PARSE_FAILED'] },
  { name: 'an unread file that nothing reaches is none', given: { changes: [change(old, now)], facts: [{ of: now, code: unread('unreachable') }] } },
  { name: 'an unread file that the old version holds too', given: { changes: [change(old, now)], facts: [{ of: old, code: unread('load') }, { of: now, code: unread('load') }] } },
  { name: 'an analyser that died is a hole', given: { changes: [change(old, now)], facts: [{ of: now, code: { coverage: failed('ANALYSER_CRASHED') } }] }, gaps: ['ANALYSER_CRASHED'] },
];
