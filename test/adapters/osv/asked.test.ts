import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createOsvApi } from '../../../src/adapters/osv/api-client.js';
import { asking } from '../../../src/adapters/osv/asked.js';
import { registryAdvisories } from '../../../src/adapters/osv/bulk-client.js';
import { joinedSource, type Held } from '../../../src/adapters/osv/osv-source.js';
import { createRegistry } from '../../../src/adapters/registry/index.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import { indexBuilder } from '../../../src/advisories/advisory-index.js';
import { limits, type LimitName } from '../../../src/core/limits.js';
import type { Origin } from '../../../src/core/origin.js';
import type { AdvisorySource } from '../../../src/ports/advisory-source.js';
import { startAdvisoryHost, type AdvisoryHost, type Fault } from '../../advisories/service.js';
import { entry, osv } from '../../advisories/records.js';

let host: AdvisoryHost;
let api: ReturnType<typeof createOsvApi>;
let registry: ReturnType<typeof createRegistry>;
const clock = { now: () => Date.parse('2026-11-22T00:00:00Z') };
const { signal } = new AbortController();
beforeAll(async () => {
  host = await startAdvisoryHost();
  const base = new URL(host.url);
  registry = createRegistry({ table: { publicDefault: host.url, default: host.url, scopes: {} }, credentials: [], configuredHosts: [base.host], publicRegistries: [host.url], network: { strictSsl: true } }, { timers: systemTimers });
});
beforeEach(() => {
  api?.close();
  api = createOsvApi(host.url, { timers: systemTimers, network: { strictSsl: true } });
  host.asked.length = 0;
  host.faults.clear();
  host.page = 1_000;
  host.bulk = {};
  host.records = [record('a'), record('b')];
});
afterAll(async () => { api.close(); registry.close(); await host.close(); });

const record = (name: string, ecosystem = 'npm') => ({ ...osv(`MAL-${name}`, [{ ...entry(name, [{ introduced: '0' }]), package: { ecosystem, name } }]), id: `MAL-${name}` });
const origin = (name: string, version = '1.0.0', ecosystem = 'npm'): Origin => ({ kind: 'registry', ecosystem, registry: 'default', name, version });
const tenancy = { installation: '1', repository: 'o/r', visibility: 'private', fork: false } as const;
const overApi = (...sources: readonly Held[]): AdvisorySource => joinedSource(sources, [asking(api, clock)]);
const overRegistry = (): AdvisorySource => joinedSource([], [asking(registryAdvisories(registry, tenancy, signal), clock)]);
const ask = async (source: AdvisorySource, one: Origin, name: 'public' | 'private' | 'served' | 'unsaid' = 'public'): Promise<unknown[]> => {
  const { value, coverage } = name === 'unsaid' ? await source.match(one) : await source.match(one, undefined, name);
  return [value?.map(({ id }) => id), coverage.kind, ...('code' in coverage ? [coverage.code] : [])];
};
/** Runs with another value of a limit. */
async function withLimit(name: LimitName, value: number, work: () => Promise<void>): Promise<void> {
  const limit = limits[name] as { value: number };
  const before = limit.value;
  limit.value = value;
  try {
    await work();
  } finally {
    limit.value = before;
  }
}
const paths = (): string[] => host.asked.map(({ path }) => path);

