import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { workshop } from '../../adapters/local-git/repository.js';
import { npmRepository, type Locks } from '../../app/npm-repository.js';
import { shelf } from '../../app/shelf.js';
import { clone, machine, mergewarden } from './cli.js';
import { document } from './documents.js';

const shop = workshop();
afterAll(() => shop.clean());
const folder = shop.folder();
const env = machine(shop.folder());
const cli = (argv: readonly string[], stdin?: string) => mergewarden(argv, { cwd: folder, env, ...(stdin === undefined ? {} : { stdin }) });
const lock = (more: Partial<Locks> = {}): string => npmRepository(shelf, { installed: { tidy: '1.0.0', words: '1.0.0', split: 'npm:words@1.0.1' }, asks: { tidy: '^1.0.0', split: 'npm:words@1.0.1' }, ...more })['package-lock.json']!;
const put = (name: string, text: string | Uint8Array): string => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
  return name;
};
const registry = ['--registry', 'https://registry.example/'];

describe('lockfile', () => {
  test.each([2, 3] as const)('list tells what a version %d lockfile installs', async (version) => {
    put('package-lock.json', lock({ version }));
    expect(await cli(['lockfile', 'list', 'package-lock.json', ...registry])).toEqual({ code: 0, err: '', out: 'words 1.0.1 as split\ntidy 1.0.0\nwords 1.0.0\n' });
    const listed = document('lockfile-list', (await cli(['lockfile', 'list', 'package-lock.json', '--json', ...registry])).out);
    expect(listed).toMatchObject({ schema: 1, format: 'npm', version: String(version), problems: [], packages: [{ name: 'words', version: '1.0.1', alias: 'split' }, { name: 'tidy', version: '1.0.0', pinned: 'lock' }, { name: 'words' }] });
  });
  test('diff tells what changes between two files', async () => {
    put('a/package-lock.json', lock());
    put('b/package-lock.json', lock({ installed: { tidy: '1.1.0', words: '1.0.0', split: 'npm:leaky@1.0.0' }, asks: { tidy: '^1.1.0', split: 'npm:leaky@1.0.0' } }));
    const argv = ['lockfile', 'diff', 'a/package-lock.json', 'b/package-lock.json', ...registry];
    expect(await cli(argv)).toEqual({ code: 0, err: '', out: 'added     leaky 1.0.0 in place of words@1.0.1  (shop > leaky)\nupdated   tidy 1.0.0 -> 1.1.0  (shop > tidy)\n' });
    expect(document('lockfile-diff', (await cli([...argv, '--json'])).out)).toMatchObject({ schema: 1, format: 'npm', coverage: { kind: 'complete' }, changes: [{ kind: 'added', substituted: { name: 'words' } }, { kind: 'updated', before: [{ version: '1.0.0' }], after: { version: '1.1.0' } }], problems: [] });
    expect(await cli(['lockfile', 'diff', 'a/package-lock.json', 'a/package-lock.json'])).toEqual({ code: 0, out: '', err: 'no package changes\n' });
  });
  test('diff --rev reads two revisions of a clone', async () => {
    const repository = clone(shop, 'https://registry.example/', { installed: { words: '1.0.0' } }, { installed: { words: '1.0.1' } });
    const argv = ['lockfile', 'diff', '--rev', 'main', 'change', 'package-lock.json', '--repo', repository.path, ...registry];
    expect(await cli(argv)).toEqual({ code: 0, err: '', out: 'updated   words 1.0.0 -> 1.0.1  (shop > words)\n' });
    expect(document('lockfile-diff', (await cli([...argv, '--json'])).out)).toMatchObject({ changes: [{ kind: 'updated' }] });
    expect((await cli(['lockfile', 'diff', '--rev', 'main', 'gone', 'package-lock.json', '--repo', repository.path])).err).toContain('[REVISION_UNKNOWN]');
    expect(await cli(argv.with(5, 'gone/package-lock.json'))).toMatchObject({ code: 2, out: '', err: expect.stringContaining('[FILE_UNREADABLE]') });
    expect((await cli(argv.with(5, './package-lock.json'))).code).toBe(0);
  });
  test('what is not read whole is said, and is no 0', async () => {
    put('broken/package-lock.json', '{"lockfileVersion":3,');
    put('newer/package-lock.json', '{"lockfileVersion":5,"dependencies":{}}');
    put('odd/package-lock.json', lock({ edit: (packages) => { packages['node_modules/words']!['version'] = 7 as never; } }));
    put('escape/package-lock.json', lock({ edit: (packages) => { packages['node_modules/\u001b[31mred\u202e'] = { version: '1.0.0' }; } }));
    put('bytes/package-lock.json', Buffer.from([0x7b, 0xff, 0x7d]));
    for (const words of [['list'], ['diff', 'a/package-lock.json']]) expect(await cli(['lockfile', ...words, 'bytes/package-lock.json'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('[FILE_ENCODING]') });
    put('bun.lockb', Buffer.from([0x23, 0xff, 0x00]));
    expect(await cli(['lockfile', 'list', 'bun.lockb'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('bun install --save-text-lockfile') });
    for (const [name, code] of [['broken', 'LOCKFILE_MALFORMED'], ['newer', 'LOCKFILE_UNSUPPORTED'], ['odd', 'LOCKFILE_MALFORMED']] as const) {
      expect(await cli(['lockfile', 'list', `${name}/package-lock.json`])).toMatchObject({ code: 2, err: expect.stringContaining(`[${code}]`) });
      expect(await cli(['lockfile', 'diff', 'a/package-lock.json', `${name}/package-lock.json`])).toMatchObject({ code: 2, err: expect.stringContaining(`[${code}]`) });
      const listed = await cli(['lockfile', 'list', `${name}/package-lock.json`, '--json']);
      expect(document('lockfile-list', listed.out)['problems']).toHaveLength(1);
    }
    for (const words of [['list'], ['diff', 'a/package-lock.json']]) {
      const { out, err } = await cli(['lockfile', ...words, 'escape/package-lock.json']);
      expect((out + err).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});

describe('policy check', () => {
  test('says what is in force', async () => {
    put('good.yml', 'mode: warn\nchecks:\n  install-script: { threshold: low }\n');
    const { code, out, err } = await cli(['policy', 'check', 'good.yml']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^good\.yml is valid\./);
    expect(out).toMatch(/\ninstall-script +block +low +closed\n/);
    expect(document('policy-check', (await cli(['policy', 'check', 'good.yml', '--json'])).out)).toMatchObject({ valid: true, inForce: { mode: 'warn' } });
  });
  test('says what is demanded of provenance', async () => {
    put('demands.yml', 'provenance:\n  require:\n    - packages: [left]\n      repository: https://github.com/acme/left.git\n      builder: hosted\n    - packages: ["@acme/*", left]\n    - { packages: [right], builder: "x://\u202e" }\n');
    const { out } = await cli(['policy', 'check', 'demands.yml']);
    expect(out.split('\n').filter((line) => line.startsWith('provenance.require'))).toEqual([
      'provenance.require left: provenance of https://github.com/acme/left by a hosted builder', 'provenance.require right: provenance by x://\\u{202e}', 'provenance.require @acme/*, left: provenance',
    ]);
    expect(document('policy-check', (await cli(['policy', 'check', 'demands.yml', '--json'])).out)).toMatchObject({ inForce: { provenance: { require: expect.arrayContaining([{ packages: ['@acme/*', 'left'] }]) } } });
  });
  test('names every fault by its line', async () => {
    put('bad.yml', 'mode: perhaps\nchekcs: {}\nwaivers:\n  - finding: "*"\n');
    const { code, out } = await cli(['policy', 'check', 'bad.yml']);
    expect(code).toBe(1);
    expect(out.split('\n').map((line) => line.split(':').slice(0, 2).join(':')).filter((line) => line !== '')).toEqual(expect.arrayContaining(['bad.yml:1', 'bad.yml:2', 'bad.yml:4']));
    expect(document('policy-check', (await cli(['policy', 'check', 'bad.yml', '--json'])).out)).toMatchObject({ valid: false });
  });
  test('shows nothing of a file that a terminal would act on', async () => {
    put('loud.yml', '"\u001b]0;title\u0007\u202e": 1\n');
    expect((await cli(['policy', 'check', 'loud.yml'])).out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('advisories match', () => {
  const record = (id: string, name: string, ecosystem: string, introduced: string, fixed: string): object => ({
    schema_version: '1.6.0', id, modified: '2026-11-01T00:00:00Z', summary: 's', affected: [{ package: { ecosystem, name }, ranges: [{ type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events: [{ introduced }, { fixed }] }] }],
  });
  const records = [record('GHSA-1111-1111-1111', 'leaky', 'npm', '1.0.0', '1.2.0'), record('GHSA-2222-2222-2222', 'leaky', 'npm', '0', '2.0.0'), record('GHSA-3333-3333-3333', '@acme/tool', 'npm', '0', '3.0.0')];
  const asked = ['leaky@1.1.0', 'leaky@1.5.0', 'leaky@2.0.0', '@acme/tool@2.9.9', 'other@1.0.0'];
  const answered = [
    { name: 'leaky', version: '1.1.0', ids: ['GHSA-1111-1111-1111', 'GHSA-2222-2222-2222'] }, { name: 'leaky', version: '1.5.0', ids: ['GHSA-2222-2222-2222'] }, { name: 'leaky', version: '2.0.0', ids: [] },
    { name: '@acme/tool', version: '2.9.9', ids: ['GHSA-3333-3333-3333'] }, { name: 'other', version: '1.0.0', ids: [] },
  ];
  beforeAll(() => {
    for (const one of records) put(`db/${(one as { id: string }).id}.json`, JSON.stringify(one));
    put('db.ndjson', records.map((one) => JSON.stringify(one)).join('\n'));
    put('db.ndjson.gz', gzipSync(readFileSync(path.join(folder, 'db.ndjson'))));
  });
  test.each(['db', 'db.ndjson', 'db.ndjson.gz'])('one line for each package, from %s, by words and by standard input', async (db) => {
    const argv = ['advisories', 'match', '--db', db, '--ecosystem', 'npm'];
    const [words, stdin] = [await cli([...argv, ...asked]), await cli([...argv, '-'], `${asked.join('\r\n')}\n\n`)];
    expect(words).toEqual({ code: 0, err: '', out: answered.map((line) => `${JSON.stringify(line)}\n`).join('') });
    expect(stdin).toEqual(words);
    for (const line of words.out.trim().split('\n')) expect(Object.keys(document('advisories-match', line))).toEqual(['name', 'version', 'ids']);
  });
  test('another ecosystem is another package', async () => expect((await cli(['advisories', 'match', '--db', 'db', '--ecosystem', 'PyPI', 'leaky@1.1.0'])).out).toBe('{"name":"leaky","version":"1.1.0","ids":[]}\n'));
});
