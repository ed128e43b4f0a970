import type { Annotation, Conclusion } from '../core/publication.js';

/** A check run of ours as it stands. */
export interface StandingCheck {
  readonly id: number;
  readonly externalId: string;
  readonly headSha: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: string;
  readonly annotations: number;
}

export interface CheckWrite {
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  /** At most 50 a write; they add up on the run and can never be taken back. */
  readonly annotations?: readonly Annotation[];
  readonly conclusion?: Conclusion;
}

/** A pull request as it stands now. */
export interface StandingPull {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly draft: boolean;
  readonly head: string;
  readonly base: string;
  readonly baseRef: string;
  readonly author: string;
  /** A closed one was merged; absent where the host does not tell. */
  readonly merged?: boolean;
  /** The host's own time of the last change of this state, in ms since the epoch, in whole seconds: a read may lag behind. Absent where the host does not tell. */
  readonly updatedAt?: number;
  /** How many comments of anybody stand on it, in the conversation and as threads on lines; absent where the host does not tell. */
  readonly remarks?: { readonly comments: number; readonly threads: number };
}

/** What a head is asked about together with its pull requests: one of them, as our rows have it. Reads of one `evaluation` may share an answer. */
export interface Near {
  readonly evaluation: object;
  readonly number: number;
  readonly baseRef: string;
}

export interface ListedPulls {
  readonly pulls: readonly StandingPull[];
  /** More are open than were read, and those updated last were: one that is not listed may still be open. */
  readonly partial: boolean;
  /** Our own checks on the head, all of them; absent where the same answer did not tell. */
  readonly checks?: readonly { readonly externalId: string; readonly completed: boolean }[];
}

export interface StandingComment {
  readonly id: number;
  readonly body: string;
  /** Written by our own App: the only comments that we read as ours, whatever marker others post. */
  readonly ours: boolean;
}

export interface StandingReviewComment extends StandingComment {
  readonly nodeId: string;
  readonly path: string;
  readonly line?: number;
}

/**
 * Writes to one repository, as our App. Every write may have succeeded although its answer was lost: callers look for ours first.
 * Rejects with Failure HOST_RATE_LIMITED { retryAfterMs }, HOST_FORBIDDEN, HOST_NOT_FOUND, HOST_REJECTED (a 422, with its message), HOST_ERROR, HOST_TIMEOUT.
 */
export interface Publisher {
  checks(headSha: string): Promise<readonly StandingCheck[]>;
  createCheck(headSha: string, externalId: string, write: CheckWrite, detailsUrl?: string): Promise<StandingCheck>;
  updateCheck(id: number, write: CheckWrite): Promise<void>;
  /** Changes a check's summary alone: its state, conclusion and title stay, whatever they are by then. */
  describeCheck(id: number, summary: string): Promise<void>;
  pull(number: number): Promise<StandingPull>;
  /** Open pull requests with this head, from any base, as far as the list is read (limit `pullPages`). With `near`, what else the same answer can tell. */
  pullsWithHead(headSha: string, near?: Near): Promise<ListedPulls>;
  comments(pull: number): Promise<readonly StandingComment[]>;
  createComment(pull: number, body: string): Promise<number>;
  updateComment(id: number, body: string): Promise<void>;
  reviewComments(pull: number): Promise<readonly StandingReviewComment[]>;
  /** One review of event COMMENT with all its comments; GitHub refuses the whole of it for one line outside the diff. */
  createReview(pull: number, headSha: string, body: string, comments: readonly { path: string; line: number; side: 'LEFT' | 'RIGHT'; body: string }[]): Promise<void>;
  updateReviewComment(id: number, body: string): Promise<void>;
  /** Marks a comment's thread as resolved; false where that is not allowed to us. */
  resolveThread(nodeId: string): Promise<boolean>;
}
