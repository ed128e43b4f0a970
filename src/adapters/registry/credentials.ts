import type { Tenancy } from '../../ports/registry.js';

/** What proves to a registry who asks. `at` is `//host[:port]/path/`, as in an npmrc: it goes there and nowhere else. */
export interface Credential {
  readonly at: string;
  /** The whole header, `Bearer …` or `Basic …`. */
  readonly authorization?: string;
  /** A client certificate and its key, PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Full names (`owner/name`) of the repositories whose reviews may use it. */
  readonly repositories: 'all' | readonly string[];
}

function matching(url: URL, credentials: readonly Credential[]): Credential | undefined {
  const place = `//${url.host}${url.pathname}`;
  return credentials.filter((one) => place.startsWith(one.at)).sort((a, b) => b.at.length - a.at.length)[0];
}

/**
 * The credential for one request to `url` of the registry at `base`, or undefined. The longest matching place wins; a URL elsewhere on the
 * registry's own host uses the registry's, as npm does. None is given away across hosts, to a repository that it was not granted to, or to a
 * fork of a public repository: anybody can open such a pull request, and would read private packages through us.
 */
export function credentialFor(url: URL, base: URL, tenancy: Tenancy, credentials: readonly Credential[]): Credential | undefined {
  if (url.host !== base.host || (tenancy.visibility === 'public' && tenancy.fork)) return undefined;
  const found = matching(url, credentials) ?? matching(base, credentials);
  if (!found || found.repositories === 'all') return found;
  // The host's names have no case: what the operator wrote, and what a payload says, may differ in it.
  const repository = tenancy.repository.toLowerCase();
  return found.repositories.some((one) => one.toLowerCase() === repository) ? found : undefined;
}
