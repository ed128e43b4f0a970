import { readCommits, type Commit } from '../git/objects.js';
import type { PullFigures } from '../objects/pulls.js';
import type { Comment, Pull, Repository, Review } from '../state.js';
import { pullCommits } from '../world/pulls.js';
import { html, type Html } from './html.js';
import { avatar, icon, person, plural, repositoryPath, short, when, type Visit } from './layout.js';
import { markdown } from './markdown.js';
import { mergeBox } from './merge-box.js';
import { threadInConversation, threadsOf, type Thread } from './threads.js';

/** Commits of a pull request that the conversation shows. */
const shownCommits = 50;

interface Item {
  readonly at: number;
  readonly shown: Html;
}

function commentItem({ state }: Visit, comment: Comment): Item {
  return {
    at: comment.createdAt,
    shown: html`<div class="event">${avatar(comment.author)}<article class="card" id="issuecomment-${comment.id}"><header>${person(comment.author)}<span class="muted">commented ${when(state, comment.createdAt)}${comment.updatedAt > comment.createdAt && html` · edited ${when(state, comment.updatedAt)}`}</span></header><div class="pad">${markdown(comment.body)}</div></article></div>`,
  };
}

function reviewItem({ state }: Visit, repository: Repository, pull: Pull, review: Review, threads: readonly Thread[]): Item {
  const word = review.state === 'APPROVED' ? 'approved' : review.state === 'CHANGES_REQUESTED' ? 'requested changes' : 'reviewed';
  return {
    at: review.submittedAt,
    shown: html`<div class="event">${avatar(review.author)}<article class="card" id="pullrequestreview-${review.id}"><header>${person(review.author)}<span class="muted">${word} ${when(state, review.submittedAt)} at <span class="mono">${short(review.commit)}</span></span></header>
<div class="pad">${review.body !== '' && markdown(review.body)}${threads.map((thread) => threadInConversation(state, repository, pull, thread))}</div></article></div>`,
  };
}

function commitItem(commit: Commit): Item {
  const at = Date.parse(commit.committer.date);
  return { at, shown: html`<div class="event"><span class="dot">${icon('commit')}</span><div class="small-line">${person(commit.author.name, true)} pushed <span class="wrap">${commit.message.split('\n')[0]}</span> <span class="mono">${short(commit.sha)}</span></div></div>` };
}

/** What was said and done, in order, then the merge box and a place to answer. */
export async function conversation(visit: Visit, repository: Repository, pull: Pull, figures: PullFigures, obstacles: readonly string[]): Promise<Html> {
  const shas = await pullCommits(repository, pull);
  const commits = await readCommits(repository.dir, shas.slice(-shownCommits));
  const threads = threadsOf(repository, pull);
  const items = [
    ...commits.map((commit) => commitItem(commit)),
    ...repository.comments.filter((one) => one.number === pull.number).map((comment) => commentItem(visit, comment)),
    ...repository.reviews.filter((one) => one.number === pull.number && (one.body !== '' || threads.some((thread) => thread.first.reviewId === one.id)))
      .map((review) => reviewItem(visit, repository, pull, review, threads.filter((thread) => thread.first.reviewId === review.id))),
  ].sort((one, other) => one.at - other.at);
  return html`<div class="event">${avatar(pull.author)}<article class="card"><header>${person(pull.author)}<span class="muted">opened this ${when(visit.state, pull.createdAt)}</span></header><div class="pad">${(pull.body ?? '') === '' ? html`<span class="muted">No description.</span>` : markdown(pull.body ?? '')}</div></article></div>
${shas.length > shownCommits && html`<p class="muted">${plural(shas.length - shownCommits, 'earlier commit')} not shown</p>`}
${items.map((item) => item.shown)}
<div class="event"><span class="dot">${icon('merged')}</span>${mergeBox(visit, repository, pull, figures, obstacles)}</div>
<div class="event">${avatar(visit.viewer)}<form class="card pad" method="post" action="${repositoryPath(repository, 'pull', pull.number, 'comment')}"><textarea name="body" aria-label="Comment" placeholder="Answer as ${visit.viewer}" required maxlength="65536"></textarea><div class="act"><button>Comment</button></div></form></div>`;
}
