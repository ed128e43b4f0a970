import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { evidenceNeeds, isRefused, stood, told, vouched, wasBetter, type Vouched } from './evidence.js';

function drafts(one: Vouched): Draft[] {
  if (!isRefused(one.trust, 'PREDICATE_UNBOUND')) return [];
  const refused = one.trust.attestations.filter(({ outcome }) => outcome.state === 'refused' && outcome.code === 'PREDICATE_UNBOUND');
  const claimed = [...new Set(refused.map(({ provenance }) => provenance?.repository ?? 'a repository'))];
  return [told(one, {
    message: 'unbound', severity: 'high', confidence: 'high', stands: stood(one, (trust) => isRefused(trust, 'PREDICATE_UNBOUND')),
    worse: wasBetter(one, ({ attestations }) => attestations.some(({ kind, outcome }) => kind === 'provenance' && outcome.state === 'verified')), data: { repository: claimed.join(', ') },
    evidence: refused.map(({ predicateType, provenance }) => ({ kind: 'record', text: `${predicateType} claims ${provenance ? `${provenance.repository} at ${provenance.commit}${provenance.ref === undefined ? '' : ` (${provenance.ref})`}, built by ${provenance.builder}` : 'a build'}` })),
    identity: ['unbound', ...claimed],
  })];
}

export const provenanceUnbound = defineCheck({
  id: 'provenance-unbound',
  group: 'trust',
  title: 'A statement of origin names a build that did not sign it',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: evidenceNeeds,
  gapMatters: () => false,
  messages: {
    unbound: {
      what: 'The statement of where {package} {version} was built says {repository}; the certificate that signed it belongs to another build.',
      why: 'Any build gets a certificate and may sign any words with it. Whoever wants to pass for {repository} signs its name in a repository of his own, and tools that do not compare the two believe it.',
      todo: 'Do not install it. Ask the project whether it built this version.',
    },
  },
  run: (input: ReviewInput, facts) => ({ drafts: vouched(input, facts).flatMap(drafts), gaps: [] }),
});
