import { describe, expect, test } from '@jest/globals';
import type { PolicySettings, CheckSettings } from '../../src/policy/parse.js';
import { noSettings } from '../../src/policy/parse.js';
import { apply, defaultValues, loosenings, policyHash, policyOf, strictest, checkPolicyOf, tighten } from '../../src/policy/merge.js';
import { known, waiver } from './build.js';

const settings = (more: Partial<PolicySettings> = {}): PolicySettings => ({ ...noSettings, ...more });
const check = (id: string, one: CheckSettings): PolicySettings => settings({ checks: new Map([[id, one]]) });
const defaults = defaultValues(known);

describe('what is written stands over the defaults', () => {
  test('a general key speaks for every check without its own', () => {
    const values = apply(defaults, settings({ threshold: 'low', failMode: 'open', checks: new Map([['install-script', { threshold: 'critical' }]]) }));
    expect(values.checks['install-script']).toEqual({ mode: 'block', threshold: 'critical', failMode: 'open' });
    expect(values.checks['network-access']).toEqual({ mode: 'warn', threshold: 'low', failMode: 'open' });
  });
});

describe('a repository may only tighten the organisation', () => {
  test.each<[name: string, repository: PolicySettings, refused: readonly string[]]>([
    ['mode', settings({ mode: 'observe' }), ['mode']],
    ['a check that warns switched off', check('network-access', { mode: 'off' }), ['checks.network-access.mode']],
    ['a check switched off', check('install-script', { mode: 'off' }), ['checks.install-script.mode']],
    ['a higher threshold', check('install-script', { threshold: 'critical' }), ['checks.install-script.threshold']],
    ['an open fail mode', check('install-script', { failMode: 'open' }), ['checks.install-script.fail-mode']],
    ['a general threshold', settings({ threshold: 'critical' }), ['threshold']],
    ['another registry', settings({ allowed: ['evil.example', 'good.example'] }), ['registries.allowed']],
  ])('%s is refused and told', (_name, repository, refused) => {
    const floor = apply(defaults, settings({ allowed: ['good.example'] }));
    const merged = tighten(floor, repository);
    expect(merged.refused.map((one) => one.key)).toEqual(refused);
    expect(loosenings(floor, merged.values)).toEqual([]);
  });
  test('what is tighter stands', () => {
    const merged = tighten(apply(defaults, settings({ mode: 'warn', allowed: ['a.example', 'b.example'] })), settings({ mode: 'block', threshold: 'info', allowed: ['b.example'], waivers: [waiver()] }));
    expect(merged).toMatchObject({ refused: [], values: { mode: 'block', registries: { allowed: ['b.example'] }, waivers: [waiver()] } });
    expect(merged.values.checks['install-script']!.threshold).toBe('info');
  });
});

test('loosenings name each key with what it was and what it becomes', () => {
  const after = apply(defaults, settings({ mode: 'warn', threshold: 'critical', allowed: ['x.example'], checks: new Map([['known-vulnerability', { mode: 'off' }]]) }));
  expect(loosenings(defaults, after).map((one) => `${one.key}: ${one.before} > ${one.after}`)).toEqual([
    'checks.install-script.threshold: high > critical', 'checks.known-vulnerability.mode: block > off', 'checks.known-vulnerability.threshold: high > critical',
    'checks.network-access.threshold: medium > critical', 'mode: block > warn', 'registries.allowed: not allowed > x.example',
  ]);
});

test('a check that the policy does not know is judged by the strictest', () => {
  expect(strictest).toEqual({ mode: 'block', threshold: 'info', failMode: 'closed' });
  expect(checkPolicyOf(defaults, 'nobody-knows')).toEqual(strictest);
  expect(checkPolicyOf(defaults, 'toString')).toEqual(strictest);
});

test('the hash is of what the policy says, not of where it was read', () => {
  const here = policyOf(defaults, [{ kind: 'default', state: 'read' }]);
  const there = policyOf(defaults, [{ kind: 'repository', path: 'x', state: 'read' }]);
  expect(here.hash).toBe(there.hash);
  expect(policyHash({ ...defaults, waivers: [waiver()] })).not.toBe(here.hash);
  expect(policyHash(apply(defaults, settings({ mode: 'warn' })))).not.toBe(here.hash);
});
