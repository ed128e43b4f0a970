import { describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Parser } from 'tar';
import type { ErrorCode } from '../../src/core/errors.js';
import { noIntegrity, parseIntegrity } from '../../src/core/integrity.js';
import { sha256 } from '../../src/core/hash.js';
import type { ArchiveAmbiguity, ArchiveFacts } from '../../src/packages/archive.types.js';
import type { Archive, ArchiveLimits } from '../../src/packages/tarball.js';
import { archiveLimits, readArchive } from '../../src/packages/tarball.js';
import type { TarEntry } from '../registry/index.js';
import { packageEntries, sri, tar, tarEntries, tgz } from '../registry/index.js';

async function* stream(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const read = (bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}): Promise<Archive> => readArchive(stream(bytes), { integrity: noIntegrity }, { ...archiveLimits(), ...limits });
const manifest: TarEntry = { path: 'package/package.json', body: '{"name":"a","version":"1.0.0"}' };
const texts = ({ entries }: Archive, path: string): string[] => entries.filter((entry) => entry.path === path).map((entry) => Buffer.from(entry.bytes).toString());
const kinds = ({ ambiguities }: ArchiveFacts): ArchiveAmbiguity[] => [...new Set(ambiguities.map((one) => one.kind))];
const failure = (code: ErrorCode, data: object): object => expect.objectContaining({ code, data: expect.objectContaining(data) });

describe('an ordinary package', () => {
  const files = {
    'package.json': '{"name":"a","version":"1.0.0","bin":"cli.js","scripts":{"install":"node-gyp rebuild"}}', 'cli.js': '#!/usr/bin/env node\n', 'binding.gyp': '{}',
    'npm-shrinkwrap.json': '{}', 'node_modules/b/index.js': '1', 'node_modules/@c/d/index.js': '2', 'lib/node_modules/e.js': '3', [`${'long/'.repeat(24)}file.js`]: 'deep', 'empty.js': '',
  };
  const packed = tgz(packageEntries(files));

  test('is read whole, sorted, each file with its digest', async () => {
    const { facts, entries } = await read(packed);
    expect(facts.files.map((file) => file.path)).toEqual(Object.keys(files).sort());
    for (const entry of entries) {
      const body = files[entry.path as keyof typeof files];
      expect({ text: Buffer.from(entry.bytes).toString(), sha256: entry.sha256, size: entry.size }).toEqual({ text: body, sha256: sha256(body!), size: Buffer.byteLength(body!) });
    }
    expect(facts).toMatchObject({
      sha512: createHash('sha512').update(packed).digest('hex'), pinned: 'none', size: packed.length, unpackedSize: entries.reduce((sum, entry) => sum + entry.size, 0),
      ambiguities: [], carried: ['lib/node_modules/e.js', 'node_modules/@c/d', 'node_modules/b'], hasShrinkwrap: true, hasBindingGyp: true,
      manifest: { name: 'a', version: '1.0.0', bin: { a: 'cli.js' }, scripts: { install: 'node-gyp rebuild' } },
    });
  });

  test('reads the same however its bytes are cut', async () => {
    const whole = await read(packed);
    for (const size of [1, 7, 511, packed.length]) {
      expect((await readArchive(stream(packed, size), { integrity: noIntegrity })).facts).toEqual(whole.facts);
    }
  });

  test.each([
    ['none', undefined, { reason: 'missing' }], ['that is no JSON', '{"name"', { reason: 'json' }], ['that is no object', '[1]', { reason: 'shape' }],
  ])('package.json: %s', async (_, text, data) => {
    const { facts } = await read(tgz(packageEntries({ 'index.js': '1', ...(text === undefined ? {} : { 'package.json': text }) })));
    expect(facts.manifest).toBeUndefined();
    expect(facts.manifestProblem).toEqual({ code: 'MANIFEST_MALFORMED', data });
  });
});

