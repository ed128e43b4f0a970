import { diffFiles, hunkLines } from '../git/diff.js';
import { isSha, mergeBase } from '../git/objects.js';
import { Refusal, invalid } from '../http/answer.js';
import { commentObject, issueObject, reviewCommentObject, reviewObject } from '../objects/pulls.js';
import type { Comment, Pull, Repository, Review, ReviewComment, Side } from '../state.js';
import { newId } from './lookup.js';
import { baseTip, pullCommits, showPull } from './pulls.js';
import type { Site } from './site.js';

/** Who writes: a login, and the App where it writes as its bot. */
export interface Writer {
  readonly login: string;
  readonly appId?: number;
}

export interface CommentWish {
  readonly path: string;
  readonly body: string;
  readonly line?: number;
  readonly side?: Side;
  readonly start_line?: number;
  readonly start_side?: Side;
  readonly position?: number;
  readonly subject_type?: 'line' | 'file';
}

interface Place {
  readonly line: number | undefined;
  readonly side: Side;
  readonly position: number | undefined;
  readonly hunk: string;
}

type Placed = { readonly place: Place } | { readonly problem: 'path' | 'line' | 'start_line' };

/** The place of a comment in the diff of one commit, if the diff shows that line: context lines count, others do not. */
async function placeOf(repository: Repository, pull: Pull, commit: string, wish: CommentWish): Promise<Placed> {
  const tip = pull.merged ? pull.base.sha : ((await baseTip(repository, pull)) ?? pull.base.sha);
  const from = (await mergeBase(repository.dir, tip, commit)) ?? tip;
  const file = (await diffFiles(repository.dir, from, commit)).find((one) => one.path === wish.path);
  if (!file) return { problem: 'path' };
  if (wish.subject_type === 'file') return { place: { line: undefined, side: 'RIGHT', position: undefined, hunk: '' } };
  const lines = hunkLines(file.patch);
  if (wish.position !== undefined) {
    const found = lines.find((one) => one.position === wish.position);
    if (!found) return { problem: 'line' };
    return { place: { line: found.right ?? found.left, side: found.right === undefined ? 'LEFT' : 'RIGHT', position: found.position, hunk: found.upTo } };
  }
  const at = (line: number | undefined, side: Side) => (line === undefined ? undefined : lines.find((one) => (side === 'LEFT' ? one.left : one.right) === line));
  const side = wish.side ?? 'RIGHT';
  const found = at(wish.line, side);
  if (!found) return { problem: 'line' };
  if (wish.start_line !== undefined && (!at(wish.start_line, wish.start_side ?? side) || wish.start_line > (wish.line ?? 0))) return { problem: 'start_line' };
  return { place: { line: wish.line, side, position: found.position, hunk: found.upTo } };
}

async function commitFor(repository: Repository, pull: Pull, wanted: string | undefined): Promise<string> {
  if (wanted === undefined || wanted === pull.head.sha) return pull.head.sha;
  if (isSha(wanted) && (await pullCommits(repository, pull)).includes(wanted)) return wanted;
  throw invalid('PullRequestReview', 'commit_id', 'custom', 'commitOID is not part of the pull request');
}

function addComment(
  site: Site, repository: Repository, pull: Pull, review: Review, writer: Writer, wish: CommentWish, place: Place, replyTo?: ReviewComment,
): ReviewComment {
  const now = site.state.clock.now();
  const id = newId(site.state);
  const comment: ReviewComment = {
    id, number: pull.number, reviewId: review.id, thread: replyTo?.thread ?? id, author: writer.login, ...(writer.appId === undefined ? {} : { appId: writer.appId }),
    path: wish.path, side: place.side, originalLine: place.line, originalCommit: review.commit, originalPosition: place.position, hunk: place.hunk,
    ...(wish.start_line === undefined ? {} : { startLine: wish.start_line }), subject: wish.subject_type ?? 'line', createdAt: now, updatedAt: now, body: wish.body,
    line: place.line, commit: review.commit,
  };
  repository.reviewComments.push(comment);
  return comment;
}

