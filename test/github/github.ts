import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { answerGraphQL } from './graphql/answer.js';
import { listRefs, resolveRef } from './git/objects.js';
import { git } from './git/run.js';
import { initRepository, type FileChanges } from './git/write.js';
import { createFaults, type Faults } from './http/faults.js';
import { createRateLimits } from './http/rate.js';
import { createRest } from './http/rest.js';
import { installed, installationObject, nodeId } from './objects/accounts.js';
import { cloneUrl, fullName } from './objects/repositories.js';
import type { PageView, Pages } from './pages/page.js';
import { appRoutes } from './routes/apps.js';
import { checkRoutes } from './routes/checks.js';
import { contentRoutes } from './routes/contents.js';
import { pullRoutes } from './routes/pulls.js';
import { repositoryRoutes } from './routes/repositories.js';
import { reviewRoutes } from './routes/reviews.js';
import { ruleRoutes } from './routes/rules.js';
import { listen, type LoggedRequest } from './server.js';
import type { App, Delivery, Installation, Permissions, Pull, QueueEntry, Repository, Role, Ruleset, Settings, State } from './state.js';
import { createWebhooks, type DeliveryRule } from './webhooks.js';
import { makeAccount, makeApp } from './world/accounts.js';
import { tellRun, tellSuite } from './world/checks.js';
import { findRepository, newId } from './world/lookup.js';
import { mergePull, obstacles, type MergeWish } from './world/merge.js';
import { editPull, openPull, pullDiff, pullFigures, type NewPull, type PullEdit } from './world/pulls.js';
import { dequeue, enqueue } from './world/queue.js';
import { push } from './world/refs.js';
import { createComment } from './world/reviews.js';
import { makeRuleset, requiredCheckRuleset, type RulesetWish } from './world/rules.js';
import { mintUserToken } from './world/tokens.js';
import type { Site } from './world/site.js';

/** A repository by `owner/name`, or itself. */
export type Named = string | Repository;

