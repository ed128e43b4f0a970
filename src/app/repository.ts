import type { DependencyChange } from '../core/change.js';
import { isWhole, type Coverage } from '../core/coverage.js';
import { Failure } from '../core/errors.js';
import { limits } from '../core/limits.js';
import type { InstallRoot, LockfileProblem } from '../core/lockfile.js';
import { sortedBy } from '../core/order.js';
import { landing, type Snapshot } from '../core/snapshot.js';
import type { Tree } from '../core/tree.js';
import type { LockfileFormat } from '../lockfiles/format.js';
import type { ManifestTexts } from '../lockfiles/change-places.js';
import type { Graph } from '../lockfiles/graph.js';
import { formats } from '../lockfiles/index.js';
import type { LoadedReading, LockfileReading, PnpTable, ReviewedFile } from '../lockfiles/reading.types.js';
import { bothSides, standingAges, type StandingAge } from '../lockfiles/settings/ages.js';
import { standingRegistries, type StandingRegistries } from '../lockfiles/settings/registries.js';
import { compareSettings, isSettingsFile, unreadSettings, type SettingsFile, type SettingsTool } from '../lockfiles/settings/index.js';
import type { ProjectBuild } from '../packages/gyp.js';
import { policyPath, readPolicy, type PolicyInput, type PolicyRead, type PolicyText } from '../policy/read.js';
import type { CodeHost } from '../ports/code-host.js';
import { createComparisons } from './compared.js';
import { changedPaths, createTextReader, textOfBlob, type FileText } from './files.js';
import { askAttributes, readAttributes, type Attributes } from './attributes.js';
import { readBuilds } from './builds.js';
import { followLinks } from './links.js';
import { readLoaded, type Loaded } from './loaded.js';
import { readTables } from './pnp.js';
import { forerunners, movedBack, type Forerunner } from './renames.js';
import type { ReviewSettings } from './review.js';

/** The text of a file on the two sides whose difference the code host shows: merge base and head. */
export interface ShownText {
  readonly before?: string;
  readonly after?: string;
}

/** What a review reads of the repository itself. */
export interface RepositoryReading {
  readonly files: readonly ReviewedFile[];
  readonly attributes: Attributes;
  /** Settings of package managers and updaters that differ. */
  readonly settings: readonly SettingsFile[];
  /** What settings name to installers, standing ones too. */
  readonly loaded: LoadedReading;
  /** Build files of the repository's own packages that change. */
  readonly builds: readonly ProjectBuild[];
  /** How old versions have to be by settings of package managers, for the lockfiles that differ. */
  readonly ages: readonly StandingAge[];
  /** From where packages come by settings of the repository after the change, for the lockfiles that differ. */
  readonly sources: readonly StandingRegistries[];
  readonly lockfiles: readonly LockfileReading[];
  readonly changes: readonly DependencyChange[];
  /** What asks for what on the head side, by lockfile; of those that differ. */
  readonly graphs: ReadonlyMap<string, Graph>;
  /** Tables of Plug'n'Play that differ. */
  readonly pnp: readonly PnpTable[];
  readonly policy: PolicyRead;
  readonly texts: ReadonlyMap<string, ShownText>;
}

interface Candidate {
  readonly format: LockfileFormat;
  readonly root: InstallRoot;
  readonly manifests: readonly string[];
  readonly settings: readonly string[];
  /** All changed submodules: a link may lead to one beside the root, too. */
  readonly submodules: readonly string[];
}

const sides = ['before', 'after', 'mergeBase', 'head'] as const;
type Side = (typeof sides)[number];

/**
 * Reads everything of the repository that a verdict depends on, in as few rounds as possible: all texts in one request.
 * Lockfiles are looked for in the whole tree, not among the changed paths: one may be a symlink whose target changed.
 */
