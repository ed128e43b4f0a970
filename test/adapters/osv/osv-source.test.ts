import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadAdvisories } from '../../../src/adapters/osv/load.js';
import { matchLines, parseSpec } from '../../../src/adapters/osv/match-lines.js';
import { createOsvSource } from '../../../src/adapters/osv/osv-source.js';
import type { Origin } from '../../../src/core/origin.js';
import { entry, osv } from '../../advisories/records.js';

let root = '';
let made = 0;
beforeAll(() => { root = mkdtempSync(path.join(tmpdir(), 'osv-')); });
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes a folder of files, and gives its path. */
function folder(files: Record<string, string | Buffer>): string {
  const at = path.join(root, String(made += 1));
  mkdirSync(at);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    writeFileSync(path.join(at, name), content);
  }
  return at;
}
const registry = (name: string, version = '1.0.0'): Origin => ({ kind: 'registry', ecosystem: 'npm', registry: 'default', name, version });
const record = (name: string) => osv(`MAL-${name}`, [entry(name, [{ introduced: '0' }])], { summary: `Malicious code in ${name}` });
const line = (name: string) => `${JSON.stringify(record(name))}\n`;
const pretty = (name: string) => JSON.stringify(record(name), undefined, 2);
const idsOf = async (at: string, names: readonly string[]) => Promise.all(names.map(async (name) => (await createOsvSource({ path: at }).match(registry(name))).value?.map(({ id }) => id)));

describe('an ecosystem that the data were not made for', () => {
  const pypi = (name: string): Origin => ({ kind: 'registry', ecosystem: 'pypi', registry: 'default', name, version: '1.0.0' });
  const named = (id: string, ...of: readonly (readonly [string, string])[]) => JSON.stringify(osv(id, of.map(([ecosystem, name]) => ({ ...entry(name, [{ introduced: '0' }]), package: { ecosystem, name } }))));
  const ask = async (files: Record<string, string>, origin: Origin): Promise<unknown[]> => {
    const { value, coverage } = await createOsvSource({ path: folder(files) }).match(origin);
    return [value?.map(({ id }) => id), coverage.kind, ...('code' in coverage ? [coverage.code] : [])];
  };
  test.each<[string, Record<string, string>, Origin, unknown[]]>([
    ['npm alone, asked for npm', { 'a.json': named('A-1', ['npm', 'a']) }, registry('b'), [[], 'complete']],
    ['npm alone, asked for PyPI', { 'a.json': named('A-1', ['npm', 'a']) }, pypi('b'), [[], 'partial', 'ADVISORIES_ABSENT']],
    ['npm, and one that names both: it is not data on PyPI, but what it says counts', { 'a.json': named('A-1', ['npm', 'a']), 'b.json': named('A-2', ['npm', 'b'], ['PyPI', 'b']) }, pypi('b'), [['A-2'], 'partial', 'ADVISORIES_ABSENT']],
    ['both', { 'a.json': named('A-1', ['npm', 'a']), 'b.json': named('A-2', ['PyPI', 'a']) }, pypi('b'), [[], 'complete']],
    ['records that name both, and no others', { 'a.json': named('A-1', ['npm', 'a'], ['PyPI', 'a']) }, pypi('b'), [[], 'complete']],
  ])('%s', async (_name, files, origin, expected) => { expect(await ask(files, origin)).toEqual(expected); });
});

describe('a limit on the age of a folder', () => {
  const day = 86_400_000;
  const now = Date.parse('2026-01-11T00:00:00Z');
  test.each<[string, string | undefined, number, unknown]>([
    ['within it', '2026-01-01T00:00:00Z', 10, { kind: 'complete' }],
    ['beyond it', '2026-01-01T00:00:00Z', 9, { kind: 'partial', code: 'ADVISORIES_STALE', data: { source: 'osv', reason: 'age', days: 10, asOf: '2026-01-01T00:00:00Z' } }],
    ['records that tell no time', undefined, 10, { kind: 'partial', code: 'ADVISORIES_STALE', data: { source: 'osv', reason: 'age', asOf: '' } }],
  ])('%s', async (_name, modified, days, expected) => {
    const { modified: _own, ...rest } = record('a');
    const source = createOsvSource({ path: folder({ 'a.json': JSON.stringify({ ...rest, ...(modified === undefined ? {} : { modified }) }) }), age: { clock: { now: () => now }, maxMs: days * day } });
    const { value, coverage } = await source.match(registry('a'));
    expect(value?.map(({ id }) => id)).toEqual(['MAL-a']);
    expect(coverage).toEqual(expected);
  });
});