export interface RegisteredApp {
  readonly id: number;
  readonly slug: string;
  readonly clientId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

export interface GitHubOptions {
  readonly clock?: { now(): number };
  /** Added to every answer, in milliseconds. */
  readonly latencyMs?: number;
  readonly port?: number;
  readonly settings?: Partial<Settings>;
  /** Pages for a person: everything outside `/api` and git. */
  readonly pages?: Pages;
}

/** A running stand-in. Everything a test does here happens as if a person had done it: events follow. */
export interface GitHub {
  readonly url: string;
  readonly apiUrl: string;
  readonly state: State;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly requests: LoggedRequest[];
  /** Where the stand-in itself was not as GitHub describes; every test may assert that there is none. */
  readonly problems: string[];
  readonly view: PageView;
  readonly deliveries: {
    list(): readonly Delivery[];
    next(rule: DeliveryRule): void;
    release(order?: 'first-first' | 'last-first'): void;
    redeliver(id: number): void;
    /** Resolves once nothing is under way any more: no work on a repository, no delivery. */
    settled(): Promise<void>;
  };
  createUser(login: string): { readonly login: string; readonly token: string };
  userToken(login: string): string;
  createOrganisation(login: string, members?: Readonly<Record<string, 'member' | 'owner'>>): void;
  createApp(wanted: { name?: string; owner?: string; permissions: Permissions; events: readonly string[]; webhookUrl?: string; webhookSecret?: string }): RegisteredApp;
  setWebhook(appId: number, url: string): void;
  /** Registers the form that a person would have confirmed; gives the code to convert. */
  offerManifest(owner: string, manifest: Record<string, unknown>): string;
  install(appId: number, account: string, options?: { repositories?: readonly string[]; permissions?: Permissions }): Installation;
  uninstall(installationId: number): void;
  createRepository(wanted: {
    owner: string; name: string; files?: FileChanges; visibility?: 'public' | 'private'; defaultBranch?: string; description?: string; collaborators?: Readonly<Record<string, Role>>;
  }): Promise<Repository>;
  createFork(of: Named, owner: string, name?: string): Promise<Repository>;
  repository(named: Named): Repository;
  /** The address to clone, fetch and push, with a person's token in it where a login is given. */
  cloneUrl(named: Named, login?: string): string;
  tip(named: Named, ref?: string): Promise<string>;
  push(named: Named, wanted: { branch: string; files: FileChanges; message?: string; by?: string; from?: string; merge?: readonly string[]; fresh?: boolean }): Promise<string>;
  openPull(named: Named, wanted: Omit<NewPull, 'author' | 'base' | 'title'> & { base?: string; title?: string; by?: string }): Promise<Pull>;
  editPull(named: Named, number: number, edit: PullEdit, by?: string): Promise<void>;
  comment(named: Named, number: number, by: string, body: string): number;
  merge(named: Named, number: number, wish?: Partial<MergeWish>): Promise<string>;
  ruleset(at: Named | { organisation: string }, wish: RulesetWish): Ruleset;
  requireCheck(named: Named, context: string, appId?: number): Ruleset;
  rerequestRun(named: Named, checkRunId: number, by?: string): void;
  rerequestSuite(named: Named, checkSuiteId: number, by?: string): Promise<void>;
  enqueue(named: Named, number: number): Promise<QueueEntry>;
  dequeue(named: Named, number: number): Promise<void>;
  close(): Promise<void>;
}

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
    const { site, busy } = createSite(state, webhooks.emit);
    const limits = createRateLimits(state);
    const view = viewOf(site);
    made = { site, webhooks, busy, view };
    const routes = [...appRoutes, ...repositoryRoutes, ...contentRoutes, ...pullRoutes, ...reviewRoutes, ...checkRoutes, ...ruleRoutes];
    return {
      site, settings, faults, limits, rest: createRest(site, webhooks, limits, routes, fail), graphql: (actor, body) => answerGraphQL(site, actor, body),
      page: async (request) => options.pages?.(view, request), log: requests, fail,
    };
  });
  if (!made) throw new Error('the server began without its parts');
  const { site, webhooks, busy, view } = made;
  const { state } = site;
  const deliveries: GitHub['deliveries'] = {
    list: () => state.deliveries, next: webhooks.next, release: webhooks.release,
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

function rerequestRun(site: Site, repository: Repository, id: number, by: string): void {
  const run = repository.checkRuns.find((one) => one.id === id);
  if (!run) throw new Error(`no check run ${id}`);
  const suite = repository.suites.find((one) => one.id === run.suiteId);
  if (suite) suite.rerequested = true;
  tellRun(site, repository, run, 'rerequested', by);
}

type AccountActions = Pick<GitHub, 'createUser' | 'userToken' | 'createOrganisation' | 'createApp' | 'setWebhook' | 'offerManifest' | 'install' | 'uninstall'>;

function accountActions(site: Site): AccountActions {
  const { state } = site;
  const tell = (installation: Installation, app: App, action: string) => {
    const repositories = installed(state, installation).map((one) => ({ id: one.id, node_id: nodeId('R', one.id), name: one.name, full_name: fullName(one), private: one.visibility === 'private' }));
    site.emit({
      event: 'installation', action, installationId: installation.id, sender: app.owner,
      payload: { action, installation: installationObject(state, installation), repositories, requester: null },
    });
  };
  return {
    createUser(login) {
      makeAccount(state, login, 'User');
      return { login, token: mintUserToken(state, login) };
    },
    userToken: (login) => mintUserToken(state, login),
    createOrganisation(login, members = {}) {
      for (const member of Object.keys(members)) makeAccount(state, member, 'User');
      makeAccount(state, login, 'Organization', new Map(Object.entries(members).map(([member, role]) => [member.toLowerCase(), role])));
    },
    createApp(wanted) {
      const owner = wanted.owner ?? 'app-maker';
      if (!state.accounts.has(owner.toLowerCase())) makeAccount(state, owner, 'User');
      const { app, privateKey } = makeApp(state, { ...wanted, name: wanted.name ?? 'Mergewarden', owner });
      return { id: app.id, slug: app.slug, clientId: app.clientId, privateKey, webhookSecret: app.webhook.secret };
    },
    setWebhook(appId, url) {
      const app = state.apps.get(appId);
      if (!app) throw new Error(`no App ${appId}`);
      app.webhook.url = url;
    },
    offerManifest(owner, manifest) {
      makeAccount(state, owner, 'User');
      const code = crypto.randomUUID().replace(/-/g, '');
      state.manifests.set(code, { owner, manifest });
      return code;
    },
    install(appId, account, options = {}) {
      const app = state.apps.get(appId);
      const owner = state.accounts.get(account.toLowerCase());
      if (!app || !owner) throw new Error(`no App ${appId} or no account ${account}`);
      const chosen = (options.repositories ?? []).map((name) => findRepository(state, owner.login, name)?.id ?? -1);
      const installation: Installation = {
        id: newId(state), appId, account: owner.login, selection: options.repositories ? 'selected' : 'all', repositoryIds: new Set(chosen),
        permissions: options.permissions ?? app.permissions, events: app.events, createdAt: state.clock.now(),
      };
      state.installations.set(installation.id, installation);
      tell(installation, app, 'created');
      return installation;
    },
    uninstall(installationId) {
      const installation = state.installations.get(installationId);
      const app = installation && state.apps.get(installation.appId);
      if (!installation || !app) throw new Error(`no installation ${installationId}`);
      tell(installation, app, 'deleted');
      state.installations.delete(installationId);
    },
  };
}

type RepositoryActions = Pick<GitHub, 'createRepository' | 'createFork' | 'repository' | 'cloneUrl' | 'tip' | 'push' | 'ruleset' | 'requireCheck'>;

function repositoryActions(site: Site): RepositoryActions {
  const { state } = site;
  const repository = (named: Named): Repository => byName(state, named);
  const resolve = (one: Repository) => async (rev: string) => {
    const sha = await resolveRef(one.dir, rev);
    if (sha === undefined) throw new Error(`no commit ${rev} in ${fullName(one)}`);
    return sha;
  };
  const add = (wanted: Pick<Repository, 'owner' | 'name' | 'visibility' | 'defaultBranch' | 'description'> & { parent?: number; collaborators?: Readonly<Record<string, Role>> }): Repository => {
    const owner = state.accounts.get(wanted.owner.toLowerCase());
    if (!owner) throw new Error(`no account ${wanted.owner}`);
    const id = newId(state);
    const now = state.clock.now();
    for (const login of Object.keys(wanted.collaborators ?? {})) makeAccount(state, login, 'User');
    const one: Repository = {
      id, owner: owner.login, name: wanted.name, visibility: wanted.visibility, defaultBranch: wanted.defaultBranch, description: wanted.description,
      dir: path.join(state.root, `${id}.git`), ...(wanted.parent === undefined ? {} : { parent: wanted.parent }), createdAt: now, pushedAt: now, nextNumber: 1,
      collaborators: new Map(Object.entries(wanted.collaborators ?? {}).map(([login, role]) => [login.toLowerCase(), role])), pulls: new Map(), suites: [], checkRuns: [],
      statuses: [], comments: [], reviews: [], reviewComments: [], rulesets: [], queue: [],
    };
    state.repositories.set(id, one);
    return one;
  };
  return {
    repository,
    async createRepository(wanted) {
      const one = add({ visibility: 'public', defaultBranch: 'main', description: '', ...wanted });
      await initRepository(state.root, one.dir, one.defaultBranch);
      if (wanted.files) await push(site, one, { branch: one.defaultBranch, files: wanted.files, message: 'Begin', by: one.owner }, resolve(one));
      return one;
    },
    async createFork(of, owner, name) {
      const parent = repository(of);
      makeAccount(state, owner, 'User');
      const one = add({ owner, name: name ?? parent.name, visibility: parent.visibility, defaultBranch: parent.defaultBranch, description: parent.description, parent: parent.id });
      await initRepository(state.root, one.dir, one.defaultBranch);
      await git(one.dir, ['fetch', '--quiet', parent.dir, '+refs/heads/*:refs/heads/*']);
      return one;
    },
    cloneUrl(named, login) {
      const url = new URL(cloneUrl(state, repository(named)));
      if (login !== undefined) Object.assign(url, { username: 'x-access-token', password: mintUserToken(state, login) });
      return url.href;
    },
    async tip(named, ref) {
      const one = repository(named);
      const found = ref?.startsWith('refs/') ? (await listRefs(one.dir)).get(ref) : undefined;
      return found ?? resolve(one)(ref ?? one.defaultBranch);
    },
    push(named, wanted) {
      const one = repository(named);
      return push(site, one, { ...wanted, by: wanted.by ?? one.owner }, resolve(one));
    },
    ruleset: (at, wish) => makeRuleset(state, typeof at === 'object' && 'organisation' in at ? at.organisation : repository(at), wish),
    requireCheck: (named, context, appId) => makeRuleset(state, repository(named), requiredCheckRuleset(context, appId)),
  };
}

function byName(state: State, named: Named): Repository {
  if (typeof named !== 'string') return named;
  const [owner = '', name = ''] = named.split('/');
  const found = findRepository(state, owner, name);
  if (!found) throw new Error(`no repository ${named}`);
  return found;
}

type PullActions = Pick<GitHub, 'openPull' | 'editPull' | 'comment' | 'merge' | 'rerequestRun' | 'rerequestSuite' | 'enqueue' | 'dequeue'>;

function pullActions(site: Site): PullActions {
  const repository = (named: Named): Repository => byName(site.state, named);
  const pull = (named: Named, number: number): Pull => {
    const found = repository(named).pulls.get(number);
    if (!found) throw new Error(`no pull request ${number}`);
    return found;
  };
  return {
    openPull(named, { by, ...wanted }) {
      const one = repository(named);
      const owner = wanted.head.includes(':') ? (wanted.head.split(':')[0] ?? one.owner) : one.owner;
      const author = by ?? owner;
      makeAccount(site.state, author, 'User');
      return openPull(site, one, { base: one.defaultBranch, title: wanted.head, ...wanted, author });
    },
    editPull: (named, number, edit, by) => editPull(site, repository(named), pull(named, number), edit, by ?? repository(named).owner),
    comment(named, number, by, body) {
      makeAccount(site.state, by, 'User');
      return createComment(site, repository(named), pull(named, number), { login: by }, body).id;
    },
    merge: (named, number, wish = {}) => mergePull(site, repository(named), pull(named, number), { by: repository(named).owner, ...wish }),
    rerequestRun: (named, id, by) => rerequestRun(site, repository(named), id, by ?? repository(named).owner),
    async rerequestSuite(named, id, by) {
      const one = repository(named);
      const suite = one.suites.find((each) => each.id === id);
      if (!suite) throw new Error(`no check suite ${id}`);
      suite.rerequested = true;
      await tellSuite(site, one, suite, 'rerequested', by ?? one.owner);
    },
    enqueue: (named, number) => enqueue(site, repository(named), pull(named, number)),
    dequeue: (named, number) => dequeue(site, repository(named), number),
  };
}
