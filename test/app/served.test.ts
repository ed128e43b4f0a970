import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReviewer, type ReviewerDependencies } from '../../src/app/reviewer.js';
import type { ReviewTarget } from '../../src/app/review.types.js';
import { review } from '../../src/app/review.js';
import { parseSaved, recording, replaying } from '../../src/app/saved.js';
import { catalogue } from '../../src/checks/index.js';
import type { Check } from '../../src/checks/check.js';
import { canonicalJson } from '../../src/core/json.js';
import type { HostServed, Seen, Served } from '../../src/core/sighting.js';
import type { KeptSighting } from '../../src/ports/sightings.js';
import { memorySightings, type MemorySightings } from '../adapters/memory/sightings.js';
import type { StandInPackage } from '../registry/index.js';
import { npmRepository } from './npm-repository.js';
import { memoryHost, now, ownAnalyser, startWorld, type World } from './world.js';

const signed = { signatures: [{ keyid: 'SHA256:stand-in', sig: 'AAAA' }] };
const one = (name: string, dist: object | undefined, more: object = {}): StandInPackage => ({ name, versions: [{ version: '1.0.0', files: { 'index.js': `module.exports = "${name}";\n` }, ...(dist ? { dist: dist as never } : {}), ...more }] });
const shelf: readonly StandInPackage[] = [
  one('left', signed), one('right', signed), one('plain', undefined), one('meek', undefined),
  one('built', signed, { attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }] }),
  { name: 'lately', versions: [{ version: '0.9.0', files: { 'index.js': 'module.exports = 1;\n' } }, { version: '1.0.0', files: { 'index.js': 'module.exports = 2;\n' }, dist: signed }] },
];
/** Packages that a lockfile may name and that the registry does not have, or not readably. */
const absent: readonly StandInPackage[] = ['nowhere', 'broken', 'empty'].map((name) => one(name, undefined));

let world: World;
beforeAll(async () => {
  world = await startWorld([...shelf], ownAnalyser());
  world.registry.fault(/broken/, { kind: 'status', status: 500 }, 1_000);
  world.registry.publish({ name: 'empty', versions: [] });
});
afterAll(() => world.close());

interface Where { readonly repository?: number; readonly fork?: boolean; readonly open?: boolean; readonly at?: number }

/** The reviewer of a service whose memory is this one: what its checks are told of what was served, and what it keeps. */
function service(memory: MemorySightings, more: Partial<ReviewerDependencies> = {}) {
  let seen: Seen | undefined;
  let served: readonly Served[] = [];
  const probe = { ...world.settings.checks.find(({ id }) => id === 'version-anomaly')!, needs: [{ per: 'change', of: ['after'], kinds: ['record', 'trust'] }], gapMatters: () => false, run: (input, facts) => { ({ seen } = input); served = facts.served(); return { drafts: [], gaps: [] }; } } as Check;
  return async (names: readonly string[], where: Where = {}) => {
    const { repository = 11, fork = false, open = false, at = now } = where;
    seen = undefined;
    const files = memoryHost(npmRepository([...shelf, ...absent], { installed: {} }), npmRepository([...shelf, ...absent], { installed: Object.fromEntries(names.map((name) => [name, '1.0.0'])) }));
    const snapshot = async () => { const of = await files.snapshot(); return { ...of, repository: { ...of.repository, visibility: open ? 'public' : 'private', fork } } as const; };
    const target: ReviewTarget = { kind: 'pull', installation: 7, repository: { id: repository, owner: 'acme', name: 'shop' }, number: 1, headSha: 'a'.repeat(40), baseRef: 'main', baseSha: 'b'.repeat(40) };
    const reviewer = createReviewer({
      hostFor: () => ({ ...files, snapshot }), factsFor: () => world.ports(files).facts, lendsCredentials: () => false, peopleOf: async () => [], lastGood: async () => undefined, sightings: memory,
      settings: { ...world.settings, checks: [probe] }, presentation: { catalogue, docsBase: 'https://docs.example' }, clock: { now: () => at }, ...more,
    });
    const { sighted } = await reviewer(target, { progress: { report: () => undefined }, early: async () => undefined }, new AbortController().signal);
    memory.keep(7, repository, sighted!);
    return { served: (seen as Seen | undefined)?.served, hosts: (seen as Seen | undefined)?.hosts, now: served, kept: sighted!.served };
  };
}
const row = (name: string, signatures: boolean, attestations = false): Served => ({ registry: 'default', name, signatures, attestations });
const host = (signatures: HostServed['signatures'], attestations = false): HostServed => ({ registry: 'default', signatures, attestations });