describe('integrity is decided before anything is parsed', () => {
  const packed = tgz([manifest]);
  const good = sri(packed);
  const evil = sri(Buffer.from('evil'));
  const sha1 = `sha1-${createHash('sha1').update(packed).digest('base64')}`;
  test.each([
    ['the one sha512', good, true], ['another sha512', evil, false], ['any of several sha512, as npm', `${evil} ${good}`, true],
    ['only the strongest counts', `${sha1} ${evil}`, false], ['sha1 alone', sha1, true], ['a wrong sha1 alone', 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', false],
    ['nothing that is understood', 'sha512-short', true],
  ])('%s', async (_, text, accepted) => {
    const reading = readArchive(stream(packed), { integrity: parseIntegrity(text, 'lock') });
    if (accepted) expect((await reading).facts.pinned).toBe(text === 'sha512-short' ? 'none' : 'lock');
    else await expect(reading).rejects.toEqual(failure('INTEGRITY_MISMATCH', { expected: text }));
  });

  test('bytes that no parser would take fail by their integrity', async () => {
    await expect(readArchive(stream(randomBytes(2000)), { integrity: parseIntegrity(good, 'record') })).rejects.toEqual(failure('INTEGRITY_MISMATCH', {}));
  });

  test('what the source throws comes through', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> { yield packed; throw new Error('cut'); }
    await expect(readArchive(broken(), { integrity: noIntegrity })).rejects.toThrow('cut');
  });
});

describe('archives that installers read differently', () => {
  const evil = 'evil()';
  const file = (path: string, body = 'good()'): TarEntry => ({ path, body });
  const cases: [ArchiveAmbiguity, string, Uint8Array, string, string[]][] = [
    ['duplicate-path', 'written twice: npm keeps the last', tgz([manifest, file('package/a.js'), file('package/a.js', evil)]), 'a.js', [evil, 'good()']],
    ['duplicate-path', 'meeting once the first folder is gone', tgz([manifest, file('package/a.js'), file('other/a.js', evil)]), 'a.js', [evil, 'good()']],
    ['duplicate-path', 'meeting once dots are gone', tgz([manifest, file('package/a.js'), file('package/./x/../a.js', evil)]), 'a.js', [evil, 'good()']],
    ['duplicate-path', 'a file and a folder', tgz([manifest, file('package/a'), file('package/a/b.js', evil)]), 'a/b.js', [evil]],
    ['case-collision', 'by case', tgz([manifest, file('package/a.js'), file('package/A.js', evil)]), 'A.js', [evil]],
    ['normalisation-collision', 'by normal form', tgz([manifest, file('package/\u00e9.js'), file('package/e\u0301.js', evil)]), 'e\u0301.js', [evil]],
    ['pax-name-differs', 'the extended header names another file', tgz([manifest, { path: 'package/index.js', body: evil, pax: { path: 'package/docs.txt' } }]), 'index.js', [evil]],
    ['pax-name-differs', 'the same for those who read it', tgz([manifest, { path: 'package/index.js', body: evil, pax: { path: 'package/docs.txt' } }]), 'docs.txt', [evil]],
    ['pax-name-differs', 'a global header names it', tgz([manifest, { path: 'package/docs.txt', body: evil, globalPax: { path: 'package/index.js' } }]), 'index.js', [evil]],
    ['pax-name-differs', 'a GNU long name differs', tgz([manifest, { path: '././@LongLink', type: 'L', body: 'package/docs.txt\0' }, file('package/index.js', evil)]), 'index.js', [evil]],
    ['pax-name-differs', 'a value with a line end inside', tgz([manifest, { path: 'package/x.js', body: evil, pax: { comment: 'a\n25 path=package/index.js', path: 'package/y.js' } }]), 'y.js', [evil]],
    ['several-gzip-members', 'split inside', Buffer.concat([gzipSync(tarEntries([manifest])), gzipSync(tar([file('package/a.js', evil)]))]), 'a.js', [evil]],
    ['data-after-end', 'entries behind the end marker', gzipSync(Buffer.concat([tar([manifest, file('package/a.js')]), tar([file('package/a.js', evil)])])), 'a.js', ['good()', evil]],
    ['data-after-end', 'an archive in a second member', Buffer.concat([tgz([manifest]), tgz([file('package/a.js', evil)])]), 'a.js', [evil]],
    ['data-after-end', 'one block of zeros between', gzipSync(Buffer.concat([tarEntries([manifest]), new Uint8Array(512), tar([file('package/a.js', evil)])])), 'a.js', [evil]],
    ['data-after-end', 'bytes that are no entry', gzipSync(Buffer.concat([tar([manifest]), Buffer.from('padding')])), 'a.js', []],
    ['link-entry', 'a symbolic link', tgz([manifest, { path: 'package/a.js', type: '2', linkpath: '/etc/passwd' }]), 'a.js', []],
    ['link-entry', 'a hard link', tgz([manifest, { path: 'package/a.js', type: '1', linkpath: 'package/package.json' }]), 'a.js', []],
    ['path-traversal', 'upwards', tgz([manifest, file('package/../../../a.js', evil)]), 'a.js', [evil]],
    ['path-traversal', 'upwards on Windows', tgz([manifest, file('package/..\\..\\a.js', evil)]), '..\\..\\a.js', [evil]],
    ['absolute-path', 'from the root', tgz([manifest, file('/package/a.js', evil)]), 'package/a.js', [evil]],
    ['absolute-path', 'from a drive', tgz([manifest, file('C:/package/a.js', evil)]), 'package/a.js', [evil]],
    ['special-file', 'a device', tgz([manifest, { path: 'package/a.js', type: '3' }]), 'a.js', []],
    ['special-file', 'a pipe', tgz([manifest, { path: 'package/a.js', type: '6' }]), 'a.js', []],
    ['special-file', 'a type that some unpack as a file', tgz([manifest, { ...file('package/a.js', evil), type: 'Z' }]), 'a.js', [evil]],
    ['several-roots', 'two first folders', tgz([manifest, file('second/a.js', evil)]), 'a.js', [evil]],
    ['several-roots', 'a file beside the folder', tgz([manifest, file('a.js', evil)]), 'a.js', [evil]],
  ];
  test.each(cases)('%s: %s', async (kind, _, packed, path, bodies) => {
    const archive = await read(packed);
    expect(kinds(archive.facts)).toContain(kind);
    expect(texts(archive, path)).toEqual(bodies);
  });

  test('the list of ambiguities is covered whole', () => {
    const closed: { [kind in ArchiveAmbiguity]: true } = {
      'duplicate-path': true, 'case-collision': true, 'normalisation-collision': true, 'pax-name-differs': true, 'several-gzip-members': true, 'data-after-end': true,
      'link-entry': true, 'path-traversal': true, 'absolute-path': true, 'special-file': true, 'several-roots': true,
    };
    expect(new Set(cases.map(([kind]) => kind))).toEqual(new Set(Object.keys(closed)));
  });

  test('the manifest is the one that npm installs', async () => {
    const second: TarEntry = { ...manifest, body: '{"name":"b"}' };
    expect((await read(tgz([manifest, second]))).facts.manifest?.name).toBe('b');
    expect((await read(gzipSync(Buffer.concat([tar([manifest]), tar([second])])))).facts.manifest?.name).toBe('a');
    expect((await read(tgz([manifest, { path: 'package/package.json', body: '{"name":"b"}', pax: { path: 'package/x' } }]))).facts.manifest?.name).toBe('a');
  });

  test.each<[string, Uint8Array]>([
    ['the same bytes twice', tgz([manifest, file('package/a.js'), file('package/a.js')])],
    ['a long name, cut in the header', tgz(packageEntries({ 'package.json': '{}', [`${'d/'.repeat(20)}${'x'.repeat(120)}.js`]: '1' }))],
    ['zeros behind the end', gzipSync(Buffer.concat([tar([manifest]), new Uint8Array(10_240)]))],
    ['zeros behind the stream', Buffer.concat([tgz([manifest]), new Uint8Array(100)])],
    ['no end marker', gzipSync(tarEntries([manifest]))],
    ['folders', tgz([{ path: 'package/', type: '5' }, { path: 'package/lib', type: '5' }, manifest])],
    ['a global header with a comment, as git writes', tgz([{ ...manifest, globalPax: { comment: 'abc' } }])],
  ])('no ambiguity: %s', async (_, packed) => {
    expect((await read(packed)).facts.ambiguities).toEqual([]);
  });
});

