import path from 'node:path/posix';
import type { JsonObject } from '../core/json.js';
import { isObject } from '../core/json.js';
import type { Resolver } from './resolve.js';

/** Files with these extensions are code wherever they lie. Declarations (.d.ts) are not. */
const codeExtension = /\.(?:[cm]?js|jsx|[cm]?ts|tsx)$/i;
const declaration = /\.d\.(?:[cm]?ts|[^./]{1,40}\.ts)$/i;

export function isCodeFile(file: string): boolean {
  return codeExtension.test(file) && !declaration.test(file);
}

/** What a package offers to whoever loads it. */
export interface Entries {
  /** Files that the manifest names: loading the package, or a subpath that it gives a name, runs them, whatever their extension. */
  readonly named: readonly string[];
  /** Files that are run as commands: what they do for a word that somebody types on the command line waits for that. */
  readonly commands: readonly string[];
  /** Files of code that can be loaded by their own path alone: all where there are no `exports`, else those of its patterns. */
  readonly deep: readonly string[];
}

/**
 * The files that a package offers to whoever loads it: the union over all conditions, with `bin`, `imports` and every field that names a
 * file of code, since which of them a runtime or a bundler reads is not known here.
 */
export function loadEntries(manifest: JsonObject | undefined, resolver: Resolver): Entries {
  // Of a manifest that could not be read nothing is known: any file may be what it names.
  if (manifest === undefined) return { named: resolver.files.filter((file) => isCodeFile(file)), commands: [], deep: [] };
  const entries = new Set<string>();
  const commands = new Set<string>();
  const add = (target: unknown, to = entries): void => {
    const found = typeof target === 'string' ? resolver.file(target) : undefined;
    if (found !== undefined) to.add(found);
  };
  const fields = manifest;
  add(typeof fields['main'] === 'string' ? fields['main'] : '.');
  add('.');
  for (const [key, value] of Object.entries(fields)) {
    if (key !== 'types' && key !== 'typings' && key !== 'bin' && typeof value === 'string' && (isCodeFile(value) || fileFields.has(key))) add(value);
  }
  for (const value of isObject(fields['bin']) ? Object.values(fields['bin']) : [fields['bin']]) add(value, commands);
  for (const key of ['browser', 'module', 'worker']) if (isObject(fields[key])) for (const value of Object.values(fields[key])) add(value);
  const bins = isObject(fields['directories']) ? fields['directories']['bin'] : undefined;
  if (typeof bins === 'string') for (const file of within(resolver, bins)) commands.add(file);
  for (const file of resolver.targets(fields['imports'])) entries.add(file);
  const offered = fields['exports'];
  const { exact, patterns } = partition(offered);
  for (const file of resolver.targets(exact)) if (!declaration.test(file)) entries.add(file);
  const deep = offered === undefined || offered === null ? resolver.files : resolver.targets(patterns);
  // Where two paths are one file on some machines, what stands second is loaded there under the name of the first.
  for (const file of resolver.withAlike([...entries])) entries.add(file);
  for (const file of resolver.withAlike([...commands])) commands.add(file);
  return { named: [...entries], commands: [...commands].filter((file) => !entries.has(file)), deep: deep.filter((file) => isCodeFile(file) && !entries.has(file) && !commands.has(file)) };
}

/** The subpaths of `exports` that have a name, and those that are patterns or folders. */
function partition(offered: unknown): { readonly exact: unknown; readonly patterns: unknown } {
  if (!isObject(offered)) return { exact: offered, patterns: undefined };
  const isPattern = ([key]: readonly [string, unknown]): boolean => key.startsWith('.') && (key.includes('*') || key.endsWith('/'));
  const all = Object.entries(offered);
  return { exact: Object.fromEntries(all.filter((one) => !isPattern(one))), patterns: Object.fromEntries(all.filter(isPattern)) };
}

/** Fields whose value is a module, also without an extension (those that bundlers and content networks read). */
const fileFields = new Set(['main', 'module', 'browser', 'unpkg', 'jsdelivr', 'react-native', 'jsnext:main', 'esnext', 'umd:main', 'electron', 'bun', 'deno', 'source', 'svelte']);

function within(resolver: Resolver, folder: string): readonly string[] {
  const start = `${path.normalize(folder).replace(/^(?:\.{0,2}\/)+/, '').replace(/\/$/, '')}/`;
  return resolver.files.filter((file) => file.startsWith(start));
}

/** `bin`: run as a command, and reached from there, while nothing that is loaded leads to it; `deep`: reached only by loading some file by its own path. */
export type Root = 'install' | 'load' | 'bin' | 'deep';

/**
 * Follows edges from the roots until nothing new is reached. `edgesOf` is asked once for each file, in the order in which files are
 * met, roots of `install` first, so that a budget that runs out does so at the least dangerous end.
 */
export function reach(roots: { readonly [root in Root]: readonly string[] }, edgesOf: (file: string) => readonly string[]): ReadonlyMap<string, ReadonlySet<Root>> {
  const reached = new Map<string, Set<Root>>();
  const edges = new Map<string, readonly string[]>();
  for (const root of ['install', 'load', 'bin', 'deep'] as const) {
    const queue = [...roots[root]];
    for (let at = 0; at < queue.length; at += 1) {
      const file = queue[at]!;
      let by = reached.get(file);
      if (by?.has(root) || ((root === 'deep' || root === 'bin') && by?.has('load')) || (root === 'deep' && by?.has('bin'))) continue;
      if (by === undefined) reached.set(file, (by = new Set()));
      by.add(root);
      let next = edges.get(file);
      if (next === undefined) edges.set(file, (next = edgesOf(file)));
      queue.push(...next);
    }
  }
  return reached;
}