export async function readRepository(host: CodeHost, snapshot: Snapshot, settings: ReviewSettings, now: string): Promise<RepositoryReading> {
  const { before, after } = landing(snapshot);
  const trees: { readonly [side in Side]: Tree } = { before, after, mergeBase: snapshot.trees.mergeBase, head: snapshot.trees.head };
  const changed = changedPaths(before, after);
  const reader = createTextReader(host);
  const links = await followLinks(reader, before, after, changed);
  const candidates = candidatesOf(before, after, links.brought, links.files);
  const differing = candidates.filter((one) => [one.root.lockfile, ...one.manifests, ...one.settings].some(links.differs) || one.submodules.length > 0);
  const manifests = new Set(differing.flatMap((one) => one.manifests));
  const asked = askAttributes(before, after, new Map(differing.map(({ root }) => [links.target(root.lockfile), root.lockfile])));
  const wanted = new Map<string, { readonly tree: Tree; readonly path: string; readonly maxBytes: number }>();
  const want = (side: Side, path: string, maxBytes: number): void => {
    // A file of requirements is a lockfile and holds settings.
    const known = wanted.get(`${side} ${path}`);
    wanted.set(`${side} ${path}`, { tree: trees[side], path, maxBytes: Math.max(maxBytes, known?.maxBytes ?? 0) });
  };
  for (const side of sides) {
    for (const one of differing) want(side, one.root.lockfile, limits.lockfileBytes.value);
    for (const path of new Set(differing.flatMap((one) => [...one.manifests, ...one.settings]))) want(side, path, limits.manifestBytes.value);
    want(side, policyPath, limits.policyBytes.value);
  }
  for (const side of asked.changed ? sides.slice(0, 2) : sides.slice(1, 2)) for (const path of asked.files) want(side, path, limits.manifestBytes.value);
  wanted.set(`policy ${policyPath}`, { tree: snapshot.trees.policy, path: policyPath, maxBytes: limits.policyBytes.value });
  const wantChanged = (files: readonly ReviewedFile[], more: Iterable<string>): void => {
    const paths = files.map((file) => file.path);
    for (const path of paths) if (/(^|\/)package\.json$/.test(path)) manifests.add(path);
    for (const path of [...paths.filter((one) => manifests.has(one) || isSettingsFile(one)), ...more]) for (const side of sides) want(side, path, limits.manifestBytes.value);
  };
  wantChanged(links.files, []);
  // All of it is asked for with the settings that tell what else is wanted: mostly that is nothing.
  const loaded = await readLoaded(reader, snapshot, links.files, rootManifests(candidates), [...wanted.values()]);
  const { files } = loaded;
  wantChanged(files, loaded.settings.keys());
  const [answers, organisation] = await Promise.all([reader.read([...wanted.values()]), organisationPolicy(host)]);
  const texts = new Map([...wanted.keys()].map((key, index) => [key, answers[index]!]));
  const text = (side: Side | 'policy', path: string): FileText => texts.get(`${side} ${path}`) ?? { kind: 'absent' };
  const policyAt = (side: Side | 'policy'): FileText => orSubmodule(text(side, policyPath), side === 'policy' ? snapshot.trees.policy : trees[side]);

  const comparisons = settings.comparisons ?? createComparisons();
  const compared: Compared[] = [];
  const plain = (side: 'before' | 'after', path: string): string | undefined => { const found = text(side, path); return found.kind === 'text' ? found.text : undefined; };
  const earlier = forerunners(candidates, { before, after }, plain);
  const passedOn = new Set([...earlier.values()].map(({ root }) => root.lockfile));
  for (const one of candidates) {
    if (passedOn.has(one.root.lockfile)) continue;
    compared.push(differing.includes(one) ? await compare(one, text, trees, { registries: settings.registries, comparisons }, earlier.get(one.root.lockfile)) : unchanged(one));
  }
  // Only a merge queue builds on something else than the tip that the policy is read from.
  const queued = snapshot.landing.kind === 'merge' && snapshot.trees.policy !== before;
  const policy = readPolicy({
    organisationIsHere: snapshot.repository.name.toLowerCase() === '.github', ...(queued ? { queueBase: policyText(policyAt('before')) } : {}),
    base: policyText(policyAt('policy')), organisation,
    changedPaths: changed.map((file) => file.path), known: new Map(settings.checks.map((check) => [check.id, check.default])), now,
    ...policyChange(policyAt('before'), policyAt('after')),
    ...(settings.policyFile ? { file: { kind: 'text', ...settings.policyFile } } : {}), ...(settings.organisationPolicy ? { organisationFile: { kind: 'text', ...settings.organisationPolicy } } : {}), ...(settings.lastGood ? { lastGood: settings.lastGood } : {}),
  });
  const differingReadings = compared.map(({ reading }) => reading).filter(({ change }) => change !== 'unchanged');
  const pnp = await readTables(reader, files, candidates, { before, after, registries: settings.registries, host });
  return {
    pnp, files: files.map((file) => withText(file, text)), attributes: readAttributes(asked, text), settings: files.flatMap((file) => settingsOf(file.path, text, loaded.settings.get(file.path)) ?? []),
    loaded: { named: loaded.named, ...(loaded.started ? { started: loaded.started } : {}), holes: loaded.holes }, builds: await readBuilds(reader, before, after, files), ages: agesOf(differingReadings, loaded, files, (path) => plain('before', path)),
    sources: standingRegistries(differingReadings, (path) => loaded.texts.after.get(path), settings.registries.publicDefault),
    lockfiles: compared.map((one) => one.reading), changes: compared.flatMap((one) => one.changes), policy,
    graphs: new Map(compared.flatMap((one) => (one.graphs?.after ? [[one.reading.root.lockfile, one.graphs.after] as const] : []))),
    texts: new Map([...differing.map((one) => one.root.lockfile), ...manifests, policyPath].map((path) => [path, shown(text('mergeBase', path), text('head', path))])),
  };
}

