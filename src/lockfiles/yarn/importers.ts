import { isObject, type JsonObject } from '../../core/json.js';
import type { DependencyField, Importer, LockfileProblem } from '../../core/lockfile.js';
import { sortedBy } from '../../core/order.js';
import type { ParseContext } from '../format.js';
import { manifestObject } from '../manifest.js';
import { joinInside } from '../paths.js';
import { isWorkspace, workspacePatterns } from '../workspaces.js';

export const fields: readonly DependencyField[] = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** The key of the workspace in a folder of the install root, '' for the root itself. No package has a location of that form. */
export function workspaceLocation(folder: string): string {
  return folder === '' ? '' : `workspace:${folder}`;
}

/** The manifest of a folder of the install root, as a path from the repository's root. */
export function manifestPath(folder: string, { root }: ParseContext): string {
  const directory = joinInside(root.directory, folder);
  return directory === undefined ? `${folder}/package.json` : directory === '' ? 'package.json' : `${directory}/package.json`;
}

/** The manifests of this side as objects; what cannot be read as one is told. */
export interface Manifests {
  of(folder: string): JsonObject | undefined;
  readonly problems: LockfileProblem[];
}

export function manifestsOf(context: ParseContext): Manifests {
  const known = new Map<string, JsonObject | undefined>();
  const problems: LockfileProblem[] = [];
  const of = (folder: string): JsonObject | undefined => {
    if (known.has(folder)) return known.get(folder);
    const path = manifestPath(folder, context);
    const text = context.manifests?.get(path);
    const manifest = manifestObject(text);
    if (text !== undefined && manifest === undefined) problems.push({ code: 'MANIFEST_MALFORMED', location: workspaceLocation(folder), data: { path } });
    known.set(folder, manifest);
    return manifest;
  };
  return { of, problems };
}

/** Folders of the install root whose manifests the root's `workspaces` name; sorted. */
export function workspaceFolders(context: ParseContext, manifests: Manifests): readonly string[] {
  const patterns = workspacePatterns(manifests.of('')?.['workspaces']);
  if (patterns.length === 0) return [];
  const prefix = context.root.directory === '' ? '' : `${context.root.directory}/`;
  const folders = [...(context.manifests?.keys() ?? [])].filter((path) => path.startsWith(prefix) && path.endsWith('/package.json'))
    .map((path) => path.slice(prefix.length, -'/package.json'.length)).filter((folder) => folder !== '' && isWorkspace(folder, patterns));
  return sortedBy(new Set(folders), (folder) => folder);
}

/** An importer by what it declares. */
export function importerOf(folder: string, declared: JsonObject | undefined, context: ParseContext): Importer {
  const manifest = manifestPath(folder, context);
  const name = declared?.['name'];
  return {
    location: workspaceLocation(folder), directory: manifest.slice(0, Math.max(0, manifest.lastIndexOf('/'))), manifest, declared: sections(declared),
    ...(typeof name === 'string' ? { name } : {}),
  };
}

function sections(manifest: JsonObject | undefined): Importer['declared'] {
  const out: { [field in DependencyField]?: { [name: string]: string } } = {};
  for (const field of fields) {
    const specs = specsIn(manifest, field);
    if (specs.length > 0) out[field] = Object.assign(Object.create(null) as { [name: string]: string }, Object.fromEntries(specs));
  }
  return out;
}

/** What one section of a manifest or an entry asks for, name by name. */
export function specsIn(declared: JsonObject | undefined, field: string): (readonly [string, string])[] {
  const section = declared && Object.hasOwn(declared, field) ? declared[field] : undefined;
  return isObject(section) ? Object.entries(section).flatMap(([name, spec]) => (typeof spec === 'string' ? [[name, spec] as const] : [])) : [];
}

/** Text of the root's `resolutions`, pattern by pattern in the manifest's order. */
export function resolutionsOf(root: JsonObject | undefined): readonly (readonly [string, string])[] {
  return specsIn(root, 'resolutions');
}
