import type { FileChanges } from './git/write.js';
import type { Faults } from './http/faults.js';
import type { PageView, Pages } from './pages/page.js';
import type { LoggedRequest } from './server.js';
import type { Delivery, Installation, Permissions, Pull, QueueEntry, Repository, Role, Ruleset, Settings, State } from './state.js';
import type { DeliveryRule } from './webhooks.js';
import type { MergeWish } from './world/merge.js';
import type { NewPull, PullEdit } from './world/pulls.js';
import type { RulesetWish } from './world/rules.js';

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
  /** Takes repositories into an installation of chosen ones, or out of it. */
  chooseRepositories(installationId: number, change: { add?: readonly string[]; remove?: readonly string[] }): void;
  /** The owner accepts what the App asks for by now; until then an installation keeps the permissions and events that it was made with. */
  acceptPermissions(installationId: number, permissions: Permissions, events?: readonly string[]): void;
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
  /** Many open pull requests that stand since `at`, all with one head, which the default branch must not hold: a push to it would merge them. No event, no work of git: the one thing here that no person did. */
  crowd(named: Named, count: number, wanted: { readonly author: string; readonly sha: string; readonly at: number }): void;
  editPull(named: Named, number: number, edit: PullEdit, by?: string): Promise<void>;
  comment(named: Named, number: number, by: string, body: string): number;
  /** A review by a person, of the pull request's head unless another commit of it is named. Gives its id. */
  review(named: Named, number: number, by: string, event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT', commit?: string): Promise<number>;
  dismiss(named: Named, number: number, review: number, by?: string): Promise<void>;
  merge(named: Named, number: number, wish?: Partial<MergeWish>): Promise<string>;
  ruleset(at: Named | { organisation: string }, wish: RulesetWish): Ruleset;
  requireCheck(named: Named, context: string, appId?: number): Ruleset;
  rerequestRun(named: Named, checkRunId: number, by?: string): void;
  rerequestSuite(named: Named, checkSuiteId: number, by?: string): Promise<void>;
  enqueue(named: Named, number: number): Promise<QueueEntry>;
  dequeue(named: Named, number: number): Promise<void>;
  close(): Promise<void>;
}
