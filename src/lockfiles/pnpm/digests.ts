import { isObject, type Json } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import { countProblems } from '../count.js';
import type { PnpmFile } from './document.js';

/** Compares the digests that were read with those that stand in the text: what a parser passed over, or reads where nothing is written, shows. */
export function digestProblems({ text, main, environment }: PnpmFile): LockfileProblem[] {
  let read = 0;
  for (const document of [main, environment]) {
    const packages = document && Object.hasOwn(document.own, 'packages') ? document.own['packages'] : undefined;
    if (isObject(packages)) for (const key of Object.keys(packages)) read += digestsIn(packages[key]!);
  }
  return countProblems(text, 'integrity: sha', read);
}

function digestsIn(entry: Json): number {
  const resolution = isObject(entry) && Object.hasOwn(entry, 'resolution') ? entry['resolution'] : undefined;
  if (!isObject(resolution)) return 0;
  let count = digestIn(resolution);
  if (Array.isArray(resolution['variants'])) for (const variant of resolution['variants']) count += isObject(variant) ? digestIn(variant['resolution']) : 0;
  return count;
}

function digestIn(resolution: Json | undefined): number {
  const integrity = isObject(resolution) && Object.hasOwn(resolution, 'integrity') ? resolution['integrity'] : undefined;
  return typeof integrity === 'string' && integrity.startsWith('sha') ? 1 : 0;
}
