import type { Comment, Pull, Repository, Review, ReviewComment, State } from '../state.js';
import type { Body } from '../http/answer.js';
import { appObject, iso, isoOrNull, nodeId, simpleUser } from './accounts.js';
import { apiOf, htmlOf, repositoryObject } from './repositories.js';
import { repositoryById } from '../world/lookup.js';

/** GitHub's word for what an author is to a repository. It is no permission. */
export function association(state: State, repository: Repository, login: string): string {
  const key = login.toLowerCase();
  if (repository.owner.toLowerCase() === key) return 'OWNER';
  if (state.accounts.get(repository.owner.toLowerCase())?.members.has(key)) return 'MEMBER';
  if (repository.collaborators.has(key)) return 'COLLABORATOR';
  return [...repository.pulls.values()].some((pull) => pull.merged !== undefined && pull.author.toLowerCase() === key) ? 'CONTRIBUTOR' : 'NONE';
}

const side = (state: State, repository: Repository, ref: string, sha: string): Body => ({
  label: `${repository.owner}:${ref}`, ref, sha, user: simpleUser(state, repository.owner), repo: repositoryObject(state, repository),
});

/** A pull request as lists tell it. */
export function pullSimple(state: State, repository: Repository, pull: Pull): Body {
  const api = apiOf(state, repository);
  const self = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const html = `${htmlOf(state, repository)}/pull/${pull.number}`;
  const links = {
    self, html, issue, comments: `${issue}/comments`, review_comments: `${self}/comments`, review_comment: `${api}/pulls/comments{/number}`,
    commits: `${self}/commits`, statuses: `${api}/statuses/${pull.head.sha}`,
  };
  return {
    url: self, id: pull.id, node_id: nodeId('PR', pull.id), html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`, issue_url: issue,
    commits_url: links.commits, review_comments_url: links.review_comments, review_comment_url: links.review_comment, comments_url: links.comments,
    statuses_url: links.statuses, number: pull.number, state: pull.state, locked: false, active_lock_reason: null, title: pull.title, user: simpleUser(state, pull.author),
    body: pull.body, labels: [], milestone: null, created_at: iso(pull.createdAt), updated_at: iso(pull.updatedAt), closed_at: isoOrNull(pull.closedAt),
    merged_at: isoOrNull(pull.merged?.at), merge_commit_sha: pull.merged?.commit ?? pull.lastMergeCommit ?? null, assignee: null, assignees: [],
    requested_reviewers: [], requested_teams: [], head: side(state, repositoryById(state, pull.head.repositoryId), pull.head.ref, pull.head.sha),
    base: side(state, repository, pull.base.ref, pull.base.sha), _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: association(state, repository, pull.author), auto_merge: null, draft: pull.draft,
  };
}

/** What must be looked up in git and in the rules for the whole object. */
export interface PullFigures {
  readonly mergeable: boolean | null;
  readonly mergeableState: string;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

/** A pull request, whole. */
export function pullObject(state: State, repository: Repository, pull: Pull, figures: PullFigures): Body {
  return {
    ...pullSimple(state, repository, pull), merged: pull.merged !== undefined, mergeable: figures.mergeable, rebaseable: figures.mergeable,
    mergeable_state: figures.mergeableState, merged_by: pull.merged ? simpleUser(state, pull.merged.by) : null,
    comments: repository.comments.filter((one) => one.number === pull.number).length,
    review_comments: repository.reviewComments.filter((one) => one.number === pull.number).length, maintainer_can_modify: false,
    commits: figures.commits, additions: figures.additions, deletions: figures.deletions, changed_files: figures.changedFiles,
  };
}

/** A pull request as check runs and suites carry it. */
export function pullMinimal(state: State, repository: Repository, pull: Pull): Body {
  const small = (one: Repository) => ({ id: one.id, url: apiOf(state, one), name: one.name });
  const head = repositoryById(state, pull.head.repositoryId);
  return {
    id: pull.id, number: pull.number, url: `${apiOf(state, repository)}/pulls/${pull.number}`,
    head: { ref: pull.head.ref, sha: pull.head.sha, repo: small(head) }, base: { ref: pull.base.ref, sha: pull.base.sha, repo: small(repository) },
  };
}

/** A pull request seen as an issue, as comment events carry it. */
export function issueObject(state: State, repository: Repository, pull: Pull): Body {
  const api = `${apiOf(state, repository)}/issues/${pull.number}`;
  const html = `${htmlOf(state, repository)}/pull/${pull.number}`;
  return {
    url: api, repository_url: apiOf(state, repository), labels_url: `${api}/labels{/name}`, comments_url: `${api}/comments`, events_url: `${api}/events`, html_url: html,
    id: pull.id, node_id: nodeId('PR', pull.id), number: pull.number, title: pull.title, user: simpleUser(state, pull.author), labels: [], state: pull.state,
    locked: false, active_lock_reason: null, assignee: null, assignees: [], milestone: null,
    comments: repository.comments.filter((one) => one.number === pull.number).length, created_at: iso(pull.createdAt), updated_at: iso(pull.updatedAt),
    closed_at: isoOrNull(pull.closedAt), author_association: association(state, repository, pull.author), body: pull.body, draft: pull.draft,
    pull_request: { url: `${apiOf(state, repository)}/pulls/${pull.number}`, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`, merged_at: isoOrNull(pull.merged?.at) },
    reactions: reactions(api, []), state_reason: null, timeline_url: `${api}/timeline`, performed_via_github_app: null,
  };
}

