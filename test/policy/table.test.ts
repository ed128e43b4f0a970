import { expect, test } from '@jest/globals';
import type { CheckPolicy, Policy } from '../../src/core/policy.js';
import { conclusionOf } from '../../src/core/publication.js';
import type { Verdict } from '../../src/core/verdict.js';
import { exitCodeOf, judge, type Judgement } from '../../src/policy/judge.js';
import { apply, defaultValues, tighten, type KnownChecks } from '../../src/policy/merge.js';
import { parsePolicy, type PolicySettings } from '../../src/policy/parse.js';
import { policyPath, readPolicy, type PolicyText } from '../../src/policy/read.js';
import { titleOf } from '../../src/render/title.js';
import { finding, fingerprint, gap, now, policy, waiver, without } from './build.js';
import { Rows } from './rows.js';
import { asksForLess, inForce, told, type CheckMode, type FailMode, type File, type InForce, type Judged, type Mode, type Row, type Threshold, type Told } from './model.js';

// Everything that docs/policy.md speaks of takes finitely many values; here they are all held against the model. Rows are compared
// plainly and the first ones that differ are shown, since a matcher for each would take minutes.

const modes: readonly Mode[] = ['observe', 'warn', 'block'];
const checkModes: readonly CheckMode[] = ['off', 'warn', 'block'];
const thresholds: readonly Threshold[] = ['info', 'low', 'medium', 'high', 'critical'];
const failModes: readonly FailMode[] = ['open', 'closed'];
const both = [false, true] as const;
const every: readonly Judged[] = checkModes.flatMap((mode) => thresholds.flatMap((threshold) => failModes.map((failMode): Judged => ({ mode, threshold, failMode }))));

const plain = without(waiver(), 'package', 'version', 'integrity');
/** Waivers that count; whether one counts has a table of its own below, and this one takes each answer. */
const accepts = { finding: waiver(), gap: { ...plain, fingerprint: fingerprint('gap') } };

function verdictOf(judgement: Judgement, usable: boolean): Verdict {
  return {
    ...judgement, remarks: usable ? [] : [{ code: 'policy-unusable', data: { path: policyPath, line: 1 } }], coverage: [], counts: { changes: 1, reviewed: 1, standing: 0 }, base: 'b', head: 'a',
    policyHash: 'p', engine: { version: '0', digest: '0' }, data: [], factsRoot: 'f', snapshotHash: 's', reviewedAt: now,
  };
}

function spoken(judgement: Judgement, usable: boolean): Told {
  const title = titleOf(verdictOf(judgement, usable));
  return { outcome: judgement.outcome, check: conclusionOf(judgement) as Told['check'], exit: exitCodeOf(judgement), title: /^(?:observed: )?[a-z ]+: /.exec(title)?.[0] ?? title };
}

test('every finding × gap × policy: outcome, check, exit code, title', () => {
  const rows = new Rows();
  const findings: readonly Row['finding'][] = [
    undefined, ...(['default', 'folded', 'audit'] as const).flatMap((level) => thresholds.flatMap((severity) => (['low', 'medium', 'high'] as const).flatMap((confidence) => both.map((waived) => ({ level, severity, confidence, waived }))))),
  ];
  const gaps: readonly Row['gap'][] = [undefined, ...both.flatMap((ours) => both.map((waived) => ({ ours, waived })))];
  for (const policyMode of modes) for (const check of every) {
    const values = policy({ mode: policyMode, checks: { 'install-script': check } });
    for (const one of findings) for (const hole of gaps) for (const usable of both) {
      const given: Policy = { ...values, waivers: [...(one?.waived ? [accepts.finding] : []), ...(hole?.waived ? [accepts.gap] : [])] };
      const judgement = judge({
        findings: one ? [finding({ level: one.level, severity: one.severity, confidence: one.confidence })] : [], gaps: hole ? [gap({ ours: hole.ours })] : [],
        policy: given, policyUsable: usable, own: ['author'], now,
      });
      const row: Row = { policy: { ...check, policyMode }, usable, ...(one ? { finding: one } : {}), ...(hole ? { gap: hole } : {}) };
      rows.row(row, spoken(judgement, usable), told(row));
    }
  }
  expect(rows.wrong).toEqual([]);
  expect(rows.count).toBe(3 * 30 * (1 + 3 * 5 * 3 * 2) * (1 + 2 * 2) * 2);
}, 60_000);

