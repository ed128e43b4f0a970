import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { fetchAhead } from '../../src/app/ahead.js';
import { review } from '../../src/app/review.js';
import { parseSaved, recording, replaying } from '../../src/app/saved.js';
import { checks } from '../../src/checks/index.js';
import { canonicalJson } from '../../src/core/json.js';
import { noIntegrity, parseIntegrity, type Integrity } from '../../src/core/integrity.js';
import type { RegistryOrigin } from '../../src/core/origin.js';
import { factKey, subjectKey, type Subject } from '../../src/facts/kinds.js';
import type { FactCacheKey } from '../../src/ports/fact-cache.js';
import { sri, type StandInPackage } from '../registry/index.js';
import { packVersion } from '../registry/package.js';
import { npmRepository, type Packages } from './npm-repository.js';
import { advisory } from './shelf.js';
import { inShort, knownAdvisories, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

const old = '2026-07-10T00:00:00.000Z';
const fresh = '2026-11-20T00:00:00.000Z';
const inner = 'node_modules/@acme/inner';
const deep = `${inner}/node_modules/deep`;
const leaf = `${deep}/node_modules/leaf`;
const manifestOf = (name: string, more: object = {}): string => JSON.stringify({ name, version: '1.0.0', ...more });

/** A carrier whose name stands behind the names of what it carries; `deep` is carried inside of `inner`, and `leaf` inside of `deep`. */
const version = (own: string, publishedAt: string, asks: object = {}) => ({
  version: own, publishedAt, manifest: { dependencies: { '@acme/inner': '^1.0.0' }, bundleDependencies: ['@acme/inner'] },
  files: {
    'index.js': `module.exports = ${JSON.stringify(own)};\n`, [`${inner}/package.json`]: manifestOf('@acme/inner', { dependencies: { deep: '^1.0.0', ...asks } }), [`${inner}/index.js`]: '1;\n',
    [`${deep}/package.json`]: manifestOf('deep', { dependencies: { leaf: '^1.0.0' } }), [`${deep}/index.js`]: '1;\n', [`${leaf}/package.json`]: manifestOf('leaf'),
  },
});
const [first, second] = [version('1.0.0', old), version('1.1.0', fresh)];
const honest: StandInPackage = { name: 'zebra', versions: [first, second] };
/** The bytes that a registry which serves two byte strings shows to whoever does not ask by the lockfile's pin. */
const forgedBytes = packVersion('zebra', version('1.0.0', old, { words: '^1.0.0' }));
const withRecord = (tarball: Uint8Array | undefined, dist: object): StandInPackage => ({ ...honest, versions: honest.versions.map((one) => ({ ...one, ...(tarball ? { tarball } : {}), dist: { ...dist } })) });
const silent = withRecord(undefined, { integrity: undefined });
const shelf: readonly StandInPackage[] = [honest, { name: 'words', versions: [{ version: '1.0.0', publishedAt: old, files: { 'index.js': '1;\n' } }] }];

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());
beforeEach(() => { world.registry.publish(honest); world.registry.requests.length = 0; });

const tarballs = (): number => world.registry.requests.filter((one) => one.path.endsWith('.tgz')).length;
const carried = (packages: Packages): void => {
  packages[`node_modules/zebra/${inner}`] = { version: '1.0.0', inBundle: true, dependencies: { deep: '^1.0.0' } };
  packages[`node_modules/zebra/${deep}`] = { version: '1.0.0', inBundle: true, dependencies: { leaf: '^1.0.0' } };
  packages[`node_modules/zebra/${leaf}`] = { version: '1.0.0', inBundle: true };
};
const repository = (own: string | undefined, edit: (packages: Packages) => void = () => undefined): Files & { readonly [path: string]: string } =>
  npmRepository(shelf, { installed: { words: '1.0.0', ...(own === undefined ? {} : { zebra: own }) }, edit: (packages) => { if (own !== undefined) carried(packages); edit(packages); } });
const at = (packages: Packages, path: string): Packages[string] => packages[`node_modules/zebra/${path}`]!;
const reviewed = async (base: Files, head: Files) => inShort((await world.review(memoryHost(base, head))).verdict);
const passes = { outcome: 'pass', told: [], gaps: [] };

