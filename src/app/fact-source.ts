import { failed, notApplicable, type Coverage } from '../core/coverage.js';
import { Failure, problemOf } from '../core/errors.js';
import { isExact, parseIntegrity, type Integrity } from '../core/integrity.js';
import type { Origin, RegistryOrigin } from '../core/origin.js';
import type { Json } from '../core/json.js';
import { limits } from '../core/limits.js';
import { isRead, subjectKey, type Fact, type FactKind, type FactValues, type Subject } from '../facts/kinds.js';
import type { ArchiveFacts } from '../packages/archive.types.js';
import { carriedArchive } from '../packages/carried.js';
import type { CodeProfile } from '../packages/profile.types.js';
import { readCacheArchive } from '../packages/cache-archive.js';
import { readArchive, type Archive } from '../packages/tarball.js';
import { versionsAbove, type VersionsAbove } from '../packages/versions-above.js';
import type { AdvisoryData, AdvisorySource, Telling } from '../ports/advisory-source.js';
import type { CodeAnalyser } from '../ports/analyser.js';
import type { Clock } from '../ports/clock.js';
import type { CodeHost } from '../ports/code-host.js';
import type { FactCache, FactCacheKey } from '../ports/fact-cache.js';
import type { Registry, Tenancy } from '../ports/registry.js';
import type { TrustRoots } from '../ports/trust-roots.js';
import { breath } from './breath.js';
import { createCourtesy, type Courtesy } from './courtesy.js';
import { createRecords, isDeadline } from './records.js';
import { semaphore } from './semaphore.js';
import { createTrust } from './trust.js';
import { tellingOf } from './telling.js';
import { withYarnPatches } from './yarn-release.js';

/** Answers facts about packages, each at most once a review; never rejects but with the signal's reason. */
export interface FactSource {
  get<K extends FactKind>(subject: Subject, kind: K, signal: AbortSignal): Promise<Fact<FactValues[K]>>;
  /**
   * Lets names of public packages be told to services that somebody opted for, but for those that are private. Until it is called nothing is: whoever has not read the policy
   * does not know what is private.
   */
  release(isPrivate: (name: string, ecosystem: string) => boolean): void;
  /** What the advisory answers rest on. */
  data(): Promise<readonly AdvisoryData[]>;
}

export interface FactSourcePorts {
  readonly registry: Registry;
  readonly analyser: CodeAnalyser;
  readonly advisories: AdvisorySource;
  readonly cache: FactCache;
  readonly clock: Clock;
  readonly tenancy: Tenancy;
  /** Where the reviewed repository's own files are read, for tarballs that lie in it; left out, those are not read. */
  readonly host?: Pick<CodeHost, 'blobs'>;
  /** What signatures and attestations are held against; left out, they could not be checked. */
  readonly trust?: TrustRoots;
  /** What this review's process has; where it is left out, nobody is held back. */
  readonly courtesy?: Courtesy;
}

const archiveProducer = 'archive-5';

/** How many reads and writes of the cache one review has under way: its database serves all reviews in the order of their questions. */
const cacheAtOnce = 8;
/** How many tarballs are unpacked at once: each may take `unpackedBytes` of memory. */
const archivesAtOnce = 6;

/** Versions that are held against advisories between two breaths. */
const matchedAtOnce = 100;

