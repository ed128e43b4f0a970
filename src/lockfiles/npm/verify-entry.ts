import semver from 'semver';
import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockedPackage, MetadataDifference } from '../../core/lockfile.js';
import { byCodePoint, sortedBy } from '../../core/order.js';
import { sameJson } from '../same.js';
import type { VerifiedManifest, VerifiedPackage } from '../verified.js';
import { extendedNames } from './extensions.js';
import { isOldEntry } from './old.js';

/** Keys that npm writes and that no manifest answers: where the entry stands, what it is pinned to, what the registry said. */
const unanswered: ReadonlySet<string> = new Set([
  'resolved', 'integrity', 'link', 'inBundle', 'extraneous', 'peer', 'dev', 'optional', 'devOptional', 'deprecated', 'ideallyInert', 'patched', 'packageExtensionsApplied',
]);
/** Keys that not every npm wrote, or that registries rewrite: their absence from an entry says nothing. */
const mayLack: ReadonlySet<string> = new Set(['engines', 'libc', 'license', 'funding', 'acceptDependencies', 'workspaces', 'peerDependenciesMeta', 'bin', 'os', 'cpu']);

/**
 * Compares an npm lockfile entry with the manifest of the very tarball it stands for, under npm's own normalisations. Each key that
 * says something else comes back with the package's value as `before` and the entry's as `after`; so does every key that npm never
 * writes (`scripts` among them). What the root's `packageExtensions` added (npm 12) is left out; that they did is told where the file is read.
 * Which keys npm writes, and how: arborist `Shrinkwrap.metaFromNode`, @npmcli/package-json `normalize`,
 * normalize-package-bin. Sorted by key.
 */
