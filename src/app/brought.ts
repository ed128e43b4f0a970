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

/** Where places lead: places by the folder, from the root. */
type Leads = Map<string, string[]>;

/**
 * The files that differ between two trees only behind a link in the place of a folder that installers load from (`.yarn/cache`, `node_modules`), of one
 * below such a folder, or of what settings name. Where no link is in the way nothing is read, and what changes under its own name is none of these.
 */
export async function broughtByLinks(reader: TextReader, before: Tree, after: Tree, changed: readonly ReviewedFile[], named: readonly Pick<NamedPath, 'path' | 'folder'>[]): Promise<Brought> {
  const own = new Set(changed.map(({ path }) => path));
  const most = limits.symlinks.value;
  // Most links lead where they led: there, what changed is all that differs. Of the others both folders are compared.
  const [stays, was, is]: [Leads, Leads, Leads] = [new Map(), new Map(), new Map()];
  const found = new Map<string, ReviewedFile>();
  const linked = linkedPlaces(before, after, named);
  for (const [path, [old, now]] of await seenAt(reader, before, after, linked.slice(0, most))) {
    if (old.kind === 'directory' && now.kind === 'directory' && old.path === now.path) put(stays, now.path, path);
    else {
      if (old.kind === 'directory') put(was, old.path, path);
      if (now.kind === 'directory') put(is, now.path, path);
      else if (!own.has(path) && keyOf(old) !== keyOf(now)) found.set(path, seenFile(path, old, now, undefined));
    }
  }
  // A folder that is none itself may hold links.
  const crossed = new Set(linked);
  for (const { path, folder } of named) if (folder === true && !crossed.has(path)) put(stays, path, path);

  const aliases = below(changed, stays);
  for (const [path, file] of aliases.found) if (!own.has(path)) found.set(path, { ...file, path });
  const [then, now] = [below(before.entries.values(), was), below(after.entries.values(), is)];
  for (const path of new Set([...then.found.keys(), ...now.found.keys()])) {
    const [old, one] = [then.found.get(path), now.found.get(path)];
    if (!own.has(path) && (old?.oid !== one?.oid || old?.mode !== one?.mode)) found.set(path, differing(path, old, one));
  }
  // An archive that is a link itself stays as it is while what it leads to changes.
  const inside = below([...before.entries.values(), ...after.entries.values()].filter(({ mode }) => mode === '120000'), stays, is);
  const links = [...inside.found.keys()].filter((path) => !own.has(path)).sort(byCodePoint);
  for (const [path, [old, end]] of await seenAt(reader, before, after, links.slice(0, most))) {
    const [from, to] = [endOf(old), endOf(end)];
    if (from?.oid !== to?.oid || from?.mode !== to?.mode) found.set(path, differing(path, from, to));
  }
  return { files: [...found.values()], ...leftOf(linked[most] ?? links[most], aliases.left ?? then.left ?? now.left ?? inside.left) };
}

function leftOf(links: string | undefined, listed: string | undefined): Pick<Brought, 'left'> {
  if (links !== undefined) return { left: { path: links, limit: 'symlinks' } };
  return listed === undefined ? {} : { left: { path: listed, limit: 'loadedPaths' } };
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

/** Those of some files that lie below the folders that places lead to, under the places' own names, at most `limits.loadedPaths`. */
function below<T extends { readonly path: string }>(files: Iterable<T>, ...all: readonly Leads[]): { readonly found: ReadonlyMap<string, T>; readonly left?: string } {
  const found = new Map<string, T>();
  const leads = all.filter(({ size }) => size > 0);
  if (leads.length === 0) return { found };
  for (const file of files) {
    for (let end = file.path.lastIndexOf('/'); ; end = file.path.lastIndexOf('/', end - 1)) {
      const folder = file.path.slice(0, Math.max(0, end));
      for (const place of leads.flatMap((one) => one.get(folder) ?? [])) {
        const path = `${place}/${file.path.slice(end + 1)}`;
        if (found.size >= limits.loadedPaths.value) return { found, left: path };
        found.set(path, file);
      }
      if (end <= 0) break;
    }
  }
  return { found };
}

function differing(path: string, old: TreeEntry | undefined, now: TreeEntry | undefined): ReviewedFile {
  return {
    path, change: !old ? 'added' : !now ? 'removed' : old.oid === now.oid ? 'mode' : 'changed', coverage: complete, text: {},
    mode: { ...(old ? { before: old.mode } : {}), ...(now ? { after: now.mode } : {}) }, oid: { ...(old ? { before: old.oid } : {}), ...(now ? { after: now.oid } : {}) },
  };
}
