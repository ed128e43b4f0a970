import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createExportClient, type ExportClient } from '../../../src/adapters/osv/export-client.js';
import { joinedSource } from '../../../src/adapters/osv/osv-source.js';
import { sharedExport, type SharedExport } from '../../../src/adapters/osv/shared-export.js';
import type { Import } from '../../../src/adapters/osv/synchronise.js';
import { postgresImports } from '../../../src/adapters/postgres/imports.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import type { Origin } from '../../../src/core/origin.js';
import type { Timers } from '../../../src/ports/clock.js';
import type { Log } from '../../../src/ports/log.js';
import { startExportHost, type Exported, type ExportHost } from '../../advisories/export.js';
import { entry, indexOver, osv } from '../../advisories/records.js';
import { harness, type Harness } from '../../app/harness.js';

let app: Harness;
beforeAll(async () => { app = await harness(); });
afterAll(async () => { await app.close(); });
beforeEach(async () => { await app.pool.query('delete from mergewarden.advisory_import; delete from mergewarden.advisory_page'); });

const start = Date.parse('2026-11-22T00:00:00Z');
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const record = (name: string, modified = '2026-01-01T00:00:00Z'): Exported & Record<string, unknown> => ({ ...osv(`MAL-${name}`, [entry(name, [{ introduced: '0' }])]), modified, id: `MAL-${name}` });
const imported = (names: readonly string[], more: Partial<Import> = {}): Import => ({ index: indexOver(names.map((name) => record(name))), checkedAt: start, triedAt: start, etag: '"1"', ...more });
/** Enough for several pages even when packed. */
const many = (): Import => {
  let state = 1;
  const next = (): string => (state = (state * 48_271) % 2_147_483_647).toString(36);
  const records = Array.from({ length: 3_000 }, (_, index) => osv(`MAL-${index}`, [{ package: { ecosystem: 'npm', name: `a${index}` }, versions: Array.from({ length: 100 }, () => `1.0.0-${next()}`) }]));
  return { index: indexOver(records), checkedAt: start, triedAt: start, etag: '"1"' };
};
const pages = async (): Promise<number> => Number((await app.pool.query<{ count: number }>('select count(*)::int as count from mergewarden.advisory_page')).rows[0]!.count);

describe('postgresImports', () => {
  test('gives back what was written, whole, under its source and ecosystem', async () => {
    const imports = postgresImports(app.pool);
    const large = many();
    await imports.write('https://a.example', 'npm', large);
    expect(await pages()).toBeGreaterThan(1);
    const read = await imports.read('https://a.example', 'npm');
    expect(read).toMatchObject({ checkedAt: start, triedAt: start, etag: '"1"', index: { digest: large.index.digest, records: 3_000 } });
    expect(await imports.read('https://b.example', 'npm')).toBeUndefined();
    expect(await imports.read('https://a.example', 'PyPI')).toBeUndefined();
  });
  test('another takes its place with all of its pages; the same index is kept once', async () => {
    const imports = postgresImports(app.pool);
    await imports.write('a', 'npm', many());
    await imports.write('a', 'npm', imported(['a'], { checkedAt: 5 }));
    expect(await pages()).toBe(1);
    await imports.write('b', 'npm', imported(['a']));
    expect(await pages()).toBe(1);
    await imports.write('a', 'npm', imported(['b']));
    expect(await pages()).toBe(2);
    expect((await imports.read('b', 'npm'))?.index.entriesOf('npm', 'a')).toHaveLength(1);
  });
  test('what is in memory already is not read again', async () => {
    const imports = postgresImports(app.pool);
    const one = imported(['a']);
    await imports.write('a', 'npm', { ...one, checkedAt: 9 });
    expect(await imports.read('a', 'npm', one)).toEqual({ ...one, checkedAt: 9 });
    expect((await imports.read('a', 'npm', one))!.index).toBe(one.index);
  });
  test.each([
    ['a page is missing', 'delete from mergewarden.advisory_page where number = 1'],
    ['a page is altered', 'update mergewarden.advisory_page set body = set_byte(body, 5, get_byte(body, 5) # 1) where number = 1'],
    ['a page is another one', 'update mergewarden.advisory_page old set body = (select body from mergewarden.advisory_page where number = 0) where number = 1'],
    ['its state is none', 'update mergewarden.advisory_import set state = \'{}\''],
  ])('is as if it were not there where %s', async (_name, spoil) => {
    const imports = postgresImports(app.pool);
    await imports.write('a', 'npm', many());
    await app.pool.query(spoil);
    expect(await imports.read('a', 'npm')).toBeUndefined();
  });
  test('a writing that fails leaves the one before', async () => {
    const imports = postgresImports(app.pool);
    await imports.write('a', 'npm', imported(['a']));
    const large = many();
    // The last statement refuses a NUL, when all pages have been written.
    await expect(imports.write('a', 'npm', { ...large, index: { ...large.index, asOf: '\0' } })).rejects.toThrow();
    expect(await pages()).toBe(1);
    expect((await imports.read('a', 'npm'))?.index.entriesOf('npm', 'a')).toHaveLength(1);
  });
  test('one at a time over all processes, and the next when it has ended, however it did', async () => {
    const [one, other] = [postgresImports(app.pool), postgresImports(app.pool)];
    const seen: string[] = [];
    expect(await one.alone(async () => { expect(await other.alone(async () => { seen.push('both'); })).toBe(false); seen.push('one'); })).toBe(true);
    await expect(one.alone(async () => { throw new Error('ended'); })).rejects.toThrow('ended');
    expect(await other.alone(async () => { seen.push('other'); })).toBe(true);
    expect(seen).toEqual(['one', 'other']);
  });
});

