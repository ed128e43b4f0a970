import type { Refusal } from '../../../src/trust/evidence.types.js';
import type { CheckCase } from '../case.js';
import { advertising, attestation, attested, both, hole, manyVouchedFor, mirror, publicOnly, refused, verified, vouchedFor } from '../vouched-cases.js';

const versions = both(advertising());
const good = attested(attestation(verified));
const bad = (...codes: readonly Refusal[]) => attested(...codes.map((code) => attestation(refused(code))));
const loud = { severity: 'high', confidence: 'high', level: 'default' } as const;
const codes: readonly (readonly [Refusal, string])[] = [
  ['SIGNATURE_INVALID', 'signature'], ['CERTIFICATE_UNTRUSTED', 'certificate'], ['LOG_MISMATCH', 'log'], ['TIMESTAMP_INVALID', 'time'], ['KEY_EXPIRED', 'key'], ['TYPE_MISMATCH', 'type'], ['ATTESTATION_MALFORMED', 'malformed'], ['ISSUER_UNKNOWN', 'issuer'],
];
const foreign: readonly Refusal[] = ['CERTIFICATE_UNTRUSTED', 'LOG_MISMATCH', 'TIMESTAMP_INVALID', 'ISSUER_UNKNOWN'];
const own = { versions, registries: mirror };
const publicOne = { versions, registries: publicOnly };
const sbom = { predicateType: 'https://spdx.dev/Document', kind: 'other' } as const;

export const cases: readonly CheckCase[] = [
  { name: 'verified on both sides', given: vouchedFor(good, good, { versions }) },
  { name: 'none at all', given: vouchedFor({}) },
  ...codes.map(([code, message]): CheckCase => ({ name: `${code} at the public registry`, given: vouchedFor(bad(code), good, publicOne), fires: [{ message, ...loud, change: 'worsened', data: { type: 'https://slsa.dev/provenance/v1' } }] })),
  { name: 'of a package that is new here', given: vouchedFor(bad('SIGNATURE_INVALID'), undefined, { ...publicOne, isNew: true }), fires: [{ message: 'signature', ...loud, change: 'added' }] },
  { name: 'a good one beside it helps nothing', given: vouchedFor(attested(attestation(verified), attestation(refused('LOG_MISMATCH'), { predicateType: 'https://publish.example', kind: 'publish' })), good, publicOne), fires: [{ message: 'log', ...loud, data: { type: 'https://publish.example' } }] },
  { name: 'two for two reasons', given: vouchedFor(bad('TYPE_MISMATCH', 'SIGNATURE_INVALID'), good, publicOne), fires: [{ message: 'signature' }, { message: 'type' }] },
  { name: 'the version before has the same', given: vouchedFor(bad('SIGNATURE_INVALID'), bad('SIGNATURE_INVALID'), publicOne), fires: [{ message: 'signature', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'the version before has another fault', given: vouchedFor(bad('SIGNATURE_INVALID'), bad('TYPE_MISMATCH'), publicOne), fires: [{ message: 'signature', ...loud, change: 'added' }] },
  { name: 'a mere change of the lockfile entry', given: vouchedFor(bad('SIGNATURE_INVALID'), good, { ...publicOne, change: { kind: 'metadata' } }) },
  { name: 'of other bytes: another check tells', given: vouchedFor(bad('SUBJECT_MISMATCH', 'PREDICATE_UNBOUND'), good, publicOne) },

  ...foreign.map((code): CheckCase => ({ name: `${code} at a registry of one's own, whose root nobody configured`, given: manyVouchedFor(['left', 'right'], bad(code), bad(code), own), gaps: ['ATTESTATION_UNTRUSTED'] })),
  { name: 'the same from a scope\'s own registry', given: vouchedFor(bad('CERTIFICATE_UNTRUSTED'), undefined, { ...publicOne, isNew: true, registry: 'https://npm.acme.example/' }), gaps: ['ATTESTATION_UNTRUSTED'] },
  { name: 'the same of a name that is the organisation\'s own', given: vouchedFor(bad('ISSUER_UNKNOWN'), undefined, { ...publicOne, isNew: true, rules: { private: { scopes: [], names: ['left'] } } }), gaps: ['ATTESTATION_UNTRUSTED'] },
  { name: 'a root that verified the version before is the right one', given: vouchedFor(bad('CERTIFICATE_UNTRUSTED'), good, own), fires: [{ message: 'certificate', ...loud, change: 'worsened' }] },
  ...codes.filter(([code]) => !foreign.includes(code)).map(([code, message]): CheckCase => ({ name: `${code} is no matter of roots`, given: vouchedFor(bad(code), undefined, { ...own, isNew: true }), fires: [{ message, ...loud }] })),
  { name: 'of another root and changed besides', given: vouchedFor(bad('CERTIFICATE_UNTRUSTED', 'TYPE_MISMATCH'), undefined, { ...own, isNew: true }), fires: [{ message: 'certificate' }, { message: 'type' }] },

  { name: 'a form that is not read yet, in each of two packages', given: manyVouchedFor(['left', 'right'], attested(attestation(hole('ATTESTATION_UNSUPPORTED'))), good, { versions }), gaps: ['ATTESTATION_UNSUPPORTED', 'ATTESTATION_UNSUPPORTED'] },
  { name: 'twice in one version', given: vouchedFor(attested(attestation(hole('ATTESTATION_UNSUPPORTED')), attestation(hole('ATTESTATION_UNSUPPORTED'))), good, { versions }), gaps: ['ATTESTATION_UNSUPPORTED'] },
  { name: 'another kind of statement beside it, in all packages', given: manyVouchedFor(['left', 'right', 'up'], attested(attestation(verified), attestation(hole('ATTESTATION_UNSUPPORTED'), sbom)), good, { versions }), gaps: ['ATTESTATION_UNSUPPORTED'] },
  { name: 'too large', given: vouchedFor(attested(attestation(hole('ATTESTATION_LIMIT'))), good, { versions }), gaps: ['ATTESTATION_LIMIT'] },
  { name: 'of authorities that may be newer than the roots here: one hole', given: manyVouchedFor(['left', 'right'], attested(attestation(hole('TRUST_ROOT_OLD'))), {}, { versions }), gaps: ['TRUST_ROOT_OLD'] },
  { name: 'with a key that nobody knows: one hole', given: manyVouchedFor(['left', 'right'], attested(attestation(verified), attestation(hole('KEY_UNKNOWN'), { kind: 'publish' })), good, { versions }), gaps: ['KEY_UNKNOWN'] },
  { name: 'nobody says which bytes they should be of', given: vouchedFor({ ...attested(), attested: hole('BYTES_UNKNOWN') }, good, { versions }), gaps: ['INTEGRITY_MISSING'] },
  { name: 'without a root: another check tells', given: vouchedFor(attested(attestation(hole('TRUST_ROOT_ABSENT'))), good, { versions }) },
];
