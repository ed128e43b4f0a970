import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { postgresSightings } from '../../../src/adapters/postgres/sightings.js';
import { cleanUp } from '../../../src/adapters/postgres/upkeep.js';
import { limits } from '../../../src/core/limits.js';
import type { Release } from '../../../src/core/sighting.js';
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
const sight = (more: Partial<KeptSighting>): KeptSighting => ({ open: false, at: now, tags: [], releases: [], ...more });
const lately = { since: now - 24 * hour, published: now - 168 * hour };
const ask = (place: Partial<SightingPlace> & { readonly installation: number }, names: readonly string[] = [], own = false, sightings: Sightings = stored) =>
  sightings.seen({ repository: 1, open: false, ...place }, names.map((name) => ({ registry: 'default', name, own })), lately);

describe('what reviews saw of registries\' records', () => {
  test('is kept with the verdict, or not at all', async () => {
    expect(await conclude(21, 1, [sight({ tags: [tag('a', '1.0.0')], releases: [release('a')] })], 'stale')).toBe(false);
    expect(await ask({ installation: 21 }, ['a'])).toEqual({ tags: [], releases: [], cut: false });
    expect(await conclude(21, 1, [sight({ tags: [tag('a', '1.0.0')], releases: [release('a')] })])).toBe(true);
    expect(await ask({ installation: 21 }, ['a'])).toEqual({
      tags: [{ registry: 'default', name: 'a', tag: 'latest', version: '1.0.0', since: now }], cut: false,
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
    await keep(23, 1, sight({ open: true, tags: [tag('shared', '1.0.0'), tag('secret', '1.0.0', { own: true })], releases: [release('shared'), release('secret', { own: true })] }));
    await keep(23, 2, sight({ at: now + 1, tags: [tag('quiet', '3.0.0'), tag('secret', '2.0.0', { own: true })], releases: [release('quiet', { publishedAt: now - 2 * hour }), release('shared', { known: false })] }));
    await keep(24, 1, sight({ open: true, tags: [tag('shared', '9.0.0'), tag('elsewhere', '9.0.0')], releases: [release('elsewhere')] }));
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

    await app.dependencies.reviews.erase(23, [2]);
    memory.erase(23, [2]);
    expect(await ask({ installation: 23 }, names)).toEqual(await ask({ installation: 23 }, names, false, memory));
    await app.dependencies.reviews.erase(23);
    expect((await app.pool.query('select installation from mergewarden.seen_tag where installation = 23 union all select installation from mergewarden.seen_release where installation = 23')).rows).toEqual([]);
    expect((await ask({ installation: 24 }, names)).tags).toHaveLength(2);
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
    const limit = limits.sightedReleases as { value: number };
    const standard = limit.value;
    await conclude(27, 1, [sight({ releases: [release('a'), release('b')] })]);
    try {
      limit.value = 2;
      expect(await ask({ installation: 27 })).toMatchObject({ cut: false, releases: [{ name: 'a' }, { name: 'b' }] });
      limit.value = 1;
      expect(await ask({ installation: 27 })).toMatchObject({ cut: true, releases: [{ name: 'a' }] });
    } finally {
      limit.value = standard;
    }
  });

  test('two reviews that end together take their rows in one order', async () => {
    const many = (from: number) => sight({ at: now + from, tags: Array.from({ length: 300 }, (_, index) => tag(`p${(index * 7 + from) % 300}`, '1.0.0')) });
    expect(await Promise.all([1, 2, 3, 4].map((number) => conclude(28, number, [many(number * 31)])))).toEqual([true, true, true, true]);
  });

  test('rows that nothing saw for so many days go', async () => {
    await conclude(29, 1, [sight({ at: Date.now() - 91 * 24 * hour, tags: [tag('gone', '1.0.0')], releases: [release('gone')] }), sight({ at: Date.now() - 89 * 24 * hour, tags: [tag('stays', '1.0.0')], releases: [release('stays')] })]);
    await cleanUp(app.pool, { days: 3_000, auditDays: 3_000, sightingDays: 90, factBytes: 1e9 });
    expect((await app.pool.query('select name from mergewarden.seen_tag where installation = 29 union all select name from mergewarden.seen_release where installation = 29')).rows).toEqual([{ name: 'stays' }, { name: 'stays' }]);
  });
});
