import { afterAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checks } from '../../../src/checks/index.js';
import { checksOfFiles } from '../../../src/entries/cli/commands/scan.js';
import { workshop } from '../../adapters/local-git/repository.js';
import { npmRepository } from '../../app/npm-repository.js';
import { shelf } from '../../app/shelf.js';
import { machine, mergewarden, type Ended } from './cli.js';
import { document } from './documents.js';

const shop = workshop();
afterAll(async () => { await shop.clean(); });

const registry = 'https://registry.example/';
const app = (): { readonly [path: string]: string } => npmRepository(shelf, { installed: { tidy: '1.0.0', words: '1.0.0', leaky: '1.2.0' }, asks: { tidy: '^1.0.0', leaky: '^1.2.0' }, registry });

/** A folder without git that holds these files. */
function folderOf(files: { readonly [path: string]: string }): string {
  const folder = shop.folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}
const scan = (cwd: string, ...argv: string[]): Promise<Ended> => mergewarden(['scan', '--registry', registry, ...argv], { cwd, env: machine(shop.folder()) });
const below = (files: { readonly [path: string]: string }, folder: string): { readonly [path: string]: string } => Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

test('only checks that fetch nothing take part', () => {
  expect(checksOfFiles(checks, false).map((check) => check.id)).toEqual(expect.arrayContaining(['lock-origin', 'lockfile-understood', 'policy-invalid', 'substitution', 'unread-dependency-file']));
  expect(checksOfFiles(checks, false).map((check) => check.id)).not.toEqual(expect.arrayContaining(['known-vulnerability']));
  expect(checksOfFiles(checks, true).map((check) => check.id)).toEqual(expect.arrayContaining(['known-vulnerability', 'malicious-version']));
  expect(checksOfFiles(checks, true).map((check) => check.id)).not.toEqual(expect.arrayContaining(['dynamic-code']));
});

describe('the exit code is the verdict', () => {
  test('0 for a folder in order, one without any file, and one without git', async () => {
    const { code, out } = await scan(folderOf(app()), '.');
    expect([code, out]).toEqual([0, expect.stringMatching(/^passed: files checked, packages not read\n/)]);
    expect(out).toContain('none of the 3 locked packages was fetched or read');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('No package was looked for in known advisories: --advisories DIR does that.');
    const { coverage } = document('review', (await scan(folderOf(app()), '.', '--json')).out) as { coverage: { check: string; coverage: { kind: string } }[] };
    expect(coverage.filter((one) => one.coverage.kind === 'skipped').map((one) => one.check)).toEqual(expect.arrayContaining(['dynamic-code', 'known-vulnerability', 'lock-metadata']));
    expect(await scan(folderOf({}), '.')).toMatchObject({ code: 0, out: expect.stringMatching(/^passed: no dependency changes\n/) });
  });
  test('1 for an entry from elsewhere, with the path from the folder that holds all that was named', async () => {
    const files = { ...below(app(), 'a'), ...below(app(), 'b') };
    const folder = folderOf({ ...files, 'b/package-lock.json': files['b/package-lock.json']!.replace('https://registry.example/tidy', 'https://elsewhere.example/tidy') });
    expect((await scan(folder, 'a')).code).toBe(0);
    const { code, out } = await scan(folder, 'a', 'b', '--json');
    expect([code, document('review', out)]).toEqual([1, expect.objectContaining({ findings: [expect.objectContaining({ check: 'lock-origin', change: 'added', at: expect.objectContaining({ path: 'b/package-lock.json' }) })] })]);
  });
  test('1 for a known vulnerability, where advisories are given', async () => {
    const advisories = folderOf({ 'a.json': JSON.stringify({ schema_version: '1.6.0', id: 'GHSA-aaaa-bbbb-cccc', modified: '2026-11-01T00:00:00Z', summary: 'x', database_specific: { severity: 'HIGH' }, affected: [{ package: { ecosystem: 'npm', name: 'leaky' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '1.2.0' }] }] }] }) });
    const { code, out } = await scan(folderOf(app()), '--advisories', advisories, '.');
    expect([code, out]).toEqual([1, expect.stringContaining('known-vulnerability  leaky 1.2.0')]);
  });
  test('2 for a lockfile that is none', async () => {
    const { code, out } = await scan(folderOf({ ...app(), 'package-lock.json': '{' }), '.');
    expect([code, out]).toEqual([2, expect.stringContaining('package-lock.json')]);
  });
  test('2 for a path that is not there, 64 without a path', async () => {
    expect(await scan(shop.folder(), 'nowhere')).toMatchObject({ code: 2, err: expect.stringContaining('FILE_UNREADABLE') });
    expect((await scan(shop.folder())).code).toBe(64);
  });
});

describe('what is scanned does not judge itself, and leads nowhere', () => {
  test('a policy in it loosens nothing, one that is given does', async () => {
    const files = app();
    const folder = folderOf({ ...files, 'package-lock.json': files['package-lock.json']!.replace('https://registry.example/tidy', 'https://elsewhere.example/tidy'), '.github/mergewarden.yml': 'mode: observe\n' });
    expect((await scan(folder, '.')).code).toBe(1);
    expect(await scan(folder, '.', '--policy', '.github/mergewarden.yml')).toMatchObject({ code: 0, out: expect.stringMatching(/^observed: blocked/) });
  });
  test('installed packages are left out; a link is not followed, and a lockfile behind one is no clean lockfile', async () => {
    const away = folderOf({ 'package-lock.json': '{' });
    const folder = folderOf({ ...app(), 'node_modules/x/package-lock.json': '{' });
    symlinkSync(away, path.join(folder, 'linked'));
    expect((await scan(folder, '.')).code).toBe(0);
    symlinkSync(path.join(away, 'package-lock.json'), path.join(folder, 'npm-shrinkwrap.json'));
    expect((await scan(folder, '.')).code).toBe(2);
  });
  (process.getuid?.() === 0 ? test.skip : test)('a folder that cannot be listed is named', async () => {
    const folder = folderOf({ ...app(), 'closed/package.json': '{}' });
    chmodSync(path.join(folder, 'closed'), 0o000);
    expect(await scan(folder, '.')).toMatchObject({ code: 2, out: expect.stringContaining('closed') });
    chmodSync(path.join(folder, 'closed'), 0o700);
  });
});
