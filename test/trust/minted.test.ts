import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { together, verifyAnswer } from '../../src/trust/answer.js';
import { trustMaterial, verifyAttestation, type Expected, type TrustMaterial } from '../../src/trust/attestation.js';
import type { Outcome } from '../../src/trust/evidence.types.js';
import { readKeys } from '../../src/trust/keys.js';
import { publicIssuers, trustMaterialOf } from '../../src/trust/material.js';
import { verifySignatures } from '../../src/trust/registry-signature.js';
import { startSigstore, type Claims, type Sigstore } from './sigstore.js';

let sigstore: Sigstore;
let other: Sigstore;
let material: TrustMaterial;
beforeAll(async () => {
  [sigstore, other] = await Promise.all([startSigstore(), startSigstore()]);
  material = trustMaterial(sigstore.root, readKeys(sigstore.keys)!)!;
});
afterAll(async () => { await Promise.all([sigstore.close(), other.close()]); });

const sha512 = 'ab'.repeat(64);
const expected: Expected = { name: '@acme/left', version: '1.0.0', sha512 };
const slsa = 'https://slsa.dev/provenance/v1';
const publishType = 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1';
const issuer = 'https://token.actions.githubusercontent.com';
const commit = 'c'.repeat(40);
const workflow = { ref: 'refs/tags/v1.0.0', repository: 'https://github.com/acme/left', path: '.github/workflows/release.yml' };
const claims: Claims = { iss: issuer, sub: 'https://github.com/acme/left/.github/workflows/release.yml@refs/tags/v1.0.0', repository: 'acme/left', sha: commit, ref: 'refs/tags/v1.0.0', repository_id: '7', runner_environment: 'github-hosted', event_name: 'push', workflow: 'release', job_workflow_ref: 'acme/left/.github/workflows/release.yml@refs/tags/v1.0.0' };
const subject = [{ name: 'pkg:npm/%40acme/left@1.0.0', digest: { sha512 } }];
const provenance = (more: object = {}, of: object = {}): object => ({
  _type: 'https://in-toto.io/Statement/v1', subject, predicateType: slsa, ...of,
  predicate: { buildDefinition: { externalParameters: { workflow: { ...workflow, ...more } }, internalParameters: { github: { repository_id: '7' } }, resolvedDependencies: [{ digest: { gitCommit: commit } }] }, runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } } },
});
const published = (more: object = {}): object => ({ _type: 'https://in-toto.io/Statement/v0.1', subject, predicateType: publishType, predicate: { name: '@acme/left', version: '1.0.0', registry: 'https://registry.example', ...more } });
const refused = (code: string): Outcome => ({ state: 'refused', code } as Outcome);
const hole = (code: string): Outcome => ({ state: 'could-not-check', code } as Outcome);
type Json = { [key: string]: unknown };
/** A copy with another value at a path. */
function changed(bundle: object, path: readonly string[], change: (value: never) => unknown): object {
  const copy = structuredClone(bundle) as Json;
  const last = path.at(-1)!;
  const holder = path.slice(0, -1).reduce<Json>((one, key) => one[key] as Json, copy);
  holder[last] = change(holder[last] as never);
  return copy;
}

