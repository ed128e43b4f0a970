import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify';
import { canonicalJson, isObject } from '../core/json.js';
import { sha256 } from '../core/hash.js';
import type { Provenance } from './evidence.types.js';
import { findKey, type RegistryKey } from './keys.js';

/** Who gives builds of a platform their identities, and the address that their repositories are below. */
export interface TrustedIssuer {
  readonly platform: Provenance['platform'];
  readonly issuer: string;
  /** `https://host`, without a slash at its end. */
  readonly host: string;
}

/** One instance of sigstore: what it signed is held against its own root and its own issuers, never against those of another. */
export interface TrustedInstance {
  readonly verifier: Verifier;
  readonly issuers: readonly TrustedIssuer[];
  /** Nobody has seen lately that the root is still the newest: it verifies as well as ever, and what leads to none of its authorities may lead to a newer one. */
  readonly old?: true;
}

/** Trusted roots and registries' keys, ready for use. Made once; `digest` names all that it rests on: roots, issuers and keys. */
export interface TrustMaterial {
  /** Tried in turn; the first that verifies is enough. */
  readonly instances: readonly TrustedInstance[];
  readonly keys: readonly RegistryKey[];
  readonly digest: string;
}

/** A root (https://github.com/sigstore/protobuf-specs, TrustedRoot as JSON), and whose builds it is believed on. */
export interface RootGiven {
  readonly root: unknown;
  readonly issuers: readonly TrustedIssuer[];
  /** As in `TrustedInstance`. */
  readonly old?: boolean;
}

/** The platforms whose builds the public instance gives certificates to, and whose provenance npm takes (docs of npm, "Generating provenance statements"). */
export const publicIssuers: readonly TrustedIssuer[] = [
  { platform: 'github', issuer: 'https://token.actions.githubusercontent.com', host: 'https://github.com' },
  { platform: 'gitlab', issuer: 'https://gitlab.com', host: 'https://gitlab.com' },
];

/**
 * Makes trust material of one trusted root and keys.
 * @returns undefined for what is no trusted root.
 */
export function trustMaterial(root: unknown, keys: readonly RegistryKey[], issuers = publicIssuers): TrustMaterial | undefined {
  return trustMaterialOf([{ root, issuers }], keys);
}

/**
 * Makes trust material of any number of roots, and keys that count beside each of them. Without a root, attestations could not be checked; without keys, signatures could not.
 * @returns undefined where one is no trusted root.
 */
export function trustMaterialOf(given: readonly RootGiven[], keys: readonly RegistryKey[]): TrustMaterial | undefined {
  try {
    const instances = given.map(({ root, issuers, old }) => ({ verifier: verifierOf(root, keys), issuers, ...(old === true ? { old } : {}) }));
    const named = keys.map(({ keyid, usage, from, until, key }) => [keyid, usage ?? '', from ?? '', until ?? '', key.export({ format: 'der', type: 'spki' }).toString('base64')]);
    return { instances, keys, digest: sha256(canonicalJson([given.map(({ root, issuers }) => [root, issuers.map(({ platform, issuer, host }) => [platform, issuer, host])]), named])) };
  } catch {
    return undefined;
  }
}

/** @throws for what is no trusted root. */
function verifierOf(json: unknown, keys: readonly RegistryKey[]): Verifier {
  // What is read is lenient: of anything, it makes a root that trusts nobody, and whose every package is then refused.
  if (!isObject(json) || typeof json['mediaType'] !== 'string' || !json['mediaType'].startsWith('application/vnd.dev.sigstore.trustedroot')) throw new TypeError('no trusted root');
  const root = TrustedRoot.fromJSON(json);
  if (root.certificateAuthorities.length === 0 || root.tlogs.length + root.timestampAuthorities.length === 0) throw new TypeError('a root without authorities');
  // An instance of its own may have no log: then its timestamps are what says when, and an entry of any log refuses.
  return new Verifier(toTrustMaterial(root, finderOf(keys)), { ...(root.tlogs.length === 0 ? { tlogThreshold: 0 } : {}), ...(root.ctlogs.length === 0 ? { ctlogThreshold: 0 } : {}) });
}

function finderOf(keys: readonly RegistryKey[]): (hint: string) => { publicKey: RegistryKey['key']; validFor: (date: Date) => boolean } {
  return (hint) => {
    const found = findKey(keys, hint, 'npm:attestations');
    // Whoever verifies has looked before: this is for what a bundle says at two places.
    if (!found) throw new VerificationError({ code: 'PUBLIC_KEY_ERROR', message: 'unknown key' });
    const { key, from, until } = found;
    return { publicKey: key, validFor: (date) => (from === undefined || date.getTime() >= from) && (until === undefined || date.getTime() <= until) };
  };
}