export function verifyEntry(locked: LockedPackage, archive: VerifiedPackage): MetadataDifference[] {
  const { manifest } = archive;
  if (!manifest) return [];
  if (isOldEntry(locked.raw)) return verifyOldEntry(locked, manifest);
  const extended = extendedNames(locked.raw);
  const expected = expectedEntry(manifest, archive, locked);
  const found: MetadataDifference[] = [];
  for (const key of new Set([...Object.keys(locked.raw), ...Object.keys(expected)])) {
    if (unanswered.has(key)) continue;
    const after = key === 'name' ? locked.name : Object.hasOwn(locked.raw, key) ? locked.raw[key] : undefined;
    const before = Object.hasOwn(expected, key) ? expected[key] : undefined;
    if ((after === undefined && mayLack.has(key)) || (key === 'name' && before === undefined)) continue;
    if (equal(key, without(before, extended.get(key)), without(after, extended.get(key)))) continue;
    found.push({ key, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  }
  return sortedBy(found, (difference) => difference.key);
}

/** Keys of version 1 that no manifest answers. */
const unansweredOld: ReadonlySet<string> = new Set(['resolved', 'integrity', 'from', 'bundled', 'dev', 'optional', 'devOptional', 'peer', 'extraneous']);

/** Version 1 writes name, version and, in one section, the required and the optional dependencies; what else an entry holds no npm wrote. */
function verifyOldEntry(locked: LockedPackage, { name, raw, version }: VerifiedManifest): MetadataDifference[] {
  const found: MetadataDifference[] = [];
  const tell = (key: string, before: Json | undefined, after: Json | undefined): void => {
    found.push({ key, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  };
  if (name !== undefined && name !== locked.name) tell('name', name, locked.name);
  if (locked.version !== '' && version !== undefined && !equal('version', version, locked.version)) tell('version', version, locked.version);
  const optional = strings(raw['optionalDependencies']);
  const asked: JsonObject = { ...strings(raw['dependencies']), ...optional };
  const requires = isObject(locked.raw['requires'] ?? null) ? (locked.raw['requires'] as JsonObject) : {};
  // npm 6 leaves out optional ones that do not fit the platform it runs on.
  const lacks = Object.keys(asked).some((one) => !Object.hasOwn(requires, one) && !Object.hasOwn(optional, one));
  if (lacks || Object.keys(requires).some((one) => !Object.hasOwn(asked, one) || asked[one] !== requires[one])) tell('requires', asked, locked.raw['requires']);
  for (const key of Object.keys(locked.raw)) if (!unansweredOld.has(key) && key !== 'version' && key !== 'requires') tell(key, undefined, locked.raw[key]);
  return sortedBy(found, (difference) => difference.key);
}

/** A section without the names that the root's manifest added to it. */
function without(value: Json | undefined, names: ReadonlySet<string> | undefined): Json | undefined {
  if (!names || !isObject(value ?? null)) return value;
  const rest = Object.entries(value as JsonObject).filter(([name]) => !names.has(name));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** What npm would write for this manifest. Keys without a value are left out. */
function expectedEntry(manifest: VerifiedManifest, archive: VerifiedPackage, locked: LockedPackage): JsonObject {
  const { raw } = manifest;
  const optional = strings(raw['optionalDependencies']);
  const required = Object.fromEntries(Object.entries(strings(raw['dependencies'])).filter(([name]) => !Object.hasOwn(optional, name)));
  const bundled = bundledNames(raw);
  const out: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  const put = (key: string, value: Json | undefined): void => {
    if (value === undefined || value === null || value === false || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) return;
    out[key] = value;
  };
  put('name', manifest.name);
  put('version', manifest.version);
  put('dependencies', required);
  put('optionalDependencies', optional);
  put('peerDependencies', strings(raw['peerDependencies']));
  for (const key of ['peerDependenciesMeta', 'acceptDependencies', 'engines', 'workspaces', 'os', 'cpu', 'libc'] as const) put(key, raw[key]);
  put('bundleDependencies', bundled);
  put('bin', binOf(manifest, archive, locked));
  put('hasInstallScript', runsAtInstall(manifest, archive));
  put('hasShrinkwrap', archive.hasShrinkwrap);
  put('license', licenceOf(raw['license']));
  put('funding', fundingOf(raw['funding']));
  return out;
}

function equal(key: string, before: Json | undefined, after: Json | undefined): boolean {
  switch (key) {
    case 'version': return before === after || (typeof before === 'string' && typeof after === 'string' && semver.clean(before, { loose: true }) === semver.clean(after, { loose: true }) && semver.clean(after, { loose: true }) !== null);
    case 'os': case 'cpu': case 'libc': return sameJson(list(before), list(after));
    // npm writes a list, also for a manifest that says `true`; an entry that says so makes carried packages of all that it asks for.
    case 'bundleDependencies': return after !== true && sameJson(sorted(before), sorted(after));
    case 'license': return sameJson(before, licenceOf(after));
    case 'funding': return sameJson(before, fundingOf(after));
    default: return sameJson(before, after) || (after !== undefined && before === undefined && isEmpty(after));
  }
}

function isEmpty(value: Json): boolean {
  return value === false || value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

export function strings(value: Json | undefined): JsonObject {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, spec]) => typeof spec === 'string').map(([name, spec]) => [name, (spec as string).trim()]));
}

function list(value: Json | undefined): readonly Json[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value as Json];
}

function sorted(value: Json | undefined): readonly Json[] {
  return list(value).filter((item): item is string => typeof item === 'string').sort(byCodePoint);
}

export function bundledNames(raw: JsonObject): readonly string[] {
  const value = raw['bundleDependencies'] ?? raw['bundledDependencies'];
  if (value === true) return Object.keys(strings(raw['dependencies']));
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** npm runs node-gyp for a package with a binding.gyp and no install script of its own, unless `gypfile` is false. */
export function runsAtInstall(manifest: VerifiedManifest, archive: VerifiedPackage): boolean {
  const has = (name: string): boolean => Object.hasOwn(manifest.scripts, name) && manifest.scripts[name] !== '';
  return has('preinstall') || has('install') || has('postinstall') || (archive.hasBindingGyp && manifest.raw['gypfile'] !== false);
}

/** A path inside the package without leading `./` or `/`, resolved as npm resolves it (it cannot leave the package). */
export function inPackage(path: string): string {
  const out: string[] = [];
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..') out.pop();
    else if (segment !== '' && segment !== '.') out.push(segment);
  }
  return out.join('/');
}

const basename = (path: string): string => inPackage(path.replaceAll(':', '/')).split('/').at(-1) ?? '';

export function binOf(manifest: VerifiedManifest, archive: VerifiedPackage, locked: LockedPackage): JsonObject {
  const { raw } = manifest;
  const { bin } = raw;
  const pairs: [string, Json][] = typeof bin === 'string' ? [[manifest.name ?? locked.name, bin]]
    : Array.isArray(bin) ? bin.filter((item): item is string => typeof item === 'string').map((item) => [item, item])
      : isObject(bin) ? Object.entries(bin) : binFolder(raw, archive);
  const out: { [name: string]: string } = Object.create(null) as { [name: string]: string };
  for (const [name, target] of pairs) {
    const key = basename(name);
    if (key !== '' && typeof target === 'string' && inPackage(target) !== '') out[key] = inPackage(target);
  }
  return out;
}

/** `directories.bin`: every file of that folder is a command. */
function binFolder(raw: JsonObject, archive: VerifiedPackage): [string, Json][] {
  const directories = raw['directories'];
  const folder = isObject(directories) && typeof directories['bin'] === 'string' ? inPackage(directories['bin']) : '';
  if (folder === '') return [];
  return archive.files.filter((file) => file.path.startsWith(`${folder}/`) && !basename(file.path).startsWith('.')).map((file) => [file.path, file.path]);
}

function licenceOf(value: Json | undefined): Json | undefined {
  return isObject(value) && typeof value['type'] === 'string' ? value['type'] : value;
}

/** npm writes a bare address as an object with `url`, alone and in lists. */
function fundingOf(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => fundingOf(item) ?? null);
  return typeof value === 'string' ? { url: value } : value;
}
