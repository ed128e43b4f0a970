import { failed } from '../../../src/core/coverage.js';
import type { RegistryRecord, VersionRecord } from '../../../src/packages/record.types.js';
import { subjectOf } from '../../../src/facts/planner.js';
import { archive, change, gitOrigin, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
const predecessor = subjectOf(old);
const step = archive({ scripts: { postinstall: 'node setup.js' } });

/** A record of the version 1.1.0, and of an earlier one where its date is given. */
function record(now: string, before?: string): RegistryRecord {
  const version = (name: string, publishedAt: string): VersionRecord => ({ version: name, publishedAt, publisher: { name: 'ann' }, hasInstallScript: true, signatures: [], dependencies: {} });
  return { name: 'left', registry: 'default', distTags: {}, maintainers: [], removed: {}, versions: { '1.1.0': version('1.1.0', now), ...(before === undefined ? {} : { '1.0.0': version('1.0.0', before) }) } };
}

export const cases: readonly CheckCase[] = [
  { name: 'postinstall added', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: step }] }, fires: [{ message: 'added', severity: 'medium', level: 'default', data: { step: 'postinstall', command: 'node setup.js' } }] },
  { name: 'preinstall added beside an old postinstall', given: { changes: [change(old, now)], facts: [{ of: old, archive: step }, { of: now, archive: archive({ scripts: { preinstall: 'node x.js', postinstall: 'node setup.js' } }) }] }, fires: [{ message: 'added', data: { step: 'preinstall' } }] },
  { name: 'a binding.gyp brings a build without a script', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: archive({ hasBindingGyp: true }) }] }, fires: [{ message: 'added', data: { step: 'install', implicit: 'binding.gyp' } }] },
  { name: 'a build that only compiles is told here', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: archive({ hasBindingGyp: true, gyp: { files: ['binding.gyp'], code: [], sources: 'present' } }) }] }, fires: [{ message: 'added', severity: 'medium', level: 'default' }] },
  { name: 'a build without anything to compile is told by gyp-code', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: archive({ hasBindingGyp: true, gyp: { files: ['binding.gyp'], code: [], sources: 'none' } }) }] } },
  { name: 'a new package of which nothing is known before', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: step }] }, fires: [{ message: 'unknown-package', severity: 'medium', level: 'default' }] },
  { name: 'a new package that is a day old', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: step, record: record('2026-11-21T00:00:00Z', '2020-01-01T00:00:00Z') }] }, fires: [{ message: 'unknown-package', severity: 'high', level: 'default' }] },
  { name: 'a new package that is old, in its first version', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: step, record: record('2024-01-01T00:00:00Z') }] }, fires: [{ message: 'unknown-package', severity: 'high' }] },
  { name: 'a new package that is old, in a later version', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: step, record: record('2024-01-01T00:00:00Z', '2020-01-01T00:00:00Z') }] }, fires: [{ message: 'unknown-package', severity: 'medium' }] },
  { name: 'a baseline that could not be read is a hole, and no finding', given: { changes: [change(old, now)], facts: [{ of: old, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }, { of: now, archive: step }] }, gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'a new package whose predecessor had no step', given: { changes: [change(undefined, now)], predecessor, facts: [{ of: old, archive: archive() }, { of: now, archive: step }] }, fires: [{ message: 'added', severity: 'medium', data: { before: '1.0.0' } }] },
  { name: 'the lockfile held a version with it, the predecessor has none', given: { changes: [change(old, now)], predecessor: subjectOf(locked('left', '1.0.9')), facts: [{ of: old, archive: step }, { of: now, archive: step }] }, fires: [{ message: 'added' }] },
  { name: 'the command changes', given: { changes: [change(old, now)], facts: [{ of: old, archive: step }, { of: now, archive: archive({ scripts: { postinstall: 'node setup.js && node more.js' } }) }] }, fires: [{ message: 'changed', severity: 'low', level: 'folded' }] },
  { name: 'prepare of a package from git', given: { changes: [change(old, locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) }))], facts: [{ of: old, archive: archive() }, { of: locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) }), archive: archive({ scripts: { prepare: 'tsc' } }) }] }, fires: [{ message: 'added', data: { step: 'prepare' } }] },
  { name: 'the same step in both versions', given: { changes: [change(old, now)], facts: [{ of: old, archive: step }, { of: now, archive: step }] } },
  { name: 'a new package that has always had it is folded', given: { changes: [change(undefined, now)], predecessor, facts: [{ of: old, archive: step }, { of: now, archive: step }] } },
  { name: 'the build tool changes', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive({ scripts: { install: 'prebuild-install || node-gyp rebuild' } }) }, { of: now, archive: archive({ scripts: { install: 'node-gyp-build' } }) }] } },
  { name: 'test and prepare do not run for registry packages', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: archive({ scripts: { test: 'jest', prepare: 'tsc', prepublishOnly: 'tsc' } }) }] } },
  { name: 'the step is removed', given: { changes: [change(old, now)], facts: [{ of: old, archive: step }, { of: now, archive: archive() }] } },
  { name: 'an unread archive is a hole', given: { changes: [change(old, now)], facts: [{ of: now, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
];
