import { dependencyFile } from '../core/dependency-names.js';

/**
 * Tells whether a push to a base branch changes what its open pull requests are judged by: lockfiles, manifests, installer settings, what
 * runs beside an install, workflows, templates or the policy, by the names of `dependency-names`. Undefined paths are unknown, and count.
 */
export function touchesReviewInputs(paths: readonly string[] | undefined): boolean {
  return paths === undefined || paths.some((path) => dependencyFile(path) !== undefined);
}
