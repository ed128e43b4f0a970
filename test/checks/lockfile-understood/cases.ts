import { failed } from '../../../src/core/coverage.js';
import { reading, type CheckCase } from '../case.js';

export const cases: readonly CheckCase[] = [
  { name: 'a lockfile that could not be read', given: { lockfiles: [reading([], { coverage: failed('LOCKFILE_MALFORMED', { reason: 'conflict markers' }) })] }, gaps: ['LOCKFILE_MALFORMED'] },
  { name: 'an entry that could not be read', given: { lockfiles: [reading([], { problems: [{ location: 'node_modules/x', code: 'LOCKFILE_MALFORMED', data: {} }] })] }, gaps: ['LOCKFILE_MALFORMED'] },
  { name: 'the lockfile is deleted', given: { lockfiles: [reading([], { change: 'removed' })] }, fires: [{ message: 'removed', severity: 'medium', level: 'default' }] },
  { name: 'it is replaced by another one', given: { lockfiles: [reading([], { change: 'removed' }), reading([], { change: 'added', root: { lockfile: 'npm-shrinkwrap.json', directory: '' } })] } },
  { name: 'a lockfile that was read whole', given: { lockfiles: [reading([])] } },
];
