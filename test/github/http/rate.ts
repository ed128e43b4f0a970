import type { State } from '../state.js';
import { Refusal } from './answer.js';
import type { Actor } from './auth.js';

interface Window {
  used: number;
  /** Seconds since the epoch. */
  reset: number;
}

export interface RateLimits {
  /** Counts a request and refuses it when nothing is left; gives GitHub's headers. */
  count(actor: Actor): Record<string, string>;
  /** A conditional request that found nothing new is free. */
  giveBack(actor: Actor): void;
  overview(actor: Actor): Record<string, unknown>;
}

const keyOf = (actor: Actor): string =>
  actor.kind === 'installation' ? `installation ${actor.installation.id}` : actor.kind === 'app' ? `app ${actor.app.id}` : actor.kind === 'user' ? `user ${actor.login}` : 'anonymous';

/** The primary limit: so many requests an hour for each installation, App and user. */
export function createRateLimits(state: State): RateLimits {
  const windows = new Map<string, Window>();
  const windowOf = (actor: Actor): Window => {
    const now = Math.floor(state.clock.now() / 1000);
    const standing = windows.get(keyOf(actor));
    if (standing && standing.reset > now) return standing;
    const fresh = { used: 0, reset: now + 3600 };
    windows.set(keyOf(actor), fresh);
    return fresh;
  };
  const figures = ({ used, reset }: Window) => ({ limit: state.settings.requestsPerHour, remaining: Math.max(0, state.settings.requestsPerHour - used), reset, used });
  const headersOf = (window: Window): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(figures(window)).map(([name, value]) => [`x-ratelimit-${name}`, String(value)])), 'x-ratelimit-resource': 'core',
  });
  return {
    count(actor) {
      const window = windowOf(actor);
      if (window.used >= state.settings.requestsPerHour) throw new Refusal(403, `API rate limit exceeded for ${keyOf(actor)}.`, undefined, headersOf(window));
      window.used += 1;
      return headersOf(window);
    },
    giveBack: (actor) => void (windowOf(actor).used -= 1),
    overview(actor) {
      const core = figures(windowOf(actor));
      return { resources: { core, search: { limit: 30, remaining: 30, reset: core.reset, used: 0 }, graphql: core }, rate: core };
    },
  };
}
