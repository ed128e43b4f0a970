import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/core/verdict.js';
import { limits } from '../../src/core/limits.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

const file = '.github/mergewarden.yml';
const strict = 'threshold: info\n';
const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
const link = (content: string) => ({ mode: '120000', content }) as const;
const submodule = { mode: '160000', content: 'a commit' } as const;

let world: World;
beforeAll(async () => { world = await startWorld([], ownAnalyser()); });
afterAll(() => world.close());
const judged = async (base: Files, head: Files, more: Parameters<typeof memoryHost>[2] = {}): Promise<Verdict> => (await world.review(memoryHost(base, head, more))).verdict;

/** What stands at base in the place of a policy, and cannot be read as one. */
const unreadable: readonly (readonly [string, Files])[] = [
  ['one byte over the limit', { [file]: `#${'x'.repeat(limits.policyBytes.value)}` }],
  ['deeper than any policy', { [file]: `a: ${'['.repeat(401)}${']'.repeat(401)}\n` }],
  ['with an alias', { [file]: 'mode: &a block\nthreshold: *a\n' }],
  ['with a tag', { [file]: 'mode: !!str block\n' }],
  ['two documents', { [file]: 'mode: block\n---\nmode: observe\n' }],
  ['with a key twice', { [file]: 'mode: block\nmode: observe\n' }],
  ['with a merge key', { [file]: 'checks:\n  <<: { install-script: { mode: warn } }\n' }],
  ['not UTF-8', { [file]: new Uint8Array([0x6d, 0xff, 0x3a]) }],
  ['an LFS pointer', { [file]: pointer }],
  ['a submodule', { [file]: submodule }],
  ['a submodule in the folder\'s place', { '.github': submodule }],
  ['a link out of the repository', { [file]: link('../../etc/mergewarden.yml') }],
  ['a link to an absolute path', { [file]: link('/etc/mergewarden.yml') }],
  ['a link to itself', { [file]: link('mergewarden.yml') }],
  ['a link to nothing', { [file]: link('none.yml') }],
  ['a link to a folder', { [file]: link('../docs'), 'docs/a.md': 'x' }],
  ['a folder that links out of the repository', { '.github': link('../elsewhere') }],
];

describe('a policy that is there and cannot be read is broken, never absent', () => {
  test.each(unreadable)('%s', async (_name, files) => {
    expect(inShort(await judged(files, { ...files, 'README.md': 'x' }))).toMatchObject({ outcome: 'unknown', remarks: expect.arrayContaining(['policy-unusable']) });
  });
  test.each(unreadable)('%s, brought by the change: it blocks, and the policy at base goes on', async (_name, files) => {
    const verdict = await judged({ [file]: strict }, files);
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: ['policy-invalid invalid'] });
    expect(verdict.policyHash).toBe((await judged({ [file]: strict }, { [file]: strict })).policyHash);
  });
  test.each(unreadable.filter(([, files]) => file in files && Object.keys(files).length === 1))('%s: the change that only mends it passes, and with anything beside it does not', async (_name, files) => {
    expect((await judged(files, { [file]: strict })).outcome).toBe('pass');
    for (const more of [{ 'README.md': 'x' }, { '.GitHub/readme': 'x' }, { '.github/workflows/a.yml': 'on: push\n' }]) expect((await judged(files, { [file]: strict, ...more })).outcome).not.toBe('pass');
  });
});

describe('where a policy is read', () => {
  test.each<readonly [string, Files]>([
    ['through a link beside it', { [file]: link('real.yml'), '.github/real.yml': strict }],
    ['through a link to another folder', { [file]: link('../config/strict.yml'), 'config/strict.yml': strict }],
    ['through a folder that is a link', { '.github': link('config'), 'config/mergewarden.yml': strict }],
  ])('%s, and what stands there counts, and its change too', async (_name, base) => {
    const plain = (await judged({ [file]: strict }, { [file]: strict })).policyHash;
    expect((await judged(base, { ...base, 'a.txt': '1' })).policyHash).toBe(plain);
    const target = Object.keys(base).find((path) => base[path] === strict)!;
    expect(inShort(await judged(base, { ...base, [target]: 'threshold: critical\n' }))).toMatchObject({ outcome: 'block', told: expect.arrayContaining(['policy-loosened loosened']) });
    // Turned into a link, in either part of the path, it is held to what it was.
    const laxer = { ...base, [target]: 'threshold: critical\n' };
    expect(inShort(await judged({ [file]: strict }, laxer))).toMatchObject({ outcome: 'block', told: expect.arrayContaining(['policy-loosened loosened']) });
  });

  test.each(['.GitHub/mergewarden.yml', '.github/Mergewarden.yml', '.github/mergewarden.yaml', 'mergewarden.yml', 'a/.github/mergewarden.yml'])('never at %s, and whoever adds that is told', async (path) => {
    const plain = (await judged({}, {})).policyHash;
    const verdict = await judged({}, { [path]: 'mode: observe\n' });
    expect(inShort(verdict).told).toContain('policy-invalid unread');
    expect([verdict.policyHash, verdict.enforced]).toEqual([plain, true]);
    expect((await judged({ [path]: 'mode: observe\n' }, { [path]: 'mode: observe\n', 'a.txt': '1' })).policyHash).toBe(plain);
  });

  test('never in the head, nor in the merge base, nor on what a queue builds on', async () => {
    const plain = (await judged({}, {})).policyHash;
    const lax = { [file]: 'mode: observe\n' };
    expect(await judged({}, lax)).toMatchObject({ outcome: 'block', policyHash: plain, enforced: true });
    expect(await judged({}, { 'a.txt': '1' }, { mergeBase: lax })).toMatchObject({ policyHash: plain, enforced: true });
    expect(await judged(lax, { ...lax, 'a.txt': '1' }, { policy: {} })).toMatchObject({ policyHash: plain, enforced: true });
  });
});
