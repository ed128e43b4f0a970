import type { Pull, Repository, State } from '../state.js';
import { rulesetsFor } from '../world/lookup.js';
import { html, type Html } from './html.js';
import { avatar, page, plural, repositoryPath, when, type Visit } from './layout.js';
import type { Page } from './page.js';
import { headTone, stateIcon, toneIcon } from './status.js';

/** One pull request in a list. */
export function pullRow(state: State, repository: Repository, pull: Pull): Html {
  const tone = headTone(repository, pull.head.sha);
  return html`<li>${stateIcon(pull)}<div class="grow"><a class="title" href="${repositoryPath(repository, 'pull', pull.number)}">${pull.title}</a> ${tone && toneIcon(tone)}
<div class="small muted">#${pull.number} by ${pull.author}, opened ${when(state, pull.createdAt)}, into <span class="mono">${pull.base.ref}</span></div></div></li>`;
}

export const pullsOf = (repository: Repository): Pull[] => [...repository.pulls.values()].sort((one, other) => other.number - one.number);

function repositoryCard(visit: Visit, repository: Repository): Html {
  const pulls = pullsOf(repository);
  const rules = rulesetsFor(visit.state, repository, repository.defaultBranch).length;
  return html`<section class="card"><header><h2><a href="${repositoryPath(repository)}">${repository.owner}/${repository.name}</a></h2><span class="label">${repository.visibility}</span>
${rules > 0 && html`<span class="label">${plural(rules, 'ruleset')}</span>`}<span class="right muted small">${repository.description}</span></header>
${pulls.length === 0 ? html`<div class="empty">No pull requests</div>` : html`<ul class="rows">${pulls.map((pull) => pullRow(visit.state, repository, pull))}</ul>`}</section>`;
}

function accountCard(state: State, login: string): Html {
  const account = state.accounts.get(login.toLowerCase());
  const members = [...(account?.members ?? [])];
  const installed = [...state.installations.values()].filter((one) => one.account.toLowerCase() === login.toLowerCase()).flatMap((one) => state.apps.get(one.appId) ?? []);
  return html`<section class="card"><header>${avatar(login, true)}<h2><a href="/${encodeURIComponent(login)}">${login}</a></h2></header><ul class="rows">
${members.map(([member, role]) => html`<li>${avatar(member, true)}<span class="grow">${member}</span><span class="label">${role}</span></li>`)}
${installed.map((app) => html`<li>${avatar(`${app.slug}[bot]`, true)}<span class="grow">${app.name}</span><span class="label">app</span></li>`)}</ul></section>`;
}

/** Every organisation with its repositories and their pull requests; with `owner`, one account alone. */
export function homePage(visit: Visit, owner?: string): Page {
  const { state } = visit;
  const mine = (login: string): boolean => owner === undefined || login.toLowerCase() === owner.toLowerCase();
  const repositories = [...state.repositories.values()].filter((one) => mine(one.owner));
  const organisations = [...state.accounts.values()].filter((one) => one.type === 'Organization' && mine(one.login));
  return page(visit, owner ?? 'Stand-in GitHub', html`<div class="grid"><div>${repositories.length === 0 && html`<div class="card empty">No repositories yet</div>`}
${repositories.map((repository) => repositoryCard(visit, repository))}</div><aside>${organisations.map((one) => accountCard(state, one.login))}</aside></div>`);
}
