import { likenessOf } from '../src/checks/record/likeness.js';
import { neighbourNames } from '../src/checks/record/neighbour-names.js';
import { makePopular, popular } from '../src/checks/record/popular.js';
import { popularNames } from '../src/checks/record/popular-names.js';
import { measure } from './measure.js';
import type { BenchRow } from './rows.js';

/** Names that are like no popular one mostly, and go all ways to find one: those of a large install, spelt anew. */
const names = popularNames().slice(2_000, 3_500).map((name) => name.replace(/[aeiou]/g, 'u').replace('@', ''));

/** Measures what it takes to have the popular names at hand and to look 1,500 others up. */
export function run(): Promise<BenchRow[]> {
  const against = 'a set of all names';
  const took = measure(5, () => new Set([...popularNames(), ...neighbourNames()]), { made: makePopular, asked: () => names.filter(likenessOf) });
  if (popular().names.length !== 10_000) throw new Error('other names');
  const ms = (value: number): number => Math.round(value * 10) / 10;
  const row = (name: string, { ms: value, ratio }: { readonly ms: number; readonly ratio: number }, most: number): BenchRow => ({ name, value: ms(value), unit: 'ms', ratio, against, goal: `<= ${most}`, ok: ratio <= most });
  return Promise.resolve([
    { name: against, value: ms(took.floor), unit: 'ms', ok: true },
    row('10,000 popular names at hand', took.made, 15),
    row('1,500 names looked up', took.asked, 12),
  ]);
}
