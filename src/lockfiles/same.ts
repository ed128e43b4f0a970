import { isObject, type Json } from '../core/json.js';
import type { MetadataDifference } from '../core/lockfile.js';
import { sortedBy } from '../core/order.js';
import { limits } from '../core/limits.js';

/**
 * Tells whether two parsed JSON values are equal, whatever the order of their keys. Below the depth limit they count as different:
 * whoever then reads the entry meets the limit and says so.
 */
export function sameJson(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > limits.lockfileDepth.value) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!sameJson(a[index], b[index], depth + 1)) return false;
    return true;
  }
  return !Array.isArray(b) && sameObject(a as Bag, b as Bag, depth);
}

type Bag = { readonly [key: string]: unknown };

function sameObject(a: Bag, b: Bag, depth: number): boolean {
  let size = 0;
  for (const key in a) {
    const left = a[key];
    const right = b[key];
    // An own key `__proto__` on one side alone would otherwise be compared with the other side's prototype.
    if (left !== right && (typeof left !== 'object' || !Object.hasOwn(b, key) || !sameJson(left, right, depth + 1))) return false;
    size++;
  }
  for (const _ in b) size--;
  return size === 0;
}

/** Whether a parsed value is nested deeper than the limit for lockfiles. */
export function tooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth >= limits.lockfileDepth.value) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value)) if (tooDeep(item, depth + 1)) return true;
  return false;
}

/** The own keys in which two entries differ, by code point. Keys in `ignored` are passed over. */
export function differences(before: Json | undefined, after: Json | undefined, ignored: ReadonlySet<string> = new Set()): MetadataDifference[] {
  const left = isObject(before) ? before : {};
  const right = isObject(after) ? after : {};
  const found: MetadataDifference[] = [];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const a = Object.hasOwn(left, key) ? left[key] : undefined;
    const b = Object.hasOwn(right, key) ? right[key] : undefined;
    if (ignored.has(key) || sameJson(a, b)) continue;
    found.push({ key, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) });
  }
  return sortedBy(found, (difference) => difference.key);
}
