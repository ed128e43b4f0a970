import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keptFiles, type KeptFilesOptions } from '../../../src/adapters/files/kept-files.js';

let folder: string;
beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'kept-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const places = () => ({ cacheFolder: path.join(folder, 'cache'), keyFile: path.join(folder, 'config/cache.key') });
const open = (more: Partial<KeptFilesOptions> = {}) => keptFiles({ places: places(), folder: 'things-1', most: 2, maxBytes: 1_000, producer: '1', clock: { now: () => 0 }, ...more });
const kept = () => readdirSync(path.join(places().cacheFolder, 'things-1')).map((name) => path.join(places().cacheFolder, 'things-1', name));
const bytes = Buffer.from('é\0bytes');

describe('keptFiles', () => {
  test('gives back what was written, to the same producer and under the same name', async () => {
    await (await open()).write('a', bytes);
    expect(await (await open()).read('a')).toEqual(bytes);
    expect(await (await open()).read('b')).toBeUndefined();
    expect(await (await open({ producer: '2' })).read('a')).toBeUndefined();
  });
  test.each<[string, (file: string) => void]>([
    ['cut', (file) => { writeFileSync(file, readFileSync(file).subarray(0, -1)); }],
    ['empty', (file) => { writeFileSync(file, ''); }],
    ['altered', (file) => { const all = readFileSync(file); all[all.length - 1]! ^= 1; writeFileSync(file, all); }],
    ['a link', (file) => { copyFileSync(file, path.join(folder, 'x')); rmSync(file); symlinkSync(path.join(folder, 'x'), file); }],
  ])('takes none that is %s', async (_name, spoil) => {
    await (await open()).write('a', bytes);
    spoil(kept()[0]!);
    expect(await (await open()).read('a')).toBeUndefined();
  });
  test('takes none that lies under another name, or under another key', async () => {
    const files = await open();
    await files.write('a', bytes);
    const [first] = kept();
    await files.write('b', Buffer.from('other'));
    copyFileSync(kept().find((file) => file !== first)!, first!);
    expect(await files.read('a')).toBeUndefined();
    rmSync(places().keyFile);
    expect(await (await open()).read('b')).toBeUndefined();
  });
  test('keeps the newest, and nothing too long', async () => {
    const files = await open();
    await files.write('a', bytes);
    utimesSync(kept()[0]!, 1, 1);
    await files.write('b', bytes);
    await files.write('c', bytes);
    await files.write('d', Buffer.alloc(1_001));
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await files.read(name))?.equals(bytes)))).toEqual([undefined, true, true, undefined]);
  });
  test('refuses a key that lies in the cache', async () => {
    await expect(open({ places: { ...places(), keyFile: path.join(places().cacheFolder, 'key') } })).rejects.toMatchObject({ code: 'CACHE_REFUSED' });
  });
});
