import type { Tree } from './tree.js';

/** The repository that a review reads. `visibility` decides what may be shown of credentialed packages. */
export interface Repository {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  readonly visibility: 'public' | 'private';
  readonly fork: boolean;
}

/**
 * What would land, and on what.
 * - `base` is the tip of the base branch (for a queue entry, the queue's own base);
 * - `policy` the tip of the protected branch, from which the policy is read: never the head, never an unmerged queue base;
 * - `merge` the merge result, what really lands (the head itself where it contains the base tip); absent on a conflict, while it is not
 *   computed, and for a working tree.
 */
export interface Snapshot {
  readonly repository: Repository;
  readonly base: { readonly commit: string; readonly ref?: string };
  /** `working-tree` where the head is what lies in a clone, committed or not. */
  readonly head: { readonly commit: string };
  readonly mergeBase?: string;
  readonly landing: { readonly kind: 'merge'; readonly commit: string } | { readonly kind: 'head'; readonly reason: 'conflict' | 'unknown' | 'working-tree' };
  readonly trees: { readonly base: Tree; readonly policy: Tree; readonly mergeBase: Tree; readonly head: Tree; readonly merge?: Tree };
}

/**
 * The two trees whose difference is reviewed: base tip to merge result, what really lands; else merge base to head. The merge base
 * and the head serve attribution alone where there is a merge result.
 */
export function landing(snapshot: Snapshot): { readonly before: Tree; readonly after: Tree } {
  const { trees } = snapshot;
  return trees.merge ? { before: trees.base, after: trees.merge } : { before: trees.mergeBase, after: trees.head };
}
