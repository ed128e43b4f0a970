import { lstatSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Tree, TreeEntry } from '../../core/tree.js';
import type { Clone } from './clone.js';
import { openDisk } from './disk.js';
import { splitAtNul } from './git.js';
import { blobOid, fileMode } from './objects.js';
import { isTreePath, pathText } from './paths.js';
import { specialInWorkingTree } from './pipes.js';

/** The working tree as it would be committed with everything added, and how to read its blobs again. */
export interface WorkingTree {
  readonly tree: Tree;
  /** Reads a blob of the tree from disk; undefined where the tree has none by that id. @throws Failure FILE_TOO_LARGE, FILE_UNREADABLE. */
  read(oid: string, maxBytes: number): Uint8Array | undefined;
}

/** What the index says of a path, for submodules and for files that a sparse checkout leaves out. */
interface Indexed {
  readonly mode: string;
  readonly oid: string;
  readonly skipped: boolean;
}

/** A listing of untracked files that takes longer is looked into. */
const longListingMs = 1_500;
/** Files hashed between two turns of the event loop. */
const filesAtOnce = 256;

/**
 * Reads the working tree: tracked files and untracked ones that are not ignored, each hashed from its bytes on disk. No filter, line
 * ending conversion or stat cache of the index takes part: a lying index hides nothing that it lists. Symlinks are their targets and
 * are never followed, in no component of a path; submodules and embedded repositories are what their HEAD names. A file that cannot
 * be read stands with an id of zeros, which no other file has.
 * @throws Failure READ_BUDGET over limits.workingTreeBytes, HOST_*.
 */
export async function readWorkingTree(clone: Clone, root: string): Promise<WorkingTree> {
  const disk = openDisk(root);
  const entries = new Map<string, TreeEntry>();
  const sources = new Map<string, Buffer>();
  const unread: { path: string; code: 'TREE_TRUNCATED' }[] = [];
  let bytes = 0;
  let files = 0;
  for (const [key, indexed] of await listPaths(clone)) {
    const raw = Buffer.from(key, 'latin1');
    const path = pathText(raw);
    if (!isTreePath(raw)) { unread.push({ path, code: 'TREE_TRUNCATED' }); continue; }
    if (entries.size >= limits.treeEntries.value) { unread.push({ path: '', code: 'TREE_TRUNCATED' }); break; }
    const stat = disk.stat(raw);
    const entry = stat ? await entryOf(raw, path, stat, indexed) : leftOut(path, indexed);
    if (!entry) continue;
    entries.set(path, entry);
    if (entry.mode === '160000' || !stat) continue;
    sources.set(entry.oid, raw);
    bytes += entry.size ?? 0;
    if (bytes > limits.workingTreeBytes.value) throw new Failure('READ_BUDGET', { limit: limits.workingTreeBytes.value });
    files += 1;
    if (files % filesAtOnce === 0) await new Promise(setImmediate);
  }
  return { tree: { entries, unread }, read };

  async function entryOf(raw: Buffer, path: string, stat: Stats, indexed: Indexed | undefined): Promise<TreeEntry | undefined> {
    if (stat.isSymbolicLink()) {
      const target = disk.link(raw);
      return { path, mode: '120000', oid: blobOid(target, clone.format), size: target.length };
    }
    if (stat.isFile()) {
      const mode = fileMode(stat.mode.toString(8));
      return { path, mode, ...disk.hash(raw, clone.format) };
    }
    if (stat.isDirectory()) {
      const head = await headOf(clone, disk.absolute(raw));
      const oid = head ?? (indexed?.mode === '160000' ? indexed.oid : undefined);
      if (oid !== undefined) return { path, mode: '160000', oid };
      if (!indexed) unread.push({ path, code: 'TREE_TRUNCATED' }); // an embedded repository without a commit: git lists nothing in it
    }
    return undefined; // a device, a socket, a pipe: git adds none of them
  }

  function read(oid: string, maxBytes: number): Uint8Array | undefined {
    const raw = sources.get(oid);
    if (raw === undefined) return undefined;
    const path = pathText(raw);
    const stat = disk.stat(raw);
    if (stat && stat.size > maxBytes) throw new Failure('FILE_TOO_LARGE', { path, bytes: stat.size, limit: maxBytes });
    const content = stat?.isSymbolicLink() ? disk.link(raw) : stat?.isFile() ? disk.content(raw, maxBytes) : undefined;
    if (!content || blobOid(content, clone.format) !== oid) throw new Failure('FILE_UNREADABLE', { path });
    return content;
  }
}

/** A path that is not on disk: deleted, unless a sparse checkout leaves it out, when a commit keeps what the index has. */
function leftOut(path: string, indexed: Indexed | undefined): TreeEntry | undefined {
  return indexed?.skipped === true ? { path, mode: fileMode(indexed.mode), oid: indexed.oid } : undefined;
}

/** Every path (as latin1 text, for its bytes) of the working tree, and what the index says of it. */
async function listPaths({ root, scratch, listing }: Clone): Promise<ReadonlyMap<string, Indexed | undefined>> {
  const paths = new Map<string, Indexed | undefined>();
  const { env, excludes } = listing;
  for await (const line of splitAtNul(scratch.stream(['ls-files', '-z', '-s', '-t', '--cached'], { env }))) {
    const tab = line.indexOf(9);
    const [tag, mode = '', oid = ''] = line.subarray(0, tab).toString('latin1').split(' ');
    paths.set(line.subarray(tab + 1).toString('latin1'), { mode, oid, skipped: tag === 'S' });
  }
  // git opens each .gitignore, and the HEAD of an embedded repository, and waits for ever on one that is a pipe: where the listing takes long, that is what is looked for.
  const stuck = new AbortController();
  const timer = setTimeout(() => {
    const pipe = root === undefined ? undefined : specialInWorkingTree(root);
    if (pipe !== undefined) stuck.abort(new Failure('FILE_UNREADABLE', { path: pipe, reason: 'a pipe or device' }));
  }, longListingMs);
  try {
    for await (const line of splitAtNul(scratch.stream(['ls-files', '-z', '--others', '--exclude-standard', ...excludes], { env, signal: stuck.signal }))) {
      const name = line.toString('latin1').replace(/\/$/, '');
      if (!paths.has(name)) paths.set(name, undefined);
    }
  } finally {
    clearTimeout(timer);
  }
  return paths;
}

/** The commit that a repository in the working tree has checked out, if `folder` is one and has. */
async function headOf(clone: Clone, folder: Buffer): Promise<string | undefined> {
  const dotGit = Buffer.concat([folder, Buffer.from('/.git')]);
  if (!lstatSync(dotGit, { throwIfNoEntry: false })) return undefined;
  try {
    await clone.check(dotGit.toString());
    const { stdout } = await clone.at(dotGit.toString()).run(['rev-parse', '--verify', '--quiet', 'HEAD']);
    const oid = stdout.toString().trim();
    return /^[0-9a-f]{40,64}$/.test(oid) ? oid : undefined;
  } catch {
    return undefined;
  }
}
