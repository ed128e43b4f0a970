import type { CheckCase } from '../case.js';
import { recordOf, upgrade } from '../registry-records.js';

const at = (time: string) => recordOf({ '1.0.0': ['2024-01-01T00:00:00'], '1.1.0': [time] });

export const cases: readonly CheckCase[] = [
  { name: 'an hour old', given: upgrade(at('2026-11-21T23:00:00'), '1.0.0', '1.1.0'), fires: [{ message: 'fresh', severity: 'medium', level: 'default', data: { age: '1 hour', until: '2026-11-22 23:00' } }] },
  { name: 'a package that comes in fresh, asked for by another', given: upgrade(at('2026-11-21T01:00:00'), undefined, '1.1.0', { transitive: true }), fires: [{ severity: 'medium', level: 'default', data: { age: '23 hours' } }] },
  { name: 'from a time to come', given: upgrade(at('2027-01-01T00:00:00'), '1.0.0', '1.1.0'), fires: [{ severity: 'medium', data: { age: '0 hours' } }] },
  { name: 'a day old is folded', given: upgrade(at('2026-11-21T00:00:00'), '1.0.0', '1.1.0'), fires: [{ message: 'young', severity: 'low', level: 'folded' }] },
  { name: 'the same fresh version, moved', given: upgrade(at('2026-11-21T23:00:00'), '1.1.0', '1.1.0'), fires: [{ level: 'folded', change: 'standing' }] },
  { name: 'a week old', given: upgrade(at('2026-11-15T00:00:00'), '1.0.0', '1.1.0') },
  { name: 'a registry without times', given: upgrade(recordOf({ '1.0.0': [undefined], '1.1.0': [undefined] }), '1.0.0', '1.1.0'), gaps: ['RECORD_INCOMPLETE'] },
];
