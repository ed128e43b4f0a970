import { bundleFromJSON, ValidationError } from '@sigstore/bundle';
import { toSignedEntity, VerificationError, type Signer } from '@sigstore/verify';
import { isObject } from '../core/json.js';
import { limits } from '../core/limits.js';
import { repositoryAddress } from '../core/source-repository.js';
import { buildClaims, type BuildClaims, type Extension } from './certificate.js';
import type { AttestationEvidence, Outcome, Provenance, Refusal } from './evidence.types.js';
import { findKey, type RegistryKey } from './keys.js';
import type { TrustedInstance, TrustedIssuer, TrustMaterial } from './material.js';
import { kindOf, packageOf, readProvenance, readStatement, type Statement } from './statement.js';

export { trustMaterial, type TrustMaterial } from './material.js';

/** What an attestation has to speak of. What is left out is not compared; a review leaves out neither name, nor version, nor bytes. */
export interface Expected {
  readonly name?: string;
  readonly version?: string;
  /** Of the bytes that the lockfile pins, 128 hex digits. */
  readonly sha512?: string;
  /** Where the source has to be: `https://host/owner/name`. */
  readonly repository?: string;
  /** The builder's id, or the class of it. */
  readonly builder?: string;
}

/** The outer type is signed by nobody and kept with what came of the rest. */
const typeCharacters = 2_048;

const refused = (code: Refusal): Outcome => ({ state: 'refused', code });

/**
 * What comes of one attestation as a registry serves it (`{ predicateType, bundle }`; a bundle alone has no outer type): the bundle's signature, chain, log and time against the trust material; the outer type
 * against the inner; the subject against the locked bytes; the predicate against the certificate that it was signed with. Never throws: whatever a bundle makes go wrong is
 * an outcome.
 */
export function verifyAttestation(served: unknown, material: TrustMaterial | undefined, expected: Expected): AttestationEvidence {
  const outer = isObject(served) && typeof served['predicateType'] === 'string' ? served['predicateType'] : undefined;
  const told = (outcome: Outcome): AttestationEvidence => evidenceOf(outer, outcome);
  if (outer !== undefined && outer.length > typeCharacters) return evidenceOf(undefined, refused('ATTESTATION_MALFORMED'));
  if (!isObject(served) || !isObject(served['bundle'])) return told(refused('ATTESTATION_MALFORMED'));
  const { bundle } = served;
  if (!material || material.instances.length === 0) return told({ state: 'could-not-check', code: 'TRUST_ROOT_ABSENT' });
  const limit = limitOf(bundle);
  if (limit) return told(limit);
  let found: AttestationEvidence | undefined;
  for (const instance of material.instances) {
    const one = under(instance, bundle, material.keys, outer, expected);
    if (one.outcome.state === 'verified') return one;
    if (!found || weight(one.outcome) > weight(found.outcome)) found = one;
  }
  return found!;
}

/** What any bundle of another instance looks like as well. */
const strange: ReadonlySet<string> = new Set<Refusal>(['CERTIFICATE_UNTRUSTED', 'TIMESTAMP_INVALID', 'LOG_MISMATCH']);

/**
 * How much an instance's answer says where another gave one too. One that knows who signed refuses for all. One that could not tell leaves it open: that the others do not know who
 * signed is nothing against a bundle that may be its own.
 */
function weight(outcome: Outcome): number {
  switch (outcome.state) {
    case 'verified': return 3;
    case 'refused': return strange.has(outcome.code) ? 0 : 2;
    case 'could-not-check': return 1;
  }
}

function under(instance: TrustedInstance, bundle: { readonly [key: string]: unknown }, keys: readonly RegistryKey[], outer: string | undefined, expected: Expected): AttestationEvidence {
  const opened = open(bundle, instance, keys);
  if ('state' in opened) return evidenceOf(outer, opened);
  const statement = readStatement(opened.payload);
  if (!statement) return evidenceOf(outer, refused('ATTESTATION_MALFORMED'));
  const stated = readProvenance(statement);
  const provenance = stated && completed(stated, buildClaims(extensionsOf(opened.signer)));
  return evidenceOf(outer, outcomeOf(statement, provenance, { signer: opened.signer, issuers: instance.issuers }, outer, expected), statement, provenance);
}

function evidenceOf(outer: string | undefined, outcome: Outcome, statement?: Statement, provenance?: Provenance): AttestationEvidence {
  const predicateType = statement?.predicateType ?? outer ?? '';
  return { predicateType, kind: kindOf(predicateType), outcome, ...subjectOf(statement), ...(provenance ? { provenance } : {}) };
}

