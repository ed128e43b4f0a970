import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { postgresSightings, storeSighted } from '../../../src/adapters/postgres/sightings.js';
import { cleanUp } from '../../../src/adapters/postgres/upkeep.js';
import { limits } from '../../../src/core/limits.js';
import { moveTold, type AccountSpan, type Release } from '../../../src/core/sighting.js';
import type { KeptSighting, SightingPlace, Sightings } from '../../../src/ports/sightings.js';
import { harness, sha, type Harness } from '../../app/harness.js';
import { memorySightings } from '../memory/sightings.js';

let app: Harness;
let stored: Sightings;
beforeAll(async () => {
  app = await harness();
  stored = postgresSightings(app.pool);
});
afterAll(async () => { await app.close(); });

let serial = 0;
/** Ends a review of a head of its own with what it saw; `stale` when the head was asked for anew meanwhile. */
async function conclude(installation: number, repository: number, sighted: readonly KeptSighting[], how: 'whole' | 'stale' = 'whole'): Promise<boolean> {
  const named = { id: repository, owner: 'acme', name: `r${repository}` };
  const head = sha('0').slice(8) + String((serial += 1)).padStart(8, '0');
  await app.dependencies.reviews.request(installation, named, head, { reviewId: `review-${serial}`, priority: 0 });
  const state = (await app.dependencies.reviews.head(repository, head))!;
  if (how === 'stale') await app.dependencies.reviews.request(installation, named, head, { reviewId: `review-${serial}-again`, priority: 0 });
  return app.dependencies.reviews.conclude(state, { outcome: 'pass', audit: [], intents: [], sighted });
}

const now = Date.parse('2026-11-22T12:00:00Z');
const hour = 3_600_000;
const tag = (name: string, version: string, more: { readonly tag?: string; readonly own?: boolean } = {}): KeptSighting['tags'][number] => ({ registry: 'default', name, tag: 'latest', version, own: false, ...more });
const release = (name: string, more: Partial<Release & { readonly own: boolean }> = {}): KeptSighting['releases'][number] => ({
  registry: 'default', name, version: '1.0.0', publisher: 'ann', trusted: false, known: true, publishedAt: now - hour, earlier: [now - 90 * hour, now - 900 * hour], own: false, ...more,
});
const signed = (name: string, more: Partial<KeptSighting['served'][number]> = {}): KeptSighting['served'][number] => ({ registry: 'default', name, signatures: true, attestations: false, own: false, ...more });
const bare = (name: string, more: Partial<KeptSighting['served'][number]> = {}): KeptSighting['served'][number] => signed(name, { signatures: false, ...more });
const sight = (more: Partial<KeptSighting>): KeptSighting => ({ open: false, fork: false, at: now, tags: [], releases: [], served: [], ...more });
const account = (publisher: string, more: Partial<AccountSpan> = {}): AccountSpan => ({ registry: 'default', publisher, from: now - 168 * hour, until: now, ...more });
/** One limit at another value for as long as a piece of work takes. */
async function limited(name: 'sightedReleases' | 'sightedRows' | 'sightedAtOnce', value: number, work: () => Promise<void>): Promise<void> {
  const limit = limits[name] as { value: number };
  const standard = limit.value;
  limit.value = value;
  await work().finally(() => { limit.value = standard; });
}
const kept = async (installation: number, table: 'seen_tag' | 'seen_release' | 'seen_served' = 'seen_tag'): Promise<readonly string[]> => (await app.pool.query<{ name: string }>(`select name from mergewarden.${table} where installation = ${installation} order by name collate "C"`)).rows.map(({ name }) => name);
async function ask(place: Partial<SightingPlace> & { readonly installation: number }, names: readonly string[] = [], own = false, sightings: Sightings = stored, accounts = [account('ann')]) {
  const of = { repository: 1, open: false, ...place };
  return { ...await sightings.seen(of, names.map((name) => ({ registry: 'default', name, own }))), ...await sightings.releases(of, accounts, now - 24 * hour) };
}

