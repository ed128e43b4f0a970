import { failed } from '../../../src/core/coverage.js';
import type { JsonObject } from '../../../src/core/json.js';
import { subjectOf } from '../../../src/facts/planner.js';
import type { ArchiveFacts } from '../../../src/packages/archive.types.js';
import { normaliseManifest } from '../../../src/packages/manifest.js';
import { reduceRecord } from '../../../src/packages/record.js';
import type { RegistryRecord } from '../../../src/packages/record.types.js';
import { statedOf } from '../../../src/packages/stated.js';
import { archive, change, gitOrigin, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
/** All keys, so that the registry serves each of them. */
const whole: JsonObject = { scripts: { test: 'jest', postinstall: 'node a.js' }, bin: { left: 'cli.js' }, main: 'lib/a.js', exports: './lib/a.js', dependencies: { kept: '^1.0.0' }, bundleDependencies: ['kept'] };
const tarball = (raw: JsonObject, more: Partial<ArchiveFacts> = {}): ArchiveFacts => {
  const named = { name: 'left', version: '1.1.0', ...raw };
  return archive({ manifest: normaliseManifest(named), stated: statedOf(named), ...more });
};
const record = (versions: { readonly [version: string]: JsonObject }): RegistryRecord => reduceRecord({ name: 'left', versions: Object.fromEntries(Object.entries(versions).map(([version, raw]) => [version, { name: 'left', version, _id: `left@${version}`, ...raw }])) }, 'left', 'default');
const differ = (registry: JsonObject, own: JsonObject, more: Partial<ArchiveFacts> = {}): CheckCase['given'] => ({ changes: [change(old, now)], facts: [{ of: old, archive: tarball({ ...whole, version: '1.0.0' }) }, { of: now, archive: tarball(own, more), record: record({ '1.0.0': whole, '1.1.0': registry }) }] });
const without = (key: string, from: JsonObject = whole): JsonObject => Object.fromEntries(Object.entries(from).filter(([one]) => one !== key));
const loud = { severity: 'high', level: 'default', change: 'added' } as const;

export const cases: readonly CheckCase[] = [
  { name: 'a step that the registry hides', given: differ({ ...whole, scripts: { test: 'jest' } }, whole), fires: [{ message: 'hidden-step', ...loud, data: { key: 'postinstall', registry: 'nothing', published: 'node a.js' } }] },
  { name: 'a step that the package hides', given: differ(whole, { ...whole, scripts: { test: 'jest' } }), fires: [{ message: 'hidden-step', ...loud, data: { registry: 'node a.js', published: 'nothing' } }] },
  { name: 'another step', given: differ(whole, { ...whole, scripts: { test: 'jest', postinstall: 'node b.js' } }), fires: [{ message: 'hidden-step', ...loud }] },
  { name: 'a long step that ends otherwise', given: differ({ ...whole, scripts: { test: 'jest', postinstall: `${'x'.repeat(3_000)}a` } }, { ...whole, scripts: { test: 'jest', postinstall: `${'x'.repeat(3_000)}b` } }), fires: [{ message: 'hidden-step', ...loud }] },
  { name: 'a dependency that the registry hides', given: differ(whole, { ...whole, dependencies: { kept: '^1.0.0', evil: '1.0.0' } }), fires: [{ message: 'hidden-dependency', ...loud, data: { key: 'dependencies evil', registry: 'nothing', published: '1.0.0' } }] },
  { name: 'a dependency that the package hides', given: differ({ ...whole, optionalDependencies: { evil: '1.0.0' } }, whole), fires: [{ message: 'hidden-dependency', ...loud }] },
  { name: 'a peer that the registry hides', given: differ(whole, { ...whole, peerDependencies: { evil: '*' } }), fires: [{ message: 'hidden-dependency', ...loud }] },
  { name: 'a dependency by a name of the prototype', given: differ(whole, { ...whole, dependencies: JSON.parse('{"kept":"^1.0.0","__proto__":"1.0.0"}') as JsonObject }), fires: [{ message: 'hidden-dependency', ...loud }] },
  { name: 'another range', given: differ(whole, { ...whole, dependencies: { kept: '^2.0.0' } }), fires: [{ message: 'other-range', severity: 'medium', level: 'default' }] },
  { name: 'another command', given: differ(whole, { ...whole, bin: { left: 'other.js' } }), fires: [{ message: 'other-entry', severity: 'medium', level: 'default', data: { key: 'bin' } }] },
  { name: 'another entry', given: differ(whole, { ...whole, main: 'lib/b.js' }), fires: [{ message: 'other-entry', severity: 'medium', data: { key: 'main' } }] },
  { name: 'one baseline has it, the other has not', given: { ...differ({ ...whole, main: 'x' }, whole), facts: [{ of: old, archive: tarball({ ...whole, version: '1.0.0' }) }, { of: now, archive: tarball(whole), record: record({ '1.0.0': { ...whole, main: 'y' }, '1.0.9': whole, '1.1.0': { ...whole, main: 'x' } }) }, { of: locked('left', '1.0.9'), archive: tarball({ ...whole, version: '1.0.9' }) }], predecessor: subjectOf(locked('left', '1.0.9')) }, fires: [{ message: 'other-entry', change: 'added', level: 'default' }] },
  { name: 'a new package', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: tarball({ ...whole, scripts: { preinstall: 'x' } }), record: record({ '1.1.0': whole }) }] }, fires: [{ message: 'hidden-step' }, { message: 'hidden-step' }, { message: 'differs', level: 'folded' }] },
  { name: 'an archive that was not read', given: { changes: [change(old, now)], facts: [{ of: now, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'a record that was not read', given: { changes: [change(old, now)], facts: [{ of: now, archive: tarball(whole), record: { coverage: failed('REGISTRY_NOT_SERVED') } }] }, gaps: ['REGISTRY_NOT_SERVED'] },
  { name: 'the same', given: differ(whole, whole) },
  { name: 'the build that npm writes for a binding.gyp', given: differ({ ...whole, scripts: { test: 'jest', install: 'node-gyp rebuild' }, gypfile: true }, { ...whole, scripts: { test: 'jest' } }, { hasBindingGyp: true }) },
  { name: 'the same build, of a binding.gyp that was not packed', given: differ({ ...whole, scripts: { test: 'jest', install: 'node-gyp rebuild' }, gypfile: true }, { ...whole, scripts: { test: 'jest' } }) },
  { name: 'optional dependencies among the others', given: differ({ ...whole, dependencies: { kept: '^1.0.0', maybe: '1.x' }, optionalDependencies: { maybe: '1.x' } }, { ...whole, optionalDependencies: { maybe: '1.x' } }) },
  { name: 'carried dependencies that nobody asks for', given: differ({ ...whole, dependencies: { kept: '^1.0.0', inside: '*' }, bundleDependencies: ['kept', 'inside'] }, { ...whole, bundleDependencies: ['inside', 'kept'] }) },
  { name: 'npm\'s own spelling of commands and entries', given: differ({ ...whole, bin: { left: 'cli.js' }, main: 'lib/a.js', scripts: { test: 'jest', postinstall: 'node a.js' } }, { ...without('bin'), bin: './cli.js', main: './lib/a', scripts: { test: './node_modules/.bin/jest', postinstall: ' node a.js', broken: 1 } }) },
  { name: 'carried dependencies by their other name', given: differ(whole, { ...without('bundleDependencies'), bundledDependencies: ['kept'] }) },
  { name: 'dependencies for development are left out', given: differ(whole, { ...whole, devDependencies: { jest: '*' } }) },
  { name: 'ranges of a workspace', given: differ(whole, { ...whole, dependencies: { kept: 'workspace:^' } }) },
  { name: 'other scripts are folded', given: differ(whole, { ...whole, scripts: { postinstall: 'node a.js' } }) },
  { name: 'other conditions are folded', given: differ(whole, { ...whole, exports: { '.': './lib/a.js' } }) },
  { name: 'what has always been so is folded', given: { changes: [change(old, now)], facts: [{ of: old, archive: tarball({ ...without('scripts'), version: '1.0.0' }) }, { of: now, archive: tarball(without('scripts')), record: record({ '1.0.0': whole, '1.1.0': whole }) }] } },
  { name: 'a registry that serves no scripts', given: { changes: [change(old, now)], facts: [{ of: now, archive: tarball(whole), record: record({ '1.0.0': without('scripts'), '1.1.0': without('scripts') }) }] } },
  { name: 'a registry that serves what installs want', given: { changes: [change(old, now)], facts: [{ of: now, archive: tarball(whole), record: reduceRecord({ name: 'left', versions: { '1.1.0': { name: 'left', version: '1.1.0', dependencies: {} } } }, 'left', 'default') }] } },
  { name: 'a version that the record does not have', given: { changes: [change(old, now)], facts: [{ of: now, archive: tarball(whole), record: record({ '1.0.0': {} }) }] } },
  { name: 'a package from git', given: { changes: [change(old, locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) }))], facts: [{ of: locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) }), archive: tarball({}), record: record({ '1.1.0': whole }) }] } },
];
