import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createExportClient, exportUrlProblem, type ExportClient } from '../../../src/adapters/osv/export-client.js';
import { exportHoldings, importBytes, importOf, keptImport, type ExportHoldingsOptions } from '../../../src/adapters/osv/export-source.js';
import { folderHoldings, joinedSource } from '../../../src/adapters/osv/osv-source.js';
import { synchronise, type Import } from '../../../src/adapters/osv/synchronise.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import { limits, type LimitName } from '../../../src/core/limits.js';
import type { Origin } from '../../../src/core/origin.js';
import type { AdvisorySource } from '../../../src/ports/advisory-source.js';
import { startExportHost, type ExportHost, type Exported } from '../../advisories/export.js';
import { entry, osv } from '../../advisories/records.js';

let host: ExportHost;
let client: ExportClient;
let root: string;
beforeEach(async () => {
  host = await startExportHost();
  client = createExportClient(host.url, { timers: systemTimers, network: { strictSsl: true } });
  root = mkdtempSync(path.join(tmpdir(), 'export-'));
});
afterEach(async () => {
  client.close();
  await host.close();
  rmSync(root, { recursive: true, force: true });
});

const day = 86_400_000;
const start = Date.parse('2026-11-22T00:00:00Z');
const record = (name: string, modified = '2026-01-01T00:00:00Z', fields: Record<string, unknown> = {}): Exported & Record<string, unknown> => ({ ...osv(`MAL-${name}`, [entry(name, [{ introduced: '0' }])], fields), modified, id: `MAL-${name}` });
const { signal } = new AbortController();
const sync = (before?: Import, now = start): Promise<Import> => synchronise(before, { client, ecosystem: 'npm', now, signal });
const namesOf = (imported: Import): string[] => ['a', 'b', 'c', 'd'].filter((name) => imported.index.entriesOf('npm', name)?.length);
const fetched = (): string[] => host.asked.splice(0).map((one) => one.replace('/export/npm/', ''));
async function at<T>(name: LimitName, value: number, run: () => Promise<T>): Promise<T> {
  const limit = limits[name] as { value: number };
  const standard = limit.value;
  limit.value = value;
  try { return await run(); } finally { limit.value = standard; }
}

