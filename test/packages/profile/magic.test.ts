import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { sha256 } from '../../../src/core/hash.js';
import { binaryOf } from '../../../src/packages/profile/magic.js';

function noise(length: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; parts.length * 32 < length; at += 1) parts.push(createHash('sha256').update(`noise ${at}`).digest());
  return Buffer.concat(parts).subarray(0, length);
}

const of = (path: string, bytes: Uint8Array): string | undefined => {
  const signal = binaryOf(path, bytes);
  return signal?.what;
};
const padded = (hex: string, length = 512): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(length)]);
const pe = (characteristics: number): Buffer => {
  const bytes = padded('4d5a');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  bytes.writeUInt16LE(characteristics, 0x80 + 22);
  return bytes;
};
const elf = padded('7f454c460201');
const macho = (type: number): Buffer => {
  const bytes = padded('cffaedfe');
  bytes.writeUInt32LE(type, 12);
  return bytes;
};
const wasm = padded('0061736d01000000');
const zip = padded('504b030414');
const tar = Buffer.alloc(1_024);
tar.write('ustar', 257, 'latin1');
const dmg = Buffer.alloc(1_024, 1);
dmg.write('koly', 512, 'latin1');
const program = 'module.exports = 1;\n';

describe('what a file is by its bytes', () => {
  test.each<readonly [string, Uint8Array, string]>([
    ['bin/a.exe', pe(0x22), 'executable'], ['a.dll', pe(0x2022), 'library'], ['build/Release/a.node', pe(0x2022), 'library'], ['bin/tool', elf, 'executable'], ['a.node', elf, 'library'], ['lib/liba.so.1.2', elf, 'library'], ['tool', macho(2), 'executable'],
    ['a.dylib', macho(6), 'library'], ['a.node', macho(8), 'library'], ['tool', padded('cafebabe00000002'), 'executable'], ['A.class', padded('cafebabe00000034'), 'executable'], ['a.pyc', padded('a70d0d0a00000000'), 'executable'], ['a.jsc', padded('0306dec0'), 'executable'],
    ['a.msi', padded('d0cf11e0a1b11ae1'), 'executable'], ['a.wasm', wasm, 'wasm'], ['a', wasm, 'wasm'], ['a.jar', zip, 'archive'], ['a.zip', zip, 'archive'], ['a.7z', padded('377abcaf271c'), 'archive'], ['a.dmg', dmg, 'archive'], ['tool-linux-x64.musl', elf, 'executable'],
    // Not what their names say.
    ['a.js', pe(0x22), 'mismatch'], ['lib/data.db', pe(0x2022), 'mismatch'], ['logo.png', pe(0x22), 'mismatch'], ['README.md', elf, 'mismatch'], ['config.json', macho(2), 'mismatch'], ['a.txt', wasm, 'mismatch'], ['a.js', zip, 'mismatch'], ['a.css', gzipSync(noise(900)), 'mismatch'],
    ['index.js', padded('0306dec0'), 'mismatch'], ['a.json', padded('89504e470d0a1a0a'), 'mismatch'], ['a.d.ts', elf, 'mismatch'], ['a.woff2', elf, 'mismatch'], ['a.png', Buffer.concat([Buffer.from([1, 2, 3]), noise(900)]), 'mismatch'], ['a.js', Buffer.from('0383'.repeat(400), 'hex'), 'mismatch'], ['a.PNG', elf, 'mismatch'],
    // No order at all.
    ['a.js', noise(20_000), 'sealed'], ['a.js', Buffer.concat([Buffer.from(program.repeat(2_000)), noise(40_000)]), 'sealed'], ['a.json', brotliCompressSync(noise(40_000)), 'sealed'], ['a.dll', noise(20_000), 'sealed'],
  ])('%s %#', (path, bytes, expected) => { expect(of(path, bytes)).toBe(expected); });

  test.each<readonly [string, Uint8Array]>([
    ['a.js', Buffer.from(program)], ['a.js', Buffer.from(`\ufeff${program}`)], ['a.js', Buffer.from(`"${'\u4e00\u4e8c'.repeat(9_000)}"`)], ['a.js', Buffer.from(`// caf\xe9\n${program}`, 'latin1')], ['a.ps1', Buffer.from(`\ufeff${program}`, 'utf16le')], ['a.js', Buffer.from(`const nul = '\0';${program.repeat(20)}`)], ['a.js', Buffer.alloc(0)],
    ['a.js', Buffer.from(`${noise(90_000).toString('base64')}`)], ['MZ.txt', Buffer.from('MZ is where DOS programs begin. '.repeat(9))], ['BZh.md', Buffer.from('BZh is bzip2')], ['a.txt', Buffer.from('ID3 tags')], ['a.png', padded('89504e470d0a1a0a')], ['a.png', padded('ffd8ffe0')], ['a.jpg', padded('89504e470d0a1a0a')], ['a.png', Buffer.from('version https://git-lfs.github.com/spec/v1\n')],
    ['a.woff2', padded('774f4632')], ['a.gz', gzipSync(noise(900))], ['a.br', brotliCompressSync(noise(900))], ['a.tgz', gzipSync(tar)], ['a.tar', tar], ['a.bin', noise(20_000)], ['a.dat', noise(20_000)], ['model', noise(20_000)], ['a.ts', Buffer.concat(Array.from({ length: 4 }, () => Buffer.concat([Buffer.from([0x47]), noise(187)])))],
    ['a.mp4', padded('0000002066747970')], ['a.sqlite', padded('53514c69746520666f726d6174203300')], ['a.svg', Buffer.from('<svg/>')], ['bin/cli', Buffer.from('#!/usr/bin/env node\n')], ['a.webp', Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), noise(200)])],
  ])('%s is nothing %#', (path, bytes) => { expect(of(path, bytes)).toBeUndefined(); });

  test('what is what it says is known by its path, anything else by its bytes', () => {
    expect(binaryOf('a.node', elf)).toEqual({ kind: 'binary', what: 'library', key: 'a.node', start: 0, end: elf.length });
    expect(binaryOf('a.js', elf)).toEqual({ kind: 'binary', what: 'mismatch', key: sha256(elf), start: 0, end: elf.length });
    const head = Buffer.from(program.repeat(2_000));
    const sealed = binaryOf('a.js', Buffer.concat([head, noise(40_000)]))!;
    expect(sealed.start).toBe(Math.ceil(head.length / 8_192) * 8_192);
    expect(sealed.end).toBe(head.length + 40_000);
  });
});

test('never throws, and places lie inside', () => {
  const magic = fc.constantFrom('4d5a', '7f454c46', 'cafebabe', 'cffaedfe', 'cefaedfe', '504b', '1f8b', 'fffe', 'feff', '52494646', '', '47').map((hex) => Buffer.from(hex, 'hex'));
  fc.assert(fc.property(fc.constantFrom('a.js', 'a.node', 'a', 'a.png', 'a.ts', '.so.1', 'x/', '', 'a.pyc'), magic, fc.uint8Array({ maxLength: 700 }), (path, head, rest) => {
    const bytes = Buffer.concat([head, rest]);
    // A view that does not begin where its buffer begins.
    const view = new Uint8Array(Buffer.concat([Buffer.from([9]), bytes])).subarray(1);
    const signal = binaryOf(path, view);
    expect(signal).toEqual(binaryOf(path, new Uint8Array(bytes)));
    if (signal) expect(signal.end).toBeLessThanOrEqual(bytes.length);
  }), { numRuns: 500, seed: 8 });
});
