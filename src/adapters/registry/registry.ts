import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '../../core/errors.js';
import type { Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { RegistryOrigin } from '../../core/origin.js';
import type { RegistryTable } from '../../core/registries.js';
import { PackumentReader } from '../../packages/packument.js';
import type { RegistryRecord } from '../../packages/record.types.js';
import type { Timers } from '../../ports/clock.js';
import type { AdvisoryRegistry, Registry, Tenancy } from '../../ports/registry.js';
import { assertOutside, outsideLookup } from './addresses.js';
import type { Credential } from './credentials.js';
import { credentialFor } from './credentials.js';
import type { Gate } from './gate.js';
import { createGate } from './gate.js';
import type { Host, Network } from './http.js';
import { bounded, connectTo, send } from './http.js';
import { attestationsUrl, baseOf, packumentUrl, statedTarballUrl, tarballUrl } from './urls.js';

/** What registries are reached and how. All of it comes from the operator or the user, never from a reviewed repository. */
export interface RegistryConfig {
  readonly table: RegistryTable;
  readonly credentials: readonly Credential[];
  /** Hosts (`name:port` as in a URL) that were configured by hand: only these may lead to private addresses. */
  readonly configuredHosts: readonly string[];
  /** Base URLs whose packages everybody may read, so that facts from there are shared between tenants. */
  readonly publicRegistries: readonly string[];
  readonly network: Network;
  readonly offline?: boolean;
  readonly userAgent?: string;
}

export interface RegistryParts {
  readonly timers: Timers;
  /** How names are looked up; the system's way by default. */
  readonly lookup?: LookupFunction;
}

type Data = { readonly [key: string]: Json };
/** Milliseconds before the second and the third try. */
const waits = [250, 1000] as const;
const retried = new Set([408, 429, 500, 502, 503, 504]);
/** One code for all of these: a difference would tell who may not read a private package that it exists. */
const notServed = new Set([401, 403, 404, 410, 451]);
const rememberedPlaces = 10_000;

/** A registry that is reached over HTTP. `close` lets its idle connections go. */
export function createRegistry(config: RegistryConfig, parts: RegistryParts): Registry & AdvisoryRegistry & { close(): void } {
  const hosts = new Map<string, Host & { readonly gate: Gate }>();
  /** Places of tarballs that a record names and the convention does not, by registry, name and version. */
  const places = new Map<string, string>();

  function hostOf(base: URL): Host & { readonly gate: Gate } {
    const known = hosts.get(base.origin);
    if (known) return known;
    const free = config.configuredHosts.includes(base.host);
    if (!free) assertOutside(base.hostname);
    const made = { ...connectTo(base, config.network, free ? parts.lookup : outsideLookup(parts.lookup)), gate: createGate(limits.registryConnections.value) };
    hosts.set(base.origin, made);
    return made;
  }

  /**
   * One request in its place in the line, within `registryMs` from its start to the end of its body, tried again after what may pass. `use` takes the
   * answer; `done` must be called when the body is through.
   */
  async function ask<T>(url: URL, base: URL, request: { readonly headers: { readonly [name: string]: string }; readonly tenancy: Tenancy; readonly signal: AbortSignal; readonly data: Data; readonly post?: string; readonly ms?: number }, use: (response: IncomingMessage, guard: Guard) => Promise<T>): Promise<T> {
    if (config.offline) throw new Failure('REGISTRY_OFFLINE', request.data);
    const host = hostOf(base);
    for (let attempt = 0; ; attempt += 1) {
      const guard = await enter(host.gate, request.tenancy.flow, request.signal, { ...request.data, host: base.host }, parts.timers, request.ms);
      try {
        const response = await send({ url, agent: host.agent, signal: guard.signal, credential: (to) => credentialFor(to, base, request.tenancy, config.credentials), headers: { 'user-agent': config.userAgent ?? 'mergewarden', ...request.headers }, ...(request.post === undefined ? {} : { post: request.post }) });
        return await use(response, guard);
      } catch (error) {
        const failure = guard.failureOf(error);
        guard.leave();
        const wait = waits[attempt];
        if (attempt >= limits.registryRetries.value || wait === undefined || !mayPass(failure)) throw failure;
        await parts.timers.sleep(wait, request.signal);
      }
    }
  }

  async function readRecord(registry: string, name: string, tenancy: Tenancy, signal: AbortSignal, etag?: string): Promise<{ readonly record: RegistryRecord; readonly etag?: string } | undefined> {
    const base = baseOf(registry, config.table);
    const data = { registry, name };
    const url = packumentUrl(base, name);
    if (!url) throw new Failure('REGISTRY_NOT_SERVED', data);
    // The whole document, since only it has times and publishers; some registries send it whatever is asked.
    const headers = { accept: 'application/json', 'accept-encoding': 'gzip', ...(etag === undefined ? {} : { 'if-none-match': etag }) };
    const answer = await ask(url, base, { headers, tenancy, signal, data }, async (response, guard) => {
      if (response.statusCode === 304 && etag !== undefined) { response.resume(); guard.leave(); return undefined; }
      expectOk(response, data);
      const record = await readPackument(response, new PackumentReader(name, registry), data);
      guard.leave();
      return { record, ...(response.headers.etag === undefined ? {} : { etag: response.headers.etag }) };
    });
    if (!answer) return undefined;
    rememberPlaces(answer.record, base);
    return answer;
  }

  function rememberPlaces(record: RegistryRecord, base: URL): void {
    for (const [version, { tarball }] of Object.entries(record.versions)) {
      const stated = statedTarballUrl(base, tarball)?.href;
      if (stated === undefined || stated === tarballUrl(base, record.name, version)?.href) continue;
      const key = `${record.registry} ${record.name} ${version}`;
      places.delete(key);
      places.set(key, stated);
    }
    for (const key of places.keys()) {
      if (places.size <= rememberedPlaces) break;
      places.delete(key);
    }
  }

  async function openTarball(url: URL, base: URL, origin: RegistryOrigin, tenancy: Tenancy, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const data = { registry: origin.registry, name: origin.name, version: origin.version };
    // No encoding is undone: what the lockfile's digest is over are the bytes as they come.
    return ask(url, base, { headers: { accept: 'application/octet-stream, */*;q=0.8', 'accept-encoding': 'identity' }, tenancy, signal, data }, async (response, guard) => {
      expectOk(response, data);
      return guarded(response, guard, data);
    });
  }

  return {
    async record({ registry, name, tenancy, signal, etag }) {
      const answer = await readRecord(registry, name, tenancy, signal, etag);
      return answer ? { kind: 'record', ...answer } : { kind: 'unchanged' };
    },
    async tarball({ origin, tenancy, signal }) {
      const base = baseOf(origin.registry, config.table);
      const usual = tarballUrl(base, origin.name, origin.version);
      const data = { registry: origin.registry, name: origin.name, version: origin.version };
      if (!usual) throw new Failure('REGISTRY_NOT_SERVED', data);
      try {
        return await openTarball(usual, base, origin, tenancy, signal);
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'REGISTRY_NOT_SERVED') throw error;
        const key = `${origin.registry} ${origin.name} ${origin.version}`;
        if (!places.has(key)) await readRecord(origin.registry, origin.name, tenancy, signal).catch((cause: unknown) => { if (signal.aborted) throw cause; });
        const stated = places.get(key);
        if (stated === undefined) throw error;
        return openTarball(new URL(stated), base, origin, tenancy, signal);
      }
    },
    async advisories({ packages, tenancy, signal, most }) {
      const base = baseOf('default', config.table);
      const data = { registry: 'default' };
      const malformed = (reason: string): Failure => new Failure('REGISTRY_MALFORMED', { ...data, reason });
      return ask(new URL('-/npm/v1/security/advisories/bulk', base), base, { headers: { accept: 'application/json', 'accept-encoding': 'identity' }, tenancy, signal, data, post: JSON.stringify(packages) }, async (response, guard) => {
        expectOk(response, data);
        const answer = await readJson(response, most, malformed);
        guard.leave();
        return answer;
      });
    },
    async attestations({ origin: { registry, name, version }, tenancy, signal }) {
      const base = baseOf(registry, config.table);
      const data = { registry, name, version };
      const url = attestationsUrl(base, name, version);
      if (!url) throw new Failure('REGISTRY_NOT_SERVED', data);
      return ask(url, base, { headers: { accept: 'application/json', 'accept-encoding': 'identity' }, tenancy, signal, data, ms: limits.attestationsMs.value }, async (response, guard) => {
        expectOk(response, data);
        const answer = await readJson(response, limits.attestationsBytes.value, (reason) => new Failure('REGISTRY_MALFORMED', { ...data, reason }));
        guard.leave();
        return answer;
      });
    },
    isPublic(registry) {
      const base = registry === 'default' ? config.table.default : registry;
      return config.publicRegistries.includes(base);
    },
    lendsCredentials(registry, tenancy) {
      const at = registry === 'default' ? config.table.default : registry;
      if (!URL.canParse(at)) return false;
      const base = new URL(at);
      const places = [base, ...config.credentials.map((one) => new URL(`${base.protocol}${one.at}`))];
      return places.some((place) => credentialFor(place, base, tenancy, config.credentials) !== undefined);
    },
    close() {
      for (const host of hosts.values()) host.close();
      hosts.clear();
    },
  };
}

