import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import type { FileFactCacheOptions } from '../../../src/adapters/files/fact-cache.js';
import { fileFactCache } from '../../../src/adapters/files/fact-cache.js';
import { placesOf } from '../../../src/adapters/files/places.js';
import { hashOf } from '../../../src/core/hash.js';
import type { FactCache, FactCacheKey } from '../../../src/ports/fact-cache.js';

let folder: string;
beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'cache-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const places = (): FileFactCacheOptions['places'] => ({ cacheFolder: path.join(folder, 'cache/mergewarden'), keyFile: path.join(folder, 'config/mergewarden/cache.key') });
const open = (more: Partial<FileFactCacheOptions> = {}): Promise<FactCache> => fileFactCache({ places: places(), clock: { now: () => Date.parse('2026-01-01T00:00:00Z') }, ...more });
const key = (name: string, more: Partial<FactCacheKey> = {}): FactCacheKey => ({ tenant: 'public', registry: 'default', name, version: '1.0.0', sha512: 'ab', kind: 'archive', producer: '1', ...more });
const fact = { value: { a: [1, 'é'] }, storedAt: 5, etag: '"x"' };
const facts = (): string => path.join(places().cacheFolder, 'facts-1');
const fileOf = (name: string): string => path.join(facts(), hashOf(key(name)));

