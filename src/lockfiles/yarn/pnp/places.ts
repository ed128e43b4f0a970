import { createHash } from 'node:crypto';
import semver from 'semver';
import { isObject } from '../../../core/json.js';
import { limits } from '../../../core/limits.js';
import { readYaml } from '../../yaml.js';
import { splitDescriptor } from '../descriptor.js';
import { parseRange } from '../berry/range.js';

/** Folders of an install root in which Yarn puts packages, as its settings name them; without a slash at either end. */
export interface PnpFolders {
  readonly cache: string;
  readonly unplugged: string;
  readonly virtual: string;
}

const standard: PnpFolders = { cache: '.yarn/cache', unplugged: '.yarn/unplugged', virtual: '.yarn/__virtual__' };

/** The folders by the text of `.yarnrc.yml`; undefined where it cannot be read, or names one that only the machine knows. */
export function foldersOf(settings: string | undefined): PnpFolders | undefined {
  if (settings === undefined) return standard;
  const yaml = readYaml(settings, 'failsafe');
  const document = yaml.kind === 'documents' && yaml.documents.length <= 1 ? (yaml.documents[0] ?? {}) : undefined;
  if (document === undefined) return undefined;
  const values = isObject(document) ? document : {};
  const folder = (key: string, otherwise: string): string | undefined => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined) return otherwise;
    const plain = typeof value === 'string' ? value.replace(/^\.\//, '').replace(/\/$/, '') : '';
    return isFolder(plain) ? plain : undefined;
  };
  const [cache, unplugged, virtual] = [folder('cacheFolder', standard.cache), folder('pnpUnpluggedFolder', standard.unplugged), folder('virtualFolder', standard.virtual)];
  return cache === undefined || unplugged === undefined || virtual === undefined ? undefined : { cache, unplugged, virtual };
}

