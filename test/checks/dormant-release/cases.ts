import type { CheckCase } from '../case.js';
import { recordOf, upgrade, type Versions } from '../registry-records.js';

const lately = '2026-11-21T12:00:00';
const put = (versions: Versions, from = '1.0.0', to = '1.1.0') => upgrade(recordOf(versions), from, to);

export const cases: readonly CheckCase[] = [
  { name: 'the first release in three years', given: put({ '1.0.0': ['2023-11-21T12:00:00'], '1.1.0': [lately] }), fires: [{ message: 'dormant', severity: 'medium', level: 'default', data: { silence: '1096 days', last: '1.0.0' } }] },
  { name: 'several versions in one sitting after years', given: put({ '1.0.0': ['2023-11-21T12:00:00'], '1.0.1': ['2026-11-21T11:00:00'], '1.1.0': [lately] }), fires: [{ message: 'dormant', severity: 'medium', level: 'default' }] },
  { name: 'an old line, filled up again', given: put({ '1.0.0': ['2022-01-01T00:00:00'], '2.0.0': ['2023-01-01T00:00:00'], '2.1.0': ['2026-11-01T00:00:00'], '1.1.0': [lately] }), fires: [{ message: 'old-line', severity: 'medium', level: 'default', data: { last: '1.0.0', line: '1' } }] },
  { name: 'seven months are folded', given: put({ '1.0.0': ['2026-04-20T00:00:00'], '1.1.0': [lately] }), fires: [{ message: 'dormant', severity: 'low', level: 'folded' }] },
  { name: 'after two weeks in the registry it is folded', given: put({ '1.0.0': ['2023-01-01T00:00:00'], '1.1.0': ['2026-11-07T00:00:00'] }), fires: [{ message: 'dormant', severity: 'low', level: 'folded' }] },
  { name: 'the same version, moved', given: put({ '1.0.0': ['2023-01-01T00:00:00'], '1.1.0': [lately] }, '1.1.0'), fires: [{ level: 'folded', change: 'standing' }] },
  { name: 'a release every month', given: put({ '1.0.0': ['2026-10-20T00:00:00'], '1.1.0': [lately] }) },
  { name: 'an old line that is kept up', given: put({ '1.0.0': ['2026-10-01T00:00:00'], '2.0.0': ['2023-01-01T00:00:00'], '1.1.0': [lately] }) },
  { name: 'a new major after the others', given: put({ '1.0.0': ['2026-10-01T00:00:00'], '2.0.0': [lately] }, '1.0.0', '2.0.0') },
  { name: 'the first version of all', given: upgrade(recordOf({ '1.1.0': [lately] }), undefined, '1.1.0') },
  { name: 'a registry without times', given: put({ '1.0.0': [undefined], '1.1.0': [undefined] }), gaps: ['RECORD_INCOMPLETE'] },
];
