import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import type { ParseContext } from '../format.js';
import { manifestObject } from '../manifest.js';
import { sameJson } from '../same.js';

const fields = ['dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta'] as const;

/** The names that npm 12 added to an entry by the root's `packageExtensions`, by section, as the entry itself claims. */
export function extendedNames(raw: JsonObject): ReadonlyMap<string, ReadonlySet<string>> {
  const applied = Object.hasOwn(raw, 'packageExtensionsApplied') ? raw['packageExtensionsApplied'] : undefined;
  const named = new Map<string, ReadonlySet<string>>();
  if (!isObject(applied)) return named;
  for (const field of fields) {
    const names = applied[field];
    if (Array.isArray(names)) named.set(field, new Set(names.filter((name): name is string => typeof name === 'string')));
  }
  return named;
}

/**
 * Entries that claim an extension which the root's manifest does not have just so. The claim is what excuses a dependency that no tarball
 * declares, so it must be the manifest's, which a person reviews.
 */
export function extensionProblems(text: string, entries: ReadonlyMap<string, Json>, context: ParseContext): LockfileProblem[] {
  if (!text.includes('"packageExtensionsApplied"')) return [];
  const path = context.root.directory === '' ? 'package.json' : `${context.root.directory}/package.json`;
  const rules = manifestObject(context.manifests?.get(path))?.['packageExtensions'];
  const problems: LockfileProblem[] = [];
  for (const [location, raw] of entries) {
    if (!isObject(raw) || !Object.hasOwn(raw, 'packageExtensionsApplied') || isRule(location, raw, isObject(rules) ? rules : {})) continue;
    problems.push({ code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'package-extensions', location, key: 'packageExtensionsApplied' } });
  }
  return problems;
}

function isRule(location: string, raw: JsonObject, rules: JsonObject): boolean {
  const applied = raw['packageExtensionsApplied'];
  const selector = isObject(applied) ? applied['selector'] : undefined;
  if (typeof selector !== 'string' || !Object.hasOwn(rules, selector)) return false;
  const at = selector.indexOf('@', 1);
  const name = at === -1 ? selector : selector.slice(0, at);
  if (name !== (typeof raw['name'] === 'string' ? raw['name'] : location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length))) return false;
  const rule = rules[selector];
  return [...extendedNames(raw)].every(([field, names]) => [...names].every((one) => {
    const [asked, locked] = [own(own(rule, field), one), own(own(raw, field), one)];
    return asked !== undefined && (isObject(asked) ? Object.keys(asked).every((key) => sameJson(asked[key], own(locked, key))) : asked === locked);
  }));
}

function own(value: Json | undefined, key: string): Json | undefined {
  return isObject(value ?? null) && Object.hasOwn(value as JsonObject, key) ? (value as JsonObject)[key] : undefined;
}
