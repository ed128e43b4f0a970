import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { review } from '../../src/app/review.js';
import { recording, replaying } from '../../src/app/saved.js';
import { checks } from '../../src/checks/index.js';
import { canonicalJson } from '../../src/core/json.js';
import { limits } from '../../src/core/limits.js';
import type { Verdict } from '../../src/core/verdict.js';
import { trustMaterial } from '../../src/trust/attestation.js';
import { readKeys } from '../../src/trust/keys.js';
import { publicIssuers, trustMaterialOf } from '../../src/trust/material.js';
import type { TrustRoots } from '../../src/ports/trust-roots.js';
import { packVersion, sri, type StandInPackage, type StandInVersion } from '../registry/index.js';
import { startSigstore, type Claims, type Sigstore } from '../trust/sigstore.js';
import { npmRepository, type Locks } from './npm-repository.js';
import { memoryHost, ownAnalyser, startWorld, type World } from './world.js';

const slsa = 'https://slsa.dev/provenance/v1';
const commit = 'c'.repeat(40);
const ref = 'refs/tags/v1';
const claims: Claims = { iss: 'https://token.actions.githubusercontent.com', sub: `https://github.com/acme/vouched/.github/workflows/release.yml@${ref}`, repository: 'acme/vouched', sha: commit, ref, repository_id: '7', runner_environment: 'github-hosted' };
let sigstore: Sigstore;
let world: World;
let trust: TrustRoots;
beforeAll(async () => {
  [sigstore, world] = await Promise.all([startSigstore(), startWorld([], ownAnalyser())]);
  const material = trustMaterial(sigstore.root, readKeys(sigstore.keys)!);
  trust = { materialFor: async () => material };
});
afterAll(async () => { await Promise.all([sigstore.close(), world.close()]); });

interface Vouching {
  /** What the registry signs, and what the statement is about: the version's own bytes, other ones, or nothing at all. */
  readonly signed?: 'own' | 'other' | 'nothing';
  readonly stated?: 'own' | 'other' | 'nothing' | 'advertised';
  readonly by?: Partial<Claims>;
  /** Who attests; the service that is trusted, unless it is said. */
  readonly service?: Sigstore;
}

/** A version of a package with what vouches for it. */
async function version(name: string, number: string, publishedAt: string, { signed = 'own', stated = 'own', by = {}, service = sigstore }: Vouching = {}): Promise<StandInVersion> {
  const plain: StandInVersion = { version: number, publishedAt, files: { 'index.js': `module.exports = '${number}';\n` } };
  const bytes = packVersion(name, plain);
  const sha512 = createHash('sha512').update(stated === 'other' ? 'other bytes' : bytes).digest('hex');
  const statement = {
    _type: 'https://in-toto.io/Statement/v1', subject: [{ name: `pkg:npm/${name}@${number}`, digest: { sha512 } }], predicateType: slsa,
    predicate: { buildDefinition: { externalParameters: { workflow: { ref, repository: 'https://github.com/acme/vouched', path: '.github/workflows/release.yml' } }, internalParameters: { github: { repository_id: '7' } }, resolvedDependencies: [{ digest: { gitCommit: commit } }] }, runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } } },
  };
  const hasStatement = stated === 'own' || stated === 'other';
  return {
    ...plain, ...(hasStatement ? { attestations: [{ predicateType: slsa, bundle: await service.attest(statement, { ...claims, ...by } as Claims) }] } : {}),
    dist: {
      ...(signed === 'nothing' ? {} : { signatures: [sigstore.signature(name, number, signed === 'own' ? sri(bytes) : sri(Buffer.from('other bytes')))] }),
      ...(stated === 'advertised' ? { attestations: { provenance: { predicateType: slsa } } } : {}),
    },
  };
}

const [long, lately] = ['2026-01-10T00:00:00.000Z', '2026-10-20T00:00:00.000Z'] as const;
async function upgrade(name: string, after: Vouching, before: Vouching = {}): Promise<{ readonly packages: readonly StandInPackage[]; readonly side: (installed: Locks['installed']) => ReturnType<typeof npmRepository> }> {
  const packages = [{ name, versions: [await version(name, '1.0.0', long, before), await version(name, '1.0.1', lately, after)] }];
  for (const one of packages) world.registry.publish(one);
  return { packages, side: (installed) => npmRepository(packages, { installed }) };
}
const mine = (verdict: Verdict) => ({
  outcome: verdict.outcome,
  told: verdict.findings.filter(({ check }) => checks.find(({ id }) => id === check)?.group === 'trust').map(({ check, message, severity, level }) => `${check} ${message} ${severity} ${level}`),
  gaps: verdict.gaps.map(({ check, code, counts }) => `${check} ${code}${counts ? ' counts' : ''}`).filter((gap) => !gap.startsWith('publisher')),
});