/** Makes the fact source of one review, over ports. */
export function createFactSource(ports: FactSourcePorts): FactSource {
  const { registry, analyser, advisories, clock, tenancy } = ports;
  const asking = semaphore(cacheAtOnce);
  const cache: FactCache = { get: (key) => asking(() => ports.cache.get(key)), put: (key, entry) => asking(() => ports.cache.put(key, entry)) };
  const gate = semaphore(archivesAtOnce);
  const { courtesy = createCourtesy() } = ports;
  const standing = tenancy.flow?.standing ?? 'member';
  const packages = new Map<string, Opened>();
  // What a member's review fetched with credentials must not answer a fork's: facts of private registries are kept apart by both.
  const tenantOf = (host: string): string => (registry.isPublic(host) ? 'public' : `${tenancy.installation}/${tenancy.repository}/${tenancy.visibility}${tenancy.fork ? '/fork' : ''}`);

  const shared = { registry, cache, clock, tenancy, tenantOf, pass: <T>(task: () => Promise<T>): Promise<T> => courtesy.pass(standing, task) };
  const record = createRecords(shared);

  /** What the bytes must be: what the lockfile pins, else what the registry's record says. */
  async function pinOf(origin: RegistryOrigin, integrity: Integrity, signal: AbortSignal): Promise<Integrity | Coverage> {
    if (integrity.digests.length > 0) return integrity;
    const { value, coverage } = await record(origin, signal);
    if (!value) return coverage;
    const text = value.versions[origin.version]?.integrity;
    const pinned = text === undefined ? undefined : parseIntegrity(text, 'record');
    return pinned && pinned.digests.length > 0 ? pinned : failed('INTEGRITY_MISSING', { name: origin.name, version: origin.version });
  }

  function open(subject: Subject, signal: AbortSignal): Opened {
    const key = subjectKey(subject);
    const known = packages.get(key);
    if (known) return known;
    const origin = unpatched(subject.origin);
    const source = origin.kind === 'registry' ? published(origin, subject.integrity, signal) : origin.kind === 'repository' && ports.host ? committed(origin, subject, ports.host, signal) : undefined;
    const opened = source ? openArchive(source, subject.integrity, signal) : foreign(subject, signal);
    packages.set(key, opened);
    return opened;
  }

  function foreign(subject: Subject, signal: AbortSignal): Opened {
    const archive = once(() => foreignArchive(subject, signal));
    return {
      archive,
      // The code of what a tarball carries is read with the tarball.
      code: async () => {
        const { value, coverage } = await archive();
        return { coverage: value ? notApplicable : coverage };
      },
    };
  }

  /** The archive of what comes from no registry: nothing of our own for workspaces, the part of the carrier's for bundled packages. */
  async function foreignArchive(subject: Subject, signal: AbortSignal): Promise<Fact<ArchiveFacts>> {
    const { origin } = subject;
    if (origin.kind === 'workspace' || origin.kind === 'link') return { coverage: notApplicable };
    if (origin.kind !== 'bundled') return { coverage: failed('ORIGIN_UNSUPPORTED', { kind: origin.kind }) };
    // Only the pin of its own lockfile will do: a registry may serve one byte string to installs and name another one in its record.
    if (!subject.carrier) return { coverage: failed('INTEGRITY_MISSING', { kind: 'bundled', path: origin.path }) };
    const carrier = await open({ origin: origin.parent, integrity: subject.carrier }, signal).archive();
    if (!carrier.value && carrier.coverage.kind !== 'skipped') return { coverage: carrier.coverage };
    // An entry that claims to be bundled and is not carried would be fetched by nobody and reviewed by nobody.
    const carried = carrier.value && carriedArchive(carrier.value, origin.path);
    if (!carried) return { coverage: failed('ORIGIN_UNSUPPORTED', { kind: 'bundled', path: origin.path }) };
    const hole = carried.manifestProblem;
    return { coverage: hole ? { kind: 'partial', ...hole } : { kind: 'complete' }, value: carried };
  }

  /** A version as its registry serves it. */
  function published(origin: RegistryOrigin, integrity: Integrity, signal: AbortSignal): ArchiveSource {
    const { registry: from, name, version } = origin;
    return {
      told: { name, version }, key: { tenant: tenantOf(from), registry: from, name, version },
      read: async (bytes, integrityOf) => withYarnPatches(name, await readArchive(bytes, { integrity: integrityOf })), pin: () => pinOf(origin, integrity, signal), bytes: (pin) => registry.tarball({ origin, integrity: pin, tenancy, signal }),
    };
  }

  /** A tarball that lies in the repository, bound by git's object id as well as by what the lockfile pins. Its facts are this repository's alone. */
  function committed(origin: Extract<Origin, { kind: 'repository' }>, { integrity }: Subject, host: Pick<CodeHost, 'blobs'>, signal: AbortSignal): ArchiveSource {
    return {
      told: { path: origin.path }, key: { tenant: `${tenancy.installation}/${tenancy.repository}/${tenancy.visibility}${tenancy.fork ? '/fork' : ''}`, registry: 'repository', name: origin.path, version: origin.oid },
      read: (bytes, pin) => (origin.path.endsWith('.zip') ? readCacheArchive(bytes) : readArchive(bytes, { integrity: pin })), pin: async () => integrity,
      bytes: async () => {
        signal.throwIfAborted();
        const blob = origin.oid === '' ? undefined : (await host.blobs([origin.oid], limits.tarballBytes.value)).get(origin.oid);
        if (!blob) throw new Failure('FILE_UNREADABLE', { path: origin.path });
        if (blob instanceof Error) throw blob;
        return chunks(blob);
      },
    };
  }

  function openArchive(source: ArchiveSource, integrity: Integrity, signal: AbortSignal): Opened {
    const keyFor = (kind: string, sha512: string, producer: string): FactCacheKey => ({ ...source.key, sha512, kind, producer });
    const claimed = isExact(integrity) ? Buffer.from(integrity.digests[0]!.bytes).toString('hex') : undefined;
    const cachedFact = async <T>(kind: string, producer: string): Promise<Fact<T> | undefined> =>
      claimed === undefined ? undefined : ((await cache.get(keyFor(kind, claimed, producer)))?.value as unknown as Fact<T> | undefined);

    let wanted = false;
    let reading: Promise<Read> | undefined;
    // The bytes live only inside this task: the code is analysed in the same turn when it is wanted, and nothing keeps them afterwards.
    const read = (): Promise<Read> => (reading ??= gate(async () => {
      const pin = await source.pin();
      if ('kind' in pin) return { archive: { coverage: pin } };
      try {
        const { facts, entries } = await courtesy.pass(standing, async () => source.read(await source.bytes(pin), pin));
        // Without its manifest nobody can say what an archive runs at install: what was read is handed out, and the hole with it.
        const hole = facts.manifestProblem;
        const archive: Fact<ArchiveFacts> = { coverage: hole ? { kind: 'partial', code: hole.code, data: { ...source.told, ...hole.data } } : { kind: 'complete' }, value: facts };
        settle.resolve(archive);
        await cache.put(keyFor('archive', facts.sha512, archiveProducer), { value: archive as unknown as Json, storedAt: clock.now() });
        return wanted ? { archive, code: await analyse(facts, entries) } : { archive };
      } catch (error) {
        signal.throwIfAborted();
        const problem = problemOf(error);
        return { archive: { coverage: failed(problem.code, { ...source.told, ...problem.data }, isDeadline(problem.code)) } };
      }
    }).then((done) => { settle.resolve(done.archive); return done; }, (error: unknown) => { settle.reject(error); throw error; }));
    const settle = deferred<Fact<ArchiveFacts>>();

    async function analyse(facts: ArchiveFacts, entries: Parameters<CodeAnalyser['analyse']>[0]['entries']): Promise<Fact<CodeProfile>> {
      const code = await analyser.analyse({ sha512: facts.sha512, entries, ...(tenancy.flow ? { flow: tenancy.flow } : {}), ...(facts.manifest ? { manifest: facts.manifest } : {}) }, signal);
      // A failure by the wall clock says something about this machine, not about the package: it is asked again next time.
      if (code.coverage.kind !== 'failed') await cache.put(keyFor('code', facts.sha512, analyser.producer), { value: code as unknown as Json, storedAt: clock.now() });
      return code;
    }
    async function archive(): Promise<Fact<ArchiveFacts>> {
      const kept = await cachedFact<ArchiveFacts>('archive', archiveProducer);
      if (kept) return kept;
      void read().catch(() => undefined);
      return settle.promise;
    }
    async function code(): Promise<Fact<CodeProfile>> {
      wanted = true;
      const kept = await cachedFact<CodeProfile>('code', analyser.producer);
      if (kept) return kept;
      const first = await read();
      if (first.code) return first.code;
      if (!first.archive.value) return withoutValue(first.archive);
      reading = undefined;
      return (await read()).code ?? withoutValue(first.archive);
    }
    return { archive: once(archive), code: once(code) };
  }

  /** Held against all that is known, not only against what named the version that they are to replace. */
  async function unaffected(origin: Origin, signal: AbortSignal): Promise<Fact<VersionsAbove>> {
    // It ends up in findings on other packages, which a public repository shows: what credentials alone can tell stays out of them.
    if (origin.kind === 'registry' && tenancy.visibility === 'public' && registry.lendsCredentials(origin.registry, tenancy)) return { coverage: notApplicable };
    const { coverage, value } = await record(origin, signal);
    if (!value || origin.kind !== 'registry') return { coverage };
    const above = versionsAbove(value, origin.version);
    const matched: (readonly unknown[] | undefined)[] = [];
    // Many at once: a service that is asked by version hears of them in one request.
    for (let from = 0; from < above.versions.length; from += matchedAtOnce) {
      signal.throwIfAborted();
      await breath();
      const known = await Promise.all(above.versions.slice(from, from + matchedAtOnce).map((version) => advisories.match({ ...origin, version }, undefined, telling(origin, undefined))));
      const lacking = known.find(({ value: matches }) => !matches);
      if (lacking) return { coverage: lacking.coverage };
      matched.push(...known.map(({ value: matches }) => matches));
    }
    return { coverage, value: { ...above, versions: above.versions.filter((_version, at) => matched[at]!.length === 0) } };
  }

  const trust = createTrust({ ...shared, record, ...(ports.trust ? { roots: ports.trust } : {}) });
  /** Asked once, whoever wants it; what is patched is vouched for as it was published. */
  const vouched = new Map<string, Promise<Fact<FactValues['trust']>>>();
  function trustOf(origin: Origin, subject: Subject, signal: AbortSignal): Promise<Fact<FactValues['trust']>> | Fact<FactValues['trust']> {
    if (origin.kind !== 'registry') return { coverage: notApplicable };
    const key = subjectKey(subject);
    const pending = vouched.get(key) ?? trust(origin, subject.integrity, signal);
    vouched.set(key, pending);
    return pending;
  }

  async function get(subject: Subject, kind: FactKind, signal: AbortSignal): Promise<Fact<FactValues[FactKind]>> {
    signal.throwIfAborted();
    // Another ecosystem's name at the npm registry is another package: nothing may be asked for there, and nothing said about it.
    if (!isRead(subject, kind)) return { coverage: notApplicable };
    switch (kind) {
      case 'record': return record(unpatched(subject.origin), signal);
      case 'archive': return open(subject, signal).archive();
      case 'code': return open(subject, signal).code();
      case 'advisories': return advisories.match(unpatched(subject.origin), subject.locked, telling(subject.origin, subject.locked));
      case 'unaffected': return unaffected(unpatched(subject.origin), signal);
      case 'trust': return trustOf(unpatched(subject.origin), subject, signal);
    }
  }

  let isPrivate: ((name: string, ecosystem: string) => boolean) | undefined;
  const telling = (origin: Origin, locked: Subject['locked']): Telling | undefined =>
    isPrivate && tellingOf(origin, locked, { isPrivate, isPublic: (host) => registry.isPublic(host) });
  return { get: get as FactSource['get'], release: (names) => { isPrivate = names; }, data: () => advisories.data() };
}

