import type { DependencyChange } from '../core/change.js';
import { complete, failed, type Coverage } from '../core/coverage.js';
import type { InstallRoot, Introducer, LockedPackage, LockfileProblem } from '../core/lockfile.js';
import { canonicalJson } from '../core/json.js';
import { byCodePoint } from '../core/order.js';
import { drained, stepwise, type Steps } from '../core/steps.js';
import type { RegistryTable } from '../core/registries.js';
import { diffEntries, type EntryDiff } from './diff.js';
import { danglingProblems, driftProblems, unaskedProblems } from './drift.js';
import type { LockfileFormat, LockfileSide, ParsedLockfile, ParseResult } from './format.js';
import { graphSteps, type Graph } from './graph.js';
import { introducerSteps, type IntroducerLimit } from './introducers.js';
import { changePlaces, textsOf, type ManifestTexts } from './change-places.js';
import { pairing, removals, type Paired } from './pair.js';
import { manifestObject } from './manifest.js';
import { manifestRules } from './overridden.js';
import { joinInside } from './paths.js';
import { linkProblems } from './links.js';
import { refused } from './problem.js';
import type { LockfileReading } from './reading.types.js';
import { mixedScopes } from './scopes.js';
import { unlockedProblems } from './unlocked.js';

/** One lockfile on both sides of a review, with the manifests that decide with it. A side left out does not hold the lockfile. */
export interface LockfileInput {
  readonly format: LockfileFormat;
  readonly root: InstallRoot;
  readonly before?: string;
  readonly after?: string;
  /** The head side's own text where it differs from `after` (the merge result): comments go to its lines. */
  readonly head?: string;
  readonly manifests: ReadonlyMap<string, ManifestTexts>;
  /** Settings of the install root, as far as `LockfilePlace.settings` named them. */
  readonly settings?: ReadonlyMap<string, ManifestTexts>;
  /** Changed submodules, as paths from the repository's root: what an install takes from one nobody read. */
  readonly submodules?: readonly string[];
  /** Where `before` stood under another name: the format that reads it, its path and its folder. Its manifests are given under the names of today. */
  readonly forerunner?: { readonly format: LockfileFormat; readonly lockfile: string; readonly directory: string };
}

export interface LockfileContext {
  readonly registries: RegistryTable;
  /** Git object ids of files, for tarballs that lie in the repository. */
  readonly oid?: { readonly before?: (path: string) => string | undefined; readonly after?: (path: string) => string | undefined };
}

export interface LockfileComparison {
  readonly reading: LockfileReading;
  readonly changes: readonly DependencyChange[];
  /** What asks for what, on each side that could be read; built only where something differs. */
  readonly graphs: { readonly before?: Graph; readonly after?: Graph };
}

/**
 * Compares a lockfile on both sides of a review.
 *
 * A side that cannot be read gives coverage `failed` with its code, never "no change": an unreadable head side gives no changes, an
 * unreadable base side gives every package as added. Entries that cannot be read are `problems` of the reading and make its coverage
 * partial. Changes come sorted by location; copies of the same bytes with the same difference are told once.
 */
export function compareLockfile(input: LockfileInput, context: LockfileContext): LockfileComparison {
  return drained(comparisonSteps(input, context));
}

