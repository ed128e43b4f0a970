import posix from 'node:path/posix';

/** A variable of the environment, as npm and Yarn write it: with what it is where it is not set, or without. */
const variable = /\$\{[^}:?-]{1,200}(?:\?|:?-([^}]{0,1000}))?\}/g;

/** Linux takes no longer ones. */
const longest = 4095;

/**
 * Where a path of a settings file leads inside the repository; undefined for one that leads out of it, is no path, or is the root itself. A variable counts as its
 * default, or as nothing: what comes behind it may well be meant from here.
 * @param directory of the settings file, from the repository's root
 */
export function pathIn(directory: string, written: string): string | undefined {
  if (written.length > longest) return undefined;
  const open = written.trim().startsWith('${');
  const value = written.trim().replace(variable, (_, fallback: string | undefined) => fallback ?? '').replaceAll('\\', '/');
  const relative = open ? value.replace(/^\/+/, '') : value;
  if (relative === '' || relative.length > longest || /^(?:\/|~|[a-z][a-z0-9+.-]*:)/i.test(relative) || relative.includes('\0')) return undefined;
  const path = posix.normalize(posix.join(directory, relative)).replace(/\/+$/, '');
  return path === '.' || path === '' || path === '..' || path.startsWith('../') ? undefined : path;
}
