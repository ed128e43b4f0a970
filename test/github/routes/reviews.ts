import { created, noContent, notFound, ok, page, Refusal, type Answer } from '../http/answer.js';
import { roleAtLeast, roleOf } from '../http/auth.js';
import { needs, numberParam, repositoryRoute, writerOf, type RepositoryExchange, type Route } from '../http/exchange.js';
import { iso, nodeId, simpleUser } from '../objects/accounts.js';
import { commentObject, reviewCommentObject, reviewObject } from '../objects/pulls.js';
import type { Comment, ReviewComment } from '../state.js';
import { newId, pullOf } from '../world/lookup.js';
import {
  createComment, createReview, dismissReview, createReviewComment, deleteComment, deleteReviewComment, editComment, editReviewComment, replyTo, type CommentWish, type ReviewWish, type Writer,
} from '../world/reviews.js';
import { pullIn } from './pulls.js';

const writer = (exchange: RepositoryExchange): Writer => {
  const { login, app } = writerOf(exchange.actor);
  return { login, ...(app ? { appId: app.id } : {}) };
};
const text = (exchange: RepositoryExchange): string => (typeof exchange.body['body'] === 'string' ? exchange.body['body'] : '');

/** A comment may be changed by its author and, if a person, by who may write to the repository. */
function mayChange(exchange: RepositoryExchange, author: string): void {
  const { login } = writerOf(exchange.actor);
  if (login === author || (exchange.actor.kind === 'user' && roleAtLeast(roleOf(exchange.state, exchange.repository, login), 'write'))) return;
  throw new Refusal(403, exchange.actor.kind === 'installation' ? 'Resource not accessible by integration' : 'Must have admin rights to Repository.');
}

function reviewComment(exchange: RepositoryExchange): ReviewComment {
  const id = numberParam(exchange, 'comment_id');
  const found = exchange.repository.reviewComments.find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}
function comment(exchange: RepositoryExchange): Comment {
  const id = numberParam(exchange, 'comment_id');
  const found = exchange.repository.comments.find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}

async function postReview(exchange: RepositoryExchange): Promise<Answer> {
  const { site, state, repository } = exchange;
  const review = await createReview(site, repository, pullIn(exchange), writer(exchange), exchange.body as ReviewWish);
  return ok(reviewObject(state, repository, review));
}

async function postReviewComment(exchange: RepositoryExchange): Promise<Answer> {
  const { site, state, repository, body } = exchange;
  const pull = pullIn(exchange);
  const parent = typeof body['in_reply_to'] === 'number' ? repository.reviewComments.find((one) => one.id === body['in_reply_to']) : undefined;
  const made = parent ? await replyTo(site, repository, pull, writer(exchange), parent, text(exchange))
    : await createReviewComment(site, repository, pull, writer(exchange), body as unknown as CommentWish & { commit_id: string });
  return created(reviewCommentObject(state, repository, made));
}

async function reply(exchange: RepositoryExchange): Promise<Answer> {
  const { site, state, repository } = exchange;
  const pull = pullIn(exchange);
  const parent = reviewComment(exchange);
  if (parent.number !== pull.number) throw notFound();
  return created(reviewCommentObject(state, repository, await replyTo(site, repository, pull, writer(exchange), parent, text(exchange))));
}

async function patchReviewComment(exchange: RepositoryExchange): Promise<Answer> {
  const found = reviewComment(exchange);
  mayChange(exchange, found.author);
  await editReviewComment(exchange.site, exchange.repository, pullOf(exchange.repository, found.number), found, text(exchange), writer(exchange).login);
  return ok(reviewCommentObject(exchange.state, exchange.repository, found));
}

async function removeReviewComment(exchange: RepositoryExchange): Promise<Answer> {
  const found = reviewComment(exchange);
  mayChange(exchange, found.author);
  await deleteReviewComment(exchange.site, exchange.repository, pullOf(exchange.repository, found.number), found, writer(exchange).login);
  return noContent;
}

/** The comments of a pending review are its author's alone until it is submitted. */
const published = (exchange: RepositoryExchange, number: number): ReviewComment[] =>
  exchange.repository.reviewComments.filter((one) => one.number === number && exchange.repository.reviews.find((review) => review.id === one.reviewId)?.state !== 'PENDING');

