import type { ErrorCode } from '../core/errors.js';
import type { Rank } from '../core/rank.js';

/** Verified, refused, or not found out: never mixed. What could not be checked is no evidence in either direction. */
export type EvidenceState = 'verified' | 'refused' | 'could-not-check';

/** Why something is refused. */
export const refusals = [
  'SIGNATURE_INVALID', 'CERTIFICATE_UNTRUSTED', 'LOG_MISMATCH', 'TIMESTAMP_INVALID', 'KEY_EXPIRED', 'SUBJECT_MISMATCH', 'PREDICATE_UNBOUND', 'ISSUER_UNKNOWN', 'TYPE_MISMATCH', 'ATTESTATION_MALFORMED', 'SOURCE_MISMATCH', 'BUILDER_MISMATCH',
] as const;
/** Why something could not be checked. */
export const holes = [
  'TRUST_ROOT_ABSENT', 'TRUST_ROOT_OLD', 'KEYS_ABSENT', 'KEY_UNKNOWN', 'SIGNATURES_ABSENT', 'ATTESTATIONS_ABSENT', 'ENDPOINT_ABSENT', 'ENDPOINT_FAILED', 'ATTESTATION_UNSUPPORTED', 'ATTESTATION_LIMIT', 'BYTES_UNKNOWN',
] as const;
export type Refusal = (typeof refusals)[number];
export type Hole = (typeof holes)[number];

/** What came out, with the reason where it is not verified. */
export type Outcome = { readonly state: 'verified' } | { readonly state: 'refused'; readonly code: Refusal } | { readonly state: 'could-not-check'; readonly code: Hole };

/** Who ran a build: machines of the platform, machines of the project's own, or nobody can say. */
export type BuilderClass = 'hosted' | 'self-hosted' | 'unknown';

/** What a build's provenance says of where a package comes from, in one form for all generations of predicates. */
export interface Provenance {
  readonly platform: 'github' | 'gitlab';
  /** `https://host/owner/name`. */
  readonly repository: string;
  /** The platform's own number of the repository, which names cannot be taken over from. */
  readonly repositoryId?: string;
  /** The path of the workflow's file in the repository; of GitLab the file that pipelines are read from. */
  readonly workflow: string;
  readonly ref?: string;
  readonly commit: string;
  readonly builder: string;
  readonly builderClass: BuilderClass;
}

/** One attestation: what it is about, what came out, and what it says where it says anything that can be relied on. */
export interface AttestationEvidence {
  readonly predicateType: string;
  readonly kind: 'provenance' | 'publish' | 'other';
  readonly outcome: Outcome;
  /** What it speaks of, as far as it is read; to be relied on only where the outcome is verified. */
  readonly subject?: { readonly name: string; readonly sha512: string };
  /** As the predicate states it; to be relied on only where the outcome is verified. */
  readonly provenance?: Provenance;
}

/** All that is known of where one version comes from, and whether that could be verified. What the record merely states was signed by nobody. */
export interface VersionTrust {
  /** Whose word it is which bytes these are: the lockfile's, the registry's record's, or nobody's, and then nothing can be verified of them. */
  readonly bytes: 'lock' | 'record' | 'none';
  /** The registry's signature over name, version and bytes. `keyid`: of the key that decided; `keyUntil`: the end of its use, milliseconds since 1970. */
  readonly signature: Outcome & { readonly keyid?: string; readonly keyUntil?: number };
  /** The record says that there are attestations. Where it does not, nobody asked for any. */
  readonly advertised: boolean;
  /** All attestations as one outcome; ATTESTATIONS_ABSENT where none are advertised. */
  readonly attested: Outcome;
  readonly attestations: readonly AttestationEvidence[];
  /** Why the registry's endpoint for attestations gave none, where it was asked: the failure's code, and whether a deadline of ours was the cause. */
  readonly unanswered?: { readonly code: ErrorCode; readonly ours: boolean };
  /** How far the record states that the release vouches for itself. */
  readonly stated: Rank;
}
