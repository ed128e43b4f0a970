import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { placesOf } from '../../src/adapters/files/places.js';
import { createRegistry, publicDefaultRegistry, readNpmSettings } from '../../src/adapters/registry/index.js';
import { systemTimers } from '../../src/adapters/system/clock.js';
import type { Pair } from './choose.js';
import { fetchAll } from './fetch.js';
import { listText, readList } from './lists.js';
import { makeList } from './made.js';
import { measureAll } from './measure.js';
import { aged, newest, recordLines, type Step } from './record-checks.js';
import { cachedRecord, npmCacheFolder } from './records.js';
import { pairLines, summaryLines, summaryOf } from './report.js';
import { openStore, type Store } from './store.js';

const usage = `Usage: npm run corpus -- [options]

Compares both versions of 150 real upgrades of popular packages, the way
mergewarden inspect NAME@OLD..NEW does, and prints all that is found.

  --list A|B|FILE     which list (A)
  --only NAME[,NAME]  only the upgrades of these packages
  --jobs N            pairs at once (2)
  --cache DIR         where archives, records and facts are kept
  --offline           ask no registry: npm's own cache and DIR have to do; pairs
                      that they lack are left out, and named
  --fetch             only fetch what the list needs, compare nothing
  --advisories DIR    OSV records: adds the checks that need them
  --age HOURS         judge each upgrade so long after its new version was put up,
                      by the record as it was then, but for its age alone
  --records           read no archive: say how many of the list's upgrades the
                      checks on records speak of, today and three days after
                      each came out (--age HOURS: after so long), and of how many
                      of the same packages' newest releases today
  --json FILE         all of it as a JSON document too
  --choose --seed N   print a list chosen by this seed, from the records that
                      npm's cache holds; wants --advisories, so that nothing
                      malicious is on it; --besides A leaves out A's names

Exit code: 0 kept to the goal, 1 not (something high or critical, or mediums in
more than two pairs, at the default level), 2 pairs are missing or could not
be checked, 64 wrong usage.`;

const options = {
  list: { type: 'string', default: 'A' }, only: { type: 'string' }, jobs: { type: 'string', default: '2' }, cache: { type: 'string' }, offline: { type: 'boolean', default: false },
  fetch: { type: 'boolean', default: false }, advisories: { type: 'string' }, age: { type: 'string' }, records: { type: 'boolean', default: false }, json: { type: 'string' }, choose: { type: 'boolean', default: false }, seed: { type: 'string' },
  besides: { type: 'string', multiple: true, default: [] as string[] }, help: { type: 'boolean', default: false },
} as const;

function wordsOf(argv: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof options }>>['values'] {
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(64);
  }
}

const hour = 3_600_000;
const words = wordsOf(process.argv.slice(2));
const whole = (text: string | undefined, least: number): number => {
  const number = Number(text);
  if (text !== undefined && Number.isInteger(number) && number >= least && number < 2 ** 32) return number;
  console.error(usage);
  process.exit(64);
};

/** Three days: what stands so long is what most updates are, and a warning of its age has been over for two. */
const usualAge = 72 * hour;

async function tellOfRecords(pairs: readonly Pair[], store: Store): Promise<void> {
  const now = Date.now();
  const age = words.age === undefined ? usualAge : whole(words.age, 0) * hour;
  const known = (await Promise.all(pairs.map(async (pair) => ({ pair, record: await store.record(pair.name) })))).flatMap(({ pair, record }) => (record ? [{ pair, record }] : []));
  const there = (step: Step | undefined): step is Step => step !== undefined;
  const newestOf = new Map(known.map(({ record }) => [record.name, newest(record, now)]));
  console.log(recordLines('today', known.map(({ pair, record }) => ({ record, before: pair.before, after: pair.after, now }))).join('\n'));
  console.log(recordLines(`${age / hour} hours after each`, known.map(({ pair, record }) => aged(record, pair.before, pair.after, age)).filter(there)).join('\n'));
  console.log(recordLines('the newest release of each package, today', [...newestOf.values()].filter(there)).join('\n'));
}

async function run(): Promise<number> {
  if (words.help) { console.log(usage); return 0; }
  if (words.choose) {
    if (words.advisories === undefined) { console.error(usage); return 64; }
    process.stdout.write(listText(await makeList(whole(words.seed, 1), words.advisories, words.besides.map((word) => readList(word)))));
    return 0;
  }
  const started = performance.now();
  const jobs = whole(words.jobs, 1);
  const only = words.only?.split(',');
  const pairs = readList(words.list).pairs.filter(({ name }) => only?.includes(name) ?? true);
  const store = await openStore(path.resolve(words.cache ?? path.join(placesOf(process.env, os.homedir(), process.platform).cacheFolder, 'corpus')));
  const stop = new AbortController();
  process.once('SIGINT', () => { stop.abort(new Error('interrupted')); });
  const settings = readNpmSettings({ env: process.env, home: os.homedir(), execPath: process.execPath, repository: process.cwd() });
  const registry = createRegistry(settings, { timers: systemTimers });
  const { ready, missing } = await fetchAll(pairs, store, {
    npmCache: npmCacheFolder(), cachedRecord: (name) => cachedRecord(name, publicDefaultRegistry()), ...(words.offline ? {} : { registry }),
  }, stop.signal, (done) => { if (done % 10 === 0 || done === pairs.length) process.stderr.write(`fetched ${done} of ${pairs.length}\n`); }, !words.records);
  registry.close();
  for (const { pair, code } of missing) process.stderr.write(`missing: ${pair.name}@${pair.before}..${pair.after}: ${code}\n`);
  if (missing.some(({ code }) => code === 'REGISTRY_UNREACHABLE' || code === 'REGISTRY_TIMEOUT')) process.stderr.write('The registry cannot be reached. What was fetched is kept; run this again with a network, or with --offline for what is there.\n');
  if (words.fetch) return missing.length > 0 ? 2 : 0;

  if (words.records) {
    await tellOfRecords(ready, store);
    return missing.length > 0 ? 2 : 0;
  }
  let done = 0;
  const measured = await measureAll(ready, {
    store, jobs, signal: stop.signal, ...(words.advisories === undefined ? {} : { advisories: path.resolve(words.advisories) }), ...(words.age === undefined ? {} : { age: whole(words.age, 0) * hour }),
    told: ({ pair, outcome, ms }) => { process.stderr.write(`${done += 1}/${ready.length} ${pair.name}@${pair.before}..${pair.after} ${outcome} ${Math.round(ms)} ms\n`); },
  });
  const summary = summaryOf(measured);
  const totalMs = performance.now() - started;
  for (const one of measured) console.log(pairLines(one).join('\n'));
  console.log(`\n${summaryLines(summary, totalMs, missing.length).join('\n')}`);
  if (words.json !== undefined) await writeFile(words.json, `${JSON.stringify({ list: words.list, summary, totalMs, missing: missing.map(({ pair, code }) => ({ name: pair.name, before: pair.before, after: pair.after, code })), pairs: measured }, null, 1)}\n`);
  return summary.held ? (missing.length > 0 || summary.outcomes['unknown'] ? 2 : 0) : 1;
}

process.exit(await run());
