import semver from 'semver';
import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { Edge } from '../../core/lockfile.js';
import type { Importers } from './importers.js';
import { holderOf, installedName, isBelowModules, targetLocation } from './location.js';
import type { NpmTree } from './tree.js';

/** A lockfile of version 1 as later versions would write it, with each entry as it stands. */
export interface OldPackages {
  /** By location, in the form of version 3. */
  readonly packages: ReadonlyMap<string, Json>;
  /** By location, as written, without the entries that are nested in it. */
  readonly written: ReadonlyMap<string, Json>;
}

/**
 * Reads the nested `dependencies` of a lockfile that npm 5 and 6 write, and npm 7 and later when told to: the way in which later versions of
 * npm take it over (arborist, `Shrinkwrap#loadAll`, `#metaFromLock`, `#fixDependencies`). It knows no peers, no commands, and of an optional
 * dependency only by the mark of what it leads to. Undefined where there are more entries than allowed, or deeper ones.
 */
export function oldPackages(document: JsonObject): OldPackages | undefined {
  const packages = new Map<string, Json>();
  const written = new Map<string, Json>();
  packages.set('', { ...(typeof document['name'] === 'string' ? { name: document['name'] } : {}), ...(typeof document['version'] === 'string' ? { version: document['version'] } : {}) });
  const open: { readonly section: JsonObject; readonly folder: string; readonly depth: number }[] = [{ section: isObject(document['dependencies']) ? document['dependencies'] : {}, folder: '', depth: 1 }];
  for (let level = open.pop(); level; level = open.pop()) {
    for (const [name, old] of Object.entries(level.section)) {
      const location = `${level.folder}${level.folder === '' ? '' : '/'}node_modules/${name}`;
      if (packages.size > limits.lockfileEntries.value || location.length > limits.lockfileLocation.value || level.depth > limits.lockfileDepth.value) return undefined;
      const { dependencies: nested, ...own } = isObject(old) ? old : {};
      written.set(location, isObject(old) ? own : old);
      oldEntries.add(own);
      const entry = isObject(old) ? entryOf(own) : old;
      packages.set(location, entry);
      const target = isObject(entry) && entry['link'] === true ? targetLocation(textOf(entry['resolved'])) : undefined;
      // What a linked folder asks for stands at the link, and what is nested in it lies in the folder.
      if (target !== undefined && !packages.has(target) && !isBelowModules(target)) packages.set(target, asking(own));
      if (isObject(nested)) open.push({ section: nested, folder: target ?? location, depth: level.depth + 1 });
      else if (nested !== undefined) packages.set(location, null);
    }
  }
  markOptional(packages);
  return { packages, written };
}

const oldEntries = new WeakSet<JsonObject>();

/** Whether an entry stands in a file of version 1, as written. */
export function isOldEntry(raw: JsonObject): boolean {
  return oldEntries.has(raw);
}

const unasked = new WeakSet<JsonObject>();

