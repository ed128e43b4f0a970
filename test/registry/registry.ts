import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault, StandingFault } from './faults.js';
import { answerFaulty } from './faults.js';
import type { BuiltVersion, SigningKey, StandInPackage } from './package.js';
import { buildVersion, signingKey } from './package.js';

export interface Credential {
  /** `@scope`, or `*` for every package. */
  readonly scope: string;
  /** The whole header, for example `Bearer secret`. */
  readonly authorization: string;
  /** What an asker without it gets. */
  readonly refusal: 401 | 403 | 404;
}

export interface LoggedRequest {
  readonly method: string;
  /** Path and query as they came, still encoded. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  status: number;
}

export interface StandInOptions {
  readonly packages?: readonly StandInPackage[];
  readonly credentials?: readonly Credential[];
  /** Sign every version and serve the keys. */
  readonly signatures?: boolean;
  /** Folder that the registry lives below; begins and ends in `/`. */
  readonly basePath?: string;
  /** Where the packument says that a tarball is: a path below the base path, or a whole URL. Only there is it served. */
  readonly tarballAt?: (name: string, version: string) => string;
  readonly address?: string;
}

export interface StandInRegistry {
  /** Base URL, ends in `/`. */
  readonly url: string;
  /** Awaited before every answer: added latency comes in here. */
  delay: () => Promise<void>;
  readonly requests: LoggedRequest[];
  /** The greatest number of requests that were open at once. */
  mostAtOnce(): number;
  publish(pkg: StandInPackage): void;
  /** Makes answers to a path (below the base path, decoded) go wrong, at most `times` times. */
  fault(path: string | RegExp, fault: Fault, times?: number): StandingFault;
  close(): Promise<void>;
}

interface Held { readonly pkg: StandInPackage; readonly versions: readonly BuiltVersion[] }
interface Standing { readonly path: string | RegExp; readonly fault: Fault; left: number; readonly released: Promise<void> }
interface Answer { readonly type: string; readonly body: Uint8Array; readonly etag?: string }

