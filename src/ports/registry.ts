import type { Integrity } from '../core/integrity.js';
import type { RegistryOrigin } from '../core/origin.js';
import type { Flow } from '../core/standing.js';
import type { RegistryRecord } from '../packages/record.types.js';

/**
 * On whose behalf a request is made. Credentials are granted per repository and never used for a fork of a public one: else a
 * pull request could read a private package through us.
 */
export interface Tenancy {
  readonly installation: string;
  readonly repository: string;
  readonly visibility: 'public' | 'private';
  readonly fork: boolean;
  /** Whose turn for a connection it is; without it, a member's. */
  readonly flow?: Flow;
}

export interface TarballRequest {
  readonly origin: RegistryOrigin;
  /** What the bytes must be; where it pins nothing, `record` integrity is asked for by the caller. */
  readonly integrity: Integrity;
  readonly tenancy: Tenancy;
  readonly signal: AbortSignal;
}

/**
 * Package registries: reads of configured hosts only, bounded in count, size and time. Each rejects with a Failure REGISTRY_*, or with the
 * signal's own reason. REGISTRY_NOT_SERVED is the same, data and all, for what is not there and for what may not be read.
 */
export interface Registry {
  /** The record of a package, reduced on arrival; REGISTRY_MALFORMED { reason } for what is none. `known` is an etag; the answer may be `unchanged`. */
  record(request: { readonly registry: string; readonly name: string; readonly tenancy: Tenancy; readonly signal: AbortSignal; readonly etag?: string }):
    Promise<{ readonly kind: 'record'; readonly record: RegistryRecord; readonly etag?: string } | { readonly kind: 'unchanged' }>;
  /**
   * The tarball's bytes as they come, not yet verified: integrity is checked by the reader before anything is parsed. A connection is held until
   * they are through or broken off; iterating may fail with REGISTRY_UNREACHABLE, REGISTRY_TIMEOUT or TARBALL_LIMIT.
   */
  tarball(request: TarballRequest): Promise<AsyncIterable<Uint8Array>>;
  /**
   * What the registry's endpoint for attestations answers for a version (`-/npm/v1/attestations/NAME@VERSION`), as JSON, not yet believed; at most `limits.attestationsBytes` within
   * `limits.attestationsMs`. The address is made of name and version: the one that a record states may lead anywhere.
   */
  attestations(request: { readonly origin: RegistryOrigin; readonly tenancy: Tenancy; readonly signal: AbortSignal }): Promise<unknown>;
  /** Whether facts from this registry may be shared between tenants. */
  isPublic(registry: string): boolean;
  /** Whether anything of this registry is asked for with credentials on this behalf: what is found there is not for the public. */
  lendsCredentials(registry: string, tenancy: Tenancy): boolean;
}

/** A registry that knows of advisories. Its failures are those of `Registry`. */
export interface AdvisoryRegistry {
  /**
   * What the default registry itself knows against these packages (`POST -/npm/v1/security/advisories/bulk`, as `npm audit` asks): its answer as JSON, not yet believed. The names
   * and versions are told to it. `most` bounds its bytes.
   */
  advisories(request: { readonly packages: { readonly [name: string]: readonly string[] }; readonly tenancy: Tenancy; readonly signal: AbortSignal; readonly most: number }): Promise<unknown>;
}
