import { isObject, type JsonObject } from '../../core/json.js';
import type { DependencyField, Edge, Importer, LockfileProblem } from '../../core/lockfile.js';
import { manifestObject } from '../manifest.js';
import type { ParseContext } from '../format.js';
import { edgesFrom } from './edges.js';
import { joinInside } from '../paths.js';
import type { NpmTree } from './tree.js';
import { isWorkspace, workspacePatterns } from '../workspaces.js';

export const fields: readonly DependencyField[] = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

export interface Importers {
  readonly list: readonly Importer[];
  readonly problems: readonly LockfileProblem[];
  edgesOf(location: string): Edge[];
}

/** Finds the root and its workspaces, and what each of them asks for: by its manifest where there is one, else by the lockfile's copy. */
export function readImporters(folders: readonly string[], tree: NpmTree, context: ParseContext): Importers {
  const problems: LockfileProblem[] = [];
  const sources = new Map<string, readonly JsonObject[]>();
  const sourcesOf = (location: string): readonly JsonObject[] => {
    const known = sources.get(location);
    if (known) return known;
    const path = manifestOf(location, context);
    const text = path === undefined ? undefined : context.manifests?.get(path);
    const manifest = text === undefined ? undefined : manifestObject(text);
    if (text !== undefined && manifest === undefined) problems.push({ code: 'MANIFEST_MALFORMED', location, data: { path: path ?? location } });
    const entry = tree.has(location) ? [tree.object(location)] : [];
    const found = manifest === undefined ? entry : context.declared === 'both' ? [manifest, ...entry] : [manifest];
    sources.set(location, found);
    return found;
  };

  const patterns = sourcesOf('').flatMap((source) => workspacePatterns(source['workspaces']));
  const locations = ['', ...folders.filter((folder) => isWorkspace(folder, patterns))];
  const list = locations.map((location): Importer => {
    const declared: { [field in DependencyField]?: { [name: string]: string } } = {};
    for (const source of [...sourcesOf(location)].reverse()) for (const field of fields) addDeclared(declared, field, source[field]);
    const name = sourcesOf(location)[0]?.['name'];
    const manifest = manifestOf(location, context) ?? `${location}/package.json`;
    return { location, directory: manifest.slice(0, Math.max(0, manifest.lastIndexOf('/'))), manifest, declared, ...(typeof name === 'string' ? { name } : {}) };
  });
  const edgesOf = (location: string): Edge[] => {
    const seen = new Map<string, Edge>();
    for (const source of sourcesOf(location)) for (const edge of edgesFrom(location, source, true, tree)) seen.set(`${edge.field} ${edge.name} ${edge.spec}`, edge);
    return [...seen.values()];
  };
  return { list, problems, edgesOf };
}

function manifestOf(location: string, context: ParseContext): string | undefined {
  const folder = joinInside(context.root.directory, location);
  return folder === undefined ? undefined : folder === '' ? 'package.json' : `${folder}/package.json`;
}

function addDeclared(declared: { [field in DependencyField]?: { [name: string]: string } }, field: DependencyField, section: unknown): void {
  if (!isObject(section)) return;
  const into = (declared[field] ??= Object.create(null) as { [name: string]: string });
  for (const [name, spec] of Object.entries(section)) if (typeof spec === 'string') into[name] = spec;
}
