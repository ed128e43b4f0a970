import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { blobOid } from '../../../src/adapters/local-git/objects.js';
import { landing } from '../../../src/core/snapshot.js';
import { lines, listed, workshop } from './repository.js';

const shop = workshop();
afterAll(() => shop.clean());

/** A repository whose `main` went on after `topic` left it. */
function forked(baseFiles: Record<string, string>, mainFiles: Record<string, string>, topicFiles: Record<string, string>) {
  const repository = shop.init();
  const root = repository.commit(baseFiles);
  repository.git('checkout', '-q', '-b', 'topic');
  const topic = repository.commit(topicFiles);
  repository.git('checkout', '-q', 'main');
  const main = repository.commit(mainFiles);
  return { repository, root, topic, main };
}

describe('a head that is a commit', () => {
  test('lands as the merge with the base\'s tip, which is neither side', async () => {
    const { repository, root, topic, main } = forked({ a: '1\n', b: '1\n' }, { a: '2\n' }, { b: '2\n', 'package-lock.json': '{}' });
    const snapshot = await shop.host({ directory: repository.path, base: 'main', head: 'topic' }).snapshot();
    repository.git('merge', '-q', 'topic', '-m', 'merge');
    expect(snapshot).toMatchObject({ base: { commit: main, ref: 'main' }, head: { commit: topic }, mergeBase: root, landing: { kind: 'merge', commit: repository.git('rev-parse', 'HEAD^{tree}') } });
    expect(lines(snapshot.trees.merge)).toEqual(listed(repository, 'HEAD'));
    expect(lines(snapshot.trees.base)).toEqual(listed(repository, main));
    expect(lines(snapshot.trees.head)).toEqual(listed(repository, topic));
    expect(lines(snapshot.trees.mergeBase)).toEqual(listed(repository, root));
    expect(snapshot.trees.policy).toBe(snapshot.trees.base);
    expect(landing(snapshot).after.entries.get('a')?.oid).toBe(blobOid(Buffer.from('2\n'), 'sha1'));
  });

  test('blobs that only the merge has can be read, and the clone is not written to', async () => {
    const text = (first: string, last: string) => `${first}\n${'same\n'.repeat(10)}${last}\n`;
    const { repository } = forked({ a: text('1', '1') }, { a: text('2', '1') }, { a: text('1', '2') });
    const before = repository.git('count-objects', '-v');
    const host = shop.host({ directory: repository.path, base: 'main', head: 'topic' });
    const oid = (await host.snapshot()).trees.merge!.entries.get('a')!.oid;
    expect(Buffer.from((await host.blobs([oid], 1000)).get(oid) as Uint8Array).toString()).toBe(text('2', '2'));
    expect(repository.git('count-objects', '-v')).toBe(before);
  });

  test('a conflict lands as the head', async () => {
    const { repository, root, topic } = forked({ a: '1\n' }, { a: '2\n' }, { a: '3\n' });
    const snapshot = await shop.host({ directory: repository.path, base: 'main', head: topic }).snapshot();
    expect(snapshot.landing).toEqual({ kind: 'head', reason: 'conflict' });
    expect(snapshot.trees.merge).toBeUndefined();
    expect(lines(landing(snapshot).before)).toEqual(listed(repository, root));
  });

  test('a head that the base already holds lands nothing', async () => {
    const { repository, root } = forked({ a: '1\n' }, { a: '2\n' }, { a: '3\n' });
    const snapshot = await shop.host({ directory: repository.path, base: 'main', head: root }).snapshot();
    expect(lines(snapshot.trees.merge)).toEqual(lines(snapshot.trees.base));
  });

  test('unrelated histories have no merge base', async () => {
    const repository = shop.init();
    repository.commit({ a: '1' });
    repository.git('checkout', '-q', '--orphan', 'other');
    repository.commit({ b: '1' });
    await expect(shop.host({ directory: repository.path, base: 'main', head: 'other' }).snapshot()).rejects.toMatchObject({ code: 'NO_MERGE_BASE', data: { shallow: false } });
  });

  test('a shallow clone without the merge base says so', async () => {
    const { repository } = forked({ a: '1\n' }, { a: '2\n' }, { b: '3\n' });
    const clone = shop.at(shop.folder());
    clone.git('clone', '-q', '--depth', '1', '--no-single-branch', `file://${repository.path}`, '.');
    await expect(shop.host({ directory: clone.path, base: 'origin/main', head: 'origin/topic' }).snapshot()).rejects.toMatchObject({ code: 'NO_MERGE_BASE', data: { shallow: true } });
    clone.git('fetch', '-q', '--deepen', '1');
    expect((await shop.host({ directory: clone.path, base: 'origin/main', head: 'origin/topic' }).snapshot()).landing.kind).toBe('merge');
  });

  test.each(['nowhere', '', '-x', '--all', 'main..topic', 'main:a', 'HEAD~9', 'a\0b', '0'.repeat(40), '^main', '--upload-pack=x'])('%j is no revision', async (revision) => {
    const { repository } = forked({ a: '1\n' }, { a: '2\n' }, { b: '3\n' });
    await expect(shop.host({ directory: repository.path, head: revision }).snapshot()).rejects.toMatchObject({ code: 'REVISION_UNKNOWN', data: { revision } });
    await expect(shop.host({ directory: repository.path, base: revision }).snapshot()).rejects.toMatchObject({ code: 'REVISION_UNKNOWN', data: { revision } });
  });
});

