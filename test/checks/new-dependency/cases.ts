import { failed } from '../../../src/core/coverage.js';
import type { JsonObject } from '../../../src/core/json.js';
import type { LockedPackage } from '../../../src/core/lockfile.js';
import type { ArchiveFacts } from '../../../src/packages/archive.types.js';
import type { RegistryRecord, VersionRecord } from '../../../src/packages/record.types.js';
import { subjectOf } from '../../../src/facts/planner.js';
import { archive, change, code, locked, type CheckCase, type GivenFacts } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
const asks = (raw: JsonObject, more: Partial<ArchiveFacts> = {}): ArchiveFacts => archive({ manifest: { scripts: {}, bin: {}, raw }, ...more });
const before = asks({ dependencies: { kept: '^1.0.0' } });
const after = asks({ dependencies: { kept: '^1.0.0', 'plain-crypto': '^4.2.1' } });
const child = locked('plain-crypto', '4.2.1');
const step = archive({ scripts: { postinstall: 'node setup.js' } });

type Version = readonly [version: string, publishedAt: string, account?: string];
const record = (...versions: readonly Version[]): RegistryRecord => ({
  name: '', registry: 'default', distTags: {}, maintainers: [], removed: {},
  versions: Object.fromEntries(versions.map(([version, publishedAt, name = 'ann']): [string, VersionRecord] => [version, { version, publishedAt, publisher: { name }, hasInstallScript: false, signatures: [], dependencies: {} }])),
});
const stood = record(['4.2.0', '2024-01-01T00:00:00Z'], ['4.2.1', '2024-02-01T00:00:00Z']);
const young = record(['4.2.0', '2024-01-01T00:00:00Z'], ['4.2.1', '2026-11-21T12:00:00Z']);
const pair = (of: { readonly before?: ArchiveFacts; readonly after?: ArchiveFacts; readonly imports?: readonly string[]; readonly child?: LockedPackage; readonly record?: RegistryRecord; readonly facts?: readonly GivenFacts[] }, children: Omit<GivenFacts, 'of'> | undefined): CheckCase['given'] => ({
  changes: [change(old, now), ...(children ? [change(undefined, of.child ?? child)] : [])],
  facts: [{ of: old, archive: of.before ?? before }, { of: now, archive: of.after ?? after, code: code([], { imports: of.imports ?? ['kept'] }), ...(of.record ? { record: of.record } : {}) }, ...(children ? [{ of: of.child ?? child, ...children }] : []), ...(of.facts ?? [])],
});

export const cases: readonly CheckCase[] = [
  { name: 'never used, young, and with an install step', given: pair({}, { archive: step, record: young }), fires: [{ message: 'phantom-installs-fresh', severity: 'critical', level: 'default', data: { dependency: 'plain-crypto', found: '4.2.1', reason: 'is less than seven days old, and runs postinstall: node setup.js' } }] },
  { name: 'never used, with an install step', given: pair({}, { archive: step, record: stood }), fires: [{ message: 'phantom-installs', severity: 'high', level: 'default' }] },
  { name: 'never used, with a build that nobody asks for', given: pair({}, { archive: archive({ hasBindingGyp: true }), record: stood }), fires: [{ message: 'phantom-installs', severity: 'high' }] },
  { name: 'never used, and young', given: pair({}, { archive: archive(), record: young }), fires: [{ message: 'phantom-fresh', severity: 'high', level: 'default' }] },
  { name: 'never used, and the first version', given: pair({}, { archive: archive(), record: record(['4.2.1', '2026-10-01T00:00:00Z']) }), fires: [{ message: 'phantom-fresh', severity: 'high', data: { reason: 'is the first version of its package' } }] },
  { name: 'never used, and by another account', given: pair({}, { archive: archive(), record: record(['4.2.0', '2024-01-01T00:00:00Z'], ['4.2.1', '2025-01-01T00:00:00Z', 'eve']) }), fires: [{ message: 'phantom-fresh', severity: 'high', data: { reason: 'was published by another account than its earlier versions' } }] },
  { name: 'an optional dependency is one too', given: pair({ after: asks({ dependencies: { kept: '*' }, optionalDependencies: { 'plain-crypto': '*' } }) }, { archive: step, record: young }), fires: [{ message: 'phantom-installs-fresh' }] },
  { name: 'never used, and not read', given: pair({}, { archive: { coverage: failed('REGISTRY_UNREACHABLE') }, record: stood }), fires: [{ message: 'phantom', severity: 'medium', level: 'default' }], gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'a predecessor lacks it', given: { ...pair({ before: after, facts: [{ of: subjectOf(locked('left', '1.0.9')), archive: before }] }, { archive: step, record: stood }), predecessor: subjectOf(locked('left', '1.0.9')) }, fires: [{ message: 'phantom-installs' }] },
  { name: 'a package without anything to compare with', given: { changes: [change(undefined, now), change(undefined, child)], facts: [{ of: now, archive: after }, { of: child, archive: step, record: young }] }, fires: [{ message: 'phantom-installs-fresh', severity: 'critical' }] },
  { name: 'installed inside the package that asks', given: pair({ child: locked('plain-crypto', '4.2.1', { location: 'node_modules/left/node_modules/plain-crypto' }) }, { archive: step, record: young }), fires: [{ message: 'phantom-installs-fresh' }] },
  { name: 'a peer with an install step', given: pair({ after: asks({ dependencies: { kept: '*' }, peerDependencies: { 'plain-crypto': '*' } }) }, { archive: step, record: stood }), fires: [{ message: 'phantom-installs', severity: 'medium' }] },
  { name: 'the package itself is not read', given: { changes: [change(old, now)], facts: [{ of: now, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'used: folded, whatever it does at install', given: pair({ imports: ['kept', 'plain-crypto'] }, { archive: step, record: young }) },
  { name: 'never used, does nothing at install, has long stood', given: pair({}, { archive: archive(), record: stood }) },
  { name: 'never used, and here already', given: pair({}, undefined) },
  { name: 'of the same house, freshly put up, does nothing at install', given: pair({ record: record(['1.1.0', '2026-11-21T12:00:00Z', 'ann']) }, { archive: archive(), record: young }) },
  { name: 'types', given: pair({ after: asks({ dependencies: { kept: '*', '@types/left': '*' } }), child: locked('@types/left', '1.0.0') }, { archive: archive(), record: young }) },
  { name: 'a peer that may be missing', given: pair({ after: asks({ dependencies: { kept: '*' }, peerDependencies: { 'plain-crypto': '*' }, peerDependenciesMeta: { 'plain-crypto': { optional: true } } }) }, { archive: step, record: young }) },
  { name: 'the code could not be read: others say so', given: { ...pair({}, { archive: step, record: young }), facts: [{ of: old, archive: before }, { of: now, archive: after, code: { coverage: failed('ANALYSER_CRASHED') } }] } },
  { name: 'another range, another field', given: pair({ before: after, after: asks({ dependencies: { kept: '*' }, peerDependencies: { 'plain-crypto': '^5' } }) }, { archive: step, record: young }) },
  { name: 'a dependency goes', given: pair({ before: after, after: before }, undefined) },
  { name: 'carried packages are folded', given: pair({ after: asks({ dependencies: { kept: '*' } }, { carried: ['node_modules/kept'] }) }, undefined) },
  { name: 'names of the prototype', given: pair({ after: asks(JSON.parse('{"dependencies":{"kept":"*","__proto__":"*","constructor":"*"}}') as JsonObject) }, undefined) },
];
