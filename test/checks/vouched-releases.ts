import type { JsonObject } from '../../src/core/json.js';
import type { LockedPackage } from '../../src/core/lockfile.js';
import { subjectOf } from '../../src/facts/planner.js';
import { peersOf } from '../../src/packages/peers.js';
import { statedRank } from '../../src/core/rank.js';
import type { AttestationEvidence, Outcome, Provenance, VersionTrust } from '../../src/trust/evidence.types.js';
import { change, locked, trust, type Given, type GivenFacts } from './case.js';
import { by, recordOf } from './registry-records.js';

/** How a release was put up: by an account alone, with provenance, by a build service with provenance or without any, let go by a person. */
export type Way = 'hand' | 'provenance' | 'trusted' | 'private' | 'staged';
/** When a release was put up, and how. */
export type Releases = { readonly [version: string]: readonly [publishedAt: string | undefined, way: Way] };

const attested: JsonObject = { dist: { attestations: { provenance: { predicateType: 'https://slsa.dev/provenance/v1' } } } };
const service = by('GitHub Actions', 'oidc@registry.example', 'github');
const ways: { readonly [way in Way]: JsonObject } = {
  hand: by('ada'), provenance: { ...by('ada'), ...attested }, trusted: { ...service, ...attested }, private: service,
  staged: { ...attested, _npmUser: { ...(service['_npmUser'] as JsonObject), approver: { name: 'ada' } } },
};

export const built: Provenance = {
  platform: 'github', repository: 'https://github.com/acme/left', repositoryId: '7', workflow: '.github/workflows/release.yml', ref: 'refs/tags/v1', commit: 'c'.repeat(40), builder: 'https://github.com/actions/runner/github-hosted', builderClass: 'hosted',
};
export const verified: Outcome = { state: 'verified' };

/** What one attestation of a build comes to. */
export function provenance(more: Partial<Provenance> = {}, outcome: Outcome = verified): AttestationEvidence {
  return { predicateType: 'https://slsa.dev/provenance/v1', kind: 'provenance', outcome, provenance: { ...built, ...more } };
}

/** What is known of a version beside its record: another build, or another outcome of its evidence. */
export interface Known {
  readonly build?: Partial<Provenance>;
  readonly trust?: Partial<VersionTrust>;
}

const told = (outcome: Outcome): Partial<VersionTrust> => ({ attested: outcome, attestations: [provenance({}, outcome)] });
export const refused = (code: 'SUBJECT_MISMATCH' | 'LOG_MISMATCH' | 'SIGNATURE_INVALID' = 'SUBJECT_MISMATCH'): Known => ({ trust: told({ state: 'refused', code }) });
export const unchecked = (code: 'ATTESTATION_UNSUPPORTED' | 'ATTESTATION_LIMIT' = 'ATTESTATION_UNSUPPORTED'): Known => ({ trust: told({ state: 'could-not-check', code }) });
export const unserved = (code: 'ENDPOINT_ABSENT' | 'ENDPOINT_FAILED' = 'ENDPOINT_FAILED'): Known => ({ trust: { attested: { state: 'could-not-check', code }, attestations: [] } });

/**
 * `left` goes from some versions to another, with the record of all its releases. What the record advertises verifies for exactly the locked bytes, unless `known` says otherwise; peers are those that
 * the review itself would choose.
 */
export function vouched(releases: Releases, from: string | readonly string[] | undefined, to: string, known: { readonly [version: string]: Known } = {}, more: Partial<LockedPackage> = {}): Given {
  const record = recordOf(Object.fromEntries(Object.entries(releases).map(([version, [at, way]]) => [version, [at, ways[way]]])));
  const before = (typeof from === 'string' ? [from] : (from ?? [])).map((version) => locked('left', version));
  const after = locked('left', to, more);
  const factsOf = (version: string): VersionTrust => {
    const stated = record.versions[version]!;
    const { build = {}, trust: other = {} } = known[version] ?? {};
    return trust({ stated: statedRank(stated), ...(stated.attestations ? { advertised: true, attested: verified, attestations: [provenance(build)] } : {}), ...other });
  };
  const peers = peersOf(record, to).map((version) => locked('left', version));
  const facts: GivenFacts[] = [...peers, ...before].map((one) => ({ of: one, trust: factsOf(one.version) }));
  return { changes: [change(before[0], after, { before })], peers: peers.map(subjectOf), facts: [...facts, { of: after, record, trust: factsOf(to) }] };
}
