/**
 * What an installer does with a file of the repository that is no manifest, lockfile or settings file:
 * - `hook`: runs it as code at every install;
 * - `patch`: applies it to a dependency;
 * - `package`: takes it for bytes of packages, for the table that says which of them are loaded, or for the package manager itself.
 */
export type LoadedUse = 'hook' | 'patch' | 'package';

/** Where a settings file says so. */
export interface NamedBy {
  readonly path: string;
  readonly key: string;
}

/** A file or folder of the repository, under any name, that settings name to an installer. `path` is from the root, with `/`. */
export interface NamedPath {
  readonly path: string;
  readonly use: LoadedUse;
  /** What lies below it is meant too; of that, where there are endings, only files that end so. */
  readonly folder?: boolean;
  readonly endings?: readonly string[];
  readonly by: NamedBy;
}

/** What a path is loaded as. `place`: the folder or file that a person would name; `by`: the setting that names it, where its own name does not tell. */
export interface Loaded {
  readonly use: LoadedUse;
  readonly place: string;
  readonly by?: NamedBy;
}

/** Files that installers load as code: pnpm's hooks, npm's extension, Yarn's plugins. */
const hook = /(?:^|\/)(?:\.?pnpmfile\.(?:js|cjs|mjs)|\.npm-extension\.(?:mjs|cjs))$|(?:^|\/)\.yarn\/plugins\/.+\.[cm]?js$/i;
/** Patches of dependencies where the tools put them: `patches/` (pnpm, npm 12, Bun, patch-package), `.yarn/patches/`. */
const patch = /(?:^|\/)(?:patches\/(?:.+\/)?[^/]+\.(?:patch|diff)|\.yarn\/patches\/[^/]+\.patch)$/i;
/** Where bytes of packages, or the table that says which of them are loaded, lie in a repository: the folder or file that a person would name. */
const packages: readonly RegExp[] = [
  // Yarn 2 and later without installs: archives, the table that Node's loader goes by, what is unpacked, and Yarn itself.
  /^(?:.*\/)?\.yarn\/cache(?=\/.+\.zip$)/i, /^(?:.*\/)?\.pnp\.(?:cjs|js|data\.json|loader\.mjs)$/i, /^(?:.*\/)?\.yarn\/unplugged(?=\/)/i, /^(?:.*\/)?\.yarn\/releases(?=\/)/i,
  // What is loaded as it lies there. The outermost folder is named.
  /^(?:[^/]+\/)*?node_modules(?=\/)/i,
  // Yarn 1's offline mirror, by its usual names.
  /^(?:.*\/)?(?:npm-packages-offline-cache|yarn-offline-mirror|\.yarn-offline-mirror)(?=\/.+\.tgz$)/i,
];
const packageFolder = /(?:^|\/)(?:node_modules|\.yarn(?:\/(?:cache|unplugged|releases|plugins))?)$/i;
const otherFolder = /(?:^|\/)(?:\.yarn\/plugins\/@[^/]+|(?:\.yarn\/)?patches|npm-packages-offline-cache|yarn-offline-mirror|\.yarn-offline-mirror)$/i;

/** What an installer loads a path as by its name alone, whatever the case of its letters (installers on Windows and macOS do not care). */
export function loadedByName(path: string): Loaded | undefined {
  for (const place of packages) {
    const found = place.exec(path)?.[0];
    if (found !== undefined) return { use: 'package', place: found };
  }
  return hook.test(path) ? { use: 'hook', place: path } : patch.test(path) ? { use: 'patch', place: path } : undefined;
}

/** Whether a path is that of a folder of packages, so that a link or submodule in its place brings them from elsewhere. */
export function isPackageFolder(path: string): boolean {
  return packageFolder.test(path);
}

/** Whether files below a folder of this name are loaded by where they lie. */
export function isLoadedFolder(path: string): boolean {
  return packageFolder.test(path) || otherFolder.test(path);
}

/**
 * What paths are loaded as, by their names and by what settings name; the gravest of what is said of one, its own name first. The answer takes a path's
 * folders and no more, however many names there are.
 */
export function loadedBy(named: readonly NamedPath[]): (path: string) => Loaded | undefined {
  const known = new Map<string, NamedPath[]>();
  for (const one of named) {
    const key = one.path.toLowerCase();
    const others = known.get(key);
    if (!others) known.set(key, [one]);
    else if (!others.some((other) => other.use === one.use && other.folder === one.folder && other.endings?.join() === one.endings?.join())) others.push(one);
  }
  return (path) => {
    const own = loadedByName(path);
    const other = known.size === 0 ? undefined : byNamed(path, known);
    return other && (!own || rank[other.use] > rank[own.use]) ? other : own;
  };
}

/** A hook that lies among patches is a hook. */
const rank: { readonly [use in LoadedUse]: number } = { patch: 1, package: 2, hook: 3 };

function byNamed(path: string, known: ReadonlyMap<string, readonly NamedPath[]>): Loaded | undefined {
  const lower = path.toLowerCase();
  let worst: NamedPath | undefined;
  for (let end = lower.length; end > 0; end = lower.lastIndexOf('/', end - 1)) {
    for (const one of known.get(lower.slice(0, end)) ?? []) {
      const { folder, endings, use } = one;
      const counts = end === lower.length || (folder === true && (endings === undefined || endings.some((ending) => lower.endsWith(ending))));
      if (counts && (!worst || rank[use] > rank[worst.use])) worst = one;
    }
  }
  return worst && { use: worst.use, place: worst.path, by: worst.by };
}
