import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, link, lstat, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import type { Account } from './account.js';

/** Where one embedded server keeps its things. */
export interface ServerFolder {
  readonly root: string;
  readonly data: string;
  readonly socket: string;
  readonly log: string;
  readonly password: string;
}

/** A socket path longer than this cannot be bound (sun_path is 108 bytes with its end, on Linux; less on macOS). */
const socketPathBytes = process.platform === 'darwin' ? 103 : 107;

async function owned(folder: string, account: Account): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid);
}

/**
 * A short folder for the socket below the system's temporary one, for data folders whose path is too long. Its name can be guessed,
 * so somebody may have made it first: it must be a folder, the server's own, closed to others.
 */
async function shortSocketFolder(root: string, account: Account): Promise<string> {
  const folder = path.join(os.tmpdir(), `mw-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);
  const made = await mkdir(folder, { mode: 0o700 }).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return false;
    throw error;
  });
  if (made && account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid);
  const found = await lstat(folder);
  if (!found.isDirectory() || (found.mode & 0o077) !== 0 || found.uid !== (account.uid ?? process.getuid?.() ?? found.uid)) {
    throw new Failure('EMBEDDED_FAILED', { step: 'socket', folder });
  }
  return folder;
}

/** Writes a new password unless there is one; a linked file appears whole, so a racing start reads all of it or none. */
async function passwordOf(file: string): Promise<string> {
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, randomBytes(24).toString('hex'), { mode: 0o600 });
  await link(aside, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(aside, { force: true });
  return readFile(file, 'utf8');
}

/** Our own folder, made closed by somebody of ours (it holds the App's key, a file that is closed by itself), lets the account pass. */
async function letThrough(folder: string, account: Account): Promise<void> {
  const found = await stat(folder);
  if (account.uid !== undefined && found.uid === process.getuid?.() && (found.mode & 0o001) === 0) await chmod(folder, (found.mode & 0o7777) | 0o011);
}

/** Every parent must let the account through, or the server cannot even see its folder. */
async function passable(root: string, account: Account): Promise<void> {
  if (account.uid === undefined) return;
  for (let folder = path.dirname(root); ; folder = path.dirname(folder)) {
    const found = await stat(folder);
    const through = found.uid === account.uid ? found.mode & 0o100 : found.gid === account.gid ? found.mode & 0o010 : found.mode & 0o001;
    if (through === 0) throw new Failure('EMBEDDED_FAILED', { step: 'data folder not reachable', folder, account: account.name });
    if (folder === path.dirname(folder)) return;
  }
}

/** False when no server ever ran on this data folder. One that may not be looked into is for the server's start to judge. */
export async function holdsServer(dataFolder: string): Promise<boolean> {
  return stat(path.join(path.resolve(dataFolder), 'postgres', 'server', 'data', 'PG_VERSION')).then(() => true, (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR');
}

/**
 * Makes the folders of an embedded server below `dataFolder`, with the rights they need, and reads or makes its password.
 * @throws Failure EMBEDDED_FAILED when the server's account cannot reach the folder or the socket's folder is not safe.
 */
export async function prepareFolder(dataFolder: string, account: Account): Promise<ServerFolder> {
  const root = path.join(path.resolve(dataFolder), 'postgres');
  const own = path.dirname(root);
  await mkdir(own, { recursive: true, mode: account.uid === undefined ? 0o700 : 0o711 });
  await letThrough(own, account);
  await passable(root, account);
  await mkdir(root, { recursive: true, mode: 0o711 });
  const home = path.join(root, 'server');
  await owned(home, account);
  const near = path.join(home, 'run');
  const fits = Buffer.byteLength(path.join(near, '.s.PGSQL.5432')) <= socketPathBytes;
  const socket = fits ? near : await shortSocketFolder(root, account);
  if (fits) await owned(near, account);
  return { root, data: path.join(home, 'data'), socket, log: path.join(root, 'log'), password: await passwordOf(path.join(root, 'password')) };
}