describe('taking an export over', () => {
  test('the first time all of it', async () => {
    host.publish([record('a'), record('b'), record('c', '2026-01-01T00:00:00Z', { withdrawn: '2026-01-01T00:00:00Z' })], { etag: '"1"', zip: { descriptors: true, zip64: true } });
    const first = await sync();
    expect(fetched()).toEqual(['modified_id.csv', 'all.zip']);
    expect(first).toMatchObject({ checkedAt: start, triedAt: start, etag: '"1"', index: { records: 2, withdrawn: 1, malformed: { count: 0 } } });
    expect(namesOf(first)).toEqual(['a', 'b']);
  });

  test('later only what the list names as newer', async () => {
    host.publish([record('a'), record('b')]);
    const first = await sync();
    fetched();
    host.publish([record('a'), record('b', '2026-02-01T00:00:00Z', { withdrawn: '2026-02-01T00:00:00Z' }), record('d', '2026-02-01T00:00:00Z')]);
    const second = await sync(first, start + day);
    expect(fetched().sort()).toEqual(['MAL-b.json', 'MAL-d.json', 'modified_id.csv']);
    expect(second).toMatchObject({ checkedAt: start + day, index: { records: 2, withdrawn: 1, asOf: '2026-02-01T00:00:00Z' } });
    expect([namesOf(first), namesOf(second)]).toEqual([['a', 'b'], ['a', 'd']]);
    // The same records fetched at once are the same index.
    expect((await sync()).index.digest).toBe(second.index.digest);
  });

  test('nothing where the list is the same', async () => {
    host.publish([record('a')], { etag: '"1"' });
    const first = await sync();
    fetched();
    expect(await sync(first, start + day)).toEqual({ ...first, checkedAt: start + day, triedAt: start + day });
    expect(fetched()).toEqual(['modified_id.csv']);
  });

  test('what the archive lacks and the list names, one by one', async () => {
    host.publish([record('a')], { unpacked: [record('b')] });
    expect(namesOf(await sync())).toEqual(['a', 'b']);
    expect(fetched()).toEqual(['modified_id.csv', 'all.zip', 'MAL-b.json']);
  });

  test('all of it again where much has changed', async () => {
    host.publish([record('a')]);
    const first = await sync();
    fetched();
    host.publish([record('a'), record('b'), record('c')]);
    expect(namesOf(await at('advisoryIncrement', 1, () => sync(first)))).toEqual(['a', 'b', 'c']);
    expect(fetched()).toEqual(['modified_id.csv', 'all.zip']);
  });

  describe('what the list no longer names', () => {
    const gone = (name: string): void => { host.answers.delete(`/export/npm/MAL-${name}.json`); };
    test('goes where its own file is gone', async () => {
      host.publish([record('a'), record('b')]);
      const first = await sync();
      fetched();
      gone('b');
      host.publish([record('a'), record('c')]);
      expect(namesOf(await sync(first))).toEqual(['a', 'c']);
      expect(fetched().sort()).toEqual(['MAL-b.json', 'MAL-c.json', 'modified_id.csv']);
    });
    test.each<[string, () => void]>([['its own file is there', () => undefined], ['that cannot be told', () => { host.answers.set('/export/npm/MAL-b.json', 500); }]])('stays where %s', async (_name, answer) => {
      host.publish([record('a'), record('b')]);
      const first = await sync();
      host.publish([record('a'), record('c')]);
      answer();
      expect(namesOf(await sync(first))).toEqual(['a', 'b', 'c']);
    });
    test('goes with a full download where the archive lacks it too, and stays where it does not', async () => {
      host.publish([record('a'), record('b'), record('c')]);
      const first = await sync();
      host.publish([record('a'), record('b'), record('d')]);
      host.answers.set('/export/npm/modified_id.csv', Buffer.from('2026-01-01T00:00:00Z,MAL-a\n2026-01-01T00:00:00Z,MAL-d\n'));
      expect(namesOf(await at('advisoryIncrement', 1, () => sync(first)))).toEqual(['a', 'b', 'd']);
    });
    test('is not believed where it is more than half', async () => {
      host.publish([record('a'), record('b'), record('c')]);
      const first = await sync();
      for (const name of ['a', 'b', 'c']) gone(name);
      host.publish([record('a')]);
      await expect(sync(first)).rejects.toMatchObject({ code: 'ADVISORIES_MALFORMED', data: { reason: 'list-shrunk', listed: 1, held: 3 } });
    });
  });

  test('a list that writes the same time with fewer or more digits brings nothing', async () => {
    host.publish([record('a', '2026-01-01T00:00:00.5Z'), record('b')]);
    host.answers.set('/export/npm/modified_id.csv', Buffer.from('2026-01-01T00:00:00Z,MAL-a\r\n2026-01-01T00:00:00.25+00:00,MAL-b\r\n'));
    expect((await sync()).checkedAt).toBe(start);
    expect(fetched()).toEqual(['modified_id.csv', 'all.zip']);
  });
});

