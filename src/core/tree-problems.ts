import { dependencyFile, spellingsOf } from './dependency-names.js';
import { byCodePoint, sortedBy } from './order.js';
import type { Tree } from './tree.js';

/**
 * A name in a tree that file systems read in more than one way.
 * - `collision`: paths that are one file where case, normalisation or ignored characters do not count (macOS, Windows): which of
 *   them an installer reads depends on the machine, a reviewer reads them all;
 * - `disguise`: a path that such a machine opens under a dependency-bearing name, and this one does not.
 */
export type TreeProblem =
  | { readonly kind: 'collision'; readonly paths: readonly string[] }
  | { readonly kind: 'disguise'; readonly path: string; readonly reads: string };

/** Names whose other spellings are ordinary files: they pass for nothing. */
const ordinary: ReadonlySet<string> = new Set(['description', 'workspace', 'opam', 'project.toml', 'cask', 'eask', 'chart.yaml', 'kustomization', 'build.pl', 'makefile.pl', 'requirements.txt', 'directory.build.props']);

/** Whether a file's name, folded, decides what an installer takes, how git checks files out, or what the review goes by. */
function matters(name: string): boolean {
  const file = spellingsOf(name).length > 0 ? dependencyFile(name) : undefined;
  return file !== undefined && (file.kind !== 'execution' || file.ecosystem === 'git' || file.ecosystem === 'policy');
}

/** Characters that HFS+ leaves out when it compares names (Apple TN1150; git's own list in utf8.c), without the surrogate range. */
const ignored = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** The name that a forgiving file system compares: no ignored characters, NFC, lower case, no trailing dots and spaces (Windows). */
function folded(path: string): string {
  return path.replace(ignored, '').normalize('NFC').toLowerCase().split('/').map((part) => part.replace(/[. ]{1,255}$/, '')).join('/');
}

/**
 * Names of a tree that collide with a dependency-bearing one, or pass for one, on some file systems. Ordered by path.
 * @param isRelevant tells by a folded base name whether a file matters; defaults to the fixed names of `dependency-names`
 */
export function treeProblems(tree: Tree, isRelevant: (name: string) => boolean = matters): readonly TreeProblem[] {
  const byName = new Map<string, string[]>();
  for (const path of tree.entries.keys()) {
    const key = folded(path);
    if (!isRelevant(baseName(key))) continue;
    const paths = byName.get(key);
    if (paths) paths.push(path);
    else byName.set(key, [path]);
  }
  // A link, or a submodule, in place of a folder on the way to such a file: a checkout writes the file through it, or not at all.
  const ways = new Map<string, string>();
  for (const paths of byName.values()) for (const path of paths) for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) if (!ways.has(folded(path.slice(0, cut)))) ways.set(folded(path.slice(0, cut)), path);
  const problems: TreeProblem[] = [];
  if (ways.size > 0) {
    for (const { path, mode } of tree.entries.values()) {
      const file = mode === '120000' || mode === '160000' ? ways.get(folded(path)) : undefined;
      if (file !== undefined) problems.push({ kind: 'collision', paths: [path, file].sort(byCodePoint) });
    }
  }
  for (const [key, paths] of byName) {
    const spellings = spellingsOf(baseName(key));
    const reads = spellings[0] ?? baseName(key);
    if (paths.length > 1) problems.push({ kind: 'collision', paths: paths.sort(byCodePoint) });
    if (ordinary.has(baseName(key))) continue;
    for (const path of paths) if (!spellings.includes(baseName(path)) && baseName(path) !== reads) problems.push({ kind: 'disguise', path, reads });
  }
  return sortedBy(problems, (problem) => problem.kind === 'collision' ? `${problem.paths[0]} 0` : `${problem.path} 1`);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
