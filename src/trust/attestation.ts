import { bundleFromJSON, ValidationError } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier, type Signer } from '@sigstore/verify';
import { canonicalJson, isObject } from '../core/json.js';
import { sha256 } from '../core/hash.js';
import { buildClaims } from './certificate.js';
import type { AttestationEvidence, Outcome, Provenance, Refusal } from './evidence.types.js';
import { findKey, type RegistryKey } from './keys.js';
import { kindOf, packageOf, readProvenance, readStatement, type Statement } from './statement.js';

/** A trusted root and the registry's keys, ready for use. Made once; `digest` names both. */
export interface TrustMaterial {
  readonly verifier: Verifier;
  readonly keys: readonly RegistryKey[];
  readonly digest: string;
}

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

// Bounds on one bundle. Real ones have 20 kB, one entry of a log and at most three certificates.
const bundleCharacters = 1_000_000;
const mostLogEntries = 8;
const mostCertificates = 8;

/** The builds' identities that predicates of a platform are signed under. */
const issuers: { readonly [platform in Provenance['platform']]: string } = { github: 'https://token.actions.githubusercontent.com', gitlab: 'https://gitlab.com' };

/**
 * Makes trust material of a trusted root (https://github.com/sigstore/protobuf-specs, TrustedRoot as JSON) and keys.
 * @returns undefined for what is no trusted root.
 */
export function trustMaterial(root: unknown, keys: readonly RegistryKey[]): TrustMaterial | undefined {
  try {
    const finder = (hint: string): { publicKey: RegistryKey['key']; validFor: (date: Date) => boolean } => {
      const found = findKey(keys, hint, 'npm:attestations');
      // Whoever verifies has looked before: this is for what a bundle says at two places.
      if (!found) throw new VerificationError({ code: 'PUBLIC_KEY_ERROR', message: 'unknown key' });
      const { key, from, until } = found;
      return { publicKey: key, validFor: (date) => (from === undefined || date.getTime() >= from) && (until === undefined || date.getTime() <= until) };
    };
    return { verifier: new Verifier(toTrustMaterial(TrustedRoot.fromJSON(root), finder)), keys, digest: sha256(canonicalJson([root, keys.map(({ keyid, usage, from, until, key }) => [keyid, usage ?? '', from ?? 0, until ?? 0, key.export({ format: 'der', type: 'spki' }).toString('base64')])])) };
  } catch {
    return undefined;
  }
}

const refused = (code: Refusal): Outcome => ({ state: 'refused', code });

/**
 * What comes of one attestation as a registry serves it (`{ predicateType, bundle }`; a bundle alone has no outer type): the bundle's signature, chain, log and time against the trust material; the outer type
 * against the inner; the subject against the locked bytes; the predicate against the certificate that it was signed with. Never throws: whatever a bundle makes go wrong is
 * an outcome.
 */
export function verifyAttestation(served: unknown, material: TrustMaterial | undefined, expected: Expected): AttestationEvidence {
  const outer = isObject(served) && typeof served['predicateType'] === 'string' ? served['predicateType'] : undefined;
  const told = (outcome: Outcome, statement?: Statement, provenance?: Provenance): AttestationEvidence => ({ predicateType: statement?.predicateType ?? outer ?? '', kind: kindOf(statement?.predicateType ?? outer ?? ''), outcome, ...subjectOf(statement), ...(provenance ? { provenance } : {}) });
  if (!isObject(served) || !isObject(served['bundle'])) return told(refused('ATTESTATION_MALFORMED'));
  if (!material) return told({ state: 'could-not-check', code: 'TRUST_ROOT_ABSENT' });
  const limit = limitOf(served['bundle']);
  if (limit) return told(limit);
  const opened = open(served['bundle'], material);
  if ('state' in opened) return told(opened);
  const statement = readStatement(opened.payload);
  if (!statement) return told(refused('ATTESTATION_MALFORMED'));
  const provenance = readProvenance(statement);
  return told(outcomeOf(statement, provenance, opened.signer, outer, expected), statement, provenance);
}

function subjectOf(statement: Statement | undefined): Pick<AttestationEvidence, 'subject'> {
  const [subject] = statement?.subjects ?? [];
  return subject?.sha512 === undefined ? {} : { subject: { name: subject.name, sha512: subject.sha512.toLowerCase() } };
}

/** Whether a bundle is larger than any honest one, before anything of it is parsed. */
function limitOf(bundle: { readonly [key: string]: unknown }): Outcome | undefined {
  const material = isObject(bundle['verificationMaterial']) ? bundle['verificationMaterial'] : {};
  const count = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
  const chain = material['x509CertificateChain'];
  try {
    if (JSON.stringify(bundle).length <= bundleCharacters && count(material['tlogEntries']) <= mostLogEntries && count(isObject(chain) ? chain['certificates'] : undefined) <= mostCertificates) return undefined;
  } catch {
    // Nested too deep to be written.
  }
  return { state: 'could-not-check', code: 'ATTESTATION_LIMIT' };
}

