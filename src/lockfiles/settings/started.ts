import { commandWords, scriptsOfInstall } from '../../core/install-scripts.js';
import { limits } from '../../core/limits.js';
import type { NamedPath } from '../../core/loaded-paths.js';
import { readJsonSettings } from './json.js';
import { pathIn } from './paths.js';

/** Endings of what a runtime or a shell runs, and how Node finds a file that is named without its ending. */
const code = /\.(?:[cm]?[jt]sx?|sh|bash|zsh|py|ps1|bat|cmd|rb|pl|php|lua|node|exe)$/i;
const found: readonly string[] = ['', '.js', '.cjs', '.mjs', '.ts', '/index.js'];

/**
 * The files of the repository that scripts of a manifest start at install, as far as the words of their commands are paths from its folder. Nothing for a manifest
 * that is none, and at most `limits.namedPaths` of them: they are told beside what is judged.
 * @param exists whether a path is a file of the tree
 */
export function startedIn(path: string, text: string, exists: (path: string) => boolean): readonly NamedPath[] {
  const reading = readJsonSettings(text, new Set(['scripts']));
  if (reading.kind === 'unread') return [];
  const scripts = new Map(reading.leaves.flatMap(({ keys, value }) => (keys.length === 2 && typeof value === 'string' ? [[keys[1]!, value] as const] : [])));
  const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const started = new Map<string, NamedPath>();
  for (const name of scriptsOfInstall(scripts)) {
    for (const word of commandWords(scripts.get(name)!).flat()) {
      const own = started.size < limits.namedPaths.value && /[./]/.test(word) ? pathIn(directory, word) : undefined;
      const file = own === undefined ? undefined : found.map((ending) => `${own}${ending}`).find(exists);
      if (file !== undefined && (code.test(file) || !/\.[^/]*$/.test(file)) && !started.has(file)) started.set(file, { path: file, use: 'hook', by: { path, key: `scripts.${name}` } });
    }
  }
  return [...started.values()];
}
