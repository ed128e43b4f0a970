import type { CheckId, Severity } from './finding.js';

/** What a check may do at most: nothing, speak, or block. */
export type CheckMode = 'off' | 'warn' | 'block';
/** observe computes the same verdict and enforces nothing; warn never blocks; block does. */
export type PolicyMode = 'observe' | 'warn' | 'block';
/** What an unanswered question does: closed, it decides the outcome; open, it is named. */
export type FailMode = 'open' | 'closed';

export interface CheckPolicy {
  readonly mode: CheckMode;
  readonly threshold: Severity;
  readonly failMode: FailMode;
}

/**
 * A person's word that one finding, or one gap, is accepted. It binds the finding, the package, its version and its bytes; another
 * version asks again. `until` is a day (YYYY-MM-DD, UTC, inclusive), at most 90 days from the review.
 */
export interface Waiver {
  readonly fingerprint: string;
  readonly package?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly reason: string;
  readonly by: string;
  readonly until: string;
}

/** A policy in force: everything has a value. `source` names where each part came from. */
export interface Policy {
  readonly mode: PolicyMode;
  readonly checks: { readonly [check: CheckId]: CheckPolicy };
  readonly registries: { readonly allowed: readonly string[] };
  readonly waivers: readonly Waiver[];
  readonly hash: string;
  readonly sources: readonly { readonly kind: 'default' | 'organisation' | 'repository' | 'file'; readonly path?: string; readonly oid?: string; readonly state: 'read' | 'absent' | 'last-good' }[];
}
