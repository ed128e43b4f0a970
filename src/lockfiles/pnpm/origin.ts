import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { noIntegrity, parseIntegrity, type Integrity } from '../../core/integrity.js';
import type { Origin } from '../../core/origin.js';
import type { RegistryTable } from '../../core/registries.js';
import { originOf } from '../origin.js';
import { joinInside } from '../paths.js';
import type { KeyParts } from './keys.js';

/** Where an entry's bytes come from and what pins them; `also` is whatever else decides them and has no place in an Origin. */
export interface Source {
  readonly kind: 'source';
  readonly origin: Origin;
  readonly integrity: Integrity;
  readonly resolved?: string;
  readonly also?: Json;
}

export type SourceReading = Source | { readonly kind: 'contradiction'; readonly reason: string; readonly data?: { readonly [key: string]: Json } };

/** What is needed of the lockfile and its surroundings. */
export interface SourceContext {
  readonly registries: RegistryTable;
  readonly directory: string;
  readonly oid?: (path: string) => string | undefined;
  /** Whether a folder of the repository is a project of this lockfile. */
  readonly isProject: (path: string) => boolean;
}

/** The parts of a key with the name and version that the entry goes by. */
export interface Named extends KeyParts {
  readonly name: string;
  readonly version: string;
}

const bad = (reason: string, data?: { readonly [key: string]: Json }): SourceReading => ({ kind: 'contradiction', reason, ...(data ? { data } : {}) });

/**
 * Where pnpm takes a package's bytes from, by its `resolution` (pnpm `pkgSnapshotToResolution`). An entry whose key names another place
 * than its resolution is a contradiction: a person reads the one, pnpm follows the other.
 */
export function sourceOf(resolution: JsonObject, key: Named, context: SourceContext): SourceReading {
  const type = resolution['type'];
  for (const name of ['tarball', 'integrity', 'directory', 'repo', 'commit', 'path', 'url', 'registry'] as const) {
    if (Object.hasOwn(resolution, name) && typeof resolution[name] !== 'string') return bad('key-type', { key: `resolution.${name}` });
  }
  if (type === undefined) {
    const foreign = Object.keys(resolution).find((name) => !ofTarball.has(name));
    if (foreign !== undefined) return bad('resolution-key', { key: foreign });
    const { gitHosted, ...texts } = resolution;
    const source = tarballSource(texts as Texts, key, context);
    // pnpm runs the scripts of what it takes for git, as of no package of a registry.
    return gitHosted !== undefined && (gitHosted !== true || (source.kind === 'source' && source.origin.kind === 'registry')) ? bad('git-hosted') : source;
  }
  if (type === 'directory') return directorySource(resolution as Texts, key, context);
  if (type === 'git') return gitSource(resolution as Texts, key);
  if (type === 'binary' || type === 'variations') return binarySource(resolution, key);
  return bad('resolution-type', { type: typeof type === 'string' ? type : null });
}

const ofTarball: ReadonlySet<string> = new Set(['integrity', 'tarball', 'registry', 'path', 'gitHosted']);

type Texts = { readonly [key: string]: string | undefined };

function tarballSource(resolution: Texts, key: Named, context: SourceContext): SourceReading {
  const { tarball } = resolution;
  const integrity = resolution['integrity'] === undefined ? noIntegrity : parseIntegrity(resolution['integrity'], 'lock');
  const found = (origin: Origin, resolved?: string, also?: Json): Source => ({ kind: 'source', origin, integrity, ...(resolved === undefined ? {} : { resolved }), ...(also === undefined ? {} : { also }) });
  const { other } = key;
  if (tarball === undefined) {
    if (other?.startsWith('file:')) return found(originOf(other, key.name, key.version, context), other);
    return other === undefined ? found(fromRegistry(resolution['registry'], key, context), resolution['registry']) : bad('address', { key: other });
  }
  const base = resolution['registry'] ?? registryBase(key.name, context.registries);
  const address = tarball.startsWith('file:') ? tarball : absolute(tarball, base);
  if (address === undefined) return bad('address', { tarball });
  if (other !== undefined && !names(other, address)) return bad('address', { tarball, key: other });
  const path = resolution['path'];
  const origin = archiveOrigin(address) ?? originOf(address, key.name, key.version, context);
  return found(origin, address, path === undefined ? undefined : { path });
}

/** Whether the key of a package that comes from no registry names the address it is fetched from, as each version of pnpm wrote such keys. */
function names(key: string, address: string): boolean {
  const hash = key.indexOf('#path:');
  const own = hash === -1 ? key : key.slice(0, hash);
  if (own === address) return true;
  if (own.startsWith('@')) return own.slice(1) === address.replace(/^[a-z+]{1,10}:\/\/(?:git@)?/, '').replace(':', '+');
  const archive = archiveOrigin(address);
  return archive?.kind === 'git' && !/^[a-z+]{1,10}:/.test(own) && archive.url.endsWith(`/${own.slice(own.indexOf('/') + 1, own.lastIndexOf('/'))}`) && own.endsWith(`/${archive.commit}`);
}