describe('what no reading is safe of is refused', () => {
  const tarball = tgz([manifest, { path: 'package/a.js', body: 'x'.repeat(2000) }]);
  test.each<[string, string, Uint8Array]>([
    ['not compressed', 'gzip', tar([manifest])],
    ['no bytes', 'gzip', new Uint8Array(0)],
    ['random bytes', 'gzip', Buffer.from('<!doctype html><title>Sign in</title>')],
    ['a cut stream', 'gzip', tarball.subarray(0, tarball.length - 20)],
    ['a cut archive', 'truncated', gzipSync(tar([manifest, { path: 'package/a.js', body: 'x'.repeat(2000) }]).subarray(0, 2048))],
    ['a compressed archive in a compressed stream', 'not-an-archive', gzipSync(Buffer.concat([tgz([manifest]), randomBytes(600)]))],
    ['text', 'size', gzipSync('this is no archive '.repeat(100))],
    ['a wrong checksum', 'checksum', tgz([manifest, { path: 'package/a.js', badChecksum: true }])],
    ['a size in two ways', 'extended-size', tgz([manifest, { path: 'package/a.js', body: 'x', pax: { size: '0' } }])],
    ['a size for all', 'extended-size', tgz([{ ...manifest, globalPax: { size: '512' } }])],
    ['a type in two ways', 'extended-type', tgz([manifest, { path: 'package/a.js', body: 'x', pax: { type: 'SymbolicLink' } }])],
    ['a body on a folder', 'body-on-folder-or-link', tgz([manifest, { path: 'package/lib', type: '5', body: 'x' }])],
    ['a body on a link', 'body-on-folder-or-link', tgz([manifest, { path: 'package/lib', type: '2', linkpath: 'x', body: 'x' }])],
    ['an extended header that ends early', 'extended-header', tgz([manifest, { path: 'PaxHeader', type: 'x', body: '99 path=package/a.js\n' }, { path: 'package/a.js' }])],
    ['an extended header that is too long', 'extended-header-size', gzipSync(tar([manifest, { path: 'a', type: 'x', body: randomBytes(1024 * 1024 + 1) }]))],
    ['bytes behind the stream', 'gzip|data-after-gzip', Buffer.concat([tarball, Buffer.from('more')])],
  ])('%s: TARBALL_MALFORMED %s', async (_, reason, packed) => {
    await expect(read(packed)).rejects.toEqual(failure('TARBALL_MALFORMED', { reason: expect.stringMatching(new RegExp(`^(?:${reason})$`)) }));
  });
});