describe('a folder that changes', () => {
  const minute = 60_000;
  const ask = async (source: ReturnType<typeof createOsvSource>, name: string): Promise<unknown> => {
    const { value, coverage } = await source.match(registry(name));
    return value ? value.length : coverage.kind;
  };
  /** Asks until what is being read anew is in use. */
  const settled = async (source: ReturnType<typeof createOsvSource>, name: string, expected: unknown): Promise<void> => {
    for (let tries = 0; tries < 200_000 && (await ask(source, name)) !== expected; tries++) await new Promise((resolve) => { setImmediate(resolve); });
    expect(await ask(source, name)).toBe(expected);
  };

  test('is read anew, a minute after it was last looked at and no sooner', async () => {
    let now = 0;
    const at = folder({ 'a.json': pretty('a') });
    const source = createOsvSource({ path: at, clock: { now: () => now } });
    expect(await ask(source, 'a')).toBe(1);
    const [before] = await source.data();
    const pinned = source.pinned();
    expect(await pinned.data()).toEqual([before]);
    writeFileSync(path.join(at, 'b.json'), pretty('b'));
    now += minute - 1;
    expect(await ask(source, 'b')).toBe(0);
    now += 1;
    await settled(source, 'b', 1);
    expect(await source.data()).not.toEqual([before]);
    expect(await pinned.data()).toEqual([before]);
    expect((await pinned.match(registry('b'))).value).toEqual([]);
  });

  test('a failed first reading is not kept', async () => {
    let now = 0;
    const at = path.join(root, 'later');
    const source = createOsvSource({ path: at, clock: { now: () => now } });
    expect(await ask(source, 'a')).toBe('failed');
    mkdirSync(at);
    writeFileSync(path.join(at, 'a.json'), pretty('a'));
    now += minute;
    expect(await ask(source, 'a')).toBe(1);
  });

  test.each([
    ['is gone', (at: string) => { rmSync(at, { recursive: true }); }],
    ['is empty', (at: string) => { rmSync(path.join(at, 'a.json')); }],
    ['holds nothing readable', (at: string) => { writeFileSync(path.join(at, 'a.json'), '{'); }],
  ])('one that %s leaves what was read before in use, until it can be read', async (_, spoil) => {
    let now = 0;
    const at = folder({ 'a.json': pretty('a') });
    const source = createOsvSource({ path: at, clock: { now: () => now } });
    const before = await source.data();
    spoil(at);
    for (let looks = 0; looks < 3; looks++) {
      now += minute;
      expect(await ask(source, 'a')).toBe(1);
      expect(await source.data()).toEqual(before);
    }
    mkdirSync(at, { recursive: true });
    writeFileSync(path.join(at, 'a.json'), pretty('a'));
    writeFileSync(path.join(at, 'c.json'), pretty('c'));
    now += minute;
    await ask(source, 'c');
    now += minute;
    await settled(source, 'c', 1);
  });
});

describe('forms', () => {
  test.each<[string, Record<string, string | Buffer>]>([
    ['one JSON a file', { 'a.json': pretty('a'), 'b.json': JSON.stringify(record('b')) }],
    ['folders in folders', { 'npm/a/MAL-a.json': pretty('a'), 'npm/@s/x/b.json': pretty('b') }],
    ['NDJSON', { 'all.ndjson': line('a') + '\n' + line('b') }],
    ['NDJSON without a last newline, CRLF, a byte order mark', { 'all.jsonl': `\uFEFF${line('a').trim()}\r\n${line('b').trim()}` }],
    ['gzipped', { 'a.json.gz': gzipSync(pretty('a')), 'b.ndjson.gz': gzipSync(line('b')) }],
    ['gzipped in several members', { 'all.ndjson.gz': Buffer.concat([gzipSync(line('a')), gzipSync(line('b'))]) }],
    ['NDJSON under a name of JSON', { 'all.json': line('a') + line('b') }],
    ['gzip under a plain name', { 'all.ndjson': gzipSync(line('a') + line('b')) }],
    ['beside files that are no data', { 'a.json': pretty('a'), 'b.json': pretty('b'), 'README.md': '# x', '.git/config.json': '{', '.x.json': '{' }],
  ])('%s', async (_name, files) => {
    const at = folder(files);
    expect(await idsOf(at, ['a', 'b', 'c'])).toEqual([['MAL-a'], ['MAL-b'], []]);
    expect((await createOsvSource({ path: at }).match(registry('c'))).coverage).toEqual({ kind: 'complete' });
  });

  test.each<[string, string | Buffer]>([['x.ndjson', line('a') + line('b')], ['x.ndjson.gz', gzipSync(line('a') + line('b'))], ['any-name', gzipSync(line('a') + line('b'))]])('a single file, %s', async (name, content) => {
    expect(await idsOf(path.join(folder({ [name]: content }), name), ['a', 'b', 'c'])).toEqual([['MAL-a'], ['MAL-b'], []]);
  });

  test('a record that lies across chunks, with letters of several bytes', async () => {
    const long = osv('X-1', [entry('a', [{ introduced: '0' }])], { summary: 'ä', details: 'é€😀'.repeat(200_000) });
    const { index } = await loadAdvisories(folder({ 'x.ndjson': `${JSON.stringify(long)}\n${line('b')}` }));
    expect(index).toMatchObject({ records: 2, malformed: { count: 0 } });
  });
});

