import { z } from 'zod';
import { Failure } from '../core/errors.js';
import type { MergeGroup, PullObservation, RepositoryName } from '../ports/reviews.js';

/** What a delivery tells us, reduced to what is used. */
export type DeliveredEvent =
  | { readonly kind: 'pull'; readonly seen: PullObservation }
  | { readonly kind: 'rerequest'; readonly installation: number; readonly repository: RepositoryName; readonly head: string }
  /** Somebody approved a head, asked for changes of it, or an approval of it was dismissed. */
  | { readonly kind: 'approval'; readonly installation: number; readonly repository: RepositoryName; readonly head: string }
  | { readonly kind: 'merge-group'; readonly installation: number; readonly repository: RepositoryName; readonly head: string; readonly group: MergeGroup }
  /** `paths` is undefined when the payload does not tell all of them; `defaultBranch` when it does not say which that is. */
  | { readonly kind: 'push'; readonly installation: number; readonly repository: RepositoryName; readonly ref: string; readonly after: string; readonly paths?: readonly string[]; readonly defaultBranch?: string }
  | { readonly kind: 'uninstalled'; readonly installation: number }
  | { readonly kind: 'repositories-removed'; readonly installation: number; readonly repositories: readonly number[] };

const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const ref = z.string().min(1).max(1_000);
const word = z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/);
const repository = z.object({ id, name: word, owner: z.object({ login: word }) });
const envelope = z.object({ installation: z.object({ id }), repository });
const paths = z.array(z.string().max(4_096)).max(10_000).default([]);
const pushedCommit = z.object({ added: paths, removed: paths, modified: paths });

/** Actions whose sender put the head there. Whoever reopens or edits a pull request did not. */
const pushes = new Set(['opened', 'synchronize']);
const login = z.string().regex(/^[A-Za-z0-9_.[\]-]{1,100}$/);
const pullPayload = envelope.extend({
  action: z.string().max(100).default(''), sender: z.object({ login }).optional().catch(undefined),
  pull_request: z.object({
    number: id, merged: z.boolean().nullish(), state: z.enum(['open', 'closed']), updated_at: z.iso.datetime({ offset: true }), author_association: z.string().max(40).default('NONE'),
    head: z.object({ sha }), base: z.object({ sha, ref }),
  }),
});
const checkRunPayload = envelope.extend({ check_run: z.object({ head_sha: sha }) });
const checkSuitePayload = envelope.extend({ check_suite: z.object({ head_sha: sha }) });
const approvalPayload = envelope.extend({ pull_request: z.object({ state: z.enum(['open', 'closed']), head: z.object({ sha }) }) });
const groupPayload = envelope.extend({ merge_group: z.object({ head_sha: sha, head_ref: ref, base_sha: sha, base_ref: ref }) });
const pushPayload = envelope.extend({
  repository: repository.extend({ default_branch: z.string().max(1_000).optional().catch(undefined) }), ref, after: sha, forced: z.boolean().default(false), created: z.boolean().default(false),
  // More than is read here tells nothing of what changed: the base has moved all the same.
  commits: z.array(pushedCommit).max(5_000).default([]).catch([]),
});
const installationPayload = z.object({ installation: z.object({ id }) });
const removedPayload = installationPayload.extend({ repositories_removed: z.array(z.object({ id })).max(100_000).default([]) });

/**
 * GitHub lists at most this many commits in a push, and listed at most twenty before (docs.github.com, webhook `push`; older servers still do): just
 * as many may mean more.
 */
const mostCommits = 2_048;
const mostCommitsBefore = 20;

/** Whether a push names every path that it changes. A commit that names none may be a merge whose paths are left out. */
function tellsAll({ forced, created, commits }: z.infer<typeof pushPayload>): boolean {
  if (forced || created || commits.length === 0 || commits.length >= mostCommits || commits.length === mostCommitsBefore) return false;
  return commits.every(({ added, removed, modified }) => added.length + removed.length + modified.length > 0);
}

function named(payload: z.infer<typeof envelope>): { readonly installation: number; readonly repository: RepositoryName } {
  return { installation: payload.installation.id, repository: { id: payload.repository.id, owner: payload.repository.owner.login, name: payload.repository.name } };
}

/** Author associations that mean a say in the repository; read only for the order of jobs, never as a right. */
const members = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

function shortRef(full: string): string {
  return full.startsWith('refs/heads/') ? full.slice('refs/heads/'.length) : full;
}

function decodeKnown(event: string, payload: unknown): DeliveredEvent | undefined {
  switch (event) {
    case 'pull_request': {
      const parsed = pullPayload.parse(payload);
      const { number, state, merged, updated_at: updatedAt, head, base, author_association: association } = parsed.pull_request;
      const pusher = parsed.sender !== undefined && pushes.has(parsed.action) ? { pusher: parsed.sender.login } : {};
      return { kind: 'pull', seen: { ...named(parsed), number, state, stranger: !members.has(association), head: head.sha, base: base.sha, baseRef: base.ref, observedAt: Date.parse(updatedAt), ...pusher, ...(merged === true ? { merged } : {}) } };
    }
    case 'check_run': {
      const parsed = checkRunPayload.parse(payload);
      return { kind: 'rerequest', ...named(parsed), head: parsed.check_run.head_sha };
    }
    case 'check_suite': {
      const parsed = checkSuitePayload.parse(payload);
      return { kind: 'rerequest', ...named(parsed), head: parsed.check_suite.head_sha };
    }
    case 'pull_request_review': {
      const parsed = approvalPayload.parse(payload);
      return parsed.pull_request.state === 'open' ? { kind: 'approval', ...named(parsed), head: parsed.pull_request.head.sha } : undefined;
    }
    case 'merge_group': {
      const parsed = groupPayload.parse(payload);
      const { head_sha: head, head_ref: headRef, base_sha: base, base_ref: baseRef } = parsed.merge_group;
      return { kind: 'merge-group', ...named(parsed), head, group: { headRef, base, baseRef: shortRef(baseRef) } };
    }
    case 'push': {
      const parsed = pushPayload.parse(payload);
      // A branch that is deleted has no tip to judge by; its pull requests are closed or retargeted, which deliveries of their own tell.
      if (/^0+$/.test(parsed.after)) return undefined;
      const changed = tellsAll(parsed) ? { paths: parsed.commits.flatMap((commit) => [...commit.added, ...commit.removed, ...commit.modified]) } : {};
      return { kind: 'push', ...named(parsed), ...(parsed.repository.default_branch === undefined ? {} : { defaultBranch: parsed.repository.default_branch }), ref: shortRef(parsed.ref), after: parsed.after, ...changed };
    }
    case 'installation': return { kind: 'uninstalled', installation: installationPayload.parse(payload).installation.id };
    case 'installation_repositories': {
      const parsed = removedPayload.parse(payload);
      return { kind: 'repositories-removed', installation: parsed.installation.id, repositories: parsed.repositories_removed.map((one) => one.id) };
    }
    default: return undefined;
  }
}

/**
 * Decodes a stored delivery. Undefined for an event that we do not act on.
 * @throws Failure HOST_MALFORMED when a payload is not what GitHub documents; it names the field and no value.
 */
export function decodeDelivery(event: string, body: string): DeliveredEvent | undefined {
  try {
    return decodeKnown(event, JSON.parse(body));
  } catch (error) {
    const field = error instanceof z.ZodError ? (error.issues[0]?.path.join('.') ?? '') : '';
    throw new Failure('HOST_MALFORMED', { event, field }, error);
  }
}
