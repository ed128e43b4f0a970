import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Fault, StandInOptions, StandInRegistry } from '../../registry/index.js';
import { sri, startRegistry, usualTarballPath } from '../../registry/index.js';
import type { Credential, RegistryConfig } from '../../../src/adapters/registry/index.js';
import { createRegistry } from '../../../src/adapters/registry/index.js';
import type { ErrorCode } from '../../../src/core/errors.js';
import { noIntegrity, parseIntegrity } from '../../../src/core/integrity.js';
import { limits } from '../../../src/core/limits.js';
import type { RegistryOrigin } from '../../../src/core/origin.js';
import { readArchive } from '../../../src/packages/tarball.js';
import type { Timers } from '../../../src/ports/clock.js';
import type { Registry, Tenancy } from '../../../src/ports/registry.js';

const open: { close(): unknown }[] = [];
afterEach(async () => { await Promise.all(open.splice(0).map((one) => one.close())); });

const own: Tenancy = { installation: '1', repository: 'acme/shop', visibility: 'private', fork: false };
const never = new AbortController().signal;
const left = { name: 'left', versions: [{ version: '1.0.0', files: { 'index.js': '1' } }, { version: '1.0.1', files: { 'index.js': '2' } }] };
const scoped = { ...left, name: '@acme/left' };

/** Timers that a test moves: sleeps end at once and are counted, deadlines end when told. */
function handTimers(): Timers & { readonly slept: number[]; expire(): void } {
  const slept: number[] = [];
  const deadlines = new Set<AbortController>();
  return {
    slept,
    sleep: async (ms) => { slept.push(ms); },
    deadline: () => {
      const controller = new AbortController();
      deadlines.add(controller);
      return { signal: controller.signal, clear: () => { deadlines.delete(controller); } };
    },
    expire: () => { for (const one of deadlines) one.abort(); },
  };
}

async function standIn(options: StandInOptions = {}): Promise<StandInRegistry> {
  const server = await startRegistry(options);
  open.push(server);
  return server;
}

interface Setup { readonly server: StandInRegistry; readonly registry: Registry; readonly timers: ReturnType<typeof handTimers> }
async function setUp(options: StandInOptions = {}, config: Partial<RegistryConfig> = {}): Promise<Setup> {
  const server = await standIn({ packages: [left, scoped], ...options });
  const timers = handTimers();
  const registry = createRegistry({
    table: { publicDefault: 'https://public.registry.example/', default: server.url, scopes: {} },
    credentials: [], configuredHosts: [new URL(server.url).host], publicRegistries: [], network: { strictSsl: true }, ...config,
  }, { timers });
  open.push(registry);
  return { server, registry, timers };
}

const origin = (name = 'left', version = '1.0.0', registry = 'default'): RegistryOrigin => ({ kind: 'registry', ecosystem: 'npm', registry, name, version });
const record = (registry: Registry, name = 'left', more: { readonly tenancy?: Tenancy; readonly signal?: AbortSignal; readonly etag?: string; readonly registry?: string } = {}): ReturnType<Registry['record']> =>
  registry.record({ registry: 'default', name, tenancy: own, signal: never, ...more });
