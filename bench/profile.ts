import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { parse } from 'meriyah';
import { createAnalyser } from '../src/adapters/analyser/pool.js';
import { fileFactCache } from '../src/adapters/files/fact-cache.js';
import { createFactSource, type FactSource } from '../src/app/fact-source.js';
import { systemClock } from '../src/adapters/system/clock.js';
import { isWhole } from '../src/core/coverage.js';
import { Failure } from '../src/core/errors.js';
import { parseIntegrity } from '../src/core/integrity.js';
import { subjectOf } from '../src/facts/planner.js';
import type { ArchiveEntry } from '../src/packages/archive.types.js';
import { profilePackage } from '../src/packages/profile/profile.js';
import { readArchive } from '../src/packages/tarball.js';
import type { CodeAnalyser } from '../src/ports/analyser.js';
import type { FactCache } from '../src/ports/fact-cache.js';
import { noAdvisories } from '../src/entries/advisories.js';
import { locked } from '../test/checks/case.js';
import { bundledPair, cachedPair, ordinaryPairs, type Packed, type PackedPair } from './profile/packages.js';
import { median } from './measure.js';
import type { BenchRow } from './rows.js';
import { scratch } from './worlds.js';

const rounds = 3;
const changed = 50;
/** Packages whose code is read in this process and by the parser alone, in turns; and pairs that are measured one by one. */
const read = 16;

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> { yield bytes; }
const share = (values: readonly number[], part: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;
const open = async (one: Packed): ReturnType<typeof readArchive> => readArchive(whole(one.tarball), { integrity: parseIntegrity(one.integrity, 'lock') });

/** Parses a script as meriyah does at its barest, and looks at each node once. @returns the nodes; 0 for what it does not take. */
function walked(text: string): number {
  for (const sourceType of ['module', 'commonjs'] as const) {
    try {
      const stack: unknown[] = [parse(text, { sourceType, next: true, webcompat: true, validateRegex: false })];
      let nodes = 0;
      while (stack.length > 0) {
        const value = stack.pop();
        if (typeof value !== 'object' || value === null) continue;
        if (typeof (value as { type?: unknown }).type === 'string') nodes += 1;
        for (const key in value) stack.push((value as { [key: string]: unknown })[key]);
      }
      return nodes;
    } catch { /* the other goal, or none */ }
  }
  return 0;
}

/** Tarball bytes to profile on one thread, against parsing and walking the same files. */
async function throughput(pairs: readonly PackedPair[]): Promise<BenchRow[]> {
  const packages = pairs.slice(0, read).map(({ after }) => after);
  const scripts: string[] = [];
  for (const one of packages) for (const { path: file, bytes } of (await open(one)).entries) if (/\.[cm]?js$/.test(file)) scripts.push(Buffer.from(bytes).toString('utf8'));
  const megabytes = scripts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  const times: { floor: number[]; profile: number[] } = { floor: [], profile: [] };
  // Both take turns, so that what else the machine does falls on both; the first round only warms up.
  for (let round = -1; round < rounds; round += 1) {
    const start = performance.now();
    for (const text of scripts) walked(text);
    const between = performance.now();
    for (const one of packages) {
      const { facts, entries } = await open(one);
      profilePackage({ files: entries, ...(facts.manifest ? { manifest: facts.manifest } : {}) });
    }
    if (round >= 0) { times.floor.push(between - start); times.profile.push(performance.now() - between); }
  }
  const ratio = median(times.floor.map((time, round) => time / times.profile[round]!));
  const speed = (of: readonly number[]): number => Math.round((megabytes / (median(of) / 1000)) * 100) / 100;
  return [
    { name: `parse and walk alone, ${packages.length} packages, ${megabytes.toFixed(1)} MB of JavaScript`, value: speed(times.floor), unit: 'MB/s', ok: true },
    { name: 'tarball bytes to profile, one thread', value: speed(times.profile), unit: 'MB/s', ratio, against: 'parse and walk', goal: '>= 0.5', ok: ratio >= 0.5 },
  ];
}

const { signal } = new AbortController();
setMaxListeners(0, signal);

/** How long the analyser's processes take for all packages together, each ready before it is measured. */
async function timeOf(processes: number, packages: readonly { readonly entries: readonly ArchiveEntry[]; readonly sha512: string }[]): Promise<number> {
  const analyser = createAnalyser({ processes });
  try {
    const ready = packages.slice(-processes).map(({ entries }, at) => analyser.analyse({ sha512: `ready-${at}`, entries }, signal));
    await Promise.all(ready);
    const start = performance.now();
    await Promise.all(packages.map((one) => analyser.analyse(one, signal)));
    return performance.now() - start;
  } finally {
    await analyser.close();
  }
}

async function twoWorkers(pairs: readonly PackedPair[]): Promise<BenchRow[]> {
  const packages = await Promise.all(pairs.map(async ({ after }) => { const { facts, entries } = await open(after); return { entries, sha512: facts.sha512 }; }));
  const ratios: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = await timeOf(1, packages);
    two.push(await timeOf(2, packages));
    ratios.push(one / two.at(-1)!);
  }
  const ratio = median(ratios);
  return [{ name: `code of ${packages.length} packages, two analyser processes`, value: Math.round(median(two)), unit: 'ms', ratio, against: 'the speed of one', goal: '>= 1.7', ok: ratio >= 1.7 }];
}

