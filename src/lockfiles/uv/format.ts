import type { LockfileFormat } from '../format.js';
import { pythonRoots } from '../python/roots.js';
import { locateUv, parseUv } from './parse.js';

/** The lockfile of uv, version 1 of any revision, with the members of its workspace. */
export const uv: LockfileFormat = {
  id: 'uv',
  ecosystem: 'pypi',
  matches: (paths) => pythonRoots(paths, 'uv.lock', true),
  parse: parseUv,
  verify: () => [],
  locate: locateUv,
  locateDeclared: () => new Map(),
  workspaces: () => [],
};
