/** How far a permission goes. A GitHub App's permission is one or the other. */
export type PermissionLevel = 'read' | 'write';
export type Permissions = { readonly [permission: string]: PermissionLevel };

/**
 * One request that we make. `as` tells whose: the App's own (a JWT), or an installation's token, which is narrowed to one repository
 * and either only reads or also writes. `needs` is what GitHub asks for (docs.github.com, "Permissions required for GitHub Apps").
 */
export interface Operation {
  readonly route: string;
  readonly as: 'app' | 'reader' | 'writer' | 'nobody';
  readonly needs: Permissions;
}

const repo = '/repos/{owner}/{repo}';
const metadata = { metadata: 'read' } as const;
const contents = { contents: 'read' } as const;

/**
 * Every request that the product makes to GitHub. Nothing else is ever asked, so that the permissions in app.yml can be held against
 * this table.
 *
 * A comment on a pull request's conversation is an issue comment by its route and a pull request's by its permission: `pull_requests:
 * write` is what GitHub looks at (github/rest-api-description#6994), so that no permission on issues is needed.
 *
 * `threads.resolve`: GitHub lets an App do this only with `contents: write` (github/gh-aw#35726). We do not ask for the right to push
 * in order to fold a thread: where it is refused, the comment's text says that it is settled.
 */
export const operations = {
  'app.get': { route: 'GET /app', as: 'app', needs: {} },
  'app.installations': { route: 'GET /app/installations', as: 'app', needs: {} },
  'app.token': { route: 'POST /app/installations/{installation_id}/access_tokens', as: 'app', needs: {} },
  'app.hook': { route: 'GET /app/hook/config', as: 'app', needs: {} },
  'app.deliveries': { route: 'GET /app/hook/deliveries', as: 'app', needs: {} },
  'app.redeliver': { route: 'POST /app/hook/deliveries/{delivery_id}/attempts', as: 'app', needs: {} },
  'app.convert': { route: 'POST /app-manifests/{code}/conversions', as: 'nobody', needs: {} },

  'installation.repositories': { route: 'GET /installation/repositories', as: 'reader', needs: metadata },
  'repository.get': { route: `GET ${repo}`, as: 'reader', needs: metadata },
  'repository.rules': { route: `GET ${repo}/rules/branches/{branch}`, as: 'reader', needs: metadata },
  'repository.branch': { route: `GET ${repo}/branches/{branch}`, as: 'reader', needs: contents },
  'repository.role': { route: `GET ${repo}/collaborators/{username}/permission`, as: 'reader', needs: metadata },
  'repository.ref': { route: `GET ${repo}/git/ref/{ref}`, as: 'reader', needs: contents },
  'repository.commit': { route: `GET ${repo}/git/commits/{commit_sha}`, as: 'reader', needs: contents },
  'repository.tree': { route: `GET ${repo}/git/trees/{tree_sha}`, as: 'reader', needs: contents },
  'repository.blob': { route: `GET ${repo}/git/blobs/{file_sha}`, as: 'reader', needs: contents },
  'repository.compare': { route: `GET ${repo}/compare/{basehead}`, as: 'reader', needs: contents },
  'repository.file': { route: `GET ${repo}/contents/{path}`, as: 'reader', needs: contents },
  'pull.commits': { route: `GET ${repo}/pulls/{pull_number}/commits`, as: 'reader', needs: { pull_requests: 'read' } },
  'head.read': { route: 'POST /graphql', as: 'reader', needs: { contents: 'read', pull_requests: 'read', checks: 'read' } },
  'merge.read': { route: 'POST /graphql', as: 'reader', needs: { contents: 'read', pull_requests: 'read' } },
  'blobs.read': { route: 'POST /graphql', as: 'reader', needs: contents },
  'pull.read': { route: `GET ${repo}/pulls/{pull_number}`, as: 'reader', needs: { pull_requests: 'read' } },
  'pull.reviews': { route: `GET ${repo}/pulls/{pull_number}/reviews`, as: 'reader', needs: { pull_requests: 'read' } },
  'pull.retargets': { route: 'POST /graphql', as: 'reader', needs: { pull_requests: 'read' } },

  'pull.get': { route: `GET ${repo}/pulls/{pull_number}`, as: 'writer', needs: { pull_requests: 'read' } },
  'pull.list': { route: `GET ${repo}/pulls`, as: 'writer', needs: { pull_requests: 'read' } },
  'commit.pulls': { route: `GET ${repo}/commits/{commit_sha}/pulls`, as: 'writer', needs: { pull_requests: 'read' } },
  'checks.list': { route: `GET ${repo}/commits/{ref}/check-runs`, as: 'writer', needs: { checks: 'read' } },
  'checks.create': { route: `POST ${repo}/check-runs`, as: 'writer', needs: { checks: 'write' } },
  'checks.update': { route: `PATCH ${repo}/check-runs/{check_run_id}`, as: 'writer', needs: { checks: 'write' } },
  'comments.list': { route: `GET ${repo}/issues/{issue_number}/comments`, as: 'writer', needs: { pull_requests: 'read' } },
  'comments.create': { route: `POST ${repo}/issues/{issue_number}/comments`, as: 'writer', needs: { pull_requests: 'write' } },
  'comments.update': { route: `PATCH ${repo}/issues/comments/{comment_id}`, as: 'writer', needs: { pull_requests: 'write' } },
  'reviews.create': { route: `POST ${repo}/pulls/{pull_number}/reviews`, as: 'writer', needs: { pull_requests: 'write' } },
  'lines.list': { route: `GET ${repo}/pulls/{pull_number}/comments`, as: 'writer', needs: { pull_requests: 'read' } },
  'lines.update': { route: `PATCH ${repo}/pulls/comments/{comment_id}`, as: 'writer', needs: { pull_requests: 'write' } },
  'threads.list': { route: 'POST /graphql', as: 'writer', needs: { pull_requests: 'read' } },
  'threads.resolve': { route: 'POST /graphql', as: 'writer', needs: { pull_requests: 'write' } },
} as const satisfies { readonly [name: string]: Operation };
export type OperationName = keyof typeof operations;

/** What no request of ours needs and the App must hold all the same, with the reason. */
export const standingNeeds: readonly { readonly permission: string; readonly level: PermissionLevel; readonly reason: string }[] = [
  { permission: 'statuses', level: 'write', reason: 'rulesets offer an App as the source of a required check only if it may write commit statuses' },
  { permission: 'merge_queues', level: 'read', reason: 'the event merge_group can be subscribed to only with it' },
];

/** The least permissions that hold all of these. */
export function union(all: Iterable<Permissions>): Permissions {
  const out = new Map<string, PermissionLevel>();
  for (const needs of all) {
    for (const [permission, level] of Object.entries(needs)) if (out.get(permission) !== 'write') out.set(permission, level);
  }
  return Object.fromEntries([...out].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a token of this kind is narrowed to. GitHub adds `metadata: read` to every token by itself; it is named so that nothing is implicit. */
export function tokenPermissions(as: 'reader' | 'writer'): Permissions {
  return union([metadata, ...Object.values<Operation>(operations).filter((operation) => operation.as === as).map((operation) => operation.needs)]);
}

/** What app.yml has to grant, no more and no less. */
export function neededPermissions(): Permissions {
  return union([...Object.values<Operation>(operations).map((operation) => operation.needs), ...standingNeeds.map(({ permission, level }) => ({ [permission]: level }))]);
}
