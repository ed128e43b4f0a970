import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CheckPolicy } from '../../src/core/policy.js';
import type { Outcome } from '../../src/core/verdict.js';
import { conclusionOf } from '../../src/core/publication.js';
import { exitCodeOf, judge, type JudgeInput } from '../../src/policy/judge.js';
import { apply, defaultValues, loosenings, policyHash, policyOf, tighten, tightest, type PolicyValues } from '../../src/policy/merge.js';
import { noSettings, type PolicySettings } from '../../src/policy/parse.js';
import { applyRules, namesPackage, rulesOf, shortest, type RuleSettings } from '../../src/policy/rules.js';
import { deniesLicence, namesLicence } from '../../src/core/licence-ids.js';
import { isListed, isPrivate, type PackageRules } from '../../src/core/policy.js';
import { policyPath, readPolicy, type PolicyText } from '../../src/policy/read.js';
import { finding, fingerprint, gap, known, now, policy, waiver } from './build.js';
import { tightened, type InForce } from './model.js';

// The laws of policy, by chance and a seed; table.test.ts holds what can be written out.

const ids = [...known.keys()];
const modes = ['observe', 'warn', 'block'] as const;
const checkModes = ['off', 'warn', 'block'] as const;
const thresholds = ['info', 'low', 'medium', 'high', 'critical'] as const;
const failModes = ['open', 'closed'] as const;
const hosts = ['a.example', 'b.example', 'c.example'];

const names = ['left', '@acme/a', '@acme/b', '@acme/*'];
const licences = ['mit', 'gpl-2.0', 'gpl-2.0-only', 'gpl-2.0-or-later', 'gpl-2.0-only with classpath-exception-2.0', 'gpl-2.0-only with x', 'mpl-1.1', 'mpl-1.1+'];
const anyRules: fc.Arbitrary<RuleSettings> = fc.record({
  'cooldown.days': fc.constantFrom(0, 1, 7), 'cooldown.except': fc.subarray(names).map((list) => shortest(list, namesPackage)), 'private.scopes': fc.subarray(['@acme', '@other']), 'private.names': fc.subarray(['a', 'b']),
  'licences.allow': fc.oneof(fc.constant('all' as const), fc.subarray(licences).map((list) => shortest(list, namesLicence))), 'licences.deny': fc.subarray(licences).map((list) => shortest(list, deniesLicence)),
  'licences.unknown': fc.constantFrom('ignore', 'warn', 'block'), 'licences.except': fc.subarray(names).map((list) => shortest(list, namesPackage)),
}, { requiredKeys: [] }) as fc.Arbitrary<RuleSettings>;

const anyCheck = fc.record({ mode: fc.constantFrom(...checkModes), threshold: fc.constantFrom(...thresholds), failMode: fc.constantFrom(...failModes) });
const anyValues: fc.Arbitrary<PolicyValues> = fc.record({
  mode: fc.constantFrom(...modes), checks: fc.tuple(...ids.map(() => anyCheck)).map((all) => Object.fromEntries(ids.map((id, index) => [id, all[index]!]))), registries: fc.record({ allowed: fc.subarray(hosts) }), waivers: fc.constant([]), rules: anyRules,
}).map(({ rules, ...values }) => ({ ...values, ...applyRules({}, rules) }));
const anySettings: fc.Arbitrary<PolicySettings> = fc.record({
  mode: fc.constantFrom(...modes), threshold: fc.constantFrom(...thresholds), failMode: fc.constantFrom(...failModes), allowed: fc.subarray(hosts), rules: anyRules,
  checks: fc.dictionary(fc.constantFrom(...ids), fc.record({ mode: fc.constantFrom(...checkModes), threshold: fc.constantFrom(...thresholds), failMode: fc.constantFrom(...failModes) }, { requiredKeys: [] })).map((all) => new Map(Object.entries(all))),
}, { requiredKeys: ['checks'] }).map((one) => ({ ...noSettings, ...one }) as PolicySettings);
const parameters = { seed: 20_261_122, numRuns: 200 };
const defaults = defaultValues(known);

