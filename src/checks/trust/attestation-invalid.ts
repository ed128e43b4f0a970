import type { Refusal, VersionTrust } from '../../trust/evidence.types.js';
import { defineCheck, type Draft, type OwnGap, type ReviewInput } from '../check.js';
import { attestationRows, evidenceNeeds, isRefused, mayHaveOwnRoot, ofRegistry, ofVersion, stood, told, vouched, wasBetter, type Vouched } from './evidence.js';

/** What makes an attestation bad by itself, whatever it speaks of, and the message for it. */
const messages = {
  SIGNATURE_INVALID: 'signature', CERTIFICATE_UNTRUSTED: 'certificate', LOG_MISMATCH: 'log', TIMESTAMP_INVALID: 'time', KEY_EXPIRED: 'key', TYPE_MISMATCH: 'type', ATTESTATION_MALFORMED: 'malformed', ISSUER_UNKNOWN: 'issuer',
} as const satisfies { readonly [code in Refusal]?: string };
type Bad = keyof typeof messages;
const bad = Object.keys(messages) as readonly Bad[];

/** How the attestations of a signing service of one's own look where nobody configured its root: another certificate authority, another log, another clock, an issuer of its own. */
const foreign: ReadonlySet<string> = new Set<Refusal>(['CERTIFICATE_UNTRUSTED', 'LOG_MISMATCH', 'TIMESTAMP_INVALID', 'ISSUER_UNKNOWN']);

const isGood = ({ attestations }: VersionTrust): boolean => attestations.some(({ kind, outcome }) => kind === 'provenance' && outcome.state === 'verified');
const refusalsOf = ({ attestations }: VersionTrust): readonly string[] => attestations.flatMap(({ outcome }) => (outcome.state === 'refused' ? [outcome.code] : []));

/** Where a version before verified, the root is the right one. */
function isForeign(one: Vouched, input: ReviewInput): boolean {
  return mayHaveOwnRoot(one, input) && refusalsOf(one.trust).every((code) => foreign.has(code)) && !wasBetter(one, isGood);
}

function drafts(one: Vouched): Draft[] {
  return bad.filter((code) => isRefused(one.trust, code)).map((code) => {
    const refused = one.trust.attestations.filter(({ outcome }) => outcome.state === 'refused' && outcome.code === code);
    const types = [...new Set(refused.map(({ predicateType }) => (predicateType === '' ? 'no type' : predicateType)))];
    return told(one, {
      message: messages[code], severity: 'high', confidence: 'high', stands: stood(one, (trust) => isRefused(trust, code)), worse: wasBetter(one, isGood), data: { type: types.join(', '), registry: one.registry },
      evidence: attestationRows(one.trust.attestations), identity: [code, ...types],
    });
  });
}

/** What was not verified, once for each reason. Attestations of no kind that is read here say nothing that is missed, and stand in one remark for a registry and type. */
function gaps(one: Vouched): OwnGap[] {
  const { trust: { attestations, attested, signature }, registry } = one;
  const unbound = attested.state === 'could-not-check' && attested.code === 'BYTES_UNKNOWN' && !(signature.state === 'could-not-check' && signature.code === 'BYTES_UNKNOWN');
  const found = attestations.flatMap(({ kind, predicateType, outcome }): OwnGap[] => {
    if (outcome.state !== 'could-not-check') return [];
    switch (outcome.code) {
      case 'ATTESTATION_UNSUPPORTED': return [kind === 'other' && predicateType !== '' ? ofRegistry(registry, 'ATTESTATION_UNSUPPORTED', predicateType) : ofVersion(one, 'ATTESTATION_UNSUPPORTED', kind)];
      case 'ATTESTATION_LIMIT': return [ofVersion(one, 'ATTESTATION_LIMIT', kind)];
      case 'KEY_UNKNOWN': case 'TRUST_ROOT_OLD': return [ofRegistry(registry, outcome.code, 'attestations')];
      // Told by registry-signature, or by what the answer as a whole says.
      case 'TRUST_ROOT_ABSENT': case 'KEYS_ABSENT': case 'SIGNATURES_ABSENT': case 'ATTESTATIONS_ABSENT': case 'ENDPOINT_ABSENT': case 'ENDPOINT_FAILED': case 'BYTES_UNKNOWN': return [];
    }
  });
  return [...found, ...(unbound ? [ofVersion(one, 'INTEGRITY_MISSING', 'attestations')] : [])];
}

const why = 'An attestation that is not good proves nothing of where the version comes from, and honest registries refuse such ones when they are put up.';
const todo = 'Do not merge before you know why. Compare with what the public registry serves, or stay on the old version and tell the package\'s maintainers.';

export const attestationInvalid = defineCheck({
  id: 'attestation-invalid',
  group: 'trust',
  title: 'An attestation that the registry serves is not good',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: evidenceNeeds,
  gapMatters: () => false,
  messages: {
    signature: { what: 'The signature of an attestation of {package} {version} is not good ({type}).', why: `${why} What it says was changed after it was signed, or somebody else signed it.`, todo },
    certificate: { what: 'An attestation of {package} {version} is signed with a certificate that leads to no trusted root ({type}).', why: `${why} Anybody can make certificates of his own that name any build.`, todo },
    log: { what: 'The public log\'s entry for an attestation of {package} {version} does not fit it ({type}).', why: `${why} The log is what shows that an attestation was made in the open; this one was not, or was changed since.`, todo },
    time: { what: 'Nothing that is trusted says when an attestation of {package} {version} was signed ({type}).', why: `${why} Signing certificates hold for minutes: without a time nobody knows whether this one still held.`, todo },
    key: { what: 'An attestation of {package} {version} is signed with a key of the registry outside of the time of its use ({type}).', why: `${why} The time is the log's, not the record's; an old key that got out signs anything.`, todo },
    type: { what: 'An attestation of {package} {version} is served as something else than what was signed ({type}).', why: `${why} The outer type is signed by nobody: whoever trusts it takes one statement for another.`, todo },
    malformed: { what: 'An attestation of {package} {version} is none that could be read ({type}).', why, todo },
    issuer: { what: 'An attestation of {package} {version} was signed by an identity that is not of the build service that it names ({type}).', why: `${why} Anybody with an account somewhere gets a certificate; only the build service's own identity speaks for its builds.`, todo },
  },
  run: (input: ReviewInput, facts) => {
    const all = vouched(input, facts);
    const own = all.filter((one) => refusalsOf(one.trust).length > 0 && isForeign(one, input));
    return { drafts: all.filter((one) => !own.includes(one)).flatMap(drafts), gaps: [...all.flatMap(gaps), ...own.map(({ registry }) => ofRegistry(registry, 'ATTESTATION_UNTRUSTED', 'attestations'))] };
  },
});
