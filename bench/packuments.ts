import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordsAnswer, RecordsMessage } from './processes/records.js';
import { measured, type Measured } from './review/measured.js';
import { median } from './measure.js';
import type { BenchRow } from './rows.js';
import { scratch } from './worlds.js';

const [packages, versions, rounds] = [200, 300, 3] as const;
const most = 8;

interface Counted { readonly requests: number; readonly unchanged: number; readonly most: number; readonly bytes: number }

/** The next message of a child. */
async function said<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (value) => { resolve(value as T); });
    child.once('exit', (code) => { reject(new Error(`the registry ended with ${code}`)); });
  });
}

/**
 * The records of 200 packages with 300 versions each, as one review asks for them: reduced on arrival, over at most 8 connections, and asked for by their ETags an hour later. Against
 * fetching, unpacking and parsing the same documents over as many connections.
 */
export async function run(): Promise<BenchRow[]> {
  const registry = fork(fileURLToPath(new URL('processes/packuments.ts', import.meta.url)), [String(versions)], { execArgv: ['--import', './dev/register.mjs'] });
  const { folder, remove } = await scratch();
  try {
    const { port } = await said<{ readonly port: number }>(registry);
    const count = async (): Promise<Counted> => { registry.send('count'); return said<Counted>(registry); };
    const names = Array.from({ length: packages }, (_, at) => `package-${at}`);
    const ask = async (way: RecordsMessage['way']): Promise<Measured<RecordsAnswer>> => {
      const message: RecordsMessage = { way, registry: `http://127.0.0.1:${port}/`, names, home: await mkdtemp(path.join(folder, 'home-')) };
      return measured('records', message);
    };
    // The documents are made and packed when they are first asked for.
    await ask('floor');
    await count();
    const floors: Measured<RecordsAnswer>[] = [];
    const records: Measured<RecordsAnswer>[] = [];
    const counts: Counted[] = [];
    for (let round = 0; round < rounds; round += 1) {
      floors.push(await ask('floor'));
      const { bytes } = await count();
      records.push(await ask('records'));
      counts.push({ ...await count(), bytes });
    }
    const floor = median(floors.map(({ answer }) => answer.ms));
    const against = 'fetch, gunzip, JSON.parse';
    const row = (name: string, ms: number, goal: number): BenchRow => ({ name, value: Math.round(ms * 10) / 10, unit: 'ms', ratio: ms / floor, against, goal: `<= ${goal}`, ok: ms <= goal * floor });
    const [own, theirs] = [records, floors].map((all) => median(all.map(({ peakBytes }) => peakBytes))) as [number, number];
    return [
      { name: `${packages} packuments, ${Math.round(counts[0]!.bytes / 1e6)} MB unpacked: ${against}`, value: Math.round(floor * 10) / 10, unit: 'ms', ok: floors.every(({ answer }) => answer.read === packages) },
      row('read and reduced, with an empty cache', median(records.map(({ answer }) => answer.ms)), 5),
      row('an hour later, by their ETags', median(records.map(({ answer }) => answer.againMs)), 1),
      row('while they are fresh', median(records.map(({ answer }) => answer.freshMs)), 1),
      { name: 'all of them read, each time', value: Math.min(...records.map(({ answer }) => answer.read)), unit: `of ${packages}`, goal: 'all', ok: records.every(({ answer }) => answer.read === packages) },
      { name: 'connections at once', value: Math.max(...counts.map((one) => one.most)), unit: '', goal: `<= ${most}`, ok: counts.every((one) => one.most <= most) },
      { name: 'requests of the three readings, of them answered as unchanged', value: counts[0]!.requests, unit: '', goal: `${2 * packages}, ${packages}`, ok: counts.every((one) => one.requests === 2 * packages && one.unchanged === packages) },
      // The floor keeps nothing; a review keeps every record until it is over.
      { name: 'memory peak, with all records held', value: Math.round(own / 1e6), unit: 'MB', ratio: own / theirs, against, ok: true },
    ];
  } finally {
    registry.disconnect();
    await remove();
  }
}
