import type { FileDiff } from '../git/diff.js';
import type { PullFigures } from '../objects/pulls.js';
import type { Pull, Repository, State } from '../state.js';
import type { PullEdit } from '../world/pulls.js';

export interface PageRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: Buffer;
}

export interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What pages for a person may read of the stand-in, and the few things that a person can press. */
export interface PageView {
  readonly state: State;
  /** The files of a pull request with their whole patches: merge base to head. */
  files(repository: Repository, pull: Pull): Promise<readonly FileDiff[]>;
  /** Counts and mergeability; looks without counting as a question about the test merge. */
  figures(repository: Repository, pull: Pull): Promise<PullFigures>;
  /** Why the rules keep a pull request from landing; empty when they do not. */
  obstacles(repository: Repository, pull: Pull): readonly string[];
  merge(repository: Repository, pull: Pull, by: string): Promise<string>;
  comment(repository: Repository, pull: Pull, by: string, body: string): void;
  edit(repository: Repository, pull: Pull, edit: PullEdit, by: string): Promise<void>;
  rerequest(repository: Repository, checkRunId: number, by: string): void;
}

/** Everything outside `/api` and git comes here; undefined is a 404. A thrown Refusal becomes its status and words. */
export type Pages = (view: PageView, request: PageRequest) => Promise<Page | undefined>;
