import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Snapshot } from '../../core/snapshot.js';
import type { Tree, TreeEntry } from '../../core/tree.js';
import { emptyTree } from '../../core/tree.js';
import type { CodeHost } from '../../ports/code-host.js';
import { openDisk } from './disk.js';
import { blobOid, fileMode } from './objects.js';
import { isTreePath, pathText } from './paths.js';

/** Folders whose content nobody wrote into a repository: git's own, and what an installer put there. */
const skipped: ReadonlySet<string> = new Set(['.git', 'node_modules']);
const filesAtOnce = 256;

/**
 * Files and folders on this machine as a code host whose base is empty, so that everything in them is added. No git takes part; links are
 * their targets and never followed. Paths are told from the deepest folder that holds them all.
 * The policy is the empty tree's: what is scanned does not judge itself.
 *
 * `snapshot` throws Failure FILE_UNREADABLE for a path that is not there, READ_BUDGET over limits.workingTreeBytes; a folder that cannot
 * be listed, and what is over limits.treeEntries, is named as unread. `blobs` puts FILE_TOO_LARGE, FILE_UNREADABLE or READ_BUDGET in a blob's place.
 */
export function createFolderHost(paths: readonly string[]): CodeHost {
  const named = paths.map((one) => ({ path: path.resolve(one), folder: isFolder(path.resolve(one)) }));
  const root = commonFolder(named.map((one) => (one.folder ? one.path : path.dirname(one.path))));
  const disk = openDisk(root);
  const sources = new Map<string, Buffer>();
  let taking: Promise<Snapshot> | undefined;
  let left = limits.reviewReadBytes.value;

  async function take(): Promise<Snapshot> {
    const head = await readTree();
    return {
      repository: { host: 'localhost', owner: 'local', name: path.basename(root) || 'files', visibility: 'private', fork: false },
      base: { commit: 'nothing' }, head: { commit: 'files' }, landing: { kind: 'head', reason: 'working-tree' },
      trees: { base: emptyTree, policy: emptyTree, mergeBase: emptyTree, head },
    };
  }

  async function readTree(): Promise<Tree> {
    const entries = new Map<string, TreeEntry>();
    const unread: { path: string; code: 'TREE_TRUNCATED' }[] = [];
    let bytes = 0;
    for (const raw of listed(root, named, unread)) {
      if (entries.size >= limits.treeEntries.value) { unread.push({ path: '', code: 'TREE_TRUNCATED' }); break; }
      const stat = disk.stat(raw);
      const entry = stat?.isSymbolicLink() ? { mode: '120000' as const, ...linkOf(raw) } : stat?.isFile() ? { mode: fileMode(stat.mode.toString(8)), ...disk.hash(raw, 'sha1') } : undefined;
      if (entry === undefined) continue;
      entries.set(pathText(raw), { path: pathText(raw), ...entry });
      sources.set(entry.oid, raw);
      bytes += entry.size;
      if (bytes > limits.workingTreeBytes.value) throw new Failure('READ_BUDGET', { limit: limits.workingTreeBytes.value });
      if (entries.size % filesAtOnce === 0) await new Promise(setImmediate);
    }
    return { entries, unread };
  }

  function linkOf(raw: Buffer): { oid: string; size: number } {
    const target = disk.link(raw);
    return { oid: blobOid(target, 'sha1'), size: target.length };
  }

  function read(oid: string, maxBytes: number): Uint8Array | Error {
    const raw = sources.get(oid);
    const stat = raw && disk.stat(raw);
    if (!raw || !stat) return new Failure('FILE_UNREADABLE', { oid });
    const at = { path: pathText(raw), bytes: stat.size };
    if (stat.size > maxBytes) return new Failure('FILE_TOO_LARGE', { ...at, limit: maxBytes });
    if (stat.size > left) return new Failure('READ_BUDGET', at);
    const content = stat.isSymbolicLink() ? disk.link(raw) : disk.content(raw, maxBytes);
    if (!content || blobOid(content, 'sha1') !== oid) return new Failure('FILE_UNREADABLE', at);
    left -= content.length;
    return content;
  }

  return {
    snapshot: () => taking ??= take(),
    blobs: async (oids, maxBytes) => new Map(oids.map((oid) => [oid, read(oid, maxBytes)])),
    organisationFile: async () => undefined,
  };
}

function isFolder(named: string): boolean {
  try {
    return statSync(named).isDirectory();
  } catch (cause) {
    throw new Failure('FILE_UNREADABLE', { path: named }, cause);
  }
}

function commonFolder(folders: readonly string[]): string {
  const above = (folder: string, below: string): boolean => below === folder || below.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`);
  let root = folders[0] ?? process.cwd();
  while (!folders.every((folder) => above(root, folder))) root = path.dirname(root);
  return root;
}

/** The files below the named places, as paths from the root in bytes, sorted within each folder. */
function* listed(root: string, named: readonly { readonly path: string; readonly folder: boolean }[], unread: { path: string; code: 'TREE_TRUNCATED' }[]): Generator<Buffer> {
  const from = (place: string): Buffer => Buffer.from(path.relative(root, place).split(path.sep).join('/'));
  for (const one of named) {
    if (!one.folder) { yield from(one.path); continue; }
    const waiting = [from(one.path)];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      const prefix = folder.length === 0 ? folder : Buffer.concat([folder, Buffer.from('/')]);
      let names;
      try {
        names = readdirSync(Buffer.concat([Buffer.from(`${root}/`), prefix]), { withFileTypes: true, encoding: 'buffer' });
      } catch {
        unread.push({ path: pathText(folder), code: 'TREE_TRUNCATED' });
        continue;
      }
      for (const item of names.sort((a, b) => Buffer.compare(a.name, b.name))) {
        const raw = Buffer.concat([prefix, item.name]);
        if (!item.isDirectory()) { if (isTreePath(raw)) yield raw; } else if (!skipped.has(item.name.toString())) waiting.push(raw);
      }
    }
  }
}
