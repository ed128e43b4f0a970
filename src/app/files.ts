import { complete, type Coverage } from '../core/coverage.js';
import { problemOf, type ErrorCode } from '../core/errors.js';
import type { Json } from '../core/json.js';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import { resolveInTreeSymlink, type ResolvedPath } from '../core/symlinks.js';
import type { Tree, TreeEntry } from '../core/tree.js';
import type { ReviewedFile } from '../lockfiles/reading.types.js';
import { settingsTool } from '../lockfiles/settings/index.js';
import type { Blob, CodeHost } from '../ports/code-host.js';

type Hole = Extract<Coverage, { kind: 'partial' | 'failed' }>;

/** A file's text, or why there is none. `absent` is not a failure: the file is not in that tree. */
export type FileText = { readonly kind: 'text'; readonly text: string; readonly oid: string } | { readonly kind: 'absent' } | { readonly kind: 'unread'; readonly coverage: Hole; readonly oid: string };

/** A path's length limit on Linux, and some. */
const linkBytes = 8192;
const lfsPointer = 'version https://git-lfs.github.com/spec/';

/** The paths that differ between two trees, in code point order. */
export function changedPaths(before: Tree, after: Tree): readonly ReviewedFile[] {
  const paths = new Set([...before.entries.keys(), ...after.entries.keys()]);
  const files: ReviewedFile[] = [];
  for (const path of paths) {
    const old = before.entries.get(path);
    const now = after.entries.get(path);
    if (old?.oid === now?.oid && old?.mode === now?.mode) continue;
    files.push({
      path, change: !old ? 'added' : !now ? 'removed' : old.oid === now.oid ? 'mode' : 'changed', coverage: complete, text: {},
      mode: { ...(old ? { before: old.mode } : {}), ...(now ? { after: now.mode } : {}) },
      oid: { ...(old ? { before: old.oid } : {}), ...(now ? { after: now.oid } : {}) },
    });
  }
  return files.sort((a, b) => byCodePoint(a.path, b.path));
}

/** A path of a tree. */
export interface TreePath {
  readonly tree: Tree;
  readonly path: string;
}

export interface TextReader {
  /** Texts, one request for all that is asked together, each object once, symlinks followed inside the tree. */
  readonly read: (wanted: readonly (TreePath & { readonly maxBytes: number })[]) => Promise<readonly FileText[]>;
  /** Where paths lead; only links are read. */
  readonly resolve: (wanted: readonly TreePath[]) => Promise<readonly ResolvedPath[]>;
}

/** Reads the files of one review. */
export function createTextReader(host: CodeHost): TextReader {
  const blobs = new Map<string, Uint8Array | Error>();

  async function fetch(oids: Iterable<string>, maxBytes: number): Promise<void> {
    const missing = [...new Set(oids)].filter((oid) => !blobs.has(oid));
    if (missing.length === 0) return;
    for (const [oid, bytes] of await host.blobs(missing, maxBytes)) blobs.set(oid, bytes);
  }

  const readLink = (entry: TreeEntry): string | undefined => {
    const bytes = blobs.get(entry.oid);
    if (bytes === undefined) return undefined;
    // A link whose bytes cannot be had leads nowhere that we know: an empty target is refused as leading out of the tree.
    return bytes instanceof Uint8Array && bytes.length <= linkBytes ? new TextDecoder().decode(bytes) : '';
  };

  /** Resolves what is wanted, link by link. The first round may take files along: mostly there are no links, and one round is all. */
  async function follow(wanted: readonly TreePath[], maxBytes: number, files: boolean): Promise<readonly ResolvedPath[]> {
    const resolve = (): ResolvedPath[] => wanted.map(({ tree, path }) => resolveInTreeSymlink(tree, readLink, path));
    let resolved = resolve();
    for (let step = 0; step <= limits.symlinkSteps.value; step += 1) {
      await fetch(resolved.flatMap((one) => (one.kind === 'file' && files ? [one.entry.oid] : one.kind === 'unread' ? [one.link.oid] : [])), maxBytes);
      if (!resolved.some((one) => one.kind === 'unread')) break;
      resolved = resolve();
    }
    return resolved;
  }

  return {
    async read(wanted) {
      const resolved = await follow(wanted, Math.max(0, ...wanted.map((one) => one.maxBytes)), true);
      return resolved.map((one, index) => textOf(one, wanted[index]!, blobs));
    },
    resolve: (wanted) => follow(wanted, linkBytes, false),
  };
}

function textOf(resolved: ResolvedPath, { tree, path, maxBytes }: { readonly tree: Tree; readonly path: string; readonly maxBytes: number }, blobs: ReadonlyMap<string, Uint8Array | Error>): FileText {
  // A path below a link to a folder is listed nowhere, and there all the same.
  const listed = tree.entries.get(path) ?? (resolved.kind === 'file' ? resolved.entry : resolved.kind === 'absent' ? undefined : resolved.links[0]);
  if (!listed) return { kind: 'absent' };
  const unread = (code: ErrorCode, data: { readonly [key: string]: Json } = {}): FileText => ({ kind: 'unread', oid: listed.oid, coverage: hole(code, { path, ...data }) });
  switch (resolved.kind) {
    case 'submodule': return unread('FILE_SUBMODULE');
    case 'outside':
    case 'limit':
    case 'unread':
    case 'directory':
    case 'absent': return unread('FILE_SYMLINK', { reason: resolved.kind });
    case 'file': break;
  }
  const bytes = blobs.get(resolved.entry.oid);
  if (!(bytes instanceof Uint8Array)) {
    const { code, data } = problemOf(bytes);
    return unread(code, data);
  }
  if (bytes.length > maxBytes) return unread('FILE_TOO_LARGE', { bytes: bytes.length, limit: maxBytes });
  // An application's own values may be anything, sealed ones too; names of variables are letters in any encoding.
  const text = decode(bytes) ?? (settingsTool(path) === 'dotenv' ? new TextDecoder('latin1').decode(bytes) : undefined);
  if (text === undefined) return unread('FILE_ENCODING');
  return text.startsWith(lfsPointer) ? unread('FILE_LFS_POINTER') : { kind: 'text', text, oid: resolved.entry.oid };
}

function hole(code: ErrorCode, data: { readonly [key: string]: Json }): Hole {
  return { kind: 'failed', code, data };
}

/** UTF-8, strictly; a byte order mark stays in the text, since a reader that strips it and one that does not differ by it. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of a file that was read by itself. */
export function textOfBlob({ oid, bytes }: Blob): FileText {
  const text = decode(bytes);
  return text === undefined ? { kind: 'unread', oid, coverage: hole('FILE_ENCODING', {}) } : { kind: 'text', text, oid };
}
