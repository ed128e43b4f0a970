/** Git's file modes as they stand in a tree. 120000 is a symlink, 160000 a gitlink (submodule). */
export type FileMode = '100644' | '100755' | '120000' | '160000';

/** One file of a tree: its path from the root with `/`, its mode, the object id of its bytes, its size in bytes where known. */
export interface TreeEntry {
  readonly path: string;
  readonly mode: FileMode;
  readonly oid: string;
  readonly size?: number;
}

/**
 * A whole tree, flat. `unread` names the folders that could not be listed: nothing may be said about what is below them.
 * `commit` is absent for a working tree.
 */
export interface Tree {
  readonly commit?: string;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly unread: readonly { readonly path: string; readonly code: 'TREE_TRUNCATED' }[];
}

/** An empty tree: the base of a repository's first commit. */
export const emptyTree: Tree = { entries: new Map(), unread: [] };
