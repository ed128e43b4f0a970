import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import { countProblems, occurrences } from '../count.js';

const token = '"integrity"';

/**
 * Holds the pins that were read against how often the text says `"integrity"`. Where a package of that name makes the text say it more
 * often, names are counted too.
 */
export function pinProblems({ text, own }: { readonly text: string; readonly own: JsonObject }, entries: ReadonlyMap<string, Json>): LockfileProblem[] {
  const sections = [...(own['dependencies'] === undefined ? [] : [own['dependencies']]), ...(own['packages'] === undefined ? [] : entries.values())];
  let read = 0;
  for (const section of sections) if (isObject(section) && Object.hasOwn(section, 'integrity')) read += 1;
  if (own['dependencies'] === undefined && occurrences(text, token) === read) return [];
  return countProblems(text, token, sections.reduce((sum: number, section) => sum + spoken(section), 0));
}

/** How often a value says the word, as a key or as a text. Walks without recursion: the depth is the writer's to choose. */
function spoken(value: Json): number {
  let count = 0;
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === 'integrity') count += 1;
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next) && Object.hasOwn(next, 'integrity')) count += 1;
    for (const item of Array.isArray(next) ? (next as readonly Json[]) : Object.values(next as JsonObject)) if (item === 'integrity' || (typeof item === 'object' && item !== null)) open.push(item);
  }
  return count;
}
