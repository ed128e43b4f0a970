import semver from 'semver';
import { isObject, type Json, type JsonObject } from '../core/json.js';
import type { Edge, Importer, InstallRoot, LockfileProblem } from '../core/lockfile.js';
import { stepwise, type Steps } from '../core/steps.js';
import { specIn, textsOf, touchedSpecs, type ManifestTexts } from './change-places.js';
import type { Catalogs, LockfileFormat } from './format.js';
import type { Graph } from './graph.js';
import { manifestObject } from './manifest.js';
import { manifestRules, ruleFor, type OverrideRules } from './overridden.js';
import type { LineRange } from './scan.js';

/** What a comparison is made of, as far as drift needs it. */
export interface DriftInput {
  readonly format: LockfileFormat;
  readonly root: InstallRoot;
  readonly manifests: ReadonlyMap<string, ManifestTexts>;
  readonly settings?: ReadonlyMap<string, ManifestTexts>;
}

/**
 * Direct dependencies that were added or changed in a manifest, or for which the lockfile gives another version than it did, and that the lockfile
 * does not answer: an installer that may write it takes for them what the registry has at that time, which nobody reviewed, and one that may not
 * takes a version that the manifest does not allow. Optional ones may be missing; what a rule of the root overrides may be what that asks for.
 */
export function* driftProblems({ before, after }: { readonly before?: Graph | undefined; readonly after: Graph }, input: DriftInput): Steps<LockfileProblem[]> {
  const { format, manifests } = input;
  const problems: LockfileProblem[] = [];
  const asked = askedOf(input);
  for (const importer of after.lockfile.importers) {
    const texts = manifests.get(importer.manifest);
    if (!texts) continue;
    const touched = touchedSpecs(texts, 'after');
    for (const { name, field } of turned(importer, before, after, manifestObject(texts.after))) put(touched, field, name);
    const shown = texts.head ?? texts.after;
    const lines = touched.size === 0 || shown === undefined ? new Map<string, ReadonlyMap<string, LineRange>>() : format.locateDeclared(shown, touched);
    for (const [field, names] of touched) {
      const reasons = yield* stepwise([...names], (name) => [name, unanswered(after, importer, { field, name }, asked)] as const);
      for (const [name, reason] of reasons) {
        if (reason) problems.push({ code: 'LOCKFILE_INCOMPLETE', location: `node_modules/${name}`, data: { reason, manifest: importer.manifest, field, name, line: lines.get(field)?.get(name)?.line ?? 1 } });
      }
    }
  }
  return problems;
}

/**
 * What a change leaves asking for nothing: a required dependency of a changed entry, or of an entry that stayed, that no entry answers any
 * more. An installer that may write the lockfile takes for it what the registry has at that time. What hung at base already is not told.
 */
export function danglingProblems(before: Graph | undefined, after: Graph, edited: readonly string[], removed: readonly string[]): LockfileProblem[] {
  const lost = before ? removed.flatMap((location) => before.dependents(location).map((edge) => edge.from)) : [];
  const problems: LockfileProblem[] = [];
  for (const from of new Set([...edited, ...lost])) {
    for (const edge of after.lockfile.edgesOf(from)) {
      if (edge.to !== undefined || edge.optional === true || (edge.field !== 'dependencies' && edge.field !== 'devDependencies')) continue;
      if (before?.asking(from, edge.name).some((old) => old.to === undefined && old.spec === edge.spec && old.field === edge.field)) continue;
      problems.push({ code: 'LOCKFILE_INCOMPLETE', location: `node_modules/${edge.name}`, data: { reason: 'dangling', from, name: edge.name, field: edge.field } });
    }
  }
  return problems;
}

/**
 * What the lockfile's own copy of a manifest asks for and the manifest does not, in any field: an install takes it, or fails. Told where this change
 * takes it out of the manifest, or brings in what is locked for it; what disagreed at base already is not.
 */
export function unaskedProblems(after: Graph, manifests: ReadonlyMap<string, ManifestTexts>, edited: ReadonlySet<string>): LockfileProblem[] {
  const problems: LockfileProblem[] = [];
  for (const importer of after.lockfile.importers) {
    const texts = manifests.get(importer.manifest);
    const manifest = manifestObject(texts?.after);
    if (!texts || !manifest || importer.apart === true) continue;
    const before = namesIn(manifestObject(texts.before));
    const asked = namesIn(manifest);
    const told = new Set<string>();
    for (const { name, field, to, resolved } of after.lockfile.edgesOf(importer.location)) {
      // What is only known by what was resolved stands for entries that nothing asks for: they are judged as changes.
      if (asked.has(name) || resolved === true || told.has(name) || !((to !== undefined && edited.has(to)) || before.has(name))) continue;
      told.add(name);
      problems.push({ code: 'LOCKFILE_INCOMPLETE', location: `node_modules/${name}`, data: { reason: 'unasked', manifest: importer.manifest, field, name } });
    }
  }
  return problems;
}

