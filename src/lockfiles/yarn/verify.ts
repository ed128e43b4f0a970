import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockedPackage, MetadataDifference } from '../../core/lockfile.js';
import { sortedBy } from '../../core/order.js';
import semver from 'semver';

/** What an entry should say of one key, and whether what it says is that. */
export interface Answered {
  readonly before: Json | undefined;
  readonly same: boolean;
}

/** The keys of an entry that a manifest answers; those of a reading that are not here and not `unanswered` are told, since Yarn never writes them. */
export function differences(locked: LockedPackage, unanswered: ReadonlySet<string>, answers: { readonly [key: string]: (after: Json | undefined) => Answered }): MetadataDifference[] {
  const found: MetadataDifference[] = [];
  for (const key of new Set([...Object.keys(locked.raw), ...Object.keys(answers)])) {
    if (unanswered.has(key)) continue;
    const after = Object.hasOwn(locked.raw, key) ? locked.raw[key] : undefined;
    const answer = Object.hasOwn(answers, key) ? answers[key]!(after) : { before: undefined, same: false };
    if (!answer.same) found.push({ key, ...(answer.before === undefined ? {} : { before: answer.before }), ...(after === undefined ? {} : { after }) });
  }
  return sortedBy(found, (difference) => difference.key);
}

/** Members of a section that are texts, without white space around them; none where it is no object. */
export function strings(value: Json | undefined): { [name: string]: string } {
  const out = Object.create(null) as { [name: string]: string };
  if (isObject(value)) for (const [name, spec] of Object.entries(value)) if (typeof spec === 'string') out[name] = spec.trim();
  return out;
}

/** Whether two sections have the same names, and under each name the same as `same` sees it. */
export function sameSection(a: JsonObject, b: JsonObject, same: (left: Json, right: Json) => boolean = Object.is): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name]!, b[name]!));
}

/** Undefined for an empty section, which is not written. */
export function written(section: JsonObject): JsonObject | undefined {
  return Object.keys(section).length === 0 ? undefined : section;
}

export function sameVersion(before: string | undefined, after: Json | undefined): boolean {
  if (before === after) return true;
  const cleaned = before === undefined ? null : semver.clean(before, { loose: true });
  return cleaned !== null && typeof after === 'string' && cleaned === semver.clean(after, { loose: true });
}
