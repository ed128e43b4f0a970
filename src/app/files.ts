import { complete, failed, type Coverage } from '../core/coverage.js';
import { problemOf } from '../core/errors.js';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import type { Tree, TreeEntry } from '../core/tree.js';
import type { ReviewedFile } from '../lockfiles/reading.types.js';
import type { Blob, CodeHost } from '../ports/code-host.js';

/** A file's text, or why there is none. `absent` is not a failure: the file is not in that tree. */
export type FileText = { readonly kind: 'text'; readonly text: string; readonly oid: string } | { readonly kind: 'absent' } | { readonly kind: 'unread'; readonly coverage: Exclude<Coverage, { kind: 'complete' | 'skipped' }>; readonly oid: string };

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

/** Reads texts of one review: one request for all that is asked together, each object once, symlinks followed inside the tree. */
export function createTextReader(host: CodeHost): (wanted: readonly { readonly tree: Tree; readonly path: string; readonly maxBytes: number }[]) => Promise<readonly FileText[]> {
  const blobs = new Map<string, Uint8Array | Error>();

  async function fetch(oids: Iterable<string>, maxBytes: number): Promise<void> {
    const missing = [...new Set(oids)].filter((oid) => !blobs.has(oid));
    if (missing.length === 0) return;
    for (const [oid, bytes] of await host.blobs(missing, maxBytes)) blobs.set(oid, bytes);
  }

  return async (wanted) => {
    let targets = wanted.map(({ tree, path }) => tree.entries.get(path));
    const widest = Math.max(0, ...wanted.map((one) => one.maxBytes));
    await fetch(targets.filter((entry) => entry !== undefined && entry.mode !== '160000').map((entry) => entry!.oid), widest);
    for (let step = 0; step < limits.symlinkSteps.value && targets.some((entry) => entry?.mode === '120000'); step += 1) {
      targets = targets.map((entry, index) => (entry?.mode === '120000' ? follow(entry, wanted[index]!.tree, blobs) : entry));
      await fetch(targets.filter((entry) => entry !== undefined && entry.mode !== '160000').map((entry) => entry!.oid), widest);
    }
    return targets.map((entry, index) => textOf(entry, wanted[index]!, blobs));
  };
}

/** The entry a symlink points to inside its tree; undefined outside of it or where nothing is. */
function follow(entry: TreeEntry, tree: Tree, blobs: ReadonlyMap<string, Uint8Array | Error>): TreeEntry | undefined {
  const bytes = blobs.get(entry.oid);
  if (!(bytes instanceof Uint8Array) || bytes.length > 4096) return undefined;
  const target = new TextDecoder().decode(bytes);
  if (target.startsWith('/')) return undefined;
  const parts = entry.path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') { if (parts.pop() === undefined) return undefined; } else if (part !== '.' && part !== '') parts.push(part);
  }
  return tree.entries.get(parts.join('/'));
}

function textOf(entry: TreeEntry | undefined, { tree, path, maxBytes }: { readonly tree: Tree; readonly path: string; readonly maxBytes: number }, blobs: ReadonlyMap<string, Uint8Array | Error>): FileText {
  const listed = tree.entries.get(path);
  if (!listed) return { kind: 'absent' };
  const unread = (code: Parameters<typeof failed>[0], data: Parameters<typeof failed>[1] = {}): FileText => ({ kind: 'unread', oid: listed.oid, coverage: failed(code, { path, ...data }) as Extract<FileText, { kind: 'unread' }>['coverage'] });
  if (!entry || entry.mode === '120000') return unread('FILE_SYMLINK');
  if (entry.mode === '160000') return unread('FILE_SUBMODULE');
  const bytes = blobs.get(entry.oid);
  if (!(bytes instanceof Uint8Array)) {
    const { code, data } = problemOf(bytes);
    return unread(code, data);
  }
  if (bytes.length > maxBytes) return unread('FILE_TOO_LARGE', { bytes: bytes.length, limit: maxBytes });
  const text = decode(bytes);
  if (text === undefined) return unread('FILE_ENCODING');
  return text.startsWith(lfsPointer) ? unread('FILE_LFS_POINTER') : { kind: 'text', text, oid: entry.oid };
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
  return text === undefined ? { kind: 'unread', oid, coverage: failed('FILE_ENCODING') as Extract<FileText, { kind: 'unread' }>['coverage'] } : { kind: 'text', text, oid };
}