/** One place in the line and the time for one answer. */
interface Guard {
  readonly signal: AbortSignal;
  /** Gives the place back; may be called again. */
  leave(): void;
  /** What went wrong, as a Failure; the caller's own reason where the caller has given up. */
  failureOf(error: unknown): unknown;
}

async function enter(gate: Gate, flow: Tenancy['flow'], signal: AbortSignal, data: Data, timers: Timers, ms: number = limits.registryMs.value): Promise<Guard> {
  // One review's signal is heard by all of its requests.
  setMaxListeners(0, signal);
  const leaveGate = await gate.enter(signal, flow);
  // Given up between the turn in the line and here: no listener would hear of it any more.
  if (signal.aborted) { leaveGate(); throw signal.reason; }
  const deadline = timers.deadline(ms);
  const controller = new AbortController();
  const stop = (): void => { controller.abort(); leave(); };
  const leave = (): void => {
    signal.removeEventListener('abort', stop);
    deadline.signal.removeEventListener('abort', stop);
    deadline.clear();
    leaveGate();
  };
  signal.addEventListener('abort', stop, { once: true });
  deadline.signal.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    leave,
    failureOf(error) {
      if (signal.aborted) return signal.reason;
      if (deadline.signal.aborted) return new Failure('REGISTRY_TIMEOUT', { ...data, limit: ms });
      if (error instanceof Failure) return error;
      const { code } = error as NodeJS.ErrnoException;
      return new Failure('REGISTRY_UNREACHABLE', { ...data, reason: typeof code === 'string' ? code : 'UNKNOWN' }, error);
    },
  };
}