/** Before the change, settings that it leaves alone are what they are after it, but for what came to the base since. */
function agesOf(readings: readonly LockfileReading[], { texts: { after, since } }: Loaded, files: readonly ReviewedFile[], before: (path: string) => string | undefined): readonly StandingAge[] {
  const changed = new Set(files.map(({ path }) => path));
  return bothSides(standingAges(readings, (path) => since.get(path) ?? (changed.has(path) ? before(path) : after.get(path))), standingAges(readings, (path) => after.get(path)));
}

/** The manifests beside lockfiles, and the root's own. */
function rootManifests(candidates: readonly Candidate[]): readonly string[] {
  return [...new Set(['package.json', ...candidates.map(({ root }) => (root.directory === '' ? 'package.json' : `${root.directory}/package.json`))])];
}

function candidatesOf(before: Tree, after: Tree, brought: readonly string[], files: readonly ReviewedFile[]): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const submodules = files.filter((file) => file.mode.after === '160000').map((file) => file.path);
  for (const format of formats) {
    for (const tree of [after, before]) {
      for (const { root, manifests, settings } of format.matches(new Set([...tree.entries.keys(), ...brought]))) {
        if (!found.has(root.lockfile)) found.set(root.lockfile, { format, root, manifests, settings, submodules });
      }
    }
  }
  return sortedBy(found.values(), (one) => one.root.lockfile);
}

interface Compared {
  readonly reading: LockfileReading;
  readonly changes: readonly DependencyChange[];
  readonly graphs?: { readonly after?: Graph };
}

function unchanged({ format, root }: Candidate): Compared {
  return { reading: { root, format: format.id, ...(format.ecosystem === 'npm' ? {} : { ecosystem: format.ecosystem }), change: 'unchanged', coverage: { kind: 'complete' }, count: 0, touched: [], problems: [], lines: new Map() }, changes: [] };
}

/** One lockfile's two sides. A side that could not be read makes the whole reading a hole: nothing is said about what it brings. */
async function compare(one: Candidate, text: (side: Side, path: string) => FileText, trees: { readonly [side in Side]: Tree }, settings: Required<Pick<ReviewSettings, 'registries' | 'comparisons'>>, forerunner?: Forerunner): Promise<Compared> {
  const inPlace = (side: Side, path: string): string => (forerunner && side === 'before' ? movedBack(path, one.root.directory, forerunner.root.directory) : path);
  const [before, after, head] = (['before', 'after', 'head'] as const).map((side) => text(side, forerunner && side === 'before' ? forerunner.root.lockfile : one.root.lockfile)) as [FileText, FileText, FileText];
  const unread = [before, after].find((side) => side.kind === 'unread');
  if (unread?.kind === 'unread') {
    const change = before.kind === 'absent' ? 'added' : after.kind === 'absent' ? 'removed' : 'changed';
    return { ...unchanged(one), reading: { ...unchanged(one).reading, change, coverage: unreadCoverage(one, unread.coverage) } };
  }
  const both = (paths: readonly string[]): ReadonlyMap<string, ManifestTexts> => new Map(paths.map((path) => [path, { ...put('before', text('before', inPlace('before', path))), ...put('after', text('after', path)), ...put('head', text('head', path)) }]));
  const compared = await settings.comparisons({
    format: one.format, root: one.root, manifests: both(one.manifests), settings: both(one.settings), submodules: one.submodules,
    ...put('before', before), ...put('after', after), ...put('head', head), ...(forerunner ? { forerunner: { format: forerunner.format, ...forerunner.root } } : {}),
  }, settings.registries, trees);
  const holes = [...one.manifests, ...one.settings].flatMap((path) => manifestHoles(path, text));
  if (holes.length === 0) return compared;
  // What a manifest asks for is not known, so neither is whether the lockfile answers it.
  const { reading } = compared;
  const coverage: Coverage = isWhole(reading.coverage) ? { kind: 'partial', code: holes[0]!.code, data: holes[0]!.data } : reading.coverage;
  return { ...compared, reading: { ...reading, change: reading.change === 'unchanged' ? 'changed' : reading.change, coverage, problems: [...reading.problems, ...holes] } };
}