describe('what reviews saw of registries\' records', () => {
  test('is kept with the verdict, or not at all', async () => {
    expect(await conclude(21, 1, [sight({ tags: [tag('a', '1.0.0')], releases: [release('a')] })], 'stale')).toBe(false);
    expect(await ask({ installation: 21 }, ['a'])).toEqual({ tags: [], releases: [], served: [], hosts: [], cut: false });
    expect(await conclude(21, 1, [sight({ tags: [tag('a', '1.0.0')], releases: [release('a')] })])).toBe(true);
    expect(await ask({ installation: 21 }, ['a'])).toEqual({
      tags: [{ registry: 'default', name: 'a', tag: 'latest', version: '1.0.0', since: now }], served: [], hosts: [], cut: false,
      releases: [{ registry: 'default', name: 'a', version: '1.0.0', publisher: 'ann', trusted: false, known: true, publishedAt: now - hour, earlier: [now - 90 * hour, now - 900 * hour] }],
    });
  });

  test('the same again changes nothing, what an older review saw neither; a tag that moves keeps where it pointed', async () => {
    const at = (offset: number, version: string) => conclude(22, 1, [sight({ at: now + offset * hour, tags: [tag('a', version)], releases: [release('a', { version })] })]);
    const rows = async () => ({ seen: await ask({ installation: 22 }, ['a']), rows: (await app.pool.query('select * from mergewarden.seen_release where installation = 22 order by version')).rows });
    await at(0, '2.0.0');
    await at(1, '1.0.9');
    const moved = { tag: 'latest', version: '1.0.9', before: '2.0.0', since: now + hour };
    const once = await rows();
    expect(once.seen.tags).toMatchObject([moved]);
    await at(1, '1.0.9');
    await at(0, '2.0.0');
    expect(await rows()).toEqual(once);
    await at(2, '1.0.9');
    expect((await ask({ installation: 22 }, ['a'])).tags).toMatchObject([moved]);
    await at(3, '2.1.0');
    expect((await ask({ installation: 22 }, ['a'])).tags).toMatchObject([{ version: '2.1.0', before: '1.0.9', since: now + 3 * hour }]);
  });

  test('stays within the installation; what was read with credentials within the repository; what private repositories brought in is not for public ones', async () => {
    const memory = memorySightings();
    const keep = async (installation: number, repository: number, sighted: KeptSighting): Promise<void> => {
      await conclude(installation, repository, [sighted]);
      memory.keep(installation, repository, sighted);
    };
    await keep(23, 1, sight({ open: true, tags: [tag('shared', '1.0.0'), tag('secret', '1.0.0', { own: true })], releases: [release('shared'), release('secret', { own: true })], served: [signed('shared'), signed('secret', { own: true })] }));
    await keep(23, 2, sight({ at: now + 1, tags: [tag('quiet', '3.0.0'), tag('secret', '2.0.0', { own: true })], releases: [release('quiet', { publishedAt: now - 2 * hour }), release('shared', { known: false })], served: [bare('quiet'), signed('shared', { attestations: true }), bare('secret', { own: true })] }));
    await keep(24, 1, sight({ open: true, tags: [tag('shared', '9.0.0'), tag('elsewhere', '9.0.0')], releases: [release('elsewhere')], served: [bare('shared')] }));
    const names = ['shared', 'secret', 'quiet', 'elsewhere'];
    for (const place of [{ installation: 23, repository: 1 }, { installation: 23, repository: 1, open: true }, { installation: 23, repository: 2 }, { installation: 23, repository: 3 }, { installation: 23, repository: 3, open: true }, { installation: 24, repository: 2 }]) {
      for (const own of [false, true]) expect(await ask(place, names, own)).toEqual(await ask(place, names, own, memory));
    }
    const said = async (place: Partial<SightingPlace>) => (await ask({ installation: 23, ...place }, names)).releases.map(({ name }) => name);
    expect(await said({ repository: 3, open: true })).toEqual(['shared']);
    expect(await said({ repository: 3 })).toEqual(['shared', 'quiet']);
    expect(await said({ repository: 1 })).toEqual(['secret', 'shared', 'quiet']);
    expect((await ask({ installation: 23, repository: 2 }, ['secret'], true)).tags).toMatchObject([{ version: '2.0.0' }]);
    expect((await ask({ installation: 23, repository: 2 }, ['secret'])).tags).toEqual([]);
    const served = async (place: Partial<SightingPlace>, own = false) => { const { served: rows, hosts } = await ask({ installation: 23, ...place }, names, own); return { rows, hosts }; };
    expect(await served({ repository: 3, open: true })).toEqual({ rows: [{ registry: 'default', name: 'shared', signatures: true, attestations: false }], hosts: [{ registry: 'default', signatures: 'all', attestations: false }] });
    expect(await served({ repository: 3 })).toMatchObject({ rows: [{ name: 'quiet', signatures: false }, { name: 'shared', signatures: true, attestations: true }], hosts: [{ signatures: 'some', attestations: true }] });
    expect(await served({ repository: 2 }, true)).toMatchObject({ rows: [{ name: 'secret', signatures: false }], hosts: [{ signatures: 'none' }] });
    expect(await served({ repository: 3 }, true)).toEqual({ rows: [], hosts: [] });

    await app.dependencies.reviews.erase(23, [2]);
    memory.erase(23, [2]);
    expect(await ask({ installation: 23 }, names)).toEqual(await ask({ installation: 23 }, names, false, memory));
    await app.dependencies.reviews.erase(23);
    expect((await app.pool.query('select installation from mergewarden.seen_tag where installation = 23 union all select installation from mergewarden.seen_release where installation = 23 union all select installation from mergewarden.seen_served where installation = 23')).rows).toEqual([]);
    expect((await ask({ installation: 24 }, names)).tags).toHaveLength(2);
  });

  const days = 24 * hour;
  test.each<{ name: string; seen: readonly (readonly [day: number, version: string])[]; highest: readonly [version: string, day: number] | undefined }>([
    { name: 'stays where it is', seen: [[0, '5.0.0'], [1, '5.0.0']], highest: undefined },
    { name: 'goes down by two steps', seen: [[0, '5.0.0'], [1, '4.0.8'], [2, '4.0.9']], highest: ['5.0.0', 1] },
    { name: 'goes down and down: the news is of the second', seen: [[0, '5.0.0'], [1, '4.0.9'], [9, '4.0.8'], [10, '4.0.10']], highest: ['5.0.0', 9] },
    { name: 'goes up', seen: [[0, '5.0.0'], [1, '10.0.0'], [2, '11.0.0']], highest: ['10.0.0', 2] },
    { name: 'goes down long after', seen: [[0, '5.0.0'], [1, '4.0.8'], [1 + moveTold / (24 * 3_600_000), '4.0.9']], highest: ['4.0.8', 15] },
    { name: 'goes by a prerelease', seen: [[0, '5.0.0'], [1, '6.0.0-rc.1'], [2, '6.0.0-rc.2']], highest: ['5.0.0', 1] },
    { name: 'goes by what is no version', seen: [[0, '5.0.0'], [1, 'odd'], [2, '4.0.9']], highest: ['5.0.0', 1] },
    { name: 'comes back, and goes again', seen: [[0, '5.0.0'], [1, '4.0.8'], [2, '5.0.0'], [5, '4.0.9']], highest: ['5.0.0', 5] },
  ])('the highest version that a tag left is kept where it $name', async ({ name, seen, highest }) => {
    const memory = memorySightings();
    for (const [day, version] of seen) {
      const one = sight({ at: now + day * days, tags: [tag(name, version)] });
      await conclude(35, 1, [one]);
      memory.keep(35, 1, one);
    }
    const told = await ask({ installation: 35 }, [name]);
    expect(told.tags[0]?.highest).toEqual(highest && { version: highest[0], until: now + highest[1] * days });
    expect(await ask({ installation: 35 }, [name], false, memory)).toEqual(told);
  });

  test('what is the same an hour later is not written again', async () => {
    const same = (ms: number, fork = false) => conclude(36, 1, [sight({ at: now + ms, fork, tags: [tag('a', '1.0.0')], releases: [release('a')] })]);
    const rows = async () => (await app.pool.query('select ctid::text, xmin::text from mergewarden.seen_tag where installation = 36 union all select ctid::text, xmin::text from mergewarden.seen_release where installation = 36')).rows;
    await same(0, true);
    const first = await rows();
    await same(hour, true);
    expect(await rows()).toEqual(first);
    // A review of the repository's own says the same: no fork alone saw it any more.
    await same(hour);
    const second = await rows();
    expect(second).not.toEqual(first);
    await same(2 * hour + 1);
    expect(await rows()).not.toEqual(second);
  });

  test('forks add nothing above what an installation keeps, and what only they saw goes first', async () => {
    const seen = (names: readonly string[], more: Partial<KeptSighting> = {}) => conclude(37, 1, [sight({ tags: names.map((name) => tag(name, '1.0.0')), releases: names.map((name) => release(name)), served: names.map((name) => signed(name)), ...more })]);
    const tables = ['seen_tag', 'seen_release', 'seen_served'] as const;
    await limited('sightedRows', 3, async () => {
      await seen(['a']);
      await seen(['f', 'g', 'h', 'i'], { fork: true, at: now + 1 });
      for (const table of tables) expect(await kept(37, table)).toEqual(['a', 'f', 'g']);
      // What is known goes on being kept up.
      await conclude(37, 1, [sight({ fork: true, at: now + 2, tags: [tag('f', '2.0.0'), tag('j', '1.0.0')] })]);
      expect((await ask({ installation: 37 }, ['f', 'j'])).tags).toMatchObject([{ name: 'f', version: '2.0.0', before: '1.0.0' }]);
      await seen(['b', 'c'], { at: now + 3 });
      expect(await kept(37)).toEqual(['a', 'b', 'c', 'f', 'g']);
      await cleanUp(app.pool, { days: 3_000, auditDays: 3_000, sightingDays: 3_000, factBytes: 1e9 });
      for (const table of tables) expect(await kept(37, table)).toEqual(['a', 'b', 'c']);
      await seen(['d'], { at: now + 4 });
      await cleanUp(app.pool, { days: 3_000, auditDays: 3_000, sightingDays: 3_000, factBytes: 1e9 });
      expect(await kept(37)).toEqual(['b', 'c', 'd']);
    });
  });

  test('what all pull requests of one head saw is one statement of each kind, in the order of the keys, as the last of them saw it', async () => {
    const asked: { readonly name: string; readonly values: readonly unknown[] }[] = [];
    const on = { query: async (one: (typeof asked)[number]) => { asked.push(one); return { rows: [], rowCount: 0 }; } };
    const one = (at: number, fork: boolean, names: readonly string[]) => sight({ at: now + at, fork, tags: names.map((name) => tag(name, `1.0.${at}`)), releases: names.map((name) => release(name)), served: names.map((name) => signed(name)) });
    await storeSighted(on as never, { installation: 38, repository: { id: 1 } } as never, [one(2, true, ['z', 'm']), one(1, false, ['m', 'a'])]);
    expect(asked.map(({ name }) => name)).toEqual(['write-seen-tags', 'write-seen-releases', 'write-seen-served']);
    expect(asked[0]!.values.slice(3)).toMatchObject([['a', 'm', 'z'], ['latest', 'latest', 'latest'], ['1.0.1', '1.0.2', '1.0.2'], {}, [now + 1, now + 2, now + 2], [false, false, true], limits.sightedRows.value]);
    expect(asked[1]!.values[4]).toEqual(['a', 'm', 'z']);
    expect(asked[2]!.values.slice(4)).toEqual([['a', 'm', 'z'], [true, true, true], [false, false, false], [false, false, false], [now + 1, now + 2, now + 2], [false, false, true], limits.sightedRows.value]);
  });

  test('so much is written at once, latest before all other tags', async () => {
    const tags = ['a', 'b'].flatMap((name) => ['beta', 'latest', 'old'].map((one) => tag(name, '1.0.0', { tag: one })));
    const releases = ['d', 'c', 'b', 'a'].map((name) => release(name));
    await limited('sightedAtOnce', 3, async () => { await conclude(40, 1, [sight({ tags }), sight({ releases }), sight({ served: [bare('a'), bare('b'), signed('d'), signed('c')] })]); });
    expect(await kept(40, 'seen_served')).toEqual(['a', 'c', 'd']);
    expect((await app.pool.query('select name, tag from mergewarden.seen_tag where installation = 40 order by name, tag')).rows).toEqual([{ name: 'a', tag: 'beta' }, { name: 'a', tag: 'latest' }, { name: 'b', tag: 'latest' }]);
    expect(await kept(40, 'seen_release')).toEqual(['b', 'c', 'd']);
    await limited('sightedAtOnce', 1, async () => { await conclude(41, 1, [sight({ tags })]); });
    expect((await ask({ installation: 41 }, ['a', 'b'])).tags).toMatchObject([{ name: 'a', tag: 'latest' }]);
  });

  test('releases are told of the accounts that were asked about, at their times; no account crowds out another', async () => {
    const memory = memorySightings();
    const many = sight({ fork: true, releases: [
      ...Array.from({ length: 9 }, (_, index) => release(`flood-${index}`, { publisher: 'mallory', publishedAt: now - index * 1_000 })),
      release('one'), release('two', { publishedAt: now - 2 * hour }), release('three', { publishedAt: now - 5 * hour }), release('other', { registry: 'https://npm.example' }),
    ] });
    await conclude(39, 1, [many]);
    memory.keep(39, 1, many);
    const told = async (accounts: readonly AccountSpan[], from: Sightings) => {
      const { releases, cut } = await ask({ installation: 39 }, [], false, from, [...accounts]);
      return { names: releases.map(({ name }) => name), cut };
    };
    const ann = account('ann', { from: now - 3 * hour });
    for (const from of [stored, memory]) {
      await limited('sightedReleases', 4, async () => {
        expect(await told([ann], from)).toEqual({ names: ['one', 'two'], cut: false });
        expect(await told([account('mallory'), ann], from)).toEqual({ names: ['one', 'flood-0', 'two', 'flood-1'], cut: true });
        expect(await told([], from)).toEqual({ names: [], cut: false });
      });
    }
  });

  test('of releases only those by persons, seen and put up lately, the newest first', async () => {
    await conclude(25, 1, [sight({ at: now - 25 * hour, releases: [release('long-ago')] }), sight({ releases: [
      release('trusted', { trusted: true }), release('old', { publishedAt: now - 169 * hour }), release('second', { publishedAt: now - 2 * hour }), release('first'),
      { ...release('nobody'), publisher: undefined } as never, { ...release('no-time'), publishedAt: undefined } as never,
    ] })]);
    expect((await ask({ installation: 25 })).releases.map(({ name }) => name)).toEqual(['first', 'second']);
  });

  test('what no registry serves is not stored; a tag over the limit of what is told is left out', async () => {
    await conclude(26, 1, [sight({ tags: [tag('nul\0', '1.0.0'), tag('x'.repeat(3_000), '1.0.0'), tag('fits', '1.0.0'), tag('fits', '1.0.0')], releases: [release('nul\0'), release('lone \ud800')] })]);
    expect((await ask({ installation: 26 }, ['nul\0', 'fits', 'x'.repeat(3_000)])).tags).toMatchObject([{ name: 'fits' }]);
  });

  test('more releases than one review is told of are cut, and that is said', async () => {
    await conclude(27, 1, [sight({ releases: [release('a'), release('b')] })]);
    await limited('sightedReleases', 2, async () => { expect(await ask({ installation: 27 })).toMatchObject({ cut: false, releases: [{ name: 'a' }, { name: 'b' }] }); });
    await limited('sightedReleases', 1, async () => { expect(await ask({ installation: 27 })).toMatchObject({ cut: true, releases: [{ name: 'a' }] }); });
  });

  test('two reviews that end together take their rows in one order', async () => {
    const many = (from: number) => sight({ at: now + from, tags: Array.from({ length: 300 }, (_, index) => tag(`p${(index * 7 + from) % 300}`, '1.0.0')) });
    expect(await Promise.all([1, 2, 3, 4].map((number) => conclude(28, number, [many(number * 31), many(300 - number * 67)])))).toEqual([true, true, true, true]);
  });

  test('rows that nothing saw for so many days go', async () => {
    await conclude(29, 1, [sight({ at: Date.now() - 91 * 24 * hour, tags: [tag('gone', '1.0.0')], releases: [release('gone')], served: [signed('gone')] }), sight({ at: Date.now() - 89 * 24 * hour, tags: [tag('stays', '1.0.0')], releases: [release('stays')], served: [signed('stays')] })]);
    await cleanUp(app.pool, { days: 3_000, auditDays: 3_000, sightingDays: 90, factBytes: 1e9 });
    expect((await app.pool.query('select name from mergewarden.seen_tag where installation = 29 union all select name from mergewarden.seen_release where installation = 29 union all select name from mergewarden.seen_served where installation = 29')).rows).toEqual([{ name: 'stays' }, { name: 'stays' }, { name: 'stays' }]);
  });
});
