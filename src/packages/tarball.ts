import { createHash } from 'node:crypto';
import { gunzip } from 'node:zlib';
import { Parser } from 'tar';
import { Failure, problemOf } from '../core/errors.js';
import { sha256 } from '../core/hash.js';
import type { Integrity } from '../core/integrity.js';
import { integrityText } from '../core/integrity.js';
import { limits as standardLimits } from '../core/limits.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import type { ArchiveAmbiguity, ArchiveEntry, ArchiveFacts } from './archive.types.js';
import { carriedManifests } from './carried.js';
import { gypFacts } from './gyp.js';
import { parseManifest } from './manifest.js';
import { statedOf } from './stated.js';
import { carriedPackages, collisions, installedPath, isCutName } from './tarball-paths.js';
import type { RawEntry } from './tarball-walk.js';
import { walkHeaders } from './tarball-walk.js';

const limitNames = ['tarballBytes', 'unpackedBytes', 'unpackRatio', 'archiveEntries', 'archivePathDepth', 'archivePathCharacters', 'packageManifestBytes'] as const;
export type ArchiveLimits = { readonly [name in (typeof limitNames)[number]]: number };

/** The bounds of core/limits.ts that an archive is held to. */
export function archiveLimits(): ArchiveLimits {
  return Object.fromEntries(limitNames.map((name) => [name, standardLimits[name].value])) as ArchiveLimits;
}

/** Strongest first, as `ssri` picks them for npm. */
const algorithms = ['sha512', 'sha384', 'sha256', 'sha1', 'md5'] as const;

export interface Archive {
  readonly facts: ArchiveFacts;
  /** In the order of `facts.files`. The bytes are views of one buffer: keeping one keeps all. */
  readonly entries: readonly ArchiveEntry[];
}

/**
 * Reads a package's tarball as it comes, in memory: bytes in, files out, nothing on disk and nothing followed. The bytes are bound to
 * `expected.integrity` before anything is parsed; as npm does, any digest of the strongest algorithm will do (`isExact` tells whether that pins
 * anything), and an integrity without digests binds nothing. What is handed out is the union of what different installers read; where they
 * read the same path differently, all versions are there, npm's own first.
 * @throws Failure TARBALL_LIMIT { limit, value }, INTEGRITY_MISMATCH { expected, actual }, TARBALL_MALFORMED { reason }, and whatever `source` throws.
 */
export async function readArchive(source: AsyncIterable<Uint8Array>, expected: { readonly integrity: Integrity }, limits: ArchiveLimits = archiveLimits()): Promise<Archive> {
  const { packed, sha512 } = await collect(source, expected.integrity, limits.tarballBytes);
  const { bytes, severalMembers } = await unpack(packed, limits);
  const { occurrences, ambiguities } = readEntries(bytes, limits);
  if (severalMembers) ambiguities.push({ kind: 'several-gzip-members', path: '' });
  const entries = unionOf(occurrences, ambiguities);
  const paths = [...new Set(entries.map((entry) => entry.path))];
  ambiguities.push(...collisions(paths));
  const carried = carriedPackages(paths).sort(byCodePoint);
  const gyp = gypFacts(entries);
  const read = readManifest(entries, limits);
  const atRoot = new Set(paths.map((path) => path.toLowerCase()));
  const facts: ArchiveFacts = {
    sha512,
    pinned: expected.integrity.pinned,
    size: packed.length,
    unpackedSize: entries.reduce((total, entry) => total + entry.size, 0),
    files: entries.map(({ path, size, mode, sha256: digest }) => ({ path, size, mode, sha256: digest })),
    ...read,
    ...(read.manifest ? { stated: statedOf(read.manifest.raw, paths) } : {}),
    ambiguities: uniqueAmbiguities(ambiguities),
    carried,
    carriedManifests: carriedManifests(entries, carried, limits.packageManifestBytes),
    hasShrinkwrap: atRoot.has('npm-shrinkwrap.json'),
    hasBindingGyp: atRoot.has('binding.gyp'),
    ...(gyp ? { gyp } : {}),
  };
  return { facts, entries };
}

