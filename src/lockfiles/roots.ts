import type { LockfilePlace } from './format.js';
import { sortedBy } from '../core/order.js';

function split(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: slash === -1 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

/**
 * The lockfiles of one format among the paths of a tree, each with its manifests and settings. A manifest belongs to every install root above it,
 * since a lockfile inside a workspace is ignored by most tools; settings count in the root's own folder.
 * @param isLockfile and isSettings: whether a file's name, without its folder, is one of the tool's.
 */
export function installRoots(paths: Iterable<string>, isLockfile: (name: string) => boolean, isSettings: (name: string) => boolean = () => false): LockfilePlace[] {
  const places = new Map<string, { lockfiles: string[]; manifests: string[]; settings: string[] }>();
  const all = [...paths];
  for (const path of all) {
    const { directory, name } = split(path);
    if (!isLockfile(name)) continue;
    const place = places.get(directory) ?? { lockfiles: [], manifests: [], settings: [] };
    place.lockfiles.push(path);
    places.set(directory, place);
  }
  for (const path of places.size === 0 ? [] : all) {
    const { directory, name } = split(path);
    if (isSettings(name)) places.get(directory)?.settings.push(path);
    if (name !== 'package.json') continue;
    for (let folder: string | undefined = directory; folder !== undefined; folder = folder === '' ? undefined : split(folder).directory) {
      const below = folder === '' ? directory : directory.slice(folder.length);
      if (`/${below}/`.includes('/node_modules/')) break;
      places.get(folder)?.manifests.push(path);
    }
  }
  return sortedBy(
    [...places].flatMap(([directory, { lockfiles, manifests, settings }]) => lockfiles.map((lockfile) => ({ root: { lockfile, directory }, manifests, settings }))),
    (place) => place.root.lockfile,
  );
}
