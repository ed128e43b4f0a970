import type { Snapshot } from '../core/snapshot.js';
import type { RepositoryName } from './reviews.js';

/**
 * What a hosted review reads: one head against one base. `baseSha` is the base as the host last told it; the tip is read anew.
 * Refs are branch names, with or without `refs/heads/`. `evaluation` stands for the evaluation that the read is part of: reads that carry the very same
 * object may share an answer of the host, and no others.
 */
export type HostTarget =
  | { readonly kind: 'pull'; readonly evaluation?: object; readonly installation: number; readonly repository: RepositoryName; readonly number: number; readonly headSha: string; readonly baseRef: string; readonly baseSha: string }
  | { readonly kind: 'merge-group'; readonly installation: number; readonly repository: RepositoryName; readonly headSha: string; readonly headRef: string; readonly baseRef: string; readonly baseSha: string };

/** A file's bytes with the object id that git gives them. */
export interface Blob {
  readonly oid: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads one reviewed repository: GitHub over its API, or a local clone through git plumbing. One object serves one review, so an
 * adapter may fetch ahead and remember.
 */
export interface CodeHost {
  /**
   * The trees of this review.
   * @throws Failure HOST_*, REVISION_UNKNOWN, NO_MERGE_BASE; SUPERSEDED { head, baseRef } when the pull request has another head or base branch by now.
   */
  snapshot(): Promise<Snapshot>;
  /**
   * What the snapshot will most likely hold, told while it waits for the host's merge result: something to fetch ahead by, and nothing to
   * judge. Its repository is the snapshot's own. Asked after `snapshot`; undefined where there is nothing to wait for. Never rejects.
   */
  readonly expected?: () => Promise<Snapshot | undefined>;
  /**
   * Blobs by object id, read together; bytes are verified against the id. An id that cannot be read gets a Failure in its place:
   * FILE_TOO_LARGE over `maxBytes`, READ_BUDGET, HOST_*.
   */
  blobs(oids: readonly string[], maxBytes: number): Promise<ReadonlyMap<string, Uint8Array | Error>>;
  /** A file of the organisation's policy repository (`<owner>/.github`), at the tip of its default branch; undefined when there is none. */
  organisationFile(path: string, maxBytes: number): Promise<Blob | undefined>;
}
