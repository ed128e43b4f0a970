import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { appLogin } from '../objects/accounts.js';
import type { Account, App, Permissions, State } from '../state.js';
import { eventPermissions } from '../webhooks.js';
import { newId } from './lookup.js';

export function makeAccount(state: State, login: string, type: Account['type'], members: ReadonlyMap<string, 'member' | 'owner'> = new Map()): Account {
  const key = login.toLowerCase();
  const standing = state.accounts.get(key);
  if (standing) return standing;
  const account: Account = { id: newId(state), login, type, name: login, createdAt: state.clock.now(), members: new Map(members) };
  state.accounts.set(key, account);
  return account;
}

const keyPairs: { publicKey: KeyObject; privateKey: KeyObject }[] = [];
/** The key pair of the nth App of any stand-in in this process: making one takes long, and only those of one stand-in must differ. */
function keyPair(index: number): { publicKey: KeyObject; privateKey: KeyObject } {
  while (keyPairs.length <= index) keyPairs.push(generateKeyPairSync('rsa', { modulusLength: 2048 }));
  return keyPairs[index] ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
}

export interface NewApp {
  readonly name: string;
  readonly owner: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
}

/** Registers an App and its bot. Refuses, as GitHub's form does, events that its permissions do not allow. */
export function makeApp(state: State, wanted: NewApp): { app: App; privateKey: string; clientSecret: string } {
  for (const event of wanted.events) {
    const allowing = eventPermissions[event];
    if (allowing && !allowing.some((name) => wanted.permissions[name] !== undefined)) throw new Error(`Default events are not supported by permissions: ${event}`);
  }
  const { publicKey, privateKey } = keyPair(state.apps.size);
  const id = newId(state);
  const slug = wanted.name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const app: App = {
    id, slug, name: wanted.name, owner: wanted.owner, clientId: `Iv23li${randomBytes(7).toString('hex')}`, publicKey, createdAt: state.clock.now(),
    permissions: { metadata: 'read', ...wanted.permissions }, events: wanted.events,
    webhook: { url: wanted.webhookUrl, secret: wanted.webhookSecret ?? randomBytes(20).toString('hex') },
  };
  state.apps.set(id, app);
  makeAccount(state, appLogin(app), 'Bot');
  return { app, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), clientSecret: randomBytes(20).toString('hex') };
}

/** Keeps a manifest that a person has confirmed until its code is converted, once. */
export function offerManifest(state: State, owner: string, manifest: Record<string, unknown>): string {
  const code = crypto.randomUUID().replace(/-/g, '');
  state.manifests.set(code, { owner, manifest });
  return code;
}
