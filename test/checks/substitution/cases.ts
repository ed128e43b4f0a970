import { change, locked, type CheckCase } from '../case.js';

const execa = locked('execa', '9.0.0', { alias: 'http-util', location: 'node_modules/http-util' });
const evil = locked('evil', '9.0.0', { alias: 'http-util', location: 'node_modules/http-util' });

export const cases: readonly CheckCase[] = [
  { name: 'an alias is pointed at another package', given: { changes: [change(undefined, evil, { substituted: execa })] }, fires: [{ message: 'substituted', severity: 'high', level: 'default', data: { alias: 'http-util', old: 'execa@9.0.0', new: 'evil@9.0.0' } }] },
  { name: 'an alias is updated', given: { changes: [change(execa, locked('execa', '9.1.0', { alias: 'http-util' }))] } },
  { name: 'a new alias', given: { changes: [change(undefined, execa)] } },
];
