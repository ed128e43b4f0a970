import type { DependencyField } from '../core/lockfile.js';

/** Who put a version up: the account, and whether the registry says that a build's own identity did it. */
export interface VersionPublisher {
  readonly name: string;
  readonly email?: string;
  readonly trusted?: string;
}

/** What a registry says of one version, reduced to what checks read. Times are RFC 3339, as served. */
export interface VersionRecord {
  readonly version: string;
  readonly publishedAt?: string;
  readonly integrity?: string;
  readonly shasum?: string;
  readonly tarball?: string;
  readonly publisher?: VersionPublisher;
  readonly hasInstallScript: boolean;
  readonly deprecated?: string;
  readonly licence?: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
  readonly attestations?: { readonly url: string; readonly predicateType?: string };
  readonly dependencies: { readonly [field in DependencyField]?: { readonly [name: string]: string } };
  readonly unpackedSize?: number;
  readonly fileCount?: number;
}

/** A packument, reduced on arrival. `versions` is keyed by version. */
export interface RegistryRecord {
  readonly name: string;
  readonly registry: string;
  readonly distTags: { readonly [tag: string]: string };
  readonly versions: { readonly [version: string]: VersionRecord };
  readonly maintainers: readonly string[];
}
