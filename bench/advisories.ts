import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { loadAdvisories } from '../src/adapters/osv/load.js';
import { lockfileOf, recordLines } from './advisories/data.js';
import { median } from './measure.js';
import type { BenchRow } from './rows.js';
import { scratch } from './worlds.js';

interface Taken {
  readonly records: number;
  readonly loadMs: number;
  readonly matchMs: number;
  readonly hits: number;
  /** Bytes above what the process held before: at most, and once the rest was collected. */
  readonly peak: number;
  readonly held: number;
}

const turns = 5;
const heldMb = 150;
const root = fileURLToPath(new URL('..', import.meta.url));

type Way = 'raw' | 'index' | 'floor' | 'peer';

async function taken(way: Way, file: string, lockfile: string): Promise<Taken> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', './dev/register.mjs', 'bench/processes/advisories.ts', way, file, lockfile], { cwd: root });
  return JSON.parse(stdout) as Taken;
}

/** Each way in processes of its own, turn by turn, so that a slow moment falls on all; medians. */
async function medians(files: { readonly raw: string; readonly index: string; readonly peer: string; readonly lockfile: string }, times: number): Promise<Record<Way, Taken>> {
  const runs: Record<Way, Taken[]> = { raw: [], index: [], floor: [], peer: [] };
  for (let turn = 0; turn < times; turn++) {
    runs.floor.push(await taken('floor', files.raw, files.lockfile));
    runs.raw.push(await taken('raw', files.raw, files.lockfile));
    runs.index.push(await taken('index', files.index, files.lockfile));
    runs.peer.push(await taken('peer', files.peer, files.lockfile));
  }
  const middle = (list: readonly Taken[]): Taken => ({
    records: list[0]!.records, hits: list[0]!.hits, loadMs: median(list.map((one) => one.loadMs)), matchMs: median(list.map((one) => one.matchMs)),
    peak: median(list.map((one) => one.peak)), held: median(list.map((one) => one.held)),
  });
  return { raw: middle(runs.raw), index: middle(runs.index), floor: middle(runs.floor), peer: middle(runs.peer) };
}

const mb = (bytes: number): number => Math.round(bytes / 1e6);
const ms = (value: number): number => Math.round(value * 10) / 10;

/** The peer passes over records whose packages have no purl: it is handed them with one. */
function withPurls(line: string): string {
  const record = JSON.parse(line) as { affected?: { package?: { ecosystem: string; name: string; purl?: string } }[] };
  for (const { package: named } of record.affected ?? []) if (named?.ecosystem === 'npm') named.purl ??= `pkg:npm/${named.name.replace('@', '%40')}`;
  return JSON.stringify(record);
}

/** The peer's rows, where it is installed. It finds records that name a package; whether they hold its version is left to who asks. */
function peerRows(name: string, { raw, kept, peer }: { readonly raw: Taken; readonly kept: Taken; readonly peer: Taken }): BenchRow[] {
  const against = '@renovatebot/osv-offline-db';
  if (peer.records === 0) return [{ name: `${name}: ${against} is not installed (npm install --no-save ${against}@3.0.12, Node 22.12 or newer)`, value: 0, unit: '', ok: true }];
  const row = (what: string, ours: number, theirs: number, most?: number): BenchRow => ({ name: `${name}: ${what} (${ms(theirs)} ms there)`, value: ms(ours), unit: 'ms', ratio: ours / theirs, against, ...(most === undefined ? {} : { goal: `<= ${most}` }), ok: most === undefined || ours <= most * theirs });
  return [
    row('1,500 packages, against its candidates alone', raw.matchMs, peer.matchMs, 1),
    // Ours reads every range and severity, once for each export; the peer notes where each record stands, at each start.
    row('from the export, packed, and 1,500 packages', raw.loadMs + raw.matchMs, peer.loadMs + peer.matchMs),
    row('from a kept index, and 1,500 packages', kept.loadMs + kept.matchMs, peer.loadMs + peer.matchMs, 1),
  ];
}

async function rowsOf(folder: string, times: number): Promise<BenchRow[]> {
  const lines = recordLines(times);
  const files = { raw: path.join(folder, `${times}.ndjson.gz`), index: path.join(folder, `${times}.index`), peer: path.join(folder, String(times), 'npm.nedb'), lockfile: path.join(folder, `${times}.json`) };
  await writeFile(files.raw, gzipSync(`${lines.join('\n')}\n`, { level: 4 }));
  await mkdir(path.dirname(files.peer));
  await writeFile(files.peer, `${lines.map(withPurls).join('\n')}\n`);
  await writeFile(files.lockfile, JSON.stringify(lockfileOf(lines)));
  const { index } = await loadAdvisories(files.raw);
  await writeFile(files.index, index.packed);
  const { raw, index: kept, floor, peer } = await medians(files, times === 1 ? turns : 3);
  if (raw.records !== kept.records || raw.hits !== kept.hits || raw.hits === 0) throw new Error(`${raw.records} records and ${raw.hits} hits, ${kept.records} and ${kept.hits} from the index`);
  const name = `${lines.length} records`;
  const against = 'gunzip and JSON.parse of every record';
  const timed = (what: string, value: number, most: number): BenchRow => {
    const ratio = value / floor.loadMs;
    return { name: `${name}: ${what}`, value: ms(value), unit: 'ms', ratio, against, goal: `<= ${most}`, ok: ratio <= most };
  };
  return [
    { name: `${name}: ${against}`, value: ms(floor.loadMs), unit: 'ms', ok: true },
    timed('from the export as it comes', raw.loadMs, 4),
    timed(`from a kept index (${mb(index.packed.length)} MB)`, kept.loadMs, 0.25),
    timed(`1,500 packages, ${raw.hits} hits, the first time`, raw.matchMs, 0.15),
    ...peerRows(name, { raw, kept, peer }),
    { name: `${name}: memory held after reading the export`, value: mb(raw.held), unit: 'MB', ...(times === 1 ? { goal: `<= ${heldMb} MB` } : {}), ok: times > 1 || mb(raw.held) <= heldMb },
    { name: `${name}: its peak`, value: mb(raw.peak), unit: 'MB', ratio: raw.peak / floor.peak, against, ok: true },
    { name: `${name}: memory held with a kept index`, value: mb(kept.held), unit: 'MB', ok: true },
  ];
}

/** Measures what it takes to have advisories at hand and to ask them about a lockfile, for some 25,000 records and for ten times as many. */
export async function run(): Promise<BenchRow[]> {
  const { folder, remove } = await scratch();
  try {
    return [...await rowsOf(folder, 1), ...await rowsOf(folder, 10)];
  } finally {
    await remove();
  }
}
