import type { Outcome } from '../core/verdict.js';

/** A package as a lockfile pins it: its real name, its version, and the SRI text of its bytes, empty where nothing pins them. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** A text that is equal for equal packages and for no others. */
export function pinnedKey({ name, version, integrity }: PinnedPackage): string {
  return JSON.stringify([name, version, integrity]);
}

/** What one verdict's change brings in. `pull` is absent for a merge queue's group. */
export interface Brought {
  readonly pull?: number;
  readonly baseRef: string;
  readonly outcome: Outcome;
  readonly packages: readonly PinnedPackage[];
}

/**
 * What became of the reviewed head: its pull request is open or closed with it, was merged with it, went on to another head
 * (`replaced`), or it was a merge queue's group.
 */
export type BroughtState = 'open' | 'merged' | 'closed' | 'replaced' | 'queue';

/** One review that brought a package in. `at` is in milliseconds since the epoch, `repository` is `owner/name` as it was called then. */
export interface BroughtRow extends PinnedPackage {
  readonly id: number;
  readonly at: number;
  readonly installation: number;
  readonly repository: string;
  readonly review: string;
  readonly head: string;
  readonly pull?: number;
  readonly baseRef: string;
  readonly outcome: Outcome;
  readonly state: BroughtState;
}

/** Which packages reviews brought in. Rows are written with each conclusion. */
export interface Packages {
  /**
   * The keys of those of these packages that a review passed without a word, against the same base branch of the same repository: another
   * branch has another policy, and whoever may push one decides what it lets pass.
   */
  passed(place: { readonly installation: number; readonly repository: number; readonly baseRef: string }, packages: readonly PinnedPackage[]): Promise<ReadonlySet<string>>;
  /** Reviews that brought a package of exactly this name in, the oldest first; `after` is the last id seen. */
  bringing(name: string, page: { readonly after: number; readonly limit: number }): Promise<readonly BroughtRow[]>;
}