/** What the model makes of two policies, setting by setting. */
const modelOf = (values: PolicyValues, id: string): InForce => ({ policyMode: values.mode, ...values.checks[id]! });
/** What rules mean for single packages and licences, asked one by one. */
const asked = ['left', 'other', '@acme/a', '@acme/b', '@acme/c', '@other/a', 'a', 'b'];
const licensed = ['mit', 'isc', 'gpl-2.0-only', 'gpl-2.0-or-later', 'gpl-2.0-only with classpath-exception-2.0', 'gpl-2.0-only with x', 'mpl-1.1', 'mpl-1.1+'];
/** Whether a policy has the rules that its exceptions are from. */
const asksFor = ({ cooldown, licences: own }: PackageRules) => ({ 'cooldown.except': (cooldown?.days ?? 0) > 0, 'licences.except': own !== undefined && (own.allow !== undefined || own.deny.length > 0 || own.unknown !== 'ignore') });
/** What is not told twice: without rules over it, a file's exceptions are its own, and with them they are the organisation's where it writes none. */
const writesExceptions = (floor: PackageRules, { rules }: PolicySettings): boolean => (['cooldown.except', 'licences.except'] as const).every((key) => asksFor(floor)[key] || rules[key] !== undefined);
function rulesAsTight(one: PackageRules, than: PackageRules): boolean {
  const [left, right] = [rulesOf(one), rulesOf(than)];
  const words = ['ignore', 'warn', 'block'];
  const allows = ({ 'licences.allow': allow }: typeof left, id: string): boolean => allow === 'all' || allow.some((rule) => namesLicence(rule, id));
  // An exception takes away only what there is.
  const excepts = (key: 'cooldown.except' | 'licences.except', name: string): boolean => !asksFor(than)[key] || !isListed(left[key], name) || isListed(right[key], name);
  return left['cooldown.days'] >= right['cooldown.days'] && words.indexOf(left['licences.unknown']) >= words.indexOf(right['licences.unknown'])
    && asked.every((name) => excepts('cooldown.except', name) && excepts('licences.except', name) && (!isPrivate(than, name) || isPrivate(one, name)))
    && licensed.every((id) => (!allows(left, id) || allows(right, id)) && (!right['licences.deny'].some((rule) => deniesLicence(rule, id)) || left['licences.deny'].some((rule) => deniesLicence(rule, id))));
}
/** Not looser in anything: the model finds nothing to tighten, and no host is allowed that was not. */
function atLeastAsTight(one: PolicyValues, than: PolicyValues): boolean {
  return ids.every((id) => JSON.stringify(tightened(modelOf(one, id), modelOf(than, id))) === JSON.stringify(modelOf(one, id))) && one.registries.allowed.every((host) => than.registries.allowed.includes(host)) && rulesAsTight(one, than);
}