describe('the OSV API', () => {
  test('is told all names of one turn at once, and no version; each record is fetched once', async () => {
    const source = overApi();
    expect(await Promise.all(['a', 'b', 'c', 'a'].map(async (name, at) => ask(source, origin(name, `1.0.${at}`))))).toEqual([[['MAL-a'], 'complete'], [['MAL-b'], 'complete'], [[], 'complete'], [['MAL-a'], 'complete']]);
    expect(paths().sort()).toEqual(['/v1/querybatch', '/v1/vulns/MAL-a', '/v1/vulns/MAL-b']);
    expect(JSON.parse(host.asked[0]!.body)).toEqual({ queries: ['a', 'b', 'c'].map((name) => ({ package: { ecosystem: 'npm', name } })) });
    expect(await ask(source, origin('b'))).toEqual([['MAL-b'], 'complete']);
    expect(host.asked).toHaveLength(3);
    expect(await source.data()).toEqual([{ source: 'osv-api', digest: expect.stringMatching(/^[0-9a-f]{64}$/), asOf: '2026-11-22T00:00:00.000Z' }]);
  });
  test('the next review asks for names anew, and for no record that has not changed', async () => {
    await ask(overApi(), origin('a'));
    host.asked.length = 0;
    expect(await ask(overApi(), origin('a'))).toEqual([['MAL-a'], 'complete']);
    expect(paths()).toEqual(['/v1/querybatch']);
    host.records = [{ ...record('a'), modified: '2026-11-01T00:00:00Z', withdrawn: '2026-11-01T00:00:00Z' }];
    expect(await ask(overApi(), origin('a'))).toEqual([[], 'complete']);
    expect(paths().slice(1)).toEqual(['/v1/querybatch', '/v1/vulns/MAL-a']);
  });
  test('a record that several ask for at once is fetched once, and kept once', async () => {
    await Promise.all(Array.from({ length: 5 }, async () => ask(overApi(), origin('a'))));
    expect(paths().filter((path) => path.startsWith('/v1/vulns/'))).toEqual(['/v1/vulns/MAL-a']);
    host.asked.length = 0;
    await ask(overApi(), origin('a'));
    expect(paths()).toEqual(['/v1/querybatch']);
  });
  test('a record without a time is fetched each time', async () => {
    const { modified: _time, ...timeless } = record('a') as ReturnType<typeof record> & { modified?: unknown };
    host.records = [timeless];
    for (const _ of [1, 2]) await ask(overApi(), origin('a'));
    expect(paths().filter((path) => path.startsWith('/v1/vulns/'))).toHaveLength(2);
  });
  test('pages are followed', async () => {
    host.page = 1;
    host.records = ['1', '2', '3'].map((one) => ({ ...record('a'), id: `MAL-${one}` }));
    const { value } = await overApi().match(origin('a'), undefined, 'public');
    expect(value?.flatMap(({ ids }) => ids)).toEqual(['MAL-1', 'MAL-2', 'MAL-3']);
    expect(paths().filter((path) => path === '/v1/querybatch')).toHaveLength(3);
  });
  test('PyPI is asked for under its own name', async () => {
    host.records = [record('a'), record('flask', 'PyPI')];
    expect(await ask(overApi(), origin('flask', '1.0', 'pypi'))).toEqual([['MAL-flask'], 'complete']);
    expect(host.asked[0]!.body).toContain('"PyPI"');
  });
  test('what is private, and what nobody called public, is not told', async () => {
    const folder: Held = async () => { const index = indexBuilder(); index.add(record('own'), { file: 'own' }); const built = index.finish(); return { source: 'own', data: { index: built, digest: built.digest } }; };
    expect(await ask(overApi(), origin('@acme/secret'), 'private')).toEqual([undefined, 'skipped', 'not-applicable']);
    expect(await ask(overApi(folder), origin('own'), 'private')).toEqual([['MAL-own'], 'complete']);
    expect(await ask(overApi(), origin('a'), 'unsaid')).toEqual([undefined, 'failed', 'ADVISORIES_WITHHELD']);
    expect(await ask(overApi(), { kind: 'git', url: 'https://git.example/a', commit: '0'.repeat(40) }, 'unsaid')).toEqual([undefined, 'failed', 'ADVISORIES_WITHHELD']);
    expect(await ask(overApi(), origin('a'), 'served')).toEqual([undefined, 'failed', 'ADVISORIES_WITHHELD']);
    expect(host.asked).toEqual([]);
  });
  test('beside a folder both are asked, and one that does not answer leaves what the other knows', async () => {
    const folder: Held = async () => { const index = indexBuilder(); index.add(record('own'), { file: 'own' }); const built = index.finish(); return { source: 'own', data: { index: built, digest: built.digest } }; };
    const source = overApi(folder);
    expect(await ask(source, origin('a'))).toEqual([['MAL-a'], 'complete']);
    expect(await ask(source, origin('own'))).toEqual([['MAL-own'], 'complete']);
    host.faults.set('/v1/querybatch', { status: 500 });
    const away = overApi(folder);
    expect(await ask(away, origin('own'))).toEqual([['MAL-own'], 'partial', 'ADVISORIES_UNREACHABLE']);
    expect(await ask(away, origin('a'))).toEqual([[], 'partial', 'ADVISORIES_UNREACHABLE']);
  });
  test.each<[string, string, Fault]>([
    ['an error', '/v1/querybatch', { status: 500 }], ['a redirect', '/v1/querybatch', { to: 'https://elsewhere.example/v1/querybatch' }], ['a redirect inside', '/v1/querybatch', { to: '/v1/other' }],
    ['an answer that breaks off', '/v1/querybatch', 'cut'], ['no JSON', '/v1/querybatch', { body: '<html>' }], ['fewer results than questions', '/v1/querybatch', { body: '{"results":[]}' }],
    ['results that are none', '/v1/querybatch', { body: '{"results":[{"vulns":[7]}]}' }], ['a record that is gone', '/v1/vulns/MAL-a', { status: 404 }], ['another record', '/v1/vulns/MAL-a', { body: JSON.stringify(record('b')) }],
    ['an endless line of pages', '/v1/querybatch', { body: '{"results":[{"next_page_token":"on"}]}' }],
  ])('%s could not be checked, and is not asked again in this review', async (_name, path, fault) => {
    host.faults.set(path, fault);
    const source = overApi();
    expect(await ask(source, origin('a'))).toEqual([undefined, 'failed', 'ADVISORIES_UNREACHABLE']);
    const asked = host.asked.length;
    expect(await ask(source, origin('b'))).toEqual([undefined, 'failed', 'ADVISORIES_UNREACHABLE']);
    expect(host.asked).toHaveLength(asked);
    expect(await source.data()).toEqual([]);
  });
  test('one over: more pages, more records, longer answers', async () => {
    host.page = 1;
    host.records = ['1', '2', '3'].map((one) => ({ ...record('a'), id: `MAL-${one}` }));
    for (const name of ['advisoryPages', 'advisoryAsked'] as const) {
      await withLimit(name, 2, async () => { expect(await ask(overApi(), origin('a'))).toEqual([undefined, 'failed', 'ADVISORIES_UNREACHABLE']); });
      await withLimit(name, 3, async () => { expect((await overApi().match(origin('a'), undefined, 'public')).coverage.kind).toBe('complete'); });
    }
    host.records = [{ ...record('a'), id: 'MAL-4' }];
    await withLimit('advisoryRecordBytes', 10, async () => { expect(await ask(overApi(), origin('a'))).toEqual([undefined, 'failed', 'ADVISORIES_UNREACHABLE']); });
    await withLimit('advisoryListBytes', 10, async () => { expect(await ask(overApi(), origin('a'))).toEqual([undefined, 'failed', 'ADVISORIES_UNREACHABLE']); });
  });
});

