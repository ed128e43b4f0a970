import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { canonicalJson } from '../../core/json.js';
import { integrityText } from '../../core/integrity.js';
import type { InstallRoot } from '../../core/lockfile.js';
import { originKey } from '../../core/origin.js';
import type { RegistryTable } from '../../core/registries.js';
import type { EntryReading, ParseContext } from '../format.js';
import { readEntry } from './entry.js';
import { holderOf, installedName, targetLocation } from './location.js';

/** The `packages` of an npm lockfile as a tree of folders: what stands where, what a link leads to, what is carried in what. */
export interface NpmTree {
  readonly root: InstallRoot;
  readonly registries: RegistryTable;
  readonly oid?: (path: string) => string | undefined;
  readonly has: (location: string) => boolean;
  readonly raw: (location: string) => Json | undefined;
  readonly object: (location: string) => JsonObject;
  /** The entry as the file writes it, where `raw` is made of that. */
  readonly written: (location: string) => Json | undefined;
  readonly nameOf: (location: string) => string;
  readonly follow: (location: string) => string;
  /** Whether a folder is the root or one of its workspaces. */
  readonly isImporter: (location: string) => boolean;
  /** The package inside whose tarball this one comes; undefined when it is fetched by itself. */
  readonly carrierOf: (location: string) => string | undefined;
  readonly read: (location: string) => EntryReading;
  readonly bytesKey: (location: string) => string;
}

const nothing: JsonObject = {};

export function npmTree(packages: ReadonlyMap<string, Json>, context: ParseContext, isImporter: (location: string) => boolean, written?: ReadonlyMap<string, Json>): NpmTree {
  const readings = new Map<string, EntryReading>();
  const bytes = new Map<string, string>();
  const tree: NpmTree = {
    root: context.root,
    registries: context.registries,
    ...(context.oid ? { oid: context.oid } : {}),
    isImporter,
    has: (location) => packages.has(location),
    raw: (location) => packages.get(location),
    object: (location) => {
      const raw = packages.get(location);
      return isObject(raw) ? raw : nothing;
    },
    written: (location) => written?.get(location) ?? packages.get(location),
    nameOf: (location) => nameOf(location, tree),
    follow: (location) => follow(location, tree),
    carrierOf: (location) => carrierOf(location, tree),
    read: (location) => {
      const known = readings.get(location);
      if (known) return known;
      const reading = readEntry(location, tree.raw(location), tree);
      readings.set(location, reading);
      return reading;
    },
    bytesKey: (location) => {
      const known = bytes.get(location);
      if (known !== undefined) return known;
      const key = bytesKey(location, tree);
      bytes.set(location, key);
      return key;
    },
  };
  return tree;
}

function ownText(object: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An alias keeps its real name in the entry; a link's is its target's; else the folder tells. */
function nameOf(location: string, tree: NpmTree): string {
  const own = ownText(tree.object(location), 'name') ?? ownText(tree.object(follow(location, tree)), 'name');
  return own ?? installedName(location) ?? location.slice(location.lastIndexOf('/') + 1);
}

function follow(location: string, tree: NpmTree): string {
  const entry = tree.object(location);
  const resolved = ownText(entry, 'resolved');
  return entry['link'] === true && resolved !== undefined ? targetLocation(resolved.replace(/^file:/, '')) : location;
}

/**
 * A package is carried when it is marked so, when its parent's entry lists it as bundled, or when its parent is carried itself; its carrier
 * is the outermost one, which is the one that is fetched (arborist, `Node.getBundler`). What an importer lists is fetched all the same
 * (`inDepBundle`): its folder is the repository's, not a tarball.
 */
function carrierOf(location: string, tree: NpmTree): string | undefined {
  let carrier: string | undefined;
  for (let at = location; ; ) {
    const holder = holderOf(at);
    if (holder === undefined || installedName(holder) === undefined) return carrier;
    if (tree.object(at)['inBundle'] === true || lists(tree.object(holder), installedName(at)!)) carrier = holder;
    at = holder;
  }
}

function lists(holder: JsonObject, name: string): boolean {
  const bundled = Object.hasOwn(holder, 'bundleDependencies') ? holder['bundleDependencies'] : undefined;
  if (bundled === true) return isObject(holder['dependencies']) && Object.hasOwn(holder['dependencies'], name);
  return Array.isArray(bundled) && bundled.includes(name);
}

function bytesKey(location: string, tree: NpmTree): string {
  const reading = tree.read(location);
  if (reading.kind === 'problem') return canonicalJson(['problem', location]);
  const { origin, integrity } = reading.entry;
  const carrier = origin.kind === 'bundled' ? tree.carrierOf(location) : undefined;
  const digests = integrityText(integrity).split(' ').sort();
  const options = integrity.digests.map((digest) => digest.options);
  return canonicalJson([originKey(origin), reading.entry.version, digests, options, integrity.malformed, carrier === undefined ? null : tree.bytesKey(carrier)]);
}
