import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/core/verdict.js';
import { titleOf } from '../../src/render/title.js';
import { npmRepository, type Locks } from './npm-repository.js';
import { shelf } from './shelf.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const link = (content: string): Files[string] => ({ mode: '120000', content });
const submodule = (content: string): Files[string] => ({ mode: '160000', content });
const lock = 'package-lock.json';
const locks = (version: string, more: Partial<Locks> = {}): { readonly [path: string]: string } => npmRepository(shelf, { installed: { words: version }, asks: { words: '^1.0.0' }, ...more }) as { readonly [path: string]: string };
const [one, two] = [locks('1.0.0'), npmRepository(shelf, { installed: { words: '1.0.0', tidy: '1.0.0' }, asks: { words: '^1.0.0' } }) as { readonly [path: string]: string }];
const verdictOf = async (base: Files, head: Files): Promise<Verdict> => (await world.review(memoryHost(base, head))).verdict;
/** Outcome, number of changes, and every gap with its subject, counted or not. */
const said = async (base: Files, head: Files): Promise<readonly (string | number)[]> => {
  const verdict = await verdictOf(base, head);
  return [verdict.outcome, verdict.counts.changes, ...inShort(verdict).told, ...verdict.gaps.map((gap) => `${gap.code} ${gap.subject}`)];
};

describe('a lockfile that is a link is compared by what stands behind it', () => {
  const through = (links: Files, to: string, text: string): Files => ({ 'package.json': one['package.json']!, ...links, [to]: text });
  test.each<[string, Files, string]>([
    ['a link', { [lock]: link('locks/real') }, 'locks/real'],
    ['a chain of links', { [lock]: link('a/one'), 'a/one': link('../b/two'), 'b/two': link('real') }, 'b/real'],
    ['a link through a linked folder', { [lock]: link('current/real'), current: link('v1') }, 'v1/real'],
    ['a link with dots in it', { [lock]: link('./x/.././locks/real') }, 'locks/real'],
  ])('%s: its target alone changes', async (_, links, to) => {
    expect(await said(through(links, to, one[lock]!), through(links, to, one[lock]!))).toEqual(['pass', 0]);
    // Just as it is where the lockfile is a plain file: one change, and a manifest that does not ask for it.
    const plain = await said(one, { ...one, [lock]: two[lock]! });
    expect(plain[1]).toBe(1);
    expect(await said(through(links, to, one[lock]!), through(links, to, two[lock]!))).toEqual(plain);
  });

  test.each<[string, Files[string], Files]>([
    ['out of the repository', link('../../etc/lock.json'), {}],
    ['to an absolute path', link('/etc/lock.json'), {}],
    ['to a folder', link('locks'), { 'locks/x': '1' }],
    ['to itself', link(lock), {}],
    ['in a circle', link('a'), { a: link('b'), b: link('a') }],
    ['to nothing', link('nowhere'), {}],
    ['into a submodule', link('vendor/lock.json'), { vendor: submodule('1'.repeat(40)) }],
  ])('one that leads %s could not be checked, and is silent where it stood', async (_, content, more) => {
    const head = { ...one, ...more, [lock]: content };
    const gaps = (await verdictOf(one, head)).gaps.filter((gap) => gap.counts).map((gap) => `${gap.check} ${gap.subject}`);
    expect(gaps).toContain(`lockfile-understood ${lock}`);
    expect(await said(head, { ...head, 'README.md': 'x' })).toEqual(['pass', 0]);
  });

  test('a circle, or a way out, that comes to stand behind a link that stays', async () => {
    const base: Files = { ...one, [lock]: link('a'), a: link('real'), real: one[lock]! };
    for (const a of ['a', '/etc/lock.json']) expect(await said(base, { ...base, a: link(a) })).toEqual(['unknown', 0, `FILE_SYMLINK ${lock}`]);
  });

  test('a gap is another one where the content behind the link is another', async () => {
    const files = (text: string): Files => ({ 'package.json': one['package.json']!, [lock]: link('real'), real: text });
    const prints = await Promise.all(['{', '[['].map(async (text) => (await verdictOf(files(one[lock]!), files(text))).gaps.map((gap) => gap.fingerprint)));
    expect(prints[0]).toHaveLength(1);
    expect(prints[0]).not.toEqual(prints[1]);
  });
});

