import { statSync } from 'node:fs';
import type { AdvisoryIndex } from '../../advisories/advisory-index.js';
import { joinIndexes } from '../../advisories/join.js';
import { match } from '../../advisories/match.js';
import { osvEcosystem } from '../../advisories/versions.js';
import type { PackageVersion } from '../../advisories/match.types.js';
import { failed, notApplicable } from '../../core/coverage.js';
import { sha256 } from '../../core/hash.js';
import { canonicalJson, type Json } from '../../core/json.js';
import type { Origin } from '../../core/origin.js';
import type { AdvisorySource, LockedName } from '../../ports/advisory-source.js';
import type { Clock } from '../../ports/clock.js';
import type { Asked } from './asked.js';
import { listFiles } from './files.js';
import type { KeptIndexes, LoadedAdvisories } from './load.js';
import { loadAdvisories } from './load.js';

/** Where OSV records are, and what the source is called in a verdict. */
export interface OsvSourceOptions {
  /** A folder, or one file, of OSV records: one JSON document a file, NDJSON, either gzipped. */
  readonly path: string;
  /** Defaults to `osv`. */
  readonly source?: string;
  /** With a clock the path is looked at again, at most once a minute, and what changed is read anew; without one it is read once. */
  readonly clock?: Clock;
  /** Where indexes of data that was read before are kept. */
  readonly kept?: KeptIndexes;
  /** How old the newest record may be; without it a folder is never too old, since nobody knows how often its owner has something to say. */
  readonly age?: { readonly clock: Clock; readonly maxMs: number };
}

/** Known advisories from disk, from exports, from services, or from several of these. */
export interface OsvSource extends AdvisorySource {
  /** The source as it stands at its first question, for one review, with services that are asked on its behalf: what is read anew meanwhile does not divide it. */
  pinned(services?: readonly Asked[]): AdvisorySource;
}

/** What one source has at a moment. */
export interface Holding {
  readonly source: string;
  /** The one ecosystem that it speaks of; left out where its records tell. */
  readonly ecosystem?: string;
  readonly data?: { readonly index: AdvisoryIndex; readonly digest: string };
  /** Why there is no data, or why what there is does not count as all there is. */
  readonly lack?: { readonly code: 'ADVISORIES_ABSENT' | 'ADVISORIES_STALE' | 'ADVISORIES_UNREACHABLE'; readonly data: { readonly [key: string]: Json } };
}

/**
 * What a source has at the moment it is asked, for a question on an ecosystem: undefined where it never speaks of that one. Asked without an ecosystem it tells what it
 * stands by, and one that fetches only when it is wanted, and was not, answers undefined.
 */
export type Held = (ecosystem?: string) => Promise<Holding | undefined>;

/** A folder's listing is looked at no more often than this: a new export is in use a minute after it stands. */
const lookMs = 60_000;

/**
 * Known advisories from OSV records on disk, read at the first question, and again when files or their times or sizes change. What was
 * read last stays in use until the new has been read whole, and where that holds no record; its own `asOf` tells its age. A path that
 * never held a record answers failed with ADVISORIES_ABSENT; records that cannot be read make every answer partial with
 * ADVISORIES_MALFORMED.
 */
export function createOsvSource(options: OsvSourceOptions): OsvSource {
  return joinedSource([folderHoldings(options)]);
}

/** What a folder holds, each time it is asked (see `createOsvSource`). */
export function folderHoldings({ path, source = 'osv', clock, kept, age }: OsvSourceOptions): Held {
  const loaded = rereading(path, clock, kept);
  return async () => {
    const data = await loaded();
    if (!data || isEmpty(data)) return { source, lack: { code: 'ADVISORIES_ABSENT', data: { source, reason: absence(data) } } };
    const old = age ? age.clock.now() - Date.parse(data.index.asOf) : 0;
    // Records without a time tell no age, and count as too old.
    return !age || old <= age.maxMs ? { source, data } : { source, data, lack: { code: 'ADVISORIES_STALE', data: { source, reason: 'age', ...(Number.isNaN(old) ? {} : { days: Math.floor(old / 86_400_000) }), asOf: data.index.asOf } } };
  };
}

/**
 * Several sources as one: a package version is held against the records of all, of two with one id the newer counts, and what is an alias elsewhere is one match. A
 * source that has nothing, or nothing recent, leaves every answer partial, with what the others know; where none has anything, it is failed. `services` are asked beside them, for
 * the life of this source.
 */
export function joinedSource(sources: readonly Held[], services: readonly Asked[] = []): OsvSource {
  return {
    ...answering(sources, services),
    pinned: (own = []) => answering(sources.map((source) => {
      const asked = new Map<string | undefined, ReturnType<Held>>();
      let first: Holding | undefined;
      return async (ecosystem) => {
        const known = asked.get(ecosystem) ?? source(ecosystem).then((holding) => first ?? (holding?.data ? first = holding : holding));
        asked.set(ecosystem, known);
        const holding = await known;
        if (!holding) asked.delete(ecosystem);
        return holding;
      };
    }), own),
  };
}

function speaksOf(holding: Holding | undefined, ecosystem: string | undefined): holding is Holding {
  return holding !== undefined && (holding.ecosystem === undefined || ecosystem === undefined || holding.ecosystem === ecosystem);
}

