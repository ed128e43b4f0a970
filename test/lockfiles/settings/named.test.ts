import { describe, expect, test } from '@jest/globals';
import { namedIn } from '../../../src/lockfiles/settings/named.js';
import { pathIn } from '../../../src/lockfiles/settings/paths.js';
import { filesOfRange } from '../../../src/lockfiles/settings/ranges.js';
import { requiredIn } from '../../../src/lockfiles/settings/required.js';

/** `use path` of what a settings file names, `tool path` of further settings. */
const told = (path: string, text: string, tree: readonly string[] = []): readonly string[] => {
  const { paths, settings } = namedIn(path, text, (one) => tree.includes(one));
  return [...paths.map((one) => `${one.use} ${one.path}${one.folder ? '/' : ''}${(one.endings ?? []).join('|')}`), ...settings.map((one) => `${one.tool} ${one.path}`)];
};

describe('what settings name', () => {
  test('a module of remarks that nothing closes takes one pass', () => {
    expect(requiredIn('h/hook.cjs', 'require( /* '.repeat(100_000) + 'from\n//x'.repeat(100_000) + `from${' '.repeat(500_000)}`)).toEqual([]);
  });

  test.each<[string, string, string, readonly string[]]>([
    ['hooks of pnpm, several', 'a/pnpm-workspace.yaml', 'pnpmfile:\n  - ../one.cjs\n  - two.mjs\nglobalPnpmfile: ./three.js\n', ['hook one.cjs', 'hook a/two.mjs', 'hook a/three.js']],
    ['modules for Node', '.npmrc', 'node-options=--import=./a.mjs -r ./b.cjs --loader "./c.mjs" --max-http-header-size=1\n', ['hook a.mjs', 'hook b.cjs', 'hook c.mjs']],
    ['a module without its ending', '.npmrc', 'extension-file=./a\n', ['hook a', 'hook a.js', 'hook a.cjs', 'hook a.mjs', 'hook a/index.js']],
    ['folders of npm and pnpm', '.npmrc', 'cache=.c\nstore-dir=s\nvirtual-store-dir=v\nmodules-dir=m\npatches-dir=p\n', ['package .c/', 'package s/', 'package v/', 'package m/', 'patch p/.patch|.diff']],
    ['pnpm\'s settings in a manifest', 'package.json', '{"pnpm":{"patchedDependencies":{"a":"p/a.patch"},"pnpmfile":"x.cjs","onlyBuiltDependenciesFile":"built.json"}}', ['patch p/a.patch', 'hook x.cjs', 'built built.json']],
    ['patches with a path of their own', 'package.json', '{"patchedDependencies":{"a@1":{"path":"p/a.patch","hash":"x"}}}', ['patch p/a.patch']],
    ['what a person runs', 'package.json', '{"scripts":{"postinstall":"node x.js"},"dependencies":{"a":"file:./a","b":"link:./b","c":"^1.0.0"}}', []],
    ['variables of Yarn', '.env.yarn', 'YARN_CACHE_FOLDER=./z\nNODE_OPTIONS=--require ./x.cjs\nnpm_config_script_shell=./sh.js\nOWN=./y\n', ['package z/.zip', 'hook x.cjs', 'hook sh.js']],
    ['variables of Bun', 'app/.env', 'BUN_INSTALL_CACHE_DIR=./z\nBUN_INSTALL=./b\nBUN_OPTIONS=--preload ./x.ts\nOWN=./y\nCACHE_FOLDER=./c\n', ['package app/z/', 'package app/b/install/cache/', 'hook app/x.ts']],
    ['further settings', '.npmrc', 'userconfig=./rc\nglobalconfig=/etc/rc\n', ['npm rc']],
    ['Yarn 1 for one command', 'a/.yarnrc', '--add.modules-folder "./m"\n--cache-folder c\nyarn-path y.js\n', ['package a/m/', 'package a/c/', 'package a/y.js']],
    ['a scanner of Bun that lies here', 'bunfig.toml', '[install.security]\nscanner = "./scan.ts"\n[install]\ncache = "c"\n', ['hook scan.ts', 'package c/']],
    ['a scanner that is a package', 'bunfig.toml', '[install.security]\nscanner = "@acme/scanner"\n', []],
    ['an updater', 'renovate.json', '{"cacheFolder":"./z"}', []],
  ])('%s', (_, path, text, expected) => expect(told(path, text)).toEqual(expected));

  test('of a text that nobody can read, known keys and whatever lies in the tree', () => {
    expect(told('a/.yarnrc.yml', '# ./b.cjs\nx: &x [./c.cjs]\ncacheFolder: ./z\nplugins: [*x, { path: d.cjs }]\n', ['a/b.cjs', 'a/c.cjs', 'a/d.cjs', 'a/z/q'])).toEqual(['hook a/c.cjs', 'package a/z/.zip', 'hook a/d.cjs']);
  });
});

test.each<[string, string, string | undefined]>([
  ['a/b', '../c.js', 'a/c.js'], ['', './c/../d', 'd'], ['', 'c\\d.js', 'c/d.js'], ['', '${A:-x}/c', 'x/c'], ['', '${A-x}/c', 'x/c'], ['a', '${B}/c', 'a/c'], ['a', '${B?}c', 'a/c'], ['', 'c/', 'c'],
  ['a', '../../c', undefined], ['', '/c', undefined], ['', '~/c', undefined], ['', 'C:\\c', undefined], ['', 'https://a.example/c', undefined], ['', '.', undefined], ['', '', undefined], ['a', '..', undefined], ['', '${X}', undefined],
])('in %j the path %j', (directory, written, expected) => expect(pathIn(directory, written)).toBe(expected));

test.each<[string, readonly string[], string | undefined]>([
  ['patch:left@npm%3A1.0.0#./a.patch', ['./a.patch'], undefined],
  ['patch:@acme/left@npm%3A1.0.0#~/a.patch&optional!./b.patch::version=1.0.0&hash=abc', ['a.patch', './b.patch'], undefined],
  ['patch:left@patch%3Aleft@npm%253A1.0.0%23./a.patch#./b.patch', ['./b.patch', './a.patch'], undefined],
  ['patch:left@npm%3A1.0.0#optional!builtin<compat/left>', [], undefined],
  ['patch:left@npm:1.0.0', [], undefined],
  ['exec:./make.js', [], './make.js'], ['exec:./make.js#./other.js', [], './other.js'], ['npm:left@1.0.0', [], undefined], ['patch:%', [], undefined],
])('the range %j', (range, patches, generator) => expect(filesOfRange(range)).toEqual({ patches: range === 'patch:left@npm:1.0.0' ? ['left@npm:1.0.0'] : range === 'patch:%' ? ['%'] : patches, ...(generator === undefined ? {} : { generator }) }));

test.each<[string, readonly string[]]>([
  ['const a = require("./a.cjs")', ['h/a.cjs']], ['import b from \'../b.mjs\';', ['b.mjs']], ['await import ( `./c.js` )', ['h/c.js']], ['require.resolve("./d.js")', ['h/d.js']], ['export * from "./e"', ['', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.node', '/index.js', '/index.cjs', '/index.mjs', '/index.ts', '/index.node', '/package.json'].map((ending) => `h/e${ending}`)],
  ['require("left"); require("./data.json"); require(`./${x}.js`); require("../../out.js")', []],
])('a module that says %j', (text, expected) => expect(requiredIn('h/hook.cjs', text)).toEqual(expected));
