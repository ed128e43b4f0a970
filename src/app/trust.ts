import semver from 'semver';
import { failed } from '../core/coverage.js';
import { problemOf } from '../core/errors.js';
import { hashOf } from '../core/hash.js';
import type { Integrity } from '../core/integrity.js';
import type { Json } from '../core/json.js';
import { limits } from '../core/limits.js';
import type { RegistryOrigin } from '../core/origin.js';
import { statedRank } from '../core/rank.js';
import type { Fact } from '../facts/kinds.js';
import type { RegistryRecord } from '../packages/record.types.js';
import type { FactCacheKey } from '../ports/fact-cache.js';
import type { Registry } from '../ports/registry.js';
import type { TrustRoots } from '../ports/trust-roots.js';
import type { TrustMaterial } from '../trust/attestation.js';
import type { VersionTrust } from '../trust/evidence.types.js';
import { claimsOf, trustSteps, type AttestationsAnswer, type VersionClaims } from '../trust/version.js';
import { breath } from './breath.js';
import { isDeadline, type AskedWith } from './records.js';
import { semaphore } from './semaphore.js';

/** What evidence is made with. */
export interface TrustParts extends AskedWith {
  readonly registry: Pick<Registry, 'attestations'>;
  /** Left out where nobody keeps roots and keys: then nothing can be verified. */
  readonly roots?: TrustRoots;
  readonly record: (origin: RegistryOrigin, signal: AbortSignal) => Promise<Fact<RegistryRecord>>;
}

const producer = 'trust-2';
/** How many questions for attestations one review has under way: fewer than there are connections to a registry, so that an endpoint that never answers keeps no archive waiting. */
const askedAtOnce = 4;

/** Makes what asks for and verifies the evidence on versions of one review. */
export function createTrust(parts: TrustParts): (origin: RegistryOrigin, pinned: Integrity, signal: AbortSignal) => Promise<Fact<VersionTrust>> {
  const { registry, cache, clock, tenancy } = parts;
  /** Failed answers in a row by registry: one that never answers would else hold up a review once for each package. */
  const refusals = new Map<string, { readonly count: number; readonly ours: boolean }>();
  const asking = semaphore(askedAtOnce);

  async function ask(origin: RegistryOrigin, signal: AbortSignal): Promise<AttestationsAnswer> {
    signal.throwIfAborted();
    const { count, ours } = refusals.get(origin.registry) ?? { count: 0, ours: false };
    // Not asked since our deadline ran out too often: that is ours as well.
    if (count >= limits.attestationsRefused.value) return { kind: 'failed', code: 'REGISTRY_ERROR', ours };
    try {
      const body = await parts.pass(() => registry.attestations({ origin, tenancy, signal }));
      refusals.delete(origin.registry);
      return { kind: 'served', body };
    } catch (error) {
      signal.throwIfAborted();
      const { code } = problemOf(error);
      if (code === 'REGISTRY_NOT_SERVED') {
        refusals.delete(origin.registry);
        return { kind: 'absent' };
      }
      const answer = { kind: 'failed', code, ours: isDeadline(code) } as const;
      // Others may have answered since this was asked.
      refusals.set(origin.registry, { count: (refusals.get(origin.registry)?.count ?? 0) + 1, ours: answer.ours });
      return answer;
    }
  }

  /** Without roots nothing is verified; that they could not be read is no reason to end a review. */
  async function materialFor(name: string, signal: AbortSignal): Promise<TrustMaterial | undefined> {
    try {
      return await parts.roots?.materialFor(name);
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  /** Evidence that verified stays so, whatever a registry serves later: it is kept with all that it rests on. Of anything else the registry is asked again. */
  async function kept(claims: VersionClaims, key: FactCacheKey, signal: AbortSignal, make: () => Promise<VersionTrust>): Promise<VersionTrust> {
    const rests = hashOf([claims.bytes, claims.integrity ?? null, claims.stated, claims.record.signatures, claims.record.publishedAt ?? null, claims.record.attestations ?? null]);
    const found = (await cache.get(key))?.value as { readonly rests?: string; readonly trust?: VersionTrust } | undefined;
    if (found?.trust && found.rests === rests) return found.trust;
    signal.throwIfAborted();
    const trust = await make();
    if (isSettled(trust)) await cache.put(key, { value: { rests, trust } as unknown as Json, storedAt: clock.now() });
    return trust;
  }

  return async (origin, pinned, signal) => {
    const { coverage, value: record } = await parts.record(origin, signal);
    if (!record) return { coverage };
    const listed = semver.valid(origin.version) ?? origin.version;
    const version = Object.hasOwn(record.versions, listed) ? record.versions[listed] : undefined;
    if (!version) return { coverage: failed('REGISTRY_NOT_SERVED', { name: origin.name, registry: origin.registry, version: origin.version }) };
    const claims = claimsOf(origin.name, version, statedRank(version), pinned);
    const material = await materialFor(origin.registry, signal);
    const make = async (): Promise<VersionTrust> => {
      const answer: AttestationsAnswer = version.attestations === undefined ? { kind: 'unasked' } : await asking(() => ask({ ...origin, version: version.version }, signal));
      const steps = trustSteps(claims, answer, material);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
        // A bundle takes longer than a turn of the event loop may: each waits for its own.
        await breath();
        signal.throwIfAborted();
      }
    };
    // A signature alone is verified sooner than it is looked up. Evidence is on the bytes that are meant: what it is kept under is what it was held against, and other bytes ask anew.
    const key: FactCacheKey | undefined = claims.sha512 === undefined || !material || version.attestations === undefined ? undefined : { tenant: parts.tenantOf(origin.registry), registry: origin.registry, name: origin.name, version: origin.version, sha512: claims.sha512, kind: 'trust', producer: `${producer} ${material.digest}` };
    return { coverage: { kind: 'complete' }, value: key ? await kept(claims, key, signal, make) : await make() };
  };
}

/** Nothing that another answer of the registry, or another root, could change. */
function isSettled({ signature, attested, advertised }: VersionTrust): boolean {
  return (signature.state === 'verified' || (signature.state === 'could-not-check' && signature.code === 'SIGNATURES_ABSENT')) && (advertised ? attested.state === 'verified' : true);
}
