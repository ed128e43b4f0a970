import { describe, expect, test } from '@jest/globals';
import { analysisLimit } from '../../src/checks/joined/analysis-limit.js';
import { foldHoles, namedAlike, type Hole } from '../../src/checks/fold.js';
import { checks } from '../../src/checks/index.js';
import { checkSteps } from '../../src/checks/run.js';
import type { ErrorCode } from '../../src/core/errors.js';
import type { Policy } from '../../src/core/policy.js';
import { judge } from '../../src/policy/judge.js';
import { policyOf, defaultValues } from '../../src/policy/merge.js';
import { attestationInvalid } from '../../src/checks/trust/attestation-invalid.js';
import { change, locked, runCase } from './case.js';
import { advertising, attestation, attested, both, hole, manyVouchedFor, verified } from './vouched-cases.js';

const now = '2026-11-22T00:00:00.000Z';
const spent = { coverage: { kind: 'partial', code: 'BUDGET_CHANGES', data: { limit: 2_000 } } } as const;

function holeOf(index: number, more: { readonly code?: ErrorCode; readonly ours?: boolean; readonly registry?: string; readonly integrity?: string } = {}): Hole {
  const { code = 'BUDGET_CHANGES', ours = false, registry = 'default', integrity = `sha512-${index}` } = more;
  const name = `pad-${index}`;
  return {
    gap: { check: 'dynamic-code', subject: `${name}@1.0.0`, origin: { kind: 'registry', ecosystem: 'npm', registry, name, version: '1.0.0' }, integrity, code, data: { fact: 'code' }, ours, fingerprint: `print of ${name}` },
    coverage: { kind: 'partial', code, data: {} },
  };
}
const many = (count: number, more: Parameters<typeof holeOf>[1] = {}): Hole[] => Array.from({ length: count }, (_, index) => holeOf(index, more));

describe('many holes that are alike', () => {
  test('a hundred stay by themselves, and the others stand in one that tells their number', () => {
    const folded = foldHoles(many(250));
    expect(folded).toHaveLength(namedAlike + 1);
    expect(folded.slice(0, namedAlike)).toEqual(many(namedAlike));
    expect(folded.at(-1)!.gap).toMatchObject({ check: 'dynamic-code', code: 'BUDGET_CHANGES', subject: '150 more, named together', ours: false, data: { count: 150, registry: 'default', packages: many(250).slice(namedAlike).map(({ gap }) => gap.subject) } });
    expect(folded.at(-1)!.gap.origin).toBeUndefined();
  });
  test.each([[1], [namedAlike], [namedAlike + 1]])('%d are all named', (count) => { expect(foldHoles(many(count))).toEqual(many(count)); });
  test('what has another reason, another registry, or is ours, is not put together with others', () => {
    const folded = foldHoles([...many(150), ...many(150, { code: 'REGISTRY_TIMEOUT' }).map((one) => renamed(one, 'timeout')), ...many(150, { ours: true }).map((one) => renamed(one, 'ours')), ...many(150, { registry: 'https://other.example/' }).map((one) => renamed(one, 'other'))]);
    expect(folded).toHaveLength(4 * (namedAlike + 1));
    expect(folded.filter(({ gap }) => gap.origin === undefined).map(({ gap }) => [gap.code, gap.ours, gap.data['registry'], gap.data['count']])).toEqual([
      ['BUDGET_CHANGES', false, 'default', 50], ['REGISTRY_TIMEOUT', false, 'default', 50], ['BUDGET_CHANGES', true, 'default', 50], ['BUDGET_CHANGES', false, 'https://other.example/', 50],
    ]);
  });
  test.each<readonly [string, (holes: Hole[]) => Hole[]]>([
    ['one more', (holes) => [...holes, holeOf(1_000)]],
    ['one fewer', (holes) => holes.slice(0, -1)],
    ['another package', (holes) => [...holes.slice(0, -1), holeOf(1_000)]],
    ['other bytes', (holes) => [...holes.slice(0, -1), holeOf(holes.length - 1, { integrity: 'sha512-other' })]],
  ])('a waiver of the list does not hold for %s', (_name, otherwise) => {
    const print = (holes: readonly Hole[]): string => foldHoles(holes).at(-1)!.gap.fingerprint;
    expect(print(otherwise(many(250)))).not.toBe(print(many(250)));
    expect(print([...many(namedAlike), ...many(250).slice(namedAlike).toReversed()])).toBe(print(many(250)));
  });
});

function renamed(hole: Hole, word: string): Hole {
  return { ...hole, gap: { ...hole.gap, fingerprint: `${hole.gap.fingerprint} ${word}` } };
}

const beyond = Array.from({ length: 230 }, (_, index) => locked(`pad-${String(index).padStart(3, '0')}`, '1.0.0'));
const given = { changes: beyond.map((one) => change(undefined, one)), facts: beyond.map((of) => ({ of, archive: spent, code: spent })) };

