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

/** File names that decide what an installer takes, or how git shows and checks out files. */
const dependencyNames: ReadonlySet<string> = new Set([
  'package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc', 'yarn.lock', '.yarnrc', '.yarnrc.yml', '.pnp.cjs', '.pnp.loader.mjs',
  'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.pnpmfile.cjs', 'bun.lock', 'bun.lockb', 'bunfig.toml', 'deno.json', 'deno.lock',
  'requirements.txt', 'pyproject.toml', 'poetry.lock', 'pdm.lock', 'uv.lock', 'pipfile', 'pipfile.lock', 'setup.py', 'setup.cfg',
  'go.mod', 'go.sum', 'cargo.toml', 'cargo.lock', 'gemfile', 'gemfile.lock', 'composer.json', 'composer.lock', 'pom.xml', 'build.gradle',
  'gradle.lockfile', 'packages.lock.json', 'mix.lock', 'pubspec.lock', 'package.resolved', '.gitattributes', '.gitmodules', '.terraform.lock.hcl',
  'mergewarden.yml', 'mergewarden.yaml',
]);
/** Of those, the names that are written with capitals. */
const capitalNames: ReadonlyMap<string, string> = new Map([
  ['pipfile', 'Pipfile'], ['pipfile.lock', 'Pipfile.lock'], ['cargo.toml', 'Cargo.toml'], ['cargo.lock', 'Cargo.lock'], ['gemfile', 'Gemfile'],
  ['gemfile.lock', 'Gemfile.lock'], ['package.resolved', 'Package.resolved'],
]);

/** Characters that HFS+ leaves out when it compares names (Apple TN1150; git's own list in utf8.c), without the surrogate range. */
const ignored = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** The name that a forgiving file system compares: no ignored characters, NFC, lower case, no trailing dots and spaces (Windows). */
function folded(path: string): string {
  return path.replace(ignored, '').normalize('NFC').toLowerCase().split('/').map((part) => part.replace(/[. ]{1,255}$/, '')).join('/');
}

/**
 * Names of a tree that collide with a dependency-bearing one, or pass for one, on some file systems. Ordered by path.
 * @param isRelevant tells by a folded base name whether a file matters; defaults to the names that installers and git read
 */
export function treeProblems(tree: Tree, isRelevant: (name: string) => boolean = (name) => dependencyNames.has(name)): readonly TreeProblem[] {
  const byName = new Map<string, string[]>();
  for (const path of tree.entries.keys()) {
    const key = folded(path);
    if (!isRelevant(baseName(key))) continue;
    const paths = byName.get(key);
    if (paths) paths.push(path);
    else byName.set(key, [path]);
  }
  const problems: TreeProblem[] = [];
  for (const [key, paths] of byName) {
    const reads = capitalNames.get(baseName(key)) ?? baseName(key);
    if (paths.length > 1) problems.push({ kind: 'collision', paths: paths.sort(byCodePoint) });
    for (const path of paths) if (baseName(path) !== reads) problems.push({ kind: 'disguise', path, reads });
  }
  return sortedBy(problems, (problem) => problem.kind === 'collision' ? `${problem.paths[0]} 0` : `${problem.path} 1`);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
