import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import { isObject } from '../../core/json.js';
import type { Caller } from './caller.js';
import { blobsQuery } from './queries.js';
import { blobId, textBytes } from './text-bytes.js';

/** Blobs kept in memory between reviews, the least recently used dropped first. Keys hold installation and repository: no tenant reads another's. */
export interface BlobCache {
  get(key: string): Uint8Array | undefined;
  put(key: string, bytes: Uint8Array): void;
}

/** A cache of at most `capacity` bytes; a blob over an eighth of it is not kept. */
export function createBlobCache(capacity = 128_000_000): BlobCache {
  const kept = new Map<string, Uint8Array>();
  let size = 0;
  return {
    get(key) {
      const bytes = kept.get(key);
      if (bytes) {
        kept.delete(key);
        kept.set(key, bytes);
      }
      return bytes;
    },
    put(key, bytes) {
      if (bytes.byteLength > capacity / 8 || kept.has(key)) return;
      kept.set(key, bytes);
      size += bytes.byteLength;
      for (const [oldest, old] of kept) {
        if (size <= capacity) break;
        kept.delete(oldest);
        size -= old.byteLength;
      }
    },
  };
}

export interface BlobReader {
  /** One blob's bytes, verified against its id. @throws Failure FILE_TOO_LARGE, READ_BUDGET, HOST_*. */
  read(oid: string, maxBytes: number): Promise<Uint8Array>;
  /** Begins to read, so that a later `read` finds the bytes there. */
  ahead(oid: string, maxBytes: number): void;
}

/**
 * Reads blobs by id in GitHub's raw media type (up to 100 MB; the JSON form is base64 and a patch is missing for big lockfiles). The budget
 * counts each id once whether or not it was cached, so that the same review has the same holes every time.
 */
export function createBlobReader(options: { readonly caller: Caller; readonly cache: BlobCache; readonly tenant: string; readonly sizeOf: (oid: string) => number | undefined }): BlobReader {
  const { caller, cache, tenant, sizeOf } = options;
  const together = createTogether(caller);
  const counted = new Set<string>();
  const reading = new Map<string, { readonly maxBytes: number; readonly bytes: Promise<Uint8Array> }>();
  let spent = 0;

  function spend(oid: string, bytes: number): void {
    if (counted.has(oid)) return;
    if (spent + bytes > limits.reviewReadBytes.value) throw new Failure('READ_BUDGET', { oid, bytes, limit: limits.reviewReadBytes.value });
    counted.add(oid);
    spent += bytes;
  }

  async function fetchBlob(oid: string, maxBytes: number): Promise<Uint8Array> {
    const size = sizeOf(oid);
    if (size !== undefined) {
      if (size > maxBytes) throw new Failure('FILE_TOO_LARGE', { oid, bytes: size, limit: maxBytes });
      spend(oid, size);
    }
    const key = `${tenant}/${oid}`;
    const known = cache.get(key);
    if (known && known.byteLength <= maxBytes) {
      spend(oid, known.byteLength);
      return known;
    }
    const bytes = (await together(oid, size)) ?? await caller.raw('repository.blob', { file_sha: oid }, maxBytes).catch((error: unknown) => { throw tooLarge(error, oid, maxBytes); });
    if (blobId(bytes, oid) !== oid) throw new Failure('HOST_MALFORMED', { operation: 'repository.blob', reason: 'blob', oid });
    if (size === undefined) spend(oid, bytes.byteLength);
    cache.put(key, bytes);
    return bytes;
  }

  /** A read that was begun for as many bytes serves this one too, and one for fewer unless the blob is larger than that. */
  function begin(oid: string, maxBytes: number): Promise<Uint8Array> {
    const standing = reading.get(oid);
    if (standing && standing.maxBytes >= maxBytes) return standing.bytes;
    const bytes = standing
      ? standing.bytes.catch((error: unknown) => {
        if (error instanceof Failure && error.code === 'FILE_TOO_LARGE') return fetchBlob(oid, maxBytes);
        throw error;
      })
      : fetchBlob(oid, maxBytes);
    const mine = { maxBytes, bytes };
    reading.set(oid, mine);
    // Bytes stay with the caller and the cache; a failure may be tried again.
    bytes.catch(() => reading.get(oid) === mine && reading.delete(oid));
    return bytes;
  }

  return {
    async read(oid, maxBytes) {
      const bytes = await begin(oid, maxBytes);
      if (bytes.byteLength > maxBytes) throw new Failure('FILE_TOO_LARGE', { oid, bytes: bytes.byteLength, limit: maxBytes });
      reading.delete(oid);
      return bytes;
    },
    ahead(oid, maxBytes) { begin(oid, maxBytes).catch(() => undefined); },
  };
}

/** A text over 512,000 bytes comes cut (sveltia/sveltia-cms#950). What is asked for at once stays far below what GitHub answers within its ten seconds. */
const mostText = 400_000;
const mostAtOnce = { blobs: 100, bytes: 2_000_000 };

interface Waiting {
  readonly oid: string;
  readonly size: number;
  readonly done: (bytes: Uint8Array | undefined) => void;
}

/**
 * Reads small texts that are asked for in one go by one query. Undefined for a blob that has to be read by itself: its size is not known or too large, it is
 * the only one, it is no text, or what came is not what git gives the id to.
 */
function createTogether(caller: Caller): (oid: string, size: number | undefined) => Promise<Uint8Array | undefined> {
  let waiting: Waiting[] = [];

  async function ask(some: readonly Waiting[]): Promise<void> {
    let found: unknown;
    try {
      found = some.length < 2 ? undefined : (await caller.parts('blobs.read', blobsQuery(some.length), Object.fromEntries(some.map(({ oid }, index) => [`o${index}`, oid])))).data;
    } catch {
      // Each is read by itself, and fails by itself.
    }
    const repository = isObject(found) ? found['repository'] : undefined;
    some.forEach(({ oid, done }, index) => { done(isObject(repository) ? textBytes(repository[`b${index}`], oid) : undefined); });
  }

  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length;) {
      let to = from;
      for (let bytes = 0; to < all.length && to - from < mostAtOnce.blobs && (to === from || bytes + all[to]!.size <= mostAtOnce.bytes); to++) bytes += all[to]!.size;
      void ask(all.slice(from, to));
      from = to;
    }
  }

  return (oid, size) => {
    if (size === undefined || size > mostText) return Promise.resolve(undefined);
    return new Promise((done) => {
      // What is asked for in the same turn goes together.
      if (waiting.push({ oid, size, done }) === 1) queueMicrotask(flush);
    });
  };
}

/** GitHub refuses blobs over 100 MB with 403 and the code `too_large`. */
function tooLarge(error: unknown, oid: string, maxBytes: number): unknown {
  if (!(error instanceof Failure)) return error;
  const ours = error.code === 'HOST_MALFORMED' && error.data['reason'] === 'too-large';
  const theirs = error.code === 'HOST_FORBIDDEN' && JSON.stringify(error.data).includes('too_large');
  return ours || theirs ? new Failure('FILE_TOO_LARGE', { oid, limit: maxBytes }, error) : error;
}
