import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { noIntegrity, parseIntegrity } from '../../core/integrity.js';
import { limits } from '../../core/limits.js';
import type { InstallRoot } from '../../core/lockfile.js';
import type { Origin } from '../../core/origin.js';
import { registryOf, type RegistryTable } from '../../core/registries.js';
import type { EntryReading, LockedEntry } from '../format.js';
import { isPackageName } from '../names.js';
import { originOf } from '../origin.js';
import { joinInside } from '../paths.js';
import { unreadable } from '../problem.js';
import { tooDeep } from '../same.js';
import { isKey, lastName } from './keys.js';
import { resolutionOf, type Resolution } from './resolution.js';

/** What an entry is read with, beside its own text. */
export interface EntryContext {
  readonly root: InstallRoot;
  readonly registries: RegistryTable;
  readonly oid?: (path: string) => string | undefined;
  /** The package inside whose tarball the one at a key comes; undefined when it is fetched by itself. */
  readonly carrierOf: (key: string) => string | undefined;
  readonly read: (key: string) => EntryReading;
  /** Folders below the install root of those who ask for a key themselves: what a tarball's path is relative to. */
  readonly askedFrom: (key: string) => readonly string[];
  /** The patch that is applied to `name@resolution`. */
  readonly patchOf: (text: string) => string | undefined;
}

/** The items behind the resolution, by the kind of package (Bun, `Stringifier::save_from_binary`). */
interface Items {
  readonly info?: JsonObject;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly tag?: string;
}

const shapes: { readonly [kind in Resolution['kind']]: readonly (keyof Items)[] } = {
  npm: ['resolved', 'info', 'integrity'], root: ['info'], workspace: ['info'], folder: ['info'], link: ['info'],
  tarball: ['info', 'integrity'], address: ['info', 'integrity'], git: ['info', 'tag', 'integrity'], github: ['info', 'tag', 'integrity'],
};
const mayLack: ReadonlySet<string> = new Set(['workspace info', 'tarball integrity', 'address integrity', 'git integrity', 'github integrity']);

/** The items of an entry; undefined where one is missing, of another type, or too many. */
function itemsOf(value: readonly Json[], kind: Resolution['kind']): Items | undefined {
  const items: { [key: string]: Json } = {};
  const shape = shapes[kind];
  if (value.length > shape.length + 1) return undefined;
  for (const [index, key] of shape.entries()) {
    const item = value[index + 1];
    if (item === undefined ? !mayLack.has(`${kind} ${key}`) : key === 'info' ? !isObject(item) : typeof item !== 'string') return undefined;
    if (item !== undefined) items[key] = item;
  }
  return items;
}

/** Keys by which an entry is told beside those of its info object. */
const ownKeys: readonly string[] = ['resolution', 'resolved', 'integrity', 'tag', 'patch', 'trusted', 'info', 'entry'];
const raws = new WeakMap<object, JsonObject>();

/** By far the most entries have the form of a registry's package; no other kind has it. */
function registryItems(list: readonly Json[]): Items | undefined {
  const [, resolved, info, integrity] = list;
  return list.length === 4 && typeof resolved === 'string' && typeof integrity === 'string' && isObject(info ?? null) ? { resolved, info: info as JsonObject, integrity } : undefined;
}

function itemsByKind(list: readonly Json[], text: string): Items | undefined {
  const resolution = resolutionOf(text);
  return resolution && itemsOf(list, resolution.kind);
}

/** An entry as an object with the names of its items; of equal values the very same. */
export function rawOf(value: Json): JsonObject {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return { entry: value };
  const list = value as readonly Json[];
  const known = raws.get(list);
  if (known) return known;
  const items = registryItems(list) ?? itemsByKind(list, value[0]);
  const { info, ...named } = items ?? {};
  const apart = info !== undefined && ownKeys.some((key) => Object.hasOwn(info, key));
  const raw: JsonObject = items ? { resolution: value[0], ...named, ...(apart ? { info } : info) } : { entry: value };
  raws.set(list, raw);
  return raw;
}

const maps = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

function wrongKey(info: JsonObject): string | undefined {
  for (const key of ownKeys) if (Object.hasOwn(info, key)) return key;
  for (const key of maps) if (Object.hasOwn(info, key) && !(isObject(info[key]) && Object.values(info[key]).every((spec) => typeof spec === 'string'))) return key;
  const peers = Object.hasOwn(info, 'optionalPeers') ? info['optionalPeers'] : [];
  if (!Array.isArray(peers) || peers.some((name) => typeof name !== 'string')) return 'optionalPeers';
  return Object.hasOwn(info, 'bundled') && typeof info['bundled'] !== 'boolean' ? 'bundled' : undefined;
}

