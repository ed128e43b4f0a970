import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/core/errors.js';
import { archiveLimits } from '../../src/packages/tarball.js';
import { readZip } from '../../src/packages/zip.js';
import { zip, type Part } from './zip-builder.js';

function refusal(bytes: Buffer, limits = archiveLimits()): string {
  try {
    return readZip(bytes, limits).map((entry) => entry.path).join(' ');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.code} ${[error.data['reason'], error.data['limit']].filter((word) => typeof word === 'string').join('')}`;
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