describe('an index that is kept', () => {
  const store = () => {
    const files = new Map<string, Buffer>();
    return { files, kept: { read: async (name: string) => files.get(name), write: async (name: string, bytes: Uint8Array) => { files.set(name, Buffer.from(bytes)); } } };
  };
  test('answers for the same bytes, and for no others', async () => {
    const { files, kept } = store();
    const at = folder({ 'a.json': pretty('a') });
    const first = await loadAdvisories(at, undefined, kept);
    expect([...files.keys()]).toEqual([first.digest]);
    // What the kept index says is what is answered: another one under the same name shows that nothing was parsed again.
    files.set(first.digest, (await loadAdvisories(folder({ 'b.json': pretty('b') }))).index.packed);
    expect((await loadAdvisories(at, undefined, kept)).index.entriesOf('npm', 'b')).toHaveLength(1);
    writeFileSync(path.join(at, 'a.json'), `${pretty('a')} `);
    expect((await loadAdvisories(at, undefined, kept)).index.entriesOf('npm', 'b')).toEqual([]);
    expect(files.size).toBe(2);
  });
  test('is not there where its bytes are spoiled', async () => {
    const { files, kept } = store();
    const at = folder({ 'a.json': pretty('a') });
    const { digest } = await loadAdvisories(at, undefined, kept);
    for (const spoiled of [Buffer.alloc(0), files.get(digest)!.subarray(1), Buffer.alloc(1_000)]) {
      files.set(digest, spoiled);
      expect((await loadAdvisories(at, undefined, kept)).index.entriesOf('npm', 'a')).toHaveLength(1);
    }
  });
  test.each<[string, Record<string, string | Buffer>]>([
    ['a line that is no record', { 'x.ndjson': `${line('a')}[]\n` }], ['a cut gzip', { 'a.json': pretty('a'), 'c.ndjson.gz': gzipSync(line('c')).subarray(0, 60) }], ['nothing', {}],
  ])('is not made of data with %s', async (_name, made) => {
    const { files, kept } = store();
    await loadAdvisories(folder(made), undefined, kept);
    expect(files.size).toBe(0);
  });
});

describe('what the answers rest on', () => {
  test('newest modified and a digest of names and bytes', async () => {
    const files = { 'a.json': pretty('a'), 'b.json': JSON.stringify({ ...record('b'), modified: '2026-05-01T00:00:00Z' }) };
    const [one] = await createOsvSource({ path: folder(files), source: 'osv:npm' }).data();
    expect(one).toEqual({ source: 'osv:npm', digest: expect.stringMatching(/^[0-9a-f]{64}$/), asOf: '2026-05-01T00:00:00Z' });
    expect(await createOsvSource({ path: folder(files), source: 'osv:npm' }).data()).toEqual([one]);
    const [other] = await createOsvSource({ path: folder({ ...files, 'a.json': `${pretty('a')} ` }) }).data();
    expect(other?.digest).not.toBe(one?.digest);
  });
});

describe('absent data', () => {
  test.each([
    ['no such path', () => path.join(root, 'nowhere'), 'not-readable'],
    ['an empty folder', () => folder({}), 'empty'],
    ['no data file', () => folder({ 'README.md': '#' }), 'empty'],
    ['nothing but rubbish', () => folder({ 'a.json': '{' }), 'no-readable-record'],
  ])('%s fails, and describes no data', async (_name, at, reason) => {
    const source = createOsvSource({ path: at() });
    expect(await source.match(registry('a'))).toEqual({ coverage: { kind: 'failed', code: 'ADVISORIES_ABSENT', data: { source: 'osv', reason } } });
    expect(await source.data()).toEqual([]);
    await expect(matchLines(source, 'npm', ['a@1.0.0'])).rejects.toMatchObject({ code: 'ADVISORIES_ABSENT' });
  });
});

