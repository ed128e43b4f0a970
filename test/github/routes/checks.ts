import { isSha, readCommit, readObject, resolveRef } from '../git/objects.js';
import { Refusal, created, notFound, ok, page, pageOf, type Answer } from '../http/answer.js';
import { needs, numberParam, param, query, repositoryRoute, writerOf, type RepositoryExchange, type Route } from '../http/exchange.js';
import { annotationObject, checkRunObject, checkSuiteObject, statusObject } from '../objects/checks.js';
import { iso } from '../objects/accounts.js';
import { apiOf, repositoryObject } from '../objects/repositories.js';
import type { Annotation, App, CheckConclusion, CheckRun, CheckStatus, CheckSuite, Status } from '../state.js';
import { suiteFor, tellRun, tellSuite } from '../world/checks.js';
import { newId } from '../world/lookup.js';
import { advanceQueue } from '../world/queue.js';

/** Check runs belong to Apps: nobody else writes them. */
function appIn(exchange: RepositoryExchange): App {
  if (exchange.actor.kind !== 'installation') throw new Refusal(403, 'You must authenticate via a GitHub App.');
  return exchange.actor.app;
}
function runIn(exchange: RepositoryExchange): CheckRun {
  const id = numberParam(exchange, 'check_run_id');
  const found = exchange.repository.checkRuns.find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}
function suiteIn(exchange: RepositoryExchange): CheckSuite {
  const id = numberParam(exchange, 'check_suite_id');
  const found = exchange.repository.suites.find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}
const own = (exchange: RepositoryExchange, appId: number): void => {
  if (appIn(exchange).id !== appId) throw new Refusal(403, 'Invalid app_id `' + appIn(exchange).id + '` - check run can only be modified by the GitHub App that created it.');
};

interface RunWish {
  readonly name?: string; readonly head_sha?: string; readonly external_id?: string; readonly details_url?: string; readonly status?: CheckStatus;
  readonly conclusion?: CheckConclusion | 'stale'; readonly started_at?: string; readonly completed_at?: string;
  readonly output?: { readonly title?: string; readonly summary: string; readonly text?: string; readonly annotations?: readonly Annotation[] };
}

function mustBeWhole(wish: RunWish): void {
  if (wish.conclusion === 'stale') throw new Refusal(422, 'Invalid request.\n\nConclusion `stale` is set by GitHub alone.');
  if (wish.status === 'completed' && wish.conclusion === undefined) throw new Refusal(422, 'Invalid request.\n\nMissing required keys "conclusion".');
  for (const one of wish.output?.annotations ?? []) {
    const problem = one.start_line < 1 || one.end_line < one.start_line ? 'lines' : (one.start_column !== undefined || one.end_column !== undefined) && one.start_line !== one.end_line ? 'columns'
      : one.message.length > 65_536 || (one.raw_details?.length ?? 0) > 65_536 ? 'length of message or raw_details' : (one.title?.length ?? 0) > 255 ? 'length of title' : undefined;
    if (problem !== undefined) throw new Refusal(422, `Invalid request.\n\nAnnotation of ${one.path}: invalid ${problem}.`);
  }
}

function apply(exchange: RepositoryExchange, run: CheckRun, wish: RunWish): void {
  const now = iso(exchange.state.clock.now());
  if (wish.name !== undefined) run.name = wish.name;
  if (wish.external_id !== undefined) run.externalId = wish.external_id;
  if (wish.details_url !== undefined) run.detailsUrl = wish.details_url;
  if (wish.started_at !== undefined) run.startedAt = wish.started_at;
  if (wish.status !== undefined) run.status = wish.status;
  // A conclusion completes the run whatever status stands beside it.
  if (wish.conclusion !== undefined && wish.conclusion !== 'stale') {
    run.status = 'completed';
    run.conclusion = wish.conclusion;
    run.completedAt = wish.completed_at ?? now;
  } else if (wish.status !== undefined) {
    run.conclusion = undefined;
    run.completedAt = undefined;
  }
  if (!wish.output) return;
  run.title = wish.output.title ?? run.title;
  run.summary = wish.output.summary;
  run.text = wish.output.text ?? run.text;
  run.annotations.push(...(wish.output.annotations ?? []));
}

