import { createPublicKey, type KeyObject } from 'node:crypto';
import { isObject } from '../core/json.js';

/** What a registry's key may sign: its packages, or statements on them. */
export type KeyUsage = 'npm:signatures' | 'npm:attestations';

/** A public key of a registry. `from` and `until` bound when it signed, in milliseconds since 1970. */
export interface RegistryKey {
  readonly keyid: string;
  /** Absent in the form of the keys endpoint, which serves for both. */
  readonly usage?: KeyUsage;
  readonly key: KeyObject;
  readonly from?: number;
  readonly until?: number;
}

const mostKeys = 100;
const time = (value: unknown): number | undefined => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? Date.parse(value) : undefined);

/**
 * Reads the keys of a registry: as TUF distributes them (`{ keys: [{ keyId, keyUsage, publicKey: { rawBytes, keyDetails, validFor } }] }`), or as its keys endpoint does
 * (`{ keys: [{ keyid, keytype, scheme, key, expires }] }`, docs of `npm audit signatures`). Keys of another kind than ECDSA over P-256 are left out, and so is a bound that is
 * written and cannot be read: a key whose end nobody knows must not be without one.
 * @returns undefined for what is no list of keys.
 */
export function readKeys(json: unknown): readonly RegistryKey[] | undefined {
  const list = isObject(json) ? json['keys'] : undefined;
  if (!Array.isArray(list)) return undefined;
  return (list as readonly unknown[]).slice(0, mostKeys).flatMap((one) => (isObject(one) ? (fromTuf(one) ?? fromEndpoint(one) ?? []) : []));
}

type Fields = { readonly [key: string]: unknown };

function fromTuf({ keyId, keyUsage, publicKey }: Fields): RegistryKey | undefined {
  if (typeof keyId !== 'string' || (keyUsage !== 'npm:signatures' && keyUsage !== 'npm:attestations') || !isObject(publicKey) || publicKey['keyDetails'] !== 'PKIX_ECDSA_P256_SHA_256') return undefined;
  const valid: Fields = isObject(publicKey['validFor']) ? publicKey['validFor'] : {};
  return made(keyId, publicKey['rawBytes'], valid['start'], valid['end'], keyUsage);
}

function fromEndpoint({ keyid, keytype, scheme, key, expires }: Fields): RegistryKey | undefined {
  return typeof keyid === 'string' && keytype === 'ecdsa-sha2-nistp256' && scheme === 'ecdsa-sha2-nistp256' ? made(keyid, key, undefined, expires) : undefined;
}

function made(keyid: string, bytes: unknown, start: unknown, end: unknown, usage?: KeyUsage): RegistryKey | undefined {
  const [from, until] = [time(start), time(end)];
  if ((start !== undefined && start !== null && from === undefined) || (end !== undefined && end !== null && until === undefined)) return undefined;
  const key = typeof bytes === 'string' ? publicKeyOf(bytes) : undefined;
  return key && { keyid, key, ...(usage === undefined ? {} : { usage }), ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

function publicKeyOf(base64: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The key of an id for a usage; a key without a usage serves for both. */
export function findKey(keys: readonly RegistryKey[], keyid: string, usage: KeyUsage): RegistryKey | undefined {
  return keys.find((one) => one.keyid === keyid && (one.usage === undefined || one.usage === usage));
}

/** Whether a key was in use at a moment (milliseconds since 1970). */
export function wasInUse({ from, until }: RegistryKey, at: number): boolean {
  return (from === undefined || at >= from) && (until === undefined || at <= until);
}
