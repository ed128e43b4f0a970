import { crc32, inflateRawSync } from 'node:zlib';
import { Failure } from '../core/errors.js';
import { sha256 } from '../core/hash.js';
import { sortedBy } from '../core/order.js';
import { archiveLimits, type ArchiveLimits } from './tarball.js';
import type { ArchiveEntry } from './archive.types.js';

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;

const malformed = (reason: string, data: { readonly [key: string]: string } = {}): Failure => new Failure('TARBALL_MALFORMED', { reason, ...data });

/** A file as the central directory tells it. */
interface Listed {
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly mode: number;
  readonly at: number;
}

/**
 * Reads a ZIP archive, as Yarn writes one for each package of its cache (APPNOTE 6.3.10; stored or deflated, no encryption, one disk). What two
 * readers may take differently is refused: names that stand twice, a local header that says something else than the directory, files that overlap,
 * bytes before the first file, between files or behind the end, links. Files by path.
 * @throws Failure TARBALL_MALFORMED { reason }, TARBALL_LIMIT { limit, value }.
 */
export function readZip(bytes: Buffer, limits: ArchiveLimits = archiveLimits()): readonly ArchiveEntry[] {
  if (bytes.length > limits.tarballBytes) throw new Failure('TARBALL_LIMIT', { limit: 'tarballBytes', value: limits.tarballBytes });
  const { listed, start } = directory(bytes, limits);
  const entries: ArchiveEntry[] = [];
  let total = 0;
  let next = 0;
  for (const file of [...listed].sort((a, b) => a.at - b.at)) {
    const { from, to } = place(bytes, file, start);
    if (file.at !== next) throw malformed(file.at < next ? 'overlap' : 'bytes-between', { path: file.path });
    next = to;
    total += file.size;
    if (total > limits.unpackedBytes) throw new Failure('TARBALL_LIMIT', { limit: 'unpackedBytes', value: limits.unpackedBytes });
    if (file.path.endsWith('/')) continue;
    const content = unpack(bytes.subarray(from, to), file);
    entries.push({ path: file.path, size: content.length, mode: file.mode & 0o7777, sha256: sha256(content), bytes: content });
  }
  if (next !== start) throw malformed('bytes-between');
  return sortedBy(entries, (entry) => entry.path);
}

function directory(bytes: Buffer, limits: ArchiveLimits): { readonly listed: readonly Listed[]; readonly start: number } {
  const end = bytes.length - endBytes;
  // A comment may hold a second end: Yarn writes none, so the end is the end.
  if (end < 0 || bytes.readUInt32LE(end) !== endSignature || bytes.readUInt16LE(end + 20) !== 0) throw malformed('zip-end');
  const count = bytes.readUInt16LE(end + 10);
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  if (bytes.readUInt16LE(end + 4) !== 0 || bytes.readUInt16LE(end + 6) !== 0 || bytes.readUInt16LE(end + 8) !== count || start + size !== end || count === 0xffff) throw malformed('zip-end');
  if (count > limits.archiveEntries) throw new Failure('TARBALL_LIMIT', { limit: 'archiveEntries', value: limits.archiveEntries });
  const listed: Listed[] = [];
  const names = new Set<string>();
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== centralSignature) throw malformed('zip-directory');
    const [named, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    if (at + 46 + named + extra + comment > end) throw malformed('zip-directory');
    const path = bytes.toString('utf8', at + 46, at + 46 + named);
    if (names.has(path)) throw malformed('duplicate-path', { path });
    names.add(path);
    listed.push(checked({
      path, method: bytes.readUInt16LE(at + 10), crc: bytes.readUInt32LE(at + 16), packed: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 24),
      mode: bytes.readUInt32LE(at + 38) >>> 16, at: bytes.readUInt32LE(at + 42),
    }, bytes.readUInt16LE(at + 8), limits));
    at += 46 + named + extra + comment;
  }
  if (at !== end) throw malformed('zip-directory');
  return { listed, start };
}

const symbolicLink = 0o120000;

function checked(file: Listed, flags: number, limits: ArchiveLimits): Listed {
  const { path } = file;
  if ((flags & 1) !== 0 || (file.method !== 0 && file.method !== 8)) throw malformed('zip-method', { path });
  if (path.includes('\uFFFD') || path.includes('\\') || path.includes('\0') || path.startsWith('/') || path.split('/').some((part, index, all) => part === '..' || part === '.' || (part === '' && index < all.length - 1))) throw malformed('path', { path });
  if ((file.mode & 0o170000) === symbolicLink) throw malformed('link-entry', { path });
  if (path.length > limits.archivePathCharacters) throw new Failure('TARBALL_LIMIT', { limit: 'archivePathCharacters', value: limits.archivePathCharacters });
  if (file.size > limits.unpackedBytes) throw new Failure('TARBALL_LIMIT', { limit: 'unpackedBytes', value: limits.unpackedBytes });
  return file;
}

/** Where a file's packed bytes lie. Its local header must say what the directory says. */
function place(bytes: Buffer, file: Listed, start: number): { readonly from: number; readonly to: number } {
  const { at, path } = file;
  if (at + 30 > start || bytes.readUInt32LE(at) !== localSignature) throw malformed('zip-header', { path });
  const [named, extra] = [bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)];
  const from = at + 30 + named + extra;
  const to = from + file.packed;
  // A data descriptor behind the file (flag 8) leaves sizes out of the header: Yarn writes none.
  const same = bytes.readUInt16LE(at + 8) === file.method && bytes.readUInt32LE(at + 14) === file.crc && bytes.readUInt32LE(at + 18) === file.packed
    && bytes.readUInt32LE(at + 22) === file.size && (bytes.readUInt16LE(at + 6) & 9) === 0 && bytes.toString('utf8', at + 30, at + 30 + named) === path;
  if (!same || to > start) throw malformed('zip-header', { path });
  return { from, to };
}

function unpack(packed: Buffer, { path, method, size, crc }: Listed): Buffer {
  let content: Buffer;
  try {
    content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw malformed('deflate', { path });
  }
  if (content.length !== size || crc32(content) !== crc) throw malformed('size-or-crc', { path });
  return content;
}
