import { createVerify } from 'node:crypto';
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
  const message = `${name}@${version}:${integrity}`;
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

/** Good signatures and what they are over, by the key that made them, so that a service verifies each once. A good one stays good: only that is remembered. */
const known = new WeakMap<RegistryKey, Map<string, string>>();
/** About 8 MB of text. */
const mostKnown = 20_000;

function isGood(message: string, from: RegistryKey, sig: string): boolean {
  let good = known.get(from);
  if (!good) known.set(from, (good = new Map()));
  if (good.get(sig) === message) return true;
  if (!isMadeBy(from, message, sig)) return false;
  if (good.size >= mostKnown) good.clear();
  good.set(sig, message);
  return true;
}

function isMadeBy({ key }: RegistryKey, message: string, sig: string): boolean {
  try {
    return createVerify('SHA256').update(message).verify(key, sig, 'base64');
  } catch {
    return false;
  }
}
