import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { noIntegrity, parseIntegrity } from '../../core/integrity.js';
import { limits } from '../../core/limits.js';
import type { Origin } from '../../core/origin.js';
import { registryOf } from '../../core/registries.js';
import type { EntryReading } from '../format.js';
import { tooDeep } from '../same.js';
import { isPackageName } from '../names.js';
import { originOf } from '../origin.js';
import { joinInside } from '../paths.js';
import { problemAt } from '../problem.js';
import { installedName, isBelowModules, isPlainLocation } from './location.js';
import type { NpmTree } from './tree.js';

const maps = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies', 'peerDependenciesMeta', 'engines'] as const;

/** The keys of one entry, by the type that npm writes them with. A key of another type is a problem, never a guess. */
function typeProblem(raw: JsonObject): string | undefined {
  for (const key of ['version', 'resolved', 'integrity', 'name'] as const) if (Object.hasOwn(raw, key) && typeof raw[key] !== 'string') return key;
  for (const key of ['link', 'inBundle', 'dev', 'optional', 'devOptional', 'peer', 'extraneous'] as const) if (Object.hasOwn(raw, key) && typeof raw[key] !== 'boolean') return key;
  // Packages of old write `engines` as a list, and npm copies it.
  for (const key of maps) if (Object.hasOwn(raw, key) && !isObject(raw[key]) && !(key === 'engines' && raw[key] !== null)) return key;
  if (Object.hasOwn(raw, 'patched') && !(isObject(raw['patched']) && typeof raw['patched']['path'] === 'string' && typeof raw['patched']['integrity'] === 'string')) return 'patched';
  const bundled = Object.hasOwn(raw, 'bundleDependencies') ? raw['bundleDependencies'] : [];
  if (Array.isArray(bundled) ? bundled.some((name) => typeof name !== 'string') : typeof bundled !== 'boolean') return 'bundleDependencies';
  return undefined;
}

/**
 * Reads one entry of `packages`. What makes it unreadable comes back as a problem with the entry's location; nothing throws.
 */
export function readEntry(location: string, raw: Json | undefined, tree: NpmTree): EntryReading {
  const bad = (reason: string, data?: { readonly [key: string]: Json }): EntryReading => ({ kind: 'problem', problem: problemAt(location, reason, data) });
  if (!isObject(raw)) return bad('entry-type');
  if (!isPlainLocation(location) || (isBelowModules(location) && installedName(location) === undefined)) return bad('location');
  const wrong = typeProblem(raw);
  if (wrong !== undefined) return bad('key-type', { key: wrong });
  if (tooDeep(raw)) return { kind: 'problem', problem: { code: limits.lockfileDepth.code, location, data: { location, limit: 'lockfileDepth' } } };

  const alias = installedName(location);
  const name = tree.nameOf(location);
  if (!isPackageName(name) || (alias !== undefined && !isPackageName(alias))) return bad('name', { name });
  const stated = raw['link'] === true ? tree.object(tree.follow(location))['version'] : raw['version'];
  const version = typeof stated === 'string' ? stated : '';
  const resolved = typeof raw['resolved'] === 'string' ? raw['resolved'] : undefined;
  const carrier = carrierEntry(location, raw, tree);
  const origin = entryOrigin(location, raw, { name, version, resolved, carrier }, tree);
  if (origin === undefined) return bad('origin', resolved === undefined ? {} : { resolved });
  if (version === '' && origin.kind === 'registry') return bad('version');
  const expected = origin.kind === 'registry' ? registryOf(name, tree.registries) : undefined;
  const written = tree.written(location);
  const patch = patchOf(raw, tree);
  return {
    kind: 'package',
    entry: {
      root: tree.root, location, name, version, origin: patch === undefined ? origin : { kind: 'patched', base: origin, patch }, raw: isObject(written) ? written : raw,
      integrity: typeof raw['integrity'] === 'string' && origin.kind !== 'bundled' ? parseIntegrity(raw['integrity'], 'lock') : noIntegrity,
      ...(origin.kind === 'bundled' && carrier?.reading.kind === 'package' ? { carrier: carrier.reading.entry.integrity } : {}),
      ...(alias !== undefined && alias !== name ? { alias } : {}),
      ...(resolved === undefined ? {} : { resolved }),
      ...(origin.kind !== 'registry' || expected === undefined || expected === origin.registry ? {} : { expectedRegistry: expected }),
    },
  };
}

/** The patch that npm 12 applies after unpacking: its path in the repository, and what pins its content. */
function patchOf(raw: JsonObject, tree: NpmTree): string | undefined {
  const patched = Object.hasOwn(raw, 'patched') ? raw['patched'] : undefined;
  if (!isObject(patched)) return undefined;
  const [path, integrity] = [patched['path'] as string, patched['integrity'] as string];
  return `${joinInside(tree.root.directory, path) ?? path}#${integrity}`;
}

interface Carrier {
  readonly location: string;
  readonly reading: EntryReading;
}

/** The entry of the tarball that this one comes in; undefined when it is fetched by itself, or is a link. */
function carrierEntry(location: string, raw: JsonObject, tree: NpmTree): Carrier | undefined {
  const carrier = raw['link'] === true ? undefined : tree.carrierOf(location);
  return carrier === undefined ? undefined : { location: carrier, reading: tree.read(carrier) };
}

/** See `Origin`. Undefined when the entry contradicts itself so far that no installer's choice can be told. */
function entryOrigin(location: string, raw: JsonObject, own: { name: string; version: string; resolved: string | undefined; carrier: Carrier | undefined }, tree: NpmTree): Origin | undefined {
  if (raw['link'] === true) {
    if (own.resolved === undefined) return undefined;
    const target = tree.follow(location);
    const path = joinInside(tree.root.directory, target);
    return { kind: tree.isImporter(target) ? 'workspace' : 'link', path: path ?? target };
  }
  if (installedName(location) === undefined) return { kind: tree.isImporter(location) ? 'workspace' : 'link', path: joinInside(tree.root.directory, location) ?? location };
  if (own.carrier) {
    const { location: carrier, reading } = own.carrier;
    return reading.kind === 'package' ? { kind: 'bundled', parent: reading.entry.origin, path: location.slice(carrier.length + 1) } : undefined;
  }
  return originOf(own.resolved, own.name, own.version, { registries: tree.registries, directory: tree.root.directory, ...(tree.oid ? { oid: tree.oid } : {}) });
}
