import { Octokit } from '@octokit/core';
import { z } from 'zod';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Clock, Timers } from '../../ports/clock.js';
import type { RepositoryName } from '../../ports/reviews.js';
import { createTokens, type TokenScope } from './app-token.js';
import { createCaller, graphqlRoute, jsonOf, type Authorise, type Caller, type Once, type Parameters } from './caller.js';
import type { Answer } from './failures.js';
import { operations, tokenPermissions, type Operation } from './operations.js';
import { createSecrets, type Secrets } from './redact.js';
import { createTransport, type Budget, type RequestTrace } from './transport.js';

/** Requests about one repository: `owner` and `repo` are filled in. A new one counts its round trips from 0. */
export interface RepositoryCaller extends Caller {
  readonly repository: { readonly owner: string; readonly name: string };
}

/** Who our App is: comments by `<slug>[bot]` are ours. A login with brackets cannot be registered, so that nobody else can have it. */
export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
  readonly permissions: { readonly [permission: string]: string };
  readonly events: readonly string[];
}

export interface GitHub {
  /** `github.com`, or the name of the Enterprise Server. */
  readonly host: string;
  readonly appId: number;
  readonly secrets: Secrets;
  /** A caller whose token holds one repository, and only reads or also writes. */
  forRepository(installation: number, repository: RepositoryName, options?: { readonly as?: 'reader' | 'writer'; readonly signal?: AbortSignal | undefined }): RepositoryCaller;
  /** The organisation's policy repository, read with a token of its own; without one (not in the installation) `fallback` reads it if it is public. */
  forNamed(installation: number, owner: string, name: string, options?: { readonly signal?: AbortSignal | undefined }): RepositoryCaller;
  /** The whole installation, for listing its repositories alone. */
  forInstallation(installation: number): Caller;
  readonly asApp: Caller;
  /** Our App, asked at most once an hour. */
  identity(): Promise<AppIdentity>;
}

export interface GitHubOptions {
  /** The REST address: `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  readonly baseUrl?: string;
  readonly appId: number;
  readonly privateKey: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly fetch?: typeof globalThis.fetch;
  /** One request and its answer; default 20 s, and never more than the limit `hostRequestMs` for a publisher's. */
  readonly requestTimeoutMs?: number;
  readonly secrets?: Secrets;
  readonly onRequest?: (trace: RequestTrace) => void;
  readonly onBudget?: (budget: Budget) => void;
}

const defaultBaseUrl = 'https://api.github.com';
/** A recursive tree of 100,000 entries is about 25 MB of JSON, the largest answer that is asked for. */
const answerBytes = 64_000_000;
/** Bytes a millisecond at which a big blob may come without running into its deadline. */
const slowestBytesPerMs = 2000;
const identityMs = 3_600_000;
const refusedMs = 60_000;
const mostRefused = 10_000;

const identityShape = z.object({ id: z.number(), slug: z.string().max(256), permissions: z.record(z.string(), z.string()), events: z.array(z.string()) });

/**
 * GitHub's API as one App, on github.com or an Enterprise Server: tokens narrowed to one repository and the least permissions, every
 * failure a Failure, nothing retried here but a token that GitHub does not know yet. Limits are waited out on the caller's queue.
 */
