import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { Edge, LockfileProblem } from '../../core/lockfile.js';
import { limits } from '../../core/limits.js';
import { countProblems } from '../count.js';
import type { EntryReading, ParseContext, ParsedLockfile, ParseResult } from '../format.js';
import { keyedLockfile, type KeyedEntry } from '../keyed.js';
import { problemAt, refused } from '../problem.js';
import { duplicatesIn, readDocument, type BunDocument, type Lines } from './document.js';
import { rawOf, readEntry, type EntryContext } from './entry.js';
import { edgesOf, importerLocation, readImporters, type BunImporter } from './importers.js';
import { isKey, lastName, parentOf } from './keys.js';
import { nameIn, resolutionOf } from './resolution.js';
import { rootSettings, type RootSettings } from './root-settings.js';

const sections = ['trustedDependencies', 'patchedDependencies', 'overrides', 'catalog', 'catalogs', 'workspaces', 'packages', 'lockfileVersion', 'configVersion'] as const;

/** The lines of parsed lockfiles, for whoever is parsed beside them. */
const linesOf = new WeakMap<ParsedLockfile, Lines>();

const binary: LockfileProblem = { code: 'LOCKFILE_UNSUPPORTED', location: '', data: { format: 'bun', version: 'binary', reason: 'bun-lockb' } };

/** The binary lockfile is told by its name: most often it is no text. */
export function notText(lockfile: string): LockfileProblem | undefined {
  return lockfile.endsWith('.lockb') ? binary : undefined;
}

/**
 * Reads a `bun.lock` of version 0 to 3. Failed with LOCKFILE_LIMIT, LOCKFILE_MALFORMED, LOCKFILE_UNSUPPORTED (another version, and the binary
 * `bun.lockb`) or LOCKFILE_EMPTY. How Bun reads it: `bun.lock.rs`, `parse_into_binary_lockfile`.
 */
