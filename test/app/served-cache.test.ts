import { describe, expect, test } from '@jest/globals';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { servedMemory, type ServedMemory } from '../../src/app/served-cache.js';
import { limits } from '../../src/core/limits.js';
import type { Served } from '../../src/core/sighting.js';
import type { FactCache } from '../../src/ports/fact-cache.js';

const day = 86_400_000;
const start = Date.parse('2026-11-22T12:00:00Z');
const table = { publicDefault: 'https://registry.example/', default: 'https://mirror.example/', scopes: { '@acme': 'https://npm.example/' } };
const row = (name: string, more: Partial<Served> = {}): Served => ({ registry: 'default', name, signatures: true, attestations: false, ...more });

/** A memory, and its clock in days. */
function made(cache: FactCache = memoryFactCache(), registries = table): { readonly memory: ServedMemory; readonly told: (names: readonly string[], registry?: string) => ReturnType<ServedMemory['seen']>; at: (days: number) => void } {
  let now = start;
  const memory = servedMemory(cache, { now: () => now }, registries);
  return { memory, at: (days) => { now = start + days * day; }, told: (names, registry = 'default') => memory.seen(names.map((name) => ({ registry, name }))) };
}

describe('what registries served, kept in a cache', () => {
  test('comes back, of the names asked about and of their registries; nothing but what was served is kept', async () => {
    const { memory, told } = made();
    expect(await told(['a'])).toEqual({ served: [], hosts: [] });
    await memory.keep([row('a'), row('b', { attestations: true }), row('c', { signatures: false }), row('@acme/d', { registry: 'https://npm.example/', signatures: false })]);
    expect(await told(['a', 'c', '__proto__'])).toEqual({ served: [row('a')], hosts: [{ registry: 'default', signatures: 'some', attestations: true }] });
    expect(await told(['@acme/d'], 'https://npm.example/')).toEqual({ served: [], hosts: [] });
    await memory.keep([row('a', { signatures: false, attestations: true })]);
    expect((await told(['a'])).served).toEqual([row('a', { attestations: true })]);
  });

  test('is of the address that the registry had', async () => {
    const cache = memoryFactCache();
    await made(cache).memory.keep([row('a')]);
    expect(await made(cache, { ...table, default: 'https://other.example/' }).told(['a'])).toEqual({ served: [], hosts: [] });
    expect((await made(cache).told(['a'])).served).toEqual([row('a')]);
  });

  test('what is the same is not written again on the same day, and each is forgotten ninety days after it was last served', async () => {
    const cache = memoryFactCache();
    let written = 0;
    const { memory, told, at } = made({ ...cache, put: async (key, fact) => { written += 1; await cache.put(key, fact); } });
    await memory.keep([row('a', { attestations: true })]);
    at(1);
    await memory.keep([row('a')]);
    expect(written).toBe(1);
    at(80);
    await memory.keep([row('a')]);
    expect(written).toBe(2);
    at(91);
    expect((await told(['a'])).served).toEqual([row('a')]);
    at(171);
    expect(await told(['a'])).toEqual({ served: [], hosts: [] });
  });

  test('of one registry so many names are kept, those that were seen last', async () => {
    const { memory, told, at } = made();
    await memory.keep(Array.from({ length: limits.sightedNames.value }, (_, index) => row(`a${index}`)));
    at(2);
    await memory.keep([row('new')]);
    const names = Array.from({ length: limits.sightedNames.value }, (_, index) => `a${index}`);
    const { served = [] } = await told([...names, 'new']);
    expect([served.length, served.at(-1)?.name]).toEqual([limits.sightedNames.value, 'new']);
  });

  test.each<[name: string, value: unknown]>([['a text', 'x'], ['no rows', {}], ['rows that are none', { names: [1, null, ['a'], ['a', '1', 1], { name: 'a' }, ['b', start, 0]] }]])('an entry that is %s is read as far as it is one', async (_name, value) => {
    const { told } = made({ get: async () => ({ value: value as never, storedAt: start }), put: async () => undefined });
    expect((await told(['a', 'b'])).served).toEqual(Array.isArray((value as { names?: unknown }).names) ? [row('b')] : []);
  });

  test('a cache that fails is none', async () => {
    const broken = made({ get: () => Promise.reject(new Error('no disk')), put: () => Promise.reject(new Error('no disk')) });
    await broken.memory.keep([row('a')]);
    expect(await broken.told(['a'])).toEqual({ served: [], hosts: [] });
  });
});
