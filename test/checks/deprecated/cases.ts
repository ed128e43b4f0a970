import type { CheckCase } from '../case.js';
import { recordOf, upgrade } from '../registry-records.js';

const old = '2024-01-01T00:00:00';
const record = recordOf({ '1.0.0': [old], '1.1.0': [old, { deprecated: 'use right' }], '1.1.1': [old, { deprecated: true }] });

export const cases: readonly CheckCase[] = [
  { name: 'a direct dependency goes to a deprecated version', given: upgrade(record, '1.0.0', '1.1.0'), fires: [{ message: 'deprecated', severity: 'medium', level: 'default', data: { reason: 'use right' } }] },
  { name: 'a deprecated package comes in', given: upgrade(record, undefined, '1.1.0'), fires: [{ severity: 'medium', level: 'default', change: 'added' }] },
  { name: 'deprecated without a word', given: upgrade(record, '1.0.0', '1.1.1'), fires: [{ data: { reason: 'deprecated' } }] },
  { name: 'one that other packages ask for is folded', given: upgrade(record, '1.0.0', '1.1.0', { transitive: true }), fires: [{ severity: 'low', level: 'folded' }] },
  { name: 'what was deprecated before is folded', given: upgrade(record, '1.1.0', '1.1.1'), fires: [{ severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'an ordinary version', given: upgrade(record, '1.1.0', '1.0.0') },
  { name: 'an empty word is none', given: upgrade(recordOf({ '1.0.0': [old], '1.1.0': [old, { deprecated: '' }] }), '1.0.0', '1.1.0') },
];
