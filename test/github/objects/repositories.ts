import type { Commit } from '../git/objects.js';
import type { Repository, State } from '../state.js';
import type { Body } from '../http/answer.js';
import { iso, nodeId, simpleUser } from './accounts.js';

export const fullName = (repository: Repository): string => `${repository.owner}/${repository.name}`;
export const apiOf = (state: State, repository: Repository): string => `${state.apiUrl}/repos/${fullName(repository)}`;
export const htmlOf = (state: State, repository: Repository): string => `${state.url}/${fullName(repository)}`;
export const cloneUrl = (state: State, repository: Repository): string => `${htmlOf(state, repository)}.git`;
const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const suffixes: Readonly<Record<string, string>> = {
  archive: '{archive_format}{/ref}', assignees: '{/user}', blobs: '{/sha}', branches: '{/branch}', collaborators: '{/collaborator}', comments: '{/number}',
  commits: '{/sha}', compare: '{base}...{head}', contents: '{+path}', keys: '{/key_id}', labels: '{/name}', issues: '{/number}', milestones: '{/number}',
  notifications: '{?since,all,participating}', pulls: '{/number}', releases: '{/id}', statuses: '{sha}', trees: '{/sha}', git_commits: '{/sha}',
  git_refs: '{/sha}', git_tags: '{/sha}', issue_comment: '{/number}', issue_events: '{/number}',
};
const plain: readonly string[] = [
  'contributors', 'deployments', 'downloads', 'events', 'forks', 'languages', 'merges', 'stargazers', 'subscribers', 'subscription', 'tags', 'teams', 'hooks',
];

/** A repository, whole: the same object serves GitHub's full, minimal and webhook shapes. */
export function repositoryObject(state: State, repository: Repository): Body {
  const api = apiOf(state, repository);
  const html = htmlOf(state, repository);
  const urls: Body = {};
  const folder = (name: string) => (/^git_|^blobs|^trees/.test(name) ? `git/${name.replace(/^git_/, '')}` : name === 'issue_comment' ? 'issues/comments' : name.replace('_', '/'));
  for (const [name, suffix] of Object.entries(suffixes)) urls[`${name}_url`] = `${api}/${folder(name)}${/^\{[+a-z]*(?:base|path|sha)\}/.test(suffix) ? '/' : ''}${suffix}`;
  for (const name of plain) urls[`${name}_url`] = `${api}/${name}`;
  const forks = [...state.repositories.values()].filter((one) => one.parent === repository.id).length;
  const open = [...repository.pulls.values()].filter((pull) => pull.state === 'open').length;
  return {
    id: repository.id, node_id: nodeId('R', repository.id), name: repository.name, full_name: fullName(repository), owner: simpleUser(state, repository.owner),
    private: repository.visibility === 'private', visibility: repository.visibility, html_url: html, description: repository.description,
    fork: repository.parent !== undefined, url: api, ...urls, git_url: cloneUrl(state, repository).replace(/^http/, 'git'),
    ssh_url: `git@127.0.0.1:${fullName(repository)}.git`, clone_url: cloneUrl(state, repository), mirror_url: null, svn_url: html, homepage: null, language: null,
    forks_count: forks, stargazers_count: 0, watchers_count: 0, size: 0, default_branch: repository.defaultBranch, open_issues_count: open,
    is_template: false, topics: [], has_issues: true, has_projects: true, has_wiki: false, has_pages: false, has_downloads: true, has_discussions: false,
    archived: false, disabled: false, pushed_at: iso(repository.pushedAt), created_at: iso(repository.createdAt), updated_at: iso(repository.pushedAt),
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true }, license: null, forks, open_issues: open, watchers: 0,
    web_commit_signoff_required: false, allow_forking: true, custom_properties: {},
  };
}

/** What only `GET /repos/{owner}/{repo}` tells. */
export function fullRepository(state: State, repository: Repository): Body {
  const parent = repository.parent === undefined ? undefined : state.repositories.get(repository.parent);
  return {
    ...repositoryObject(state, repository), subscribers_count: 0, network_count: 0, allow_squash_merge: true, allow_merge_commit: true, allow_rebase_merge: true,
    ...(parent ? { parent: repositoryObject(state, parent), source: repositoryObject(state, parent) } : {}),
  };
}

