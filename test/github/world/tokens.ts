import { randomBytes } from 'node:crypto';
import type { Installation, Permissions, State, Token } from '../state.js';

/** A new installation token, in the long form that GitHub gives since 2026: `ghs_<App's id>_<a JSON web token>`. */
export function mintToken(state: State, installation: Installation, permissions: Permissions, repositoryIds?: ReadonlySet<number>): Extract<Token, { kind: 'installation' }> {
  const expiresAt = state.clock.now() + state.settings.tokenLifetimeMs;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const value = `ghs_${installation.appId}_${part({ alg: 'ES256', typ: 'JWT' })}.${part({ iid: installation.id, exp: Math.floor(expiresAt / 1000) })}.${randomBytes(64).toString('base64url')}`;
  const token = { kind: 'installation' as const, value, installationId: installation.id, permissions, expiresAt, ...(repositoryIds ? { repositoryIds } : {}) };
  state.tokens.set(value, token);
  return token;
}

/** A new token of a person. */
export function mintUserToken(state: State, login: string): string {
  const value = `ghp_${randomBytes(18).toString('hex')}`;
  state.tokens.set(value, { kind: 'user', value, login });
  return value;
}