const kinds = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'eyes', 'rocket'];
function reactions(api: string, given: readonly { readonly content: string }[]): Body {
  const counts = Object.fromEntries(kinds.map((kind) => [kind, given.filter((one) => one.content === kind).length]));
  return { url: `${api}/reactions`, total_count: given.length, ...counts };
}

const viaApp = (state: State, appId: number | undefined): Body | null => {
  const app = appId === undefined ? undefined : state.apps.get(appId);
  return app ? appObject(state, app) : null;
};

/** A comment on the conversation. */
export function commentObject(state: State, repository: Repository, comment: Comment): Body {
  const api = `${apiOf(state, repository)}/issues/comments/${comment.id}`;
  return {
    url: api, html_url: `${htmlOf(state, repository)}/pull/${comment.number}#issuecomment-${comment.id}`, issue_url: `${apiOf(state, repository)}/issues/${comment.number}`,
    id: comment.id, node_id: nodeId('IC', comment.id), user: simpleUser(state, comment.author), created_at: iso(comment.createdAt), updated_at: iso(comment.updatedAt),
    author_association: association(state, repository, comment.author), body: comment.body, reactions: reactions(api, comment.reactions),
    performed_via_github_app: viaApp(state, comment.appId),
  };
}

export function reviewObject(state: State, repository: Repository, review: Review): Body {
  const pull = `${apiOf(state, repository)}/pulls/${review.number}`;
  const html = `${htmlOf(state, repository)}/pull/${review.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id, node_id: nodeId('PRR', review.id), user: simpleUser(state, review.author), body: review.body, state: review.state, html_url: html,
    pull_request_url: pull, author_association: association(state, repository, review.author), _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: iso(review.submittedAt), commit_id: review.commit,
  };
}

/** A comment on a line of the diff. An outdated one has neither line nor position. */
export function reviewCommentObject(state: State, repository: Repository, comment: ReviewComment): Body {
  const api = `${apiOf(state, repository)}/pulls/comments/${comment.id}`;
  const pull = `${apiOf(state, repository)}/pulls/${comment.number}`;
  const html = `${htmlOf(state, repository)}/pull/${comment.number}#discussion_r${comment.id}`;
  const onLine = comment.subject === 'line';
  return {
    url: api, pull_request_review_id: comment.reviewId, id: comment.id, node_id: nodeId('PRRC', comment.id), diff_hunk: comment.hunk, path: comment.path,
    position: onLine && comment.line === undefined ? null : (comment.originalPosition ?? 1), original_position: comment.originalPosition ?? 1,
    commit_id: comment.commit, original_commit_id: comment.originalCommit,
    ...(comment.thread === comment.id ? {} : { in_reply_to_id: comment.thread }), user: simpleUser(state, comment.author), body: comment.body,
    created_at: iso(comment.createdAt), updated_at: iso(comment.updatedAt), html_url: html, pull_request_url: pull,
    author_association: association(state, repository, comment.author),
    _links: { self: { href: api }, html: { href: html }, pull_request: { href: pull } }, start_line: comment.startLine ?? null, original_start_line: comment.startLine ?? null,
    start_side: comment.startLine === undefined ? null : comment.side, ...(onLine ? { line: comment.line ?? null, original_line: comment.originalLine } : {}),
    side: comment.side, subject_type: comment.subject, reactions: reactions(api, []),
  };
}
