import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { npmRepository } from './npm-repository.js';
import { shelf } from './shelf.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

type Texts = { readonly [path: string]: string };
const locks = (version: string, name = 'shop'): Texts => {
  const files = npmRepository(shelf, { installed: { words: version }, asks: { words: '^1.0.0' } }) as Texts;
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('"shop"', `"${name}"`)]));
};
const at = (folder: string, files: Texts): Texts => Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
const [one, two] = [locks('1.0.0'), npmRepository(shelf, { installed: { words: '1.0.0', tidy: '1.0.0' }, asks: { words: '^1.0.0' } }) as Texts];
const { 'package-lock.json': lock, ...manifestOnly } = one;

const said = async (base: Files, head: Files): Promise<readonly (string | number)[]> => {
  const { verdict } = await world.review(memoryHost({ ...base, 'README.md': 'x' }, { ...head, 'README.md': 'x' }));
  return [verdict.outcome, verdict.counts.changes, ...inShort(verdict).told, ...inShort(verdict).gaps];
};

describe('a lockfile that stands elsewhere than before', () => {
  test.each<[string, Files, Files, readonly (string | number)[]]>([
    ['a folder is renamed', at('web', one), at('apps/site', one), ['pass', 0]],
    ['the root moves into a folder', one, at('web', one), ['pass', 0]],
    ['a folder becomes the root', at('web', one), one, ['pass', 0]],
    ['a folder is renamed and its manifest reworded', at('web', one), at('site', { ...one, 'package.json': one['package.json']!.replace('{', '{ "description": "more",') }), ['pass', 0]],
    ['a folder is renamed and a package comes in', at('web', one), at('site', two), ['pass', 1]],
    ['npm\'s other name for it', one, { ...manifestOnly, 'npm-shrinkwrap.json': lock! }, ['pass', 0]],
    ['two folders are renamed, each by its manifest', { ...at('a', locks('1.0.0', 'a')), ...at('b', locks('1.0.0', 'b')) }, { ...at('c', locks('1.0.0', 'a')), ...at('d', locks('1.0.0', 'b')) }, ['pass', 0]],
    ['a fixture becomes what is deployed: all of it comes in', at('test/fixtures/web', one), at('services/web', one), ['warn', 2, 'missing-lockfile removed']],
    ['what is deployed becomes a fixture', at('services/web', one), at('test/fixtures/web', one), ['pass', 0]],
    ['another project\'s lockfile: all of it comes in', at('web', one), at('site', locks('1.0.0', 'other')), ['warn', 2, 'missing-lockfile removed']],
    ['the old manifest stays', at('web', one), { ...at('web', manifestOnly), ...at('site', one) }, ['block', 2, 'missing-lockfile removed']],
    ['two that might be it: all of it comes in', { ...at('a', one), ...at('b', one) }, at('c', one), ['warn', 3, 'missing-lockfile removed']],
    ['a copy beside the old one', at('web', one), { ...at('web', one), ...at('site', one) }, ['pass', 1]],
  ])('%s', async (_, base, head, expected) => {
    expect(await said(base, head)).toEqual(expected);
  });
});
