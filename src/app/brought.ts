import { complete } from '../core/coverage.js';
import { limits, type LimitName } from '../core/limits.js';
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
  readonly left?: { readonly path: string; readonly limit: Extract<LimitName, 'symlinks' | 'loadedPaths'> };
}

/** Where places lead on one side: places by the folder, from the root. */
type Leads = Map<string, string[]>;

/**
 * The files that differ between two trees only behind a link in the place of a folder that installers load from (`.yarn/cache`, `node_modules`), of one
 * below such a folder, or of what settings name. Where no link is in the way nothing is read, and what changes under its own name is none of these.
 */
export async function broughtByLinks(reader: TextReader, before: Tree, after: Tree, changed: readonly ReviewedFile[], named: readonly Pick<NamedPath, 'path' | 'folder'>[]): Promise<Brought> {
  const own = new Set(changed.map(({ path }) => path));
  const most = limits.symlinks.value;
  const leads: readonly [Leads, Leads] = [new Map(), new Map()];
  const found = new Map<string, ReviewedFile>();

  const linked = linkedPlaces(before, after, named);
  for (const [path, [old, now]] of await seenAt(reader, before, after, linked.slice(0, most))) {
    for (const [side, one] of [old, now].entries()) if (one.kind === 'directory') put(leads[side]!, one.path, path);
    if (now.kind !== 'directory' && !own.has(path) && keyOf(old) !== keyOf(now)) found.set(path, seenFile(path, old, now, undefined));
  }
  // A folder that is none itself may hold links.
  const crossed = new Set(linked);
  for (const { path, folder } of named) if (folder === true && !crossed.has(path)) for (const side of leads) put(side, path, path);

  const [was, is] = [below(before, leads[0]), below(after, leads[1])];
  const paths = [...new Set([...was.entries.keys(), ...is.entries.keys()])].filter((path) => !own.has(path)).sort(byCodePoint);
  // An archive that is a link itself stays as it is while what it leads to changes.
  const links = paths.filter((path) => is.entries.get(path)?.mode === '120000');
  const ends = await seenAt(reader, before, after, links.slice(0, most));
  for (const path of paths) {
    const end = ends.get(path);
    const [old, now] = end ? [endOf(end[0]), endOf(end[1])] : [was.entries.get(path), is.entries.get(path)];
    if (old?.oid !== now?.oid || old?.mode !== now?.mode) found.set(path, differing(path, old, now));
  }
  const uncounted = linked[most] ?? links[most];
  const unlisted = was.left ?? is.left;
  return { files: [...found.values()], ...(uncounted !== undefined ? { left: { path: uncounted, limit: 'symlinks' } } : unlisted !== undefined ? { left: { path: unlisted, limit: 'loadedPaths' } } : {}) };
}

/**
 * Links in the place of folders that are loaded by where they lie, and named paths with a link or a submodule on their way. Links below `node_modules` are what
 * an installer makes of workspaces: what changes there is the repository's own code.
 */
function linkedPlaces(before: Tree, after: Tree, named: readonly Pick<NamedPath, 'path'>[]): readonly string[] {
  const places = new Set<string>();
  for (const tree of [before, after]) {
    for (const { path, mode } of tree.entries.values()) if (mode === '120000' && isLoadedFolder(path) && !`/${path}`.includes('/node_modules/')) places.add(path);
  }
  const leads = (entry: TreeEntry | undefined): boolean => entry?.mode === '120000' || entry?.mode === '160000';
  for (const { path } of named) {
    for (let end = path.length; end > 0 && !places.has(path); end = path.lastIndexOf('/', end - 1)) {
      const above = path.slice(0, end);
      if (leads(before.entries.get(above)) || leads(after.entries.get(above))) places.add(path);
    }
  }
  return [...places].sort(byCodePoint);
}

function put(leads: Leads, folder: string, place: string): void {
  const known = leads.get(folder);
  if (!known) leads.set(folder, [place]);
  else if (!known.includes(place)) known.push(place);
}

const endOf = (seen: ResolvedPath): TreeEntry | undefined => (seen.kind === 'file' || seen.kind === 'submodule' ? seen.entry : seen.links.at(-1));

/** The files of one tree below the folders that places lead to, under the places' own names; of a place that is such a folder itself the links alone. */
function below(tree: Tree, leads: Leads): { readonly entries: ReadonlyMap<string, TreeEntry>; readonly left?: string } {
  const entries = new Map<string, TreeEntry>();
  if (leads.size === 0) return { entries };
  for (const entry of tree.entries.values()) {
    for (let end = entry.path.lastIndexOf('/'); ; end = entry.path.lastIndexOf('/', end - 1)) {
      for (const place of leads.get(entry.path.slice(0, Math.max(0, end))) ?? []) {
        const path = `${place}/${entry.path.slice(end + 1)}`;
        if (path === entry.path && entry.mode !== '120000') continue;
        if (entries.size >= limits.loadedPaths.value) return { entries, left: path };
        entries.set(path, entry);
      }
      if (end <= 0) break;
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