describe('the default base', () => {
  test('is the merge base with the remote\'s default branch, and the policy is at its tip', async () => {
    const upstream = shop.init('-b', 'trunk');
    const first = upstream.commit({ a: '1\n' });
    const clone = shop.at(shop.folder());
    clone.git('clone', '-q', upstream.path, '.');
    const second = upstream.commit({ a: '2\n' });
    clone.git('checkout', '-q', '-b', 'topic');
    clone.commit({ b: '1\n' });
    clone.git('fetch', '-q');
    const snapshot = await shop.host({ directory: clone.path }).snapshot();
    expect(snapshot).toMatchObject({ base: { commit: first, ref: 'trunk' }, mergeBase: first, head: { commit: 'working-tree' }, landing: { kind: 'head', reason: 'working-tree' } });
    expect(lines(snapshot.trees.policy)).toEqual(listed(upstream, second));
  });
  test.each(['main', 'master'])('is the local %s without a remote', async (branch) => {
    const repository = shop.init('-b', branch);
    const commit = repository.commit({ a: '1\n' });
    expect(await shop.host({ directory: repository.path }).snapshot()).toMatchObject({ base: { commit, ref: branch } });
  });
  test('is not guessed', async () => {
    const repository = shop.init('-b', 'trunk');
    repository.commit({ a: '1\n' });
    await expect(shop.host({ directory: repository.path }).snapshot()).rejects.toMatchObject({ code: 'REVISION_UNKNOWN', data: { revision: 'the default branch' } });
    expect(await shop.host({ directory: repository.path, base: 'trunk' }).snapshot()).toMatchObject({ base: { ref: 'trunk' } });
  });
  test('is the empty tree before the first commit', async () => {
    const repository = shop.init();
    repository.write({ 'package-lock.json': '{}' });
    const snapshot = await shop.host({ directory: repository.path }).snapshot();
    expect(snapshot.base.commit).toBe(repository.git('hash-object', '-t', 'tree', '/dev/null'));
    expect(snapshot.trees.base.entries.size).toBe(0);
    expect([...landing(snapshot).after.entries.keys()]).toEqual(['package-lock.json']);
  });
  test('before the first commit here, it is the fetched branch', async () => {
    const upstream = shop.init();
    const commit = upstream.commit({ a: '1\n' });
    const repository = shop.init();
    repository.git('remote', 'add', 'origin', upstream.path);
    repository.git('fetch', '-q', 'origin');
    expect(await shop.host({ directory: repository.path }).snapshot()).toMatchObject({ base: { commit }, mergeBase: commit });
  });
});

