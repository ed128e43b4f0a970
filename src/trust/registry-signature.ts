import { verify } from 'node:crypto';
import type { Outcome } from './evidence.types.js';
import { findKey, wasInUse, type RegistryKey } from './keys.js';

/** What a registry's signature is over (docs of `npm audit signatures`): the package, its version and its bytes. Nothing else of the record is signed. */
export interface Signed {
  readonly name: string;
  readonly version: string;
  /** The SRI text that the lockfile pins. */
  readonly integrity: string;
  /** When the registry says that the version was put up, milliseconds since 1970; the record's word, which nobody signed. */
  readonly publishedAt?: number;
}

/**
 * What comes of the signatures that a registry's record gives for a version: verified by one good one of a key that was in use, refused by one that is not good, else not
 * found out. A bad signature beside a good one refuses: nobody knows which the registry meant.
 */
export function verifySignatures(signatures: readonly { readonly keyid: string; readonly sig: string }[], { name, version, integrity, publishedAt }: Signed, keys: readonly RegistryKey[]): Outcome {
  if (keys.length === 0) return { state: 'could-not-check', code: 'KEYS_ABSENT' };
  const message = Buffer.from(`${name}@${version}:${integrity}`);
  let good = false;
  for (const { keyid, sig } of signatures) {
    const key = findKey(keys, keyid, 'npm:signatures');
    if (!key) continue;
    if (!isGood(message, key, sig)) return { state: 'refused', code: 'SIGNATURE_INVALID' };
    // The time is the record's own word, signed by nobody: leaving it out gains no more than writing another one would.
    if (publishedAt !== undefined && !wasInUse(key, publishedAt)) return { state: 'refused', code: 'KEY_EXPIRED' };
    good = true;
  }
  return good ? { state: 'verified' } : { state: 'could-not-check', code: 'KEY_UNKNOWN' };
}

function isGood(message: Uint8Array, { key }: RegistryKey, sig: string): boolean {
  try {
    return verify('sha256', message, key, Buffer.from(sig, 'base64'));
  } catch {
    return false;
  }
}
