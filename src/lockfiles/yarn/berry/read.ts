import type { ErrorCode } from '../../../core/errors.js';
import { isObject, type Json, type JsonObject } from '../../../core/json.js';
import { limits } from '../../../core/limits.js';
import { readYaml, type YamlReading } from '../../yaml.js';
import { readLayout } from './lines.js';

/** One entry as it stands, with the descriptors that it answers and the package that it stands for. */
export interface BerryEntry {
  readonly keys: readonly string[];
  readonly resolution: string;
  readonly raw: JsonObject;
}

export interface BerryFile {
  readonly version: string;
  /** Stands before every checksum without one of its own. */
  readonly cacheKey?: string;
  readonly entries: readonly BerryEntry[];
}

export type BerryReading = { readonly kind: 'file'; readonly file: BerryFile } | { readonly kind: 'refused'; readonly code: ErrorCode; readonly data: { readonly [key: string]: Json } };

/** What releases of Yarn wrote: 2.x 4, 3.0 and 3.1 5, 3.2 and later 6, candidates of 4.0 7, 4.0 to 4.13 8, 4.14 9, since then 10. */
const versions: ReadonlySet<string> = new Set(['4', '5', '6', '7', '8', '9', '10']);

/**
 * Reads the text of a lockfile of Yarn 2 or later as Yarn does (`parseSyml`: YAML whose scalars all are texts), and refuses what Yarn would read
 * but never writes: keys, descriptors and resolutions that stand twice, of which Yarn takes the last, and whatever `readYaml` refuses.
 */
export function readBerry(text: string): BerryReading {
  const refused = (code: ErrorCode, data: { readonly [key: string]: Json }): BerryReading => ({ kind: 'refused', code, data });
  const layout = readLayout(text);
  const yaml: YamlReading = layout ? { kind: 'documents', documents: [layout] } : readYaml(text, 'failsafe');
  if (yaml.kind === 'refused') {
    const code = yaml.reason === 'depth' ? 'LOCKFILE_LIMIT' : yaml.reason === 'duplicate-key' ? 'LOCKFILE_AMBIGUOUS' : 'LOCKFILE_MALFORMED';
    return refused(code, { reason: yaml.reason, ...(yaml.line === undefined ? {} : { line: yaml.line }) });
  }
  const [document, ...more] = yaml.documents;
  if (more.length > 0) return refused('LOCKFILE_AMBIGUOUS', { reason: 'documents' });
  const metadata = isObject(document) && Object.hasOwn(document, '__metadata') ? document['__metadata'] : undefined;
  if (!isObject(document) || !isObject(metadata)) return refused('LOCKFILE_MALFORMED', { reason: 'metadata' });
  const version = Object.hasOwn(metadata, 'version') ? metadata['version'] : null;
  if (typeof version !== 'string' || !versions.has(version)) return refused('LOCKFILE_UNSUPPORTED', { format: 'yarn', version: typeof version === 'string' ? version : null });
  const cacheKey = Object.hasOwn(metadata, 'cacheKey') ? metadata['cacheKey'] : undefined;
  if (cacheKey !== undefined && typeof cacheKey !== 'string') return refused('LOCKFILE_MALFORMED', { reason: 'metadata' });
  const found = entriesOf(document);
  if (!Array.isArray(found)) return found as BerryReading;
  return { kind: 'file', file: { version, ...(cacheKey === undefined ? {} : { cacheKey }), entries: found as readonly BerryEntry[] } };
}

function entriesOf(document: JsonObject): readonly BerryEntry[] | BerryReading {
  const refused = (code: ErrorCode, data: { readonly [key: string]: Json }): BerryReading => ({ kind: 'refused', code, data });
  const keys = Object.keys(document).filter((key) => key !== '__metadata');
  if (keys.length > limits.lockfileEntries.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileEntries' });
  const entries: BerryEntry[] = [];
  const descriptors = new Set<string>();
  const resolutions = new Set<string>();
  for (const key of keys) {
    const raw = document[key];
    const resolution = isObject(raw) && Object.hasOwn(raw, 'resolution') ? raw['resolution'] : undefined;
    if (!isObject(raw) || typeof resolution !== 'string' || resolution === '') return refused('LOCKFILE_MALFORMED', { reason: 'resolution', key: key.slice(0, 200) });
    const own = key.split(',').map((one) => one.trim());
    for (const one of [resolution, ...own]) if (one.length > limits.lockfileLocation.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileLocation' });
    for (const one of own) {
      if (descriptors.has(one)) return refused('LOCKFILE_AMBIGUOUS', { reason: 'duplicate-key', key: one });
      descriptors.add(one);
    }
    if (resolutions.has(resolution)) return refused('LOCKFILE_AMBIGUOUS', { reason: 'duplicate-resolution', key: resolution });
    resolutions.add(resolution);
    entries.push({ keys: own, resolution, raw });
  }
  return entries;
}
