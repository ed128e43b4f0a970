import type { CheckCase } from '../case.js';
import { advertising, attestation, attested, both, refused, verified, vouchedFor } from '../vouched-cases.js';

const versions = both(advertising());
const good = attested(attestation(verified));
const subject = { name: 'pkg:npm/left@1.0.9', sha512: 'cd'.repeat(64) };
const other = attested(attestation(refused('SUBJECT_MISMATCH'), { subject }));

export const cases: readonly CheckCase[] = [
  { name: 'of these bytes on both sides', given: vouchedFor(good, good, { versions }) },
  { name: 'of another version\'s bytes', given: vouchedFor(other, good, { versions }), fires: [{ message: 'mismatch', severity: 'high', confidence: 'high', level: 'default', change: 'worsened', data: { subject: 'pkg:npm/left@1.0.9 with sha512 cdcdcdcdcdcdcdcd…', pinned: 'the lockfile pins', type: 'https://slsa.dev/provenance/v1' } }] },
  { name: 'beside a good one', given: vouchedFor(attested(attestation(verified), attestation(refused('SUBJECT_MISMATCH'), { kind: 'publish', predicateType: 'https://publish.example' })), good, { versions }), fires: [{ message: 'mismatch', data: { subject: 'nothing with a sha512' } }] },
  { name: 'of something new', given: vouchedFor(other, undefined, { versions, isNew: true }), fires: [{ message: 'mismatch', severity: 'high', change: 'added' }] },
  { name: 'the version before has the same fault', given: vouchedFor(other, other, { versions }), fires: [{ message: 'mismatch', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'the version before had it, and the new one has not', given: vouchedFor(good, other, { versions }) },
  { name: 'refused for another reason', given: vouchedFor(attested(attestation(refused('SIGNATURE_INVALID'))), good, { versions }) },
  { name: 'a mere change of the lockfile entry', given: vouchedFor(other, other, { versions, change: { kind: 'metadata' } }) },
];
