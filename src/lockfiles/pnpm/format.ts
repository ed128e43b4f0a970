import type { LockfileFormat, LockfilePlace } from '../format.js';
import { memberLines } from '../places.js';
import { installRoots } from '../roots.js';
import { catalogsIn } from './catalogs.js';
import { locateEntries } from './locate.js';
import { contradictions, parsePnpm } from './parse.js';
import { overridesIn, workspaceFile, workspacePatternsOf } from './settings.js';
import { staleDigests } from './stale.js';
import { verifyEntry } from './verify-entry.js';

/** The lockfile, and those that pnpm writes for each branch where it is told to (`gitBranchLockfile`). */
const lockfileName = /^pnpm-lock(?:\..+)?\.yaml$/;
const settingsNames: ReadonlySet<string> = new Set([workspaceFile, '.npmrc']);

/**
 * The pnpm lockfiles among the paths of a tree. A branch's lockfile is one of its own: pnpm prefers it on that branch and merges it into the
 * other when told to, so each of them is read.
 */
const matches = (paths: Iterable<string>): LockfilePlace[] => installRoots(paths, (name) => lockfileName.test(name), (name) => settingsNames.has(name));

/** pnpm's pnpm-lock.yaml, versions 5, 6 and 9, with the first document that pnpm 11 and later keep for config dependencies. */
export const pnpm: LockfileFormat = {
  id: 'pnpm',
  ecosystem: 'npm',
  matches,
  parse: parsePnpm,
  verify: (locked, archive) => [...verifyEntry(locked, archive), ...contradictions(locked.raw, locked.reach)],
  locate: locateEntries,
  locateDeclared: memberLines,
  workspaces: workspacePatternsOf,
  catalogs: catalogsIn,
  overrides: overridesIn,
  stale: staleDigests,
};
