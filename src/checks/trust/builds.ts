import { isObject, type Json } from '../../core/json.js';
import type { Provenance, VersionTrust } from '../../trust/evidence.types.js';

/** The provenance of a version that was verified for exactly its bytes; undefined where one is refused, or none is verified. */
export function verifiedProvenance(trust: VersionTrust | undefined): Provenance | undefined {
  const all = (trust?.attestations ?? []).filter(({ kind }) => kind === 'provenance');
  if (all.some(({ outcome }) => outcome.state === 'refused')) return undefined;
  return all.find(({ outcome, provenance }) => outcome.state === 'verified' && provenance)?.provenance;
}

const longest = 2_048;
const shorthands: { readonly [prefix: string]: string } = { github: 'github.com', gitlab: 'gitlab.com', bitbucket: 'bitbucket.org' };

/**
 * A repository's address in one form, `host/owner/name` in lower case: of whatever a manifest may write (docs of npm, package.json, "repository"): addresses of any scheme with or without `git+`, a user, a port,
 * `.git` and what stands behind the name, `git@host:owner/name`, `host/owner/name`, and the short forms `owner/name`, `github:`, `gitlab:` and `bitbucket:`. Undefined for what is none.
 */
export function repositoryName(text: string): string | undefined {
  if (text.length > longest) return undefined;
  const address = text.trim().toLowerCase().replace(/^git\+/, '').split(/[#?]/, 1)[0]!;
  const [, prefix, short] = /^(github|gitlab|bitbucket):(?!\/)(.+)$/.exec(address) ?? [];
  if (prefix !== undefined && short !== undefined) return named(shorthands[prefix]!, short);
  const [, host, path] = /^[a-z][a-z0-9.-]*:\/\/(?:[^/@]*@)?([^/:@]+)(?::\d+)?[/:](.+)$/.exec(address) ?? /^(?:[^/@:]+@)?([^/@:]+):(?!\/)(.+)$/.exec(address) ?? [];
  if (host !== undefined && path !== undefined) return named(host, path);
  const [first, ...rest] = address.split('/');
  if (Object.values(shorthands).includes((first ?? '').replace(/^www\./, ''))) return named(first!, rest.join('/'));
  return rest.length === 1 ? named('github.com', address) : undefined;
}

/** Hosts whose repositories have an owner and a name and nothing more; elsewhere groups nest. */
const flat: ReadonlySet<string> = new Set(['github.com', 'bitbucket.org']);

function named(host: string, path: string): string | undefined {
  const site = host.replace(/^(?:www|ssh)\./, '');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const end = parts.findIndex((part) => part === '-' || part === 'tree' || part === 'blob');
  const own = flat.has(site) ? parts.slice(0, 2) : parts.slice(0, end < 2 ? parts.length : end);
  if (own.length < 2 || !site.includes('.')) return undefined;
  const name = own.pop()!.replace(/\.git$/, '');
  return name === '' ? undefined : [site, ...own, name].join('/');
}

/** The repository that a manifest names, as a text or as `{ url }`; undefined where it names none that can be told. */
export function manifestRepository(repository: Json | undefined): string | undefined {
  const text = isObject(repository) ? repository['url'] : repository;
  return typeof text === 'string' ? repositoryName(text) : undefined;
}

/** Of what a build was made. GitLab's names tell no tags from branches. */
export type RefClass = 'tag' | 'branch' | 'pull request' | 'unknown';

export function refClass(ref: string | undefined): RefClass {
  if (ref?.startsWith('refs/tags/') === true) return 'tag';
  if (ref?.startsWith('refs/heads/') === true) return 'branch';
  return ref?.startsWith('refs/pull/') === true ? 'pull request' : 'unknown';
}

/** Whether two builds were of one repository: by its number where both sides give it, which no other repository of that name has; else by its name. */
export function sameRepository(a: Provenance, b: Provenance): boolean {
  if (a.platform !== b.platform) return false;
  if (a.repositoryId !== undefined && b.repositoryId !== undefined) return a.repositoryId === b.repositoryId;
  return repositoryName(a.repository) === repositoryName(b.repository);
}
