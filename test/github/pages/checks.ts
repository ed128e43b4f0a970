import type { Annotation, CheckRun, Pull, Repository } from '../state.js';
import { requiredChecks } from '../world/lookup.js';
import { html, type Html } from './html.js';
import { crumbs, page, person, plural, repositoryPath, short, type Visit } from './layout.js';
import { markdown } from './markdown.js';
import type { Page } from './page.js';
import { newestRuns, titleOf, toneIcon, toneOf, writerOf } from './status.js';

const levels = { notice: 'notice-level', warning: 'warning', failure: 'failure' } as const;
const tones = { notice: '', warning: ' wait', failure: ' bad' } as const;

/** One annotation of a check run: plain text, never markdown. */
export function annotationBlock(annotation: Annotation, name?: string): Html {
  const lines = annotation.start_line === annotation.end_line ? `line ${annotation.start_line}` : `lines ${annotation.start_line} to ${annotation.end_line}`;
  return html`<div class="annotation ${levels[annotation.annotation_level]}"><span class="label${tones[annotation.annotation_level]}">${annotation.annotation_level}</span> <b class="wrap">${annotation.title ?? ''}</b> <span class="muted small">${name !== undefined && `${name}, `}<span class="mono wrap">${annotation.path}</span> ${lines}</span><p>${annotation.message}</p>${annotation.raw_details !== undefined && html`<pre class="raw">${annotation.raw_details}</pre>`}</div>`;
}

function duration(run: CheckRun): string {
  if (run.completedAt === undefined) return '';
  const took = Math.round((Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1000);
  return took > 0 ? ` in ${took} s` : ' in under a second';
}

/** A check run, whole: its title, summary, text and annotations. */
export function runBlock(visit: Visit, repository: Repository, run: CheckRun, base?: string): Html {
  const { state } = visit;
  const required = base === undefined ? undefined : requiredChecks(state, repository, base).find((one) => one.context === run.name);
  const counts = required !== undefined && (required.integration_id === undefined || required.integration_id === run.appId);
  return html`<section class="card" id="run${run.id}"><header>${toneIcon(toneOf(run))}<h2>${run.name}</h2><span class="muted">by ${person(writerOf(state, run))}</span>${counts && html`<span class="label">required</span>`}<span class="right muted small">${run.status === 'completed' ? `${run.conclusion ?? ''}${duration(run)}` : run.status.replace('_', ' ')} at <span class="mono">${short(run.headSha)}</span></span></header>
<div class="pad"><h3 class="wrap">${titleOf(run)}</h3></div>
${run.summary !== undefined && html`<div class="pad">${markdown(run.summary)}</div>`}${run.text !== undefined && run.text !== '' && html`<div class="pad">${markdown(run.text)}</div>`}
${run.annotations.length > 0 && html`<div class="pad"><h3>${plural(run.annotations.length, 'annotation')}</h3><br>${run.annotations.map((one) => annotationBlock(one))}</div>`}</section>`;
}

/** The runs of a pull request's head, then those of its earlier heads by title. */
export function checksTab(visit: Visit, repository: Repository, pull: Pull, shas: readonly string[]): Html {
  const runs = newestRuns(repository, pull.head.sha);
  const before = shas.filter((sha) => sha !== pull.head.sha).flatMap((sha) => newestRuns(repository, sha)).reverse();
  return html`${runs.length === 0 && html`<div class="card empty">No check has reported on <span class="mono">${short(pull.head.sha)}</span> yet</div>`}${runs.map((run) => runBlock(visit, repository, run, pull.base.ref))}
${before.length > 0 && html`<section class="card"><header><h3>Earlier heads</h3></header><ul class="rows">${before.map((run) => html`<li>${toneIcon(toneOf(run))}<div class="grow"><a class="title" href="${repositoryPath(repository, 'runs', run.id)}">${run.name}</a> <span class="wrap">${titleOf(run)}</span></div><span class="mono muted">${short(run.headSha)}</span></li>`)}</ul></section>`}`;
}

/** A check run's own page, where its details link leads. */
export function runPage(visit: Visit, repository: Repository, run: CheckRun): Page {
  return page(visit, `${run.name}: ${titleOf(run)}`, html`${crumbs([repository.owner, `/${encodeURIComponent(repository.owner)}`], [repository.name, repositoryPath(repository)], [`check run ${run.id}`])}${runBlock(visit, repository, run)}`);
}
