import { byCodePoint } from '../../../core/order.js';
import { isObject, type JsonObject } from '../../../core/json.js';
import type { DependencyField, Edge, LockfileProblem } from '../../../core/lockfile.js';
import { countProblems } from '../../count.js';
import { keyedLockfile, type KeyedEntry } from '../../keyed.js';
import { problemAt, refused } from '../../problem.js';
import type { Catalogs, ParseContext, ParseResult } from '../../format.js';
import { splitDescriptor } from '../descriptor.js';
import { importerOf, manifestsOf, resolutionsOf, specsIn, workspaceLocation, type Manifests } from '../importers.js';
import { unaskedRoots } from '../reach.js';
import { readCatalogs, settingsName } from './catalogs.js';
import { builtinBase, contentOf, placeOf } from './content.js';
import { readEntry } from './entry.js';
import { peerEdges } from './peers.js';
import { parseRange, plain } from './range.js';
import { readBerry, type BerryEntry, type BerryFile } from './read.js';
import { resolver, type Answer, type Asking } from './resolve.js';

/** Reads a lockfile of Yarn 2 or later; entries are looked at when asked for. */
export function parseBerry(text: string, context: ParseContext): ParseResult {
  const reading = readBerry(text);
  return reading.kind === 'refused' ? refused(reading.code, reading.data) : graphOf(text, reading.file, context);
}

/** A workspace as the lockfile knows it: its folder in the install root, '' for the root. */
interface Workspace {
  readonly entry: BerryEntry;
  readonly folder: string;
  readonly name: string;
}

function workspaceOf(entry: BerryEntry): Workspace | undefined {
  const locator = splitDescriptor(entry.resolution);
  if (!locator || !locator.range.startsWith('workspace:')) return undefined;
  const path = locator.range.slice('workspace:'.length);
  return { entry, name: locator.name, folder: path === '.' ? '' : path };
}

interface Berry {
  readonly packages: ReadonlyMap<string, BerryEntry>;
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly manifests: Manifests;
  readonly both: boolean;
  readonly resolve: (from: Asking, name: string, written: string) => Answer;
}

/** The entries that are workspaces, by their location, and the others by theirs. Undefined where a folder stands twice. */
function sorted(file: BerryFile): { readonly workspaces: ReadonlyMap<string, Workspace>; readonly packages: ReadonlyMap<string, BerryEntry>; readonly locationOf: (entry: BerryEntry) => string } | undefined {
  const workspaces = new Map<string, Workspace>();
  const packages = new Map<string, BerryEntry>();
  const locations = new Map<BerryEntry, string>();
  for (const entry of file.entries) {
    const workspace = workspaceOf(entry);
    if (!workspace) {
      packages.set(entry.resolution, entry);
      continue;
    }
    const location = workspaceLocation(workspace.folder);
    if (workspaces.has(location)) return undefined;
    workspaces.set(location, workspace);
    locations.set(entry, location);
  }
  return { workspaces, packages, locationOf: (entry) => locations.get(entry) ?? entry.resolution };
}