/** What a patch is applied to: its bytes are read as they were published, and the patch is a file of the repository that a check tells of. */
function unpatched(origin: Origin): Origin {
  return origin.kind === 'patched' ? unpatched(origin.base) : origin;
}

/** Where the bytes of one archive come from, under which key what is known of them is kept, and what a hole is told with. */
interface ArchiveSource {
  readonly told: { readonly [key: string]: string };
  readonly key: Pick<FactCacheKey, 'tenant' | 'registry' | 'name' | 'version'>;
  readonly pin: () => Promise<Integrity | Coverage>;
  readonly bytes: (pin: Integrity) => Promise<AsyncIterable<Uint8Array>>;
  readonly read: (bytes: AsyncIterable<Uint8Array>, pin: Integrity) => Promise<Archive>;
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

interface Opened {
  readonly archive: () => Promise<Fact<ArchiveFacts>>;
  readonly code: () => Promise<Fact<CodeProfile>>;
}
interface Read {
  readonly archive: Fact<ArchiveFacts>;
  readonly code?: Fact<CodeProfile>;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function deferred<T>(): { readonly promise: Promise<T>; resolve(value: T): void; reject(reason: unknown): void } {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => { resolve = yes; reject = no; });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

const withoutValue = (fact: Fact<unknown>): Fact<never> => ({ coverage: fact.coverage });