/** A lockfile that was not even read: one that is too large has the code of its own limit, one that is no text what its format says of it. */
function unreadCoverage({ format, root }: Candidate, coverage: Extract<FileText, { kind: 'unread' }>['coverage']): Coverage {
  const problem = coverage.code === 'FILE_ENCODING' ? format.notText?.(root.lockfile) : undefined;
  if (problem) return { kind: 'failed', code: problem.code, data: { ...problem.data, path: root.lockfile } };
  return coverage.code === 'FILE_TOO_LARGE' ? { ...coverage, code: limits.lockfileBytes.code, data: { ...coverage.data, limit: 'lockfileBytes' } } : coverage;
}

/** At base too: without the manifest there, the lockfile's own copy would tell how far a package reached, and may tell too much. */
function manifestHoles(path: string, text: (side: Side, path: string) => FileText): readonly LockfileProblem[] {
  const side = [text('after', path), text('before', path)].find((one) => one.kind === 'unread');
  return side?.kind === 'unread' ? [{ location: path, code: side.coverage.code, data: side.coverage.data }] : [];
}

function put<K extends string>(key: K, text: FileText): { readonly [key in K]?: string } {
  return text.kind === 'text' ? ({ [key]: text.text } as { readonly [key in K]?: string }) : {};
}

function shown(before: FileText, after: FileText): ShownText {
  return { ...put('before', before), ...put('after', after) };
}

/** What differs between the two sides of a settings file; of one that is too large, or no text, that it could not be read. */
function settingsOf(path: string, text: (side: Side, path: string) => FileText, as?: SettingsTool): SettingsFile | undefined {
  const [before, after] = [text('before', path), text('after', path)];
  if (after.kind === 'unread') return unreadSettings(path, 'head', after.coverage.code, as);
  if (before.kind === 'unread') return unreadSettings(path, 'base', before.coverage.code, as);
  return compareSettings(path, { ...put('before', before), ...put('after', after) }, as);
}

function withText(file: ReviewedFile, text: (side: Side, path: string) => FileText): ReviewedFile {
  const [before, after] = [text('before', file.path), text('after', file.path)];
  const hole = [before, after].find((side) => side.kind === 'unread');
  const coverage = hole?.kind === 'unread' && !isWhole(hole.coverage) ? hole.coverage : file.coverage;
  return { ...file, coverage, text: { ...put('before', before), ...put('after', after) } };
}

/** A folder of the policy that is a submodule holds who knows what: a policy that cannot be read, not none. */
function orSubmodule(text: FileText, tree: Tree): FileText {
  const folder = tree.entries.get(policyPath.slice(0, policyPath.lastIndexOf('/')));
  return text.kind === 'absent' && folder?.mode === '160000' ? { kind: 'unread', oid: folder.oid, coverage: { kind: 'failed', code: 'FILE_SUBMODULE', data: { path: policyPath } } } : text;
}

/** What the change does to the policy as it is read, through links too: comparing paths would miss a link's target. */
function policyChange(before: FileText, after: FileText): Pick<PolicyInput, 'head'> {
  if (before.kind === 'text' && after.kind === 'text' ? before.text === after.text : before.kind === 'absent' && after.kind === 'absent') return {};
  if (before.kind === 'unread' && after.kind === 'unread' && before.oid === after.oid && before.coverage.code === after.coverage.code) return {};
  const change = before.kind === 'absent' ? 'added' : after.kind === 'absent' ? 'removed' : 'changed';
  return { head: { change, text: policyText(after) } };
}

/** The organisation's policy. One that is there and cannot be read as a file is an unreadable policy; a host that does not answer ends the review. */
async function organisationPolicy(host: CodeHost): Promise<PolicyText> {
  try {
    const blob = await host.organisationFile(policyPath, limits.policyBytes.value);
    return blob ? policyText(textOfBlob(blob)) : { kind: 'absent' };
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith('FILE_')) return { kind: 'unreadable', path: policyPath, code: error.code };
    throw error;
  }
}

function policyText(text: FileText): PolicyText {
  switch (text.kind) {
    case 'absent': return { kind: 'absent' };
    case 'text': return { kind: 'text', path: policyPath, text: text.text, oid: text.oid };
    case 'unread': return { kind: 'unreadable', path: policyPath, code: text.coverage.code, oid: text.oid };
  }
}
