import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { accountActions } from './actions/accounts.js';
import { pullActions, rerequestRun } from './actions/pulls.js';
import { repositoryActions } from './actions/repositories.js';
import { closeObjects } from './git/objects.js';
import type { GitHub, GitHubOptions } from './github.types.js';
import { answerGraphQL } from './graphql/answer.js';
import { createFaults } from './http/faults.js';
import { createRateLimits } from './http/rate.js';
import { createRest } from './http/rest.js';
import { offerManifestPage } from './pages/manifest.js';
import type { PageView } from './pages/page.js';
import { appRoutes } from './routes/apps.js';
import { checkRoutes } from './routes/checks.js';
import { contentRoutes } from './routes/contents.js';
import { pullRoutes } from './routes/pulls.js';
import { repositoryRoutes } from './routes/repositories.js';
import { reviewRoutes } from './routes/reviews.js';
import { ruleRoutes } from './routes/rules.js';
import { listen, type LoggedRequest } from './server.js';
import type { Settings, State } from './state.js';
import { createWebhooks } from './webhooks.js';
import { mergePull, obstacles } from './world/merge.js';
import { editPull, pullDiff, pullFigures } from './world/pulls.js';
import { createComment } from './world/reviews.js';
import type { Site } from './world/site.js';

export type { GitHub, GitHubOptions, Named, RegisteredApp } from './github.types.js';

const usual: Settings = {
  latencyMs: 0, treeEntries: 100_000, treeBytes: 7 * 1024 * 1024, mergeableNulls: 1, pullFiles: 3000, patchLines: 20_000, patchBytes: 500_000, patchTotalLines: 20_000,
  patchTotalBytes: 1_000_000, contentBytes: 1024 * 1024, rawBytes: 100 * 1024 * 1024, requestsPerHour: 5000, tokenLifetimeMs: 3_600_000, runsPerName: 1000,
};

/** Starts a stand-in GitHub on this machine, empty, its repositories in a folder that goes when it closes. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'stand-in-github-'));
  const settings: Settings = { ...usual, ...options.settings, ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }) };
  const problems: string[] = [];
  const fail = (problem: string) => void problems.push(problem);
  const requests: LoggedRequest[] = [];
  const faults = createFaults();
  let made: { site: Site; webhooks: ReturnType<typeof createWebhooks>; busy: () => Promise<unknown>[]; view: PageView } | undefined;
  const listening = await listen(options.port ?? 0, (port) => {
    const state = emptyState(root, port, settings, options.clock ?? Date);
    const webhooks = createWebhooks(state, fail);
    const { site, busy } = createSite(state, (happening) => webhooks.emit(happening));
    const limits = createRateLimits(state);
    const view = viewOf(site);
    made = { site, webhooks, busy, view };
    const routes = [...appRoutes, ...repositoryRoutes, ...contentRoutes, ...pullRoutes, ...reviewRoutes, ...checkRoutes, ...ruleRoutes];
    return {
      site, settings, faults, limits, rest: createRest(site, webhooks, limits, routes, fail), graphql: (actor, body) => answerGraphQL(site, actor, body),
      page: async (request) => (await options.pages?.(view, request)) ?? offerManifestPage(state, request), log: requests, fail,
    };
  });
  if (!made) throw new Error('the server began without its parts');
  const { site, webhooks, busy, view } = made;
  const { state } = site;
  const deliveries: GitHub['deliveries'] = {
    list: () => state.deliveries, next: (rule) => webhooks.next(rule), release: (order) => webhooks.release(order),
    redeliver(id) {
      const delivery = state.deliveries.find((one) => one.id === id);
      if (!delivery) throw new Error(`no delivery ${id}`);
      webhooks.redeliver(delivery);
    },
    async settled() {
      while (busy().length > 0) await Promise.allSettled(busy());
      await webhooks.settled();
    },
  };
  return {
    url: state.url, apiUrl: state.apiUrl, state, settings, faults, requests, problems, view, deliveries, ...accountActions(site), ...repositoryActions(site), ...pullActions(site),
    async close() {
      webhooks.close();
      await listening.close();
      await Promise.allSettled(busy());
      closeObjects(root);
      await rm(root, { recursive: true, force: true });
    },
  };
}

function emptyState(root: string, port: number, settings: Settings, clock: { now(): number }): State {
  const url = `http://127.0.0.1:${port}`;
  return {
    url, apiUrl: `${url}/api/v3`, clock, settings, root, accounts: new Map(), apps: new Map(), installations: new Map(), repositories: new Map(), tokens: new Map(),
    organisationRulesets: new Map(), deliveries: [], manifests: new Map(), nextId: 1001,
  };
}

function createSite(state: State, emit: Site['emit']): { site: Site; busy: () => Promise<unknown>[] } {
  const queues = new Map<number, Promise<unknown>>();
  const running = new Set<Promise<unknown>>();
  const site: Site = {
    state, emit,
    exclusive(repository, work) {
      const turn = (queues.get(repository.id) ?? Promise.resolve()).then(work, work);
      queues.set(repository.id, turn.catch(() => {}));
      running.add(turn);
      turn.catch(() => {}).finally(() => running.delete(turn));
      return turn;
    },
  };
  return { site, busy: () => [...running] };
}

function viewOf(site: Site): PageView {
  return {
    state: site.state, files: pullDiff, figures: (repository, pull) => pullFigures(site, repository, pull, true), obstacles: (repository, pull) => obstacles(site, repository, pull),
    merge: (repository, pull, by) => mergePull(site, repository, pull, { by }), comment: (repository, pull, by, body) => void createComment(site, repository, pull, { login: by }, body),
    edit: (repository, pull, edit, by) => editPull(site, repository, pull, edit, by), rerequest: (repository, id, by) => rerequestRun(site, repository, id, by),
  };
}
