import type { DependencyField } from '../core/lockfile.js';

/**
 * Who put a version up: the account, whether the registry says that a build's own identity did it (`trusted`: whose), and whether it says that a person let go what was staged
 * (`approver`: that account).
 */
export interface VersionPublisher {
  readonly name: string;
  readonly email?: string;
  readonly trusted?: string;
  readonly approver?: string;
}

/** Keys of a manifest of which a record keeps a digest. `others` stands for the scripts that no installer runs. */
export type StatedKey = 'bin' | 'main' | 'exports' | 'imports' | 'module' | 'browser' | 'bundleDependencies' | 'others';

/** The manifest as a registry states it, in npm's normal form (`packages/stated.ts`). There only where the registry serves more than what installs want. */
export interface StatedManifest {
  /** What an installer runs, whole; cut texts would make two of them equal. */
  readonly scripts: { readonly [name: string]: string };
  readonly gypfile?: boolean;
  /** 32 hex digits of sha256 over the canonical JSON of each key that is there. */
  readonly digests: { readonly [key in StatedKey]?: string };
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
  /** There are attestations, by the record's word. Their address is not kept: it is made of name and version. */
  readonly attestations?: { readonly predicateType?: string };
  readonly dependencies: { readonly [field in DependencyField]?: { readonly [name: string]: string } };
  readonly stated?: StatedManifest;
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
  /** When versions were published that the registry no longer has. Empty where it keeps no times of such. */
  readonly removed: { readonly [version: string]: string };
}
