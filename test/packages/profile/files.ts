import { sha256 } from '../../../src/core/hash.js';
import type { ArchiveEntry } from '../../../src/packages/archive.types.js';

/** The entries of a package that holds these texts. */
export function filesOf(texts: { readonly [path: string]: string | Uint8Array }): ArchiveEntry[] {
  return Object.entries(texts).map(([path, text]) => {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    return { path, size: bytes.byteLength, mode: 0o644, sha256: sha256(bytes), bytes };
  });
}
