import type { Account, App, Installation, Repository, State } from '../state.js';
import { Refusal, type Body } from '../http/answer.js';

/** GitHub's timestamps: whole seconds, UTC. */
export const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
export const isoOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : iso(ms));

/** A node id: a kind and a number, as opaque to clients as GitHub's own. `nodeOf` reads it back. */
export const nodeId = (kind: string, id: number): string => `${kind}_${Buffer.from(`kw:${id}`).toString('base64url')}`;
export function nodeOf(text: string): { kind: string; id: number } | undefined {
  const [, kind = '', code = ''] = /^([A-Z]+)_([\w-]+)$/.exec(text) ?? [];
  const id = /^kw:(\d+)$/.exec(Buffer.from(code, 'base64url').toString('utf8'))?.[1];
  return id === undefined ? undefined : { kind, id: Number(id) };
}

export function accountOf(state: State, login: string): Account {
  const account = state.accounts.get(login.toLowerCase());
  if (!account) throw new Refusal(404, 'Not Found');
  return account;
}

/** A user, organisation or bot as it stands inside other objects. */
export function simpleUser(state: State, login: string): Body {
  const account = accountOf(state, login);
  const at = `${state.apiUrl}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login, id: account.id, node_id: nodeId('U', account.id), avatar_url: `${state.url}/avatars/u/${account.id}`, gravatar_id: '',
    url: at, html_url: `${state.url}/${encodeURIComponent(account.login)}`, followers_url: `${at}/followers`, following_url: `${at}/following{/other_user}`,
    gists_url: `${at}/gists{/gist_id}`, starred_url: `${at}/starred{/owner}{/repo}`, subscriptions_url: `${at}/subscriptions`,
    organizations_url: `${at}/orgs`, repos_url: `${at}/repos`, events_url: `${at}/events{/privacy}`, received_events_url: `${at}/received_events`,
    type: account.type, site_admin: false, user_view_type: 'public',
  };
}

export function publicUser(state: State, login: string): Body {
  const account = accountOf(state, login);
  const owned = [...state.repositories.values()].filter((one) => one.owner === account.login && one.visibility === 'public').length;
  return {
    ...simpleUser(state, login), name: account.name, company: null, blog: '', location: null, email: null, hireable: null, bio: null,
    public_repos: owned, public_gists: 0, followers: 0, following: 0, created_at: iso(account.createdAt), updated_at: iso(account.createdAt),
  };
}

export function organisation(state: State, login: string): Body {
  const account = accountOf(state, login);
  if (account.type !== 'Organization') throw new Refusal(404, 'Not Found');
  const at = `${state.apiUrl}/orgs/${account.login}`;
  return {
    login: account.login, id: account.id, node_id: nodeId('O', account.id), url: at, repos_url: `${at}/repos`, events_url: `${at}/events`,
    hooks_url: `${at}/hooks`, issues_url: `${at}/issues`, members_url: `${at}/members{/member}`, public_members_url: `${at}/public_members{/member}`,
    avatar_url: `${state.url}/avatars/u/${account.id}`, description: null,
  };
}

export function organisationFull(state: State, login: string): Body {
  const account = accountOf(state, login);
  return {
    ...organisation(state, login), name: account.name, has_organization_projects: true, has_repository_projects: true,
    public_repos: [...state.repositories.values()].filter((one) => one.owner === account.login && one.visibility === 'public').length,
    public_gists: 0, followers: 0, following: 0, html_url: `${state.url}/${account.login}`, type: 'Organization',
    created_at: iso(account.createdAt), updated_at: iso(account.createdAt), archived_at: null,
  };
}

/** An App as others see it. */
export function appObject(state: State, app: App): Body {
  return {
    id: app.id, slug: app.slug, client_id: app.clientId, node_id: nodeId('A', app.id), owner: simpleUser(state, app.owner), name: app.name,
    description: '', external_url: state.url, html_url: `${state.url}/apps/${app.slug}`, created_at: iso(app.createdAt), updated_at: iso(app.createdAt),
    permissions: app.permissions, events: app.events,
  };
}

export function installationObject(state: State, installation: Installation): Body {
  const app = state.apps.get(installation.appId);
  if (!app) throw new Refusal(404, 'Not Found');
  const account = accountOf(state, installation.account);
  return {
    id: installation.id, client_id: app.clientId, account: simpleUser(state, account.login), repository_selection: installation.selection,
    access_tokens_url: `${state.apiUrl}/app/installations/${installation.id}/access_tokens`, repositories_url: `${state.apiUrl}/installation/repositories`,
    html_url: `${state.url}/organizations/${account.login}/settings/installations/${installation.id}`, app_id: app.id, app_slug: app.slug,
    target_id: account.id, target_type: account.type, permissions: installation.permissions, events: installation.events,
    created_at: iso(installation.createdAt), updated_at: iso(installation.createdAt), single_file_name: null, has_multiple_single_files: false,
    single_file_paths: [], suspended_by: null, suspended_at: isoOrNull(installation.suspendedAt),
  };
}

/** The repositories that an installation reaches. */
export const installed = (state: State, installation: Installation): Repository[] =>
  [...state.repositories.values()].filter((one) =>
    one.owner === installation.account && (installation.selection === 'all' || installation.repositoryIds.has(one.id)));

export const appLogin = (app: App): string => `${app.slug}[bot]`;
