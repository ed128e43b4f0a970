import type { Standing } from '../core/standing.js';
import type { Outcome } from '../core/verdict.js';
import type { AuditEntry } from './audit.js';
import type { Intent } from './outbox.js';
import type { Brought } from './packages.js';
import type { KeptSighting } from './sightings.js';

/** A repository as its host names it; the id outlives a rename. */
export interface RepositoryName {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/**
 * A pull request as one payload or one read of the host saw it. `observedAt` is the host's own time of that state, in ms since the epoch and
 * whole seconds, and orders both: what is older than what is known has no effect. A read without one takes effect, and moves no order, since our
 * clock is not the host's.
 */
export interface PullObservation {
  readonly installation: number;
  readonly repository: RepositoryName;
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly head: string;
  readonly baseRef: string;
  readonly base: string;
  readonly observedAt?: number;
  /**
   * Read of the host, which may lag behind its own payloads. One that tells a change is kept as a millisecond before its second, and so as unsure: within
   * one second nobody can tell which of two states is the later one, and a payload or a later read of that second goes before it.
   */
  readonly read?: boolean;
  /** A closed one was merged, as far as it is told. */
  readonly merged?: boolean;
  /** Who pushed this head, where a payload tells. */
  readonly pusher?: string;
  /** Its author has no say in the repository, where that is told; what was told before stays. */
  readonly stranger?: boolean;
}

export interface MergeGroup {
  readonly headRef: string;
  readonly baseRef: string;
  readonly base: string;
}

/** One evaluation of one head: its id is the check run's external id and the trace id that a person is shown. */
export interface ReviewState {
  readonly id: string;
  readonly state: 'open' | 'concluded';
  /** Evaluations begun, those whose process died included. */
  readonly evaluations: number;
  /** A block was already told while evidence was on its way. */
  readonly early: boolean;
  readonly openedAt: number;
  /** When its first evaluation began; absent while it waits for its turn. */
  readonly begunAt?: number;
  readonly outcome?: Outcome | 'superseded' | 'unreviewed';
}

/** An open pull request as our row has it. */
export interface KnownPull {
  readonly number: number;
  readonly baseRef: string;
  readonly base: string;
  /** When the row was written, in ms since the epoch. */
  readonly seenAt: number;
  /** The host's own time of this state, in ms since the epoch and whole seconds; 0 where it was never told. */
  readonly observedAt: number;
  /** Only a read of the host told of this state, and no payload or later read has confirmed it. */
  readonly unsure: boolean;
}

/** All that is known about a head. `generation` grows each time that something asks for a new judgement of it. */
export interface HeadState {
  readonly installation: number;
  readonly repository: RepositoryName;
  readonly sha: string;
  readonly generation: number;
  readonly review: ReviewState;
  /** Open pull requests with this head, as our rows have it. */
  readonly pulls: readonly KnownPull[];
  readonly group?: MergeGroup;
  /** The head that took this one's place in a pull request. */
  readonly successor?: string;
  /** The best standing of all who want it judged; a member's where it is not known. */
  readonly standing?: Standing;
}

/** Why a new judgement is asked for, and with what urgency among those of its repository that have the same standing. Lower runs first. */
export interface ReviewRequest {
  /** The id of the evaluation, should a new one begin. */
  readonly reviewId: string;
  readonly priority: number;
  /** Who asks, where it is not a pull request: with those that have the head, the best standing counts. */
  readonly standing?: Standing;
}

/** What an evaluation came to. Stored with its audit rows and intents, all or nothing. */
export interface Conclusion {
  readonly outcome: Outcome | 'superseded' | 'unreviewed';
  readonly code?: string;
  readonly audit: readonly AuditEntry[];
  readonly intents: readonly Intent[];
  /** What the judged changes bring in. */
  readonly brought?: readonly Brought[];
  /** What the judging reviews saw of registries' records. */
  readonly sighted?: readonly KeptSighting[];
  /** When the head is to be judged anew by itself, in ms since the epoch. */
  readonly again?: number;
}

/** Heads, pull requests and their evaluations. Every change that asks for a judgement queues its job in the same transaction. */
export interface Reviews {
  /**
   * Takes in what was seen of a pull request, unless something newer was. Where its head, base or state changed, the heads concerned
   * are to be judged anew. Answers with the heads queued; an empty list when nothing changed.
   */
  observePull(seen: PullObservation, request: ReviewRequest): Promise<readonly string[]>;
  /** A merge queue's group asks for a judgement of its head. */
  observeGroup(installation: number, repository: RepositoryName, head: string, group: MergeGroup, request: ReviewRequest): Promise<void>;
  /** A person asks for a new judgement of a head. */
  request(installation: number, repository: RepositoryName, head: string, request: ReviewRequest): Promise<void>;
  /**
   * Asks for a new judgement of a head where one is under way, or where the last one told findings of this check; else nothing changes. An
   * approval comes for every pull request, and hardly any verdict rests on one. False where nothing was asked for.
   */
  requestIfTold(repository: RepositoryName, head: string, check: string, request: ReviewRequest): Promise<boolean>;
  /** A base branch moved: its open pull requests are judged anew. `ids` makes an id for each. Answers with the heads queued. */
  moveBase(repository: number, ref: string, base: string, ids: () => string, priority: number): Promise<readonly string[]>;
  /**
   * What every repository of an installation is judged by changed: its open pull requests are judged anew. Done repository by repository: an end in
   * between leaves some of it undone, and doing it again is right. `ids` makes an id for each. Answers with how many heads were queued.
   */
  judgeAnew(installation: number, ids: () => string, priority: number): Promise<number>;
  /** Who pushed the head of a pull request last; undefined where that was not seen, or, with `sha` given, where the head is another. */
  pusher(repository: number, number: number, sha?: string): Promise<string | undefined>;
  head(repository: number, sha: string): Promise<HeadState | undefined>;
  /** Counts an evaluation as begun; false when the head was asked for anew meanwhile. */
  begin(head: HeadState): Promise<boolean>;
  /** Takes a begun evaluation back: it ended without a fault of the review (a rate limit, a shutdown). */
  giveBack(head: HeadState): Promise<void>;
  /** Records a block told early, with its intent. False when the head was asked for anew meanwhile. */
  early(head: HeadState, intent: Intent): Promise<boolean>;
  /** False, and nothing stored, when the head was asked for anew or concluded meanwhile. */
  conclude(head: HeadState, conclusion: Conclusion): Promise<boolean>;
  /** Heads whose evaluation is open, or whose intents wait, since before `olderThanMs` ago, with no job to see to it. */
  unattended(olderThanMs: number): Promise<readonly { readonly repository: number; readonly sha: string }[]>;
  /** Heads whose evaluation began, or has waited to begin, for more than `olderThanMs` and has no conclusion. */
  overdue(olderThanMs: number): Promise<readonly { readonly repository: number; readonly sha: string }[]>;
  /** Deletes every row of an installation, or of some of its repositories. */
  erase(installation: number, repositories?: readonly number[]): Promise<void>;
}
