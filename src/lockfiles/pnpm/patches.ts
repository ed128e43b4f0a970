import { isObject, type JsonObject } from '../../core/json.js';
import type { ParseContext } from '../format.js';
import { joinInside } from '../paths.js';
import { patchPaths } from './settings.js';

interface Patch {
  readonly hash: string;
  readonly path?: string;
}

/**
 * Tells the patch file of a package, from the repository's root: the lockfile's `patchedDependencies` say digest and path, since pnpm 11 the
 * digest only, and the settings the path. Selectors are `name@version`, `name@range` or `name`; the digest in the key tells which counts.
 */
export function patchesOf(document: JsonObject, context: ParseContext): (name: string, version: string, hash: string | undefined) => string | undefined {
  const patched = Object.hasOwn(document, 'patchedDependencies') ? document['patchedDependencies'] : undefined;
  const patches = new Map<string, Patch>();
  for (const [selector, value] of Object.entries(isObject(patched) ? patched : {})) {
    if (typeof value === 'string') patches.set(selector, { hash: value });
    else if (isObject(value) && typeof value['hash'] === 'string') patches.set(selector, { hash: value['hash'], ...(typeof value['path'] === 'string' ? { path: value['path'] } : {}) });
  }
  let settings: ReadonlyMap<string, string> | undefined;
  return (name, version, hash) => {
    const fits = (selector: string): boolean => hash === undefined || patches.get(selector)?.hash === hash;
    const selector = [`${name}@${version}`, name].find((one) => patches.has(one) && fits(one)) ?? [...patches.keys()].find((one) => one.startsWith(`${name}@`) && fits(one));
    if (selector === undefined) return undefined;
    const path = patches.get(selector)?.path ?? (settings ??= patchPaths(context.root, context.settings, context.manifests)).get(selector);
    return path === undefined ? undefined : (joinInside(context.root.directory, path) ?? path);
  };
}
