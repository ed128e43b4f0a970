import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fetchAll, type Sources } from '../../bench/corpus/fetch.js';
import type { Pair } from '../../bench/corpus/choose.js';
import { pairLines, summaryLines, summaryOf, type Measured } from '../../bench/corpus/report.js';
import { openStore, hexOf } from '../../bench/corpus/store.js';
import { createRegistry } from '../../src/adapters/registry/index.js';
import { systemTimers } from '../../src/adapters/system/clock.js';
import { Failure } from '../../src/core/errors.js';
import type { Finding, Level, Severity } from '../../src/core/finding.js';
import { packVersion, sri, startRegistry, type StandInRegistry } from '../registry/index.js';

const signal = new AbortController().signal;
const versions = ['1.0.0', '1.0.1'].map((version) => ({ version, tarball: packVersion('some', { version, files: { 'index.js': `// ${version}` } }) }));
const pair: Pair = { name: 'some', before: '1.0.0', after: '1.0.1', step: 'patch', classes: ['library'], integrity: { before: sri(versions[0]!.tarball), after: sri(versions[1]!.tarball) } };

describe('fetching', () => {
  let folder: string;
  let standIn: StandInRegistry;
  let registry: ReturnType<typeof createRegistry>;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'corpus-'));
    standIn = await startRegistry({ packages: [{ name: 'some', versions }] });
    const { host } = new URL(standIn.url);
    registry = createRegistry({ table: { publicDefault: standIn.url, default: standIn.url, scopes: {} }, credentials: [], configuredHosts: [host], publicRegistries: [], network: { strictSsl: true } }, { timers: systemTimers });
  });
  afterEach(async () => { registry.close(); await standIn.close(); await rm(folder, { recursive: true }); });
  const sources = (more: Partial<Sources> = {}): Sources => ({ npmCache: path.join(folder, 'none'), cachedRecord: async () => undefined, registry, ...more });

  test('asks for each record and archive once, and for nothing a second time', async () => {
    const store = await openStore(folder);
    expect((await fetchAll([pair], store, sources(), signal)).ready).toEqual([pair]);
    expect(standIn.requests).toHaveLength(3);
    const again = await openStore(folder);
    expect((await fetchAll([pair], again, sources(), signal)).missing).toEqual([]);
    expect(standIn.requests).toHaveLength(3);
    const answer = await again.registry.record({ registry: 'default', name: 'some', tenancy: { installation: '', repository: '', visibility: 'public', fork: false }, signal });
    expect(answer.kind === 'record' && Object.keys(answer.record.versions)).toEqual(['1.0.0', '1.0.1']);
  });

  test('brings one version that two pairs share at the same time', async () => {
    const store = await openStore(folder);
    const { ready } = await fetchAll([pair, { ...pair, before: '1.0.1', after: '1.0.0', integrity: { before: pair.integrity.after, after: pair.integrity.before } }], store, sources(), signal);
    expect(ready).toHaveLength(2);
    expect((await readdir(path.join(folder, 'archives'))).sort()).toEqual(Object.values(pair.integrity).map((one) => `${hexOf(one)}.tgz`).sort());
  });

  test('keeps no bytes other than those that the list states', async () => {
    const other = sri(new Uint8Array([1, 2, 3]));
    const store = await openStore(folder);
    await expect(store.keep(other, new Uint8Array([4]))).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    const { missing } = await fetchAll([{ ...pair, integrity: { ...pair.integrity, after: other } }], store, sources(), signal);
    expect(missing.map(({ code }) => code)).toEqual(['INTEGRITY_MISMATCH']);
    expect(store.has(other)).toBe(false);
  });

  test('without a registry takes what is at hand and names the rest', async () => {
    const { npmCache, cachedRecord } = sources();
    const { ready, missing } = await fetchAll([pair], await openStore(folder), { npmCache, cachedRecord }, signal);
    expect([ready, missing.map(({ code }) => code)]).toEqual([[], ['REGISTRY_OFFLINE']]);
    expect(standIn.requests).toEqual([]);
  });

  test('a registry that cannot be reached is not tried for every pair', async () => {
    let tries = 0;
    const gone = sources({ registry: { ...registry, record: async () => { tries += 1; throw new Failure('REGISTRY_UNREACHABLE'); } } });
    const { missing } = await fetchAll(Array.from({ length: 40 }, (_, at) => ({ ...pair, name: `some-${at}` })), await openStore(folder), gone, signal);
    expect(new Set(missing.map(({ code }) => code))).toEqual(new Set(['REGISTRY_UNREACHABLE']));
    expect(tries).toBeLessThanOrEqual(8);
  });
});

const finding = (severity: Severity, level: Level, file = 'index.js'): Finding => ({
  check: 'some-check', message: 'said', data: {}, severity, confidence: 'high', level, change: 'added', related: [], trace: [], evidence: [], fixes: [], fingerprint: '',
  at: { in: 'package', package: { kind: 'workspace', path: '' }, path: file, line: 3, column: 1, endLine: 3 },
});
const measured = (ms: number, ...findings: Finding[]): Measured => ({ pair, outcome: 'pass', ms, findings, gaps: [] });

describe('the report', () => {
  test.each<[string, boolean, Measured[]]>([
    ['nothing', true, [measured(1), measured(2)]],
    ['mediums in two pairs', true, [measured(1, finding('medium', 'default'), finding('medium', 'default')), measured(1, finding('medium', 'default'))]],
    ['mediums in three pairs', false, [1, 2, 3].map((ms) => measured(ms, finding('medium', 'default')))],
    ['folded mediums and highs', true, [1, 2, 3].map((ms) => measured(ms, finding('medium', 'folded'), finding('high', 'audit')))],
    ['one high', false, [measured(1, finding('high', 'default'))]],
    ['one critical', false, [measured(1), measured(1, finding('critical', 'default'))]],
  ])('%s: held %s', (_, held, all) => { expect(summaryOf(all).held).toBe(held); });

  test('counts by severity, level, check and pair', () => {
    const summary = summaryOf([measured(10), measured(30, finding('low', 'default'), finding('low', 'folded')), measured(20, finding('medium', 'default'), finding('low', 'default'), finding('low', 'default'))]);
    expect(summary).toMatchObject({ pairs: 3, medianTold: 1, silent: 1, p50: 20, p95: 30, medium: ['some@1.0.0..1.0.1'], high: [], findings: { low: { default: 3, folded: 1 }, medium: { default: 1 } }, checks: { 'some-check': { default: 4, folded: 1 } } });
    expect(summaryOf([measured(1), measured(1, finding('low', 'default'))]).medianTold).toBe(0.5);
    expect(summaryLines(summary, 60_000, 0).join('\n')).toContain('some-check');
  });

  test('calls nothing kept of which a part is missing or could not be checked', () => {
    const last = (all: Measured[], missing: number): string => summaryLines(summaryOf(all), 1, missing).at(-1)!.slice(0, 4);
    expect(last([measured(1)], 0)).toBe('ok  ');
    expect(last([measured(1)], 1)).toBe('part');
    expect(last([{ ...measured(1), outcome: 'unknown' }], 0)).toBe('part');
    expect(last([measured(1, finding('high', 'default'))], 1)).toBe('MISS');
  });

  test('a file name from a package is no control character', () => {
    expect(pairLines(measured(1, finding('low', 'default', 'a\u001b[2Jb'))).join('\n')).not.toContain('\u001b');
  });
});
