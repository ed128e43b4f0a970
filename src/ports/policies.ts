import type { Policy } from '../core/policy.js';

/**
 * What a policy belongs to. Never the repository alone: whoever may push a branch decides what stands in it, and its policy must not
 * become the fallback of another branch.
 */
export interface PolicyPlace {
  readonly installation: number;
  readonly repository: number;
  /** The base branch, without `refs/heads/`. */
  readonly baseRef: string;
}

/** The last policies in force that could be read whole. */
export interface Policies {
  /** Undefined where none was kept, or what was kept is not a policy any more. */
  lastGood(place: PolicyPlace): Promise<Policy | undefined>;
  /** Keeps a policy, with an audit row that names the head whose review saw it first; one with the same hash writes nothing. */
  keep(place: PolicyPlace, policy: Policy, head: string): Promise<void>;
}