describe('what goes wrong leaves what was there', () => {
  const csv = '/export/npm/modified_id.csv';
  const zip = '/export/npm/all.zip';
  test.each<[string, () => void, object]>([
    ['the list is not there', () => host.answers.set(csv, 404), { reason: 'status 404' }],
    ['the list is a page of something else', () => host.answers.set(csv, Buffer.from('<html>')), { reason: 'list' }],
    ['the list is empty', () => host.answers.set(csv, Buffer.from('')), { reason: 'list' }],
    ['the list breaks off', () => host.answers.set(csv, 'cut'), { reason: 'connection' }],
    ['the list has an id that leads elsewhere', () => host.answers.set(csv, Buffer.from('2026-01-01T00:00:00Z,../../x\n')), { reason: 'list' }],
    ['the list leads to another host', () => host.answers.set(csv, { to: 'http://localhost:9/x' }), { reason: 'redirect' }],
    ['the archive is not there', () => host.answers.set(zip, 500), { reason: 'status 500' }],
    ['the archive breaks off', () => host.answers.set(zip, 'cut'), { reason: 'connection' }],
    ['the archive leads to another host', () => host.answers.set(zip, { to: 'https://elsewhere.example/all.zip' }), { reason: 'redirect' }],
    ['the archive is half of one', () => { const all = host.answers.get(zip) as Buffer; host.answers.set(zip, all.subarray(0, all.length / 2)); }, { reason: 'zip-end' }],
    ['the archive is altered', () => { (host.answers.get(zip) as Buffer)[60]! ^= 1; }, {}],
    ['the archive lacks nearly all', () => { host.publish([record('a'), record('b')], { unpacked: [record('c'), record('d')] }); }, { reason: 'archive-incomplete' }],
  ])('%s', async (_name, spoil, data) => {
    host.publish([record('a'), record('b')]);
    const first = await sync();
    host.publish([record('a'), record('b'), record('c'), record('d')]);
    spoil();
    await at('advisoryIncrement', 1, async () => {
      await expect(sync(first)).rejects.toMatchObject({ code: expect.stringMatching(/^ADVISORIES_/), data });
    });
    expect(namesOf(first)).toEqual(['a', 'b']);
  });

  test.each<[string, Buffer | number | 'cut']>([['no record', Buffer.from('{}')], ['no JSON', Buffer.from('{')], ['another record', Buffer.from(JSON.stringify(record('d')))], ['not there', 404], ['an error', 500], ['broken off', 'cut']])('one changed record is %s: it stays as it was, the others come, and the age goes on', async (_name, answer) => {
    host.publish([record('a'), record('b')], { etag: '"1"' });
    const first = await sync();
    host.publish([record('a', '2026-02-01T00:00:00Z', { affected: [entry('c', [{ introduced: '0' }])] }), record('b')], { etag: '"2"' });
    host.answers.set('/export/npm/MAL-a.json', answer);
    const second = await sync(first, start + day);
    expect(namesOf(second)).toEqual(expect.arrayContaining(['a', 'b']));
    expect(second).toMatchObject({ checkedAt: start, triedAt: start + day, index: { malformed: { count: 0 } } });
    expect(second).not.toHaveProperty('etag');
    host.answers.set('/export/npm/MAL-a.json', Buffer.from(JSON.stringify(record('a', '2026-02-01T00:00:00Z', { affected: [entry('c', [{ introduced: '0' }])] }))));
    const third = await sync(second, start + 2 * day);
    expect(third).toMatchObject({ checkedAt: start + 2 * day, etag: '"2"' });
    expect(namesOf(third)).toEqual(expect.arrayContaining(['b', 'c']));
    expect(namesOf(third)).not.toContain('a');
  });

  test('a record that never came is a place that could not be read', async () => {
    host.publish([record('a')], { unpacked: [record('b')] });
    host.answers.set('/export/npm/MAL-b.json', Buffer.from('{}'));
    const first = await sync();
    expect(first).toMatchObject({ checkedAt: 0, index: { malformed: { count: 1, first: [{ file: 'MAL-b.json' }] } } });
    host.publish([record('a')], { unpacked: [record('b')] });
    expect(await sync(first)).toMatchObject({ checkedAt: start, index: { records: 2, malformed: { count: 0 } } });
  });

  test('a record that came again in an older state does not go back', async () => {
    host.publish([record('a', '2026-02-01T00:00:00Z', { withdrawn: '2026-02-01T00:00:00Z' })]);
    const first = await sync();
    host.publish([record('a', '2026-03-01T00:00:00Z')]);
    host.answers.set('/export/npm/MAL-a.json', Buffer.from(JSON.stringify(record('a'))));
    expect(namesOf(await sync(first))).toEqual([]);
  });

  test.each<[LimitName, number, string]>([['advisoryListBytes', 20, csv], ['advisoryExportBytes', 100, zip]])('one over %s', async (name, value) => {
    host.publish([record('a'), record('b')]);
    await expect(at(name, value, () => sync())).rejects.toMatchObject({ code: 'ADVISORIES_UNREACHABLE', data: { reason: 'too-long' } });
  });
  test.each<[LimitName, string]>([['advisoryListMs', csv], ['advisoryExportMs', zip]])('one that never answers is given up after %s', async (name, asked) => {
    host.publish([record('a')]);
    host.answers.set(asked, 'silence');
    await expect(at(name, 50, () => sync())).rejects.toMatchObject({ code: 'ADVISORIES_UNREACHABLE', data: { reason: 'timeout' } });
  });
  test('whoever ends it ends it', async () => {
    host.publish([record('a')]);
    const ended = new AbortController();
    ended.abort(new Error('enough'));
    await expect(synchronise(undefined, { client, ecosystem: 'npm', now: start, signal: ended.signal })).rejects.toThrow('enough');
  });
});

