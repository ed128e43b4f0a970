import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/core/json.js';
import { reduceRecord } from '../../src/packages/record.js';
import { statedOf } from '../../src/packages/stated.js';

test.each<[string, JsonObject, JsonObject]>([
  ['bin as a text', { name: 'a', bin: './cli.js' }, { name: 'a', bin: { a: 'cli.js' } }],
  ['bin of a scoped package', { name: '@x/a', bin: 'cli.js' }, { name: '@x/a', bin: { a: './cli.js' } }],
  ['main with and without its end', { main: './lib/a' }, { main: 'lib/a.js' }],
  ['main of a folder', { main: 'lib/' }, { main: './lib/index.js' }],
  ['main that says nothing', {}, { main: 'index.js' }],
  ['the order of scripts', { scripts: { a: '1', b: '2' } }, { scripts: { b: '2', a: '1' } }],
  ['scripts that are no text', { scripts: { a: '1' } }, { scripts: { a: '1', b: 2 } }],
  ['the folder of commands', { scripts: { install: 'node-gyp-build' } }, { scripts: { install: './node_modules/.bin/node-gyp-build' } }],
  ['the start that npm adds', { scripts: { a: '1', start: 'node server.js' } }, { scripts: { a: '1' } }],
  ['no steps', { scripts: { install: ' ' } }, {}],
  ['carried packages', { bundleDependencies: ['b', 'a'] }, { bundledDependencies: ['a', 'b', 'a'] }],
  ['all carried', { dependencies: { a: '*' }, bundleDependencies: true }, { dependencies: { a: '*' }, bundleDependencies: ['a'] }],
  ['none carried', { bundleDependencies: false }, { bundleDependencies: [] }],
])('%s is the same', (_, one, other) => expect(statedOf(one)).toEqual(statedOf(other)));

test.each<[string, JsonObject, JsonObject]>([
  ['another command', { name: 'a', bin: './cli.js' }, { name: 'a', bin: './other.js' }],
  ['another name of a command', { bin: { a: 'cli.js' } }, { bin: { b: 'cli.js' } }],
  ['another entry', { main: 'a.js' }, { main: 'a.cjs' }],
  ['other conditions', { exports: { import: './a.js' } }, { exports: { require: './a.js' } }],
  ['another order of conditions is not', { exports: { a: './a.js', b: './b.js' } }, { exports: { a: './a.js', b: './c.js' } }],
  ['a script of a name of the prototype', { scripts: { constructor: 'x' } }, { scripts: {} }],
])('%s differs', (_, one, other) => expect(statedOf(one)).not.toEqual(statedOf(other)));

test('a record keeps it where the registry serves manifests, and not where it serves what installs want', () => {
  const of = (raw: JsonObject) => reduceRecord({ name: 'a', versions: { '1.0.0': raw } }, 'a', 'default').versions['1.0.0']!.stated;
  expect(of({ scripts: { install: 'x', test: 'y' } })).toEqual({ scripts: { install: 'x' }, digests: { others: expect.stringMatching(/^[0-9a-f]{32}$/) } });
  expect(of({ _id: 'a@1.0.0' })).toEqual({ scripts: {}, digests: {} });
  expect(of({ bin: { a: 'cli.js' }, dependencies: {}, hasInstallScript: true })).toBeUndefined();
  expect(of({ scripts: JSON.parse('{"__proto__":"x","preinstall":"y"}') as JsonObject })).toEqual({ scripts: { preinstall: 'y' }, digests: {} });
});