describe('a build\'s provenance', () => {
  test('of the right build, over the right bytes', async () => {
    expect(verifyAttestation({ predicateType: slsa, bundle: await sigstore.attest(provenance(), claims) }, material, expected)).toEqual({
      predicateType: slsa, kind: 'provenance', outcome: { state: 'verified' }, subject: { name: 'pkg:npm/%40acme/left@1.0.0', sha512 },
      provenance: { platform: 'github', repository: 'https://github.com/acme/left', repositoryId: '7', workflow: '.github/workflows/release.yml', ref: 'refs/tags/v1.0.0', commit, builder: 'https://github.com/actions/runner/github-hosted', builderClass: 'hosted' },
    });
  });
  test.each<[string, object, Partial<Claims>, Outcome]>([
    ['another repository\'s certificate', provenance(), { repository: 'mallory/evil' }, refused('PREDICATE_UNBOUND')], ['another commit', provenance(), { sha: 'd'.repeat(40) }, refused('PREDICATE_UNBOUND')], ['another ref', provenance(), { ref: 'refs/heads/main' }, refused('PREDICATE_UNBOUND')],
    ['a repository of the same name and another number', provenance(), { repository_id: '8' }, refused('PREDICATE_UNBOUND')], ['machines of one\'s own, called hosted', provenance(), { runner_environment: 'self-hosted' }, refused('PREDICATE_UNBOUND')],
    ['another issuer', provenance(), { iss: 'https://issuer.example' }, refused('ISSUER_UNKNOWN')], ['a predicate of another repository', provenance({ repository: 'https://github.com/acme/right' }), {}, refused('PREDICATE_UNBOUND')],
    ['another package', provenance({}, { subject: [{ name: 'pkg:npm/right@1.0.0', digest: { sha512 } }] }), {}, refused('SUBJECT_MISMATCH')], ['other bytes', provenance({}, { subject: [{ ...subject[0], digest: { sha512: 'cd'.repeat(64) } }] }), {}, refused('SUBJECT_MISMATCH')],
    ['no bytes', provenance({}, { subject: [{ name: subject[0]!.name, digest: { sha256: 'ab'.repeat(32) } }] }), {}, refused('SUBJECT_MISMATCH')], ['two subjects', provenance({}, { subject: [...subject, ...subject] }), {}, refused('SUBJECT_MISMATCH')],
    ['no statement', { hello: 'world' }, {}, refused('ATTESTATION_MALFORMED')], ['a predicate of no known form', { ...provenance(), predicate: {} }, {}, hole('ATTESTATION_UNSUPPORTED')],
  ])('%s', async (_name, statement, more, outcome) => {
    expect(verifyAttestation({ predicateType: slsa, bundle: await sigstore.attest(statement, { ...claims, ...more } as Claims) }, material, expected).outcome).toEqual(outcome);
  });
  test('what the predicate leaves out is what the certificate says', async () => {
    const { ref: _ref, ...without } = workflow;
    const bare = { ...provenance(), predicate: { buildDefinition: { externalParameters: { workflow: without }, resolvedDependencies: [{ digest: { gitCommit: commit } }] }, runDetails: { builder: { id: 'https://builder.example' } } } };
    const evidence = verifyAttestation({ predicateType: slsa, bundle: await sigstore.attest(bare, { ...claims, ref: 'refs/pull/7/merge', repository_id: '8', runner_environment: 'self-hosted' }) }, material, expected);
    expect(evidence).toMatchObject({ outcome: { state: 'verified' }, provenance: { ref: 'refs/pull/7/merge', repositoryId: '8', builderClass: 'self-hosted' } });
  });
  test.each<[string, string, object, Outcome]>([
    ['its own', 'acme/left/.github/workflows/release.yml@refs/tags/v1.0.0', {}, { state: 'verified' }], ['another', 'acme/left/.github/workflows/evil.yml@refs/tags/v1.0.0', {}, refused('PREDICATE_UNBOUND')],
    ['one in another case', 'acme/left/.github/workflows/Release.yml@refs/tags/v1.0.0', {}, refused('PREDICATE_UNBOUND')], ['one of another repository', 'acme/right/.github/workflows/release.yml@refs/tags/v1.0.0', {}, refused('PREDICATE_UNBOUND')],
    ['one of another repository, as stated', 'acme/all/.github/workflows/release.yml@refs/heads/main', { path: 'acme/all/.github/workflows/release.yml' }, { state: 'verified' }],
  ])('a certificate that names a workflow: %s', async (_name, own, more, outcome) => {
    expect(verifyAttestation({ predicateType: slsa, bundle: await sigstore.attest(provenance(more), { ...claims, workflow_ref: own }) }, material, expected).outcome).toEqual(outcome);
  });
  test.each<[string, string, object, Outcome]>([
    ['a branch', 'refs/heads/main', { CI_COMMIT_REF_NAME: 'main', CI_COMMIT_BRANCH: 'main' }, { state: 'verified' }], ['a tag', 'refs/tags/v1.0.0', { CI_COMMIT_REF_NAME: 'v1.0.0' }, { state: 'verified' }],
    ['another branch', 'refs/heads/evil', { CI_COMMIT_REF_NAME: 'main' }, refused('PREDICATE_UNBOUND')], ['a branch that only ends alike', 'refs/heads/evil/main', { CI_COMMIT_REF_NAME: 'main' }, refused('PREDICATE_UNBOUND')],
  ])('of GitLab, which states the bare name of %s', async (_name, ref, parameters, outcome) => {
    // The stand-in for Fulcio writes repositories of one host alone.
    const elsewhere = trustMaterial(sigstore.root, readKeys(sigstore.keys)!, [{ platform: 'gitlab', issuer: 'https://gitlab.com', host: 'https://github.com' }])!;
    const statement = { _type: 'https://in-toto.io/Statement/v0.1', subject, predicateType: 'https://slsa.dev/provenance/v0.2', predicate: {
      buildType: 'https://github.com/npm/cli/gitlab/v0alpha1', builder: { id: 'https://gitlab.com/acme/left/-/runners/12' },
      invocation: { configSource: { uri: 'git+https://github.com/acme/left', digest: { sha1: commit }, entryPoint: 'publish' }, parameters: { ...parameters, CI_PROJECT_ID: '7' } },
    } };
    const token = { ...claims, iss: 'https://gitlab.com', ref, runner_environment: 'gitlab-hosted', sub: `https://gitlab.com/acme/left//.gitlab-ci.yml@${ref}` };
    expect(verifyAttestation({ bundle: await sigstore.attest(statement, token) }, elsewhere, expected).outcome).toEqual(outcome);
  });
  test.each<[string, Outcome]>([
    ['/acme', { state: 'verified' }], ['.evil.example', refused('ISSUER_UNKNOWN')], ['/acme/more', refused('ISSUER_UNKNOWN')], ['/', refused('ISSUER_UNKNOWN')],
  ])('of an enterprise whose issuer has its name behind it: %s', async (behind, outcome) => {
    expect(verifyAttestation({ bundle: await sigstore.attest(provenance(), { ...claims, iss: `${issuer}${behind}` }) }, material, expected).outcome).toEqual(outcome);
  });
  test('the outer type says something else', async () => {
    expect(verifyAttestation({ predicateType: publishType, bundle: await sigstore.attest(provenance(), claims) }, material, expected).outcome).toEqual(refused('TYPE_MISMATCH'));
  });
  test('of another instance, and without a root', async () => {
    const bundle = await other.attest(provenance(), claims);
    expect(verifyAttestation({ predicateType: slsa, bundle }, material, expected).outcome.state).toBe('refused');
    expect(verifyAttestation({ predicateType: slsa, bundle }, undefined, expected).outcome).toEqual(hole('TRUST_ROOT_ABSENT'));
  });
  test('under a root that nobody refreshed: what leads elsewhere may lead to a newer one, what was altered was altered', async () => {
    const old = trustMaterialOf([{ root: sigstore.root, issuers: publicIssuers, old: true }], readKeys(sigstore.keys)!)!;
    const served = async (by: Sigstore, change?: (bundle: object) => object): Promise<unknown> => { const bundle = await by.attest(provenance(), claims); return { predicateType: slsa, bundle: change ? change(bundle) : bundle }; };
    expect(verifyAttestation(await served(sigstore), old, expected).outcome).toEqual({ state: 'verified' });
    expect(verifyAttestation(await served(other), old, expected).outcome).toEqual(hole('TRUST_ROOT_OLD'));
    const forged = Buffer.from(JSON.stringify(provenance({ repository: 'https://github.com/mallory/evil' }))).toString('base64');
    expect(verifyAttestation(await served(sigstore, (bundle) => changed(bundle, ['dsseEnvelope', 'payload'], () => forged)), old, expected).outcome.state).toBe('refused');
    expect(verifyAttestation({ predicateType: slsa, bundle: await sigstore.attest(provenance(), { ...claims, repository: 'mallory/evil' }) }, old, expected).outcome).toEqual(refused('PREDICATE_UNBOUND'));
  });
  test('altered by anybody afterwards', async () => {
    const bundle = await sigstore.attest(provenance(), claims);
    const forged = Buffer.from(JSON.stringify(provenance({ repository: 'https://github.com/mallory/evil' }))).toString('base64');
    for (const spoiled of [
      changed(bundle, ['dsseEnvelope', 'payload'], () => forged), changed(bundle, ['dsseEnvelope', 'payloadType'], () => 'text/plain'), changed(bundle, ['dsseEnvelope', 'signatures'], ([one]: { sig: string }[]) => [{ ...one, sig: Buffer.from('x').toString('base64') }]),
      changed(bundle, ['verificationMaterial', 'tlogEntries'], () => []), changed(bundle, ['mediaType'], () => 'text/plain'),
    ]) expect(verifyAttestation({ predicateType: slsa, bundle: spoiled }, material, expected).outcome.state).not.toBe('verified');
  });
  test.each<[string, unknown, Outcome]>([
    ['nothing', null, refused('ATTESTATION_MALFORMED')], ['no bundle', { predicateType: slsa }, refused('ATTESTATION_MALFORMED')], ['an empty bundle', { predicateType: slsa, bundle: {} }, refused('ATTESTATION_MALFORMED')],
    ['a bundle of any size', { predicateType: slsa, bundle: { x: 'y'.repeat(1_000_001) } }, hole('ATTESTATION_LIMIT')], ['a hundred timestamps', { predicateType: slsa, bundle: { verificationMaterial: { timestampVerificationData: { rfc3161Timestamps: Array(100).fill({}) } } } }, hole('ATTESTATION_LIMIT')], ['a certificate of any size', { predicateType: slsa, bundle: { verificationMaterial: { certificate: { rawBytes: 'A'.repeat(50_001) } } } }, hole('ATTESTATION_LIMIT')], ['a thousand log entries', { predicateType: slsa, bundle: { verificationMaterial: { tlogEntries: Array(1_000).fill({}) } } }, hole('ATTESTATION_LIMIT')],
  ])('%s', (_name, served, outcome) => { expect(verifyAttestation(served, material, expected).outcome).toEqual(outcome); });
});

