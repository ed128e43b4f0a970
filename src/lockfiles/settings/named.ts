import { isObject, type Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { LoadedUse, NamedPath } from '../../core/loaded-paths.js';
import { pathIn } from './paths.js';
import { readJsonSettings } from './json.js';
import type { SettingLeaf } from './leaf.js';
import { readSettings, settingsTool, type SettingsTool } from './index.js';
import { filesOfRange } from './ranges.js';

/** What an installer does with the path that a setting holds. `below`: a part of the folder; `endings`: what counts of it. */
interface Named {
  readonly use: LoadedUse;
  /** A module, which `require` finds without its ending. */
  readonly module?: boolean;
  readonly folder?: boolean;
  readonly below?: string;
  readonly endings?: readonly string[];
}
/** Another file of settings, under a name of its own; see `SettingsTool`. */
export interface NamedSettings {
  readonly path: string;
  readonly tool: SettingsTool;
}

const program: Named = { use: 'hook' };
const hook: Named = { use: 'hook', module: true };
const folder: Named = { use: 'package', folder: true };
const archives: Named = { use: 'package', folder: true, endings: ['.zip'] };
const mirror: Named = { use: 'package', folder: true, endings: ['.tgz'] };
const patches: Named = { use: 'patch', folder: true, endings: ['.patch', '.diff'] };
const table = (...rows: readonly (readonly [named: Named, keys: string])[]): ReadonlyMap<string, Named> => new Map(rows.flatMap(([named, keys]) => keys.split(' ').map((key) => [key, named] as const)));

/**
 * Settings whose value is a path that installers load code or packages from, in camel case: of npm (its definitions of settings), pnpm, and what Yarn 1
 * takes out of an .npmrc. A compiler's headers bring `common.gypi`, which may run commands.
 */
const npm = table(
  [hook, 'pnpmfile globalPnpmfile extensionFile nodeGyp onloadScript'], [program, 'scriptShell shell git python npmPath'], [{ use: 'hook', folder: true }, 'nodedir'],
  [folder, 'cache cacheFolder storeDir virtualStoreDir modulesDir'], [mirror, 'yarnOfflineMirror'], [patches, 'patchesDir'],
);
/** Of Yarn 2 and later (`packages/yarnpkg-core/sources/Configuration.ts` and its plugins). A global folder inside of the repository holds a cache, too. */
const yarn = table(
  [{ use: 'package' }, 'yarnPath pnpDataPath'], [archives, 'cacheFolder'], [{ ...archives, below: 'cache' }, 'globalFolder'], [folder, 'pnpUnpluggedFolder pnpmStoreFolder'], [patches, 'patchFolder'],
);
/** Of Yarn 1, where `--command.option` sets the option of one command. */
const yarnClassic = table([{ use: 'package' }, 'yarnPath'], [folder, 'cacheFolder preferredCacheFolder offlineCacheFolder modulesFolder'], [mirror, 'yarnOfflineMirror'], [program, 'scriptShell']);
/** Of Bun's variables: its own folder holds a cache, too, and its options may name what is loaded first. */
const bunVariables: ReadonlyMap<string, Named> = new Map([['BUN_INSTALL_CACHE_DIR', folder], ['BUN_INSTALL', { ...folder, below: 'install/cache' }]]);
const bun = table([folder, 'install.cache install.cache.dir install.globalDir']);

/** Settings that name further settings, with whose they are. */
const settings: ReadonlyMap<string, SettingsTool> = new Map([['npm userconfig', 'npm'], ['npm globalconfig', 'npm'], ['yarn injectEnvironmentFiles', 'environment'], ['npm onlyBuiltDependenciesFile', 'built']]);
const dependencyFields: ReadonlySet<string> = new Set(['dependencies', 'devDependencies', 'optionalDependencies', 'resolutions', 'patchedDependencies', 'pnpm']);

/** `some-key` as `someKey`. */
const camel = (key: string): string => key.replace(/(?<=[a-zA-Z0-9])[-_]+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());

const installers: ReadonlySet<SettingsTool> = new Set(['npm', 'pnpm', 'yarn', 'yarn-classic', 'bun', 'environment', 'dotenv']);

/** Whether a file holds settings that may name code or packages to an installer, a package.json apart: of those only the one of an install root counts. */
export function isInstallerSettings(path: string): boolean {
  const tool = settingsTool(path);
  return tool !== undefined && installers.has(tool);
}

/**
 * The files and folders inside the repository that one settings file names to an installer as code or packages, and further settings. Values are relative
 * to the file's folder; variables in them count as what they are by default, or as nothing. Of a text that cannot be read, whatever in it is a path of the
 * tree (`exists`) counts as code, and what follows a known key as that. Of more than `limits.namedPaths` only some are there.
 */
export function namedIn(path: string, text: string, exists: (path: string) => boolean): { readonly paths: readonly NamedPath[]; readonly settings: readonly NamedSettings[] } {
  const read = readSettings(path, text);
  if (!read) return { paths: [], settings: [] };
  const { tool } = read;
  const found = new Found(path);
  const reading = tool === 'manifest' ? readJsonSettings(text, dependencyFields) : read.reading;
  if (reading.kind === 'unread') found.guess(tool, text, exists);
  else for (const leaf of reading.leaves) found.add(tool, leaf);
  return found;
}

class Found {
  readonly paths: NamedPath[] = [];
  readonly settings: NamedSettings[] = [];
  private readonly directory: string;

  constructor(private readonly file: string) {
    this.directory = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  }

  /** What one setting names. */
  add(tool: SettingsTool, { keys, value }: SettingLeaf): void {
    const [first = ''] = keys;
    const key = keys.join('.');
    switch (tool) {
      case 'npm': case 'pnpm': this.npm(keys, value); return;
      case 'manifest':
        if (first === 'pnpm') this.npm(keys.slice(1), value, key);
        else if (first === 'patchedDependencies') this.npm(keys, value);
        else if (typeof value === 'string') {
          const { patches: patched, generator } = filesOfRange(value);
          for (const one of patched) this.path(one, { use: 'patch' }, key);
          this.path(generator, program, key);
        }
        return;
      case 'yarn':
        if (first === 'plugins') this.path(isObject(value) ? value['path'] : value, hook, key);
        // Checked at every install then, by a program that lies beside the settings.
        else if (first === 'enableConstraintsChecks') { if (value === true || value === 'true') this.path('yarn.config.cjs', program, key); }
        else this.known('yarn', yarn.get(first), first, value, key);
        return;
      case 'yarn-classic': this.known('yarn-classic', yarnClassic.get(camel(first.replace(/^--(?:[a-z-]{1,40}\.)?/, ''))), '', value, key); return;
      case 'bun':
        this.known('bun', bun.get(key), '', value, key);
        if (key === 'install.security.scanner' && typeof value === 'string' && value.startsWith('.')) this.path(value, hook, key);
        return;
      case 'environment': case 'dotenv': this.variable(first, value); return;
      case 'built': case 'pip': case 'renovate': case 'dependabot': case 'lockfile-lint':
    }
  }

  private npm(keys: readonly string[], value: Json, key = keys.join('.')): void {
    const name = camel(keys[0] ?? '');
    // A path, or an object with the path and a digest.
    if (name === 'patchedDependencies') { if (keys.length < 3 || keys.at(-1) === 'path') this.path(value, { use: 'patch' }, key); }
    else if (name === 'nodeOptions') this.nodeOptions(value, key);
    else this.known('npm', npm.get(name), name, value, key);
  }

  private variable(name: string, value: Json): void {
    const own = /^(yarn|npm_config)_(.+)$/i.exec(name);
    if (/^(?:node|bun)_options$/i.test(name)) this.nodeOptions(value, name);
    else if (own?.[1]!.toLowerCase() === 'yarn') this.add('yarn', { keys: [camel(own[2]!.toLowerCase())], value, line: 1 });
    else if (own) this.npm([own[2]!.toLowerCase()], value, name);
    else this.known('bun', bunVariables.get(name.toUpperCase()), '', value, name);
  }

  private known(tool: 'npm' | 'yarn' | 'yarn-classic' | 'bun', named: Named | undefined, name: string, value: Json, key: string): void {
    const other = settings.get(`${tool} ${name}`);
    // Yarn marks a file that may be missing by a `?`.
    const path = other && typeof value === 'string' ? pathIn(this.directory, value.replace(/\?$/, '')) : undefined;
    if (other && path !== undefined && this.settings.length <= limits.namedPaths.value) this.settings.push({ path, tool: other });
    if (named) this.path(value, named, key);
  }

  /** Modules that Node loads before a script (`--require`, `--import`, a loader). */
  private nodeOptions(value: Json, key: string): void {
    const words = typeof value === 'string' ? value.split(/[\s=]+/) : [];
    for (const [index, word] of words.entries()) if (/^(?:-r|--require|--import|--preload|--(?:experimental-)?loader)$/.test(words[index - 1] ?? '')) this.path(word.replace(/^["']|["']$/g, ''), hook, key);
  }

  private path(value: Json | undefined, { use, module, folder: whole, below, endings }: Named, key: string): void {
    const own = typeof value === 'string' && this.paths.length <= limits.namedPaths.value ? pathIn(this.directory, value) : undefined;
    if (own === undefined) return;
    const path = below === undefined ? own : `${own}/${below}`;
    const by = { path: this.file, key };
    this.paths.push({ path, use, by, ...(whole ? { folder: true } : {}), ...(endings ? { endings } : {}) });
    if (module === true && !/\.(?:[cm]?[jt]s|json)$/.test(path)) for (const more of ['.js', '.cjs', '.mjs', '/index.js']) this.paths.push({ path: `${path}${more}`, use, by });
  }

  /** A text that nobody could read, word by word, without the lines that are remarks. */
  guess(tool: SettingsTool, text: string, exists: (path: string) => boolean): void {
    let before = '';
    for (const match of text.replace(/^[ \t]{0,1000}#.*$/gm, '').matchAll(/[^\s"'`,=[\]{}]{1,1024}/g)) {
      const [word] = match;
      // YAML's marks, which stand for what is written elsewhere.
      if (/^[*&!|>]/.test(word)) continue;
      this.add(tool, { keys: [before.replace(/:$/, '')], value: word, line: 1 });
      const path = /[./]/.test(word) ? pathIn(this.directory, word) : undefined;
      if (path !== undefined && exists(path)) this.path(word, program, word);
      before = word;
    }
  }
}