function graphOf(text: string, file: BerryFile, context: ParseContext): ParseResult {
  const found = sorted(file);
  if (!found) return refused('LOCKFILE_AMBIGUOUS', { reason: 'duplicate-resolution' });
  const { workspaces, packages, locationOf } = found;
  const problems = [...workspaces].filter(([, workspace]) => !workspace.entry.keys.every((key) => mayMean(key, workspace))).map(([location, { entry }]) => problemAt(location, 'name', { keys: [...entry.keys] }));
  const manifests = manifestsOf(context);
  const resolve = resolver({
    entries: file.entries, locationOf, catalogs: catalogsOf(context, problems), resolutions: resolutionsOf(manifests.of('')), verbatim: Number(file.version) < 7,
    root: workspaces.get('')?.entry.resolution ?? '',
  });
  const berry: Berry = { packages, workspaces, manifests, resolve, both: context.declared === 'both' };
  const folders = [...new Set(['', ...[...workspaces.values()].map(({ folder }) => folder)])];
  const importers = folders.map((folder) => importerOf(folder, manifests.of(folder) ?? copyOf(workspaces.get(workspaceLocation(folder))), context));
  const declared = new Map(folders.map((folder) => [workspaceLocation(folder), importerEdges(folder, berry)]));
  if (packages.size === 0 && [...declared.values()].flat().some((edge) => edge.to === undefined)) return refused('LOCKFILE_EMPTY', {});
  const { edgesOf, peersOf } = asking(declared, berry);
  const entries = new Map([...packages].map(([location, entry]): [string, KeyedEntry] => [location, {
    name: splitDescriptor(location)?.name ?? location, raw: entry.raw, answers: [...entry.keys].sort(byCodePoint),
    read: () => readEntry(entry, file.cacheKey, context),
    edges: () => (Object.hasOwn(entry.raw, 'peerDependencies') ? [...edgesOf(location), ...peersOf(location)] : edgesOf(location)),
  }]));
  return {
    kind: 'parsed',
    lockfile: keyedLockfile({
      format: 'yarn', version: file.version, root: context.root, entries, importers,
      patchOf: (location) => builtinBase(location, (one) => packages.get(one)?.raw), place: placeOf, content: (location, raw) => contentOf(location, raw, file.cacheKey),
      problems: [...problems, ...manifests.problems, ...countProblems(text, '\n  resolution: ', file.entries.length)],
      importerEdges: ({ location }) => [...(declared.get(location) ?? []), ...(location === '' ? unasked(declared, edgesOf, berry) : [])],
    }),
  };
}

/** What each location asks for, made when first asked for; and what packages ask for as peers. */
function asking(declared: ReadonlyMap<string, readonly Edge[]>, berry: Berry): { readonly edgesOf: (location: string) => readonly Edge[]; readonly peersOf: (location: string) => readonly Edge[] } {
  const { packages, workspaces } = berry;
  const known = new Map<string, readonly Edge[]>(declared);
  const edgesOf = (location: string): readonly Edge[] => {
    const edges = known.get(location) ?? packageEdges(packages.get(location)!, berry);
    known.set(location, edges);
    return edges;
  };
  let peers: ReturnType<typeof peerEdges> | undefined;
  const peersOf = (location: string): readonly Edge[] => {
    peers ??= peerEdges({
      locations: [...declared.keys(), ...packages.keys()], edgesOf, rawOf: (one) => packages.get(one)?.raw,
      nameOf: (one) => workspaces.get(one)?.name ?? splitDescriptor(one)?.name,
    });
    return peers(location);
  };
  return { edgesOf, peersOf };
}

/** Whether a workspace's entry may answer a descriptor: one of its own name, or one that names its folder. */
function mayMean(key: string, { name }: Workspace): boolean {
  const descriptor = splitDescriptor(key);
  return descriptor !== undefined && (descriptor.name === name || descriptor.range.startsWith('workspace:'));
}

function catalogsOf({ settings, root }: ParseContext, problems: LockfileProblem[]): Catalogs {
  const path = root.directory === '' ? settingsName : `${root.directory}/${settingsName}`;
  const text = settings?.get(path);
  const catalogs = text === undefined ? new Map() : readCatalogs(text);
  if (!catalogs) problems.push(problemAt('', 'settings', { path }));
  return catalogs ?? new Map();
}

/** What the lockfile keeps of a workspace's manifest, in a manifest's form: development dependencies are among the others. */
function copyOf(workspace: Workspace | undefined): JsonObject | undefined {
  if (!workspace) return undefined;
  const { raw } = workspace.entry;
  const optional = new Set(optionalNames(raw));
  const specs = specsIn(raw, 'dependencies').map(([name, spec]) => [name, plain(spec)] as const);
  return {
    name: workspace.name,
    dependencies: Object.fromEntries(specs.filter(([name]) => !optional.has(name))),
    optionalDependencies: Object.fromEntries(specs.filter(([name]) => optional.has(name))),
    ...(isObject(raw['peerDependencies']) ? { peerDependencies: raw['peerDependencies'] } : {}),
  };
}

