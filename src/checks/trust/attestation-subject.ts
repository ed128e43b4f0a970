import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { evidenceNeeds, isRefused, stood, told, vouched, wasBetter, type Vouched } from './evidence.js';

/** Of a digest as much as tells two apart. */
const shown = 16;

function drafts(one: Vouched): Draft[] {
  if (!isRefused(one.trust, 'SUBJECT_MISMATCH')) return [];
  const refused = one.trust.attestations.filter(({ outcome }) => outcome.state === 'refused' && outcome.code === 'SUBJECT_MISMATCH');
  const types = [...new Set(refused.map(({ predicateType }) => predicateType))];
  const subjects = refused.map(({ subject }) => (subject ? `${subject.name} with sha512 ${subject.sha512.slice(0, shown)}…` : 'nothing with a sha512'));
  return [told(one, {
    message: 'mismatch', severity: 'high', confidence: 'high', stands: stood(one, (trust) => isRefused(trust, 'SUBJECT_MISMATCH')),
    worse: wasBetter(one, ({ attested }) => attested.state === 'verified'), data: { type: types.join(', '), subject: [...new Set(subjects)].join('; '), pinned: one.trust.bytes === 'lock' ? 'the lockfile pins' : 'the record names' },
    evidence: refused.map(({ predicateType }, index) => ({ kind: 'record', text: `${predicateType}: about ${subjects[index]!}` })), identity: ['mismatch', ...types],
  })];
}

export const attestationSubject = defineCheck({
  id: 'attestation-subject',
  group: 'trust',
  title: 'An attestation speaks of another package, version or bytes',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: evidenceNeeds,
  gapMatters: () => false,
  messages: {
    mismatch: {
      what: 'What the registry serves as attestation of {package} {version} does not speak of the bytes that {pinned}, but of {subject} ({type}).',
      why: 'A good statement of one build laid beside the bytes of another makes them look as if they came from it.',
      todo: 'Do not install it. Compare the bytes with those of the public registry; a mirror that packs archives anew has to drop the attestations.',
    },
  },
  run: (input: ReviewInput, facts) => ({ drafts: vouched(input, facts).flatMap(drafts), gaps: [] }),
});
