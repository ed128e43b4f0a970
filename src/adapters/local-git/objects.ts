import { createHash } from 'node:crypto';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { FileMode, Tree, TreeEntry } from '../../core/tree.js';
import type { Git } from './git.js';
import { splitAtNul } from './git.js';
import { pathText } from './paths.js';

export type ObjectFormat = 'sha1' | 'sha256';
const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The id that git gives to bytes as a blob: no filter, no line ending conversion. */
export function blobOid(bytes: Uint8Array, format: ObjectFormat): string {
  return createHash(format).update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}

/**
 * A whole tree by the id of a tree or commit. Sizes are those git knows; a blob that is not in the clone (a partial clone) has none.
 * Over limits.treeEntries the rest is named as unread.
 * @throws Failure HOST_ERROR where tree objects are missing.
 */
export async function readTree(git: Git, oid: string, commit?: string): Promise<Tree> {
  const entries = new Map<string, TreeEntry>();
  const named = commit === undefined ? {} : { commit };
  for await (const line of splitAtNul(git.stream(['ls-tree', '-r', '-z', '-l', '--full-tree', oid]))) {
    const tab = line.indexOf(9);
    const [mode = '', , id = '', size = ''] = line.subarray(0, tab).toString('latin1').split(/ +/);
    if (entries.size >= limits.treeEntries.value) return { ...named, entries, unread: [{ path: '', code: 'TREE_TRUNCATED' }] };
    const path = pathText(line.subarray(tab + 1));
    entries.set(path, { path, mode: fileMode(mode), oid: id, ...(/^\d+$/.test(size) && { size: Number(size) }) });
  }
  return { ...named, entries, unread: [] };
}

/** Old trees hold 100664 and the like; git reads them by the owner's execute bit. */
export function fileMode(mode: string): FileMode {
  if (mode === '120000' || mode === '160000') return mode;
  return (Number.parseInt(mode, 8) & 0o100) === 0 ? '100644' : '100755';
}

/** What may still be read in this review; each blob is paid for once it is read. */
export interface ReadBudget {
  left: number;
}

/**
 * Blobs by id from the object database, each verified against its id, or a Failure in its place: HOST_NOT_FOUND (not in this clone),
 * HOST_MALFORMED (no blob, or other bytes than the id names), FILE_TOO_LARGE, READ_BUDGET.
 */
export async function readBlobs(git: Git, oids: readonly string[], maxBytes: number, budget: ReadBudget): Promise<Map<string, Uint8Array | Error>> {
  const answers = new Map<string, Uint8Array | Error>();
  const wanted: string[] = [];
  for (const oid of new Set(oids)) {
    if (objectId.test(oid)) wanted.push(oid);
    else answers.set(oid, new Failure('HOST_MALFORMED', { oid }));
  }
  if (wanted.length === 0) return answers;
  const sizes = (await git.run(['cat-file', '--batch-check'], { input: `${wanted.join('\n')}\n` })).stdout.toString('latin1').split('\n');
  const fitting: string[] = [];
  for (const [at, oid] of wanted.entries()) {
    const [, type, text] = (sizes[at] ?? '').split(' ');
    const size = Number(text);
    if (type === 'missing') answers.set(oid, new Failure('HOST_NOT_FOUND', { oid }));
    else if (type !== 'blob') answers.set(oid, new Failure('HOST_MALFORMED', { oid, type: type ?? '' }));
    else if (size > maxBytes) answers.set(oid, new Failure('FILE_TOO_LARGE', { oid, bytes: size, limit: maxBytes }));
    else if (size > budget.left) answers.set(oid, new Failure('READ_BUDGET', { oid, bytes: size }));
    else { budget.left -= size; fitting.push(oid); }
  }
  if (fitting.length > 0) await readBatch(git, fitting, answers);
  return answers;
}

/** cat-file --batch answers in the order asked: a header line, the bytes, a line feed. */
async function readBatch(git: Git, oids: readonly string[], answers: Map<string, Uint8Array | Error>): Promise<void> {
  const { stdout } = await git.run(['cat-file', '--batch'], { input: `${oids.join('\n')}\n`, maxBytes: limits.reviewReadBytes.value * 2 });
  let at = 0;
  for (const oid of oids) {
    const end = stdout.indexOf(10, at);
    const [, type, size] = stdout.subarray(at, end < 0 ? stdout.length : end).toString('latin1').split(' ');
    if (type !== 'blob') { answers.set(oid, new Failure('HOST_NOT_FOUND', { oid })); at = end + 1; continue; }
    const bytes = Uint8Array.prototype.slice.call(stdout, end + 1, end + 1 + Number(size));
    answers.set(oid, blobOid(bytes, oid.length === 64 ? 'sha256' : 'sha1') === oid ? bytes : new Failure('HOST_MALFORMED', { oid }));
    at = end + 1 + Number(size) + 1;
  }
}
