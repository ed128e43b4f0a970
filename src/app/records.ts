import { failed, notApplicable } from '../core/coverage.js';
import { Failure, problemOf, type ErrorCode } from '../core/errors.js';
import type { Json } from '../core/json.js';
import type { Origin, RegistryOrigin } from '../core/origin.js';
import type { Fact } from '../facts/kinds.js';
import type { RegistryRecord } from '../packages/record.types.js';
import type { Clock } from '../ports/clock.js';
import type { FactCache, FactCacheKey } from '../ports/fact-cache.js';
import type { Registry, Tenancy } from '../ports/registry.js';
import { semaphore } from './semaphore.js';

/** What one review asks a registry with. */
export interface AskedWith {
  readonly cache: FactCache;
  readonly clock: Clock;
  readonly tenancy: Tenancy;
  /** For whom facts of a registry are kept. */
  readonly tenantOf: (registry: string) => string;
  /** Waits with a question until it is this review's turn. */
  readonly pass: <T>(task: () => Promise<T>) => Promise<T>;
}

/** A record is asked for anew (by its etag) after this many ms; an absence after `absentMs`. */
const recordMs = 5 * 60_000;
const absentMs = 10 * 60_000;
const producer = 'record-5';
/** How many records are asked for at once: more than the connections to a registry, and not all that a review wants, which would stand in line for them. */
const recordsAtOnce = 16;

const deadlines: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ANALYSER_TIMEOUT', 'REGISTRY_TIMEOUT', 'DEADLINE']);

/** Whether a failure was a deadline of ours, which says something about this machine as well as about what was asked. */
export function isDeadline(code: ErrorCode): boolean {
  return deadlines.has(code);
}

const lists = (record: RegistryRecord, version: string): boolean => Object.hasOwn(record.versions, version);

/** Makes what answers the registry's record of a package, asked for once a review, or twice where the first one does not list the version that is meant. Never rejects but with the signal's reason. */
export function createRecords({ registry, cache, clock, tenancy, tenantOf, pass }: AskedWith & { readonly registry: Pick<Registry, 'record'> }): (origin: Origin, signal: AbortSignal) => Promise<Fact<RegistryRecord>> {
  const gate = semaphore(recordsAtOnce);
  const records = new Map<string, Promise<Fact<RegistryRecord>>>();
  const begun = clock.now();

  async function fetchRecord(origin: RegistryOrigin, signal: AbortSignal): Promise<Fact<RegistryRecord>> {
    const key: FactCacheKey = { tenant: tenantOf(origin.registry), registry: origin.registry, name: origin.name, version: '', sha512: '', kind: 'record', producer };
    const absent: FactCacheKey = { ...key, kind: 'record-absent' };
    const cached = await cache.get(key);
    // One that lacks the version was stored before it came, or the version is none: only the registry tells which, and once a review is enough.
    const serves = cached !== undefined && (cached.storedAt > begun || lists(cached.value as unknown as RegistryRecord, origin.version));
    if (cached && serves && clock.now() - cached.storedAt < recordMs) return { coverage: { kind: 'complete' }, value: cached.value as unknown as RegistryRecord };
    const none = await cache.get(absent);
    if (none && clock.now() - none.storedAt < absentMs) return { coverage: failed('REGISTRY_NOT_SERVED', { name: origin.name, registry: origin.registry }) };
    try {
      const answer = await pass(async () => registry.record({ registry: origin.registry, name: origin.name, tenancy, signal, ...(cached?.etag === undefined ? {} : { etag: cached.etag }) }));
      if (answer.kind === 'unchanged' && cached) {
        await cache.put(key, { ...cached, storedAt: clock.now() });
        return { coverage: { kind: 'complete' }, value: cached.value as unknown as RegistryRecord };
      }
      if (answer.kind === 'unchanged') throw new Failure('REGISTRY_MALFORMED', { name: origin.name, reason: 'unchanged from nothing' });
      await cache.put(key, { value: answer.record as unknown as Json, storedAt: clock.now(), ...(answer.etag === undefined ? {} : { etag: answer.etag }) });
      return { coverage: { kind: 'complete' }, value: answer.record };
    } catch (error) {
      signal.throwIfAborted();
      const problem = problemOf(error);
      if (problem.code === 'REGISTRY_NOT_SERVED') await cache.put(absent, { value: null, storedAt: clock.now() });
      return { coverage: failed(problem.code, { name: origin.name, registry: origin.registry, ...problem.data }, isDeadline(problem.code)) };
    }
  }

  return async (origin, signal) => {
    if (origin.kind !== 'registry') return { coverage: notApplicable };
    const once = (known: string): Promise<Fact<RegistryRecord>> => {
      const pending = records.get(known) ?? gate(async () => { signal.throwIfAborted(); return fetchRecord(origin, signal); });
      records.set(known, pending);
      return pending;
    };
    const first = await once(`${origin.registry} ${origin.name}`);
    // The one that is kept may be older than this version, and have been enough for another of the same package.
    return first.value === undefined || lists(first.value, origin.version) ? first : once(`${origin.registry} ${origin.name} anew`);
  };
}
