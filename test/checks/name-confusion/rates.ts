// node --import ./dev/register.mjs test/checks/name-confusion/rates.ts ADVISORIES: counts what docs/checks/name-confusion.md tells of hits and false alarms.
import { createHash } from 'node:crypto';
import { isInUse, likenessOf, resemblance, type LikenessKind } from '../../../src/checks/record/likeness.js';
// @ts-expect-error scripts in dev have no types
import { countSources, filesOf, namesInAdvisories } from '../../../dev/registry-files.mjs';

const malicious = namesInAdvisories(process.argv[2]) as ReadonlyMap<string, string>;
async function countsOf(source: { readonly file: string }): Promise<ReadonlyMap<string, number>> {
  return new Map(Object.entries(JSON.parse(((await filesOf(source, [source.file])) as Map<string, string>).get(source.file)!) as Record<string, number>));
}
const [newer, older] = [await countsOf(countSources.newer), await countsOf(countSources.older)];

/** How many are told where the registry says that they are so old: the weaker kinds only of the youngest. */
function told(names: readonly string[], find: (name: string) => ReturnType<typeof resemblance>): string {
  const found = names.flatMap((name) => find(name) ?? []);
  const among = (kinds: readonly LikenessKind[]): number => found.filter(({ kind }) => kinds.includes(kind)).length;
  const strong = among(['signs', 'letters', 'typo', 'order', 'scope']);
  const share = (count: number): string => `${count} (${((100 * count) / names.length).toFixed(2)} %)`;
  return `${names.length} names; told where days old ${share(found.length)}, weeks ${share(strong + among(['affix']))}, months ${share(strong)}`;
}

for (const prefix of ['MAL', 'LWA']) console.log(`${prefix}: ${told([...malicious].flatMap(([name, id]) => (id.startsWith(prefix) && !isInUse(name) ? [name] : [])), resemblance)}`);

const ranked = [...newer].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
const hash = (name: string): string => createHash('sha256').update(name).digest('hex');
const ordinary = ranked.slice(10_000, 200_000).map((name) => [hash(name), name] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
for (const count of [2_000, 20_000]) {
  const drawn = ordinary.slice(0, count);
  console.log(`ordinary packages, in use ${drawn.filter(isInUse).length}, by name alone: ${told(drawn, resemblance)}`);
  console.log(`  by a list of the older counts alone: ${told(drawn, (name) => ((older.get(name) ?? 0) >= 1000 ? undefined : resemblance(name)))}`);
  console.log(`  by the list as it is: ${told(drawn, likenessOf)}`);
}
console.log(`packages that came between the two counts: ${told(ranked.slice(0, 200_000).filter((name) => !older.has(name)), resemblance)}`);