async function bytesOf(registry: Registry, what = origin(), tenancy = own, signal = never): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await registry.tarball({ origin: what, integrity: noIntegrity, tenancy, signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const failure = (code: ErrorCode, data: object = {}): object => expect.objectContaining({ code, data: expect.objectContaining(data) });

describe('records', () => {
  test.each(['left', '@acme/left'])('%s is read, reduced, and unchanged by its etag', async (name) => {
    const { server, registry } = await setUp();
    const answer = await record(registry, name);
    if (answer.kind !== 'record') throw new Error('no record');
    expect(answer.record).toMatchObject({ name, registry: 'default', distTags: { latest: '1.0.1' }, versions: { '1.0.0': { publishedAt: '2024-01-01T00:00:00.000Z' } } });
    expect(await record(registry, name, { etag: answer.etag! })).toEqual({ kind: 'unchanged' });
    expect(server.requests.map(({ path, status }) => [path, status])).toEqual([[`/${name.replace('/', '%2f')}`, 200], [`/${name.replace('/', '%2f')}`, 304]]);
  });

  test('below a folder of its host', async () => {
    const { server, registry } = await setUp({ basePath: '/api/npm/' });
    expect(await record(registry, '@acme/left')).toMatchObject({ kind: 'record' });
    expect(await bytesOf(registry, origin('@acme/left'))).not.toHaveLength(0);
    expect(server.requests.map((request) => request.path)).toEqual(['/api/npm/@acme%2fleft', '/api/npm/@acme/left/-/left-1.0.0.tgz']);
  });

  test('the public default means the configured default; other hosts are not asked', async () => {
    const { server, registry } = await setUp();
    expect(await record(registry, 'left', { registry: 'https://public.registry.example/' })).toMatchObject({ kind: 'record' });
    await expect(record(registry, 'left', { registry: 'https://evil.example/' })).rejects.toEqual(failure('REGISTRY_NOT_CONFIGURED'));
    await expect(bytesOf(registry, origin('left', '1.0.0', 'http://169.254.169.254/'))).rejects.toEqual(failure('REGISTRY_NOT_CONFIGURED'));
    expect(server.requests).toHaveLength(1);
  });

  test('by scope', async () => {
    const other = await standIn({ packages: [scoped] });
    const { server, registry } = await setUp({}, {});
    const both = createRegistry({ table: { publicDefault: 'https://public.registry.example/', default: server.url, scopes: { '@acme': other.url } }, credentials: [], configuredHosts: [new URL(server.url).host, new URL(other.url).host], publicRegistries: [], network: { strictSsl: true } }, { timers: handTimers() });
    open.push(both);
    expect(await record(both, '@acme/left', { registry: other.url })).toMatchObject({ record: { registry: other.url } });
    await expect(record(registry, '@acme/left', { registry: other.url })).rejects.toEqual(failure('REGISTRY_NOT_CONFIGURED'));
  });

  test.each(['', '..', '.hidden', '_x', '../left', 'left/../../x', '@acme', '@acme/', '@/x', '@acme/x/y', 'a b', 'a?b', 'a#b', 'a%2fb', '-/npm/v1/keys', 'x'.repeat(215), 'a\\b'])('the name %j is asked of nobody', async (name) => {
    const { server, registry } = await setUp();
    await expect(record(registry, name)).rejects.toEqual(failure('REGISTRY_NOT_SERVED', { name }));
    await expect(bytesOf(registry, origin(name))).rejects.toEqual(failure('REGISTRY_NOT_SERVED'));
    expect(server.requests).toEqual([]);
  });

  test.each<[string, Fault, ErrorCode, object, number]>([
    ['404', { kind: 'status', status: 404 }, 'REGISTRY_NOT_SERVED', {}, 1],
    ['410', { kind: 'status', status: 410 }, 'REGISTRY_NOT_SERVED', {}, 1],
    ['an endless 404', { kind: 'status', status: 404, body: 'endless' }, 'REGISTRY_NOT_SERVED', {}, 1],
    ['418', { kind: 'status', status: 418 }, 'REGISTRY_ERROR', { status: 418 }, 1],
    ['503, again and again', { kind: 'status', status: 503 }, 'REGISTRY_ERROR', { status: 503 }, 3],
    ['429, again and again', { kind: 'status', status: 429 }, 'REGISTRY_ERROR', { status: 429 }, 3],
    ['cut connections', { kind: 'reset' }, 'REGISTRY_UNREACHABLE', { reason: 'ECONNRESET' }, 3],
    ['cut bodies', { kind: 'truncated' }, 'REGISTRY_UNREACHABLE', { reason: 'ECONNRESET' }, 3],
    ['a page', { kind: 'html' }, 'REGISTRY_MALFORMED', { reason: 'content-type' }, 1],
    ['broken JSON', { kind: 'not-json' }, 'REGISTRY_MALFORMED', { reason: 'json' }, 1],
    ['an endless body', { kind: 'endless' }, 'REGISTRY_MALFORMED', { reason: 'size' }, 1],
    ['a bomb', { kind: 'gzip-bomb' }, 'REGISTRY_MALFORMED', { reason: 'size' }, 1],
  ])('%s', async (_, fault, code, data, requests) => {
    const { server, registry, timers } = await setUp();
    server.fault('left', fault);
    await expect(record(registry)).rejects.toEqual(failure(code, { registry: 'default', name: 'left', ...data }));
    expect(server.requests).toHaveLength(requests);
    expect(timers.slept).toEqual([250, 1000].slice(0, requests - 1));
  });

  test.each<Fault>([{ kind: 'status', status: 500 }, { kind: 'reset' }, { kind: 'truncated' }])('what passes is tried again: %j', async (fault) => {
    const { server, registry } = await setUp();
    server.fault('left', fault, 2);
    expect(await record(registry)).toMatchObject({ kind: 'record' });
    expect(server.requests).toHaveLength(3);
  });

  test('nobody listening', async () => {
    const { server, registry } = await setUp();
    await server.close();
    await expect(record(registry)).rejects.toEqual(failure('REGISTRY_UNREACHABLE', { reason: 'ECONNREFUSED' }));
  });

  test('offline asks nobody', async () => {
    const { server, registry } = await setUp({}, { offline: true });
    await expect(record(registry)).rejects.toEqual(failure('REGISTRY_OFFLINE'));
    await expect(bytesOf(registry)).rejects.toEqual(failure('REGISTRY_OFFLINE'));
    expect(server.requests).toEqual([]);
  });
});

describe('tarballs', () => {
  test.each(['left', '@acme/left'])('%s: the bytes as they are, from a place made of name and version', async (name) => {
    const { server, registry } = await setUp();
    const answer = await record(registry, name);
    const integrity = parseIntegrity(answer.kind === 'record' ? answer.record.versions['1.0.0']!.integrity! : '', 'record');
    const archive = await readArchive(await registry.tarball({ origin: origin(name), integrity, tenancy: own, signal: never }), { integrity });
    expect(archive.facts).toMatchObject({ pinned: 'record', manifest: { name, version: '1.0.0' } });
    expect(server.requests.at(-1)!.path).toBe(`/${usualTarballPath(name, '1.0.0')}`);
  });

  test('a place of its own on the same host is taken when the usual one is not there', async () => {
    const { server, registry } = await setUp({ tarballAt: (name, version) => `download/${name}/${version}/abc` });
    expect(sri(await bytesOf(registry))).toMatch(/^sha512-/);
    expect(server.requests.map(({ path, status }) => [path, status])).toEqual([['/left/-/left-1.0.0.tgz', 404], ['/left', 200], ['/download/left/1.0.0/abc', 200]]);
  });

  test('a place on another host is not', async () => {
    const other = await standIn({ packages: [left] });
    const { server, registry } = await setUp({ tarballAt: (name, version) => `${other.url}${usualTarballPath(name, version)}` });
    await expect(bytesOf(registry)).rejects.toEqual(failure('REGISTRY_NOT_SERVED', { name: 'left', version: '1.0.0' }));
    expect({ here: server.requests.length, there: other.requests }).toEqual({ here: 2, there: [] });
  });

  test.each(['latest', '^1.0.0', '1.0', '../1.0.0', ''])('the version %j is asked of nobody', async (version) => {
    const { server, registry } = await setUp();
    await expect(bytesOf(registry, origin('left', version))).rejects.toEqual(failure('REGISTRY_NOT_SERVED'));
    expect(server.requests).toEqual([]);
  });

  test('wrong bytes come through and are caught by whoever reads them', async () => {
    const { server, registry } = await setUp();
    const integrity = parseIntegrity(sri(await bytesOf(registry)), 'lock');
    server.fault('left/-/left-1.0.0.tgz', { kind: 'wrong-bytes' });
    await expect(readArchive(await registry.tarball({ origin: origin(), integrity, tenancy: own, signal: never }), { integrity })).rejects.toEqual(failure('INTEGRITY_MISMATCH'));
  });

  test.each<[string, Fault, ErrorCode, object]>([
    ['a cut body', { kind: 'truncated' }, 'REGISTRY_UNREACHABLE', { reason: 'ECONNRESET' }],
    ['an endless body', { kind: 'endless' }, 'TARBALL_LIMIT', { limit: 'tarballBytes' }],
    ['503', { kind: 'status', status: 503 }, 'REGISTRY_ERROR', { status: 503 }],
  ])('%s', async (_, fault, code, data) => {
    const { server, registry } = await setUp();
    server.fault(/tgz$/, fault);
    await expect(bytesOf(registry)).rejects.toEqual(failure(code, data));
  });
});

describe('redirects', () => {
  test('inside the host are followed', async () => {
    const { server, registry } = await setUp();
    server.fault('left', { kind: 'redirect', to: '/@acme%2fleft?x=1' }, 1);
    await expect(record(registry)).rejects.toEqual(failure('REGISTRY_MALFORMED', { reason: 'name' }));
    server.fault(/left-1\.0\.1\.tgz$/, { kind: 'redirect', to: `${server.url}left/-/left-1.0.0.tgz` }, 1);
    expect(await bytesOf(registry, origin('left', '1.0.1'))).toEqual(await bytesOf(registry));
  });

  test('to another host, port or scheme are refused, and nothing is sent there', async () => {
    const other = await standIn({ packages: [left] });
    const { server, registry } = await setUp({ credentials: [{ scope: '*', authorization: 'Bearer secret', refusal: 404 }] });
    const trusted = createRegistry({ table: { publicDefault: 'https://public.registry.example/', default: server.url, scopes: {} }, configuredHosts: [new URL(server.url).host], publicRegistries: [], network: { strictSsl: true }, credentials: [{ at: `//${new URL(server.url).host}/`, authorization: 'Bearer secret', repositories: 'all' }] }, { timers: handTimers() });
    open.push(trusted);
    await expect(record(registry)).rejects.toEqual(failure('REGISTRY_NOT_SERVED'));
    for (const to of [`${other.url}left`, `https://${new URL(server.url).host}/left`, 'file:///etc/passwd', '//evil.example/left']) {
      server.fault(/^left/, { kind: 'redirect', to });
      await expect(record(trusted)).rejects.toEqual(failure('REGISTRY_REDIRECT', { host: new URL(server.url).host }));
      await expect(bytesOf(trusted)).rejects.toEqual(failure('REGISTRY_REDIRECT'));
    }
    expect(other.requests).toEqual([]);
  });

  test('in a circle end', async () => {
    const { server, registry } = await setUp();
    server.fault('left', { kind: 'redirect', to: '/left' });
    await expect(record(registry)).rejects.toEqual(failure('REGISTRY_REDIRECT'));
    expect(server.requests).toHaveLength(limits.registryRedirects.value + 1);
  });
});

describe('credentials', () => {
  const secret = 'Bearer secret-token';
  const credential = (server: StandInRegistry, more: Partial<Credential> = {}): Credential => ({ at: `//${new URL(server.url).host}/`, authorization: secret, repositories: 'all', ...more });
  async function guarded(refusal: 401 | 403 | 404, more: Partial<Credential> = {}): Promise<Setup> {
    const server = await standIn({ packages: [left, scoped], credentials: [{ scope: '@acme', authorization: secret, refusal }] });
    const timers = handTimers();
    const registry = createRegistry({ table: { publicDefault: 'https://public.registry.example/', default: server.url, scopes: {} }, credentials: [credential(server, more)], configuredHosts: [new URL(server.url).host], publicRegistries: [], network: { strictSsl: true } }, { timers });
    open.push(registry);
    return { server, registry, timers };
  }
  const fork: Tenancy = { ...own, visibility: 'public', fork: true };

  test('open what is private, for records and tarballs', async () => {
    const { registry } = await guarded(401);
    expect(await record(registry, '@acme/left')).toMatchObject({ kind: 'record' });
    expect(await bytesOf(registry, origin('@acme/left'))).not.toHaveLength(0);
  });

  test.each<[string, Tenancy, Partial<Credential>]>([
    ['a fork of a public repository', fork, {}],
    ['a repository that it was not granted to', own, { repositories: ['acme/other'] }],
    ['a place elsewhere on another host', own, { at: '//registry.example/' }],
    ['a host that only begins alike', own, { at: '//127.0.0.1:1/' }],
  ])('are not used for %s', async (_, tenancy, more) => {
    const { server, registry } = await guarded(401, more);
    await expect(record(registry, '@acme/left', { tenancy })).rejects.toEqual(failure('REGISTRY_NOT_SERVED'));
    await expect(bytesOf(registry, origin('@acme/left'), tenancy)).rejects.toEqual(failure('REGISTRY_NOT_SERVED'));
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([undefined, undefined, undefined]);
  });

  test.each<[string, Tenancy, Partial<Credential>]>([
    ['a repository that it was granted to', own, { repositories: ['acme/shop'] }],
    ['the same, written in another case', own, { repositories: ['Acme/SHOP'] }],
    ['a public repository itself', { ...own, visibility: 'public' }, {}],
  ])('are used for %s', async (_, tenancy, more) => {
    const { registry } = await guarded(404, more);
    expect(await record(registry, '@acme/left', { tenancy })).toMatchObject({ kind: 'record' });
  });

  test('who may not read a package cannot tell whether it is there', async () => {
    const outcomes = await Promise.all(([401, 403, 404] as const).map(async (refusal) => {
      const { registry } = await guarded(refusal);
      return record(registry, '@acme/left', { tenancy: fork }).catch((error: { code: string; data: object; message: string }) => ({ code: error.code, data: error.data, message: error.message }));
    }));
    const { registry } = await guarded(404);
    const absent = await record(registry, '@acme/none', { tenancy: fork }).catch((error: { code: string; data: object; message: string }) => ({ code: error.code, data: { ...error.data, name: '@acme/left' }, message: error.message }));
    for (const outcome of outcomes) expect(outcome).toEqual(absent);
  });

  test('the longest place wins, and a path elsewhere on the host takes the registry’s', async () => {
    const server = await standIn({ packages: [left], basePath: '/a/b/' });
    const host = new URL(server.url).host;
    const registry = createRegistry({
      table: { publicDefault: 'https://public.registry.example/', default: server.url, scopes: {} }, configuredHosts: [host], publicRegistries: [], network: { strictSsl: true },
      credentials: [{ at: `//${host}/`, authorization: 'Bearer short', repositories: 'all' }, { at: `//${host}/a/b/`, authorization: 'Bearer long', repositories: 'all' }],
    }, { timers: handTimers() });
    open.push(registry);
    await record(registry);
    expect(server.requests[0]!.headers.authorization).toBe('Bearer long');
  });

  test('stand in no failure', async () => {
    const { server, registry } = await guarded(401);
    for (const fault of [{ kind: 'status', status: 500 }, { kind: 'reset' }, { kind: 'html' }, { kind: 'redirect', to: 'https://evil.example/' }] as const) {
      const standing = server.fault(/left/, fault);
      const error = await record(registry, '@acme/left').catch((caught: unknown) => caught as Error & { data: object; cause?: Error });
      expect(JSON.stringify([error, (error as Error).stack, (error as { data: object }).data, String((error as Error).cause)])).not.toContain('secret-token');
      standing.clear();
    }
  });
});

describe('addresses', () => {
  test.each(['http://127.0.0.1', 'http://localhost', 'http://[::1]', 'http://10.0.0.1', 'http://169.254.169.254', 'http://0x7f.1'])('%s is refused unless it was configured by hand', async (url) => {
    const { server } = await setUp();
    const base = `${url}:${new URL(server.url).port}/`;
    const registry = createRegistry({ table: { publicDefault: base, default: base, scopes: {} }, credentials: [], configuredHosts: [], publicRegistries: [], network: { strictSsl: true } }, { timers: handTimers() });
    open.push(registry);
    await expect(record(registry)).rejects.toEqual(failure('REGISTRY_NOT_CONFIGURED', { reason: 'private-address' }));
    expect(server.requests).toEqual([]);
  });
});

describe('time and room', () => {
  test('at most eight at once, and all get their turn', async () => {
    const { server, registry } = await setUp();
    const held = server.fault('left', { kind: 'slow' });
    const answers = Promise.all(Array.from({ length: 30 }, () => record(registry)));
    while (server.requests.length < limits.registryConnections.value) await turn();
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(server.requests).toHaveLength(limits.registryConnections.value);
    held.clear();
    expect(await answers).toHaveLength(30);
    expect(server.mostAtOnce()).toBe(limits.registryConnections.value);
  });

  test.each<Fault>([{ kind: 'slow' }, { kind: 'slow', after: 'headers' }])('an answer that does not come in time: %j', async (fault) => {
    const { server, registry, timers } = await setUp();
    server.fault(/left/, fault);
    for (const asking of [() => record(registry), () => bytesOf(registry)]) {
      const before = server.requests.length;
      const outcome = asking();
      outcome.catch(() => undefined);
      while (server.requests.length === before) await turn();
      for (let turns = 0; turns < 20; turns += 1) await turn();
      timers.expire();
      await expect(outcome).rejects.toEqual(failure('REGISTRY_TIMEOUT', { limit: limits.registryMs.value }));
    }
  });

  test('who gives up gets his own reason, in the line, at the answer and at the body', async () => {
    const { server, registry } = await setUp();
    const held = server.fault('left', { kind: 'slow' });
    const reason = new Error('superseded');
    const controllers = Array.from({ length: 12 }, () => new AbortController());
    const answers = controllers.map(({ signal }) => record(registry, 'left', { signal }).catch((error: unknown) => error));
    while (server.requests.length < limits.registryConnections.value) await turn();
    for (const controller of controllers) controller.abort(reason);
    expect(await Promise.all(answers)).toEqual(controllers.map(() => reason));
    held.clear();

    const late = new AbortController();
    const body = await registry.tarball({ origin: origin(), integrity: noIntegrity, tenancy: own, signal: late.signal });
    late.abort(reason);
    await expect((async () => { for await (const _ of body) { /* taken */ } })()).rejects.toBe(reason);
    expect(await record(registry)).toMatchObject({ kind: 'record' });
  });

  test('bodies that are left alone or broken off give their places back', async () => {
    const { server, registry, timers } = await setUp();
    for (let index = 0; index < limits.registryConnections.value; index += 1) await registry.tarball({ origin: origin(), integrity: noIntegrity, tenancy: own, signal: never });
    const waiting = record(registry);
    timers.expire();
    expect(await waiting).toMatchObject({ kind: 'record' });
    server.fault(/tgz$/, { kind: 'endless' });
    for (let index = 0; index < 20; index += 1) for await (const chunk of await registry.tarball({ origin: origin(), integrity: noIntegrity, tenancy: own, signal: never })) { expect(chunk.length).toBeGreaterThan(0); break; }
    expect(await record(registry)).toMatchObject({ kind: 'record' });
  });
});

test('a proxy is asked by the whole address, and looks the name up itself', async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"left","versions":{}}');
  });
  await new Promise<void>((resolve) => { proxy.listen(0, '127.0.0.1', resolve); });
  open.push({ close: () => { proxy.closeAllConnections(); return new Promise((resolve) => { proxy.close(resolve); }); } });
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const { registry } = await setUp({}, { table: { publicDefault: 'http://registry.example/', default: 'http://registry.example/', scopes: {} }, network: { strictSsl: true, proxy: { http: url, https: url, none: [] } } });
  expect(await record(registry)).toMatchObject({ record: { name: 'left' } });
  expect(asked).toEqual(['http://registry.example/left']);
});

