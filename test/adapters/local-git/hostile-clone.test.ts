import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mergewarden, machine, start } from '../../entries/cli/cli.js';
import type { TestRepository } from './repository.js';
import { workshop } from './repository.js';

// A clone is whatever somebody made of a folder. Every trap leaves a mark in a folder of its own, or would hold us for good.
const shop = workshop();
afterAll(() => shop.clean());

function trapped() {
  const marks = shop.folder();
  const repository = shop.init();
  repository.commit({ a: '1\n', 'package-lock.json': '{"lockfileVersion":3,"packages":{}}\n', 'package.json': '{}\n', '.gitattributes': '* filter=trap diff=trap merge=trap\n' });
  repository.git('checkout', '-q', '-b', 'topic');
  repository.commit({ a: '1\n2\n', b: '1\n' });
  repository.git('checkout', '-q', 'main');
  repository.commit({ a: '0\n1\n' });
  repository.git('checkout', '-q', 'topic');
  const script = path.join(marks, 'trap.sh');
  writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> ${marks}/sprung\nexit 1\n`);
  chmodSync(script, 0o755);
  return { repository, script, marks, sprung: () => existsSync(path.join(marks, 'sprung')) || readdirSync(marks).length > 1 };
}

async function outcomes(repository: TestRepository): Promise<string[]> {
  const found: string[] = [];
  for (const options of [{}, { base: 'main', head: 'topic' }]) {
    const host = shop.host({ directory: repository.path, ...options });
    found.push(await host.snapshot().then(({ landing }) => (landing.kind === 'merge' ? 'merge' : landing.reason), (error: { code: string }) => error.code));
    await host.close();
  }
  return found;
}
const fine = ['working-tree', 'merge'];
const pipe = (file: string): void => { mkdirSync(path.dirname(file), { recursive: true }); rmSync(file, { force: true }); execFileSync('mkfifo', [file]); };

describe('a pipe where git reads a file is refused, and holds nobody', () => {
  test.each(['HEAD', 'config', 'index', 'packed-refs', 'refs/heads/topic', 'objects/info/alternates', 'objects/pack/pack-1.idx', 'info/exclude', 'info/grafts', 'shallow', 'commondir'])('.git/%s', async (file) => {
    const { repository } = trapped();
    pipe(path.join(repository.path, '.git', file));
    for (const outcome of await outcomes(repository)) expect(outcome).toBe('NOT_A_REPOSITORY');
  });

  test('.git itself, a link to one, and one in a store that it borrows from', async () => {
    for (const trap of ['itself', 'link', 'borrowed', 'named'] as const) {
      const { repository, marks } = trapped();
      const git = path.join(repository.path, '.git');
      const other = path.join(marks, 'store');
      if (trap === 'itself') { renameSync(git, path.join(repository.path, 'elsewhere')); pipe(git); }
      if (trap === 'link') { pipe(other); rmSync(path.join(git, 'packed-refs'), { force: true }); symlinkSync(other, path.join(git, 'packed-refs')); }
      if (trap === 'borrowed') { pipe(path.join(other, 'info/alternates')); writeFileSync(path.join(git, 'objects/info/alternates'), `# more\n${other}\n`); }
      if (trap === 'named') { renameSync(git, other); pipe(path.join(other, 'index')); writeFileSync(git, `gitdir: ${other}\n`); }
      for (const outcome of await outcomes(repository)) expect([trap, outcome]).toEqual([trap, 'NOT_A_REPOSITORY']);
    }
  });

  test.each(['[include]\n\tpath = ../pipe\n', '[includeIf "gitdir:**"]\n\tpath = ../pipe\n', '[include]\n\tpath = more.config\n'])('a configuration that includes one: %j', async (config) => {
    const { repository } = trapped();
    pipe(path.join(repository.path, 'pipe'));
    writeFileSync(path.join(repository.path, '.git/more.config'), '[include]\n\tpath = ../pipe\n');
    appendFileSync(path.join(repository.path, '.git/config'), config);
    for (const outcome of await outcomes(repository)) expect(outcome).toBe('NOT_A_REPOSITORY');
  });

  test('a .gitignore, below a folder too', async () => {
    for (const file of ['.gitignore', 'x/y/.gitignore']) {
      const { repository } = trapped();
      pipe(path.join(repository.path, file));
      expect(await outcomes(repository)).toEqual(['FILE_UNREADABLE', 'merge']);
    }
  });

  test('a file of an embedded repository', async () => {
    const { repository } = trapped();
    const inner = path.join(repository.path, 'inner');
    execFileSync('git', ['clone', '-q', repository.path, inner], { env: shop.environment });
    pipe(path.join(inner, '.git/HEAD'));
    expect(await outcomes(repository)).toEqual(['FILE_UNREADABLE', 'merge']);
  });
});

