import { isObject, type JsonObject } from '../../core/json.js';
import { noIntegrity } from '../../core/integrity.js';
import type { Edge, InstallRoot } from '../../core/lockfile.js';
import type { ParseContext } from '../format.js';
import type { KeyedEntry } from '../keyed.js';
import { manifestObject } from '../manifest.js';
import { isPackageName } from '../names.js';
import { joinInside } from '../paths.js';

const mark = 'link:';

/** The folders of the projects by path from the repository's root, with what each of them publishes where that is a folder of its own. */
export function projectFolders(projects: readonly { readonly directory: string; readonly location: string; readonly id: string }[], document: JsonObject): ReadonlyMap<string, string> {
  const folders = new Map(projects.map(({ directory, location }) => [directory, location]));
  const importers = Object.hasOwn(document, 'importers') ? document['importers'] : undefined;
  for (const { id, directory, location } of projects) {
    const own = isObject(importers) && Object.hasOwn(importers, id) ? importers[id] : undefined;
    const published = isObject(own) && typeof own['publishDirectory'] === 'string' ? joinInside(directory, own['publishDirectory']) : undefined;
    if (published !== undefined && !folders.has(published)) folders.set(published, location);
  }
  return folders;
}

/** Where a link leads that stands in a folder (relative to the lockfile's): a project's location, or one of its own for any other folder. */
export function linkLocation(folder: string, link: string, root: InstallRoot, folders: ReadonlyMap<string, string>): string {
  const from = joinInside(root.directory, folder);
  const path = from === undefined || /^(?:[/\\~]|[A-Za-z]:)/.test(link) ? undefined : joinInside(from, link);
  return path === undefined ? `${mark}${link}` : (folders.get(path) ?? `${mark}${path}`);
}

/** An entry for a link that leads to no project: the lockfile has none for it, and a new one would go unseen. */
function linkEntry(location: string, alias: string, context: ParseContext): KeyedEntry {
  const path = location.slice(mark.length);
  const stated = manifestObject(context.manifests?.get(path === '' ? 'package.json' : `${path}/package.json`))?.['name'];
  const name = typeof stated === 'string' && isPackageName(stated) ? stated : alias;
  const raw: JsonObject = { link: path };
  return {
    name, raw, edges: () => [],
    read: () => ({ kind: 'package', entry: { root: context.root, location, name, version: '', origin: { kind: 'link', path }, integrity: noIntegrity, resolved: path, raw } }),
  };
}

/** Adds an entry for each link of these edges that leads to no project. */
export function addLinks(entries: Map<string, KeyedEntry>, edges: Iterable<Edge>, context: ParseContext): void {
  for (const { to, name } of edges) if (to?.startsWith(mark) && !entries.has(to)) entries.set(to, linkEntry(to, name, context));
}
