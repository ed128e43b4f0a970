import { complete, type Coverage } from '../core/coverage.js';
import { dependencyFile } from '../core/dependency-names.js';
import { hashOf } from '../core/hash.js';
import { limits } from '../core/limits.js';
import { loadedByName } from '../core/loaded-paths.js';
import { byCodePoint } from '../core/order.js';
import type { ResolvedPath } from '../core/symlinks.js';
import type { Tree, TreeEntry } from '../core/tree.js';
import type { ReviewedFile } from '../lockfiles/reading.types.js';
import { settingsTool } from '../lockfiles/settings/index.js';
import { isBuildFile } from '../packages/gyp.js';
import type { TextReader } from './files.js';

/** What symlinks do to the files of a review. */
export interface Links {
  /**
   * The changed files as an installer sees them: with those that differ only behind a link, and with the object ids that links lead to. Where
   * there are more links than `limits.symlinks`, the first that was not followed stands here with its hole.
   */
  readonly files: readonly ReviewedFile[];
  /** Dependency-bearing paths that a changed link to a folder brings under another name, on either side. */
  readonly brought: readonly string[];
  /** Whether what a reader finds at this path may differ between the two trees. */
  readonly differs: (path: string) => boolean;
  /** Where a path leads after the change: itself where it is no link, or leads to no file. */
  readonly target: (path: string) => string;
}

/** Names that matter when they are a link. What only runs beside an install is not read by anything here; links below `node_modules` are workspaces. */
function matters(path: string): boolean {
  const file = dependencyFile(path);
  return (file !== undefined && file.kind !== 'execution') || ((isBuildFile(path) || settingsTool(path) === 'dotenv' || loadedByName(path) !== undefined) && !`/${path}`.includes('/node_modules/'));
}

/**
 * Follows the symlinks that a review may rest on: those with a dependency-bearing name in either tree, and the changed ones, which may bring a
 * whole folder of such files under another name. A lockfile or `.npmrc` that is a link can get other content although it does not change itself.
 */
export async function followLinks(reader: TextReader, before: Tree, after: Tree, changed: readonly ReviewedFile[]): Promise<Links> {
  const named = linksOf(before, after);
  const others = changed.filter((file) => (file.mode.before === '120000' || file.mode.after === '120000') && !named.has(file.path)).map((file) => file.path);
  const wanted = [...[...named].sort(byCodePoint), ...others];
  const most = limits.symlinks.value;
  const followed = wanted.slice(0, most);
  const seen = await seenAt(reader, before, after, followed);

  const folders = followed.filter((path) => seen.get(path)!.some((side) => side.kind === 'directory'));
  const below = folders.length === 0 ? [] : [...belowFolders(before, folders, seen, 0), ...belowFolders(after, folders, seen, 1)];
  const brought = [...new Set(below)].sort(byCodePoint);
  const reached = brought.slice(0, most);
  for (const [path, sides] of await seenAt(reader, before, after, reached)) seen.set(path, sides);

  const own = new Map(changed.map((file) => [file.path, file]));
  const files = new Map(own);
  const differing = new Set<string>();
  for (const path of [...followed.filter((one) => named.has(one)), ...reached]) {
    const [old, now] = seen.get(path)!;
    // A new name for a file that stands as it stood is nothing new to install.
    const stood = !named.has(path) && old.kind === 'absent' && now.kind === 'file' && before.entries.get(now.entry.path)?.oid === now.entry.oid;
    const differs = keyOf(old) !== keyOf(now) && !stood;
    if (differs) differing.add(path);
    if (differs || own.has(path)) files.set(path, seenFile(path, old, now, own.get(path)));
  }
  const left = new Set([...wanted.slice(most), ...brought.slice(most)]);
  for (const path of [...left].slice(0, 1)) files.set(path, unfollowed(path, before, after, own.get(path)));
  return {
    files: [...files.values()].sort((a, b) => byCodePoint(a.path, b.path)), brought: reached,
    target: (path) => { const now = seen.get(path)?.[1]; return now?.kind === 'file' ? now.entry.path : path; },
    differs: (path) => own.has(path) || differing.has(path) || left.has(path),
  };
}

