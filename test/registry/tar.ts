import { gzipSync } from 'node:zlib';

/** One header of an archive and its body, byte by byte as told: nothing is checked, so that hostile archives can be written. */
export interface TarEntry {
  readonly path: string;
  readonly body?: string | Uint8Array;
  /** The type flag: '0' a file (default), '1' a hard link, '2' a symbolic link, '3' and '4' devices, '5' a folder, '6' a pipe. */
  readonly type?: string;
  readonly mode?: number;
  readonly linkpath?: string;
  /** Records of an extended header put before this entry. */
  readonly pax?: { readonly [key: string]: string };
  /** Records of a global extended header put before this entry. */
  readonly globalPax?: { readonly [key: string]: string };
  /** Written as the size instead of the body's length. */
  readonly size?: number;
  readonly badChecksum?: boolean;
}

const block = 512;
/** The two blocks of zeros that end an archive (POSIX.1-2017, pax, "ustar Interchange Format"). */
export const endMarker: Uint8Array = new Uint8Array(2 * block);

function padded(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(body.length / block) * block);
  out.set(body);
  return out;
}

function header(entry: TarEntry, size: number): Uint8Array {
  const out = Buffer.alloc(block);
  Buffer.from(entry.path).copy(out, 0, 0, 100);
  out.write((entry.mode ?? 0o644).toString(8).padStart(7, '0'), 100);
  out.write('0000000', 108);
  out.write('0000000', 116);
  out.write(size.toString(8).padStart(11, '0'), 124);
  out.write('00000000000', 136);
  out.write('        ', 148);
  out.write(entry.type ?? '0', 156);
  Buffer.from(entry.linkpath ?? '').copy(out, 157, 0, 100);
  out.write('ustar\u000000', 257);
  const sum = out.reduce((total, byte) => total + byte, 0) + (entry.badChecksum ? 1 : 0);
  out.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return out;
}

function paxRecords(records: { readonly [key: string]: string }): Uint8Array {
  return Buffer.from(Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    let length = Buffer.byteLength(rest);
    while (Buffer.byteLength(`${length}${rest}`) !== length) length += 1;
    return `${length}${rest}`;
  }).join(''));
}

/** Writes entries one after another, without the end marker. */
export function tarEntries(entries: Iterable<TarEntry>): Uint8Array {
  const parts: Uint8Array[] = [];
  const put = (entry: TarEntry, body: Uint8Array): void => {
    parts.push(header(entry, entry.size ?? body.length), padded(body));
  };
  for (const entry of entries) {
    if (entry.globalPax) put({ path: 'pax_global_header', type: 'g' }, paxRecords(entry.globalPax));
    if (entry.pax) put({ path: 'PaxHeader/entry', type: 'x' }, paxRecords(entry.pax));
    put(entry, typeof entry.body === 'string' ? Buffer.from(entry.body) : (entry.body ?? new Uint8Array(0)));
  }
  return Buffer.concat(parts);
}

/** A whole archive, not compressed. */
export function tar(entries: Iterable<TarEntry>): Uint8Array {
  return Buffer.concat([tarEntries(entries), endMarker]);
}

/** A whole archive, compressed; the same bytes for the same entries. */
export function tgz(entries: Iterable<TarEntry>): Uint8Array {
  return gzipSync(tar(entries), { level: 6 });
}

/** Files by path, as a test writes them down. */
export interface FileMap {
  readonly [path: string]: string | Uint8Array;
}

/** Entries as `npm pack` makes them: below `package/`, sorted, with an extended header where a path does not fit. */
export function packageEntries(files: FileMap): TarEntry[] {
  return Object.keys(files).sort().map((path) => {
    const full = `package/${path}`;
    const fits = Buffer.byteLength(full) < 100;
    return { path: fits ? full : full.slice(0, 99), body: files[path]!, ...(fits ? {} : { pax: { path: full } }) };
  });
}