export function createGitHub(options: GitHubOptions): GitHub {
  const { appId, clock, timers } = options;
  const baseUrl = (options.baseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  const graphqlUrl = baseUrl.endsWith('/api/v3') ? `${baseUrl.slice(0, -'/v3'.length)}/graphql` : `${baseUrl}/graphql`;
  const timeoutMs = options.requestTimeoutMs ?? 20_000;
  const secrets = options.secrets ?? createSecrets();
  secrets.add(options.privateKey);
  const transport = createTransport({ fetch: options.fetch ?? globalThis.fetch, clock, timers, onRequest: options.onRequest, onBudget: options.onBudget });
  const silent = () => undefined;
  const octokit = new Octokit({ baseUrl, userAgent: 'mergewarden', log: { debug: silent, info: silent, warn: silent, error: silent } });

  /** A publisher's request ends before its lease; a blob has the time that its bytes need. */
  const timeoutOf = (as: Operation['as'], maxBytes: number | undefined): number =>
    (as === 'writer' ? Math.min(timeoutMs, limits.hostRequestMs.value) : timeoutMs) + (maxBytes === undefined ? 0 : Math.ceil(maxBytes / slowestBytesPerMs));

  /** Sends one request through Octokit, which fills in the route; the answer is the transport's own, read whole. */
  const once: Once = async (operation, parameters, how) => {
    const { route } = operations[operation];
    const maxBytes = how.maxBytes ?? answerBytes;
    let answer: Answer | undefined;
    const through = async (url: string, init: RequestInit): Promise<Response> => {
      answer = await transport.send(url, init, {
        operation, route, bucket: how.bucket, round: how.round, signal: how.signal, maxBytes,
        timeoutMs: timeoutOf(operations[operation].as, how.maxBytes),
      });
      return new Response(null, { status: 204 });
    };
    const target = route === graphqlRoute ? `POST ${graphqlUrl}` : route;
    try {
      await octokit.request(target, {
        ...parameters,
        headers: {
          accept: how.accept ?? 'application/vnd.github+json', 'x-github-api-version': '2022-11-28',
          ...(how.token === undefined ? {} : { authorization: `Bearer ${how.token}` }),
        },
        request: { fetch: through },
      });
    } catch (error) {
      throw causeOf(error, how.signal);
    }
    if (answer === undefined) throw new Failure('INTERNAL', { operation });
    return answer;
  };

  const tokens = createTokens({
    appId, privateKey: options.privateKey, clock, secrets,
    request: Object.assign(
      async (_route: unknown, parameters: { installation_id: number; headers: { authorization: string } }) => {
        const { headers, installation_id, ...body } = parameters as typeof parameters & { mediaType?: unknown };
        delete body.mediaType;
        const answer = await once('app.token', { installation_id, ...body }, { token: headers.authorization.replace(/^bearer /i, ''), bucket: 'app', round: 1 });
        return { data: jsonOf(answer, 'app.token') };
      },
      octokit.request,
    ) as unknown as typeof octokit.request,
  });

  const caller = (authorise: Authorise, bucket: string, fixed: Parameters, signal: AbortSignal | undefined): Caller => createCaller({ once, timers, secrets, authorise, bucket, fixed, signal });

  /** Scopes for which no token is made, asked again after a minute: else every review would ask for a policy repository that is not installed. */
  const refused = new Map<string, { readonly at: number; readonly failure: Failure }>();
  /** Installation tokens; a refusal to make one (422: not among the installation's repositories or permissions) is HOST_FORBIDDEN. */
  const withToken = (scope: TokenScope): Authorise => async (stale) => {
    const key = JSON.stringify(scope);
    const known = refused.get(key);
    if (known && clock.now() - known.at < refusedMs) throw known.failure;
    refused.delete(key);
    try {
      return await tokens.installation(scope, stale);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'HOST_REJECTED') throw error;
      const failure = new Failure('HOST_FORBIDDEN', error.data, error);
      if (scope.repositoryNames && refused.size < mostRefused) refused.set(key, { at: clock.now(), failure });
      throw failure;
    }
  };
  const bucketOf = (installation: number): string => `installation:${installation}`;
  const asApp = caller(() => tokens.app(), 'app', {}, undefined);
  let identity: { readonly at: number; readonly value: Promise<AppIdentity> } | undefined;

  return {
    host: new URL(baseUrl).hostname === 'api.github.com' ? 'github.com' : new URL(baseUrl).hostname,
    appId, secrets, asApp,
    forRepository(installation, repository, how = {}) {
      const authorise = withToken({ installation, repositoryIds: [repository.id], permissions: tokenPermissions(how.as ?? 'reader') });
      return { repository, ...caller(authorise, bucketOf(installation), { owner: repository.owner, repo: repository.name }, how.signal) };
    },
    forNamed(installation, owner, name, how = {}) {
      const authorise = withToken({ installation, repositoryNames: [name], permissions: { contents: 'read', metadata: 'read' } });
      return { repository: { owner, name }, ...caller(authorise, bucketOf(installation), { owner, repo: name }, how.signal) };
    },
    forInstallation: (installation) => caller(withToken({ installation, permissions: { metadata: 'read' } }), bucketOf(installation), {}, undefined),
    identity() {
      if (identity === undefined || clock.now() - identity.at > identityMs) {
        const value = asApp.call('app.get', {}, identityShape);
        const mine = { at: clock.now(), value };
        identity = mine;
        value.catch(() => { if (identity === mine) identity = undefined; });
      }
      return identity.value;
    },
  };
}

/** Octokit wraps what its fetch throws: the Failure, or the signal's reason, is taken out again. */
function causeOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason;
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) if (at instanceof Failure) return at;
  return new Failure('HOST_MALFORMED', { reason: error instanceof Error ? error.name : typeof error }, error);
}
