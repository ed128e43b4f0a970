import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { Edge, LockfileProblem, MetadataDifference, Reach } from '../../core/lockfile.js';
import { limits } from '../../core/limits.js';
import type { ParseContext, ParsedLockfile, ParseResult } from '../format.js';
import { mayRepeat, readSection, repeats, type Sectioned } from '../members.js';
import { findDuplicates } from '../places.js';
import { refused } from '../problem.js';
import { edgesFrom } from './edges.js';
import { readImporters, type Importers } from './importers.js';
import { extensionProblems } from './extensions.js';
import { legacyProblems } from './legacy.js';
import { installedName, isBelowModules } from './location.js';
import { isUnasked, oldLocation, oldPackages, unaskedOf, type OldPackages } from './old.js';
import { pinProblems } from './pins.js';
import { npmTree, type NpmTree } from './tree.js';

/** Marks on an entry that follow from its place in the tree. */
const positional: ReadonlySet<string> = new Set(['dev', 'optional', 'devOptional', 'peer', 'extraneous']);

/**
 * Reads an npm lockfile of version 1 to 4. The whole text is parsed, entries are read only when asked for.
 * Failed with LOCKFILE_LIMIT, LOCKFILE_MALFORMED, LOCKFILE_UNSUPPORTED (any other version: never an empty graph) or LOCKFILE_EMPTY.
 */
