import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReviewer, type ReviewerDependencies } from '../../src/app/reviewer.js';
import type { ReviewTarget } from '../../src/app/review.types.js';
import { concludeJudged } from '../../src/app/head-conclusion.js';
import { review } from '../../src/app/review.js';
import { recording, replaying, type SavedReview } from '../../src/app/saved.js';
import { catalogue } from '../../src/checks/index.js';
import { canonicalJson } from '../../src/core/json.js';
import { limits } from '../../src/core/limits.js';
import { tagsOf } from '../../src/facts/releases.js';
import { memorySightings, type MemorySightings } from '../adapters/memory/sightings.js';
import { recordOf } from '../checks/registry-records.js';
import type { StandInPackage } from '../registry/index.js';
import { npmRepository } from './npm-repository.js';
import { memoryHost, now, ownAnalyser, startWorld, type World } from './world.js';

const hour = 3_600_000;
const at = (ms: number): string => new Date(ms).toISOString();
const by = { name: 'ann', email: 'ann@left.example' };
/** Packages of one hand that each went their own way, until one account put up a version of each within an hour. */
const shelf: StandInPackage[] = ['chalky', 'debugger', 'wrapper'].map((name, index) => ({
  name, distTags: { latest: '1.1.0' },
  versions: [
    { version: '1.0.0', publishedAt: at(now - (40 + index * 17) * 24 * hour), publisher: by, files: { 'index.js': 'module.exports = 1;\n' } },
    { version: '1.1.0', publishedAt: at(now - 9 * hour + index * 60_000), publisher: by, files: { 'index.js': 'module.exports = 2;\n' } },
  ],
}));
shelf.push({
  name: 'liner', distTags: { latest: '2.0.0' },
  versions: [
    { version: '1.0.0', publishedAt: at(now - 120 * 24 * hour), publisher: by, files: { 'index.js': 'module.exports = 1;\n' } },
    { version: '2.0.0', publishedAt: at(now - 90 * 24 * hour), publisher: by, files: { 'index.js': 'module.exports = 2;\n' } },
    { version: '1.0.1', publishedAt: at(now - 30 * hour), publisher: by, files: { 'index.js': 'module.exports = 1.1;\n' } },
  ],
});

let world: World;
beforeAll(async () => { world = await startWorld(shelf, ownAnalyser()); });
afterAll(() => world.close());

const host = (before: { readonly [name: string]: string }, after: { readonly [name: string]: string }) => memoryHost(npmRepository(shelf, { installed: before }), npmRepository(shelf, { installed: after }));

/** The reviewer of a service whose memory is this one. */
function service(memory: MemorySightings, more: Partial<ReviewerDependencies> = {}) {
  const review = async (before: { readonly [name: string]: string }, after: { readonly [name: string]: string }, where: { readonly repository?: number; readonly open?: boolean; readonly at?: number } = {}) => {
    const { repository = 11, open = false, at: time = now } = where;
    const files = host(before, after);
    const snapshot = async () => { const one = await files.snapshot(); return { ...one, repository: { ...one.repository, visibility: open ? 'public' : 'private' } } as const; };
    const target: ReviewTarget = { kind: 'pull', installation: 7, repository: { id: repository, owner: 'acme', name: 'shop' }, number: 1, headSha: 'a'.repeat(40), baseRef: 'main', baseSha: 'b'.repeat(40) };
    const reviewer = createReviewer({
      hostFor: () => ({ ...files, snapshot }), factsFor: () => world.ports(files).facts, lendsCredentials: () => false, peopleOf: async () => [], lastGood: async () => undefined, sightings: memory,
      settings: world.settings, presentation: { catalogue, docsBase: 'https://docs.example' }, clock: { now: () => time }, ...more,
    });
    const result = await reviewer(target, { progress: { report: () => undefined }, early: async () => undefined }, new AbortController().signal);
    const { sighted = [] } = concludeJudged({ installation: 7, repository: target.repository, sha: target.headSha, generation: 1, pulls: [], review: { id: 'r', state: 'open', evaluations: 1, early: false, openedAt: 0 } }, [{ target, result }]);
    for (const one of sighted) memory.keep(7, repository, one);
    return result;
  };
  const said = async (...given: Parameters<typeof review>): Promise<readonly string[]> => (await review(...given)).verdict.findings.filter(({ level, check }) => level !== 'folded' && /^(?:version-anomaly|dormant-release)$/.test(check)).map(({ message, level, data }) => `${level} ${message} ${String(data['package'])}`);
  return { review, said };
}
async function tagged<T>(tags: { readonly [tag: string]: string }, work: () => Promise<T>): Promise<T> {
  const liner = shelf.at(-1)!;
  world.registry.publish({ ...liner, distTags: tags });
  return work().finally(() => world.registry.publish(liner));
}

