import { parseArgs } from 'node:util';
import { fuzz, textOf } from './hold.js';
import { sourcesUpTo } from './sources.js';

const usage = `Usage: npm run fuzz -- [--runs N] [--seed N] [--format NAME] [--show]

Mutates real lockfiles of every format and reads them: nothing may crash, take
more steps than it should, or be read as empty without a word.

  --runs N        files of each format (10000)
  --seed N        the first seed; each file has its own (1)
  --format NAME   this format only
  --show          prints the file of the seed given instead
  --help          this text

Exit code: 0 when everything held, 1 when something did not, 64 wrong usage.
`;

function main(): number {
  const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' }, format: { type: 'string' }, show: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [runs, seed] = [Number(values.runs ?? 10_000), Number(values.seed ?? 1)];
  if (!Number.isSafeInteger(runs) || !Number.isSafeInteger(seed)) {
    process.stderr.write(usage);
    return 64;
  }
  let failed = 0;
  for (const [format, sources] of sourcesUpTo(60_000)) {
    if (values.format !== undefined && values.format !== format) continue;
    if (values.show) {
      process.stdout.write(textOf(sources, seed).text);
      continue;
    }
    const failures = [...fuzz(sources, runs, seed)];
    for (const one of failures) process.stdout.write(`${one.format} --seed ${one.seed}: ${one.what}\n`);
    process.stdout.write(`${format}: ${runs} files made of ${sources.length}, from seed ${seed} on: ${failures.length === 0 ? 'held' : 'did not hold'}\n`);
    failed += failures.length;
  }
  return failed > 0 ? 1 : 0;
}

process.exitCode = main();
