import type { ErrorCode } from '../../../src/core/errors.js';
import type { VersionTrust } from '../../../src/trust/evidence.types.js';
import { locked, trust, type CheckCase } from '../case.js';
import { advertising, attestation, attested, both, hole, manyVouchedFor, refused, signedWith, verified, vouchedFor, publicOnly } from '../vouched-cases.js';

const versions = both(advertising());
const good = attested(attestation(verified));
const absent: Partial<VersionTrust> = { ...attested(), attested: hole('ENDPOINT_ABSENT') };
const failing = (code: ErrorCode, ours = false): Partial<VersionTrust> => ({ ...attested(), attested: hole('ENDPOINT_FAILED'), unanswered: { code, ours } });
const publish = attestation(verified, { kind: 'publish', predicateType: 'https://publish.example' });
const others = (attestations: boolean, name = 'right', registry = 'default') => [{ registry, name, signatures: true, attestations }];
const loud = { severity: 'medium', level: 'default' } as const;

export const cases: readonly CheckCase[] = [
  { name: 'served on both sides', given: vouchedFor(good, good, { versions }) },
  { name: 'not advertised', given: vouchedFor({}) },
  { name: 'a mirror that passes records on and nothing else: one hole', given: manyVouchedFor(['left', 'right', 'up'], absent, absent, { versions }), gaps: ['ATTESTATIONS_NOT_SERVED'] },
  { name: 'a mirror that has an empty list for all', given: manyVouchedFor(['left', 'right'], attested(), attested(), { versions }), gaps: ['ATTESTATIONS_NOT_SERVED'] },
  { name: 'a mirror that answers something else', given: vouchedFor({ ...attested(), attested: refused('ATTESTATION_MALFORMED') }, absent, { versions }), gaps: ['ATTESTATIONS_NOT_SERVED'] },
  { name: 'the version before has them: told as what is lost', given: vouchedFor(absent, good, { versions }), fires: [{ message: 'absent', severity: 'medium', level: 'folded', change: 'worsened', data: { type: 'https://slsa.dev/provenance/v1', registry: 'default' } }] },
  { name: 'an empty list, where the version before has them', given: vouchedFor(attested(), good, { versions }), fires: [{ message: 'empty', severity: 'medium', level: 'folded' }] },
  { name: 'an answer that is no list, where the version before has them', given: vouchedFor({ ...attested(), attested: refused('ATTESTATION_MALFORMED') }, good, { versions }), fires: [{ message: 'empty', severity: 'medium', level: 'folded' }] },
  { name: 'new here, and the registry serves those of another package', given: vouchedFor(absent, undefined, { versions, isNew: true, served: others(true) }), fires: [{ message: 'absent', ...loud, change: 'added' }] },
  { name: 'another registry serves some', given: vouchedFor(absent, undefined, { versions, isNew: true, served: others(true, 'right', 'https://other.example/') }), gaps: ['ATTESTATIONS_NOT_SERVED'] },
  { name: 'earlier reviews saw it serve this package\'s', given: vouchedFor(absent, absent, { versions, seen: { served: others(true, 'left') } }), fires: [{ message: 'absent', ...loud, change: 'added' }] },
  { name: 'earlier reviews saw it serve some', given: vouchedFor(absent, undefined, { versions, isNew: true, seen: { hosts: [{ registry: 'default', signatures: 'none', attestations: true }] } }), fires: [{ message: 'absent', ...loud }] },
  { name: 'earlier reviews never saw it serve any', given: vouchedFor(absent, undefined, { versions, isNew: true, seen: { served: others(false, 'left'), hosts: [{ registry: 'default', signatures: 'all', attestations: false }] } }), gaps: ['ATTESTATIONS_NOT_SERVED'] },
  { name: 'the version before lacks them too, and the registry serves others', given: vouchedFor(absent, absent, { versions, served: others(true) }), fires: [{ message: 'absent', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'a registry that stopped: several together', given: manyVouchedFor(['left', 'right', 'up'], absent, absent, { versions, seen: { served: [...others(true, 'left'), ...others(true, 'right'), ...others(true, 'up')] } }), fires: [{ message: 'several', ...loud, data: { count: 3, registry: 'default' } }] },

  { name: 'no version is said to have any, where an earlier review saw some', given: vouchedFor({}, {}, { seen: { served: others(true, 'left') } }), fires: [{ message: 'stopped', ...loud, change: 'worsened', data: { registry: 'default' } }] },
  { name: 'of several packages', given: manyVouchedFor(['left', 'right'], {}, {}, { seen: { served: [...others(true, 'left'), ...others(true, 'right')] } }), fires: [{ message: 'registry-stopped', ...loud }] },
  { name: 'no version is said to have any, where an earlier review saw some of another package', given: vouchedFor({}, {}, { seen: { served: others(true) } }) },
  { name: 'this version alone has none', given: vouchedFor({}, good, { versions: { ...versions, '1.1.0': both(signedWith('SHA256:one'))['1.1.0']! }, seen: { served: others(true, 'left') } }) },

  { name: 'the type that the record tells of is not among them', given: vouchedFor(attested(publish), good, { versions }), fires: [{ message: 'without', severity: 'medium', level: 'folded', change: 'worsened' }] },
  { name: 'of another version of the same specification', given: vouchedFor(attested(attestation(verified, { predicateType: 'https://slsa.dev/provenance/v0.2' })), good, { versions }) },
  { name: 'a later version of it, which is not read', given: vouchedFor(attested(attestation(hole('ATTESTATION_UNSUPPORTED'), { predicateType: 'https://slsa.dev/provenance/v2', kind: 'other' })), good, { versions: both(advertising('https://slsa.dev/provenance/v2')) }) },
  { name: 'the record tells of no statement of a build', given: vouchedFor(attested(publish), good, { versions: both(advertising('https://publish.example')) }) },
  { name: 'more were served than are looked at', given: vouchedFor(attested(publish, attestation(hole('ATTESTATION_LIMIT'), { kind: 'other', predicateType: '' })), good, { versions }) },
  { name: 'neither did the version before have that type', given: vouchedFor(attested(publish), attested(publish), { versions }), fires: [{ message: 'without', level: 'folded', change: 'standing' }] },

  { name: 'an endpoint that fails for all: one hole', given: manyVouchedFor(['left', 'right', 'up'], failing('REGISTRY_ERROR'), absent, { versions }), gaps: ['REGISTRY_ERROR'] },
  { name: 'an endpoint that is too slow', given: manyVouchedFor(['left'], failing('REGISTRY_TIMEOUT', true), absent, { versions }), gaps: ['REGISTRY_TIMEOUT'] },
  { name: 'one that was not asked since our time ran out, beside one that failed: the one does not hide the other', given: { ...manyVouchedFor(['left', 'up'], failing('REGISTRY_ERROR'), absent, { versions }), facts: [...manyVouchedFor(['left', 'up'], failing('REGISTRY_ERROR'), absent, { versions }).facts!, { of: locked('up', '1.1.0'), trust: trust(failing('REGISTRY_ERROR', true)) }], registries: publicOnly }, gaps: ['REGISTRY_ERROR', 'REGISTRY_ERROR'] },
  { name: 'an endpoint that fails for two of several: a hole for each', given: manyVouchedFor(['left', 'up'], failing('REGISTRY_ERROR'), good, { versions }), gaps: ['REGISTRY_ERROR', 'REGISTRY_ERROR'] },
  { name: 'nobody says which bytes', given: vouchedFor({ ...attested(), attested: hole('BYTES_UNKNOWN') }, good, { versions }) },
  { name: 'a mere change of the lockfile entry', given: vouchedFor(absent, good, { versions, change: { kind: 'metadata' } }) },
];
