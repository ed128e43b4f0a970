import { createHash } from 'node:crypto';
import type { Tree } from '../../core/tree.js';

/** Whole trees kept in memory between reviews, by commit. Keys hold installation and repository: no tenant is told another's. */
export interface TreeCache {
  get(key: string): Tree | undefined;
  put(key: string, tree: Tree): void;
}

/** About what an entry takes in memory beside its path, which is held as two bytes a character at most. */
const entryBytes = 250;

const sizeOf = (tree: Tree): number => {
  let size = 0;
  for (const path of tree.entries.keys()) size += entryBytes + 2 * path.length;
  return size;
};

/** A cache of about `capacity` bytes, the least recently used dropped first. A tree over a quarter of it, or with a hole, is not kept. */
export function createTreeCache(capacity = 64_000_000): TreeCache {
  const kept = new Map<string, { readonly tree: Tree; readonly size: number }>();
  let total = 0;
  return {
    get(key) {
      const found = kept.get(key);
      if (found) {
        kept.delete(key);
        kept.set(key, found);
      }
      return found?.tree;
    },
    put(key, tree) {
      if (tree.unread.length > 0 || kept.has(key)) return;
      const size = sizeOf(tree);
      if (size > capacity / 4) return;
      kept.set(key, { tree, size });
      total += size;
      for (const [oldest, { size: freed }] of kept) {
        if (total <= capacity) break;
        kept.delete(oldest);
        total -= freed;
      }
    },
  };
}

interface Folder {
  readonly files: Map<string, { readonly mode: string; readonly oid: string }>;
  readonly folders: Map<string, Folder>;
}

const emptyFolder = (): Folder => ({ files: new Map(), folders: new Map() });

function folderId(folder: Folder, like: string): Buffer {
  const items = [
    ...[...folder.files].map(([name, { mode, oid }]) => ({ name: Buffer.from(name), order: Buffer.from(name), mode, id: Buffer.from(oid, 'hex') })),
    ...[...folder.folders].map(([name, inner]) => ({ name: Buffer.from(name), order: Buffer.from(`${name}/`), mode: '40000', id: folderId(inner, like) })),
  ].sort((a, b) => Buffer.compare(a.order, b.order));
  const body = Buffer.concat(items.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} `), name, Buffer.from([0]), id]));
  return createHash(like.length === 64 ? 'sha256' : 'sha1').update(`tree ${body.byteLength}\0`).update(body).digest();
}

/** Deeper folders than these are no repository's; the id is not made. */
const deepest = 500;

/**
 * The id that git gives a tree with exactly these entries (git-scm.com, "Git Objects", tree objects), in the hash of `like`. Equal ids mean equal trees. A tree in
 * another form than git writes today (empty folders, old modes) has another id than its entries give here. Undefined for one with holes or of absurd depth.
 */
export function treeId(tree: Tree, like: string): string | undefined {
  if (tree.unread.length > 0) return undefined;
  const root = emptyFolder();
  for (const { path, mode, oid } of tree.entries.values()) {
    const names = path.split('/');
    if (names.length > deepest) return undefined;
    let at = root;
    for (const name of names.slice(0, -1)) {
      const next = at.folders.get(name) ?? emptyFolder();
      at.folders.set(name, next);
      at = next;
    }
    at.files.set(names.at(-1)!, { mode, oid });
  }
  return folderId(root, like).toString('hex');
}
