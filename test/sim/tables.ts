import { standings } from '../../src/core/standing.js';
import type { Standing } from '../../src/core/standing.js';
import type { AuditEntry } from '../../src/ports/audit.js';
import type { DeliveryEnd, Delivery } from '../../src/ports/deliveries.js';
import type { Intent } from '../../src/ports/outbox.js';
import type { MergeGroup, RepositoryName, ReviewState } from '../../src/ports/reviews.js';
import { isAvailable, JobTable } from './memory-queue.js';

export interface PullRow {
  installation: number;
  repository: RepositoryName;
  readonly number: number;
  state: 'open' | 'closed';
  head: string;
  baseRef: string;
  base: string;
  observedAt: number;
  seenAt: number;
  hour: number;
  hourCount: number;
  pusher: string | undefined;
  merged: boolean;
  stranger: boolean;
  /** Whether a comment or review of ours was ever begun on it. */
  spoken: boolean;
}

export interface HeadRow {
  installation: number;
  repository: RepositoryName;
  readonly sha: string;
  generation: number;
  review: string;
  successor: string | undefined;
  group: MergeGroup | undefined;
  epoch: number;
  leaseUntil: number | undefined;
  askedAt: number;
  standing: Standing;
  /** Since when it waits for its turn; undefined once its review began. */
  waitsSince: number | undefined;
}

export interface ReviewRow {
  readonly id: string;
  readonly installation: number;
  readonly repository: number;
  readonly head: string;
  state: 'open' | 'concluded';
  outcome: ReviewState['outcome'] | undefined;
  code: string | undefined;
  evaluations: number;
  early: boolean;
  readonly openedAt: number;
  begunAt: number | undefined;
  concludedAt: number | undefined;
}

export interface PublicationRow {
  readonly id: number;
  readonly installation: number;
  readonly repository: number;
  readonly head: string;
  readonly review: string;
  readonly kind: Intent['kind'];
  readonly pull: number;
  body: Intent['body'];
  hash: string;
  state: 'pending' | 'sent';
  epoch: number | undefined;
  createdAt: number;
}

export interface DeliveryRow {
  readonly delivery: Delivery;
  state: 'stored' | DeliveryEnd['state'];
  code: string | undefined;
  readonly receivedAt: number;
}

/** The tables of the database, in memory. Each port's operation on them is one atomic step, as its transaction is in PostgreSQL. */
export class Tables {
  readonly pulls = new Map<string, PullRow>();
  readonly heads = new Map<string, HeadRow>();
  readonly reviews = new Map<string, ReviewRow>();
  readonly publications = new Map<number, PublicationRow>();
  readonly deliveries = new Map<string, DeliveryRow>();
  readonly audit: AuditEntry[] = [];
  readonly jobs: JobTable;
  publicationId = 0;

  constructor(readonly now: () => number) {
    this.jobs = new JobTable(now);
  }

  /** A review's job, in the lane of its head's standing: strangers' have one of their own in each repository. */
  addReview(repository: number, head: string, options: { readonly priority?: number; readonly afterMs?: number; readonly keep?: boolean } = {}): void {
    const standing = this.head(repository, head)?.standing ?? 'member';
    this.jobs.add({ task: 'review', repository, head }, { ...options, queue: `repository:${repository}${standing === 'stranger' ? ':strangers' : ''}`, rank: standings.indexOf(standing) });
  }

  /** A review began: its head waits no more, unless it was asked for again meanwhile. */
  takeTurn(repository: number, sha: string): void {
    const head = this.head(repository, sha);
    const job = this.jobs.byKey(`review:${repository}:${sha}`);
    if (head && !(job && isAvailable(job))) head.waitsSince = undefined;
  }

  pull(repository: number, number: number): PullRow | undefined {
    return this.pulls.get(`${repository} ${number}`);
  }

  head(repository: number, sha: string): HeadRow | undefined {
    return this.heads.get(`${repository} ${sha}`);
  }
}

/** A port whose operations answer at once: what they do to the tables, without the way there. */
export type Sync<Port> = { readonly [Name in keyof Port]: Port[Name] extends (...given: infer Given) => Promise<infer Answer> ? (...given: Given) => Answer : never };
