import type { Provenance } from '../../../src/trust/evidence.types.js';
import type { CheckCase } from '../case.js';
import { advertising, attestation, attested, both, refused, verified, vouchedFor } from '../vouched-cases.js';

const versions = both(advertising());
const provenance: Provenance = { platform: 'github', repository: 'https://github.com/acme/left', workflow: '.github/workflows/release.yml', ref: 'refs/tags/v1.1.0', commit: 'c'.repeat(40), builder: 'https://github.com/actions/runner/github-hosted', builderClass: 'hosted' };
const good = attested(attestation(verified, { provenance }));
const forged = attested(attestation(refused('PREDICATE_UNBOUND'), { provenance }));

export const cases: readonly CheckCase[] = [
  { name: 'what it says is what the certificate says', given: vouchedFor(good, good, { versions }) },
  { name: 'it says what another build signed', given: vouchedFor(forged, good, { versions }), fires: [{ message: 'unbound', severity: 'high', confidence: 'high', level: 'default', change: 'worsened', data: { repository: 'https://github.com/acme/left' } }] },
  { name: 'of something new', given: vouchedFor(forged, undefined, { versions, isNew: true }), fires: [{ message: 'unbound', severity: 'high', change: 'added' }] },
  { name: 'without a provenance that could be read', given: vouchedFor(attested(attestation(refused('PREDICATE_UNBOUND'))), good, { versions }), fires: [{ message: 'unbound', data: { repository: 'a repository' } }] },
  { name: 'the version before has the same fault', given: vouchedFor(forged, forged, { versions }), fires: [{ message: 'unbound', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'refused for another reason', given: vouchedFor(attested(attestation(refused('SUBJECT_MISMATCH'), { provenance })), good, { versions }) },
  { name: 'a mere change of the lockfile entry', given: vouchedFor(forged, forged, { versions, change: { kind: 'metadata' } }) },
];