describe('what one review saw another knows', () => {
  test('a dist-tag that went back is told, again by a second review, and not where it is the first sight', async () => {
    const { said } = service(memorySightings());
    expect(await said({}, { liner: '2.0.0' })).toEqual(['audit first-sight liner']);
    expect(await said({}, { liner: '2.0.0' })).toEqual([]);
    await tagged({ latest: '1.0.1' }, async () => {
      expect(await said({ liner: '1.0.0' }, { liner: '1.0.1' }, { at: now + 1 })).toEqual(['default tag-back liner']);
      expect(await said({ liner: '1.0.0' }, { liner: '1.0.1' }, { at: now + hour, repository: 12 })).toEqual(['default tag-back liner']);
      expect(await service(memorySightings()).said({ liner: '1.0.0' }, { liner: '1.0.1' })).toEqual(['audit first-sight liner']);
    });
  });

  test('a dist-tag that goes back in two steps, the first of which another review saw, is told of as of one', async () => {
    const { said } = service(memorySightings());
    await said({}, { liner: '2.0.0' });
    await tagged({ latest: '1.0.0' }, () => said({ chalky: '1.0.0' }, { chalky: '1.1.0', liner: '1.0.0' }, { at: now + 1, repository: 12 }));
    await tagged({ latest: '1.0.1' }, async () => {
      expect(await said({ liner: '1.0.0' }, { liner: '1.0.1' }, { at: now + 2 })).toEqual(['default tag-back liner']);
      expect(await said({ liner: '1.0.0' }, { liner: '1.0.1' }, { at: now + hour, repository: 12 })).toEqual(['default tag-back liner']);
    });
  });

  test('releases of other accounts, however many, are not asked for, and leave no remark', async () => {
    const memory = memorySightings();
    const { said, review } = service(memory);
    await said({ chalky: '1.0.0', debugger: '1.0.0' }, { chalky: '1.1.0', debugger: '1.1.0' });
    const flood = Array.from({ length: limits.sightedReleases.value + 1 }, (_, index) => ({ registry: 'default', name: `flood-${index}`, version: '1.0.0', publisher: 'mallory', trusted: false, known: true, publishedAt: now - 60_000, earlier: [], own: false }));
    memory.keep(7, 11, { open: false, fork: true, at: now, tags: [], releases: flood, served: [] });
    expect(await said({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { at: now + 1 })).toEqual(['default burst wrapper', 'audit first-sight wrapper']);
    expect((await review({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { at: now + 2 })).verdict.gaps.filter(({ check }) => check === 'dormant-release')).toEqual([]);
  });

  test('where one of the accounts put up more than is told, that is said, and the same however much more', async () => {
    const memory = memorySightings();
    const { review } = service(memory);
    const gaps = async (at: number) => (await review({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { at: now + at })).verdict.gaps.filter(({ check }) => check === 'dormant-release');
    const flood = (from: number) => memory.keep(7, 11, { open: false, fork: true, at: now + from, tags: [], releases: Array.from({ length: limits.sightedReleases.value }, (_, index) => ({ registry: 'default', name: `flood-${from}-${index}`, version: '1.0.0', publisher: 'ann', trusted: false, known: true, publishedAt: now - 9 * hour, earlier: [], own: false })), served: [] });
    flood(1);
    flood(2);
    const first = await gaps(3);
    expect(first).toMatchObject([{ code: 'RELEASES_LIMIT' }]);
    flood(4);
    expect((await gaps(5)).map(({ fingerprint }) => fingerprint)).toEqual(first.map(({ fingerprint }) => fingerprint));
  });

  test('the third of three pull requests of a day tells of the burst, in another repository too; a public one is told nothing of private ones', async () => {
    const memory = memorySightings();
    const { said, review } = service(memory);
    expect(await said({ chalky: '1.0.0' }, { chalky: '1.1.0' })).toEqual(['audit first-sight chalky']);
    expect(await said({ debugger: '1.0.0' }, { debugger: '1.1.0' }, { repository: 12, at: now + hour })).toEqual(['audit first-sight debugger']);
    expect(await said({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { repository: 13, open: true, at: now + 2 * hour })).toEqual(['audit first-sight wrapper']);
    expect(await said({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { at: now + 3 * hour })).toEqual(['default burst wrapper']);
    const { texts, verdict } = await review({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { repository: 12, at: now + 3 * hour });
    expect(verdict.outcome).toBe('warn');
    expect(texts.summary).toContain('chalky@1.1.0, debugger@1.1.0, wrapper@1.1.0');
  });

  test('a day later they are of no one day any more', async () => {
    const { said } = service(memorySightings());
    await said({ chalky: '1.0.0', debugger: '1.0.0' }, { chalky: '1.1.0', debugger: '1.1.0' });
    expect(await said({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { at: now + 24 * hour })).toEqual(['audit first-sight wrapper']);
  });

  test('all three in one pull request, without a memory', async () => {
    const { verdict } = await world.review(host({ chalky: '1.0.0', debugger: '1.0.0', wrapper: '1.0.0' }, { chalky: '1.1.0', debugger: '1.1.0', wrapper: '1.1.0' }));
    expect(verdict.findings.filter(({ message }) => message === 'burst')).toMatchObject([{ level: 'default', severity: 'medium', data: { packages: 'chalky@1.1.0, debugger@1.1.0, wrapper@1.1.0' } }]);
    expect(verdict.outcome).toBe('warn');
  });

  test('what a registry with credentials serves is for the same repository alone', async () => {
    const memory = memorySightings();
    const { said } = service(memory, { lendsCredentials: () => true });
    await said({}, { chalky: '1.1.0', debugger: '1.1.0', liner: '2.0.0' });
    expect(await said({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { repository: 12, at: now + 1 })).toEqual(['audit first-sight wrapper']);
    expect(await said({}, { liner: '2.0.0' }, { repository: 12, at: now + 2 })).toEqual(['audit first-sight liner']);
    expect(await said({ wrapper: '1.0.0' }, { wrapper: '1.1.0' }, { at: now + 3 })).toEqual(['default burst wrapper', 'audit first-sight wrapper']);
  });

  test('one question for all names, at the time of the others, and one for the accounts, while archives are on their way', async () => {
    const asked: string[] = [];
    const memory = memorySightings();
    let heard: (() => void) | undefined;
    const known = new Promise<void>((resolve) => { heard = resolve; });
    const { review } = service({
      ...memory,
      seen: async (place, names) => { asked.push(`${names.length} names`); return memory.seen(place, names); },
      releases: async (place, accounts, since) => {
        asked.push(...accounts.map(({ publisher, from, until }) => `${publisher} ${(until - from) / hour} hours`));
        heard!();
        return memory.releases(place, accounts, since);
      },
    }, {
      factsFor: () => {
        const { facts } = world.ports(host({}, {}));
        // No archive comes before the question was asked: a review that waits for archives first would wait for ever.
        return { ...facts, get: async (subject, kind, signal) => { if (kind === 'archive') await known; return facts.get(subject, kind, signal); } };
      },
    });
    await review({ chalky: '1.0.0', debugger: '1.0.0' }, { chalky: '1.1.0', debugger: '1.1.0', liner: '2.0.0' });
    expect(asked).toEqual(['3 names', `ann ${4 + 1 / 60} hours`]);
  });
});

test('a saved review knows what was known, and gives the same verdict', async () => {
  const place = { installation: 7, repository: 11, open: false };
  const memory = memorySightings();
  const { review: before } = service(memory);
  await before({ chalky: '1.0.0', debugger: '1.0.0' }, { chalky: '1.1.0', debugger: '1.1.0', liner: '2.0.0' });
  await tagged({ latest: '1.0.1' }, async () => {
    const ports = world.ports(host({ wrapper: '1.0.0' }, { wrapper: '1.1.0', liner: '1.0.1' }));
    const recorder = recording({ ...ports, seen: (names) => memory.seen(place, names.map((one) => ({ ...one, own: false }))), releases: (accounts) => memory.releases(place, accounts, now - 24 * hour) }, world.settings);
    const first = await review(recorder.ports, world.settings, undefined, new AbortController().signal);
    expect(first.verdict.findings.filter(({ level, check }) => level === 'default' && check !== 'release-age').map(({ message }) => message).sort()).toEqual(['burst', 'tag-back']);
    const again = replaying(JSON.parse(JSON.stringify(recorder.saved(first.verdict))) as SavedReview);
    const second = await review({ ...again.ports, progress: { report: () => undefined } }, { ...again.settings, checks: world.settings.checks }, undefined, new AbortController().signal);
    expect(canonicalJson(second.verdict)).toBe(canonicalJson(first.verdict));
  });
});

test('of the tags of one package so many are kept, latest before all others', () => {
  const many = Object.fromEntries(Array.from({ length: limits.sightedTags.value + 5 }, (_, index) => [`a${index}`, '1.0.0']));
  const kept = tagsOf(recordOf({ '1.0.0': [undefined], '2.0.0-rc.1': [undefined] }, {}, { tags: { ...many, latest: '2.0.0-rc.1', next: '2.0.0-rc.1', word: 'none' } }));
  expect(kept).toHaveLength(limits.sightedTags.value);
  expect(kept[0]).toEqual({ registry: 'default', name: 'left', tag: 'latest', version: '2.0.0-rc.1' });
  expect(kept.some(({ tag }) => tag === 'next' || tag === 'word')).toBe(false);
});