describe('a spent budget under every check', () => {
  const base: Policy = policyOf(defaultValues(new Map(checks.map((one) => [one.id, one.default]))), []);
  const readers = checks.filter((check) => check.needs.length > 0 && check.id !== 'analysis-limit');
  test.each(readers)('$id: its own gaps count as its own fail mode says, whatever the others say', (check) => {
    const { gaps } = runCase(check, given);
    if (gaps.length === 0) return;
    expect(gaps.reduce((sum, gap) => sum + (typeof gap.data['count'] === 'number' ? gap.data['count'] : 1), 0)).toBe(beyond.length);
    const under = (failMode: 'closed' | 'open'): Policy => ({ ...base, checks: { ...base.checks, [check.id]: { ...base.checks[check.id]!, failMode } } });
    for (const failMode of ['closed', 'open'] as const) {
      expect(judge({ findings: [], gaps, policy: under(failMode), policyUsable: true, own: [], now }).outcome).toBe(failMode === 'closed' ? 'unknown' : 'pass');
    }
    const waivers = gaps.slice(0, -1).map((gap) => ({ fingerprint: gap.fingerprint, package: gap.subject.slice(0, gap.subject.lastIndexOf('@')), version: '1.0.0', ...(gap.integrity === undefined ? {} : { integrity: gap.integrity }), reason: 'seen', by: 'ann', until: '2026-12-01' }));
    const left = judge({ findings: [], gaps, policy: { ...under('closed'), waivers: waivers as unknown as Policy['waivers'] }, policyUsable: true, own: [], now });
    expect(left.gaps.filter((gap) => gap.counts).map((gap) => gap.data['count'])).toEqual([beyond.length - namedAlike]);
    expect(left.outcome).toBe('unknown');
  });
  test('the findings of it are folded in the same way, at the severity of each', () => {
    const { findings } = runCase(analysisLimit, given);
    expect(findings).toHaveLength(namedAlike + 1);
    expect(findings.at(-1)).toMatchObject({ message: 'limit-others', severity: 'medium', level: 'default', data: { count: beyond.length - namedAlike, code: 'BUDGET_CHANGES' } });
    expect(new Set(findings.map((one) => one.severity))).toEqual(new Set(['medium']));
    const fewer = runCase(analysisLimit, { ...given, changes: given.changes.slice(0, -1) }).findings.at(-1)!;
    expect(fewer.fingerprint).not.toBe(findings.at(-1)!.fingerprint);
  });
  test('a check that throws over some changes speaks of none and is a gap', () => {
    let calls = 0;
    const check = { ...analysisLimit, run: () => { calls += 1; if (calls === 3) throw new TypeError('x'); return { drafts: [], gaps: [] }; } };
    const run = runCase(check, given);
    expect(run.findings).toEqual([]);
    expect(run.gaps.map((gap) => [gap.code, gap.ours])).toEqual([['INTERNAL', true]]);
  });
  test('it is run in steps', () => {
    const steps = checkSteps({ ...analysisLimit, needs: [], run: () => ({ drafts: [], gaps: [] }) }, { changes: given.changes, snapshot: { head: { commit: '' } } } as never, {} as never);
    let stops = 0;
    while (steps.next().done !== true) stops += 1;
    expect(stops).toBeGreaterThan(5);
  });
});

describe('holes that a check finds by itself', () => {
  const names = Array.from({ length: 150 }, (_, index) => `pad-${String(index).padStart(3, '0')}`);
  const { gaps } = runCase(attestationInvalid, manyVouchedFor(names, attested(attestation(hole('ATTESTATION_LIMIT'))), attested(attestation(verified)), { versions: both(advertising()) }));
  test('are folded like those of facts, where they are about a version', () => {
    expect(gaps).toHaveLength(namedAlike + 1);
    expect(gaps.at(-1)).toMatchObject({ code: 'ATTESTATION_LIMIT', subject: '50 more, named together', data: { count: 50, registry: 'default' } });
  });
  test('and a waiver of one binds its version and bytes', () => {
    const [gap] = gaps;
    const closed: Policy = policyOf(defaultValues(new Map(checks.map((one) => [one.id, { ...one.default, failMode: 'closed' as const }]))), []);
    const waived = (more: object) => {
      const waiver = { fingerprint: gap!.fingerprint, package: names[0]!, version: '1.1.0', integrity: gap!.integrity!, reason: 'seen', by: 'ann', until: '2026-12-01', ...more };
      return judge({ findings: [], gaps: [gap!], policy: { ...closed, waivers: [waiver] }, policyUsable: true, own: [], now }).outcome;
    };
    expect([waived({}), waived({ version: '1.2.0' }), waived({ integrity: 'sha512-other' })]).toEqual(['pass', 'unknown', 'unknown']);
  });
});
