import { afterEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRegistry, type RegistryConfig } from '../../../src/adapters/registry/index.js';
import type { ErrorCode } from '../../../src/core/errors.js';
import { limits } from '../../../src/core/limits.js';
import type { RegistryOrigin } from '../../../src/core/origin.js';
import type { Timers } from '../../../src/ports/clock.js';
import type { Registry, Tenancy } from '../../../src/ports/registry.js';
import { startRegistry, type Fault, type StandInOptions, type StandInRegistry } from '../../registry/index.js';

const open: { close(): unknown }[] = [];
afterEach(async () => { await Promise.all(open.splice(0).map((one) => one.close())); });

const own: Tenancy = { installation: '1', repository: 'acme/shop', visibility: 'private', fork: false };
const never = new AbortController().signal;
const attestations = [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: { any: 'thing' } }];
const left = { name: 'left', versions: [{ version: '1.0.0', attestations }, { version: '1.0.1' }, { version: '2.0.0-rc.1', attestations }] };
const scoped = { ...left, name: '@acme/left' };
const at = '-/npm/v1/attestations/left@1.0.0';

/** Timers that a test moves: sleeps end at once and are counted, deadlines end when told. */
function handTimers(): Timers & { readonly slept: number[]; readonly deadlines: number[]; expire(): void } {
  const [slept, deadlines, controllers]: [number[], number[], AbortController[]] = [[], [], []];
  return {
    slept, deadlines, sleep: async (ms) => { slept.push(ms); },
    deadline: (ms) => {
      const controller = new AbortController();
      deadlines.push(ms);
      controllers.push(controller);
      return { signal: controller.signal, clear: () => undefined };
    },
    expire: () => { for (const one of controllers) one.abort(); },
  };
}

interface Setup { readonly server: StandInRegistry; readonly registry: Registry; readonly timers: ReturnType<typeof handTimers> }
async function setUp(options: StandInOptions = {}, config: (host: string) => Partial<RegistryConfig> = () => ({})): Promise<Setup> {
  const server = await startRegistry({ packages: [left, scoped], ...options });
  const timers = handTimers();
  const { host } = new URL(server.url);
  const registry = createRegistry({
    table: { publicDefault: 'https://public.registry.example/', default: server.url, scopes: {} }, credentials: [], configuredHosts: [host], publicRegistries: [], network: { strictSsl: true }, ...config(host),
  }, { timers });
  open.push(server, registry);
  return { server, registry, timers };
}
const origin = (name = 'left', version = '1.0.0', registry = 'default'): RegistryOrigin => ({ kind: 'registry', ecosystem: 'npm', registry, name, version });
const ask = (registry: Registry, of = origin(), tenancy = own, signal = never): Promise<unknown> => registry.attestations({ origin: of, tenancy, signal });
const failure = (code: ErrorCode, data: object = {}): object => expect.objectContaining({ code, data: expect.objectContaining(data) });

describe('where they are', () => {
  test.each([['left', '1.0.0', '/-/npm/v1/attestations/left@1.0.0'], ['@acme/left', '1.0.0', '/-/npm/v1/attestations/@acme%2fleft@1.0.0'], ['left', '2.0.0-rc.1', '/-/npm/v1/attestations/left@2.0.0-rc.1']])('%s@%s', async (name, version, path) => {
    const { server, registry } = await setUp();
    expect(await ask(registry, origin(name, version))).toEqual({ attestations });
    expect(server.requests.map((request) => [request.method, request.path])).toEqual([['GET', path]]);
  });

  test('below a folder of its host, and never where a record says', async () => {
    const { server, registry } = await setUp({ basePath: '/api/npm/', packages: [{ ...left, versions: [{ version: '1.0.0', attestations, dist: { attestations: { url: 'http://evil.example/', provenance: {} } } }] }] });
    expect(await ask(registry)).toEqual({ attestations });
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/npm/-/npm/v1/attestations/left@1.0.0']);
  });

  test.each([['', '1.0.0'], ['../left', '1.0.0'], ['left/../../x', '1.0.0'], ['@acme', '1.0.0'], ['left?x', '1.0.0'], ['left#x', '1.0.0'], ['left', 'latest'], ['left', '^1.0.0'], ['left', '1.0.0/../../keys'], ['left', '']])('%j at %j is asked of nobody', async (name, version) => {
    const { server, registry } = await setUp();
    await expect(ask(registry, origin(name, version))).rejects.toEqual(failure('REGISTRY_NOT_SERVED'));
    expect(server.requests).toEqual([]);
  });

  test('of a registry that is not configured, nobody is asked; offline neither', async () => {
    const { server, registry } = await setUp();
    await expect(ask(registry, origin('left', '1.0.0', 'https://evil.example/'))).rejects.toEqual(failure('REGISTRY_NOT_CONFIGURED'));
    const offline = await setUp({}, () => ({ offline: true }));
    await expect(ask(offline.registry)).rejects.toEqual(failure('REGISTRY_OFFLINE'));
    expect([...server.requests, ...offline.server.requests]).toEqual([]);
  });
});

