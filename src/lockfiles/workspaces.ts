import { isObject, type Json } from '../core/json.js';
import type { InstallRoot } from '../core/lockfile.js';
import { manifestObject } from './manifest.js';

/** The patterns of a manifest's `workspaces`: a list, or an object with a list `packages` (npm's map-workspaces). */
export function workspacePatterns(value: Json | undefined): string[] {
  const list = isObject(value) ? value['packages'] : value;
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}

/** Syntax of glob patterns beyond `*`, `**` and `?`, which is not read here. */
const unread = /[[\]{}()|+@]/;

/**
 * Whether a folder is a workspace under the given patterns. Where a pattern uses syntax that is not read here, every folder counts as
 * one: a folder taken for a workspace reaches more, never less.
 */
export function isWorkspace(folder: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const written of patterns) {
    const bang = /^!*/.exec(written)![0].length;
    const pattern = written.slice(bang).replace(/^\.?\/+/, '').replace(/\/+$/, '');
    if (bang % 2 === 1) {
      if (!unread.test(pattern) && matches(folder.split('/'), pattern.split('/'))) matched = false;
    } else if (unread.test(pattern.replace(/(^|\/)@(?=[\w-])/g, '$1')) || matches(folder.split('/'), pattern.split('/'))) matched = true;
  }
  return matched;
}

/** Matches segments against a pattern's segments; `**` stands for any number of them. Bounded by the product of both lengths. */
function matches(path: readonly string[], pattern: readonly string[]): boolean {
  let reach = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    for (const at of reach) {
      if (part === '**') for (let to = at; to <= path.length; to++) next.add(to);
      else if (at < path.length && segmentMatches(path[at]!, part)) next.add(at + 1);
    }
    reach = next;
  }
  return reach.has(path.length);
}

/** `*` and `?` within one segment, without backtracking beyond the last star. */
function segmentMatches(text: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  let p = 0;
  while (at < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      mark = at;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[at])) {
      p++;
      at++;
    } else if (star !== -1) {
      p = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** The workspace patterns of the manifest in an install root's own folder; none where it is not there or cannot be read. */
export function rootWorkspaces(root: InstallRoot, files: ReadonlyMap<string, string>): readonly string[] {
  return workspacePatterns(manifestObject(files.get(root.directory === '' ? 'package.json' : `${root.directory}/package.json`))?.['workspaces']);
}
