import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyAttestation } from '../../src/trust/attestation.js';
import type { Outcome } from '../../src/trust/evidence.types.js';
import { readKeys, type RegistryKey } from '../../src/trust/keys.js';
import { publicIssuers, trustMaterial, trustMaterialOf, type TrustedIssuer, type TrustMaterial } from '../../src/trust/material.js';
import { startSigstore, type Claims, type Sigstore } from './sigstore.js';

let open: Sigstore;
let own: Sigstore;
let other: Sigstore;
beforeAll(async () => { [open, own, other] = await Promise.all([startSigstore(), startSigstore(), startSigstore()]); });
afterAll(async () => { await Promise.all([open, own, other].map((one) => one.close())); });

const sha512 = 'ab'.repeat(64);
const expected = { name: 'left', version: '1.0.0', sha512 };
const commit = 'c'.repeat(40);
const slsa = 'https://slsa.dev/provenance/v1';
const publishType = 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1';
const enterprise: TrustedIssuer = { platform: 'github', issuer: 'https://ghe.example/_services/token', host: 'https://ghe.example' };
const claims: Claims = { iss: publicIssuers[0]!.issuer, sub: 'https://github.com/acme/left', repository: 'acme/left', sha: commit, ref: 'refs/heads/main', repository_id: '7', runner_environment: 'github-hosted' };
const subject = [{ name: 'pkg:npm/left@1.0.0', digest: { sha512 } }];
const built = (host = 'https://github.com'): object => ({
  _type: 'https://in-toto.io/Statement/v1', subject, predicateType: slsa,
  predicate: { buildDefinition: { externalParameters: { workflow: { ref: 'refs/heads/main', repository: `${host}/acme/left`, path: '.github/workflows/release.yml' } }, resolvedDependencies: [{ digest: { gitCommit: commit } }] }, runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } } },
});
const published = { _type: 'https://in-toto.io/Statement/v0.1', subject, predicateType: publishType, predicate: { name: 'left', version: '1.0.0' } };
const verified: Outcome = { state: 'verified' };
const keysOf = (...all: readonly Sigstore[]): readonly RegistryKey[] => all.flatMap(({ keys }) => readKeys(keys)!);
const outcome = (material: TrustMaterial | undefined, bundle: object): Outcome => verifyAttestation({ bundle }, material, expected).outcome;
const altered = (bundle: object): object => ({ ...bundle, dsseEnvelope: { ...(bundle as { dsseEnvelope: object }).dsseEnvelope, payload: Buffer.from(JSON.stringify(built('https://evil.example'))).toString('base64') } });

describe('two instances, tried in turn', () => {
  let both: readonly TrustMaterial[];
  beforeAll(() => {
    const roots = [open, own].map(({ root }) => ({ root, issuers: publicIssuers }));
    both = [roots, roots.toReversed()].map((given) => trustMaterialOf(given, keysOf(open, own))!);
  });
  test('verify what either signed, by a build or with a key, in any order', async () => {
    for (const signer of [open, own]) for (const bundle of [await signer.attest(built(), claims), await signer.publish(published)]) for (const material of both) expect(outcome(material, bundle)).toEqual(verified);
  });
  test('refuse what both refuse, altered or of nobody that is trusted', async () => {
    for (const signer of [open, own]) for (const material of both) {
      expect(outcome(material, altered(await signer.attest(built(), claims))).state).toBe('refused');
      expect(outcome(material, altered(await signer.publish(published))).state).toBe('refused');
    }
    for (const material of both) expect(outcome(material, await other.attest(built(), claims))).toEqual({ state: 'refused', code: 'CERTIFICATE_UNTRUSTED' });
  });
  test('a key that neither knows is not found out, and one that both logs are asked about is', async () => {
    for (const material of both) expect(outcome(material, await other.publish(published))).toEqual({ state: 'could-not-check', code: 'KEY_UNKNOWN' });
  });
  test('the one that knows who signed says why not', async () => {
    const foreign = await own.attest(built(), { ...claims, repository: 'mallory/evil' });
    for (const material of both) expect(outcome(material, foreign)).toEqual({ state: 'refused', code: 'PREDICATE_UNBOUND' });
  });
});

/** Material whose instances answer as they are told. */
const told = (...instances: readonly { readonly throws?: Error; readonly issuers?: readonly TrustedIssuer[]; readonly oids?: { readonly [number: number]: string } }[]): TrustMaterial => ({
  keys: [], digest: '', instances: instances.map(({ throws, oids = {}, issuers = publicIssuers }) => ({ issuers, verifier: { verify: () => {
    if (throws) throw throws;
    return { key: undefined, identity: { oids: Object.entries(oids).map(([number, value]) => ({ oid: { id: [1, 3, 6, 1, 4, 1, 57_264, 1, Number(number)] }, value: Buffer.from(Number(number) >= 8 ? `\u000c${String.fromCharCode(value.length)}${value}` : value) })) } };
  } } as never })),
});

