import { isObject, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import type { ParseContext } from '../format.js';
import { manifestObject } from '../manifest.js';
import { joinInside } from '../paths.js';
import { sameJson } from '../same.js';

/** What the root's manifest, and the lockfile's copy of it, say about packages wherever they stand. */
export interface RootSettings {
  /** The patch by `name@resolution`, as a path from the repository's root, with the object id of its content where that is known. */
  readonly patches: ReadonlyMap<string, string>;
  /** Names whose install scripts are run, beside those that Bun trusts by itself. */
  readonly trusted: ReadonlySet<string>;
  readonly problems: readonly LockfileProblem[];
}

/**
 * Reads patches and trusted names: Bun acts on the manifest and writes what of it was used to the lockfile. A baseline is taken by its
 * manifest, what is reviewed by both, so that a disagreement only widens what it does. What the lockfile's copy of `overrides` and catalogs
 * says beside the manifest is a problem: an installer that may write the lockfile then resolves anew.
 */
export function rootSettings(own: JsonObject, context: ParseContext): RootSettings {
  const path = context.root.directory === '' ? 'package.json' : `${context.root.directory}/package.json`;
  const manifest = manifestObject(context.manifests?.get(path));
  const sources = !manifest ? [own] : context.declared === 'both' ? [own, manifest] : [manifest];
  const patches = new Map<string, string>();
  const trusted = new Set<string>();
  for (const source of sources) {
    for (const [name, at] of textsIn(source['patchedDependencies'])) {
      const file = joinInside(context.root.directory, at) ?? at;
      const oid = context.oid?.(file);
      patches.set(name, oid === undefined ? file : `${file}#${oid}`);
    }
    const names = source['trustedDependencies'];
    if (Array.isArray(names)) for (const name of names) if (typeof name === 'string') trusted.add(name);
  }
  return { patches, trusted, problems: manifest ? copyProblems(own, manifest, path) : [] };
}

function copyProblems(own: JsonObject, manifest: JsonObject, path: string): LockfileProblem[] {
  const workspaces = isObject(manifest['workspaces']) ? manifest['workspaces'] : {};
  const pairs: [string, boolean][] = [
    ['overrides', agree(own['overrides'], manifest['overrides'], plainOverrides(manifest))],
    ['catalog', agree(own['catalog'], workspaces['catalog'] ?? manifest['catalog'])],
    ['catalogs', sameJson(own['catalogs'] ?? {}, workspaces['catalogs'] ?? manifest['catalogs'] ?? {})],
  ];
  return pairs.filter(([, same]) => !same).map(([reason]) => ({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason, manifest: path } }));
}

/** Only a flat map of ranges is written to the lockfile as it stands; references, nested rules and `resolutions` are rewritten. */
function plainOverrides(manifest: JsonObject): boolean {
  const rules = manifest['overrides'];
  return manifest['resolutions'] === undefined && (rules === undefined || (isObject(rules) && Object.entries(rules).every(([name, value]) => typeof value === 'string' && !value.startsWith('$') && !/[>*]|.@/.test(name))));
}

function agree(locked: unknown, asked: unknown, comparable = true): boolean {
  return !comparable || sameJson(locked ?? {}, asked ?? {});
}

function textsIn(value: unknown): [string, string][] {
  return isObject(value as JsonObject) ? Object.entries(value as JsonObject).filter((pair): pair is [string, string] => typeof pair[1] === 'string') : [];
}
