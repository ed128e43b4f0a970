import type { LockedPackage } from '../../core/lockfile.js';
import { isArchiveOf, isOnPublicIndex } from '../../core/pypi.js';
import type { Fault, Hosts } from './lock-origin.js';

/** A full object id: SHA-1 or SHA-256, in hex. */
const fullCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Digests of which no two archives are known to share one. */
const strong: ReadonlySet<string> = new Set(['sha256', 'sha384', 'sha512']);

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

const isLoopback = ({ hostname }: URL): boolean => hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';

/**
 * The same for a Python package. A version has many archives, one for each platform, so a lockfile pins it to many digests, of sha256. Requirements may
 * pin no digest at all, which is ordinary where none of a file does; where others of the file have some, one without is an exception that somebody made.
 */
export function* pythonFaults(locked: LockedPackage, hosts: Hosts): Generator<Fault> {
  const { origin } = locked;
  switch (origin.kind) {
    case 'workspace': case 'link': case 'bundled': case 'patched': return;
    case 'repository':
      yield { message: 'other-source', severity: 'medium', data: { source: origin.path } };
      break;
    case 'git':
      if (/^(?:git\+)?http:/i.test(origin.url)) yield { message: 'insecure-scheme', severity: 'high', data: { url: origin.url } };
      yield fullCommit.test(origin.commit)
        ? { message: 'git', severity: 'medium', data: { url: origin.url, commit: origin.commit } }
        : { message: 'git-moving', severity: 'high', data: { url: origin.url, commit: origin.commit === '' ? 'none' : origin.commit } };
      return;
    case 'url':
      yield* addressFaults([origin.url], locked, hosts);
      yield* pinFaults(locked, isPublic(origin.url) ? 'low' : 'high');
      return;
    case 'registry':
      if (origin.registry !== 'default') yield* addressFaults([origin.registry], locked, hosts);
      yield* addressFaults(locked.addresses ?? [], locked, hosts);
      if (locked.unpinned === true) {
        // What a file of requirements is compiled from is there to ask for ranges.
        if (!/\.in$/i.test(locked.root.lockfile)) yield { message: 'unpinned', severity: 'low', data: {} };
        return;
      }
  }
  yield* pinFaults(locked, locked.digestsExpected === true ? 'high' : undefined);
}

function isPublic(url: string): boolean {
  const parsed = parse(url);
  return parsed !== undefined && isOnPublicIndex(parsed);
}

/** What is wrong with addresses that an installer fetches from: the first of each kind, since a version has dozens of archives. */
function* addressFaults(addresses: readonly string[], locked: LockedPackage, hosts: Hosts): Generator<Fault> {
  const { origin, name, version } = locked;
  const own = origin.kind === 'registry' && origin.registry !== 'default' && addresses[0] !== origin.registry ? parse(origin.registry)?.host : undefined;
  const told = new Set<string>();
  for (const address of addresses) {
    const url = parse(address);
    const fault = url === undefined ? { message: 'foreign-host', severity: 'high', data: { host: address, url: address } } as const : addressFault(url, own, hosts) ?? nameFault(url, origin.kind, name, version);
    if (!fault || told.has(fault.message)) continue;
    told.add(fault.message);
    yield fault;
  }
}

/** The configured registries are npm's: what anybody may put up there under any name is no archive of a Python package. */
function addressFault(url: URL, own: string | undefined, { allowed }: Hosts): Fault | undefined {
  if (url.protocol !== 'https:' && !isLoopback(url)) return { message: 'insecure-scheme', severity: 'high', data: { url: url.href } };
  if (isOnPublicIndex(url) || url.host === own || allowed.has(url.host)) return undefined;
  return { message: 'foreign-host', severity: 'high', data: { host: url.host, url: url.href } };
}

/** Installers take the archive that the address names; of a code host's archives the name says nothing. */
function nameFault(url: URL, kind: LockedPackage['origin']['kind'], name: string, version: string): Fault | undefined {
  let file = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  try {
    file = decodeURIComponent(file);
  } catch {
    // What cannot be decoded stands as it is, and fits no name.
  }
  if (kind === 'url' && !/\.whl$/i.test(file)) return undefined;
  return isArchiveOf(file, name, kind === 'url' ? undefined : version) === false ? { message: 'name-mismatch', severity: 'high', data: { url: url.href } } : undefined;
}

function* pinFaults({ integrity }: LockedPackage, missing: 'low' | 'high' | undefined): Generator<Fault> {
  if (integrity.malformed.length > 0) yield { message: 'unknown-digest', severity: 'high', data: { digest: integrity.malformed[0]! } };
  else if (integrity.digests.length === 0) {
    if (missing !== undefined) yield { message: 'no-integrity', severity: missing, data: {} };
  } else {
    const weak = integrity.digests.find(({ algorithm }) => !strong.has(algorithm));
    if (weak) yield { message: 'weak-integrity', severity: 'high', data: { algorithm: weak.algorithm } };
  }
}
