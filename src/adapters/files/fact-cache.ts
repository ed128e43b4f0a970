import { createHmac, timingSafeEqual } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Failure } from '../../core/errors.js';
import { hashOf } from '../../core/hash.js';
import { isObject } from '../../core/json.js';
import type { Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { byCodePoint } from '../../core/order.js';
import type { Clock } from '../../ports/clock.js';
import type { CachedFact, FactCache } from '../../ports/fact-cache.js';
import type { Places } from './places.js';
import type { User } from './own.js';
import { machineKey, ownFolder, readOwn, unfinished, writeOwn } from './own.js';

export interface FileFactCacheOptions {
  readonly places: Places;
  readonly clock: Clock;
  readonly maxBytes?: number;
  readonly maxEntryBytes?: number;
  readonly user?: User;
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);
const macBytes = 32;
/** An entry is ours by its authentication, so this bounds mistakes, not attacks: V8 holds no longer text. */
const unpackedBytes = 512_000_000;
const unfinishedMs = 3_600_000;

/**
 * The fact cache of one machine's user: a folder with one file for each fact, named by the hash of its key, written whole or not at all.
 * Every file carries an HMAC-SHA256 over its name and content under a key that lies outside the folder: one that was altered, moved to another
 * name, made elsewhere, cut, or is too long is no fact and is removed. When the folder outgrows `maxBytes`, the oldest files go.
 * Trouble with the disk while reading or writing is a miss, never an error.
 * @throws Failure CACHE_REFUSED for a folder or key that somebody else could have prepared.
 */
export async function fileFactCache(options: FileFactCacheOptions): Promise<FactCache> {
  const { places, maxBytes = limits.cacheBytes.value, maxEntryBytes = limits.cacheEntryBytes.value } = options;
  const user = 'user' in options ? options.user : process.getuid?.();
  const facts = path.join(places.cacheFolder, 'facts-1');
  const fromCache = path.relative(path.resolve(places.cacheFolder), path.resolve(places.keyFile));
  if (!fromCache.startsWith('..') && !path.isAbsolute(fromCache)) throw new Failure('CACHE_REFUSED', { path: places.keyFile, reason: 'key-in-cache' });
  await ownFolder(places.cacheFolder, user);
  await ownFolder(facts, user);
  const secret = await machineKey(places.keyFile, user);
  const room = roomKeeper(facts, maxBytes, options.clock);

  const mac = (name: string, body: Uint8Array): Buffer => createHmac('sha256', secret).update(`mergewarden fact 1\0${name}\0`).update(body).digest();

  async function get(name: string): Promise<CachedFact | undefined> {
    const file = path.join(facts, name);
    const read = await readOwn(file, maxEntryBytes, user);
    const fact = read && await open(name, read.bytes).catch(() => undefined);
    if (!fact) await rm(file, { force: true, recursive: true });
    return fact;
  }

  async function open(name: string, bytes: Buffer): Promise<CachedFact | undefined> {
    const body = bytes.subarray(macBytes);
    if (bytes.length < macBytes || !timingSafeEqual(bytes.subarray(0, macBytes), mac(name, body))) return undefined;
    const entry = JSON.parse((await unpack(body, { maxOutputLength: unpackedBytes })).toString('utf8')) as Json;
    if (!isObject(entry) || typeof entry['storedAt'] !== 'number' || entry['value'] === undefined) return undefined;
    return { value: entry['value'], storedAt: entry['storedAt'], ...(typeof entry['etag'] === 'string' ? { etag: entry['etag'] } : {}) };
  }

  return {
    get: (key) => get(hashOf(key)).catch(() => undefined),
    async put(key, fact) {
      const name = hashOf(key);
      const body = await pack(Buffer.from(JSON.stringify({ value: fact.value, storedAt: fact.storedAt, ...(fact.etag === undefined ? {} : { etag: fact.etag }) })), { level: 3 });
      const bytes = Buffer.concat([mac(name, body), body]);
      if (bytes.length > maxEntryBytes) return;
      await writeOwn(path.join(facts, name), bytes).then(() => room.added(bytes.length)).catch(() => undefined);
    },
  };
}

/**
 * Keeps a folder below a size. It counts what this process adds and looks at the folder itself only when the count says that it may be full, since
 * other processes write there too; then it goes down to nine tenths.
 */
function roomKeeper(folder: string, maxBytes: number, clock: Clock): { added(size: number): Promise<void> } {
  let size: number | undefined;
  let clearing: Promise<void> | undefined;

  async function look(): Promise<void> {
    const files: { readonly file: string; readonly size: number; readonly at: number }[] = [];
    for (const name of await readdir(folder)) {
      const file = path.join(folder, name);
      const stats = await stat(file).catch(() => undefined);
      if (!stats) continue;
      if (name.startsWith(unfinished)) {
        // Left by a process that was killed.
        if (stats.mtimeMs < clock.now() - unfinishedMs) await rm(file, { force: true });
        continue;
      }
      files.push({ file, size: stats.size, at: stats.mtimeMs });
    }
    let total = files.reduce((sum, one) => sum + one.size, 0);
    const target = total > maxBytes ? 0.9 * maxBytes : total;
    for (const one of files.sort((a, b) => a.at - b.at || byCodePoint(a.file, b.file))) {
      if (total <= target) break;
      await rm(one.file, { force: true });
      total -= one.size;
    }
    size = total;
  }

  return {
    async added(bytes) {
      if (size !== undefined) size += bytes;
      if (size === undefined || size > maxBytes) await (clearing ??= look().finally(() => { clearing = undefined; }));
    },
  };
}
