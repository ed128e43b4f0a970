// node --import ./dev/register.mjs test/checks/name-confusion/draw.ts ADVISORIES: draws squats.json and neighbours.json anew. What stands in README.md beside them is its rule.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { popularCount, popularNames } from '../../../src/checks/record/popular-names.js';
// @ts-expect-error scripts in dev have no types
import { countSources, filesOf, namesInAdvisories } from '../../../dev/registry-files.mjs';
import { nearestOf } from './reference.js';

const sources = countSources as Record<'newer' | 'older' | 'oldest', { readonly file: string }>;
const all = popularNames();
const popular = new Set(all);
const nearest = nearestOf(all.slice(0, popularCount));
const malicious = namesInAdvisories(process.argv[2]) as ReadonlyMap<string, string>;

async function countsOf(source: { readonly file: string }): Promise<ReadonlyMap<string, number>> {
  return new Map(Object.entries(JSON.parse(((await filesOf(source, [source.file])) as Map<string, string>).get(source.file)!) as Record<string, number>));
}

/** Chance that nobody chose, the same each time. */
function shuffled(names: Iterable<string>): readonly string[] {
  return [...names].map((name) => [createHash('sha256').update(name).digest('hex'), name] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}

function draw(names: Iterable<string>, count: number): readonly { readonly name: string; readonly popular: string }[] {
  const out: { name: string; popular: string }[] = [];
  for (const name of shuffled(names)) {
    const found = nearest(name);
    if (found) out.push({ name, popular: found.popular });
    if (out.length === count) break;
  }
  return out;
}

const lines = (list: readonly object[]): string => `[\n${list.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`;
const squats = draw([...malicious].flatMap(([name, id]) => (id.startsWith('MAL-') && !popular.has(name) ? [name] : [])), 100);
writeFileSync('test/checks/name-confusion/squats.json', lines(squats.map((one, index) => ({ ...one, id: malicious.get(one.name), half: index % 2 === 0 ? 'developed' : 'measured' }))));

const [newer, older, oldest] = [await countsOf(sources.newer), await countsOf(sources.older), await countsOf(sources.oldest)];
const inUse = (name: string): boolean => newer.get(name)! >= 1000 && (older.get(name) ?? 0) >= 1000;
const others = [...newer.keys()].filter((name) => !popular.has(name) && !malicious.has(name));
const asked = ['preact', 'lodash-es'];
const neighbours = [
  ...[{ name: 'preact', popular: 'react' }, { name: 'lodash-es', popular: 'lodash' }, ...draw(all.filter((name) => !asked.includes(name)), 98)].map((one) => ({ ...one, known: 'popular' })),
  ...draw(others.filter(inUse), 100).map((one) => ({ ...one, known: 'used' })),
  ...draw(others.filter((name) => !inUse(name) && oldest.has(name)), 100).map((one) => ({ ...one, known: 'old' })),
];
writeFileSync('test/checks/name-confusion/neighbours.json', lines(neighbours));
