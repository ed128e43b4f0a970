import { entryAt, listTree, readBlob, readCommits, resolveRef } from '../git/objects.js';
import type { Repository, Ruleset, State } from '../state.js';
import { rulesetsFor } from '../world/lookup.js';
import { requiredIn } from './required.js';
import { html, type Html } from './html.js';
import { pullRow, pullsOf } from './home.js';
import { crumbs, icon, page, plural, repositoryPath, short, when, type Visit } from './layout.js';
import { markdown } from './markdown.js';
import type { Page } from './page.js';

/** Files and bytes that one page shows. */
const shownFiles = 200;
const shownBytes = 400_000;

function rulesetCard(state: State, ruleset: Ruleset): Html {
  const checks = requiredIn(ruleset);
  return html`<section class="card"><header><h3>${ruleset.name}</h3><span class="label${ruleset.enforcement === 'active' && ' good'}">${ruleset.enforcement}</span></header><ul class="rows">
<li><div class="grow small"><span class="muted">applies to</span> <span class="mono wrap">${ruleset.include.join(', ')}</span></div></li>
${checks.map((check) => html`<li>${icon('good', 'muted')}<div class="grow small">requires the check <b>${check.context}</b><br><span class="muted">${check.integration_id === undefined ? 'from anyone' : `only from the App ${state.apps.get(check.integration_id)?.name ?? check.integration_id}`}</span></div></li>`)}</ul></section>`;
}

async function filesCard(repository: Repository, head: string): Promise<Html> {
  const entries = await listTree(repository.dir, head, false);
  entries.sort((one, other) => Number(other.type === 'tree') - Number(one.type === 'tree') || (one.path < other.path ? -1 : 1));
  const [commit] = await readCommits(repository.dir, [head]);
  return html`<section class="card"><header>${icon('commit', 'muted')}<span class="strong wrap">${commit?.message.split('\n')[0] ?? ''}</span><span class="right mono muted">${short(head)}</span></header><ul class="rows">
${entries.slice(0, shownFiles).map((entry) => html`<li>${icon(entry.type === 'tree' ? 'folder' : 'file', 'muted')}<a class="grow wrap" href="${repositoryPath(repository, entry.type === 'tree' ? 'tree' : 'blob', repository.defaultBranch, entry.path)}">${entry.path}</a></li>`)}
${entries.length > shownFiles && html`<li class="muted">and ${entries.length - shownFiles} more</li>`}</ul></section>`;
}

async function readme(repository: Repository, head: string): Promise<Html | false> {
  const entry = await entryAt(repository.dir, head, 'README.md');
  if (entry?.type !== 'blob' || (entry.size ?? 0) > shownBytes) return false;
  return html`<section class="card"><header>${icon('file', 'muted')}<h3>README.md</h3></header><div class="pad">${markdown((await readBlob(repository.dir, entry.sha)).toString('utf8'))}</div></section>`;
}

/** A repository: files of the default branch, its pull requests, the rules in force there. */
export async function repositoryPage(visit: Visit, repository: Repository): Promise<Page> {
  const { state } = visit;
  const head = await resolveRef(repository.dir, `refs/heads/${repository.defaultBranch}`);
  const pulls = pullsOf(repository);
  const rulesets = rulesetsFor(state, repository, repository.defaultBranch);
  return page(visit, `${repository.owner}/${repository.name}`, html`${crumbs([repository.owner, `/${encodeURIComponent(repository.owner)}`], [repository.name])}
<div class="grid"><div><section class="card"><header>${icon('pull', 'muted')}<h2>Pull requests</h2><span class="right small muted">${plural(pulls.filter((one) => one.state === 'open').length, 'open pull request')}</span></header>
${pulls.length === 0 ? html`<div class="empty">None yet</div>` : html`<ul class="rows">${pulls.map((pull) => pullRow(state, repository, pull))}</ul>`}</section>
${head === undefined ? html`<div class="card empty">Nothing was pushed yet</div>` : html`${await filesCard(repository, head)}${await readme(repository, head)}`}</div>
<aside><section class="card"><header><h3>${repository.defaultBranch}</h3><span class="label">default branch</span></header><ul class="rows"><li><div class="grow small muted">pushed to ${when(state, repository.pushedAt)}${head !== undefined && html`, now at <span class="mono">${short(head)}</span>`}</div></li></ul></section>
${rulesets.map((ruleset) => rulesetCard(state, ruleset))}${rulesets.length === 0 && html`<div class="card empty">No rules: anything may be merged</div>`}</aside></div>`);
}

/** A file, or a folder's entries, on one branch or commit. */
export async function contentPage(visit: Visit, repository: Repository, ref: string, path: string): Promise<Page | undefined> {
  const head = (await resolveRef(repository.dir, `refs/heads/${ref}`)) ?? (await resolveRef(repository.dir, ref));
  const entry = head === undefined ? undefined : await entryAt(repository.dir, head, path);
  if (!entry) return undefined;
  const steps = path.split('/');
  const way = steps.map((name, index) => [name, ...(index === steps.length - 1 ? [] : [repositoryPath(repository, 'tree', ref, ...steps.slice(0, index + 1))])] as [string, string?]);
  const top = crumbs([repository.owner, `/${encodeURIComponent(repository.owner)}`], [repository.name, repositoryPath(repository)], ...way);
  if (entry.type === 'tree') {
    const entries = (await listTree(repository.dir, entry.sha, false)).slice(0, shownFiles);
    return page(visit, path, html`${top}<section class="card"><ul class="rows">${entries.map((one) => html`<li>${icon(one.type === 'tree' ? 'folder' : 'file', 'muted')}<a class="wrap" href="${repositoryPath(repository, one.type === 'tree' ? 'tree' : 'blob', ref, path, one.path)}">${one.path}</a></li>`)}</ul></section>`);
  }
  const bytes = entry.type === 'blob' && (entry.size ?? 0) <= shownBytes ? await readBlob(repository.dir, entry.sha) : undefined;
  const text = bytes === undefined || bytes.includes(0) ? undefined : bytes.toString('utf8').replace(/\n$/, '');
  return page(visit, path, html`${top}<section class="card file"><header>${icon('file', 'muted')}<span class="path mono wrap">${path}</span><span class="right muted small">${plural(entry.size ?? 0, 'byte')}</span></header>
${text === undefined ? html`<div class="empty">Not shown: binary, or too large</div>` : html`<table class="diff source"><colgroup><col class="number"><col></colgroup>${text.split('\n').map((line, index) => html`<tr id="L${index + 1}"><td class="number">${index + 1}</td><td class="code">${line}</td></tr>`)}</table>`}</section>`);
}