describe('what registries served comes back in the next review', () => {
  test('of the names asked about, and of their registry as a whole', async () => {
    const look = service(memorySightings());
    expect(await look(['left', 'built'])).toEqual({ served: [], hosts: [], now: [row('built', true, true), row('left', true)], kept: [{ ...row('built', true, true), own: false }, { ...row('left', true), own: false }] });
    expect(await look(['left', 'plain'], { repository: 12 })).toMatchObject({ served: [row('left', true)], hosts: [host('all', true)] });
    expect(await look(['plain', 'lately', 'built'])).toMatchObject({ served: [row('built', true, true), row('plain', false)], hosts: [host('some', true)], now: [row('built', true, true), row('lately', true), row('plain', false)] });
  });

  test('what could not be read, is not there or was never published is nothing that was seen', async () => {
    const look = service(memorySightings());
    expect((await look(['nowhere', 'broken', 'empty'])).kept).toEqual([]);
    expect((await look(['left', 'nowhere', 'broken', 'empty'])).kept).toMatchObject([row('left', true)]);
    expect(await look(['left', 'nowhere', 'broken', 'empty'])).toMatchObject({ served: [row('left', true)], hosts: [host('all')] });
  });

  test('a fork that brings in what is not signed, or what does not exist, teaches nothing', async () => {
    const look = service(memorySightings());
    await look(['left']);
    await look(['plain', 'meek', 'nowhere'], { fork: true, at: now + 1 });
    expect(await look(['left', 'plain', 'meek'], { at: now + 2 })).toMatchObject({ served: [row('left', true)], hosts: [host('all')] });
    const other = service(memorySightings());
    await other(['plain', 'meek'], { fork: true });
    expect(await other(['plain', 'left'], { fork: true, at: now + 1 })).toMatchObject({ served: [], hosts: [] });
    expect(await other(['plain', 'left'], { at: now + 2 })).toMatchObject({ served: [row('left', true)], hosts: [host('some')] });
    expect(await other(['plain', 'left'], { at: now + 3 })).toMatchObject({ served: [row('left', true), row('plain', false)], hosts: [host('some')] });
  });

  test('a public repository is told nothing of what private ones saw; a registry with credentials is remembered for its repository alone', async () => {
    const look = service(memorySightings());
    await look(['left']);
    expect(await look(['left', 'right'], { open: true, repository: 12, at: now + 1 })).toMatchObject({ served: [], hosts: [] });
    expect(await look(['left', 'right'], { open: true, repository: 13, at: now + 2 })).toMatchObject({ served: [row('left', true), row('right', true)] });
    const lent = service(memorySightings(), { lendsCredentials: () => true });
    await lent(['left']);
    expect(await lent(['left'], { repository: 12, at: now + 1 })).toMatchObject({ served: [], hosts: [] });
    expect(await lent(['left'], { at: now + 2 })).toMatchObject({ served: [row('left', true)], hosts: [host('all')] });
  });

  test('it is asked for with the tags, once', async () => {
    const memory = memorySightings();
    let asked = 0;
    const look = service({ ...memory, seen: async (place, names) => { asked += 1; return memory.seen(place, names); } });
    await look(['left', 'plain', 'built']);
    expect(asked).toBe(1);
  });
});

test('a saved review knows what registries had served, and one that was saved before there was such a memory is still read', async () => {
  const told: (Seen | undefined)[] = [];
  const probe = { ...world.settings.checks.find(({ id }) => id === 'version-anomaly')!, run: (input) => { told.push(input.seen); return { drafts: [], gaps: [] }; } } as Check;
  const settings = { ...world.settings, checks: [probe] };
  const before: Pick<Seen, 'tags' | 'served' | 'hosts'> = { tags: [], served: [row('left', true, true)], hosts: [host('some', true)] };
  const files = memoryHost(npmRepository([...shelf], { installed: {} }), npmRepository([...shelf], { installed: { left: '1.0.0' } }));
  const recorder = recording({ ...world.ports(files), seen: async () => before }, settings);
  const first = await review(recorder.ports, settings, undefined, new AbortController().signal);
  const saved = JSON.parse(JSON.stringify(recorder.saved(first.verdict))) as { readonly seen: { readonly served?: unknown; readonly hosts?: unknown } };
  const again = async (document: object) => { const { ports, settings: other } = replaying(parseSaved(JSON.stringify(document))); return review({ ...ports, progress: { report: () => undefined } }, { ...other, checks: [probe] }, undefined, new AbortController().signal); };
  expect(canonicalJson((await again(saved)).verdict)).toBe(canonicalJson(first.verdict));
  const { served: _served, hosts: _hosts, ...old } = saved.seen;
  await again({ ...saved, seen: old });
  await again({ ...saved, seen: undefined });
  const whole = { ...before, releases: [], cut: false, unasked: [] };
  expect(told).toEqual([whole, whole, { tags: [], releases: [], cut: false, unasked: [] }, undefined]);
});

test('what a fork\'s review saw is handed on as such', async () => {
  const memory = memorySightings();
  const kept: KeptSighting[] = [];
  const look = service({ ...memory, keep: (_installation, _repository, sighted) => { kept.push(sighted); } });
  await look(['left', 'plain'], { fork: true, open: true });
  expect(kept).toMatchObject([{ fork: true, open: true, served: [{ name: 'left' }, { name: 'plain' }] }]);
});
