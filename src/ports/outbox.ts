import type { CheckText, Conclusion, LineComment } from '../core/publication.js';

/** A comment on a line, with the check that its finding is of: a gap of that check forbids to call it mended. */
export interface IntendedComment extends LineComment {
  readonly check?: string;
}

/** What is to stand in public. One intent for each kind and pull request of a review; a later one of the same takes its place. */
export type Intent =
  | { readonly kind: 'check'; readonly body: { readonly conclusion: Conclusion; readonly check: CheckText } }
  | {
    readonly kind: 'review'; readonly pull: number;
    readonly body: { readonly comments: readonly IntendedComment[]; readonly present: readonly string[]; readonly gaps: readonly string[] };
  }
  | { readonly kind: 'summary' | 'settle'; readonly pull: number; readonly body: { readonly text: string } };

export interface Publication {
  readonly id: number;
  readonly review: string;
  readonly intent: Intent;
  readonly hash: string;
}

/** The sole right to write about one head, until it expires. Each holder has a greater epoch than all before. */
export interface Lease {
  readonly repository: number;
  readonly head: string;
  readonly epoch: number;
}

/** Whether a lease is still ours, and which review the head then has. */
export type LeaseState = { readonly held: false } | { readonly held: true; readonly review: string; readonly generation: number };

/** Intents that were stored with a verdict, and the lease under which they are carried out. */
export interface Outbox {
  /** Takes the lease when nobody holds it; undefined when somebody does. */
  acquire(repository: number, head: string): Promise<Lease | undefined>;
  /** Reads the epoch, and prolongs the lease while it is ours. Asked before and after each write. */
  hold(lease: Lease): Promise<LeaseState>;
  release(lease: Lease): Promise<void>;
  /** What waits for a head's present review: the check first, then reviews, then summaries. */
  pending(lease: Lease): Promise<readonly Publication[]>;
  /** Marks as carried out; does nothing under an old epoch or when the intent changed meanwhile. */
  sent(lease: Lease, publication: Publication): Promise<void>;
  /** Puts notes that could not be comments onto the review's check, which then waits again. Notes it already has are not added twice. */
  annotate(lease: Lease, review: string, annotations: CheckText['annotations']): Promise<void>;
  /** Whether a comment or review on this pull request was ever begun, as far as this outbox knows; absent from one that does not remember. */
  spoken?(repository: number, pull: number): Promise<boolean>;
  /** Remembers, before it is sent, that a comment or review on this pull request is begun. True when none was before; false also where that is not known. */
  speak?(repository: number, pull: number): Promise<boolean>;
  /** The check that each comment on a pull request was made for, by fingerprint, as far as earlier intents tell. */
  checksOfComments(repository: number, pull: number): Promise<ReadonlyMap<string, string>>;
}
