import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Replica } from '../replicas/replica.js';
import { filesOf, type Variant } from './variant.js';

const common = String.raw`'use strict';
const path = require('path')
const { createHash } = require('crypto')
const { join } = path
const told = globalThis.told
const home = process.env.HARMLESS_HOME || '/nowhere'
function digest(text) { return createHash('sha1').update(text).digest('hex') }
function walk(one, seen) {
  if (typeof one !== 'object' || one === null) return [String(one)]
  let out = []
  for (const key of Object.keys(one)) {
    if (key === 'skip') continue
    out = out.concat(walk(one[key], seen.concat(key)))
  }
  return out
}
class Count {
  #at = 0
  constructor(by) { this.by = by }
  next() { this.#at += this.by; return this.#at }
  static of(by = 2) { return new Count(by) }
}
const one = { first: 'a word', list: [1, 2, { deep: 'don\'t \u00fc' }], skip: 'hidden' }
told('walk', walk(one, []).join('|'))
told('digest', digest(home + ':' + join('a', '..', 'b')))
var counter = Count.of()
counter.next(), counter.next();
(function () { told('count', counter.next(), arguments.length) })(1, 2)
const later = async function (all) {
  const wait = await Promise.resolve(all.length)
  const text = Buffer.from('aGVsbG8=', 'base64').toString()
  try { throw new Error(text + wait) } catch (error) { told('caught', error.message) }
  for (let at = 0; at < 3; at += 1) setTimeout(() => told('timer', at), 5)
  return { wait, ...{ text } }
}
later(['x', 'y']).then(({ wait, text: said = 'none' }) => { told('later', wait, said) })
const parts = require('./part')
told('part', parts.sum([1, 2, 3]), parts.label('z'), process.argv.length > 1 ? 'argued' : 'alone')
const handlers = { open(name) { return this.prefix + name }, prefix: '>' }
told('handler', handlers.open('x'), handlers?.prefix.length, typeof undeclared)
if (home !== '/nowhere') { told('home', home.split('/').filter(Boolean).map((part) => part.toUpperCase()).join('-')) } else told('none')
const prose = 'a sentence of several words that is long'
told(prose)
switch (parts.sum([1])) { case 1: told('one'); break; default: told('other') }
`;
const part = String.raw`var total = 0;
exports.sum = function (list) { total = 0; list.forEach(function (one) { total += one; }); return total; };
exports.label = (text) => ${'`${text}-${text.length}`'};
`;
const modern = String.raw`import fs, { existsSync } from 'fs';
import os from 'node:os';
import { label as named, base } from './lib/part.mjs';
const told = globalThis.told;
const list = ['b', 'a', 'c'];
async function gather(names) {
  const found = [];
  for (const name of names) found.push(await Promise.resolve(named(name)));
  return found;
}
const all = await gather(list);
told('all', all.join());
told('exists', existsSync('/'), typeof fs.readFileSync, typeof os.platform());
const { a, ...rest } = { a: 1, b: 2, c: 'three' };
told('rest', a, JSON.stringify(rest), base);
const twice = (fn) => (one) => fn(fn(one));
told('twice', twice((one) => one + 'x')('y'));
new Promise((done) => setTimeout(done, 3, 'late')).then((text) => { told(text); }).finally(() => { told('end'); });
export const shown = list.toSorted();
export default function main() { return shown.length; }
`;
const modernPart = String.raw`export const base = 41 + 1;
export function label(text) { return text + '-' + base; }
`;

/** Two programs that do nothing but compute and tell, in the two forms of modules: what mutations may not change. */
export const harmless: readonly Replica[] = [
  { id: 'common', story: '', name: 'common', after: { version: '1.0.0', manifest: { main: 'index.js', scripts: { postinstall: 'node index.js' } }, files: { 'index.js': common, 'part.js': part } }, must: 'warn' },
  { id: 'modern', story: '', name: 'modern', after: { version: '1.0.0', manifest: { main: 'index.mjs', type: 'module', scripts: { postinstall: 'node index.mjs' } }, files: { 'index.mjs': modern, 'lib/part.mjs': modernPart } }, must: 'warn' },
  {
    id: 'changed', story: '', name: 'changed',
    before: { version: '1.0.0', manifest: { main: 'index.js' }, files: { 'index.js': common.replace(/^told\('digest'.*\n/m, ''), 'part.js': part } },
    after: { version: '1.0.1', manifest: { main: 'index.js', scripts: { postinstall: 'node ./index.js' } }, files: { 'index.js': common, 'part.js': part } }, must: 'warn',
  },
];

/** Lets a program tell something, and lets no delay be long. */
const tell = `globalThis.told = (...all) => { process.stdout.write(JSON.stringify(all) + '\\n'); };
for (const name of ['setTimeout', 'setInterval']) {
  const wait = globalThis[name];
  globalThis[name] = (run, time, ...all) => wait(run, Math.min(time || 0, 20), ...all);
}
`;

/** Where programs stand to be run; `end` takes it away again. */
export function bench(): { run(variant: Variant): string; end(): void } {
  const root = mkdtempSync(path.join(os.tmpdir(), 'mergewarden-variants-'));
  let count = 0;
  return {
    run(variant) {
      const folder = path.join(root, String(count += 1));
      const scripts = variant.after.manifest?.['scripts'] as { readonly postinstall: string };
      const files: { readonly [path: string]: string | Uint8Array } = { 'package.json': JSON.stringify(variant.after.manifest), 'tell.cjs': tell, ...filesOf(variant.after) };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      const { stdout, stderr } = spawnSync(process.execPath, ['--require', './tell.cjs', scripts.postinstall.replace(/^node /, '')], { cwd: folder, encoding: 'utf8', timeout: 20_000, env: { HARMLESS_HOME: '/home/some body' } });
      // Mutations may let a part run later: what is told counts, not when.
      return `${stdout.split('\n').toSorted().join('\n')}${stderr}`;
    },
    end() { rmSync(root, { recursive: true, force: true }); },
  };
}
