import { globalName, moduleName } from '../../javascript/names.js';

/** Paths that are kept of one expression, and characters of one. */
export const mostPaths = 4;
export const longestPath = 120;
export const noPaths: readonly string[] = [];
const noGlobals: ReadonlySet<string> = new Set();

/** Paths are the ways by which something of the runtime may be said: see `Look.paths`. This one begins with a global. */
export function rooted(name: string): string {
  return globalName(name, noGlobals) === 'globalThis' ? 'globalThis' : name;
}

export function modulePath(specifier: string): string {
  const name = moduleName(specifier, noGlobals);
  return name ?? `npm:${specifier.replace(/^node:/, '')}`;
}

/** A member of a path. What has several ways to it gets one. */
export function joined(path: string, key: string): string {
  if (path === 'globalThis') return rooted(key);
  if (key === 'default' && /^(?:node:|npm:|process$)/.test(path)) return path;
  if (path === 'node:module') {
    if (key === 'Module') return path;
    if (key === '_cache') return 'require.cache';
    if (key === '_extensions') return 'require.extensions';
  }
  if (path === 'module' && key === 'constructor') return 'node:module';
  return path.length > longestPath ? path : `${path}.${key}`;
}

export function merged(a: readonly string[], b: readonly string[]): readonly string[] {
  return b.length === 0 ? a : a.length === 0 ? b : [...new Set([...a, ...b])].slice(0, mostPaths);
}

/** Names of the flow that are ways of their own, as they stand. */
export function followed(names: readonly string[]): readonly string[] {
  if (names.length === 0) return noPaths;
  return names.filter((name) => name !== 'this' && !/[?…]|^(?:object|returns|literal|file):/.test(name)).slice(0, mostPaths);
}