/** The file as YAML; the check's own keys stand under each check. */
function yaml(file: File | undefined, known: KnownChecks): PolicyText {
  if (!file) return { kind: 'absent' };
  const own = Object.entries({ mode: file.own?.mode, threshold: file.own?.threshold, 'fail-mode': file.own?.failMode }).filter(([, value]) => value !== undefined).map(([key, value]) => `    ${key}: ${value}\n`).join('');
  const general = Object.entries({ mode: file.mode, threshold: file.threshold, 'fail-mode': file.failMode }).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}: ${value}\n`).join('');
  return { kind: 'text', path: policyPath, text: general + (own === '' ? '' : `checks:\n${[...known.keys()].map((id) => `  ${id}:\n${own}`).join('')}`) };
}
const maybe = <T>(values: readonly T[]): readonly (T | undefined)[] => [undefined, ...values];
const present = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

const axes: { readonly [axis: string]: readonly (File | undefined)[] } = {
  mode: [undefined, ...maybe(modes).map((mode) => present({ mode }) as File)],
  'check mode': [undefined, ...maybe(checkModes).map((mode): File => (mode ? { own: { mode } } : {}))],
  threshold: [undefined, ...maybe(thresholds).flatMap((threshold) => maybe(thresholds).map((own): File => present({ threshold, own: own && { threshold: own } }) as File))],
  'fail mode': [undefined, ...maybe(failModes).flatMap((failMode) => maybe(failModes).map((own): File => present({ failMode, own: own && { failMode: own } }) as File))],
};

const middle: Judged = { mode: 'warn', threshold: 'medium', failMode: 'open' };
const defaultsOn: { readonly [axis: string]: readonly Judged[] } = {
  mode: [middle], 'check mode': checkModes.map((mode) => ({ ...middle, mode })), threshold: thresholds.map((threshold) => ({ ...middle, threshold })), 'fail mode': failModes.map((failMode) => ({ ...middle, failMode })),
};

test.each(Object.entries(axes))('every %s of the organisation × the repository × the default, read from files', (axis, files) => {
  const rows = new Rows();
  // A check of each default that the axis has, so that every file is read against all of them at once.
  const known = new Map(defaultsOn[axis]!.map((one): [string, CheckPolicy] => [`${one.mode}-${one.threshold}-${one.failMode}`, one]));
  for (const organisation of files) for (const repository of files) {
    const { reading, refused } = readPolicy({ now, known, changedPaths: [], base: yaml(repository, known), organisation: yaml(organisation, known) });
    let less = false;
    for (const [id, defaults] of known) {
      const check = reading.inForce.checks[id]!;
      less ||= asksForLess(defaults, organisation, repository);
      const is: InForce = { policyMode: reading.inForce.mode, mode: check.mode, threshold: check.threshold, failMode: check.failMode };
      rows.row({ axis, organisation, repository, id }, is, inForce(defaults, organisation, repository));
    }
    rows.row({ axis, organisation, repository, what: 'said' }, refused.length > 0, less);
  }
  expect(rows.wrong).toEqual([]);
  expect(rows.count).toBe(files.length ** 2 * (known.size + 1));
}, 60_000);

test('all of them at once, and what then becomes of a finding and of a gap', () => {
  // Every mode and check mode, and of thresholds and fail modes one on either side of the default and none, general and own.
  const defaults = middle;
  const known = new Map([['install-script', defaults]]);
  const files: readonly File[] = maybe(modes).flatMap((mode) => maybe(checkModes).flatMap((own) => maybe(['low', 'critical'] as const).flatMap((threshold) => maybe(failModes).map((failMode): File => present({ mode, threshold, failMode, own: own && { mode: own } }) as File))));
  const settings = files.map((file): PolicySettings => {
    const text = `${file.mode ? `mode: ${file.mode}\n` : ''}${file.threshold ? `threshold: ${file.threshold}\n` : ''}${file.failMode ? `fail-mode: ${file.failMode}\n` : ''}${file.own?.mode ? `checks:\n  install-script:\n    mode: ${file.own.mode}\n` : ''}`;
    const parsed = parsePolicy(text, policyPath, new Set(known.keys()), now);
    if (!parsed.ok) throw new Error(text);
    return parsed.settings;
  });
  const rows = new Rows();
  const probe = { finding: { level: 'default', severity: 'high', confidence: 'high', waived: false }, gap: { ours: false, waived: false } } as const;
  const own: string[] = [];
  for (const [above, organisation] of files.entries()) for (const [below, repository] of files.entries()) {
    const values = tighten(apply(defaultValues(known), settings[above]!), settings[below]!).values;
    const should = inForce(defaults, organisation, repository);
    const check = values.checks['install-script']!;
    rows.row({ organisation, repository }, { policyMode: values.mode, mode: check.mode, threshold: check.threshold, failMode: check.failMode }, should);
    const given: Policy = { ...values, hash: '', sources: [] };
    rows.row({ organisation, repository, probe: 'finding' }, judge({ findings: [finding()], gaps: [], policy: given, policyUsable: true, own, now }).outcome, told({ policy: should, usable: true, finding: probe.finding }).outcome);
    rows.row({ organisation, repository, probe: 'gap' }, judge({ findings: [], gaps: [gap()], policy: given, policyUsable: true, own, now }).outcome, told({ policy: should, usable: true, gap: probe.gap }).outcome);
  }
  expect(rows.wrong).toEqual([]);
  expect(rows.count).toBe((4 * 4 * 3 * 3) ** 2 * 3);
}, 60_000);