function rereading(path: string, clock: Clock | undefined, kept: KeptIndexes | undefined): () => Promise<LoadedAdvisories | undefined> {
  let current: LoadedAdvisories | undefined;
  let currentListing: string | undefined;
  let loading: Promise<LoadedAdvisories | undefined> | undefined;
  let lookedAt: number | undefined;
  const load = async (listing: string | undefined): Promise<LoadedAdvisories | undefined> => {
    try {
      const read = await loadAdvisories(path, undefined, kept);
      if (current === undefined || isEmpty(current) || !isEmpty(read)) [current, currentListing] = [read, listing];
    } catch {
      // What was read before, if anything, stays in use; the path is tried again at the next look.
    } finally {
      loading = undefined;
    }
    return current;
  };
  return async () => {
    const now = clock?.now() ?? 0;
    if (loading === undefined && (lookedAt === undefined || Math.abs(now - lookedAt) >= lookMs)) {
      lookedAt = now;
      const listing = listingOf(path);
      if (current === undefined || listing !== currentListing) loading = load(listing);
    }
    return current !== undefined && !isEmpty(current) ? current : loading ?? current;
  };
}

/** Names, sizes and times of the files; undefined where they cannot be listed. */
function listingOf(path: string): string | undefined {
  try {
    const { files, rejected } = listFiles(path);
    return sha256(canonicalJson([files.map((file) => [file.name, file.bytes, statSync(file.path).mtimeMs]), rejected.map((place) => place.file)]));
  } catch {
    return undefined;
  }
}

function answering(sources: readonly Held[], services: readonly Asked[]): AdvisorySource {
  const all = async (ecosystem?: string): Promise<readonly Holding[]> => (await Promise.all(sources.map((source) => source(ecosystem)))).filter((one) => speaksOf(one, ecosystem));
  return {
    async match(origin, locked, name) {
      const query = queryOf(origin, locked);
      if (query === 'own') return { coverage: notApplicable };
      const ecosystem = query === 'nameless' ? 'npm' : query.ecosystem;
      const told = query === 'nameless' ? [] : services.filter((service) => name === 'public' || (name === 'served' && service.serves));
      const [standing, answers] = await Promise.all([all(ecosystem), Promise.all(told.map((service) => service.holding(query as PackageVersion)))]);
      const held = [...standing, ...answers.filter((one) => one !== undefined)];
      // Nobody but services, and they were not to hear of it.
      if (sources.length === 0 && services.length > 0 && told.length === 0) return { coverage: name === 'private' ? notApplicable : failed('ADVISORIES_WITHHELD') };
      const lack = held.find((one) => one.lack)?.lack;
      const indexes = held.flatMap(({ data }) => data ? [data.index] : []);
      if (indexes.length === 0) return { coverage: failed(lack?.code ?? 'ADVISORIES_ABSENT', lack?.data ?? { ecosystem, reason: 'ecosystem' }) };
      if (query === 'nameless') return { coverage: failed('NOT_IMPLEMENTED_FOR_ORIGIN', { origin: origin.kind }) };
      const { matches, coverage } = match(indexes.length === 1 ? indexes[0]! : joinIndexes(indexes), query);
      // Data that were never made for an ecosystem name its packages by chance.
      const made = held.some((one) => one.data && (one.ecosystem === ecosystem || one.data.index.ecosystems.includes(ecosystem)));
      const short = lack ?? (made ? undefined : { code: 'ADVISORIES_ABSENT' as const, data: { ecosystem, reason: 'ecosystem' } });
      return { value: matches, coverage: short && coverage.kind === 'complete' ? { kind: 'partial', ...short } : coverage };
    },
    async data() {
      return [...(await all()).flatMap(({ source, data }) => data ? [{ source, digest: data.digest, asOf: data.index.asOf }] : []), ...services.flatMap((service) => service.data() ?? [])];
    },
  };
}

function isEmpty({ index }: LoadedAdvisories): boolean {
  return index.records + index.withdrawn === 0;
}

function absence(data: LoadedAdvisories | undefined): string {
  if (!data) return 'not-readable';
  return data.index.malformed.count > 0 ? 'no-readable-record' : 'empty';
}

/** What to ask for an origin; `own` is the repository's own code, `nameless` bytes from elsewhere that nobody named. */
function queryOf(origin: Origin, locked: LockedName | undefined): PackageVersion | 'own' | 'nameless' {
  switch (origin.kind) {
    case 'registry': return { ecosystem: osvEcosystem(origin.ecosystem), name: origin.name, version: origin.version };
    case 'patched': return queryOf(origin.base, locked);
    case 'workspace':
    case 'link': return 'own';
    case 'git':
    case 'url':
    case 'repository': return locked ? { ...locked, ecosystem: osvEcosystem(locked.ecosystem) } : 'nameless';
    case 'bundled': return locked ?? bundledName(origin);
  }
}

/** The name of a bundled package stands in its path, by npm's layout; its version does not. */
function bundledName(origin: Extract<Origin, { kind: 'bundled' }>): PackageVersion | 'nameless' {
  const folder = 'node_modules/';
  const at = origin.path.lastIndexOf(folder);
  return at < 0 ? 'nameless' : { ecosystem: 'npm', name: origin.path.slice(at + folder.length) };
}
