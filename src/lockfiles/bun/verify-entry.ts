import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockedPackage, MetadataDifference } from '../../core/lockfile.js';
import { sortedBy } from '../../core/order.js';
import { binOf, inPackage, runsAtInstall, strings } from '../npm/verify-entry.js';
import { sameJson } from '../same.js';
import type { VerifiedManifest, VerifiedPackage } from '../verified.js';

/** Keys of an entry that no manifest answers: where it is taken from and pinned to, and what is said of it elsewhere in the lockfile. */
const unanswered: ReadonlySet<string> = new Set(['resolution', 'resolved', 'integrity', 'tag', 'patch', 'trusted', 'bundled']);
/** Keys that not every Bun wrote: their absence says nothing. */
const mayLack: ReadonlySet<string> = new Set(['hasInstallScript', 'libc', 'optionalPeers']);

/**
 * Compares a `bun.lock` entry with the manifest of the very tarball it stands for, under Bun's own normalisations (`bun.lock.rs`,
 * `write_package_info_object`; `npm.rs`, `PackageManifest::parse`): optional dependencies are not listed among the others, peers that only
 * `peerDependenciesMeta` names are `*` since 1.3, a peer that is a dependency too is left out, platforms are those that Bun knows. Each key
 * that says something else comes back with the package's value as `before`; so does every key that Bun never writes. Sorted by key.
 */