function subjectOf(statement: Statement | undefined): Pick<AttestationEvidence, 'subject'> {
  const [subject] = statement?.subjects ?? [];
  return subject?.sha512 === undefined ? {} : { subject: { name: subject.name, sha512: subject.sha512.toLowerCase() } };
}

/** Whether a bundle is larger than any honest one, before anything of it is parsed: a certificate of 500 kB of empty elements is read in more than a second, in one turn of the event loop. */
function limitOf(bundle: { readonly [key: string]: unknown }): Outcome | undefined {
  const material = isObject(bundle['verificationMaterial']) ? bundle['verificationMaterial'] : {};
  const count = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
  const within = (holder: unknown, key: string): number => count(isObject(holder) ? holder[key] : undefined);
  const isSmall = count(material['tlogEntries']) <= limits.attestationLogEntries.value && within(material['x509CertificateChain'], 'certificates') <= limits.attestationCertificates.value && within(material['timestampVerificationData'], 'rfc3161Timestamps') <= limits.attestationTimestamps.value;
  try {
    if (isSmall && JSON.stringify(material).length <= limits.attestationMaterialCharacters.value && JSON.stringify(bundle).length <= limits.attestationCharacters.value) return undefined;
  } catch {
    // Nested too deep to be written.
  }
  return { state: 'could-not-check', code: 'ATTESTATION_LIMIT' };
}

