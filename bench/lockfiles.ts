import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import Arborist from '@npmcli/arborist';
import Diff from '@npmcli/arborist/lib/diff.js';
import { buildGraph } from '../src/lockfiles/graph.js';
import { introducersOf } from '../src/lockfiles/introducers.js';
import { formats } from './lockfiles/formats.js';
import { peaks } from './lockfiles/memory.js';
import { changeList, comparison, parsed } from './lockfiles/read.js';
import { flat, manifests, type MeasuredFormat, treesOf } from './lockfiles/tree.js';
import { measure } from './measure.js';
import type { BenchRow } from './rows.js';

const largest = 10_000;

async function arboristMs(before: string, after: string): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mergewarden-bench-'));
  try {
    const folders = await Promise.all([before, after].map(async (text, side) => {
      const own = path.join(folder, String(side));
      for (const [file, manifest] of manifests) {
        await mkdir(path.dirname(path.join(own, file)), { recursive: true });
        await writeFile(path.join(own, file), manifest);
      }
      await writeFile(path.join(own, 'package-lock.json'), text);
      return own;
    }));
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const from = process.cpuUsage();
      const [actual, ideal] = [await new Arborist({ path: folders[0]! }).loadVirtual(), await new Arborist({ path: folders[1]! }).loadVirtual()];
      Diff.calculate({ actual, ideal });
      const { user, system } = process.cpuUsage(from);
      times.push((user + system) / 1_000);
    }
    return Math.min(...times);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowsOf(of: MeasuredFormat, count: number): Promise<BenchRow[]> {
  const trees = treesOf(count);
  const floors = trees.map((tree) => flat((of.floor.text ?? of.write)(tree)));
  const [before, after] = trees.map((tree) => flat(of.write(tree))) as [string, string];
  const { changes } = comparison(of, before, after);
  const found = changeList(of, before, after);
  if (changes.length !== trees[1].changed || found < changes.length) throw new Error(`${changes.length} changes of ${found} entries, and ${trees[1].changed} were made`);
  const graph = buildGraph(parsed(of, after));
  const locations = changes.map((change) => [change.after!.location]);
  const seen = measure(Math.max(1, 8_000 / count), () => floors.map((text) => of.floor.parse(text)), {
    list: () => changeList(of, before, after),
    introducers: () => introducersOf(graph, locations),
    whole: () => comparison(of, before, after),
  });
  const name = `${of.name}, ${count} packages, ${changes.length} changed`;
  const against = of.floor.name;
  return [
    { name: `${name}: ${against}`, value: seen.floor, unit: 'ms', ok: true },
    { name: `${name}: change list`, value: seen.list.ms, unit: 'ms', ratio: seen.list.ratio, against, goal: `<= ${of.goal}`, ok: seen.list.ratio <= of.goal },
    { name: `${name}: introducers of the changed`, value: seen.introducers.ms, unit: 'ms', ratio: seen.introducers.ratio, against, ...(count === largest ? { goal: '<= 200 ms' } : {}), ok: count !== largest || seen.introducers.ms <= 200 },
    { name: `${name}: whole comparison`, value: seen.whole.ms, unit: 'ms', ratio: seen.whole.ratio, against, ok: true },
    ...(of.name === 'npm' ? [await peerRow(name, seen.list.ms, before, after)] : []),
  ];
}

async function peerRow(name: string, list: number, before: string, after: string): Promise<BenchRow> {
  const peer = await arboristMs(before, after);
  return { name: `${name}: npm's own trees and diff (arborist)`, value: peer, unit: 'ms', ratio: peer / list, against: 'the change list', goal: '>= 15', ok: peer >= 15 * list };
}

async function memoryRows(of: MeasuredFormat): Promise<BenchRow[]> {
  const { floor, list, whole } = await peaks(of.name, largest);
  const name = `${of.name}, ${largest} packages, peak of memory of a process`;
  const against = of.floor.name;
  return [
    { name: `${name}: ${against}`, value: Math.round(floor), unit: 'MB', ok: true },
    { name: `${name}: change list`, value: Math.round(list), unit: 'MB', ratio: list / floor, against, ok: true },
    { name: `${name}: whole comparison`, value: Math.round(whole), unit: 'MB', ratio: whole / floor, against, ok: true },
  ];
}

/** Measures, for each format, the change list against the cheapest parse of both texts, and npm's against npm's own diff too. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const of of formats) {
    for (const count of [500, 2_000, largest]) rows.push(...await rowsOf(of, count));
    rows.push(...await memoryRows(of));
  }
  return rows;
}
