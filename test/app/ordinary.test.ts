import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { npmRepository } from './npm-repository.js';
import { shelf } from './shelf.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const link = (content: string): Files[string] => ({ mode: '120000', content });
const submodule = (content: string): Files[string] => ({ mode: '160000', content });
const npm = (installed: { readonly [name: string]: string }, directory?: string): { readonly [path: string]: string } => npmRepository(shelf, {
  installed, asks: Object.fromEntries(Object.keys(installed).map((name) => [name, '^1.0.0'])), ...(directory === undefined ? {} : { directory }),
}) as { readonly [path: string]: string };
const crlf = (files: { readonly [path: string]: string }): Files => Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace(/\n/g, '\r\n')]));
const rest: Files = {
  '.gitattributes': '* text=auto eol=lf\n*.png binary\npackage-lock.json -diff linguist-generated\n*.bat eol=crlf\n*.psd filter=lfs diff=lfs merge=lfs -text\n', '.gitmodules': '[submodule "theme"]\n\tpath = docs/theme\n\turl = https://git.example/theme\n',
  'docs/theme': submodule('1'.repeat(40)),
  'README.md': 'x', 'CLAUDE.md': link('README.md'), latest: link('docs'), 'docs/index.md': 'x',
  'bin/run': link('../scripts/run.sh'), 'scripts/run.sh': '#!/bin/sh\n',
  Makefile: 'all:\n', Dockerfile: 'FROM scratch\n', '.npmrc': 'save-exact=true\n', '.github/workflows/ci.yml': 'on: push\n', '.nvmrc': '20\n', absolute: link('/usr/share/x'), broken: link('nowhere'),
};
const [one, two] = [npm({ words: '1.0.0' }), npm({ words: '1.0.0', tidy: '1.0.0' })];
const base: Files = { ...rest, ...one, ...npm({ words: '1.0.0' }, 'site') };

/** What changes in repositories every day. `named`: what is told without being a finding. */
test.each<readonly [name: string, from: Files, to: Files, named: readonly string[]]>([
  ['a text', base, { ...base, 'README.md': 'y' }, []],
  ['a package', base, { ...base, ...two }, []],
  ['a package, with Windows line ends', { ...base, ...crlf(one) }, { ...base, ...crlf(two) }, []],
  ['line ends, to Windows', base, { ...base, ...crlf(one) }, []],
  ['line ends, from Windows', { ...base, ...crlf(one) }, base, []],
  ['line ends, by attributes', { ...base, '.gitattributes': '* text=auto\n' }, { ...base, '.gitattributes': '* text=auto eol=crlf\n' }, []],
  ['the first attributes', one, { ...one, '.gitattributes': rest['.gitattributes']! }, []],
  ['a submodule that moves', base, { ...base, 'docs/theme': submodule('2'.repeat(40)) }, ['docs/theme']],
  ['the first submodule', one, { ...one, '.gitmodules': rest['.gitmodules']!, 'docs/theme': submodule('2'.repeat(40)) }, ['.gitmodules', 'docs/theme']],
  ['links, broken and absolute ones too', one, { ...one, latest: link('docs'), 'docs/x': '1', 'CLAUDE.md': link('README.md'), 'README.md': 'x', broken: link('no'), absolute: link('/x') }, []],
  ['a link that moves', base, { ...base, latest: link('scripts') }, []],
  ['a workflow', base, { ...base, '.github/workflows/ci.yml': 'on: pull_request\n' }, ['.github/workflows/ci.yml']],
  ['a script of the manifest', base, { ...base, 'package.json': one['package.json']!.replace('{', '{"scripts":{"t":"x"},') }, []],
  ['a byte order mark', base, { ...base, 'package.json': `\uFEFF${one['package.json']!}` }, []],
  ['a second package in a folder of its own', one, { ...one, ...npm({ words: '1.0.0' }, 'site') }, []],
  ['a file that becomes a folder', { ...one, x: '1' }, { ...one, 'x/y': '1' }, []],
  ['names that differ by case and decide nothing', { ...base, 'docs/readme.md': '1' }, { ...base, 'docs/readme.md': '1', 'docs/README.md': '1' }, []],
  ['an image in Git LFS', base, { ...base, 'x.psd': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5\n` }, []],
  ['everything at once, for the first time', { 'README.md': 'x' }, base, ['.github/workflows/ci.yml', '.gitmodules', 'Dockerfile', 'docs/theme']],
])('an ordinary change passes without a finding: %s', async (_name, from, to, named) => {
  const { verdict } = await world.review(memoryHost(from, to));
  expect(inShort(verdict)).toMatchObject({ outcome: 'pass', told: [] });
  expect(verdict.gaps.filter((gap) => gap.counts)).toEqual([]);
  // The registry here signs nothing, which is one remark wherever packages change.
  expect([...new Set(verdict.gaps.filter((gap) => gap.check !== 'registry-signature').map((gap) => gap.subject))].sort()).toEqual(named);
});
