import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { postgresSightings, storeSighted } from '../../../src/adapters/postgres/sightings.js';
import { cleanUp } from '../../../src/adapters/postgres/upkeep.js';
import type { HostServed, Served } from '../../../src/core/sighting.js';
import type { KeptSighting, Sightings } from '../../../src/ports/sightings.js';
import { harness, type Harness } from '../../app/harness.js';
import { memorySightings } from '../memory/sightings.js';

let app: Harness;
let stored: Sightings;
beforeAll(async () => {
  app = await harness();
  stored = postgresSightings(app.pool);
});
afterAll(async () => { await app.close(); });

const hour = 3_600_000;
const now = Date.parse('2026-11-22T12:00:00Z');
type Word = 'signed' | 'bare' | 'attested' | 'both';
/** One review: whose it was, and what it saw of which name. */
interface Look { readonly who?: 'own' | 'fork'; readonly open?: boolean; readonly saw: { readonly [name: string]: Word } }

const sight = ({ who = 'own', open = false, saw }: Look, at = now): KeptSighting => ({
  open, fork: who === 'fork', at, tags: [], releases: [],
  served: Object.entries(saw).map(([name, word]) => ({ registry: 'default', name, signatures: word === 'signed' || word === 'both', attestations: word === 'attested' || word === 'both', own: false })),
});

let serial = 100;
/** What an installation of its own remembers after these reviews, each of a head of its own. */
async function after(looks: readonly Look[], open = false, names: readonly string[] = ['a', 'b']): Promise<{ readonly served: readonly Served[]; readonly hosts: readonly HostServed[] }> {
  const installation = (serial += 1);
  const memory = memorySightings();
  for (const [index, look] of looks.entries()) {
    const one = sight(look, now + index * 2 * hour);
    await storeSighted(app.pool, { installation, repository: { id: 1 } } as never, [one]);
    memory.keep(installation, 1, one);
  }
  const asked = names.map((name) => ({ registry: 'default', name, own: false }));
  const [told, word] = await Promise.all([stored, memory].map((from) => from.seen({ installation, repository: 1, open }, asked)));
  expect(told).toEqual(word);
  return { served: told!.served, hosts: told!.hosts };
}
const row = (name: string, word: Word): Served => ({ registry: 'default', name, signatures: word === 'signed' || word === 'both', attestations: word === 'attested' || word === 'both' });

