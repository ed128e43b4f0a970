import { isObject, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import type { ParseContext } from '../format.js';
import { manifestObject } from '../manifest.js';
import { isPackageName } from '../names.js';
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
 * @param names the names under which the lockfile's packages are required.
 */
export function rootSettings(own: JsonObject, names: () => ReadonlySet<string>, context: ParseContext): RootSettings {
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
  return { patches, trusted, problems: manifest ? copyProblems(own, manifest, path, names) : [] };
}

function copyProblems(own: JsonObject, manifest: JsonObject, path: string, names: () => ReadonlySet<string>): LockfileProblem[] {
  const workspaces = isObject(manifest['workspaces']) ? manifest['workspaces'] : {};
  const source = workspaces['catalog'] === undefined && workspaces['catalogs'] === undefined ? manifest : workspaces;
  // Older versions know no catalogs; those that write `configVersion` do.
  const written = own['configVersion'] !== undefined || own['catalog'] !== undefined || own['catalogs'] !== undefined;
  const same: { readonly [reason: string]: boolean } = {
    overrides: sameOverrides(own, manifest, names),
    catalog: !written || sameJson(own['catalog'] ?? {}, source['catalog'] ?? {}),
    catalogs: !written || sameJson(own['catalogs'] ?? {}, source['catalogs'] ?? {}),
  };
  const stale = Object.keys(same).filter((reason) => !same[reason]).map((reason): LockfileProblem => ({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason, manifest: path } }));
  return [...stale, ...unnamed(own, manifest, path)];
}

/** What the lockfile alone trusts or patches: Bun writes there only what the manifest names, so that nobody but its writer asked for it. */
function unnamed(own: JsonObject, manifest: JsonObject, path: string): LockfileProblem[] {
  const tell = (section: string, name: string, locked: string, asked: string): LockfileProblem => ({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason: 'section', manifest: path, section, name, locked, asked } });
  const list = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly unknown[]).filter((one): one is string => typeof one === 'string') : []);
  const trusted = new Set(list(manifest['trustedDependencies']));
  const patches = new Map(textsIn(manifest['patchedDependencies']));
  return [
    ...list(own['trustedDependencies']).filter((name) => !trusted.has(name)).map((name) => tell('trustedDependencies', name, name, 'nothing')),
    ...textsIn(own['patchedDependencies']).filter(([name, file]) => patches.get(name) !== file).map(([name, file]) => tell('patchedDependencies', name, file, patches.get(name) ?? 'nothing')),
  ];
}

/**
 * Whether the lockfile has the rules of the manifest. Only a flat map of ranges is written as it stands; references and nested rules are
 * rewritten, and versions before 1.3 leave out what they cannot read and what overrides nothing.
 */
function sameOverrides(own: JsonObject, manifest: JsonObject, names: () => ReadonlySet<string>): boolean {
  const asked = manifest['overrides'] ?? manifest['resolutions'] ?? {};
  const locked = own['overrides'] ?? {};
  if (!isObject(asked) || !isObject(locked)) return false;
  if (!Object.entries(asked).every(([name, value]) => typeof value === 'string' && !value.startsWith('$') && isPackageName(name))) return Object.keys(asked).length > 0;
  return Object.keys(locked).every((name) => locked[name] === (Object.hasOwn(asked, name) ? asked[name] : undefined))
    && Object.keys(asked).every((name) => Object.hasOwn(locked, name) || !names().has(name));
}

function textsIn(value: unknown): [string, string][] {
  return isObject(value as JsonObject) ? Object.entries(value as JsonObject).filter((pair): pair is [string, string] => typeof pair[1] === 'string') : [];
}
