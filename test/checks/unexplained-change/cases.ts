import type { DependencyChange } from '../../../src/core/change.js';
import type { ReviewedFile } from '../../../src/lockfiles/reading.types.js';
import { change, locked, reading, type CheckCase, type Given } from '../case.js';

const manifest = (before: object, after: object): ReviewedFile => ({
  path: 'package.json', change: 'changed', mode: { before: '100644', after: '100644' }, oid: { before: 'a'.repeat(40), after: 'b'.repeat(40) }, text: { before: JSON.stringify(before), after: JSON.stringify(after) }, coverage: { kind: 'complete' },
});
const path = (...names: readonly string[]): Pick<DependencyChange, 'introducers'> => ({ introducers: [{ importer: '', path: ['app', ...names].map((name) => ({ name, version: '1.0.0', location: name })), others: 0 }] });
const left = change(locked('left', '1.0.0'), locked('left', '1.1.0'), path('left'));
const deep = change(undefined, locked('deep', '2.0.0'), path('right', 'deep'));
const given = (changes: readonly DependencyChange[], files: readonly ReviewedFile[], more: Given = {}): Given => ({ changes, files, lockfiles: [reading(changes.map((one) => one.after!))], ...more });
const asksLeft = manifest({ dependencies: { left: '^1.0.0' } }, { dependencies: { left: '^1.1.0' } });

export const cases: readonly CheckCase[] = [
  { name: 'a lockfile that was written anew', given: given([left, deep], []), fires: [{ message: 'relock', severity: 'info', level: 'folded', data: { count: 2, packages: 'left 1.0.0 -> 1.1.0, deep 2.0.0' } }] },
  { name: 'one more than the manifest asks for', given: given([left, deep], [asksLeft]), fires: [{ message: 'beside', level: 'folded', data: { count: 1, packages: 'deep 2.0.0' } }] },
  { name: 'a manifest that says something else', given: given([left], [manifest({ version: '1' }, { version: '2' })]), fires: [{ message: 'relock', level: 'folded' }] },
  { name: 'many', given: given(Array.from({ length: 10 }, (_, at) => change(undefined, locked(`p${at}`, '1.0.0'), path(`p${at}`))), []), fires: [{ data: { count: 10, more: ' and 2 more' } }] },
  { name: 'what the manifest asks for', given: given([left], [asksLeft]) },
  { name: 'what comes with what it asks for', given: given([deep], [manifest({}, { devDependencies: { right: '1' } })]) },
  { name: 'an override may be the reason for any', given: given([left, deep], [manifest({}, { overrides: { deep: '2.0.0' } })]) },
  { name: 'a setting may be the reason for any', given: given([left], [], { settings: { '.npmrc': { before: '', after: 'legacy-peer-deps=true\n' } } }) },
  { name: 'a removal asks for nothing', given: { changes: [change(locked('left', '1.0.0'), undefined)], lockfiles: [reading([])] } },
  { name: 'a new lockfile', given: { changes: [deep], lockfiles: [reading([deep.after!], { change: 'added' })] } },
];
