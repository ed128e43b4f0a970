import type { Introducer, LockedPackage, MetadataDifference, Reach, InstallRoot } from './lockfile.js';
import type { RepositoryLocation } from './location.js';

/**
 * One package's difference between two lockfile trees.
 * - `added`, `removed`, `updated` (another version of the same identity);
 * - `rewritten`: same name and version, other bytes or origin; `metadata`: same bytes, other scripts, bin, edges or flags;
 * - `moved`: same bytes inside one install root with reach not increased; the only kind that brings nothing in.
 */
export type ChangeKind = 'added' | 'removed' | 'updated' | 'rewritten' | 'metadata' | 'moved';

export interface DependencyChange {
  readonly kind: ChangeKind;
  readonly root: InstallRoot;
  /** The baselines this change is compared with: equal real name and registry only. A finding is what SOME of them lacks. */
  readonly before: readonly LockedPackage[];
  readonly after?: LockedPackage;
  /** Further locations of the same bytes with the same difference, told once. */
  readonly copies: readonly string[];
  /** Another identity stood behind the same name at base: the alias or override now points elsewhere. */
  readonly substituted?: LockedPackage;
  readonly differences: readonly MetadataDifference[];
  /** Whether the baseline was ever reviewed by us; false where unknown. */
  readonly reviewed: boolean;
  readonly reach: Reach;
  readonly introducers: readonly Introducer[];
  /** The manifest line if this pull request touched it, else the lockfile line. */
  readonly at: RepositoryLocation;
}