/** Facts about archives that lie on this machine, as a review gets them. */
function factsOf(packages: readonly Packed[], analyser: CodeAnalyser, cache: FactCache): FactSource {
  const tarballs = new Map(packages.map((one) => [`${one.name}@${one.version}`, one.tarball]));
  return createFactSource({
    analyser, cache, advisories: noAdvisories, clock: systemClock, tenancy: { installation: 'local', repository: 'local', visibility: 'private', fork: false },
    registry: {
      record: ({ registry, name }) => Promise.reject(new Failure('REGISTRY_NOT_SERVED', { registry, name })),
      tarball: ({ origin: { registry, name, version } }) => { const bytes = tarballs.get(`${name}@${version}`); return bytes ? Promise.resolve(whole(bytes)) : Promise.reject(new Failure('REGISTRY_NOT_SERVED', { registry, name, version })); },
      attestations: () => Promise.reject(new Failure('REGISTRY_NOT_SERVED')),
      isPublic: () => true, lendsCredentials: () => false,
    },
  });
}

/** Milliseconds until the code of all of them is known, and whether it is known to its end; a file that is no JavaScript, as one package tests itself with, has none. */
async function known(facts: FactSource, packages: readonly Packed[]): Promise<{ readonly ms: number; readonly whole: boolean }> {
  const start = performance.now();
  const codes = await Promise.all(packages.map(({ name, version, integrity }) => facts.get(subjectOf(locked(name, version, { integrity: parseIntegrity(integrity, 'lock') })), 'code', signal)));
  return { ms: performance.now() - start, whole: codes.every(({ coverage }) => isWhole(coverage) || (coverage.kind === 'partial' && coverage.code === 'PARSE_FAILED')) };
}

interface Legs { readonly cold: number; readonly later: number; readonly warm: number; readonly whole: boolean }

/** A set of packages with nothing known, with their old sides known, and with all known; each by analysers that have seen nothing yet. */
async function legsOf(pairs: readonly PackedPair[], folder: string, name: string): Promise<Legs> {
  const both = pairs.flatMap(({ before, after }) => [before, after]);
  const cacheAt = (place: string): Promise<FactCache> => fileFactCache({ places: { cacheFolder: path.join(folder, name, place), keyFile: path.join(folder, name, 'key') }, clock: systemClock });
  const [full, half] = [await cacheAt('full'), await cacheAt('half')];
  const leg = async (packages: readonly Packed[], cache: FactCache): ReturnType<typeof known> => {
    const analyser = createAnalyser({});
    try { return await known(factsOf(packages, analyser, cache), packages); } finally { await analyser.close(); }
  };
  const cold = await leg(both, full);
  const warm = await leg(both, full);
  await leg(pairs.map(({ before }) => before), half);
  const later = await leg(both, half);
  return { cold: cold.ms, later: later.ms, warm: warm.ms, whole: [cold, warm, later].every((one) => one.whole) };
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;
const time = (name: string, ms: number, most: number, isWhole: boolean): BenchRow => ({ name: isWhole ? name : `${name} (not read to its end)`, value: seconds(ms), unit: 's', ratio: ms / most, against: 'the goal', goal: `<= ${most / 1000} s`, ok: isWhole && ms <= most });

/** A large package: as npm's cache has it, else a bundle of its size made here. */
async function large(name: string, bytes: number | undefined, cold: number, later: number | undefined, folder: string): Promise<BenchRow[]> {
  const pair = (await cachedPair(name)) ?? (bytes === undefined ? undefined : bundledPair(bytes));
  if (pair === undefined) return [{ name: `${name}: not in npm's cache, not measured`, value: 0, unit: 'pairs', ok: true }];
  const told = pair.after.name === name ? `${name} ${pair.before.version} to ${pair.after.version}` : `a bundle of ${Math.round(bytes! / 1e6)} MB, as large as ${name}`;
  const legs = await legsOf([pair], folder, name);
  return [time(`${told}, cold`, legs.cold, cold, legs.whole), later === undefined ? { name: `${told}, old side known`, value: seconds(legs.later), unit: 's', ok: true } : time(`${told}, old side known`, legs.later, later, legs.whole)];
}

async function eachPair(pairs: readonly PackedPair[], folder: string): Promise<BenchRow[]> {
  const cold: number[] = [];
  const later: number[] = [];
  for (const [at, pair] of pairs.entries()) {
    const legs = await legsOf([pair], folder, `pair-${at}`);
    cold.push(legs.cold);
    later.push(legs.later);
  }
  const row = (name: string, value: number): BenchRow => ({ name, value: Math.round(value), unit: 'ms', ok: true });
  return [row(`a pair, cold: median of ${pairs.length}`, median(cold)), row('  95 in a hundred are faster than', share(cold, 0.95)), row('a pair, old side known: median', median(later)), row('  95 in a hundred are faster than', share(later, 0.95))];
}

/**
 * From the bytes of archives to what their code does. On one thread against parsing and walking the same files; by analyser processes, as a
 * review has them, where a process is started for each measure of a pair.
 */
export async function run(): Promise<BenchRow[]> {
  const pairs = ordinaryPairs(changed);
  const { folder, remove } = await scratch();
  try {
    const all = await legsOf(pairs, folder, 'all');
    return [
      ...await throughput(pairs), ...await twoWorkers(pairs.slice(0, read)),
      time(`${pairs.length} changed packages, cold`, all.cold, 8_000, all.whole), time(`${pairs.length} changed packages, all known`, all.warm, 500, all.whole),
      ...await eachPair(pairs.slice(0, read), folder),
      ...await large('typescript', 15_000_000, 8_000, undefined, folder), ...await large('next', undefined, 25_000, 13_000, folder),
    ];
  } finally {
    await remove();
  }
}