async function afterwards(exchange: RepositoryExchange, run: CheckRun, wasCompleted: boolean): Promise<void> {
  const { site, repository } = exchange;
  const sender = writerOf(exchange.actor).login;
  const suite = repository.suites.find((one) => one.id === run.suiteId);
  if (suite) Object.assign(suite, { updatedAt: exchange.state.clock.now(), rerequested: false });
  if (run.status === 'completed' && !wasCompleted) {
    tellRun(site, repository, run, 'completed', sender);
    const runs = repository.checkRuns.filter((one) => one.suiteId === run.suiteId);
    if (suite && runs.every((one) => one.status === 'completed')) await tellSuite(site, repository, suite, 'completed', sender);
  }
  if (run.status === 'completed') await advanceQueue(site, repository);
}

async function create(exchange: RepositoryExchange): Promise<Answer> {
  const { site, state, repository } = exchange;
  const app = appIn(exchange);
  const wish = exchange.body as RunWish;
  mustBeWhole(wish);
  const sha = wish.head_sha ?? '';
  if (!isSha(sha) || (await readObject(repository.dir, sha))?.type !== 'commit') throw new Refusal(422, `No commit found for SHA: ${sha}`);
  const suite = suiteFor(site, repository, app.id, sha);
  const run: CheckRun = {
    id: newId(state), appId: app.id, suiteId: suite.id, headSha: sha, name: wish.name ?? '', externalId: '', detailsUrl: undefined, status: 'queued', conclusion: undefined,
    startedAt: iso(state.clock.now()), completedAt: undefined, title: undefined, summary: undefined, text: undefined, annotations: [],
  };
  apply(exchange, run, wish);
  repository.checkRuns.push(run);
  const same = repository.checkRuns.filter((one) => one.suiteId === suite.id && one.name === run.name);
  for (const old of same.slice(0, Math.max(0, same.length - state.settings.runsPerName))) repository.checkRuns.splice(repository.checkRuns.indexOf(old), 1);
  tellRun(site, repository, run, 'created', writerOf(exchange.actor).login);
  await afterwards(exchange, run, false);
  return created(checkRunObject(state, repository, run));
}

async function update(exchange: RepositoryExchange): Promise<Answer> {
  const run = runIn(exchange);
  own(exchange, run.appId);
  mustBeWhole(exchange.body as RunWish);
  const wasCompleted = run.status === 'completed';
  apply(exchange, run, exchange.body as RunWish);
  await afterwards(exchange, run, wasCompleted);
  return ok(checkRunObject(exchange.state, exchange.repository, run));
}

const wrapRuns = (check_runs: unknown[], total_count: number) => ({ total_count, check_runs });

/** The runs that fit the question; of each name in each suite only the newest, unless `filter=all`. */
function fitting(exchange: RepositoryExchange, runs: readonly CheckRun[]): CheckRun[] {
  const name = query(exchange, 'check_name');
  const status = query(exchange, 'status');
  const appId = query(exchange, 'app_id');
  const found = runs.filter((run) =>
    (name === undefined || run.name === name) && (status === undefined || run.status === status) && (appId === undefined || String(run.appId) === appId));
  return (query(exchange, 'filter') === 'all' ? found : [...new Map(found.map((run) => [`${run.suiteId} ${run.name}`, run])).values()]).reverse();
}

