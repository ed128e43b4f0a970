import os from 'node:os';
import { readdirSync } from 'node:fs';
import type { BenchRow } from './rows.js';

/** Every file of this folder that measures something, by its name. */
const names = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.ts') && !['main.ts', 'measure.ts', 'rows.ts', 'worlds.ts'].includes(file)).map((file) => file.slice(0, -3)).sort();
const wanted = process.argv.slice(2);
if (wanted.includes('--help') || wanted.some((name) => !names.includes(name))) {
  console.log(`Usage: npm run bench [-- NAME…]\n\nMeasures, each against a peer or a floor from the same run: ${names.join(', ')}.\nExit code: 0 when every goal is met, 1 when one is not.`);
  process.exit(wanted.includes('--help') ? 0 : 64);
}

console.log(`${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`);
let missed = 0;
for (const name of wanted.length > 0 ? wanted : names) {
  console.log(name);
  const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<BenchRow[]> };
  for (const row of await run()) {
    if (!row.ok) missed += 1;
    const ratio = row.ratio === undefined ? '' : `  ${row.ratio.toFixed(2)} × ${row.against ?? ''}`;
    console.log(`  ${row.ok ? 'ok  ' : 'MISS'} ${row.name.padEnd(58)} ${String(row.value).padStart(10)} ${row.unit.padEnd(6)}${ratio}${row.goal === undefined ? '' : `  (goal ${row.goal})`}`);
  }
  console.log('');
}
// Not left to the last handle: a service that was measured leaves processes that end with this one.
process.exit(missed > 0 ? 1 : 0);
