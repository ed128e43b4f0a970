import type { PullFigures } from '../objects/pulls.js';
import type { Pull, Repository } from '../state.js';
import { html, type Html, type Part } from './html.js';
import { crumbs, page, person, plural, repositoryPath, type Visit } from './layout.js';
import type { Page } from './page.js';
import { headTone, newestRuns, stateBadge, toneIcon } from './status.js';

export type Tab = 'conversation' | 'checks' | 'files';

/** A page of a pull request: its title, its tabs, and the content of one of them. */
export function pullPage(visit: Visit, repository: Repository, pull: Pull, figures: PullFigures, tab: Tab, content: Part, notice?: string): Page {
  const counts: Readonly<Record<Tab, number>> = {
    conversation: repository.comments.filter((one) => one.number === pull.number).length + repository.reviews.filter((one) => one.number === pull.number).length,
    checks: newestRuns(repository, pull.head.sha).length, files: figures.changedFiles,
  };
  const tone = headTone(repository, pull.head.sha);
  const link = (to: Tab, name: string, path: string): Html => html`<a href="${path}"${to === tab && html` aria-current="page"`}>${name}${to === 'checks' && tone && html` ${toneIcon(tone)}`}<span class="count">${counts[to]}</span></a>`;
  const at = (...more: string[]): string => repositoryPath(repository, 'pull', pull.number, ...more);
  return page(visit, `${pull.title} #${pull.number}`, html`${crumbs([repository.owner, `/${encodeURIComponent(repository.owner)}`], [repository.name, repositoryPath(repository)], [`#${pull.number}`])}
<div class="pull"><h1 class="wrap">${pull.title} <span>#${pull.number}</span></h1><div class="meta">${stateBadge(pull)}<span>${person(pull.author)} ${pull.merged ? 'merged' : 'wants to merge'} ${plural(figures.commits, 'commit')} into <span class="mono branch">${pull.base.ref}</span> from <span class="mono branch wrap">${pull.head.ref}</span></span>
<span class="right sum"><span class="plus">+${figures.additions}</span> <span class="minus">−${figures.deletions}</span></span></div>
<nav class="tabs">${link('conversation', 'Conversation', at())}${link('checks', 'Checks', at('checks'))}${link('files', 'Files changed', at('files'))}</nav>
${notice !== undefined && html`<div class="notice" role="alert">${notice}</div>`}${content}</div>`, notice === undefined ? 200 : 409);
}