describe('an export as a source', () => {
  const origin = (name: string): Origin => ({ kind: 'registry', ecosystem: 'npm', registry: 'default', name, version: '1.0.0' });
  const files = new Map<string, Buffer>();
  const kept = { read: async (name: string) => files.get(name), write: async (name: string, bytes: Uint8Array) => { files.set(name, Buffer.from(bytes)); } };
  const failures: string[] = [];
  beforeEach(() => { files.clear(); failures.length = 0; });
  const holding = (now: number, more: Partial<ExportHoldingsOptions> = {}) => exportHoldings({
    source: 'osv:npm', ecosystem: 'npm', client, store: keptImport(kept, host.url, 'npm'), clock: { now: () => now }, signal, failed: ({ code }) => { failures.push(code); }, ...more,
  });
  const offline = (now: number) => exportHoldings({ source: 'osv:npm', ecosystem: 'npm', store: keptImport(kept, host.url, 'npm'), clock: { now: () => now }, signal });
  const answer = async (source: AdvisorySource, name: string): Promise<unknown[]> => {
    const { value, coverage } = await source.match(origin(name));
    return [value?.map(({ id }) => id), coverage.kind, ...('code' in coverage ? [coverage.code] : [])];
  };

  test('is fetched at the first question, kept, and asked for again after an hour', async () => {
    host.publish([record('a')], { etag: '"1"' });
    const source = joinedSource([holding(start)]);
    expect(host.asked).toEqual([]);
    expect(await answer(source, 'a')).toEqual([['MAL-a'], 'complete']);
    expect(await answer(source, 'b')).toEqual([[], 'complete']);
    expect(await source.data()).toEqual([{ source: 'osv:npm', digest: expect.stringMatching(/^[0-9a-f]{64}$/), asOf: '2026-01-01T00:00:00Z' }]);
    expect(fetched()).toEqual(['modified_id.csv', 'all.zip']);
    expect(await answer(joinedSource([holding(start + 3_599_999)]), 'a')).toEqual([['MAL-a'], 'complete']);
    expect(fetched()).toEqual([]);
    expect(await answer(joinedSource([holding(start + 3_600_000)]), 'a')).toEqual([['MAL-a'], 'complete']);
    expect(fetched()).toEqual(['modified_id.csv']);
  });

  test('is left alone by questions on another ecosystem, and by nobody\'s', async () => {
    host.publish([record('a')]);
    const source = joinedSource([holding(start)]).pinned();
    expect(await source.data()).toEqual([]);
    expect(await answer(joinedSource([holding(start)]), 'a')).toEqual([['MAL-a'], 'complete']);
    expect(fetched()).toEqual(['modified_id.csv', 'all.zip']);
    expect((await source.match({ kind: 'registry', ecosystem: 'pypi', registry: 'default', name: 'a', version: '1.0.0' })).coverage).toEqual({ kind: 'failed', code: 'ADVISORIES_ABSENT', data: { ecosystem: 'PyPI', reason: 'ecosystem' } });
    expect(fetched()).toEqual([]);
    expect(await answer(source, 'a')).toEqual([['MAL-a'], 'complete']);
    expect(await source.data()).toHaveLength(1);
  });

  test('a limit of one\'s own on its age', async () => {
    host.publish([record('a')]);
    await answer(joinedSource([holding(start)]), 'a');
    host.answers.clear();
    expect(await answer(joinedSource([holding(start + 2 * day, { maxAgeMs: 2 * day })]), 'a')).toEqual([['MAL-a'], 'complete']);
    expect(await answer(joinedSource([holding(start + 2 * day + 1, { maxAgeMs: 2 * day })]), 'a')).toEqual([['MAL-a'], 'partial', 'ADVISORIES_STALE']);
  });

  test.each<[string, number, unknown[]]>([
    ['a week', 7 * day, [['MAL-a'], 'complete']], ['more than a week', 7 * day + 1, [['MAL-a'], 'partial', 'ADVISORIES_STALE']],
    ['minus a day', -day, [['MAL-a'], 'complete']], ['less than that: the clock went back', -day - 1, [['MAL-a'], 'partial', 'ADVISORIES_STALE']],
  ])('with the export out of reach for %s, what is known is still told', async (_name, later, expected) => {
    host.publish([record('a')]);
    await answer(joinedSource([holding(start)]), 'a');
    host.answers.clear();
    expect(await answer(joinedSource([holding(start + later)]), 'a')).toEqual(expected);
    expect(await answer(joinedSource([offline(start + later)]), 'a')).toEqual(expected);
    expect(failures).toEqual(['ADVISORIES_UNREACHABLE']);
  });

  test('nothing kept and nothing to be had is absent', async () => {
    expect(await answer(joinedSource([holding(start)]), 'a')).toEqual([undefined, 'failed', 'ADVISORIES_ABSENT']);
    expect(await answer(joinedSource([offline(start)]), 'a')).toEqual([undefined, 'failed', 'ADVISORIES_ABSENT']);
    expect(failures).toEqual(['ADVISORIES_UNREACHABLE']);
  });

  test('what was kept counts whole or not at all', async () => {
    host.publish([record('a')], { etag: '"1"' });
    await answer(joinedSource([holding(start)]), 'a');
    const [[name, bytes]] = [...files] as [[string, Buffer]];
    expect(importOf(bytes)).toMatchObject({ checkedAt: start, triedAt: start, etag: '"1"' });
    expect(importBytes(importOf(bytes)!)).toEqual(bytes);
    for (const spoiled of [bytes.subarray(0, -1), bytes.subarray(1), Buffer.alloc(0), Buffer.from('{}\n'), Buffer.concat([Buffer.from('{}\n'), bytes.subarray(bytes.indexOf('\n') + 1)])]) {
      files.set(name, spoiled);
      expect(await answer(joinedSource([offline(start)]), 'a')).toEqual([undefined, 'failed', 'ADVISORIES_ABSENT']);
    }
  });

  describe('beside a folder', () => {
    const folder = (records: readonly unknown[]) => {
      mkdirSync(path.join(root, 'own'));
      for (const [at, one] of records.entries()) writeFileSync(path.join(root, 'own', `${at}.json`), JSON.stringify(one));
      return folderHoldings({ path: path.join(root, 'own'), source: 'own' });
    };
    test('both are asked, and aliases across them are one match', async () => {
      host.publish([record('a'), record('b')]);
      const source = joinedSource([folder([osv('OWN-1', [entry('a', [{ introduced: '0' }])], { aliases: ['MAL-a'] }), osv('OWN-2', [entry('c', [{ introduced: '0' }])])]), holding(start)]);
      const { value } = await source.match(origin('a'));
      expect(value).toMatchObject([{ id: 'MAL-a', ids: ['MAL-a', 'OWN-1'] }]);
      expect([await answer(source, 'b'), await answer(source, 'c')]).toEqual([[['MAL-b'], 'complete'], [['OWN-2'], 'complete']]);
      expect((await source.data()).map((one) => one.source)).toEqual(['own', 'osv:npm']);
    });
    test.each<[string, Exported & Record<string, unknown>, readonly string[]]>([
      ['the same record', record('a'), ['MAL-a']],
      ['an older one that is in force, of one withdrawn since', record('b', '2025-01-01T00:00:00Z'), []],
      ['a newer one that withdraws it', record('a', '2026-06-01T00:00:00Z', { withdrawn: '2026-06-01T00:00:00Z' }), []],
      ['one of the same time that withdraws it', record('a', '2026-01-01T00:00:00Z', { withdrawn: '2026-01-01T00:00:00Z' }), ['MAL-a']],
    ])('of two with one id the newer counts: %s', async (_name, own, expected) => {
      host.publish([record('a'), record('b', '2026-01-01T00:00:00Z', { withdrawn: '2026-01-01T00:00:00Z' })]);
      const folderOf = folder([own]);
      for (const order of [[folderOf, holding(start)], [holding(start), folderOf]]) {
        const { value } = await joinedSource(order).match(origin(own.id.slice('MAL-'.length)));
        expect(value?.flatMap(({ ids }) => ids)).toEqual(expected);
      }
    });
    test('one that has nothing leaves a hole beside what the other knows', async () => {
      const source = joinedSource([folder([record('a')]), holding(start)]);
      expect(await answer(source, 'a')).toEqual([['MAL-a'], 'partial', 'ADVISORIES_ABSENT']);
    });
  });

  test('a review that has begun keeps what it began with', async () => {
    host.publish([record('a')]);
    let now = start;
    const source = joinedSource([exportHoldings({ source: 'osv:npm', ecosystem: 'npm', client, store: keptImport(kept, host.url, 'npm'), clock: { now: () => now }, signal })]);
    const pinned = source.pinned();
    expect(await answer(pinned, 'a')).toEqual([['MAL-a'], 'complete']);
    now += 8 * day;
    expect(await answer(pinned, 'a')).toEqual([['MAL-a'], 'complete']);
    expect(await answer(source, 'a')).toEqual([['MAL-a'], 'partial', 'ADVISORIES_STALE']);
  });
});

test.each<[string, boolean]>([
  ['https://export.example', true], ['https://export.example/osv/', true], ['http://127.0.0.1:8080/osv', true], ['http://localhost/osv', true], ['http://[::1]:1/', true], ['http://10.1.2.3/', true],
  ['http://export.example/', false], ['http://8.8.8.8/', false], ['https://user:word@export.example/', false], ['https://export.example/?token=x', false], ['file:///etc', false], ['export.example', false], ['', false],
])('the address %p is one: %s', (text, good) => {
  expect(exportUrlProblem(text) === undefined).toBe(good);
});
