import { Failure } from '../../core/errors.js';
import { isObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { byCodePoint } from '../../core/order.js';
import type { FileMode, Tree, TreeEntry } from '../../core/tree.js';
import type { Caller } from './caller.js';
import { treeShape } from './shapes.js';

/** One object of a tree as GitHub lists it: a folder or a file, its path below the tree that was asked for. */
interface Listed {
  readonly path: string;
  readonly kind: 'folder' | 'file';
  readonly mode: FileMode;
  readonly oid: string;
  readonly size?: number;
}

interface Listing {
  readonly items: readonly Listed[];
  readonly truncated: boolean;
}

/** Modes of old or odd trees (100664, 100600) install as plain files; what git calls a commit is a submodule whatever its mode. */
function modeOf(type: string, mode: string): FileMode {
  if (type === 'commit') return '160000';
  if (mode === '120000') return '120000';
  return mode === '100755' ? '100755' : '100644';
}

const oidPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function listed(value: unknown): Listed {
  if (isObject(value)) {
    const { path, type, mode, sha, size } = value;
    if (typeof path === 'string' && path !== '' && typeof type === 'string' && typeof mode === 'string' && typeof sha === 'string' && oidPattern.test(sha)) {
      if (type === 'tree') return { path, kind: 'folder', mode: '100644', oid: sha };
      return { path, kind: 'file', mode: modeOf(type, mode), oid: sha, ...(typeof size === 'number' && size >= 0 ? { size } : {}) };
    }
  }
  throw new Failure('HOST_MALFORMED', { operation: 'repository.tree', reason: 'shape' });
}

export interface TreeReader {
  /** The tree of a commit, or of a tree by its own id. @throws Failure REVISION_UNKNOWN when GitHub does not have it, HOST_*. */
  read(sha: string): Promise<Tree>;
}

/**
 * Reads whole trees. A recursive listing is cut by GitHub at 100,000 entries or 7 MB (docs.github.com, "Get a tree"); a cut one is read
 * again folder by folder, each folder whole where it can be. Folders that two trees share are read once. What the budget of requests or
 * entries leaves out stands in `unread`: padding a repository makes a hole that is named, never a smaller tree.
 */
export function createTreeReader(caller: Caller): TreeReader {
  const listings = new Map<string, Promise<Listing>>();

  function list(sha: string, recursive: boolean): Promise<Listing> {
    const key = `${sha} ${String(recursive)}`;
    let found = listings.get(key);
    if (found === undefined) {
      found = caller.call('repository.tree', { tree_sha: sha, ...(recursive ? { recursive: '1' } : {}) }, treeShape)
        .then((answer) => ({ items: answer.tree.map(listed), truncated: answer.truncated }));
      listings.set(key, found);
    }
    return found;
  }

  /** Level by level, each level in its order: the budget ends at the same folder every time, however the answers come in. */
  async function walk(root: string): Promise<Tree> {
    const entries = new Map<string, TreeEntry>();
    const unread = new Set<string>();
    let left = limits.treeRequests.value;
    const within = (sha: string, recursive: boolean): Promise<Listing> => (left-- > 0 ? list(sha, recursive) : Promise.resolve({ items: [], truncated: true }));
    const put = (prefix: string, item: Listed): void => {
      const path = prefix + item.path;
      // A tree that names a path twice is not git's own; which of the two lands cannot be told.
      if (entries.size >= limits.treeEntries.value || entries.has(path)) unread.add(folderOf(path));
      else entries.set(path, { path, mode: item.mode, oid: item.oid, ...(item.size === undefined ? {} : { size: item.size }) });
    };
    for (let level = [{ sha: root, prefix: '' }]; level.length > 0;) {
      const whole = await Promise.all(level.map((folder) => within(folder.sha, true)));
      level.forEach(({ prefix }, index) => { if (!whole[index]!.truncated) for (const item of whole[index]!.items) if (item.kind === 'file') put(prefix, item); });
      const cut = level.filter((_, index) => whole[index]!.truncated);
      const single = await Promise.all(cut.map((folder) => within(folder.sha, false)));
      const next: typeof level = [];
      cut.forEach(({ prefix }, index) => {
        if (single[index]!.truncated) unread.add(prefix.slice(0, -1));
        for (const item of single[index]!.items) {
          if (item.kind === 'file') put(prefix, item);
          else next.push({ sha: item.oid, prefix: `${prefix}${item.path}/` });
        }
      });
      level = next;
    }
    return { entries, unread: [...unread].sort(byCodePoint).map((path) => ({ path, code: 'TREE_TRUNCATED' })) };
  }

  return {
    async read(sha) {
      try {
        return await walk(sha);
      } catch (error) {
        if (error instanceof Failure && (error.code === 'HOST_NOT_FOUND' || error.code === 'HOST_REJECTED')) throw new Failure('REVISION_UNKNOWN', { revision: sha }, error);
        throw error;
      }
    },
  };
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
