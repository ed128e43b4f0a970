import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import { chmod, link, lstat, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Failure } from '../../core/errors.js';

/** The user that this process runs as, or undefined where files have no owners. */
export type User = number | undefined;

function belongsTo(stats: Stats, user: User): boolean {
  return user === undefined || stats.uid === user;
}

/**
 * Makes a folder that only its owner can look into, or takes one that is there.
 * @throws Failure CACHE_REFUSED { path, reason: 'link' | 'kind' | 'owner' | 'unwritable' } where somebody else could have prepared it.
 */
export async function ownFolder(folder: string, user: User): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const there = await lstat(folder).catch(() => undefined);
    if (!there) throw new Failure('CACHE_REFUSED', { path: folder, reason: 'unwritable' }, error);
  }
  const stats = await lstat(folder).catch((error: unknown) => { throw new Failure('CACHE_REFUSED', { path: folder, reason: 'unwritable' }, error); });
  if (stats.isSymbolicLink()) throw new Failure('CACHE_REFUSED', { path: folder, reason: 'link' });
  if (!stats.isDirectory()) throw new Failure('CACHE_REFUSED', { path: folder, reason: 'kind' });
  if (!belongsTo(stats, user)) throw new Failure('CACHE_REFUSED', { path: folder, reason: 'owner' });
  if (user !== undefined && (stats.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/**
 * The bytes of a plain file of one's own, or undefined for one that is not there or is anything else: a link, somebody else's, or longer than
 * `maxBytes`. `loose` says whether others may read it.
 */
export async function readOwn(file: string, maxBytes: number, user: User): Promise<{ readonly bytes: Buffer; readonly loose: boolean } | undefined> {
  // Not blocking, since a pipe that lies there would hold us for good.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || !belongsTo(stats, user) || stats.size > maxBytes) return undefined;
    const bytes = Buffer.alloc(stats.size);
    const { bytesRead } = await handle.read(bytes, 0, stats.size, 0);
    return { bytes: bytes.subarray(0, bytesRead), loose: user !== undefined && (stats.mode & 0o077) !== 0 };
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Prefix of files that are being written. */
export const unfinished = '.unfinished-';

/** Writes a file whole or not at all, readable for its owner only. */
export async function writeOwn(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(file), `${unfinished}${randomBytes(12).toString('hex')}`);
  try {
    await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

const keyBytes = 32;

/**
 * This machine's key, made on first use. A key that others could read, or that is no key, is replaced: what it vouched for is then lost.
 * Two processes that make one at once end with the same.
 * @throws Failure CACHE_REFUSED where it can neither be read nor made.
 */
export async function machineKey(file: string, user: User): Promise<Buffer> {
  await ownFolder(path.dirname(file), user);
  const known = await readOwn(file, keyBytes, user);
  if (known && known.bytes.length === keyBytes && !known.loose) return known.bytes;
  const temporary = `${file}.${randomBytes(12).toString('hex')}`;
  try {
    await writeFile(temporary, randomBytes(keyBytes), { flag: 'wx', mode: 0o600 });
    if (known) await rename(temporary, file);
    else await link(temporary, file).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; });
  } catch (error) {
    throw new Failure('CACHE_REFUSED', { path: file, reason: 'unwritable' }, error);
  } finally {
    await rm(temporary, { force: true });
  }
  const made = await readOwn(file, keyBytes, user);
  if (made?.bytes.length !== keyBytes) throw new Failure('CACHE_REFUSED', { path: file, reason: 'key' });
  return made.bytes;
}
