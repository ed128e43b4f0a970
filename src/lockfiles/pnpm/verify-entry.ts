import semver from 'semver';
import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockedPackage, MetadataDifference } from '../../core/lockfile.js';
import { byCodePoint, sortedBy } from '../../core/order.js';
import { sameJson } from '../same.js';
import type { VerifiedManifest, VerifiedPackage } from '../verified.js';
import { additionsTo } from './additions.js';

/**
 * Keys that pnpm writes and that no manifest answers: how it is reached, what it is pinned to, what the registry said. `requiresBuild` of old
 * versions is written without need where the package was not at hand, and runs nothing that the package does not bring.
 */
const unanswered: ReadonlySet<string> = new Set(['resolution', 'id', 'dev', 'optional', 'transitivePeerDependencies', 'deprecated', 'patched', 'prepare', 'requiresBuild']);
/** Keys that not every pnpm wrote: their absence says nothing. */
const mayLack: ReadonlySet<string> = new Set(['engines', 'libc', 'name', 'version']);

type Difference = readonly [key: string, before: Json | undefined, after: Json | undefined];

/**
 * Compares a pnpm lockfile entry with the manifest of the very package it stands for, under pnpm's own normalisations. Each key that says
 * something else comes back with the package's value as `before` and the entry's as `after`; so does every key that pnpm never writes. Of
 * dependencies the lockfile keeps what was resolved, so names and the real names behind them are compared, but those that overrides and package
 * extensions of the repository change; what its hooks change shows. Which keys pnpm writes, and how: `toLockfileDependency`, `getPeerSet`. Sorted by key.
 */
export function verifyEntry(locked: LockedPackage, archive: VerifiedPackage): MetadataDifference[] {
  const { manifest } = archive;
  if (!manifest || 'link' in locked.raw) return [];
  const found: Difference[] = [...plainDifferences(locked, manifest), ...peerDifferences(locked, manifest), ...dependencyDifferences(locked, manifest)];
  return sortedBy(found.map(([key, before, after]) => ({ key, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) })), (difference) => difference.key);
}

const apart: ReadonlySet<string> = new Set(['peerDependencies', 'peerDependenciesMeta', 'dependencies', 'optionalDependencies']);

function* plainDifferences(locked: LockedPackage, manifest: VerifiedManifest): Generator<Difference> {
  const { raw } = locked;
  const expected = expectedKeys(manifest);
  if (manifest.name !== undefined && manifest.name !== locked.name) yield ['name', manifest.name, locked.name];
  if (manifest.version !== undefined && locked.version !== '' && !sameVersion(manifest.version, locked.version)) yield ['version', manifest.version, locked.version];
  for (const key of new Set([...Object.keys(raw), ...Object.keys(expected)])) {
    if (unanswered.has(key) || apart.has(key) || key === 'name' || key === 'version') continue;
    const after = Object.hasOwn(raw, key) ? raw[key] : undefined;
    const before = Object.hasOwn(expected, key) ? expected[key] : undefined;
    if (after === undefined && mayLack.has(key)) continue;
    if (key === 'engines' && !isObject(manifest.raw['engines'])) continue;
    if (!equal(key, before, after)) yield [key, before, after];
  }
}

function sameVersion(a: string, b: string): boolean {
  return a === b || (semver.clean(a, { loose: true }) !== null && semver.clean(a, { loose: true }) === semver.clean(b, { loose: true }));
}

/** What pnpm would write for this manifest beside its dependencies. Keys without a value are left out. */
function expectedKeys({ raw }: VerifiedManifest): JsonObject {
  const out: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  const engines = isObject(raw['engines']) ? Object.fromEntries(Object.entries(raw['engines']).filter(([, range]) => range !== '*')) : {};
  if (Object.keys(engines).length > 0) out['engines'] = engines;
  for (const key of ['cpu', 'os', 'libc'] as const) if (raw[key] !== undefined && raw[key] !== null) out[key] = raw[key];
  const { bin, directories } = raw;
  if ((typeof bin === 'string' && bin !== '') || (isObject(bin) && Object.keys(bin).length > 0) || (isObject(directories) && typeof directories['bin'] === 'string')) out['hasBin'] = true;
  const bundled = bundledNames(raw);
  if (bundled !== undefined) out['bundledDependencies'] = bundled;
  return out;
}

function bundledNames(raw: JsonObject): Json | undefined {
  const value = Array.isArray(raw['bundledDependencies']) || raw['bundledDependencies'] === true ? raw['bundledDependencies'] : raw['bundleDependencies'];
  return value === true || (Array.isArray(value) && value.length > 0) ? value : undefined;
}

function equal(key: string, before: Json | undefined, after: Json | undefined): boolean {
  if (key === 'os' || key === 'cpu' || key === 'libc') return sameJson(list(before), list(after));
  if (key === 'bundledDependencies') return sameJson(sorted(before), sorted(after));
  return sameJson(before, after) || (before === undefined && (after === false || (Array.isArray(after) && after.length === 0)));
}

function list(value: Json | undefined): readonly Json[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value as Json];
}

function sorted(value: Json | undefined): Json {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string').sort(byCodePoint) : (value ?? []);
}

function section(object: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}

/** A peer variant as pnpm 5 wrote it, which held the peers of its dependencies for its own, as any version. */
const oldVariant = /^\/(?:@[^/@]{1,214}\/)?[^/@]{1,214}\/[^_]{1,256}_/;

