import { failed } from '../../../src/core/coverage.js';
import { change, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const changes = [change(old, locked('left', '1.0.0', { raw: { version: '1.0.0', scripts: {} } }), { kind: 'metadata' })];

export const cases: readonly CheckCase[] = [
  { name: 'a script that no tarball holds', given: { changes, entryDifferences: [{ key: 'scripts', after: { postinstall: 'node x.js' } }] }, fires: [{ message: 'forged', severity: 'high', level: 'default', data: { key: 'scripts', published: 'nothing', locked: '{"postinstall":"node x.js"}' } }] },
  { name: 'a command linked by the entry alone', given: { changes, entryDifferences: [{ key: 'bin', after: { node: 'x.js' } }] }, fires: [{ message: 'forged', data: { key: 'bin' } }] },
  { name: 'a child that the package does not ask for', given: { changes, entryDifferences: [{ key: 'dependencies', before: {}, after: { evil: '1' } }] }, fires: [{ message: 'forged', data: { key: 'dependencies' } }] },
  { name: 'a key that no npm writes', given: { changes, entryDifferences: [{ key: 'exotic', after: true }] }, fires: [{ message: 'forged', severity: 'high', level: 'default', data: { key: 'exotic' } }] },
  { name: 'a peer that may be missing by the entry alone', given: { changes, entryDifferences: [{ key: 'peerDependenciesMeta', after: { right: { optional: true } } }] }, fires: [{ message: 'forged' }] },
  { name: 'another dependency where hooks may have changed it', given: { changes: [change(old, locked('left', '1.0.0', { settled: { dependencies: [], hooked: true } }), { kind: 'metadata' })], entryDifferences: [{ key: 'dependencies', after: { right: '1' } }] }, fires: [{ message: 'hooked', severity: 'medium', level: 'default' }] },
  { name: 'a script is no work of hooks', given: { changes: [change(old, locked('left', '1.0.0', { settled: { dependencies: [], hooked: true } }), { kind: 'metadata' })], entryDifferences: [{ key: 'scripts', after: { postinstall: 'x' } }] }, fires: [{ message: 'forged', severity: 'high' }] },
  { name: 'another licence is told, folded', given: { changes, entryDifferences: [{ key: 'license', before: 'MIT', after: 'ISC' }] } },
  { name: 'an entry that says what the package says', given: { changes } },
  { name: 'an unread package is a hole', given: { changes, facts: [{ of: changes[0]!.after!, archive: { coverage: failed('REGISTRY_TIMEOUT') } }] }, gaps: ['REGISTRY_TIMEOUT'] },
];
