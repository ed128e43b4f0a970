import { isObject, type JsonObject } from '../../core/json.js';
import type { Settled } from '../../core/lockfile.js';
import { manifestObject } from '../manifest.js';
import type { ParseContext } from '../format.js';
import { rootFile, workspaceFile, workspaceObject } from './settings.js';

/** Files in which pnpm finds hooks by itself. */
export const hookFiles = ['.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js'];

function section(object: JsonObject | undefined, key: string): JsonObject {
  const value = object && Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}

/** The package that a selector (`name`, `name@range`) begins with. */
const nameIn = (selector: string): string => selector.replace(/(?<=.)@.*$/s, '');

/**
 * What the repository's own settings change in entries, by package name: dependencies that `packageExtensions` add, those that `overrides` or
 * `resolutions` change, and whether a hook may have changed anything. Read from the settings, never from the lockfile, whose word would be the
 * forger's own; undefined for a package that nothing concerns.
 */
export function alterationsOf({ root, settings, manifests, oid }: ParseContext): (name: string) => Settled | undefined {
  const workspace = workspaceObject(settings?.get(rootFile(root, workspaceFile)));
  const manifest = manifestObject(manifests?.get(rootFile(root, 'package.json')));
  const sources = [workspace, section(manifest, 'pnpm')];
  const extended = new Map<string, Set<string>>();
  for (const source of sources) {
    for (const [selector, extension] of Object.entries(section(source, 'packageExtensions'))) {
      const names = extended.get(nameIn(selector)) ?? new Set<string>();
      if (isObject(extension)) for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta'] as const) for (const name of Object.keys(section(extension, field))) names.add(name);
      extended.set(nameIn(selector), names);
    }
  }
  const overrides = [...sources.map((source) => section(source, 'overrides')), section(manifest, 'resolutions')].flatMap((one) => Object.keys(one));
  const overridden = [...new Set(overrides.map((selector) => nameIn(selector.split('>').at(-1)!.replace(/^\*\*\//, ''))))];
  const hooked = hookFiles.some((name) => oid?.(rootFile(root, name)) !== undefined) || Object.hasOwn(workspace ?? {}, 'pnpmfile') || Object.hasOwn(workspace ?? {}, 'configDependencies');
  if (extended.size === 0 && overridden.length === 0 && !hooked) return () => undefined;
  return (name) => {
    const dependencies = [...(extended.get(name) ?? []), ...overridden];
    return dependencies.length > 0 || hooked ? { dependencies, hooked } : undefined;
  };
}
