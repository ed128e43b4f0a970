import path from 'node:path';
import { listRefs, resolveRef } from '../git/objects.js';
import { git } from '../git/run.js';
import { initRepository } from '../git/write.js';
import type { GitHub, Named } from '../github.types.js';
import { cloneUrl, fullName } from '../objects/repositories.js';
import type { Repository, Role, State } from '../state.js';
import { makeAccount } from '../world/accounts.js';
import { findRepository, newId } from '../world/lookup.js';
import { push } from '../world/refs.js';
import { makeRuleset, requiredCheckRuleset } from '../world/rules.js';
import type { Site } from '../world/site.js';
import { mintUserToken } from '../world/tokens.js';

/** A repository of the stand-in, by its name or itself. */
export function byName(state: State, named: Named): Repository {
  if (typeof named !== 'string') return named;
  const [owner = '', name = ''] = named.split('/');
  const found = findRepository(state, owner, name);
  if (!found) throw new Error(`no repository ${named}`);
  return found;
}

type RepositoryActions = Pick<GitHub, 'createRepository' | 'createFork' | 'repository' | 'cloneUrl' | 'tip' | 'push' | 'ruleset' | 'requireCheck'>;

/** What a test does about repositories, pushes and rules. */
export function repositoryActions(site: Site): RepositoryActions {
  const { state } = site;
  const repository = (named: Named): Repository => byName(state, named);
  const resolve = (one: Repository) => async (rev: string) => {
    const sha = await resolveRef(one.dir, rev);
    if (sha === undefined) throw new Error(`no commit ${rev} in ${fullName(one)}`);
    return sha;
  };
  const add = (wanted: Pick<Repository, 'owner' | 'name' | 'visibility' | 'defaultBranch' | 'description'> & { parent?: number; collaborators?: Readonly<Record<string, Role>> }): Repository => {
    const owner = state.accounts.get(wanted.owner.toLowerCase());
    if (!owner) throw new Error(`no account ${wanted.owner}`);
    const id = newId(state);
    const now = state.clock.now();
    for (const login of Object.keys(wanted.collaborators ?? {})) makeAccount(state, login, 'User');
    const one: Repository = {
      id, owner: owner.login, name: wanted.name, visibility: wanted.visibility, defaultBranch: wanted.defaultBranch, description: wanted.description,
      dir: path.join(state.root, `${id}.git`), ...(wanted.parent === undefined ? {} : { parent: wanted.parent }), createdAt: now, pushedAt: now, nextNumber: 1,
      collaborators: new Map(Object.entries(wanted.collaborators ?? {}).map(([login, role]) => [login.toLowerCase(), role])), pulls: new Map(), suites: [], checkRuns: [],
      statuses: [], comments: [], reviews: [], reviewComments: [], rulesets: [], queue: [],
    };
    state.repositories.set(id, one);
    return one;
  };
  return {
    repository,
    async createRepository(wanted) {
      const one = add({ visibility: 'public', defaultBranch: 'main', description: '', ...wanted });
      await initRepository(one.dir, one.defaultBranch);
      if (wanted.files) await push(site, one, { branch: one.defaultBranch, files: wanted.files, message: 'Begin', by: one.owner }, resolve(one));
      return one;
    },
    async createFork(of, owner, name) {
      const parent = repository(of);
      makeAccount(state, owner, 'User');
      const one = add({ owner, name: name ?? parent.name, visibility: parent.visibility, defaultBranch: parent.defaultBranch, description: parent.description, parent: parent.id });
      await initRepository(one.dir, one.defaultBranch);
      await git(one.dir, ['fetch', '--quiet', parent.dir, '+refs/heads/*:refs/heads/*']);
      return one;
    },
    cloneUrl(named, login) {
      const url = new URL(cloneUrl(state, repository(named)));
      if (login !== undefined) Object.assign(url, { username: 'x-access-token', password: mintUserToken(state, login) });
      return url.href;
    },
    async tip(named, ref) {
      const one = repository(named);
      const found = ref?.startsWith('refs/') ? (await listRefs(one.dir)).get(ref) : undefined;
      return found ?? resolve(one)(ref ?? one.defaultBranch);
    },
    push(named, wanted) {
      const one = repository(named);
      return push(site, one, { ...wanted, by: wanted.by ?? one.owner }, resolve(one));
    },
    ruleset: (at, wish) => makeRuleset(state, typeof at === 'object' && 'organisation' in at ? at.organisation : repository(at), wish),
    requireCheck: (named, context, appId) => makeRuleset(state, repository(named), requiredCheckRuleset(context, appId)),
  };
}
