import { namedAlike } from '../../../src/checks/fold.js';
import { change, locked, python, reading, type CheckCase, type Given } from '../case.js';

const left = locked('left', '1.0.0');
const base = (...names: readonly string[]) => reading([], { stood: new Set(names) });
const elsewhere = (...names: readonly string[]) => reading([], { root: { lockfile: 'tools/yarn.lock', directory: 'tools' }, format: 'yarn', stood: new Set(names) });
const added = (lockfiles: Given['lockfiles'], after = left): Given => ({ changes: [change(undefined, after)], lockfiles: lockfiles! });

export const cases: readonly CheckCase[] = [
  { name: 'a name that no lockfile held is kept, and not told', given: added([base('right'), elsewhere('right')]), fires: [{ message: 'new', severity: 'info', level: 'audit', data: { package: 'left', lockfiles: 'package-lock.json, tools/yarn.lock' } }] },
  { name: 'of an unread lockfile nothing is known', given: added([base('right'), reading([], { root: { lockfile: 'b/package-lock.json', directory: 'b' } })]), fires: [{ message: 'new', level: 'audit', data: { lockfiles: 'package-lock.json' } }] },
  { name: 'a name in another lockfile', given: { ...added([base('right'), elsewhere('left')]) } },
  { name: 'the same name in the lockfile of another ecosystem', given: added([base('right'), reading([], { ecosystem: 'pypi', stood: new Set(['left']) })]), fires: [{ message: 'new', level: 'audit' }] },
  { name: 'a package of Python', given: added([reading([], { ecosystem: 'pypi', stood: new Set(['jinja2']) })], python('flask', '1.0')), fires: [{ message: 'new', level: 'audit' }] },
  { name: 'behind an alias the real name counts', given: added([base('left')], locked('left', '2.0.0', { alias: 'other' })) },
  { name: 'an upgrade', given: { changes: [change(locked('left', '0.9.0'), left)], lockfiles: [base('left')] } },
  { name: 'a workspace', given: added([base()], locked('left', '1.0.0', { origin: { kind: 'workspace', path: 'packages/left' } })) },
  { name: 'what is removed', given: { changes: [change(left, undefined)], lockfiles: [base()] } },
  { name: 'where no lockfile stood, everything would be new', given: { changes: [change(undefined, left)], lockfiles: [reading([], { change: 'added', stood: new Set() })] } },
  { name: 'a large change names so many, and counts the others', given: { changes: Array.from({ length: namedAlike + 2 }, (_, index) => change(undefined, locked(`p${index}`, '1.0.0'))), lockfiles: [base()] }, fires: [...Array.from({ length: namedAlike }, () => ({ message: 'new', level: 'audit' as const })), { message: 'new-others', level: 'audit', data: { count: 2 } }] },
];