function namesIn(manifest: JsonObject | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const) {
    const section = manifest && Object.hasOwn(manifest, field) ? manifest[field] : undefined;
    if (isObject(section)) for (const name of Object.keys(section)) names.add(name);
  }
  // pnpm locks a runtime that it is to download as a package of that name.
  for (const field of ['engines', 'devEngines'] as const) for (const name of runtimesIn(manifest && Object.hasOwn(manifest, field) ? manifest[field] : undefined)) names.add(name);
  return names;
}

function runtimesIn(engines: unknown): readonly string[] {
  const runtime = isObject(engines as Json) ? (engines as JsonObject)['runtime'] : undefined;
  return (Array.isArray(runtime) ? (runtime as readonly Json[]) : [runtime]).flatMap((one) => (isObject(one) && typeof one['name'] === 'string' ? [one['name']] : []));
}

interface Asked {
  readonly rules: OverrideRules;
  readonly catalogs: readonly Catalogs[];
  /** Whether a peer that does not fit keeps the tool from installing: most only warn. */
  readonly strictPeers: boolean;
}

function askedOf({ format, root, manifests, settings }: DriftInput): Asked {
  const files = new Map([...textsOf('after', manifests), ...textsOf('after', settings)]);
  const own = manifestObject(files.get(root.directory === '' ? 'package.json' : `${root.directory}/package.json`));
  const { catalogs } = format;
  return { rules: format.overrides?.(root, files) ?? manifestRules(own), catalogs: catalogs ? [...files].map(([path, text]) => catalogs(path, text)).filter((found) => found.size > 0) : [], strictPeers: format.id === 'npm' };
}

/** Direct dependencies whose line in the manifest may stay while the lockfile gives another version for it than it did. */
function turned(importer: Importer, before: Graph | undefined, after: Graph, manifest: JsonObject | undefined): readonly Edge[] {
  const versions = (graph: Graph, { name, field }: Edge): ReadonlySet<string> => new Set(graph.asking(importer.location, name).filter((edge) => edge.field === field).map((edge) => (edge.to === undefined ? '' : (graph.package(edge.to)?.version ?? ''))));
  return after.lockfile.edgesOf(importer.location).filter((edge) => {
    // The lockfile's own copy of what was asked for counts for nothing here.
    if (edge.to === undefined || edge.resolved === true || specIn(manifest, edge.field, edge.name) === undefined) return false;
    return !before || !versions(before, edge).has(after.package(edge.to)?.version ?? '');
  });
}

function put(touched: Map<string, Set<string>>, field: string, name: string): void {
  const known = touched.get(field);
  if (known) known.add(name);
  else touched.set(field, new Set([name]));
}

function unanswered(after: Graph, importer: Importer, { field, name }: { readonly field: string; readonly name: string }, asked: Asked): string | undefined {
  for (const edge of after.asking(importer.location, name)) {
    // A peer that is not locked is nobody's to install: some tools and settings leave peers to whoever depends on the package.
    if (edge.field !== field || edge.optional === true || (field === 'peerDependencies' && (edge.to === undefined || !asked.strictPeers))) continue;
    if (edge.to === undefined) return field === 'optionalDependencies' ? undefined : 'unlocked';
    const locked = after.package(edge.to)?.version ?? '';
    const specs = [rangeOf(edge.spec, name, asked), ...ruleFor(asked.rules, name)];
    if (semver.valid(locked) && specs.every((spec) => semver.validRange(spec) && !semver.satisfies(locked, spec, { includePrerelease: true }))) return 'unsatisfied';
  }
  return undefined;
}

/** The range that a spec stands for, through a catalog or an alias; the spec itself where it is none. */
function rangeOf(spec: string, name: string, { catalogs }: Asked): string {
  const catalog = spec.startsWith('catalog:') ? spec.slice('catalog:'.length).trim() || 'default' : undefined;
  const meant = catalog === undefined ? spec : (catalogs.map((one) => one.get(catalog)?.get(name)?.spec).find((one) => one !== undefined) ?? spec);
  return /^npm:(?:(?:@[^/@]{1,214}\/)?[^/@]{1,214}@)?([^@]*)$/.exec(meant)?.[1] ?? meant;
}
