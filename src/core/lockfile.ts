import type { Integrity } from './integrity.js';
import type { Json, JsonObject } from './json.js';
import type { Origin } from './origin.js';
import type { Problem } from './errors.js';

/** One lockfile and the folder that it installs. `directory` is '' for the repository's root. */
export interface InstallRoot {
  readonly lockfile: string;
  readonly directory: string;
}

export type DependencyField = 'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies';

/**
 * How a package comes to be installed: which kinds of path lead to it. A path that begins with a development edge is `development`;
 * else one with an optional edge is `optional`; else one with a peer edge is `peer`; else it is `runtime`. Everything but
 * `development` alone is installed in production too. All false: nothing reaches it, or no edge could be resolved to it.
 */
export interface Reach {
  readonly runtime: boolean;
  readonly development: boolean;
  readonly optional: boolean;
  readonly peer: boolean;
}

/**
 * One entry of a lockfile, as the installer will use it. `raw` keeps every key: the entry is itself reviewed content, since
 * installers act on keys (scripts, bin, dependencies) that no tarball holds.
 */
export interface LockedPackage {
  readonly root: InstallRoot;
  /** The entry's key in the lockfile, for example `node_modules/a/node_modules/b`. */
  readonly location: string;
  /** The package's real name, as the registry knows it. */
  readonly name: string;
  readonly version: string;
  /** The name its dependents ask for, where that is another (`npm:` alias). */
  readonly alias?: string;
  readonly origin: Origin;
  readonly integrity: Integrity;
  /** What this lockfile pins the tarball to that carries it. There where the origin is `bundled`, nowhere else. */
  readonly carrier?: Integrity;
  readonly reach: Reach;
  /** `resolved` as written; absent where the entry has none. */
  readonly resolved?: string;
  /** The registry that this name is installed from here (`default` or a base URL), where the entry takes it from another one. */
  readonly expectedRegistry?: string;
  readonly raw: JsonObject;
  /** The ecosystem of its name and version; left out for npm. */
  readonly ecosystem?: string;
  /** Nothing pins the version: `version` is what is asked for, as written. */
  readonly unpinned?: true;
  /** Its lockfile pins others to digests, so that one without is an exception. */
  readonly digestsExpected?: true;
  /** Where the lockfile says that its archives are fetched from, where it names each of them: installers go there, whatever the registry. */
  readonly addresses?: readonly string[];
  /** What the repository's own settings may have changed in the entry, where the package manager writes that into lockfiles. */
  readonly settled?: Settled;
}

/**
 * What settings of a repository change in a lockfile entry: `dependencies` are names that they add, replace or take away; `hooked` tells that code
 * of the repository, or that it names, may have changed any.
 */
export interface Settled {
  readonly dependencies: readonly string[];
  readonly hooked: boolean;
}

/** An edge of the graph: `from` asks for `name` by `spec`; `to` is the location that satisfies it, absent when nothing does. */
export interface Edge {
  readonly from: string;
  readonly name: string;
  readonly spec: string;
  readonly field: DependencyField;
  /** A peer that may be missing (`peerDependenciesMeta`). */
  readonly optional?: boolean;
  readonly to?: string;
  /** `spec` is what was resolved (a version, or an alias of one), since the lockfile does not keep what the package asks for. */
  readonly resolved?: boolean;
}

/** A workspace of an install root, or the root itself: what a person's manifest asks for. */
export interface Importer {
  /** Its key in the lockfile, '' for the root. */
  readonly location: string;
  readonly directory: string;
  readonly manifest: string;
  readonly name?: string;
  readonly declared: { readonly [field in DependencyField]?: { readonly [name: string]: string } };
  /** What it asks for stands elsewhere in its manifest than in the fields of dependencies: pnpm's config dependencies, and pnpm itself. */
  readonly apart?: boolean;
}

/** Something in a lockfile that keeps us from reading it whole. `location` is the entry's key, '' for the file. */
export interface LockfileProblem extends Problem {
  readonly location: string;
}

/**
 * Why a package is there: workspace → direct dependency → … → the package, as names with versions; the first item is the importer.
 * `others` counts the further importers and paths that are not listed.
 */
export interface Introducer {
  readonly importer: string;
  readonly path: readonly { readonly name: string; readonly version: string; readonly location: string }[];
  readonly others: number;
}

/** A fact about an entry that a changed-metadata comparison shows: the key, both values as they stood. */
export interface MetadataDifference {
  readonly key: string;
  readonly before?: Json;
  readonly after?: Json;
}