async function tellComment(site: Site, repository: Repository, pull: Pull, comment: ReviewComment, action: string, sender: string, more = {}): Promise<void> {
  site.emit({
    event: 'pull_request_review_comment', action, repository, sender,
    payload: { action, ...more, comment: reviewCommentObject(site.state, repository, comment), pull_request: await showPull(site, repository, pull, true) },
  });
}

/** Tells of a review; in webhooks its state is in lower case. */
async function tellReview(site: Site, repository: Repository, pull: Pull, review: Review, action: 'submitted' | 'dismissed', sender: string): Promise<void> {
  const told = { ...reviewObject(site.state, repository, review), state: review.state.toLowerCase() };
  site.emit({ event: 'pull_request_review', action, repository, sender, payload: { action, review: told, pull_request: await showPull(site, repository, pull, true) } });
}

/** Takes an approval, or a wish for changes, back. */
export async function dismissReview(site: Site, repository: Repository, pull: Pull, id: number, sender: string): Promise<Review> {
  const review = repository.reviews.find((one) => one.id === id && one.number === pull.number);
  if (!review || review.state === 'PENDING') throw new Refusal(404, 'Not Found');
  if (review.state === 'COMMENTED') throw new Refusal(422, 'Unprocessable Entity', ['Can not dismiss a commented pull request review']);
  review.state = 'DISMISSED';
  await tellReview(site, repository, pull, review, 'dismissed', sender);
  return review;
}

