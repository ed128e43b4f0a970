import { limits } from './limits.js';
import type { Tree, TreeEntry } from './tree.js';

/**
 * Where a path of a tree leads once its symlinks are followed inside the tree. `links` are those that were passed, in order: their
 * object ids belong to what a reader at `path` sees.
 */
export type ResolvedPath =
  | { readonly kind: 'file'; readonly entry: TreeEntry; readonly links: readonly TreeEntry[] }
  | { readonly kind: 'directory' | 'absent'; readonly path: string; readonly links: readonly TreeEntry[] }
  /** The path is a submodule, or below one. */
  | { readonly kind: 'submodule'; readonly entry: TreeEntry; readonly links: readonly TreeEntry[] }
  /** A link leads out of the tree, to an absolute path, or to no path at all. */
  | { readonly kind: 'outside'; readonly link: TreeEntry; readonly links: readonly TreeEntry[] }
  /** The target of this link is not known: `readLink` gave undefined. Read it and ask again. */
  | { readonly kind: 'unread'; readonly link: TreeEntry; readonly links: readonly TreeEntry[] }
  /** More links than `limits.symlinkSteps`, or a circle. */
  | { readonly kind: 'limit'; readonly links: readonly TreeEntry[] };

/** The longest target that is read as one; Linux takes 4,095 bytes. */
const targetCharacters = 4095;

/**
 * Resolves a path as a file system would that holds the tree and nothing else: symlinks in any component, `.` and `..` after
 * resolving what stands before them. An installer that opens `path` reads what this finds; a lockfile may be reached through a link
 * whose own bytes never change.
 * @param readLink the target of a 120000 entry (its blob as text), or undefined where it has not been read
 * @param path from the tree's root, with `/`
 */
export function resolveInTreeSymlink(tree: Tree, readLink: (entry: TreeEntry) => string | undefined, path: string): ResolvedPath {
  const links: TreeEntry[] = [];
  const at: string[] = [];
  const ahead = path.split('/').reverse();
  for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (at.pop() === undefined) return { kind: 'outside', link: links.at(-1) ?? { path, mode: '120000', oid: '' }, links };
      continue;
    }
    at.push(part);
    const entry = tree.entries.get(at.join('/'));
    if (entry === undefined) continue;
    if (entry.mode === '160000') return { kind: 'submodule', entry, links };
    if (entry.mode !== '120000') {
      if (ahead.some((rest) => rest !== '')) return { kind: 'absent', path: [...at, ...ahead.reverse()].join('/'), links };
      return { kind: 'file', entry, links };
    }
    links.push(entry);
    if (links.length > limits.symlinkSteps.value) return { kind: 'limit', links };
    const target = readLink(entry);
    if (target === undefined) return { kind: 'unread', link: entry, links };
    if (target === '' || target.startsWith('/') || target.includes('\0') || target.length > targetCharacters) return { kind: 'outside', link: entry, links };
    at.pop();
    ahead.push(...target.split('/').reverse());
  }
  const found = at.join('/');
  return { kind: isDirectory(tree, found) ? 'directory' : 'absent', path: found, links };
}

/** The folders of a tree, found once for it: asked for each of many links, looking through the whole tree would be quadratic. */
const foldersOf = new WeakMap<Tree, ReadonlySet<string>>();

function isDirectory(tree: Tree, path: string): boolean {
  let folders = foldersOf.get(tree);
  if (!folders) {
    const found = new Set(['']);
    for (const key of tree.entries.keys()) {
      for (let slash = key.lastIndexOf('/'); slash > 0 && !found.has(key.slice(0, slash)); slash = key.lastIndexOf('/', slash - 1)) found.add(key.slice(0, slash));
    }
    foldersOf.set(tree, folders = found);
  }
  return folders.has(path);
}
