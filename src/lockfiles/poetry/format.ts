import type { LockfileFormat } from '../format.js';
import { pythonRoots } from '../python/roots.js';
import { locatePoetry, parsePoetry } from './parse.js';

/** The lockfile of Poetry, lock-version 1.x and 2.x. */
export const poetry: LockfileFormat = {
  id: 'poetry',
  ecosystem: 'pypi',
  matches: (paths) => pythonRoots(paths, 'poetry.lock', false),
  parse: parsePoetry,
  verify: () => [],
  locate: locatePoetry,
  locateDeclared: () => new Map(),
  workspaces: () => [],
};
