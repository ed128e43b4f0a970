import type { LockfileProblem } from '../../../src/core/lockfile.js';
import { change, locked, reading, type CheckCase } from '../case.js';

const problem = (reason: string, data: Record<string, string | number> = {}): LockfileProblem => ({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason, manifest: 'package.json', ...data } });
const given = (...problems: readonly LockfileProblem[]): CheckCase['given'] => ({ lockfiles: [reading([], { problems })] });

/** The manifest asks for `left` as it was proposed. */
const made = (format: string, ...problems: readonly LockfileProblem[]): CheckCase['given'] => ({
  lockfiles: [reading([], { format, problems })], changes: [change(undefined, locked('left', '1.0.0'))],
  remedy: { nearest: '1.0.1', ends: [], whole: true, tool: { format, version: '8', workspaces: false }, way: { kind: 'update', names: ['left'], held: [], made: [{ manifest: 'package.json', field: 'dependencies', name: 'left' }] } },
});

export const cases: readonly CheckCase[] = [
  { name: 'a dependency that the lockfile does not have', given: given(problem('unlocked', { name: 'left', field: 'dependencies', line: 7 })), fires: [{ message: 'unlocked', severity: 'high', level: 'default', data: { name: 'left', field: 'dependencies', command: 'npm install --package-lock-only --ignore-scripts' } }] },
  { name: 'a range that the locked version does not fit', given: given(problem('unsatisfied', { name: 'left', field: 'devDependencies', line: 9 })), fires: [{ message: 'unsatisfied' }] },
  { name: 'what the manifest does not ask for', given: given(problem('unasked', { name: 'left', field: 'dependencies' })), fires: [{ message: 'unasked', severity: 'high' }] },
  { name: 'a specifier that is not the manifest\'s', given: given(problem('specifier', { name: 'left', field: 'dependencies', locked: 'npm:right@1', asked: '^1.0.0' })), fires: [{ message: 'specifier', severity: 'high', data: { locked: 'npm:right@1', asked: '^1.0.0' } }] },
  { name: 'an override that no setting asks for', given: given(problem('section', { section: 'overrides', name: 'left', locked: '1.0.0', asked: 'nothing' })), fires: [{ message: 'section', severity: 'high', data: { section: 'overrides' } }] },
  { name: 'a setting that is another', given: given({ ...problem('section'), data: { reason: 'section', manifest: 'package.json', section: 'settings', name: 'autoInstallPeers', locked: 'false', asked: 'true', minor: true } }), fires: [{ message: 'section', severity: 'medium' }] },
  { name: 'a token in an address is not told', given: given(problem('specifier', { name: 'left', locked: 'https://me:hunter2@evil.example/x.tgz', asked: '1' })), fires: [{ data: { locked: 'https://…@evil.example/x.tgz' } }] },
  { name: 'a workspace that the lockfile does not know', given: given(problem('workspace', { manifest: 'packages/a/package.json' })), fires: [{ message: 'workspace', data: { manifest: 'packages/a/package.json' } }] },
  { name: 'other workspaces, and overrides', given: given(problem('workspaces'), problem('overrides')), fires: [{ message: 'workspaces' }, { message: 'overrides' }] },
  { name: 'resolutions of Yarn', given: given(problem('resolutions')), fires: [{ message: 'overrides' }] },
  { name: 'the command of the tool whose lockfile it is', given: { lockfiles: [reading([], { format: 'pnpm', problems: [problem('unlocked', { name: 'left', field: 'dependencies' })] })] }, fires: [{ data: { command: 'pnpm install --lockfile-only --ignore-scripts' } }] },
  { name: 'what keeps the file from being understood is another\'s', given: given(problem('dangling', { name: 'left' }), { code: 'LOCKFILE_MALFORMED', location: '', data: { reason: 'unlocked' } }) },
  { name: 'a lockfile without problems', given: given() },
  { name: 'a proposed edit that stands in the manifest alone', given: made('npm', problem('unsatisfied', { name: 'left', field: 'dependencies' })), fires: [{ message: 'proposed', severity: 'medium', data: { command: 'npm update left --package-lock-only --ignore-scripts' } }] },
  { name: 'the same with Yarn 4, where the lockfile does not have it', given: made('yarn', problem('unlocked', { name: 'left', field: 'dependencies' })), fires: [{ message: 'proposed', severity: 'medium', data: { command: 'yarn up -R left --mode=update-lockfile' } }] },
  { name: 'Bun installs past it', given: made('bun', problem('unsatisfied', { name: 'left', field: 'dependencies' })), fires: [{ message: 'unsatisfied', severity: 'high' }] },
  { name: 'another dependency beside it', given: made('npm', problem('unsatisfied', { name: 'right', field: 'dependencies' })), fires: [{ message: 'unsatisfied', severity: 'high' }] },
  { name: 'the same name in another field', given: made('npm', problem('unsatisfied', { name: 'left', field: 'devDependencies' })), fires: [{ severity: 'high' }] },
  { name: 'the same name in another manifest', given: made('npm', problem('unsatisfied', { manifest: 'packages/a/package.json', name: 'left', field: 'dependencies' })), fires: [{ severity: 'high' }] },
  { name: 'what the manifest does not ask for stays what it is', given: made('npm', problem('unasked', { name: 'left', field: 'dependencies' })), fires: [{ message: 'unasked', severity: 'high' }] },
  { name: 'a proposal for another lockfile', given: { ...made('npm', problem('unsatisfied', { name: 'left', field: 'dependencies' })), changes: [change(undefined, locked('left', '1.0.0'), { root: { lockfile: 'apps/package-lock.json', directory: 'apps' } })] }, fires: [{ severity: 'high' }] },
  { name: 'the command is run where the lockfile is', given: { lockfiles: [reading([], { root: { lockfile: 'apps/web/package-lock.json', directory: 'apps/web' }, problems: [problem('unlocked', { name: 'left', field: 'dependencies' })] })] }, fires: [{ data: { command: 'cd apps/web && npm install --package-lock-only --ignore-scripts' } }] },
  { name: 'a folder that a shell would act on is not written into a command', given: { lockfiles: [reading([], { root: { lockfile: 'a;b/package-lock.json', directory: 'a;b' }, problems: [problem('unlocked', { name: 'left', field: 'dependencies' })] })] }, fires: [{ data: { command: 'npm install --package-lock-only --ignore-scripts' } }] },
];
