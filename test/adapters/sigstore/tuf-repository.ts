import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** JSON as TUF signs it (OLPC's canonical form): sorted keys, and in texts only quotes and backslashes escaped. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).sort().map((key) => `${canonical(key)}:${canonical((value as Record<string, unknown>)[key])}`).join(',')}}`;
  return JSON.stringify(value);
}

interface Key { readonly id: string; readonly json: object; readonly secret: KeyObject }
export function tufKey(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  return { id: createHash('sha256').update(raw).digest('hex'), json: { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw } }, secret: privateKey };
}

const signed = (body: object, keys: readonly Key[]): string => JSON.stringify({ signed: body, signatures: keys.map(({ id, secret }) => ({ keyid: id, sig: sign(undefined, Buffer.from(canonical(body)), secret).toString('hex') })) });

type Role = 'root' | 'timestamp' | 'snapshot' | 'targets' | 'registry';
export type TufAnswer = string | number | ((response: ServerResponse) => void);

/** A TUF repository on this machine, with the two targets, one of them delegated as the public repository does it. */
export interface TufStandIn {
  readonly address: string;
  /** The first root, to begin with. */
  readonly root: Buffer;
  readonly keysTarget: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** What is served in place of a file; a function may also answer nothing. */
  readonly answers: Map<string, TufAnswer>;
  /** What the next publishing takes. */
  readonly next: { versions: Record<Role, number>; expires: Record<Role, string>; keys: Record<Role, readonly Key[]>; threshold: number; targets: Record<string, string>; consistent: boolean };
  /** Signs and serves everything anew, each role but the root one version up, or as told. */
  readonly publish: (versions?: Partial<Record<Role, number>>) => void;
  /** Signs and serves a new root, by the keys before it and those from now on. */
  readonly rotate: (keys: Partial<Record<Role, readonly Key[]>>, by?: readonly Key[]) => void;
  /** What is served now, to be served again later. */
  snapshot(): () => void;
  close(): Promise<void>;
}

export const tufStart = Date.parse('2026-11-01T00:00:00Z');
const at = (days: number): string => new Date(tufStart + days * 86_400_000).toISOString().replace('.000', '');

export async function startTuf(targets: { readonly root: object; readonly keys: object }, host = 'registry.example'): Promise<TufStandIn> {
  const keysTarget = `${host}/keys.json`;
  const asked: string[] = [];
  const files = new Map<string, string>();
  const answers = new Map<string, TufAnswer>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').replace('/tuf/', ''));
    asked.push(path);
    const answer = answers.get(path) ?? files.get(path) ?? 404;
    if (typeof answer === 'function') answer(response);
    else if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(answer);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const one = (): readonly Key[] => [tufKey()];
  const next: TufStandIn['next'] = {
    versions: { root: 1, timestamp: 0, snapshot: 0, targets: 0, registry: 0 }, expires: { root: at(180), timestamp: at(7), snapshot: at(21), targets: at(180), registry: at(180) },
    keys: { root: [tufKey(), tufKey(), tufKey()], timestamp: one(), snapshot: one(), targets: [tufKey(), tufKey()], registry: one() }, threshold: 2, consistent: true,
    targets: { 'trusted_root.json': JSON.stringify(targets.root), [keysTarget]: JSON.stringify(targets.keys) },
  };
  const common = (role: Role): object => ({ _type: role === 'registry' ? 'targets' : role, spec_version: '1.0.31', version: next.versions[role], expires: next.expires[role] });
  const many = new Set<Role>(['root', 'targets']);
  const rootText = (by: readonly Key[]): string => {
    const roles = (['root', 'timestamp', 'snapshot', 'targets'] as const).map((role) => [role, { keyids: next.keys[role].map(({ id }) => id), threshold: many.has(role) ? next.threshold : 1 }] as const);
    const keys = roles.flatMap(([role]) => next.keys[role].map(({ id, json }) => [id, json] as const));
    return signed({ ...common('root'), keys: Object.fromEntries(keys), roles: Object.fromEntries(roles), consistent_snapshot: next.consistent }, by);
  };
  const fileOf = (name: string): object => ({ length: Buffer.byteLength(next.targets[name]!), hashes: { sha256: createHash('sha256').update(next.targets[name]!).digest('hex') } });
  const put = (): void => {
    const { keys, versions } = next;
    for (const [name, text] of Object.entries(next.targets)) files.set(`targets/${name.replace(/[^/]+$/, (base) => `${createHash('sha256').update(text).digest('hex')}.${base}`)}`, text);
    const [delegated, direct] = [keysTarget in next.targets ? { [keysTarget]: fileOf(keysTarget) } : {}, 'trusted_root.json' in next.targets ? { 'trusted_root.json': fileOf('trusted_root.json') } : {}];
    const registry = keys.registry[0]!;
    files.set(`${versions.registry}.registry.json`, signed({ ...common('registry'), targets: delegated }, keys.registry));
    files.set(`${versions.targets}.targets.json`, signed({ ...common('targets'), targets: direct, delegations: { keys: { [registry.id]: registry.json }, roles: [{ name: 'registry', keyids: [registry.id], threshold: 1, terminating: true, paths: [`${host}/*`] }] } }, keys.targets));
    const snapshot = signed({ ...common('snapshot'), meta: { 'targets.json': { version: versions.targets }, 'registry.json': { version: versions.registry } } }, keys.snapshot);
    files.set(`${versions.snapshot}.snapshot.json`, snapshot);
    files.set('timestamp.json', signed({ ...common('timestamp'), meta: { 'snapshot.json': { version: versions.snapshot, length: Buffer.byteLength(snapshot), hashes: { sha256: createHash('sha256').update(snapshot).digest('hex') } } } }, keys.timestamp));
  };
  const root = Buffer.from(rootText(next.keys.root));
  files.set('1.root.json', root.toString());
  const standIn: TufStandIn = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tuf`, root, keysTarget, asked, answers, next,
    publish(versions = {}) {
      for (const role of ['timestamp', 'snapshot', 'targets', 'registry'] as const) next.versions[role] = versions[role] ?? next.versions[role] + 1;
      put();
    },
    rotate(keys, by) {
      const before = next.keys.root;
      Object.assign(next.keys, keys);
      next.versions.root += 1;
      files.set(`${next.versions.root}.root.json`, rootText(by ?? [...new Set([...before, ...next.keys.root])]));
    },
    snapshot() {
      const [then, versions] = [new Map(files), { ...next.versions }];
      return () => { files.clear(); for (const [name, text] of then) files.set(name, text); Object.assign(next.versions, versions); };
    },
    close: () => new Promise((resolve) => { server.close(() => { resolve(); }); server.closeAllConnections(); }),
  };
  standIn.publish();
  return standIn;
}