async function collect(source: AsyncIterable<Uint8Array>, integrity: Integrity, maxBytes: number): Promise<{ packed: Buffer; sha512: string }> {
  const strongest = algorithms.find((algorithm) => integrity.digests.some((digest) => digest.algorithm === algorithm));
  const hashes = new Map([...new Set(['sha512', ...(strongest ? [strongest] : [])])].map((algorithm) => [algorithm, createHash(algorithm)]));
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxBytes) throw new Failure('TARBALL_LIMIT', { limit: 'tarballBytes', value: maxBytes });
    for (const hash of hashes.values()) hash.update(chunk);
    chunks.push(chunk);
  }
  const digests = new Map([...hashes].map(([algorithm, hash]) => [algorithm, hash.digest()]));
  const sha512 = digests.get('sha512')!;
  if (strongest) {
    const actual = digests.get(strongest)!;
    if (!integrity.digests.some((digest) => digest.algorithm === strongest && actual.equals(digest.bytes))) {
      throw new Failure('INTEGRITY_MISMATCH', { expected: integrityText(integrity), actual: `${strongest}-${actual.toString('base64')}` });
    }
  }
  return { packed: Buffer.concat(chunks), sha512: sha512.toString('hex') };
}

/** Unpacks the whole stream on zlib's own threads. npm takes unpacked and zstd archives too; nobody publishes them, so here they are malformed. */
async function unpack(packed: Buffer, limits: ArchiveLimits): Promise<{ bytes: Buffer; severalMembers: boolean }> {
  const byRatio = packed.length * limits.unpackRatio;
  const limit = byRatio < limits.unpackedBytes ? 'unpackRatio' : 'unpackedBytes';
  const maxOutputLength = Math.max(1, Math.min(byRatio, limits.unpackedBytes));
  // A single chunk of output spares a copy of everything; the stream's own claim of its size (RFC 1952, ISIZE) is good for that much.
  const claimed = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  const chunkSize = Math.min(Math.max(claimed + 64, 16_384), maxOutputLength + 64, 16_777_216);
  const { buffer, engine } = await new Promise<{ buffer: Buffer; engine: { bytesWritten: number } }>((resolve, reject) => {
    // With `info`, which the types do not know, the answer tells how much of the input was used.
    gunzip(packed, { info: true, maxOutputLength, chunkSize }, (error, result) => {
      if (error === null) resolve(result as unknown as { buffer: Buffer; engine: { bytesWritten: number } });
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') reject(new Failure('TARBALL_LIMIT', { limit, value: limits[limit] }));
      else reject(new Failure('TARBALL_MALFORMED', { reason: 'gzip' }, error));
    });
  });
  const used = engine.bytesWritten;
  if (packed.subarray(used).some((byte) => byte !== 0)) throw new Failure('TARBALL_MALFORMED', { reason: 'data-after-gzip' });
  // The last member's trailer holds its unpacked length (RFC 1952, ISIZE): less than all of it means that there are more members.
  return { bytes: buffer, severalMembers: packed.readUInt32LE(used - 4) !== buffer.length };
}

/** One file under one of its names. */
interface Occurrence {
  readonly path: string;
  readonly mode: number;
  readonly bytes: Buffer;
  /** False for a reading that is not npm's. */
  readonly npm: boolean;
}
interface Ambiguity { readonly kind: ArchiveAmbiguity; readonly path: string }

type Kind = 'file' | 'folder' | 'link' | 'special' | 'unknown';

function kindOf(flag: string, name: string): Kind {
  switch (flag) {
    case '0': return name.endsWith('/') ? 'folder' : 'file';
    case '7': return 'file';
    case '1': case '2': return 'link';
    case '5': return 'folder';
    case '3': case '4': case '6': case 'D': return 'special';
    default: return 'unknown';
  }
}

/**
 * The names that npm's own reader gives the entries, up to the end marker. It costs as much as unpacking does, so it is asked only about archives
 * whose headers leave any room for another reading; a property test holds the two together.
 */
function npmNames(bytes: Buffer): { readonly path: string; readonly size: number }[] {
  const names: { path: string; size: number }[] = [];
  let problem: string | undefined;
  let done = false;
  const parser = new Parser({
    strict: false,
    onwarn: (code) => { problem ??= code; },
    onReadEntry: (entry) => { names.push({ path: entry.path, size: entry.size }); entry.resume(); },
  });
  parser.on('ignoredEntry', (entry: { path: string; size: number }) => { names.push({ path: entry.path, size: entry.size }); });
  parser.on('end', () => { done = true; });
  parser.end(bytes);
  if (problem !== undefined || !done) throw new Failure('TARBALL_MALFORMED', { reason: problem ?? 'unfinished' });
  return names;
}

