import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { semaphore } from '../../src/app/semaphore.js';
import { Failure, problemOf } from '../../src/core/errors.js';
import { parseIntegrity } from '../../src/core/integrity.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';
import type { Registry, Tenancy } from '../../src/ports/registry.js';
import type { Pair } from './choose.js';
import { hexOf, type Store } from './store.js';

/** Where what the store lacks is looked for, in this order: npm's own cache on this machine, then the registry, if it may be asked. */
export interface Sources {
  readonly npmCache: string;
  readonly cachedRecord: (name: string) => Promise<RegistryRecord | undefined>;
  readonly registry?: Registry;
}

export interface Fetched {
  /** Pairs whose record and archives are in the store. */
  readonly ready: readonly Pair[];
  readonly missing: readonly { readonly pair: Pair; readonly code: string }[];
}

const atOnce = 8;
const tenancy: Tenancy = { installation: 'local', repository: 'local', visibility: 'private', fork: false };

/**
 * Brings records and archives of all pairs into the store, each once: what is there already is not asked for again, so that a run that was broken off goes
 * on where it was. An archive must have the digest that the list states, and the record must state the same.
 * @param told is called after each pair.
 * @param archives false where the records will do.
 */
export async function fetchAll(pairs: readonly Pair[], store: Store, sources: Sources, signal: AbortSignal, told: (done: number) => void = () => {}, archives = true): Promise<Fetched> {
  const turn = semaphore(atOnce);
  let done = 0;
  let unreachable: string | undefined;
  const outcomes = await Promise.all(pairs.map((pair) => turn(async () => {
    // Where the registry cannot be reached once, it is not tried for hundreds of others.
    const { registry, ...local } = sources;
    const code = await fetchPair(pair, store, unreachable === undefined && registry ? { ...local, registry } : local, signal, archives).then(() => undefined, (error: unknown) => problemOf(error).code);
    if (code === 'REGISTRY_UNREACHABLE' || code === 'REGISTRY_TIMEOUT') unreachable ??= code;
    signal.throwIfAborted();
    told(done += 1);
    return { pair, code: code === 'REGISTRY_OFFLINE' ? (unreachable ?? code) : code };
  })));
  return { ready: outcomes.filter(({ code }) => code === undefined).map(({ pair }) => pair), missing: outcomes.flatMap(({ pair, code }) => (code === undefined ? [] : [{ pair, code }])) };
}

async function fetchPair(pair: Pair, store: Store, sources: Sources, signal: AbortSignal, archives: boolean): Promise<void> {
  const states = (record: RegistryRecord | undefined): boolean => (['before', 'after'] as const).every((side) => record?.versions[pair[side]]?.integrity === pair.integrity[side]);
  if (!states(await store.record(pair.name))) {
    const record = await recordFor(pair, states, sources, signal);
    await store.keepRecord(record);
  }
  for (const side of archives ? (['before', 'after'] as const) : []) {
    const integrity = pair.integrity[side];
    if (store.has(integrity)) continue;
    await store.keep(integrity, (await fromNpmCache(sources.npmCache, integrity)) ?? (await fromRegistry(pair.name, pair[side], integrity, sources.registry, signal)));
  }
}

/** @throws Failure REGISTRY_OFFLINE where only the registry could tell; INTEGRITY_MISMATCH where it now states other bytes than the list; REGISTRY_*. */
async function recordFor(pair: Pair, states: (record: RegistryRecord | undefined) => boolean, { cachedRecord, registry }: Sources, signal: AbortSignal): Promise<RegistryRecord> {
  const cached = await cachedRecord(pair.name);
  if (cached && states(cached)) return cached;
  if (!registry) throw new Failure('REGISTRY_OFFLINE', { name: pair.name });
  const answer = await registry.record({ registry: 'default', name: pair.name, tenancy, signal });
  if (answer.kind !== 'record' || !states(answer.record)) throw new Failure('INTEGRITY_MISMATCH', { name: pair.name });
  return answer.record;
}

/** npm keeps archives by their digest; the store verifies the bytes anyway. */
async function fromNpmCache(cache: string, integrity: string): Promise<Uint8Array | undefined> {
  const hex = hexOf(integrity);
  return readFile(path.join(cache, 'content-v2', 'sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4))).catch(() => undefined);
}

async function fromRegistry(name: string, version: string, integrity: string, registry: Registry | undefined, signal: AbortSignal): Promise<Uint8Array> {
  if (!registry) throw new Failure('REGISTRY_OFFLINE', { name, version });
  const chunks: Uint8Array[] = [];
  const origin = { kind: 'registry', ecosystem: 'npm', registry: 'default', name, version } as const;
  for await (const chunk of await registry.tarball({ origin, integrity: parseIntegrity(integrity, 'record'), tenancy, signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
