import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { trustMaterial, verifyAttestation } from '../../src/trust/attestation.js';
import { readKeys } from '../../src/trust/keys.js';
import { verifySignatures } from '../../src/trust/registry-signature.js';
import { workflowPath } from '../../src/trust/statement.js';

const read = (path: string): unknown => JSON.parse(readFileSync(`test/data/provenance/${path}`, 'utf8').replace(/^\uFEFF/, '')) as unknown;
interface Facts { readonly purl: string; readonly sha512: string; readonly repo?: string; readonly path?: string; readonly ref?: string; readonly commit?: string; readonly builder?: string }
interface Recorded { readonly outerPredicateType?: string; readonly crypto: string; readonly code?: string; readonly facts?: Facts }
interface Case extends Partial<Recorded> { readonly file: string; readonly attestations?: readonly Recorded[] }

const { cases } = read('expected.json') as { readonly cases: readonly Case[] };
const keys = readKeys(read('trust/npm-keys.tuf-target.json'))!;
const material = trustMaterial(read('trust/trusted_root.public-good.json'), keys)!;

/** The version that a file speaks of, and the bytes that a lockfile pins for it: those of an honest attestation. */
function expectedOf({ file, attestations = [] }: Case): { readonly name: string; readonly version: string; readonly sha512: string } {
  const own = attestations.find((one) => one.crypto === 'ok' && one.facts)?.facts;
  const [, name = '', version = ''] = /^pkg:npm\/(.+)@([^@]+)$/.exec(own?.purl ?? '') ?? [];
  return { name: name.replace('%40', '@') || file, version, sha512: own?.sha512 ?? '' };
}

describe.each(cases.filter(({ file }) => file.startsWith('attestations/')).map((one) => [one.file, one] as const))('%s', (file, one) => {
  const served = (read(file) as { readonly attestations: readonly unknown[] }).attestations;
  test.each(one.attestations!.map((recorded, index) => [recorded.outerPredicateType!, recorded, index] as const))('%s', (_type, recorded, index) => {
    const evidence = verifyAttestation(served[index], material, expectedOf(one));
    expect(evidence.outcome.state).toBe(recorded.crypto === 'ok' ? 'verified' : 'refused');
    if (evidence.kind === 'provenance' && recorded.crypto === 'ok') expect(evidence.provenance).toMatchObject({ repository: recorded.facts!.repo, workflow: workflowPath(recorded.facts!.path!), ref: recorded.facts!.ref, commit: recorded.facts!.commit, builder: recorded.facts!.builder, builderClass: 'hosted' });
  });
});

describe('bundles alone', () => {
  const bundles = cases.filter(({ file }) => file.startsWith('bundles/'));
  test('all of them are looked at', () => { expect(bundles.length + cases.filter(({ file }) => file.startsWith('attestations/')).length).toBe(cases.length); });
  test.each(bundles.map((one) => [one.file, one] as const))('%s', (file, one) => {
    const [recorded, ...more] = one.attestations!;
    expect(more).toEqual([]);
    const evidence = verifyAttestation({ bundle: read(file) }, material, expectedOf(one));
    expect(evidence.outcome.state).toBe(recorded!.crypto === 'ok' ? 'verified' : 'refused');
    if (evidence.kind === 'provenance') expect(evidence.provenance).toMatchObject({ repository: recorded!.facts!.repo, workflow: workflowPath(recorded!.facts!.path!), ref: recorded!.facts!.ref, commit: recorded!.facts!.commit, builder: recorded!.facts!.builder, builderClass: 'hosted' });
  });
});

describe('registry signatures that were recorded', () => {
  test.each([['lodash.117-signed-versions.json', 117], ['tslib.35-signed-versions.bom.json', 35], ['has-package-exports.json', 11], ['ljharb__has-package-exports-patterns.json', 3]])('%s', (file, count) => {
    const { name, versions } = read(`packuments/${file}`) as { readonly name: string; readonly versions: { readonly [version: string]: { readonly dist: { readonly integrity: string; readonly signatures?: readonly { readonly keyid: string; readonly sig: string }[] } } } };
    const signed = Object.entries(versions).filter(([, { dist }]) => dist.signatures);
    expect(signed).toHaveLength(count);
    for (const [version, { dist }] of signed) expect([version, verifySignatures(dist.signatures!, { name, version, integrity: dist.integrity }, keys)]).toEqual([version, { state: 'verified' }]);
    const [[version, { dist }]] = signed as [[string, (typeof signed)[0][1]]];
    expect(verifySignatures(dist.signatures!, { name, version, integrity: `${dist.integrity.slice(0, -4)}AA==` }, keys)).toEqual({ state: 'refused', code: 'SIGNATURE_INVALID' });
    expect(verifySignatures(dist.signatures!, { name, version, integrity: dist.integrity }, [])).toEqual({ state: 'could-not-check', code: 'KEYS_ABSENT' });
    expect(verifySignatures([], { name, version, integrity: dist.integrity }, keys)).toEqual({ state: 'could-not-check', code: 'KEY_UNKNOWN' });
  });
});