describe('what registries served is remembered', () => {
  test.each<{ name: string; looks: readonly Look[]; open?: boolean; served: readonly Served[]; host?: HostServed['signatures'] }>([
    { name: 'nothing of what nobody saw', looks: [], served: [] },
    { name: 'signed once, signed for good', looks: [{ saw: { a: 'signed' } }, { saw: { a: 'bare' } }], served: [row('a', 'signed')], host: 'all' },
    { name: 'signed later', looks: [{ saw: { a: 'bare' } }, { saw: { a: 'signed' } }], served: [row('a', 'signed')], host: 'all' },
    { name: 'not signed', looks: [{ saw: { a: 'bare' } }], served: [row('a', 'bare')], host: 'none' },
    { name: 'signed in part', looks: [{ saw: { a: 'signed', b: 'bare' } }], served: [row('a', 'signed'), row('b', 'bare')], host: 'some' },
    { name: 'what was not asked about counts for the registry', looks: [{ saw: { a: 'signed' } }, { saw: { z: 'bare' } }], served: [row('a', 'signed')], host: 'some' },
    { name: 'attested once, attested for good', looks: [{ saw: { a: 'both' } }, { saw: { a: 'signed' } }], served: [row('a', 'both')], host: 'all' },
    { name: 'what a fork did not see served is nothing', looks: [{ who: 'fork', saw: { a: 'bare' } }], served: [] },
    { name: 'what a fork did not see served makes no registry sign less', looks: [{ saw: { a: 'signed' } }, { who: 'fork', saw: { b: 'bare', c: 'bare' } }], served: [row('a', 'signed')], host: 'all' },
    { name: 'what a fork did not see served takes nothing back', looks: [{ saw: { a: 'both' } }, { who: 'fork', saw: { a: 'bare' } }], served: [row('a', 'both')], host: 'all' },
    { name: 'what a fork saw served is as good as seen by anybody, but nobody could have said that something is not', looks: [{ who: 'fork', saw: { a: 'signed' } }], served: [row('a', 'signed')], host: 'some' },
    { name: 'what a fork saw and a review of the repository\'s own after it', looks: [{ who: 'fork', saw: { a: 'signed', b: 'signed' } }, { saw: { a: 'signed' } }], served: [row('a', 'signed'), row('b', 'signed')], host: 'all' },
    { name: 'a fork cannot hide that a registry signs in part', looks: [{ saw: { a: 'bare' } }, { who: 'fork', saw: { b: 'signed' } }], served: [row('a', 'bare'), row('b', 'signed')], host: 'some' },
    { name: 'attestations that a fork saw say nothing of signatures', looks: [{ who: 'fork', saw: { a: 'attested' } }], served: [row('a', 'attested')] },
    { name: 'what a fork saw first is not taken for unsigned', looks: [{ who: 'fork', saw: { a: 'attested' } }, { saw: { b: 'signed' } }], served: [row('a', 'attested'), row('b', 'signed')], host: 'all' },
    { name: 'what a private repository saw no public one is told', open: true, looks: [{ saw: { a: 'bare', b: 'signed' } }], served: [] },
    { name: 'nor that a private one saw it unsigned', open: true, looks: [{ open: true, saw: { a: 'signed' } }, { saw: { a: 'both', b: 'bare' } }], served: [row('a', 'signed')], host: 'all' },
    { name: 'signed for one repository, signed for those who are told of both', looks: [{ open: true, saw: { a: 'bare' } }, { saw: { a: 'signed' } }], served: [row('a', 'signed')], host: 'all' },
  ])('$name', async ({ looks, open, served, host }) => {
    const told = await after(looks, open);
    expect(told.served).toEqual(served);
    expect(told.hosts).toMatchObject(host ? [{ registry: 'default', signatures: host }] : []);
  });

  test('of another registry nothing is said', async () => {
    await storeSighted(app.pool, { installation: 90, repository: { id: 1 } } as never, [sight({ saw: { a: 'signed' } })]);
    expect(await stored.seen({ installation: 90, repository: 1, open: false }, [{ registry: 'https://npm.example/', name: 'a', own: false }])).toEqual({ tags: [], served: [], hosts: [] });
  });

  test('no fork\'s pull requests, whenever they come and whatever they bring, take anything away or say that something is not signed', async () => {
    const saw = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom<Word>('signed', 'bare', 'attested', 'both'), { minKeys: 1, noNullPrototype: true });
    const look = fc.record({ who: fc.constantFrom<'own' | 'fork'>('own', 'fork', 'fork'), open: fc.boolean(), saw });
    const height = { none: 0, some: 1, all: 2 };
    await fc.assert(fc.asyncProperty(fc.array(look, { maxLength: 6 }), fc.boolean(), async (looks, open) => {
      const names = ['a', 'b', 'c'];
      const without = await after(looks.filter(({ who }) => who === 'own'), open, names);
      const withForks = await after(looks, open, names);
      for (const one of without.served) {
        const other = withForks.served.find(({ name }) => name === one.name);
        expect([other?.signatures, other?.attestations]).toEqual([one.signatures || other?.signatures, one.attestations || other?.attestations]);
        expect(other).toBeDefined();
      }
      for (const one of withForks.served) if (!without.served.some(({ name }) => name === one.name)) expect(one.signatures || one.attestations).toBe(true);
      for (const one of without.hosts) {
        const other = withForks.hosts.find(({ registry }) => registry === one.registry);
        expect(height[other!.signatures]).toBeGreaterThanOrEqual(height[one.signatures]);
        expect(other!.attestations || !one.attestations).toBe(true);
      }
      if (without.hosts.length === 0) for (const one of withForks.hosts) expect(one.signatures).toBe('some');
    }), { numRuns: 60 });
  });

  test('of the pull requests of one head that are from forks nothing unsigned counts, and what is not signed by the others is not lost', async () => {
    await storeSighted(app.pool, { installation: 91, repository: { id: 1 } } as never, [sight({ who: 'fork', saw: { a: 'bare', b: 'bare', c: 'attested' } }), sight({ saw: { b: 'bare' } }), sight({ who: 'fork', saw: { b: 'attested', d: 'signed' } })]);
    const { served, hosts } = await stored.seen({ installation: 91, repository: 1, open: false }, ['a', 'b', 'c', 'd'].map((name) => ({ registry: 'default', name, own: false })));
    expect(served).toEqual([row('b', 'attested'), row('c', 'attested'), row('d', 'signed')]);
    expect(hosts).toEqual([{ registry: 'default', signatures: 'some', attestations: true }]);
  });

  test('what is the same within an hour is not written again; what is more is', async () => {
    const look = async (ms: number, one: Look): Promise<unknown> => {
      await storeSighted(app.pool, { installation: 92, repository: { id: 1 } } as never, [sight(one, now + ms)]);
      return (await app.pool.query('select xmin::text from mergewarden.seen_served where installation = 92')).rows;
    };
    const first = await look(0, { saw: { a: 'signed' } });
    expect(await look(hour, { saw: { a: 'signed' } })).toEqual(first);
    expect(await look(-5 * hour, { saw: { a: 'signed' } })).toEqual(first);
    const second = await look(hour, { saw: { a: 'both' } });
    expect(second).not.toEqual(first);
    expect(await look(hour + 1, { who: 'fork', saw: { a: 'signed' } })).toEqual(second);
    expect(await look(3 * hour, { who: 'fork', saw: { a: 'bare' } })).toEqual(second);
    expect(await look(3 * hour, { saw: { a: 'signed' } })).not.toEqual(second);
  });

  test('what a registry has not served for so many days is forgotten though the name is still seen; no fork ages what own reviews saw', async () => {
    const day = 24 * hour;
    const ago = (days: number, one: Look) => storeSighted(app.pool, { installation: 93, repository: { id: 1 } } as never, [sight(one, Date.now() - days * day)]);
    const told = async () => { const { served, hosts } = await stored.seen({ installation: 93, repository: 1, open: false }, ['a', 'b', 'c'].map((name) => ({ registry: 'default', name, own: false }))); return { served, hosts }; };
    await ago(91, { saw: { a: 'both', b: 'signed', c: 'bare' } });
    await ago(80, { saw: { a: 'bare', b: 'both' } });
    // A fork brings up again what only an old review of the repository's own saw unsigned: its word is for what is served alone.
    await ago(80, { who: 'fork', saw: { c: 'attested' } });
    await cleanUp(app.pool, { days: 3_000, auditDays: 3_000, sightingDays: 120, factBytes: 1e9 });
    expect(await told()).toEqual({ served: [row('a', 'both'), row('b', 'both'), row('c', 'attested')], hosts: [{ registry: 'default', signatures: 'some', attestations: true }] });
    await cleanUp(app.pool, { days: 3_000, auditDays: 3_000, sightingDays: 90, factBytes: 1e9 });
    expect(await told()).toEqual({ served: [row('a', 'bare'), row('b', 'both'), row('c', 'attested')], hosts: [{ registry: 'default', signatures: 'some', attestations: true }] });
    await cleanUp(app.pool, { days: 3_000, auditDays: 3_000, sightingDays: 79, factBytes: 1e9 });
    expect(await told()).toEqual({ served: [], hosts: [] });
  });
});
