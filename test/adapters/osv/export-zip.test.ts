import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, openSync, rmSync, writeFileSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportedFiles } from '../../../src/adapters/osv/export-zip.js';
import { limits, type LimitName } from '../../../src/core/limits.js';
import { zipOf, type ZipOptions } from '../../advisories/export.js';

let folder = '';
beforeAll(() => { folder = mkdtempSync(path.join(tmpdir(), 'zip-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

async function read(bytes: Buffer): Promise<(readonly [string, string | undefined])[]> {
  const file = path.join(folder, 'a.zip');
  writeFileSync(file, bytes);
  const fd = openSync(file, 'r');
  try {
    const out: (readonly [string, string | undefined])[] = [];
    for await (const { name, content } of exportedFiles(fd, bytes.length)) out.push([name, content?.toString('utf8')]);
    return out;
  } finally {
    closeSync(fd);
  }
}
async function at<T>(name: LimitName, value: number, run: () => Promise<T>): Promise<T> {
  const limit = limits[name] as { value: number };
  const standard = limit.value;
  limit.value = value;
  try { return await run(); } finally { limit.value = standard; }
}
const files = [['a.json', '{"id":"A"}'], ['ä.json', ''.padEnd(5_000, 'x')], ['c.json', 'é']] as const;

describe('archives that are read', () => {
  test.each<[string, ZipOptions]>([
    ['deflated', {}], ['stored', { stored: true }], ['with data descriptors', { descriptors: true }], ['of ZIP64', { zip64: true }],
    ['of ZIP64, with data descriptors', { zip64: true, descriptors: true }], ['with a comment', { comment: 'PK\u0005\u0006 made by somebody, and longer than an end record is' }],
  ])('%s', async (_name, options) => {
    expect(await read(zipOf(files, options))).toEqual(files);
  });
  test('with none in it, and with 70,000', async () => {
    expect(await read(zipOf([]))).toEqual([]);
    expect(await read(zipOf(Array.from({ length: 70_000 }, (_, index) => [`${index}.json`, '{}'] as const), { zip64: true, stored: true }))).toHaveLength(70_000);
  });
  test('a file that is longer than a record is named without its content', async () => {
    expect(await at('advisoryRecordBytes', 4_999, () => read(zipOf(files)))).toEqual([files[0], [files[1][0], undefined], files[2]]);
  });
});

describe('archives that are refused', () => {
  const good = zipOf(files);
  test('cut anywhere', async () => {
    for (let end = 0; end < good.length; end += 7) await expect(read(good.subarray(0, end))).rejects.toMatchObject({ code: 'ADVISORIES_MALFORMED' });
  });
  test('altered anywhere: what is read is what was written, or it is refused', async () => {
    for (let index = 0; index < good.length; index++) {
      const spoiled = Buffer.from(good);
      spoiled[index]! ^= 0x11;
      const out = await read(spoiled).catch((error: unknown) => error as { code: string });
      if (!Array.isArray(out)) expect(out.code).toBe('ADVISORIES_MALFORMED');
      else for (const [, content] of out) expect([undefined, ...files.map((file) => file[1] as string)]).toContain(content);
    }
  });
  test.each<[string, () => Buffer]>([
    ['a bomb that says it is small', () => { const bytes = zipOf([['a.json', ''.padEnd(1_000_000, 'x')]]); bytes.writeUInt32LE(10, bytes.length - 22 - 52 + 24); return bytes; }],
    ['one file twice', () => { const bytes = zipOf([['a.json', '{}'], ['b.json', '{}']]); bytes.writeUInt32LE(0, bytes.length - 22 - 52 + 42); return bytes; }],
    ['encrypted', () => { const bytes = zipOf([['a.json', '{}']]); bytes.writeUInt16LE(1, bytes.length - 22 - 52 + 8); return bytes; }],
    ['a text', () => Buffer.from('<html>not found</html>')],
    ['nothing', () => Buffer.alloc(0)],
  ])('%s', async (_name, make) => {
    await expect(read(make())).rejects.toMatchObject({ code: 'ADVISORIES_MALFORMED' });
  });
  test.each<[LimitName, number]>([['advisoryBytes', 5_010], ['advisoryFiles', 2]])('one over %s', async (name, value) => {
    expect(await at(name, value + 2, () => read(zipOf(files)))).toEqual(files);
    await expect(at(name, value, () => read(zipOf(files)))).rejects.toMatchObject({ code: 'ADVISORIES_MALFORMED' });
  });
});