const json = (value: unknown): Answer => {
  const body = Buffer.from(JSON.stringify(value));
  return { type: 'application/json', body, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"` };
};
const abbreviatedType = 'application/vnd.npm.install-v1+json';
const abbreviatedFields = ['name', 'version', 'deprecated', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'bin', 'dist', 'engines', 'os', 'cpu', 'hasInstallScript', '_hasShrinkwrap'];

/** The usual address of a tarball, below the registry's base URL. */
export function usualTarballPath(name: string, version: string): string {
  return `${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
}

function packument(held: Held, base: string, options: StandInOptions, abbreviated: boolean): Answer {
  const at = options.tarballAt ?? usualTarballPath;
  const versions = Object.fromEntries(held.versions.map((one) => {
    const dist = one.document['dist'] as { [key: string]: unknown };
    const attestations = dist['attestations'] as object | undefined;
    const document: { [key: string]: unknown } = {
      ...one.document,
      dist: { tarball: new URL(at(held.pkg.name, one.version), base).href, ...dist, ...(attestations ? { attestations: { url: `${base}-/npm/v1/attestations/${held.pkg.name}@${one.version}`, ...attestations } } : {}) },
    };
    return [one.version, abbreviated ? Object.fromEntries(abbreviatedFields.filter((key) => key in document).map((key) => [key, document[key]])) : document];
  }));
  const last = held.versions.at(-1)?.version ?? '0.0.0';
  const common = { name: held.pkg.name, 'dist-tags': held.pkg.distTags ?? { latest: last }, versions };
  if (abbreviated) return { ...json({ ...common, modified: '2024-01-01T00:00:00.000Z' }), type: abbreviatedType };
  return json({
    _id: held.pkg.name, ...common,
    time: { created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z', ...Object.fromEntries(held.versions.map((one) => [one.version, one.publishedAt])) },
    maintainers: held.pkg.maintainers ?? [],
  });
}

/** What is at a path, or undefined. `route` is decoded and below the base path. */
function lookUp(route: string, accept: string, store: Map<string, Held>, base: string, options: StandInOptions, key: SigningKey | undefined): Answer | undefined {
  const at = options.tarballAt ?? usualTarballPath;
  if (route === '-/ping') return json({});
  if (route === '-/npm/v1/keys') return key && json({ keys: [{ keyid: key.keyid, keytype: 'ecdsa-sha2-nistp256', scheme: 'ecdsa-sha2-nistp256', key: key.publicKey, expires: null }] });
  const held = store.get(route);
  if (held) return packument(held, base, options, accept.includes(abbreviatedType));
  for (const { pkg, versions } of store.values()) {
    for (const one of versions) {
      if (at(pkg.name, one.version) === route) return { type: 'application/octet-stream', body: one.tarball };
      if (route === `-/npm/v1/attestations/${pkg.name}@${one.version}` && one.attestations.length > 0) return json({ attestations: one.attestations });
    }
  }
  return undefined;
}

/** Starts a registry on this machine, from packages that the test describes. */
export async function startRegistry(options: StandInOptions = {}): Promise<StandInRegistry> {
  const store = new Map<string, Held>();
  const faults: Standing[] = [];
  const requests: LoggedRequest[] = [];
  const key = options.signatures ? signingKey() : undefined;
  const basePath = options.basePath ?? '/';
  let open = 0;
  let most = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<number> {
    await registry.delay();
    const pathname = new URL(request.url ?? '/', registry.url).pathname;
    const route = pathname.startsWith(basePath) ? decodeURIComponent(pathname.slice(basePath.length)) : undefined;
    const fail = (status: number): number => { response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":"not found"}'); return status; };
    if (route === undefined) return fail(404);
    const scope = /^@[^/]+/.exec(route.replace(/^-\/npm\/v1\/attestations\//, ''))?.[0];
    const wanted = options.credentials?.find((one) => one.scope === '*' || one.scope === scope);
    if (wanted && request.headers.authorization !== wanted.authorization) return fail(wanted.refusal);
    const found = lookUp(route, request.headers.accept ?? '', store, registry.url, options, key);
    const fault = faults.find((one) => one.left > 0 && (typeof one.path === 'string' ? one.path === route : one.path.test(route)));
    if (fault) {
      fault.left -= 1;
      if (fault.fault.kind !== 'slow') return answerFaulty(response, fault.fault, found ?? json({}));
      if (fault.fault.after === 'headers') { response.writeHead(200, { 'content-type': found?.type ?? 'application/json' }); response.flushHeaders(); }
      await fault.released;
    }
    if (response.destroyed) return 0;
    if (response.headersSent) { response.end(found?.body); return 200; }
    if (!found) return fail(404);
    if (found.etag !== undefined && request.headers['if-none-match'] === found.etag) { response.writeHead(304, { etag: found.etag }).end(); return 304; }
    response.writeHead(200, { 'content-type': found.type, 'content-length': found.body.length, ...(found.etag ? { etag: found.etag } : {}) }).end(found.body);
    return 200;
  }

  const server = createServer((request, response) => {
    const logged: LoggedRequest = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, status: 0 };
    requests.push(logged);
    open += 1;
    most = Math.max(most, open);
    response.once('close', () => { open -= 1; });
    answer(request, response).then((status) => { logged.status = status; }, (error: unknown) => response.destroy(error as Error));
  });
  const address = options.address ?? '127.0.0.1';
  await new Promise<void>((resolve) => { server.listen(0, address, resolve); });
  const { port } = server.address() as AddressInfo;

  const registry: StandInRegistry = {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}${basePath}`,
    delay: async () => {},
    requests,
    mostAtOnce: () => most,
    publish(pkg) {
      const before = store.get(pkg.name);
      const versions = pkg.versions.map((version) => buildVersion(pkg.name, version, key));
      store.set(pkg.name, { pkg: { ...before?.pkg, ...pkg }, versions: [...(before?.versions.filter((one) => !versions.some((other) => other.version === one.version)) ?? []), ...versions] });
    },
    fault(path, fault, times = Infinity) {
      let release = (): void => {};
      const standing: Standing = { path, fault, left: times, released: new Promise((resolve) => { release = resolve; }) };
      faults.unshift(standing);
      return { release, clear: () => { standing.left = 0; release(); } };
    },
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
  for (const pkg of options.packages ?? []) registry.publish(pkg);
  return registry;
}
