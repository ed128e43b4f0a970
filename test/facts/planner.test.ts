import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DependencyChange } from '../../src/core/change.js';
import type { LockedPackage } from '../../src/core/lockfile.js';
import { planFacts, subjectOf } from '../../src/facts/planner.js';
import { byRisk, riskClass, riskClasses, type RiskClass } from '../../src/facts/risk.js';
import type { RegistryRecord, VersionRecord } from '../../src/packages/record.types.js';
import { isRead } from '../../src/facts/kinds.js';
import { change, locked, python } from '../checks/case.js';

const steps = { raw: { hasInstallScript: true } } as const;
const updated = (name: string, from: string, to: string, more: Partial<DependencyChange> = {}): DependencyChange => change(locked(name, from), locked(name, to), more);
const added = (name: string, more: Partial<LockedPackage> = {}): DependencyChange => change(undefined, locked(name, '1.0.0', more));
const record = (versions: { readonly [version: string]: Partial<VersionRecord> }): RegistryRecord => ({
  name: '', registry: 'default', distTags: {}, maintainers: [], removed: {},
  versions: Object.fromEntries(Object.entries(versions).map(([version, more]) => [version, { version, hasInstallScript: false, signatures: [], dependencies: {}, ...more }])),
});

describe('the class of a change', () => {
  test.each<readonly [string, DependencyChange, RegistryRecord | undefined, RiskClass]>([
    ['another package behind an alias', updated('a', '1.0.0', '1.0.1', { substituted: { name: 'b', version: '1.0.0' } as never }), undefined, 'substituted'],
    ['a new name', added('a'), undefined, 'new'],
    ['a new name with an install step', added('a', steps), undefined, 'trigger'],
    ['a new name whose entry hides the step that the registry knows', added('a'), record({ '1.0.0': { hasInstallScript: true } }), 'trigger'],
    ['an update that begins to have one', change(locked('a', '1.0.0'), locked('a', '1.0.1', steps)), undefined, 'trigger'],
    ['an update whose entry hides that it begins to have one', updated('a', '1.0.0', '1.0.1'), record({ '1.0.0': {}, '1.0.1': { hasInstallScript: true } }), 'trigger'],
    ['an update that always had one', change(locked('a', '1.0.0', steps), locked('a', '1.0.1', steps)), undefined, 'patch'],
    ['an update that one of two baselines lacks one of', { ...change(locked('a', '1.0.0', steps), locked('a', '1.0.1', steps)), before: [locked('a', '1.0.0', steps), locked('a', '0.9.0')] }, undefined, 'trigger'],
    ['other bytes of the same version', updated('a', '1.0.0', '1.0.0', { kind: 'rewritten' }), undefined, 'rewritten'],
    ['the same bytes with another entry', updated('a', '1.0.0', '1.0.0', { kind: 'metadata' }), undefined, 'metadata'],
    ['a patch', updated('a', '1.0.0', '1.0.1'), undefined, 'patch'], ['a prerelease of it', updated('a', '1.0.0', '1.0.0-rc.1'), undefined, 'patch'],
    ['a minor', updated('a', '1.0.0', '1.1.0'), undefined, 'minor'], ['a major', updated('a', '1.0.0', '2.0.0'), undefined, 'major'],
    ['the smallest of several', { ...updated('a', '1.0.0', '2.0.1'), before: [locked('a', '1.0.0'), locked('a', '2.0.0')] }, undefined, 'patch'],
    ['a version that is a key of every object', updated('a', '1.0.0', 'constructor'), record({}), 'major'],
  ])('%s', (_name, one, known, expected) => expect(riskClass(one, known)).toBe(expected));
});

