import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { InstallRoot, Settled } from '../../core/lockfile.js';
import { registryOf } from '../../core/registries.js';
import type { Origin } from '../../core/origin.js';
import type { EntryReading, LockedEntry } from '../format.js';
import { isPackageName } from '../names.js';
import { unreadable } from '../problem.js';
import { tooDeep } from '../same.js';
import { keyParts, type KeyParts, type Major } from './keys.js';
import { sourceOf, type Named, type SourceContext } from './origin.js';

/** One entry as pnpm reads it: the shared part under `packages` and, since version 9, the variant under `snapshots`. */
export interface EntryText {
  readonly location: string;
  /** The key without the mark of the first document. */
  readonly key: string;
  readonly shared: Json | undefined;
  readonly variant: Json | undefined;
}

export interface EntryContext extends SourceContext {
  readonly root: InstallRoot;
  readonly major: Major;
  /** Whether these are packages of the first document. They run before any install: the same bytes for the project were not judged for that. */
  readonly environment: boolean;
  /** The patch file of a package, by the digest in its key. */
  patchOf(name: string, version: string, hash: string | undefined): string | undefined;
  /** What the repository's settings change in a package's entry. */
  settledOf(name: string): Settled | undefined;
}

const texts = ['name', 'version', 'id', 'deprecated'] as const;
const marks = ['dev', 'optional', 'hasBin', 'requiresBuild', 'prepare', 'patched'] as const;
const maps = ['resolution', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'engines'] as const;
/** What version 9 keeps by variant; everything else belongs to the shared part (pnpm `splitPackageSnapshots`). */
const byVariant: ReadonlySet<string> = new Set(['dependencies', 'optionalDependencies', 'transitivePeerDependencies', 'optional', 'id']);

/** The keys of one entry, by the type that pnpm writes them with. A key of another type is a problem, never a guess. */
function typeProblem(raw: JsonObject): string | undefined {
  for (const key of texts) if (Object.hasOwn(raw, key) && typeof raw[key] !== 'string') return key;
  for (const key of marks) if (Object.hasOwn(raw, key) && typeof raw[key] !== 'boolean') return key;
  for (const key of maps) if (Object.hasOwn(raw, key) && !isObject(raw[key])) return key;
  for (const key of ['dependencies', 'optionalDependencies', 'peerDependencies'] as const) {
    const map = Object.hasOwn(raw, key) ? raw[key] : undefined;
    if (isObject(map)) for (const name of Object.keys(map)) if (typeof map[name] !== 'string') return key;
  }
  return undefined;
}

/** Whether a value holds what YAML takes for a number and JSON does not know: infinite, or none. Its depth is bounded. */
function hasNoNumber(value: Json): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value as JsonObject).some(hasNoNumber);
}

/** A key that stands in the wrong part of a version 9 entry: pnpm lets the shared part win, whatever the variant says. */
function misplaced({ shared, variant }: EntryText): string | undefined {
  if (isObject(shared)) for (const key of Object.keys(shared)) if (byVariant.has(key)) return key;
  if (isObject(variant)) for (const key of Object.keys(variant)) if (!byVariant.has(key)) return key;
  return undefined;
}

/** Reads one entry. What makes it unreadable comes back as a problem with the entry's location; nothing throws. */
export function readEntry(text: EntryText, raw: JsonObject, context: EntryContext): { readonly reading: EntryReading; readonly also?: Json } {
  const { location, key } = text;
  const bad = (reason: string, data?: { readonly [key: string]: Json }): { reading: EntryReading } => ({ reading: unreadable(location, reason, data) });
  if ((text.shared !== undefined && !isObject(text.shared)) || (text.variant !== undefined && !isObject(text.variant))) return bad('entry-type');
  if (context.major === 9) {
    const wrong = misplaced(text);
    if (wrong !== undefined) return bad('key-place', { key: wrong });
  }
  const wrong = typeProblem(raw);
  if (wrong !== undefined) return bad('key-type', { key: wrong });
  if (tooDeep(raw)) return { reading: { kind: 'problem', problem: { code: limits.lockfileDepth.code, location, data: { location, limit: 'lockfileDepth' } } } };
  if (hasNoNumber(raw)) return bad('number');
  const parts = keyParts(key, context.major);
  const named = nameAndVersion(parts, raw);
  if (named === undefined) return bad('name');
  if (typeof named === 'string') return bad(named, { key });
  const resolution = isObject(raw['resolution']) ? raw['resolution'] : folderOf(parts);
  if (resolution === undefined) return bad('resolution');
  const source = sourceOf(resolution, named, context);
  if (source.kind === 'contradiction') return bad(source.reason, source.data);
  if (source.origin.kind === 'registry' && named.version === '') return bad('version');
  const patched = patchedOrigin(source.origin, parts, raw, named, context);
  if (patched === undefined) return bad('patch', { key });
  const { name, version } = named;
  const expected = source.origin.kind === 'registry' ? registryOf(name, context.registries) : undefined;
  const settled = context.settledOf(name);
  const entry: LockedEntry = {
    root: context.root, location, name, version, origin: patched, integrity: source.integrity, raw, ...(settled ? { settled } : {}),
    ...(source.resolved === undefined ? {} : { resolved: source.resolved }),
    ...(source.origin.kind !== 'registry' || expected === undefined || expected === source.origin.registry ? {} : { expectedRegistry: expected }),
  };
  const also = { ...(source.also === undefined ? {} : { source: source.also }), ...(parts.patchHash === undefined ? {} : { patch: parts.patchHash }), ...(context.environment ? { environment: true } : {}) };
  return { reading: { kind: 'package', entry }, ...(Object.keys(also).length > 0 ? { also } : {}) };
}

/** The name and version that an entry goes by. One that the key says otherwise is told by its reason. */
function nameAndVersion(parts: KeyParts, raw: JsonObject): Named | string | undefined {
  const stated = { name: raw['name'] as string | undefined, version: raw['version'] as string | undefined };
  if (parts.name !== undefined && stated.name !== undefined && parts.name !== stated.name) return 'name';
  if (parts.version !== undefined && stated.version !== undefined && parts.version !== stated.version) return 'version';
  const name = parts.name ?? stated.name;
  if (name === undefined || !isPackageName(name)) return undefined;
  const runtime = parts.other?.startsWith('runtime:') ? parts.other.slice('runtime:'.length) : undefined;
  return { ...parts, name, version: parts.version ?? stated.version ?? runtime ?? '' };
}

/** A folder needs no entry of its own since version 9 (pnpm `convertToLockfileObject`). */
function folderOf(parts: KeyParts): JsonObject | undefined {
  const { other } = parts;
  return other?.startsWith('file:') && !/\.(?:tgz|tar\.gz|tar|tar\.bz2|tbz2|tbz)$/i.test(other) ? { type: 'directory', directory: other.slice('file:'.length) } : undefined;
}

/** Undefined where key and mark contradict each other. */
function patchedOrigin(base: Origin, parts: KeyParts, raw: JsonObject, { name, version }: Named, context: EntryContext): Origin | undefined {
  const { patchHash } = parts;
  if (context.major === 6 && (raw['patched'] === true) !== (patchHash !== undefined)) return undefined;
  if (patchHash === undefined && raw['patched'] !== true) return base;
  return { kind: 'patched', base, patch: context.patchOf(name, version, patchHash) ?? (patchHash === undefined ? '' : `patch_hash=${patchHash}`) };
}