/** A commit as the git database tells it. */
export function gitCommitObject(state: State, repository: Repository, commit: Commit): Body {
  const api = apiOf(state, repository);
  return {
    sha: commit.sha, node_id: `C_${commit.sha}`, url: `${api}/git/commits/${commit.sha}`, html_url: `${htmlOf(state, repository)}/commit/${commit.sha}`,
    author: commit.author, committer: commit.committer, message: commit.message, tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/git/commits/${sha}`, html_url: `${htmlOf(state, repository)}/commit/${sha}` })), verification,
  };
}
const verification = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** A commit as the repository tells it: with the users that its addresses belong to. */
export function commitObject(state: State, repository: Repository, commit: Commit): Body {
  const api = apiOf(state, repository);
  return {
    sha: commit.sha, node_id: `C_${commit.sha}`, url: `${api}/commits/${commit.sha}`, html_url: `${htmlOf(state, repository)}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`, author: commit.author, committer: commit.committer, message: commit.message, comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` }, verification,
    },
    author: userOfAddress(state, commit.author.email), committer: userOfAddress(state, commit.committer.email),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${htmlOf(state, repository)}/commit/${sha}` })),
  };
}

/** A commit as events and suites carry it. */
export function simpleCommit(commit: Commit): Body {
  return {
    id: commit.sha, tree_id: commit.tree, message: commit.message, timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email }, committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

/** The address that the stand-in gives to a user's commits. */
export const addressOf = (login: string): string => `${login.replace(/[^\w.-]/g, '-')}@users.noreply.github.example`;
export function loginOfAddress(state: State, email: string): string | undefined {
  return [...state.accounts.values()].find((account) => addressOf(account.login) === email)?.login;
}
function userOfAddress(state: State, email: string): Body | null {
  const login = loginOfAddress(state, email);
  return login === undefined ? null : simpleUser(state, login);
}

export interface ContentEntry {
  readonly type: 'file' | 'dir' | 'symlink' | 'submodule';
  readonly path: string;
  readonly sha: string;
  readonly size: number;
}

/** A file or folder as `contents` tells it, without its content. */
export function contentObject(state: State, repository: Repository, ref: string, entry: ContentEntry): Body {
  const api = apiOf(state, repository);
  const html = `${htmlOf(state, repository)}/${entry.type === 'dir' ? 'tree' : 'blob'}/${encodePath(ref)}/${encodePath(entry.path)}`;
  const self = `${api}/contents/${encodePath(entry.path)}?ref=${encodeURIComponent(ref)}`;
  const gitUrl = `${api}/git/${entry.type === 'dir' ? 'trees' : 'blobs'}/${entry.sha}`;
  return {
    type: entry.type, name: entry.path.split('/').pop() ?? '', path: entry.path, sha: entry.sha, size: entry.size, url: self, git_url: gitUrl, html_url: html,
    download_url: entry.type === 'file' || entry.type === 'symlink' ? `${htmlOf(state, repository)}/raw/${encodePath(ref)}/${encodePath(entry.path)}` : null,
    _links: { self, git: gitUrl, html },
  };
}

/** A file of a diff. `patch` is left out by the caller where GitHub would. */
export function diffEntry(
  state: State, repository: Repository, head: string, file: { path: string; previousPath?: string; status: string; sha: string; additions: number; deletions: number }, patch: string | undefined,
): Body {
  const html = htmlOf(state, repository);
  const path = encodePath(file.path);
  return {
    sha: file.sha, filename: file.path, status: file.status, additions: file.additions, deletions: file.deletions, changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${head}/${path}`, raw_url: `${html}/raw/${head}/${path}`, contents_url: `${apiOf(state, repository)}/contents/${path}?ref=${head}`,
    ...(patch === undefined ? {} : { patch }), ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}