describe('data that cannot be read is counted and named, and stops nothing', () => {
  test.each<[string, Record<string, string | Buffer>, object]>([
    ['a line that is no JSON', { 'x.ndjson': `${line('a')}{"id":\n${line('b')}` }, { file: 'x.ndjson', line: 2, reason: 'not-json' }],
    ['a first line that is no JSON', { 'x.ndjson': `<html>\n${line('a')}${line('b')}` }, { file: 'x.ndjson', line: 1, reason: 'not-json' }],
    ['a line that is no record', { 'x.ndjson': `${line('a')}[]\n${line('b')}` }, { file: 'x.ndjson', line: 2, reason: 'not-a-record' }],
    ['a document that is no JSON', { 'a.json': pretty('a'), 'b.json': pretty('b'), 'c.json': '{\n"id": ' }, { file: 'c.json', reason: 'not-json' }],
    ['an empty document', { 'a.json': pretty('a'), 'b.json': pretty('b'), 'c.json': '' }, { file: 'c.json', reason: 'not-json' }],
    ['a cut gzip', { 'a.ndjson': line('a') + line('b'), 'c.ndjson.gz': gzipSync(line('c')).subarray(0, 60) }, { file: 'c.ndjson.gz', reason: 'compression' }],
    ['nested a million deep', { 'x.ndjson': `${line('a')}${'['.repeat(1_000_000)}\n${line('b')}` }, { file: 'x.ndjson', line: 2, reason: 'not-json' }],
  ])('%s', async (_name, files, place) => {
    const at = folder(files);
    expect(await idsOf(at, ['a', 'b'])).toEqual([['MAL-a'], ['MAL-b']]);
    expect((await createOsvSource({ path: at }).match(registry('z'))).coverage).toEqual({ kind: 'partial', code: 'ADVISORIES_MALFORMED', data: { incomplete: [], unread: 1, places: [place] } });
  });

  test('only the first places are named, all are counted', async () => {
    const { index } = await loadAdvisories(folder({ 'x.ndjson': line('a') + '{\n'.repeat(1000) }));
    expect(index.malformed.count).toBe(1000);
    expect(index.malformed.first).toHaveLength(20);
  });

  test.each<[string, Record<string, string | Buffer>, object]>([
    ['a line over the bound', { 'x.ndjson': `${line('a')}"${'x'.repeat(5_000)}"\n${line('b')}` }, { file: 'x.ndjson', line: 2, reason: 'too-large' }],
    ['a last line over the bound', { 'x.ndjson': `${line('a')}${line('b')}"${'x'.repeat(5_000)}"` }, { file: 'x.ndjson', line: 3, reason: 'too-large' }],
    ['a document over the bound', { 'a.json': pretty('a'), 'b.json': pretty('b'), 'c.json': `{\n${'\n'.repeat(5_000)}}` }, { file: 'c.json', reason: 'too-large' }],
    ['a bomb', { 'a.ndjson': line('a') + line('b'), 'c.ndjson.gz': gzipSync(Buffer.alloc(5_000_000)) }, { file: 'c.ndjson.gz', reason: 'too-large' }],
  ])('%s', async (_name, files, place) => {
    const { index } = await loadAdvisories(folder(files), { totalBytes: 1_000_000, recordBytes: 2_000 });
    expect(index.records).toBe(2);
    expect(index.malformed).toEqual({ count: 1, first: [place] });
  });
});

