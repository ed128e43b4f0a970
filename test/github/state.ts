import type { KeyObject } from 'node:crypto';

/** Everything that the stand-in GitHub knows beside the git repositories themselves. Pages read it; only world/ and routes/ write it. */
export interface State {
  /** Address of the web pages and of git, without a slash at the end. */
  readonly url: string;
  /** Address of the REST interface. */
  readonly apiUrl: string;
  readonly clock: { now(): number };
  readonly settings: Settings;
  /** By lower-cased login. */
  readonly accounts: Map<string, Account>;
  readonly apps: Map<number, App>;
  readonly installations: Map<number, Installation>;
  readonly repositories: Map<number, Repository>;
  readonly tokens: Map<string, Token>;
  /** Organisation-wide rulesets by lower-cased login. */
  readonly organisationRulesets: Map<string, Ruleset[]>;
  readonly deliveries: Delivery[];
  /** Bodies of App manifests waiting for their one conversion, by code. */
  readonly manifests: Map<string, { readonly owner: string; readonly manifest: Record<string, unknown> }>;
  /** The folder that holds the bare repositories. */
  readonly root: string;
  nextId: number;
}

/** What a test may turn: GitHub's own figures by default. */
export interface Settings {
  /** Added to every answer, in milliseconds. */
  latencyMs: number;
  /** Entries and bytes after which a recursive tree is cut and says `truncated`: 100,000 and 7 MB. */
  treeEntries: number;
  treeBytes: number;
  /** Answers `mergeable: null` this many times after each change before the test merge is told. */
  mergeableNulls: number;
  /** Files of a pull request that are listed at all: 3,000. */
  pullFiles: number;
  /** Over these a file's `patch` is left out: 20,000 lines or 500 kB for one file, 20,000 lines or 1 MB for all. */
  patchLines: number;
  patchBytes: number;
  patchTotalLines: number;
  patchTotalBytes: number;
  /** Bytes: 1 MB as JSON and 100 MB raw from contents, 100 MB from blobs. */
  contentBytes: number;
  rawBytes: number;
  /** Requests an hour for each installation, App or user. */
  requestsPerHour: number;
  /** How long an installation token lives, in milliseconds: one hour. */
  tokenLifetimeMs: number;
  /** Check runs of one name in a suite before the oldest go: 1,000. */
  runsPerName: number;
}

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  readonly name: string;
  readonly createdAt: number;
  /** Of an organisation: lower-cased login to its role there. */
  readonly members: Map<string, 'member' | 'owner'>;
}

export type Level = 'read' | 'write' | 'admin';
export type Permissions = Readonly<Record<string, Level>>;

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: string;
  readonly clientId: string;
  readonly publicKey: KeyObject;
  readonly createdAt: number;
  permissions: Permissions;
  events: readonly string[];
  webhook: { url: string | undefined; secret: string };
}

export interface Installation {
  readonly id: number;
  readonly appId: number;
  readonly account: string;
  selection: 'all' | 'selected';
  readonly repositoryIds: Set<number>;
  permissions: Permissions;
  events: readonly string[];
  readonly createdAt: number;
  suspendedAt?: number;
}

export type Token =
  | { readonly kind: 'user'; readonly value: string; readonly login: string }
  | {
      readonly kind: 'installation'; readonly value: string; readonly installationId: number; readonly permissions: Permissions;
      readonly repositoryIds?: ReadonlySet<number>; readonly expiresAt: number;
    };

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly visibility: 'public' | 'private';
  readonly defaultBranch: string;
  readonly description: string;
  /** The bare repository's folder. */
  readonly dir: string;
  readonly parent?: number;
  readonly createdAt: number;
  pushedAt: number;
  nextNumber: number;
  /** Lower-cased login to role. */
  readonly collaborators: Map<string, Role>;
  readonly pulls: Map<number, Pull>;
  readonly suites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly statuses: Status[];
  readonly comments: Comment[];
  readonly reviews: Review[];
  readonly reviewComments: ReviewComment[];
  readonly rulesets: Ruleset[];
  readonly queue: QueueEntry[];
}

