import { failed } from '../../../src/core/coverage.js';
import { subjectOf } from '../../../src/facts/planner.js';
import { archive, change, gitOrigin, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
const predecessor = subjectOf(old);
const step = archive({ scripts: { postinstall: 'node setup.js' } });

export const cases: readonly CheckCase[] = [
  { name: 'postinstall added', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: step }] }, fires: [{ message: 'added', severity: 'high', level: 'default', data: { step: 'postinstall', command: 'node setup.js' } }] },
  { name: 'preinstall added beside an old postinstall', given: { changes: [change(old, now)], facts: [{ of: old, archive: step }, { of: now, archive: archive({ scripts: { preinstall: 'node x.js', postinstall: 'node setup.js' } }) }] }, fires: [{ message: 'added', data: { step: 'preinstall' } }] },
  { name: 'a binding.gyp brings a build without a script', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: archive({ hasBindingGyp: true }) }] }, fires: [{ message: 'added', data: { step: 'install', implicit: 'binding.gyp' } }] },
  { name: 'a build that only compiles is told here', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: archive({ hasBindingGyp: true, gyp: { files: ['binding.gyp'], code: [], sources: 'present' } }) }] }, fires: [{ message: 'added', severity: 'high', level: 'default' }] },
  { name: 'a build without anything to compile is told by gyp-code', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: archive({ hasBindingGyp: true, gyp: { files: ['binding.gyp'], code: [], sources: 'none' } }) }] } },
  { name: 'a new package of which nothing is known before', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: step }] }, fires: [{ message: 'unknown-package', severity: 'high', level: 'default' }] },
  { name: 'a new package whose predecessor had no step', given: { changes: [change(undefined, now)], predecessor, facts: [{ of: old, archive: archive() }, { of: now, archive: step }] }, fires: [{ message: 'added', severity: 'high', data: { before: '1.0.0' } }] },
  { name: 'the lockfile held a version with it, the predecessor has none', given: { changes: [change(old, now)], predecessor: subjectOf(locked('left', '1.0.9')), facts: [{ of: old, archive: step }, { of: now, archive: step }] }, fires: [{ message: 'added' }] },
  { name: 'the command changes', given: { changes: [change(old, now)], facts: [{ of: old, archive: step }, { of: now, archive: archive({ scripts: { postinstall: 'node setup.js && node more.js' } }) }] }, fires: [{ message: 'changed', severity: 'medium', level: 'default' }] },
  { name: 'prepare of a package from git', given: { changes: [change(old, locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) }))], facts: [{ of: old, archive: archive() }, { of: locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) }), archive: archive({ scripts: { prepare: 'tsc' } }) }] }, fires: [{ message: 'added', data: { step: 'prepare' } }] },
  { name: 'the same step in both versions', given: { changes: [change(old, now)], facts: [{ of: old, archive: step }, { of: now, archive: step }] } },
  { name: 'a new package that has always had it is folded', given: { changes: [change(undefined, now)], predecessor, facts: [{ of: old, archive: step }, { of: now, archive: step }] } },
  { name: 'the build tool changes', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive({ scripts: { install: 'prebuild-install || node-gyp rebuild' } }) }, { of: now, archive: archive({ scripts: { install: 'node-gyp-build' } }) }] } },
  { name: 'test and prepare do not run for registry packages', given: { changes: [change(old, now)], facts: [{ of: old, archive: archive() }, { of: now, archive: archive({ scripts: { test: 'jest', prepare: 'tsc', prepublishOnly: 'tsc' } }) }] } },
  { name: 'the step is removed', given: { changes: [change(old, now)], facts: [{ of: old, archive: step }, { of: now, archive: archive() }] } },
  { name: 'an unread archive is a hole', given: { changes: [change(old, now)], facts: [{ of: now, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
];
