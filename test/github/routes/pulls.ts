import { gitText } from '../git/run.js';
import { mergeBase, readCommits } from '../git/objects.js';
import { Refusal, created, noContent, notFound, ok, page, pageOf, type Answer } from '../http/answer.js';
import { mediaType, needs, numberParam, query, repositoryRoute, writerOf, type RepositoryExchange, type Route } from '../http/exchange.js';
import { pullSimple } from '../objects/pulls.js';
import { commitObject, diffEntry } from '../objects/repositories.js';
import type { Pull } from '../state.js';
import { patchesWithinLimits } from '../world/limits.js';
import { pullOf, repositoryById } from '../world/lookup.js';
import { mergePull } from '../world/merge.js';
import { baseTip, editPull, openPull, pullCommits, pullDiff, showPull, type PullEdit } from '../world/pulls.js';

export const pullIn = (exchange: RepositoryExchange, name = 'pull_number'): Pull => pullOf(exchange.repository, numberParam(exchange, name));

function list(exchange: RepositoryExchange): Answer {
  const { state, repository, url } = exchange;
  const wanted = query(exchange, 'state') ?? 'open';
  const head = query(exchange, 'head');
  const base = query(exchange, 'base');
  const time = query(exchange, 'sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const direction = (query(exchange, 'direction') ?? (query(exchange, 'sort') === undefined ? 'desc' : 'asc')) === 'asc' ? 1 : -1;
  const found = [...repository.pulls.values()].filter((pull) =>
    (wanted === 'all' || pull.state === wanted) && (base === undefined || pull.base.ref === base) &&
    // GitHub ignores a head that names no owner.
    (head === undefined || !head.includes(':') || `${repositoryById(state, pull.head.repositoryId).owner}:${pull.head.ref}`.toLowerCase() === head.toLowerCase()));
  found.sort((one, other) => (one[time] - other[time] || one.number - other.number) * direction);
  return page(url, found, (pull) => pullSimple(state, repository, pull));
}

async function get(exchange: RepositoryExchange): Promise<Answer> {
  const { site, repository } = exchange;
  const pull = pullIn(exchange);
  if (mediaType(exchange) === 'diff') {
    const tip = (await baseTip(repository, pull)) ?? pull.base.sha;
    const from = (await mergeBase(repository.dir, tip, pull.head.sha)) ?? tip;
    return { status: 200, raw: { bytes: Buffer.from(await gitText(repository.dir, ['diff', '-M', from, pull.head.sha])), type: 'application/vnd.github.diff; charset=utf-8' } };
  }
  return ok(await showPull(site, repository, pull));
}

async function open(exchange: RepositoryExchange): Promise<Answer> {
  const { site, repository, body, actor } = exchange;
  const { title, head, base, body: text, draft } = body as { title?: string; head: string; base: string; body?: string; draft?: boolean };
  if (title === undefined) throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'missing_field', field: 'title' }]);
  const pull = await openPull(site, repository, { title, head, base, body: text ?? null, draft: draft ?? false, author: writerOf(actor).login });
  return created(await showPull(site, repository, pull));
}

async function update(exchange: RepositoryExchange): Promise<Answer> {
  const { site, repository, body, actor } = exchange;
  const pull = pullIn(exchange);
  const { maintainer_can_modify: _, ...edit } = body as PullEdit & { maintainer_can_modify?: boolean };
  await editPull(site, repository, pull, edit, writerOf(actor).login);
  return ok(await showPull(site, repository, pull));
}

async function files(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository, url } = exchange;
  const pull = pullIn(exchange);
  const all = patchesWithinLimits(state.settings, await pullDiff(repository, pull)).slice(0, state.settings.pullFiles);
  return page(url, all, ({ file, patch }) => diffEntry(state, repository, pull.head.sha, file, patch));
}

async function commits(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository, url } = exchange;
  // GitHub lists at most 250.
  const shas = (await pullCommits(repository, pullIn(exchange))).slice(0, 250);
  return pageOf(url, shas, async (some) => (await readCommits(repository.dir, some)).map((one) => commitObject(state, repository, one)));
}

async function merge(exchange: RepositoryExchange): Promise<Answer> {
  const { site, repository, body, actor } = exchange;
  const wish = body as { sha?: string; merge_method?: 'merge' | 'squash' | 'rebase'; commit_title?: string; commit_message?: string };
  const sha = await mergePull(site, repository, pullIn(exchange), {
    by: writerOf(actor).login, ...(wish.sha === undefined ? {} : { sha: wish.sha }), ...(wish.merge_method === undefined ? {} : { method: wish.merge_method }),
    ...(wish.commit_title === undefined ? {} : { title: wish.commit_title }), ...(wish.commit_message === undefined ? {} : { message: wish.commit_message }),
  });
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}

function merged(exchange: RepositoryExchange): Answer {
  if (!pullIn(exchange).merged) throw notFound();
  return noContent;
}

export const pullRoutes: readonly Route[] = [
  repositoryRoute('GET /pulls', needs.pulls, list),
  repositoryRoute('POST /pulls', needs.writePulls, open),
  repositoryRoute('GET /pulls/{pull_number}', needs.pulls, get),
  repositoryRoute('PATCH /pulls/{pull_number}', needs.writePulls, update),
  repositoryRoute('GET /pulls/{pull_number}/files', needs.pulls, files),
  repositoryRoute('GET /pulls/{pull_number}/commits', needs.pulls, commits),
  repositoryRoute('GET /pulls/{pull_number}/merge', needs.contents, merged),
  repositoryRoute('PUT /pulls/{pull_number}/merge', needs.writeContents, merge),
];
