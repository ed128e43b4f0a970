import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { npmRepository } from './npm-repository.js';
import { shelf } from './shelf.js';
import { memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const locks = (version: string): { readonly [path: string]: string } => npmRepository(shelf, { installed: { words: version }, asks: { words: '^1.0.0' } }) as { readonly [path: string]: string };
const [one, two] = [locks('1.0.0'), locks('1.0.1')];
const said = async (base: Files, head: Files): Promise<readonly string[]> => {
  const { verdict } = await world.review(memoryHost(base, head));
  return [verdict.outcome, ...verdict.findings.filter(({ check }) => check === 'checkout-attributes').map(({ message, level, data, at }) => `${message} ${level} ${String(data['attribute'])} ${String(data['path'])} ${at.in === 'repository' ? `${at.path}:${at.line}` : ''}`).sort(), ...verdict.gaps.map((gap) => `${gap.check} ${gap.code} ${gap.subject}`)];
};
const attributes = '.gitattributes';

describe('attributes that come to dependency files', () => {
  test.each<[string, Files, Files, readonly string[]]>([
    ['a filter', one, { ...one, [attributes]: '# all\n*.json filter=crypt\n' }, ['block', 'rewritten default filter=crypt package-lock.json, package.json .gitattributes:2']],
    ['an encoding, from a folder', { ...one, 'app/go.sum': '' }, { ...one, 'app/go.sum': '', 'app/.gitattributes': 'go.sum working-tree-encoding=UTF-16\n' }, ['block', 'rewritten default working-tree-encoding=UTF-16 app/go.sum app/.gitattributes:1']],
    ['no diff', one, { ...one, [attributes]: 'package-lock.json -diff linguist-generated\n' }, ['pass', 'hidden folded -diff package-lock.json .gitattributes:1', 'hidden folded linguist-generated package-lock.json .gitattributes:1']],
    ['another filter than before', { ...one, [attributes]: '*.json filter=a\n' }, { ...one, [attributes]: '*.json filter=b\n' }, ['block', 'rewritten default filter=b package-lock.json, package.json .gitattributes:1']],
    ['the same by another line', { ...one, [attributes]: '*.json -diff\n' }, { ...one, [attributes]: '# why\n* -diff\n' }, ['pass']],
    ['taken back', { ...one, [attributes]: '*.json filter=a\n' }, { ...one, [attributes]: '*.md text\n' }, ['pass']],
    ['a line of a file that is taken away no longer overrides', { ...one, [attributes]: '*.json filter=a\n', 'x/.gitattributes': '*.json -filter\n', 'x/package.json': '{}' }, { ...one, [attributes]: '*.json filter=a\n', 'x/package.json': '{}' }, ['block', 'rewritten default filter=a x/package.json .gitattributes:1']],
    ['for other files', one, { ...one, [attributes]: '*.png filter=lfs -diff\n*.sh eol=lf\n' }, ['pass']],
    ['in a link, which git does not read', one, { ...one, [attributes]: { mode: '120000', content: 'other' }, other: '* filter=a\n' }, ['pass']],
    ['in a link that becomes a file', { ...one, [attributes]: { mode: '120000', content: 'other' }, other: '*.json filter=a\n' }, { ...one, [attributes]: '*.json filter=a\n', other: '*.json filter=a\n' }, ['block', 'rewritten default filter=a package-lock.json, package.json .gitattributes:1']],
    ['no longer overridden by a file that becomes a link', { ...one, [attributes]: '*.json filter=a\n', 'x/.gitattributes': '*.json -filter\n', 'x/other': '', 'x/package.json': '{}' }, { ...one, [attributes]: '*.json filter=a\n', 'x/.gitattributes': { mode: '120000', content: 'other' }, 'x/other': '*.json -filter\n', 'x/package.json': '{}' }, ['block', 'rewritten default filter=a x/package.json .gitattributes:1']],
    ['a file that cannot be read', one, { ...one, [attributes]: new Uint8Array([0xff, 0xfe]) }, ['unknown', 'checkout-attributes FILE_ENCODING .gitattributes']],
    ['standing, and a new file below it', { ...one, [attributes]: '* -diff\n' }, { ...one, [attributes]: '* -diff\n', 'a/package.json': '{}' }, ['pass']],
  ])('%s', async (_, base, head, expected) => expect(await said(base, head)).toEqual(expected));
});

test('a lockfile that changes below a filter that stood could not be checked, through a link too', async () => {
  const standing = { [attributes]: 'package-lock.json filter=crypt\nlocks/* filter=crypt\n' };
  expect(await said({ ...one, ...standing }, { ...two, ...standing })).toEqual(['unknown', 'lockfile-understood FILE_ENCODING package-lock.json', 'registry-signature RECORD_INCOMPLETE default']);
  const linked = (files: { readonly [path: string]: string }): Files => ({ ...standing, 'package.json': files['package.json']!, 'package-lock.json': { mode: '120000', content: 'locks/real' }, 'locks/real': files['package-lock.json']! });
  expect(await said(linked(one), linked(two))).toEqual(['unknown', 'lockfile-understood FILE_ENCODING package-lock.json', 'registry-signature RECORD_INCOMPLETE default']);
  expect(await said({ ...one, ...standing }, { ...one, ...standing, readme: '' })).toEqual(['pass']);
});
