import { complete } from '../core/coverage.js';
import { limits } from '../core/limits.js';
import { isLoadedFolder, type NamedPath } from '../core/loaded-paths.js';
import { byCodePoint } from '../core/order.js';
import type { ResolvedPath } from '../core/symlinks.js';
import type { Tree, TreeEntry } from '../core/tree.js';
import type { ReviewedFile } from '../lockfiles/reading.types.js';
import type { TextReader } from './files.js';
import { keyOf, seenAt, seenFile } from './links.js';

/** Files that differ behind links, under the names by which they are loaded; `left`: the first path that was not looked at, where there are too many. */
export interface Brought {
  readonly files: readonly ReviewedFile[];
  readonly left?: string;
}

/**
 * The files that differ between two trees only behind a link in the place of a folder that installers load from (`.yarn/cache`, `node_modules`), of one
 * below such a folder, or of what settings name. Where no link is in the way nothing is read, and what changes under its own name is none of these.
 */
export async function broughtByLinks(reader: TextReader, before: Tree, after: Tree, changed: readonly ReviewedFile[], named: readonly Pick<NamedPath, 'path' | 'folder'>[]): Promise<Brought> {
  const own = new Set(changed.map(({ path }) => path));
  const places = new Set(named.map(({ path }) => path));
  for (const tree of [before, after]) for (const { path, mode } of tree.entries.values()) if (mode === '120000' && isLoadedFolder(path) && !inside(path)) places.add(path);
  const most = limits.loadedPaths.value;
  const wanted = [...places].sort(byCodePoint);
  const seen = await seenAt(reader, before, after, wanted.slice(0, most));
  const found = new Map<string, ReviewedFile>();
  const folders = new Map<string, readonly [ResolvedPath, ResolvedPath]>();
  for (const [path, [old, now]] of seen) {
    if (old.kind === 'directory' || now.kind === 'directory') folders.set(path, [old, now]);
    if (now.kind !== 'directory' && !own.has(path) && keyOf(old) !== keyOf(now)) found.set(path, seenFile(path, old, now, undefined));
  }
  const [was, is] = ([[before, 0], [after, 1]] as const).map(([tree, side]) => below(tree, folders, side, most));
  const paths = new Set([...was!.entries.keys(), ...is!.entries.keys()].filter((path) => !own.has(path)));
  // An archive that is a link itself stays as it is while what it leads to changes.
  const links = [...paths].filter((path) => is!.entries.get(path)?.mode === '120000').sort(byCodePoint);
  const ends = await seenAt(reader, before, after, links.slice(0, most));
  for (const path of paths) {
    const end = ends.get(path);
    const [old, now] = end ? [endOf(end[0]), endOf(end[1])] : [was!.entries.get(path), is!.entries.get(path)];
    if (old?.oid !== now?.oid || old?.mode !== now?.mode) found.set(path, differing(path, old, now));
  }
  const left = wanted[most] ?? was!.left ?? is!.left ?? links[most];
  return { files: [...found.values()], ...(left === undefined ? {} : { left }) };
}

/** Links below `node_modules` are what an installer makes of workspaces: what changes there is the repository's own code. */
const inside = (path: string): boolean => `/${path}`.includes('/node_modules/');

const endOf = (seen: ResolvedPath): TreeEntry | undefined => (seen.kind === 'file' || seen.kind === 'submodule' ? seen.entry : seen.links.at(-1));

/** The files of one tree below the folders that these places lead to, under the places' own names; at most so many. */
function below(tree: Tree, folders: ReadonlyMap<string, readonly [ResolvedPath, ResolvedPath]>, side: 0 | 1, most: number): { readonly entries: ReadonlyMap<string, TreeEntry>; readonly left?: string } {
  const names = new Map<string, string[]>();
  for (const [place, sides] of folders) {
    const seen = sides[side];
    if (seen.kind !== 'directory') continue;
    const known = names.get(seen.path);
    if (known) known.push(place);
    else names.set(seen.path, [place]);
  }
  const entries = new Map<string, TreeEntry>();
  if (names.size === 0) return { entries };
  for (const entry of tree.entries.values()) {
    for (let end = entry.path.lastIndexOf('/'); end > 0; end = entry.path.lastIndexOf('/', end - 1)) {
      for (const place of names.get(entry.path.slice(0, end)) ?? []) {
        const path = `${place}${entry.path.slice(end)}`;
        if (path === entry.path && entry.mode !== '120000') continue;
        if (entries.size >= most) return { entries, left: path };
        entries.set(path, entry);
      }
    }
  }
  return { entries };
}

function differing(path: string, old: TreeEntry | undefined, now: TreeEntry | undefined): ReviewedFile {
  return {
    path, change: !old ? 'added' : !now ? 'removed' : old.oid === now.oid ? 'mode' : 'changed', coverage: complete, text: {},
    mode: { ...(old ? { before: old.mode } : {}), ...(now ? { after: now.mode } : {}) }, oid: { ...(old ? { before: old.oid } : {}), ...(now ? { after: now.oid } : {}) },
  };
}
