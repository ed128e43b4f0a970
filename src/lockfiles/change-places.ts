import type { ChangeKind } from '../core/change.js';
import { isObject, type JsonObject } from '../core/json.js';
import type { RepositoryLocation } from '../core/location.js';
import type { DependencyField, InstallRoot } from '../core/lockfile.js';
import { stepwise, type Steps } from '../core/steps.js';
import { manifestObject } from './manifest.js';
import type { LockfileFormat } from './format.js';
import type { Graph } from './graph.js';
import type { LineRange } from './scan.js';

/** A manifest on both sides; `head` where the head side's own text differs from `after`. */
export interface ManifestTexts {
  readonly before?: string;
  readonly after?: string;
  readonly head?: string;
}

/** The texts of one side; of a file that the side does not have, none. */
export function textsOf(side: 'before' | 'after', files: ReadonlyMap<string, ManifestTexts> | undefined): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [path, both] of files ?? []) {
    const own = both[side];
    if (own !== undefined) texts.set(path, own);
  }
  return texts;
}

export interface PlacesInput {
  readonly format: LockfileFormat;
  readonly root: InstallRoot;
  readonly before?: string;
  readonly after?: string;
  readonly head?: string;
  readonly manifests: ReadonlyMap<string, ManifestTexts>;
  /** Settings of the install root, as far as the format names them. */
  readonly settings?: ReadonlyMap<string, ManifestTexts>;
}

const fields: readonly DependencyField[] = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** What a manifest asks for under a field and a name. */
export function specIn(manifest: JsonObject | undefined, field: string, name: string): unknown {
  const section = manifest && Object.hasOwn(manifest, field) ? manifest[field] : undefined;
  return isObject(section) && Object.hasOwn(section, name) ? section[name] : undefined;
}

/** Names whose spec differs between the sides of a manifest, by field. `side` is the one that still holds them. */
export function touchedSpecs(texts: ManifestTexts, side: 'before' | 'after'): Map<string, Set<string>> {
  const own = manifestObject(texts[side]);
  const other = manifestObject(texts[side === 'before' ? 'after' : 'before']);
  const touched = new Map<string, Set<string>>();
  for (const field of fields) {
    const section = own && Object.hasOwn(own, field) ? own[field] : undefined;
    if (!isObject(section)) continue;
    const names = Object.keys(section).filter((name) => specIn(own, field, name) !== specIn(other, field, name));
    if (names.length > 0) touched.set(field, new Set(names));
  }
  return touched;
}

type Lines = ReadonlyMap<string, ReadonlyMap<string, LineRange>>;

/**
 * Where each change is to be told: the manifest line of the direct dependency where the manifest's own line was touched, else the line of
 * its catalog where that was, else the entry's line in the lockfile, else the lockfile's first line. Also the lines of all edited entries, head side.
 */
export function* changePlaces(input: PlacesInput, groups: readonly { readonly kind: ChangeKind; readonly locations: readonly string[] }[], graphs: { readonly before?: Graph; readonly after?: Graph }, edited: readonly string[]): Steps<{ at: RepositoryLocation[]; lines: ReadonlyMap<string, LineRange> }> {
  const removed = new Set(groups.filter((group) => group.kind === 'removed').flatMap((group) => group.locations));
  const wanted = new Set([...edited, ...groups.filter((group) => group.kind !== 'removed').flatMap((group) => group.locations)]);
  const headText = input.head ?? input.after;
  const before = linesIn(input, input.before, removed);
  yield;
  const lines = { before, after: linesIn(input, headText, wanted) };
  const manifests = new Map<string, { before: Lines; after: Lines }>();
  for (const [path, texts] of input.manifests) {
    if (texts.before === texts.after) continue;
    yield;
    const of = (side: 'before' | 'after', text: string | undefined): Lines => {
      const touched = touchedSpecs(texts, side);
      return text === undefined || touched.size === 0 ? new Map() : input.format.locateDeclared(text, touched);
    };
    manifests.set(path, { before: of('before', texts.before), after: of('after', texts.head ?? texts.after) });
  }
  yield;
  const catalogs = { before: touchedCatalogs(input, 'before'), after: touchedCatalogs(input, 'after') };
  const at = yield* stepwise(groups, (group): RepositoryLocation => {
    const side = group.kind === 'removed' ? 'before' : 'after';
    const declared = declaredAt(group.locations, graphs[side], manifests, side) ?? cataloguedAt(group.locations, graphs[side], catalogs[side]);
    if (declared) return { in: 'repository', side: side === 'before' ? 'base' : 'head', ...declared };
    const own = group.locations.map((location) => lines[side].get(location)).find((range) => range !== undefined);
    return { in: 'repository', path: input.root.lockfile, side: side === 'before' ? 'base' : 'head', ...(own ?? { line: 1, endLine: 1 }) };
  });
  return { at, lines: new Map([...lines.after].filter(([location]) => wanted.has(location))) };
}

