import { createHash } from 'node:crypto';
import type { RegistryTable } from '../src/core/registries.js';
import { bun } from '../src/lockfiles/bun/format.js';
import { withoutOwnCommas } from '../src/lockfiles/bun/jsonc.js';
import { parseBun } from '../src/lockfiles/bun/parse.js';
import { compareLockfile } from '../src/lockfiles/compare.js';
import { diffEntries } from '../src/lockfiles/diff.js';
import type { ParsedLockfile } from '../src/lockfiles/format.js';
import type { BenchRow } from './rows.js';

const registries: RegistryTable = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };
const root = { lockfile: 'bun.lock', directory: '' };

function nameOf(index: number): string {
  return index % 4 === 0 ? `@scope-${index % 17}/package-${index}` : `package-name-${index}`;
}

/** One package's line: about the keys and lengths of a real one, in a tree with three below each. */
function lineOf(index: number, count: number, version: string): string {
  const below = [index * 3 + 1, index * 3 + 2, index * 3 + 3].filter((one) => one < count);
  const info = {
    ...(below.length > 0 ? { dependencies: Object.fromEntries(below.map((one) => [nameOf(one), '^1.0.0'])) } : {}),
    ...(index % 5 === 0 ? { bin: { [`tool-${index}`]: 'bin/cli.js' } } : {}),
  };
  const name = nameOf(index);
  return `    "${name}": ${JSON.stringify([`${name}@${version}`, '', info, `sha512-${createHash('sha512').update(`${name}@${version}`).digest('base64')}`])},`;
}

/** A lockfile of so many packages, with about 40 of them bumped when `bumped`. Through JSON.parse, so that the string is flat as a read file's is. */
function lockText(count: number, bumped: boolean): string {
  const every = Math.floor(count / 40);
  const lines = Array.from({ length: count }, (_, index) => lineOf(index, count, bumped && index % every === 3 ? '1.0.1' : '1.0.0'));
  const text = `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "bench",\n      "dependencies": {\n        "${nameOf(0)}": "^1.0.0",\n      },\n    },\n  },\n  "packages": {\n${lines.join('\n\n')}\n  }\n}\n`;
  return JSON.parse(JSON.stringify(text)) as string;
}

function parsed(text: string, beside?: ParsedLockfile): ParsedLockfile {
  const result = parseBun(text, { root, registries, ...(beside ? { beside } : {}) });
  if (result.kind === 'failed') throw new Error(result.problem.code);
  return result.lockfile;
}

/** What of two texts differs, as a review reads them, with the proof that no key newly stands twice. */
function changeList(before: string, after: string): number {
  const head = parsed(after);
  const base = parsed(before, head);
  if (head.repeated(base).length + head.problems.length > 0) throw new Error('a key stands twice');
  return diffEntries(base, head).differing.length;
}

/** Processor time of `times` runs, in milliseconds a run. */
function spent(times: number, run: () => unknown): number {
  const from = process.cpuUsage();
  for (let done = 0; done < times; done++) run();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000 / times;
}

const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1]!;

/** Medians of a floor and of what is measured just after it, turn by turn. */
function measure(times: number, floor: () => unknown, run: () => unknown): { readonly ms: number; readonly ratio: number; readonly floor: number } {
  spent(times, run);
  const turns = Array.from({ length: 9 }, () => [spent(times, floor), spent(times, run)] as const);
  return { floor: median(turns.map(([base]) => base)), ms: median(turns.map(([, took]) => took)), ratio: median(turns.map(([base, took]) => took / base)) };
}

/** Measures Bun's change list against the cheapest parse of both texts: JSON.parse, the trailing commas taken out before. */
export function run(): Promise<BenchRow[]> {
  const rows = [500, 2_000, 10_000].flatMap((count): BenchRow[] => {
    const [before, after] = [lockText(count, false), lockText(count, true)];
    const floor = (): unknown => [before, after].map((text): unknown => JSON.parse(withoutOwnCommas(text)));
    const times = count > 5_000 ? 4 : 16;
    const list = measure(times, floor, () => changeList(before, after));
    const whole = measure(times, floor, () => compareLockfile({ format: bun, root, before, after, manifests: new Map() }, { registries }));
    const name = `bun.lock, ${count} packages, ${changeList(before, after)} changed`;
    const against = 'JSON.parse of both texts without trailing commas';
    return [
      { name: `${name}: ${against}`, value: list.floor, unit: 'ms', ok: true },
      { name: `${name}: change list`, value: list.ms, unit: 'ms', ratio: list.ratio, against, goal: '<= 1.5', ok: list.ratio <= 1.5 },
      { name: `${name}: whole comparison`, value: whole.ms, unit: 'ms', ratio: whole.ratio, against, ok: true },
    ];
  });
  return Promise.resolve(rows);
}