describe('what a tarball carries is held to the bytes that the lockfile pins for the tarball', () => {
  test.each<readonly [string, StandInPackage, () => readonly [base: Files, head: Files], fetched: number]>([
    ['a carrier that comes in', honest, () => [repository(undefined), repository('1.0.0')], 1],
    ['a carrier that is updated', honest, () => [repository('1.0.0'), repository('1.1.0')], 2],
    ['a carrier whose record has no integrity', silent, () => [repository(undefined), repository('1.0.0')], 1],
    ['an entry inside of an entry that is not marked', honest, () => [repository(undefined), repository('1.0.0', (packages) => { delete at(packages, inner)['inBundle']; })], 1],
    ['an entry inside of an entry that is not marked, inside of one that is', honest, () => [repository(undefined), repository('1.0.0', (packages) => { delete at(packages, deep)['inBundle']; })], 1],
    ['an unchanged carrier of which an entry says less than it did', silent, () => [repository('1.0.0', (packages) => { at(packages, deep)['license'] = 'MIT'; }), repository('1.0.0')], 1],
  ])('%s', async (_name, served, sides, fetched) => {
    world.registry.publish(served);
    const [base, head] = sides();
    expect(await reviewed(base, head)).toMatchObject(passes);
    expect(tarballs()).toBe(fetched);
  });

  test('a carrier whose record names other bytes is told for that', async () => {
    world.registry.publish(withRecord(undefined, { integrity: sri(forgedBytes) }));
    const { outcome, told, gaps } = await reviewed(repository(undefined), repository('1.0.0'));
    expect({ outcome, told, gaps }).toEqual({ outcome: 'block', told: ['integrity-mutation not-the-registrys'], gaps: [] });
  });

  test.each<readonly [string, (packages: Packages) => void]>([
    ['one entry', (packages) => { at(packages, inner)['dependencies'] = { deep: '^1.0.0', words: '^1.0.0' }; }],
    ['an entry inside of an entry', (packages) => { at(packages, deep)['dependencies'] = { leaf: '^1.0.0', words: '^1.0.0' }; }],
  ])('%s of an unchanged carrier is edited by hand', async (_name, edit) => {
    for (const served of [honest, silent]) {
      world.registry.publish(served);
      world.registry.requests.length = 0;
      const { told, gaps } = await reviewed(repository('1.0.0'), repository('1.0.0', edit));
      expect({ told, gaps }).toEqual({ told: ['lock-metadata forged'], gaps: [] });
      expect(tarballs()).toBe(1);
    }
  });

  test('a known vulnerability of what is carried is told by its version, and of no other version', async () => {
    const known = (version: string) => knownAdvisories({ [`deep@${version}`]: [advisory()] });
    const checked = async (version: string) => inShort((await world.review(memoryHost(repository(undefined), repository('1.0.0')), { advisories: known(version) })).verdict);
    expect((await checked('1.0.0')).told).toEqual(['known-vulnerability vulnerable']);
    expect(await checked('0.9.0')).toMatchObject(passes);
  });

  test('a waiver of a finding on what is carried binds the bytes of the tarball', async () => {
    const { verdict } = await world.review(memoryHost(repository('1.0.0'), repository('1.0.0', (packages) => { at(packages, inner)['dependencies'] = { deep: '^1.0.0', words: '^1.0.0' }; })));
    expect(verdict.findings.filter((finding) => finding.check === 'lock-metadata').map((finding) => finding.integrity)).toEqual([sri(packVersion('zebra', first))]);
  });

  test.each([['comes in', undefined], ['is unchanged', '1.0.0']])('a registry that serves bytes which nobody installs vouches for no entry (the carrier %s)', async (_name, before) => {
    world.registry.publish(withRecord(forgedBytes, {}));
    const forged = repository('1.0.0', (packages) => { at(packages, inner)['dependencies'] = { deep: '^1.0.0', words: '^1.0.0' }; });
    const { outcome, gaps } = await reviewed(repository(before), forged);
    expect(outcome).not.toBe('pass');
    expect(gaps).toContain('lock-metadata INTEGRITY_MISMATCH');
  });

  test('a link carries nothing', async () => {
    const side = (edit: (packages: Packages) => void): Files => ({
      ...npmRepository(shelf, { installed: {}, manifest: { workspaces: ['ws'] }, edit: (packages) => { Object.assign(packages, { 'node_modules/ws': { resolved: 'ws', link: true }, ws: { version: '1.0.0', dependencies: { words: '^1.0.0' } } }); edit(packages); } }),
      'ws/package.json': JSON.stringify({ name: 'ws', version: '1.0.0', dependencies: { words: '^1.0.0' } }),
    });
    const words = { version: '1.0.0', inBundle: true, hasInstallScript: true };
    const { outcome, gaps } = await reviewed(side(() => undefined), side((packages) => { packages['node_modules/ws/node_modules/words'] = words; }));
    expect({ outcome, gaps }).toEqual({ outcome: expect.not.stringMatching('pass'), gaps: expect.arrayContaining(['lock-metadata ORIGIN_UNSUPPORTED']) });
  });

  test('what was fetched ahead changes nothing', async () => {
    const verdicts = [];
    for (const ahead of [undefined, repository('1.0.0'), repository('1.0.0', (packages) => { packages['node_modules/zebra']!['integrity'] = sri(forgedBytes); })]) {
      const host = memoryHost(repository(undefined), repository('1.0.0'));
      const ports = world.ports(host);
      if (ahead) {
        const likely = memoryHost(repository(undefined), ahead);
        await fetchAhead({ ...ports, host: { ...likely, expected: () => likely.snapshot() } }, world.settings, new AbortController().signal);
        expect(tarballs()).toBeGreaterThan(0);
      }
      verdicts.push(canonicalJson((await review(ports, world.settings, async () => undefined, new AbortController().signal)).verdict));
    }
    expect(new Set(verdicts).size).toBe(1);
  });

  test('a saved review of carried packages gives the same verdict', async () => {
    const host = memoryHost(repository('1.0.0'), repository('1.1.0', (packages) => { at(packages, deep)['dependencies'] = { leaf: '^1.0.0', words: '^1.0.0' }; }));
    const recorder = recording(world.ports(host), world.settings);
    const { verdict } = await review(recorder.ports, world.settings, async () => undefined, new AbortController().signal);
    const { ports, settings } = replaying(parseSaved(JSON.stringify(recorder.saved(verdict))));
    const again = await review({ ...ports, progress: { report: () => undefined } }, { ...settings, checks }, async () => undefined, new AbortController().signal);
    expect(inShort(verdict).told).toEqual(['lock-metadata forged']);
    expect(canonicalJson(again.verdict)).toBe(canonicalJson(verdict));
  });
});