describe('every bound, at it and one over', () => {
  const plain = tar([manifest]);
  const packed = gzipSync(plain);
  const ratio = Math.ceil(plain.length / packed.length);
  const named = (path: string): Uint8Array => tgz([manifest, { path: 'x', pax: { path } }]);
  test.each<[keyof ArchiveLimits, number, Uint8Array]>([
    ['tarballBytes', packed.length, packed],
    ['unpackedBytes', plain.length, packed],
    ['unpackRatio', ratio, packed],
    ['archiveEntries', 3, tgz([manifest, { path: 'package/a', pax: { path: 'package/a' } }])],
    ['archivePathDepth', 5, named('package/b/c/d/e.js')],
    ['archivePathCharacters', 40, named(`package/${'x'.repeat(32)}`)],
  ])('%s', async (limit, value, bytes) => {
    await expect(read(bytes, { [limit]: value })).resolves.toBeDefined();
    await expect(read(bytes, { [limit]: value - 1 })).rejects.toEqual(failure('TARBALL_LIMIT', { limit, value: value - 1 }));
  });

  test('packageManifestBytes', async () => {
    const size = Buffer.byteLength(manifest.body as string);
    expect((await read(packed, { packageManifestBytes: size })).facts.manifest).toBeDefined();
    expect((await read(packed, { packageManifestBytes: size - 1 })).facts.manifestProblem).toMatchObject({ code: 'MANIFEST_MALFORMED', data: { reason: 'size' } });
  });

  test('a gigabyte of zeros', async () => {
    const tenMegabytes = gzipSync(new Uint8Array(10_000_000));
    const gigabyte = Buffer.concat(Array.from({ length: 100 }, () => tenMegabytes));
    await expect(read(gigabyte)).rejects.toEqual(failure('TARBALL_LIMIT', { limit: 'unpackRatio', value: 200 }));
    await expect(read(gigabyte, { unpackRatio: 2000, unpackedBytes: 50_000_000 })).rejects.toEqual(failure('TARBALL_LIMIT', { limit: 'unpackedBytes' }));
  });

  test('sixty thousand entries', async () => {
    const entries = Array.from({ length: 60_000 }, (_, index) => ({ path: `package/${index}` }));
    await expect(read(tgz(entries), { unpackRatio: 2000 })).rejects.toEqual(failure('TARBALL_LIMIT', { limit: 'archiveEntries', value: 50_000 }));
  });

  test('an endless source is left as soon as the bound is passed', async () => {
    let given = 0;
    let left = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try { for (;;) { given += 1000; yield new Uint8Array(1000); } } finally { left = true; }
    }
    await expect(readArchive(endless(), { integrity: noIntegrity }, { ...archiveLimits(), tarballBytes: 10_000 })).rejects.toEqual(failure('TARBALL_LIMIT', { limit: 'tarballBytes' }));
    expect({ given, left }).toEqual({ given: 11_000, left: true });
  });
});

