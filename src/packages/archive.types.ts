import type { ErrorCode } from '../core/errors.js';
import type { Json, JsonObject } from '../core/json.js';
import type { GypFacts } from './gyp/gyp.types.js';
import type { StatedManifest } from './record.types.js';

/**
 * Ways in which two installers may read one archive differently. The list is closed; each has a fixture.
 * Any of them on a path that installs or loads is a finding, and what is analysed is the union of all readings.
 */
export type ArchiveAmbiguity =
  | 'duplicate-path' | 'case-collision' | 'normalisation-collision' | 'pax-name-differs' | 'several-gzip-members' | 'data-after-end'
  | 'link-entry' | 'path-traversal' | 'absolute-path' | 'special-file' | 'several-roots';

/** One file inside a package, its first folder stripped as installers do. `sha256` is of its bytes, hex. */
export interface ArchiveFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly sha256: string;
}

/** A package's own package.json, the keys that installers and loaders act on. `raw` is the whole document. */
export interface PackageManifest {
  readonly name?: string;
  readonly version?: string;
  readonly scripts: { readonly [name: string]: string };
  readonly bin: { readonly [name: string]: string };
  readonly raw: JsonObject;
}

/** What a package inside a tarball says of itself. `raw` holds only the keys on which installers act or that a lockfile copies. */
export interface CarriedPackage {
  readonly path: string;
  readonly manifest?: PackageManifest;
  readonly manifestProblem?: { readonly code: ErrorCode; readonly data: { readonly [key: string]: Json } };
  readonly gyp?: GypFacts;
}

/** What a tarball holds, without its code having been looked at. */
export interface ArchiveFacts {
  /** The sha512 that we computed over the tarball's bytes, hex: the identity under which facts are kept. */
  readonly sha512: string;
  readonly pinned: 'lock' | 'record' | 'none';
  readonly size: number;
  readonly unpackedSize: number;
  /** By path. Where readings differ a path stands several times, what npm installs first. */
  readonly files: readonly ArchiveFile[];
  readonly manifest?: PackageManifest;
  readonly manifestProblem?: { readonly code: ErrorCode; readonly data: { readonly [key: string]: Json } };
  /** The manifest in the form in which a registry's record keeps its own, to be held against that. */
  readonly stated?: StatedManifest;
  readonly ambiguities: readonly { readonly kind: ArchiveAmbiguity; readonly path: string }[];
  /** Folders of packages that the tarball carries in a node_modules of its own (`node_modules/a`, `node_modules/@b/c`); they are loaded before anything hoisted. */
  readonly carried: readonly string[];
  /** The manifests of those packages, in the same order. */
  readonly carriedManifests?: readonly CarriedPackage[];
  readonly hasShrinkwrap: boolean;
  /** True for a binding.gyp in the first folder: an installer then builds without being told to. */
  readonly hasBindingGyp: boolean;
  /** What its build files may run, where it has any. Those of carried packages stand with their manifests. */
  readonly gyp?: GypFacts;
  /** Of a release of Yarn: the patches of packages that it carries, as texts of git's. */
  readonly yarnPatches?: readonly string[];
}

/** A file's bytes with its path, as handed to the analyser. */
export interface ArchiveEntry extends ArchiveFile {
  readonly bytes: Uint8Array;
}