describe('fileFactCache', () => {
  test('gives back what was put, in a later process too, for the whole key only', async () => {
    await (await open()).put(key('left'), fact);
    const later = await open();
    expect(await later.get(key('left'))).toEqual(fact);
    for (const part of Object.keys(key('left'))) expect(await later.get(key('left', { [part]: 'other' }))).toBeUndefined();
    expect(readdirSync(facts())).toEqual([hashOf(key('left'))]);
  });

  test('is for its owner only', async () => {
    mkdirSync(places().cacheFolder, { recursive: true, mode: 0o755 });
    chmodSync(places().cacheFolder, 0o777);
    await (await open()).put(key('left'), fact);
    const modes = [places().cacheFolder, facts(), fileOf('left'), places().keyFile, path.dirname(places().keyFile)].map((file) => statSync(file).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600, 0o700]);
  });

  test.each<[string, (file: string) => void]>([
    ['altered', (file) => { const bytes = readFileSync(file); bytes[bytes.length - 10]! ^= 1; writeFileSync(file, bytes); }],
    ['altered in its authentication', (file) => { const bytes = readFileSync(file); bytes[0]! ^= 1; writeFileSync(file, bytes); }],
    ['cut', (file) => { truncateSync(file, 40); }],
    ['empty', (file) => { truncateSync(file, 0); }],
    ['another entry under this name', (file) => { copyFileSync(fileOf('right'), file); }],
    ['plain JSON', (file) => { writeFileSync(file, JSON.stringify(fact)); }],
    ['a link', (file) => { renameSync(file, path.join(folder, 'elsewhere')); symlinkSync(path.join(folder, 'elsewhere'), file); }],
    ['a folder', (file) => { rmSync(file); mkdirSync(file); writeFileSync(path.join(file, 'x'), ''); }],
    ['too long', (file) => { writeFileSync(file, Buffer.concat([readFileSync(file), randomBytes(5000)])); }],
  ])('an entry that is %s is a miss, and removed', async (_, spoil) => {
    const cache = await open({ maxEntryBytes: 4096 });
    await cache.put(key('left'), fact);
    await cache.put(key('right'), { ...fact, value: 'right' });
    spoil(fileOf('left'));
    expect(await cache.get(key('left'))).toBeUndefined();
    expect(() => lstatSync(fileOf('left'))).toThrow();
    expect(await cache.get(key('right'))).toMatchObject({ value: 'right' });
    await cache.put(key('left'), fact);
    expect(await cache.get(key('left'))).toEqual(fact);
  });

  test('a folder that was made on another machine holds nothing', async () => {
    await (await open()).put(key('left'), fact);
    const other = await open({ places: { ...places(), keyFile: path.join(folder, 'other/cache.key') } });
    expect(await other.get(key('left'))).toBeUndefined();
  });

  test('a key that others could read is replaced', async () => {
    await (await open()).put(key('left'), fact);
    const before = readFileSync(places().keyFile);
    chmodSync(places().keyFile, 0o644);
    expect(await (await open()).get(key('left'))).toBeUndefined();
    expect(readFileSync(places().keyFile)).not.toEqual(before);
    expect(statSync(places().keyFile).mode & 0o777).toBe(0o600);
  });

  test('processes that begin at once share one key', async () => {
    const caches = await Promise.all(Array.from({ length: 8 }, () => open()));
    await Promise.all(caches.map((cache, index) => cache.put(key(`p${index}`), { value: index, storedAt: 1 })));
    for (const cache of caches) expect(await Promise.all(caches.map(async (_, index) => (await cache.get(key(`p${index}`)))?.value))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(readdirSync(path.dirname(places().keyFile))).toEqual(['cache.key']);
  });

  test.each<[string, () => Partial<FileFactCacheOptions>]>([
    ['link', () => { mkdirSync(path.join(folder, 'real')); mkdirSync(path.join(folder, 'cache')); symlinkSync(path.join(folder, 'real'), places().cacheFolder); return {}; }],
    ['link', () => { mkdirSync(path.join(folder, 'real')); mkdirSync(places().cacheFolder, { recursive: true }); symlinkSync(path.join(folder, 'real'), facts()); return {}; }],
    ['link', () => { symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'dangling')); return { places: { ...places(), cacheFolder: path.join(folder, 'dangling') } }; }],
    ['kind|unwritable', () => { mkdirSync(path.join(folder, 'cache')); writeFileSync(places().cacheFolder, ''); return {}; }],
    ['owner', () => ({ user: (process.getuid?.() ?? 0) + 1 })],
    ['key', () => { mkdirSync(path.dirname(places().keyFile), { recursive: true }); symlinkSync('/dev/zero', places().keyFile); return {}; }],
    ['key-in-cache', () => ({ places: { ...places(), keyFile: path.join(places().cacheFolder, 'cache.key') } })],
  ])('what somebody else could have prepared is refused: %s', async (reason, prepare) => {
    await expect(open(prepare())).rejects.toEqual(expect.objectContaining({ code: 'CACHE_REFUSED', data: expect.objectContaining({ reason: expect.stringMatching(new RegExp(`^(?:${reason})$`)) }) }));
  });

  test('the oldest make way when it is full, and a fact that is too large is not kept', async () => {
    const cache = await open({ maxBytes: 10_000, maxEntryBytes: 3000 });
    const value = (): string => randomBytes(1000).toString('hex');
    for (let index = 0; index < 20; index += 1) {
      await cache.put(key(`p${index}`), { value: value(), storedAt: 1 });
      if (existsSync(fileOf(`p${index}`))) utimesSync(fileOf(`p${index}`), 1000 + index, 1000 + index);
    }
    const held = readdirSync(facts()).reduce((sum, name) => sum + statSync(path.join(facts(), name)).size, 0);
    expect(held).toBeLessThanOrEqual(10_000);
    expect(await cache.get(key('p0'))).toBeUndefined();
    expect(await cache.get(key('p19'))).toBeDefined();
    await cache.put(key('large'), { value: randomBytes(3000).toString('hex'), storedAt: 1 });
    expect(await cache.get(key('large'))).toBeUndefined();
  });

  test('what a killed process left is cleared away after an hour', async () => {
    await open();
    const [old, young] = ['.unfinished-old', '.unfinished-young'].map((name) => path.join(facts(), name)) as [string, string];
    const now = Date.parse('2026-01-01T00:00:00Z') / 1000;
    writeFileSync(old, '');
    utimesSync(old, now - 3601, now - 3601);
    writeFileSync(young, '');
    utimesSync(young, now - 60, now - 60);
    await (await open()).put(key('left'), fact);
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  test('trouble with the disk is a miss, not an error', async () => {
    const cache = await open();
    await cache.put(key('left'), fact);
    rmSync(places().cacheFolder, { recursive: true });
    await cache.put(key('left'), fact);
    expect(await cache.get(key('left'))).toBeUndefined();
  });
});

describe('placesOf', () => {
  test.each<[string, { [name: string]: string }, NodeJS.Platform, { cacheFolder: string; keyFile: string }]>([
    ['XDG', { XDG_CACHE_HOME: '/c', XDG_CONFIG_HOME: '/s' }, 'linux', { cacheFolder: '/c/mergewarden', keyFile: '/s/mergewarden/cache.key' }],
    ['relative XDG is ignored', { XDG_CACHE_HOME: 'c', XDG_CONFIG_HOME: '../s' }, 'linux', { cacheFolder: '/home/ada/.cache/mergewarden', keyFile: '/home/ada/.config/mergewarden/cache.key' }],
    ['macOS', {}, 'darwin', { cacheFolder: '/home/ada/Library/Caches/mergewarden', keyFile: '/home/ada/Library/Application Support/mergewarden/cache.key' }],
  ])('%s', (_, env, platform, expected) => expect(placesOf(env, '/home/ada', platform)).toEqual(expected));
});