describe('a review looks at what vouches for a version', () => {
  test.each<[string, Vouching, Vouching, { readonly outcome: string; readonly told: readonly string[] }]>([
    ['signed and attested', {}, {}, { outcome: 'pass', told: [] }],
    ['signed, and nothing advertised', { stated: 'nothing' }, { stated: 'nothing' }, { outcome: 'pass', told: [] }],
    ['other-bytes-signed', { signed: 'other' }, {}, { outcome: 'block', told: ['registry-signature invalid critical default'] }],
    ['other-bytes-signed-before', { signed: 'other' }, { signed: 'other' }, { outcome: 'pass', told: ['registry-signature invalid low folded'] }],
    ['unsigned', { signed: 'nothing' }, {}, { outcome: 'warn', told: ['registry-signature absent medium default'] }],
    ['about-other-bytes', { stated: 'other' }, {}, { outcome: 'block', told: ['attestation-subject mismatch high default', 'trust-downgrade refused high default'] }],
    ['of-another-build', { by: { repository: 'mallory/evil' } }, {}, { outcome: 'block', told: ['provenance-unbound unbound high default', 'trust-downgrade refused high default'] }],
    ['by-anybody', { by: { iss: 'https://accounts.example' } }, {}, { outcome: 'block', told: ['attestation-invalid issuer high default', 'trust-downgrade refused high default'] }],
    ['advertised-alone', { stated: 'advertised' }, {}, { outcome: 'warn', told: ['trust-downgrade unchecked medium default', 'provenance-missing-but-advertised absent medium folded'] }],
  ])('%s', async (name, after, before, wanted) => {
    const called = `vouched-${name.replaceAll(/\W+/g, '-')}`;
    const { side } = await upgrade(called, after, before);
    const host = memoryHost(side({ [called]: '1.0.0' }), side({ [called]: '1.0.1' }));
    const recorder = recording(world.ports(host, { trust }), world.settings);
    const { verdict } = await review(recorder.ports, world.settings, async () => undefined, new AbortController().signal);
    expect(mine(verdict)).toMatchObject(wanted);
    const { ports, settings: saved } = replaying(recorder.saved(verdict));
    const again = await review({ ...ports, progress: { report: () => undefined } }, { ...saved, checks }, async () => undefined, new AbortController().signal);
    expect(canonicalJson(again.verdict)).toBe(canonicalJson(verdict));
  });

  test('a registry that gives nothing of it is one remark for each, and no finding', async () => {
    const names = ['plain-one', 'plain-two', 'plain-three'];
    const packages = await Promise.all(names.map(async (name) => ({ name, versions: [await version(name, '1.0.0', long, { signed: 'nothing', stated: 'advertised' }), await version(name, '1.0.1', lately, { signed: 'nothing', stated: 'advertised' })] })));
    for (const one of packages) world.registry.publish(one);
    const side = (number: string): ReturnType<typeof npmRepository> => npmRepository(packages, { installed: Object.fromEntries(names.map((name) => [name, number])) });
    const { verdict } = await world.review(memoryHost(side('1.0.0'), side('1.0.1')));
    expect(mine(verdict)).toEqual({ outcome: 'pass', told: [], gaps: ['provenance-missing-but-advertised ATTESTATIONS_NOT_SERVED', 'registry-signature RECORD_INCOMPLETE'] });
  });

  test('a signing service of one\'s own, whose root nobody configured, is a remark; a root that verified the version before is the right one', async () => {
    const other = await startSigstore();
    const strange = trustMaterial(other.root, readKeys(sigstore.keys)!);
    await other.close();
    const { side } = await upgrade('own-service', {});
    const host = memoryHost(side({ 'own-service': '1.0.0' }), side({ 'own-service': '1.0.1' }));
    expect(mine((await world.review(host, { trust: { materialFor: async () => strange } })).verdict)).toEqual({ outcome: 'pass', told: [], gaps: ['attestation-invalid ATTESTATION_UNTRUSTED'] });
    expect(mine((await world.review(host, { trust })).verdict)).toEqual({ outcome: 'pass', told: [], gaps: [] });
  });

  test.each<[string, boolean, { readonly outcome: string; readonly told: readonly string[]; readonly gaps: readonly string[] }]>([
    ['a root that was not refreshed: a warning and a remark', true, { outcome: 'warn', told: ['trust-downgrade unchecked medium default'], gaps: ['attestation-invalid TRUST_ROOT_OLD'] }],
    ['a root that was: a stranger\'s', false, { outcome: 'block', told: ['attestation-invalid certificate high default', 'trust-downgrade refused medium default'], gaps: [] }],
  ])('what newer keys of the signing service made, under %s', async (_name, old, wanted) => {
    const newer = await startSigstore();
    const name = old ? 'rotated' : 'estranged';
    const { side } = await upgrade(name, { service: newer });
    await newer.close();
    const material = trustMaterialOf([{ root: sigstore.root, issuers: publicIssuers, old }], readKeys(sigstore.keys)!);
    expect(mine((await world.review(memoryHost(side({ [name]: '1.0.0' }), side({ [name]: '1.0.1' })), { trust: { materialFor: async () => material } })).verdict)).toEqual(wanted);
  });

  test.each([
    ['counts, whatever the check\'s fail mode', /attestations\/slow-endpoint@1[.]0[.]1/, 'unknown', 'provenance-missing-but-advertised REGISTRY_TIMEOUT counts'],
    ['is a remark where the registry answers no such question', /attestations\/slow-endpoint/, 'pass', 'provenance-missing-but-advertised REGISTRY_TIMEOUT'],
  ])('a time of ours that ran out %s', async (_what, path, outcome, gap) => {
    const { side } = await upgrade('slow-endpoint', {});
    const held = world.registry.fault(path, { kind: 'slow' });
    const limit = limits.attestationsMs as { value: number };
    const standard = limit.value;
    limit.value = 30;
    try {
      const { verdict } = await world.review(memoryHost(side({ 'slow-endpoint': '1.0.0' }), side({ 'slow-endpoint': '1.0.1' })), { trust });
      expect(mine(verdict)).toMatchObject({ outcome, gaps: [gap] });
    } finally {
      limit.value = standard;
      held.clear();
    }
  });
});
