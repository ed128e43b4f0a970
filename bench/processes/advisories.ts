import { createReadStream, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { match } from '../../src/advisories/match.js';
import { openIndex } from '../../src/advisories/packed.js';
import { loadAdvisories } from '../../src/adapters/osv/load.js';

// One way to get at the records of a file, in a process of its own: what it takes in time and memory, and what the packages of a lockfile then take.
const [, , way = '', file = '', lockfile = ''] = process.argv;
const packages = JSON.parse(readFileSync(lockfile, 'utf8')) as { name: string; version: string }[];
globalThis.gc?.();
const before = process.memoryUsage().rss;
const from = performance.now();

/** The floor: unpacking, and JSON.parse of every line. */
async function floor(): Promise<number> {
  let records = 0;
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip({ chunkSize: 512 * 1024 })) })) {
    JSON.parse(line);
    records += 1;
  }
  return records;
}

/** The part of the peer that is used. */
interface OfflineDb { query(ecosystem: string, name: string): Promise<readonly unknown[]> }

/** The peer, over a file that is not packed; undefined where it is not installed. Its index is built at the first question. */
async function peer(): Promise<OfflineDb | undefined> {
  process.env['OSV_OFFLINE_ROOT_DIR'] = path.dirname(file);
  const name = '@renovatebot/osv-offline-db';
  const loaded = await (import(name) as Promise<{ readonly OsvOfflineDb: { create(): OfflineDb } }>).catch(() => undefined);
  const db = loaded?.OsvOfflineDb.create();
  await db?.query('npm', packages[0]!.name);
  return db;
}

const db = way === 'peer' ? await peer() : undefined;
const index = way === 'raw' ? (await loadAdvisories(file)).index : way === 'index' ? openIndex(await readFile(file)) : undefined;
const records = way === 'floor' ? await floor() : way === 'peer' ? Number(db !== undefined) : index!.records + index!.withdrawn;
const loadMs = performance.now() - from;
const peak = process.resourceUsage().maxRSS * 1_024 - before;
globalThis.gc?.();
const held = process.memoryUsage().rss - before;
const asked = performance.now();
let hits = 0;
for (const { name, version } of packages) if (db ? (await db.query('npm', name)).length > 0 : index && match(index, { ecosystem: 'npm', name, version }).matches.length > 0) hits += 1;
process.stdout.write(`${JSON.stringify({ records, loadMs, matchMs: performance.now() - asked, hits, peak, held })}\n`);
