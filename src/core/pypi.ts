import { sha256 } from './hash.js';
import { comparePep440, parsePep440 } from './pep440.js';

/** The one spelling of a Python package's name (PEP 503): in lower case, with one hyphen for each run of hyphens, underscores and dots. */
export function pypiName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The public index under the addresses that tools write for it, and the hosts that it and its files are on: known by their sha256, none is spelled here. */
const indexes: ReadonlySet<string> = new Set(['5a06749b2297be54ac5699f6f2761716adc5001a2d5f8b915ab2172922dd5706', 'a5e3d2a49ea57d03ea40d96a892e364ac440054a7b7a66f2a1b4895e7924c7f3']);
const hosts: ReadonlySet<string> = new Set(['cae67533738f4f8fc081e8cdd7f57bfc8cefd2e18d3f9d4f4971f3fb6ba23a06', 'e26bba750d8ffe7a2d82a123e816cb850e24ba0d9f9b61e22ecb021ebbac4d5e']);

/** Whether this is the address of the index that every tool takes Python packages from where nothing else is configured. */
export function isPublicIndex(address: string): boolean {
  return address.length < 100 && indexes.has(sha256(address.replace(/\/{1,9}$/, '')));
}

/** Whether an address is on the public index's hosts, over https. */
export function isOnPublicIndex({ protocol, host }: { readonly protocol: string; readonly host: string }): boolean {
  return protocol === 'https:' && host.length < 100 && hosts.has(sha256(`https://${host}/`));
}

const source = /\.(?:tar\.gz|tgz|tar\.bz2|tar\.xz|tar|zip)$/i;

/**
 * Whether an archive's file name is that of a package's version, as wheels and source archives are named; undefined for other kinds of files, whose
 * names say nothing certain. A version left out fits any.
 */
export function isArchiveOf(file: string, name: string, version?: string): boolean | undefined {
  const same = (text: string): boolean => version === undefined || sameVersion(text, version);
  if (/\.whl$/i.test(file)) {
    const [named = '', versioned = ''] = file.split('-', 3);
    return pypiName(named) === name && same(versioned);
  }
  const stem = file.replace(source, '');
  if (stem === file || file.length > 1_000) return undefined;
  for (let at = stem.indexOf('-'); at !== -1; at = stem.indexOf('-', at + 1)) if (pypiName(stem.slice(0, at)) === name && same(stem.slice(at + 1))) return true;
  return false;
}

function sameVersion(one: string, other: string): boolean {
  const [left, right] = [parsePep440(one), parsePep440(other)];
  return left && right ? comparePep440(left, right) === 0 : pypiName(one) === pypiName(other);
}
