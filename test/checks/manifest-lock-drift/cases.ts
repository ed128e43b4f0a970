import type { LockfileProblem } from '../../../src/core/lockfile.js';
import { reading, type CheckCase } from '../case.js';

const problem = (reason: string, data: Record<string, string | number> = {}): LockfileProblem => ({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason, manifest: 'package.json', ...data } });
const given = (...problems: readonly LockfileProblem[]): CheckCase['given'] => ({ lockfiles: [reading([], { problems })] });

export const cases: readonly CheckCase[] = [
  { name: 'a dependency that the lockfile does not have', given: given(problem('unlocked', { name: 'left', field: 'dependencies', line: 7 })), fires: [{ message: 'unlocked', severity: 'high', level: 'default', data: { name: 'left', field: 'dependencies', command: 'npm install --package-lock-only --ignore-scripts' } }] },
  { name: 'a range that the locked version does not fit', given: given(problem('unsatisfied', { name: 'left', field: 'devDependencies', line: 9 })), fires: [{ message: 'unsatisfied' }] },
  { name: 'what the manifest does not ask for', given: given(problem('unasked', { name: 'left', field: 'dependencies' })), fires: [{ message: 'unasked', severity: 'high' }] },
  { name: 'a workspace that the lockfile does not know', given: given(problem('workspace', { manifest: 'packages/a/package.json' })), fires: [{ message: 'workspace', data: { manifest: 'packages/a/package.json' } }] },
  { name: 'other workspaces, and overrides', given: given(problem('workspaces'), problem('overrides')), fires: [{ message: 'workspaces' }, { message: 'overrides' }] },
  { name: 'resolutions of Yarn', given: given(problem('resolutions')), fires: [{ message: 'overrides' }] },
  { name: 'the command of the tool whose lockfile it is', given: { lockfiles: [reading([], { format: 'pnpm', problems: [problem('unlocked', { name: 'left', field: 'dependencies' })] })] }, fires: [{ data: { command: 'pnpm install --lockfile-only --ignore-scripts' } }] },
  { name: 'what keeps the file from being understood is another\'s', given: given(problem('dangling', { name: 'left' }), { code: 'LOCKFILE_MALFORMED', location: '', data: { reason: 'unlocked' } }) },
  { name: 'a lockfile without problems', given: given() },
];