function mayPass(failure: unknown): boolean {
  if (!(failure instanceof Failure)) return false;
  return failure.code === 'REGISTRY_UNREACHABLE' || (failure.code === 'REGISTRY_ERROR' && retried.has(Number(failure.data['status'])));
}

/** @throws Failure REGISTRY_NOT_SERVED, REGISTRY_ERROR { status }; the body is dropped unread. */
function expectOk(response: IncomingMessage, data: Data): void {
  const status = response.statusCode ?? 0;
  if (status === 200) return;
  response.destroy();
  throw notServed.has(status) ? new Failure('REGISTRY_NOT_SERVED', data) : new Failure('REGISTRY_ERROR', { ...data, status });
}

/** A body of JSON, of at most so many bytes. @throws what `malformed` makes of 'size', 'content-encoding' and 'not-json'. */
async function readJson(response: IncomingMessage, most: number, malformed: (reason: string) => Failure): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of decoded(response, most, malformed)) chunks.push(chunk);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as unknown;
  } catch {
    throw malformed('not-json');
  }
}

async function readPackument(response: IncomingMessage, reader: PackumentReader, data: Data): Promise<RegistryRecord> {
  const malformed = (reason: string): Failure => { response.destroy(); return new Failure('REGISTRY_MALFORMED', { ...data, reason }); };
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(response.headers['content-type'] ?? '')) throw malformed('content-type');
  for await (const chunk of decoded(response, limits.packumentBytes.value, malformed)) reader.push(chunk);
  return reader.end();
}

/** A body's bytes, unpacked where a registry, or a proxy before it, packed them, asked or not. The bound holds on the wire and once more behind the decoder. */
async function* decoded(response: IncomingMessage, most: number, malformed: (reason: string) => Failure): AsyncGenerator<Buffer> {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  const refuse = (reason: string): Failure => { response.destroy(); return malformed(reason); };
  if (encoding !== 'identity' && encoding !== 'gzip') throw refuse('content-encoding');
  const tooLong = (): Failure => refuse('size');
  const wire = bounded(response, most, tooLong);
  try {
    yield* encoding === 'gzip' ? bounded(inflated(wire), most, tooLong) : wire;
  } catch (error) {
    throw String((error as NodeJS.ErrnoException).code).startsWith('Z_') ? refuse('content-encoding') : error;
  }
}

/** Unpacks as the bytes come. Errors of either side reach the reader, and a reader that stops ends both. */
function inflated(wire: AsyncIterable<Buffer>): AsyncIterable<Buffer> & { destroy(): void } {
  const gunzip = createGunzip();
  pipeline(wire, gunzip, () => {});
  return gunzip;
}

/** A tarball's body: the place in the line is held until it is through, broken off, or its time is over. */
async function* guarded(response: IncomingMessage, guard: Guard, data: Data): AsyncGenerator<Uint8Array> {
  try {
    // Broken off before anybody began to read: the stream itself would only tell that it is closed, or nothing.
    guard.signal.throwIfAborted();
    yield* bounded(response, limits.tarballBytes.value, () => new Failure('TARBALL_LIMIT', { ...data, limit: 'tarballBytes', value: limits.tarballBytes.value }));
  } catch (error) {
    throw guard.failureOf(error);
  } finally {
    guard.leave();
  }
}