/** The signed payload and who signed it, or why there is none. */
function open(json: { readonly [key: string]: unknown }, { verifier, old }: TrustedInstance, keys: readonly RegistryKey[]): { readonly payload: Uint8Array; readonly signer: Signer } | Outcome {
  try {
    const bundle = bundleFromJSON(json);
    // A signature over something that is not in the bundle speaks of nothing.
    if (bundle.content.$case !== 'dsseEnvelope') return refused('ATTESTATION_MALFORMED');
    const { content } = bundle.verificationMaterial;
    if (content?.$case === 'publicKey' && !findKey(keys, content.publicKey.hint, 'npm:attestations')) return { state: 'could-not-check', code: 'KEY_UNKNOWN' };
    const signer = verifier.verify(toSignedEntity(bundle));
    const { payload, payloadType } = bundle.content.dsseEnvelope;
    return payloadType === 'application/vnd.in-toto+json' ? { payload, signer } : { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
  } catch (error) {
    return failureOf(error, old === true);
  }
}

/**
 * What fails where a root is older than the authorities that signed: certificate authorities, logs for certificates, logs and timestamping authorities are replaced about once a year
 * (https://github.com/sigstore/root-signing). What a log's entry says of the bundle (TLOG_BODY_ERROR) needs no root.
 */
const ofOldRoots: ReadonlySet<string> = new Set(['CERTIFICATE_ERROR', 'TIMESTAMP_ERROR', 'TLOG_INCLUSION_PROOF_ERROR', 'TLOG_INCLUSION_PROMISE_ERROR']);

function failureOf(error: unknown, old: boolean): Outcome {
  if (error instanceof ValidationError) return refused('ATTESTATION_MALFORMED');
  if (!(error instanceof VerificationError)) return { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
  if (old && ofOldRoots.has(error.code)) return { state: 'could-not-check', code: 'TRUST_ROOT_OLD' };
  switch (error.code) {
    case 'SIGNATURE_ERROR': return refused('SIGNATURE_INVALID');
    case 'CERTIFICATE_ERROR': return refused('CERTIFICATE_UNTRUSTED');
    case 'PUBLIC_KEY_ERROR': return refused('KEY_EXPIRED');
    case 'TIMESTAMP_ERROR': return refused('TIMESTAMP_INVALID');
    case 'TLOG_ERROR': case 'TLOG_BODY_ERROR': case 'TLOG_INCLUSION_PROOF_ERROR': case 'TLOG_INCLUSION_PROMISE_ERROR': case 'TLOG_MISSING_INCLUSION_ERROR': return refused('LOG_MISMATCH');
    case 'NOT_IMPLEMENTED_ERROR': return { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
  }
}

/** Who signed, and whose builds the instance is believed on. */
interface Signing {
  readonly signer: Signer;
  readonly issuers: readonly TrustedIssuer[];
}

/** What is signed well still has to speak of these bytes, and of the build that signed it. */
function outcomeOf(statement: Statement, provenance: Provenance | undefined, signing: Signing, outer: string | undefined, expected: Expected): Outcome {
  if (outer !== undefined && outer !== statement.predicateType) return refused('TYPE_MISMATCH');
  const { name, version, sha512 } = expected;
  const [subject, ...others] = statement.subjects;
  const stated = packageOf(subject?.name ?? '');
  if (!subject || !stated || others.length > 0 || subject.sha512 === undefined || (name !== undefined && name !== stated.name) || (version !== undefined && version !== stated.version)) return refused('SUBJECT_MISMATCH');
  if (sha512 !== undefined && subject.sha512.toLowerCase() !== sha512.toLowerCase()) return refused('SUBJECT_MISMATCH');
  switch (kindOf(statement.predicateType)) {
    case 'provenance': return provenance ? wanted(provenance, expected, boundTo(provenance, signing)) : { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
    case 'publish': return statement.predicate['name'] === stated.name && statement.predicate['version'] === stated.version ? { state: 'verified' } : refused('SUBJECT_MISMATCH');
    case 'other': return { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
  }
}

/** Whether a build that is what it says is the one that somebody asked for. */
function wanted(provenance: Provenance, { repository, builder }: Expected, outcome: Outcome): Outcome {
  if (outcome.state !== 'verified') return outcome;
  if (repository !== undefined && repositoryAddress(repository) !== repositoryAddress(provenance.repository)) return refused('SOURCE_MISMATCH');
  return builder === undefined || builder === provenance.builder || builder === provenance.builderClass ? outcome : refused('BUILDER_MISMATCH');
}

const extensionsOf = ({ identity }: Signer): readonly Extension[] => (identity?.oids ?? []).map(({ oid, value }) => ({ oid: oid?.id.join('.') ?? '', value }));

/** With what a predicate leaves out, as its certificate says it. Whoever signs a predicate chooses what stands in it: without its number a repository that took a name over would pass for the one before it. */
function completed(provenance: Provenance, { ref, repositoryId, runner }: BuildClaims): Provenance {
  return {
    ...(ref === undefined ? {} : { ref }), ...(repositoryId === undefined ? {} : { repositoryId }), ...provenance,
    ...(provenance.builderClass === 'unknown' && runner === 'self-hosted' ? { builderClass: runner } : {}),
  };
}

/** A certificate of any build signs any predicate: what the predicate says of its build has to be what the certificate says. */
function boundTo(provenance: Provenance, { signer, issuers }: Signing): Outcome {
  const extensions = extensionsOf(signer);
  const { issuer } = buildClaims(extensions);
  const known = issuers.filter((one) => one.platform === provenance.platform && isIssuer(one, issuer));
  if (known.length === 0) return refused('ISSUER_UNKNOWN');
  // An issuer speaks of the repositories of its own host.
  const at = known.find(({ host }) => provenance.repository.toLowerCase().startsWith(`${host.toLowerCase()}/`));
  if (!at) return refused('PREDICATE_UNBOUND');
  const claims = buildClaims(extensions, at.host);
  const same = claims.repository?.toLowerCase() === provenance.repository.toLowerCase() && claims.commit === provenance.commit && isRef(provenance, claims.ref) && isWorkflow(provenance, claims, at.host);
  const numbered = claims.repositoryId === undefined || provenance.repositoryId === undefined || claims.repositoryId === provenance.repositoryId;
  const machine = claims.runner === undefined || provenance.builderClass === 'unknown' || (claims.runner === 'github-hosted' ? 'hosted' : 'self-hosted') === provenance.builderClass;
  return same && numbered && machine ? { state: 'verified' } : refused('PREDICATE_UNBOUND');
}

/**
 * Enterprises may have their name behind GitHub's issuer (docs of "OpenID Connect reference", customizing the issuer value for an enterprise), which Fulcio takes as the same service. The host alone
 * decides who issued a token.
 */
function isIssuer({ platform, issuer: own }: TrustedIssuer, issuer: string | undefined): boolean {
  return issuer === own || (platform === 'github' && issuer?.startsWith(`${own}/`) === true && /^[\w-]{1,100}$/.test(issuer.slice(own.length + 1)));
}

/** Pipelines of GitLab state the bare name of a branch or tag (`CI_COMMIT_REF_NAME`, as npm's libnpmpublish writes it); Fulcio writes whole refs (fulcio, pkg/identity/gitlabcom). */
function isRef({ platform, ref }: Provenance, claimed: string | undefined): boolean {
  return ref === undefined || claimed === ref || (platform === 'gitlab' && (claimed === `refs/heads/${ref}` || claimed === `refs/tags/${ref}`));
}

/** Workflows of GitHub, which certificates name since 2023. One that an organisation requires of its repositories lies in another one, and is stated with that. */
function isWorkflow({ platform, workflow }: Provenance, { repository, workflow: claimed }: BuildClaims, host: string): boolean {
  return platform !== 'github' || claimed === undefined || claimed.startsWith(`${repository ?? host}/${workflow}@`) || claimed.startsWith(`${host}/${workflow}@`);
}
