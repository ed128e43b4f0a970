import { fork, type ChildProcess } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { allOf, folders, sizeOf, type Folder } from '../../test/attacks/variants/replicas.js';
import { fixedVariants } from '../../test/attacks/variants/fixed.js';
import { knownMisses } from '../../test/attacks/variants/known-misses.js';
import { operators } from '../../test/attacks/variants/mutate.js';
import { reportOf } from './report.js';
import { shown, type Ask, type Told } from './work.js';

const usage = `Usage: npm run variants -- [options]

Writes every replica of a well-known attack in other ways that do the same,
judges each, and prints what moved towards passing; and the same for honest
changes of the same shape, none of which may be called high.

  --seed TEXT       what the variants follow from (1)
  --per N           variants of each replica (50)
  --large N         variants of each replica with over 1 MB of code (5)
  --depths N        mutations on one another, from 1 to N (5)
  --each N          each operator alone instead, N times, on all but the large
  --fixed           the variants of the ordinary tests instead: prints what
                    is lost as test/attacks/variants/known-misses.ts lists it
  --tools           three variants of each by real tools instead
  --folder NAME     replicas, blind, clean or kernels: only these
  --only ID[,ID]    only the replicas with these names
  --at N            only the variant with this number
  --show            print the files of the shortest form of what is lost
  --no-shrink       do not look for the shortest form
  --jobs N          processes (as many as there are processors)
  --json FILE       all judgements as lines of JSON

Exit code: 0 nothing was lost, 1 something was, 64 wrong usage.`;

const options = {
  seed: { type: 'string', default: '1' }, per: { type: 'string', default: '50' }, large: { type: 'string', default: '5' }, depths: { type: 'string', default: '5' }, each: { type: 'string' }, fixed: { type: 'boolean', default: false }, tools: { type: 'boolean', default: false }, folder: { type: 'string' }, only: { type: 'string' },
  at: { type: 'string' }, show: { type: 'boolean', default: false }, 'no-shrink': { type: 'boolean', default: false }, jobs: { type: 'string', default: String(availableParallelism()) }, json: { type: 'string' }, help: { type: 'boolean', default: false },
} as const;

function wordsOf(argv: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof options }>>['values'] {
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(64);
  }
}
const words = wordsOf(process.argv.slice(2));
if (words.help) { console.log(usage); process.exit(0); }
const whole = (text: string | undefined, least: number): number => {
  const number = Number(text);
  if (text !== undefined && Number.isInteger(number) && number >= least && number < 1e6) return number;
  console.error(usage);
  process.exit(64);
};

const large = 1_000_000;
/** Milliseconds after which a process that tells nothing is ended: even the largest are judged in a tenth of it. */
const silence = 600_000;
/** Tasks of few variants each, the costly ones first. */
async function asks(): Promise<Ask[]> {
  const only = words.only?.split(',');
  const chosen = folders.filter((one) => words.folder === undefined || words.folder === one);
  if (chosen.length === 0) { console.error(usage); process.exit(64); }
  const found: (Ask & { readonly cost: number })[] = [];
  for (const folder of chosen) {
    for (const replica of await allOf(folder)) {
      if (only && !only.includes(replica.id)) continue;
      const cost = sizeOf(replica);
      const count = words.tools ? 3 : words.each !== undefined ? (cost > large ? 0 : whole(words.each, 1) * operators.length) : cost > large ? whole(words.large, 0) : whole(words.per, 1);
      const base = { folder: folder as Folder, id: replica.id, seed: words.seed!, depths: whole(words.depths, 1), tools: words.tools!, each: words.each !== undefined, shrink: words['no-shrink'] !== true };
      if (words.at !== undefined) { found.push({ ...base, from: whole(words.at, 0), to: whole(words.at, 0) + 1, cost }); continue; }
      const chunk = words.tools ? 3 : cost > large ? 1 : 25;
      for (let from = 0; from < count; from += chunk) found.push({ ...base, from, to: Math.min(count, from + chunk), cost });
    }
  }
  return found.toSorted((a, b) => Math.max(b.cost, large) - Math.max(a.cost, large));
}

type Message = { readonly ready?: true; readonly told?: Told; readonly done?: true; readonly failed?: string };

/** Hands tasks to processes until none are left. A process that ends is told, and its task is lost. */
async function run(tasks: Ask[]): Promise<readonly Told[]> {
  const all: Told[] = [];
  const failures: string[] = [];
  const wanted = tasks.reduce((sum, one) => sum + one.to - one.from, 0);
  const left = [...tasks];
  const begun = Date.now();
  let shownAt = begun;
  await Promise.all(Array.from({ length: Math.min(whole(words.jobs, 1), tasks.length) }, () => new Promise<void>((resolve) => {
    let current: Ask | undefined;
    const begin = (): void => {
      const child: ChildProcess = fork(new URL('./worker.ts', import.meta.url), { execArgv: ['--import', new URL('../../dev/register.mjs', import.meta.url).pathname, '--max-old-space-size=3000'] });
      const next = (): void => {
        current = left.shift();
        if (current) child.send(current);
        else { child.disconnect(); resolve(); }
      };
      child.on('message', (message: Message) => {
        if (message.told) {
          all.push(message.told);
          if (words.json) appendFileSync(words.json, `${JSON.stringify(message.told)}\n`);
          if (message.told.kind === 'lost' || message.told.kind === 'alarm' || Date.now() - shownAt > 30_000) { shownAt = Date.now(); console.error(`${all.length} of ${wanted}, ${all.filter((one) => one.kind === 'lost' || one.kind === 'alarm').length} lost, ${Math.round((shownAt - begun) / 1000)} s`); }
        }
        if (message.failed) failures.push(message.failed);
        if (message.ready || message.done || message.failed) next();
      });
      let heard = Date.now();
      const watch = setInterval(() => { if (Date.now() - heard > silence) child.kill('SIGKILL'); }, 5_000);
      child.on('message', () => { heard = Date.now(); });
      child.on('exit', (code) => {
        clearInterval(watch);
        if (!current) return;
        failures.push(`${current.folder}/${current.id} from ${current.from}: the process ended (${String(code)})`);
        begin();
      });
    };
    begin();
  })));
  for (const failure of failures) console.error(`not judged: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  return all;
}

if (words.fixed) {
  const known = new Set(knownMisses);
  const now: string[] = [];
  for (const set of ['tools', 'mutated'] as const) {
    const begun = process.cpuUsage();
    now.push(...(await fixedVariants(set, (line) => { console.log(`  '${line}',${known.has(line) ? '' : ' // new'}`); })).lost);
    const { user, system } = process.cpuUsage(begun);
    console.error(`${set}: ${((user + system) / 1e6).toFixed(1)} s of processor`);
  }
  for (const line of knownMisses) if (!now.includes(line)) console.log(`// mended: ${line}`);
  process.exit(now.some((line) => !known.has(line)) ? 1 : 0);
}
if (words.json) writeFileSync(words.json, '');
const told = await run(await asks());
const { lines, lost } = reportOf(told, words.seed!);
console.log(lines.join('\n'));
if (words.show) for (const one of told.filter(({ kind }) => kind === 'lost' || kind === 'alarm')) console.log(`\n##### ${one.folder}/${one.id} ${one.at}\n${await shown(one.folder, one.id, one.shortest!)}`);
process.exit(lost ? 1 : process.exitCode ?? 0);