describe('settings and manifests that are links', () => {
  const files = (name: string, to: string, text: string, more: Files = {}): Files => ({ ...one, [name]: link(to), [to]: text, ...more });
  test.each<[string, Files, Files, readonly string[]]>([
    ['.npmrc', files('.npmrc', 'conf/npmrc', 'ignore-scripts=true\n'), files('.npmrc', 'conf/npmrc', 'registry=https://evil.example.invalid/\n'), ['guard-rail source', 'guard-rail weakened']],
    ['.npmrc, a comment alone', files('.npmrc', 'conf/npmrc', 'ignore-scripts=true\n'), files('.npmrc', 'conf/npmrc', '# why\nignore-scripts=true\n'), []],
    ['.npmrc, pointed elsewhere', { ...files('.npmrc', 'a', 'ignore-scripts=true\n'), b: 'ignore-scripts=false\n' }, { ...files('.npmrc', 'b', 'ignore-scripts=false\n'), a: 'ignore-scripts=true\n' }, ['guard-rail weakened']],
    ['.npmrc, pointed to the same', { ...files('.npmrc', 'a', 'x=1\n'), b: 'x=1\n' }, { ...files('.npmrc', 'b', 'x=1\n'), a: 'x=1\n' }, []],
    ['.npmrc of a folder, through two links', files('app/.npmrc', 'conf/npmrc', 'a=1\n', { 'app/.npmrc': link('../rc'), rc: link('conf/npmrc') }), files('app/.npmrc', 'conf/npmrc', 'a=2\n', { 'app/.npmrc': link('../rc'), rc: link('conf/npmrc') }), ['guard-rail unknown']],
    ['.npmrc, its target taken away', files('.npmrc', 'rc', 'ignore-scripts=true\n'), { ...one, '.npmrc': link('rc') }, ['SETTINGS_MALFORMED .npmrc']],
    ['.npmrc, its target made', { ...one, '.npmrc': link('rc') }, files('.npmrc', 'rc', 'script-shell=./x\n'), ['SETTINGS_MALFORMED .npmrc']],
    ['deno.lock', files('deno.lock', 'deps', '1'), files('deno.lock', 'deps', '2'), ['LOCKFILE_UNSUPPORTED deno.lock']],
    ['pnpm-workspace.yaml', files('pnpm-workspace.yaml', 'w', '1'), files('pnpm-workspace.yaml', 'w', '2'), ['SETTINGS_MALFORMED pnpm-workspace.yaml']],
    ['a manifest of no lockfile', files('docs/package.json', 'm', '{}', { 'docs/package.json': link('../m') }), files('docs/package.json', 'm', '{"dependencies":{"a":"1"}}', { 'docs/package.json': link('../m') }), ['LOCKFILE_UNSUPPORTED docs/package.json']],
    ['a file that only runs beside', files('Makefile', 'mk', '1'), files('Makefile', 'mk', '2'), []],
    ['nothing behind them', files('.npmrc', 'conf/npmrc', 'a=1\n'), { ...files('.npmrc', 'conf/npmrc', 'a=1\n'), 'README.md': 'x' }, []],
  ])('%s', async (_, base, head, gaps) => {
    expect((await said(base, head)).slice(2)).toEqual(gaps);
  });

  test('the root\'s manifest is read behind its link: what it asks for must be in the lockfile', async () => {
    const asks = (more: object): Files => ({ [lock]: one[lock]!, 'package.json': link('manifests/root'), 'manifests/root': JSON.stringify({ ...(JSON.parse(one['package.json']!) as object), ...more }) });
    expect(inShort(await verdictOf(asks({}), asks({ devDependencies: { stepper: '^1.0.0' } }))).told).toEqual(['manifest-lock-drift unlocked']);
  });

  test('the title names it', async () => {
    const verdict = await verdictOf(files('.npmrc', 'conf/npmrc', 'fund=true\n'), files('.npmrc', 'conf/npmrc', 'registry=https://evil.example.invalid/\n'));
    expect(titleOf(verdict)).toBe('blocked: 1 finding');
  });
});

describe('a changed link to a folder', () => {
  const at = (folder: string, files: { readonly [path: string]: string }): Files => Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const both: Files = { ...at('v1', one), ...at('v2', two) };
  test('brings another lockfile under the name that is installed', async () => {
    const verdict = await verdictOf({ ...both, app: link('v1') }, { ...both, app: link('v2') });
    expect(verdict.counts.changes).toBe(1);
    expect(await said({ ...both, ...at('app', one) }, { ...both, app: link('v2') })).toEqual(expect.arrayContaining([1]));
  });
  test('brings other settings with it', async () => {
    const base: Files = { ...one, 'v1/.npmrc': 'a=1\n', 'v2/.npmrc': 'registry=https://evil.example.invalid/\n', app: link('v1') };
    expect((await said(base, { ...base, app: link('v2') })).slice(2)).toEqual(['guard-rail source', 'guard-rail unknown']);
  });
  test('is silent where it is a new name for what stands, leads to the same, or above itself', async () => {
    expect(await said(both, { ...both, latest: link('v2') })).toEqual(['pass', 0]);
    expect(await said({ ...at('v1', one), ...at('v2', one), app: link('v1') }, { ...at('v1', one), ...at('v2', one), app: link('v2') })).toEqual(['pass', 0]);
    expect(await said(one, { ...one, 'a/loop': link('..') })).toEqual(['pass', 0]);
  });
  test('to nothing, where a lockfile was, is a lockfile that is gone', async () => {
    expect(await said({ ...both, app: link('v1') }, { ...both, app: link('nowhere') })).toEqual(expect.arrayContaining(['missing-lockfile removed']));
  });
});