describe('the registry itself', () => {
  const advisory = { id: 7, url: 'https://github.example/advisories/GHSA-8hc4-vh64-cxmj', title: 'A flaw', severity: 'high', vulnerable_versions: '<1.0.1' };

  test('is told names and versions as npm audit tells them', async () => {
    host.bulk = { a: [advisory] };
    const source = overRegistry();
    expect(await Promise.all([ask(source, origin('a')), ask(source, origin('a', '1.0.1')), ask(source, origin('b'))])).toEqual([[['GHSA-8hc4-vh64-cxmj'], 'complete'], [[], 'complete'], [[], 'complete']]);
    expect(host.asked.map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([['/-/npm/v1/security/advisories/bulk', { a: ['1.0.0', '1.0.1'], b: ['1.0.0'] }]]);
    expect(await ask(source, origin('a', '0.9.0'))).toEqual([['GHSA-8hc4-vh64-cxmj'], 'complete']);
    expect(host.asked).toHaveLength(2);
  });
  test('hears of what it serves itself, public or not', async () => {
    host.bulk = { a: [advisory] };
    expect(await ask(overRegistry(), origin('a'), 'served')).toEqual([['GHSA-8hc4-vh64-cxmj'], 'complete']);
  });
  test('beside an older record of the same advisory both count', async () => {
    host.bulk = { a: [advisory] };
    const old: Held = async () => { const index = indexBuilder(); index.add({ ...osv('GHSA-8hc4-vh64-cxmj', [entry('a', [{ introduced: '0' }, { fixed: '0.5.0' }])]), id: 'GHSA-8hc4-vh64-cxmj' }, { file: 'own' }); const built = index.finish(); return { source: 'own', data: { index: built, digest: built.digest } }; };
    const source = joinedSource([old], [asking(registryAdvisories(registry, tenancy, signal), clock)]);
    expect(await Promise.all([ask(source, origin('a', '0.4.0')), ask(source, origin('a')), ask(source, origin('a', '1.0.1'))])).toEqual([[['GHSA-8hc4-vh64-cxmj'], 'complete'], [['GHSA-8hc4-vh64-cxmj'], 'complete'], [[], 'complete']]);
  });
  test('knows nothing of Python', async () => {
    expect(await ask(overRegistry(), origin('flask', '1.0', 'pypi'))).toEqual([undefined, 'failed', 'ADVISORIES_ABSENT']);
    expect(host.asked).toEqual([]);
  });
  test('what is private is not told', async () => {
    expect(await ask(overRegistry(), origin('@acme/secret'), 'private')).toEqual([undefined, 'skipped', 'not-applicable']);
    expect(host.asked).toEqual([]);
  });
  test.each<[string, Fault]>([['that has no such endpoint', { status: 404 }], ['that answers something else', { body: '[]' }], ['that answers no JSON', { body: '<html>' }]])('one %s could not be checked', async (_name, fault) => {
    host.faults.set('/-/npm/v1/security/advisories/bulk', fault);
    expect(await ask(overRegistry(), origin('a'))).toEqual([undefined, 'failed', 'ADVISORIES_UNREACHABLE']);
  });
  test('an answer that cannot be read whole says so', async () => {
    host.bulk = { a: [{ ...advisory, vulnerable_versions: 'latest' }] };
    expect(await ask(overRegistry(), origin('a'))).toEqual([[], 'partial', 'ADVISORIES_MALFORMED']);
  });
  test('no more than the limit of its answer is read', async () => {
    host.bulk = { a: [advisory] };
    expect(limits.advisoryListBytes.value).toBeGreaterThan(1_000);
    await withLimit('advisoryListBytes', 20, async () => { expect(await ask(overRegistry(), origin('a'))).toEqual([undefined, 'failed', 'ADVISORIES_UNREACHABLE']); });
  });
});
