import semver from 'semver';
import { isObject, type JsonObject } from '../core/json.js';
import type { Importer, LockfileProblem } from '../core/lockfile.js';
import { stepwise, type Steps } from '../core/steps.js';
import { touchedSpecs, type ManifestTexts } from './change-places.js';
import type { LockfileFormat } from './format.js';
import type { Graph } from './graph.js';
import { manifestObject } from './manifest.js';
import type { LineRange } from './scan.js';

/**
 * Direct dependencies that were added or changed in a manifest and that the lockfile does not answer: an installer that may write the
 * lockfile takes for them what the registry has at that time, which nobody reviewed. Optional ones may be missing.
 */
export function* driftProblems(after: Graph, format: LockfileFormat, manifests: ReadonlyMap<string, ManifestTexts>): Steps<LockfileProblem[]> {
  const problems: LockfileProblem[] = [];
  for (const importer of after.lockfile.importers) {
    const texts = manifests.get(importer.manifest);
    if (!texts || texts.before === texts.after) continue;
    const touched = touchedSpecs(texts, 'after');
    const shown = texts.head ?? texts.after;
    const lines = touched.size === 0 || shown === undefined ? new Map<string, ReadonlyMap<string, LineRange>>() : format.locateDeclared(shown, touched);
    for (const [field, names] of touched) {
      const reasons = yield* stepwise([...names], (name) => [name, unanswered(after, importer, field, name)] as const);
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
  return names;
}

function unanswered(after: Graph, importer: Importer, field: string, name: string): string | undefined {
  for (const edge of after.asking(importer.location, name)) {
    // A peer that is not locked is nobody's to install: some tools and settings leave peers to whoever depends on the package.
    if (edge.field !== field || edge.optional === true || (field === 'peerDependencies' && edge.to === undefined)) continue;
    if (edge.to === undefined) return field === 'optionalDependencies' ? undefined : 'unlocked';
    const locked = after.package(edge.to)?.version ?? '';
    if (semver.validRange(edge.spec) && semver.valid(locked) && !semver.satisfies(locked, edge.spec, { includePrerelease: true })) return 'unsatisfied';
  }
  return undefined;
}
