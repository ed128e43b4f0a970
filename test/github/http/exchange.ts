import type { IncomingHttpHeaders } from 'node:http';
import type { App, Repository, State } from '../state.js';
import { appLogin } from '../objects/accounts.js';
import type { Site } from '../world/site.js';
import type { Webhooks } from '../webhooks.js';
import { Refusal, notFound, type Answer, type Body } from './answer.js';
import type { Actor, Needs } from './auth.js';

/** A request on its way through a route. */
export interface Exchange {
  readonly site: Site;
  readonly state: State;
  readonly webhooks: Webhooks;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly params: ReadonlyMap<string, string>;
  /** The body, already held against GitHub's description. */
  readonly body: Body;
  readonly actor: Actor;
}

/** An exchange about a repository that the actor may see and has the permission for. */
export interface RepositoryExchange extends Exchange {
  readonly repository: Repository;
}

/**
 * A route of the REST interface, named as GitHub's description names it. `app` asks for an App's own token, `installation` for one of an
 * installation, `anyone` for none. Routes of a repository say which permission they need.
 */
export type Route =
  | { readonly operation: string; readonly who: 'app' | 'installation' | 'anyone'; readonly run: (exchange: Exchange) => Answer | Promise<Answer> }
  | { readonly operation: string; readonly who: 'repository'; readonly needs: Needs; readonly run: (exchange: RepositoryExchange) => Answer | Promise<Answer> };

export const repo = '/repos/{owner}/{repo}';

/** A route of a repository: method and what comes after `/repos/{owner}/{repo}`. */
export const repositoryRoute = (operation: string, needs: Needs, run: (exchange: RepositoryExchange) => Answer | Promise<Answer>): Route => {
  const [method = '', rest = ''] = operation.split(' ');
  return { operation: `${method} ${repo}${rest}`, who: 'repository', needs, run };
};

const need = (role: Needs['role'], ...anyOf: Needs['anyOf'][number][]): Needs => ({ anyOf, role });
/** The permissions of GitHub's table, by their names there. */
export const needs = {
  metadata: need('read', ['metadata', 'read']),
  contents: need('read', ['contents', 'read']),
  writeContents: need('write', ['contents', 'write']),
  pulls: need('read', ['pull_requests', 'read']),
  writePulls: need('read', ['pull_requests', 'write']),
  conversation: need('read', ['issues', 'read'], ['pull_requests', 'read']),
  writeConversation: need('read', ['issues', 'write'], ['pull_requests', 'write']),
  checks: need('read', ['checks', 'read']),
  writeChecks: need('write', ['checks', 'write']),
  statuses: need('read', ['statuses', 'read']),
  writeStatuses: need('write', ['statuses', 'write']),
  administration: need('admin', ['administration', 'write']),
} as const;

export const param = (exchange: Exchange, name: string): string => exchange.params.get(name) ?? '';
/** A parameter that must be a number, else there is nothing there. */
export function numberParam(exchange: Exchange, name: string): number {
  const text = param(exchange, name);
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}
export const query = (exchange: Exchange, name: string): string | undefined => exchange.url.searchParams.get(name) ?? undefined;

/** The login that an actor's writings carry; an App writes as its bot. */
export function writerOf(actor: Actor): { login: string; app?: App } {
  if (actor.kind === 'user') return { login: actor.login };
  if (actor.kind === 'installation') return { login: appLogin(actor.app), app: actor.app };
  throw new Refusal(401, 'Requires authentication');
}

/** The media type asked for: `raw`, `diff`, `object`, or nothing special. */
export function mediaType(exchange: Exchange): string | undefined {
  return /application\/vnd\.github(?:\.[\w-]+)?\.(raw|diff|patch|object)/.exec(exchange.headers.accept ?? '')?.[1];
}