describe('credentials', () => {
  const secret = 'Bearer secret-token';
  const guarded = (refusal: 401 | 403 | 404): Promise<Setup> => setUp({ credentials: [{ scope: '@acme', authorization: secret, refusal }] }, (host) => ({ credentials: [{ at: `//${host}/`, authorization: secret, repositories: ['acme/shop'] }] }));

  test('open what is private', async () => {
    const { registry } = await guarded(401);
    expect(await ask(registry, origin('@acme/left'))).toEqual({ attestations });
  });

  test.each<[string, Tenancy, 401 | 403 | 404]>([
    ['a fork of a public repository', { ...own, visibility: 'public', fork: true }, 401], ['the same, refused otherwise', { ...own, visibility: 'public', fork: true }, 403], ['a repository that they were not granted to', { ...own, repository: 'acme/other' }, 404],
  ])('are not used for %s, which learns nothing', async (_name, tenancy, refusal) => {
    const { server, registry } = await guarded(refusal);
    await expect(ask(registry, origin('@acme/left'), tenancy)).rejects.toEqual(failure('REGISTRY_NOT_SERVED', { registry: 'default', name: '@acme/left', version: '1.0.0' }));
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test.each<Fault>([{ kind: 'redirect', to: 'http://127.0.0.2/left' }, { kind: 'redirect', to: 'file:///etc/passwd' }, { kind: 'status', status: 500 }, { kind: 'html' }])('are in no failure, and go to no other host: %j', async (fault) => {
    const { server, registry } = await guarded(401);
    server.fault(/attestations/, fault);
    const error = await ask(registry, origin('@acme/left')).catch((caught: unknown) => caught as Error & { data: object });
    expect(JSON.stringify([error, (error as Error).stack, (error as { data: object }).data, String((error as Error).cause)])).not.toContain('secret-token');
  });
});

describe('what goes wrong', () => {
  test('a version without any', async () => {
    const { registry } = await setUp();
    await expect(ask(registry, origin('left', '1.0.1'))).rejects.toEqual(failure('REGISTRY_NOT_SERVED', { version: '1.0.1' }));
  });

  test.each<[string, Fault, ErrorCode, object, number]>([
    ['404', { kind: 'status', status: 404 }, 'REGISTRY_NOT_SERVED', {}, 1],
    ['an endless 404', { kind: 'status', status: 404, body: 'endless' }, 'REGISTRY_NOT_SERVED', {}, 1],
    ['401', { kind: 'status', status: 401 }, 'REGISTRY_NOT_SERVED', {}, 1],
    ['400', { kind: 'status', status: 400 }, 'REGISTRY_ERROR', { status: 400 }, 1],
    ['500, again and again', { kind: 'status', status: 500 }, 'REGISTRY_ERROR', { status: 500 }, 3],
    ['cut connections', { kind: 'reset' }, 'REGISTRY_UNREACHABLE', { reason: 'ECONNRESET' }, 3],
    ['cut bodies', { kind: 'truncated' }, 'REGISTRY_UNREACHABLE', { reason: 'ECONNRESET' }, 3],
    ['a page', { kind: 'html' }, 'REGISTRY_MALFORMED', { reason: 'not-json' }, 1],
    ['broken JSON', { kind: 'not-json' }, 'REGISTRY_MALFORMED', { reason: 'not-json' }, 1],
    ['a body without an end', { kind: 'endless' }, 'REGISTRY_MALFORMED', { reason: 'size' }, 1],
    ['a bomb', { kind: 'gzip-bomb' }, 'REGISTRY_MALFORMED', { reason: 'size' }, 1],
    ['another host', { kind: 'redirect', to: 'http://127.0.0.2/left' }, 'REGISTRY_REDIRECT', { to: '127.0.0.2' }, 1],
    ['a circle', { kind: 'redirect', to: `/${at}` }, 'REGISTRY_REDIRECT', {}, limits.registryRedirects.value + 1],
  ])('%s', async (_, fault, code, data, requests) => {
    const { server, registry, timers } = await setUp();
    server.fault(at, fault);
    await expect(ask(registry)).rejects.toEqual(failure(code, { ...data, ...(code === 'REGISTRY_REDIRECT' ? {} : { registry: 'default', name: 'left', version: '1.0.0' }) }));
    expect([server.requests.length, timers.slept]).toEqual([requests, requests === 3 ? [250, 1000] : []]);
    // The place in the line is free again, however it ended.
    await expect(Promise.all(Array.from({ length: 20 }, () => ask(registry, origin('@acme/left'))))).resolves.toHaveLength(20);
  });

  test.each<Fault>([{ kind: 'slow' }, { kind: 'slow', after: 'headers' }])('one that takes too long is given up, once: %j', async (fault) => {
    const { server, registry, timers } = await setUp();
    const held = server.fault(at, fault);
    const answer = ask(registry);
    answer.catch(() => undefined);
    while (server.requests.length === 0) await new Promise((resolve) => { setImmediate(resolve); });
    timers.expire();
    await expect(answer).rejects.toEqual(failure('REGISTRY_TIMEOUT', { limit: limits.attestationsMs.value }));
    expect([timers.deadlines, server.requests.length]).toEqual([[limits.attestationsMs.value], 1]);
    held.clear();
  });

  test('a caller that gives up hears its own reason', async () => {
    const { server, registry } = await setUp();
    const held = server.fault(at, { kind: 'slow' });
    const controller = new AbortController();
    const answer = ask(registry, origin(), own, controller.signal);
    answer.catch(() => undefined);
    while (server.requests.length === 0) await new Promise((resolve) => { setImmediate(resolve); });
    controller.abort(new Error('given up'));
    await expect(answer).rejects.toThrow('given up');
    held.clear();
  });
});

/** A registry that answers every question in one way. */
async function answering(answer: (response: ServerResponse) => void): Promise<Registry> {
  const server = createServer((_request, response) => { answer(response); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const registry = createRegistry({ table: { publicDefault: url, default: url, scopes: {} }, credentials: [], configuredHosts: [new URL(url).host], publicRegistries: [], network: { strictSsl: true } }, { timers: handTimers() });
  open.push(registry, { close: () => { server.closeAllConnections(); server.close(); } });
  return registry;
}
const json = { 'content-type': 'application/json' };

describe('what an answer may be', () => {
  test('fifty megabytes are not read to their end', async () => {
    let sent = 0;
    const registry = await answering((response) => {
      response.writeHead(200, { ...json, 'content-length': 50_000_000 });
      const pour = (): void => { while (sent < 50_000_000 && !response.destroyed) { sent += 65_536; if (!response.write(Buffer.alloc(65_536, ' '))) { response.once('drain', pour); return; } } };
      pour();
    });
    await expect(ask(registry)).rejects.toEqual(failure('REGISTRY_MALFORMED', { reason: 'size' }));
    expect(sent).toBeLessThan(25_000_000);
  });

  test.each<[string, (response: ServerResponse) => void, ErrorCode, object]>([
    ['bytes in an encoding that nobody asked for', (response) => { response.writeHead(200, { ...json, 'content-encoding': 'br' }).end('x'); }, 'REGISTRY_MALFORMED', { reason: 'content-encoding' }],
    ['nothing at all', (response) => { response.writeHead(200, json).end(); }, 'REGISTRY_MALFORMED', { reason: 'not-json' }],
    ['204', (response) => { response.writeHead(204).end(); }, 'REGISTRY_ERROR', { status: 204 }],
    ['bytes that are no UTF-8', (response) => { response.writeHead(200, json).end(Buffer.from([0x22, 0xff, 0x22])); }, 'REGISTRY_MALFORMED', { reason: 'not-json' }],
    ['a bomb that nobody asked for', (response) => { response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(limits.attestationsBytes.value + 1, ' '))); }, 'REGISTRY_MALFORMED', { reason: 'size' }],
  ])('%s', async (_name, answer, code, data) => {
    await expect(ask(await answering(answer))).rejects.toEqual(failure(code, data));
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['as JSON of another name', (response) => { response.writeHead(200, { 'content-type': 'application/vnd.npm.attestations+json; charset=utf-8' }).end('{"attestations":[]}'); }],
    ['as a file of no known kind', (response) => { response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('{"attestations":[]}'); }],
    ['packed by a proxy that always does', (response) => { response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync('{"attestations":[]}')); }],
    ['with a mark of the order of bytes', (response) => { response.writeHead(200, json).end('\ufeff{"attestations":[]}'); }],
  ])('%s', async (_name, answer) => {
    expect(await ask(await answering(answer))).toEqual({ attestations: [] });
  });

  test('nested however deep', async () => {
    const registry = await answering((response) => { response.writeHead(200, json).end(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`); });
    // Read or refused: nothing else may come of it.
    await ask(registry).then((value) => { expect(Array.isArray(value)).toBe(true); }, (error: unknown) => { expect(error).toEqual(failure('REGISTRY_MALFORMED')); });
  });
});
