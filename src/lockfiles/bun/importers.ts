import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { DependencyField, Edge, Importer, LockfileProblem } from '../../core/lockfile.js';
import type { ParseContext } from '../format.js';
import { manifestObject } from '../manifest.js';
import { joinInside } from '../paths.js';
import { problemAt } from '../problem.js';

const fields: readonly DependencyField[] = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** A workspace or the root, with all that says what it asks for. */
export interface BunImporter extends Importer {
  /** Its folder below the install root, '' for the root. */
  readonly folder: string;
  /** The name under which the lockfile nests what only it gets. */
  readonly locked: string;
  readonly sources: readonly JsonObject[];
}

/** The location of a workspace: no key of a package holds a colon. */
export function importerLocation(folder: string): string {
  return folder === '' ? '' : `workspace:${folder}`;
}

/**
 * The root and the workspaces that the lockfile lists, with what each asks for: by its manifest where there is one, else by the lockfile's copy.
 * @param old entries of workspaces, by folder, in a lockfile of version 0, which keeps there what they ask for.
 */
export function readImporters(workspaces: JsonObject, old: ReadonlyMap<string, JsonObject>, context: ParseContext): { readonly list: readonly BunImporter[]; readonly problems: readonly LockfileProblem[] } {
  const problems: LockfileProblem[] = [];
  const names = new Set<string>();
  const list = Object.entries(workspaces).flatMap(([folder, copy]): BunImporter[] => {
    const location = importerLocation(folder);
    const directory = joinInside(context.root.directory, folder);
    const locked = isObject(copy) ? copy['name'] : undefined;
    if (!isObject(copy) || directory === undefined || (folder !== '' && (typeof locked !== 'string' || locked === ''))) {
      problems.push(problemAt(location, 'workspace', { workspace: folder }));
      return [];
    }
    if (folder !== '' && names.size === names.add(locked as string).size) problems.push(problemAt(location, 'workspace-name', { name: locked as string }));
    const path = directory === '' ? 'package.json' : `${directory}/package.json`;
    const text = context.manifests?.get(path);
    const manifest = text === undefined ? undefined : manifestObject(text);
    if (text !== undefined && !manifest) problems.push({ code: 'MANIFEST_MALFORMED', location, data: { path } });
    const copies = [copy, ...(old.has(folder) ? [old.get(folder)!] : [])];
    const sources = !manifest ? copies : context.declared === 'both' ? [manifest, ...copies] : [manifest];
    const name = sources[0]?.['name'] ?? locked;
    return [{ location, directory, manifest: path, folder, locked: typeof locked === 'string' ? locked : '', sources, declared: declaredIn(sources), ...(typeof name === 'string' ? { name } : {}) }];
  });
  return { list, problems };
}

function declaredIn(sources: readonly JsonObject[]): Importer['declared'] {
  const declared: { [field in DependencyField]?: { [name: string]: string } } = {};
  for (const source of [...sources].reverse()) {
    for (const field of fields) for (const [name, spec] of specsIn(source, field)) (declared[field] ??= Object.create(null) as { [name: string]: string })[name] = spec;
  }
  return declared;
}

/** Names with specs of one section; none for what is no object. */
function specsIn(source: JsonObject, field: string): [string, string][] {
  const section = Object.hasOwn(source, field) ? source[field] : undefined;
  return isObject(section) ? Object.entries(section).filter((pair): pair is [string, string] => typeof pair[1] === 'string') : [];
}

/** Peers that may be missing: a manifest says so in `peerDependenciesMeta`, the lockfile in `optionalPeers`. */
function optionalPeers(source: JsonObject): ReadonlySet<string> {
  const listed = Object.hasOwn(source, 'optionalPeers') ? source['optionalPeers'] : undefined;
  const meta = Object.hasOwn(source, 'peerDependenciesMeta') ? source['peerDependenciesMeta'] : undefined;
  const isOptional = (value: Json | undefined): boolean => isObject(value) && value['optional'] === true;
  return new Set([
    ...(Array.isArray(listed) ? listed.filter((name): name is string => typeof name === 'string') : []),
    ...(isObject(meta) ? Object.keys(meta).filter((name) => isOptional(meta[name])) : []),
  ]);
}

/** What a manifest, the lockfile's copy of one, or an entry asks for, each answered by `resolve`. */
export function edgesOf(from: string, sources: readonly JsonObject[], resolve: (name: string) => string | undefined): Edge[] {
  const edges = new Map<string, Edge>();
  for (const source of sources) {
    const optional = optionalPeers(source);
    for (const field of fields) {
      for (const [name, spec] of specsIn(source, field)) {
        const key = `${field} ${name.length} ${name} ${spec}`;
        if (edges.has(key)) continue;
        const may = field === 'peerDependencies' && optional.has(name);
        const to = resolve(name);
        edges.set(key, { from, name, field, spec, ...(may ? { optional: true } : {}), ...(to === undefined ? {} : { to }) });
      }
    }
  }
  return [...edges.values()];
}
