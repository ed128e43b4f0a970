import { canonicalJson, isObject, type Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';

/** One value of a settings file: the keys that lead to it, and where its key stands. A list gives one leaf for each item, all with the list's keys. */
export interface SettingLeaf {
  readonly keys: readonly string[];
  readonly value: Json;
  /** An item of a list, or one of several lines that say the same key: order means nothing, and each stands for itself. */
  readonly listed?: boolean;
  readonly line: number;
}

export type SettingsReading =
  | { readonly kind: 'read'; readonly leaves: readonly SettingLeaf[] }
  | { readonly kind: 'unread'; readonly reason: string; readonly line?: number };

/** What a change does to one setting. `line` is the head's for what stands there, else the base's. */
export interface SettingChange {
  readonly keys: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  readonly side: 'base' | 'head';
  readonly line: number;
}

/** Gathers leaves until the limit; `full` tells that there were more. */
export class Leaves {
  readonly found: SettingLeaf[] = [];
  full = false;
  add(leaf: SettingLeaf): void {
    if (this.found.length >= limits.settingLeaves.value) this.full = true;
    else this.found.push(leaf);
  }
  reading(): SettingsReading {
    return this.full ? { kind: 'unread', reason: 'too-many' } : { kind: 'read', leaves: this.found };
  }
}

/** The leaves of a parsed value. Where its keys stand is asked of `lineOf`; an empty list or object is a leaf itself. */
export function addValue(leaves: Leaves, value: Json, keys: readonly string[], lineOf: (keys: readonly string[]) => number, listed = false): void {
  if (keys.length > limits.lockfileDepth.value) leaves.full = true;
  else if (Array.isArray(value) && value.length > 0) for (const item of value) addValue(leaves, item as Json, keys, lineOf, true);
  else if (isObject(value) && Object.keys(value).length > 0 && !listed) for (const key of Object.keys(value)) addValue(leaves, value[key]!, [...keys, key], lineOf);
  else leaves.add({ keys, value, line: lineOf(keys), ...(listed ? { listed } : {}) });
}

const identity = ({ keys, value }: SettingLeaf): string => canonicalJson([keys, value]);

/**
 * What differs between two sides, in the order of the head's file and then of what only the base has. A key with one value on each side is
 * one change with both, and of a key that stands twice the last one counts as well; of lists, items that one side lacks are told one by one.
 */
export function settingChanges(before: readonly SettingLeaf[], after: readonly SettingLeaf[]): SettingChange[] {
  const had = new Set(before.map(identity));
  const has = new Set(after.map(identity));
  const gone = new Set(before.filter((leaf) => !has.has(identity(leaf))));
  const single = new Map<string, SettingLeaf[]>();
  for (const leaf of gone) {
    if (leaf.listed === true) continue;
    const key = canonicalJson(leaf.keys);
    const known = single.get(key);
    if (known) known.push(leaf);
    else single.set(key, [leaf]);
  }
  const [wasLast, isLast] = [lastOf(before), lastOf(after)];
  const changes: SettingChange[] = [];
  for (const leaf of after) {
    const key = leaf.listed === true ? undefined : canonicalJson(leaf.keys);
    // Lines of one key that only change places: the last one counts, and it is another one now.
    const turned = key !== undefined && isLast.get(key) === leaf && !sameValue(wasLast.get(key) ?? leaf, leaf);
    if (had.has(identity(leaf)) && !turned) continue;
    const old = key === undefined ? undefined : (single.get(key)?.pop() ?? wasLast.get(key));
    if (old) gone.delete(old);
    changes.push({ keys: leaf.keys, after: leaf.value, ...(old ? { before: old.value } : {}), side: 'head', line: leaf.line });
  }
  for (const { keys, value, line } of gone) changes.push({ keys, before: value, side: 'base', line });
  return changes;
}

const sameValue = (one: SettingLeaf, other: SettingLeaf): boolean => identity(one) === identity(other);

/** The last leaf of each key that is no list: where a key stands twice, readers take that one. */
function lastOf(leaves: readonly SettingLeaf[]): ReadonlyMap<string, SettingLeaf> {
  return new Map(leaves.filter((leaf) => leaf.listed !== true).map((leaf) => [canonicalJson(leaf.keys), leaf]));
}