/** Without an address pnpm asks the registry of the name, which a `registry` of old lockfiles stood for. */
function fromRegistry(registry: string | undefined, key: Named, context: SourceContext): Origin {
  const { name, version } = key;
  // Where a prefix leads is said by the reviewed repository's own settings.
  if (key.registry !== undefined) return { kind: 'url', url: `${key.registry}:${name}@${version}` };
  if (registry !== undefined) return originOf(conventional(registry, name, version), name, version, context);
  // pnpm knows this scope's registry by itself.
  if (name.startsWith('@jsr/') && !Object.hasOwn(context.registries.scopes, '@jsr')) return { kind: 'url', url: `jsr:${name}@${version}` };
  return originOf(undefined, name, version, context);
}

function conventional(registry: string, name: string, version: string): string {
  return `${registry.endsWith('/') ? registry : `${registry}/`}${name}/-/${name.slice(name.lastIndexOf('/') + 1)}-${version}.tgz`;
}

function registryBase(name: string, table: RegistryTable): string {
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined;
  return scope !== undefined && Object.hasOwn(table.scopes, scope) ? table.scopes[scope]! : table.default;
}

function absolute(address: string, base: string): string | undefined {
  if (/^https?:\/\//.test(address)) return address;
  try {
    return new URL(address, base.endsWith('/') ? base : `${base}/`).toString();
  } catch {
    return undefined;
  }
}

const commit = '([0-9a-f]{40})';
/** Archives of a commit by the three hosts that pnpm fetches git packages from so (`isGitHostedTarballUrl`). */
const archives = [
  new RegExp(`^(https://codeload\\.github\\.com/[\\w.-]+/[\\w.-]+)/tar\\.gz/${commit}$`),
  new RegExp(`^(https://bitbucket\\.org/[\\w.-]+/[\\w.-]+)/get/${commit}\\.tar\\.gz$`),
  new RegExp(`^(https://gitlab\\.com/[\\w./-]+?)/-/archive/${commit}/[\\w.-]+\\.tar\\.gz$`),
  new RegExp(`^(https://gitlab\\.com/[\\w./%-]+)/repository/archive\\.tar\\.gz\\?(?:ref|sha)=${commit}$`),
];

function archiveOrigin(address: string): Origin | undefined {
  for (const archive of archives) {
    const match = archive.exec(address);
    if (match) return { kind: 'git', url: match[1]!, commit: match[2]! };
  }
  return undefined;
}

/** A folder of the repository, copied or linked. pnpm takes it as it is at install time. */
function directorySource(resolution: Texts, key: Named, context: SourceContext): SourceReading {
  const { directory } = resolution;
  if (directory === undefined) return bad('address');
  if (key.other !== undefined && key.other !== `file:${directory}` && key.other !== directory) return bad('address', { directory, key: key.other });
  const path = joinInside(context.directory, directory) ?? directory;
  const inside = !/^(?:[/\\~]|[A-Za-z]:)/.test(directory) && joinInside(context.directory, directory) !== undefined;
  return { kind: 'source', integrity: noIntegrity, resolved: directory, origin: { kind: inside && context.isProject(path) ? 'workspace' : 'link', path: inside ? path : directory } };
}

function gitSource(resolution: Texts, key: Named): SourceReading {
  const { repo, commit: at, path } = resolution;
  if (repo === undefined || at === undefined) return bad('address');
  if (key.other !== undefined && !key.other.includes(at)) return bad('address', { commit: at, key: key.other });
  // Version 9 writes the repository into the key as it is.
  if (key.other?.startsWith('git+') && !key.other.includes(`${repo.replace(/^git\+/, '')}#`)) return bad('address', { repo, key: key.other });
  return { kind: 'source', integrity: noIntegrity, resolved: `${repo}#${at}`, origin: { kind: 'git', url: repo, commit: at }, ...(path === undefined ? {} : { also: { path } }) };
}

/** A runtime, as one archive or as one for each platform. All of them are told: pnpm takes the one that fits the machine. */
function binarySource(resolution: JsonObject, key: Named): SourceReading {
  const variants = resolution['type'] === 'binary' ? [resolution] : Array.isArray(resolution['variants']) ? resolution['variants'].map((variant: Json) => (isObject(variant) ? variant['resolution'] : null)) : [];
  const urls = new Set<string>();
  const digests: string[] = [];
  for (const one of variants) {
    if (!isObject(one) || typeof one['url'] !== 'string' || (Object.hasOwn(one, 'integrity') && typeof one['integrity'] !== 'string')) return bad('address');
    urls.add(one['url']);
    if (typeof one['integrity'] === 'string') digests.push(one['integrity']);
  }
  const [first] = urls;
  if (first === undefined) return bad('address');
  const integrity = digests.length < variants.length ? noIntegrity : parseIntegrity(digests.join(' '), 'lock');
  const url = urls.size === 1 ? first : `${key.name}: ${[...urls].join(' ')}`;
  return { kind: 'source', integrity, origin: { kind: 'url', url }, ...(urls.size === 1 ? { resolved: first } : {}), also: resolution };
}
