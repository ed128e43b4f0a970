import type { TreeEntry } from '../../../core/tree.js';
import type { Steps } from '../../../core/steps.js';
import { archiveIn, realPlace, type Place, type PnpFolders } from './places.js';
import type { Registered } from './table.js';

/** File systems that ignore case, or how accents are written, find a file under other names too. */
const folded = (path: string): string => path.normalize('NFC').toLowerCase();

/**
 * Files of a tree through which a path may come back into the repository: archives, folders with the name of one, links and submodules.
 * @returns whether a path from the repository's root leads to, or through, one of them.
 */
export function waysIn(entries: Iterable<TreeEntry>): (path: string) => boolean {
  let ways: Set<string> | undefined;
  return (path) => {
    ways ??= waysOf(entries);
    const parts = folded(path).split('/');
    for (let end = parts.length, at = parts.join('/'); end > 0; end -= 1, at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) if (ways.has(at)) return true;
    return false;
  };
}

function waysOf(entries: Iterable<TreeEntry>): Set<string> {
  const found = new Set<string>();
  for (const { path, mode } of entries) {
    if (!mode.startsWith('100')) found.add(folded(path));
    else if (/\.zip(?:\/|$)/i.test(path)) for (const { index } of path.matchAll(/\.zip(?=\/|$)/gi)) found.add(folded(path.slice(0, index + '.zip'.length)));
  }
  return found;
}

/** Deeper, or longer, is no cache that a machine has. */
const mostOut = 32;
const mostCharacters = 512;

/**
 * Whether a place above an install root may lie in the repository: up to the folder of the checkout and down again by its name, which nobody here knows, or
 * from the top of the file system, above which there is no further folder.
 * @param directory the install root, from the repository's root.
 * @param spent is called with the looks that this takes.
 */
export function leadsBack({ path, ups }: Place, directory: string, leadsIn: (path: string) => boolean, spent: (steps: number) => void): boolean {
  const out = ups - (directory === '' ? 0 : directory.split('/').length);
  if (out <= 0 || out > mostOut || path.length > mostCharacters) return true;
  const parts = path.split('/');
  spent(parts.length * (out + 1));
  for (let dropped = 0; dropped <= out && dropped < parts.length; dropped += 1) if (leadsIn(parts.slice(dropped).join('/'))) return true;
  return false;
}

/** A cache above the root, by how far up it begins and its path from there. */
export const cacheOf = (place: Place, name: string): string | undefined => {
  const found = place.ups > 0 ? archiveIn(place, name) : undefined;
  return found && `${place.ups} ${found.folder}`;
};

/** The folders above the root from which a table loads packages. */
export function* cachesIn(table: ReadonlyMap<string, Registered>, folders: PnpFolders): Steps<ReadonlySet<string>> {
  const found = new Set<string>();
  let count = 0;
  for (const { name, location } of table.values()) {
    if ((count += 1) % 100 === 0) yield;
    const place = realPlace(location, folders);
    const cache = place && cacheOf(place, name);
    if (cache !== undefined) found.add(cache);
  }
  return found;
}

/** Whether a folder is the cache of a machine as Yarn names it where no setting does (`getDefaultGlobalFolder`). */
export const isUsualCache = (folder: string): boolean => /(?:[ /])\.?yarn\/berry\/cache$/i.test(folder);
