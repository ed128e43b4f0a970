import { failed } from '../../../src/core/coverage.js';
import { reading, type CheckCase } from '../case.js';

export const cases: readonly CheckCase[] = [
  { name: 'a lockfile that could not be read', given: { lockfiles: [reading([], { coverage: failed('LOCKFILE_MALFORMED', { reason: 'conflict markers' }) })] }, gaps: ['LOCKFILE_MALFORMED'] },
  { name: 'an entry that could not be read', given: { lockfiles: [reading([], { problems: [{ location: 'node_modules/x', code: 'LOCKFILE_MALFORMED', data: {} }] })] }, gaps: ['LOCKFILE_MALFORMED'] },
  { name: 'two names that are one on some machines', given: { trees: { before: { 'package.json': '1' }, after: { 'package.json': '1', 'Package.json': '2' } } }, fires: [{ message: 'collision', severity: 'high', level: 'default', change: 'added', data: { path: 'Package.json', other: 'package.json' } }] },
  { name: 'two folders that are one on some machines', given: { trees: { before: {}, after: { 'App/yarn.lock': '1', 'app/yarn.lock': '2' } } }, fires: [{ message: 'collision', severity: 'high' }] },
  { name: 'a collision that stood, and one of its files changes', given: { trees: { before: { 'a/.npmrc': '1', 'A/.npmrc': '2' }, after: { 'a/.npmrc': '1', 'A/.npmrc': '3' } } }, fires: [{ message: 'collision', change: 'worsened' }] },
  { name: 'a name that passes for one that is read', given: { trees: { before: {}, after: { 'x/Package.json': '1' } } }, fires: [{ message: 'disguise', severity: 'high', data: { path: 'x/Package.json', reads: 'package.json' } }] },
  { name: 'a name that passes for one of another tool', given: { trees: { before: {}, after: { 'cargo.lock': '1' } } }, fires: [{ message: 'disguise', severity: 'medium' }] },
  { name: 'names that stood as they are', given: { trees: { before: { 'x/Package.json': '1', 'App/yarn.lock': '1', 'app/yarn.lock': '2' }, after: { 'x/Package.json': '1', 'App/yarn.lock': '1', 'app/yarn.lock': '2', 'readme': '1' } } } },
  { name: 'a changed lockfile below a filter that stood', given: { lockfiles: [reading([])], attributes: [{ path: 'package-lock.json', lockfile: 'package-lock.json', attribute: 'filter=crypt', effect: 'rewritten', source: '.gitattributes', line: 1, change: 'standing' }] }, gaps: ['FILE_ENCODING'] },
  { name: 'an unchanged lockfile below a filter that stood', given: { lockfiles: [reading([], { change: 'unchanged' })], attributes: [{ path: 'package-lock.json', lockfile: 'package-lock.json', attribute: 'filter=crypt', effect: 'rewritten', source: '.gitattributes', line: 1, change: 'standing' }] } },
  { name: 'a changed lockfile without a diff', given: { lockfiles: [reading([])], attributes: [{ path: 'package-lock.json', lockfile: 'package-lock.json', attribute: '-diff', effect: 'hidden', source: '.gitattributes', line: 1, change: 'standing' }] } },
  { name: 'links that were too many', given: { files: [{ path: '.npmrc', change: 'mode', mode: { before: '120000', after: '120000' }, oid: { before: '1', after: '2' }, text: {}, coverage: failed('FILE_SYMLINK', { reason: 'too-many' }) }] }, gaps: ['FILE_SYMLINK'] },
  { name: 'a lockfile that was read whole', given: { lockfiles: [reading([])] } },
];