/** Peers stay as the manifest writes them, without those that are dependencies of its own (which some versions keep); a peer known only as optional is any version. */
function* peerDifferences({ raw: entry, location, settled }: LockedPackage, { raw, name }: VerifiedManifest): Generator<Difference> {
  const meta = section(raw, 'peerDependenciesMeta');
  const optional = (peer: string): boolean => Object.hasOwn(meta, peer) && section(meta, peer)['optional'] === true;
  const added = additionsTo(name ?? '')?.peers;
  const dropped = (peer: string): boolean => peer === name || Object.hasOwn(section(raw, 'dependencies'), peer) || Object.hasOwn(section(raw, 'optionalDependencies'), peer);
  const expected = new Map<string, Json>(Object.entries(section(raw, 'peerDependencies')));
  for (const peer of Object.keys(meta)) if (optional(peer) && !expected.has(peer)) expected.set(peer, '*');
  const locked = section(entry, 'peerDependencies');
  const marks = section(entry, 'peerDependenciesMeta');
  const changed = new Set(settled?.dependencies);
  const differs = [...new Set([...expected.keys(), ...Object.keys(locked)])].some((peer) => {
    if (changed.has(peer)) return false;
    const own = Object.hasOwn(locked, peer) ? locked[peer] : undefined;
    if (own === undefined) return !dropped(peer);
    const foreign = added?.has(peer) === true || (own === '*' && oldVariant.test(location));
    return own !== expected.get(peer) && !(foreign && !expected.has(peer));
  });
  if (differs) yield ['peerDependencies', Object.fromEntries(expected), Object.hasOwn(entry, 'peerDependencies') ? entry['peerDependencies'] : undefined];
  const marked = new Set(Object.keys(marks).filter((peer) => section(marks, peer)['optional'] === true));
  const wrong = Object.keys(marks).some((peer) => !sameJson(marks[peer], { optional: true }) || (!optional(peer) && added?.has(peer) !== true && !changed.has(peer))) || Object.keys(locked).some((peer) => optional(peer) && !marked.has(peer));
  if (wrong) yield ['peerDependenciesMeta', raw['peerDependenciesMeta'], Object.hasOwn(entry, 'peerDependenciesMeta') ? entry['peerDependenciesMeta'] : undefined];
}

/** Names, and which package stands behind each: what is asked for as optional may have been resolved into either section or none. */
function* dependencyDifferences({ raw: entry, settled }: LockedPackage, manifest: VerifiedManifest): Generator<Difference> {
  const { raw } = manifest;
  const changed = new Set(settled?.dependencies);
  const required = section(raw, 'dependencies');
  const optional = section(raw, 'optionalDependencies');
  const peers = new Set([...Object.keys(section(raw, 'peerDependencies')), ...Object.keys(section(raw, 'peerDependenciesMeta'))]);
  const added = additionsTo(manifest.name ?? '');
  for (const peer of added?.peers ?? []) peers.add(peer);
  const bundled = bundledNames(raw);
  const carried = (name: string): boolean => bundled === true || (Array.isArray(bundled) && bundled.includes(name));
  const locked = section(entry, 'dependencies');
  const lockedOptional = section(entry, 'optionalDependencies');
  const allowed = (name: string, ref: Json | undefined): boolean => {
    if (changed.has(name)) return true;
    const spec = Object.hasOwn(optional, name) ? optional[name] : Object.hasOwn(required, name) ? required[name] : undefined;
    return spec === undefined ? (peers.has(name) || added?.dependencies.has(name) === true) && fits(ref, '*', name) : fits(ref, spec, name);
  };
  const foreign = Object.keys(locked).some((name) => !allowed(name, locked[name]));
  const lost = Object.keys(required).some((name) => !Object.hasOwn(locked, name) && !Object.hasOwn(optional, name) && !carried(name) && !peers.has(name) && !changed.has(name) && name !== manifest.name);
  if (foreign || lost) yield ['dependencies', raw['dependencies'], Object.hasOwn(entry, 'dependencies') ? entry['dependencies'] : undefined];
  if (Object.keys(lockedOptional).some((name) => (!Object.hasOwn(optional, name) && !peers.has(name) && !changed.has(name)) || !allowed(name, lockedOptional[name]))) {
    yield ['optionalDependencies', raw['optionalDependencies'], entry['optionalDependencies']];
  }
}

/** Whether what a name was resolved to may stand for what the manifest asks for: the package of that name, or the one that its alias names. */
function fits(ref: Json | undefined, spec: Json | undefined, name: string): boolean {
  if (typeof ref !== 'string' || typeof spec !== 'string') return false;
  const alias = /^npm:((?:@[^/@]{1,214}\/)?[^/@]{1,214})@/.exec(spec)?.[1];
  const plain = semver.validRange(spec.trim()) !== null || alias === name || /^[\w.-]+$/.test(spec);
  if (!plain && alias === undefined) return true;
  // A version or another key, but no address: those are asked for by address only.
  if (/^[^(@]*:/.test(ref)) return false;
  const real = aliasIn(ref);
  return (real ?? name) === (alias ?? name);
}

/** The real name in a value that is a whole key, in any version's way of writing it. */
function aliasIn(ref: string): string | undefined {
  if (/^(?:link|file):/.test(ref)) return ref;
  const bare = ref.startsWith('/') ? ref.slice(1) : ref;
  const match = /^((?:@[^/@()]{1,214}\/)?[^/@():]{1,214})[@/][^(]/.exec(bare);
  return match && semver.valid(bare.split('_', 1)[0]!.split('(', 1)[0]) === null ? match[1] : undefined;
}