export function verifyEntry(locked: LockedPackage, archive: VerifiedPackage): MetadataDifference[] {
  const { manifest } = archive;
  if (!manifest) return [];
  const { raw } = locked;
  // What a tarball carries may be another version than the one that Bun took from the registry for the entry; it installs the former.
  const other = locked.origin.kind === 'bundled' && manifest.version !== locked.version;
  const expected = expectedOf(manifest, archive, locked);
  const found: MetadataDifference[] = [];
  const tell = (key: string, before: Json | undefined, after: Json | undefined): void => {
    found.push({ key, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  };
  if (manifest.name !== undefined && manifest.name !== locked.name) tell('name', manifest.name, locked.name);
  if (!other && locked.version !== '' && manifest.version !== locked.version && cleaned(manifest.version) !== locked.version) tell('version', manifest.version, locked.version);
  for (const key of new Set([...Object.keys(raw), ...Object.keys(expected)])) {
    if (unanswered.has(key) || (other && Object.hasOwn(readers, key))) continue;
    const after = Object.hasOwn(raw, key) ? raw[key] : undefined;
    const before = Object.hasOwn(expected, key) ? expected[key] : undefined;
    if (after === undefined ? mayLack.has(key) || isNothing(before) : equal(key, before, after, manifest)) continue;
    tell(key, before, after);
  }
  return sortedBy(found, (difference) => difference.key);
}

const cleaned = (version: string | undefined): string | undefined => version?.trim().replace(/^[v=]+/, '');

/** How the keys that Bun writes are compared. */
const readers: { readonly [key: string]: (before: Json | undefined, after: Json, manifest: VerifiedManifest) => boolean } = {
  dependencies: (before, after) => sameJson(before ?? {}, after),
  optionalDependencies: (before, after) => sameJson(before ?? {}, after),
  peerDependencies: (_, after, manifest) => peerReadings(manifest).some((reading) => sameJson(reading, after)),
  optionalPeers: (before, after) => sameJson([...list(before)].sort(), [...list(after)].sort()),
  os: (before, after) => sameJson(platforms(before, systems), platforms(after, systems)),
  cpu: (before, after) => sameJson(platforms(before, processors), platforms(after, processors)),
  libc: (before, after) => sameJson(platforms(before, libraries), platforms(after, libraries)),
  bin: (before, after, manifest) => sameJson(before ?? {}, commandsIn(after, manifest)),
  binDir: (_, after, manifest) => typeof after === 'string' && after !== '' && binFolder(manifest) === inPackage(after),
  hasInstallScript: (before, after) => before === after,
};

function equal(key: string, before: Json | undefined, after: Json, manifest: VerifiedManifest): boolean {
  return Object.hasOwn(readers, key) && readers[key]!(before, after, manifest);
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === false || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function expectedOf(manifest: VerifiedManifest, archive: VerifiedPackage, locked: LockedPackage): JsonObject {
  const { raw } = manifest;
  const optional = strings(raw['optionalDependencies']);
  const dependencies = Object.fromEntries(Object.entries(strings(raw['dependencies'])).filter(([name]) => !Object.hasOwn(optional, name)));
  const commands = binOf(manifest, archive, locked);
  const meta = optionalPeers(raw);
  const put = (key: string, known: readonly string[]): JsonObject => (isObject(raw[key] ?? null) || platforms(raw[key], known).length === known.length ? {} : { [key]: raw[key]! });
  return {
    dependencies, optionalDependencies: optional,
    // The shortest reading is what must be there; more of it is compared above.
    peerDependencies: peerReadings(manifest).find((reading) => Object.keys(reading).length === 0) ?? peerReadings(manifest)[0]!,
    optionalPeers: [...meta].filter((name) => !Object.hasOwn(dependencies, name)),
    ...put('os', systems), ...put('cpu', processors), ...put('libc', libraries),
    ...(Object.hasOwn(locked.raw, 'binDir') ? {} : { bin: commands }), hasInstallScript: runsAtInstall(manifest, archive),
  };
}

function optionalPeers(raw: JsonObject): string[] {
  const meta = raw['peerDependenciesMeta'];
  return isObject(meta) ? Object.keys(meta).filter((name) => isObject(meta[name]!) && meta[name]['optional'] === true) : [];
}

/** What versions of Bun made of a manifest's peers: those that only the meta section names added or not, those that are dependencies left out or not. */
function peerReadings(manifest: VerifiedManifest): JsonObject[] {
  const { raw } = manifest;
  const own = strings(raw['peerDependencies']);
  const asked = { ...strings(raw['dependencies']), ...strings(raw['optionalDependencies']) };
  const starred = Object.fromEntries(optionalPeers(raw).map((name) => [name, '*']));
  return [own, { ...starred, ...own }].flatMap((peers) => [peers, Object.fromEntries(Object.entries(peers).filter(([name]) => !Object.hasOwn(asked, name)))]);
}

const systems: readonly string[] = ['aix', 'darwin', 'freebsd', 'linux', 'openbsd', 'sunos', 'win32', 'android'];
const processors: readonly string[] = ['arm', 'arm64', 'ia32', 'mips', 'mipsel', 'ppc', 'ppc64', 's390', 's390x', 'x32', 'x64'];
const libraries: readonly string[] = ['glibc', 'musl'];

function list(value: Json | undefined): readonly string[] {
  return (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

/** Which of the known platforms a list admits. Bun knows no others: a list of others alone admits none. */
function platforms(value: Json | undefined, known: readonly string[]): readonly string[] {
  const names = list(value);
  const refused = new Set(names.filter((name) => name.startsWith('!')).map((name) => name.slice(1)));
  const admitted = names.filter((name) => !name.startsWith('!'));
  const any = admitted.length === 0 || admitted.includes('any');
  return known.filter((name) => (any || admitted.includes(name)) && !refused.has(name));
}

/** The commands of an entry's `bin`: one path is the command of the package's own name. */
function commandsIn(value: Json, manifest: VerifiedManifest): JsonObject {
  const name = manifest.name ?? '';
  const pairs: [string, Json][] = typeof value === 'string' ? [[name, value]] : isObject(value) ? Object.entries(value) : [['', null]];
  return Object.fromEntries(pairs.map(([command, target]) => [command.slice(command.lastIndexOf('/') + 1), typeof target === 'string' ? inPackage(target) : target]));
}

function binFolder({ raw }: VerifiedManifest): string | undefined {
  const directories = raw['directories'];
  return isObject(directories) && typeof directories['bin'] === 'string' ? inPackage(directories['bin']) : undefined;
}
