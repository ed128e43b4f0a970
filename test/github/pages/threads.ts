import type { Pull, Repository, ReviewComment, State } from '../state.js';
import { hunkEnd } from './diff.js';
import { html, type Html } from './html.js';
import { avatar, person, repositoryPath, when } from './layout.js';
import { markdown } from './markdown.js';

export interface Thread {
  readonly first: ReviewComment;
  readonly comments: readonly ReviewComment[];
  readonly resolved: boolean;
  readonly outdated: boolean;
}

/** The conversations on lines of a pull request, in the order in which they began. */
export function threadsOf(repository: Repository, pull: Pull): Thread[] {
  const all = repository.reviewComments.filter((one) => one.number === pull.number);
  return all.filter((one) => one.thread === one.id).map((first) => ({
    first, comments: all.filter((one) => one.thread === first.id), resolved: first.resolvedBy !== undefined, outdated: first.subject === 'line' && first.line === undefined,
  }));
}

export function saidBlock(state: State, comment: { readonly id: number; readonly author: string; readonly createdAt: number; readonly updatedAt: number; readonly body: string }, anchor: string): Html {
  return html`<div class="said" id="${anchor}${comment.id}"><div class="by">${avatar(comment.author, true)}${person(comment.author)}<span class="muted">${when(state, comment.createdAt)}${comment.updatedAt > comment.createdAt && ', edited'}</span></div>${markdown(comment.body)}</div>`;
}

const labels = (thread: Thread): Html => html`${thread.outdated && html` <span class="label wait">outdated</span>`}${thread.resolved && html` <span class="label good">resolved</span>`}`;

/** A conversation where it stands in the diff. */
export function threadInDiff(state: State, thread: Thread): Html {
  return html`<div class="thread"><div class="where muted">Comment on line ${thread.first.line ?? thread.first.originalLine ?? ''}${labels(thread)}</div>${thread.comments.map((one) => saidBlock(state, one, 'discussion_r'))}</div>`;
}

/** A last word of so few characters is shown even where its conversation is folded otherwise: settled findings are struck by one line. */
const shortWord = 300;

/** A conversation with the lines that it is about; folded once it is settled or outdated. */
export function threadInConversation(state: State, repository: Repository, pull: Pull, thread: Thread): Html {
  const { first } = thread;
  const place = html`<span class="mono wrap">${first.path}</span>${first.originalLine !== undefined && html` <span class="muted">line ${first.line ?? first.originalLine}</span>`}`;
  const inside = html`${first.hunk !== '' && hunkEnd(first.hunk)}${thread.comments.map((one) => saidBlock(state, one, 'discussion_r'))}`;
  const isShort = (thread.comments.at(-1)?.body.length ?? 0) <= shortWord;
  if (thread.resolved || thread.outdated) return html`<details class="thread"${isShort && html` open`}><summary>${place}${labels(thread)}</summary>${inside}</details>`;
  return html`<div class="thread"><div class="where"><a href="${repositoryPath(repository, 'pull', pull.number, 'files')}#discussion_r${first.id}">${place}</a></div>${inside}</div>`;
}
