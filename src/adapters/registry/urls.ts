import { valid } from 'semver';
import { Failure } from '../../core/errors.js';
import type { RegistryTable } from '../../core/registries.js';

/**
 * The base URL of a registry as an origin names it, ending in `/`, without a user's name in it. `default` and the public default are
 * the configured default; others must stand in the table: a lockfile cannot make us speak to a host of its choice.
 * @throws Failure REGISTRY_NOT_CONFIGURED { registry }.
 */
export function baseOf(registry: string, table: RegistryTable): URL {
  const known = registry === 'default' || registry === table.publicDefault ? table.default : [table.default, ...Object.values(table.scopes)].find((one) => one === registry);
  const base = known !== undefined && URL.canParse(known) ? new URL(known) : undefined;
  if (!base || (base.protocol !== 'https:' && base.protocol !== 'http:')) throw new Failure('REGISTRY_NOT_CONFIGURED', { registry });
  base.username = '';
  base.password = '';
  base.search = '';
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

/** A name's scope (with `@`) and rest, or undefined for what no registry has: an empty part, one that begins with `.` or `_`, too long (npm's rules for names). */
function partsOf(name: string): { readonly scope?: string; readonly rest: string } | undefined {
  const match = /^(?:(@[^/@]+)\/)?([^/@][^/]*)$/.exec(name);
  if (!match || name.length > 214 || /^[._]/.test(match[2]!) || /^@[._]/.test(name) || /[\s\\?#%]/.test(name)) return undefined;
  return match[1] === undefined ? { rest: match[2]! } : { scope: match[1], rest: match[2]! };
}

/** Where a packument is: the slash of a scoped name is encoded, as npm asks. Undefined for a name that no registry has. */
export function packumentUrl(base: URL, name: string): URL | undefined {
  const parts = partsOf(name);
  if (!parts) return undefined;
  const rest = encodeURIComponent(parts.rest);
  return new URL(parts.scope === undefined ? rest : `@${encodeURIComponent(parts.scope.slice(1))}%2f${rest}`, base);
}

/** Where a tarball is by the convention of registries, made from name and version alone. Undefined for names and versions that no registry has. */
export function tarballUrl(base: URL, name: string, version: string): URL | undefined {
  const parts = partsOf(name);
  if (!parts || valid(version) === null) return undefined;
  const rest = encodeURIComponent(parts.rest);
  const folder = parts.scope === undefined ? rest : `@${encodeURIComponent(parts.scope.slice(1))}/${rest}`;
  return new URL(`${folder}/-/${rest}-${encodeURIComponent(version)}.tgz`, base);
}

/** Where the attestations of a version are, made from name and version alone. Undefined for names and versions that no registry has. */
export function attestationsUrl(base: URL, name: string, version: string): URL | undefined {
  const parts = partsOf(name);
  if (!parts || valid(version) === null) return undefined;
  const rest = encodeURIComponent(parts.rest);
  return new URL(`-/npm/v1/attestations/${parts.scope === undefined ? rest : `@${encodeURIComponent(parts.scope.slice(1))}%2f${rest}`}@${encodeURIComponent(version)}`, base);
}

/** The tarball's place as a record names it, if it is on the registry's own host; its scheme is the registry's (proxies often misstate it). */
export function statedTarballUrl(base: URL, stated: string | undefined): URL | undefined {
  if (stated === undefined || !URL.canParse(stated)) return undefined;
  const url = new URL(stated);
  if (url.host !== base.host || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  return new URL(`${url.pathname}${url.search}`, base.origin);
}
