import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive, and what of it is wrong. */
export interface Part {
  readonly path: string;
  readonly text?: string;
  readonly mode?: number;
  readonly stored?: boolean;
  /** What the local header says otherwise. */
  readonly local?: { readonly path?: string; readonly size?: number };
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly size?: number;
}

/** A ZIP archive of the given parts; `between` stands before each file, `behind` after the end. */
export function zip(parts: readonly Part[], more: { readonly between?: string; readonly behind?: string; readonly comment?: string; readonly count?: number } = {}): Buffer {
  const files: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const content = Buffer.from(part.text ?? '');
    const packed = part.stored === true ? content : deflateRawSync(content);
    const method = part.method ?? (part.stored === true ? 0 : 8);
    const name = Buffer.from(part.path);
    const localName = Buffer.from(part.local?.path ?? part.path);
    const crc = part.crc ?? crc32(content);
    const size = part.size ?? content.length;
    const between = Buffer.from(more.between ?? '');
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0); header.writeUInt16LE(20, 4); header.writeUInt16LE(part.flags ?? 0, 6); header.writeUInt16LE(method, 8);
    header.writeUInt32LE(crc, 14); header.writeUInt32LE(packed.length, 18); header.writeUInt32LE(part.local?.size ?? size, 22); header.writeUInt16LE(localName.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0); entry.writeUInt16LE(part.flags ?? 0, 8); entry.writeUInt16LE(method, 10); entry.writeUInt32LE(crc, 16); entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size, 24); entry.writeUInt16LE(name.length, 28); entry.writeUInt32LE(((part.mode ?? 0o100644) << 16) >>> 0, 38); entry.writeUInt32LE(at + between.length, 42);
    files.push(between, header, localName, packed);
    central.push(entry, name);
    at += between.length + 30 + localName.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const comment = Buffer.from(more.comment ?? '');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(more.count ?? parts.length, 8); end.writeUInt16LE(more.count ?? parts.length, 10); end.writeUInt32LE(directory.length, 12); end.writeUInt32LE(at, 16); end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...files, directory, end, comment, Buffer.from(more.behind ?? '')]);
}
