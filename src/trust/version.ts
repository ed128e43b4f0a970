import type { ErrorCode } from '../core/errors.js';
import { parseIntegrity, type Integrity } from '../core/integrity.js';
import type { Steps } from '../core/steps.js';
import type { Rank } from '../core/rank.js';
import { answerSteps, together } from './answer.js';
import type { TrustMaterial } from './attestation.js';
import type { AttestationEvidence, Hole, Outcome, VersionTrust } from './evidence.types.js';
import { findKey } from './keys.js';
import { verifySignatures } from './registry-signature.js';

/** What a registry's record states of one version, as far as it matters here. */
export interface StatedVersion {
  readonly version: string;
  readonly integrity?: string;
  /** RFC 3339. */
  readonly publishedAt?: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
  /** There where the record says that the version has attestations. */
  readonly attestations?: object;
}

/** One version as its registry's record states it, and the bytes that are meant. */
export interface VersionClaims {
  readonly name: string;
  readonly record: StatedVersion;
  readonly stated: Rank;
  readonly bytes: VersionTrust['bytes'];
  /** The SRI text that the registry's signature has to be over; absent where nobody says which bytes these are. */
  readonly integrity?: string;
  /** Of the same bytes, 128 hex digits; absent where nobody gives one whole sha512. */
  readonly sha512?: string;
}

/** What the registry's endpoint for attestations answered: a document, nothing (404), or a failure; `unasked` where the record advertises none. */
export type AttestationsAnswer =
  | { readonly kind: 'served'; readonly body: unknown }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly ours: boolean }
  | { readonly kind: 'unasked' };

/** Installers take any digest of the strongest algorithm: two of them mean no bytes in particular. */
const sha512s = (integrity: Integrity): readonly string[] => integrity.digests.filter(({ algorithm }) => algorithm === 'sha512').map(({ bytes }) => Buffer.from(bytes).toString('hex'));

/**
 * The bytes that evidence is held against: what the lockfile pins, else what the record says. The record's own text of the same bytes is what its registry has signed; a lockfile
 * may write it shorter.
 */
export function claimsOf(name: string, record: StatedVersion, stated: Rank, pinned: Integrity): VersionClaims {
  const recorded = record.integrity === undefined ? [] : sha512s(parseIntegrity(record.integrity, 'record'));
  const about = { name, record, stated };
  const [[own, ...more], theirs] = [sha512s(pinned), recorded.length === 1 ? recorded[0] : undefined];
  if (more.length > 0) return { ...about, bytes: 'none' };
  if (own !== undefined) return { ...about, bytes: 'lock', sha512: own, integrity: own === theirs ? record.integrity! : `sha512-${Buffer.from(own, 'hex').toString('base64')}` };
  return { ...about, bytes: record.integrity === undefined ? 'none' : 'record', ...(theirs === undefined ? {} : { sha512: theirs }), ...(record.integrity === undefined ? {} : { integrity: record.integrity }) };
}

const hole = (code: Hole): Outcome => ({ state: 'could-not-check', code });

function signatureOf({ name, record, integrity }: VersionClaims, material: TrustMaterial | undefined): VersionTrust['signature'] {
  if (record.signatures.length === 0) return hole('SIGNATURES_ABSENT');
  if (integrity === undefined) return hole('BYTES_UNKNOWN');
  if (!material) return hole('TRUST_ROOT_ABSENT');
  const publishedAt = record.publishedAt === undefined ? Number.NaN : Date.parse(record.publishedAt);
  const outcome = verifySignatures(record.signatures, { name, version: record.version, integrity, ...(Number.isNaN(publishedAt) ? {} : { publishedAt }) }, material.keys);
  const key = record.signatures.map(({ keyid }) => findKey(material.keys, keyid, 'npm:signatures')).find((one) => one !== undefined);
  return { ...outcome, keyid: key?.keyid ?? record.signatures[0]!.keyid, ...(key?.until === undefined ? {} : { keyUntil: key.until }) };
}

function* attestedOf({ name, record, sha512 }: VersionClaims, answer: AttestationsAnswer, material: TrustMaterial | undefined): Steps<{ readonly attested: Outcome; readonly attestations: readonly AttestationEvidence[] }> {
  const none = (code: Hole): { attested: Outcome; attestations: readonly AttestationEvidence[] } => ({ attested: hole(code), attestations: [] });
  switch (answer.kind) {
    case 'unasked': return none('ATTESTATIONS_ABSENT');
    case 'absent': return none('ENDPOINT_ABSENT');
    case 'failed': return none('ENDPOINT_FAILED');
    case 'served': {
      // Without the bytes an attestation of whatever else bears this name and version would do.
      if (sha512 === undefined) return none('BYTES_UNKNOWN');
      const attestations = yield* answerSteps(answer.body, material, { name, version: record.version, sha512 });
      return attestations ? { attested: together(attestations.map(({ outcome }) => outcome)), attestations } : { attested: { state: 'refused', code: 'ATTESTATION_MALFORMED' }, attestations: [] };
    }
  }
}

/** All that is known of where a version comes from. Stops before each attestation. */
export function* trustSteps(claims: VersionClaims, answer: AttestationsAnswer, material: TrustMaterial | undefined): Steps<VersionTrust> {
  const signature = signatureOf(claims, material);
  return {
    bytes: claims.bytes, signature, advertised: claims.record.attestations !== undefined, stated: claims.stated, ...(yield* attestedOf(claims, answer, material)),
    ...(answer.kind === 'failed' ? { unanswered: { code: answer.code, ours: answer.ours } } : {}),
  };
}
