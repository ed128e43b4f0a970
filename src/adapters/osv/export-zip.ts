import { readSync } from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';

/** A file of an archive as its directory tells it. */
interface Listed {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** A file of an archive: its name, and its content or undefined where that is longer than a record may be. */
export interface ExportedFile {
  readonly name: string;
  readonly content?: Buffer;
}

const malformed = (reason: string): Failure => new Failure('ADVISORIES_MALFORMED', { reason });
const [endBytes, end64Bytes, locatorBytes, longestComment] = [22, 56, 20, 0xffff];
/** What is read at once. */
const windowBytes = 8_000_000;
/** How long files are unpacked before the process may do something else: its leases and deadlines must not wait for a quarter of a million. */
const breathMs = 20;

/**
 * Reads the ZIP archive of an export from an open file (APPNOTE 6.3.10, with ZIP64 for more than 65,535 files, and data descriptors, which Go's writer leaves behind
 * each). The reader for packages (`packages/zip.ts`) is for other archives: it refuses both, since no package manager writes them, and holds everything at once. Here
 * the directory alone counts; files that overlap, and so unpack to more than there is, are refused.
 * @throws Failure ADVISORIES_MALFORMED { reason } for an archive that is cut, altered or beyond the limits. What was yielded before is then to be thrown away.
 */
export async function* exportedFiles(fd: number, size: number): AsyncGenerator<ExportedFile> {
  const read = windowed(fd, size);
  const listed = directory(read, size).sort((a, b) => a.at - b.at);
  let next = 0;
  let total = 0;
  let since = performance.now();
  for (const file of listed) {
    if (file.at < next) throw malformed('overlap');
    const header = read(file.at, 30);
    if (header.readUInt32LE(0) !== 0x04034b50) throw malformed('zip-header');
    const from = file.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    next = from + file.packed;
    if (file.name.endsWith('/')) continue;
    if (file.size > limits.advisoryRecordBytes.value) { yield { name: file.name }; continue; }
    total += file.size;
    if (total > limits.advisoryBytes.value) throw malformed('unpacked-size');
    yield { name: file.name, content: unpack(read(from, file.packed), file) };
    if (performance.now() - since > breathMs) { await breath(); since = performance.now(); }
  }
}

/** Gives bytes of a file from a window that moves forward. The bytes are only good until the next call. */
function windowed(fd: number, size: number): (at: number, length: number) => Buffer {
  let window: Buffer = Buffer.alloc(0);
  let start = 0;
  return (at, length) => {
    if (at < 0 || length < 0 || at + length > size) throw malformed('cut');
    if (at < start || at + length > start + window.length) {
      window = Buffer.allocUnsafe(Math.min(Math.max(length, windowBytes), size - at));
      start = at;
      let got = 0;
      while (got < window.length) {
        const more = readSync(fd, window, got, window.length - got, at + got);
        if (more === 0) throw malformed('cut');
        got += more;
      }
    }
    return window.subarray(at - start, at - start + length);
  };
}

function directory(read: (at: number, length: number) => Buffer, size: number): Listed[] {
  const { count, at: start, length } = directoryPlace(read, size);
  if (count > limits.advisoryFiles.value) throw malformed('files');
  const bytes = Buffer.from(read(start, length));
  const listed: Listed[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw malformed('zip-directory');
    const behind = at + 46 + bytes.readUInt16LE(at + 28);
    const file = {
      name: bytes.toString('utf8', at + 46, behind), method: bytes.readUInt16LE(at + 10), crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 24), at: bytes.readUInt32LE(at + 42),
    };
    if ((bytes.readUInt16LE(at + 8) & 1) !== 0 || (file.method !== 0 && file.method !== 8)) throw malformed('zip-method');
    listed.push(file);
    at = behind + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  if (at !== bytes.length) throw malformed('zip-directory');
  return listed;
}

/** Where the directory lies: by the last end record whose comment ends with the file, or by the ZIP64 one in front of it where a number did not fit. */
function directoryPlace(read: (at: number, length: number) => Buffer, size: number): { readonly count: number; readonly at: number; readonly length: number } {
  const tailBytes = Math.min(size, endBytes + longestComment);
  const tail = Buffer.from(read(size - tailBytes, tailBytes));
  let end = tail.length - endBytes;
  while (end >= 0 && !(tail.readUInt32LE(end) === 0x06054b50 && end + endBytes + tail.readUInt16LE(end + 20) === tail.length)) end--;
  if (end < 0) throw malformed('zip-end');
  const [count, length, at] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (count !== 0xffff && length !== 0xffffffff && at !== 0xffffffff) return { count, at, length };
  const locator = read(size - tailBytes + end - locatorBytes, locatorBytes);
  if (locator.readUInt32LE(0) !== 0x07064b50) return { count, at, length };
  const end64 = read(Number(locator.readBigUInt64LE(8)), end64Bytes);
  if (end64.readUInt32LE(0) !== 0x06064b50) throw malformed('zip-end');
  return { count: Number(end64.readBigUInt64LE(32)), at: Number(end64.readBigUInt64LE(48)), length: Number(end64.readBigUInt64LE(40)) };
}

function unpack(packed: Buffer, { method, size, crc }: Listed): Buffer {
  let content: Buffer;
  try {
    content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw malformed('deflate');
  }
  if (content.length !== size || crc32(content) !== crc) throw malformed('size-or-crc');
  return content;
}
