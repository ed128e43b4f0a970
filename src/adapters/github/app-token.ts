import { createPrivateKey, sign } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { z } from 'zod';
import { Failure } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { Permissions } from './operations.js';
import type { Secrets } from './redact.js';

/** What an installation token is narrowed to. Repositories by id, or by name where only a name is known. */
export interface TokenScope {
  readonly installation: number;
  readonly repositoryIds?: readonly number[];
  readonly repositoryNames?: readonly string[];
  readonly permissions: Permissions;
}

export interface Tokens {
  /** A JWT of the App, good for some minutes. */
  app(): Promise<string>;
  /** An installation token. `stale` is a token that GitHub has refused: another one is fetched. */
  installation(scope: TokenScope, stale?: string): Promise<string>;
}

type AppAuth = ReturnType<typeof createAppAuth>;
type AuthRequest = NonNullable<Parameters<typeof createAppAuth>[0]['request']>;

/** GitHub refuses a JWT over 10 minutes; both ends leave room for a clock that is off. docs.github.com, "Generating a JSON Web Token". */
const jwtMs = 540_000;
const clockSkewMs = 60_000;
/** A token is not used in its last minutes, so that no request carries one over its end. */
const renewMs = 300_000;
const mostKept = 10_000;

const tokenShape = z.object({ token: z.string().min(8).max(4096), expiresAt: z.string() });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT of the App (RS256), from the key in PKCS#1 or PKCS#8. @throws Failure HOST_FORBIDDEN { reason: 'private-key' } when the key is none. */
export function appJwt(appId: number, privateKey: string, now: number): { readonly jwt: string; readonly expiresAt: number } {
  const expiresAt = now + jwtMs;
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: Math.floor((now - clockSkewMs) / 1000), exp: Math.floor(expiresAt / 1000), iss: appId })}`;
  try {
    const key = createPrivateKey(privateKey);
    if (key.asymmetricKeyType !== 'rsa') throw new TypeError('no RSA key');
    return { jwt: `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`, expiresAt };
  } catch {
    // The cause is left out: a parser's message may quote the key.
    throw new Failure('HOST_FORBIDDEN', { reason: 'private-key' });
  }
}

/** Fetches and keeps tokens by scope; one request for all that ask for the same scope at the same time. */
export function createTokens(options: { readonly appId: number; readonly privateKey: string; readonly request: AuthRequest; readonly clock: Clock; readonly secrets: Secrets }): Tokens {
  const { appId, clock, secrets } = options;
  let standing: { readonly jwt: string; readonly expiresAt: number } | undefined;
  const kept = new Map<string, Promise<{ readonly token: string; readonly expiresAt: number }>>();

  function currentJwt(): { readonly jwt: string; readonly expiresAt: number } {
    if (standing === undefined || standing.expiresAt - clock.now() < clockSkewMs) {
      standing = appJwt(appId, options.privateKey, clock.now());
      secrets.add(standing.jwt);
    }
    return standing;
  }

  const auth: AppAuth = createAppAuth({
    appId,
    createJwt: async () => {
      const { jwt, expiresAt } = currentJwt();
      return { jwt, expiresAt: new Date(expiresAt).toISOString() };
    },
    request: options.request,
    log: { warn: () => undefined },
    cache: { get: () => '', set: () => undefined },
  });

  async function fetchToken(scope: TokenScope): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const answer = await auth({
      type: 'installation', installationId: scope.installation, permissions: { ...scope.permissions }, refresh: true,
      ...(scope.repositoryIds ? { repositoryIds: [...scope.repositoryIds] } : {}), ...(scope.repositoryNames ? { repositoryNames: [...scope.repositoryNames] } : {}),
    });
    const read = tokenShape.safeParse(answer);
    const expiresAt = read.success ? Date.parse(read.data.expiresAt) : Number.NaN;
    if (!read.success || Number.isNaN(expiresAt)) throw new Failure('HOST_MALFORMED', { operation: 'app.token', reason: 'shape' });
    secrets.add(read.data.token);
    return { token: read.data.token, expiresAt };
  }

  return {
    app: async () => currentJwt().jwt,
    async installation(scope, stale) {
      const key = JSON.stringify([scope.installation, scope.repositoryIds ?? [], scope.repositoryNames ?? [], Object.entries(scope.permissions)]);
      for (;;) {
        const standingOne = kept.get(key);
        if (standingOne === undefined) {
          const fetching = fetchToken(scope);
          kept.set(key, fetching);
          if (kept.size > mostKept) kept.delete(kept.keys().next().value as string);
          fetching.catch(() => kept.get(key) === fetching && kept.delete(key));
          return (await fetching).token;
        }
        const { token, expiresAt } = await standingOne;
        if (token !== stale && expiresAt - clock.now() > renewMs) return token;
        if (kept.get(key) === standingOne) kept.delete(key);
      }
    },
  };
}
