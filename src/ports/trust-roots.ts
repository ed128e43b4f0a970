import type { TrustMaterial } from '../trust/attestation.js';

/** Trusted roots and registries' keys, refreshed by somebody else: a review never waits for them. */
export interface TrustRoots {
  /**
   * What signatures and attestations of packages from a registry, as origins name it, are held against: the last good state, read without a network. Undefined where there is none
   * for it. The same state is the same object, so that it may be made once.
   */
  materialFor(registry: string): Promise<TrustMaterial | undefined>;
}
