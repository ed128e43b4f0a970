import type { DependencyChange } from '../../src/core/change.js';
import type { JsonObject } from '../../src/core/json.js';
import type { AttestationEvidence, Hole, Outcome, Refusal, VersionTrust } from '../../src/trust/evidence.types.js';
import { change, locked, trust, type Given } from './case.js';
import { recordOf, type Versions } from './registry-records.js';

export const slsa = 'https://slsa.dev/provenance/v1';
export const verified: Outcome = { state: 'verified' };
export const refused = (code: Refusal): Outcome => ({ state: 'refused', code });
export const hole = (code: Hole): Outcome => ({ state: 'could-not-check', code });

/** What a record says of a signed version, and of one that has attestations too. */
export const signedWith = (...keyids: readonly string[]): JsonObject => ({ dist: { signatures: keyids.map((keyid) => ({ keyid, sig: 'AAAA' })) } });
export const advertising = (predicateType = slsa): JsonObject => ({ dist: { ...signedWith('SHA256:one')['dist'] as JsonObject, attestations: { url: 'https://registry.example/x', provenance: { predicateType } } } });

export function attestation(outcome: Outcome, more: Partial<AttestationEvidence> = {}): AttestationEvidence {
  return { predicateType: slsa, kind: 'provenance', outcome, ...more };
}

/** Evidence on a version with these attestations. */
export function attested(...attestations: readonly AttestationEvidence[]): Partial<VersionTrust> {
  const outcome = attestations.map((one) => one.outcome).find(({ state }) => state === 'refused') ?? attestations.map((one) => one.outcome).find(({ state }) => state !== 'verified') ?? (attestations.length > 0 ? verified : hole('ATTESTATIONS_ABSENT'));
  return { advertised: true, attestations, attested: outcome, stated: 'provenance' };
}

const [long, lately] = ['2024-01-01T00:00:00', '2026-11-01T00:00:00'] as const;
export const both = (of: JsonObject): Versions => ({ '1.0.0': [long, of], '1.1.0': [lately, of] });

/** `left` from 1.0.0 to 1.1.0, or newly in, with what vouches for both. */
export function vouchedFor(after: Partial<VersionTrust>, before: Partial<VersionTrust> | undefined = {}, more: Partial<Given> & { readonly versions?: Versions; readonly registry?: string; readonly change?: Partial<DependencyChange>; readonly isNew?: true } = {}): Given {
  const { versions = both(signedWith('SHA256:one')), registry = 'default', change: changed = {}, isNew, ...given } = more;
  const of = (version: string): ReturnType<typeof locked> => locked('left', version, { origin: { kind: 'registry', ecosystem: 'npm', registry, name: 'left', version } });
  const [old, now] = [of('1.0.0'), of('1.1.0')];
  return {
    changes: [change(isNew ? undefined : old, now, changed)], ...given,
    facts: [{ of: now, record: { ...recordOf(versions), registry }, trust: trust(after) }, ...(isNew ? [] : [{ of: old, record: { ...recordOf(versions), registry }, trust: trust(before) }]), ...(given.facts ?? [])],
  };
}

/** Several packages of one registry that all go from 1.0.0 to 1.1.0. */
export function manyVouchedFor(names: readonly string[], after: Partial<VersionTrust>, before: Partial<VersionTrust>, more: Partial<Given> & { readonly versions?: Versions } = {}): Given {
  const { versions = both(signedWith('SHA256:one')), ...given } = more;
  const pairs = names.map((name) => [locked(name, '1.0.0'), locked(name, '1.1.0')] as const);
  return {
    changes: pairs.map(([old, now]) => change(old, now)), ...given,
    facts: [...pairs.flatMap(([old, now]) => [{ of: now, record: recordOf(versions, {}, { name: now.name }), trust: trust(after) }, { of: old, record: recordOf(versions, {}, { name: now.name }), trust: trust(before) }]), ...(given.facts ?? [])],
  };
}

export const mirror = { publicDefault: 'https://registry.example/', default: 'https://mirror.example/', scopes: {} };
export const publicOnly = { ...mirror, default: mirror.publicDefault };
