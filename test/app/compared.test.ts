import { describe, expect, test } from '@jest/globals';
import { createComparisons } from '../../src/app/compared.js';
import type { Tree } from '../../src/core/tree.js';
import type { LockfileInput } from '../../src/lockfiles/compare.js';
import { formats } from '../../src/lockfiles/index.js';

const registries = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };
const lock = (version: string): string => JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: { left: '1' } }, 'node_modules/left': { version } } });
const input: LockfileInput = { format: formats[0]!, root: { lockfile: 'package-lock.json', directory: '' }, before: lock('1.0.0'), after: lock('1.0.1'), manifests: new Map([['package.json', { before: '{}', after: '{}' }]]) };
const tree = (oid: string): Tree => ({ entries: new Map([['vendor/left.tgz', { path: 'vendor/left.tgz', oid, mode: '100644' }]]), unread: [] });
const trees = { before: tree('1'), after: tree('2') };

describe('a comparison is made once for the same two sides', () => {
  test('equal texts and files are compared once', async () => {
    const comparisons = createComparisons();
    const first = comparisons(input, registries, trees);
    expect(comparisons({ ...input, manifests: new Map(input.manifests) }, registries, { before: tree('1'), after: tree('2') })).toBe(first);
    expect((await first).changes.length).toBeGreaterThan(0);
  });
  test.each<readonly [string, Partial<LockfileInput>, typeof trees]>([
    ['another base', { before: lock('0.9.0') }, trees],
    ['another landing', { after: lock('1.0.2') }, trees],
    ['another head', { head: lock('1.0.2') }, trees],
    ['another manifest', { manifests: new Map([['package.json', { before: '{}', after: '{"dependencies":{}}' }]]) }, trees],
    ['a further manifest', { manifests: new Map([...input.manifests, ['sub/package.json', {}]]) }, trees],
    ['a submodule', { submodules: ['sub'] }, trees],
    ['another place', { root: { lockfile: 'sub/package-lock.json', directory: 'sub' } }, trees],
    ['another file beside it', {}, { ...trees, after: tree('3') }],
    ['another file beside it at base', {}, { ...trees, before: tree('3') }],
  ])('%s is compared anew', async (_name, more, others) => {
    const comparisons = createComparisons();
    const first = await comparisons(input, registries, trees);
    expect(await comparisons({ ...input, ...more }, registries, others)).not.toBe(first);
  });
});
