import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemTimers } from '../../src/adapters/system/clock.js';
import type { Origin } from '../../src/core/origin.js';
import { serviceAdvisories } from '../../src/entries/service/advisories.js';
import type { Log } from '../../src/ports/log.js';
import { startExportHost, type Exported, type ExportHost } from '../advisories/export.js';
import { entry, osv } from '../advisories/records.js';
import { harness, type Harness } from '../app/harness.js';

let app: Harness;
let host: ExportHost;
const folder = mkdtempSync(path.join(tmpdir(), 'own-'));
beforeAll(async () => { [app, host] = await Promise.all([harness(), startExportHost()]); });
afterAll(async () => {
  await host.close();
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const record = (name: string): Exported & Record<string, unknown> => ({ ...osv(`MAL-${name}`, [entry(name, [{ introduced: '0' }])]), id: `MAL-${name}` });
const origin = (name: string): Origin => ({ kind: 'registry', ecosystem: 'npm', registry: 'default', name, version: '1.0.0' });
const tenancy = { installation: '1', repository: 'o/r', visibility: 'private', fork: false } as const;
const asked: unknown[] = [];
const registry = { advisories: async ({ packages }: { readonly packages: unknown }) => { asked.push(packages); return {}; } };
const log = { info: () => undefined, warn: () => undefined } as unknown as Log;
const machine = { clock: { now: () => Date.parse('2026-11-22T00:00:00Z') }, timers: systemTimers, log };

test('a folder and an export together, from the first review on; the second process takes what the first has stored', async () => {
  host.publish([record('exported')]);
  writeFileSync(path.join(folder, 'own.json'), JSON.stringify(record('own')));
  for (const asked of [['/export/npm/modified_id.csv', '/export/npm/all.zip'], []]) {
    host.asked.length = 0;
    const advisories = serviceAdvisories({ advisories: folder, advisoriesUrl: host.url }, { pool: app.pool }, { strictSsl: true }, registry, machine);
    const review = advisories.pinned(tenancy);
    for (const name of ['exported', 'own']) expect(await review.match(origin(name))).toMatchObject({ value: [{ id: `MAL-${name}` }], coverage: { kind: 'complete' } });
    expect((await review.data()).map(({ source }) => source)).toEqual(['osv', 'osv:npm']);
    expect(await advisories.dataNow()).toEqual(await review.data());
    expect(host.asked.filter((one) => one.includes('/npm/'))).toEqual(asked);
    await advisories.stop();
  }
});

test('the export of an ecosystem is waited for by questions on it alone, and its lack is nobody else\'s', async () => {
  host.publish([record('exported')]);
  const advisories = serviceAdvisories({ advisoriesUrl: host.url }, { pool: app.pool }, { strictSsl: true }, registry, machine);
  const review = advisories.pinned(tenancy);
  expect(await review.match(origin('exported'))).toMatchObject({ value: [{ id: 'MAL-exported' }], coverage: { kind: 'complete' } });
  expect(await review.match({ kind: 'registry', ecosystem: 'pypi', registry: 'default', name: 'exported', version: '1.0.0' })).toMatchObject({ coverage: { kind: 'failed', code: 'ADVISORIES_ABSENT', data: { source: 'osv:PyPI' } } });
  expect((await review.data()).map(({ source }) => source)).toEqual(['osv:npm']);
  expect(host.asked.filter((one) => one.includes('/PyPI/'))).toContain('/export/PyPI/modified_id.csv');
  await advisories.stop();
});

test('services that the operator opted for are asked on behalf of each review', async () => {
  const advisories = serviceAdvisories({ advisories: folder, advisoryServices: { registry: true } }, { pool: app.pool }, { strictSsl: true }, registry, machine);
  for (const [at, name] of (['public', 'private'] as const).entries()) {
    const review = advisories.pinned(tenancy);
    expect(await review.match(origin('own'), undefined, name)).toMatchObject({ value: [{ id: 'MAL-own' }], coverage: { kind: 'complete' } });
    expect((await review.data()).map(({ source }) => source)).toEqual(at === 0 ? ['osv', 'registry'] : ['osv']);
  }
  expect(asked).toEqual([{ own: ['1.0.0'] }]);
  await advisories.stop();
});

test('with neither, that is the answer', async () => {
  const advisories = serviceAdvisories({}, { pool: app.pool }, { strictSsl: true }, registry, machine);
  expect(await advisories.pinned(tenancy).match(origin('own'))).toEqual({ coverage: { kind: 'failed', code: 'ADVISORIES_ABSENT', data: {} } });
  expect(await advisories.dataNow()).toEqual([]);
  await advisories.stop();
});
