import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import { installedName } from './location.js';
import type { NpmTree } from './tree.js';

/** At most this many disagreements are told one by one; one is enough to say that the file is not understood. */
const told = 20;

/**
 * Compares the section that npm 6 reads (`dependencies`, nested) with the one that npm 7 and later read (`packages`, flat). Where both
 * do not say the same, two installers install different bytes from one reviewed file. How npm writes the older section: arborist,
 * `Shrinkwrap.buildLegacyLockfile`.
 */
export function legacyProblems(dependencies: Json, packages: readonly string[], tree: NpmTree): LockfileProblem[] {
  const problems: LockfileProblem[] = [];
  const disagree = (location: string, reason: string, data: { readonly [key: string]: Json } = {}): void => {
    if (problems.length < told) problems.push({ code: 'LOCKFILE_AMBIGUOUS', location, data: { reason, location, ...data } });
  };
  if (!isObject(dependencies)) {
    if (packages.length > 0) disagree('', 'legacy-section-missing');
    return problems;
  }
  const seen = new Set<string>();
  const open: { readonly section: JsonObject; readonly folder: string }[] = [{ section: dependencies, folder: '' }];
  for (let level = open.pop(); level && problems.length < told; level = open.pop()) {
    for (const name of Object.keys(level.section)) {
      const location = level.folder === '' ? `node_modules/${name}` : `${level.folder}/node_modules/${name}`;
      const old = level.section[name];
      if (!isObject(old)) disagree(location, 'legacy-entry-type');
      else if (!tree.has(location) || installedName(location) !== name) disagree(location, 'legacy-only');
      else if (!seen.has(location)) {
        seen.add(location);
        const wrong = disagreement(old, location, tree);
        if (wrong) disagree(location, 'legacy-section', wrong);
        const nested = Object.hasOwn(old, 'dependencies') ? old['dependencies'] : undefined;
        if (isObject(nested)) open.push({ section: nested, folder: tree.follow(location) });
      }
    }
  }
  if (problems.length === 0 && seen.size < packages.length) for (const location of packages) if (!seen.has(location)) disagree(location, 'legacy-lacks');
  return problems;
}

/** The first key in which the two sections differ about one package; undefined when they agree. */
function disagreement(old: JsonObject, location: string, tree: NpmTree): { readonly [key: string]: Json } | undefined {
  const entry = tree.object(location);
  const told = (key: string): { readonly [key: string]: Json } => ({ key, legacy: old[key] ?? null, packages: entry[key] ?? null });
  if (entry['link'] === true) return old['version'] === `file:${tree.follow(location)}` ? undefined : told('version');
  const { version, resolved, integrity } = entry;
  const name = tree.nameOf(location);
  const plain = name === installedName(location) ? version : `npm:${name}@${typeof version === 'string' ? version : ''}`;
  const byAddress = typeof resolved === 'string' && old['version'] === resolved;
  if (old['version'] !== plain && !byAddress) return told('version');
  if (old['integrity'] !== integrity) return told('integrity');
  const carried = old['bundled'] === true;
  if (carried !== (tree.carrierOf(location) !== undefined)) return { key: 'bundled', legacy: carried, packages: !carried };
  if (old['resolved'] === resolved || byAddress || carried) return undefined;
  const local = typeof resolved === 'string' && (resolved.startsWith('file:') || resolved.startsWith('git'));
  return old['resolved'] === undefined && local ? undefined : told('resolved');
}
