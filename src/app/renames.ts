import { isObject } from '../core/json.js';
import type { InstallRoot } from '../core/lockfile.js';
import type { Tree } from '../core/tree.js';
import type { LockfileFormat } from '../lockfiles/format.js';
import { manifestObject } from '../lockfiles/manifest.js';

/** A lockfile of either side with what reads it. */
export interface RootCandidate {
  readonly format: LockfileFormat;
  readonly root: InstallRoot;
}

/** What stood at base in the place of a lockfile that the head side has anew. */
export interface Forerunner {
  readonly format: LockfileFormat;
  readonly root: InstallRoot;
}

/**
 * Folders whose packages nobody deploys, as a rule. Who moves one of these to where it is deployed brings it in: what was looked over there, or
 * waived for there, was not looked at for production.
 */
const aside = /(?:^|\/)(?:__\w+__|tests?|spec|e2e|fixtures?|examples?|samples?|demos?|docs?|bench(?:mark)?s?|playgrounds?|sandbox|templates?|scratch|tmp|vendor|third[-_]party|archive)(?:\/|$)/i;

/** Without a manifest that has a name: the very same file under the same name, in a folder no more exposed than the old one. */
function sameFile(old: InstallRoot, now: InstallRoot, trees: { readonly before: Tree; readonly after: Tree }): boolean {
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  if (nameOf(old.lockfile) !== nameOf(now.lockfile) || (aside.test(old.directory) && !aside.test(now.directory))) return false;
  const oid = trees.before.entries.get(old.lockfile)?.oid;
  return oid !== undefined && oid === trees.after.entries.get(now.lockfile)?.oid;
}

/** Requirements stand beside one another in one folder, each for itself: one file of them replaces no other. */
const takesPlace = (old: RootCandidate, one: RootCandidate): boolean => old.format.ecosystem === one.format.ecosystem && old.format.id !== 'requirements' && one.format.id !== 'requirements';

const manifestAt = (directory: string): string => (directory === '' ? 'package.json' : `${directory}/package.json`);

/**
 * Which lockfile of the base each new one takes the place of: another tool's in the same folder, or the same tool's whose folder was renamed with
 * its manifest. Everything else that is new has none, and is judged as new. A lockfile serves once.
 * @param manifest the text of a manifest on one side.
 */
export function forerunners(candidates: readonly RootCandidate[], trees: { readonly before: Tree; readonly after: Tree }, manifest: (side: 'before' | 'after', path: string) => string | undefined): ReadonlyMap<string, Forerunner> {
  const has = (tree: Tree, path: string): boolean => tree.entries.has(path);
  const gone = candidates.filter(({ root }) => has(trees.before, root.lockfile) && !has(trees.after, root.lockfile));
  const fresh = candidates.filter(({ root }) => has(trees.after, root.lockfile) && !has(trees.before, root.lockfile));
  const found = new Map<string, Forerunner>();
  const used = new Set<string>();
  for (const one of fresh) {
    const open = gone.filter(({ root }) => !used.has(root.lockfile));
    const replaced = open.filter((old) => old.root.directory === one.root.directory && takesPlace(old, one));
    const renamed = open.filter((old) => old.format === one.format && (one.format.ecosystem === 'npm' ? sameFolder(old.root, one.root, trees, manifest) : sameFile(old.root, one.root, trees)));
    // Two that might be it: none is, since the wrong one would hide what is new.
    const [only, ...more] = replaced.length > 0 ? replaced : renamed;
    if (!only || more.length > 0) continue;
    used.add(only.root.lockfile);
    found.set(one.root.lockfile, { format: only.format, root: only.root });
  }
  return found;
}

/** Whether a folder was renamed: its manifest went and came with it, unchanged or by the same name, and the new place is no more exposed than the old one. */
function sameFolder(old: InstallRoot, now: InstallRoot, trees: { readonly before: Tree; readonly after: Tree }, manifest: (side: 'before' | 'after', path: string) => string | undefined): boolean {
  const [from, to] = [manifestAt(old.directory), manifestAt(now.directory)];
  const [was, is] = [trees.before.entries.get(from), trees.after.entries.get(to)];
  if (!was || !is || trees.after.entries.has(from) || trees.before.entries.has(to)) return false;
  if (aside.test(old.directory) && !aside.test(now.directory)) return false;
  if (was.oid === is.oid) return true;
  const [before, after] = [manifestObject(manifest('before', from)), manifestObject(manifest('after', to))];
  return isObject(before) && isObject(after) && typeof before['name'] === 'string' && before['name'] !== '' && before['name'] === after['name'];
}

/** A path below one folder as it is below another; any other path stays. */
export function movedBack(path: string, from: string, to: string): string {
  if (from !== '' && !path.startsWith(`${from}/`)) return path;
  const rest = from === '' ? path : path.slice(from.length + 1);
  return to === '' ? rest : `${to}/${rest}`;
}
