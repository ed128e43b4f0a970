import { isObject } from '../core/json.js';
import { limits } from '../core/limits.js';
import { drained, stepwise, type Steps } from '../core/steps.js';
import { verifyAttestation, type Expected, type TrustMaterial } from './attestation.js';
import type { AttestationEvidence, Outcome } from './evidence.types.js';

/**
 * What comes of the attestations of one version as a registry's endpoint serves them (`{ attestations: [{ predicateType, bundle }] }`), or of one bundle alone.
 * @returns undefined for what is neither.
 */
export function verifyAnswer(answer: unknown, material: TrustMaterial | undefined, expected: Expected): readonly AttestationEvidence[] | undefined {
  return drained(answerSteps(answer, material, expected));
}

/** The same with a stop before each attestation: one takes about 13 ms. */
export function* answerSteps(answer: unknown, material: TrustMaterial | undefined, expected: Expected): Steps<readonly AttestationEvidence[] | undefined> {
  if (!isObject(answer)) return undefined;
  const served = Array.isArray(answer['attestations']) ? (answer['attestations'] as readonly unknown[]) : typeof answer['mediaType'] === 'string' ? [{ bundle: answer }] : undefined;
  if (!served) return undefined;
  const looked = yield* stepwise(served.slice(0, limits.attestations.value), (one) => verifyAttestation(one, material, expected), 1);
  // Attestations of one version speak of the same bytes. Where nobody says which, one that speaks of others proves neither.
  const subjects = new Set(looked.flatMap(({ outcome, subject }) => (outcome.state === 'verified' && subject ? [`${subject.name} ${subject.sha512}`] : [])));
  if (subjects.size > 1) return looked.map((one) => (one.outcome.state === 'verified' ? { ...one, outcome: { state: 'refused', code: 'SUBJECT_MISMATCH' } } : one));
  return served.length <= limits.attestations.value ? looked : [...looked, { predicateType: '', kind: 'other', outcome: { state: 'could-not-check', code: 'ATTESTATION_LIMIT' } }];
}

/** Several outcomes as one: one that is refused refuses all, one that could not be checked leaves all so, and none is no evidence. */
export function together(outcomes: readonly Outcome[]): Outcome {
  return outcomes.find(({ state }) => state === 'refused') ?? outcomes.find(({ state }) => state === 'could-not-check') ?? (outcomes.length > 0 ? { state: 'verified' } : { state: 'could-not-check', code: 'ATTESTATIONS_ABSENT' });
}