/** The same in steps, so that whoever compares lockfiles of many changes may let others go first in between. */
export function* comparisonSteps(input: LockfileInput, context: LockfileContext): Steps<LockfileComparison> {
  const after = parseSide(input, context, 'after');
  yield;
  const before = parseSide(input, context, 'before', after?.kind === 'parsed' ? after.lockfile : undefined);
  const change = input.before === undefined ? 'added' : input.after === undefined ? 'removed' : input.before === input.after ? 'unchanged' : 'changed';
  const base = before?.kind === 'parsed' ? before.lockfile : undefined;
  const head = after?.kind === 'parsed' ? after.lockfile : undefined;
  const broken = after?.kind === 'failed' ? { side: 'after', problem: after.problem } : before?.kind === 'failed' ? { side: 'before', problem: before.problem } : undefined;
  const stood = base ? new Set(yield* stepwise(base.packages, (location) => base.nameOf(location))) : input.before === undefined ? new Set<string>() : undefined;
  const empty = {
    root: input.root, format: input.format.id, ...(input.format.ecosystem === 'npm' ? {} : { ecosystem: input.format.ecosystem }), change, count: head?.packages.length ?? 0, touched: [], lines: new Map(), ...(input.forerunner ? { replaces: input.forerunner.lockfile } : {}),
    ...(head ? { importers: head.importers.map((importer) => importer.manifest) } : {}), ...(stood ? { stood } : {}),
  } as const;
  if (after?.kind === 'failed' || (!base && !head)) {
    const coverage: Coverage = broken ? failed(broken.problem.code, { ...broken.problem.data, side: broken.side, path: input.root.lockfile }) : complete;
    return { reading: { ...empty, coverage, problems: [] }, changes: [], graphs: {} };
  }
  const held = head ? submoduleProblems(head, input.submodules ?? []) : [];
  if (change === 'unchanged' && held.length === 0 && sameTexts(input.manifests) && sameTexts(input.settings)) return { reading: { ...empty, coverage: complete, problems: [] }, changes: [], graphs: {} };

  yield;
  const graphs = yield* untilStackEnds(graphsOf(base, head));
  const made = graphs && (yield* untilStackEnds(changesOf(input, graphs, context.oid ?? {})));
  if (!graphs || !made) return { reading: { ...empty, count: 0, coverage: failed('LOCKFILE_LIMIT', { reason: 'stack', path: input.root.lockfile }), problems: [] }, changes: [], graphs: {} };
  const { changes, problems: found, touched, lines, cut, mixed } = made;
  const problems = [...held, ...found];
  const coverage: Coverage = broken
    ? failed(broken.problem.code, { ...broken.problem.data, side: broken.side, path: input.root.lockfile })
    : problems[0] ? { kind: 'partial', code: problems[0].code, data: { ...problems[0].data, path: input.root.lockfile, problems: problems.length } } : complete;
  return { reading: { ...empty, coverage, touched, lines, problems, ...(cut ? { cut } : {}), ...(mixed ? { mixed } : {}) }, changes, graphs };
}

/** Submodules that an install takes something from: a workspace, or what a link leads to, is one or lies in one. */
function submoduleProblems(head: ParsedLockfile, submodules: readonly string[]): readonly LockfileProblem[] {
  const { directory } = head.root;
  if (submodules.length === 0) return [];
  const taken = head.packages.map((location) => head.follow(location)).filter((to) => !to.includes('node_modules/'));
  // What stands under keys of a format's own says by its origin where it lies.
  const lying = head.packages.flatMap((location) => {
    const reading = head.read(location);
    const origin = reading.kind === 'package' ? reading.entry.origin : undefined;
    return origin?.kind === 'link' || origin?.kind === 'workspace' || origin?.kind === 'repository' ? [origin.path] : [];
  });
  const folders = [...head.importers.map((importer) => importer.directory), ...taken.flatMap((to) => joinInside(directory, to) ?? []), ...lying];
  return submodules.filter((path) => folders.some((folder) => folder === path || folder.startsWith(`${path}/`))).map((path) => ({ location: path, code: 'FILE_SUBMODULE', data: { path } }));
}

function* graphsOf(base: ParsedLockfile | undefined, head: ParsedLockfile | undefined): Steps<Graphs> {
  return { ...(base ? { before: yield* graphSteps(base) } : {}), ...(head ? { after: yield* graphSteps(head) } : {}) };
}

