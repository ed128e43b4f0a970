import { canonicalJson, type Json, type JsonObject } from '../core/json.js';
import { integrityText } from '../core/integrity.js';
import type { Edge, Importer, InstallRoot, LockfileProblem } from '../core/lockfile.js';
import { originKey } from '../core/origin.js';
import type { EntryReading, ParsedLockfile } from './format.js';

/** One entry of a lockfile that names what it installs by keys of its own, not by the folders into which it goes. */
export interface KeyedEntry {
  /** The package's real name. Cheap: asked for of every entry. */
  readonly name: string;
  /** The entry as written, all keys. */
  readonly raw: JsonObject;
  /** What else decides which bytes an installer takes, where origin, version and integrity do not say it: a patch's digest. */
  readonly also?: Json | undefined;
  /** What the entry answers, where that stands in its key: another answer is another entry, whose reading tells whether it may give it. */
  readonly answers?: readonly string[];
  /** Called at most once. */
  read(): EntryReading;
  /** What the entry asks for, resolved within the lockfile. Called at most once. */
  edges(): readonly Edge[];
}

/** What a format of that kind reads of a file. */
export interface KeyedParts {
  readonly format: string;
  readonly version: string;
  readonly root: InstallRoot;
  /** By location, in the file's order. */
  readonly entries: ReadonlyMap<string, KeyedEntry>;
  readonly importers: readonly Importer[];
  /** What a manifest asks for, resolved within the lockfile. Called at most once for each importer. */
  importerEdges(importer: Importer): readonly Edge[];
  readonly problems: readonly LockfileProblem[];
  /** See `ParsedLockfile.place`; left out, a location is its own place. */
  place?(location: string): string;
  /** See `ParsedLockfile.content`; left out, the entry as written. */
  content?(location: string, raw: JsonObject): Json;
  readonly patchOf?: ParsedLockfile['patchOf'];
  readonly repeated?: ParsedLockfile['repeated'];
  readonly contradictions?: ParsedLockfile['contradictions'];
  readonly positional?: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

/** Keeps each answer of a function of a location. */
function kept<T>(answer: (location: string) => T): (location: string) => T {
  const known = new Map<string, T>();
  return (location) => {
    const found = known.get(location);
    if (found !== undefined) return found;
    const fresh = answer(location);
    known.set(location, fresh);
    return fresh;
  };
}

/** Makes the readable lockfile of its parts: entries and edges are read when first asked for, and once. */
export function keyedLockfile(parts: KeyedParts): ParsedLockfile {
  const { entries, importers } = parts;
  const byLocation = new Map(importers.map((importer) => [importer.location, importer]));
  const read = kept((location): EntryReading => entries.get(location)?.read()
    ?? { kind: 'problem', problem: { code: 'LOCKFILE_MALFORMED', location, data: { location, reason: 'no-entry' } } });
  const edgesOf = kept((location): readonly Edge[] => {
    const importer = byLocation.get(location);
    return importer ? parts.importerEdges(importer) : (entries.get(location)?.edges() ?? []);
  });
  return {
    format: parts.format, version: parts.version, root: parts.root, packages: [...entries.keys()], problems: parts.problems, importers,
    has: (location) => entries.has(location),
    raw: (location) => entries.get(location)?.raw,
    answers: (location) => entries.get(location)?.answers,
    content: (location) => {
      const raw = entries.get(location)?.raw;
      return raw === undefined ? undefined : (parts.content?.(location, raw) ?? raw);
    },
    read, edgesOf,
    nameOf: (location) => entries.get(location)?.name ?? byLocation.get(location)?.name ?? location,
    bytesKey: kept((location) => {
      const reading = read(location);
      if (reading.kind === 'problem') return canonicalJson(['problem', location]);
      const { origin, integrity, version } = reading.entry;
      const options = integrity.digests.map((digest) => digest.options);
      const cache = integrity.yarnCache === undefined ? null : [integrity.yarnCache.key, integrity.yarnCache.value];
      const also = entries.get(location)?.also ?? null;
      return canonicalJson([originKey(origin), version, integrityText(integrity).split(' ').sort(), options, integrity.malformed, cache, also]);
    }),
    place: (location) => parts.place?.(location) ?? location,
    ...(parts.patchOf ? { patchOf: parts.patchOf } : {}),
    follow: (location) => location,
    repeated: parts.repeated ?? (() => []),
    contradictions: parts.contradictions ?? (() => []),
    positional: parts.positional ?? nothing,
  };
}