describe('the archive of what is carried', () => {
  const parent: RegistryOrigin = { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'zebra', version: '1.0.0' };
  const bytes = packVersion('zebra', first);
  const pinned = parseIntegrity(sri(bytes), 'lock');
  const subject = (carrier: Integrity): Subject => ({ origin: { kind: 'bundled', parent, path: inner }, integrity: noIntegrity, carrier, locked: { ecosystem: 'npm', name: '@acme/inner' } });
  const signal = new AbortController().signal;

  test('two pins of one carrier are two subjects, and two answers, in either order', async () => {
    const other = parseIntegrity(sri(forgedBytes), 'lock');
    expect(await world.ports(memoryHost({}, {})).facts.get({ origin: subject(pinned).origin, integrity: noIntegrity }, 'archive', signal)).toMatchObject({ coverage: { kind: 'failed', code: 'INTEGRITY_MISSING' } });
    expect(new Set([pinned, other, noIntegrity].map((one) => subjectKey(subject(one)))).size).toBe(3);
    expect(factKey(subject(pinned), 'archive')).not.toBe(factKey(subject(other), 'archive'));
    for (const order of [[pinned, other], [other, pinned]]) {
      const { facts } = world.ports(memoryHost({}, {}));
      const answers = new Map<Integrity, string>();
      for (const one of order) answers.set(one, canonicalJson(await facts.get(subject(one), 'archive', signal)));
      expect(JSON.parse(answers.get(pinned)!)).toMatchObject({ coverage: { kind: 'complete' }, value: { pinned: 'lock', manifest: { name: '@acme/inner' } } });
      expect(JSON.parse(answers.get(other)!)).toMatchObject({ coverage: { kind: 'failed', code: 'INTEGRITY_MISMATCH' } });
    }
  });

  test('the carrier is fetched once, whoever is asked about first, and kept under the digest of its bytes', async () => {
    for (const carrierFirst of [true, false]) {
      world.registry.requests.length = 0;
      const kept: FactCacheKey[] = [];
      const cache = memoryFactCache();
      const { facts } = world.ports(memoryHost({}, {}), { cache: { ...cache, get: (key) => cache.get(key), put: (key, value) => { kept.push(key); return cache.put(key, value); } } });
      const subjects = [{ origin: parent, integrity: pinned }, subject(pinned)];
      for (const one of carrierFirst ? subjects : subjects.reverse()) expect(await facts.get(one, 'archive', signal)).toMatchObject({ coverage: { kind: 'complete' } });
      expect(tarballs()).toBe(1);
      const archives = kept.filter((key) => key.kind === 'archive').map((key) => key.sha512);
      expect(archives).toEqual([createHash('sha512').update(bytes).digest('hex')]);
    }
  });
});
