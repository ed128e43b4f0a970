import type { Json } from '../core/json.js';

/**
 * The key of a cached fact. `tenant` is `public` or an installation; `sha512` is what we computed over the bytes, hex, never what
 * a lockfile claims ('' for a record, which has no bytes).
 */
export interface FactCacheKey {
  readonly tenant: string;
  readonly registry: string;
  readonly name: string;
  readonly version: string;
  readonly sha512: string;
  readonly kind: string;
  readonly producer: string;
}

export interface CachedFact {
  readonly value: Json;
  readonly etag?: string;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
}

/** Facts that cost much to make. A cache may lose entries at any time, and never invents or alters one. */
export interface FactCache {
  get(key: FactCacheKey): Promise<CachedFact | undefined>;
  put(key: FactCacheKey, fact: CachedFact): Promise<void>;
}
