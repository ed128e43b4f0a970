import type { PublishedTexts } from '../core/publication.js';
import type { Waiver } from '../core/policy.js';
import type { Standing } from '../core/standing.js';
import type { Verdict } from '../core/verdict.js';
import type { Progress } from '../ports/log.js';
import type { PinnedPackage } from '../ports/packages.js';
import type { KeptSighting } from '../ports/sightings.js';

/** A repository as GitHub's webhooks name it. */
export interface HostedRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** What the service reviews: one head against one base. Several targets may share a head; the worst of them concludes the check. `evaluation`: see HostTarget. */
export type ReviewTarget =
  | { readonly kind: 'pull'; readonly evaluation?: object; readonly installation: number; readonly repository: HostedRepository; readonly number: number; readonly headSha: string; readonly baseRef: string; readonly baseSha: string; readonly standing?: Standing }
  | { readonly kind: 'merge-group'; readonly installation: number; readonly repository: HostedRepository; readonly headSha: string; readonly headRef: string; readonly baseRef: string; readonly baseSha: string; readonly standing?: Standing };

export interface ReviewResult {
  readonly verdict: Verdict;
  readonly texts: PublishedTexts;
  /** What the change brings in. */
  readonly brought?: readonly PinnedPackage[];
  /** What it saw of registries' records. */
  readonly sighted?: KeptSighting;
  /** The waivers of the policy in force, for the audit. */
  readonly waivers?: readonly Waiver[];
}

/**
 * The review of one target, from its snapshot to the texts. It publishes nothing. `early` is called at most once, as soon as the first
 * blocking finding stands and while evidence is still on its way; the final result of the same evaluation never turns that into a pass.
 * Rejects only with the signal's reason or a Failure of the code host; everything about packages is inside the verdict.
 */
export type Reviewer = (target: ReviewTarget, hooks: { readonly progress: Progress; readonly early: (result: ReviewResult) => Promise<void> }, signal: AbortSignal) => Promise<ReviewResult>;
