import type { InstallRoot, LockfileProblem } from '../core/lockfile.js';
import { isObject, type JsonObject } from '../core/json.js';
import { byCodePoint } from '../core/order.js';
import { textsOf, touchedSpecs, type ManifestTexts } from './change-places.js';
import type { EntryDiff } from './diff.js';
import type { LockfileFormat, ParsedLockfile } from './format.js';
import { manifestObject } from './manifest.js';
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
 * - `overrides`, or Yarn's `resolutions`, that were changed while no locked entry was.
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
  if (head.format === 'yarn' && still && !sameJson(member(was, 'resolutions'), member(now, 'resolutions'))) tell('resolutions', own);
  if (head.format === 'npm') {
    const locked = workspacePatterns(member(head.raw('') as JsonObject | undefined, 'workspaces'));
    if (changed && !sameJson([...patterns].sort(byCodePoint), locked.sort(byCodePoint))) tell('workspaces', own);
    // What is only taken out forces nothing any more: the locked versions are what was asked for.
    if (still && addsMembers(member(was, 'overrides'), member(now, 'overrides'))) tell('overrides', own);
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

/** Whether an object has, at any depth, a member that the other one does not have just so. */
function addsMembers(before: unknown, after: unknown): boolean {
  if (!isObject(after)) return after !== undefined && !sameJson(before, after);
  return Object.keys(after).some((key) => addsMembers(isObject(before) && Object.hasOwn(before, key) ? before[key] : undefined, after[key]));
}

function member(object: JsonObject | undefined, key: string): JsonObject[string] | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}
