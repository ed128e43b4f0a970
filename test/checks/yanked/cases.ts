import type { CheckCase } from '../case.js';
import { recordOf, upgrade } from '../registry-records.js';

const old = '2024-01-01T00:00:00';
const versions = { '1.0.0': [old], '1.2.0': [old] } as const;
const record = recordOf(versions, { '1.1.0': '2024-02-01T00:00:00.000Z', created: '2024-01-01T00:00:00.000Z' });

export const cases: readonly CheckCase[] = [
  { name: 'a version that was taken down', given: upgrade(record, '1.0.0', '1.1.0'), fires: [{ message: 'removed', severity: 'high', level: 'default', confidence: 'high', data: { published: '2024-02-01T00:00:00.000Z' } }] },
  { name: 'a version that never was', given: upgrade(record, '1.0.0', '9.0.0'), fires: [{ message: 'unlisted', severity: 'high', level: 'default' }] },
  { name: 'the same version, moved', given: upgrade(record, '1.1.0', '1.1.0'), fires: [{ message: 'removed', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'a version that is listed', given: upgrade(record, '1.0.0', '1.2.0') },
  { name: 'a version with build metadata', given: upgrade(record, '1.0.0', '1.2.0+build', { after: { origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'left', version: '1.2.0+build' } } }) },
  { name: 'a registry that lists no versions at all', given: upgrade(recordOf({}), '1.0.0', '1.2.0') },
];
