import { Refusal } from '../http/answer.js';
import type { Pull, Repository } from '../state.js';
import { findRepository } from '../world/lookup.js';
import { pullCommits } from '../world/pulls.js';
import { checksTab, runPage } from './checks.js';
import { conversation } from './conversation.js';
import { deliveriesPage, deliveryPage } from './deliveries.js';
import { filesTab } from './files.js';
import { homePage } from './home.js';
import { seeOther, textPage, type Visit } from './layout.js';
import type { Page, PageRequest, PageView, Pages } from './page.js';
import { pullPage } from './pull.js';
import { contentPage, repositoryPage } from './repository.js';
import { repositoryPath } from './layout.js';
import { style } from './style.js';

/**
 * Pages for a person to look at: organisations, repositories, pull requests with their diff, comments, checks and the merge box, and the log
 * of webhooks. Everything is rendered here, needs no script, and loads nothing from elsewhere.
 * @param viewer the login in whose name buttons are pressed.
 */
export function pagesFor(viewer: string): Pages {
  return async (view, request) => {
    const visit: Visit = { state: view.state, viewer };
    const path = segments(request.url.pathname);
    if (!path || (request.method !== 'GET' && request.method !== 'POST')) return undefined;
    if (request.method === 'POST') return pressed(view, visit, path, request);
    if (path[0] === '-') return aside(visit, path);
    return shown(view, visit, path);
  };
}

/** A path's segments, decoded; undefined for one that cannot be. */
function segments(pathname: string): string[] | undefined {
  try {
    return pathname.split('/').filter((one) => one !== '').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function aside(visit: Visit, [, name, id]: readonly string[]): Page | undefined {
  if (name === 'style.css') return textPage(200, 'text/css', style);
  if (name !== 'deliveries') return undefined;
  if (id === undefined) return deliveriesPage(visit);
  const delivery = visit.state.deliveries.find((one) => String(one.id) === id);
  return delivery && deliveryPage(visit, delivery);
}

async function shown(view: PageView, visit: Visit, [owner, name, kind, first, ...rest]: readonly string[]): Promise<Page | undefined> {
  const { state } = visit;
  if (owner === undefined) return homePage(visit);
  if (name === undefined) return state.accounts.has(owner.toLowerCase()) ? homePage(visit, owner) : undefined;
  const repository = findRepository(state, owner, name);
  if (!repository) return undefined;
  if (kind === undefined) return repositoryPage(visit, repository);
  if ((kind === 'blob' || kind === 'tree') && first !== undefined) return contentPage(visit, repository, first, rest.join('/'));
  if (kind === 'runs') {
    const run = repository.checkRuns.find((one) => String(one.id) === first);
    return run && runPage(visit, repository, run);
  }
  const pull = kind === 'pull' || kind === 'pulls' ? repository.pulls.get(Number(first)) : undefined;
  return pull && showPull(view, visit, repository, pull, rest[0]);
}

async function showPull(view: PageView, visit: Visit, repository: Repository, pull: Pull, tab: string | undefined, notice?: string): Promise<Page | undefined> {
  const figures = await view.figures(repository, pull);
  switch (tab) {
    case undefined: return pullPage(visit, repository, pull, figures, 'conversation', await conversation(visit, repository, pull, figures, view.obstacles(repository, pull)), notice);
    case 'files': return pullPage(visit, repository, pull, figures, 'files', filesTab(visit, repository, pull, await view.files(repository, pull)));
    case 'checks': return pullPage(visit, repository, pull, figures, 'checks', checksTab(visit, repository, pull, await pullCommits(repository, pull)));
    default: return undefined;
  }
}

/** A pressed button: done in the viewer's name, then back to the conversation; a refusal is shown there. */
async function pressed(view: PageView, visit: Visit, [owner = '', name = '', kind, number, button]: readonly string[], request: PageRequest): Promise<Page | undefined> {
  const repository = kind === 'pull' ? findRepository(visit.state, owner, name) : undefined;
  const pull = repository?.pulls.get(Number(number));
  if (!repository || !pull || button === undefined) return undefined;
  const form = new URLSearchParams(request.body.toString('utf8'));
  try {
    if (!(await act(view, visit, repository, pull, button, form))) return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return showPull(view, visit, repository, pull, undefined, error.message);
  }
  return seeOther(repositoryPath(repository, 'pull', pull.number));
}

async function act(view: PageView, { viewer }: Visit, repository: Repository, pull: Pull, button: string, form: URLSearchParams): Promise<boolean> {
  switch (button) {
    case 'merge': await view.merge(repository, pull, viewer); return true;
    case 'comment': view.comment(repository, pull, viewer, form.get('body') ?? ''); return true;
    case 'state': await view.edit(repository, pull, { state: form.get('to') === 'open' ? 'open' : 'closed' }, viewer); return true;
    case 'rerun': {
      const run = repository.checkRuns.find((one) => String(one.id) === form.get('run') && one.headSha === pull.head.sha);
      if (run) view.rerequest(repository, run.id, viewer);
      return run !== undefined;
    }
    default: return false;
  }
}