/** The signed payload and who signed it, or why there is none. */
function open(json: { readonly [key: string]: unknown }, { verifier, keys }: TrustMaterial): { readonly payload: Uint8Array; readonly signer: Signer } | Outcome {
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
    return failureOf(error);
  }
}

function failureOf(error: unknown): Outcome {
  if (error instanceof ValidationError) return refused('ATTESTATION_MALFORMED');
  if (!(error instanceof VerificationError)) return { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
  switch (error.code) {
    case 'SIGNATURE_ERROR': return refused('SIGNATURE_INVALID');
    case 'CERTIFICATE_ERROR': return refused('CERTIFICATE_UNTRUSTED');
    case 'PUBLIC_KEY_ERROR': return refused('KEY_EXPIRED');
    case 'TIMESTAMP_ERROR': return refused('TIMESTAMP_INVALID');
    case 'TLOG_ERROR': case 'TLOG_BODY_ERROR': case 'TLOG_INCLUSION_PROOF_ERROR': case 'TLOG_INCLUSION_PROMISE_ERROR': case 'TLOG_MISSING_INCLUSION_ERROR': return refused('LOG_MISMATCH');
    case 'NOT_IMPLEMENTED_ERROR': return { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
  }
}

/** What is signed well still has to speak of these bytes, and of the build that signed it. */
function outcomeOf(statement: Statement, provenance: Provenance | undefined, signer: Signer, outer: string | undefined, expected: Expected): Outcome {
  if (outer !== undefined && outer !== statement.predicateType) return refused('TYPE_MISMATCH');
  const { name, version, sha512 } = expected;
  const [subject, ...others] = statement.subjects;
  const stated = packageOf(subject?.name ?? '');
  if (!subject || !stated || others.length > 0 || subject.sha512 === undefined || (name !== undefined && name !== stated.name) || (version !== undefined && version !== stated.version)) return refused('SUBJECT_MISMATCH');
  if (sha512 !== undefined && subject.sha512.toLowerCase() !== sha512.toLowerCase()) return refused('SUBJECT_MISMATCH');
  switch (kindOf(statement.predicateType)) {
    case 'provenance': return provenance ? wanted(provenance, expected, boundTo(provenance, signer)) : { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
    case 'publish': return statement.predicate['name'] === stated.name && statement.predicate['version'] === stated.version ? { state: 'verified' } : refused('SUBJECT_MISMATCH');
    case 'other': return { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' };
  }
}

/** Whether a build that is what it says is the one that somebody asked for. */
function wanted(provenance: Provenance, { repository, builder }: Expected, outcome: Outcome): Outcome {
  if (outcome.state !== 'verified') return outcome;
  if (repository !== undefined && sameRepository(repository) !== sameRepository(provenance.repository)) return refused('SOURCE_MISMATCH');
  return builder === undefined || builder === provenance.builder || builder === provenance.builderClass ? outcome : refused('BUILDER_MISMATCH');
}

/** Hosts take names of repositories in any case, and with `.git` behind them. */
const sameRepository = (address: string): string => address.toLowerCase().replace(/^git\+/, '').replace(/(?:\.git)?\/?$/, '');

/** A certificate of any build signs any predicate: what the predicate says of its build has to be what the certificate says. */
function boundTo(provenance: Provenance, { identity }: Signer): Outcome {
  const claims = buildClaims((identity?.oids ?? []).map(({ oid, value }) => ({ oid: oid?.id.join('.') ?? '', value })));
  if (!isIssuer(provenance.platform, claims.issuer)) return refused('ISSUER_UNKNOWN');
  const same = claims.repository?.toLowerCase() === provenance.repository.toLowerCase() && claims.commit === provenance.commit && isRef(provenance, claims.ref);
  const numbered = claims.repositoryId === undefined || provenance.repositoryId === undefined || claims.repositoryId === provenance.repositoryId;
  const machine = claims.runner === undefined || provenance.builderClass === 'unknown' || (claims.runner === 'github-hosted' ? 'hosted' : 'self-hosted') === provenance.builderClass;
  return same && numbered && machine ? { state: 'verified' } : refused('PREDICATE_UNBOUND');
}

/**
 * Enterprises may have their name behind GitHub's issuer (docs of "OpenID Connect reference", customizing the issuer value for an enterprise), which Fulcio takes as the same service. The host alone
 * decides who issued a token.
 */
function isIssuer(platform: Provenance['platform'], issuer: string | undefined): boolean {
  const own = issuers[platform];
  return issuer === own || (platform === 'github' && issuer?.startsWith(`${own}/`) === true && /^[\w-]{1,100}$/.test(issuer.slice(own.length + 1)));
}

/** Pipelines of GitLab state the bare name of a branch or tag (`CI_COMMIT_REF_NAME`, as npm's libnpmpublish writes it); Fulcio writes whole refs (fulcio, pkg/identity/gitlabcom). */
function isRef({ platform, ref }: Provenance, claimed: string | undefined): boolean {
  return ref === undefined || claimed === ref || (platform === 'gitlab' && (claimed === `refs/heads/${ref}` || claimed === `refs/tags/${ref}`));
}