/** What a function gives; undefined where the text of its input made a pattern, or a parser, run out of stack: who writes the file chooses its length. */
export function stackless<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function* untilStackEnds<T>(steps: Steps<T>): Steps<T | undefined> {
  try {
    return yield* steps;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function sameTexts(files: ReadonlyMap<string, ManifestTexts> | undefined): boolean {
  return [...(files?.values() ?? [])].every((texts) => texts.before === texts.after);
}

function parseSide(input: LockfileInput, context: LockfileContext, side: 'before' | 'after', beside?: ParsedLockfile): ParseResult | undefined {
  const text = input[side];
  if (text === undefined) return undefined;
  const manifests = textsOf(side, input.manifests);
  const settings = textsOf(side, input.settings);
  const oid = context.oid?.[side];
  const format = side === 'before' ? (input.forerunner?.format ?? input.format) : input.format;
  return stackless(() => format.parse(text, { root: input.root, registries: context.registries, manifests, settings, declared: side === 'after' ? 'both' : 'manifest', ...(oid ? { oid } : {}), ...(beside && format === input.format ? { beside } : {}) })) ?? refused('LOCKFILE_LIMIT', { reason: 'stack' });
}

type ObjectIds = NonNullable<LockfileContext['oid']>;
type Graphs = { readonly before?: Graph; readonly after?: Graph };

/** Entries that are looked at between two steps. */
const entriesAtOnce = 100;

function* changesOf(input: LockfileInput, graphs: Graphs, oid: ObjectIds): Steps<Pick<LockfileReading, 'problems' | 'touched' | 'lines' | 'cut' | 'mixed'> & { changes: DependencyChange[] }> {
  const base = graphs.before?.lockfile;
  const head = graphs.after?.lockfile;
  const diff = diffEntries(base, head);
  const edited = [...diff.added, ...diff.differing];
  yield;
  const paired = graphs.after ? yield* pairedAt(graphs.before, graphs.after, edited, input.manifests) : [];
  const used = new Set(paired.flatMap((one) => [...one.before, ...(one.substituted === undefined ? [] : [one.substituted])]));
  const gone = graphs.before ? removals(graphs.before, graphs.after, [...diff.removed, ...diff.differing], used) : [];
  const removed = gone.filter((location) => graphs.before!.package(location)).map((location): Paired => ({ kind: 'removed', location, before: [location], differences: [] }));

  yield;
  const problems = head && graphs.after ? yield* newProblems(input, { before: graphs.before, after: graphs.after }, diff, oid) : [];
  const mixed = head ? mixedScopes(base, head, edited) : [];
  const groups = [...yield* grouped(paired, graphs), ...yield* grouped(removed, graphs)];
  yield;
  const places = yield* changePlaces(input, groups.map((group) => ({ kind: group.first.kind, locations: [group.first.location, ...group.copies] })), graphs, edited);
  yield;
  const cut = new Set<IntroducerLimit>();
  const why = yield* whyThere(groups, graphs, (limit) => cut.add(limit));
  const changes = yield* stepwise(groups, (group, index): DependencyChange => {
    const all = [group.first.location, ...group.copies];
    const graph = group.first.kind === 'removed' ? graphs.before! : graphs.after!;
    const introducers = why[index]!;
    const substituted = group.first.substituted === undefined ? undefined : graphs.before?.package(group.first.substituted);
    const after = group.first.kind === 'removed' ? undefined : graph.package(group.first.location);
    return {
      kind: group.first.kind, root: input.root, copies: group.copies, differences: group.first.differences, reviewed: false, introducers,
      before: packagesAt(graphs.before, group.before), reach: joined(all, graph), at: places.at[index]!,
      ...(after ? { after } : {}), ...(substituted ? { substituted } : {}),
    };
  });
  yield;
  changes.sort((a, b) => byCodePoint((a.after ?? a.before[0])!.location, (b.after ?? b.before[0])!.location) || byCodePoint(a.kind, b.kind));
  return { changes, problems, lines: places.lines, touched: graphs.after ? packagesAt(graphs.after, edited) : [], ...(cut.size > 0 ? { cut: [...cut].sort(byCodePoint) } : {}), ...(mixed.length > 0 ? { mixed } : {}) };
}

/** The introducers of each group, on the side on which its packages stand. */
function* whyThere(groups: readonly Group[], graphs: Graphs, onCut: (limit: IntroducerLimit) => void): Steps<readonly (readonly Introducer[])[]> {
  const of = function* (graph: Graph | undefined, wanted: (group: Group) => boolean): Steps<readonly (readonly Introducer[])[]> {
    return graph && groups.some(wanted) ? yield* introducerSteps(graph, groups.map((group) => (wanted(group) ? [group.first.location, ...group.copies] : [])), { onCut }) : [];
  };
  const before = yield* of(graphs.before, (group) => group.first.kind === 'removed');
  const after = yield* of(graphs.after, (group) => group.first.kind !== 'removed');
  return groups.map((group, index) => (group.first.kind === 'removed' ? before[index] : after[index]) ?? []);
}

/** Pairs every edited entry, and every equal one that production now depends on more than before. */
function* pairedAt(before: Graph | undefined, after: Graph, edited: readonly string[], manifests: LockfileInput['manifests']): Steps<Paired[]> {
  const { directory } = after.lockfile.root;
  const pair = pairing(before, after, manifestRules(manifestObject(manifests.get(directory === '' ? 'package.json' : `${directory}/package.json`)?.after)));
  const known = new Set(edited);
  const grown = before ? after.lockfile.packages.filter((location) => !known.has(location) && after.strength(location) > before.strength(location)) : [];
  return (yield* stepwise([...edited, ...grown], (location) => pair(location) ?? [])).flat();
}

/** Problems of the head side that the base side does not have just so. */
function* newProblems(input: LockfileInput, { before, after }: { readonly before: Graph | undefined; readonly after: Graph }, diff: EntryDiff, oid: ObjectIds): Steps<LockfileProblem[]> {
  const base = before?.lockfile;
  const head = after.lockfile;
  const edited = [...diff.added, ...diff.differing];
  const standing = new Set((base?.problems ?? []).map(withoutLine));
  const found = head.problems.filter((problem) => !standing.has(withoutLine(problem)));
  for (const problem of head.repeated(base)) found.push(problem);
  yield;
  for (const problem of yield* driftProblems({ before, after }, input)) found.push(problem);
  yield;
  for (const problem of unaskedProblems(after, input.manifests, new Set(edited))) found.push(problem);
  for (const problem of unlockedProblems(head, input, diff)) found.push(problem);
  yield;
  for (const problem of linkProblems(head, edited, oid.after)) found.push(problem);
  const side = (of: 'before' | 'after', lockfile: ParsedLockfile): LockfileSide => ({ lockfile, manifests: textsOf(of, input.manifests), settings: textsOf(of, input.settings), ...(oid[of] ? { oid: oid[of] } : {}) });
  for (const problem of (base && input.format.stale?.(side('before', base), side('after', head))) ?? []) found.push(problem);
  yield;
  for (const problem of danglingProblems(before, after, edited, diff.removed)) found.push(problem);
  const readings = yield* stepwise([...edited, ...diff.rekeyed], (location) => head.read(location));
  for (const reading of readings) if (reading.kind === 'problem') found.push(reading.problem);
  return found;
}

/** A problem wherever it stands: lines above it come and go. */
const withoutLine = (problem: LockfileProblem): string => canonicalJson({ ...problem, data: { ...problem.data, line: null } });

interface Group {
  readonly first: Paired;
  readonly copies: string[];
  before: string[];
}

/**
 * Puts together what differs in the same way: same kind, bytes, name, entry and difference. Their baselines are joined. What the package manager's own
 * patch makes of a package is told with that package, where it changes in the same way.
 */
function* grouped(paired: readonly Paired[], graphs: Graphs): Steps<Group[]> {
  const groups = new Map<string, Group>();
  const byLocation = new Map(paired.map((one) => [one.location, one]));
  const ordered = [...paired].sort((a, b) => a.location.length - b.location.length || byCodePoint(a.location, b.location));
  for (const [index, one] of ordered.entries()) {
    if (index > 0 && index % entriesAtOnce === 0) yield;
    const file = (one.kind === 'removed' ? graphs.before : graphs.after)!.lockfile;
    const base = byLocation.get(file.patchOf?.(one.location) ?? one.location) ?? one;
    const stands = base !== one && base.kind === one.kind && one.substituted === undefined && base.substituted === undefined && canonicalJson(base.differences) === canonicalJson(one.differences) ? base : one;
    const reading = file.read(stands.location);
    const entry = reading.kind === 'package' ? reading.entry : undefined;
    const raw = Object.fromEntries(Object.entries(entry?.raw ?? {}).filter(([key]) => !file.positional.has(key)).map(([key, value]) => [`=${key}`, value]));
    const key = canonicalJson([one.kind, file.bytesKey(stands.location), entry?.alias ?? null, raw, one.differences, one.substituted === undefined ? null : graphs.before!.lockfile.bytesKey(one.substituted)]);
    const group = groups.get(key);
    if (!group) groups.set(key, { first: one, copies: [], before: [...one.before] });
    else {
      group.copies.push(one.location);
      group.before = [...new Set([...group.before, ...one.before])];
    }
  }
  return [...groups.values()];
}

/** The packages at the given locations, each set of bytes and entry once. */
function packagesAt(graph: Graph | undefined, locations: readonly string[]): LockedPackage[] {
  return graph ? locations.flatMap((location) => graph.package(location) ?? []) : [];
}

function joined(locations: readonly string[], graph: Graph): DependencyChange['reach'] {
  const all = locations.map((location) => graph.reach(location));
  const some = (key: keyof DependencyChange['reach']): boolean => all.some((reach) => reach[key]);
  return { runtime: some('runtime'), development: some('development'), optional: some('optional'), peer: some('peer') };
}
