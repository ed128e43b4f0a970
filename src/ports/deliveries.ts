/** A webhook delivery as it came. `body` is the signed text, kept whole so that a job never depends on the sender again. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly installation?: number;
  readonly repository?: number;
  readonly body: string;
}

/** What became of a delivery once its job ran. */
export type DeliveryEnd = { readonly state: 'done' | 'ignored' } | { readonly state: 'failed'; readonly code: string };

/** Deliveries, stored before they are acknowledged. */
export interface Deliveries {
  /**
   * Stores a delivery and queues its job, both or neither, durable when it resolves. A known id does nothing.
   * @throws when the database cannot promise it; the sender is then told to come again.
   */
  accept(delivery: Delivery): Promise<'stored' | 'known'>;
  read(id: string): Promise<Delivery | undefined>;
  finish(id: string, end: DeliveryEnd): Promise<void>;
  /**
   * Gives a new job to deliveries that were stored more than `olderThanMs` ago and not dealt with, and that no job will see to; the oldest
   * first, at most 100. What is three days old is ended as failed instead. Answers with how many got a job.
   */
  requeue(olderThanMs: number): Promise<number>;
  /** Of these ids, those that were never stored. */
  missing(ids: readonly string[]): Promise<readonly string[]>;
}

/** The host's own list of deliveries that did not arrive, for the reconciler: GitHub never redelivers by itself. */
export interface FailedDeliveries {
  /** Failed deliveries since a time in milliseconds since the epoch, oldest first, at most 100. `guid` is the delivery's public id. */
  list(since: number): Promise<readonly { readonly id: number; readonly guid: string; readonly installation?: number }[]>;
  redeliver(id: number): Promise<void>;
}
