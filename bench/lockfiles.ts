import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import Arborist from '@npmcli/arborist';
import Diff from '@npmcli/arborist/lib/diff.js';
import type { RegistryTable } from '../src/core/registries.js';
import { compareLockfile } from '../src/lockfiles/compare.js';
import { diffEntries } from '../src/lockfiles/diff.js';
import type { ParsedLockfile } from '../src/lockfiles/format.js';
import { buildGraph } from '../src/lockfiles/graph.js';
import { introducersOf } from '../src/lockfiles/introducers.js';
import { npm } from '../src/lockfiles/npm/format.js';
import { parseNpm } from '../src/lockfiles/npm/parse.js';
import type { BenchRow } from './rows.js';

const registries: RegistryTable = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };
const root = { lockfile: 'package-lock.json', directory: '' };

/** Packages of one tree: those of a middling real project. */
const treeSize = 1_766;

type Entry = { [key: string]: unknown };

function digest(text: string): string {
  return `sha512-${createHash('sha512').update(text).digest('base64')}`;
}

/** Package `index` of a lockfile, with about the keys and lengths of a real entry. They form a tree with three below each, and some leaves that many share. */
function entryOf(index: number, count: number, version: string): Entry {
  const name = nameOf(index);
  const below = [index * 3 + 1, index * 3 + 2, index * 3 + 3, ...(index * 3 + 1 < count ? [count - 1 - (index % 40)] : [])].filter((one) => one < count);
  return {
    version, resolved: `https://registry.example/${name}/-/${name.split('/').at(-1)}-${version}.tgz`, integrity: digest(`${name}@${version}`),
    ...(index % 2 === 0 ? { dev: true } : {}), license: 'MIT',
    ...(below.length > 0 ? { dependencies: Object.fromEntries(below.map((one) => [nameOf(one), '^1.0.0'])) } : {}),
    engines: { node: '>=18' },
    ...(index % 5 === 0 ? { bin: { [`tool-${index}`]: 'bin/cli.js' } } : {}),
    ...(index % 3 === 0 ? { funding: { url: `https://funding.example/sponsors/${index}` } } : {}),
  };
}

function nameOf(index: number): string {
  return index % 4 === 0 ? `@scope-${index % 17}/package-${index}` : `package-name-${index}`;
}

/**
 * A lockfile of `trees` times 1,766 packages, one tree in the root or one in each of several workspaces, with about 40 packages bumped
 * when `bumped`; the same for the same arguments.
 */
