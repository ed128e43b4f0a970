import posix from 'node:path/posix';
import { byCodePoint } from '../core/order.js';
import type { ArchiveEntry } from './archive.types.js';
import { Build, nativeSource } from './gyp/build.js';
import type { GypFacts } from './gyp/gyp.types.js';

export type { GypCode, GypFacts, ProjectBuild } from './gyp/gyp.types.js';

/**
 * Reads what a package's node-gyp build may run, from its build files at a folder of the archive: binding.gyp, what node-gyp includes beside it, and
 * what these include or depend on inside the package. Undefined where there is no binding.gyp, in any folder. Nothing is evaluated. Names are looked up without
 * regard to case, since some file systems do; of a path with several readings all are read.
 */
export function gypFacts(entries: readonly ArchiveEntry[], folder = ''): GypFacts | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  if (!entries.some((entry) => entry.path.startsWith(prefix) && isBuildFile(entry.path))) return undefined;
  const byPath = new Map<string, ArchiveEntry[]>();
  let hasNative = false;
  for (const entry of entries) {
    if (!entry.path.startsWith(prefix)) continue;
    const path = entry.path.slice(prefix.length);
    if (!path.startsWith('node_modules/')) hasNative ||= nativeSource.test(path);
    const key = path.toLowerCase();
    const known = byPath.get(key);
    if (known) known.push(entry);
    else byPath.set(key, [entry]);
  }
  // A script may name another folder (`node-gyp rebuild --directory=src`): each build file is read, those of carried packages with these.
  const roots = [...byPath.keys()].filter((path) => isBuildFile(path) && !path.includes('node_modules/')).sort(byCodePoint);
  return roots.length === 0 ? undefined : new Build(byPath, prefix, hasNative).facts(roots);
}

/** True for a path that ends in a build file's name, in any spelling of it. */
export const isBuildFile = (path: string): boolean => posix.basename(path).toLowerCase() === 'binding.gyp';
