import { canonicalJson } from './json.js';

/**
 * Where an installer takes a package's bytes from. `registry` is a base URL that ends in `/`, or `default` for the registry that
 * is configured as default: the public default host in a lockfile means just that (npm replaces it at install time).
 */
export type Origin =
  | { readonly kind: 'registry'; readonly ecosystem: string; readonly registry: string; readonly name: string; readonly version: string }
  | { readonly kind: 'git'; readonly url: string; readonly commit: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'repository'; readonly path: string; readonly oid: string }
  | { readonly kind: 'workspace'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string }
  | { readonly kind: 'patched'; readonly base: Origin; readonly patch: string }
  | { readonly kind: 'bundled'; readonly parent: Origin; readonly path: string };

export type RegistryOrigin = Extract<Origin, { kind: 'registry' }>;

/** A string that is equal for equal origins and for no others. */
export function originKey(origin: Origin): string {
  return canonicalJson(origin);
}

/** What pairs: equal real name and registry (or equal url, path, parent), whatever the version. */
export function identityKey(origin: Origin): string {
  switch (origin.kind) {
    case 'registry': return canonicalJson(['registry', origin.ecosystem, origin.registry, origin.name]);
    case 'git': return canonicalJson(['git', origin.url]);
    case 'url': return canonicalJson(['url', origin.url]);
    case 'repository': return canonicalJson(['repository', origin.path]);
    case 'workspace': return canonicalJson(['workspace', origin.path]);
    case 'link': return canonicalJson(['link', origin.path]);
    // Yarn's own patches (`builtin<…>`) make no other package of one: without them it is what they are applied to.
    case 'patched': return origin.patch.startsWith('builtin<') ? identityKey(origin.base) : canonicalJson(['patched', identityKey(origin.base)]);
    case 'bundled': return canonicalJson(['bundled', identityKey(origin.parent), origin.path]);
  }
}
