import semver from 'semver';
import { noIntegrity, parseIntegrity, type Integrity } from '../../../core/integrity.js';
import { isObject, type JsonObject } from '../../../core/json.js';
import type { Origin } from '../../../core/origin.js';
import { registryOf } from '../../../core/registries.js';
import { isPackageName } from '../../names.js';
import { originOf } from '../../origin.js';
import { joinInside } from '../../paths.js';
import { unreadable } from '../../problem.js';
import type { EntryReading, ParseContext } from '../../format.js';
import { aliased, splitDescriptor, type Descriptor } from '../descriptor.js';
import type { ClassicEntry } from './read.js';

/** What the descriptors of an entry say of it. */
export interface Asked {
  /** The name under which it is asked for. */
  readonly name: string;
  /** The package's own name: of an alias, the one behind it. */
  readonly real: string;
  readonly descriptors: readonly Descriptor[];
}

/** Ranges that Yarn 1 takes for repositories, and hosts of which it takes any address of two steps for one (`GitResolver.isVersion`). */
const git = [/^git:/, /^git\+.+:/, /^ssh:/, /^https?:.+\.git$/, /^https?:.+\.git#.+/];
const gitHosts: ReadonlySet<string> = new Set(['github.com', 'gitlab.com', 'bitbucket.com', 'bitbucket.org']);

function isGit(range: string): boolean {
  if (git.some((one) => one.test(range))) return true;
  const url = URL.canParse(range) ? new URL(range) : undefined;
  return url !== undefined && gitHosts.has(url.hostname) && url.pathname.split('/').filter((part) => part !== '').length === 2;
}

/** A range that no registry answers: an address, a path, a shortcut `user/repository`, a host's shortcut. */
const exotic = /^(?:[a-z+]+:|git@|[^@\s/]+\/)/;

/** Whether a range is answered by something other than a registry. */
export function isExotic(range: string): boolean {
  return !range.startsWith('npm:') && exotic.test(range);
}

/**
 * Reads the descriptors of an entry. An alias names the package behind it. Yarn before 1.22 writes one entry for an alias and its package; later
 * ones write a descriptor without alias beside an alias of the same name where `resolutions` put that in its place. Undefined where one is no
 * descriptor, or where they name different packages: no release's entry does.
 */
export function askedOf(keys: readonly string[]): Asked | undefined {
  const descriptors: Descriptor[] = [];
  const names = new Set<string>();
  const aliases = new Set<string>();
  const reals = new Set<string>();
  for (const key of keys) {
    const descriptor = splitDescriptor(key);
    if (!descriptor) return undefined;
    const { name, range } = descriptor;
    const behind = range.startsWith('npm:') ? (aliased(range) ?? splitDescriptor(range.slice('npm:'.length))) : undefined;
    if (range.startsWith('npm:') && !behind) return undefined;
    descriptors.push(descriptor);
    names.add(name);
    reals.add(behind?.name ?? name);
    if (behind) aliases.add(behind.name);
  }
  const [name] = names;
  const [real] = reals.size === 1 ? reals : names.size === 1 && aliases.size === 1 ? aliases : [];
  if (name === undefined || real === undefined) return undefined;
  return { name: names.size === 1 ? name : real, real, descriptors };
}

/** The keys that Yarn 1 writes, and that are texts. */
const texts = ['name', 'version', 'uid', 'resolved', 'integrity', 'registry'] as const;

/** An address without what Yarn writes behind it: the SHA-1 of a tarball, the commit of a repository. */
export function addressOf(resolved: string): { readonly address: string; readonly hash: string } {
  const at = resolved.indexOf('#');
  return at === -1 ? { address: resolved, hash: '' } : { address: resolved.slice(0, at), hash: resolved.slice(at + 1) };
}

/**
 * Reads one entry. What makes it unreadable comes back as a problem.
 * @param overridden whether the root's `resolutions` may have put another version under one of its descriptors.
 */
export function readEntry(location: string, { raw }: ClassicEntry, asked: Asked, overridden: boolean, context: ParseContext): EntryReading {
  for (const key of texts) if (Object.hasOwn(raw, key) && typeof raw[key] !== 'string') return unreadable(location, 'key-type', { key });
  const version = textOf(raw, 'version');
  const resolved = textOf(raw, 'resolved');
  if (version === undefined) return unreadable(location, 'version');
  const stated = textOf(raw, 'name');
  if (stated !== undefined && (!isPackageName(stated) || (stated !== asked.real && stated !== asked.name))) return unreadable(location, 'name', { name: stated });
  for (const section of [raw['dependencies'], raw['optionalDependencies']]) {
    if (isObject(section) && Object.keys(section).some((name) => !isPackageName(name))) return unreadable(location, 'dependency-name');
  }
  const outside = overridden ? undefined : outsideRange(asked, version);
  if (outside !== undefined) return unreadable(location, 'range', { range: outside, version });
  const { address, hash } = resolved === undefined ? { address: undefined, hash: '' } : addressOf(resolved);
  const origin = entryOrigin(asked, version, address, hash, context);
  if (!origin) return unreadable(location, 'origin', resolved === undefined ? {} : { resolved });
  const expected = origin.kind === 'registry' ? registryOf(asked.real, context.registries) : undefined;
  return {
    kind: 'package',
    entry: {
      root: context.root, location, name: asked.real, version, origin, raw, integrity: pinOf(raw, origin, hash),
      ...(asked.name === asked.real ? {} : { alias: asked.name }),
      // Without what stands behind `#`: that is a digest or a commit, and no part of what is fetched.
      ...(address === undefined ? {} : { resolved: address }),
      ...(origin.kind !== 'registry' || expected === undefined || expected === origin.registry ? {} : { expectedRegistry: expected }),
    },
  };
}

function textOf(raw: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(raw, key) ? raw[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A range of the entry's own descriptors that its version does not fit. Yarn passes over such an entry and takes what the registry has. */
function outsideRange(asked: Asked, version: string): string | undefined {
  if (!semver.valid(version, true)) return undefined;
  return asked.descriptors.map(({ range }) => aliased(range)?.range ?? range)
    .find((range) => !isExotic(range) && semver.validRange(range, true) !== null && !semver.satisfies(version, range, { loose: true, includePrerelease: true }));
}

/**
 * Where Yarn 1 takes the bytes from. What asks decides which fetcher gets the address (`PackageRequest.getLocked`): a repository only where a
 * descriptor is one, or where the address names git as its protocol. Undefined where Yarn would look in the registry anew.
 */
function entryOrigin(asked: Asked, version: string, address: string | undefined, hash: string, context: ParseContext): Origin | undefined {
  const { directory } = context.root;
  const local = asked.descriptors.find(({ range }) => /^(?:file|link|portal):/.test(range) || /^\.{0,2}\//.test(range));
  if (address === undefined) {
    if (!local) return undefined;
    const path = local.range.replace(/^(?:file|link|portal):/, '');
    return { kind: 'link', path: path.startsWith('/') ? path : (joinInside(directory, path.replaceAll('\\', '/')) ?? path) };
  }
  if (/^git(?:\+[a-z0-9]+)?:\/\//.test(address) || asked.descriptors.every(({ range }) => isGit(range))) return { kind: 'git', url: address, commit: hash };
  const where = { registries: context.registries, directory, ...(context.oid ? { oid: context.oid } : {}) };
  if (local && !/^[a-z+]+:\/\//.test(address)) return originOf(address.startsWith('file:') ? address : `file:${address}`, asked.real, version, where);
  const mirrored = mirrorPath(address, context);
  // Under the name that a mirror gives it, it is the registry's copy: `committed-package` holds the file to that, and the digest here is held to it too.
  if (mirrored !== undefined && address === `${asked.real.replace('/', '-')}-${version}.tgz`) return { kind: 'registry', ecosystem: 'npm', registry: registryOf(asked.real, context.registries), name: asked.real, version };
  if (mirrored !== undefined) return { kind: 'repository', path: mirrored, oid: context.oid?.(mirrored) ?? '' };
  const host = hosted(address, asked);
  if (host) return host;
  if (address.startsWith('git')) return { kind: 'url', url: address };
  return originOf(address, asked.real, version, where);
}

/** A file of the offline mirror that `.yarnrc` of the install root names: old lockfiles have just its name, and Yarn 1.22 keeps it. */
function mirrorPath(address: string, { root, settings }: ParseContext): string | undefined {
  if (!/^[^/\\:]+\.tgz$/.test(address)) return undefined;
  const text = settings?.get(root.directory === '' ? '.yarnrc' : `${root.directory}/.yarnrc`);
  const folder = text === undefined ? undefined : /^[ \t]*"?yarn-offline-mirror"?[ \t]+(?:"([^"\n]*)"|([^"\s]+))[ \t]*$/m.exec(text.replaceAll('\r\n', '\n'));
  const named = folder?.[1] ?? folder?.[2];
  return named === undefined || named === '' || /^(?:[/~]|[A-Za-z]:)/.test(named) ? undefined : joinInside(root.directory, `${named}/${address}`);
}

/** What hosts pack of a commit (`getTarballUrl` of Yarn's resolvers): the address of the repository there, and the commit. */
const packed: readonly { readonly host: string; readonly address: RegExp }[] = [
  { host: 'github', address: /^(https:\/\/codeload\.github\.com\/([\w.-]+\/[\w.-]+))\/tar\.gz\/([0-9a-f]{40})$/ },
  { host: 'gitlab', address: /^(https:\/\/gitlab\.com\/([\w.-]+\/[\w.-]+))\/repository\/archive\.tar\.gz\?ref=([0-9a-f]{40})$/ },
  { host: 'bitbucket', address: /^(https:\/\/bitbucket\.org\/([\w.-]+\/[\w.-]+))\/get\/([0-9a-f]{40})\.tar\.gz$/ },
];

/** The commit behind such an address, where a shortcut for that very repository is what asks. */
function hosted(address: string, asked: Asked): Origin | undefined {
  for (const { host, address: form } of packed) {
    const [, url, repository, commit] = form.exec(address) ?? [];
    if (url === undefined) continue;
    const asks = ({ range }: Descriptor): boolean => {
      const [, named = 'github', own] = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+?)(?:\.git)?(?:#.*)?$/.exec(range) ?? [];
      return named === host && own?.toLowerCase() === repository!.toLowerCase();
    };
    return asked.descriptors.every(asks) ? { kind: 'git', url, commit: commit! } : undefined;
  }
  return undefined;
}

/** The integrity; where there is none, the SHA-1 behind the address, which Yarn checks as well. */
function pinOf(raw: JsonObject, origin: Origin, hash: string): Integrity {
  if (origin.kind === 'git' || origin.kind === 'link') return noIntegrity;
  const integrity = textOf(raw, 'integrity');
  if (integrity !== undefined) return parseIntegrity(integrity, 'lock');
  if (hash === '') return noIntegrity;
  return parseIntegrity(/^[0-9a-f]{40}$/.test(hash) ? `sha1-${Buffer.from(hash, 'hex').toString('base64')}` : `#${hash}`, 'lock');
}