describe('properties', () => {
  const part = fc.stringMatching(/^[a-zA-Z0-9_.@ \\é-]{1,12}$/);
  const entry: fc.Arbitrary<TarEntry> = fc.record({
    path: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    body: fc.string({ maxLength: 600 }),
    type: fc.constantFrom('0', '0', '0', '7', '5', '2', 'Z'),
  }).map(({ path, body, type }) => (type === '5' || type === '2' ? { path, type, ...(type === '2' ? { linkpath: 'x' } : {}) } : { path, body, type }));

  /** What node-tar reads: paths with the first folder stripped, and of each the last body. Undefined when it complains. */
  function npmReads(bytes: Uint8Array): Map<string, string> | undefined {
    const unpacked = new Map<string, string>();
    let complaint = false;
    const parser = new Parser({ onwarn: () => { complaint = true; }, onReadEntry: (one) => {
      let body = '';
      one.on('data', (chunk) => { body += chunk.toString('latin1'); });
      one.on('end', () => { if (/File$/.test(one.type) && one.path.includes('/')) unpacked.set(one.path.split('/').slice(1).filter((part: string) => part !== '.' && part !== '').join('/'), body); });
    } });
    parser.end(Buffer.from(bytes));
    return complaint ? undefined : unpacked;
  }

  function expectNpmFirst(archive: Archive, bytes: Uint8Array): void {
    const unpacked = npmReads(bytes);
    expect(unpacked).toBeDefined();
    for (const [path, body] of unpacked!) {
      if (/(?:^|\/)\.\.(?:\/|$)/.test(path) || path === '') continue;
      expect(Buffer.from(archive.entries.find((entry) => entry.path === path)?.bytes ?? 'none').toString('latin1')).toBe(body);
    }
  }

  test('of every path that npm unpacks its version is there, and first', async () => {
    await fc.assert(fc.asyncProperty(fc.array(entry.filter(({ path }) => !path.includes('..')), { minLength: 1, maxLength: 8 }), async (entries) => {
      const bytes = tar(entries);
      expectNpmFirst(await read(gzipSync(bytes), { unpackRatio: 2000 }), bytes);
    }), { seed: 20, numRuns: 150 });
  });

  /** Changes some bytes of a header, and makes the checksum right again so that the change is not just refused. */
  function changed(good: Uint8Array, at: number, changes: readonly (readonly [number, number])[]): Uint8Array {
    const bytes = Uint8Array.from(good);
    for (const [offset, value] of changes) bytes[at + offset] = value;
    bytes.fill(0x20, at + 148, at + 156);
    const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    bytes.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), at + 148);
    return bytes;
  }

  test('whatever a header says, an archive that is taken is read as npm reads it, and others are refused with a code', async () => {
    const archives = [tar([manifest, { path: 'package/a.js', body: 'a'.repeat(700) }]), tar([manifest, { path: 'package/a.js', body: 'a'.repeat(700), pax: { path: 'package/b.js' } }])];
    const interesting = fc.oneof(fc.nat(511), fc.constantFrom(0, 99, 100, 107, 124, 135, 156, 157, 200, 257, 262, 263, 345, 475, 476, 499));
    const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 0x0a, 0x20, 0x2f, 0x30, 0x31, 0x35, 0x37, 0x80, 0xff));
    let taken = 0;
    await fc.assert(fc.asyncProperty(fc.nat(archives.length - 1), fc.constantFrom(0, 1024), fc.array(fc.tuple(interesting, value), { minLength: 1, maxLength: 4 }), async (which, at, changes) => {
      const bytes = changed(archives[which]!, at, changes);
      const outcome = await read(gzipSync(bytes), { unpackRatio: 2000 }).catch((error: { code?: string }) => error.code);
      if (typeof outcome !== 'object') { expect(['TARBALL_MALFORMED', 'TARBALL_LIMIT']).toContain(outcome); return; }
      taken += 1;
      expectNpmFirst(outcome, bytes);
    }), { seed: 22, numRuns: 1500 });
    expect(taken).toBeGreaterThan(300);
  });

  test('bytes changed anywhere give an archive or one of three codes, never anything else', async () => {
    const good = tar([manifest, { path: 'package/a.js', body: 'a'.repeat(700), pax: { path: 'package/b.js' } }]);
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), async (changes) => {
      const bytes = Uint8Array.from(good);
      for (const [at, value] of changes) bytes[at] = value;
      const outcome = await read(gzipSync(bytes), { unpackRatio: 2000 }).then(() => 'archive', (error: { code?: string }) => error.code);
      expect(['archive', 'TARBALL_MALFORMED', 'TARBALL_LIMIT']).toContain(outcome);
    }), { seed: 21, numRuns: 300 });
  });
});
