import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lockedBy, lockTools, type LockTool, type Wanted } from '../app/lock-writers.js';
import { advisory, shelf } from '../app/shelf.js';
import { inShort, knownAdvisories, memoryHost, ownAnalyser, startWorld, type Files, type World } from '../app/world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

type Texts = { readonly [path: string]: string };
const nameOf: { readonly [tool in LockTool]: string } = { npm: 'package-lock.json', pnpm: 'pnpm-lock.yaml', 'yarn 1': 'yarn.lock', yarn: 'yarn.lock', bun: 'bun.lock' };

const said = async (base: Files, head: Files, more: Parameters<World['review']>[1] = {}): Promise<{ readonly outcome: string; readonly changes: number; readonly told: readonly string[]; readonly gaps: readonly string[] }> => {
  const { verdict } = await world.review(memoryHost(base, head), more);
  return { ...inShort(verdict), changes: verdict.counts.changes };
};

describe.each(lockTools)('%s', (tool) => {
  const lock = nameOf[tool];
  const locks = (wanted: Wanted): Texts => lockedBy(tool, shelf, wanted);
  const plain: Wanted = { installed: { tidy: '1.0.0', words: '1.0.0' }, asks: { tidy: '^1.0.0' } };
  const base = locks(plain);
  const edited = (edit: (text: string) => string, from: Texts = base): Texts => {
    const text = edit(from[lock]!);
    expect(text).not.toBe(from[lock]);
    return { ...from, [lock]: text };
  };

  test('nothing changes', async () => {
    expect(await said(base, { ...base, 'README.md': 'x' })).toMatchObject({ outcome: 'pass', changes: 0, told: [], gaps: [] });
  });
  test('an ordinary upgrade passes in silence', async () => {
    expect(await said(base, locks({ ...plain, installed: { tidy: '1.1.0', words: '1.0.1' } }))).toMatchObject({ outcome: 'pass', changes: 2, told: [], gaps: [] });
  });
  test('carriage returns and a byte order mark change nothing', async () => {
    expect(await said(base, Object.fromEntries(Object.entries(base).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')])))).toMatchObject({ outcome: 'pass', changes: 0, gaps: [] });
    expect(await said(base, edited((text) => `\uFEFF${text}`))).toMatchObject({ outcome: 'pass', changes: 0, gaps: [] });
  });
  test('a version that runs something at install is blocked where the manifest asks for it', async () => {
    const from = locks({ installed: { stepper: '1.0.0' }, asks: { stepper: '^1.0.0' } });
    const to = locks({ installed: { stepper: '1.0.1' }, asks: { stepper: '^1.0.1' } });
    const { verdict } = await world.review(memoryHost(from, to));
    expect(verdict.outcome).toBe('block');
    expect(verdict.findings.filter((finding) => finding.level === 'default').map((finding) => (finding.at.in === 'repository' ? finding.at.path : ''))).toEqual(expect.arrayContaining(['package.json']));
  });
  test('the same below another package is told at its entry', async () => {
    const from = locks({ installed: { stepper: '1.0.0' }, asks: { stepper: '^1.0.0' } });
    const { verdict } = await world.review(memoryHost(from, { ...locks({ installed: { stepper: '1.0.1' }, asks: { stepper: '^1.0.0' } }) }));
    expect(verdict.outcome).toBe('block');
    const [first] = verdict.findings.filter((finding) => finding.level === 'default');
    expect(first!.at).toMatchObject({ in: 'repository', path: lock });
    expect(first!.at.line).toBeGreaterThan(1);
  });
  test('a known vulnerability is told', async () => {
    const from = locks({ installed: { leaky: '1.2.0' }, asks: { leaky: '^1.0.0' } });
    const advisories = knownAdvisories({ 'leaky@1.2.0': [advisory()] });
    expect((await said(locks({ installed: { words: '1.0.0' }, asks: { words: '^1.0.0' } }), from, { advisories })).told).toContain('known-vulnerability vulnerable');
  });
  test('a package that production did not depend on is judged as new when it does', async () => {
    const dev = locks({ installed: { stepper: '1.0.1', words: '1.0.0' }, asks: { words: '^1.0.0' }, devAsks: { stepper: '^1.0.0' } });
    const runtime = locks({ installed: { stepper: '1.0.1', words: '1.0.0' }, asks: { words: '^1.0.0', stepper: '^1.0.0' } });
    expect(await said(dev, runtime)).toMatchObject({ outcome: 'block', changes: 1 });
  });
  test('an alias that is pointed elsewhere is told', async () => {
    const from = locks({ installed: { text: 'npm:words@1.0.0' }, asks: { text: 'npm:words@^1.0.0' } });
    const to = locks({ installed: { text: 'npm:leaky@1.0.0' }, asks: { text: 'npm:leaky@^1.0.0' } });
    expect((await said(from, to)).told).toContain('substitution substituted');
  });
  test('the manifest asks for more than the lockfile has', async () => {
    const asking = { ...base, 'package.json': base['package.json']!.replace('"tidy": "^1.0.0"', '"tidy": "^1.0.0",\n    "stepper": "^1.0.0"') };
    expect(await said(base, asking)).toMatchObject({ outcome: 'block', told: ['manifest-lock-drift unlocked'] });
  });
  test('the lockfile installs what the manifest does not ask for', async () => {
    // Yarn 1 keeps no copy of the manifest: there nothing asks for the entry, and it is judged as new.
    const more = locks({ installed: { tidy: '1.0.0', words: '1.0.0', leaky: '1.0.0' }, asks: { tidy: '^1.0.0', leaky: '^1.0.0' } });
    const found = await said(base, { ...more, 'package.json': base['package.json']! });
    if (tool === 'yarn 1') expect(found.changes).toBe(1);
    else expect(found).toMatchObject({ outcome: 'block', told: ['manifest-lock-drift unasked'] });
    const stale = await said(more, { ...more, 'package.json': base['package.json']! });
    if (tool !== 'yarn 1') expect(stale).toMatchObject({ outcome: 'block', told: ['manifest-lock-drift unasked'] });
  });
  test('the lockfile goes and its manifest stays', async () => {
    expect(await said(base, { 'package.json': base['package.json']! })).toMatchObject({ outcome: 'block', told: ['missing-lockfile removed'] });
  });
  test('conflict markers, an unknown version and an empty file could not be checked', async () => {
    const text = base[lock]!;
    const unknown: { readonly [tool in LockTool]: readonly [string, string] } = {
      npm: ['"lockfileVersion": 3', '"lockfileVersion": 99'], pnpm: ['lockfileVersion: \'9.0\'', 'lockfileVersion: \'99.0\''], 'yarn 1': ['# yarn lockfile v1', '# yarn lockfile v99'], yarn: ['version: 8', 'version: 99'], bun: ['"lockfileVersion": 1', '"lockfileVersion": 99'],
    };
    for (const head of [`<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`, text.replace(...unknown[tool]), '']) {
      const found = await said(base, { ...base, [lock]: head });
      expect([found.outcome, found.gaps.some((gap) => gap.startsWith('lockfile-understood '))]).toEqual(['unknown', true]);
    }
  });
  test('bytes from another host, in place of the registry\'s', async () => {
    const elsewhere: { readonly [tool in LockTool]: (text: string) => string } = {
      npm: (text) => text.replace('https://registry.example/words/', 'https://cdn.example.invalid/words/'),
      pnpm: (text) => text.replace(/(words@1\.0\.0:\n    resolution: \{integrity: [^}]+)\}/, '$1, tarball: https://cdn.example.invalid/words/-/words-1.0.0.tgz}'),
      'yarn 1': (text) => text.replace('https://registry.example/words/', 'https://cdn.example.invalid/words/'),
      yarn: (text) => text.replace('resolution: "words@npm:1.0.0"', 'resolution: "words@npm:1.0.0::__archiveUrl=https%3A%2F%2Fcdn.example.invalid%2Fwords-1.0.0.tgz"'),
      bun: (text) => text.replace('["words@1.0.0", ""', '["words@1.0.0", "https://cdn.example.invalid/words/-/words-1.0.0.tgz"'),
    };
    const found = await said(base, edited(elsewhere[tool]));
    expect(found.outcome).toBe('block');
    expect(found.told).toContain('lock-origin foreign-host');
  });
  test('another pin under the same version', async () => {
    const other: { readonly [tool in LockTool]: (text: string) => string } = {
      npm: swapSri, pnpm: swapSri, 'yarn 1': swapSri, bun: swapSri, yarn: (text) => text.replace(/checksum: 10c0\/[0-9a-f]{128}/, `checksum: 10c0/${'ab'.repeat(64)}`),
    };
    const found = await said(base, edited(other[tool]));
    expect(found.outcome).toBe('block');
    expect(found.told).toContain('integrity-mutation mutated');
  });
  test('an entry that asks for more than its package does', async () => {
    const withMore = { installed: { tidy: '1.0.0', words: '1.0.0', leaky: '1.0.0' }, asks: { tidy: '^1.0.0', leaky: '^1.0.0' } };
    const from = locks(withMore);
    const forged: { readonly [tool in LockTool]: (text: string) => string } = {
      npm: (text) => text.replace(/("node_modules\/words": \{\n)/, '$1      "dependencies": { "leaky": "^1.0.0" },\n'),
      pnpm: (text) => text.replace(/words@1\.0\.0: \{\}/, 'words@1.0.0:\n    dependencies:\n      leaky: 1.0.0'),
      'yarn 1': (text) => `${text.replace(/\n+$/, '')}\n  dependencies:\n    leaky "^1.0.0"\n`,
      yarn: (text) => text.replace('resolution: "words@npm:1.0.0"\n', 'resolution: "words@npm:1.0.0"\n  dependencies:\n    leaky: "npm:^1.0.0"\n'),
      bun: (text) => text.replace('["words@1.0.0", "", {', '["words@1.0.0", "", { "dependencies": { "leaky": "^1.0.0" },'),
    };
    const found = await said(from, edited(forged[tool], from));
    expect(found.outcome).toBe('block');
    expect(found.told).toContain('lock-metadata forged');
  });
  if (tool === 'yarn') test('an entry that comes to answer for another package, or for a range that it does not fit', async () => {
    const from = locks({ installed: { words: '1.0.0', leaky: '1.0.0' }, asks: { words: '^1.0.0', leaky: '^1.0.0' } });
    const without = from[lock]!.replace(/"words@npm:\^1\.0\.0":\n(?: {2}.*\n)+\n/, '');
    for (const keys of ['"leaky@npm:^1.0.0, words@npm:^1.0.0":', '"leaky@npm:^1.0.0, leaky@npm:^9.0.0":']) {
      const found = await said(from, { ...from, [lock]: without.replace('"leaky@npm:^1.0.0":', keys) });
      expect([found.outcome === 'pass', found.gaps.some((gap) => gap.startsWith('lockfile-understood '))]).toEqual([false, true]);
    }
  });
  test('from one tool to another, the same packages are no new ones', async () => {
    for (const other of lockTools.filter((one) => one !== tool && nameOf[one] !== lock)) {
      const found = await said(lockedBy(other, shelf, plain), base);
      expect([other, found.outcome, found.told]).toEqual([other, 'pass', []]);
    }
  });
});

/** The first pin of the text becomes another well-formed one. */
function swapSri(text: string): string {
  return text.replace(/sha512-[A-Za-z0-9+/]{86}==/, `sha512-${Buffer.alloc(64, 'x').toString('base64')}`);
}