describe('merging', () => {
  test('a repository never loosens its organisation, and its floor stands whatever it writes', () => {
    fc.assert(fc.property(anySettings, anySettings, (organisation, repository) => {
      const floor = apply(defaults, organisation);
      expect(atLeastAsTight(tighten(floor, repository).values, floor)).toBe(true);
    }), parameters);
  });
  test('tightening twice is tightening once, and says the same', () => {
    fc.assert(fc.property(anyValues, anySettings, (floor, settings) => {
      const once = tighten(floor, settings);
      const twice = tighten(once.values, settings);
      expect(policyHash(twice.values)).toBe(policyHash(once.values));
    }), parameters);
  });
  test('a tighter floor gives no looser policy, whatever the repository writes, but that exceptions of new rules hold where it writes none', () => {
    fc.assert(fc.property(anyValues, anyValues, anySettings, (floor, other, settings) => {
      fc.pre(writesExceptions(floor, settings));
      expect(atLeastAsTight(tighten(tightest(floor, other), settings).values, tighten(floor, settings).values)).toBe(true);
    }), parameters);
  });
  test('two that only tighten rules do so in either order', () => {
    // Lists of hosts apart: a file that names none leaves them, one that names some takes the others out. The first to bring rules brings their exceptions, too.
    fc.assert(fc.property(anyValues, anySettings, anySettings, (floor, one, other) => {
      fc.pre(Object.values(asksFor(floor)).every((asks) => asks));
      const both = (first: PolicySettings, second: PolicySettings) => tighten(tighten(floor, first).values, second).values;
      expect(policyHash(both(one, other))).toBe(policyHash(both(other, one)));
    }), parameters);
  });
  test('the tightest of two is the same in either order, of itself itself, and in any grouping', () => {
    fc.assert(fc.property(anyValues, anyValues, anyValues, (one, other, third) => {
      expect(policyHash(tightest(one, other))).toBe(policyHash({ ...tightest(other, one), registries: { allowed: tightest(one, other).registries.allowed } }));
      expect(tightest(one, other).registries.allowed.toSorted()).toEqual(tightest(other, one).registries.allowed.toSorted());
      expect(policyHash(tightest(one, one))).toBe(policyHash(one));
      expect(policyHash(tightest(tightest(one, other), third))).toBe(policyHash(tightest(one, tightest(other, third))));
      expect(atLeastAsTight(tightest(one, other), one) && atLeastAsTight(tightest(one, other), other)).toBe(true);
    }), parameters);
  });
  test('the first rules of a repository loosen nothing, whatever they except', () => {
    fc.assert(fc.property(anySettings, anyRules, (settings, rules) => {
      const bare = apply(defaults, { ...settings, rules: {} });
      expect(loosenings(bare, apply(bare, { ...noSettings, rules }))).toEqual([]);
      expect(tighten(bare, { ...noSettings, rules })).toEqual({ values: apply(bare, { ...noSettings, rules }), refused: [] });
    }), parameters);
  });
  test('a loosening is told exactly where the model sees one', () => {
    fc.assert(fc.property(anyValues, anyValues, (before, after) => {
      const found = loosenings(before, after);
      expect(found.length === 0).toBe(atLeastAsTight(after, before));
      // Each that is told undoes itself when it is taken back, and nothing else is left.
      expect(loosenings(before, tightest(before, after))).toEqual([]);
      for (const one of found) expect(one.before).not.toBe(one.after);
    }), parameters);
  });
});

describe('reading', () => {
  const texts: readonly PolicyText[] = [
    { kind: 'absent' }, { kind: 'unreadable', path: policyPath, code: 'FILE_LFS_POINTER' },
    ...['', 'mode: observe\n', 'mode: warn\nthreshold: critical\n', 'mode: block\nfail-mode: closed\nthreshold: info\n', 'checks:\n  install-script: { mode: off }\n', 'registries:\n  allowed: [a.example, b.example]\n', 'mode: blokc\n', 'mode: observe\nmode: observe\n', '[', `${'x'.repeat(300_000)}\n`].map((text): PolicyText => ({ kind: 'text', path: policyPath, text })),
  ];
  const anyText = fc.constantFrom(...texts);
  test('a broken file leaves nothing looser than the last good policy, nor than what can still be read', () => {
    fc.assert(fc.property(anyText, anyText, anyValues, (base, organisation, last) => {
      const lastGood = policyOf(last, []);
      const input = { base, organisation, known, now, changedPaths: [], lastGood };
      const { reading } = readPolicy(input);
      if (reading.baseProblems.length === 0) return;
      expect(atLeastAsTight(reading.inForce, last)).toBe(true);
      const broken = (text: PolicyText): boolean => readPolicy({ base: text, known, now, changedPaths: [] }).reading.baseProblems.length > 0;
      const rest = readPolicy({ base: broken(base) ? { kind: 'absent' } : base, organisation: broken(organisation) ? { kind: 'absent' } : organisation, known, now, changedPaths: [] }).reading.inForce;
      expect(atLeastAsTight(reading.inForce, rest)).toBe(true);
      expect(readPolicy({ base, organisation, known, now, changedPaths: [] }).reading.usable).toBe(false);
    }), parameters);
  });
  test('what the head makes of the file changes nothing that is in force', () => {
    fc.assert(fc.property(anyText, anyText, anyText, (base, organisation, head) => {
      const plain = readPolicy({ base, organisation, known, now, changedPaths: [policyPath] });
      const changed = readPolicy({ base, organisation, known, now, changedPaths: [policyPath], head: { change: 'changed', text: head } });
      expect([changed.reading.inForce.hash, changed.reading.usable]).toEqual([plain.reading.inForce.hash, plain.reading.usable]);
    }), parameters);
  });
});

