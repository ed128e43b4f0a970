/** What Fulcio wrote into a certificate of the build that signed (https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md). */
export interface BuildClaims {
  readonly issuer?: string;
  readonly repository?: string;
  readonly commit?: string;
  readonly ref?: string;
  readonly runner?: string;
  readonly repositoryId?: string;
  /** The file that began the build, with its repository before it and its ref behind it. */
  readonly workflow?: string;
}

/** An extension of a certificate: its object identifier, and its value as it stands. */
export interface Extension {
  readonly oid: string;
  readonly value: Uint8Array;
}

const fulcio = '1.3.6.1.4.1.57264.1.';

/**
 * The text of a DER UTF8String (X.690 §8.1, tag 12), whose length may take several bytes; undefined for anything else, also where bytes follow it.
 */
export function derText(value: Uint8Array): string | undefined {
  if (value[0] !== 0x0c || value.length < 2) return undefined;
  let [length, at] = [value[1]!, 2];
  if (length >= 0x80) {
    const bytes = length & 0x7f;
    if (bytes === 0 || bytes > 4 || value.length < 2 + bytes) return undefined;
    length = 0;
    for (; at < 2 + bytes; at += 1) length = length * 256 + value[at]!;
    // DER takes the shortest form.
    if (length < 0x80 || value[2] === 0) return undefined;
  }
  return at + length === value.length ? utf8(value.subarray(at)) : undefined;
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The claims of a certificate. Extensions 8 and above are DER texts, those below are bare ones; certificates from before March 2023 have only these, with the repository by its
 * name (5). Of an extension that stands twice nothing is taken: nobody can say which counts.
 */
export function buildClaims(extensions: readonly Extension[], host = 'https://github.com'): BuildClaims {
  const read = (number: number): string | undefined => {
    const found = extensions.filter(({ oid }) => oid === `${fulcio}${number}`);
    if (found.length !== 1) return undefined;
    return number >= 8 ? derText(found[0]!.value) : utf8(found[0]!.value);
  };
  const named = read(5);
  const claims: { readonly [key in keyof BuildClaims]: string | undefined } = {
    issuer: read(8) ?? read(1), repository: read(12) ?? (named === undefined ? undefined : `${host}/${named}`), commit: read(13) ?? read(3), ref: read(14) ?? read(6), runner: read(11), repositoryId: read(15), workflow: read(18),
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)) as BuildClaims;
}
