import { createHash } from 'node:crypto';
import { loadAll } from 'js-yaml';
import type { RegistryTable } from '../src/core/registries.js';
import { compareLockfile } from '../src/lockfiles/compare.js';
import { diffEntries } from '../src/lockfiles/diff.js';
import type { ParsedLockfile } from '../src/lockfiles/format.js';
import { pnpm } from '../src/lockfiles/pnpm/format.js';
import type { BenchRow } from './rows.js';

const registries: RegistryTable = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };
const root = { lockfile: 'pnpm-lock.yaml', directory: '' };

const nameOf = (index: number): string => (index % 4 === 0 ? `@scope-${index % 17}/package-${index}` : `package-name-${index}`);
const quoted = (key: string): string => (key.startsWith('@') ? `'${key}'` : key);

/**
 * A lockfile of version 9 as pnpm writes it: packages that form a tree with three below each, some leaves that many share, one in seven with a
 * peer; 40 of them bumped when `bumped`. The same for the same arguments.
 */
function lockText(count: number, bumped: boolean): string {
  const every = Math.floor(count / 40);
  const version = (index: number): string => (bumped && index % every === 3 ? '1.0.1' : '1.0.0');
  const hasPeer = (index: number): boolean => index % 7 === 1;
  const key = (index: number): string => `${nameOf(index)}@${version(index)}`;
  const reference = (index: number): string => `${version(index)}${hasPeer(index) ? '(react@18.3.1)' : ''}`;
  const asked = (index: number): string => `      ${quoted(nameOf(index))}:\n        specifier: ^1.0.0\n        version: ${reference(index)}\n`;
  const order = Array.from({ length: count }, (_, index) => index).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const shared = (index: number): string => `  ${quoted(key(index))}:\n    resolution: {integrity: sha512-${createHash('sha512').update(key(index)).digest('base64')}}\n    engines: {node: '>=18'}\n${index % 5 === 0 ? '    hasBin: true\n' : ''}${hasPeer(index) ? "    peerDependencies:\n      react: '>=16'\n" : ''}\n`;
  const variant = (index: number): string => {
    const below = [...new Set([index * 3 + 1, index * 3 + 2, index * 3 + 3, ...(index * 3 + 1 < count ? [count - 1 - (index % 40)] : [])])].filter((one) => one < count);
    const lines = [...below.map((one) => `      ${quoted(nameOf(one))}: ${reference(one)}\n`), ...(hasPeer(index) ? ['      react: 18.3.1\n'] : [])];
    return `  ${quoted(`${nameOf(index)}@${reference(index)}`)}:${lines.length > 0 ? `\n    dependencies:\n${lines.join('')}` : ' {}\n'}\n`;
  };
  const text = `lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n\nimporters:\n\n  .:\n    dependencies:\n${asked(1)}    devDependencies:\n${asked(0)}${asked(2)}\npackages:\n\n${order.map(shared).join('')}snapshots:\n\n${order.map(variant).join('')}`;
  // Through JSON, so that the string is flat as a read file's is.
  return JSON.parse(JSON.stringify(text)) as string;
}

/** Processor time of one run, in milliseconds. */
function spent(run: () => unknown): number {
  const from = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1]!;

/** Medians over turns of a function beside its floor. */
function measure(floor: () => unknown, timed: () => unknown): { readonly floor: number; readonly ms: number; readonly ratio: number } {
  const turns = Array.from({ length: 11 }, () => [spent(floor), spent(timed)] as const).slice(2);
  return { floor: median(turns.map(([base]) => base)), ms: median(turns.map(([, own]) => own)), ratio: median(turns.map(([base, own]) => own / base)) };
}

function parsed(text: string, beside?: ParsedLockfile): ParsedLockfile {
  const result = pnpm.parse(text, { root, registries, ...(beside ? { beside } : {}) });
  if (result.kind === 'failed') throw new Error(result.problem.code);
  return result.lockfile;
}

/** What of two texts differs, entry by entry, as a review reads them. */
function changeList(before: string, after: string): number {
  const head = parsed(after);
  const base = parsed(before, head);
  const diff = diffEntries(base, head);
  if (head.repeated(base).length > 0) throw new Error('a key stands twice');
  return diff.added.length + diff.differing.length + diff.removed.length;
}

/** Measures the change list of pnpm lockfiles against js-yaml's reading of both texts. */
export function run(): Promise<BenchRow[]> {
  const rows = [500, 2_000, 10_000].flatMap((count): BenchRow[] => {
    const [before, after] = [lockText(count, false), lockText(count, true)];
    const floor = (): unknown => [loadAll(before), loadAll(after)];
    const list = measure(floor, () => changeList(before, after));
    const whole = measure(floor, () => compareLockfile({ format: pnpm, root, before, after, manifests: new Map() }, { registries }));
    const name = `pnpm lockfile, ${count} packages`;
    const against = 'loadAll of both texts';
    return [
      { name: `${name}: loadAll of both texts`, value: list.floor, unit: 'ms', ok: true },
      { name: `${name}: change list`, value: list.ms, unit: 'ms', ratio: list.ratio, against, goal: '<= 1.5', ok: list.ratio <= 1.5 },
      { name: `${name}: whole comparison`, value: whole.ms, unit: 'ms', ratio: whole.ratio, against, ok: true },
    ];
  });
  return Promise.resolve(rows);
}