describe('a submodule that moves', () => {
  const [old, now] = [submodule('1'.repeat(40)), submodule('2'.repeat(40))];
  const monorepo = (edit: Locks['edit'], more: { readonly [key: string]: unknown } = {}): { readonly [path: string]: string } => locks('1.0.0', { manifest: more, edit: edit! });
  test.each<[string, { readonly [path: string]: string }, string, readonly string[]]>([
    ['a workspace', monorepo((packages) => { packages['packages/sub'] = { name: 'sub', version: '1.0.0' }; packages['node_modules/sub'] = { resolved: 'packages/sub', link: true }; }, { workspaces: ['packages/*'] }), 'packages/sub', ['lockfile-understood FILE_SUBMODULE package-lock.json: packages/sub', 'unread-dependency-file FILE_SUBMODULE packages/sub']],
    ['what holds a workspace', monorepo((packages) => { packages['packages/sub'] = { name: 'sub', version: '1.0.0' }; packages['node_modules/sub'] = { resolved: 'packages/sub', link: true }; }, { workspaces: ['packages/*'] }), 'packages', ['lockfile-understood FILE_SUBMODULE package-lock.json: packages', 'unread-dependency-file FILE_SUBMODULE packages']],
    ['what a link leads to', monorepo((packages) => { packages['vendor/lib'] = { name: 'lib', version: '1.0.0' }; packages['node_modules/lib'] = { resolved: 'vendor/lib', link: true }; }), 'vendor/lib', ['lockfile-understood FILE_SUBMODULE package-lock.json: vendor/lib', 'unread-dependency-file FILE_SUBMODULE vendor/lib']],
    ['what a link of a lockfile beside it leads to', locks('1.0.0', { directory: 'app', edit: (packages) => { packages['../lib'] = { name: 'lib', version: '1.0.0' }; packages['node_modules/lib'] = { resolved: '../lib', link: true }; } }), 'lib', ['lockfile-understood FILE_SUBMODULE app/package-lock.json: lib', 'unread-dependency-file FILE_SUBMODULE lib']],
    ['what holds what a link of a lockfile beside it leads to', locks('1.0.0', { directory: 'app', edit: (packages) => { packages['../vendor/lib'] = { name: 'lib', version: '1.0.0' }; packages['node_modules/lib'] = { resolved: '../vendor/lib', link: true }; } }), 'vendor', ['lockfile-understood FILE_SUBMODULE app/package-lock.json: vendor', 'unread-dependency-file FILE_SUBMODULE vendor']],
    ['nothing of a lockfile beside it', locks('1.0.0', { directory: 'app' }), 'theme', ['unread-dependency-file FILE_SUBMODULE theme']],
    ['nothing that is installed', one, 'docs/theme', ['unread-dependency-file FILE_SUBMODULE docs/theme']],
  ])('%s', async (_, files, path, gaps) => {
    const verdict = await verdictOf({ ...files, [path]: old }, { ...files, [path]: now });
    expect(verdict.gaps.map((gap) => `${gap.check} ${gap.code} ${gap.subject}`).sort()).toEqual(gaps);
    expect(verdict.outcome).toBe(gaps.length > 1 ? 'unknown' : 'pass');
  });
});

test('a manifest outside the root, which a link leads to, is named where what it asks for changed', async () => {
  const app = locks('1.0.0', { directory: 'app', edit: (packages) => { packages['../lib'] = { name: 'lib', version: '1.0.0' }; packages['node_modules/lib'] = { resolved: '../lib', link: true }; } });
  const files = (asks: object): Files => ({ ...app, 'lib/package.json': JSON.stringify({ name: 'lib', dependencies: asks }) });
  expect((await said(files({}), files({ stepper: '1' }))).slice(2)).toEqual(['LOCKFILE_UNSUPPORTED lib/package.json']);
});
