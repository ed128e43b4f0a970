import { sortedBy } from '../../core/order.js';
import type { LockfileFormat, LockfilePlace } from '../format.js';
import { memberLines } from '../places.js';
import { catalogsIn } from './catalogs.js';
import { locateEntries } from './locate.js';
import { contradictions, parsePnpm } from './parse.js';
import { workspaceFile, workspacePatternsOf } from './settings.js';
import { verifyEntry } from './verify-entry.js';

/** The lockfile, and those that pnpm writes for each branch where it is told to (`gitBranchLockfile`). */
const lockfileName = /^pnpm-lock(?:\..+)?\.yaml$/;
const settingsNames: ReadonlySet<string> = new Set([workspaceFile, '.npmrc']);

function split(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: slash === -1 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

/**
 * The pnpm lockfiles among the paths of a tree. A branch's lockfile is one of its own: pnpm prefers it on that branch and merges it into the
 * other when told to, so each of them is read. A manifest belongs to every install root above it.
 */
function matches(paths: Iterable<string>): LockfilePlace[] {
  const places = new Map<string, { lockfiles: string[]; manifests: string[]; settings: string[] }>();
  const all = [...paths];
  for (const path of all) {
    const { directory, name } = split(path);
    if (!lockfileName.test(name)) continue;
    const place = places.get(directory) ?? { lockfiles: [], manifests: [], settings: [] };
    place.lockfiles.push(path);
    places.set(directory, place);
  }
  for (const path of all) {
    const { directory, name } = split(path);
    if (settingsNames.has(name)) places.get(directory)?.settings.push(path);
    if (name !== 'package.json') continue;
    for (let folder: string | undefined = directory; folder !== undefined; folder = folder === '' ? undefined : split(folder).directory) {
      const below = folder === '' ? directory : directory.slice(folder.length);
      if (`/${below}/`.includes('/node_modules/')) break;
      places.get(folder)?.manifests.push(path);
    }
  }
  return sortedBy(
    [...places].flatMap(([directory, place]) => place.lockfiles.map((lockfile) => ({ root: { lockfile, directory }, manifests: place.manifests, settings: place.settings }))),
    (place) => place.root.lockfile,
  );
}

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
};