describe('an export that processes share', () => {
  let host: ExportHost;
  let client: ExportClient;
  const open: Worker[] = [];
  beforeEach(async () => {
    host = await startExportHost();
    client = createExportClient(host.url, { timers: systemTimers, network: { strictSsl: true } });
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.shared.stop();
    client.close();
    await host.close();
  });

  interface Worker { readonly shared: SharedExport; readonly warned: string[]; look(now: number): Promise<void> }
  /** A process whose looks are taken one by one, each at a time of its own. */
  async function worker(now = start): Promise<Worker> {
    let time = now;
    let next: () => void = () => undefined;
    let slept: () => void = () => undefined;
    let asleep = new Promise<void>((resolve) => { slept = resolve; });
    const timers: Timers = {
      deadline: (ms) => systemTimers.deadline(ms),
      sleep: (ms, signal) => ms > minute ? new Promise(() => undefined) : new Promise((resolve, reject) => {
        next = resolve;
        signal?.addEventListener('abort', () => { reject(signal.reason as Error); }, { once: true });
        slept();
      }),
    };
    const warned: string[] = [];
    const log = { info: () => undefined, warn: (_: string, data: { readonly code?: string }) => { warned.push(data.code ?? ''); } } as unknown as Log;
    const shared = sharedExport({ source: 'osv:npm', address: host.url, ecosystem: 'npm', client, imports: postgresImports(app.pool), clock: { now: () => time }, timers, log });
    await asleep;
    const made: Worker = {
      shared, warned,
      async look(at) { time = at; asleep = new Promise((resolve) => { slept = resolve; }); next(); await asleep; },
    };
    open.push(made);
    return made;
  }
  const answer = async ({ shared }: Worker, name: string): Promise<unknown> => {
    const origin: Origin = { kind: 'registry', ecosystem: 'npm', registry: 'default', name, version: '1.0.0' };
    const { value, coverage } = await joinedSource([() => shared.holding()]).match(origin);
    return [value?.length, 'code' in coverage ? coverage.code : coverage.kind];
  };
  const fetched = (): string[] => host.asked.splice(0).map((one) => one.replace('/export/npm/', ''));

  test('is fetched by one, and taken into memory by the others', async () => {
    host.publish([record('a')], { etag: '"1"' });
    const [one, other] = [await worker(), await worker()];
    expect(fetched()).toEqual(['modified_id.csv', 'all.zip']);
    expect([await answer(one, 'a'), await answer(other, 'a')]).toEqual([[1, 'complete'], [1, 'complete']]);
    host.publish([record('a'), record('b', '2026-02-01T00:00:00Z')], { etag: '"2"' });
    await one.look(start + hour - 1);
    expect(fetched()).toEqual([]);
    await one.look(start + hour);
    expect(fetched()).toEqual(['modified_id.csv', 'MAL-b.json']);
    expect([await answer(one, 'b'), await answer(other, 'b')]).toEqual([[1, 'complete'], [0, 'complete']]);
    await other.look(start + hour);
    expect(fetched()).toEqual([]);
    expect(await answer(other, 'b')).toEqual([1, 'complete']);
  });

  test('with the source down the old stays in use, is asked again every ten minutes, and is too old after a week', async () => {
    host.publish([record('a')]);
    const one = await worker();
    host.answers.clear();
    fetched();
    for (const later of [hour, hour + minute, hour + 10 * minute]) await one.look(start + later);
    expect(fetched()).toEqual(['modified_id.csv', 'modified_id.csv']);
    expect(one.warned).toEqual(['ADVISORIES_UNREACHABLE', 'ADVISORIES_UNREACHABLE']);
    expect(await answer(one, 'a')).toEqual([1, 'complete']);
    await one.look(start + 7 * day + 1);
    expect(await answer(one, 'a')).toEqual([1, 'ADVISORIES_STALE']);
    host.publish([record('a')]);
    await one.look(start + 7 * day + hour);
    expect(await answer(one, 'a')).toEqual([1, 'complete']);
  });

  test('a process that starts while the source is down takes what is stored', async () => {
    host.publish([record('a')]);
    await worker();
    host.answers.clear();
    expect(await answer(await worker(start + 2 * hour), 'a')).toEqual([1, 'complete']);
  });

  test('nothing stored and nothing to be had is absent, at once', async () => {
    const one = await worker();
    expect(await answer(one, 'a')).toEqual([undefined, 'ADVISORIES_ABSENT']);
    expect(one.shared.holdingNow()).toMatchObject({ lack: { code: 'ADVISORIES_ABSENT' } });
    host.publish([record('a')]);
    await one.look(start + 10 * minute);
    expect(await answer(one, 'a')).toEqual([1, 'complete']);
  });

  test('while another process is at it, nothing is fetched twice', async () => {
    host.publish([record('a')]);
    await postgresImports(app.pool).alone(async () => {
      const one = await worker();
      await one.look(start + 5_000);
      expect([fetched(), one.warned]).toEqual([[], []]);
    });
  });

  test('a process that ends in the middle ends', async () => {
    host.publish([record('a')]);
    host.answers.set('/export/npm/all.zip', 'silence');
    const log = { info: () => undefined, warn: () => undefined } as unknown as Log;
    const shared = sharedExport({ source: 'osv:npm', address: host.url, ecosystem: 'npm', client, imports: postgresImports(app.pool), clock: { now: () => start }, timers: systemTimers, log });
    await new Promise<void>((resolve) => { const look = (): void => { if (host.asked.length > 1) resolve(); else setImmediate(look); }; look(); });
    await shared.stop();
    expect(shared.holdingNow().lack?.code).toBe('ADVISORIES_ABSENT');
    expect(await postgresImports(app.pool).alone(async () => undefined)).toBe(true);
  });
});
