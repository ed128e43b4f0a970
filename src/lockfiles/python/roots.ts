import { sortedBy } from '../../core/order.js';
import type { LockfilePlace } from '../format.js';

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/**
 * The lockfiles of one name among the paths of a tree, each with the pyproject.toml beside it.
 * @param below also those of folders below, where members of a workspace may lie.
 */
export function pythonRoots(paths: Iterable<string>, name: string, below: boolean): LockfilePlace[] {
  const roots = new Map<string, { lockfile: string; manifests: string[] }>();
  const manifests: string[] = [];
  for (const path of paths) {
    if (path === name || path.endsWith(`/${name}`)) roots.set(folderOf(path), { lockfile: path, manifests: [] });
    else if (path === 'pyproject.toml' || path.endsWith('/pyproject.toml')) manifests.push(path);
  }
  for (const path of roots.size === 0 ? [] : manifests) {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      roots.get(folder)?.manifests.push(path);
      if (!below || folder === '') break;
    }
  }
  return sortedBy([...roots].map(([directory, { lockfile, manifests: own }]) => ({ root: { lockfile, directory }, manifests: own, settings: [] })), (place) => place.root.lockfile);
}
