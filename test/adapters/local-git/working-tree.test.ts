import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { blobOid } from '../../../src/adapters/local-git/objects.js';
import type { TestRepository } from './repository.js';
import { lines, listed, workshop } from './repository.js';

const shop = workshop();
afterAll(() => shop.clean());
const isRoot = process.getuid?.() === 0;

const headOf = async (repository: TestRepository) => (await shop.host({ directory: repository.path }).snapshot()).trees.head;
const oidOf = (text: string | Buffer) => blobOid(Buffer.from(text), 'sha1');

describe('the working tree is what a commit of everything would hold', () => {
  test('tracked, changed, untracked, deleted; not what is ignored', async () => {
    const repository = shop.init();
    repository.commit({ 'package-lock.json': '{}', 'a/b': '1', 'gone/x': '1', '.gitignore': 'node_modules\n*.log\n', 'kept.log': 'x' });
    repository.git('add', '-f', 'kept.log');
    repository.commit();
    repository.write({ 'a/b': '2', 'a/new': '3', 'ünï\n/"q"': '4', 'x.log': '5', 'node_modules/p/package.json': '{}', 'staged': '6' });
    repository.git('add', 'staged');
    rmSync(path.join(repository.path, 'package-lock.json'));
    rmSync(path.join(repository.path, 'gone'), { recursive: true });
    const tree = await headOf(repository);
    repository.commit();
    expect(lines(tree)).toEqual(listed(repository, 'HEAD'));
    expect([...tree.entries.keys()].sort()).toEqual(['.gitignore', 'a/b', 'a/new', 'kept.log', 'staged', 'ünï\n/"q"']);
  });

  test('local excludes hold as they do for git', async () => {
    const repository = shop.init();
    repository.commit({ a: '1' });
    appendFileSync(path.join(repository.path, '.git/info/exclude'), 'scratch\n');
    repository.write({ scratch: 'x', other: 'y' });
    expect([...(await headOf(repository)).entries.keys()].sort()).toEqual(['a', 'other']);
  });

  test('modes and symlinks', async () => {
    const repository = shop.init();
    repository.commit({ run: '#!', plain: 'x', both: 'x' });
    repository.link('run', 'link');
    repository.link('/etc/passwd', 'out');
    chmodSync(path.join(repository.path, 'run'), 0o755);
    rmSync(path.join(repository.path, 'both'));
    repository.link('plain', 'both');
    const host = shop.host({ directory: repository.path });
    const { head } = (await host.snapshot()).trees;
    repository.commit();
    expect(lines(head)).toEqual(listed(repository, 'HEAD'));
    expect(head.entries.get('out')).toMatchObject({ mode: '120000', size: 11 });
    const { oid } = head.entries.get('out')!;
    expect(Buffer.from((await host.blobs([oid], 100)).get(oid) as Uint8Array).toString()).toBe('/etc/passwd');
  });

  test('line endings and filters leave the bytes as they are on disk', async () => {
    const repository = shop.init();
    repository.git('config', 'core.autocrlf', 'true');
    repository.git('config', 'filter.up.clean', 'tr a-z A-Z');
    repository.commit({ '.gitattributes': '*.txt text eol=crlf\n*.up filter=up\n*.utf16 working-tree-encoding=UTF-16\n', a: 'x' });
    const contents = { 'a.txt': 'one\r\ntwo\r\n', 'b.up': 'lower', 'c.utf16': Buffer.from('\uFEFFtext', 'utf16le'), 'package-lock.json': '{}\r\n' };
    repository.write(contents);
    const { entries } = await headOf(repository);
    for (const [name, content] of Object.entries(contents)) expect(entries.get(name)?.oid).toBe(oidOf(content));
  });

  test('submodules and embedded repositories are what their HEAD names', async () => {
    const repository = shop.init();
    const sub = shop.init();
    sub.commit({ x: '1' });
    repository.git('submodule', '--quiet', 'add', sub.path, 'vendor/sub');
    repository.commit({ a: '1' });
    const inside = shop.at(path.join(repository.path, 'vendor/sub'));
    const moved = inside.commit({ y: '2' });
    const embedded = path.join(repository.path, 'embedded');
    execFileSync('git', ['clone', '-q', sub.path, embedded], { env: shop.environment });
    const { entries } = await headOf(repository);
    expect(entries.get('vendor/sub')).toEqual({ path: 'vendor/sub', mode: '160000', oid: moved });
    expect(entries.get('embedded')).toMatchObject({ mode: '160000', oid: sub.git('rev-parse', 'HEAD') });
    expect([...entries.keys()].filter((name) => /^(?:vendor\/sub|embedded)\//.test(name))).toEqual([]);
    rmSync(path.join(repository.path, 'vendor/sub/.git'), { force: true });
    expect((await headOf(repository)).entries.get('vendor/sub')).toMatchObject({ mode: '160000', oid: sub.git('rev-parse', 'HEAD') });
  });

  test('what a sparse checkout leaves out stays; what is on disk counts', async () => {
    const repository = shop.init();
    repository.commit({ 'package-lock.json': '{"a":1}', 'sub/x': '1' });
    repository.git('update-index', '--skip-worktree', 'package-lock.json', 'sub/x');
    rmSync(path.join(repository.path, 'sub'), { recursive: true });
    repository.write({ 'package-lock.json': '{"evil":1}' });
    const host = shop.host({ directory: repository.path });
    const { head } = (await host.snapshot()).trees;
    expect(head.entries.get('package-lock.json')?.oid).toBe(oidOf('{"evil":1}'));
    expect(head.entries.get('sub/x')?.oid).toBe(oidOf('1'));
    expect((await host.blobs([oidOf('1')], 10)).get(oidOf('1'))).toEqual(new Uint8Array(Buffer.from('1')));
  });

  test('a sparse index, a split index, a conflicted index', async () => {
    const sparse = shop.init();
    sparse.commit({ 'in/x': '1', 'out/y': '2', 'out/z/w': '3', top: '4' });
    sparse.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    expect([...(await headOf(sparse)).entries.keys()].sort()).toEqual(['in/x', 'out/y', 'out/z/w', 'top']);

    const split = shop.init();
    split.commit({ a: '1', b: '2' });
    split.git('update-index', '--split-index');
    split.write({ c: '3' });
    split.git('add', 'c');
    expect([...(await headOf(split)).entries.keys()].sort()).toEqual(['a', 'b', 'c']);

    const conflicted = shop.init();
    conflicted.commit({ a: '1\n' });
    conflicted.git('checkout', '-q', '-b', 'topic');
    conflicted.commit({ a: '2\n' });
    conflicted.git('checkout', '-q', 'main');
    conflicted.commit({ a: '3\n' });
    expect(() => conflicted.git('merge', '-q', 'topic')).toThrow();
    expect((await headOf(conflicted)).entries.get('a')?.oid).toMatch(/^[0-9a-f]{40}$/);
  });
});

describe('nothing is hidden, and nothing outside is read', () => {
  test('an index that claims a file unchanged does not hide it', async () => {
    const repository = shop.init();
    repository.commit({ 'package-lock.json': '{"a":1}' });
    repository.git('update-index', '--assume-unchanged', 'package-lock.json');
    const file = path.join(repository.path, 'package-lock.json');
    writeFileSync(file, '{"b":1}');
    utimesSync(file, 1, 1);
    expect((await headOf(repository)).entries.get('package-lock.json')?.oid).toBe(oidOf('{"b":1}'));
  });

  test('a tracked folder replaced by a link out of the tree is a link', async () => {
    const outside = shop.folder();
    writeFileSync(path.join(outside, 'secret'), 'secret');
    const repository = shop.init();
    repository.commit({ 'dir/secret': 'x', 'dir/deep/er': 'x' });
    rmSync(path.join(repository.path, 'dir'), { recursive: true });
    symlinkSync(outside, path.join(repository.path, 'dir'));
    const { entries } = await headOf(repository);
    expect([...entries.values()].map(({ path: name, mode }) => `${mode} ${name}`)).toEqual(['120000 dir']);
  });

  test('an index that names paths outside, or the git directory, is not followed', async () => {
    const repository = shop.init();
    repository.commit({ 'xxxxxxx/a': '1', 'yyyy/config': '2', 'z': '3' });
    const index = path.join(repository.path, '.git/index');
    const bytes = execFileSync('cat', [index]).toString('latin1').replace('xxxxxxx/a', '../../a/b').replace('yyyy/config', '.git/config');
    const body = Buffer.from(bytes, 'latin1').subarray(0, -20);
    writeFileSync(index, Buffer.concat([body, execFileSync('sha1sum', { input: body }).subarray(0, 40).toString().match(/../g)!.reduce((all, hex) => Buffer.concat([all, Buffer.from(hex, 'hex')]), Buffer.alloc(0))]));
    const outcome = await shop.host({ directory: repository.path }).snapshot().then(({ trees }) => trees.head, (error: { code: string }) => error.code);
    if (typeof outcome === 'string') expect(outcome).toBe('HOST_ERROR'); // a git that checks paths when it reads the index
    else {
      expect([...outcome.entries.keys()].filter((name) => name.includes('..') || name.includes('.git'))).toEqual([]);
      expect(outcome.unread.length).toBeGreaterThan(0);
    }
  });

  test('pipes, sockets and devices are no files, and do not hang the review', async () => {
    const repository = shop.init();
    repository.commit({ a: '1', 'package-lock.json': '{}' });
    rmSync(path.join(repository.path, 'package-lock.json'));
    execFileSync('mkfifo', [path.join(repository.path, 'package-lock.json'), path.join(repository.path, 'pipe')]);
    expect([...(await headOf(repository)).entries.keys()]).toEqual(['a']);
  });

  test('a core.worktree that leads elsewhere is passed over', async () => {
    const outside = shop.folder();
    writeFileSync(path.join(outside, 'secret'), 'secret');
    const repository = shop.init();
    repository.commit({ a: '1' });
    repository.git('config', 'core.worktree', outside);
    expect([...(await headOf(repository)).entries.keys()]).toEqual(['a']);
  });

  test('an embedded bare repository is not taken for the repository', async () => {
    const repository = shop.init();
    repository.commit({ a: '1' });
    const bare = path.join(repository.path, 'bare');
    execFileSync('git', ['init', '-q', '--bare', bare], { env: shop.environment });
    const { entries } = (await shop.host({ directory: bare }).snapshot()).trees.head;
    expect([...entries.keys()]).toEqual(expect.arrayContaining(['a', 'bare/config']));
  });

  (isRoot ? test.skip : test)('a file that may not be read stands, unlike every other', async () => {
    const repository = shop.init();
    repository.commit({ 'package-lock.json': '{}' });
    chmodSync(path.join(repository.path, 'package-lock.json'), 0);
    const host = shop.host({ directory: repository.path });
    const { oid } = (await host.snapshot()).trees.head.entries.get('package-lock.json')!;
    expect(oid).toBe('0'.repeat(40));
    expect((await host.blobs([oid], 10)).get(oid)).toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  (isRoot ? test : test.skip)('root reads a clone of another user', async () => {
    const repository = shop.init();
    repository.commit({ a: '1' });
    repository.git('checkout', '-q', '-b', 'topic');
    repository.commit({ b: '1' });
    execFileSync('chown', ['-R', '12345:12345', repository.path]);
    expect([...(await headOf(repository)).entries.keys()].sort()).toEqual(['a', 'b']);
    expect((await shop.host({ directory: repository.path, head: 'topic' }).snapshot()).landing.kind).toBe('merge');
  });
});

describe('blobs of the working tree', () => {
  test('are read from disk, verified, within bounds', async () => {
    const repository = shop.init();
    repository.commit({ a: 'old' });
    repository.write({ a: 'new', big: 'x'.repeat(2000), changing: 'before', going: 'here', replaced: 'file' });
    const host = shop.host({ directory: repository.path });
    const { entries } = (await host.snapshot()).trees.head;
    const oid = (name: string) => entries.get(name)!.oid;
    repository.write({ changing: 'after!' });
    rmSync(path.join(repository.path, 'going'));
    renameSync(path.join(repository.path, 'replaced'), path.join(repository.path, 'other'));
    symlinkSync('other', path.join(repository.path, 'replaced'));
    const answers = await host.blobs(['a', 'big', 'changing', 'going', 'replaced'].map(oid), 1000);
    expect(Buffer.from(answers.get(oid('a')) as Uint8Array).toString()).toBe('new');
    expect(answers.get(oid('big'))).toMatchObject({ code: 'FILE_TOO_LARGE' });
    for (const name of ['changing', 'going', 'replaced']) expect(answers.get(oid(name))).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect((await host.blobs([oidOf('old')], 10)).get(oidOf('old'))).toEqual(new Uint8Array(Buffer.from('old')));
  });

  test('a file that changed on disk is taken from the repository where it is there', async () => {
    const repository = shop.init();
    repository.commit({ a: 'old' });
    const host = shop.host({ directory: repository.path });
    await host.snapshot();
    repository.write({ a: 'new' });
    expect((await host.blobs([oidOf('old')], 10)).get(oidOf('old'))).toEqual(new Uint8Array(Buffer.from('old')));
  });

  test('files larger than one read are hashed whole', async () => {
    const repository = shop.init();
    const content = Buffer.alloc(3_000_001, 'abc');
    repository.commit({ a: 'x' });
    repository.write({ content });
    mkdirSync(path.join(repository.path, 'empty'));
    expect((await headOf(repository)).entries.get('content')).toMatchObject({ oid: oidOf(content), size: content.length });
  });
});