test('facts are shared only where the registry was named public', async () => {
  const { server, registry } = await setUp();
  expect(registry.isPublic('default')).toBe(false);
  expect((await setUp({}, { table: { publicDefault: server.url, default: server.url, scopes: {} }, publicRegistries: [server.url] })).registry.isPublic('default')).toBe(true);
});

test.each<[name: string, repositories: 'all' | readonly string[], tenancy: Partial<Tenancy>, lends: boolean]>([
  ['granted to the repository', ['acme/shop'], {}, true], ['granted to all', 'all', {}, true], ['granted to another', ['acme/other'], {}, false], ['a fork of a public one', 'all', { visibility: 'public', fork: true }, false],
])('credentials are lent: %s', async (_name, repositories, tenancy, lends) => {
  const server = await standIn({ packages: [] });
  const at = `//${new URL(server.url).host}/@acme/`;
  const { registry } = await setUp({}, { table: { publicDefault: 'https://public.registry.example/', default: server.url, scopes: {} }, credentials: [{ at, authorization: 'Bearer s', repositories }] });
  expect(registry.lendsCredentials('default', { ...own, repository: 'acme/shop', ...tenancy })).toBe(lends);
  expect(registry.lendsCredentials('https://elsewhere.registry.example/', { ...own, repository: 'acme/shop', ...tenancy })).toBe(false);
});
