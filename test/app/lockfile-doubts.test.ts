import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/core/verdict.js';
import { compareLockfile } from '../../src/lockfiles/compare.js';
import { npm } from '../../src/lockfiles/npm/format.js';
import { npmRepository, type Locks } from './npm-repository.js';
import { shelf } from './shelf.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(async () => { await world.close(); });

const plain: Locks = { installed: { words: '1.0.0' }, asks: { words: '^1.0.0' } };
const repository = (locks: Partial<Locks> = {}): { readonly [path: string]: string } => npmRepository(shelf, { ...plain, ...locks }) as { readonly [path: string]: string };
const without = (files: Files, ...paths: string[]): Files => Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));
const verdictOf = async (base: Files, head: Files, policy?: string): Promise<Verdict> => {
  const own = policy === undefined ? {} : { '.github/mergewarden.yml': policy };
  return (await world.review(memoryHost({ ...base, ...own }, { ...head, ...own }))).verdict;
};
const said = async (base: Files, head: Files): Promise<readonly string[]> => {
  const { outcome, told, gaps } = inShort(await verdictOf(base, head));
  return [outcome, ...told, ...gaps];
};

const lock = 'package-lock.json';
const base = repository();
const added = JSON.stringify({ name: 'new', version: '1.0.0', dependencies: { tidy: '^1.0.0' } });
const monorepo = repository({ manifest: { workspaces: ['packages/*'] } });
const changedManifest = (more: object): Files => ({ ...base, 'package.json': JSON.stringify({ ...(JSON.parse(base['package.json']!) as object), ...more }) });
const linked = (resolved: string, files: Files = {}): Files => ({ ...repository({ edit: (packages) => { packages['node_modules/lib'] = { resolved, link: true }; } }), ...files });

describe('a lockfile that is deleted', () => {
  test.each<[string, Files, Files, readonly string[]]>([
    ['while its manifest stays', base, without(base, lock), ['block', 'missing-lockfile removed']],
    ['while a manifest below it stays', { ...base, 'apps/a/package.json': added }, without({ ...base, 'apps/a/package.json': added }, lock, 'package.json'), ['block', 'missing-lockfile removed']],
    ['together with its manifest', { ...base, 'readme.md': '' }, { 'readme.md': '' }, ['warn', 'missing-lockfile removed']],
    ['and stands under its other name', base, { ...without(base, lock), 'npm-shrinkwrap.json': base[lock]! }, ['pass']],
  ])('%s', async (_, from, to, expected) => expect(await said(from, to)).toEqual(expected));
});

describe('what the lockfile does not know of', () => {
  const incomplete = ['unknown', 'lockfile-understood LOCKFILE_INCOMPLETE'];
  test.each<[string, Files, Files, readonly string[]]>([
    ['a new workspace with dependencies', monorepo, { ...monorepo, 'packages/new/package.json': added }, ['block', 'manifest-lock-drift workspace']],
    ['a new manifest outside the workspaces', monorepo, { ...monorepo, 'docs/new/package.json': added }, ['warn', 'missing-lockfile unlocked']],
    ['a new workspace that asks for nothing', monorepo, { ...monorepo, 'packages/new/package.json': '{"name":"new"}' }, ['pass']],
    ['workspaces that are new', { ...base, 'packages/new/package.json': added }, { ...changedManifest({ workspaces: ['packages/*'] }), 'packages/new/package.json': added }, ['block', 'manifest-lock-drift workspace', 'manifest-lock-drift workspaces']],
    ['overrides that are new', base, changedManifest({ overrides: { words: 'npm:helper@1.0.0' } }), ['block', 'dependency-rewrite redirected', 'manifest-lock-drift overrides']],
    ['an override that a locked version is not', base, changedManifest({ overrides: { words: '2.0.0' } }), ['block', 'manifest-lock-drift overrides']],
    ['one for a package below another', base, changedManifest({ overrides: { tidy: { '.': '1.0.0', words: '^3.0.0' } } }), ['block', 'manifest-lock-drift overrides']],
    ['an override that every locked version is already', base, changedManifest({ overrides: { words: '^1.0.0' } }), ['pass']],
    ['an override for what is not there', base, changedManifest({ overrides: { 'not-here': '1.0.0' } }), ['pass']],
    ['a description that is new', base, changedManifest({ description: 'more' }), ['pass']],
    ['a link out of the repository', base, linked('../../elsewhere'), incomplete],
    ['a link to a path of the machine', base, linked('/opt/lib', { 'opt/lib/package.json': '{}' }), incomplete],
    ['a link to a folder that is not there', base, linked('lib'), incomplete],
    ['a link to a folder of the repository', { ...base, 'lib/package.json': '{"name":"lib"}' }, linked('lib', { 'lib/package.json': '{"name":"lib"}' }), ['pass']],
  ])('%s', async (_, from, to, expected) => expect(await said(from, to)).toEqual(expected));
});

test('a gap is another one where the broken content is another', async () => {
  const prints = await Promise.all(['{', '[['].map(async (text) => (await verdictOf(base, { ...base, [lock]: text })).gaps.filter((gap) => gap.check === 'lockfile-understood').map((gap) => gap.fingerprint)));
  expect(prints[0]).toHaveLength(1);
  expect(prints[0]).not.toEqual(prints[1]);
});

test.each([
  ['the very name and version', 'https://mirror.example/npm/words/-/words-1.0.0.tgz', []],
  ['another name', 'https://mirror.example/npm/helper/-/helper-1.0.0.tgz', ['lock-origin name-mismatch']],
  ['a query behind it', 'https://mirror.example/npm/words/-/words-1.0.0.tgz?x', ['lock-origin name-mismatch']],
])('an allowed host: %s', async (_, resolved, expected) => {
  const head = repository({ edit: (packages) => { packages['node_modules/words']!['resolved'] = resolved; } });
  const verdict = inShort(await verdictOf(base, head, 'registries:\n  allowed: [mirror.example]\n'));
  expect(verdict.told.filter((one) => one.startsWith('lock-origin'))).toEqual(expected);
});

test('a branch of a git repository is told as one that moves', async () => {
  const head = repository({ edit: (packages) => { packages['node_modules/words'] = { version: '1.0.0', resolved: 'git+ssh://git@git.example/a/words.git#main' }; } });
  expect(await said(base, head)).toContain('lock-origin git-moving');
});

test('a scoped name from the default registry, although its scope has its own', () => {
  const entry = { version: '1.0.0', resolved: 'https://registry.example/@acme/a/-/a-1.0.0.tgz', integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}` };
  const text = JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: { '@acme/a': '1' } }, 'node_modules/@acme/a': entry } });
  const registries = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: { '@acme': 'https://npm.acme.example/' } };
  const { reading } = compareLockfile({ format: npm, root: { lockfile: lock, directory: '' }, after: text, manifests: new Map() }, { registries });
  expect(reading.touched.map((one) => one.expectedRegistry)).toEqual(['https://npm.acme.example/']);
});
