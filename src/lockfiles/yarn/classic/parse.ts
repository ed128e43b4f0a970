import semver from 'semver';
import type { Json, JsonObject } from '../../../core/json.js';
import type { DependencyField, Edge } from '../../../core/lockfile.js';
import { limits } from '../../../core/limits.js';
import { countProblems } from '../../count.js';
import { keyedLockfile, type KeyedEntry } from '../../keyed.js';
import { refused, unreadable } from '../../problem.js';
import type { ParseContext, ParseResult } from '../../format.js';
import { importerOf, manifestsOf, resolutionsOf, specsIn, workspaceFolders, workspaceLocation, type Manifests } from '../importers.js';
import { unaskedRoots } from '../reach.js';
import { readEntry } from './entry.js';
import { placed, type Placed } from './locations.js';
import { readClassic, type ClassicReading } from './read.js';
import { replacements } from './resolutions.js';

/** The sections of an entry, and those that Yarn 1 installs for an importer. It never installs what somebody asks for as a peer. */
const own: readonly DependencyField[] = ['dependencies', 'optionalDependencies'];
const importing: readonly DependencyField[] = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** Reads a lockfile of Yarn 1. Its text is read whole, line by line; entries are looked at when asked for. */
export function parseClassic(text: string, context: ParseContext): ParseResult {
  const reading = readClassic(text);
  if (reading.kind === 'refused') return refusal(reading);
  const places = placed(reading.entries);
  if (!places) return refused('LOCKFILE_AMBIGUOUS', { reason: 'location' });
  if (places.some(({ location }) => location.length > limits.lockfileLocation.value)) return refused('LOCKFILE_LIMIT', { limit: 'lockfileLocation' });
  return graphOf(text, places, context);
}

function refusal({ reason, line }: Extract<ClassicReading, { kind: 'refused' }>): ParseResult {
  if (reason === 'entries') return refused('LOCKFILE_LIMIT', { limit: 'lockfileEntries' });
  return refused(reason === 'duplicate-key' ? 'LOCKFILE_AMBIGUOUS' : 'LOCKFILE_MALFORMED', { reason, line });
}

function graphOf(text: string, places: readonly Placed[], context: ParseContext): ParseResult {
  const manifests = manifestsOf(context);
  const folders = ['', ...workspaceFolders(context, manifests)];
  const importers = folders.map((folder) => importerOf(folder, manifests.of(folder), context));
  const overrides = replacements(resolutionsOf(manifests.of('')));
  const resolve = resolver(places, overrides, workspaceVersions(folders, manifests));
  const edgesFrom = (from: string, declared: JsonObject | undefined, sections: readonly DependencyField[]): Edge[] =>
    sections.flatMap((field) => specsIn(declared, field).flatMap(([name, spec]) => resolve(name, spec).map((answer): Edge => ({ from, name, field, ...answer }))));

  const known = context.manifests !== undefined && manifests.of('') !== undefined;
  const entries = new Map<string, KeyedEntry>();
  for (const place of places) {
    const { location, entry, asked } = place;
    entries.set(location, {
      name: asked?.real ?? location, raw: entry.raw,
      read: () => (asked ? readEntry(location, entry, asked, known ? overrides.has(asked.name) : entry.keys.length > 1, context) : unreadable(location, 'descriptor', { keys: [...entry.keys] as Json })),
      edges: () => edgesFrom(location, entry.raw, own),
    });
  }
  const declaredEdges = new Map(folders.map((folder) => [workspaceLocation(folder), edgesFrom(workspaceLocation(folder), manifests.of(folder), importing)]));
  if (places.length === 0 && [...declaredEdges.values()].flat().some((edge) => edge.to === undefined && !edge.spec.startsWith('link:'))) return refused('LOCKFILE_EMPTY', {});
  return {
    kind: 'parsed',
    lockfile: keyedLockfile({
      format: 'yarn', version: 'v1', root: context.root, entries, importers,
      problems: [...manifests.problems, ...countProblems(text, '\n  version ', places.length)],
      importerEdges: ({ location }) => [...(declaredEdges.get(location) ?? []), ...(location === '' && !known ? unasked(places, edgesFrom) : [])],
    }),
  };
}

/** Without manifests nobody says what is asked for: whatever no entry asks for counts as a dependency of the root. */
function unasked(places: readonly Placed[], edgesFrom: (from: string, declared: JsonObject, sections: readonly DependencyField[]) => Edge[]): Edge[] {
  const byLocation = new Map(places.map((place) => [place.location, place]));
  const targets = (location: string): string[] => edgesFrom(location, byLocation.get(location)?.entry.raw ?? {}, own).flatMap((edge) => edge.to ?? []);
  return unaskedRoots([...byLocation.keys()], [], targets).map((to): Edge => {
    const { asked } = byLocation.get(to)!;
    return { from: '', name: asked?.name ?? to, spec: asked?.descriptors[0]?.range ?? '', field: 'dependencies', to };
  });
}

/** Names and versions of the workspaces; the root is none of them. */
function workspaceVersions(folders: readonly string[], manifests: Manifests): ReadonlyMap<string, { readonly version: string; readonly location: string }> {
  return new Map(folders.filter((folder) => folder !== '').flatMap((folder) => {
    const { name, version } = manifests.of(folder) ?? {};
    return typeof name === 'string' && typeof version === 'string' ? [[name, { version, location: workspaceLocation(folder) }] as const] : [];
  }));
}

type Answer = Pick<Edge, 'spec' | 'to' | 'resolved'>;

/**
 * Which entries answer a descriptor. A workspace of that name whose version fits goes before any entry (`WorkspaceResolver`); then comes the
 * entry under the descriptor itself, and what the root's `resolutions` put in the place of a package of that name: Yarn keeps one answer for a
 * descriptor, whoever asks, and where a pattern is for one dependent only, which one it keeps is a matter of order.
 */
function resolver(places: readonly Placed[], overrides: ReadonlyMap<string, readonly string[]>, workspaces: ReturnType<typeof workspaceVersions>): (name: string, spec: string) => readonly Answer[] {
  const byKey = new Map(places.flatMap(({ location, entry }) => entry.keys.map((key) => [key, location] as const)));
  return (name, spec) => {
    const workspace = workspaces.get(name);
    if (workspace && semver.satisfies(workspace.version, spec === '' ? '*' : spec, { loose: true })) return [{ spec, to: workspace.location }];
    const found = byKey.get(`${name}@${spec}`) ?? (spec === '' ? byKey.get(name) : undefined);
    const answers = new Map<string, Answer>();
    for (const range of overrides.get(name) ?? []) {
      const to = byKey.get(`${name}@${range}`);
      if (to !== undefined && !answers.has(to)) answers.set(to, { spec: range, to, ...(range === spec ? {} : { resolved: true }) });
    }
    if (found !== undefined && !answers.has(found)) answers.set(found, { spec, to: found });
    return answers.size === 0 ? [{ spec }] : [...answers.values()];
  };
}
