import { Failure } from '../../core/errors.js';
import { sha256 } from '../../core/hash.js';
import type { RegistryTable } from '../../core/registries.js';
import type { TrustRoots } from '../../ports/trust-roots.js';
import { readKeys } from '../../trust/keys.js';
import { publicIssuers, trustMaterialOf, type TrustMaterial } from '../../trust/material.js';
import type { OwnTrust } from './own.js';
import type { TrustTexts } from './pinned.js';

export interface TrustRootsParts {
  /** The public material as it stands, read without a network. */
  readonly current: () => Promise<TrustTexts>;
  readonly own: readonly OwnTrust[];
  readonly table: RegistryTable;
  /** Whether nobody has seen for two weeks that what `current` gave is still the newest; left out, it is. */
  readonly isOld?: () => boolean;
}

/** Trusted roots, and the entries of one's own that no configured registry takes up: a slip, more often than not. */
export interface OpenTrustRoots extends TrustRoots {
  readonly unused: readonly string[];
}

/**
 * Trust material by registry. Every registry is held against the public material, mirrors and private ones too: what the public registry's key signed is true wherever it is served. An entry of one's own stands beside
 * it, since a private registry hands on public packages with their attestations as well, or in its place where it says so.
 * @throws Failure CONFIGURATION where two entries mean the same registry.
 */
export function createTrustRoots({ current, own, table, isOld = () => false }: TrustRootsParts): OpenTrustRoots {
  const entries = new Map<string, OwnTrust>();
  for (const one of own) {
    const registry = one.registry === table.default || one.registry === table.publicDefault ? 'default' : one.registry;
    if (entries.has(registry)) throw new Failure('CONFIGURATION', { problems: [`trust: two entries mean the default registry: ${one.registry} and ${entries.get(registry)!.registry}`] });
    entries.set(registry, one);
  }
  const known = new Set(['default', ...Object.values(table.scopes)]);
  const made = new Map<OwnTrust | undefined, { readonly of: string; readonly material: TrustMaterial | undefined }>();
  return {
    unused: [...entries.keys()].filter((one) => !known.has(one)),
    async materialFor(registry) {
      const entry = entries.get(registry);
      const texts = await current();
      const old = isOld();
      const of = sha256(JSON.stringify([texts.trustedRoot, texts.keys, old]));
      const before = made.get(entry);
      if (before?.of === of) return before.material;
      const material = materialOf(texts, entry, old);
      made.set(entry, { of, material });
      return material;
    },
  };
}

function materialOf(texts: TrustTexts, own: OwnTrust | undefined, old: boolean): TrustMaterial | undefined {
  if (own?.only === true) return trustMaterialOf(own.roots, own.keys);
  const json = (text: string): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined;
    }
  };
  // What somebody says of a key themselves comes before what is said of it in public.
  return trustMaterialOf([{ root: json(texts.trustedRoot), issuers: [...publicIssuers, ...(own?.issuers ?? [])], old }, ...(own?.roots ?? [])], [...(own?.keys ?? []), ...(readKeys(json(texts.keys)) ?? [])]);
}
