import path from 'node:path';

/** Where a remote's URL says that the repository lives. Nothing is ever contacted; the names are for people and for the policy. */
export interface RemoteName {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

/**
 * Reads host, owner and name from a remote's URL: `https://host/owner/name.git`, `ssh://git@host:22/owner/name`, `git@host:owner/name`.
 * Credentials and ports are dropped; deeper groups stay in the owner. Undefined for a local path and for what has no two parts.
 */
export function parseRemote(url: string): RemoteName | undefined {
  if (url.length > 2048) return undefined;
  const scheme = /^(?:https?|ssh|git|git\+ssh):\/\//i.exec(url);
  const rest = scheme ? url.slice(scheme[0].length) : url;
  const split = scheme ? rest.indexOf('/') : rest.indexOf(':');
  if (split <= 0 || (!scheme && (url.includes('://') || rest.slice(0, split).includes('/')))) return undefined;
  const authority = rest.slice(0, split);
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d{1,5}$/, '').toLowerCase();
  const parts = rest.slice(split + 1).split(/[?#]/, 1)[0]?.split('/').filter((part) => part !== '') ?? [];
  const name = parts.pop()?.replace(/\.git$/, '');
  if (host === '' || !/^[a-z0-9.-]{2,253}$|^\[[0-9a-f:.]{2,45}\]$/.test(host) || !name || parts.length === 0) return undefined;
  return { host, owner: parts.join('/'), name };
}

/** The repository's names where no remote tells: the folder it is in. */
export function localName(folder: string): RemoteName {
  return { host: 'local', owner: '', name: path.basename(folder).replace(/\.git$/, '') || 'repository' };
}