/** Reads one entry of `packages`. What makes it unreadable comes back as a problem at its key; nothing throws. */
export function readEntry(key: string, value: Json, raw: JsonObject, context: EntryContext): EntryReading {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return unreadable(key, 'entry-type');
  if (!isKey(key)) return unreadable(key, 'location');
  const resolution = resolutionOf(value[0]);
  if (!resolution) return unreadable(key, 'origin', { resolved: value[0] });
  const items = itemsOf(value, resolution.kind);
  if (!items) return unreadable(key, 'items');
  const wrong = items.info && wrongKey(items.info);
  if (wrong !== undefined) return unreadable(key, 'key-type', { key: wrong });
  if (tooDeep(value)) return { kind: 'problem', problem: { code: limits.lockfileDepth.code, location: key, data: { location: key, limit: 'lockfileDepth' } } };
  const { name } = resolution;
  if (!isPackageName(name)) return unreadable(key, 'name', { name });
  const carrier = context.carrierOf(key);
  const carried = carrier === undefined ? undefined : context.read(carrier);
  const base = carried ? bundledIn(carried, key, carrier!) : ownOrigin(key, resolution, items, context);
  if (base === undefined) return unreadable(key, 'origin', { resolved: items.resolved ?? value[0] });
  const patch = context.patchOf(value[0]);
  const resolved = resolution.kind === 'npm' ? items.resolved : value[0].slice(name.length + 1);
  const expected = base.kind === 'registry' ? registryOf(name, context.registries) : undefined;
  const entry: LockedEntry = {
    root: context.root, location: key, name, version: resolution.kind === 'npm' ? resolution.version : '', raw,
    origin: patch === undefined ? base : { kind: 'patched', base, patch },
    integrity: items.integrity === undefined || base.kind === 'bundled' ? noIntegrity : parseIntegrity(items.integrity, 'lock'),
    ...(base.kind === 'bundled' && carried?.kind === 'package' ? { carrier: carried.entry.integrity } : {}),
    ...(lastName(key) === name ? {} : { alias: lastName(key) }),
    ...(resolved === undefined || resolved === '' ? {} : { resolved }),
    ...(base.kind !== 'registry' || expected === undefined || expected === base.registry ? {} : { expectedRegistry: expected }),
  };
  return { kind: 'package', entry };
}

function bundledIn(carrier: EntryReading, key: string, at: string): Origin | undefined {
  if (carrier.kind === 'problem') return undefined;
  const names: string[] = [];
  const below = key.slice(at.length + 1).split('/');
  for (let index = 0; index < below.length; index++) names.push(below[index]!.startsWith('@') ? `${below[index]!}/${below[++index] ?? ''}` : below[index]!);
  return { kind: 'bundled', parent: carrier.entry.origin, path: names.map((name) => `node_modules/${name}`).join('/') };
}

/** A single harmless part of a path, as Bun checks it before it names a folder by it (`is_safe_resolved_tag`). */
const safeTag = /^(?!\.{1,2}$)[\w.][\w.-]{0,255}$/;

/** See `Origin`. Undefined when the entry contradicts itself so far that Bun's choice cannot be told. */
function ownOrigin(key: string, resolution: Resolution, items: Items, context: EntryContext): Origin | undefined {
  const { root, registries, oid } = context;
  switch (resolution.kind) {
    case 'npm': {
      const resolved = items.resolved === '' ? undefined : items.resolved;
      // Whatever stands here is fetched as an address; a prefix of npm's own means nothing to Bun.
      if (resolved !== undefined && !/^https?:\/\//i.test(resolved)) return { kind: 'url', url: resolved };
      return originOf(resolved, resolution.name, resolution.version, { registries, directory: root.directory });
    }
    case 'git': case 'github': {
      // The tag is what is checked out, the other one is what a person reads.
      const tag = items.tag ?? '';
      if (!safeTag.test(tag) || tag.slice(tag.lastIndexOf('-') + 1) !== resolution.commit) return undefined;
      return { kind: 'git', url: resolution.at, commit: resolution.commit };
    }
    case 'address': return { kind: 'url', url: resolution.at };
    case 'folder': case 'link': return { kind: 'link', path: joinInside(root.directory, resolution.at) ?? resolution.at };
    case 'tarball': return tarballOrigin(key, resolution.at, context, oid);
    case 'root': case 'workspace': return undefined;
  }
}

/** A tarball's path is relative to the folder of whoever asks for it. Where two ask from folders of their own, nobody can tell which one is meant. */
function tarballOrigin(key: string, at: string, context: EntryContext, oid: EntryContext['oid']): Origin | undefined {
  const { directory } = context.root;
  if (/^(?:[/\\~]|[A-Za-z]:)/.test(at)) return { kind: 'url', url: `file:${at}` };
  const folders = context.askedFrom(key);
  const paths = [...new Set((folders.length === 0 ? [''] : folders).map((folder) => joinInside(joinInside(directory, folder) ?? '', at)))];
  const held = paths.length > 1 && oid ? paths.filter((path) => path !== undefined && oid(path) !== undefined) : paths;
  const [path, ...others] = held;
  if (others.length > 0 || held.length === 0) return undefined;
  return path === undefined ? { kind: 'url', url: `file:${at}` } : { kind: 'repository', path, oid: oid?.(path) ?? '' };
}
