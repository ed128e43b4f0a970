import { expect, test } from '@jest/globals';
import type { CheckPolicy, Waiver } from '../../src/core/policy.js';
import { judge } from '../../src/policy/judge.js';
import { policyAllowsPass, policyPath, readPolicy, type PolicyText } from '../../src/policy/read.js';
import { finding, fingerprint, gap, now, policy, waiver } from './build.js';
import { counts, inForce, mayPass, tightened, type File, type Files, type InForce, type WaiverSays } from './model.js';
import { Rows } from './rows.js';

// The smaller tables of docs/policy.md against the model: waivers, and files that are broken.

const both = [false, true] as const;

test('every waiver of a finding and of a gap', () => {
  const rows = new Rows();
  const days = { '2026-09-29': -1, '2026-09-30': 0, '2026-10-01': 1, '2026-12-29': 90, '2026-12-30': 91, '2027-09-30': 365 };
  const other: { readonly [binds in WaiverSays['binds']]: Partial<Waiver> } = {
    this: {}, 'another finding': { fingerprint: fingerprint('other') }, 'another package': { package: 'right-pad' }, 'another version': { version: '1.3.1' }, 'other bytes': { integrity: 'sha512-BBBB' },
  };
  const people = { 'somebody else': ['author', 'committer'], 'a committer': ['author', 'Reviewer'], nobody: [], unknown: 'unknown' } as const;
  for (const [until, daysLeft] of Object.entries(days)) for (const [binds, more] of Object.entries(other)) for (const [who, own] of Object.entries(people)) for (const what of ['finding', 'gap'] as const) {
    const one = waiver({ ...more, until });
    const at = { subject: finding().subject!, integrity: 'sha512-AAAA' };
    const judgement = judge({
      findings: what === 'finding' ? [finding()] : [], gaps: what === 'gap' ? [gap({ fingerprint: fingerprint('a'), origin: at.subject, integrity: at.integrity })] : [],
      policy: policy({ waivers: [one] }), policyUsable: true, own, now,
    });
    const counted = counts({ binds: binds as WaiverSays['binds'], daysLeft, bySomebodyBehindIt: who === 'unknown' ? 'unknown' : who === 'a committer' });
    rows.row({ until, binds, who, what }, [judgement.outcome, judgement.waived.length + judgement.gaps.filter((hole) => hole.waived).length], [counted ? 'pass' : what === 'finding' ? 'block' : 'unknown', counted ? 1 : 0]);
  }
  expect(rows.wrong).toEqual([]);
  expect(rows.count).toBe(6 * 5 * 4 * 2);
});

test('every way in which files are broken, and what the pull request does about it', () => {
  const rows = new Rows();
  const standing = new Map<string, CheckPolicy>([['install-script', { mode: 'block', threshold: 'medium', failMode: 'open' }]]);
  const good: File = { mode: 'warn', threshold: 'high', failMode: 'closed' };
  const texts = { fine: { mode: 'warn', threshold: 'low' }, mended: { mode: 'block' } } as const;
  const file = (text: string): PolicyText => ({ kind: 'text', path: policyPath, text });
  const side = (state: Files['repository']): PolicyText => (state === 'absent' ? { kind: 'absent' } : file(state === 'fine' ? 'mode: warn\nthreshold: low\n' : 'mode: observe\nthreshold: critical\nmdoe: x\n'));
  const heads: { readonly [change in Files['change']]: { readonly text?: PolicyText; readonly kind?: 'changed' | 'removed' } } = {
    none: {}, 'mends it': { text: file('mode: block\n'), kind: 'changed' }, 'mends it and more': { text: file('mode: block\n'), kind: 'changed' }, 'leaves it broken': { text: file('mode: blokc\n'), kind: 'changed' },
    'removes it': { text: { kind: 'absent' }, kind: 'removed' }, 'removes it and more': { text: { kind: 'absent' }, kind: 'removed' },
  };
  const states = ['absent', 'fine', 'broken'] as const;
  for (const organisation of states) for (const repository of states) for (const lastGood of both) for (const [change, { text, kind }] of Object.entries(heads)) for (const oneFile of both) {
    // One file stands in one state.
    if (oneFile && organisation !== repository) continue;
    const files = { organisation, repository, lastGood, change: change as Files['change'], oneFile };
    const last = policy({ mode: 'warn', checks: { 'install-script': { mode: 'block', threshold: 'high', failMode: 'closed' } }, waivers: [waiver()] });
    const { reading } = readPolicy({
      base: side(repository), organisation: side(organisation), organisationIsHere: oneFile, known: standing, now, ...(lastGood ? { lastGood: last } : {}), changedPaths: change.endsWith('more') ? [policyPath, 'package.json'] : change === 'none' ? ['package.json'] : [policyPath],
      ...(text && kind ? { head: { change: kind, text } } : {}),
    });
    rows.row(files, policyAllowsPass(reading), mayPass(files));
    const broken = organisation === 'broken' || repository === 'broken';
    const readable = inForce({ mode: 'block', threshold: 'medium', failMode: 'open' }, organisation === 'fine' ? texts.fine : undefined, repository === 'fine' ? texts.fine : undefined);
    const stood: InForce = lastGood ? { policyMode: good.mode!, mode: 'block', threshold: good.threshold!, failMode: good.failMode! } : { policyMode: 'block', mode: 'block', threshold: 'medium', failMode: 'open' };
    const should = broken ? tightened(stood, readable) : readable;
    const check = reading.inForce.checks['install-script']!;
    rows.row({ files, what: 'in force' }, { policyMode: reading.inForce.mode, mode: check.mode, threshold: check.threshold, failMode: check.failMode }, should);
  }
  expect(rows.wrong).toEqual([]);
  expect(rows.count).toBe((9 + 3) * 2 * 6 * 2);
});
