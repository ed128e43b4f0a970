import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { Edge, Importer, LockfileProblem, MetadataDifference, Reach } from '../../core/lockfile.js';
import { limits } from '../../core/limits.js';
import type { ParseContext, ParsedLockfile, ParseResult } from '../format.js';
import { keyedLockfile, type KeyedEntry } from '../keyed.js';
import { problemAt, refused } from '../problem.js';
import { environmentOf } from './config-dependencies.js';
import { digestProblems } from './digests.js';
import { readFile, type PnpmDocument, type PnpmFile } from './document.js';
import { entryContent, type EdgeContext } from './edges.js';
import type { EntryContext } from './entry.js';
import { projectEdges, readProjects, type Project, type Projects } from './importers.js';
import { alterationsOf } from './alterations.js';
import { copyProblems } from './copies.js';
import { packageKey, placeOf } from './keys.js';
import { addLinks, linkLocation, projectFolders } from './links.js';
import { PackageEntry } from './package-entry.js';
import { patchesOf } from './patches.js';

/** Stands before the keys of the first document: its packages may have other bytes than the project's of the same key. */
export const environmentMark = 'env:';

/** Keys of an entry that follow from what leads to it, and from what its dependencies ask for. */
const positional: ReadonlySet<string> = new Set(['dev', 'optional', 'transitivePeerDependencies']);

const files = new WeakMap<ParsedLockfile, PnpmFile>();

/** The documents of a parsed pnpm lockfile, for what they say beside packages: overrides, catalogs, patches, checksums, settings. */
export function documentsOf(lockfile: ParsedLockfile): PnpmFile | undefined {
  return files.get(lockfile);
}

/**
 * Reads a pnpm lockfile of version 5, 6 or 9, of one document or of two. Entries are read when asked for.
 * Failed with LOCKFILE_LIMIT, LOCKFILE_MALFORMED, LOCKFILE_UNSUPPORTED (any other version: never an empty graph) or LOCKFILE_EMPTY.
 */
export function parsePnpm(written: string, context: ParseContext): ParseResult {
  const reading = readFile(written);
  if (reading.kind === 'failed') return reading;
  const { environment, problems: unanswered } = environmentOf(reading.file, context);
  const file: PnpmFile = { text: reading.file.text, ...(reading.file.main ? { main: reading.file.main } : {}), ...(environment ? { environment } : {}) };
  const projects = readProjects(file, context);
  const parts = [documentParts(file.main, '', projects, context), documentParts(file.environment, environmentMark, projects, context)] as const;
  const [main] = parts;
  const entries = new Map(main.entries);
  const problems: LockfileProblem[] = [...projects.problems, ...unanswered, ...parts.flatMap((part) => part.problems)];
  const taken = (location: string): void => { problems.push({ code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'location', location } }); };
  for (const [location, entry] of parts[1].entries) {
    if (entries.has(location)) taken(location);
    else entries.set(location, entry);
  }
  const limit = limitHit(entries, projects.list);
  if (limit !== undefined) return refused('LOCKFILE_LIMIT', { limit });
  for (const { importer } of projects.list) if (entries.delete(importer.location)) taken(importer.location);

  const byLocation = new Map(projects.list.map((project) => [project.importer.location, project]));
  const known = new Map<string, readonly Edge[]>();
  const edgesOf = ({ location }: Importer): readonly Edge[] => {
    const project = byLocation.get(location)!;
    const edges = known.get(location) ?? projectEdges(project, parts[project.environment ? 1 : 0].edges);
    known.set(location, edges);
    return edges;
  };
  const importers = projects.list.map((project) => project.importer);
  if (main.entries.size === 0 && projects.list.some(({ importer, environment }) => !environment && asks(importer) && edgesOf(importer).every((edge) => edge.to === undefined))) return refused('LOCKFILE_EMPTY', {});
  addLinks(entries, importers.flatMap(edgesOf), context);
  if (file.text.includes('link:')) addLinks(entries, [...main.entries.values()].flatMap((entry) => (hasLink(entry.raw) ? entry.edges() : [])), context);
  const majorAt = (location: string): 5 | 6 | 9 => (location.startsWith(environmentMark) ? 9 : (file.main?.major ?? 9));
  const lockfile = keyedLockfile({
    format: 'pnpm', version: file.main?.version ?? file.environment?.version ?? '', root: context.root, entries, importers, positional,
    problems: [...problems, ...digestProblems(reading.file), ...copyProblems(file.main, projects.list, context)],
    importerEdges: (importer) => (projects.stated || importer.location !== '' ? edgesOf(importer) : [...edgesOf(importer), ...unasked(main.entries)]),
    place: (location) => (location.startsWith('link:') ? location : placeOf(location, majorAt(location))),
    content: (location, raw) => entryContent(raw, majorAt(location)),
    contradictions: (location, reach) => contradictions(entries.get(location)?.raw ?? {}, reach),
  });
  files.set(lockfile, file);
  return { kind: 'parsed', lockfile };
}