const states = { COMMENT: 'COMMENTED', APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED' } as const;

export interface ReviewWish {
  readonly commit_id?: string;
  readonly body?: string;
  readonly event?: keyof typeof states;
  readonly comments?: readonly CommentWish[];
}

/** Creates a review with all its comments, or none of it: one line outside the diff refuses the whole with 422. */
export async function createReview(site: Site, repository: Repository, pull: Pull, writer: Writer, wish: ReviewWish): Promise<Review> {
  const comments = wish.comments ?? [];
  if ((wish.body ?? '') === '' && (wish.event === 'REQUEST_CHANGES' || (wish.event === 'COMMENT' && comments.length === 0))) {
    throw new Refusal(422, 'Unprocessable Entity', ['Body is required']);
  }
  if (wish.event !== undefined && wish.event !== 'COMMENT' && writer.login === pull.author) {
    throw new Refusal(422, 'Unprocessable Entity', [`Review Can not ${wish.event === 'APPROVE' ? 'approve' : 'request changes on'} your own pull request`]);
  }
  const commit = await commitFor(repository, pull, wish.commit_id);
  const placed: { wish: CommentWish; place: Place }[] = [];
  const problems: string[] = [];
  for (const one of comments) {
    if (one.side !== undefined && one.side !== 'LEFT' && one.side !== 'RIGHT') throw new Refusal(422, 'Unprocessable Entity', ['Side is invalid']);
    if (one.body.trim() === '') throw new Refusal(422, 'Unprocessable Entity', ["Body can't be blank"]);
    const found = await placeOf(repository, pull, commit, one);
    if ('place' in found) placed.push({ wish: one, place: found.place });
    else problems.push(found.problem === 'path' ? 'Path could not be resolved' : found.problem === 'line' ? 'Line could not be resolved' : 'Start line could not be resolved');
  }
  if (problems.length > 0) throw new Refusal(422, 'Unprocessable Entity', problems);
  const review: Review = {
    id: newId(site.state), number: pull.number, author: writer.login, body: wish.body ?? '', state: wish.event === undefined ? 'PENDING' : states[wish.event], commit,
    submittedAt: site.state.clock.now(),
  };
  repository.reviews.push(review);
  for (const one of placed) {
    const comment = addComment(site, repository, pull, review, writer, one.wish, one.place);
    if (review.state !== 'PENDING') await tellComment(site, repository, pull, comment, 'created', writer.login);
  }
  if (review.state !== 'PENDING') await tellReview(site, repository, pull, review, 'submitted', writer.login);
  return review;
}

/** Creates one comment on a line or a file, outside any review that was asked for. */
export async function createReviewComment(site: Site, repository: Repository, pull: Pull, writer: Writer, wish: CommentWish & { commit_id: string }): Promise<ReviewComment> {
  const commit = await commitFor(repository, pull, wish.commit_id);
  const found = await placeOf(repository, pull, commit, wish);
  if (!('place' in found)) {
    throw invalid('PullRequestReviewComment', `pull_request_review_thread.${found.problem}`, found.problem === 'path' ? 'invalid' : 'custom', `pull_request_review_thread.${found.problem} must be part of the diff`);
  }
  return single(site, repository, pull, writer, wish, found.place, commit);
}

/** Answers in the thread of another comment. */
export function replyTo(site: Site, repository: Repository, pull: Pull, writer: Writer, comment: ReviewComment, body: string): Promise<ReviewComment> {
  const place = { line: comment.line, side: comment.side, position: comment.originalPosition, hunk: comment.hunk };
  return single(site, repository, pull, writer, { path: comment.path, body, subject_type: comment.subject }, place, comment.commit, comment);
}

async function single(
  site: Site, repository: Repository, pull: Pull, writer: Writer, wish: CommentWish, place: Place, commit: string, parent?: ReviewComment,
): Promise<ReviewComment> {
  const review: Review = { id: newId(site.state), number: pull.number, author: writer.login, body: '', state: 'COMMENTED', commit, submittedAt: site.state.clock.now() };
  repository.reviews.push(review);
  const comment = addComment(site, repository, pull, review, writer, wish, place, parent);
  await tellComment(site, repository, pull, comment, 'created', writer.login);
  return comment;
}

export async function editReviewComment(site: Site, repository: Repository, pull: Pull, comment: ReviewComment, body: string, sender: string): Promise<void> {
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = site.state.clock.now();
  await tellComment(site, repository, pull, comment, 'edited', sender, { changes: { body: { from } } });
}

export async function deleteReviewComment(site: Site, repository: Repository, pull: Pull, comment: ReviewComment, sender: string): Promise<void> {
  repository.reviewComments.splice(repository.reviewComments.indexOf(comment), 1);
  await tellComment(site, repository, pull, comment, 'deleted', sender);
}

function tellIssueComment(site: Site, repository: Repository, pull: Pull, comment: Comment, action: string, sender: string, more = {}): void {
  const { state } = site;
  site.emit({
    event: 'issue_comment', action, repository, sender,
    payload: { action, ...more, issue: issueObject(state, repository, pull), comment: commentObject(state, repository, comment) },
  });
}

/** 65,536 characters is GitHub's own limit for a comment's body. */
function mustFit(body: string): void {
  if (body.trim() === '') throw invalid('IssueComment', 'body', 'missing_field');
  if (body.length > 65_536) throw invalid('IssueComment', 'body', 'custom', 'body is too long (maximum is 65536 characters)');
}

/** Comments on a pull request's conversation. */
export function createComment(site: Site, repository: Repository, pull: Pull, writer: Writer, body: string): Comment {
  mustFit(body);
  const now = site.state.clock.now();
  const comment: Comment = {
    id: newId(site.state), number: pull.number, author: writer.login, createdAt: now, updatedAt: now, body, reactions: [],
    ...(writer.appId === undefined ? {} : { appId: writer.appId }),
  };
  repository.comments.push(comment);
  pull.updatedAt = now;
  tellIssueComment(site, repository, pull, comment, 'created', writer.login);
  return comment;
}

export function editComment(site: Site, repository: Repository, pull: Pull, comment: Comment, body: string, sender: string): void {
  mustFit(body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = site.state.clock.now();
  tellIssueComment(site, repository, pull, comment, 'edited', sender, { changes: { body: { from } } });
}

export function deleteComment(site: Site, repository: Repository, pull: Pull, comment: Comment, sender: string): void {
  repository.comments.splice(repository.comments.indexOf(comment), 1);
  tellIssueComment(site, repository, pull, comment, 'deleted', sender);
}