function linksOf(...trees: readonly Tree[]): Set<string> {
  const found = new Set<string>();
  for (const tree of trees) for (const { path, mode } of tree.entries.values()) if (mode === '120000' && matters(path)) found.add(path);
  return found;
}

export type Sides = readonly [before: ResolvedPath, after: ResolvedPath];

/** Where paths lead on either side. */
export async function seenAt(reader: TextReader, before: Tree, after: Tree, paths: readonly string[]): Promise<Map<string, Sides>> {
  const resolved = await reader.resolve(paths.flatMap((path) => [{ tree: before, path }, { tree: after, path }]));
  return new Map(paths.map((path, index) => [path, [resolved[2 * index]!, resolved[2 * index + 1]!]]));
}

/** The dependency-bearing files of one tree below the folders that these links lead to, under the links' names. */
function belowFolders(tree: Tree, links: readonly string[], seen: ReadonlyMap<string, Sides>, side: 0 | 1): readonly string[] {
  const bearing = [...tree.entries.keys()].filter(matters);
  return links.flatMap((link) => {
    const to = seen.get(link)![side];
    if (to.kind !== 'directory') return [];
    const prefix = to.path === '' ? '' : `${to.path}/`;
    // A link to a folder above it would bring itself in again and again; once is enough.
    return bearing.filter((path) => path.startsWith(prefix) && !path.startsWith(`${link}/`)).map((path) => `${link}/${path.slice(prefix.length)}`);
  });
}

/** Equal for what an installer cannot tell apart. */
export function keyOf(seen: ResolvedPath): string {
  switch (seen.kind) {
    case 'file': return `file ${seen.entry.mode} ${seen.entry.oid}`;
    case 'submodule': return `submodule ${seen.entry.path} ${seen.entry.oid}`;
    case 'directory': return `directory ${seen.path}`;
    case 'absent': return seen.links.length === 0 ? 'absent' : `absent ${seen.path}`;
    case 'outside':
    case 'unread': return `${seen.kind} ${seen.link.oid}`;
    case 'limit': return `limit ${seen.links.map((link) => link.oid).join(' ')}`;
  }
}

/** What stands there for an installer: a file, or what it would take for one; undefined where nothing does. */
function standing(seen: ResolvedPath): Pick<TreeEntry, 'oid' | 'mode'> | undefined {
  switch (seen.kind) {
    case 'file':
    case 'submodule': return seen.entry;
    case 'directory':
    case 'absent':
    case 'outside':
    case 'unread':
    case 'limit': { const last = seen.links.at(-1); return last && { oid: last.oid, mode: last.mode }; }
  }
}

/** A hole that a waiver may cover for these very links and no others. */
function unfollowed(path: string, before: Tree, after: Tree, own: ReviewedFile | undefined): ReviewedFile {
  const links = [before, after].map((tree) => hashOf([...tree.entries.values()].filter(({ mode }) => mode === '120000').map((entry) => `${entry.path}\0${entry.oid}`).sort(byCodePoint)));
  const hole: Coverage = { kind: 'failed', code: limits.symlinks.code, data: { path, reason: 'too-many', limit: limits.symlinks.value } };
  return { path, change: own?.change ?? 'mode', text: {}, mode: own?.mode ?? { before: '120000', after: '120000' }, oid: { before: links[0]!, after: links[1]! }, coverage: hole };
}

/** A path that differs behind links, as an installer sees it. */
export function seenFile(path: string, old: ResolvedPath, now: ResolvedPath, own: ReviewedFile | undefined): ReviewedFile {
  const [from, to] = [standing(old), standing(now)];
  return {
    path, coverage: complete, text: {}, change: !from ? 'added' : !to ? 'removed' : from.oid === to.oid ? (own?.change ?? 'mode') : 'changed',
    mode: own?.mode ?? { ...(from ? { before: '120000' } : {}), ...(to ? { after: '120000' } : {}) },
    oid: { ...(from ? { before: from.oid } : {}), ...(to ? { after: to.oid } : {}) },
  };
}
