import { isDotenv, readDotenv, readEnvironment } from './env.js';
import { readJsonSettings, withoutComments } from './json.js';
import { settingChanges, type SettingChange, type SettingLeaf, type SettingsReading } from './leaf.js';
import { readNpmrc, readYarnrc } from './lines.js';
import { isRequirements } from '../requirements/names.js';
import { readPipOptions } from './pip.js';
import { readTomlSettings } from './toml.js';
import { readYamlSettings } from './yaml.js';

/**
 * Whose settings a file holds. `manifest` is a package.json (or pnpm's package.yaml or package.json5), of which only the fields count that installers act on; `environment` holds variables for Yarn
 * and what it runs, or for Corepack; `dotenv` an application's own, among which Bun finds its; `built` pnpm's list of packages whose scripts run.
 */
export type SettingsTool = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic' | 'bun' | 'manifest' | 'environment' | 'dotenv' | 'built' | 'renovate' | 'dependabot' | 'lockfile-lint' | 'pip';

/** A settings file on both sides of a review. */
export interface SettingsFile {
  readonly path: string;
  readonly tool: SettingsTool;
  readonly change: 'added' | 'removed' | 'changed';
  /** All values of each side, and what differs; `unread` where a side could not be read, with the reason. */
  readonly reading:
    | { readonly kind: 'read'; readonly before: readonly SettingLeaf[]; readonly after: readonly SettingLeaf[]; readonly changes: readonly SettingChange[] }
    | { readonly kind: 'unread'; readonly side: 'base' | 'head'; readonly reason: string; readonly line?: number };
}

/** Fields of a package.json that decide what an install does beside the dependencies themselves. */
const manifestFields: ReadonlySet<string> = new Set([
  'overrides', 'resolutions', 'packageExtensions', 'patchedDependencies', 'trustedDependencies', 'allowScripts', 'dependenciesMeta', 'lavamoat', 'packageManager', 'devEngines', 'volta', 'pnpm', 'scripts',
  'installConfig', 'renovate', 'lockfile-lint',
]);

const nothing: SettingsReading = { kind: 'read', leaves: [] };
const dotenv: Reader = { tool: 'dotenv', read: readDotenv };
const yaml = (tool: SettingsTool): Reader => ({ tool, read: readYamlSettings });
const json = (tool: SettingsTool): Reader => ({ tool, read: (text) => readJsonSettings(text) });
/** JSON5, as an updater reads it: names without quotes and texts in single ones are YAML's as well, comments are not. */
const json5 = (tool: SettingsTool): Reader => ({
  tool,
  read: (text) => {
    const plain = readJsonSettings(text);
    return plain.kind === 'read' ? plain : readYamlSettings(withoutComments(text));
  },
});

