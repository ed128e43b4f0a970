import type { LockfileFormat, LockfilePlace } from '../format.js';
import { memberLines } from '../places.js';
import { sortedBy } from '../../core/order.js';
import { rootWorkspaces } from '../workspaces.js';
import { oldLines } from './old-lines.js';
import { contradictions, parseNpm } from './parse.js';
import { verifyEntry } from './verify-entry.js';

const names: ReadonlySet<string> = new Set(['package-lock.json', 'npm-shrinkwrap.json']);

function split(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: slash === -1 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

/**
 * The npm lockfiles among the paths of a tree. npm prefers npm-shrinkwrap.json where both stand; both are read, since the other is one
 * deletion away. A manifest belongs to every install root above it: npm ignores the lockfile that lies inside a workspace.
 */
function matches(paths: Iterable<string>): LockfilePlace[] {
  const places = new Map<string, { lockfiles: string[]; manifests: string[]; settings: string[] }>();
  const all = [...paths];
  for (const path of all) {
    const { directory, name } = split(path);
    if (!names.has(name)) continue;
    const place = places.get(directory) ?? { lockfiles: [], manifests: [], settings: [] };
    place.lockfiles.push(path);
    places.set(directory, place);
  }
  for (const path of all) {
    const { directory, name } = split(path);
    if (name === '.npmrc') places.get(directory)?.settings.push(path);
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

/** npm's package-lock.json and npm-shrinkwrap.json, versions 1 to 4. */
export const npm: LockfileFormat = {
  id: 'npm',
  ecosystem: 'npm',
  matches,
  parse: parseNpm,
  verify: (locked, archive) => [...verifyEntry(locked, archive), ...contradictions(locked.raw, locked.reach)],
  locate: (text, locations) => {
    const lines = memberLines(text, new Map([['packages', locations]])).get('packages') ?? new Map<string, never>();
    return lines.size === 0 && locations.size > 0 ? oldLines(text, locations) : lines;
  },
  locateDeclared: memberLines,
  workspaces: rootWorkspaces,
};