export function parseBun(written: string, context: ParseContext): ParseResult {
  if (written.length > limits.lockfileBytes.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileBytes' });
  const text = written.charCodeAt(0) === 0xfeff ? written.slice(1) : written;
  if (notText(context.root.lockfile) || /^#!.*bun/.test(text.slice(0, 64))) return { kind: 'failed', problem: binary };
  const document = readDocument(text, limits.lockfileEntries.value, context.beside && linesOf.get(context.beside));
  if (!document) return refused('LOCKFILE_MALFORMED', { reason: /^<{7}/m.test(text) ? 'conflict-markers' : 'json' });
  const { own } = document;
  const version = Object.hasOwn(own, 'lockfileVersion') ? own['lockfileVersion'] : null;
  if (version !== 0 && version !== 1 && version !== 2 && version !== 3) {
    if (Object.keys(own).length === 0) return refused('LOCKFILE_MALFORMED', { reason: 'document-type' });
    return refused('LOCKFILE_UNSUPPORTED', { format: 'bun', version: typeof version === 'number' || typeof version === 'string' ? version : null });
  }
  const workspaces = Object.hasOwn(own, 'workspaces') ? own['workspaces'] : undefined;
  if (!isObject(workspaces) || !Object.hasOwn(workspaces, '')) return refused('LOCKFILE_MALFORMED', { reason: 'workspaces-type' });
  if (!document.packages) return refused('LOCKFILE_MALFORMED', { reason: 'packages-type' });
  if (document.packages.size + Object.keys(workspaces).length > limits.lockfileEntries.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileEntries' });
  for (const key of document.packages.keys()) if (key.length > limits.lockfileLocation.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileLocation' });
  return withPackages(document, document.packages, { workspaces, version: String(version) }, context);
}

function withPackages(document: BunDocument, packages: ReadonlyMap<string, Json>, { workspaces, version }: { workspaces: JsonObject; version: string }, context: ParseContext): ParseResult {
  const linked = linkedWorkspaces(packages, workspaces, version);
  const importers = readImporters(workspaces, linked.old, context);
  const asked = importers.list.some(({ declared }) => Object.keys({ ...declared.dependencies, ...declared.devDependencies }).length > 0);
  if (packages.size === 0 && asked) return refused('LOCKFILE_EMPTY', {});
  const settings = rootSettings(document.own, () => new Set([...packages.keys()].map(lastName)), context);
  const foreign = Object.keys(document.own).filter((key) => !(sections as readonly string[]).includes(key)).map((key) => problemAt('', 'unknown-key', { key }));
  const problems = [...importers.problems, ...linked.problems, ...settings.problems, ...foreign, ...countsOf(document, packages)];
  const lockfile = keyedLockfile({
    format: 'bun', version, root: context.root, importers: importers.list, problems,
    ...partsOf(packages, linked.targets, importers.list, settings, context),
    repeated: (base) => duplicatesIn(document, base && linesOf.get(base)).map(({ within, key, line }): LockfileProblem => {
      const location = within[0] !== 'packages' ? '' : (within[1] ?? key);
      return { code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'duplicate-key', location, key, line } };
    }),
  });
  if (document.lines) linesOf.set(lockfile, document.lines);
  return { kind: 'parsed', lockfile };
}

/** Each pin is written once; a pin in the text that no entry has is one that another reader may find. */
function countsOf(document: BunDocument, packages: ReadonlyMap<string, Json>): LockfileProblem[] {
  let pins = 0;
  for (const value of packages.values()) {
    const last = Array.isArray(value) ? (value as readonly Json[]).at(-1) : undefined;
    if (typeof last === 'string' && last.startsWith('sha512-')) pins += 1;
  }
  return countProblems(document.plain, '"sha512-', pins);
}

interface Linked {
  /** Importer locations by the keys that stand for them. */
  readonly targets: ReadonlyMap<string, string>;
  /** In version 0, what workspaces ask for, by folder. */
  readonly old: ReadonlyMap<string, JsonObject>;
  readonly problems: readonly LockfileProblem[];
}

/** The entries that stand for a workspace or the root: they install nothing, and edges to them lead to the importer. */
function linkedWorkspaces(packages: ReadonlyMap<string, Json>, workspaces: JsonObject, version: string): Linked {
  const targets = new Map<string, string>();
  const old = new Map<string, JsonObject>();
  const problems: LockfileProblem[] = [];
  for (const [key, value] of packages) {
    const text = Array.isArray(value) ? (value as readonly Json[])[0] : undefined;
    if (typeof text !== 'string' || !(text.includes('@workspace:') || text.endsWith('@root:'))) continue;
    const resolution = resolutionOf(text);
    if (resolution?.kind === 'root') targets.set(key, '');
    if (resolution?.kind !== 'workspace') continue;
    const copy = Object.hasOwn(workspaces, resolution.at) ? workspaces[resolution.at] : undefined;
    const info = (value as readonly Json[])[1];
    targets.set(key, importerLocation(resolution.at));
    if (resolution.at === '' || !isObject(copy) || copy['name'] !== resolution.name) problems.push(problemAt(key, 'workspace', { workspace: resolution.at }));
    if (version === '0' && isObject(info)) old.set(resolution.at, info);
    else if ((value as readonly Json[]).length > 1) problems.push(problemAt(key, 'items'));
  }
  return { targets, old, problems };
}

type Parts = Pick<Parameters<typeof keyedLockfile>[0], 'entries' | 'importerEdges'>;

function partsOf(packages: ReadonlyMap<string, Json>, targets: Linked['targets'], importers: readonly BunImporter[], settings: RootSettings, context: ParseContext): Parts {
  const entries = new Map<string, KeyedEntry>();
  const found = (key: string): string | undefined => targets.get(key) ?? (entries.has(key) ? key : undefined);
  const above = (from: string, name: string): string | undefined => {
    for (let at = from; ; at = parentOf(at)) {
      const to = found(at === '' ? name : `${at}/${name}`);
      if (to !== undefined || at === '') return to;
    }
  };
  const inWorkspace = (locked: string, name: string): string | undefined => (locked === '' ? undefined : found(`${locked}/${name}`)) ?? found(name);
  const byLocation = new Map(importers.map((importer) => [importer.location, importer]));
  const importerEdges = (location: string): readonly Edge[] => {
    const importer = byLocation.get(location);
    return importer ? edgesOf(location, importer.sources, (name) => inWorkspace(importer.folder === '' ? '' : importer.locked, name)) : [];
  };
  const reading: EntryContext = {
    root: context.root, registries: context.registries, ...(context.oid ? { oid: context.oid } : {}),
    carrierOf: (key) => carrierOf(key, packages), read: (key) => readings(key), askedFrom: askers(importers, importerEdges), patchOf: (text) => settings.patches.get(text),
  };
  const known = new Map<string, EntryReading>();
  const readings = (key: string): EntryReading => {
    const read = known.get(key) ?? readEntry(key, packages.get(key) ?? null, entries.get(key)?.raw ?? {}, reading);
    known.set(key, read);
    return read;
  };
  const shared: Shared = { settings, readings, above };
  for (const [key, value] of packages) if (!targets.has(key)) entries.set(key, new BunEntry(key, value, shared));
  return { entries, importerEdges: (importer) => importerEdges(importer.location) };
}

/** What the entries of one lockfile are read with. */
interface Shared {
  readonly settings: RootSettings;
  readonly readings: (key: string) => EntryReading;
  readonly above: (from: string, name: string) => string | undefined;
}

/** An entry, read when asked for. A lockfile has thousands of them, so each holds nothing but what it is made of. */
class BunEntry implements KeyedEntry {
  constructor(private readonly key: string, private readonly value: Json, private readonly shared: Shared) {}

  private get text(): string {
    return Array.isArray(this.value) && typeof this.value[0] === 'string' ? this.value[0] : '';
  }

  get name(): string {
    return this.text === '' ? lastName(this.key) : nameIn(this.text);
  }

  get raw(): JsonObject {
    return told(rawOf(this.value), this.key, this.text, this.shared.settings);
  }

  read(): EntryReading {
    return this.shared.readings(this.key);
  }

  edges(): readonly Edge[] {
    // A key that no Bun writes may be as deep as its writer likes.
    return !isKey(this.key) ? [] : edgesOf(this.key, [infoOf(this.value)], (name) => this.shared.above(this.key, name));
  }
}

/** The entry with what is said of it elsewhere: a patch, and the trust to run its install scripts. */
function told(raw: JsonObject, key: string, text: string, settings: RootSettings): JsonObject {
  if (settings.patches.size === 0 && settings.trusted.size === 0) return raw;
  const patch = settings.patches.get(text);
  const trusted = settings.trusted.size > 0 && (settings.trusted.has(lastName(key)) || settings.trusted.has(nameIn(text)));
  return patch === undefined && !trusted ? raw : { ...raw, ...(patch === undefined ? {} : { patch }), ...(trusted ? { trusted } : {}) };
}

function infoOf(value: Json): JsonObject {
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  return items.slice(1, 3).find(isObject) ?? {};
}

/** Whether Bun sees the mark: it looks for it where the info of a registry's package stands, and fetches any other kind whatever its info says. */
function isBundled(value: Json | undefined): boolean {
  const info = Array.isArray(value) ? (value as readonly Json[])[2] : undefined;
  return isObject(info ?? null) && (info as JsonObject)['bundled'] === true;
}

/**
 * The outermost package in whose tarball this one comes: Bun takes one that is marked `bundled` from the tarball of the one it is nested in, and
 * installs nothing where that has none (tried with 1.1 and 1.4). What only such a package asks for bears no mark and is not fetched either; it stays
 * a package of the registry here, since the tarball lays it out as it likes: its bytes are looked at beside those that the carrier brings.
 */
function carrierOf(key: string, packages: ReadonlyMap<string, Json>): string | undefined {
  let carrier: string | undefined;
  for (let at = key, above = parentOf(at); above !== '' && isBundled(packages.get(at)) && packages.has(above); above = parentOf(at)) at = carrier = above;
  return carrier;
}

/** Folders of the importers that ask for a key themselves. */
function askers(importers: readonly BunImporter[], edges: (location: string) => readonly Edge[]): (key: string) => readonly string[] {
  let found: Map<string, string[]> | undefined;
  return (key) => {
    if (!found) {
      found = new Map();
      for (const { location, folder } of importers) {
        for (const { to } of edges(location)) {
          const known = to === undefined ? undefined : found.get(to);
          if (known) known.push(folder);
          else if (to !== undefined) found.set(to, [folder]);
        }
      }
    }
    return found.get(key) ?? [];
  };
}
