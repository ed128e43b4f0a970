import type { Origin } from '../../core/origin.js';
import { isPublicIndex } from '../../core/pypi.js';
import { joinInside } from '../paths.js';
import { gitAddress, withoutCredentials } from './address.js';
import { isArchive } from './requirement.js';

/** Which registry a package of a registry comes from: the public one under the name `default`, any other by its address. */
export function registryOrigin(name: string, version: string, registry: string | undefined): Origin {
  return { kind: 'registry', ecosystem: 'pypi', registry: registry === undefined || isPublicIndex(registry) ? 'default' : `${withoutCredentials(registry).replace(/\/+$/, '')}/`, name, version };
}

/** Where a package comes from that no registry holds. A path that leaves the repository, or is one of a machine, stays as a link that says so. */
export function sourceOrigin(kind: 'git' | 'url' | 'path', address: string, context: { readonly directory: string; readonly oid?: (path: string) => string | undefined }): { readonly origin: Origin; readonly resolved: string } {
  const resolved = withoutCredentials(address);
  if (kind === 'git') return { origin: { kind: 'git', ...gitAddress(address) }, resolved };
  if (kind === 'url') return { origin: { kind: 'url', url: resolved }, resolved };
  const written = withoutCredentials(address).replace(/^file:(?:\/\/)?/i, '').split('#', 1)[0]!;
  const path = /^(?:[/\\~]|[A-Za-z]:)/.test(written) ? undefined : joinInside(context.directory, written);
  if (path === undefined) return { origin: { kind: 'link', path: written.startsWith('/') ? written : `../${written}` }, resolved: written };
  return { origin: isArchive(path) ? { kind: 'repository', path, oid: context.oid?.(path) ?? '' } : { kind: 'link', path }, resolved: written };
}