describe('classes take turns', () => {
  const names = (changes: readonly DependencyChange[], count: number, known?: Parameters<typeof byRisk>[1]): readonly string[] => byRisk(changes, known).slice(0, count).map(({ change: { after } }) => after!.name);
  const padding = Array.from({ length: 2_500 }, (_, index) => added(`pad-${index}`));
  const old = record({ '1.0.0': { publishedAt: '2020-01-01T00:00:00Z' } });
  test.each<readonly [string, DependencyChange]>([
    ['a patch', updated('zz', '1.0.0', '1.0.1')], ['a major', updated('zz', '1.0.0', '2.0.0')], ['other bytes', updated('zz', '1.0.0', '1.0.0', { kind: 'rewritten' })], ['an install step', added('zz', steps)], ['an entry', updated('zz', '1.0.0', '1.0.0', { kind: 'metadata' })],
  ])('%s is looked at among the first, whatever a pull request is padded with', (_name, one) => expect(names([...padding, one], riskClasses.length)).toContain('zz'));
  test('a fresh one among old ones comes first, and so does one that nobody dates', () => {
    const known = (one: DependencyChange): RegistryRecord | undefined => (one.after!.name === 'zz' ? record({ '1.0.0': { publishedAt: '2026-11-21T00:00:00Z' } }) : one.after!.name === 'zy' ? undefined : old);
    expect(names([...padding, added('zz'), added('zy')], 2, known)).toEqual(['zy', 'zz']);
  });
  test('one whose entry hides the step that the registry knows', () => {
    expect(names([...padding, added('zz')], 1, (one) => (one.after!.name === 'zz' ? record({ '1.0.0': { hasInstallScript: true, publishedAt: '2019-01-01T00:00:00Z' } }) : old))).toEqual(['zz']);
  });
  test('the order hangs on nothing but the changes', () => {
    const some = [updated('a', '1.0.0', '1.0.1'), updated('b', '1.0.0', '2.0.0'), added('c'), added('d', steps), updated('e', '1.0.0', '1.1.0'), added('f')];
    fc.assert(fc.property(fc.shuffledSubarray(some, { minLength: some.length }), (shuffled) => { expect(names(shuffled, 9)).toEqual(names(some, 9)); }), { numRuns: 50, seed: 5 });
  });
});

describe('a budget', () => {
  const needs = [{ per: 'change', of: ['before', 'after', 'predecessor'], kinds: ['code', 'record'] }] as const;
  test('is of changes: baselines are read with their change and take no other\'s place', () => {
    const many = { ...updated('a', '9.0.0', '9.0.1'), before: Array.from({ length: 50 }, (_, index) => locked('a', `8.${index}.0`)) };
    const plan = planFacts([many, updated('b', '1.0.0', '2.0.0'), updated('c', '1.0.0', '2.0.0')], needs, 2);
    const code = plan.requests.filter((one) => one.kind === 'code').map((one) => (one.subject.origin.kind === 'registry' ? `${one.subject.origin.name}@${one.subject.origin.version}` : ''));
    expect(code).toHaveLength(51 + 2);
    expect(code).toEqual(expect.arrayContaining(['b@2.0.0', 'b@1.0.0']));
    expect(plan.beyondBudget.map((one) => one.subject)).toEqual([locked('c', '1.0.0'), locked('c', '2.0.0')].map(subjectOf));
  });
  test('is spent on what is read: packages of another ecosystem take no turn, and leave no gap', () => {
    const other = Array.from({ length: 50 }, (_, index) => change(undefined, python(`p-${index}`, '1.0.0')));
    const plan = planFacts([...other, added('a')], needs, 1);
    expect(plan.beyondBudget).toEqual([]);
    expect(plan.requests.filter((one) => one.kind === 'code')).toHaveLength(51);
    expect(isRead(subjectOf(python('requests', '1.0.0')), 'record')).toBe(false);
    expect((['record', 'archive', 'code'] as const).map((kind) => isRead(subjectOf(python('kit', '', { origin: { kind: 'git', url: 'git+https://x.example/a', commit: '' } })), kind))).toEqual([false, false, false]);
    expect(isRead(subjectOf(python('requests', '1.0.0')), 'advisories') && isRead(subjectOf(locked('a', '1.0.0')), 'record')).toBe(true);
  });
  test('leaves out no record and no advisory', () => {
    const plan = planFacts([added('a'), added('b')], [...needs, { per: 'change', of: ['after'], kinds: ['advisories'] }], 1);
    expect(plan.requests.filter((one) => one.kind !== 'code')).toHaveLength(4);
  });
});
