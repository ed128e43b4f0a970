import { z } from 'zod';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Publisher, StandingCheck, StandingComment, StandingPull, CheckWrite } from '../../ports/publisher.js';
import type { RepositoryName } from '../../ports/reviews.js';
import type { AppIdentity, GitHub } from './client.js';
import { checkName, readHead } from './head-read.js';
import { resolveMutation, threadsQuery } from './queries.js';
import { checkShape, checksShape, commentShape, createdShape, lineCommentShape, pullShape, updatedAtOf, type HostCheck, type HostComment, type HostPull } from './shapes.js';


/** Pages of 100. Beyond them a list is not complete and the caller is told so (READ_BUDGET), instead of writing something twice. */
const mostPages = { checks: 10, comments: 50, lines: 50, threads: 50 };

const threadsShape = z.object({
  node: z.object({
    pullRequest: z.object({
      reviewThreads: z.object({
        nodes: z.array(z.object({ id: z.string(), isResolved: z.boolean(), comments: z.object({ nodes: z.array(z.object({ id: z.string() })) }) })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      }),
    }).optional(),
  }).nullable(),
});
const resolvedShape = z.object({ resolveReviewThread: z.object({ thread: z.object({ id: z.string(), isResolved: z.boolean() }).nullable() }).nullable() });

interface Thread {
  readonly id: string;
  readonly resolved: boolean;
}

/**
 * Whether our App wrote a comment: by the App that GitHub names, else by the author, who must be our App's bot. Markers decide nothing,
 * anyone can post one.
 */
function isOurs(comment: HostComment, app: AppIdentity): boolean {
  if (comment.performed_via_github_app) return comment.performed_via_github_app.id === app.id;
  return comment.user?.type === 'Bot' && comment.user.login.toLowerCase() === `${app.slug}[bot]`.toLowerCase();
}

function standingCheck(run: HostCheck): StandingCheck {
  return {
    id: run.id, externalId: run.external_id ?? '', headSha: run.head_sha,
    status: run.status === 'completed' ? 'completed' : run.status === 'in_progress' ? 'in_progress' : 'queued',
    annotations: run.output?.annotations_count ?? 0, ...(typeof run.conclusion === 'string' ? { conclusion: run.conclusion } : {}),
  };
}

function standingPull(pull: HostPull): StandingPull {
  return {
    number: pull.number, state: pull.state, draft: pull.draft ?? false, head: pull.head.sha, base: pull.base.sha, baseRef: pull.base.ref, author: pull.user?.login ?? '',
    ...updatedAtOf(pull.updated_at), ...(pull.merged === undefined ? {} : { merged: pull.merged }),
  };
}

/** A commit that the repository does not know any more has no pull requests to tell; every other failure is one. */
function unknownCommit(error: unknown): readonly HostPull[] {
  if (error instanceof Failure && (error.code === 'HOST_NOT_FOUND' || error.code === 'HOST_REJECTED')) return [];
  throw error;
}

function checkBody(write: CheckWrite): { readonly [name: string]: unknown } {
  const annotations = write.annotations?.map((one) => ({
    path: one.path, start_line: one.startLine, end_line: one.endLine, annotation_level: one.level, title: one.title, message: one.message,
  }));
  return {
    ...(write.conclusion === undefined ? { status: 'in_progress' } : { status: 'completed', conclusion: write.conclusion }),
    output: { title: write.title, summary: write.summary, ...(write.text === undefined || write.text === '' ? {} : { text: write.text }), ...(annotations?.length ? { annotations } : {}) },
  };
}

/** Writes to one repository as our App, over GitHub's REST API and, for review threads, GraphQL. */
export function createGitHubPublisher(options: { readonly github: GitHub; readonly installation: number; readonly repository: RepositoryName; readonly signal?: AbortSignal | undefined }): Publisher {
  const { github } = options;
  const caller = github.forRepository(options.installation, options.repository, { as: 'writer', signal: options.signal });
  /** First comment of a thread to the thread. Filled from one pull request's list, and again when a comment is not in it. */
  const threads = new Map<string, Thread>();

  async function loadThreads(comment: string): Promise<void> {
    let after: string | undefined;
    for (let page = 1; ; page++) {
      const answer = await caller.graphql('threads.list', threadsQuery, { comment, after: after ?? null }, threadsShape);
      const list = answer.node?.pullRequest?.reviewThreads;
      if (!list) return;
      for (const thread of list.nodes) {
        const [first] = thread.comments.nodes;
        if (first) threads.set(first.id, { id: thread.id, resolved: thread.isResolved });
      }
      if (!list.pageInfo.hasNextPage || typeof list.pageInfo.endCursor !== 'string') return;
      if (page >= mostPages.threads) throw new Failure('READ_BUDGET', { operation: 'threads.list', pages: page });
      after = list.pageInfo.endCursor;
    }
  }

  return {
    async checks(headSha) {
      const runs = await caller.list('checks.list', { ref: headSha, app_id: github.appId, check_name: checkName, filter: 'all' }, {
        shape: checksShape, pick: (page) => page.check_runs, maxPages: mostPages.checks,
      });
      return runs.filter((run) => run.app?.id === github.appId && run.name === checkName).map(standingCheck);
    },
    async createCheck(headSha, externalId, write, detailsUrl) {
      const body = { name: checkName, head_sha: headSha, external_id: externalId, ...checkBody(write), ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }) };
      return standingCheck(await caller.call('checks.create', body, checkShape));
    },
    updateCheck: (id, write) => caller.send('checks.update', { check_run_id: id, ...checkBody(write) }),
    // Without a status a run keeps the one it has; without a title its title (PATCH /check-runs: `output` wants `summary` alone).
    describeCheck: (id, summary) => caller.send('checks.update', { check_run_id: id, output: { summary } }),
    pull: async (number) => standingPull(await caller.call('pull.get', { pull_number: number }, pullShape)),
    async pullsWithHead(headSha, near) {
      const told = near && await readHead(github, { installation: options.installation, repository: options.repository, head: headSha, ...near });
      const checks = told?.checks === undefined ? {} : { checks: told.checks };
      const withRemarks = (pulls: readonly StandingPull[]): readonly StandingPull[] => pulls.map((pull) => (told?.remarks && pull.number === near?.number ? { ...pull, remarks: told.remarks } : pull));
      if (told?.pulls && told.pulls.open === undefined) return { pulls: withRemarks([...told.pulls.mine].sort((one, other) => one.number - other.number)), partial: false, ...checks };
      // The one that just got this head was updated last, so that it stands on the first page, however many others are open.
      const list = { shape: z.array(pullShape), pick: (page: readonly HostPull[]) => page };
      const { items, partial } = await caller.spread('pull.list', { state: 'open', sort: 'updated', direction: 'desc' }, { ...list, maxPages: limits.pullPages.value, ...(told?.pulls?.open === undefined ? {} : { known: told.pulls.open }) });
      // Only beside a list that is partial: for a commit that the default branch already holds, these leave the open ones out.
      const associated = partial ? await caller.list('commit.pulls', { commit_sha: headSha }, { ...list, maxPages: 1, partial: true }).catch(unknownCommit) : [];
      const read = [...associated, ...items].filter((pull) => pull.state === 'open' && pull.head.sha === headSha).map(standingPull);
      const mine = new Map([...read, ...(told?.pulls?.mine ?? [])].map((pull) => [pull.number, pull]));
      return { pulls: withRemarks([...mine.values()].sort((one, other) => one.number - other.number)), partial, ...checks };
    },
    async comments(pull) {
      const [app, list] = await Promise.all([
        github.identity(), caller.list('comments.list', { issue_number: pull }, { shape: z.array(commentShape), pick: (page) => page, maxPages: mostPages.comments }),
      ]);
      return list.map((comment): StandingComment => ({ id: comment.id, body: comment.body ?? '', ours: isOurs(comment, app) }));
    },
    createComment: async (pull, body) => (await caller.call('comments.create', { issue_number: pull, body }, createdShape)).id,
    updateComment: (id, body) => caller.send('comments.update', { comment_id: id, body }),
    async reviewComments(pull) {
      const [app, list] = await Promise.all([
        github.identity(), caller.list('lines.list', { pull_number: pull }, { shape: z.array(lineCommentShape), pick: (page) => page, maxPages: mostPages.lines }),
      ]);
      return list.map((comment) => ({
        id: comment.id, body: comment.body ?? '', ours: isOurs(comment, app), nodeId: comment.node_id, path: comment.path, ...(typeof comment.line === 'number' ? { line: comment.line } : {}),
      }));
    },
    createReview: (pull, headSha, body, comments) => caller.send('reviews.create', { pull_number: pull, commit_id: headSha, event: 'COMMENT', body, comments }),
    updateReviewComment: (id, body) => caller.send('lines.update', { comment_id: id, body }),
    async resolveThread(nodeId) {
      try {
        if (!threads.has(nodeId)) await loadThreads(nodeId);
        const thread = threads.get(nodeId);
        if (!thread) return false;
        if (thread.resolved) return true;
        const answer = await caller.graphql('threads.resolve', resolveMutation, { thread: thread.id }, resolvedShape);
        const resolved = answer.resolveReviewThread?.thread?.isResolved === true;
        if (resolved) threads.set(nodeId, { id: thread.id, resolved });
        return resolved;
      } catch (error) {
        if (error instanceof Failure && (error.code === 'HOST_FORBIDDEN' || error.code === 'HOST_NOT_FOUND')) return false;
        throw error;
      }
    },
  };
}
