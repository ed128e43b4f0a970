import { match } from '../../advisories/match.js';
import type { AdvisoryAnswer, PackageVersion } from '../../advisories/match.types.js';
import { failed, notApplicable } from '../../core/coverage.js';
import type { Origin } from '../../core/origin.js';
import type { AdvisorySource, LockedName } from '../../ports/advisory-source.js';
import type { LoadedAdvisories } from './load.js';
import { loadAdvisories } from './load.js';

/** Where OSV records are, and what the source is called in a verdict. */
export interface OsvSourceOptions {
  /** A folder, or one file, of OSV records: one JSON document a file, NDJSON, either gzipped. */
  readonly path: string;
  /** Defaults to `osv`. */
  readonly source?: string;
}

/**
 * Known advisories from OSV records on disk, read once, at the first question. A path that is not there or holds no record answers
 * failed with ADVISORIES_ABSENT; records that cannot be read make every answer partial with ADVISORIES_MALFORMED.
 */
export function createOsvSource({ path, source = 'osv' }: OsvSourceOptions): AdvisorySource {
  let loading: Promise<LoadedAdvisories | undefined> | undefined;
  const loaded = () => loading ??= loadAdvisories(path).catch(() => undefined);
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
    case 'registry': return { ecosystem: origin.ecosystem, name: origin.name, version: origin.version };
    case 'patched': return queryOf(origin.base, locked);
    case 'workspace':
    case 'link': return 'own';
    case 'git':
    case 'url':
    case 'repository': return locked ?? 'nameless';
    case 'bundled': return locked ?? bundledName(origin);
  }
}

/** The name of a bundled package stands in its path, by npm's layout; its version does not. */
function bundledName(origin: Extract<Origin, { kind: 'bundled' }>): PackageVersion | 'nameless' {
  const folder = 'node_modules/';
  const at = origin.path.lastIndexOf(folder);
  return at < 0 ? 'nameless' : { ecosystem: 'npm', name: origin.path.slice(at + folder.length) };
}