describe('which repository', () => {
  test('a folder inside, a linked worktree, a bare one', async () => {
    const repository = shop.init();
    const first = repository.commit({ 'a/b/c': '1\n' });
    const tree = shop.folder();
    repository.git('worktree', 'add', '-q', '-b', 'topic', path.join(tree, 'w'));
    const linked = shop.at(path.join(tree, 'w'));
    const second = linked.commit({ d: '1\n' });
    linked.write({ e: '1\n' });
    const bare = shop.at(shop.folder());
    bare.git('clone', '-q', '--bare', repository.path, '.');

    expect([...(await shop.host({ directory: path.join(repository.path, 'a/b') }).snapshot()).trees.head.entries.keys()]).toEqual(['a/b/c']);
    const inLinked = await shop.host({ directory: linked.path }).snapshot();
    expect(inLinked).toMatchObject({ base: { commit: first }, head: { commit: 'working-tree' } });
    expect([...inLinked.trees.head.entries.keys()].sort()).toEqual(['a/b/c', 'd', 'e']);
    expect(await shop.host({ directory: bare.path, head: 'topic' }).snapshot()).toMatchObject({ base: { commit: first }, head: { commit: second }, landing: { kind: 'merge' } });
    expect(await shop.host({ directory: bare.path }).snapshot()).toMatchObject({ head: { commit: first } });
    await expect(shop.host({ directory: bare.path, head: 'working-tree' }).snapshot()).rejects.toMatchObject({ code: 'REVISION_UNKNOWN' });
  });

  test('one whose hash is SHA-256', async () => {
    const repository = shop.init('--object-format=sha256');
    repository.commit({ a: '1\n' });
    repository.git('checkout', '-q', '-b', 'topic');
    repository.commit({ b: '1\n' });
    repository.write({ c: '1\n' });
    const host = shop.host({ directory: repository.path });
    const { trees } = await host.snapshot();
    const oids = [...trees.head.entries.values()].map(({ oid }) => oid);
    expect(oids.every((oid) => oid.length === 64)).toBe(true);
    for (const bytes of (await host.blobs(oids, 10)).values()) expect(Buffer.from(bytes as Uint8Array).toString()).toBe('1\n');
    expect((await shop.host({ directory: repository.path, head: 'topic' }).snapshot()).landing.kind).toBe('merge');
  });

  test('its names come from the remote\'s address', async () => {
    const repository = shop.init();
    repository.commit({ a: '1\n' });
    expect((await shop.host({ directory: repository.path }).snapshot()).repository).toMatchObject({ host: 'local', owner: '', name: path.basename(repository.path), visibility: 'private', fork: false });
    repository.git('remote', 'add', 'other', 'https://other.example/x/y.git');
    repository.git('remote', 'add', 'origin', 'https://user:secret@code.example:8443/acme/widgets.git');
    const snapshot = await shop.host({ directory: repository.path }).snapshot();
    expect(snapshot.repository).toEqual({ host: 'code.example', owner: 'acme', name: 'widgets', visibility: 'private', fork: false });
    expect(JSON.stringify(snapshot)).not.toContain('secret');
  });

  test('none', async () => {
    const empty = shop.folder();
    writeFileSync(path.join(empty, 'file'), '');
    for (const directory of [empty, path.join(empty, 'nowhere'), path.join(empty, 'file')]) {
      await expect(shop.host({ directory }).snapshot()).rejects.toMatchObject({ code: 'NOT_A_REPOSITORY' });
    }
    mkdirSync(path.join(empty, '.git'));
    await expect(shop.host({ directory: empty }).snapshot()).rejects.toMatchObject({ code: 'NOT_A_REPOSITORY' });
  });

  test('no git', async () => {
    const repository = shop.init();
    await expect(shop.host({ directory: repository.path, environment: { PATH: shop.folder() } }).snapshot()).rejects.toMatchObject({ code: 'GIT_MISSING' });
    await expect(shop.host({ directory: repository.path, environment: {} }).snapshot()).rejects.toMatchObject({ code: 'GIT_MISSING' });
  });
});