type CatalogLines = ReadonlyMap<string, ReadonlyMap<string, LineRange & { readonly path: string }>>;

/** Members of catalogs whose spec differs between the sides, by catalog and name, on the side that holds them. */
function touchedCatalogs(input: PlacesInput, side: 'before' | 'after'): CatalogLines {
  const found = new Map<string, Map<string, LineRange & { readonly path: string }>>();
  const { catalogs } = input.format;
  if (!catalogs) return found;
  for (const [path, texts] of [...input.manifests, ...(input.settings ?? [])]) {
    const [own, other] = side === 'before' ? [texts.before, texts.after] : [texts.after, texts.before];
    if (own === undefined || own === other) continue;
    const old = other === undefined ? undefined : catalogs(path, other);
    // Lines are those of the head's own text, where that is not what lands.
    const shown = side === 'after' && texts.head !== undefined ? catalogs(path, texts.head) : undefined;
    for (const [name, members] of catalogs(path, own)) {
      for (const [member, { spec, line, endLine }] of members) {
        if (old?.get(name)?.get(member)?.spec === spec) continue;
        const at = shown?.get(name)?.get(member) ?? { line, endLine };
        const known = found.get(name) ?? new Map<string, LineRange & { readonly path: string }>();
        found.set(name, known.set(member, { path, line: at.line, endLine: at.endLine }));
      }
    }
  }
  return found;
}

/** The touched catalog line that an importer's `catalog:` stands for. */
function cataloguedAt(locations: readonly string[], graph: Graph | undefined, catalogs: CatalogLines): { path: string; line: number; endLine: number } | undefined {
  if (!graph || catalogs.size === 0) return undefined;
  const importing = new Set(graph.lockfile.importers.map((importer) => importer.location));
  for (const location of locations) {
    for (const edge of graph.dependents(location)) {
      if (!importing.has(edge.from) || !edge.spec.startsWith('catalog:')) continue;
      const range = catalogs.get(edge.spec.slice('catalog:'.length).trim() || 'default')?.get(edge.name);
      if (range) return { path: range.path, line: range.line, endLine: range.endLine };
    }
  }
  return undefined;
}

function linesIn(input: PlacesInput, text: string | undefined, locations: ReadonlySet<string>): ReadonlyMap<string, LineRange> {
  return text === undefined || locations.size === 0 ? new Map() : input.format.locate(text, locations);
}

/** The touched manifest line of an importer that asks for one of the locations itself. */
function declaredAt(locations: readonly string[], graph: Graph | undefined, manifests: ReadonlyMap<string, { before: Lines; after: Lines }>, side: 'before' | 'after'): { path: string; line: number; endLine: number } | undefined {
  if (!graph || manifests.size === 0) return undefined;
  for (const location of locations) {
    for (const edge of graph.dependents(location)) {
      const importer = graph.lockfile.importers.find((one) => one.location === edge.from);
      const range = importer && manifests.get(importer.manifest)?.[side].get(edge.field)?.get(edge.name);
      if (importer && range) return { path: importer.manifest, ...range };
    }
  }
  return undefined;
}
