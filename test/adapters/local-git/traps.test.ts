import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findGit, searchPath } from '../../../src/adapters/local-git/git.js';
import type { TestRepository } from './repository.js';
import { lines, listed, workshop } from './repository.js';

// Clones that are set up to run something. Every trap leaves a mark in a folder of its own; what it runs is `touch` and nothing else.
const shop = workshop();
afterAll(() => shop.clean());

/** A repository with a topic branch and a script that leaves a mark. The traps themselves are set last, so that making it springs none. */
function trapped(attributes = '') {
  const marks = shop.folder();
  const repository = shop.init();
  repository.commit({ a: '1\n', 'package-lock.json': '{}\n', '.gitattributes': attributes });
  repository.git('checkout', '-q', '-b', 'topic');
  repository.commit({ a: '1\n2\n', b: '1\n' });
  repository.git('checkout', '-q', 'main');
  repository.commit({ a: '0\n1\n', c: '1\n' });
  repository.git('checkout', '-q', 'topic');
  const script = path.join(marks, 'trap.sh');
  writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> ${marks}/sprung\nexit 1\n`);
  chmodSync(script, 0o755);
  return { repository, marks, script, sprung: () => existsSync(path.join(marks, 'sprung')) };
}

/** Everything that the adapter does: both kinds of head, all blobs. */
async function readAll(repository: TestRepository, directory = repository.path): Promise<string[]> {
  const outcomes: string[] = [];
  for (const options of [{}, { base: 'main', head: 'topic' }, { base: 'main' }]) {
    const host = shop.host({ directory, ...options });
    try {
      const { trees, landing } = await host.snapshot();
      await host.blobs([...trees.head.entries.values(), ...trees.base.entries.values()].filter(({ mode }) => mode !== '160000').map(({ oid }) => oid), 10_000);
      outcomes.push(landing.kind === 'merge' ? 'merge' : landing.reason);
    } catch (error) {
      outcomes.push((error as { code: string }).code);
    }
    await host.close();
  }
  return outcomes;
}
const read = ['working-tree', 'merge', 'working-tree'];

describe('a booby-trapped clone is read as any other, and nothing in it runs', () => {
  const attributes = '* filter=trap diff=trap merge=trap\n*.json filter=lfs\n';
  test.each<[string, (script: string) => string]>([
    ['file system monitor', (script) => `[core]\n\tfsmonitor = ${script}\n\tuntrackedCache = true\n`],
    ['filters', (script) => `[filter "trap"]\n\tclean = ${script} clean\n\tsmudge = ${script} smudge\n\tprocess = ${script} process\n\trequired = true\n[filter "lfs"]\n\tprocess = ${script}\n`],
    ['external diff and textconv', (script) => `[diff]\n\texternal = ${script}\n[diff "trap"]\n\tcommand = ${script}\n\ttextconv = ${script}\n`],
    ['merge driver', (script) => `[merge "trap"]\n\tdriver = ${script} %A\n\trecursive = trap\n[merge]\n\ttool = trap\n`],
    ['pager, editor, prompts', (script) => `[core]\n\tpager = ${script}\n\teditor = ${script}\n\taskPass = ${script}\n\tsshCommand = ${script}\n\tgitProxy = ${script}\n\talternateRefsCommand = ${script}\n[pager]\n\tls-tree = ${script}\n\trev-parse = ${script}\n[credential]\n\thelper = "!${script}"\n[gpg]\n\tprogram = ${script}\n[log]\n\tshowSignature = true\n`],
    ['aliases', (script) => ['rev-parse', 'ls-tree', 'ls-files', 'cat-file', 'merge-base', 'merge-tree', 'config', 'symbolic-ref'].map((name) => `[alias]\n\t${name} = "!${script}"\n`).join('')],
    ['hooks by configuration', (script) => `[core]\n\thooksPath = ${path.dirname(script)}/hooks\n`],
    ['tracing', (script) => `[trace2]\n\teventTarget = ${script}-trace\n\tnormalTarget = ${script}-trace\n`],
    ['maintenance', (script) => `[gc]\n\tauto = 1\n\tautoDetach = false\n[gc "refs"]\n\tx = ${script}\n[maintenance]\n\tauto = true\n`],
  ])('%s', async (_name, config) => {
    const { repository, script, sprung, marks } = trapped(attributes);
    const text = config(script);
    appendFileSync(path.join(repository.path, '.git/config'), text);
    expect(await readAll(repository)).toEqual(read);
    expect(sprung()).toBe(false);
    expect(readdirSync(marks)).toEqual(['trap.sh']);
  });

  test('the same settings through include, includeIf and a worktree\'s own configuration', async () => {
    const { repository, script, sprung, marks } = trapped(attributes);
    const extra = path.join(repository.path, 'extra.config');
    writeFileSync(extra, `[core]\n\tfsmonitor = ${script}\n\tpager = ${script}\n[filter "trap"]\n\tclean = ${script}\n[merge "trap"]\n\tdriver = ${script}\n`);
    appendFileSync(path.join(repository.path, '.git/config'), `[include]\n\tpath = ${extra}\n[includeIf "gitdir:**"]\n\tpath = ${extra}\n[extensions]\n\tworktreeConfig = true\n`);
    writeFileSync(path.join(repository.path, '.git/config.worktree'), readFileSync(extra));
    expect(await readAll(repository)).toEqual(read);
    expect(sprung()).toBe(false);
    expect(readdirSync(marks)).toEqual(['trap.sh']);
  });

  test('hooks', async () => {
    const { repository, script, sprung } = trapped();
    for (const name of ['post-index-change', 'post-checkout', 'reference-transaction', 'pre-auto-gc', 'fsmonitor-watchman', 'sendemail-validate', 'post-rewrite', 'pre-merge-commit']) {
      const hook = path.join(repository.path, '.git/hooks', name);
      writeFileSync(hook, readFileSync(script));
      chmodSync(hook, 0o755);
    }
    expect(await readAll(repository)).toEqual(read);
    expect(sprung()).toBe(false);
  });

  test('the trap itself works: git springs it', () => {
    const { repository, script, sprung } = trapped(attributes);
    repository.git('config', 'core.fsmonitor', script);
    try { repository.git('status'); } catch { /* it may fail; what counts is the mark */ }
    expect(sprung()).toBe(true);
  });

  test.each<[string, (script: string) => string]>([
    ['an ext transport', (script) => `[remote "origin"]\n\turl = "ext::${script}"\n`],
    ['an upload-pack of its own', (script) => `[remote "origin"]\n\turl = file:///nowhere\n\tuploadpack = ${script}\n`],
    ['ssh', (script) => `[core]\n\tsshCommand = ${script}\n[remote "origin"]\n\turl = ssh://host.invalid/x\n`],
    ['a remote helper', () => `[remote "origin"]\n\turl = trap::x\n\tvcs = trap\n`],
  ])('a promisor remote with %s is not asked for what is missing', async (_name, remote) => {
    for (const missing of ['b', 'HEAD^{tree}', 'HEAD']) {
      const { repository, script, sprung } = trapped();
      const oid = repository.git('rev-parse', missing === 'b' ? 'HEAD:b' : missing);
      rmSync(path.join(repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2)));
      appendFileSync(path.join(repository.path, '.git/config'), `[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always\n[protocol "file"]\n\tallow = always\n${remote(script)}\tpromisor = true\n\tpartialclonefilter = blob:none\n`);
      const outcomes = await readAll(repository);
      expect(outcomes).toHaveLength(3);
      if (missing === 'b') expect(outcomes[0]).toBe('working-tree');
      else expect(outcomes[1]).toMatch(/^(?:HOST_ERROR|REVISION_UNKNOWN|NO_MERGE_BASE)$/);
      expect(sprung()).toBe(false);
    }
  });

  test('an embedded bare repository', async () => {
    const { repository, script, sprung } = trapped();
    const bare = path.join(repository.path, 'docs/fixture');
    mkdirSync(bare, { recursive: true });
    execFileSync('git', ['init', '-q', '--bare', bare], { env: shop.environment });
    appendFileSync(path.join(bare, 'config'), `[core]\n\tfsmonitor = ${script}\n\tbare = false\n\tworktree = ..\n`);
    expect(await readAll(repository, bare)).toEqual(read);
    expect(await readAll(repository, path.join(bare, 'refs'))).toEqual(read);
    expect(sprung()).toBe(false);
  });

  test('a submodule and an embedded repository with traps of their own', async () => {
    const { repository, script, sprung } = trapped();
    const inner = path.join(repository.path, 'inner');
    execFileSync('git', ['clone', '-q', repository.path, inner], { env: shop.environment });
    appendFileSync(path.join(inner, '.git/config'), `[core]\n\tfsmonitor = ${script}\n\tpager = ${script}\n[alias]\n\trev-parse = "!${script}"\n`);
    expect(await readAll(repository)).toEqual(read);
    expect(sprung()).toBe(false);
  });

  test('the caller\'s environment does not reach git', async () => {
    const { repository, script, sprung } = trapped(attributes);
    const other = shop.init();
    other.commit({ other: '1' });
    const environment = {
      PATH: process.env['PATH'], GIT_DIR: path.join(other.path, '.git'), GIT_WORK_TREE: other.path, GIT_INDEX_FILE: path.join(other.path, '.git/index'), GIT_EXTERNAL_DIFF: script, GIT_PAGER: script,
      GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.fsmonitor', GIT_CONFIG_VALUE_0: script, GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${script}'`, GIT_EXEC_PATH: shop.folder(), GIT_TRACE2: `${script}-trace`, GIT_ALTERNATE_OBJECT_DIRECTORIES: other.path,
    };
    const snapshot = await shop.host({ directory: repository.path, environment }).snapshot();
    expect(snapshot.trees.head.entries.has('b')).toBe(true);
    expect(sprung()).toBe(false);
  });
});

describe('history cannot be forged by what only this clone has', () => {
  test('replace references, grafts and a commit graph are not read', async () => {
    const { repository } = trapped();
    const before = await shop.host({ directory: repository.path, base: 'main', head: 'topic' }).snapshot();
    const evil = repository.git('commit-tree', '-m', 'x', 'main^{tree}');
    repository.git('replace', 'topic', evil);
    writeFileSync(path.join(repository.path, '.git/info/grafts'), `${repository.git('--no-replace-objects', 'rev-parse', 'topic')}\n`);
    const after = await shop.host({ directory: repository.path, base: 'main', head: 'topic' }).snapshot();
    expect(after.mergeBase).toBe(before.mergeBase);
    expect(lines(after.trees.merge)).toEqual(lines(before.trees.merge));
  });

  test('objects that the clone borrows are found', async () => {
    const { repository } = trapped();
    const clone = shop.at(shop.folder());
    clone.git('clone', '-q', '--shared', '-b', 'topic', repository.path, '.');
    const { trees } = await shop.host({ directory: clone.path, base: 'origin/main', head: 'HEAD' }).snapshot();
    expect(lines(trees.head)).toEqual(listed(repository, 'topic'));
  });
});

describe('which git is run', () => {
  test.each([
    ['/usr/bin:/bin', '/r', '/usr/bin:/bin'],
    ['.:bin:/usr/bin:', '/r', '/usr/bin'],
    ['/r/node_modules/.bin:/usr/bin', '/r', '/usr/bin'],
    ['/r:/r/:/r/a/../b:/rest', '/r', '/rest'],
    ['/x/../r/bin:/usr/bin', '/r', '/usr/bin'],
    ['', '/r', ''],
  ])('%s seen from %s is %s', (value, root, expected) => expect(searchPath(value, root)).toBe(expected));

  test('never one that lies in the clone', async () => {
    const { repository, script, sprung } = trapped();
    const bin = path.join(repository.path, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, 'git'), readFileSync(script));
    chmodSync(path.join(bin, 'git'), 0o755);
    const host = shop.host({ directory: repository.path, environment: { PATH: `${bin}:${process.env['PATH']}` } });
    expect((await host.snapshot()).landing.kind).toBe('head');
    expect(sprung()).toBe(false);
    expect(() => findGit(shop.folder())).toThrow(expect.objectContaining({ code: 'GIT_MISSING' }));
  });
});