/** Escapes that JSON5 has and YAML not. */
const otherEscapes = /(?:^|[^\\])(?:\\\\)*\\(?!["'\\/bfnrt])/;
/**
 * A manifest as pnpm reads it where no package.json stands beside it. Other tools have files of these names (hpack's package.yaml): one that cannot be read here is one
 * of theirs where none of the fields stands in it.
 */
const pnpmManifest = (reader: Reader, escapes?: true): Reader => ({
  tool: 'manifest',
  read: (text) => {
    const found = reader.read(text);
    // What JSON5 and YAML read otherwise, so that a name is hidden from one of them.
    const reading: SettingsReading = escapes === true && otherEscapes.test(text) ? { kind: 'unread', reason: 'json' } : found;
    if (reading.kind === 'read') return { kind: 'read', leaves: reading.leaves.filter(({ keys }) => manifestFields.has(keys[0] ?? '')) };
    return text.includes('\\') || [...manifestFields].some((field) => text.includes(field)) ? reading : nothing;
  },
});

interface Reader {
  readonly tool: SettingsTool;
  readonly read: (text: string) => SettingsReading;
}

/** Which files are settings, by name; what each tool reads is in its own documentation. */
const readers: ReadonlyMap<string, Reader> = new Map([
  ['.npmrc', { tool: 'npm', read: readNpmrc }],
  ['.yarnrc', { tool: 'yarn-classic', read: readYarnrc }],
  ['.yarnrc.yml', yaml('yarn')],
  ['pnpm-workspace.yaml', yaml('pnpm')],
  ['.env.yarn', { tool: 'environment', read: readEnvironment }], ['.corepack.env', { tool: 'environment', read: readEnvironment }],
  ['bunfig.toml', { tool: 'bun', read: readTomlSettings }],
  ['.bunfig.toml', { tool: 'bun', read: readTomlSettings }],
  ['package.json', { tool: 'manifest', read: (text) => readJsonSettings(text, manifestFields) }],
  ['package.yaml', pnpmManifest(yaml('manifest'))], ['package.json5', pnpmManifest(json5('manifest'), true)],
  ['renovate.json', json5('renovate')], ['renovate.jsonc', json5('renovate')], ['renovate.json5', json5('renovate')], ['.renovaterc', json5('renovate')], ['.renovaterc.json', json5('renovate')], ['.renovaterc.jsonc', json5('renovate')], ['.renovaterc.json5', json5('renovate')],
  ['.lockfile-lintrc', json('lockfile-lint')], ['.lockfile-lintrc.json', json('lockfile-lint')], ['.lockfile-lintrc.yaml', yaml('lockfile-lint')], ['.lockfile-lintrc.yml', yaml('lockfile-lint')],
]);

/** Readers of files that have no name of their own: settings name them. */
const byTool: Partial<Record<SettingsTool, Reader>> = {
  npm: { tool: 'npm', read: readNpmrc }, environment: { tool: 'environment', read: readEnvironment },
  built: { tool: 'built', read: (text) => readJsonSettings(`{"onlyBuiltDependencies":${text.replace(/^\uFEFF/, '')}\n}`) },
};

function readerOf(path: string, as?: SettingsTool): Reader | undefined {
  if (as !== undefined) return byTool[as];
  if (/^\.github\/dependabot\.ya?ml$/.test(path)) return yaml('dependabot');
  if (!`/${path}`.includes('/node_modules/') && isRequirements(path)) return { tool: 'pip', read: readPipOptions };
  const name = path.slice(path.lastIndexOf('/') + 1);
  const reader = isDotenv(name) ? dotenv : readers.get(name);
  return reader !== undefined && `/${path}`.includes('/node_modules/') ? undefined : reader;
}

/** Whether a file of the repository holds settings that are read here. */
export function isSettingsFile(path: string): boolean {
  return readerOf(path) !== undefined;
}

/** Whose settings a file holds by its name; undefined for one that is none. */
export function settingsTool(path: string): SettingsTool | undefined {
  return readerOf(path)?.tool;
}

/** A settings file of one side by itself; undefined for a file that is none. */
export function readSettings(path: string, text: string): { readonly tool: SettingsTool; readonly reading: SettingsReading } | undefined {
  const reader = readerOf(path);
  return reader && { tool: reader.tool, reading: reader.read(text) };
}

/**
 * What a change does to a settings file; undefined for a file that is none. A side left out does not have the
 * file; a text that cannot be read gives `unread` with the reason.
 * @param as whose settings it holds, where another file's settings say so and not its name
 */
export function compareSettings(path: string, texts: { readonly before?: string; readonly after?: string }, as?: SettingsTool): SettingsFile | undefined {
  const reader = readerOf(path, as);
  if (!reader) return undefined;
  const change = texts.before === undefined ? 'added' : texts.after === undefined ? 'removed' : 'changed';
  const [before, after] = [texts.before, texts.after].map((text) => (text === undefined ? nothing : reader.read(text))) as [SettingsReading, SettingsReading];
  const file = { path, tool: reader.tool, change } as const;
  // What cannot be read at base says nothing about what the head takes away; the head's own values still count as new.
  if (after.kind === 'unread') return { ...file, reading: { ...after, side: 'head' } };
  if (before.kind === 'unread') return { ...file, reading: { ...before, side: 'base' } };
  const changes = settingChanges(before.leaves, after.leaves);
  return { ...file, reading: { kind: 'read', before: before.leaves, after: after.leaves, changes } };
}

/** A settings file of which a side is there and nobody could read its text; undefined for a file that is none. */
export function unreadSettings(path: string, side: 'base' | 'head', reason: string, as?: SettingsTool): SettingsFile | undefined {
  const reader = readerOf(path, as);
  return reader && { path, tool: reader.tool, change: 'changed', reading: { kind: 'unread', side, reason } };
}

export type { SettingChange, SettingLeaf } from './leaf.js';
