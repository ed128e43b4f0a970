import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { plants } from './plants.js';
import { simulate } from './run.js';
import { drawPlan } from './scenario.js';
import { shrink } from './shrink.js';

const usage = `Usage: npm run sim -- [--seeds N] [--from SEED] [--plant NAME]
       npm run sim -- --seed SEED [--trace] [--plant NAME]

Runs the service over stand-ins of its ports, in virtual time: what happens, and what goes wrong, is decided by a seed.

  --seeds N     runs so many seeds, on all processors (default 100)
  --from SEED   the first of them (default 1)
  --seed SEED   runs one, and prints the hash of its trace
  --trace       prints the trace of that one
  --plant NAME  plants a bug, to see that it is found: ${Object.keys(plants).join(', ')}
  --help        this text

Exit code: 0 when everything held, 1 when something was not as it has to be (which with --plant is what is wanted), 64 for wrong usage.
`;

/** What a worker process tells of one seed. */
interface Told {
  readonly seed: number;
  readonly hash: string;
  readonly steps: number;
  readonly tookMs: number;
  readonly met: readonly (readonly [string, number])[];
  readonly rules: readonly string[];
}

async function tell(seed: number, plant: string | undefined): Promise<Told> {
  const { hash, steps, tookMs, met, violations } = await simulate(drawPlan(seed), { plant: plant === undefined ? undefined : plants[plant] });
  return { seed, hash, steps, tookMs, met: [...met], rules: violations.map((one) => `${one.rule}: ${one.what}`) };
}

/** Runs seeds in worker processes, a few at a time, and gives each one's result on as it comes. */
async function runMany(seeds: readonly number[], plant: string | undefined, each: (told: Told) => void): Promise<void> {
  const workers = Math.max(1, Math.min(availableParallelism(), seeds.length));
  let next = 0;
  await Promise.all(Array.from({ length: workers }, () => new Promise<void>((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--work', ...(plant === undefined ? [] : ['--plant', plant])]);
    const hand = (): void => {
      const batch = seeds.slice(next, next += 5);
      if (batch.length > 0) child.send(batch);
      else child.disconnect();
    };
    child.on('message', (told) => {
      for (const one of told as readonly Told[]) each(one);
      hand();
    });
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a worker ended with ${code}`));
    });
    hand();
  })));
}

/** A worker process: is sent seeds, answers with what became of them. */
function work(plant: string | undefined): void {
  process.on('message', (seeds) => {
    Promise.all((seeds as readonly number[]).reduce<Promise<Told>[]>((before, seed) => [...before, (before.at(-1) ?? Promise.resolve()).then(() => tell(seed, plant))], [])).then((told) => { process.send!(told); }, (error: unknown) => {
      console.error(error);
      process.exit(2);
    });
  });
}

function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** The shortest trace of a broken rule. */
async function sayShrunk(seed: number, rule: string, plant: string | undefined): Promise<void> {
  const { plan, outcome } = await shrink(drawPlan(seed), rule.split(':')[0]!, plant === undefined ? undefined : plants[plant]);
  say(`\nSeed ${seed}, without what it does not take: ${plan.actions.length} actions, ${plan.faults.length} faults, ${plan.processes} processes.`);
  for (const action of plan.actions) say(`  people ${JSON.stringify(action)}`);
  for (const fault of plan.faults) say(`  fault  ${JSON.stringify(fault)}`);
  const most = 120;
  if (outcome.lines.length > most) say(`  … ${outcome.lines.length - most} lines before`);
  for (const line of outcome.lines.slice(-most)) say(`  ${line}`);
}

async function runOne(seed: number, plant: string | undefined, trace: boolean): Promise<number> {
  const { violations, lines, hash, steps, tookMs } = await simulate(drawPlan(seed), { keepTrace: trace, plant: plant === undefined ? undefined : plants[plant] });
  for (const line of lines) say(line);
  for (const { rule, what } of violations) say(`VIOLATED ${rule}: ${what}`);
  say(`seed ${seed}: ${steps} steps, ${Math.round(tookMs / 60_000)} simulated minutes, trace ${hash}`);
  return violations.length > 0 ? 1 : 0;
}

async function runSeeds(from: number, count: number, plant: string | undefined): Promise<number> {
  const began = performance.now();
  const all: Told[] = [];
  const met = new Map<string, number>();
  await runMany(Array.from({ length: count }, (_, index) => from + index), plant, (told) => {
    all.push(told);
    for (const [what, times] of told.met) met.set(what, (met.get(what) ?? 0) + times);
  });
  const broken = all.filter((one) => one.rules.length > 0).sort((one, other) => one.seed - other.seed);
  const sum = (of: (told: Told) => number): number => all.reduce((total, one) => total + of(one), 0);
  say(`${count} seeds in ${((performance.now() - began) / 1_000).toFixed(1)} s: ${sum((one) => one.steps)} steps, ${Math.round(sum((one) => one.tookMs) / 3_600_000)} simulated hours`);
  for (const [what, times] of [...met].sort(([one], [other]) => (one < other ? -1 : 1))) say(`  ${String(times).padStart(7)}  ${what}`);
  if (plant !== undefined) say(`${plant} (${plants[plant]!.what}): found in ${broken.length} of ${count} seeds`);
  for (const one of broken.slice(0, plant === undefined ? 20 : 1)) for (const rule of one.rules) say(`seed ${one.seed}: ${rule}`);
  const [first] = broken;
  if (first) await sayShrunk(first.seed, first.rules[0]!, plant);
  else say(plant === undefined ? 'everything held' : 'NOT FOUND');
  return broken.length > 0 ? 1 : 0;
}

function whole(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

async function main(): Promise<number> {
  const string = { type: 'string' } as const;
  const boolean = { type: 'boolean' } as const;
  let values;
  try {
    ({ values } = parseArgs({ options: { seeds: string, from: string, seed: string, plant: string, trace: boolean, help: boolean, work: boolean } }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 64;
  }
  const [seeds, from, seed] = [whole(values.seeds, 100), whole(values.from, 1), whole(values.seed, 0)];
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  if (seeds === undefined || seeds === 0 || from === undefined || seed === undefined || (values.plant !== undefined && !Object.hasOwn(plants, values.plant)) || (values.trace === true && values.seed === undefined)) {
    process.stderr.write(usage);
    return 64;
  }
  if (values.work === true) {
    work(values.plant);
    return new Promise<number>((resolve) => { process.on('disconnect', () => { resolve(0); }); });
  }
  return values.seed === undefined ? runSeeds(from, seeds, values.plant) : runOne(seed, values.plant, values.trace === true);
}

process.exitCode = await main();
