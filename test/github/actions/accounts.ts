import type { GitHub } from '../github.types.js';
import { installed, installationObject, nodeId } from '../objects/accounts.js';
import { fullName } from '../objects/repositories.js';
import type { App, Installation, Repository } from '../state.js';
import { makeAccount, makeApp, offerManifest } from '../world/accounts.js';
import { findRepository, newId } from '../world/lookup.js';
import type { Site } from '../world/site.js';
import { mintUserToken } from '../world/tokens.js';
import { byName } from './repositories.js';

type AccountActions = Pick<GitHub, 'createUser' | 'userToken' | 'createOrganisation' | 'createApp' | 'setWebhook' | 'offerManifest' | 'install' | 'uninstall' | 'chooseRepositories' | 'acceptPermissions'>;

/** What a test does about people, organisations and Apps. */
export function accountActions(site: Site): AccountActions {
  const { state } = site;
  const small = (one: Repository) => ({ id: one.id, node_id: nodeId('R', one.id), name: one.name, full_name: fullName(one), private: one.visibility === 'private' });
  const find = (installationId: number): { installation: Installation; app: App } => {
    const installation = state.installations.get(installationId);
    const app = installation && state.apps.get(installation.appId);
    if (!installation || !app) throw new Error(`no installation ${installationId}`);
    return { installation, app };
  };
  const tell = (installation: Installation, app: App, action: string) => {
    const repositories = installed(state, installation).map(small);
    site.emit({
      event: 'installation', action, installationId: installation.id, sender: app.owner,
      payload: { action, installation: installationObject(state, installation), repositories, requester: null },
    });
  };
  return {
    createUser(login) {
      makeAccount(state, login, 'User');
      return { login, token: mintUserToken(state, login) };
    },
    userToken: (login) => mintUserToken(state, login),
    createOrganisation(login, members = {}) {
      for (const member of Object.keys(members)) makeAccount(state, member, 'User');
      makeAccount(state, login, 'Organization', new Map(Object.entries(members).map(([member, role]) => [member.toLowerCase(), role])));
    },
    createApp(wanted) {
      const owner = wanted.owner ?? 'app-maker';
      if (!state.accounts.has(owner.toLowerCase())) makeAccount(state, owner, 'User');
      const { app, privateKey } = makeApp(state, { ...wanted, name: wanted.name ?? 'Mergewarden', owner });
      return { id: app.id, slug: app.slug, clientId: app.clientId, privateKey, webhookSecret: app.webhook.secret };
    },
    setWebhook(appId, url) {
      const app = state.apps.get(appId);
      if (!app) throw new Error(`no App ${appId}`);
      app.webhook.url = url;
    },
    offerManifest(owner, manifest) {
      makeAccount(state, owner, 'User');
      return offerManifest(state, owner, manifest);
    },
    install(appId, account, options = {}) {
      const app = state.apps.get(appId);
      const owner = state.accounts.get(account.toLowerCase());
      if (!app || !owner) throw new Error(`no App ${appId} or no account ${account}`);
      const chosen = (options.repositories ?? []).map((name) => findRepository(state, owner.login, name)?.id ?? -1);
      const installation: Installation = {
        id: newId(state), appId, account: owner.login, selection: options.repositories ? 'selected' : 'all', repositoryIds: new Set(chosen),
        permissions: options.permissions ?? app.permissions, events: app.events, createdAt: state.clock.now(),
      };
      state.installations.set(installation.id, installation);
      tell(installation, app, 'created');
      return installation;
    },
    uninstall(installationId) {
      const { installation, app } = find(installationId);
      tell(installation, app, 'deleted');
      state.installations.delete(installationId);
    },
    chooseRepositories(installationId, change) {
      const { installation, app } = find(installationId);
      for (const [action, names] of [['added', change.add ?? []], ['removed', change.remove ?? []]] as const) {
        if (names.length === 0) continue;
        const chosen = names.map((name) => byName(state, `${installation.account}/${name}`));
        for (const one of chosen) installation.repositoryIds[action === 'added' ? 'add' : 'delete'](one.id);
        site.emit({
          event: 'installation_repositories', action, installationId, sender: app.owner,
          payload: {
            action, installation: installationObject(state, installation), repository_selection: installation.selection, requester: null,
            repositories_added: action === 'added' ? chosen.map(small) : [], repositories_removed: action === 'removed' ? chosen.map(small) : [],
          },
        });
      }
    },
    acceptPermissions(installationId, permissions, events) {
      const { installation, app } = find(installationId);
      installation.permissions = { metadata: 'read', ...permissions };
      if (events) installation.events = events;
      tell(installation, app, 'new_permissions_accepted');
    },
  };
}
