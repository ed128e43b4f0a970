import type { Rank } from './rank.js';

/** What came of checking one thing; `code` says why where it is not verified. */
export interface Checked {
  readonly state: 'verified' | 'refused' | 'could-not-check';
  readonly code?: string;
}

/** Where a version was built, by provenance that is verified. Foreign text, raw. */
export interface Build {
  readonly repository: string;
  readonly workflow: string;
  readonly ref?: string;
  readonly commit: string;
  readonly builder: string;
  readonly machines: 'hosted' | 'self-hosted' | 'unknown';
}

/** What vouches for one version of a package. */
export interface Vouched {
  readonly version: string;
  /** Whose word it is which bytes these are. */
  readonly bytes: 'lock' | 'record' | 'none';
  /** The registry's signature over name, version and bytes. */
  readonly signature: Checked;
  /** The registry's attestation that it was published there. */
  readonly publish: Checked;
  readonly provenance: Checked & { readonly build?: Build };
  /** How far the record states that the release vouches for itself; nobody signed that. */
  readonly stated: Rank;
}

/** What may differ between two versions. `ref` speaks of the kind of it, tag or which branch: each version has a tag of its own, as it has a commit. */
export const evidenceParts = ['signature', 'publish', 'provenance', 'repository', 'workflow', 'ref', 'builder', 'stated'] as const;
export type EvidencePart = (typeof evidenceParts)[number];

/** One changed package of a registry, each told once whatever lockfiles it stands in. */
export interface EvidenceRow {
  readonly package: string;
  /** `default`, or a base URL. */
  readonly registry: string;
  /** The versions at base that it is compared with; none for an added package. */
  readonly from: readonly string[];
  /** What vouches for those, as far as anybody asked. */
  readonly before: readonly Vouched[];
  readonly after: Vouched;
  /** In what the new version differs from any of those. */
  readonly differs: readonly EvidencePart[];
}

/** What vouches for the changed packages of a review. */
export interface VerdictEvidence {
  /** Those of which anything is known, what does not hold first, then what differs. */
  readonly rows: readonly EvidenceRow[];
  /** How many more there are. */
  readonly beyond: number;
  /** How many there are of which nothing is known, by registry and reason. */
  readonly unknown: readonly { readonly registry: string; readonly code: string; readonly count: number }[];
}
