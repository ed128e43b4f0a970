import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/core/errors.js';
import { archiveLimits } from '../../src/packages/tarball.js';
import { readZip } from '../../src/packages/zip.js';

interface Part {
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
function zip(parts: readonly Part[], more: { readonly between?: string; readonly behind?: string; readonly comment?: string; readonly count?: number } = {}): Buffer {
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

function refusal(bytes: Buffer, limits = archiveLimits()): string {
  try {
    return readZip(bytes, limits).map((entry) => entry.path).join(' ');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.code} ${String(error.data['reason'] ?? error.data['limit'])}`;
  }
}
const one: Part = { path: 'node_modules/left/index.js', text: 'module.exports = 1;\n' };

describe('an archive of Yarn\'s cache', () => {
  test('its files, stored and packed, with their modes, by path', () => {
    const entries = readZip(zip([{ path: 'node_modules/' , stored: true }, { ...one, stored: true }, { path: 'node_modules/left/a/b.js', text: 'x'.repeat(100_000), mode: 0o100755 }, { path: 'node_modules/left/LICENCE' , text: '' }]));
    expect(entries.map(({ path, size, mode }) => [path, size, mode])).toEqual([['node_modules/left/LICENCE', 0, 0o644], ['node_modules/left/a/b.js', 100_000, 0o755], ['node_modules/left/index.js', 20, 0o644]]);
    expect(Buffer.from(entries[2]!.bytes).toString()).toBe(one.text);
    expect(entries[2]!.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'TARBALL_MALFORMED zip-end'],
    ['no archive', Buffer.from('x'.repeat(500)), 'TARBALL_MALFORMED zip-end'],
    ['cut off', zip([one]).subarray(0, -5), 'TARBALL_MALFORMED zip-end'],
    ['bytes behind the end', zip([one], { behind: 'x' }), 'TARBALL_MALFORMED zip-end'],
    ['a comment', zip([one], { comment: 'PK' }), 'TARBALL_MALFORMED zip-end'],
    ['bytes before a file', zip([one], { between: 'x' }), 'TARBALL_MALFORMED bytes-between'],
    ['more files than are there', zip([one], { count: 2 }), 'TARBALL_MALFORMED zip-directory'],
    ['fewer files than are there', zip([one, { ...one, path: 'b' }], { count: 1 }), 'TARBALL_MALFORMED zip-directory'],
    ['a path that stands twice', zip([one, one]), 'TARBALL_MALFORMED duplicate-path'],
    ['another name in the local header', zip([{ ...one, local: { path: 'node_modules/left/other.js' } }]), 'TARBALL_MALFORMED zip-header'],
    ['another size in the local header', zip([{ ...one, local: { size: 3 } }]), 'TARBALL_MALFORMED zip-header'],
    ['a data descriptor', zip([{ ...one, flags: 8 }]), 'TARBALL_MALFORMED zip-header'],
    ['a password', zip([{ ...one, flags: 1 }]), 'TARBALL_MALFORMED zip-method'],
    ['another method', zip([{ ...one, method: 12 }]), 'TARBALL_MALFORMED zip-method'],
    ['a way out', zip([{ ...one, path: 'node_modules/../../x' }]), 'TARBALL_MALFORMED path'],
    ['an absolute path', zip([{ ...one, path: '/etc/x' }]), 'TARBALL_MALFORMED path'],
    ['a backslash', zip([{ ...one, path: 'a\\b' }]), 'TARBALL_MALFORMED path'],
    ['a link', zip([{ ...one, mode: 0o120777 }]), 'TARBALL_MALFORMED link-entry'],
    ['another checksum', zip([{ ...one, crc: 1 }]), 'TARBALL_MALFORMED size-or-crc'],
    ['more than it says', zip([{ ...one, size: 3 }]), 'TARBALL_MALFORMED deflate'],
    ['less than it says', zip([{ ...one, size: 300 }]), 'TARBALL_MALFORMED size-or-crc'],
    ['packed bytes that are none', zip([{ ...one, stored: true, method: 8 }]), 'TARBALL_MALFORMED deflate'],
  ])('%s is refused', (_, bytes, expected) => {
    expect(refusal(bytes)).toBe(expected);
  });

  test('bounds hold', () => {
    const limits = archiveLimits();
    expect(refusal(zip([one, { ...one, path: 'b' }]), { ...limits, archiveEntries: 1 })).toBe('TARBALL_LIMIT archiveEntries');
    expect(refusal(zip([one]), { ...limits, unpackedBytes: 10 })).toBe('TARBALL_LIMIT unpackedBytes');
    expect(refusal(zip([one, { ...one, path: 'b' }]), { ...limits, unpackedBytes: 30 })).toBe('TARBALL_LIMIT unpackedBytes');
    expect(refusal(zip([one]), { ...limits, tarballBytes: 10 })).toBe('TARBALL_LIMIT tarballBytes');
    expect(refusal(zip([one]), { ...limits, archivePathCharacters: 5 })).toBe('TARBALL_LIMIT archivePathCharacters');
  });

  test('any byte changed is refused, or gives the same files with other content', () => {
    const bytes = zip([one, { path: 'node_modules/left/b.js', text: 'b'.repeat(500) }]);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 0xff;
      expect(refusal(changed)).toMatch(/^TARBALL_|^node_modules/);
    }
  });
});
