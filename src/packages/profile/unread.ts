import path from 'node:path/posix';
import { complete, type Coverage } from '../../core/coverage.js';
import type { ErrorCode } from '../../core/errors.js';
import { sha256 } from '../../core/hash.js';
import { limits } from '../../core/limits.js';
import { sortedBy } from '../../core/order.js';
import type { UnreadFile } from '../profile.types.js';
import { isGitStep, type PlainStep } from './install-steps.js';
import type { FileFacts } from './source-files.js';
import type { PackageFile } from './file-places.js';

/** An installer reads the manifest of a carried package for steps to run, a runtime every other one for what a folder means. */
export function unreadManifests(oversized: ReadonlySet<PackageFile>): readonly UnreadFile[] {
  return sortedBy(oversized, (file) => file.path).map(({ path: file, sha256: digest }) => ({ path: file, code: limits.packageManifestBytes.code, trigger: file.includes('node_modules/') ? 'install' : 'undecided', sha256: digest }));
}

/** Commands of steps that were not read, or code in them: they are told as the file that they stand in. */
export function unreadSteps(steps: readonly ReadStep[]): readonly UnreadFile[] {
  return steps.filter(({ step }) => !isGitStep(step.name)).flatMap(({ step, facts }) => {
    const problem = facts.find((one) => one.problem !== undefined)?.problem;
    return problem === undefined ? [] : [{ path: path.join(step.folder, 'package.json'), code: problem, trigger: 'install' as const, sha256: sha256(step.command) }];
  });
}

/** An install step, read. */
export interface ReadStep {
  readonly step: PlainStep;
  /** Files that the step's commands name. */
  readonly named: readonly string[];
  /** What its commands do by themselves. */
  readonly facts: readonly FileFacts[];
  /** Its command, and those of the manifest's scripts that it runs. */
  readonly commands: readonly string[];
}

/** Unread files count as a hole where something runs them, or where that could not be decided. A spent budget always counts. */
export function coverageOf(unread: readonly UnreadFile[]): Coverage {
  const relevant = unread.filter((file) => file.trigger !== 'unreachable' || file.code === 'ANALYSER_STEPS');
  const code: ErrorCode | undefined = relevant.find((file) => file.code === 'ANALYSER_STEPS')?.code ?? relevant[0]?.code;
  if (code === undefined) return complete;
  return { kind: 'partial', code, data: { files: relevant.length, first: relevant.find((file) => file.code === code)!.path } };
}
