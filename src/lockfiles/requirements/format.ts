import { sortedBy } from '../../core/order.js';
import { limits } from '../../core/limits.js';
import type { LockfileFormat, LockfilePlace } from '../format.js';
import { isIncludable, isRequirements, split } from './names.js';
import { locateRequirements, parseRequirements } from './parse.js';

/**
 * The files of requirements and constraints among the paths of a tree, each by itself, with the files beside it, or one folder below, that it may
 * include under names which say nothing by themselves.
 */
function matches(paths: Iterable<string>): LockfilePlace[] {
  const lockfiles: string[] = [];
  const beside = new Map<string, string[]>();
  for (const path of paths) {
    if (!/\.(?:txt|in|pip)$/i.test(path)) continue;
    if (isRequirements(path)) { lockfiles.push(path); continue; }
    const { directory, name } = split(path);
    if (!isIncludable(name)) continue;
    for (const folder of new Set([directory, split(directory).directory])) {
      const known = beside.get(folder);
      if (!known) beside.set(folder, [path]);
      else if (known.length < limits.includeFiles.value) known.push(path);
    }
  }
  return sortedBy(lockfiles.map((lockfile) => {
    const { directory } = split(lockfile);
    return { root: { lockfile, directory }, manifests: [], settings: beside.get(directory) ?? [] };
  }), (place) => place.root.lockfile);
}

/** Files of requirements and of constraints, as pip, pip-tools and uv read and write them. */
export const requirements: LockfileFormat = {
  id: 'requirements',
  ecosystem: 'pypi',
  matches,
  parse: parseRequirements,
  verify: () => [],
  locate: locateRequirements,
  locateDeclared: () => new Map(),
  workspaces: () => [],
};
