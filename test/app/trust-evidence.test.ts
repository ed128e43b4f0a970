import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { review, type Reviewed } from '../../src/app/review.js';
import { recording, replaying } from '../../src/app/saved.js';
import { checks } from '../../src/checks/index.js';
import { canonicalJson } from '../../src/core/json.js';
import type { FactCache } from '../../src/ports/fact-cache.js';
import { trustMaterial } from '../../src/trust/attestation.js';
import { readKeys } from '../../src/trust/keys.js';
import type { Fault } from '../registry/faults.js';
import type { StandInPackage, StandInVersion } from '../registry/index.js';
import { attestBuild, type Build } from '../trust/build.js';
import { startSigstore, type Sigstore } from '../trust/sigstore.js';
import { npmRepository } from './npm-repository.js';
import { memoryHost, ownAnalyser, startWorld, type World } from './world.js';

let sigstore: Sigstore;
let world: World;
let shelf: readonly StandInPackage[];
const own: Build = { repository: 'acme/left' };
const [old, recent] = ['2026-06-01T12:00:00.000Z', '2026-11-16T12:00:00.000Z'] as const;
const put = (version: string, publishedAt: string = recent): StandInVersion => ({ version, publishedAt, publisher: { name: 'ada' }, manifest: { repository: 'acme/left', license: 'MIT' }, files: { 'index.js': `exports.version = '${version}';\n` } });
/** Versions after 1.0.0, which is verified, and how each was built; nothing for one that was put up by hand. */
const builds: { readonly [version: string]: Build | undefined } = {
  '1.1.0': own, '1.1.1': undefined, '1.1.2': { repository: 'mallory/left', repositoryId: '8' }, '1.1.3': { ...own, runner: 'self-hosted' }, '1.1.4': { repository: 'acme-labs/left' }, '1.1.5': { ...own, workflow: 'publish.yml' }, '1.1.6': own, '1.1.7': own,
};

beforeAll(async () => {
  sigstore = await startSigstore();
  const attested = async (version: StandInVersion, build: Build | undefined): Promise<StandInVersion> => (build ? { ...version, attestations: [await attestBuild(sigstore, 'left', version, build)] } : version);
  const versions = [await attested(put('1.0.0', old), own)];
  for (const [version, build] of Object.entries(builds)) versions.push(await attested(put(version), build));
  // Of other bytes than its own.
  const borrowed = versions.map((one) => (one.version === '1.1.6' ? { ...one, attestations: versions.find(({ version }) => version === '1.1.0')!.attestations! } : one));
  shelf = [{ name: 'left', versions: borrowed }];
  world = await startWorld([...shelf], ownAnalyser());
});
afterAll(async () => { await Promise.all([sigstore.close(), world.close()]); });

/** A review of the step to a version, and what its saved form comes to again. */
async function reviewed(to: string, more: { readonly fault?: readonly [RegExp, Fault]; readonly cache?: FactCache } = {}): Promise<Reviewed> {
  const host = memoryHost(npmRepository(shelf, { installed: { left: '1.0.0' } }), npmRepository(shelf, { installed: { left: to } }));
  const material = trustMaterial(sigstore.root, readKeys(sigstore.keys)!)!;
  const recorder = recording(world.ports(host, { trust: { materialFor: async () => material }, cache: more.cache ?? memoryFactCache() }), world.settings);
  const standing = more.fault ? world.registry.fault(...more.fault) : undefined;
  const nobody = async (): Promise<void> => undefined;
  const { signal } = new AbortController();
  const first = await review(recorder.ports, world.settings, nobody, signal).finally(() => standing?.clear());
  const { ports, settings } = replaying(recorder.saved(first.verdict));
  const again = await review({ ...ports, progress: { report: () => undefined } }, { ...settings, checks }, nobody, signal);
  expect(canonicalJson(again.verdict as never)).toBe(canonicalJson(first.verdict as never));
  return first;
}
/** What the checks on where a version was built say of it, folded findings too. */
const said = ({ verdict }: Reviewed): readonly string[] => verdict.findings.filter(({ check }) => /^(?:trust-downgrade|provenance-)/.test(check)).map(({ check, message, level, severity }) => `${level} ${severity} ${check} ${message}`);

test.each<[string, string, readonly string[], string]>([
  ['1.1.0', 'the same build', [], 'pass'],
  ['1.1.1', 'put up by hand', ['default high trust-downgrade lost'], 'block'],
  ['1.1.2', 'built elsewhere', ['default high provenance-change repository', 'default medium provenance-source elsewhere'], 'block'],
  ['1.1.3', 'on machines of one\'s own', ['default high provenance-change self-hosted'], 'block'],
  ['1.1.4', 'the same repository under another name', ['folded low provenance-change moved', 'folded low provenance-source moved'], 'pass'],
  ['1.1.5', 'another workflow', ['folded low provenance-change workflow'], 'pass'],
  ['1.1.6', 'the attestation of another version', ['default high trust-downgrade refused'], 'block'],
])('%s: %s', async (version, _what, expected, outcome) => {
  const one = await reviewed(version);
  expect([said(one), one.verdict.outcome]).toEqual([expected, outcome]);
});

const endpoint = (version: string): RegExp => new RegExp(`attestations/left@${version.replaceAll('.', '[.]')}$`);
test.each<[string, Fault]>([['fails', { kind: 'status', status: 500 }], ['has nothing', { kind: 'status', status: 404 }], ['answers with something else', { kind: 'html' }]])('an endpoint that %s for the new version alone: a finding; for both: none', async (_what, fault) => {
  expect(said(await reviewed('1.1.7', { fault: [endpoint('1.1.7'), fault] })).filter((one) => one.startsWith('default'))).toEqual(['default medium trust-downgrade unchecked']);
  expect(said(await reviewed('1.1.7', { fault: [/attestations\/left@/, fault] }))).toEqual([]);
});

test('what verified in an earlier review counts, where the endpoint fails now', async () => {
  const cache = memoryFactCache();
  expect(said(await reviewed('1.1.0', { cache }))).toEqual([]);
  expect(said(await reviewed('1.1.7', { cache, fault: [/attestations\/left@/, { kind: 'status', status: 500 }] }))).toEqual(['default medium trust-downgrade unchecked']);
});

test('nothing of the old version can be verified: the record alone says what is lost', async () => {
  expect(said(await reviewed('1.1.1', { fault: [/attestations\/left@/, { kind: 'status', status: 500 }] }))).toEqual(['default medium trust-downgrade stated']);
});