describe('whose builds an instance is believed on', () => {
  const oids = (issuer: string, host: string, more: object = {}): { readonly [number: number]: string } => ({ 8: issuer, 12: `${host}/acme/left`, 13: commit, 14: 'refs/heads/main', 11: 'github-hosted', ...more });
  const refused = (code: string): Outcome => ({ state: 'refused', code } as Outcome);
  const old = { 1: enterprise.issuer, 3: commit, 5: 'acme/left', 6: 'refs/heads/main' };
  test.each<[string, readonly TrustedIssuer[], { readonly [number: number]: string }, string, Outcome]>([
    ['a server of one\'s own', [enterprise], oids(enterprise.issuer, enterprise.host), enterprise.host, verified],
    ['its host in any case', [{ ...enterprise, host: 'https://GHE.example' }], oids(enterprise.issuer, enterprise.host), enterprise.host, verified],
    ['a certificate that names no host', [enterprise], old, enterprise.host, verified],
    ['a certificate that names no host, of a predicate elsewhere', [enterprise], old, 'https://github.com', refused('PREDICATE_UNBOUND')],
    ['its issuer, where only the public ones are believed', publicIssuers, oids(enterprise.issuer, enterprise.host), enterprise.host, refused('ISSUER_UNKNOWN')],
    ['the public issuer, where only its own is believed', [enterprise], oids(publicIssuers[0]!.issuer, 'https://github.com'), 'https://github.com', refused('ISSUER_UNKNOWN')],
    ['its issuer, on a repository of the public host', [enterprise, ...publicIssuers], oids(enterprise.issuer, 'https://github.com'), 'https://github.com', refused('PREDICATE_UNBOUND')],
    ['a host that only begins the same', [{ ...enterprise, host: 'https://ghe.exam' }], oids(enterprise.issuer, enterprise.host), enterprise.host, refused('PREDICATE_UNBOUND')],
    ['an issuer of another platform', [{ ...enterprise, platform: 'gitlab' }], oids(enterprise.issuer, enterprise.host), enterprise.host, refused('ISSUER_UNKNOWN')],
    ['two hosts of one issuer', [{ ...enterprise, host: 'https://other.example' }, enterprise], oids(enterprise.issuer, enterprise.host), enterprise.host, verified],
  ])('%s', async (_name, issuers, certificate, host, wanted) => {
    expect(outcome(told({ issuers, oids: certificate }), await open.attest(built(host), claims))).toEqual(wanted);
  });
  test('what one could not tell is left open by one that does not know who signed, and refused by one that does', async () => {
    const bundle = await open.attest(built(), claims);
    const unsupported = new Error('no such thing');
    const { root } = other;
    const stranger = trustMaterial(root, [])!.instances[0]!;
    const withStranger = (material: TrustMaterial): TrustMaterial => ({ ...material, instances: [stranger, ...material.instances] });
    expect(outcome(withStranger(told({ throws: unsupported })), bundle)).toEqual({ state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' });
    expect(outcome(told({ throws: unsupported }, { oids: oids(publicIssuers[0]!.issuer, 'https://github.com', { 13: 'd'.repeat(40) }) }), bundle)).toEqual(refused('PREDICATE_UNBOUND'));
    expect(outcome(told({ oids: oids(publicIssuers[0]!.issuer, 'https://github.com', { 13: 'd'.repeat(40) }) }, { throws: unsupported }), bundle)).toEqual(refused('PREDICATE_UNBOUND'));
  });
});

describe('an instance with timestamps in place of a log', () => {
  let stamps: Sigstore;
  beforeAll(async () => { stamps = await startSigstore('timestamps'); });
  afterAll(async () => { await stamps.close(); });
  test('is believed by its root, alone and beside another, in any order', async () => {
    const bundle = await stamps.attest(built(), claims);
    const [own, other] = [stamps, open].map(({ root }) => ({ root, issuers: publicIssuers }));
    for (const given of [[own!], [own!, other!], [other!, own!]]) {
      expect(outcome(trustMaterialOf(given, []), bundle)).toEqual(verified);
      expect(outcome(trustMaterialOf(given, []), altered(bundle)).state).toBe('refused');
    }
    expect(outcome(trustMaterialOf([other!], []), bundle).state).toBe('refused');
    expect(outcome(trustMaterialOf([own!, other!], []), await open.attest(built(), claims))).toEqual(verified);
  });
  test('a log\'s word is none where no log is trusted, and nobody\'s time is', async () => {
    const mixed = trustMaterial({ ...open.root, tlogs: [], timestampAuthorities: (stamps.root as { timestampAuthorities: unknown }).timestampAuthorities }, []);
    expect(outcome(mixed, await open.attest(built(), claims)).state).toBe('refused');
    const bundle = structuredClone(await stamps.attest(built(), claims)) as { verificationMaterial: { timestampVerificationData: unknown } };
    bundle.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [] };
    expect(outcome(trustMaterial(stamps.root, []), bundle).state).toBe('refused');
  });
});

describe.each(['dsse', 'hashedrekord'] as const)('an instance with a log of Rekor\'s second form, whose entries are of kind %s', (kind) => {
  let second: Sigstore;
  beforeAll(async () => { second = await startSigstore(kind); });
  afterAll(async () => { await second.close(); });
  test('is believed by its root, and what was altered, or is in no such log, is refused', async () => {
    const bundle = await second.attest(built(), claims);
    const entries = (bundle as { verificationMaterial: { tlogEntries: readonly { kindVersion: object }[] } }).verificationMaterial.tlogEntries;
    expect(entries.map(({ kindVersion }) => kindVersion)).toEqual([{ kind, version: '0.0.2' }]);
    expect(outcome(trustMaterial(second.root, []), bundle)).toEqual(verified);
    expect(outcome(trustMaterial(second.root, []), altered(bundle)).state).toBe('refused');
    expect(outcome(trustMaterial(open.root, []), bundle).state).toBe('refused');
    expect(outcome(trustMaterial({ ...second.root, tlogs: (open.root as { tlogs: unknown }).tlogs }, []), bundle).state).toBe('refused');
    expect(outcome(trustMaterial({ ...second.root, timestampAuthorities: [] }, []), bundle).state).toBe('refused');
    const other = await second.attest({ ...built(), more: 1 }, claims) as { verificationMaterial: { tlogEntries: unknown } };
    const swapped = structuredClone(bundle) as { verificationMaterial: { tlogEntries: unknown } };
    swapped.verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries;
    expect(outcome(trustMaterial(second.root, []), swapped).state).toBe('refused');
  });
});

describe('what material is', () => {
  test('its digest names roots, issuers and keys', () => {
    const root = (issuers = publicIssuers, one = open): { root: unknown; issuers: readonly TrustedIssuer[] } => ({ root: one.root, issuers });
    const [key] = keysOf(open);
    const all = [
      trustMaterialOf([root()], [key!]), trustMaterialOf([root()], []), trustMaterialOf([root()], [{ ...key!, until: 5 }]), trustMaterialOf([root()], [{ ...key!, from: 0 }]), trustMaterialOf([root()], [{ ...key!, usage: 'npm:signatures' }]), trustMaterialOf([root()], keysOf(other)),
      trustMaterialOf([root([])], [key!]), trustMaterialOf([root([enterprise])], [key!]), trustMaterialOf([root(publicIssuers, own)], [key!]), trustMaterialOf([root(), root(publicIssuers, own)], [key!]), trustMaterialOf([], [key!]),
    ].map((one) => one!.digest);
    expect(new Set(all).size).toBe(all.length);
    expect(trustMaterial(structuredClone(open.root), keysOf(open))!.digest).toBe(all[0]);
  });
  test.each<[string, (root: Record<string, unknown>) => unknown]>([
    ['nothing', () => null], ['an empty object', () => ({})], ['a list', () => []], ['another document', (root) => ({ ...root, mediaType: 'application/json' })], ['one without authorities', (root) => ({ ...root, certificateAuthorities: [] })],
    ['one that says nothing of when', (root) => ({ ...root, tlogs: [] })], ['one whose certificate is none', (root) => ({ ...root, certificateAuthorities: [{ subject: {}, certChain: { certificates: [{ rawBytes: 'AAAA' }] } }] })],
    ['one whose log has no key', (root) => ({ ...root, tlogs: [{ baseUrl: 'x' }] })],
  ])('%s is no root', (_name, change) => { expect(trustMaterial(change(open.root as Record<string, unknown>), [])).toBeUndefined(); });
  test('without a root, attestations could not be checked', async () => {
    expect(outcome(trustMaterialOf([], keysOf(open)), await open.publish(published))).toEqual({ state: 'could-not-check', code: 'TRUST_ROOT_ABSENT' });
  });
});
