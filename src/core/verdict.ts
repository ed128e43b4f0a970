import type { Coverage } from './coverage.js';
import type { ErrorCode } from './errors.js';
import type { VerdictEvidence } from './evidence.js';
import type { CheckId, Finding } from './finding.js';
import type { Json } from './json.js';
import type { Origin } from './origin.js';
import type { Waiver } from './policy.js';

export type Outcome = 'pass' | 'warn' | 'block' | 'unknown';

/** A hole in what a check could look at. `counts` tells whether policy lets it decide the outcome. Waived one by one. */
export interface Gap {
  readonly check: CheckId;
  /** The package, file or registry that could not be read; a person reads it. */
  readonly subject: string;
  readonly origin?: Origin;
  /** The SRI text of the origin's bytes, where there is one: waivers bind it. */
  readonly integrity?: string;
  /** Our own load or deadline caused it: then it counts even where the check's fail mode is open. */
  readonly ours?: boolean;
  readonly code: ErrorCode;
  readonly data: { readonly [key: string]: Json };
  readonly counts: boolean;
  readonly waived: boolean;
  readonly fingerprint: string;
}

/** A gap as it is found, before policy speaks. */
export type FoundGap = Omit<Gap, 'counts' | 'waived'>;

export interface WaivedFinding {
  readonly finding: Finding;
  readonly waiver: Waiver;
}

export interface Verdict {
  readonly outcome: Outcome;
  /** False in mode observe: the same verdict, with a conclusion of success. */
  readonly enforced: boolean;
  readonly findings: readonly Finding[];
  /** Fingerprints of the findings that block, a subset of `findings`. */
  readonly blocking: readonly string[];
  readonly waived: readonly WaivedFinding[];
  readonly gaps: readonly Gap[];
  readonly coverage: readonly { readonly check: CheckId; readonly subject?: string; readonly coverage: Coverage }[];
  readonly counts: { readonly changes: number; readonly reviewed: number; readonly standing: number };
  /** Things to be said that are no finding: no merge result, a policy that fell back, an unread dependency file. */
  readonly remarks: readonly Remark[];
  /** What vouches for where the changed packages come from; absent of one that told early, and where no check asked for any. It decides nothing by itself. */
  readonly evidence?: VerdictEvidence;
  readonly base: string;
  readonly head: string;
  readonly mergeResult?: string;
  readonly policyHash: string;
  readonly engine: { readonly version: string; readonly digest: string };
  readonly data: readonly { readonly source: string; readonly digest: string; readonly asOf: string }[];
  readonly factsRoot: string;
  readonly snapshotHash: string;
  readonly reviewedAt: string;
}

export interface Remark {
  readonly code: RemarkCode;
  readonly data: { readonly [key: string]: string | number };
}
/**
 * Data by code: `unread-dependency-file` { path }; `policy-last-good` { hash }; `policy-unusable` { path };
 * `policy-loosening-refused` { key, before, after }; `introducers-cut` { path, limit, most, reason }; `packages-not-read` { count }; `ecosystem-unread` { count }; `exploited-unread` { file, reason }; `waiver-…` { fingerprint, by, until } and for `waiver-mismatch` { field }.
 */
export type RemarkCode =
  | 'no-merge-result' | 'policy-last-good' | 'policy-default' | 'policy-unusable' | 'policy-loosening-refused' | 'unread-dependency-file' | 'no-dependency-change' | 'introducers-cut' | 'ecosystem-unread'
  | 'packages-not-read' | 'advisories-not-asked' | 'exploited-unread'
  | 'waiver-unused' | 'waiver-expired' | 'waiver-too-long' | 'waiver-own' | 'waiver-mismatch';
