import { limits } from '../../core/limits.js';
import { isPackageName } from '../names.js';

/**
 * The path of names by which a package is found (`a/@scope/b`: the `@scope/b` in the `node_modules` of `a`), without its last name; '' for
 * a name alone.
 */
export function parentOf(key: string): string {
  const slash = key.lastIndexOf('/');
  if (slash === -1) return '';
  const before = slash === 0 ? -1 : key.lastIndexOf('/', slash - 1);
  const cut = key[before + 1] === '@' ? before : slash;
  return cut === -1 ? '' : key.slice(0, cut);
}

/** The name under which the package of a key is required. */
export function lastName(key: string): string {
  const parent = parentOf(key);
  return parent === '' ? key : key.slice(parent.length + 1);
}

/** Whether a key is written as Bun writes it: names of packages, not more of them than a lockfile may be deep. A colon is an importer's. */
export function isKey(key: string): boolean {
  if (key.includes(':')) return false;
  let levels = 0;
  for (let at = key; at !== ''; at = parentOf(at)) {
    levels += 1;
    if (levels > limits.lockfileDepth.value || !isPackageName(lastName(at))) return false;
  }
  return levels > 0;
}