function limitHit(entries: ReadonlyMap<string, unknown>, projects: readonly Project[]): string | undefined {
  if (entries.size > limits.lockfileEntries.value || projects.length > limits.lockfileEntries.value) return 'lockfileEntries';
  for (const location of entries.keys()) if (location.length > limits.lockfileLocation.value) return 'lockfileLocation';
  return projects.some(({ id }) => id.length > limits.lockfileLocation.value) ? 'lockfileLocation' : undefined;
}

/** Peers need not be installed, and what is optional may be left out. */
function asks({ declared }: Importer): boolean {
  return Object.keys(declared.dependencies ?? {}).length + Object.keys(declared.devDependencies ?? {}).length > 0;
}

interface DocumentParts {
  readonly entries: ReadonlyMap<string, KeyedEntry>;
  readonly edges: EdgeContext;
  readonly problems: readonly LockfileProblem[];
}

function documentParts(document: PnpmDocument | undefined, mark: string, projects: Projects, context: ParseContext): DocumentParts {
  const problems: LockfileProblem[] = [];
  const major = document?.major ?? 9;
  const own = document?.own ?? {};
  const shared = section(own, 'packages', problems);
  const variants = major === 9 ? section(own, 'snapshots', problems) : shared;
  if (major !== 9 && Object.hasOwn(own, 'snapshots')) problems.push({ code: 'LOCKFILE_AMBIGUOUS', location: '', data: { reason: 'section', section: 'snapshots' } });
  const folders = projectFolders(projects.list.filter((one) => !one.environment).map(({ id, importer }) => ({ id, directory: importer.directory, location: importer.location })), own);
  const edges: EdgeContext = {
    major,
    at: (key) => (variants.has(key) ? `${mark}${key}` : undefined),
    linked: (folder, link) => linkLocation(folder, link, context.root, folders),
  };
  const reading: EntryContext = {
    root: context.root, directory: context.root.directory, registries: context.registries, major, environment: mark !== '', ...(context.oid ? { oid: context.oid } : {}),
    isProject: (path) => folders.has(path), patchOf: patchesOf(own, context), settledOf: alterationsOf(context),
  };
  const entries = new Map<string, KeyedEntry>();
  const used = new Set<string>();
  for (const key of variants.keys()) {
    const location = `${mark}${key}`;
    const shares = major === 9 ? packageKey(key) : key;
    used.add(shares);
    entries.set(location, new PackageEntry({ location, key, shared: shared.get(shares), variant: major === 9 ? variants.get(key) : undefined }, reading, edges));
  }
  // pnpm passes over these. Somebody may count on a reader that does not.
  if (used.size < shared.size) for (const key of shared.keys()) if (!used.has(key)) problems.push(problemAt(`${mark}${key}`, 'no-snapshot'));
  return { entries, edges, problems };
}

/** The members of a section; none where it is not there. */
function section(document: JsonObject, key: string, problems: LockfileProblem[]): ReadonlyMap<string, Json> {
  const value = Object.hasOwn(document, key) ? document[key] : undefined;
  if (isObject(value)) return new Map(Object.entries(value));
  if (value !== undefined && value !== null) problems.push(problemAt('', `${key}-type`));
  return new Map();
}

function hasLink(raw: JsonObject): boolean {
  for (const key of ['dependencies', 'optionalDependencies'] as const) {
    const map = Object.hasOwn(raw, key) ? raw[key] : undefined;
    if (isObject(map) && Object.values(map).some((ref) => typeof ref === 'string' && ref.startsWith('link:'))) return true;
  }
  return false;
}

/** What nothing asks for, of a file that says nothing of what its project asks for: taken for the root's own, so that it is reached. */
function unasked(entries: ReadonlyMap<string, KeyedEntry>): Edge[] {
  const reached = new Set([...entries.values()].flatMap((entry) => entry.edges().map((edge) => edge.to)));
  return [...entries].filter(([location]) => !reached.has(location)).map(([location, entry]) => ({ from: '', name: entry.name, spec: '', field: 'dependencies' as const, to: location, resolved: true }));
}

/** pnpm leaves out what only development needs and lets optional packages fail: a mark that the graph contradicts hides or drops a package. */
export function contradictions(raw: JsonObject, reach: Reach): MetadataDifference[] {
  if (!reach.runtime && !reach.development && !reach.optional && !reach.peer) return [];
  const found: MetadataDifference[] = [];
  // pnpm 5 leaves out peers when it marks what development alone needs.
  if (raw['dev'] === true && reach.runtime) found.push({ key: 'dev', before: false, after: true });
  if (raw['optional'] === true && (reach.runtime || reach.peer)) found.push({ key: 'optional', before: false, after: true });
  return found;
}
