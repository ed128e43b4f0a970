import { createReadStream, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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

const index = way === 'raw' ? (await loadAdvisories(file)).index : way === 'index' ? openIndex(await readFile(file)) : undefined;
const records = way === 'floor' ? await floor() : index!.records + index!.withdrawn;
const loadMs = performance.now() - from;
const peak = process.resourceUsage().maxRSS * 1_024 - before;
globalThis.gc?.();
const held = process.memoryUsage().rss - before;
const asked = performance.now();
const hits = index ? packages.map(({ name, version }) => match(index, { ecosystem: 'npm', name, version })).filter(({ matches }) => matches.length > 0).length : 0;
process.stdout.write(`${JSON.stringify({ records, loadMs, matchMs: performance.now() - asked, hits, peak, held })}\n`);
