import type { DependencyChange } from '../core/change.js';
import type { JsonObject } from '../core/json.js';
import { limits } from '../core/limits.js';
import type { LockedPackage } from '../core/lockfile.js';
import type { ManifestEdit, Remedy } from '../core/remedy.js';
import { factKey, isRead, subjectKey, type Fact, type FactValues, type Subject } from '../facts/kinds.js';
import { bringsIn, subjectOf } from '../facts/planner.js';
import type { FactTable } from '../facts/table.js';
import { specIn } from '../lockfiles/change-places.js';
import { formatOf } from '../lockfiles/index.js';
import type { Graph } from '../lockfiles/graph.js';
import { manifestObject } from '../lockfiles/manifest.js';
import { manifestRules, ruleFor } from '../lockfiles/overridden.js';
import { commentableLines } from '../source/hunks.js';
import { breath } from './breath.js';
import type { FactSource } from './fact-source.js';
import { remedyOf, type Known, type Manifests } from './remedy.js';
import type { ShownText } from './repository.js';

export interface RemedyInput {
  readonly changes: readonly DependencyChange[];
  readonly graphs: ReadonlyMap<string, Graph>;
  readonly texts: ReadonlyMap<string, ShownText>;
  readonly facts: FactSource;
  readonly table: FactTable;
  /** RFC 3339. */
  readonly now: string;
}

/** How far up the graph records are asked for; ways are looked for no farther (`remedyOf`). */
const mostLevels = 8;

/**
 * Finds out how each change that something is known against is mended, asking the registry for the records of what may hold it back: all at once, so that it costs one
 * round of requests however deep the graph is. Advice only: what a budget or a failure leaves out is left out, and the finding says what the advisory says.
 */
export async function gatherRemedies({ changes, graphs, texts, facts, table, now }: RemedyInput, signal: AbortSignal): Promise<ReadonlyMap<DependencyChange, Remedy>> {
  const affected = changes.filter((change) => bringsIn(change) && (valueOf(table, change.after!, 'advisories')?.length ?? 0) > 0);
  const asked = holders(affected, graphs);
  // Only what was asked for here: whatever else the table has came by chance.
  const keys = new Set(asked.map(subjectKey));
  await Promise.all(asked.flatMap((subject) => (['record', 'unaffected'] as const).map(async (kind) => {
    if (!table.has(factKey(subject, kind))) table.set(factKey(subject, kind), await facts.get(subject, kind, signal));
  })));
  const found = new Map<DependencyChange, Remedy>();
  const read = manifestReader(texts);
  const look = (locked: LockedPackage): Known | undefined => {
    const [record, unaffected] = [valueOf(table, locked, 'record'), valueOf(table, locked, 'unaffected')];
    return record && unaffected && keys.has(subjectKey(subjectOf(locked))) ? { record, unaffected } : undefined;
  };
  for (const change of affected) {
    const graph = graphs.get(change.root.lockfile);
    const remedy = graph && remedyOf(graph, change.after!, placesOf(change), (valueOf(table, change.after!, 'advisories') ?? []).flatMap(({ fixed }) => fixed), look, manifestsOf(change.root, read), Date.parse(now));
    if (remedy) found.set(change, placed(change, remedy, texts));
    await breath();
  }
  return found;
}

const placesOf = (change: DependencyChange): readonly string[] => [change.after!.location, ...change.copies];

/** The packages with an advisory and all that they are below, the nearest first, as many as are asked about in one review. */
function holders(affected: readonly DependencyChange[], graphs: RemedyInput['graphs']): readonly Subject[] {
  const wanted = new Map<string, Subject>();
  const seen = new Set<string>();
  let level = affected.flatMap((change) => { const graph = graphs.get(change.root.lockfile); return graph ? placesOf(change).map((location) => ({ graph, location })) : []; });
  for (let depth = 0; depth <= mostLevels && level.length > 0; depth++) {
    const above: typeof level = [];
    for (const { graph, location } of level) {
      const place = `${graph.lockfile.root.lockfile}\0${location}`;
      const locked = seen.has(place) ? undefined : graph.package(location);
      seen.add(place);
      if (!locked) continue;
      const subject = subjectOf(locked);
      if (locked.origin.kind === 'registry' && isRead(subject, 'unaffected')) wanted.set(subjectKey(subject), subject);
      if (wanted.size >= limits.remedyPackages.value) return [...wanted.values()];
      for (const { from } of graph.dependents(location)) above.push({ graph, location: from });
    }
    level = above;
  }
  return [...wanted.values()];
}

type ManifestReader = (path: string) => JsonObject | undefined;

/** Manifests of the head side; each is read once. */
function manifestReader(texts: RemedyInput['texts']): ManifestReader {
  const known = new Map<string, JsonObject | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, manifestObject(texts.get(path)?.after));
    return known.get(path);
  };
}

function manifestsOf({ directory }: DependencyChange['root'], read: ManifestReader): Manifests {
  return {
    asks(path, field, name) {
      const spec = specIn(read(path), field, name);
      return typeof spec === 'string' ? spec : undefined;
    },
    overrides: (name) => ruleFor(manifestRules(read(directory === '' ? 'package.json' : `${directory}/package.json`)), name).length > 0,
  };
}

function valueOf<K extends 'record' | 'unaffected' | 'advisories'>(table: FactTable, locked: LockedPackage, kind: K): FactValues[K] | undefined {
  return (table.get(factKey(subjectOf(locked), kind)) as Fact<FactValues[K]> | undefined)?.value;
}

/** The same, with the line of the manifest where the diff shows it and it is all that has to change. */
function placed(change: DependencyChange, remedy: Remedy, texts: RemedyInput['texts']): Remedy {
  const { way } = remedy;
  if (way?.kind !== 'edit') return remedy;
  const shown = texts.get(way.edit.manifest);
  const line = shown?.after === undefined ? undefined : lineOf(change, way.edit, shown.after);
  return line && commentableLines(shown?.before, shown?.after).right.has(line.number) ? { ...remedy, way: { ...way, edit: { ...way.edit, line } } } : remedy;
}

/** Characters of which names and ranges are made; none of them means anything to markdown in a fence, nor hides. */
const plainText = /^[\w@./:+~^=<>|*, -]{1,200}$/;

/**
 * The line that asks for a dependency, with another range: only where it is nothing but that one member, in plain characters, so that what replaces it
 * is known to the letter.
 */
function lineOf({ root }: DependencyChange, { field, name, asked, range }: ManifestEdit, text: string): ManifestEdit['line'] {
  if (!plainText.test(name) || !plainText.test(asked) || !plainText.test(range)) return undefined;
  const place = formatOf(root.lockfile)?.locateDeclared(text, new Map([[field, new Set([name])]])).get(field)?.get(name);
  if (!place || place.line !== place.endLine) return undefined;
  const line = text.split('\n', place.line)[place.line - 1] ?? '';
  const [head, quoted, tail] = [line.slice(0, line.lastIndexOf(`"${asked}"`)), `"${asked}"`, line.slice(line.lastIndexOf(`"${asked}"`) + asked.length + 2)];
  const member = head.trim().replace(/\s*:$/, '') === `"${name}"` && /^[ \t]{0,200}"[^"]{1,200}"[ \t]{0,20}:[ \t]{0,20}$/.test(head);
  return line.includes(quoted) && member && /^,?$/.test(tail) ? { number: place.line, text: `${head}"${range}"${tail}` } : undefined;
}
