import semver from 'semver';
import type { InstallRoot, LockfileProblem } from '../core/lockfile.js';
import { isObject, type Json, type JsonObject } from '../core/json.js';
import { byCodePoint } from '../core/order.js';
import { textsOf, touchedSpecs, type ManifestTexts } from './change-places.js';
import type { EntryDiff } from './diff.js';
import type { LockfileFormat, ParsedLockfile } from './format.js';
import { manifestObject } from './manifest.js';
import { manifestRules } from './overridden.js';
import { isWorkspace, workspacePatterns } from './workspaces.js';
import { sameJson } from './same.js';

export interface UnlockedInput {
  readonly format: LockfileFormat;
  readonly root: InstallRoot;
  readonly manifests: ReadonlyMap<string, ManifestTexts>;
  readonly settings?: ReadonlyMap<string, ManifestTexts>;
}

/**
 * What manifests newly ask for and the lockfile does not know of at all, so that no importer of it can tell:
 * - a folder that the root's `workspaces` name, with dependencies of its own, and that the lockfile does not list;
 * - `workspaces` that were changed and are not those of the lockfile's own copy;
 * - `overrides`, or Yarn's `resolutions`, that come in while no locked entry changed, and that some locked version is not what they ask for.
 * An installer that may write the lockfile takes for them what the registry has at that time.
 */
export function unlockedProblems(head: ParsedLockfile, input: UnlockedInput, diff: EntryDiff): LockfileProblem[] {
  const prefix = input.root.directory === '' ? '' : `${input.root.directory}/`;
  const own = `${prefix}package.json`;
  const texts = input.manifests.get(own);
  const now = manifestObject(texts?.after);
  if (!texts || !now) return [];
  const was = manifestObject(texts.before);
  const patternsOf = (side: 'before' | 'after'): readonly string[] => input.format.workspaces(input.root, new Map([...textsOf(side, input.manifests), ...textsOf(side, input.settings)]));
  const problems: LockfileProblem[] = [];
  const tell = (reason: string, manifest: string): void => { problems.push({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason, manifest } }); };

  const patterns = patternsOf('after');
  const changed = !sameJson(patternsOf('before'), patterns);
  const still = diff.added.length + diff.removed.length + diff.differing.length === 0;
  if (head.format === 'yarn' && still && unanswered(head, member(was, 'resolutions'), now, 'resolutions')) tell('resolutions', own);
  if (head.format === 'npm') {
    const locked = workspacePatterns(member(head.raw('') as JsonObject | undefined, 'workspaces'));
    if (changed && !sameJson([...patterns].sort(byCodePoint), locked.sort(byCodePoint))) tell('workspaces', own);
    if (still && unanswered(head, member(was, 'overrides'), now, 'overrides')) tell('overrides', own);
  }

  if (patterns.length === 0) return problems;
  const known = new Set(head.importers.map((importer) => importer.manifest));
  for (const [path, { before, after }] of input.manifests) {
    if (after === undefined || known.has(path) || !path.startsWith(prefix) || (before === after && !changed)) continue;
    const folder = path.slice(prefix.length, -'/package.json'.length);
    if (!isWorkspace(folder, patterns)) continue;
    const asked = touchedSpecs(changed ? { after } : { ...(before === undefined ? {} : { before }), after }, 'after');
    if (asked.size > 0 || manifestObject(after) === undefined) tell('workspace', path);
  }
  return problems;
}

/**
 * Whether rules come in that some locked version is not what they ask for. What is only taken out forces nothing any more: the locked versions are
 * what was asked for. A rule that every locked version of the name answers changes none, and tools leave the entries as they are.
 */
function unanswered(head: ParsedLockfile, before: Json | undefined, now: JsonObject, key: 'overrides' | 'resolutions'): boolean {
  const added = addedMembers(before, member(now, key));
  if (added === undefined) return false;
  const rules = manifestRules({ [key]: added });
  const locked = versionsOf(head, new Set(rules.keys()));
  return [...rules].some(([name, values]) => values.some((value) => {
    const range = semver.validRange(value.startsWith('$') ? referred(now, value.slice(1)) : value);
    return range === null || (locked.get(name) ?? []).some((version) => !semver.valid(version) || !semver.satisfies(version, range));
  }));
}

function versionsOf(head: ParsedLockfile, names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const location of head.packages) {
    const name = head.nameOf(location);
    if (!names.has(name)) continue;
    const reading = head.read(location);
    found.set(name, [...(found.get(name) ?? []), reading.kind === 'package' ? reading.entry.version : '']);
  }
  return found;
}

/** What the root itself asks of a package: `$name` in an override stands for it. */
function referred(manifest: JsonObject, name: string): string {
  const specs = (['dependencies', 'devDependencies', 'optionalDependencies'] as const).flatMap((field) => { const own = member(manifest, field); return isObject(own) ? [member(own, name)] : []; });
  return specs.find((spec): spec is string => typeof spec === 'string') ?? 'none';
}

/** The members, at any depth, that the other object does not have just so; undefined where there is none. */
function addedMembers(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (!isObject(after)) return after !== undefined && !sameJson(before, after) ? after : undefined;
  const added = Object.keys(after).flatMap((key): [string, Json][] => {
    const more = addedMembers(isObject(before) && Object.hasOwn(before, key) ? before[key] : undefined, after[key]);
    return more === undefined ? [] : [[key, more]];
  });
  return added.length > 0 ? Object.fromEntries(added) : undefined;
}

function member(object: JsonObject | undefined, key: string): JsonObject[string] | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}