test('an outer type of any length is not kept', () => {
  expect(verifyAttestation({ predicateType: 'x'.repeat(3_000_000), bundle: {} }, material, expected)).toEqual({ predicateType: '', kind: 'other', outcome: refused('ATTESTATION_MALFORMED') });
});

describe('a registry\'s own word', () => {
  test('of this version, of another, and with a key that nobody knows', async () => {
    const outcome = (bundle: object): Outcome => verifyAttestation({ predicateType: publishType, bundle }, material, expected).outcome;
    expect(outcome(await sigstore.publish(published()))).toEqual({ state: 'verified' });
    expect(outcome(await sigstore.publish(published({ version: '1.0.1' })))).toEqual(refused('SUBJECT_MISMATCH'));
    expect(outcome(await other.publish(published()))).toEqual(hole('KEY_UNKNOWN'));
  });
  test('an answer with both, and one of which only one is good', async () => {
    const both = [{ predicateType: slsa, bundle: await sigstore.attest(provenance(), claims) }, { predicateType: publishType, bundle: await sigstore.publish(published()) }];
    const all = (answer: unknown): Outcome => together(verifyAnswer(answer, material, expected)!.map(({ outcome }) => outcome));
    expect(all({ attestations: both })).toEqual({ state: 'verified' });
    expect(all({ attestations: [both[0], { predicateType: slsa, bundle: both[1]!.bundle }] })).toEqual(refused('TYPE_MISMATCH'));
    expect(all({ attestations: [] })).toEqual(hole('ATTESTATIONS_ABSENT'));
    expect(all({ attestations: Array(17).fill(both[1]) })).toEqual(hole('ATTESTATION_LIMIT'));
    expect([verifyAnswer([], material, expected), verifyAnswer({ error: 'x' }, material, expected)]).toEqual([undefined, undefined]);
  });
  test('its signature, with a key before and past its end', () => {
    const [key] = readKeys(sigstore.keys)!;
    const integrity = `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`;
    const signed = { name: '@acme/left', version: '1.0.0', integrity, publishedAt: 1_000 };
    const signatures = [sigstore.signature(signed.name, signed.version, integrity)];
    expect(verifySignatures(signatures, signed, [key!])).toEqual({ state: 'verified' });
    expect(verifySignatures(signatures, signed, [{ ...key!, until: 999 }])).toEqual(refused('KEY_EXPIRED'));
    expect(verifySignatures(signatures, signed, [{ ...key!, usage: 'npm:attestations' }])).toEqual(hole('KEY_UNKNOWN'));
    expect(verifySignatures([...signatures, { ...signatures[0]!, sig: 'AAAA' }], signed, [key!])).toEqual(refused('SIGNATURE_INVALID'));
  });
});
