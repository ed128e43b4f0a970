import { hashOf } from '../core/hash.js';
import { limits, type LimitName } from '../core/limits.js';
import type { NamedPath } from '../core/loaded-paths.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import { landing, type Snapshot } from '../core/snapshot.js';
import type { TreeEntry } from '../core/tree.js';
import type { LoadedReading, ReviewedFile } from '../lockfiles/reading.types.js';
import { isStandingSettings } from '../lockfiles/settings/standing.js';
import { isInstallerSettings, namedIn, type NamedSettings } from '../lockfiles/settings/named.js';
import { startedIn } from '../lockfiles/settings/started.js';
import type { SettingsTool } from '../lockfiles/settings/index.js';
import type { TextReader, TreePath } from './files.js';
import { breath } from './breath.js';
import { broughtByLinks } from './brought.js';
import { requiredByHooks } from './required.js';

/** What a review may rest on because of where files lie, or of what settings say of them. */
export interface Loaded extends LoadedReading {
  /** The changed files with those that differ only behind a link in the place of something loaded. */
  readonly files: readonly ReviewedFile[];
  /** Changed files that are settings by what other settings say, and whose. */
  readonly settings: ReadonlyMap<string, SettingsTool>;
  /** Texts of settings that say from where packages come and how old they have to be: after the change, and those that came to the base since. */
  readonly texts: { readonly after: ReadonlyMap<string, string>; readonly since: ReadonlyMap<string, string> };
}

type Hole = LoadedReading['holes'][number];

/** What nobody changes by a pull request: a link that leads out of the repository, or to nothing, stands as it stood. */
const elsewhere: ReadonlySet<string> = new Set(['FILE_SYMLINK', 'FILE_SUBMODULE']);

/**
 * Reads what settings name to installers after a change, whether they change or not: a hook or a cache under any name is loaded as one under its usual name.
 * Costs one request for settings, and some where there are hooks, or links in the place of what is loaded.
 * @param manifests package.json files of install roots
 * @param ahead what is read with the settings, since somebody asks for it right after
 */
export async function readLoaded(reader: TextReader, snapshot: Snapshot, files: readonly ReviewedFile[], manifests: readonly string[], ahead: Parameters<TextReader['read']>[0]): Promise<Loaded> {
  const { before, after } = landing(snapshot);
  const holes: Hole[] = [];
  const changed = new Set(files.map(({ path }) => path));
  const standing = settingsOf(snapshot, changed, manifests);
  const most = limits.settingsFiles.value;
  if (standing.length > most) holes.push(hole(standing[most]!.path, 'settingsFiles', standing.slice(most).map(({ tree, path }) => tree.entries.get(path))));
  const read = standing.slice(0, most);
  const texts = (await reader.read([...read.map((one) => ({ ...one, maxBytes: limits.manifestBytes.value })), ...ahead])).slice(0, read.length);
  const named: NamedPath[] = [];
  const settings: NamedSettings[] = [];
  const started: NamedPath[] = [];
  const standingTexts = { after: new Map<string, string>(), since: new Map<string, string>() };
  for (const [index, { tree, path }] of read.entries()) {
    const text = texts[index]!;
    if (text.kind === 'text' && isStandingSettings(path)) (tree === after ? standingTexts.after : standingTexts.since).set(path, text.text);
  }
  for (const [index, text] of texts.entries()) {
    const { path } = read[index]!;
    if (text.kind === 'text') {
      await breath();
      const found = namedIn(path, text.text, (one) => after.entries.has(one));
      named.push(...found.paths);
      settings.push(...found.settings);
      if (/(?:^|\/)package\.json$/.test(path)) started.push(...startedIn(path, text.text, (one) => after.entries.has(one)));
    } else if (text.kind === 'unread' && !changed.has(path) && !elsewhere.has(text.coverage.code)) holes.push({ path, identity: [path, text.oid], coverage: text.coverage });
    if (Math.max(named.length, settings.length) <= limits.namedPaths.value) continue;
    holes.push(hole(path, 'namedPaths', read.slice(index).map((one) => one.tree.entries.get(one.path))));
    break;
  }
  const required = await requiredByHooks(reader, after, named);
  named.push(...required.paths);
  if (required.left) holes.push(hole(required.left.path, required.left.limit, [...required.paths.map(({ by }) => after.entries.get(by.path)), after.entries.get(required.left.path)]));
  const brought = await broughtByLinks(reader, before, after, files, [...named, ...settings.map(({ path }): Pick<NamedPath, 'path'> => ({ path }))]);
  if (brought.left) holes.push(hole(brought.left.path, brought.left.limit, [...after.entries.values()].filter(({ mode }) => mode === '120000')));
  const all = brought.files.length === 0 ? files : [...files, ...brought.files].sort((a, b) => byCodePoint(a.path, b.path));
  const now = new Set(all.map(({ path }) => path));
  return { texts: standingTexts, named, started: started.filter(({ path }) => now.has(path)), holes, files: all, settings: new Map(settings.filter(({ path }) => now.has(path)).map(({ path, tool }) => [path, tool])) };
}

/**
 * The settings in force after a change, those nearer to the root first. Where no merge result is known, settings that came to the base since, and that the change
 * leaves alone, will be in force as well.
 */
function settingsOf(snapshot: Snapshot, changed: ReadonlySet<string>, manifests: readonly string[]): readonly TreePath[] {
  const { after } = landing(snapshot);
  const { base } = snapshot.trees;
  const roots = new Set(manifests);
  const is = (path: string): boolean => (isInstallerSettings(path) || roots.has(path)) && !`/${path}`.includes('/node_modules/');
  const own = [...new Set([...after.entries.keys(), ...changed])].filter(is).map((path) => ({ tree: after, path }));
  const since = snapshot.landing.kind === 'merge' ? [] : [...base.entries.values()].filter(({ path, oid }) => !changed.has(path) && after.entries.get(path)?.oid !== oid && is(path)).map(({ path }) => ({ tree: base, path }));
  return sortedBy([...own, ...since], ({ path }) => `${String(path.split('/').length).padStart(4, '0')} ${path}`);
}

/** A hole that a waiver may cover for just these objects: those of all settings that were not read whole, of all links, or of hooks. */
function hole(path: string, limit: Extract<LimitName, 'settingsFiles' | 'namedPaths' | 'symlinks' | 'loadedPaths' | 'hookFiles' | 'hookRounds'>, left: readonly (TreeEntry | undefined)[]): Hole {
  const objects = hashOf(left.map((entry) => (entry ? `${entry.path}\0${entry.oid}` : '')).sort(byCodePoint));
  return { path, identity: [path, objects], coverage: { kind: 'failed', code: limits[limit].code, data: { path, limit: limits[limit].value } } };
}
