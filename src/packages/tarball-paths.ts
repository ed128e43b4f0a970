import { Failure } from '../core/errors.js';
import type { ArchiveAmbiguity } from './archive.types.js';

export interface PathLimits {
  readonly archivePathDepth: number;
  readonly archivePathCharacters: number;
}

/** Where an entry's name leads once a package is installed. */
export interface InstalledPath {
  /** Inside the package, first folder stripped; '' for the package's own folder. */
  readonly path: string;
  readonly root: string;
  readonly ambiguities: readonly ArchiveAmbiguity[];
}

/**
 * The path that npm installs an entry at: the first of its parts dropped (node-tar `strip: 1`), `.` and empty parts dropped, `..` held
 * inside the package. A name of one part only stays what it is: npm leaves such a file out, others do not.
 * @throws Failure TARBALL_LIMIT for a name that is too long or too deep.
 */
export function installedPath(name: string, limits: PathLimits): InstalledPath {
  if (name.length > limits.archivePathCharacters) throw new Failure('TARBALL_LIMIT', { limit: 'archivePathCharacters', value: limits.archivePathCharacters });
  const parts = name.split('/');
  if (parts.length > limits.archivePathDepth) throw new Failure('TARBALL_LIMIT', { limit: 'archivePathDepth', value: limits.archivePathDepth });
  const ambiguities: ArchiveAmbiguity[] = [];
  // On Windows a backslash separates and a drive letter leads away, so both count for every reader.
  if (/^(?:[/\\]|[A-Za-z]:)/.test(name)) ambiguities.push('absolute-path');
  if (name.includes('..') && name.split(/[/\\]/).includes('..')) ambiguities.push('path-traversal');
  const kept: string[] = [];
  for (const part of parts.length > 1 ? parts.slice(1) : parts) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return { path: kept.join('/'), root: parts[0]!, ambiguities };
}

/** Folds what file systems without case do not tell apart. Upper case first: ſ and s, K and k are one letter there. */
function folded(path: string): string {
  return path.toUpperCase().toLowerCase().normalize('NFC');
}

/** Paths of one package that some file system holds to be one, or that are a file and a folder at once. */
export function collisions(paths: readonly string[]): { readonly kind: ArchiveAmbiguity; readonly path: string }[] {
  const found: { kind: ArchiveAmbiguity; path: string }[] = [];
  const groups = new Map<string, string[]>();
  const folders = new Set<string>();
  for (const path of paths) {
    const key = folded(path);
    const group = groups.get(key);
    if (group) group.push(path);
    else groups.set(key, [path]);
    for (let slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) {
      const folder = key.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  for (const [key, group] of groups) {
    if (folders.has(key)) found.push(...group.map((path) => ({ kind: 'duplicate-path' as const, path })));
    if (group.length === 1) continue;
    const normalised = new Set(group.map((path) => path.normalize('NFC')));
    if (normalised.size < group.length) found.push(...group.map((path) => ({ kind: 'normalisation-collision' as const, path })));
    if (normalised.size > 1) found.push(...group.map((path) => ({ kind: 'case-collision' as const, path })));
  }
  return found;
}

/**
 * True when a header's own name is just what was left of a longer one: writers put the first 99 or 100 bytes there and the whole
 * name into an extended header.
 */
export function isCutName(plain: string, whole: string): boolean {
  return Buffer.byteLength(plain) >= 90 && whole.startsWith(plain.replace(/\uFFFD+$/, ''));
}

/** The packages that an archive carries in its own node_modules folders: `node_modules/a`, `lib/node_modules/@b/c`. */
export function carriedPackages(paths: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let at = parts.indexOf('node_modules'); at !== -1; at = parts.indexOf('node_modules', at + 1)) {
      const end = at + (parts[at + 1]?.startsWith('@') ? 3 : 2);
      if (parts.length >= end) found.add(parts.slice(0, end).join('/'));
    }
  }
  return [...found];
}
