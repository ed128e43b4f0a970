import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parseIntegrity } from '../src/core/integrity.js';
import { readArchive } from '../src/packages/tarball.js';
import { packageEntries, tgz } from '../test/registry/tar.js';
import { sri } from '../test/registry/package.js';
import { median } from './measure.js';
import type { BenchRow } from './rows.js';
import { installedFiles } from './installed.js';

/**
 * Packages as the registry would serve them, packed from what this checkout has installed: made-up text packs and unpacks at other speeds than
 * real code. Most are small; four hold large files.
 */
const names = [
  '@babel/parser', '@octokit/core', '@octokit/request', 'ajv', 'diff', 'fast-check', 'fast-uri', 'graphile-worker', 'ini', 'jsonc-parser', 'lru-cache', 'meriyah', 'micromark', 'minimatch',
  'minipass', 'nock', 'npm-package-arg', 'npm-registry-fetch', 'pacote', 'pg', 'pg-protocol', 'pino', 'prom-client', 'semver', 'ssri', 'tar', 'yaml', 'zod',
];

function packages(): { readonly packed: Uint8Array; readonly unpacked: number }[] {
  return names.map((name) => {
    const packed = tgz(packageEntries(installedFiles(fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url)))));
    return { packed, unpacked: gunzipSync(packed).length };
  });
}

/** Bytes of a tarball, as they come from the network in chunks, to hashed entries; against gunzip alone, which nobody can do without. */
export async function run(): Promise<BenchRow[]> {
  const all = packages().map((one) => ({ ...one, integrity: parseIntegrity(sri(one.packed), 'lock') }));
  const megabytes = all.reduce((sum, one) => sum + one.unpacked, 0) / 1e6;
  async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }
  const times: { floor: number[]; read: number[] } = { floor: [], read: [] };
  // Both take turns, so that what else the machine does falls on both; the first rounds only warm up.
  for (let round = -4; round < 9; round += 1) {
    const start = performance.now();
    for (const { packed } of all) gunzipSync(packed);
    const between = performance.now();
    for (const { packed, integrity } of all) await readArchive(chunks(packed), { integrity });
    const end = performance.now();
    if (round >= 0) { times.floor.push(between - start); times.read.push(end - between); }
  }
  const floor = megabytes / (median(times.floor) / 1000);
  const read = megabytes / (median(times.read) / 1000);
  const ratio = median(times.floor.map((time, round) => time / times.read[round]!));
  return [
    { name: `gunzip alone, ${all.length} packages, ${megabytes.toFixed(0)} MB unpacked`, value: Math.round(floor), unit: 'MB/s', ok: true },
    { name: 'tarball bytes to hashed entries', value: Math.round(read), unit: 'MB/s', ratio, against: 'gunzip alone', goal: '>= 0.4', ok: ratio >= 0.4 },
  ];
}
