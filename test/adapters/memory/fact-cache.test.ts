import { describe, expect, test } from '@jest/globals';
import { memoryFactCache } from '../../../src/adapters/memory/fact-cache.js';
import type { FactCacheKey } from '../../../src/ports/fact-cache.js';

const key = (name: string, more: Partial<FactCacheKey> = {}): FactCacheKey => ({ tenant: 'public', registry: 'default', name, version: '1.0.0', sha512: 'ab', kind: 'archive', producer: '1', ...more });

describe('memoryFactCache', () => {
  test('gives back what was put, for the whole key only', async () => {
    const cache = memoryFactCache();
    await cache.put(key('left'), { value: { a: [1] }, storedAt: 5, etag: '"x"' });
    expect(await cache.get(key('left'))).toEqual({ value: { a: [1] }, storedAt: 5, etag: '"x"' });
    for (const part of Object.keys(key('left'))) expect(await cache.get(key('left', { [part]: 'other' }))).toBeUndefined();
  });

  test('what was given away can be changed without harm', async () => {
    const cache = memoryFactCache();
    const value = { list: [1] };
    await cache.put(key('left'), { value, storedAt: 1 });
    value.list.push(2);
    const given = (await cache.get(key('left')))!.value as { list: number[] };
    given.list.push(3);
    expect((await cache.get(key('left')))!.value).toEqual({ list: [1] });
  });

  test('forgets what was not used for the longest time, and never holds more than it may', async () => {
    const cache = memoryFactCache(3000);
    const value = 'x'.repeat(300);
    for (const name of ['a', 'b', 'c']) await cache.put(key(name), { value, storedAt: 1 });
    await cache.get(key('a'));
    await cache.put(key('d'), { value, storedAt: 1 });
    const held = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await cache.get(key(name))) !== undefined));
    expect(held).toEqual([true, false, true, true]);
    await cache.put(key('e'), { value: 'x'.repeat(3000), storedAt: 1 });
    expect(await cache.get(key('e'))).toBeUndefined();
    expect(await cache.get(key('d'))).toBeDefined();
  });
});
