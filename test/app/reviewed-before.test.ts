import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recording, replaying } from '../../src/app/saved.js';
import { review, type Reviewed } from '../../src/app/review.js';
import { pinnedKey, type PinnedPackage } from '../../src/ports/packages.js';
import { npmRepository, type Packages } from './npm-repository.js';
import { shelf } from './shelf.js';
import { memoryHost, ownAnalyser, startWorld, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const installed = (places: { readonly [place: string]: string }, edit?: (packages: Packages) => void) => npmRepository(shelf, { installed: places, ...(edit ? { edit } : {}) });
const after = { tidy: '1.1.0', words: '1.0.1', leaky: '1.2.0' };
const inShort = ({ changes }: Reviewed): readonly string[] => changes.map((change) => `${change.after?.name ?? ''} ${String(change.reviewed)}`).sort();

test('a baseline was reviewed where a review passed its very bytes, and where nothing is known, it was not', async () => {
  const before = installed({ tidy: '1.0.0', words: '1.0.0' });
  const asked: PinnedPackage[] = [];
  const passed = async (packages: readonly PinnedPackage[]): Promise<ReadonlySet<string>> => {
    asked.push(...packages);
    return new Set(packages.filter((one) => one.name === 'tidy').map(pinnedKey));
  };
  expect(inShort(await world.review(memoryHost(before, installed(after)), { passed }))).toEqual(['leaky false', 'tidy true', 'words false']);
  expect(asked.map(({ name, version, integrity }) => `${name} ${version} ${integrity.slice(0, 7)}`).sort()).toEqual(['tidy 1.0.0 sha512-', 'words 1.0.0 sha512-']);
  expect(inShort(await world.review(memoryHost(before, installed(after))))).toEqual(['leaky false', 'tidy false', 'words false']);
});

test('bytes that are not pinned exactly were never reviewed, whatever is said of them', async () => {
  const loose = installed({ tidy: '1.0.0', words: '1.0.0' }, (packages) => { delete packages['node_modules/tidy']!['integrity']; });
  const all = async (packages: readonly PinnedPackage[]): Promise<ReadonlySet<string>> => new Set([...packages.map(pinnedKey), pinnedKey({ name: 'tidy', version: '1.0.0', integrity: '' })]);
  expect(inShort(await world.review(memoryHost(loose, installed(after)), { passed: all }))).toEqual(['leaky false', 'tidy false', 'words true']);
});

test('a saved review knows what was known', async () => {
  const recorder = recording({ ...world.ports(memoryHost(installed({ tidy: '1.0.0', words: '1.0.0' }), installed(after))), passed: async (packages) => new Set(packages.map(pinnedKey)) }, world.settings);
  const first = await review(recorder.ports, world.settings, undefined, new AbortController().signal);
  const again = replaying(JSON.parse(JSON.stringify(recorder.saved(first.verdict))) as ReturnType<typeof recorder.saved>);
  const second = await review({ ...again.ports, progress: { report: () => undefined } }, { ...again.settings, checks: world.settings.checks }, undefined, new AbortController().signal);
  expect(inShort(second)).toEqual(inShort(first));
  expect(inShort(first)).toContain('words true');
});