async function commitIn(exchange: RepositoryExchange, name = 'ref'): Promise<string> {
  const ref = param(exchange, name);
  const sha = await resolveRef(exchange.repository.dir, ref);
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${ref}`);
  return sha;
}

async function runsOfRef(exchange: RepositoryExchange): Promise<Answer> {
  const sha = await commitIn(exchange);
  const runs = fitting(exchange, exchange.repository.checkRuns.filter((run) => run.headSha === sha));
  return page(exchange.url, runs, (run) => checkRunObject(exchange.state, exchange.repository, run), wrapRuns);
}

async function suitesOfRef(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository } = exchange;
  const sha = await commitIn(exchange);
  const appId = query(exchange, 'app_id');
  const suites = repository.suites.filter((one) => one.headSha === sha && (appId === undefined || String(one.appId) === appId));
  const commit = await readCommit(repository.dir, sha);
  return page(exchange.url, suites, (one) => checkSuiteObject(state, repository, one, commit), (check_suites, total_count) => ({ total_count, check_suites }));
}

function rerequestRun(exchange: RepositoryExchange): Answer {
  const run = runIn(exchange);
  const suite = exchange.repository.suites.find((one) => one.id === run.suiteId);
  if (suite) suite.rerequested = true;
  tellRun(exchange.site, exchange.repository, run, 'rerequested', writerOf(exchange.actor).login);
  return created({});
}

async function rerequestSuite(exchange: RepositoryExchange): Promise<Answer> {
  const suite = suiteIn(exchange);
  suite.rerequested = true;
  await tellSuite(exchange.site, exchange.repository, suite, 'rerequested', writerOf(exchange.actor).login);
  return created({});
}

async function postStatus(exchange: RepositoryExchange): Promise<Answer> {
  const { site, state, repository } = exchange;
  const sha = param(exchange, 'sha');
  if (!isSha(sha) || (await readObject(repository.dir, sha))?.type !== 'commit') throw new Refusal(422, `No commit found for SHA: ${sha}`);
  const wish = exchange.body as { state: Status['state']; context?: string; description?: string | null; target_url?: string | null };
  if ((wish.description?.length ?? 0) > 140) throw new Refusal(422, 'Validation Failed', [{ resource: 'Status', field: 'description', code: 'custom', message: 'description is too long (maximum is 140 characters)' }]);
  const { login, app } = writerOf(exchange.actor);
  const status: Status = {
    id: newId(state), sha, context: wish.context ?? 'default', state: wish.state, description: wish.description ?? null, targetUrl: wish.target_url ?? null, creator: login,
    ...(app ? { appId: app.id } : {}), createdAt: state.clock.now(),
  };
  repository.statuses.push(status);
  await advanceQueue(site, repository);
  return created(statusObject(state, repository, status));
}

async function combined(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository } = exchange;
  const sha = await commitIn(exchange);
  const newest = [...new Map(repository.statuses.filter((one) => one.sha === sha).map((one) => [one.context, one])).values()];
  const word = newest.some((one) => one.state === 'failure' || one.state === 'error') ? 'failure' : newest.length === 0 || newest.some((one) => one.state === 'pending') ? 'pending' : 'success';
  const api = apiOf(state, repository);
  return ok({
    state: word, statuses: newest.map((one) => statusObject(state, repository, one)), sha, total_count: newest.length, repository: repositoryObject(state, repository),
    commit_url: `${api}/commits/${sha}`, url: `${api}/commits/${sha}/status`,
  });
}

export const checkRoutes: readonly Route[] = [
  repositoryRoute('POST /check-runs', needs.writeChecks, create),
  repositoryRoute('GET /check-runs/{check_run_id}', needs.checks, (exchange) => ok(checkRunObject(exchange.state, exchange.repository, runIn(exchange)))),
  repositoryRoute('PATCH /check-runs/{check_run_id}', needs.writeChecks, update),
  repositoryRoute('GET /check-runs/{check_run_id}/annotations', needs.checks, (exchange) => {
    const run = runIn(exchange);
    return page(exchange.url, run.annotations, (one) => annotationObject(exchange.state, exchange.repository, run, one));
  }),
  repositoryRoute('POST /check-runs/{check_run_id}/rerequest', needs.writeChecks, rerequestRun),
  repositoryRoute('GET /commits/{ref}/check-runs', needs.checks, runsOfRef),
  repositoryRoute('GET /commits/{ref}/check-suites', needs.checks, suitesOfRef),
  repositoryRoute('GET /check-suites/{check_suite_id}', needs.checks, async (exchange) => {
    const suite = suiteIn(exchange);
    return ok(checkSuiteObject(exchange.state, exchange.repository, suite, await readCommit(exchange.repository.dir, suite.headSha)));
  }),
  repositoryRoute('GET /check-suites/{check_suite_id}/check-runs', needs.checks, (exchange) => {
    const suite = suiteIn(exchange);
    const runs = fitting(exchange, exchange.repository.checkRuns.filter((run) => run.suiteId === suite.id));
    return page(exchange.url, runs, (run) => checkRunObject(exchange.state, exchange.repository, run), wrapRuns);
  }),
  repositoryRoute('POST /check-suites/{check_suite_id}/rerequest', needs.writeChecks, rerequestSuite),
  repositoryRoute('POST /statuses/{sha}', needs.writeStatuses, postStatus),
  repositoryRoute('GET /commits/{ref}/status', needs.statuses, combined),
  repositoryRoute('GET /commits/{ref}/statuses', needs.statuses, async (exchange) => {
    const sha = await commitIn(exchange);
    const all = exchange.repository.statuses.filter((one) => one.sha === sha).reverse();
    return pageOf(exchange.url, all, (some) => Promise.resolve(some.map((one) => statusObject(exchange.state, exchange.repository, one))));
  }),
];
