import { verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { App, Installation, Level, Permissions, Repository, Role, State, Token } from '../state.js';
import { Refusal, notFound } from './answer.js';

export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'installation'; readonly app: App; readonly installation: Installation; readonly token: Extract<Token, { kind: 'installation' }> }
  | { readonly kind: 'user'; readonly login: string };

const unauthorised = (message = 'Bad credentials'): Refusal => new Refusal(401, message);
const part = (text: string | undefined): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/**
 * The App that signed a JSON web token: RS256 only, `iat` not in the future, `exp` not passed and at most ten minutes ahead.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
function appOf(state: State, token: string): App {
  const [head, payload, signature, ...rest] = token.split('.');
  const { alg } = part(head);
  const { iss, iat, exp } = part(payload);
  if (rest.length > 0 || alg !== 'RS256') throw unauthorised('A JSON web token could not be decoded');
  const app = [...state.apps.values()].find((one) => String(one.id) === String(iss) || one.clientId === iss);
  if (!app) throw unauthorised("'Issuer' claim ('iss') must be an Integer or a client ID of an App");
  const signed = verify('RSA-SHA256', Buffer.from(`${head}.${payload}`), app.publicKey, Buffer.from(signature ?? '', 'base64url'));
  if (!signed) throw unauthorised('A JSON web token could not be decoded');
  const now = state.clock.now() / 1000;
  if (typeof iat !== 'number' || iat > now + 60) throw unauthorised("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  if (typeof exp !== 'number' || exp <= now) throw unauthorised("'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires");
  if (exp > now + 600) throw unauthorised("'Expiration time' claim ('exp') is too far in the future");
  return app;
}

/** Who a token speaks for; refuses (401) one that is unknown or has run out. */
export function actorOfToken(state: State, value: string): Actor {
  const token = state.tokens.get(value);
  if (!token) {
    if (/^[^.]+\.[^.]+\.[^.]+$/.test(value) && !/^gh[a-z]_/.test(value)) return { kind: 'app', app: appOf(state, value) };
    throw unauthorised();
  }
  if (token.kind === 'user') return { kind: 'user', login: token.login };
  const installation = state.installations.get(token.installationId);
  const app = installation && state.apps.get(installation.appId);
  if (!installation || !app || token.expiresAt <= state.clock.now()) throw unauthorised();
  if (installation.suspendedAt !== undefined) throw new Refusal(403, 'This installation has been suspended');
  return { kind: 'installation', app, installation, token };
}

/** Who sent a request, by its Authorization header: `Bearer`, `token`, or `Basic` with the token as the password. */
export function actorOf(state: State, headers: IncomingHttpHeaders): Actor {
  const header = headers.authorization;
  if (header === undefined) return { kind: 'anonymous' };
  const [, scheme = '', value = ''] = /^(\S+)\s+(\S+)$/.exec(header) ?? [];
  if (/^(?:bearer|token)$/i.test(scheme)) return actorOfToken(state, value);
  if (!/^basic$/i.test(scheme)) throw unauthorised();
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString('utf8').split(/:(.*)/s);
  return actorOfToken(state, password === '' || password === 'x-oauth-basic' ? user : password);
}

const roles: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];
export const roleAtLeast = (role: Role | undefined, wanted: Role): boolean => role !== undefined && roles.indexOf(role) >= roles.indexOf(wanted);

/** A user's role in a repository: owner, organisation member, collaborator, or reader of a public one; undefined when it is hidden from them. */
export function roleOf(state: State, repository: Repository, login: string): Role | undefined {
  const key = login.toLowerCase();
  if (repository.owner.toLowerCase() === key) return 'admin';
  const member = state.accounts.get(repository.owner.toLowerCase())?.members.get(key);
  if (member === 'owner') return 'admin';
  return repository.collaborators.get(key) ?? (member || repository.visibility === 'public' ? 'read' : undefined);
}

export const reaches = (installation: Installation, repository: Repository): boolean =>
  installation.account.toLowerCase() === repository.owner.toLowerCase() && (installation.selection === 'all' || installation.repositoryIds.has(repository.id));

/** Whether the actor may see a repository at all; where not, it does not exist for them. */
export function mustSee(state: State, actor: Actor, repository: Repository): void {
  if (actor.kind === 'installation') {
    const narrowed = actor.token.repositoryIds;
    if (reaches(actor.installation, repository) && (!narrowed || narrowed.has(repository.id))) return;
    if (repository.visibility === 'public') return;
    throw notFound();
  }
  if (repository.visibility === 'public') return;
  if (actor.kind === 'user' && roleOf(state, repository, actor.login)) return;
  throw notFound();
}

const levels: readonly Level[] = ['read', 'write', 'admin'];
export const grants = (given: Permissions, name: string, level: Level): boolean =>
  name === 'metadata' && level === 'read' ? true : levels.indexOf(given[name] ?? ('none' as Level)) >= levels.indexOf(level);

/** What a route asks for: one of these permissions of an App, or a role of a user. */
export interface Needs {
  readonly anyOf: readonly (readonly [string, Level])[];
  readonly role: Role;
}

/** Refuses an actor without the permission: 403 where the repository is visible to them. */
export function mustHave(state: State, actor: Actor, repository: Repository, needs: Needs): void {
  const level = needs.anyOf.every(([, one]) => one === 'read') ? 'read' : 'write';
  switch (actor.kind) {
    case 'installation': {
      const narrowed = actor.token.repositoryIds;
      const within = reaches(actor.installation, repository) && (!narrowed || narrowed.has(repository.id));
      if (within && needs.anyOf.some(([name, one]) => grants(actor.token.permissions, name, one))) return;
      // Another's public repository may be read by anyone who is signed in.
      if (!within && level === 'read' && repository.visibility === 'public') return;
      throw new Refusal(403, 'Resource not accessible by integration', undefined, { 'x-accepted-github-permissions': needs.anyOf.map(([name, one]) => `${name}=${one}`).join('; ') });
    }
    case 'user':
      if (roleAtLeast(roleOf(state, repository, actor.login), needs.role)) return;
      throw new Refusal(403, 'Must have push access to repository');
    case 'anonymous':
      if (level === 'read' && repository.visibility === 'public') return;
      throw new Refusal(401, 'Requires authentication');
    case 'app':
      throw new Refusal(401, 'A JSON web token could not be decoded');
    default:
      throw notFound();
  }
}
