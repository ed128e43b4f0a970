import { statSync } from 'node:fs';
import { match } from '../../advisories/match.js';
import { osvEcosystem } from '../../advisories/versions.js';
import type { AdvisoryAnswer, PackageVersion } from '../../advisories/match.types.js';
import { failed, notApplicable } from '../../core/coverage.js';
import { sha256 } from '../../core/hash.js';
import { canonicalJson } from '../../core/json.js';
import type { Origin } from '../../core/origin.js';
import type { AdvisorySource, LockedName } from '../../ports/advisory-source.js';
import type { Clock } from '../../ports/clock.js';
import { listFiles } from './files.js';
import type { LoadedAdvisories } from './load.js';
import { loadAdvisories } from './load.js';

/** Where OSV records are, and what the source is called in a verdict. */
export interface OsvSourceOptions {
  /** A folder, or one file, of OSV records: one JSON document a file, NDJSON, either gzipped. */
  readonly path: string;
  /** Defaults to `osv`. */
  readonly source?: string;
  /** With a clock the path is looked at again, at most once a minute, and what changed is read anew; without one it is read once. */
  readonly clock?: Clock;
}

/** Known advisories from disk. */
export interface OsvSource extends AdvisorySource {
  /** The source as it stands at its first question, for one review: what is read anew meanwhile does not divide it. */
  pinned(): AdvisorySource;
}

/** A folder's listing is looked at no more often than this: a new export is in use a minute after it stands. */
const lookMs = 60_000;

/**
 * Known advisories from OSV records on disk, read at the first question, and again when files or their times or sizes change. What was
 * read last stays in use until the new has been read whole, and where that holds no record; its own `asOf` tells its age. A path that
 * never held a record answers failed with ADVISORIES_ABSENT; records that cannot be read make every answer partial with
 * ADVISORIES_MALFORMED.
 */
export function createOsvSource({ path, source = 'osv', clock }: OsvSourceOptions): OsvSource {
  const loaded = rereading(path, clock);
  return {
    ...answering(source, loaded),
    pinned: () => {
      let first: ReturnType<typeof loaded> | undefined;
      return answering(source, () => first ??= loaded());
    },
  };
}

function rereading(path: string, clock: Clock | undefined): () => Promise<LoadedAdvisories | undefined> {
  let current: LoadedAdvisories | undefined;
  let currentListing: string | undefined;
  let loading: Promise<LoadedAdvisories | undefined> | undefined;
  let lookedAt: number | undefined;
  const load = async (listing: string | undefined): Promise<LoadedAdvisories | undefined> => {
    try {
      const read = await loadAdvisories(path);
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

function answering(source: string, loaded: () => Promise<LoadedAdvisories | undefined>): AdvisorySource {
  return {
    async match(origin, locked) {
      const query = queryOf(origin, locked);
      if (query === 'own') return { coverage: notApplicable };
      const data = await loaded();
      if (!data || isEmpty(data)) return { coverage: failed('ADVISORIES_ABSENT', { source, reason: absence(data) }) };
      if (query === 'nameless') return { coverage: failed('NOT_IMPLEMENTED_FOR_ORIGIN', { origin: origin.kind }) };
      const { matches, coverage }: AdvisoryAnswer = match(data.index, query);
      return { value: matches, coverage };
    },
    async data() {
      const data = await loaded();
      return data && !isEmpty(data) ? [{ source, digest: data.digest, asOf: data.index.asOf }] : [];
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
