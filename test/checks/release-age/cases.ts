import type { CheckCase } from '../case.js';
import type { JsonObject } from '../../../src/core/json.js';
import type { StandingAge } from '../../../src/lockfiles/settings/ages.js';
import type { PackageRules } from '../../../src/core/policy.js';
import { recordOf, upgrade } from '../registry-records.js';

const at = (time: string) => recordOf({ '1.0.0': ['2024-01-01T00:00:00'], '1.1.0': [time] });

/** Published so many days before the review, with what policy and settings say. */
const aged = (days: number, more: { readonly rules?: PackageRules; readonly ages?: readonly StandingAge[]; readonly transitive?: boolean; readonly from?: string; readonly patch?: JsonObject } = {}) => {
  const { rules, ages, from = '1.0.0', patch, transitive = false } = more;
  const after = patch ? { raw: patch, origin: { kind: 'patched', base: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'left', version: '1.1.0' }, patch: 'p' } } as const : {};
  const time = new Date(Date.parse('2026-11-22T00:00:00.000Z') - days * 86_400_000).toISOString().slice(0, 19);
  return { ...upgrade(at(time), from, '1.1.0', { transitive, after }), ...(rules ? { rules } : {}), ...(ages ? { ages } : {}) };
};
const waits = (days: number, except: readonly string[] = []): PackageRules => ({ cooldown: { days, except } });
const npm = (days: number, more: Partial<StandingAge> = {}): StandingAge => ({ lockfile: 'package-lock.json', tool: 'npm', path: '.npmrc', key: 'min-release-age', ms: days * 86_400_000, scopes: {}, except: [], ...more });

export const cases: readonly CheckCase[] = [
  { name: 'an hour old', given: upgrade(at('2026-11-21T23:00:00'), '1.0.0', '1.1.0'), fires: [{ message: 'fresh', severity: 'medium', level: 'default', data: { age: '1 hour', until: '2026-11-22 23:00' } }] },
  { name: 'a package that comes in fresh, asked for by another', given: upgrade(at('2026-11-21T01:00:00'), undefined, '1.1.0', { transitive: true }), fires: [{ severity: 'medium', level: 'default', data: { age: '23 hours' } }] },
  { name: 'from a time to come', given: upgrade(at('2027-01-01T00:00:00'), '1.0.0', '1.1.0'), fires: [{ severity: 'medium', data: { age: '0 hours' } }] },
  { name: 'a day old is folded', given: upgrade(at('2026-11-21T00:00:00'), '1.0.0', '1.1.0'), fires: [{ message: 'young', severity: 'low', level: 'folded' }] },
  { name: 'the same fresh version, moved', given: upgrade(at('2026-11-21T23:00:00'), '1.1.0', '1.1.0'), fires: [{ level: 'folded', change: 'standing' }] },
  { name: 'a week old', given: upgrade(at('2026-11-15T00:00:00'), '1.0.0', '1.1.0') },
  { name: 'a registry without times', given: upgrade(recordOf({ '1.0.0': [undefined], '1.1.0': [undefined] }), '1.0.0', '1.1.0'), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'younger than the policy wants', given: aged(3, { rules: waits(7) }), fires: [{ message: 'cooldown', severity: 'high', level: 'default', data: { wait: '7 days', age: '3 days', until: '2026-11-26 00:00', ends: '2026-11-26T00:00:00.000Z' } }] },
  { name: 'the same, asked for by another package', given: aged(3, { rules: waits(7), transitive: true }), fires: [{ message: 'cooldown', severity: 'high', level: 'default' }] },
  { name: 'a patch makes no version older', given: aged(3, { rules: waits(7), patch: {} }), fires: [{ message: 'cooldown', severity: 'high', level: 'default' }] },
  { name: 'of what Yarn patches there is another entry', given: aged(3, { rules: waits(7), patch: { resolution: 'left@patch:left@npm%3A1.1.0#x.patch' } }) },
  { name: 'just as old as the policy wants', given: aged(14, { rules: waits(14) }) },
  { name: 'the same young version as before', given: aged(3, { rules: waits(7), from: '1.1.0' }), fires: [{ message: 'cooldown', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'excepted by the policy', given: aged(3, { rules: waits(7, ['left']) }), fires: [{ message: 'young', level: 'folded' }] },
  { name: 'excepted by the policy, and an hour old: what stands without a policy stands', given: aged(1 / 24, { rules: waits(7, ['left']) }), fires: [{ message: 'fresh', severity: 'medium', level: 'default' }] },
  { name: 'another name is excepted', given: aged(3, { rules: waits(7, ['@left/*', 'leftpad']) }), fires: [{ message: 'cooldown' }] },
  { name: 'a policy of no days takes nothing away', given: aged(0.5, { rules: waits(0) }), fires: [{ message: 'fresh', severity: 'medium', level: 'default', data: { ends: '2026-11-22T12:00:00.000Z' } }] },
  { name: 'younger than npm takes here', given: aged(3, { ages: [npm(7)] }), fires: [{ message: 'tool', severity: 'medium', level: 'default', data: { tool: 'npm', path: '.npmrc', key: 'min-release-age', wait: '7 days', ends: '2026-11-26T00:00:00.000Z' } }] },
  { name: 'of several settings the longest wait counts', given: aged(3, { ages: [npm(1), npm(4.75, { path: 'old/.npmrc' })] }), fires: [{ message: 'tool', data: { path: 'old/.npmrc', wait: '4 days and 18 hours' } }] },
  { name: 'as old as npm wants', given: aged(8, { ages: [npm(8)] }) },
  { name: 'settings of another lockfile', given: aged(3, { ages: [npm(7, { lockfile: 'app/package-lock.json' })] }), fires: [{ message: 'young', level: 'folded' }] },
  { name: 'excepted by npm\'s settings', given: aged(3, { ages: [npm(7, { except: ['l*'] })] }), fires: [{ message: 'young', level: 'folded' }] },
  { name: 'what npm excepts still waits for the policy', given: aged(3, { rules: waits(7), ages: [npm(7, { except: ['left'] })] }), fires: [{ message: 'cooldown', severity: 'high' }] },
  { name: 'what npm excepts still is fresh', given: aged(0.5, { ages: [npm(7, { except: ['left'] })] }), fires: [{ message: 'fresh', severity: 'medium' }] },
  { name: 'what the policy excepts still waits for npm', given: aged(0.5, { rules: waits(7, ['left']), ages: [npm(3)] }), fires: [{ message: 'tool', severity: 'medium' }] },
  { name: 'a person waits for the longest, this finding ends with its own', given: aged(3, { rules: waits(7), ages: [npm(14)] }), fires: [{ message: 'cooldown', data: { until: '2026-12-03 00:00', ends: '2026-11-26T00:00:00.000Z' } }] },
  { name: 'a wait of a hundred years has an end that can be written', given: { ...upgrade(at('9990-01-01T00:00:00'), '1.0.0', '1.1.0'), ages: [npm(36_500)] }, fires: [{ message: 'tool', data: { ends: '9999-12-31T23:59:59.000Z' } }] },
];
