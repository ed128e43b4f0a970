import type { JsonObject } from '../core/json.js';

/** What is needed of a tarball that was read and bound to its pin; `ArchiveFacts` of packages is one. */
export interface VerifiedPackage {
  readonly manifest?: VerifiedManifest;
  readonly files: readonly { readonly path: string }[];
  readonly hasShrinkwrap: boolean;
  readonly hasBindingGyp: boolean;
}

export interface VerifiedManifest {
  readonly name?: string;
  readonly version?: string;
  readonly scripts: { readonly [name: string]: string };
  readonly raw: JsonObject;
}