/** What GitHub knows of a pull request's test merge. `asked` counts the answers given while it was unknown. */
export type TestMerge =
  | { readonly kind: 'unknown'; asked: number }
  | { readonly kind: 'clean'; readonly commit: string }
  | { readonly kind: 'conflict' };

export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  readonly createdAt: number;
  /** `sha` is the base branch's tip when the pull request was opened or last pushed to, not the present one: as GitHub's. */
  base: { ref: string; sha: string };
  /** When it was given another base branch. */
  retargets?: number[];
  head: { readonly repositoryId: number; readonly ref: string; sha: string };
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  draft: boolean;
  updatedAt: number;
  closedAt?: number;
  merged?: { readonly at: number; readonly by: string; readonly commit: string };
  testMerge: TestMerge;
  /** The last test merge that was made, perhaps of an older head or base: GitHub goes on telling it. */
  lastMergeCommit?: string;
  /** How many times the head branch was pushed to. */
  pushes: number;
}

export interface CheckSuite {
  readonly id: number;
  readonly appId: number;
  readonly headSha: string;
  /** Absent for heads of forks. */
  readonly headBranch?: string;
  readonly before?: string;
  readonly createdAt: number;
  updatedAt: number;
  rerequested: boolean;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type CheckConclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required';

export interface CheckRun {
  readonly id: number;
  readonly appId: number;
  readonly suiteId: number;
  readonly headSha: string;
  name: string;
  externalId: string;
  detailsUrl: string | undefined;
  status: CheckStatus;
  conclusion: CheckConclusion | undefined;
  startedAt: string;
  completedAt: string | undefined;
  title: string | undefined;
  summary: string | undefined;
  text: string | undefined;
  /** They only ever grow. */
  readonly annotations: Annotation[];
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly appId?: number;
  readonly createdAt: number;
}

/** A comment on the conversation of a pull request. */
export interface Comment {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  readonly appId?: number;
  readonly createdAt: number;
  body: string;
  updatedAt: number;
  readonly reactions: { readonly id: number; readonly content: string; readonly author: string; readonly createdAt: number }[];
}

export interface Review {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  readonly body: string;
  state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  readonly commit: string;
  readonly submittedAt: number;
}

export type Side = 'LEFT' | 'RIGHT';

/** A comment on a line of the diff. Those with the same `thread` are one conversation. */
export interface ReviewComment {
  readonly id: number;
  readonly number: number;
  readonly reviewId: number;
  /** The id of the thread's first comment. */
  readonly thread: number;
  readonly author: string;
  readonly appId?: number;
  readonly path: string;
  readonly side: Side;
  readonly originalLine: number | undefined;
  readonly startLine?: number;
  readonly originalCommit: string;
  readonly originalPosition: number | undefined;
  readonly hunk: string;
  readonly subject: 'line' | 'file';
  readonly createdAt: number;
  body: string;
  updatedAt: number;
  /** Where the line stands at the present head; absent when the comment is outdated. */
  line: number | undefined;
  commit: string;
  resolvedBy?: string;
}

export interface RequiredCheck {
  readonly context: string;
  readonly integration_id?: number;
}

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly source: string;
  readonly sourceType: 'Repository' | 'Organization';
  readonly target: 'branch' | 'tag' | 'push';
  enforcement: 'active' | 'disabled' | 'evaluate';
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly { readonly type: string; readonly parameters?: Record<string, unknown> }[];
  readonly createdAt: number;
}

/** A place in the merge queue. */
export interface QueueEntry {
  readonly number: number;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly headRef: string;
  readonly headSha: string;
}

/** One attempt to deliver a webhook. A redelivery is another one with the same `guid`. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly appId: number;
  readonly installationId?: number;
  readonly repositoryId?: number;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly deliveredAt: number;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `dropped`: never sent, on demand; `held`: waits until it is released. */
  state: 'sending' | 'held' | 'dropped' | 'answered' | 'failed';
  statusCode: number;
  durationMs: number;
  response?: { readonly headers: Record<string, string>; readonly body: string };
}
