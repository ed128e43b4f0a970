import { sha256 } from '../core/hash.js';
import type { Origin } from '../core/origin.js';
import { registryOf, type RegistryTable } from '../core/registries.js';
import { joinInside } from './paths.js';

/** npm takes a `file:` path with one of these endings for a tarball, any other for a folder (npm-package-arg, `isFilename`). */
const tarball = /\.(?:tgz|tar\.gz|tar)$/i;

/**
 * Where npm takes an entry's bytes from, by what the entry says. Never guesses: an address that is no configured registry's own
 * address of this name and version is an address, whatever it looks like.
 */
export function originOf(resolved: string | undefined, name: string, version: string, context: { readonly registries: RegistryTable; readonly directory: string; readonly oid?: (path: string) => string | undefined }): Origin {
  if (resolved === undefined) return { kind: 'registry', ecosystem: 'npm', registry: registryOf(name, context.registries), name, version };
  if (resolved.startsWith('file:')) return fileOrigin(resolved, context);
  const git = gitOrigin(resolved);
  if (git) return git;
  const registry = registryServing(resolved, name, version, context.registries);
  return registry === undefined ? { kind: 'url', url: resolved } : { kind: 'registry', ecosystem: 'npm', registry, name, version };
}

function fileOrigin(resolved: string, context: { readonly directory: string; readonly oid?: (path: string) => string | undefined }): Origin {
  const path = joinInside(context.directory, resolved.slice('file:'.length));
  if (path === undefined || resolved.startsWith('file:/')) return { kind: 'url', url: resolved };
  return tarball.test(path) ? { kind: 'repository', path, oid: context.oid?.(path) ?? '' } : { kind: 'link', path };
}

/** A git address with what stands after `#` as its commit: a full one names its bytes; a branch, tag, short hash or nothing leaves them open. */
function gitOrigin(resolved: string): Origin | undefined {
  if (!resolved.startsWith('git+') && !resolved.startsWith('git:') && !resolved.startsWith('git@')) return undefined;
  const hash = resolved.indexOf('#');
  const commit = hash === -1 ? '' : resolved.slice(hash + 1);
  return { kind: 'git', url: hash === -1 ? resolved : resolved.slice(0, hash), commit };
}

/**
 * Yarn 1 writes the public registry under a name of its own (its default setting `registry`), which serves the same packages. The base URL is known by
 * its sha256: which registries are used is configuration, and none is spelled here.
 */
const yarnsName = '3f9ed3d38c60239866064574c269707e31a4587eadb5e909f7a8e88ce847ec7d';
const asked = new Map<string, boolean>();

/** Whether this is that name; bases end in a slash. */
export function isYarnsName(base: string): boolean {
  const known = asked.get(base);
  if (known !== undefined) return known;
  // A lockfile of hostile making may name any number of hosts.
  if (asked.size > 1_000) asked.clear();
  const is = sha256(base) === yarnsName;
  asked.set(base, is);
  return is;
}

/**
 * Addresses that registries of code hosts give out for a name and version: GitHub's (`download/<name>/<version>/<digest>`) and GitLab's
 * (`<name>/-/<whole name>-<version>.tgz`). Taken only below a base that is configured.
 */
function isHosted(rest: string, name: string, version: string): boolean {
  if (rest === `${name}/-/${name}-${version}.tgz`) return true;
  const start = `download/${name}/${version}/`;
  return rest.startsWith(start) && /^[0-9a-f]{40,128}$/.test(rest.slice(start.length));
}

/**
 * The registry, as it stands in an Origin, whose address for this name and version `resolved` is. The address is rebuilt and compared
 * whole, so that no other host, path, name, version, query or scheme passes for it. npm reads the public default host as "the default
 * registry" and replaces it at install time (arborist, `registryResolved`).
 */
function registryServing(resolved: string, name: string, version: string, table: RegistryTable): string | undefined {
  const slash = name.lastIndexOf('/');
  const file = `/-/${name.slice(slash + 1)}-${version}.tgz`;
  const tails = [`${name}${file}`, ...(slash === -1 ? [] : [`${name.replace('/', '%2f')}${file}`, `${name.replace('/', '%2F')}${file}`])];
  const host = /^https:\/\/[^/?#]{1,255}\//.exec(resolved)?.[0];
  const yarns = host !== undefined && isYarnsName(host) ? host : undefined;
  const standard = [table.publicDefault, table.default, ...(yarns === undefined ? [] : [yarns])];
  for (const base of [...standard, ...Object.values(table.scopes)]) {
    if (!resolved.startsWith(base)) continue;
    const rest = resolved.slice(base.length);
    if (!tails.includes(rest) && (base === table.publicDefault || base === yarns || !isHosted(rest, name, version))) continue;
    return standard.includes(base) ? 'default' : base;
  }
  return undefined;
}