function react(exchange: RepositoryExchange): Answer {
  const found = comment(exchange);
  const content = String(exchange.body['content']);
  const { login } = writer(exchange);
  const standing = found.reactions.find((one) => one.content === content && one.author === login);
  const made = standing ?? { id: newId(exchange.state), content, author: login, createdAt: exchange.state.clock.now() };
  if (!standing) found.reactions.push(made);
  const json = { id: made.id, node_id: nodeId('REA', made.id), user: simpleUser(exchange.state, made.author), content, created_at: iso(made.createdAt) };
  return { status: standing ? 200 : 201, json };
}

export const reviewRoutes: readonly Route[] = [
  repositoryRoute('GET /pulls/{pull_number}/reviews', needs.pulls, (exchange) => {
    const { number } = pullIn(exchange);
    return page(exchange.url, exchange.repository.reviews.filter((one) => one.number === number), (one) => reviewObject(exchange.state, exchange.repository, one));
  }),
  repositoryRoute('POST /pulls/{pull_number}/reviews', needs.writePulls, postReview),
  repositoryRoute('PUT /pulls/{pull_number}/reviews/{review_id}/dismissals', needs.writePulls, async (exchange) =>
    ok(reviewObject(exchange.state, exchange.repository, await dismissReview(exchange.site, exchange.repository, pullIn(exchange), numberParam(exchange, 'review_id'), writer(exchange).login)))),
  repositoryRoute('GET /pulls/{pull_number}/reviews/{review_id}/comments', needs.pulls, (exchange) => {
    const id = numberParam(exchange, 'review_id');
    return page(exchange.url, exchange.repository.reviewComments.filter((one) => one.reviewId === id), (one) => reviewCommentObject(exchange.state, exchange.repository, one));
  }),
  repositoryRoute('GET /pulls/{pull_number}/comments', needs.pulls, (exchange) =>
    page(exchange.url, published(exchange, pullIn(exchange).number), (one) => reviewCommentObject(exchange.state, exchange.repository, one))),
  repositoryRoute('POST /pulls/{pull_number}/comments', needs.writePulls, postReviewComment),
  repositoryRoute('POST /pulls/{pull_number}/comments/{comment_id}/replies', needs.writePulls, reply),
  repositoryRoute('GET /pulls/comments/{comment_id}', needs.pulls, (exchange) => ok(reviewCommentObject(exchange.state, exchange.repository, reviewComment(exchange)))),
  repositoryRoute('PATCH /pulls/comments/{comment_id}', needs.writePulls, patchReviewComment),
  repositoryRoute('DELETE /pulls/comments/{comment_id}', needs.writePulls, removeReviewComment),
  repositoryRoute('GET /issues/{issue_number}/comments', needs.conversation, (exchange) => {
    const { number } = pullIn(exchange, 'issue_number');
    return page(exchange.url, exchange.repository.comments.filter((one) => one.number === number), (one) => commentObject(exchange.state, exchange.repository, one));
  }),
  repositoryRoute('POST /issues/{issue_number}/comments', needs.writeConversation, (exchange) => {
    const made = createComment(exchange.site, exchange.repository, pullIn(exchange, 'issue_number'), writer(exchange), text(exchange));
    return created(commentObject(exchange.state, exchange.repository, made));
  }),
  repositoryRoute('GET /issues/comments/{comment_id}', needs.conversation, (exchange) => ok(commentObject(exchange.state, exchange.repository, comment(exchange)))),
  repositoryRoute('PATCH /issues/comments/{comment_id}', needs.writeConversation, (exchange) => {
    const found = comment(exchange);
    mayChange(exchange, found.author);
    editComment(exchange.site, exchange.repository, pullOf(exchange.repository, found.number), found, text(exchange), writer(exchange).login);
    return ok(commentObject(exchange.state, exchange.repository, found));
  }),
  repositoryRoute('DELETE /issues/comments/{comment_id}', needs.writeConversation, (exchange) => {
    const found = comment(exchange);
    mayChange(exchange, found.author);
    deleteComment(exchange.site, exchange.repository, pullOf(exchange.repository, found.number), found, writer(exchange).login);
    return noContent;
  }),
  repositoryRoute('POST /issues/comments/{comment_id}/reactions', needs.writeConversation, react),
];
