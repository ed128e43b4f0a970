import { z } from 'zod';

/** The fields of GitHub's answers that we read; everything else is dropped on arrival. */

export const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const id = z.number().int().nonnegative();
const user = z.object({ id, login: z.string().max(256), type: z.string().optional() });

export const repositoryShape = z.object({
  id, name: z.string(), owner: user, private: z.boolean(), visibility: z.string().optional(), fork: z.boolean(), default_branch: z.string().optional(), archived: z.boolean().optional(),
});
export type HostRepository = z.infer<typeof repositoryShape>;

/** A list of pull requests tells nothing of the test merge, so that those fields may be absent. */
export const pullShape = z.object({
  number: id, state: z.enum(['open', 'closed']), draft: z.boolean().optional(), user: user.nullable(),
  head: z.object({ sha, ref: z.string(), repo: z.object({ id }).nullable() }),
  base: z.object({ sha, ref: z.string(), repo: repositoryShape }),
  updated_at: z.string().max(64).optional(), merged: z.boolean().optional(), mergeable: z.boolean().nullish(), merge_commit_sha: sha.nullish(),
});
export type HostPull = z.infer<typeof pullShape>;

/** A time of GitHub's as the field `updatedAt`, in ms since the epoch; no field where it is none. */
export function updatedAtOf(text: string | undefined): { readonly updatedAt?: number } {
  const updatedAt = Date.parse(text ?? '');
  return Number.isNaN(updatedAt) ? {} : { updatedAt };
}

export const refShape = z.object({ ref: z.string(), object: z.object({ sha, type: z.string() }) });
export const commitShape = z.object({ sha, tree: z.object({ sha }), parents: z.array(z.object({ sha })).max(1000) });
export const compareShape = z.object({ base_commit: z.object({ sha }), merge_base_commit: z.object({ sha }) });
/** Entries are read one by one: a schema over 100,000 of them costs more than the parsing. */
export const treeShape = z.object({ tree: z.array(z.unknown()), truncated: z.boolean() });

export const checkShape = z.object({
  id, external_id: z.string().nullish(), head_sha: sha, status: z.string(), conclusion: z.string().nullish(), name: z.string(),
  app: z.object({ id }).nullish(), output: z.object({ annotations_count: z.number().int().nonnegative().optional() }).nullish(),
});
export type HostCheck = z.infer<typeof checkShape>;
export const checksShape = z.object({ check_runs: z.array(checkShape) });

export const commentShape = z.object({ id, body: z.string().nullish(), user: user.nullable(), performed_via_github_app: z.object({ id }).nullish() });
export type HostComment = z.infer<typeof commentShape>;
export const lineCommentShape = commentShape.extend({ node_id: z.string().max(256), path: z.string(), line: z.number().int().nullish() });
export const createdShape = z.object({ id });

export const deliveryShape = z.object({ id, guid: z.string().max(128), delivered_at: z.string(), status_code: z.number().int(), event: z.string(), redelivery: z.boolean(), installation_id: id.nullish() });
export const installationShape = z.object({
  id, account: z.object({ login: z.string() }).nullable(), permissions: z.record(z.string(), z.string()), events: z.array(z.string()),
  repository_selection: z.string().optional(), suspended_at: z.string().nullish(),
});
export const hookShape = z.object({ url: z.string().optional(), content_type: z.string().optional(), secret: z.string().nullish(), insecure_ssl: z.union([z.string(), z.number()]).optional() });
export const roleShape = z.object({ permission: z.string(), role_name: z.string().optional(), user: user.nullish() });
export const reviewsShape = z.array(z.object({
  id, user: user.nullable(), state: z.string(), commit_id: z.string().nullish(), submitted_at: z.string().nullish(), author_association: z.string().nullish(),
}));
export type HostReview = z.infer<typeof reviewsShape>[number];
/** When a pull request was last given another base branch. */
export const retargetsShape = z.object({ repository: z.object({ pullRequest: z.object({ timelineItems: z.object({ nodes: z.array(z.object({ createdAt: z.string() })).max(1) }) }) }) });
export const ruleShape = z.object({
  type: z.string(), ruleset_id: z.number().int().optional(), ruleset_source: z.string().optional(),
  parameters: z.object({ required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.number().int().nullish() })).optional(), grouping_strategy: z.string().optional() }).nullish(),
});
export const branchShape = z.object({
  protection: z.object({
    required_status_checks: z.object({ contexts: z.array(z.string()).optional(), checks: z.array(z.object({ context: z.string(), app_id: z.number().int().nullish() })).optional() }).nullish(),
  }).nullish(),
});

const committed = z.object({ sha, commit: z.object({ message: z.string().nullish() }).nullish(), author: z.object({ login: z.string().optional() }).nullish(), committer: z.object({ login: z.string().optional() }).nullish() });
export type HostCommitted = z.infer<typeof committed>;
export const committedShape = z.array(committed);
export const comparedCommitsShape = z.object({ total_commits: z.number().int(), commits: committedShape });
