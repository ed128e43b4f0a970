import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { ParseContext } from '../format.js';
import { manifestObject } from '../manifest.js';
import { joinInside } from '../paths.js';
import { readNpmrc } from '../settings/lines.js';
import type { PnpmDocument } from './document.js';
import { hookFiles } from './alterations.js';
import { rootFile, workspaceFile, workspaceObject } from './settings.js';

type Values = ReadonlyMap<string, readonly string[]>;

/** What the root's settings say of that which a lockfile keeps a copy of. Of a rule that several places or releases read differently, every reading. */
export interface RootSettings {
  /** The file that is told of: the workspace file where there is one, else the manifest. */
  readonly path: string;
  readonly overrides: Values;
  readonly catalogs: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly patches: Values;
  readonly ignored: ReadonlySet<string>;
  /** Packages that `packageExtensions` extend. */
  readonly extended: ReadonlySet<string>;
  /** Overrides and patches that the pnpm which wrote the lockfile surely read. */
  readonly expected: { readonly overrides: ReadonlySet<string>; readonly patches: ReadonlySet<string> };
  /** Values, as JSON, that a switch of the lockfile's `settings` may have; undefined for one that is not known. */
  readonly switches: (name: string) => ReadonlySet<string> | undefined;
  /** Code of the repository, or of a config dependency, may have changed any of it. */
  readonly hooked: boolean;
  /** The settings may stand in a folder above, or nobody could read them. */
  readonly elsewhere: boolean;
}

const defaults: { readonly [name: string]: Json } = { autoInstallPeers: true, excludeLinksFromLockfile: false, dedupePeers: false, injectWorkspacePackages: false, peersSuffixMaxLength: 1000 };
const fields = ['devDependencies', 'dependencies', 'optionalDependencies'] as const;

function section(object: JsonObject | undefined, key: string): JsonObject {
  const value = object && Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}

/** Which places the pnpm of a lockfile reads: the workspace file since pnpm 10, `pnpm` and `resolutions` in the manifest until 10. The latter may as well be another tool's. */
function readBy(main: PnpmDocument, manifest: JsonObject | undefined): { readonly [place in 'workspace' | 'manifest' | 'resolutions']: boolean } {
  const manager = manifest && Object.hasOwn(manifest, 'packageManager') ? manifest['packageManager'] : undefined;
  const major = Number(/^pnpm@(\d{1,3})\./.exec(typeof manager === 'string' ? manager : '')?.[1] ?? Number.NaN);
  return { workspace: main.major === 9 && !(major < 10), manifest: !(major > 10), resolutions: major <= 10 };
}

/** Reads the settings of a lockfile's own folder. */
export function rootSettingsOf(main: PnpmDocument, context: ParseContext): RootSettings {
  const { root } = context;
  const text = context.settings?.get(rootFile(root, workspaceFile));
  const workspace = workspaceObject(text);
  const manifest = manifestObject(context.manifests?.get(rootFile(root, 'package.json')));
  const inManifest = section(manifest, 'pnpm');
  const counts = readBy(main, manifest);
  const catalogs = catalogsOf(workspace);
  const overrides = new Map<string, string[]>();
  const patches = new Map<string, string[]>();
  const expected = { overrides: new Set<string>(), patches: new Set<string>() };
  for (const [from, reads] of [[section(workspace, 'overrides'), counts.workspace], [section(inManifest, 'overrides'), counts.manifest], [section(manifest, 'resolutions'), counts.resolutions]] as const) {
    for (const [selector, value] of Object.entries(from)) if (typeof value === 'string') put(overrides, selector, meanings(selector, value, manifest, catalogs), reads ? expected.overrides : undefined);
  }
  for (const [from, reads] of [[section(workspace, 'patchedDependencies'), counts.workspace], [section(inManifest, 'patchedDependencies'), counts.manifest]] as const) {
    for (const [selector, path] of Object.entries(from)) if (typeof path === 'string') put(patches, selector, [path, joinInside('', path) ?? path], reads ? expected.patches : undefined);
  }
  const npmrc = npmrcOf(context);
  const hooked = hookFiles.some((name) => context.oid?.(rootFile(root, name)) !== undefined) || [workspace, inManifest].some((from) => ['pnpmfile', 'configDependencies'].some((key) => Object.hasOwn(from ?? {}, key))) || npmrc.has('pnpmfile');
  return {
    path: text === undefined ? rootFile(root, 'package.json') : rootFile(root, workspaceFile), overrides, catalogs, patches, expected, hooked,
    ignored: new Set([...ignoredOf(workspace?.['ignoredOptionalDependencies']), ...ignoredOf(inManifest['ignoredOptionalDependencies'])]),
    extended: new Set([workspace, inManifest].flatMap((from) => Object.keys(section(from, 'packageExtensions'))).map((selector) => selector.replace(/(?<=.)@.*$/s, ''))),
    switches: (name) => switchValues(name, workspace, npmrc),
    elsewhere: (text === undefined ? root.directory !== '' : workspace === undefined) || (manifest === undefined && context.manifests?.has(rootFile(root, 'package.json')) === true),
  };
}

function put(values: Map<string, string[]>, name: string, more: readonly string[], expected: Set<string> | undefined): void {
  values.set(name, [...(values.get(name) ?? []), ...more]);
  expected?.add(name);
}

/** What a rule's value comes to: `$name` is what the root asks for, `catalog:` what the catalog says. */
function meanings(selector: string, value: string, manifest: JsonObject | undefined, catalogs: RootSettings['catalogs']): readonly string[] {
  if (value.startsWith('$')) return [value, ...fields.map((field) => section(manifest, field)[value.slice(1)]).filter((spec): spec is string => typeof spec === 'string')];
  if (!value.startsWith('catalog:')) return [value];
  const name = selector.split('>').at(-1)!.replace(/(?<=.)@.*$/s, '');
  const spec = catalogs.get(value.slice('catalog:'.length).trim() || 'default')?.get(name);
  return spec === undefined ? [value] : [value, spec];
}

function catalogsOf(workspace: JsonObject | undefined): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const [catalog, members] of [['default', section(workspace, 'catalog')], ...Object.entries(section(workspace, 'catalogs'))] as const) {
    const known = found.get(catalog) ?? new Map<string, string>();
    for (const [name, spec] of Object.entries(isObject(members) ? members : {})) if (typeof spec === 'string') known.set(name, spec);
    found.set(catalog, known);
  }
  return found;
}

/** The names of a list; none for what is no list. */
export function ignoredOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function npmrcOf({ root, settings }: ParseContext): ReadonlyMap<string, Json> {
  const text = settings?.get(rootFile(root, '.npmrc'));
  const reading = text === undefined ? undefined : readNpmrc(text);
  return new Map(reading?.kind === 'read' ? reading.leaves.map(({ keys, value }) => [keys.join('.'), value]) : []);
}

/** Where both files say a switch, which one counts is the release's; where none does, its default, which people may change for themselves. */
function switchValues(name: string, workspace: JsonObject | undefined, npmrc: ReadonlyMap<string, Json>): ReadonlySet<string> | undefined {
  if (!Object.hasOwn(defaults, name)) return undefined;
  const stated = [workspace && Object.hasOwn(workspace, name) ? workspace[name] : undefined, npmrc.get(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))].filter((value) => value !== undefined);
  // What only a hook or a person's own settings say is not known here.
  const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return new Set(stated.length === 0 ? [plain(defaults[name]!)] : stated.map((value) => plain(value)));
}