function lockText(trees: number, bumped: boolean): string {
  const every = Math.floor((treeSize * trees) / 40);
  const declared = { dependencies: { [nameOf(1)]: '^1.0.0' }, devDependencies: { [nameOf(0)]: '^1.0.0', [nameOf(2)]: '^1.0.0' } };
  const folders = trees === 1 ? [''] : Array.from({ length: trees }, (_, tree) => `packages/w${tree}`);
  const packages: { [location: string]: Entry } = { '': { name: 'bench', version: '1.0.0', ...(trees === 1 ? declared : { workspaces: ['packages/*'] }) } };
  for (const [tree, folder] of folders.entries()) {
    if (folder !== '') packages[folder] = { version: '1.0.0', ...declared };
    for (let index = 0; index < treeSize; index++) {
      packages[`${folder === '' ? '' : `${folder}/`}node_modules/${nameOf(index)}`] = entryOf(index, treeSize, bumped && (tree * treeSize + index) % every === 3 ? '1.0.1' : '1.0.0');
    }
  }
  for (const folder of folders) if (folder !== '') packages[`node_modules/${folder.slice('packages/'.length)}`] = { resolved: folder, link: true };
  return `${JSON.stringify({ name: 'bench', version: '1.0.0', lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}

/** Processor time of `times` runs of a function, in milliseconds a run: unlike wall time it does not count waiting for other processes. */
function spent(times: number, run: () => unknown): number {
  const from = process.cpuUsage();
  for (let done = 0; done < times; done++) run();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000 / times;
}

interface Measured {
  readonly ms: number;
  /** Against the floor that ran just before, so that a slow moment of the machine falls on both. */
  readonly ratio: number;
}

/** Runs each function in blocks beside the floor, turn by turn, and gives the medians over the turns. */
function measure<K extends string>(times: number, floor: () => unknown, timed: { readonly [name in K]: () => unknown }): { readonly floor: number } & { readonly [name in K]: Measured } {
  const turns = 11;
  const floors: number[] = [];
  const out = new Map<K, Measured>();
  for (const name of Object.keys(timed) as K[]) {
    spent(times, timed[name]);
    const own: number[] = [];
    const ratios: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const base = spent(times, floor);
      const took = spent(times, timed[name]);
      floors.push(base);
      own.push(took);
      ratios.push(took / base);
    }
    out.set(name, { ms: median(own), ratio: median(ratios) });
  }
  return { floor: median(floors), ...(Object.fromEntries(out) as { [name in K]: Measured }) };
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1]!;
}

function parsed(text: string, beside?: ParsedLockfile): ParsedLockfile {
  const result = parseNpm(text, { root, registries, ...(beside ? { beside } : {}) });
  if (result.kind === 'failed') throw new Error(result.problem.code);
  return result.lockfile;
}

/** What of two texts differs, entry by entry, as a review reads them, with the proof that no key newly stands twice. */
function changeList(before: string, after: string): number {
  const head = parsed(after);
  const base = parsed(before, head);
  const diff = diffEntries(base, head);
  if (head.repeated(base).length > 0) throw new Error('a key stands twice');
  return diff.added.length + diff.differing.length + diff.removed.length;
}

async function arboristMs(before: string, after: string, rounds: number): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mergewarden-bench-'));
  try {
    const folders = await Promise.all([before, after].map(async (text, side) => {
      const own = path.join(folder, String(side));
      await mkdir(own);
      await writeFile(path.join(own, 'package-lock.json'), text);
      return own;
    }));
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
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

/** Measures the npm change list against JSON.parse of both texts and against npm's own diff, with the graph apart. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const trees of [1, 6]) {
    // Through JSON.parse, so that the strings are flat as a read file's are.
    const [before, after] = [lockText(trees, false), lockText(trees, true)].map((text) => JSON.parse(JSON.stringify(text)) as string) as [string, string];
    const whole = compareLockfile({ format: npm, root, before, after, manifests: new Map() }, { registries });
    const [base, head] = [parsed(before), parsed(after)];
    // Written by something else than a package manager, so that nothing can be read in pieces.
    const [beforeOneLine, afterOneLine] = [before, after].map((text) => JSON.parse(JSON.stringify(JSON.stringify(JSON.parse(text)))) as string) as [string, string];
    const locations = whole.changes.map((change) => change.after!.location);
    const seen = measure(trees > 1 ? 4 : 16, () => [JSON.parse(before), JSON.parse(after)], {
      list: () => changeList(before, after),
      oneLine: () => changeList(beforeOneLine, afterOneLine),
      compared: () => diffEntries(base, head),
      edges: () => [buildGraph(parsed(before)), buildGraph(parsed(after))],
      introducers: () => introducersOf(buildGraph(head), locations.map((location) => [location])),
      whole: () => compareLockfile({ format: npm, root, before, after, manifests: new Map() }, { registries }),
    });
    const peer = await arboristMs(before, after, trees > 1 ? 1 : 3);
    const name = `npm lockfile, ${head.packages.length} packages, ${locations.length} changed`;
    const against = 'JSON.parse of both texts';
    rows.push(
      { name: `${name}: JSON.parse of both texts`, value: seen.floor, unit: 'ms', ok: true },
      { name: `${name}: change list`, value: seen.list.ms, unit: 'ms', ratio: seen.list.ratio, against, goal: '<= 1.3', ok: seen.list.ratio <= 1.3 },
      { name: `${name}: change list of the same on one line`, value: seen.oneLine.ms, unit: 'ms', ratio: seen.oneLine.ratio, against, ok: true },
      { name: `${name}: comparing parsed entries alone`, value: seen.compared.ms, unit: 'ms', ratio: seen.compared.ratio, against, ok: true },
      { name: `${name}: parsing and edges of both sides`, value: seen.edges.ms, unit: 'ms', ratio: seen.edges.ratio, against, ok: true },
      { name: `${name}: edges of one side, introducers of the changed`, value: seen.introducers.ms, unit: 'ms', ratio: seen.introducers.ratio, against, ok: true },
      { name: `${name}: whole comparison with pairing, reach, introducers and lines`, value: seen.whole.ms, unit: 'ms', ratio: seen.whole.ratio, against, ok: true },
      { name: `${name}: npm's own trees and diff (arborist)`, value: peer, unit: 'ms', ratio: peer / seen.list.ms, against: 'the change list', goal: '>= 15', ok: peer >= 15 * seen.list.ms },
    );
  }
  return rows;
}
