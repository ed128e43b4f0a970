import type { Policy } from '../core/policy.js';

/** A fault in a policy file: where, and what, by code. `line` counts from 1. */
export interface PolicyProblem {
  readonly path: string;
  readonly line: number;
  readonly code: 'syntax' | 'unknown-key' | 'bad-value' | 'too-large' | 'encoding' | 'alias' | 'duplicate-key' | 'waiver-too-long' | 'waiver-incomplete' | 'wildcard';
  readonly key: string;
  readonly detail: string;
}

/** A way in which the head's policy asks for less than the base's. */
export interface Loosening {
  readonly key: string;
  readonly before: string;
  readonly after: string;
  readonly line: number;
}

/** The policy in force, and what the reviewed change does to the policy files. */
export interface PolicyReading {
  readonly path: string;
  readonly inForce: Policy;
  /** Faults of the policy at base: then `inForce` is the last good one, or there is none and the review cannot check. */
  readonly baseProblems: readonly PolicyProblem[];
  readonly usable: boolean;
  /** True when the change does nothing but mend a policy file that is broken at base: it may pass although `usable` is false. */
  readonly mends?: boolean;
  /** What the head's version of the file is like, where the change touches it. */
  readonly head?: {
    readonly change: 'added' | 'removed' | 'changed';
    /** The object id of the file as the change leaves it; absent where it removes it. */
    readonly oid?: string;
    readonly problems: readonly PolicyProblem[];
    readonly loosenings: readonly Loosening[];
    readonly addedWaivers: readonly { readonly fingerprint: string; readonly package?: string; readonly version?: string; readonly integrity?: string; readonly reason: string; readonly by: string; readonly until: string; readonly line: number }[];
    /** True when the change touches nothing but the policy file: only then may it pass while the base's policy is broken. */
    readonly alone: boolean;
  };
}