describe('what a clone says of other places', () => {
  test('a .git that is a file, a common folder elsewhere, borrowed objects: read, and nothing of them runs', async () => {
    const { repository, script, sprung, marks } = trapped();
    const real = path.join(repository.path, 'real');
    renameSync(path.join(repository.path, '.git'), real);
    writeFileSync(path.join(repository.path, '.git'), 'gitdir: real\n');
    appendFileSync(path.join(real, 'config'), `[core]\n\tfsmonitor = ${script}\n\tsshCommand = ${script}\n\thooksPath = ${marks}\n[url "ext::${script} "]\n\tinsteadOf = https://\n[protocol "ext"]\n\tallow = always\n[submodule "x"]\n\tupdate = !${script}\n[remote "origin"]\n\turl = https://code.example/acme/widgets\n\tuploadpack = ${script}\n[uploadpack]\n\tpackObjectsHook = ${script}\n[core]\n\tworktree = ${marks}\n`);
    expect(await outcomes(repository)).toEqual(fine);
    expect(sprung()).toBe(false);
  });

  test('names with line ends, escapes and dashes in them', async () => {
    const { repository, sprung } = trapped();
    const names = ['-rf', '--upload-pack=touch x', 'a\nb', '\u001b[2Jc', ':(top)d', '$(touch e)', '`touch f`', ' .npmrc', '@{-1}'];
    repository.write(Object.fromEntries(names.map((name) => [name, 'x'])));
    const { trees } = await shop.host({ directory: repository.path }).snapshot();
    for (const name of names) expect(trees.head.entries.has(name)).toBe(true);
    expect(sprung()).toBe(false);
  });

  test('a file that is exchanged for a pipe, a link or a folder between listing and reading is unreadable', async () => {
    const { repository } = trapped();
    repository.write({ one: '1x', two: '2x', three: '3x' });
    const host = shop.host({ directory: repository.path });
    const { entries } = (await host.snapshot()).trees.head;
    const at = (name: string): string => path.join(repository.path, name);
    pipe(at('one'));
    rmSync(at('two')); symlinkSync('/etc/passwd', at('two'));
    rmSync(at('three')); mkdirSync(at('three'));
    const oids = ['one', 'two', 'three'].map((name) => entries.get(name)!.oid);
    for (const answer of (await host.blobs(oids, 10_000)).values()) expect(answer).toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('a clone with every trap at once: each command ends, and nothing of the clone runs', () => {
  let all: { readonly cwd: string; readonly env: { readonly [name: string]: string }; readonly sprung: () => boolean };
  beforeAll(() => {
    const { repository, script, sprung, marks } = trapped();
    const at = (...parts: string[]): string => path.join(repository.path, ...parts);
    appendFileSync(at('.git/config'), `[core]\n\tfsmonitor = ${script}\n\tpager = ${script}\n\teditor = ${script}\n\taskPass = ${script}\n\tsshCommand = ${script}\n\tgitProxy = ${script}\n\thooksPath = ${at('hooks')}\n\talternateRefsCommand = ${script}\n`
      + `[alias]\n\trev-parse = "!${script}"\n\tls-files = "!${script}"\n[filter "trap"]\n\tclean = ${script}\n\tsmudge = ${script}\n\tprocess = ${script}\n[diff]\n\texternal = ${script}\n[diff "trap"]\n\ttextconv = ${script}\n\tcommand = ${script}\n[merge "trap"]\n\tdriver = ${script}\n[gpg]\n\tprogram = ${script}\n[credential]\n\thelper = "!${script}"\n`);
    for (const bin of ['.', 'node_modules/.bin']) {
      for (const name of ['git', 'node', 'npm', 'sh', 'env']) { mkdirSync(at(bin), { recursive: true }); cpSync(script, at(bin, name)); chmodSync(at(bin, name), 0o755); }
    }
    for (const hook of ['post-index-change', 'post-checkout', 'reference-transaction', 'fsmonitor-watchman']) { mkdirSync(at('hooks'), { recursive: true }); cpSync(script, at('hooks', hook)); cpSync(script, at('.git/hooks', hook)); }
    repository.write({
      '.npmrc': `node-options=--require=${script}\nscript-shell=${script}\ngit=${script}\nregistry=http://127.0.0.1:1/\n`, '.node-version': '0', '.envrc': `touch ${marks}/sprung`, 'mergewarden.js': `require('fs').writeFileSync('${marks}/sprung','')`,
      'package.json': JSON.stringify({ type: 'module', main: './mergewarden.js', imports: { '#x': './mergewarden.js' }, scripts: { preinstall: script }, bin: './git' }), 'node_modules/semver/index.js': `require('fs').writeFileSync('${marks}/sprung','')`,
    });
    pipe(at('pipe'));
    const env = { ...machine(shop.folder()), PATH: `.:${at('node_modules/.bin')}:${repository.path}:${process.env['PATH'] ?? ''}`, GIT_DIR: at('.git'), GIT_EXTERNAL_DIFF: script, GIT_SSH_COMMAND: script, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.fsmonitor', GIT_CONFIG_VALUE_0: script, GIT_PAGER: script, PAGER: script, EDITOR: script, SHELL: script };
    all = { cwd: repository.path, env, sprung };
  });
  test.each([
    [['review', '--offline']], [['review', '--offline', '--base', 'main', '--head', 'topic']], [['scan', '.']], [['lockfile', 'list', 'package-lock.json']], [['lockfile', 'diff', '--rev', 'main', 'topic', 'package-lock.json']], [['policy', 'check']], [['doctor']],
  ])('%j', async (argv) => {
    expect((await mergewarden(argv, all)).code).toEqual(expect.any(Number));
    expect(all.sprung()).toBe(false);
  }, 120_000);
  test('as a process of its own, which begins in the clone\'s folder', async () => {
    expect((await start(['review', '--offline', '--base', 'main', '--head', 'topic'], all).ended).code).not.toBeNull();
    expect(all.sprung()).toBe(false);
  }, 120_000);
});
