import { createHash } from 'node:crypto';
import { differingFiles } from '../core/cached-files.js';
import type { DependencyChange } from '../core/change.js';
import { sha256 } from '../core/hash.js';
import { noIntegrity } from '../core/integrity.js';
import { limits } from '../core/limits.js';
import { registryOf, type RegistryTable } from '../core/registries.js';
import { factKey, type Subject } from '../facts/kinds.js';
import { bringsIn, subjectOf } from '../facts/planner.js';
import type { FactTable } from '../facts/table.js';
import { locatorOf, slugOf } from '../lockfiles/yarn/pnp/places.js';
import type { CommittedArchive, PublishedFile, ReviewedFile } from '../lockfiles/reading.types.js';
import type { ArchiveFacts } from '../packages/archive.types.js';
import type { CodeHost } from '../ports/code-host.js';
import type { FactSource } from './fact-source.js';
import { releaseSubject, yarnDist } from './yarn-release.js';

/** A changed file, and the packages one of which it must be from, with its path in their archives; '' for the whole archive. */
interface Claim {
  readonly file: ReviewedFile;
  readonly of: readonly { readonly subject: Subject; readonly path: string; readonly shown: string }[];
}

const release = /(?:^|\/)\.yarn\/releases\/yarn-(\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[0-9a-z.-]{1,40})?)\.c?js$/;
const unplugged = /(?:^|\/)\.yarn\/unplugged\/([^/]+)\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.+)$/;

/** Yarn as npm's registry has it: from 2 on the one file that `yarn set version` writes too, Yarn 1 among others. */
function claimOfRelease(file: ReviewedFile, registries: RegistryTable): Claim | undefined {
  const version = release.exec(file.path)?.[1];
  if (version === undefined) return undefined;
  if (!/^[01]\./.test(version)) return { file, of: [{ subject: releaseSubject(version, registries), path: yarnDist.path, shown: `${yarnDist.name} ${version}` }] };
  return { file, of: [{ subject: { origin: { kind: 'registry', ecosystem: 'npm', registry: registryOf('yarn', registries), name: 'yarn', version }, integrity: noIntegrity }, path: 'lib/cli.js', shown: `yarn ${version}` }] };
}

/** What Yarn unpacked of a package that the change brings in. The folder of one with peers tells its name alone. */
function claimOfUnplugged(file: ReviewedFile, bySlug: ReadonlyMap<string, readonly DependencyChange[]>): Claim | undefined {
  const [, slug, name, path] = unplugged.exec(file.path) ?? [];
  const found = slug === undefined ? [] : (bySlug.get(slug) ?? (slug.includes('-virtual-') ? (bySlug.get(`${name!}\0`) ?? []) : []));
  const of = found.filter(({ after }) => after!.name === name).map(({ after }) => ({ subject: subjectOf(after!), path: path!, shown: `${name!} ${after!.version}` }));
  return of.length === 0 ? undefined : { file, of };
}

function slugsOf(changes: readonly DependencyChange[]): ReadonlyMap<string, readonly DependencyChange[]> {
  const found = new Map<string, DependencyChange[]>();
  for (const change of changes) {
    const locator = bringsIn(change) && change.after!.origin.kind === 'registry' ? locatorOf(change.after!.location) : undefined;
    const slug = locator && slugOf(locator.name, locator.reference);
    if (slug !== undefined) for (const key of [slug, `${locator!.name}\0`]) found.set(key, [...(found.get(key) ?? []), change]);
  }
  return found;
}

/** An archive of Yarn's cache that no checksum names, since the machine that locked it does not install the package: its file name tells of which one it is. */
function claimOfArchive({ path }: CommittedArchive, bySlug: ReadonlyMap<string, readonly DependencyChange[]>): { readonly subject: Subject; readonly change: DependencyChange } | undefined {
  const slug = /([^/]+)-\d{1,3}[a-z]?\d?\.zip$/.exec(path)?.[1];
  const change = slug === undefined ? undefined : bySlug.get(slug)?.[0];
  return change && change.after!.integrity.yarnCache === undefined && change.after!.integrity.malformed.length === 0 ? { change, subject: subjectOf(change.after!) } : undefined;
}

/** The name under which Yarn 1 keeps a package in its offline mirror. */
const mirrored = (name: string, version: string): string => `${name.replace('/', '-')}-${version}.tgz`;