export function parseNpm(written: string, context: ParseContext): ParseResult {
  if (written.length > limits.lockfileBytes.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileBytes' });
  // npm strips a byte order mark before it parses (read-package-json-fast, parse-conflict-json).
  const text = written.charCodeAt(0) === 0xfeff ? written.slice(1) : written;
  const document = readDocument(text, context.beside && sections.get(context.beside));
  if (!document) return refused('LOCKFILE_MALFORMED', { reason: /^<{7}/m.test(text) ? 'conflict-markers' : 'json' });
  if (!isObject(document.own)) return refused('LOCKFILE_MALFORMED', { reason: 'document-type' });
  const version = Object.hasOwn(document.own, 'lockfileVersion') ? document.own['lockfileVersion'] : null;
  if (version === 1 && !Object.hasOwn(document.own, 'packages')) return oldLockfile(document as ObjectDocument, context);
  if (version !== 1 && version !== 2 && version !== 3 && version !== 4) return refused('LOCKFILE_UNSUPPORTED', { format: 'npm', version: typeof version === 'number' || typeof version === 'string' ? version : null });
  if (!document.packages) return refused('LOCKFILE_MALFORMED', { reason: 'packages-type' });
  return withPackages(document as ObjectDocument, { packages: document.packages }, String(version), context);
}

/** npm 7 and later read `packages` where a file of version 1 holds any; npm 6 reads what is read here. */
function oldLockfile(document: ObjectDocument, context: ParseContext): ParseResult {
  const dependencies = document.own['dependencies'];
  if (dependencies !== undefined && !isObject(dependencies)) return refused('LOCKFILE_MALFORMED', { reason: 'dependencies-type' });
  const old = oldPackages(document.own);
  return old ? withPackages(document, old, '1', context) : refused('LOCKFILE_LIMIT', { limit: 'lockfileEntries' });
}

/** A lockfile's text as read: the document's own members, and its packages by location; none where they are no object. */
interface ReadDocument {
  readonly own: Json;
  readonly packages?: ReadonlyMap<string, Json>;
  readonly section?: Sectioned;
  readonly text: string;
}

type ObjectDocument = ReadDocument & { readonly own: JsonObject };

/** The sections of parsed lockfiles, for whoever is parsed beside them. */
const sections = new WeakMap<ParsedLockfile, Sectioned>();

/** Undefined for what is no JSON. A text in npm's own layout is read entry by entry, any other one whole; both give the same. */
function readDocument(text: string, beside: Sectioned | undefined): ReadDocument | undefined {
  const section = readSection(text, 'packages', limits.lockfileEntries.value, beside);
  if (section) return { own: section.document, packages: section.members, section, text };
  let own: Json;
  try {
    own = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const packages = isObject(own) && Object.hasOwn(own, 'packages') ? own['packages'] : {};
  return { own, text, ...(isObject(packages) ? { packages: new Map(Object.entries(packages)) } : {}) };
}

function withPackages(document: ObjectDocument, { packages: entries, written }: Pick<OldPackages, 'packages'> & Partial<OldPackages>, version: string, context: ParseContext): ParseResult {
  if (entries.size > limits.lockfileEntries.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileEntries' });
  const keys = document.section?.keys ?? [...entries.keys()];
  const folders: string[] = [];
  let longest = 0;
  for (const key of keys) {
    if (key.length > longest) longest = key.length;
    if (!isInstalled(key)) folders.push(key);
  }
  if (longest > limits.lockfileLocation.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileLocation' });
  const packages = folders.length === 1 && keys[0] === '' ? keys.slice(1) : keys.filter(isInstalled);
  const importing = new Set(['']);
  const tree = npmTree(entries, context, (location) => importing.has(location), written);
  // Version 1 has no copy of what a workspace asks for: its one section holds what it develops with too.
  const importers = readImporters(folders.filter((folder) => folder !== ''), tree, written ? { ...context, declared: 'manifest' } : context);
  for (const importer of importers.list) importing.add(importer.location);
  const edgesAt = edgesOnce(tree);
  const unasked = written ? unaskedOf(packages, importers, tree, edgesAt) : [];
  const asked = importers.list.some((importer) => Object.values(importer.declared).some((section) => Object.keys(section).length > 0));
  if (packages.length === 0 && asked) return refused('LOCKFILE_EMPTY', {});
  const legacy = Object.hasOwn(document.own, 'dependencies') ? document.own['dependencies']! : null;
  const problems = [
    ...importers.problems, ...(written === undefined && (version === '2' || legacy !== null) ? legacyProblems(legacy, packages, tree) : []),
    ...pinProblems(document, entries), ...extensionProblems(document.text, entries, context),
  ];
  const lockfile = lockfileOf({ version, packages, problems, tree, importers, edgesAt, unasked, document, context });
  if (document.section) sections.set(lockfile, document.section);
  return { kind: 'parsed', lockfile };
}

/** What each package and each folder that is no importer asks for, resolved once. */
function edgesOnce(tree: NpmTree): (location: string) => readonly Edge[] {
  const known = new Map<string, readonly Edge[]>();
  return (location) => {
    const found = known.get(location) ?? edgesFrom(location, tree.object(location), installedName(location) === undefined, tree);
    known.set(location, found);
    return found;
  };
}

/** A backslash separates folders on Windows, so such a key may name an installed package too; reading it says so. */
function isInstalled(key: string): boolean {
  return isBelowModules(key) || key.includes('\\');
}

function lockfileOf(parts: {
  version: string; packages: readonly string[]; problems: readonly LockfileProblem[]; tree: NpmTree; context: ParseContext;
  importers: Importers; edgesAt: (location: string) => readonly Edge[]; unasked: readonly Edge[]; document: ReadDocument;
}): ParsedLockfile {
  const { tree, importers } = parts;
  const edges = new Map<string, readonly Edge[]>();
  return {
    format: 'npm', version: parts.version, root: parts.context.root, packages: parts.packages, problems: parts.problems, importers: importers.list, positional,
    has: tree.has, raw: tree.written, content: tree.written, place: (location) => location, read: tree.read, nameOf: tree.nameOf, bytesKey: tree.bytesKey, follow: tree.follow,
    edgesOf: (location) => {
      if (!tree.isImporter(location)) return parts.edgesAt(location);
      const found = edges.get(location) ?? [...importers.edgesOf(location), ...(location === '' ? parts.unasked : [])];
      edges.set(location, found);
      return found;
    },
    repeated: (base) => repeated(parts.document, base),
    contradictions: (location, reach) => contradictions(objectOf(tree.written(location)), reach),
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value ?? null) ? (value as JsonObject) : {};
}

/** Keys that stand twice. A parser keeps the last of two equal keys while a person reads the first. */
function repeated({ text, own, section }: ReadDocument, base: ParsedLockfile | undefined): LockfileProblem[] {
  if (section ? !mayRepeat(section, base && sections.get(base)) : !repeats(text, own)) return [];
  return findDuplicates(text, 20).map(({ within, key, line }) => {
    const location = within[0] === 'packages' ? (within[1] ?? key) : oldLocation(within[0] === 'dependencies' && Object.hasOwn(own as JsonObject, 'packages') ? [] : [...within, key]);
    return { code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'duplicate-key', location, key, line } };
  });
}

/**
 * npm skips packages by these marks (`npm ci --omit=dev`, failed optional installs), so a wrong one hides or drops a package.
 * Each that the graph contradicts is told, with what the graph says as `before`.
 */
export function contradictions(raw: JsonObject, reach: Reach): MetadataDifference[] {
  if ((!reach.runtime && !reach.development && !reach.optional && !reach.peer) || isUnasked(raw)) return [];
  const required = reach.runtime || reach.peer;
  const found: MetadataDifference[] = [];
  if (raw['dev'] === true && (required || reach.optional)) found.push({ key: 'dev', before: false, after: true });
  if (raw['optional'] === true && required) found.push({ key: 'optional', before: false, after: true });
  if (raw['devOptional'] === true && required) found.push({ key: 'devOptional', before: false, after: true });
  if (raw['extraneous'] === true) found.push({ key: 'extraneous', before: false, after: true });
  if (raw['peer'] === true && reach.runtime) found.push({ key: 'peer', before: false, after: true });
  return found;
}
