/** One digest of a Subresource Integrity string. `bytes` is the digest itself; `options` what follows a `?`. */
export interface Digest {
  readonly algorithm: string;
  readonly bytes: Uint8Array;
  readonly options: string;
}

/**
 * What an entry pins its bytes to. `pinned` tells who said it: the lockfile, the registry's record, or nobody.
 * Installers accept any digest of the strongest algorithm, so two sha512 digests pin nothing: see `isExact`.
 */
export interface Integrity {
  readonly digests: readonly Digest[];
  readonly malformed: readonly string[];
  readonly pinned: 'lock' | 'record' | 'none';
  readonly yarnCache?: { readonly key: string; readonly value: string };
}

const digestLength: { readonly [algorithm: string]: number } = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/** An integrity that pins nothing. */
export const noIntegrity: Integrity = { digests: [], malformed: [], pinned: 'none' };

/**
 * Parses a Subresource Integrity string (W3C SRI §3.3, with the algorithms that npm knows). Words that are no digest, or whose
 * length does not fit the algorithm, or whose base64 is not canonical, are kept in `malformed`: an installer may read them otherwise.
 */
export function parseIntegrity(text: string, pinned: 'lock' | 'record'): Integrity {
  const digests: Digest[] = [];
  const malformed: string[] = [];
  for (const word of text.split(/[\t\n\f\r ]+/).filter((part) => part !== '')) {
    const match = /^([a-z0-9]+)-([A-Za-z0-9+/]+={0,2})(?:\?(.*))?$/.exec(word);
    const bytes = match ? Buffer.from(match[2]!, 'base64') : undefined;
    if (!match || !bytes || bytes.length !== digestLength[match[1]!] || bytes.toString('base64') !== match[2]) malformed.push(word);
    else digests.push({ algorithm: match[1]!, bytes: new Uint8Array(bytes), options: match[3] ?? '' });
  }
  return { digests, malformed, pinned: digests.length > 0 ? pinned : 'none' };
}

/** True when the integrity is exactly one full sha512 digest without options: the only pin that admits one byte string only. */
export function isExact(integrity: Integrity): boolean {
  const [only, ...rest] = integrity.digests;
  return only !== undefined && rest.length === 0 && integrity.malformed.length === 0 && only.algorithm === 'sha512' && only.options === '';
}

/** Writes the digests back as an SRI string, in the order given; empty for none. */
export function integrityText(integrity: Integrity): string {
  return integrity.digests.map((digest) => `${digest.algorithm}-${Buffer.from(digest.bytes).toString('base64')}`).join(' ');
}
