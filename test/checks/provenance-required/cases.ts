import { failed } from '../../../src/core/coverage.js';
import type { LockedPackage } from '../../../src/core/lockfile.js';
import type { Origin, RegistryOrigin } from '../../../src/core/origin.js';
import type { ProvenanceDemand } from '../../../src/core/policy.js';
import type { AttestationEvidence, Outcome, Provenance, VersionTrust } from '../../../src/trust/evidence.types.js';
import { change, gitOrigin, locked, python, trust, type CheckCase, type Given, type GivenFacts, type Wanted } from '../case.js';

const [was, now] = [locked('left', '1.0.0'), locked('left', '1.1.0')];
const repository = 'https://github.com/acme/left';
const build: Provenance = { platform: 'github', repository, workflow: '.github/workflows/release.yml', ref: 'refs/tags/v1.1.0', commit: 'c'.repeat(40), builder: 'https://github.com/actions/runner/github-hosted', builderClass: 'hosted' };
const provenance = (more: Partial<Provenance> = {}, outcome: Outcome = { state: 'verified' }): AttestationEvidence => ({ predicateType: 'https://slsa.dev/provenance/v1', kind: 'provenance', outcome, provenance: { ...build, ...more } });
const publish = (outcome: Outcome = { state: 'verified' }): AttestationEvidence => ({ predicateType: 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1', kind: 'publish', outcome });
const attested = (...attestations: readonly AttestationEvidence[]): VersionTrust => trust({ advertised: true, attestations, attested: attestations.map(({ outcome }) => outcome).find(({ state }) => state !== 'verified') ?? { state: 'verified' } });
const refused: Outcome = { state: 'refused', code: 'SIGNATURE_INVALID' };
const unsure: Outcome = { state: 'could-not-check', code: 'TRUST_ROOT_ABSENT' };

const any: ProvenanceDemand = { packages: ['left'] };
const ofIt: ProvenanceDemand = { packages: ['left'], repository };
const given = (value: GivenFacts['trust'], require: readonly ProvenanceDemand[], after: LockedPackage = now): Given => ({
  changes: [change(was, after)], facts: value === undefined ? [] : [{ of: after, trust: value }], ...(require.length > 0 ? { rules: { provenance: { require } } } : {}),
});
const met = (name: string, value: VersionTrust, ...require: readonly ProvenanceDemand[]): CheckCase => ({ name: `met: ${name}`, given: given(value, require) });
const unmet = (name: string, value: GivenFacts['trust'], require: readonly ProvenanceDemand[], ...fires: readonly Wanted[]): CheckCase => ({
  name: `not met: ${name}`, given: given(value, require), fires: fires.map((one) => ({ severity: 'high', confidence: 'high', level: 'default', change: 'added', ...one })),
});
const from = (name: string, origin: Origin, fires: readonly Wanted[] = [], more: Partial<LockedPackage> = {}): CheckCase => ({ name, given: given(undefined, [any], locked('left', '1.1.0', { origin, ...more })), fires });
const [left, foreign] = [now.origin as RegistryOrigin, { message: 'foreign', severity: 'high', level: 'default' } as const];

export const cases: readonly CheckCase[] = [
  { name: 'without demands nothing is asked', given: given(attested(provenance({}, refused)), []) },
  { name: 'of another package', given: given(trust(), [{ packages: ['right', '@left/*'] }]) },
  met('provenance, of whatever', attested(publish(), provenance()), any),
  met('of the repository, by the machines', attested(provenance()), { ...ofIt, builder: 'hosted' }, any),
  met('the repository as others write it', attested(provenance({ repository: 'https://github.com/Acme/Left' })), { packages: ['left'], repository: 'git+https://GitHub.com/acme/left.git' }),
  met('by the builder\'s id', attested(provenance()), { ...any, builder: build.builder }),
  met('one of two builds', attested(provenance({ repository: 'https://github.com/acme/other' }), provenance()), ofIt),
  met('though another attestation does not hold', attested(publish(refused), provenance()), ofIt),
  met('though another build could not be checked', attested(provenance({}, unsure), provenance()), ofIt),
  met('of the bytes that the record names', { ...attested(provenance()), bytes: 'record' }, ofIt),
  { name: 'met: a scope', given: { changes: [change(undefined, locked('@acme/x', '1.0.0'))], facts: [{ of: locked('@acme/x', '1.0.0'), trust: attested(provenance()) }], rules: { provenance: { require: [{ packages: ['@acme/*'] }] } } } },

  unmet('none', trust(), [any], { message: 'missing', data: { package: 'left', version: '1.1.0' } }),
  unmet('none beside that of a publication', attested(publish()), [any], { message: 'missing' }),
  unmet('of a scope', trust(), [{ packages: ['@acme/*', 'left'] }], { message: 'missing' }),
  unmet('none, asked twice, is told once', trust(), [any, ofIt], { message: 'missing' }),
  unmet('it does not hold', attested(provenance({}, refused)), [any], { message: 'refused', data: { reason: 'SIGNATURE_INVALID' } }),
  unmet('one does not hold, another could not be checked', attested(provenance({}, unsure), provenance({}, refused)), [any], { message: 'refused' }),
  unmet('nothing knows the keys', attested(provenance({}, unsure)), [any], { message: 'unchecked', data: { reason: 'TRUST_ROOT_ABSENT' } }),
  unmet('the endpoint gives nothing', trust({ advertised: true, attested: { state: 'could-not-check', code: 'ENDPOINT_ABSENT' } }), [any], { message: 'unchecked', data: { reason: 'ENDPOINT_ABSENT' } }),
  unmet('the endpoint gives what is no answer', trust({ advertised: true, attested: { state: 'refused', code: 'ATTESTATION_MALFORMED' } }), [any], { message: 'refused' }),
  unmet('attestations past those that are looked at', { ...attested(publish(), { predicateType: '', kind: 'other', outcome: { state: 'could-not-check', code: 'ATTESTATION_LIMIT' } }) }, [any], { message: 'unchecked', data: { reason: 'ATTESTATION_LIMIT' } }),
  unmet('the registry does not answer', { coverage: failed('REGISTRY_TIMEOUT') }, [any], { message: 'unchecked', data: { reason: 'REGISTRY_TIMEOUT' } }),
  unmet('our own load', { coverage: failed('DEADLINE', {}, true) }, [any], { message: 'unchecked', data: { reason: 'DEADLINE' } }),
  unmet('of another repository', attested(provenance({ repository: 'https://github.com/mallory/left' })), [ofIt, any], { message: 'repository', data: { repository: 'https://github.com/mallory/left' } }),
  unmet('of a repository that only begins so', attested(provenance({ repository: `${repository}-pad` })), [ofIt], { message: 'repository' }),
  unmet('of the number of the repository alone', attested(provenance({ repository: 'https://github.com/moved/left', repositoryId: '1' })), [ofIt], { message: 'repository' }),
  unmet('on machines of one\'s own', attested(provenance({ builder: 'https://github.com/actions/runner/self-hosted', builderClass: 'self-hosted' })), [{ ...ofIt, builder: 'hosted' }], { message: 'builder', data: { machines: 'self-hosted' } }),
  unmet('on machines that nobody can tell', attested(provenance({ builderClass: 'unknown' })), [{ ...any, builder: 'hosted' }], { message: 'builder' }),
  unmet('the repository in one build and the builder in another', attested(provenance({ builderClass: 'self-hosted', builder: 'x:1' }), provenance({ repository: 'https://github.com/mallory/left' })), [{ ...ofIt, builder: 'hosted' }], { message: 'builder', data: { builder: 'x:1' } }),
  unmet('two demands, neither met', attested(provenance({ repository: 'https://github.com/mallory/left', builderClass: 'self-hosted' })), [ofIt, { ...any, builder: 'hosted' }], { message: 'repository' }, { message: 'builder' }),
  { name: 'the version before had none either', given: { ...given(trust(), [any]), facts: [{ of: was, trust: trust() }, { of: now, trust: trust() }] }, fires: [{ message: 'missing', level: 'default' }] },
  { name: 'a new package', given: { ...given(trust(), [any]), changes: [change(undefined, now)] }, fires: [{ message: 'missing', data: { before: 'nothing' } }] },
  { name: 'the same version with other bytes', given: { ...given(trust(), [any]), changes: [change(now, now, { kind: 'rewritten' })] }, fires: [{ message: 'missing', level: 'default', change: 'added' }] },
  { name: 'only its entry changes', given: { ...given(trust(), [any]), changes: [change(now, now, { kind: 'metadata' })] } },
  { name: 'it goes', given: { ...given(trust(), [any]), changes: [change(was, undefined)] } },
  { name: 'another package under the demanded name', given: given(trust(), [any], locked('evil', '1.1.0', { alias: 'left' })), fires: [{ message: 'missing', data: { package: 'evil' } }] },
  { name: 'under another name', given: given(trust(), [any], locked('left', '1.1.0', { alias: 'l' })), fires: [{ message: 'missing' }] },

  from('from git', gitOrigin('b'.repeat(40)), [{ ...foreign, data: { source: 'git' } }]),
  from('from an address', { kind: 'url', url: 'https://code.example/left.tgz' }, [foreign]),
  from('a tarball in the repository', { kind: 'repository', path: 'vendor/left.tgz', oid: 'a'.repeat(40) }, [foreign]),
  from('inside another package', { kind: 'bundled', parent: { ...left, name: 'box' }, path: 'node_modules/left' }, [foreign]),
  from('patched, from git', { kind: 'patched', base: gitOrigin('b'.repeat(40)), patch: 'f'.repeat(64) }, [foreign]),
  from('patched, from the registry, without provenance', { kind: 'patched', base: left, patch: 'f'.repeat(64) }, [{ message: 'missing' }]),
  from('a workspace is the repository\'s own', { kind: 'workspace', path: 'packages/left' }),
  from('so is a link', { kind: 'link', path: 'packages/left' }),
  { name: 'a Python package of the same name', given: { changes: [change(undefined, python('left', '1.1.0'))], rules: { provenance: { require: [any] } } } },
  { name: 'from a registry whose keys nobody knows', given: given(attested(provenance({}, unsure)), [any], locked('left', '1.1.0', { origin: { ...left, registry: 'https://npm.example/' } })), fires: [{ message: 'unchecked' }] },
];