/** Tarballs of an offline mirror, by the packages that the change brings in: two may have one name there. */
function claimsOfMirror(files: readonly ReviewedFile[], changes: readonly DependencyChange[]): readonly Claim[] {
  const byFile = new Map<string, DependencyChange[]>();
  for (const change of changes) {
    if (!bringsIn(change) || change.after!.origin.kind !== 'registry') continue;
    const key = mirrored(change.after!.name, change.after!.version);
    byFile.set(key, [...(byFile.get(key) ?? []), change]);
  }
  return files.flatMap((file): Claim[] => {
    const found = file.path.endsWith('.tgz') ? (byFile.get(file.path.slice(file.path.lastIndexOf('/') + 1)) ?? []) : [];
    return found.length === 0 ? [] : [{ file, of: found.map(({ after }) => ({ subject: subjectOf(after!), path: '', shown: `${after!.name} ${after!.version}` })) }];
  });
}

/** At most this many releases of Yarn are fetched. */
const mostReleases = 4;
/** At most this many files of what Yarn unpacked are read; the others stay holes. */
const most = 1_000;
/** Two object ids of a file without content, by git's two hashes: Yarn marks with one what it unpacked whole. */
const empty: ReadonlySet<string> = new Set(['e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813']);

/** Where files and packages are read. */
export interface PublishedPorts {
  readonly host: Pick<CodeHost, 'blobs'>;
  readonly facts: FactSource;
}

/**
 * Compares changed files that stand for published ones with what the registry serves: releases of Yarn, what Yarn unpacked of packages that the change
 * brings in, their tarballs in an offline mirror, and archives of its cache that no checksum names. What is asked of the registry is put into the table of facts. Files of which the
 * registry's archive, or their own bytes, cannot be had are left out, and so are links.
 * @throws the signal's reason.
 */
export async function readPublished(
  { files, changes, committed, registries }: { readonly files: readonly ReviewedFile[]; readonly changes: readonly DependencyChange[]; readonly committed: readonly CommittedArchive[]; readonly registries: RegistryTable },
  { host, facts }: PublishedPorts, table: FactTable, signal: AbortSignal,
): Promise<readonly PublishedFile[]> {
  const bySlug = slugsOf(changes);
  const plain = files.filter((file) => file.change !== 'removed' && file.oid.after !== undefined && file.mode.after?.startsWith('100') === true);
  const claims = [...plain.flatMap((file) => claimOfRelease(file, registries) ?? []).slice(0, mostReleases), ...plain.flatMap((file) => claimOfUnplugged(file, bySlug) ?? []), ...claimsOfMirror(plain, changes)].slice(0, most);
  const zips = committed.flatMap((archive) => { const claim = archive.files && claimOfArchive(archive, bySlug); return claim ? [{ archive, ...claim }] : []; });
  const archives = await served([...claims.flatMap(({ of }) => of.map(({ subject }) => subject)), ...zips.map(({ subject }) => subject)], facts, table, signal);
  const readable = claims.filter(({ of }) => of.every(({ subject }) => archives(subject) !== undefined));
  const blobs = readable.length === 0 ? new Map<string, Uint8Array | Error>() : await host.blobs([...new Set(readable.map(({ file }) => file.oid.after!))], limits.tarballBytes.value);
  const found = readable.flatMap(({ file, of }): PublishedFile[] => {
    const bytes = blobs.get(file.oid.after!);
    if (!(bytes instanceof Uint8Array)) return [];
    const digest = sha256(bytes);
    const whole = createHash('sha512').update(bytes).digest('hex');
    const mark = empty.has(file.oid.after!) && file.path.endsWith('/.ready');
    const isFrom = (archive: ArchiveFacts, path: string): boolean => (path === '' ? archive.sha512 === whole : archive.files.some((one) => one.path === path && one.sha256 === digest));
    return [{ path: file.path, of: of[0]!.shown, same: mark || of.some(({ subject, path }) => isFrom(archives(subject)!, path)) }];
  });
  return [...found, ...zips.flatMap(({ archive, subject, change: { after } }): PublishedFile[] => {
    const from = archives(subject);
    return from ? [{ path: archive.path, of: `${after!.name} ${after!.version}`, same: differingFiles(archive.files!, after!.name, from.files).length === 0 }] : [];
  })];
}

/** What the registry serves of these, put into the table of facts. @throws the signal's reason. */
export async function served(subjects: readonly Subject[], facts: FactSource, table: FactTable, signal: AbortSignal): Promise<(subject: Subject) => ArchiveFacts | undefined> {
  const archives = new Map<string, ArchiveFacts>();
  await Promise.all([...new Map(subjects.map((subject) => [factKey(subject, 'archive'), subject]))].map(async ([key, subject]) => {
    const fact = await facts.get(subject, 'archive', signal);
    table.set(key, fact);
    if (fact.value) archives.set(key, fact.value);
  }));
  return (subject) => archives.get(factKey(subject, 'archive'));
}