function readEntries(bytes: Buffer, limits: ArchiveLimits): { occurrences: Occurrence[]; ambiguities: Ambiguity[] } {
  // node-tar would unpack a second time what begins like a compressed stream.
  if (bytes.length < 512 || bytes.readUInt16BE(0) === 0x1f8b || bytes.readUInt32BE(0) === 0x28b52ffd) throw new Failure('TARBALL_MALFORMED', { reason: 'not-an-archive' });
  const raw = walkHeaders(bytes, limits.archiveEntries);
  const known = raw.plain ? raw.entries.map(({ plainName, size }) => ({ path: plainName, size })) : npmNames(bytes);
  const before = raw.entries.filter((entry) => !entry.afterEnd);
  if (known.length !== before.length || known.some((entry, index) => entry.size !== before[index]!.size)) throw new Failure('TARBALL_MALFORMED', { reason: 'readings-differ' });

  const occurrences: Occurrence[] = [];
  const ambiguities: Ambiguity[] = [];
  const roots = new Set<string>();
  if (raw.dataAfterEnd) ambiguities.push({ kind: 'data-after-end', path: '' });
  raw.entries.forEach((entry, index) => {
    const npmName = entry.afterEnd ? undefined : known[index]!.path;
    const names = namesOf(entry, npmName);
    const kind = kindOf(entry.flag, names[0]!);
    names.forEach((name, reading) => {
      const place = installedPath(name, limits);
      for (const ambiguity of place.ambiguities) ambiguities.push({ kind: ambiguity, path: place.path });
      if (names.length > 1) ambiguities.push({ kind: 'pax-name-differs', path: place.path });
      if (kind === 'link') ambiguities.push({ kind: 'link-entry', path: place.path });
      if (kind === 'special' || kind === 'unknown') ambiguities.push({ kind: 'special-file', path: place.path });
      // What npm leaves out as an unknown type, GNU tar and bsdtar unpack as a file.
      if ((kind !== 'file' && kind !== 'unknown') || place.path === '') return;
      if (roots.size > 0 && !roots.has(place.root)) ambiguities.push({ kind: 'several-roots', path: place.path });
      roots.add(place.root);
      occurrences.push({ path: place.path, mode: entry.mode, bytes: bytes.subarray(entry.at, entry.at + entry.size), npm: reading === 0 && npmName !== undefined && kind === 'file' });
    });
  });
  return { occurrences, ambiguities };
}

/** The different names of one entry, the one that counts for npm first. */
function namesOf(entry: RawEntry, npmName: string | undefined): string[] {
  const first = npmName ?? entry.extendedNames[0] ?? entry.plainName;
  const plain = entry.extendedNames.length > 0 && isCutName(entry.plainName, first) ? [] : [entry.plainName];
  return [...new Set([first, ...entry.extendedNames, ...plain])];
}

/**
 * All files, by path. Of several with one path, the one that npm installs comes first (its last), then the others from last to first;
 * copies with the same bytes are one file.
 */
function unionOf(occurrences: readonly Occurrence[], ambiguities: Ambiguity[]): ArchiveEntry[] {
  const byPath = new Map<string, Occurrence[]>();
  for (const one of occurrences) {
    const group = byPath.get(one.path);
    if (group) group.unshift(one);
    else byPath.set(one.path, [one]);
  }
  const entries: ArchiveEntry[] = [];
  for (const [path, group] of sortedBy(byPath, ([key]) => key)) {
    const seen = new Set<string>();
    for (const one of [...group.filter((item) => item.npm), ...group.filter((item) => !item.npm)]) {
      const digest = sha256(one.bytes);
      if (seen.has(digest)) continue;
      seen.add(digest);
      entries.push({ path, size: one.bytes.length, mode: one.mode, sha256: digest, bytes: one.bytes });
    }
    if (seen.size > 1) ambiguities.push({ kind: 'duplicate-path', path });
  }
  return entries;
}

function readManifest(entries: readonly ArchiveEntry[], limits: ArchiveLimits): Pick<ArchiveFacts, 'manifest' | 'manifestProblem'> {
  const entry = entries.find((one) => one.path === 'package.json');
  if (!entry) return { manifestProblem: { code: 'MANIFEST_MALFORMED', data: { reason: 'missing' } } };
  try {
    return { manifest: parseManifest(entry.bytes, limits.packageManifestBytes, entries.map((one) => one.path)) };
  } catch (error) {
    return { manifestProblem: problemOf(error) };
  }
}

function uniqueAmbiguities(found: readonly Ambiguity[]): Ambiguity[] {
  const keyed = new Map(found.map((one) => [`${one.kind} ${one.path}`, one]));
  return sortedBy(keyed, ([key]) => key).map(([, one]) => one);
}
