import { describe, expect, test } from '@jest/globals';
import { limits } from '../../src/core/limits.js';
import { resolveInTreeSymlink } from '../../src/core/symlinks.js';
import type { Tree, TreeEntry } from '../../src/core/tree.js';

/** A tree of files, links (`-> target`) and submodules (`@`), as path: content. */
function treeOf(files: Record<string, string>): { tree: Tree; readLink: (entry: TreeEntry) => string | undefined } {
  const targets = new Map<string, string>();
  const entries = new Map<string, TreeEntry>(Object.entries(files).map(([path, content]) => {
    if (content.startsWith('-> ')) targets.set(path, content.slice(3));
    return [path, { path, oid: `oid of ${path}`, mode: content === '@' ? '160000' : content.startsWith('->') ? '120000' : '100644' }];
  }));
  return { tree: { entries, unread: [] }, readLink: (entry) => targets.get(entry.path) };
}

describe('a path resolves as in a file system that holds the tree alone', () => {
  const { tree, readLink } = treeOf({
    'package-lock.json': '-> locks/real.json', 'locks/real.json': 'x', 'locks/up.json': '-> ../package-lock.json', 'app': '-> ./packages/app', 'packages/app/package.json': 'x',
    'packages/app/lock': '-> ../../app/../app/package.json', 'out': '-> ../../etc/passwd', 'absolute': '-> /etc/passwd', 'empty': '-> ', 'nul': '-> a\0b', 'long': `-> ${'a/'.repeat(3000)}`,
    'self': '-> self', 'a': '-> b', 'b': '-> a', 'dangling': '-> nowhere', 'vendor': '@', 'intovendor': '-> vendor/package.json', 'unread': '->', 'root': '-> .', 'slash': '-> packages/', 'filedir': '-> package.json/', 'under': '-> locks/real.json/x',
  });
  test.each([
    ['locks/real.json', 'file', 'locks/real.json', []],
    ['package-lock.json', 'file', 'locks/real.json', ['package-lock.json']],
    ['locks/up.json', 'file', 'locks/real.json', ['locks/up.json', 'package-lock.json']],
    ['app/package.json', 'file', 'packages/app/package.json', ['app']],
    ['packages/app/lock', 'file', 'packages/app/package.json', ['packages/app/lock', 'app']],
    ['root/root/app/package.json', 'file', 'packages/app/package.json', ['root', 'root', 'app']],
    ['app', 'directory', 'packages/app', ['app']],
    ['slash', 'directory', 'packages', ['slash']],
    ['', 'directory', '', []],
    ['nowhere', 'absent', 'nowhere', []],
    ['dangling', 'absent', 'nowhere', ['dangling']],
    ['locks/real.json/x', 'absent', 'locks/real.json/x', []],
    ['under', 'absent', 'locks/real.json/x', ['under']],
    ['vendor', 'submodule', 'vendor', []],
    ['vendor/package.json', 'submodule', 'vendor', []],
    ['intovendor', 'submodule', 'vendor', ['intovendor']],
  ])('%s is a %s at %s', (path, kind, at, links) => {
    const resolved = resolveInTreeSymlink(tree, readLink, path);
    expect(resolved.kind).toBe(kind);
    expect('entry' in resolved ? resolved.entry.path : 'path' in resolved ? resolved.path : undefined).toBe(at);
    expect(resolved.links.map((link) => link.path)).toEqual(links);
  });
  test.each([['out', 'outside'], ['absolute', 'outside'], ['empty', 'outside'], ['nul', 'outside'], ['long', 'outside'], ['../x', 'outside'], ['self', 'limit'], ['a', 'limit'], ['self/x', 'limit'], ['unread', 'unread']])('%s is %s', (path, kind) => {
    expect(resolveInTreeSymlink(tree, readLink, path).kind).toBe(kind);
  });
});

test('the bound on links holds to the step', () => {
  const chain = (length: number) => treeOf(Object.fromEntries([...Array.from({ length }, (_, at) => [`l${at}`, `-> l${at + 1}`]), [`l${length}`, 'x']]));
  const most = limits.symlinkSteps.value;
  for (const [length, kind] of [[most, 'file'], [most + 1, 'limit']] as const) {
    const { tree, readLink } = chain(length);
    expect(resolveInTreeSymlink(tree, readLink, 'l0').kind).toBe(kind);
  }
});

test('links that multiply are bounded', () => {
  const { tree, readLink } = treeOf(Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`l${at}`, `-> ${Array.from({ length: 500 }, () => `l${at + 1}`).join('/')}`])));
  expect(resolveInTreeSymlink(tree, readLink, 'l0').kind).toBe('limit');
});