/** Yarn keeps optional dependencies among the others, and marks them beside. */
function optionalNames(raw: JsonObject): readonly string[] {
  const meta = raw['dependenciesMeta'];
  return isObject(meta) ? Object.entries(meta).filter(([, value]) => isObject(value) && value['optional'] === 'true').map(([name]) => name) : [];
}

const installed: readonly DependencyField[] = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** What a workspace asks for: by its manifest, and by the lockfile's copy where there is none, or where both count. */
function importerEdges(folder: string, { workspaces, manifests, both, resolve }: Berry): Edge[] {
  const location = workspaceLocation(folder);
  const workspace = workspaces.get(location);
  const manifest = manifests.of(folder);
  const stated = manifest?.['name'];
  const asking: Asking = { name: workspace?.name ?? (typeof stated === 'string' ? stated : ''), locator: workspace?.entry.resolution ?? '' };
  const edges = installed.flatMap((field) => specsIn(manifest, field).map(([name, spec]): Edge => ({ from: location, name, field, ...resolve(asking, name, spec) })));
  if (manifest && !both) return edges;
  const raw = workspace?.entry.raw ?? {};
  const optional = new Set(optionalNames(raw));
  const fieldOf = new Map(edges.map((edge) => [edge.name, edge.field]));
  const known = new Set(edges.map((edge) => `${edge.name}\n${edge.to ?? ''}`));
  for (const [name, spec] of specsIn(raw, 'dependencies')) {
    const answer = resolve(asking, name, spec);
    if (known.has(`${name}\n${answer.to ?? ''}`)) continue;
    edges.push({ from: location, name, field: fieldOf.get(name) ?? (optional.has(name) ? 'optionalDependencies' : 'dependencies'), ...answer });
  }
  return edges;
}

/** What a package asks for without its peers, and of a patched one the package that is patched. */
function packageEdges({ raw, resolution }: BerryEntry, { resolve }: Berry): Edge[] {
  const locator = splitDescriptor(resolution);
  const asking: Asking = { name: locator?.name ?? '', locator: resolution };
  const optional = new Set(optionalNames(raw));
  const edges = specsIn(raw, 'dependencies').map(([name, spec]): Edge => ({ from: resolution, name, field: optional.has(name) ? 'optionalDependencies' : 'dependencies', ...resolve(asking, name, spec) }));
  const patched = locator?.range.startsWith('patch:') === true ? parseRange(locator.range)?.source : undefined;
  const base = patched === undefined ? undefined : splitDescriptor(patched);
  if (patched !== undefined && base) edges.push({ from: resolution, name: base.name, spec: plain(base.range), field: 'dependencies', to: patched, resolved: true });
  return edges;
}

/**
 * Yarn keeps no entry that nothing asks for. What neither a workspace nor an entry asks for is asked for by an extension of a package, Yarn's
 * own or one of the settings, or by `resolutions` that are not at hand: it counts as a dependency of the root, so that its reach is not
 * underestimated.
 */
function unasked(declared: ReadonlyMap<string, readonly Edge[]>, edgesOf: (location: string) => readonly Edge[], berry: Berry): Edge[] {
  const { workspaces, packages } = berry;
  const copies: Berry = { ...berry, both: true };
  const targets = (location: string): string[] => {
    const workspace = workspaces.get(location);
    const edges = packages.has(location) ? edgesOf(location) : [...(declared.get(location) ?? []), ...(workspace && !berry.both ? importerEdges(workspace.folder, copies) : [])];
    return edges.flatMap((edge) => edge.to ?? []);
  };
  return unaskedRoots([...packages.keys()], [...declared.keys()], targets).map((to): Edge => {
    const descriptor = splitDescriptor(packages.get(to)!.keys[0]!);
    return { from: '', name: descriptor?.name ?? to, spec: plain(descriptor?.range ?? ''), field: 'dependencies', to, resolved: true };
  });
}
