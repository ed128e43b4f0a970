import { afterEach, describe, expect, test } from '@jest/globals';
import { createVerify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { StandInOptions, StandInRegistry } from './index.js';
import { packVersion, sri, startRegistry } from './index.js';

let running: StandInRegistry[] = [];
async function start(options: StandInOptions = {}): Promise<StandInRegistry> {
  const registry = await startRegistry(options);
  running.push(registry);
  return registry;
}
afterEach(async () => {
  await Promise.all(running.map((one) => one.close()));
  running = [];
});

const left = { name: 'left', versions: [{ version: '1.0.0', files: { 'index.js': 'module.exports = 1;\n' }, publisher: { name: 'ada', email: 'ada@example.invalid' }, manifest: { scripts: { install: 'node x' } } }] };

describe('the stand-in registry', () => {
  test('serves a full packument, an abbreviated one when asked, and the tarball that both name', async () => {
    const { url } = await start({ packages: [left] });
    const full = await (await fetch(`${url}left`)).json() as { versions: { [version: string]: { _npmUser: { name: string }; dist: { tarball: string; integrity: string } } }; time: { [version: string]: string } };
    const short = await fetch(`${url}left`, { headers: { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8' } });
    const dist = full.versions['1.0.0']!.dist;
    const tarball = new Uint8Array(await (await fetch(dist.tarball)).arrayBuffer());

    expect(full.versions['1.0.0']!._npmUser.name).toBe('ada');
    expect(full.time['1.0.0']).toBe('2024-01-01T00:00:00.000Z');
    expect(short.headers.get('content-type')).toBe('application/vnd.npm.install-v1+json');
    expect(await short.json()).toMatchObject({ versions: { '1.0.0': { hasInstallScript: true, dist } }, modified: expect.any(String) });
    expect(sri(tarball)).toBe(dist.integrity);
    expect(gunzipSync(tarball).toString()).toContain('package/index.js');
  });

  test('builds the same bytes from the same files', () => {
    expect(packVersion('left', left.versions[0]!)).toEqual(packVersion('left', left.versions[0]!));
  });

  test('answers 304 to its own etag', async () => {
    const { url } = await start({ packages: [left] });
    const etag = (await fetch(`${url}left`)).headers.get('etag')!;
    expect((await fetch(`${url}left`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('publishes further versions', async () => {
    const registry = await start({ packages: [left] });
    registry.publish({ name: 'left', versions: [{ version: '1.0.1' }] });
    const { versions, 'dist-tags': tags } = await (await fetch(`${registry.url}left`)).json() as { versions: object; 'dist-tags': object };
    expect(Object.keys(versions)).toEqual(['1.0.0', '1.0.1']);
    expect(tags).toEqual({ latest: '1.0.1' });
  });

  test.each([401, 403, 404] as const)('refuses a scope without its credential with %d', async (refusal) => {
    const registry = await start({ packages: [{ ...left, name: '@acme/left' }], credentials: [{ scope: '@acme', authorization: 'Bearer right', refusal }] });
    expect((await fetch(`${registry.url}@acme%2fleft`)).status).toBe(refusal);
    expect((await fetch(`${registry.url}@acme%2fleft`, { headers: { authorization: 'Bearer right' } })).status).toBe(200);
    expect(registry.requests.map((request) => request.status)).toEqual([refusal, 200]);
  });

  test('signs versions and serves its keys and the attestations', async () => {
    const { url } = await start({ signatures: true, packages: [{ name: '@acme/left', versions: [{ version: '1.0.0', attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }] }] }] });
    const { versions } = await (await fetch(`${url}@acme%2fleft`)).json() as { versions: { [version: string]: { dist: { integrity: string; signatures: { keyid: string; sig: string }[]; attestations: { url: string } } } } };
    const { keys } = await (await fetch(`${url}-/npm/v1/keys`)).json() as { keys: { keyid: string; key: string }[] };
    const { integrity, signatures, attestations } = versions['1.0.0']!.dist;
    const key = `-----BEGIN PUBLIC KEY-----\n${keys[0]!.key}\n-----END PUBLIC KEY-----`;

    expect(signatures[0]!.keyid).toBe(keys[0]!.keyid);
    expect(createVerify('sha256').update(`@acme/left@1.0.0:${integrity}`).verify(key, signatures[0]!.sig, 'base64')).toBe(true);
    expect(await (await fetch(attestations.url)).json()).toMatchObject({ attestations: [{ predicateType: 'https://slsa.dev/provenance/v1' }] });
  });

  test('goes wrong as often as asked, and holds answers until they are released', async () => {
    const registry = await start({ packages: [left] });
    registry.fault('left', { kind: 'status', status: 503 }, 1);
    expect((await fetch(`${registry.url}left`)).status).toBe(503);
    expect((await fetch(`${registry.url}left`)).status).toBe(200);

    const fault = registry.fault('left', { kind: 'slow' });
    let answered = false;
    const waiting = fetch(`${registry.url}left`).then((response) => { answered = true; return response.status; });
    await fetch(`${registry.url}-/ping`);
    expect(answered).toBe(false);
    fault.release();
    expect(await waiting).toBe(200);
  });

  test('cuts an answer short and changes its bytes', async () => {
    const registry = await start({ packages: [left] });
    const url = `${registry.url}left/-/left-1.0.0.tgz`;
    const good = new Uint8Array(await (await fetch(url)).arrayBuffer());
    registry.fault('left/-/left-1.0.0.tgz', { kind: 'wrong-bytes' }, 1);
    const wrong = new Uint8Array(await (await fetch(url)).arrayBuffer());
    expect(wrong.length).toBe(good.length);
    expect(sri(wrong)).not.toBe(sri(good));
    registry.fault('left/-/left-1.0.0.tgz', { kind: 'truncated' }, 1);
    await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow();
  });

  test('adds latency through its hook', async () => {
    const registry = await start({ packages: [left] });
    let delays = 0;
    registry.delay = async () => { delays += 1; };
    await fetch(`${registry.url}left`);
    expect(delays).toBe(1);
  });
});
