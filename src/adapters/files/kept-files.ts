import { createHmac, timingSafeEqual } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import { sha256 } from '../../core/hash.js';
import type { Clock } from '../../ports/clock.js';
import type { User } from './own.js';
import { machineKey, ownFolder, readOwn, unfinished, writeOwn } from './own.js';
import type { Places } from './places.js';

/** Files that a later run of this program takes up again. Trouble with the disk is a miss, never an error. */
export interface KeptFiles {
  read(name: string): Promise<Buffer | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

export interface KeptFilesOptions {
  readonly places: Places;
  /** A folder inside the cache folder. */
  readonly folder: string;
  /** More than these, the oldest go. */
  readonly most: number;
  readonly maxBytes: number;
  /** Whose work it is: another version of the program has other files. */
  readonly producer: string;
  readonly clock: Clock;
  readonly user?: User;
}

const macBytes = 32;

/**
 * A folder in the user's cache whose files carry an HMAC-SHA256 over producer, name and content under the machine's key, as those of the fact cache do: what was
 * altered, moved or made elsewhere is not there.
 * @throws Failure CACHE_REFUSED for a folder or key that somebody else could have prepared.
 */
export async function keptFiles(options: KeptFilesOptions): Promise<KeptFiles> {
  const { places, producer, maxBytes } = options;
  const user = 'user' in options ? options.user : process.getuid?.();
  const fromCache = path.relative(path.resolve(places.cacheFolder), path.resolve(places.keyFile));
  if (!fromCache.startsWith('..') && !path.isAbsolute(fromCache)) throw new Failure('CACHE_REFUSED', { path: places.keyFile, reason: 'key-in-cache' });
  const folder = path.join(places.cacheFolder, options.folder);
  await ownFolder(places.cacheFolder, user);
  await ownFolder(folder, user);
  const secret = await machineKey(places.keyFile, user);
  const fileOf = (name: string): string => path.join(folder, sha256(`${producer}\0${name}`));
  const mac = (name: string, body: Uint8Array): Buffer => createHmac('sha256', secret).update(`mergewarden kept 1\0${producer}\0${name}\0`).update(body).digest();
  return {
    async read(name) {
      const read = await readOwn(fileOf(name), maxBytes + macBytes, user);
      if (!read || read.bytes.length < macBytes) return undefined;
      const body = read.bytes.subarray(macBytes);
      return timingSafeEqual(read.bytes.subarray(0, macBytes), mac(name, body)) ? body : undefined;
    },
    async write(name, bytes) {
      if (bytes.length > maxBytes) return;
      await writeOwn(fileOf(name), Buffer.concat([mac(name, bytes), bytes])).then(() => clear(folder, options.most, options.clock.now())).catch(() => undefined);
    },
  };
}

const unfinishedMs = 3_600_000;

/** Removes all but the newest files, and what a process that was killed left half written. */
async function clear(folder: string, most: number, now: number): Promise<void> {
  const files: { readonly file: string; readonly at: number }[] = [];
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const stats = await stat(file).catch(() => undefined);
    if (!stats) continue;
    if (!name.startsWith(unfinished)) files.push({ file, at: stats.mtimeMs });
    else if (stats.mtimeMs < now - unfinishedMs) await rm(file, { force: true });
  }
  for (const { file } of files.sort((a, b) => b.at - a.at).slice(most)) await rm(file, { force: true });
}
