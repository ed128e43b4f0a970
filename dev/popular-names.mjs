// npm run names -- ADVISORIES: makes src/checks/record/popular-names.ts and neighbour-names.ts from packages of the npm registry, fetched as npm is set up
// and read as data only: nothing of them is executed. To take newer lists, raise the versions and their digests here and run it again; do so too when
// the ways in which names are alike are changed. ADVISORIES is a folder of OSV records (npm.ndjson or npm.ndjson.gz).
import { writeFileSync } from 'node:fs';
import { countSources as counts, filesOf, namesInAdvisories } from './registry-files.mjs';

const ordered = {
  name: 'npm-high-impact', version: '1.13.0', date: '2026-09-23', file: 'package/lib/top-download.js', licence: 'package/license',
  integrity: 'sha512-Dngjb2fyZfj4/7aZ+9kGGGK/IWnBhb45nzHX1ECxi26vXixkKzdixCB81XTwQzyAwc4d39VbcTL+rlS+d7VETA==',
};
/** How many names others are compared with, and the downloads a month that show a name to be in use: of a popular one, and of one that is like it. */
const [popular, steadyFrom, neighbourFrom] = [10_000, 100_000, 1_000];
const folder = 'src/checks/record';

async function countsOf(source) {
  const table = JSON.parse((await filesOf(source, [source.file])).get(source.file));
  return (name) => (Object.hasOwn(table, name) ? table[name] : undefined);
}

function linesOf(names) {
  const lines = [];
  for (const name of names) if (!/^[\w@/.~!-]+$/.test(name)) throw new Error(`a name of other characters: ${name}`);
  for (let at = 0; at < names.length; at += 20) lines.push(`  '${names.slice(at, at + 20).join(' ')}',`);
  return lines.join('\n');
}

const list = await filesOf(ordered, [ordered.file, ordered.licence]);
if (!list.get(ordered.licence).includes('(The MIT License)')) throw new Error(`the licence of ${ordered.name} is another one now`);
const copyright = /^Copyright .*$/m.exec(list.get(ordered.licence))?.[0];
const named = [...list.get(ordered.file).matchAll(/^\s*'(?<name>[^'\\]+)',?$/gm)].map(({ groups }) => groups.name);
const [newer, older, oldest] = [await countsOf(counts.newer), await countsOf(counts.older), await countsOf(counts.oldest)];
// Downloads can be bought: what came to the top within half a year and that no other count knows is nothing that others are taken for. The oldest
// counts stand in where the newer ones have holes (atob, btoa).
const steady = named.filter((name) => (newer(name) ?? 0) >= steadyFrom || oldest(name) !== undefined);
if (steady.length < popular) throw new Error(`only ${steady.length} names`);
writeFileSync(`${folder}/popular-names.ts`, `/**
 * The most used names of npm, the most used first. Made by \`npm run names\` (dev/popular-names.mjs): do not edit.
 *
 * Source: the package ${ordered.name} ${ordered.version} of ${ordered.date} (${ordered.integrity}),
 * its list of names by downloads, ${named.length} names. Licence: MIT, ${copyright}.
 * Kept of it: ${steady.length} names that were in use before by the counts of the package download-counts (MIT, nice-registry): ${counts.newer.version} of ${counts.newer.date}
 * with at least ${steadyFrom} downloads a month, or ${counts.oldest.version} of ${counts.oldest.date} at all.
 */
const lines: readonly string[] = [
${linesOf(steady)}
];

/** How many of them, from the first, are names that others are compared with. */
export const popularCount = ${popular};

/** All of them, in order of use. */
export function popularNames(): readonly string[] {
  return lines.join(' ').split(' ');
}
`);

// Only now: it compares with the list that was just made.
const { resemblance } = await import('../src/checks/record/likeness.ts');
const malicious = namesInAdvisories(process.argv[2]);
const table = JSON.parse((await filesOf(counts.newer, [counts.newer.file])).get(counts.newer.file));
const neighbours = Object.keys(table).filter((name) => table[name] >= neighbourFrom && (older(name) ?? 0) >= neighbourFrom && !malicious.has(name) && resemblance(name)).sort();
writeFileSync(`${folder}/neighbour-names.ts`, `/**
 * Names that are like a much used one (\`resemblance\`) and were in use themselves, by code point. Made by \`npm run names\` (dev/popular-names.mjs): do not edit.
 *
 * Source: the package download-counts (MIT, nice-registry), ${counts.older.version} of ${counts.older.date} (${counts.older.integrity})
 * and ${counts.newer.version} of ${counts.newer.date} (${counts.newer.integrity}):
 * ${neighbours.length} names with at least ${neighbourFrom} downloads a month in both, without those that a record of malicious packages names (OSV, MAL- and LWA-).
 */
const lines: readonly string[] = [
${linesOf(neighbours)}
];

/** All of them. */
export function neighbourNames(): readonly string[] {
  return lines.join(' ').split(' ');
}
`);
console.log(`${steady.length} of ${named.length} names, ${neighbours.length} neighbours`);