/** Whether an entry of version 1 is reached only since nobody knows what asks for it, so that its marks contradict nothing. */
export function isUnasked(raw: JsonObject): boolean {
  return unasked.has(raw);
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The sections of `requires`, as far as version 1 tells them apart: not at all. */
function asking(own: JsonObject): JsonObject {
  return isObject(own['requires']) ? { dependencies: own['requires'] } : {};
}

const hosts: { readonly [short: string]: string } = { github: 'github.com', gitlab: 'gitlab.com', bitbucket: 'bitbucket.org', gist: 'gist.github.com' };

/** Where `version` says more than a version it says where the package comes from. A value of another type is left for the entry's own reading. */
function entryOf(own: JsonObject): JsonObject {
  const { version, requires, bundled, resolved, from: _from, ...rest } = own;
  const entry: { [key: string]: Json } = { ...rest, ...asking(own), ...(bundled === undefined ? {} : { inBundle: bundled }) };
  if (requires !== undefined && !isObject(requires) && typeof requires !== 'boolean') entry['dependencies'] = null;
  if (typeof version !== 'string') return { ...entry, ...(version === undefined ? {} : { version }), ...(resolved === undefined ? {} : { resolved }) };
  const alias = /^npm:(.[^@]*)@(.*)$/.exec(version);
  const short = /^(github|gitlab|bitbucket|gist):(.*?)(?:\.git)?(#.*)?$/.exec(version);
  if (alias) return { ...entry, name: alias[1]!, version: alias[2]!, ...(resolved === undefined ? {} : { resolved }) };
  if (short) return { ...entry, resolved: `git+ssh://git@${hosts[short[1]!]!}/${short[2]!}.git${short[3] ?? ''}` };
  if (semver.valid(version, { loose: true }) !== null) return { ...entry, version, ...(resolved === undefined ? {} : { resolved }) };
  if (version.startsWith('file:') && !/\.(?:tgz|tar\.gz|tar)$/i.test(version)) return { ...rest, link: true, resolved: version.slice('file:'.length) };
  return { ...entry, resolved: version };
}

/** A dependency that is marked optional, of a package that is not, is an optional one of it. */
function markOptional(packages: Map<string, Json>): void {
  for (const [location, entry] of packages) {
    if (!isObject(entry) || !isObject(entry['dependencies']) || entry['optional'] === true) continue;
    const optional = Object.entries(entry['dependencies']).filter(([name]) => isOptional(location, name, packages));
    if (optional.length === 0) continue;
    const names = new Set(optional.map(([name]) => name));
    packages.set(location, { ...entry, dependencies: Object.fromEntries(Object.entries(entry['dependencies']).filter(([name]) => !names.has(name))), optionalDependencies: Object.fromEntries(optional) });
  }
}

function isOptional(from: string, name: string, packages: ReadonlyMap<string, Json>): boolean {
  for (let folder = from; ; ) {
    const found = packages.get(`${folder}${folder === '' ? '' : '/'}node_modules/${name}`);
    if (found !== undefined) return isObject(found) && found['optional'] === true;
    if (folder === '') return false;
    const at = folder.lastIndexOf('/node_modules/');
    folder = at === -1 ? '' : folder.slice(0, at);
  }
}

/** The location of the innermost entry on a way through nested `dependencies`; '' for none. What is nested in a link is not told apart. */
export function oldLocation(way: readonly string[]): string {
  let location = '';
  for (let at = 0; at + 1 < way.length && way[at] === 'dependencies'; at += 2) location += `${location === '' ? '' : '/'}node_modules/${way[at + 1]!}`;
  return location;
}

/**
 * Edges of the root to what nothing in the file asks for, so that nobody takes it for not installed: without a manifest these are its own
 * dependencies; with one, peers, of which version 1 keeps only the marks, and what `npm ci` installs all the same.
 * @param edgesAt what a package or a folder asks for.
 */
export function unaskedOf(packages: readonly string[], importers: Importers, tree: NpmTree, edgesAt: (location: string) => readonly Edge[]): Edge[] {
  const reached = new Set<string>();
  const doubt = (location: string): void => {
    const raw = tree.written(location);
    if (isObject(raw ?? null)) unasked.add(raw as JsonObject);
  };
  const visit = (from: string, doubtful: boolean): void => {
    const open = [from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const edge of tree.isImporter(at) ? importers.edgesOf(at) : edgesAt(at)) {
        if (edge.to === undefined || reached.has(edge.to)) continue;
        reached.add(edge.to);
        if (doubtful) doubt(edge.to);
        open.push(edge.to, tree.follow(edge.to));
      }
    }
  };
  for (const importer of importers.list) visit(importer.location, false);
  const named = importers.list.some((one) => Object.keys(one.declared).length > 0);
  const top = packages.filter((location) => holderOf(location) === '');
  const asked = new Set<string>();
  for (const location of packages) for (const { to } of edgesAt(tree.follow(location))) if (to !== undefined) asked.add(to);
  const edges: Edge[] = [];
  // First those that nothing asks for, then whatever only a circle asks for.
  for (const location of [...top.filter((one) => !asked.has(one)), ...top]) {
    if (reached.has(location)) continue;
    reached.add(location);
    doubt(location);
    const { version } = tree.object(location);
    edges.push({ from: '', name: installedName(location)!, spec: typeof version === 'string' ? version : '', field: named ? 'peerDependencies' : 'dependencies', resolved: true, to: location });
    visit(location, true);
    visit(tree.follow(location), true);
  }
  return edges;
}
