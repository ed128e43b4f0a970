import { parseIntegrity, type Integrity } from '../../core/integrity.js';

/** An address without the user and password in it, which no message may show. A user called `git` is no secret. */
export function withoutCredentials(address: string): string {
  const start = address.indexOf('://');
  if (start === -1) return address;
  const from = start + 3;
  const end = address.slice(from).search(/[/?#]/);
  const authority = end === -1 ? address.slice(from) : address.slice(from, from + end);
  const at = authority.lastIndexOf('@');
  if (at === -1 || authority.slice(0, at) === 'git') return address;
  return address.slice(0, from) + address.slice(from + at + 1);
}

/** An address of git as pip writes it: `git+https://host/path@ref#fragment`. What stands behind the last `@` of the path is what is checked out. */
export function gitAddress(address: string): { readonly url: string; readonly commit: string } {
  const clean = withoutCredentials(beforeFragment(address));
  const start = clean.indexOf('://');
  const path = clean.indexOf('/', start === -1 ? 0 : start + 3);
  const at = clean.lastIndexOf('@');
  return path !== -1 && at > path ? { url: clean.slice(0, at), commit: clean.slice(at + 1) } : { url: clean, commit: '' };
}

/** An address up to its fragment. */
export function beforeFragment(address: string): string {
  const hash = address.indexOf('#');
  return hash === -1 ? address : address.slice(0, hash);
}

/** The parts of an address's fragment, as pip reads it: `egg=name&subdirectory=folder&sha256=…`. */
export function fragmentOf(address: string): ReadonlyMap<string, string> {
  const hash = address.indexOf('#');
  const parts = new Map<string, string>();
  if (hash === -1) return parts;
  for (const part of address.slice(hash + 1).split('&')) {
    const is = part.indexOf('=');
    if (is > 0 && !parts.has(part.slice(0, is))) parts.set(part.slice(0, is), part.slice(is + 1));
  }
  return parts;
}

/** The last part of an address's or path's way, as the file's name. */
export function fileNameOf(address: string): string {
  const path = beforeFragment(address).split('?', 1)[0]!;
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Digests as Python's tools write them (`sha256:` and hex), as an integrity; what is none of them stays in `malformed`. */
export function integrityOf(hashes: readonly string[]): Integrity {
  const words = [...new Set(hashes)].map((hash) => {
    const match = /^([a-z0-9]{1,20}):([0-9a-f]{2,256})$/i.exec(hash);
    return match ? `${match[1]!.toLowerCase()}-${Buffer.from(match[2]!, 'hex').toString('base64')}` : hash.replace(/\s/g, ' ').slice(0, 200);
  });
  const parsed = parseIntegrity(words.join(' '), 'lock');
  // White space in a digest would make two words of it; an empty one none.
  return words.some((word) => word.trim() === '') ? { ...parsed, malformed: [...parsed.malformed, '(empty)'] } : parsed;
}
