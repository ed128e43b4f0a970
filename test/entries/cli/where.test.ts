import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReviewResult, ReviewTarget } from '../../../src/app/review.types.js';
import { postgresPackages } from '../../../src/adapters/postgres/packages.js';
import { pinnedKey } from '../../../src/ports/packages.js';
import { harness, pullPayload, repository, installation, result, sha, type Harness } from '../../app/harness.js';
import { document } from './documents.js';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mergewarden } from './cli.js';

const brought: { readonly [head: string]: readonly [name: string, version: string][] } = {
  [sha('1')]: [['left', '1.0.0'], ['@acme/right', '2.0.0']],
  [sha('2')]: [['left', '1.1.0-beta.1'], ['left', '1.1.0-beta.1'], ['odd', 'file:../odd\u001b[31m']],
  [sha('3')]: [['left', '1.2.0']],
};
const integrity = 'sha512-AAAA';
let app: Harness;
beforeAll(async () => {
  app = await harness({
    reviewer: async (target: ReviewTarget): Promise<ReviewResult> => ({
      ...result(target, { outcome: target.headSha === sha('3') ? 'block' : 'pass' }), brought: (brought[target.headSha] ?? []).map(([name, version]) => ({ name, version, integrity })),
    }),
  });
  const pull = async (fields: Parameters<typeof pullPayload>[0]): Promise<void> => {
    app.host.open(fields.number ?? 1, fields.head);
    await app.delivered('pull_request', pullPayload(fields));
    await app.settle();
  };
  await pull({ action: 'opened', number: 1, head: sha('1') });
  await pull({ action: 'synchronize', number: 1, head: sha('2') });
  await pull({ action: 'opened', number: 2, head: sha('3') });
});
afterAll(async () => { await app.close(); });

const where = (...argv: readonly string[]) => {
  const { host, port, user, password, database } = app.address;
  const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host.startsWith('/') ? encodeURIComponent(host) : host}:${port}/${database}`;
  return mergewarden(['where', ...argv], { cwd: '/', env: { DATABASE_URL: url, HOME: '/' } });
};
const told = async (...argv: readonly string[]): Promise<readonly string[]> =>
  (document('where', (await where(...argv, '--json')).out)['reviews'] as readonly { [key: string]: unknown }[]).map((row) => `${String(row['version'])} ${String(row['repository'])}#${String(row['pull'])} ${String(row['outcome'])} ${String(row['state'])}`);

describe('where', () => {
  const [first, second, third] = ['1.0.0 acme/shop#1 pass replaced', '1.1.0-beta.1 acme/shop#1 pass open', '1.2.0 acme/shop#2 block open'] as const;
  test.each([
    ['left', [first, second, third]], ['left@*', [first, second, third]], ['left@1.0.0', [first]], ['left@^1.1.0-0', [second, third]], ['left@>=1.1.0', [third]], ['left@<1', []], ['@acme/right@2', ['2.0.0 acme/shop#1 pass replaced']],
    ['lef', []], ['odd', ['file:../odd\u001b[31m acme/shop#1 pass open']], ['odd@1', []],
  ] as const)('%s', async (spec, rows) => {
    expect(await told(spec)).toEqual(rows);
  });
  test('for a person, a line each, with nothing that a terminal would act on', async () => {
    const { code, out, err } = await where('left@1.0.0');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^1\.0\.0 {2}acme\/shop #1 {2}111111111111 {2}\d{4}-\d\d-\d\dT[\d:.]+Z {2}pass {2}replaced\n$/);
    expect((await where('odd')).out.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(await where('nothing@1')).toEqual({ code: 0, out: '', err: 'no review brought in nothing 1\n' });
  });
  test.each([[[]], [['a', 'b']], [['a@']], [['a@not a range']], [['@']]])('wrong usage: %j', async (argv) => {
    expect((await where(...argv)).code).toBe(64);
  });
  test('a database that does not answer is no answer', async () => {
    expect((await mergewarden(['where', 'left'], { cwd: '/', env: { DATABASE_URL: 'postgres://127.0.0.1:1/none', HOME: '/' } })).code).toBe(2);
  });
  test('a merge is told of the head that was merged, and of no other', async () => {
    await app.delivered('pull_request', pullPayload({ action: 'closed', number: 1, head: sha('2'), state: 'closed', merged: true }));
    expect(await told('left')).toEqual([first, second.replace('open', 'merged'), third]);
    await app.delivered('pull_request', pullPayload({ action: 'closed', number: 2, head: sha('3'), state: 'closed' }));
    expect(await told('left@1.2')).toEqual([third.replace('open', 'closed')]);
  });
});

describe('what a review passed', () => {
  const place = { installation, repository: repository.id, baseRef: 'main' };
  const pin = (name: string, version: string, bytes = integrity) => ({ name, version, integrity: bytes });
  test('is known by its bytes, for its own base branch alone; what was blocked is not', async () => {
    const packages = postgresPackages(app.pool);
    const known = pin('left', '1.0.0');
    expect(await packages.passed(place, [known, pin('left', '1.2.0'), pin('left', '1.0.0', 'sha512-BBBB'), pin('left', '1.0.1'), pin('nul\0', '1.0.0')])).toEqual(new Set([pinnedKey(known)]));
    for (const other of [{ baseRef: 'other' }, { repository: 12 }, { installation: 8 }]) expect(await packages.passed({ ...place, ...other }, [known])).toEqual(new Set());
  });
  test('goes with its installation', async () => {
    await app.dependencies.reviews.erase(installation);
    expect(await postgresPackages(app.pool).bringing('left', { after: 0, limit: 10 })).toEqual([]);
  });
});

describe('where there is no database', () => {
  test.each([['where', 'left'], ['audit', 'export']])('%s %s does not answer from an empty one that it makes, and makes none', async (...words) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mw-where-'));
    try {
      chmodSync(folder, 0o711);
      const data = path.join(folder, 'data');
      const { code, out, err } = await mergewarden([...words, '--data', data], { cwd: folder, env: { HOME: folder } });
      expect([code, out, existsSync(data)]).toEqual([2, '', false]);
      expect(err).toContain('DATABASE_URL');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