describe('trees', () => {
  test('hold every kind of entry and name as git lists them', async () => {
    const repository = shop.init();
    const sub = shop.init();
    sub.commit({ x: '1' });
    repository.git('submodule', '--quiet', 'add', sub.path, 'vendor/sub');
    repository.write({ 'ünï/ço dé.json': '1', 'new\nline\tand "quotes"': '2', ' lead': '3', '日本/語': '4', 'run.sh': '#!', '__proto__/constructor': '5' });
    chmodSync(path.join(repository.path, 'run.sh'), 0o755);
    repository.link('../outside', 'link');
    repository.commit();
    const { trees } = await shop.host({ directory: repository.path, head: 'HEAD' }).snapshot();
    expect(lines(trees.head)).toEqual(listed(repository, 'HEAD'));
    expect(new Set([...trees.head.entries.values()].map(({ mode }) => mode))).toEqual(new Set(['100644', '100755', '120000', '160000']));
    expect(trees.head.entries.get('run.sh')?.size).toBe(2);
    expect(trees.head.entries.get('vendor/sub')).not.toHaveProperty('size');
    expect((await shop.host({ directory: repository.path }).snapshot()).trees.head.entries.get('ünï/ço dé.json')?.size).toBe(1);
  });

  test('names that are no UTF-8 stay apart', async () => {
    const repository = shop.init();
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repository.path, input: 'x', encoding: 'utf8' }).trim();
    const index = Buffer.concat([0xe9, 0xe8].map((byte) => Buffer.concat([Buffer.from(`100644 ${blob}\tcaf`), Buffer.from([byte]), Buffer.from('/package-lock.json\0')])));
    execFileSync('git', ['update-index', '-z', '--index-info'], { cwd: repository.path, input: index });
    repository.git('commit', '-q', '-m', 'x');
    expect([...(await shop.host({ directory: repository.path, head: 'HEAD' }).snapshot()).trees.head.entries.keys()].sort()).toEqual(['caf\uFFFDe8/package-lock.json', 'caf\uFFFDe9/package-lock.json']);
  });
});

describe('blobs', () => {
  test('come verified, or a Failure stands in their place', async () => {
    const repository = shop.init();
    repository.commit({ a: 'small', b: 'x'.repeat(2000), empty: '', 'bin': Buffer.from([0, 10, 13, 255]) });
    const host = shop.host({ directory: repository.path, head: 'HEAD' });
    const { head } = (await host.snapshot()).trees;
    const oid = (name: string) => head.entries.get(name)!.oid;
    const tree = repository.git('rev-parse', 'HEAD^{tree}');
    const asked = [oid('a'), oid('b'), oid('empty'), oid('bin'), oid('a'), 'f'.repeat(40), tree, 'HEAD', `${oid('a')}\n${oid('b')}`, ''];
    const answers = await host.blobs(asked, 1000);
    expect(Object.fromEntries([...answers].map(([id, answer]) => [id, answer instanceof Uint8Array ? Buffer.from(answer).toString('latin1') : (answer as { code?: string }).code]))).toEqual({
      [oid('a')]: 'small', [oid('b')]: 'FILE_TOO_LARGE', [oid('empty')]: '', [oid('bin')]: '\0\n\r\xff', ['f'.repeat(40)]: 'HOST_NOT_FOUND', [tree]: 'HOST_MALFORMED', HEAD: 'HOST_MALFORMED',
      [`${oid('a')}\n${oid('b')}`]: 'HOST_MALFORMED', '': 'HOST_MALFORMED',
    });
    expect(await host.blobs([], 1000)).toEqual(new Map());
    expect(await host.organisationFile('x', 1)).toBeUndefined();
  });

  test('other bytes under a right id are refused', async () => {
    const repository = shop.init();
    repository.commit({ a: 'good', b: 'evil' });
    const host = shop.host({ directory: repository.path, head: 'HEAD' });
    const { head } = (await host.snapshot()).trees;
    const [a, b] = ['a', 'b'].map((name) => head.entries.get(name)!.oid) as [string, string];
    const object = (oid: string) => path.join(repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2));
    execFileSync('cp', ['-f', object(b), object(a)]);
    expect((await host.blobs([a], 1000)).get(a)).toMatchObject({ code: expect.stringMatching(/^HOST_/) });
  });
});

test('the scratch repository is gone after close, and close may come first', async () => {
  const repository = shop.init();
  repository.commit({ a: '1' });
  const host = shop.host({ directory: repository.path });
  await host.close();
  await host.snapshot();
  await host.close();
  await expect(host.blobs(['f'.repeat(40)], 1)).rejects.toMatchObject({ code: 'HOST_ERROR' });
});
