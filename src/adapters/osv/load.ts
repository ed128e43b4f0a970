import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import type { AdvisoryIndex, IndexBuilder } from '../../advisories/advisory-index.js';
import { indexBuilder } from '../../advisories/advisory-index.js';
import { openIndex } from '../../advisories/packed.js';
import { canonicalJson } from '../../core/json.js';
import { sha256 } from '../../core/hash.js';
import { limits } from '../../core/limits.js';
import type { DataFile } from './files.js';
import { listFiles } from './files.js';

/** Advisory data in memory. `digest` is over names and bytes of the files as they are stored. */
export interface LoadedAdvisories {
  readonly index: AdvisoryIndex;
  readonly digest: string;
  readonly files: number;
}

/** Bounds of one load; the defaults stand in core/limits. */
export interface LoadBounds {
  readonly totalBytes: number;
  readonly recordBytes: number;
}
const standardBounds = (): LoadBounds => ({ totalBytes: limits.advisoryBytes.value, recordBytes: limits.advisoryRecordBytes.value });

/** Unpacked chunks: large enough that unpacking, on another thread, and parsing go on side by side. */
const chunkBytes = 512 * 1024;

/** Where the index of data that was read before is kept, by the digest of that data. */
export interface KeptIndexes {
  read(name: string): Promise<Buffer | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/**
 * Reads a file or a folder of OSV records: NDJSON or one JSON document a file, gzipped or not. What cannot be read is counted in the
 * index with its place and stops nothing. With `kept`, data whose every byte is known from before is not parsed again: an index without a hole is kept.
 * @throws the file system's error where `source` itself cannot be opened.
 */
export async function loadAdvisories(source: string, bounds: LoadBounds = standardBounds(), kept?: KeptIndexes): Promise<LoadedAdvisories> {
  const { files, rejected } = listFiles(source);
  const known = kept && rejected.length === 0 ? await keptIndex(files, bounds, kept) : undefined;
  if (known) return known;
  const builder = indexBuilder();
  for (const place of rejected) builder.reject(place);
  const digests: { readonly name: string; readonly sha256: string }[] = [];
  const budget = { left: bounds.totalBytes };
  for (const file of files) {
    try {
      digests.push({ name: file.name, sha256: await readFile(file, builder, budget, bounds) });
    } catch (error) {
      builder.reject({ file: file.name, reason: isZlibError(error) ? 'compression' : error instanceof TooLarge ? 'too-large' : 'unreadable' });
      if (budget.left <= 0) break;
    }
  }
  const read: LoadedAdvisories = { index: builder.finish(), digest: sha256(canonicalJson(digests)), files: files.length };
  if (kept && read.index.malformed.count === 0 && read.index.records > 0) await kept.write(read.digest, read.index.packed);
  return read;
}

/** The index that is kept for just these bytes. Undefined where there is none, or where the files cannot be read: whoever parses them says so. */
async function keptIndex(files: readonly DataFile[], bounds: LoadBounds, kept: KeptIndexes): Promise<LoadedAdvisories | undefined> {
  if (files.reduce((sum, file) => sum + file.bytes, 0) > bounds.totalBytes) return undefined;
  try {
    const digests: { readonly name: string; readonly sha256: string }[] = [];
    const budget = { left: bounds.totalBytes };
    for (const file of files) digests.push({ name: file.name, sha256: await readStored(file, (stored) => spend(stored, budget)) });
    const digest = sha256(canonicalJson(digests));
    const packed = await kept.read(digest);
    const index = packed && openIndex(packed);
    return index && { index, digest, files: files.length };
  } catch {
    return undefined;
  }
}

/** Raised where the source's budget is spent. */
class TooLarge extends Error {}

function isZlibError(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code?.startsWith('Z_') === true;
}

/** Reads to the end, for the digest alone. */
async function spend(stored: AsyncIterable<Buffer>, budget: { left: number }): Promise<void> {
  for await (const chunk of stored) if ((budget.left -= chunk.length) < 0) throw new TooLarge();
}

/** Reads one file into the builder. Returns the SHA-256 of its bytes as stored. */
async function readFile(file: DataFile, builder: IndexBuilder, budget: { left: number }, bounds: LoadBounds): Promise<string> {
  const records = (chunks: AsyncIterable<Buffer>) => readRecords(chunks, file.name, builder, budget, bounds);
  return readStored(file, async (stored, zipped) => {
    if (zipped) await pipeline(stored, createGunzip({ chunkSize: chunkBytes }), records);
    else await pipeline(stored, records);
  });
}

/** Hands a regular file's bytes as stored to `use`, told whether they are gzip by their first two. Returns their SHA-256. */
async function readStored(file: DataFile, use: (stored: AsyncIterable<Buffer>, zipped: boolean) => Promise<void>): Promise<string> {
  const handle = await open(file.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('not a regular file');
    const magic = Buffer.alloc(2);
    await handle.read(magic, 0, 2, 0);
    const hash = createHash('sha256');
    const stored = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: chunkBytes });
    const hashed = async function* () {
      for await (const chunk of stored as AsyncIterable<Buffer>) { hash.update(chunk); yield chunk; }
    };
    await use(hashed(), magic[0] === 0x1f && magic[1] === 0x8b);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

/**
 * Splits a text into records. A file is NDJSON where its name says so or where its first line is a whole JSON value; else it is one
 * document.
 */
async function readRecords(chunks: AsyncIterable<Buffer>, name: string, builder: IndexBuilder, budget: { left: number }, bounds: LoadBounds): Promise<void> {
  const decoder = new StringDecoder('utf8');
  const lines = lineReader(name, builder, bounds.recordBytes);
  for await (const chunk of chunks) {
    budget.left -= chunk.length;
    if (budget.left < 0) throw new TooLarge();
    lines.push(decoder.write(chunk));
  }
  lines.end(decoder.end());
}

function lineReader(name: string, builder: IndexBuilder, recordBytes: number) {
  let rest = '';
  let line = 0;
  let tooLong = false;
  /** The lines of a single document so far; undefined once it is known that every line is a record. */
  let document: string[] | undefined = /\.(?:ndjson|jsonl)(?:\.gz)?$/.test(name) ? undefined : [];
  let documentCharacters = 0;

  const take = (text: string) => {
    line += 1;
    if (tooLong) { tooLong = false; builder.reject({ file: name, line, reason: 'too-large' }); return; }
    if (document && document.length > 0) { keep(text); return; }
    if (/^[\s\uFEFF]*$/.test(text)) return;
    const record = parse(line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text);
    if (record !== undefined) { document = undefined; builder.add(record, { file: name, line }); }
    else if (document) keep(text.replace(/^\uFEFF/, ''));
    else builder.reject({ file: name, line, reason: 'not-json' });
  };
  const keep = (text: string) => {
    documentCharacters += text.length + 1;
    if (documentCharacters <= recordBytes) document?.push(text);
  };
  return {
    push(text: string): void {
      const parts = text.split('\n');
      for (const [index, part] of parts.entries()) {
        if (index > 0) { take(rest); rest = ''; }
        if (rest.length + part.length <= recordBytes && !tooLong) rest += part;
        else { tooLong = true; rest = ''; }
      }
    },
    end(text: string): void {
      this.push(text);
      if (rest !== '' || tooLong) take(rest);
      if (document === undefined) return;
      const record = documentCharacters > recordBytes ? undefined : parse(document.join('\n'));
      if (record !== undefined) builder.add(record, { file: name });
      else builder.reject({ file: name, reason: documentCharacters > recordBytes ? 'too-large' : 'not-json' });
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