describe('judging: doubt may only raise', () => {
  const rank: Record<Outcome, number> = { pass: 0, warn: 1, unknown: 2, block: 3 };
  const checks = [...ids, 'unknown-check'];
  const anyFinding = fc.record({ check: fc.constantFrom(...checks), severity: fc.constantFrom(...thresholds), confidence: fc.constantFrom('low', 'medium', 'high'), level: fc.constantFrom('default', 'folded', 'audit'), fingerprint: fc.integer({ min: 0, max: 5 }).map(fingerprint) }).map((one) => finding(one as Partial<ReturnType<typeof finding>>));
  const anyGap = fc.record({ check: fc.constantFrom(...checks), ours: fc.boolean(), fingerprint: fc.integer({ min: 0, max: 5 }).map(fingerprint) }).map(gap);
  const anyWaiver = fc.record({ fingerprint: fc.integer({ min: 0, max: 5 }).map(fingerprint), by: fc.constantFrom('reviewer', 'author'), until: fc.constantFrom('2026-09-29', '2026-10-31', '2099-01-01') }).map(waiver);
  const anyInput = fc.record({ findings: fc.array(anyFinding, { maxLength: 5 }), gaps: fc.array(anyGap, { maxLength: 4 }), waivers: fc.array(anyWaiver, { maxLength: 4 }), values: anyValues, policyUsable: fc.boolean(), own: fc.subarray(['author', 'other']) })
    .map(({ values, waivers, ...rest }): JudgeInput => ({ ...rest, policy: policy({ ...values, waivers }), now }));

  test('tightening any setting never moves towards pass', () => {
    fc.assert(fc.property(anyInput, anyValues, (from, other) => {
      const tighter = { ...from.policy, ...tightest(from.policy, other), waivers: from.policy.waivers };
      const [was, is] = [judge(from), judge({ ...from, policy: tighter })];
      if (conclusionOf(was) === 'failure') expect(conclusionOf(is)).toBe('failure');
      expect(exitCodeOf(is) === 0 && exitCodeOf(was) !== 0).toBe(false);
      // Observing tells what blocking would say, which is more than warning says.
      if (!(from.policy.mode === 'observe' && tighter.mode === 'warn')) expect(rank[is.outcome]).toBeGreaterThanOrEqual(rank[was.outcome]);
    }), { ...parameters, numRuns: 400 });
  });
  test('the order of findings, gaps, waivers and people is nothing', () => {
    fc.assert(fc.property(anyInput, fc.nat(1000), (from, seed) => {
      const turned = <T>(list: readonly T[]): T[] => list.map((item, index) => ({ item, at: ((index + 1) * 2_654_435_761 * (seed + 1)) % 1_000_003 })).toSorted((a, b) => a.at - b.at).map(({ item }) => item);
      const other = judge({ ...from, findings: turned(from.findings), gaps: turned(from.gaps), own: turned(from.own as string[]), policy: { ...from.policy, waivers: turned(from.policy.waivers) } });
      const plain = judge(from);
      const words = (judgement: ReturnType<typeof judge>) => [judgement.outcome, judgement.blocking, judgement.findings.map((one) => one.fingerprint + one.check + one.severity), judgement.gaps.map((one) => one.fingerprint + one.check + one.counts), judgement.waived.length];
      expect(words(other)).toEqual(words(plain));
    }), { ...parameters, numRuns: 400 });
  });
  test('a policy that knows less of a check judges it no looser', () => {
    fc.assert(fc.property(anyInput, fc.constantFrom(...ids), (from, id) => {
      const checksLeft = Object.fromEntries(Object.entries(from.policy.checks).filter(([key]) => key !== id)) as { readonly [check: string]: CheckPolicy };
      expect(rank[judge({ ...from, policy: { ...from.policy, checks: checksLeft } }).outcome]).toBeGreaterThanOrEqual(rank[judge(from).outcome]);
    }), { ...parameters, numRuns: 400 });
  });
});
