import semver from 'semver';
import type { Origin } from '../../../core/origin.js';
import { registryOf } from '../../../core/registries.js';
import { joinInside } from '../../paths.js';
import type { ParseContext } from '../../format.js';
import { splitDescriptor } from '../descriptor.js';
import { isBuiltin, parseRange, withoutFlags, type Range } from './range.js';

/** Where the bytes of a package come from, and what its reference alone says of its version and address. */
export interface Source {
  readonly origin: Origin;
  /** Of a registry's package: the version that the reference names. */
  readonly version?: string;
  /** What is fetched or linked, where the reference writes it out. */
  readonly address?: string;
}

/** What Yarn takes for a tarball rather than a folder or a repository (`TARBALL_REGEXP` of its plugins). */
const tarball = /^[^?]*\.(?:tar\.gz|tgz)(?:\?.*)?$/;

/** Patches of patches; nobody writes more than a few. */
const deepest = 8;

/** See `Origin`. `reference` is what stands behind the name in a `resolution`. Undefined for what no release of Yarn writes. */
export function sourceOf(name: string, reference: string, context: ParseContext, depth = 0): Source | undefined {
  const range = parseRange(reference);
  if (!range) return undefined;
  switch (range.protocol) {
    case 'npm:': return registrySource(name, range, context);
    case 'patch:': return depth < deepest ? patchedSource(range, context, depth) : undefined;
    case 'file:': case 'link:': case 'portal:': return localSource(range, context);
    // What a script of the repository makes when it is run.
    case 'exec:': return { origin: { kind: 'url', url: reference }, address: reference };
    default: return remoteSource(reference);
  }
}

function registrySource(name: string, { selector, source, params }: Range, context: ParseContext): Source | undefined {
  if (source !== undefined || semver.valid(selector, true) === null) return undefined;
  const named = [...params.keys()];
  if (named.length === 0) return { origin: { kind: 'registry', ecosystem: 'npm', registry: registryOf(name, context.registries), name, version: selector }, version: selector };
  // Yarn fetches from there, whatever the name and version: it is no registry's package even at a registry's host.
  const url = params.get('__archiveUrl');
  return named.length === 1 && url !== null && url !== '' ? { origin: { kind: 'url', url }, version: selector, address: url } : undefined;
}

function patchedSource({ source, selector, params }: Range, context: ParseContext, depth: number): Source | undefined {
  const inner = source === undefined ? undefined : splitDescriptor(source);
  const base = inner && sourceOf(inner.name, inner.range, context, depth + 1);
  if (!base) return undefined;
  // A patch that comes with Yarn is told by its name; what else is applied, by the hash that Yarn takes of it.
  const hash = params.get('hash');
  const patch = isBuiltin(selector) ? withoutFlags(selector) : hash === null ? selector : `${selector}#${hash}`;
  return { ...base, origin: { kind: 'patched', base: base.origin, patch } };
}

/** The folder of the workspace that a path is relative to, from the repository's root; undefined for a path inside a package. */
function parentFolder(params: URLSearchParams, context: ParseContext): string | undefined {
  const locator = splitDescriptor(params.get('locator') ?? '@workspace:.');
  const reference = params.has('locator') ? locator?.range : 'workspace:.';
  return reference?.startsWith('workspace:') === true ? joinInside(context.root.directory, reference.slice('workspace:'.length)) : undefined;
}

function localSource({ protocol, selector, params }: Range, context: ParseContext): Source {
  const folder = parentFolder(params, context);
  const path = folder === undefined || /^(?:[/~]|[A-Za-z]:)/.test(selector) ? undefined : joinInside(folder, selector.replaceAll('\\', '/'));
  const address = selector;
  if (protocol === 'file:' && tarball.test(selector)) {
    return { address, origin: path === undefined ? { kind: 'url', url: `${protocol}${selector}` } : { kind: 'repository', path, oid: context.oid?.(path) ?? '' } };
  }
  return { address, origin: { kind: 'link', path: path ?? (selector.startsWith('..') ? selector : `../${selector}`) } };
}

function remoteSource(reference: string): Source | undefined {
  const hash = reference.indexOf('#');
  const url = hash === -1 ? reference : reference.slice(0, hash);
  const commit = hash === -1 ? null : new URLSearchParams(reference.slice(hash + 1)).get('commit');
  if (commit !== null) return { origin: { kind: 'git', url, commit }, address: url };
  return /^https?:\/\//.test(reference) && tarball.test(url) ? { origin: { kind: 'url', url: reference }, address: reference } : undefined;
}