describe('symlinks', () => {
  test('lead to files inside the folder, and never out of it', async () => {
    const outside = folder({ 'b.json': pretty('b'), 'd/e.json': pretty('e') });
    const at = folder({ '..data/a.json': pretty('a'), 'c/c.json': pretty('c') });
    symlinkSync('..data/a.json', path.join(at, 'a.json'));
    symlinkSync('c', path.join(at, 'again'));
    symlinkSync(path.join(outside, 'b.json'), path.join(at, 'b.json'));
    symlinkSync(path.join(outside, 'd'), path.join(at, 'd'));
    symlinkSync('nowhere.json', path.join(at, 'f.json'));
    symlinkSync('g.json', path.join(at, 'g.json'));
    const { index } = await loadAdvisories(at);
    expect(['a', 'b', 'c', 'e', 'f', 'g'].filter((name) => index.entriesOf('npm', name)?.length)).toEqual(['a', 'c']);
    expect(index.malformed.first.map(({ file, reason }) => `${file} ${reason}`).sort()).toEqual(['b.json symlink', 'd symlink', 'f.json symlink', 'g.json symlink']);
  });
  test('the source itself may be one', async () => {
    const at = folder({ 'a.json': pretty('a') });
    symlinkSync(at, `${at}-link`);
    expect(await idsOf(`${at}-link`, ['a'])).toEqual([['MAL-a']]);
  });
});

test('a folder that may not be read is named', async () => {
  const at = folder({ 'a.json': pretty('a'), 'x/b.json': pretty('b') });
  chmodSync(path.join(at, 'x'), 0o000);
  const { index } = await loadAdvisories(at);
  chmodSync(path.join(at, 'x'), 0o700);
  expect([[0, 2], [1, 1]]).toContainEqual([index.malformed.count, index.records]); // root reads everything
});

describe('origins', () => {
  const git: Origin = { kind: 'git', url: 'https://git.example.invalid/a', commit: '0'.repeat(40) };
  const carried: Origin = { kind: 'bundled', parent: registry('carrier'), path: 'node_modules/x/node_modules/@s/a' };
  const partial = { kind: 'partial', code: 'VERSION_UNKNOWN' };
  test.each<[string, Origin, { ecosystem: string; name: string; version?: string } | undefined, object, readonly string[] | undefined]>([
    ['git without a name', git, undefined, { kind: 'failed', code: 'NOT_IMPLEMENTED_FOR_ORIGIN' }, undefined],
    ['git by the lockfile\'s name', git, { ecosystem: 'npm', name: 'all' }, { kind: 'complete' }, ['MAL-all']],
    ['git by the lockfile\'s name, versions to compare', git, { ecosystem: 'npm', name: '@s/a' }, partial, []],
    ['bundled, by its path', carried, undefined, partial, []],
    ['bundled, by the lockfile', carried, { ecosystem: 'npm', name: '@s/a', version: '1.0.0' }, { kind: 'complete' }, ['MAL-one']],
    ['patched', { kind: 'patched', base: registry('@s/a'), patch: 'x' }, undefined, { kind: 'complete' }, ['MAL-one']],
    ['workspace', { kind: 'workspace', path: 'packages/a' }, undefined, { kind: 'skipped', code: 'not-applicable' }, undefined],
    ['link', { kind: 'link', path: '../a' }, undefined, { kind: 'skipped', code: 'not-applicable' }, undefined],
  ])('%s', async (_name, origin, locked, coverage, ids) => {
    const records = [osv('MAL-all', [entry('all', [{ introduced: '0' }])]), osv('MAL-one', [{ package: { ecosystem: 'npm', name: '@s/a' }, versions: ['1.0.0'] }])];
    const source = createOsvSource({ path: folder({ 'x.ndjson': records.map((one) => JSON.stringify(one)).join('\n') }) });
    const fact = await source.match(origin, locked);
    expect(fact.coverage).toMatchObject(coverage);
    expect(fact.value?.map(({ id }) => id)).toEqual(ids);
  });
});

describe('lines', () => {
  test.each([['a@1.0.0', 'a', '1.0.0'], ['@s/a@1.0.0', '@s/a', '1.0.0'], ['@s/a', '@s/a', ''], ['a', 'a', ''], ['a@npm@1', 'a@npm', '1'], ['', '', '']])('%s', (spec, name, version) => {
    expect(parseSpec(spec)).toEqual({ name, version });
  });
  test('one a package, in order, with all ids', async () => {
    const records = [record('a'), osv('GHSA-a', [entry('a', [{ introduced: '0' }])], { aliases: ['MAL-a'] }), osv('A-1', [entry('a', [{ introduced: '0' }])])];
    const source = createOsvSource({ path: folder({ 'x.ndjson': records.map((one) => JSON.stringify(one)).join('\n') }) });
    expect(await matchLines(source, 'npm', ['b@1.0.0', 'a@1.0.0'])).toEqual([
      { name: 'b', version: '1.0.0', ids: [] }, { name: 'a', version: '1.0.0', ids: ['A-1', 'GHSA-a', 'MAL-a'] },
    ]);
  });
});
