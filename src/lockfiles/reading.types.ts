import type { Coverage } from '../core/coverage.js';
import type { LimitName } from '../core/limits.js';
import type { InstallRoot, LockedPackage, LockfileProblem } from '../core/lockfile.js';
import type { NamedPath } from '../core/loaded-paths.js';
import type { MixedScope } from './scopes.js';

/** What a package entry whose difference is wanted looks like on both sides; see `lockfiles/diff`. */
export interface LockfileReading {
  readonly root: InstallRoot;
  /** The id of the format that read it, for example `npm`. */
  readonly format: string;
  /** The ecosystem of its packages; left out for npm. */
  readonly ecosystem?: string;
  readonly change: 'added' | 'removed' | 'changed' | 'unchanged';
  /** The lockfile of the base whose place this one takes: it was read as this one's base side. */
  readonly replaces?: string;
  readonly coverage: Coverage;
  /** Entries of the head side: how many there are, and those whose entry was added or changed. */
  readonly count: number;
  readonly touched: readonly LockedPackage[];
  /** Real names of the packages that the base side holds; absent where that was not read. */
  readonly stood?: ReadonlySet<string>;
  readonly problems: readonly LockfileProblem[];
  /** Scopes that come from several sources since this change. */
  readonly mixed?: readonly MixedScope[];
  /** Paths of the manifests that the head side installs: its root and workspaces. Absent where the head side was not parsed. */
  readonly importers?: readonly string[];
  /** The first line of each touched location, head side, for findings about the entry itself. */
  readonly lines: ReadonlyMap<string, { readonly line: number; readonly endLine: number }>;
  /** Limits by which something of why packages are there was left out; every change itself is there. Absent where none was hit. */
  readonly cut?: readonly LimitName[];
}

/** An archive of packages that lies in the repository and changes; what could not be read of it has no files. */
export interface CommittedArchive {
  readonly path: string;
  readonly coverage: Coverage;
  /** The digest of its bytes, hex. */
  readonly sha512?: string;
  readonly files?: readonly { readonly path: string; readonly size: number; readonly sha256: string }[];
}

/** A file that differs between the two trees. `text` is there where something asked for its content and it could be read. */
export interface ReviewedFile {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed' | 'mode';
  readonly mode: { readonly before?: string; readonly after?: string };
  readonly oid: { readonly before?: string; readonly after?: string };
  readonly text: { readonly before?: string; readonly after?: string };
  readonly coverage: Coverage;
}

/** What settings name to installers, and what of it could not be found out. A hole holds for the very objects in its identity. */
export interface LoadedReading {
  readonly named: readonly NamedPath[];
  /** Files of the repository's own that scripts of its install roots start at install. */
  readonly started?: readonly NamedPath[];
  readonly holes: readonly { readonly path: string; readonly identity: readonly string[]; readonly coverage: Exclude<Coverage, { kind: 'complete' | 'skipped' }> }[];
}

/**
 * Where a table of Plug'n'Play says something else than the lockfile: `entry` is the package of the table, `says` what it says of it. `other-code` is of the
 * file as a whole.
 */
export interface PnpDifference {
  readonly kind: 'not-locked' | 'elsewhere' | 'other-target' | 'other-code';
  readonly entry: string;
  readonly says: string;
}

/** A file of Plug'n'Play that changes. What could be compared has its differences (some of them, `more` counts the others); of what could not, `coverage` says why. */
export interface PnpTable {
  readonly path: string;
  readonly coverage: Coverage;
  readonly differences: readonly PnpDifference[];
  readonly more: number;
}

/** A changed file that stands for one of a published package (`of`: its name and version), and whether it has just the bytes of that one. */
export interface PublishedFile {
  readonly path: string;
  readonly of: string;
  readonly same: boolean;
}
