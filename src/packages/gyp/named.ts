import posix from 'node:path/posix';
import type { Build } from './build.js';
import { expansionsOf } from './command.js';
import { expandedNames } from './condition.js';
import type { GypValue } from './gyp.types.js';

/** Where an ordinary build puts its result. */
const buildFolders: ReadonlySet<string> = new Set(['PRODUCT_DIR', 'INTERMEDIATE_DIR', 'SHARED_INTERMEDIATE_DIR', 'LIB_DIR', 'SHARED_LIB_DIR', 'module_path', 'module_root_dir', 'build_dir']);

/** Files that a build file includes: those of the package are read too; one from elsewhere, or with another ending, is told. */
export function includesOf(on: Build, value: GypValue, path: string): void {
  for (const item of value.kind === 'list' ? value.items : [value]) {
    if (item.kind !== 'string') { on.add('unreadable', 'includes', path, item.line); continue; }
    if (expansionsOf(item.value).length > 0) continue;
    const target = inside(path, item.value);
    const odd = target === undefined || !/\.gypi?$/i.test(item.value) || target.startsWith('node_modules/');
    if (odd) on.add('action', `includes ${item.value}`, path, item.line);
    if (target !== undefined && on.files.has(target)) on.waiting.push(target);
  }
}

/** Targets in other files that a build file depends on: those of the package are read too; one that leads out of it is told. */
export function dependenciesOf(on: Build, value: GypValue, path: string): void {
  for (const item of value.kind === 'list' ? value.items : []) {
    if (item.kind !== 'string' || expansionsOf(item.value).length > 0) continue;
    // `file:target#toolset`; without a colon it is a target of this file.
    const colon = item.value.lastIndexOf(':');
    const file = item.value.slice(0, Math.max(0, colon));
    if (file === '') continue;
    const target = inside(path, file.replace(/^<\(module_root_dir\)\//, ''));
    if (target === undefined) on.add('action', `dependencies ${item.value}`, path, item.line);
    else if (on.files.has(target)) on.waiting.push(target);
  }
}

/** Copies to anywhere but the folders of the build are told. */
export function copiesOf(on: Build, value: GypValue, path: string): void {
  for (const item of value.kind === 'list' ? value.items : [value]) {
    if (item.kind !== 'dict') continue;
    for (const { key, value: destination } of item.entries) {
      if (bare(key.value) !== 'destination' || destination.kind !== 'string') continue;
      const variables = expandedNames(destination.value);
      const rest = destination.value.replace(/[<>^]@?\([A-Za-z0-9_.-]{1,128}\)/g, 'x');
      const own = variables.every((name) => buildFolders.has(name) || on.variables.get(name)?.leads === false);
      if (!own || leads(rest) || expansionsOf(rest).length > 0) on.add('action', `copies to ${destination.value}`, path, destination.line);
    }
  }
}

/** What runs under a key that runs something is told. */
export function actionOf(on: Build, value: GypValue, key: string, path: string, line: number): void {
  const items = value.kind === 'list' ? value.items : [value];
  for (const item of items) {
    const command = item.kind === 'dict' ? item.entries.filter((entry) => ['action', 'CommandLine'].includes(bare(entry.key.value))).map((entry) => flat(entry.value)) : [flat(item)];
    const text = command.filter((one) => one !== '').join(' ; ');
    // A list that is empty runs nothing; a dictionary without an action is none that we know.
    if (item.kind === 'dict' && text === '') on.add('action', key, path, item.line);
    else if (text !== '') on.add('action', `${key}: ${text}`, path, item.line || line, { key: text });
  }
}

/** The lower-case key of a path of the package that a build file names; undefined where it leads out of it or is no plain path. */
export function inside(from: string, target: string): string | undefined {
  if (/[<>^$~\\]|^[a-z]:|^\//i.test(target)) return undefined;
  const path = posix.join(posix.dirname(from), target);
  return path.startsWith('..') ? undefined : path.toLowerCase();
}

/** A key without the suffixes that say how what it holds is merged. */
export function bare(key: string): string {
  let end = key.length;
  while (end > 0 && '=+?!%/'.includes(key[end - 1]!)) end -= 1;
  return key.slice(0, end);
}

/** True for a path that leads out of the folder that it is taken from, or may. */
export const leads = (path: string): boolean => /^[/\\~]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[$`%]/i.test(path.trim());

function flat(value: GypValue): string {
  switch (value.kind) {
    case 'string': return value.value;
    case 'list': return value.items.map(flat).join(' ');
    case 'dict': return value.entries.map((entry) => `${entry.key.value} ${flat(entry.value)}`).join(' ');
    case 'number': case 'name': return value.text;
  }
}
