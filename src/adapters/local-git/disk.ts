import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, readlinkSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { Failure } from '../../core/errors.js';
import { pathText } from './paths.js';

const chunk = 1 << 20;

/** Reads below one folder by paths of bytes, never through a symlink, in no component of a path. */
export function openDisk(root: string) {
  const prefix = Buffer.from(root.endsWith('/') ? root : `${root}/`);
  const folders = new Map<string, boolean>([['', true]]);
  const buffer = Buffer.allocUnsafe(chunk);
  const absolute = (raw: Buffer) => Buffer.concat([prefix, raw]);
  const isFolder = (name: string): boolean => {
    const known = folders.get(name);
    if (known !== undefined) return known;
    const above = name.lastIndexOf('/');
    const is = isFolder(above < 0 ? '' : name.slice(0, above)) && lstatSync(absolute(Buffer.from(name, 'latin1')), { throwIfNoEntry: false })?.isDirectory() === true;
    folders.set(name, is);
    return is;
  };
  const open = (raw: Buffer): { fd: number; size: number } => {
    const fd = openSync(absolute(raw), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    if (stat.isFile()) return { fd, size: stat.size };
    closeSync(fd);
    throw new Failure('FILE_UNREADABLE', { path: pathText(raw) });
  };
  return {
    absolute,
    /** lstat, or undefined where nothing is, or only beyond a symlink. */
    stat(raw: Buffer): Stats | undefined {
      const name = raw.toString('latin1');
      const above = name.lastIndexOf('/');
      if (!isFolder(above < 0 ? '' : name.slice(0, above))) return undefined;
      return lstatSync(absolute(raw), { throwIfNoEntry: false });
    },
    link: (raw: Buffer): Buffer => readlinkSync(absolute(raw), { encoding: 'buffer' }),
    hash(raw: Buffer, format: 'sha1' | 'sha256'): { oid: string; size: number } {
      const zeros = { oid: '0'.repeat(format === 'sha1' ? 40 : 64), size: 0 };
      let fd: number | undefined;
      try {
        const opened = open(raw);
        fd = opened.fd;
        const hash = createHash(format).update(`blob ${opened.size}\0`);
        let total = 0;
        for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) {
          total += got;
          if (total > opened.size) return zeros; // it grows while it is read
          hash.update(buffer.subarray(0, got));
        }
        return total === opened.size ? { oid: hash.digest('hex'), size: total } : zeros;
      } catch {
        return zeros;
      } finally {
        if (fd !== undefined) closeSync(fd);
      }
    },
    content(raw: Buffer, maxBytes: number): Uint8Array | undefined {
      let fd: number | undefined;
      try {
        const opened = open(raw);
        fd = opened.fd;
        if (opened.size > maxBytes) return undefined;
        const bytes = new Uint8Array(opened.size);
        let at = 0;
        for (let got = 1; got > 0 && at < bytes.length; at += got) got = readSync(fd, bytes, at, bytes.length - at, null);
        return bytes.subarray(0, at);
      } catch {
        return undefined;
      } finally {
        if (fd !== undefined) closeSync(fd);
      }
    },
  };
}