/** The release of Yarn that `.yarnrc.yml` names, below the root; undefined where it names none there. Only of a file there is told whether it is the registry's. */
export function releaseOf(settings: string | undefined): string | undefined {
  const yaml = settings === undefined ? undefined : readYaml(settings, 'failsafe');
  const document = yaml?.kind === 'documents' ? yaml.documents[0] : undefined;
  const path = isObject(document) && Object.hasOwn(document, 'yarnPath') ? document['yarnPath'] : undefined;
  const plain = typeof path === 'string' ? path.replace(/^\.\//, '') : '';
  return isFolder(plain) && plain.startsWith('.yarn/releases/') ? plain : undefined;
}

/** A path below the root in its shortest form. */
function isFolder(path: string): boolean {
  return path !== '' && !/[\\\0$:]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const hashOf = (...parts: readonly string[]): string => createHash('sha512').update(parts.join('')).digest('hex');

/** The name by which Yarn calls a package in file names (`slugifyLocator`): name, kind of reference, and the beginning of a hash of both. */
export function slugOf(name: string, reference: string): string | undefined {
  const range = parseRange(reference);
  if (!range) return undefined;
  const slash = name.indexOf('/');
  const [scope, own] = name.startsWith('@') ? [name.slice(1, slash), name.slice(slash + 1)] : ['', name];
  const kind = range.protocol === '' ? 'exotic' : range.protocol.slice(0, -1);
  const version = semver.valid(range.selector);
  return `${scope === '' ? '' : `@${scope}-`}${own}-${version === null ? kind : `${kind}-${version}`}-${hashOf(hashOf(scope, own), reference).slice(0, 10)}`;
}

/** A virtual instance of a package is another name for the one behind its `#`. */
export function unvirtual(reference: string): string {
  return /^virtual:[0-9a-f]{128}#/.test(reference) ? reference.slice('virtual:'.length + 129) : reference;
}

const virtualPath = /^(.+)\/[^/]+-virtual-[0-9a-f]{10}\/(\d{1,2})\/(.+)$/;

/** A place by its path from a folder above the install root, so many levels up; 0 for one below the root. */
export interface Place {
  readonly path: string;
  readonly ups: number;
}

/**
 * What a `packageLocation` really leads to, from the root; a path that Yarn maps to another goes up as many folders as it says, out of the root too where
 * packages lie in the cache of the machine. Undefined for what Yarn does not write.
 */
export function realPlace(location: string, { virtual }: PnpFolders): Place | undefined {
  if (location.length > limits.lockfileLocation.value) return undefined;
  const written = /^(?:\.\/|((?:\.\.\/)+))(.*)$/.exec(location);
  if (!written || (location.length > 1 && !location.endsWith('/')) || /[\\\0]/.test(location)) return undefined;
  const ups = (written[1] ?? '').length / '../'.length;
  const path = written[2]!.replace(/\/$/, '');
  if (path === '') return ups === 0 ? { path, ups } : undefined;
  if (!path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')) return undefined;
  if (!/(?:^|\/)(?:__virtual__|\$\$virtual)(?:\/|$)/.test(path)) return { path, ups };
  const mapped = virtualPath.exec(path);
  if (!mapped || /(?:^|\/)(?:__virtual__|\$\$virtual)(?:\/|$)/.test(mapped[3]!)) return undefined;
  const folder = mapped[1]!;
  if (ups === 0 && folder !== virtual && folder !== '.yarn/$$virtual') return undefined;
  const kept = folder.split('/').slice(0, -1);
  const up = Number(mapped[2]);
  return { ups: ups + Math.max(0, up - kept.length), path: [...kept.slice(0, Math.max(0, kept.length - up)), mapped[3]!].join('/') };
}

/** What the table has of one package: its reference, and the names of all of its instances in file names. */
export interface Instances {
  readonly reference: string;
  readonly slugs: () => ReadonlySet<string>;
}

/**
 * Whether a place is one where Yarn puts a package that it fetched: an archive in the repository's cache, or unpacked; `machine` where it can be the cache of
 * a machine. What has peers is unpacked for an instance, and the package itself is then loaded from there.
 */
export function fetchedPlace(place: Place, name: string, { reference, slugs }: Instances, checksum: string | undefined, folders: PnpFolders): 'own' | 'machine' | undefined {
  const slug = slugOf(name, reference);
  const found = slug === undefined ? undefined : archiveIn(place, name);
  if (!found || slug === undefined) return undefined;
  const { folder, file } = found;
  if (place.ups === 0 && folder === folders.unplugged) return file === slug || slugs().has(file) ? 'own' : undefined;
  if (!file.startsWith(`${slug}-`) || !file.endsWith('.zip')) return undefined;
  const rest = file.slice(slug.length + 1, -'.zip'.length);
  const digest = checksum?.slice(checksum.indexOf('/') + 1).slice(0, 10);
  // The cache of a machine, and archives without a checksum, are named by the key of the cache.
  const keyed = /^\d{1,3}[a-z]?\d?$/.test(rest);
  if (place.ups > 0) return /(?:^|\/)cache$/.test(folder) && (rest === digest || keyed) ? 'machine' : undefined;
  return folder === folders.cache && (digest === undefined ? keyed : rest === digest) ? 'own' : undefined;
}

/** The folder and the name of the archive, or unpacked folder, that holds a package's own one. */
export function archiveIn({ path }: Place, name: string): { readonly folder: string; readonly file: string } | undefined {
  const inside = `/node_modules/${name}`;
  if (!path.endsWith(inside)) return undefined;
  const holder = path.slice(0, -inside.length);
  const slash = holder.lastIndexOf('/');
  return { folder: holder.slice(0, Math.max(0, slash)), file: holder.slice(slash + 1) };
}

/** The name of a package and its reference, of `name@reference`. */
export function locatorOf(location: string): { readonly name: string; readonly reference: string } | undefined {
  const found = splitDescriptor(location);
  return found && found.range !== '' ? { name: found.name, reference: found.range } : undefined;
}
