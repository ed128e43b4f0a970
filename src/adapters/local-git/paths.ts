/**
 * A path of a tree as text. Git's paths are bytes: those that are no UTF-8 are shown with U+FFFD and the byte's two hex digits in place
 * of each byte that is outside ASCII, so that different paths stay different.
 */
export function pathText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return [...bytes].map((byte) => byte < 0x80 ? String.fromCharCode(byte) : `\uFFFD${byte.toString(16)}`).join('');
  }
}

/** True for a path that stays below its root and out of a `.git`: what git itself would accept into an index (verify_path). */
export function isTreePath(bytes: Buffer): boolean {
  return bytes.toString('latin1').split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git');
}
